"""Two hundred members at once, through the public interface: nothing lost, nobody forgotten."""

from __future__ import annotations

import asyncio
import io
import random
import time

import numpy as np
import pytest
import torch
from PIL import Image

from engine import (
    LatentSessions,
    Provenance,
    Recipe,
    Renderer,
    draw_recipe,
    encode,
    read_provenance,
)
from engine.generator import Generator

MEMBERS = 200
EDITS = 10
AXES = [f"axis_{i}" for i in range(20)]


async def test_two_hundred_members_make_two_thousand_edits_and_nothing_is_lost(
    tiny: Generator, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = torch.Generator().manual_seed(1)
    directions = {axis: torch.randn(tiny.w_dim, generator=chance) / 4 for axis in AXES}
    sessions = LatentSessions(tiny, capacity=64)  # far fewer than members, so that most fall out and return
    waits: list[float] = []

    async def live(member: int, renderer: Renderer) -> list[tuple[Recipe, bytes]]:
        """One member: edits one after the other, each a picture of the portrait as it is then."""
        whim = random.Random(member)
        recipe = Recipe(tiny.name, tiny.digest, seed=member)
        album = []
        for _ in range(EDITS):
            offsets = dict(recipe.offsets)
            offsets[whim.choice(AXES)] = whim.uniform(-2, 2)
            recipe = recipe.with_offsets(offsets)
            asked = time.perf_counter()
            pixels = await renderer.render(
                sessions.ws_for(recipe, directions), resolution=64, member=member, session=member
            )
            waits.append(1000 * (time.perf_counter() - asked))
            picture = await encode(pixels, format="png", provenance=Provenance.of(recipe))
            album.append((recipe, picture.data))
        return album

    started = time.perf_counter()
    async with Renderer(tiny, max_batch=16, max_waiting=MEMBERS) as renderer:
        albums = await asyncio.gather(*(live(member, renderer) for member in range(MEMBERS)))
        stats = renderer.stats
    seconds = time.perf_counter() - started

    p50, p95, p99 = np.percentile(waits, [50, 95, 99])
    with capsys.disabled():
        print(
            f"\n{MEMBERS} members, {len(waits)} edits in {seconds:.1f} s ({len(waits) / seconds:.0f}/s), "
            f"{stats.images / stats.batches:.1f} a batch; p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} ms"
        )
    assert stats.images == MEMBERS * EDITS
    assert stats.failures == 0
    assert [len(album) for album in albums] == [EDITS] * MEMBERS
    for album in albums[::20]:
        for recipe, data in album:
            provenance = read_provenance(data)
            assert provenance is not None
            assert Recipe.from_json(provenance.recipe) == recipe
            assert np.array_equal(_pixels(data), draw_recipe(tiny, recipe, directions, resolution=64))


def _pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


async def test_ten_times_as_many_wishes_as_places_leave_every_answer_definite(tiny: Generator) -> None:
    """The queue is full most of the time and half of all wishes are cancelled."""
    ws = tiny.w_avg.expand(tiny.num_ws, -1)
    async with Renderer(tiny, max_waiting=50) as renderer:
        tasks = [asyncio.create_task(renderer.render(ws, member=i % 60)) for i in range(500)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        drawn = [i for i, result in enumerate(results) if isinstance(result, np.ndarray)]
        refused = [i for i, result in enumerate(results) if type(result).__name__ == "QueueFull"]
        cancelled = [i for i, result in enumerate(results) if isinstance(result, asyncio.CancelledError)]
        assert len(drawn) + len(refused) + len(cancelled) == 500
        assert len(drawn) >= 25
        assert renderer.waiting == 0
        assert (await renderer.render(ws)).shape == (32, 32, 3)
