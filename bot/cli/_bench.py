"""`facet bench`: how fast it is here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli._output import one_line_errors, print_json, print_rich, table
from bot.settings import read_settings

app = typer.Typer(invoke_without_command=True)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]


@app.callback()
def bench(context: typer.Context) -> None:
    """How fast it is here: the engine by size and batch, then whole edits from message to picture."""
    if context.invoked_subcommand is None:
        engine()
        edit()


@app.command()
@one_line_errors
def engine(
    out: Annotated[Path | None, typer.Option(help="Folder whose benchmarks.md gets the figures.")] = None,
    as_json: Json = False,
) -> None:
    """Drawing, edits and a crowd of members, on the model of the settings."""
    from bot.app import load_generator_of
    from engine.bench import run
    from engine.bench_page import add_run
    from engine.bench_report import markdown
    from engine.network_bench.published import widest

    generator = load_generator_of(read_settings())
    report = run([generator], sessions_of=[widest()], progress=lambda line: typer.echo(line, err=True))
    if out is not None:
        add_run(out, report.as_json())
    if as_json:
        print_json(report.as_json())
    else:
        typer.echo(markdown(report))


@app.command()
@one_line_errors
def edit(
    edits: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    as_json: Json = False,
) -> None:
    """Edits from message to picture, through mock gateway, client and engine, split by part."""
    from bot.cli._timing import time_edits

    figures = time_edits(edits)
    if as_json:
        print_json(figures)
        return
    rows = table("part", "median ms", "p95 ms", "most ms")
    for part, figure in figures["parts"].items():
        rows.add_row(part, *(f"{figure[name]:.1f}" for name in ("p50", "p95", "max")))
    print_rich(f"{figures['edits']} edits at {figures['resolution']} px", rows)
