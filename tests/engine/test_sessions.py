"""Latent sessions: a cache that nobody notices, but for its speed and its bound."""

from __future__ import annotations

import threading
import tracemalloc
from typing import Any

import pytest
import torch

from engine.errors import RecipeError
from engine.generator import Generator
from engine.latents import apply_offsets, base_ws
from engine.recipe import Mix, Recipe
from engine.sessions import CHUNK, LatentSessions


def recipe_for(generator: Generator, seed: int, **fields: Any) -> Recipe:
    return Recipe(generator.name, generator.digest, seed, **fields)


@pytest.fixture
def directions() -> dict[str, torch.Tensor]:
    return {"age": torch.arange(12.0), "beard": torch.ones(5, 12)}


def test_ws_are_those_of_the_recipe_however_often_it_fell_out(
    tiny: Generator, directions: dict[str, torch.Tensor]
) -> None:
    sessions = LatentSessions(tiny, capacity=3)
    for seed in [1, 2, 3, 4, 1, 5, 1, 2, 9, 1] * 3:
        recipe = recipe_for(
            tiny, seed, psi=0.7, mixes=(Mix(seed + 100, (0,)),), offsets={"age": seed / 4, "beard": 1}
        )
        expected = apply_offsets(base_ws(tiny, recipe), recipe.offsets, directions)
        assert torch.equal(sessions.ws_for(recipe, directions), expected)
    assert len(sessions) == 3
    assert sessions.stats.evicted > 0
    assert sessions.bytes == CHUNK * 5 * 12 * 4


def test_edits_of_one_portrait_are_mapped_once(tiny: Generator, directions: dict[str, torch.Tensor]) -> None:
    sessions = LatentSessions(tiny)
    for i in range(20):
        sessions.ws_for(recipe_for(tiny, 7, offsets={"age": i / 10}, pack="ab12"), directions)
    assert (sessions.stats.misses, sessions.stats.hits) == (1, 19)
    sessions.ws_for(recipe_for(tiny, 7, psi=0.5), directions)
    assert sessions.stats.misses == 2


def test_what_a_caller_does_to_its_ws_touches_no_session(tiny: Generator) -> None:
    sessions = LatentSessions(tiny, capacity=1)
    recipe = recipe_for(tiny, 1)
    for _ in range(3):
        ws = sessions.ws_for(recipe, {})
        assert torch.equal(ws, base_ws(tiny, recipe))
        ws.fill_(99)
    kept = sessions.ws_for(recipe, {})
    sessions.ws_for(recipe_for(tiny, 2), {})
    assert torch.equal(kept, base_ws(tiny, recipe))


def test_the_least_recently_used_portrait_makes_room(tiny: Generator) -> None:
    sessions = LatentSessions(tiny, capacity=2)
    for seed in (1, 2, 1, 3):
        sessions.ws_for(recipe_for(tiny, seed), {})
    misses = sessions.stats.misses
    sessions.ws_for(recipe_for(tiny, 1), {})
    assert sessions.stats.misses == misses
    sessions.ws_for(recipe_for(tiny, 2), {})
    assert sessions.stats.misses == misses + 1


def test_a_forgotten_portrait_leaves_nothing_behind(tiny: Generator) -> None:
    sessions = LatentSessions(tiny)
    recipe = recipe_for(tiny, 1, offsets={"age": 1.0})
    sessions.ws_for(recipe, {"age": torch.ones(12)})
    sessions.forget(recipe)
    sessions.forget(recipe)
    assert len(sessions) == 0
    assert not any(chunk.any() for chunk in sessions._chunks)


def test_a_recipe_of_another_model_is_refused_and_not_kept(tiny_class: Any) -> None:
    sessions = LatentSessions(tiny_class(seed=1))
    with pytest.raises(RecipeError):
        sessions.ws_for(recipe_for(tiny_class(seed=2), 1), {})
    assert len(sessions) == 0


def test_many_threads_may_ask_at_once(tiny: Generator) -> None:
    sessions = LatentSessions(tiny, capacity=8)
    expected = {seed: base_ws(tiny, recipe_for(tiny, seed)) for seed in range(24)}
    wrong: list[int] = []

    def ask(start: int) -> None:
        for i in range(400):
            seed = (start * 7 + i * i) % 24
            if not torch.equal(sessions.ws_for(recipe_for(tiny, seed), {}), expected[seed]):
                wrong.append(seed)

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(sessions) == 8


def test_ten_thousand_sessions_fit_their_rows_and_little_more(tiny: Generator) -> None:
    sessions = LatentSessions(tiny, capacity=10_000)
    for seed in range(10_500):
        sessions.ws_for(recipe_for(tiny, seed), {})
    assert len(sessions) == 10_000
    assert sessions.bytes <= (10_000 + CHUNK) * 5 * 12 * 4


def test_a_session_costs_little_besides_its_row(tiny: Generator) -> None:
    sessions = LatentSessions(tiny)
    tracemalloc.start()
    try:
        for seed in range(500):
            sessions.ws_for(recipe_for(tiny, seed), {})
        assert tracemalloc.get_traced_memory()[0] / 500 < 3000  # bytes of keys and bookkeeping
    finally:
        tracemalloc.stop()
