"""Recipes: canonical, round-tripping, and closed to anything odd."""

from __future__ import annotations

import json
import math
import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import RecipeError
from engine.recipe import MAX_JSON, MAX_MIXES, MAX_OFFSETS, Mix, Recipe

seeds = st.integers(0, 2**32 - 1)
axes = st.text(string.ascii_lowercase + "_", min_size=1, max_size=20)
recipes = st.builds(
    Recipe,
    model=st.sampled_from(["painter", "ffhq-1024"]),
    digest=st.text("0123456789abcdef", min_size=1, max_size=64),
    seed=seeds,
    psi=st.floats(-2, 2),
    cutoff=st.none() | st.integers(0, 18),
    mixes=st.lists(
        st.builds(Mix, seed=seeds, layers=st.lists(st.integers(0, 17), min_size=1).map(tuple)), max_size=4
    ).map(tuple),
    offsets=st.dictionaries(axes, st.floats(-50, 50), max_size=8),
    pack=st.sampled_from(["", "ab12"]),
    domain=st.sampled_from(["", "faces"]),
)
PLAIN = {"version": 1, "model": "painter", "digest": "ab12", "seed": 42}


@given(recipes)
def test_a_recipe_survives_its_json_to_the_bit(recipe: Recipe) -> None:
    again = Recipe.from_json(recipe.to_json())
    assert again == recipe
    assert again.to_json() == recipe.to_json()
    assert again.id == recipe.id
    assert hash(again) == hash(recipe)


def test_equal_portraits_have_one_name_however_they_were_written() -> None:
    one = Recipe("painter", "ab12", 42, psi=1, offsets={"beard": 1, "age": -0.5, "hat": 0.0})
    other = Recipe("painter", "ab12", 42, psi=1.0, offsets={"age": -0.5, "glasses": -0.0, "beard": 1.0})
    assert one.id == other.id
    assert one.id != one.with_offsets({"age": -0.5}).id
    assert one.base == other.with_offsets({"hat": 3.0}).base


def test_numbers_of_numpy_are_taken_as_the_numbers_they_are() -> None:
    recipe = Recipe("painter", "ab12", 42, psi=np.float32(0.5), offsets={"age": np.float64(1.5)})  # type: ignore[arg-type]
    assert recipe == Recipe("painter", "ab12", 42, psi=0.5, offsets={"age": 1.5})


def test_the_name_of_a_portrait_never_changes_between_releases() -> None:
    recipe = Recipe("painter", "ab12", 42, psi=0.7, mixes=(Mix(7, (8, 3)),), offsets={"age": 1.5})
    assert recipe.to_json() == (
        '{"digest":"ab12","mixes":[{"layers":[3,8],"seed":7}],"model":"painter","offsets":{"age":1.5},'
        '"psi":0.7,"seed":42,"version":1}'
    )
    assert recipe.id == "56ed2985fa1c0cd7"


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"version": True},
        {"version": "1"},
        {"version": 10**5000},
        {"model": ""},
        {"model": 7},
        {"model": "a\nb"},
        {"model": "../../etc/passwd"},
        {"model": "m" * 101},
        {"digest": ""},
        {"digest": None},
        {"seed": -1},
        {"seed": 2**32},
        {"seed": 1.0},
        {"seed": True},
        {"seed": "42"},
        {"psi": 2.01},
        {"psi": -3},
        {"psi": math.nan},
        {"psi": math.inf},
        {"psi": 10**400},
        {"psi": "1"},
        {"psi": None},
        {"psi": True},
        {"cutoff": -1},
        {"cutoff": 2.5},
        {"label": -1},
        {"mixes": {}},
        {"mixes": "no"},
        {"mixes": [3]},
        {"mixes": [{"seed": 1}]},
        {"mixes": [{"seed": 1, "layers": []}]},
        {"mixes": [{"seed": 1, "layers": [-1]}]},
        {"mixes": [{"seed": 1, "layers": ["0"]}]},
        {"mixes": [{"seed": 1, "layers": [0], "more": 1}]},
        {"mixes": [{"seed": 1, "layers": [0]}] * (MAX_MIXES + 1)},
        {"offsets": []},
        {"offsets": {"age": "1"}},
        {"offsets": {"age": True}},
        {"offsets": {"age": 1e9}},
        {"offsets": {"age": math.nan}},
        {"offsets": {"": 1}},
        {"offsets": {"a b": 1}},
        {"offsets": {"a" * 65: 1}},
        {"offsets": {f"axis{i}": 1 for i in range(MAX_OFFSETS + 1)}},
        {"pack": 3},
        {"domain": "\ud800"},
        {"unknown": 1},
    ],
)
def test_every_odd_field_is_refused_in_one_short_line(change: dict[str, object]) -> None:
    with pytest.raises(RecipeError) as refusal:
        Recipe.from_json(json.dumps(PLAIN | change) if change != {"version": 10**5000} else _absurd())
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


def _absurd() -> str:
    return json.dumps(PLAIN).replace('"version": 1', '"version": 1' + "0" * 5000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "42",
        '"recipe"',
        "{",
        "{}",
        json.dumps(PLAIN)[:-1],
        json.dumps(PLAIN)[:-1] + ',"seed":43}',
        "[" * 50_000,
        " " * (MAX_JSON + 1),
        b"\xff\xfe{}",
        b"\x00" * 40,
    ],
)
def test_what_is_no_recipe_is_refused_with_the_same_error(text: str | bytes) -> None:
    with pytest.raises(RecipeError):
        Recipe.from_json(text)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_noise_never_raises_anything_else(noise: str | bytes) -> None:
    with pytest.raises(RecipeError):
        Recipe.from_json(noise)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "version",
    "model",
    "digest",
    "seed",
    "psi",
    "cutoff",
    "label",
    "mixes",
    "offsets",
    "pack",
    "domain",
]


@given(st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_fields_of_any_shape_give_a_recipe_or_a_recipe_error(fields: dict[str, object]) -> None:
    try:
        recipe = Recipe.from_json(json.dumps(PLAIN | fields))
    except RecipeError:
        return
    assert Recipe.from_json(recipe.to_json()) == recipe


def test_a_full_recipe_fits_its_own_size_limit() -> None:
    recipe = Recipe(
        "m" * 100,
        "d" * 128,
        2**32 - 1,
        psi=-1.2345678901234567,
        mixes=tuple(Mix(2**32 - 1 - i, tuple(range(18))) for i in range(MAX_MIXES)),
        offsets={f"{i:03d}" + "a" * 61: -1.2345678901234567 for i in range(MAX_OFFSETS)},
    )
    assert Recipe.from_json(recipe.to_json()) == recipe
