"""`facet train` and `facet models measure`: a neural generator of one's own."""

from __future__ import annotations

import math
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli._output import one_line_errors, print_json, print_rich, refuse, table
from bot.settings import prepare_data_folder, read_settings

if TYPE_CHECKING:
    from attribute_map.discovery.sight import Sight
    from engine.generator import Generator

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]
Device = Annotated[str | None, typer.Option(help="cpu or cuda; cuda where there is one unless given.")]
Extractor = Annotated[
    Path | None, typer.Option(help="Folder of the extractor to see with; the painter's pack unless given.")
]


@one_line_errors
def train(
    name: Annotated[str, typer.Option(help="Of the model and of its folder.")] = "neural",
    out: Annotated[
        Path | None, typer.Option(help="The model's file; among the installed models unless given.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Where the run is kept; in the data folder unless given.")
    ] = None,
    resolution: Annotated[int | None, typer.Option(help="Side of the pictures, px: 64, 128, 256 …")] = None,
    images: Annotated[int | None, typer.Option(min=1, help="Portraits to learn from, in all.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0.01, help="Or the time to learn for, in all.")] = None,
    batch: Annotated[int | None, typer.Option(min=2, help="Portraits a step.")] = None,
    capacity: Annotated[float | None, typer.Option(min=0.1, max=8, help="Channels, times the usual.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is drawn by chance.")] = 1,
    pause_after: Annotated[
        float | None, typer.Option(help="Minutes until it pauses; the same command goes on.")
    ] = None,
    compiled: Annotated[bool, typer.Option("--compile", help="Compile first, then be faster.")] = False,
    extractor: Extractor = None,
    device: Device = None,
    as_json: Json = False,
) -> None:
    """Train a neural generator on the painter's portraits, or go on where a killed run stopped."""
    from bot.cli._progress import bars
    from engine.models import SHIPPED
    from engine.training import Plan
    from engine.training import train as run
    from engine.training.exporting import export

    if images is not None and minutes is not None:
        raise typer.BadParameter("Give --images or --minutes.")
    data = prepare_data_folder(read_settings())
    device = device or _best_device()
    chosen: dict[str, Any] = {
        "resolution": resolution,
        "images": images,
        "minutes": minutes,
        "batch": batch,
        "capacity": capacity,
        "seed": seed,
        "compiled": compiled,
    }
    plan = Plan.for_device(device, **chosen)
    kept = folder or data / "training" / name
    target = out or data / "models" / f"{name}.safetensors"
    if out is None and (target.exists() or (SHIPPED / target.name).exists()):
        refuse(f"there is a model named {name} already; choose another --name, or a file with --out")
    with bars() as progress, _asked_to_stop() as asked:
        training = run(
            plan,
            kept,
            device=device,
            features=_sight(extractor, device).maps,
            progress=progress,
            pause=lambda seconds: asked() or (pause_after is not None and seconds > 60.0 * pause_after),
        )
    finished = training.done >= 1.0
    summary: dict[str, Any] = {
        "finished": finished,
        "images": training.images,
        "minutes": round(training.seconds / 60.0, 2),
        "samples": str(kept / "samples.webp"),
    }
    if finished:
        record = export(training, target)
        summary |= {"model": str(target), "digest": record.digest}
    if as_json:
        print_json(summary)
    elif finished:
        typer.echo(f"{target} has learned from {training.images:,} portraits.")
        typer.echo(f"Its axes come from facet axes learn --model {target if out else name}")
    else:
        typer.echo(f"Paused at {training.done:.0%}; the same command goes on. Samples: {summary['samples']}")


@one_line_errors
def measure(
    model: Annotated[str, typer.Argument(help="A model by name, or its file.")],
    samples: Annotated[int, typer.Option(min=100, help="Pictures of each side.")] = 10_000,
    floor: Annotated[bool, typer.Option("--floor", help="The painter against itself as well.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of the latents.")] = 1,
    extractor: Extractor = None,
    device: Device = None,
    as_json: Json = False,
) -> None:
    """How like the painter's pictures a model's are: Fréchet distance, precision and recall."""
    from bot.cli._progress import bars
    from engine import load_generator
    from engine.generators.precision import fastest_dtype
    from engine.progress import Progress
    from engine.training.measures import likeness

    device = device or _best_device()
    sight = _sight(extractor, device)
    folder = read_settings().data_folder / "models"
    judged = load_generator(model, device=device, dtype=fastest_dtype(device), folder=folder)
    painter = load_generator("painter", device=device)
    sides: list[tuple[str, Generator, int]] = [
        ("the painter", painter, seed),
        (judged.name, judged, seed + 1),
    ]
    if floor:
        sides.append(("the painter again", painter, seed + 2))
    found = []
    with bars() as progress:
        for title, generator, start in sides:

            def report(done: int, total: int, title: str = title) -> None:
                progress(Progress(f"seeing {title}", done, total))

            found.append(_seen(generator, sight, judged.resolution, samples, start, report))
    real, *others = found
    rows = {title: likeness(real, seen) for (title, _, _), seen in zip(sides[1:], others, strict=True)}
    if as_json:
        about = {"model": judged.name, "digest": judged.digest, "resolution": judged.resolution}
        print_json(
            about | {"against_the_painter": {title: asdict(figures) for title, figures in rows.items()}}
        )
        return
    shown = table("against the painter", "Fréchet distance", "precision", "recall")
    for title, figures in rows.items():
        shown.add_row(title, f"{figures.frechet:.2f}", f"{figures.precision:.3f}", f"{figures.recall:.3f}")
    print_rich(shown)


def _seen(generator: Generator, sight: Sight, resolution: int, samples: int, seed: int, report: Any) -> Any:
    """Embeddings [N, F] of a generator's own portraits."""
    import torch

    random = torch.Generator().manual_seed(seed)
    at_once = 64 if generator.device.type == "cuda" else 8
    found = []
    for index in range(math.ceil(samples / at_once)):
        count = min(at_once, samples - index * at_once)
        z = torch.randn(count, generator.z_dim, generator=random)
        with torch.inference_mode():
            pictures = generator.synthesize(generator.map(z.to(generator.device)), resolution=resolution)
            found.append(sight.embedding(pictures.clamp(-1.0, 1.0)))
        report(min((index + 1) * at_once, samples), samples)
    return torch.cat(found)


def _sight(folder: Path | None, device: str) -> Sight:
    from attribute_map.discovery.extractor import Extractor as Taught
    from attribute_map.discovery.sight import Sight
    from attribute_map.pack import SHIPPED_PACKS

    return Sight(Taught.load(folder or SHIPPED_PACKS / "painter"), device)


@contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether somebody pressed Ctrl-C or ended the process kindly: a run saves before it goes."""
    asked = threading.Event()
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = {kind: signal.signal(kind, lambda number, frame: asked.set()) for kind in kinds}
    try:
        yield asked.is_set
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _best_device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
