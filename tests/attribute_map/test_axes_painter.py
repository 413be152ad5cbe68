"""The shipped axes, on the painter: they are its own, and they do what they say."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from attribute_map import AttributeMap, load_attribute_map
from attribute_map.changes import Change
from attribute_map.discovery.measuring import extractor_reader, measure, wished_ws
from attribute_map.discovery.sampling import sample_ws
from engine.generators.painter import Painter

TEN = (
    "age",
    "masculinity",
    "skin_tone",
    "hair_length",
    "smile",
    "beard",
    "glasses",
    "lipstick",
    "nose_size",
    "background",
)
THINGS = (
    "beard",
    "freckles",
    "mustache",
    "glasses",
    "hat",
    "earrings",
    "necktie",
    "lipstick",
    "blond_hair",
    "blue_hair",
)


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter()


@pytest.fixture(scope="module")
def axes(painter: Painter) -> AttributeMap:
    return load_attribute_map(painter)


@pytest.fixture(scope="module")
def people(painter: Painter) -> torch.Tensor:
    return sample_ws(painter, "natural", 60, 2024)


def wished(axes: AttributeMap, people: torch.Tensor, *changes: Change) -> torch.Tensor:
    return wished_ws(axes, people, changes)[0]


def truths(painter: Painter, ws: torch.Tensor, axis: str) -> torch.Tensor:
    return painter.attributes(ws)[:, list(painter.attribute_names).index(axis)]


def test_at_least_forty_axes_are_shipped_for_the_painter(axes: AttributeMap) -> None:
    assert len(axes.axes) >= 40
    assert {"age", "masculinity", "beard", "glasses", "curly_hair", "smile"} <= {a.id for a in axes.axes}


def test_two_sigma_move_the_extractors_reading_the_right_way_and_the_rest_less_than_before(
    painter: Painter, axes: AttributeMap
) -> None:
    reader = extractor_reader(painter, axes.extractor())
    figures = measure(painter, axes, reader, axes=TEN, portraits=24, seed=5)
    assert figures.mean("right", "offset") >= 0.95
    assert figures.mean("side_effect", "offset") < 0.9 * figures.mean("side_effect", "raw")


def test_two_sigma_move_the_truth_itself_and_little_beside_it(
    painter: Painter, axes: AttributeMap, people: torch.Tensor
) -> None:
    deviation = painter.attributes(sample_ws(painter, "natural", 2000, 1)).std(0)
    names = list(painter.attribute_names)
    own, others = [], []
    for axis in axes.axes:
        moved = people + 2.0 * axes.directions[axis.id]
        change = ((painter.attributes(moved) - painter.attributes(people)) / deviation).abs()
        ignored = {axis.id, *axes.rivals[axis.id]}
        own.append(float((change[:, names.index(axis.id)] >= 1.0).float().mean()))
        others.append(float(change[:, [i for i, n in enumerate(names) if n not in ignored]].mean()))
    assert np.mean(own) >= 0.95
    assert np.mean(others) <= 0.1


@pytest.mark.parametrize("axis", THINGS)
def test_a_thing_wished_for_is_plainly_there_and_one_unwished_is_gone(
    painter: Painter, axes: AttributeMap, people: torch.Tensor, axis: str
) -> None:
    there = wished(axes, people, Change(axis, 1, "absolute", 2.0, axis, 1.0))
    assert float((truths(painter, there, axis) > 0.7).float().mean()) >= 0.95
    gone = wished(axes, people, Change(axis, -1, "absolute", 2.0, axis, 1.0))
    assert float((truths(painter, gone, axis) < 0.25).float().mean()) >= 0.95


def test_a_new_hair_colour_is_the_only_one(
    painter: Painter, axes: AttributeMap, people: torch.Tensor
) -> None:
    pink = wished(axes, people, Change("pink_hair", 1, "absolute", 2.0, "pink hair", 1.0))
    for rival in ("blue_hair", "green_hair", "gray_hair"):
        assert float((truths(painter, pink, rival) < 0.3).float().mean()) >= 0.95


def test_locked_axes_hold_while_others_move(
    painter: Painter, axes: AttributeMap, people: torch.Tensor
) -> None:
    older = Change("age", 1, "relative", 1.5, "older", 1.0)
    kept, _ = wished_ws(axes, people, [older], keep={"gray_hair", "eye_bags"})
    moved = axes.readings(kept) - axes.readings(people)
    assert float(moved[:, axes.index("gray_hair")].abs().max()) < 0.05
    assert float(moved[:, axes.index("age")].median()) > 1.0
