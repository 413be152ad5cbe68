"""`facet phrases`: the words that the bot has learned."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli._output import one_line_errors, print_json, print_rich, table

if TYPE_CHECKING:
    from attribute_map.language.phrase_head import LearningReport

app = typer.Typer(no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]


@app.callback()
def phrases() -> None:
    """The labelled phrases that teach the bot what no lexicon lists."""


@app.command()
@one_line_errors
def learn(
    model: Annotated[
        str,
        typer.Option(help="A sentence-transformers model by name or folder; the shipped one unless given."),
    ] = "default",
    phrases: Annotated[
        Path | None, typer.Option(help="The phrase file; the shipped one unless given.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the head goes; in place unless given.")] = None,
    as_json: Json = False,
) -> None:
    """Train the phrase head anew from the phrase file and the lexicons, and report what it confuses."""
    from attribute_map.language.learning import learn_phrases
    from attribute_map.language.phrase_head import HEAD_FILE
    from attribute_map.language.phrases import PHRASES_FILE
    from bot.cli._progress import stages

    target = out or HEAD_FILE
    with stages() as progress:
        report = learn_phrases(
            phrases_file=phrases or PHRASES_FILE, head_file=target, model=model, progress=progress
        )
    if as_json:
        print_json({"head": str(target), **figures(report)})
    else:
        show(report, target)


def figures(report: LearningReport) -> dict[str, Any]:
    """The report as JSON."""
    return {
        "phrases": report.phrases,
        "found": round(report.found, 4),
        "misplaced": round(report.misplaced, 4),
        "false_alarms": round(report.false_alarms, 4),
        "threshold": report.threshold,
        "confusions": [
            {"is": true, "taken_for": taken, "times": times} for true, taken, times in report.confusions
        ],
    }


def show(report: LearningReport, target: Path) -> None:
    """For people: the figures on phrases held out, and the commonest confusions."""
    typer.echo(f"Of {report.phrases} phrases, each judged by a head that was trained without it:")
    typer.echo(f"  {report.found:.1%} of the attribute phrases were found,")
    typer.echo(f"  {report.misplaced:.1%} were taken for another attribute, the others for unknown;")
    typer.echo(f"  {report.false_alarms:.1%} of the phrases that mean none were taken for one.")
    if report.confusions:
        rows = table("phrases of", "taken for", "times")
        for true, taken, times in report.confusions:
            rows.add_row(true, taken, str(times))
        print_rich(rows)
    typer.echo(f"The head is in {target}; a bot that is running takes it up when it is started again.")
