"""`python -m attribute_map.discovery`: learn, examine and draw the axes that are shipped.

`teach` makes an extractor that the axes have never met, `measure` reads edits with it, `draw` writes the
page. Learning axes of one's own is `facet axes learn`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from attribute_map.discovery.documenting import document_map
from attribute_map.discovery.extractor import Extractor
from attribute_map.discovery.learning import EFFORTS, Effort, learn, learn_extractor, workplace
from attribute_map.discovery.measuring import (
    EditFigures,
    Figures,
    examine,
    extractor_reader,
    measure,
    truth_reader,
)
from attribute_map.errors import AttributeMapError, PackError
from attribute_map.pack import SHIPPED_PACKS, load_attribute_map
from attribute_map.vocabulary import default_vocabulary
from engine.errors import EngineError
from engine.generator import LabelledGenerator
from engine.models import load_generator
from engine.progress import Progress as Sign
from engine.progress import Report

app = typer.Typer(no_args_is_help=True, help=__doc__)

Model = Annotated[str, typer.Option(help="The generator: painter, an installed model, or a file.")]
Packs = Annotated[Path | None, typer.Option(help="A pack, or a folder of packs, to look in first.")]
Device = Annotated[str, typer.Option(help="Where to draw, teach and read: cpu or cuda.")]
EffortName = Annotated[str, typer.Option(help=f"How much to look at: {' or '.join(EFFORTS)}.")]

PEOPLE = 1024  # portraits that a foreign extractor is calibrated to


@app.command("learn")
def learn_command(
    model: Model = "painter",
    out: Annotated[Path | None, typer.Option(help="Folder of the pack; the shipped one if none.")] = None,
    seed: int = 1,
    work: Annotated[Path | None, typer.Option(help="Folder for work in progress.")] = None,
    device: Device = "cpu",
    effort: EffortName = "quick",
    pictures: Annotated[int, typer.Option(help="Other than the effort's, for the extractor.")] = 0,
    extractor: Annotated[
        Path | None, typer.Option(help="A pack whose extractor reads; taught anew where none is given.")
    ] = None,
) -> None:
    """Learn all axes of a generator; without --out, anew for the pack that is shipped."""
    generator = load_generator(model, device=device)
    folder = out or SHIPPED_PACKS / generator.name
    with _bars() as bars:
        found = learn(
            generator,
            folder,
            seed=seed,
            work_dir=work,
            effort=_effort(effort, pictures),
            extractor=None if extractor is None else Extractor.load(extractor),
            progress=_shown(bars),
        )
    typer.echo(f"{len(found.axes)} axes in {folder}")


@app.command("teach")
def teach_command(
    out: Annotated[Path, typer.Argument(help="Folder for the extractor.")],
    model: Model = "painter",
    seed: int = 1001,
    work: Annotated[Path | None, typer.Option(help="Folder for work in progress.")] = None,
    device: Device = "cpu",
    effort: EffortName = "quick",
    pictures: Annotated[int, typer.Option(help="Other than the effort's.")] = 0,
) -> None:
    """Teach an extractor of its own, for measuring: with another seed it sees other pictures."""
    generator, chosen = load_generator(model, device=device), _effort(effort, pictures)
    folder = workplace(work or out / "work", generator, seed, chosen)
    with _bars() as bars:
        taught = learn_extractor(
            generator,
            folder,
            seed=seed,
            effort=chosen,
            vocabulary=default_vocabulary(),
            progress=_shown(bars),
        )
    taught.save(out)
    typer.echo(f"an extractor taught on {taught.pictures} pictures in {out}")


@app.command("measure")
def measure_command(
    model: Model = "painter",
    packs: Packs = None,
    extractor: Annotated[
        Path | None, typer.Option(help="The extractor that reads (see teach); the pack's own if none.")
    ] = None,
    truth: Annotated[bool, typer.Option(help="Also ask the generator itself, if it can tell.")] = False,
    portraits: int = 100,
    axes: Annotated[str, typer.Option(help="Axis ids with commas between; all if none.")] = "",
    seed: int = 99,
    device: Device = "cpu",
    as_json: Annotated[bool, typer.Option("--json", help="All figures as one JSON document.")] = False,
) -> None:
    """What edits of +2 σ do on fresh portraits, and how well the extractors read."""
    generator = load_generator(model, device=device)
    attribute_map = load_attribute_map(generator, folders=[packs] if packs else [])
    ids = [axis for axis in axes.split(",") if axis] or None
    own = attribute_map.extractor()
    other = own if extractor is None else Extractor.load(extractor)
    document: dict[str, Any] = {"model": generator.name, "pack": attribute_map.digest, "seed": seed}
    with _bars() as bars:
        shown = _shown(bars)
        if isinstance(generator, LabelledGenerator):
            document["extractor"] = examine(generator, own, portraits=40 * portraits)
            if extractor is not None:
                document["second_extractor"] = examine(generator, other, portraits=40 * portraits)
        reader = extractor_reader(generator, other, people=0 if extractor is None else PEOPLE)
        what: dict[str, Any] = {"axes": ids, "portraits": portraits, "seed": seed, "progress": shown}
        eye = extractor_reader(generator, own)
        found = {"read": measure(generator, attribute_map, reader, eye=eye, **what)}
        if truth and isinstance(generator, LabelledGenerator):
            found["true"] = measure(generator, attribute_map, truth_reader(generator), **what)
    document |= {name: figures.as_json() for name, figures in found.items()}
    typer.echo(json.dumps(document, indent=1) if as_json else "\n\n".join(map(_table, found.values())))


@app.command("draw")
def draw_command(
    model: Model = "painter",
    packs: Packs = None,
    out: Path = Path("docs"),
    seed: int = 7,
    device: Device = "cpu",
    figures: Annotated[Path | None, typer.Option(help="What measure --json wrote, for the page.")] = None,
) -> None:
    """Write axes.md with figures, heat maps, a strip for each axis and the worst edits."""
    generator = load_generator(model, device=device)
    attribute_map = load_attribute_map(generator, folders=[packs] if packs else [])
    document = None if figures is None else json.loads(figures.read_text())
    with _bars() as bars:
        page = document_map(generator, attribute_map, out, seed=seed, figures=document, progress=_shown(bars))
    typer.echo(f"{page}")


def _effort(name: str, pictures: int) -> Effort:
    try:
        effort = EFFORTS[name]
    except KeyError:
        raise PackError(f"There is no effort “{name}”; take {' or '.join(EFFORTS)}.") from None
    return replace(effort, pictures=pictures) if pictures else effort


def _table(figures: Figures) -> str:
    lines = [f"{'axis':20} wish: ≥1σ effect  side  axis: ≥1σ effect  side   raw  better back"]
    mean = figures.mean
    for row in figures.axes:
        lines.append(
            f"{row.axis:20} {_cells(row.wish):s} {_cells(row.offset):s} {row.raw.side_effect:6.3f} "
            f"{row.kept_better:6.1%} {row.back:5.2f}"
        )
    means = [
        f"{mean('moved', kind):8.1%} {mean('effect', kind):+6.2f} {mean('side_effect', kind):6.3f}"
        for kind in ("wish", "offset")
    ]
    lines.append(
        f"{'all':20} {means[0]} {means[1]} {mean('side_effect', 'raw'):6.3f} {mean('kept_better'):6.1%} "
        f"{mean('back'):5.2f}   ({figures.portraits} portraits an axis)"
    )
    return "\n".join(lines)


def _cells(edit: EditFigures) -> str:
    return f"{edit.moved:8.1%} {edit.effect:+6.2f} {edit.side_effect:6.3f}"


def _bars() -> Progress:
    columns = (TextColumn("{task.description:<30}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, TextColumn("{task.fields[note]}"), console=Console(stderr=True))


def _shown(bars: Progress) -> Report:
    """Bars on a terminal; elsewhere a line when a stage is done."""
    tasks: dict[str, TaskID] = {}

    def show(sign: Sign) -> None:
        if sign.stage not in tasks:
            tasks[sign.stage] = bars.add_task(sign.stage, total=sign.total, note="")
        task = bars.tasks[tasks[sign.stage]]
        finished = task.finished
        bars.update(task.id, completed=sign.done, total=sign.total, note=sign.note)
        if task.finished and not finished and not bars.console.is_terminal:
            typer.echo(f"{sign.stage}: {sign.total} in {task.elapsed or 0.0:.1f} s {sign.note}", err=True)

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
