"""Many members at once, some of whom come at the worst time: what is lost, how long they wait, what it takes.

`python -m engine.load_bench` runs it alone; `facet bench engine` runs it after the rest.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import random
import statistics
import threading
import time
from pathlib import Path

import torch

from engine.bench_report import Load, SessionMemory, load_tables
from engine.errors import QueueFull
from engine.generator import Generator
from engine.latents import base_ws
from engine.models import load_generator
from engine.network_bench.published import widest
from engine.recipe import Recipe
from engine.renderer import Renderer
from engine.sessions import LatentSessions

MEMBERS, EDITS = 200, 10
RESOLUTION = 64  # px: what is tried is the way to the generator and back
AXES = 20
KEPT = 64  # sessions, far fewer than members: most fall out and return
KILLS = 3
PLACES, WISHES = 50, 500  # of the queue that is filled
SESSIONS = 10_000


def measure_load(generator: Generator, *, members: int = MEMBERS, edits: int = EDITS) -> Load:
    """`members` make `edits` each, while the worker thread is killed; then a queue overflows.

    Half of the wishes of the second trial are cancelled at once. Every wish must end in a picture, a refusal
    or its cancellation.
    """
    return asyncio.run(_measure_load(generator, members, edits))


async def _measure_load(generator: Generator, members: int, edits: int) -> Load:
    chance = torch.Generator().manual_seed(1)
    shape = (generator.num_ws, generator.w_dim)
    directions = {
        f"axis{index}": torch.randn(shape, generator=chance).to(generator.device) / 4 for index in range(AXES)
    }
    sessions = LatentSessions(generator, capacity=KEPT)
    waits: list[float] = []
    kills: list[int] = []
    every = max(1, members * edits // (KILLS + 1))

    async def live(member: int, renderer: Renderer) -> int:
        """One member: edits one after the other, each of the portrait as it is then."""
        whim = random.Random(member)
        recipe = _recipe(generator, member)
        for _ in range(edits):
            offsets = {**recipe.offsets, whim.choice(list(directions)): whim.uniform(-2, 2)}
            recipe = recipe.with_offsets(offsets)
            asked = time.perf_counter()
            ws = sessions.ws_for(recipe, directions)
            await renderer.render(ws, resolution=RESOLUTION, member=member, session=member)
            waits.append(1000 * (time.perf_counter() - asked))
            if len(waits) % every == 0 and len(waits) < members * edits:
                kills.append(_kill_worker())
        return edits

    async with Renderer(generator, max_batch=16, max_waiting=members) as renderer:
        started = time.perf_counter()
        drawn = sum(await asyncio.gather(*(live(member, renderer) for member in range(members))))
        seconds = time.perf_counter() - started
        stats = renderer.stats
    outcomes = await _flood(generator)
    percentiles = statistics.quantiles(waits, n=100)
    return Load(
        model=generator.name,
        resolution=RESOLUTION,
        members=members,
        edits=members * edits,
        lost=members * edits - drawn,
        worker_kills=sum(kills),
        seconds=seconds,
        p50=percentiles[49],
        p95=percentiles[94],
        p99=percentiles[98],
        mean_batch=stats.images / stats.batches,
        **outcomes,
    )


async def _flood(generator: Generator) -> dict[str, int]:
    """Far more wishes than places; what became of them."""
    ws = base_ws(generator, _recipe(generator, 0))
    async with Renderer(generator, max_waiting=PLACES) as renderer:
        tasks = [
            asyncio.create_task(renderer.render(ws, resolution=RESOLUTION, member=index % 60))
            for index in range(WISHES)
        ]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    refused = sum(isinstance(result, QueueFull) for result in results)
    cancelled = sum(isinstance(result, asyncio.CancelledError) for result in results)
    failed = sum(isinstance(result, Exception) for result in results) - refused
    return {
        "flood": WISHES,
        "flood_drawn": WISHES - refused - cancelled - failed,
        "flood_refused": refused,
        "flood_cancelled": cancelled,
        "flood_failed": failed,
    }


def measure_sessions(generator: Generator, count: int = SESSIONS) -> SessionMemory:
    """Memory that `count` sessions take, the slab and all that belongs to them, by the system's account."""
    sessions = LatentSessions(generator, capacity=count)
    sessions.ws_for(_recipe(generator, 0), {})  # whatever is made at first use
    before = resident_bytes()
    for seed in range(count):
        sessions.ws_for(_recipe(generator, seed), {})
    return SessionMemory(
        generator.name,
        count,
        generator.num_ws,
        generator.w_dim,
        sessions.bytes / 1e6,
        (resident_bytes() - before) / 1e6,
        resident_bytes() / 1e6,
    )


def resident_bytes() -> int:
    """Memory of this process that is in use, as Linux tells; 0 elsewhere."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def _kill_worker() -> int:
    """Ends rendering threads from outside, as nothing but a fault of the program would; how many."""
    victims = [
        thread.ident
        for thread in threading.enumerate()
        if thread.name == "render" and thread.ident is not None
    ]
    end = ctypes.pythonapi.PyThreadState_SetAsyncExc
    return sum(end(ctypes.c_ulong(ident), ctypes.py_object(SystemExit)) for ident in victims)


def _recipe(generator: Generator, seed: int) -> Recipe:
    return Recipe(generator.name, generator.digest, seed, label=0 if generator.label_dim else None)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="painter")
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--edits", type=int, default=EDITS, help="of each member")
    arguments = parser.parse_args()
    generator = load_generator(arguments.model)
    memories = [measure_sessions(generator), measure_sessions(widest())]
    load = measure_load(generator, members=arguments.members, edits=arguments.edits)
    print(load_tables([load], memories))


if __name__ == "__main__":
    main()
