"""Latents: the seed convention, the arithmetic between portraits, and recipes turned into ws."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.errors import RecipeError
from engine.generator import Generator
from engine.latents import (
    apply_offsets,
    average_layers,
    average_ws,
    base_ws,
    lerp,
    mix_layers,
    seed_from_text,
    slerp,
    truncate_layers,
    z_from_seed,
)
from engine.recipe import Mix, Recipe


def recipe_for(generator: Generator, seed: int = 42, **fields: object) -> Recipe:
    return Recipe(generator.name, generator.digest, seed, **fields)  # type: ignore[arg-type]


def test_a_seed_draws_the_z_that_nvidias_tools_draw() -> None:
    z = z_from_seed(42, 512)
    assert z.shape == (1, 512)
    assert z.dtype == torch.float32
    # The first normal deviates of numpy's RandomState(42), as printed in countless notebooks.
    assert z[0, :3].tolist() == pytest.approx([0.49671415, -0.13826430, 0.64768854])
    assert np.array_equal(z.numpy(), np.random.RandomState(42).randn(1, 512).astype(np.float32))


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, True, "7"])
def test_a_seed_out_of_range_is_refused_with_the_range(seed: object) -> None:
    with pytest.raises(RecipeError, match="4294967295"):
        z_from_seed(seed, 8)  # type: ignore[arg-type]


def test_a_name_is_the_same_seed_on_every_machine_and_in_every_spelling_of_its_case() -> None:
    assert seed_from_text("Ada Lovelace") == 394233311
    assert seed_from_text("  ada \n LOVELACE") == seed_from_text("Ada Lovelace")
    assert seed_from_text("Áda") == seed_from_text("A\u0301da") != seed_from_text("Ada")
    assert seed_from_text("Straße") == seed_from_text("STRASSE")
    assert all(0 <= seed_from_text(text) < 2**32 for text in ("", "猫", "🙂", "\ud800"))


def test_psi_moves_towards_the_average_portrait_and_beyond_it(tiny: Generator) -> None:
    full = base_ws(tiny, recipe_for(tiny))
    average = average_ws(tiny)
    assert torch.allclose(base_ws(tiny, recipe_for(tiny, psi=0.0)), average)
    assert torch.allclose(base_ws(tiny, recipe_for(tiny, psi=-1.0)), 2 * average - full, atol=1e-5)
    cut = base_ws(tiny, recipe_for(tiny, psi=0.5, cutoff=2))
    assert torch.allclose(cut[:2], lerp(average, full, 0.5)[:2], atol=1e-6)
    assert torch.equal(cut[2:], full[2:])
    assert torch.allclose(truncate_layers(full, tiny.w_avg, [0.5, 0.5, 1, 1, 1]), cut, atol=1e-6)


def test_mixes_take_their_layers_from_another_seed_and_the_last_one_wins(tiny: Generator) -> None:
    mixed = base_ws(tiny, recipe_for(tiny, 1, mixes=(Mix(2, (0, 1)), Mix(3, (1, 4)))))
    one, two, three = (base_ws(tiny, recipe_for(tiny, seed)) for seed in (1, 2, 3))
    assert torch.equal(mixed, torch.stack([two[0], three[1], one[2], one[3], three[4]]))


def test_a_recipe_of_another_model_is_refused_and_says_so(tiny_class: type[Generator]) -> None:
    recipe = recipe_for(tiny_class(seed=1))  # type: ignore[call-arg]
    with pytest.raises(RecipeError, match="made by model 'tiny'"):
        base_ws(tiny_class(seed=2), recipe)  # type: ignore[call-arg]
    with pytest.raises(RecipeError, match="from 0 to 4"):
        base_ws(tiny_class(), recipe_for(tiny_class(), mixes=(Mix(1, (5,)),)))
    with pytest.raises(RecipeError, match="label"):
        base_ws(tiny_class(), recipe_for(tiny_class(), label=0))


def test_offsets_move_along_directions_whatever_the_order_they_are_named_in(tiny: Generator) -> None:
    ws = base_ws(tiny, recipe_for(tiny))
    directions = {"age": torch.randn(12), "beard": torch.randn(5, 12), "hat": torch.randn(12) * 1e3}
    offsets = {"hat": 0.1, "age": 1.5, "beard": -0.7}
    moved = apply_offsets(ws, offsets, directions)
    expected = ws + 1.5 * directions["age"] - 0.7 * directions["beard"] + 0.1 * directions["hat"]
    assert torch.allclose(moved, expected, atol=1e-4)
    assert torch.equal(moved, apply_offsets(ws, dict(sorted(offsets.items())), directions))
    batch = apply_offsets(ws.expand(3, -1, -1), offsets, directions)
    assert torch.equal(batch[2], moved)
    untouched = apply_offsets(ws, {}, directions)
    assert torch.equal(untouched, ws)
    assert untouched.data_ptr() != ws.data_ptr()


def test_offsets_without_a_fitting_direction_are_refused(tiny: Generator) -> None:
    ws = average_ws(tiny)
    with pytest.raises(RecipeError, match="'wings'"):
        apply_offsets(ws, {"wings": 1.0}, {})
    with pytest.raises(RecipeError, match="shape"):
        apply_offsets(ws, {"age": 1.0}, {"age": torch.zeros(11)})


def test_slerp_keeps_to_the_sphere_and_meets_both_ends() -> None:
    a, b = torch.randn(2, 4, 512, generator=torch.Generator().manual_seed(1)).unbind()
    a, b = (v / v.norm(dim=-1, keepdim=True) for v in (a, b))
    assert torch.allclose(slerp(a, b, 0.0), a, atol=1e-6)
    assert torch.allclose(slerp(a, b, 1.0), b, atol=1e-6)
    half = slerp(a, b, 0.5)
    assert torch.allclose(half.norm(dim=-1), torch.ones(4), atol=1e-6)
    assert torch.allclose((half * a).sum(-1), (half * b).sum(-1), atol=1e-5)
    assert lerp(a, b, 0.5).norm(dim=-1).max() < 0.8


def test_lines_meet_both_ends_to_the_bit(tiny: Generator) -> None:
    a, b = torch.randn(2, 4, 512, generator=torch.Generator().manual_seed(1)).unbind()
    for t in (0.0, torch.zeros(4, 1)):
        assert torch.equal(lerp(a, b, t), a)
        assert torch.equal(lerp(a, b, t + 1), b)
    full = base_ws(tiny, recipe_for(tiny))
    assert torch.equal(truncate_layers(full, tiny.w_avg, [1.0] * tiny.num_ws), full)
    assert torch.equal(truncate_layers(full, tiny.w_avg, [0.0] * tiny.num_ws), average_ws(tiny))
    for wrong in ([1.0], [float("nan")] * tiny.num_ws):
        with pytest.raises(RecipeError, match="one finite psi"):
            truncate_layers(full, tiny.w_avg, wrong)


def test_slerp_is_defined_where_there_is_no_arc() -> None:
    a = torch.randn(1, 8)
    assert torch.allclose(slerp(a, 2 * a, 0.5), 1.5 * a)
    assert torch.allclose(slerp(a, -a, 0.5), torch.zeros(1, 8), atol=1e-6)
    assert torch.equal(slerp(torch.zeros(1, 8), torch.zeros(1, 8), 0.5), torch.zeros(1, 8))


def test_layers_mix_by_overwriting_and_by_averaging(tiny: Generator) -> None:
    one, two = (base_ws(tiny, recipe_for(tiny, seed)) for seed in (1, 2))
    over = mix_layers(one, two, [0, 3])
    assert torch.equal(over[[0, 3]], two[[0, 3]])
    assert torch.equal(over[[1, 2, 4]], one[[1, 2, 4]])
    mean = average_layers(one, [two], [0, 3])
    assert torch.allclose(mean[[0, 3]], lerp(one, two, 0.5)[[0, 3]], atol=1e-6)
    assert torch.equal(mean[[1, 2, 4]], one[[1, 2, 4]])
    assert torch.allclose(average_layers(one, [two], [1], [3, 1])[1], lerp(one, two, 0.25)[1], atol=1e-6)
    with pytest.raises(RecipeError):
        average_layers(one, [two], [1], [1.0])
    with pytest.raises(RecipeError, match="0 to 4"):
        mix_layers(one, two, [5])
