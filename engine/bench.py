"""Benchmarks: what this machine takes for a picture, by resolution and batch, and where an edit's time goes.

Every figure is measured on the spot, by the code that serves members, as minimum, median and maximum.
"""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import get_args

import torch
from torch import Tensor

from engine.bench_report import Report, Row, Service
from engine.drawing import draw
from engine.generator import Generator
from engine.latents import base_ws
from engine.load_bench import measure_load, measure_sessions
from engine.pictures import Format, Provenance, encode_now
from engine.recipe import Recipe
from engine.renderer import Renderer
from engine.sessions import LatentSessions

MIN_REPEATS = 3
SECONDS_A_ROW = 6.0  # after MIN_REPEATS, a row ends when it has taken that long
EDIT_RESOLUTION = 512
MEMBERS = 16

Progress = Callable[[str], object]


def run(
    generators: Sequence[Generator],
    *,
    resolutions: Sequence[int] = (256, 512, 1024),
    batches: Sequence[int] = (1, 2, 4, 8),
    repeats: int = 9,
    sessions_of: Sequence[Generator] = (),
    progress: Progress = lambda line: None,
) -> Report:
    """Measure everything for each generator, and the memory of sessions for `sessions_of` as well.

    About three minutes for the painter on two CPU cores.
    """
    rows: list[Row] = []
    services, loads = [], []
    # First, while the process holds nothing but the models: what pictures leave behind is not the sessions'.
    memories = [measure_sessions(generator) for generator in (*generators, *sessions_of)]
    for memory in memories:
        progress(f"{memory.model}: {memory.sessions} sessions in {memory.grown:.0f} MB")
    for generator in generators:
        for resolution in resolutions:
            for batch in batches:
                rows.append(measure_drawing(generator, resolution, batch, repeats))
                progress(_line(rows[-1]))
            if generator.device.type == "cpu" and torch.get_num_threads() > 1:
                rows.append(measure_drawing(generator, resolution, 1, repeats, threads=1))
                progress(_line(rows[-1]))
        for row in measure_edit(generator, EDIT_RESOLUTION, repeats):
            rows.append(row)
            progress(_line(row))
        services.append(measure_service(generator, EDIT_RESOLUTION))
        progress(f"{generator.name}: {services[-1].pictures_per_second:.1f} pictures/s for {MEMBERS} members")
        loads.append(measure_load(generator))
        progress(
            f"{generator.name}: {loads[-1].edits} edits, {loads[-1].lost} lost, p95 {loads[-1].p95:.0f} ms"
        )
    return Report(machine(), tuple(rows), tuple(services), tuple(loads), tuple(memories))


def measure_drawing(
    generator: Generator, resolution: int, batch: int, repeats: int, *, threads: int | None = None
) -> Row:
    """Time of `draw` from ws to uint8 pixels in main memory."""
    ws = torch.stack([base_ws(generator, _recipe(generator, seed)) for seed in range(batch)])
    before = torch.get_num_threads()
    torch.set_num_threads(threads or before)
    try:
        times = _time(lambda: draw(generator, ws, resolution=resolution), repeats)
    finally:
        torch.set_num_threads(before)
    return _row("draw", generator, resolution, times, batch=batch, threads=threads or before)


def measure_edit(generator: Generator, resolution: int, repeats: int) -> list[Row]:
    """The split of one edit after the words are understood: step, render, encode in each format."""
    sessions = LatentSessions(generator)
    directions = _directions(generator)
    recipe = _recipe(generator, 0).with_offsets(dict.fromkeys(directions, 0.5))
    sessions.ws_for(recipe, directions)
    step = _time(lambda: sessions.ws_for(recipe, directions), 20 * repeats)
    ws = sessions.ws_for(recipe.base, {})[None]
    render = _time(lambda: draw(generator, ws, resolution=resolution), repeats)
    rows = [
        _row("step", generator, resolution, step),
        _row("render", generator, resolution, render),
    ]
    pixels = draw(generator, ws, resolution=resolution)[0]
    provenance = Provenance.of(recipe, description="A portrait for measuring.")
    for format in get_args(Format):
        size = len(encode_now(pixels, format=format, provenance=provenance).data)
        times = _time(lambda f=format: encode_now(pixels, format=f, provenance=provenance), 3 * repeats)  # type: ignore[misc]
        rows.append(_row(f"encode {format}", generator, resolution, times, kilobytes=size / 1000))
    return rows


