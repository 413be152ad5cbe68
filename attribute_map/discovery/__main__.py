"""`python -m attribute_map.discovery`: measure a map with an extractor of its own, and draw it.

Learning itself is `facet axes learn`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from attribute_map.discovery.documenting import document_map
from attribute_map.discovery.extractor import Extractor
from attribute_map.discovery.learning import Effort, learn, learn_extractor, workplace
from attribute_map.discovery.measuring import Figures, measure, measure_truth
from attribute_map.discovery.progress import Progress as Sign
from attribute_map.discovery.progress import Report
from attribute_map.errors import AttributeMapError
from attribute_map.pack import SHIPPED_PACKS, load_attribute_map
from attribute_map.vocabulary import default_vocabulary
from engine.errors import EngineError
from engine.generator import LabelledGenerator
from engine.models import load_generator

app = typer.Typer(no_args_is_help=True, help=__doc__)

Model = Annotated[str, typer.Option(help="The generator.")]
Packs = Annotated[Path | None, typer.Option(help="A pack, or a folder of packs, to look in first.")]
Work = Annotated[Path, typer.Option(help="Folder for the second extractor; kept for the next time.")]


@app.command("learn")
def learn_command(
    model: Model = "painter",
    out: Annotated[Path | None, typer.Option(help="Folder of the pack; the shipped one if none.")] = None,
    seed: int = 1,
    work: Annotated[Path | None, typer.Option(help="Folder for work in progress.")] = None,
) -> None:
    """Learn all axes of a generator; without --out, anew for the pack that is shipped."""
    generator = load_generator(model)
    folder = out or SHIPPED_PACKS / generator.name
    with _bars() as bars:
        found = learn(generator, folder, seed=seed, work_dir=work, progress=_shown(bars))
    typer.echo(f"{len(found.axes)} axes in {folder}")


@app.command("measure")
def measure_command(
    model: Model = "painter",
    packs: Packs = None,
    work: Work = Path("out/measuring"),
    portraits: int = 200,
    axes: Annotated[str, typer.Option(help="Axis ids with commas between; all if none.")] = "",
    seed: int = 99,
    stepwise: Annotated[bool, typer.Option(help="Measure wishes of +2 σ, solved for each portrait.")] = False,
    own_extractor: Annotated[bool, typer.Option(help="Read with the pack's extractor.")] = False,
    truth: Annotated[bool, typer.Option(help="Ask the generator itself, if it can tell.")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """What edits of +2 σ do on fresh portraits, read by an extractor that the axes were not learned with."""
    generator = load_generator(model)
    attribute_map = load_attribute_map(generator, folders=[packs] if packs else [])
    with _bars() as bars:
        shown = _shown(bars)
        what = {
            "axes": [axis for axis in axes.split(",") if axis] or None,
            "portraits": portraits,
            "seed": seed,
            "stepwise": stepwise,
            "progress": shown,
        }
        if truth and isinstance(generator, LabelledGenerator):
            figures = measure_truth(generator, attribute_map, **what)  # type: ignore[arg-type]
        else:
            extractor = (
                attribute_map.extractor()
                if own_extractor
                else _second_extractor(model, work, attribute_map.seed + 1000, shown)
            )
            figures = measure(generator, attribute_map, extractor, **what)  # type: ignore[arg-type]
    typer.echo(json.dumps(figures.as_json(), indent=1) if as_json else _table(figures))


@app.command("draw")
def draw_command(
    model: Model = "painter", packs: Packs = None, out: Path = Path("docs"), seed: int = 7
) -> None:
    """Write axes.md with figures, heat maps, a strip for each axis and the worst edits."""
    generator = load_generator(model)
    attribute_map = load_attribute_map(generator, folders=[packs] if packs else [])
    with _bars() as bars:
        page = document_map(generator, attribute_map, out, seed=seed, progress=_shown(bars))
    typer.echo(f"{page}")


def _second_extractor(model: str, work: Path, seed: int, progress: Report) -> Extractor:
    generator, effort = load_generator(model), replace(Effort(), pictures=8192)
    folder = workplace(work, generator, seed, effort)
    return learn_extractor(
        generator, folder, seed=seed, effort=effort, vocabulary=default_vocabulary(), progress=progress
    )


def _table(figures: Figures) -> str:
    lines = [f"{'axis':20} right  ≥1σ  effect   side    raw  better"]
    for row in figures.axes:
        lines.append(
            f"{row.axis:20} {row.right:5.1%} {row.moved:5.1%} {row.effect:+6.2f} {row.side_effect:6.3f} "
            f"{row.raw_side_effect:6.3f} {row.kept_better:6.1%}"
        )
    lines.append(
        f"{'all':20} {figures.right:5.1%} {figures.moved:5.1%}        {figures.side_effect:6.3f} "
        f"{figures.raw_side_effect:6.3f} {figures.kept_better:6.1%}   ({figures.portraits} portraits an axis)"
    )
    return "\n".join(lines)


def _bars() -> Progress:
    columns = (TextColumn("{task.description:<30}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, TextColumn("{task.fields[note]}"), console=Console(stderr=True))


def _shown(bars: Progress) -> Report:
    tasks: dict[str, object] = {}

    def show(sign: Sign) -> None:
        if sign.stage not in tasks:
            tasks[sign.stage] = bars.add_task(sign.stage, total=sign.total, note="")
        bars.update(tasks[sign.stage], completed=sign.done, total=sign.total, note=sign.note)  # type: ignore[arg-type]

    return show


def main() -> None:
    """Run, with errors as one line."""
    try:
        app()
    except (AttributeMapError, EngineError) as error:
        typer.echo(str(error), err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
