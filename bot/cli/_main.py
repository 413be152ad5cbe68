"""The commands people know first, and where the groups hang."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import _axes, _bench, _models, _phrases, _training
from bot.cli._output import one_line_errors, print_json, refuse

app = typer.Typer(
    name="facet",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(_axes.app, name="axes", help="The attribute map: axes, their quality, learning and adding.")
app.add_typer(_bench.app, name="bench", help="How fast it is on this machine.")
app.add_typer(_phrases.app, name="phrases", help="The words it has learned: learning them anew.")
app.add_typer(_models.app, name="models", help="Generators: what is installed, and installing checkpoints.")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]


@app.callback()
@one_line_errors
def prepare() -> None:
    """A Discord bot for making portraits by talking."""
    from bot.logs import configure_logging
    from bot.settings import misspelled, read_settings

    configure_logging(read_settings())  # at once, so that no log line ever lands on stdout
    for line in misspelled():
        logging.getLogger(__name__).warning(line)


@app.command()
@one_line_errors
def demo(
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port of the chat page.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    model: Annotated[str | None, typer.Option(help="The generator that draws.")] = None,
) -> None:
    """Everything on this machine: a Discord-like chat in your browser, the real bot, no token."""
    from bot.cli._running import run_demo

    run_demo(port, browser=not no_browser, model=model)


@app.command()
@one_line_errors
def run() -> None:
    """The bot on Discord, with the token from .env."""
    from bot.cli._running import run_on_discord

    run_on_discord()


@app.command()
@one_line_errors
def say(
    text: Annotated[str, typer.Argument(help="A message, such as “older, bearded, curly hair”.")],
    session: Annotated[
        str, typer.Option(help="Which conversation; each remembers its portrait.")
    ] = "default",
    seed: Annotated[int | None, typer.Option(min=0, max=2**32 - 1, help="Start from this face.")] = None,
    out: Annotated[Path | None, typer.Option(help="The picture to write: .png, .jpg or .webp.")] = None,
    as_json: Json = False,
) -> None:
    """Say one message in the terminal, through the same code that answers on Discord."""
    from bot.cli._saying import say_once

    said = say_once(text, session=session, seed=seed, out=out)
    if as_json:
        print_json(said.document)
    elif said.done:
        typer.echo(f"{said.document['reply']}\n{said.document['picture']}")
    if not said.done:
        refuse(said.document["reply"])


@app.command()
@one_line_errors
def parse(
    text: Annotated[str | None, typer.Argument(help="A message.")] = None,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="One message a line, one JSON object a line.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Text to changes; nothing is drawn."""
    from bot.cli._parsing import explain, load, parse_lines

    if (text is None) != stdin:
        raise typer.BadParameter("Give one text, or --stdin and one text a line.")
    if text is None:
        parse_lines(sys.stdin.buffer, load())
        return
    parsed = load().parse(text)
    if as_json:
        print_json(parsed.as_json())
    else:
        explain(parsed)


@app.command()
@one_line_errors
def doctor(as_json: Json = False) -> None:
    """What this machine has, what is missing, what will be used."""
    from bot.cli._doctor import examine, show

    findings = examine()
    if as_json:
        print_json(findings)
    else:
        show(findings)
    if not findings["ok"]:
        refuse("; ".join(str(row["finding"]) for row in findings["checks"] if row["state"] == "missing"))


app.command("train")(_training.train)  # after what people know first


def main() -> None:
    """The console script."""
    app()
