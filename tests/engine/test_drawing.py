"""Drawing: one recipe, one picture, whoever draws it, when, and beside what."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
import torch

from engine import Mix, Recipe, Renderer, apply_offsets, base_ws, draw, draw_recipe
from engine.drawing import to_uint8
from engine.errors import RecipeError
from engine.generators.painter import Painter

SIZE = 64

DRAW_IN_ANOTHER_PROCESS = f"""
import hashlib, sys, torch
from engine import Recipe, draw_recipe
from engine.generators.painter import Painter
painter = Painter()
axis = torch.randn(14, 512, generator=torch.Generator().manual_seed(5))
for line in sys.stdin:
    pixels = draw_recipe(painter, Recipe.from_json(line), {{"axis": axis}}, resolution={SIZE})
    print(hashlib.sha256(pixels.tobytes()).hexdigest())
"""


@cache
def painter() -> Painter:
    return Painter()


@pytest.fixture
def recipes() -> list[Recipe]:
    digest = painter().digest
    return [
        Recipe("painter", digest, 42),
        Recipe("painter", digest, 7, psi=0.7, cutoff=8, offsets={"axis": 0.1}),
        Recipe("painter", digest, 2**32 - 1, psi=-0.5, mixes=(Mix(3, (0, 1, 2)), Mix(4, (12,)))),
    ]


@pytest.fixture
def directions() -> dict[str, torch.Tensor]:
    return {"axis": torch.randn(14, 512, generator=torch.Generator().manual_seed(5))}


@pytest.mark.parametrize("threads", ["1", "2"])
def test_another_process_draws_the_same_bytes_from_a_recipe(
    recipes: list[Recipe], directions: dict[str, torch.Tensor], threads: str
) -> None:
    there = subprocess.run(
        [sys.executable, "-c", DRAW_IN_ANOTHER_PROCESS],
        input="".join(recipe.to_json() + "\n" for recipe in recipes),
        env={**os.environ, "OMP_NUM_THREADS": threads},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout.split()
    here = [draw_recipe(painter(), recipe, directions, resolution=SIZE) for recipe in recipes]
    assert there == [hashlib.sha256(pixels.tobytes()).hexdigest() for pixels in here]
    assert len(set(there)) == len(recipes)


def test_a_portrait_does_not_depend_on_its_batch_or_its_thread() -> None:
    ws = torch.stack([base_ws(painter(), Recipe("painter", painter().digest, seed)) for seed in range(12)])
    alone = [draw(painter(), one[None], resolution=SIZE)[0] for one in ws]
    for size in (2, 5, 12):
        together = np.concatenate([draw(painter(), part, resolution=SIZE) for part in ws.split(size)])
        assert np.array_equal(together, alone)

    async def render() -> list[np.ndarray]:
        async with Renderer(painter(), threads=1) as renderer:
            return await asyncio.gather(
                *(renderer.render(one, resolution=SIZE, member=i) for i, one in enumerate(ws))
            )

    assert np.array_equal(asyncio.run(render()), alone)


def test_a_recipe_of_another_model_or_another_attribute_map_is_refused(recipes: list[Recipe]) -> None:
    with pytest.raises(RecipeError, match="'axis'"):
        draw_recipe(painter(), recipes[1], {}, resolution=SIZE)
    with pytest.raises(RecipeError, match="made by model"):
        draw_recipe(painter(), Recipe("painter", "0" * 64, 1), {}, resolution=SIZE)


def test_offsets_change_the_picture(recipes: list[Recipe], directions: dict[str, torch.Tensor]) -> None:
    recipe = recipes[0].with_offsets({"axis": 0.2})
    ws = apply_offsets(base_ws(painter(), recipe), recipe.offsets, directions)
    drawn = draw_recipe(painter(), recipe, directions, resolution=SIZE)
    assert np.array_equal(drawn, draw(painter(), ws[None], resolution=SIZE)[0])
    assert not np.array_equal(drawn, draw_recipe(painter(), recipes[0], directions, resolution=SIZE))


def test_pixels_are_rounded_as_by_nvidias_tools_and_clamped() -> None:
    values = torch.tensor([-2.0, -1.0, -0.999, 0.0, 0.5, 0.999, 1.0, 7.0])
    pixels = to_uint8(values.view(1, 1, 1, -1).expand(1, 3, 1, -1))
    assert pixels[0, 0, :, 1].tolist() == [0, 0, 0, 128, 191, 255, 255, 255]
    assert pixels.shape == (1, 1, 8, 3)
    assert pixels.is_contiguous()