def measure_service(
    generator: Generator, resolution: int, *, members: int = MEMBERS, each: int = 3
) -> Service:
    """`members` at once, each asking for `each` pictures one after the other, through one renderer."""
    ws = [base_ws(generator, _recipe(generator, member)) for member in range(members)]
    waits: list[float] = []

    async def live(renderer: Renderer, member: int) -> None:
        for _ in range(each):
            started = time.perf_counter()
            await renderer.render(ws[member], resolution=resolution, member=member)
            waits.append(1000 * (time.perf_counter() - started))

    async def serve() -> tuple[float, float]:
        async with Renderer(generator) as renderer:
            await renderer.render(ws[0], resolution=resolution)
            started = time.perf_counter()
            await asyncio.gather(*(live(renderer, member) for member in range(members)))
            seconds = time.perf_counter() - started
            return seconds, renderer.stats.images / renderer.stats.batches

    seconds, mean_batch = asyncio.run(serve())
    percentiles = statistics.quantiles(waits, n=100)
    return Service(
        generator.name,
        resolution,
        members,
        len(waits) / seconds,
        percentiles[49],
        percentiles[94],
        mean_batch,
    )


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    cuda = torch.cuda.is_available()
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{_memory_gb():.0f} GB",
        "accelerator": torch.cuda.get_device_name() if cuda else "none",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "torch": f"{torch.__version__}, {torch.get_num_threads()} threads, "
        f"CPU capability {torch.backends.cpu.get_cpu_capability()}",
        "load when started": f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown",
        "date": date.today().isoformat(),
    }


def _time(work: Callable[[], object], repeats: int) -> list[float]:
    """Milliseconds of each repetition, after one to warm up."""
    work()
    times: list[float] = []
    ends = time.perf_counter() + SECONDS_A_ROW
    while len(times) < repeats and (len(times) < MIN_REPEATS or time.perf_counter() < ends):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return times


def _row(
    what: str,
    generator: Generator,
    resolution: int,
    times: Sequence[float],
    *,
    batch: int = 1,
    threads: int | None = None,
    kilobytes: float | None = None,
) -> Row:
    each = sorted(milliseconds / batch for milliseconds in times)
    return Row(
        what=what,
        model=generator.name,
        resolution=resolution,
        batch=batch,
        threads=threads or torch.get_num_threads(),
        minimum=each[0],
        median=statistics.median(each),
        maximum=each[-1],
        repeats=len(each),
        kilobytes=kilobytes,
    )


def _recipe(generator: Generator, seed: int) -> Recipe:
    return Recipe(generator.name, generator.digest, seed, label=0 if generator.label_dim else None)


def _directions(generator: Generator) -> dict[str, Tensor]:
    """Ten directions of the shape that an attribute map has; for timing, any will do."""
    chance = torch.Generator().manual_seed(0)
    shape = (generator.num_ws, generator.w_dim)
    return {f"axis{i}": torch.randn(shape, generator=chance).to(generator.device) for i in range(10)}


def _line(row: Row) -> str:
    batch = f" batch {row.batch}, {row.threads} threads" if row.what == "draw" else ""
    return f"{row.model} {row.resolution} px {row.what}{batch}: {row.median:.2f} ms"


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory_gb() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (AttributeError, ValueError, OSError):  # no sysconf on Windows
        return float("nan")
