"""Several models by name: loaded once, counted in bytes, let go when others need the room."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
from typing import Any

import numpy as np
import pytest
import torch

from engine.drawing import draw_recipe
from engine.errors import ModelError
from engine.generator import Generator
from engine.memory import tensor_bytes
from engine.model_pool import ModelPool
from engine.recipe import Recipe
from engine.sessions import CHUNK

SESSIONS = CHUNK * 5 * 12 * 4  # bytes of a slab of the tiny generator


@pytest.fixture
def shop(tiny_class: Any) -> Any:
    """Loads tiny generators by name, slowly, and remembers which."""

    class Shop:
        def __init__(self) -> None:
            self.loads: list[str] = []
            self.out_of_memory = 0

        def __call__(self, name: str) -> Generator:
            time.sleep(0.02)
            if self.out_of_memory:
                self.out_of_memory -= 1
                raise torch.OutOfMemoryError("CUDA out of memory")
            self.loads.append(name)
            return tiny_class(seed=int(name.removeprefix("model")))  # type: ignore[no-any-return]

    return Shop()


@pytest.fixture
def size(tiny: Generator) -> int:
    return tensor_bytes(tiny) + SESSIONS


async def draw_with(pool: ModelPool, name: str, seed: int = 1) -> np.ndarray:
    async with pool.use(name) as model:
        recipe = Recipe("tiny", model.generator.digest, seed)
        return await model.render(recipe, {})


async def test_models_draw_their_own_pictures_side_by_side(shop: Any, tiny_class: Any, size: int) -> None:
    async with ModelPool(shop, budget=10 * size) as pool:
        pictures = await asyncio.gather(*(draw_with(pool, f"model{i % 3}", seed=i) for i in range(30)))
        assert sorted(shop.loads) == ["model0", "model1", "model2"]
        assert set(pool.loaded) == {"model0", "model1", "model2"}
        assert all(used == size for used in pool.loaded.values())
    for i, picture in enumerate(pictures):
        generator = tiny_class(seed=i % 3)
        assert np.array_equal(picture, draw_recipe(generator, Recipe("tiny", generator.digest, i), {}))


async def test_the_least_recently_used_model_makes_room_and_its_memory_is_freed(shop: Any, size: int) -> None:
    async with ModelPool(shop, budget=2 * size) as pool:
        async with pool.use("model0") as model:
            gone = weakref.ref(model.generator)
        del model
        for name in ("model0", "model1", "model0", "model1", "model2"):
            await draw_with(pool, name)
        assert list(pool.loaded) == ["model1", "model2"]
        await draw_with(pool, "model2")
        gc.collect()
        assert gone() is None
        await draw_with(pool, "model0")
        assert shop.loads == ["model0", "model1", "model2", "model0"]
        assert sum(pool.loaded.values()) <= 2 * size


async def test_a_model_in_use_stays_until_it_no_longer_is(shop: Any, size: int) -> None:
    async with ModelPool(shop, budget=size) as pool:
        async with pool.use("model0"):
            await draw_with(pool, "model1")
            assert "model0" in pool.loaded
        await draw_with(pool, "model1")
        assert list(pool.loaded) == ["model1"]


async def test_a_model_larger_than_the_budget_is_refused_with_both_sizes(shop: Any, size: int) -> None:
    async with ModelPool(shop, budget=100) as pool:
        with pytest.raises(ModelError, match="MB are allowed"):
            await draw_with(pool, "model0")
        assert pool.loaded == {}


async def test_out_of_memory_while_loading_lets_go_of_idle_models_and_tries_again(
    shop: Any, size: int
) -> None:
    async with ModelPool(shop, budget=10 * size) as pool:
        await draw_with(pool, "model0")
        shop.out_of_memory = 1
        await draw_with(pool, "model1")
        assert list(pool.loaded) == ["model1"]
        shop.out_of_memory = 2
        with pytest.raises(ModelError, match="not enough memory"):
            await draw_with(pool, "model2")
        assert (await draw_with(pool, "model3")).shape == (32, 32, 3)


async def test_a_load_that_fails_or_is_cancelled_leaves_the_pool_usable(shop: Any, size: int) -> None:
    async with ModelPool(shop, budget=10 * size) as pool:
        with pytest.raises(ValueError, match="nonsense"):
            await draw_with(pool, "nonsense")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(draw_with(pool, "model0"), 0.005)
        assert (await draw_with(pool, "model0")).shape == (32, 32, 3)


async def test_loading_does_not_block_the_event_loop_or_the_models_at_hand(shop: Any, size: int) -> None:
    async with ModelPool(shop, budget=10 * size) as pool:
        await draw_with(pool, "model0")
        hold = threading.Event()
        original = pool._load

        def slow(name: str) -> Generator:
            hold.wait(10)
            return original(name)

        pool._load = slow
        loading = asyncio.create_task(draw_with(pool, "model1"))
        await asyncio.sleep(0.01)
        assert (await asyncio.wait_for(draw_with(pool, "model0"), 5)).shape == (32, 32, 3)
        assert not loading.done()
        hold.set()
        await loading


def test_memory_is_counted_once_for_shared_tensors() -> None:
    base = torch.zeros(1000)

    class Holder:
        def __init__(self) -> None:
            self.synthesize = None
            self.layers = {"a": [base, base[:10]], "b": (base.view(10, 100),)}
            self.net = torch.nn.Linear(10, 10)
            self.again = self

    assert tensor_bytes(Holder()) == 4000 + 440
