"""Corrections by what is seen: a world that does half of what the map expects, and one that does nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from attribute_map.changes import Change
from attribute_map.correction import MOST_CORRECTIONS, Corrector
from attribute_map.step import Step
from tests.attribute_map.maps import MARKS, hand_map, portrait

World = Callable[[dict[str, float]], dict[str, float]]  # offsets to what the extractor sees

RESTING = {
    "age": 0.0,
    "masculinity": 0.0,
    "beard": -0.5,
    "black_hair": -0.5,
    "blond_hair": -0.5,
    "bald": -0.5,
    "blue_hair": -0.5,
}


def sluggish(offsets: dict[str, float]) -> dict[str, float]:
    """Everything moves half as far as the map expects."""
    return {axis: rest + 0.5 * offsets.get(axis, 0.0) for axis, rest in RESTING.items()}


def unmoved(offsets: dict[str, float]) -> dict[str, float]:
    return dict(RESTING)


def attempt(
    world: World, change: Change, before: dict[str, float] | None = None
) -> tuple[Step, Corrector, list[Step]]:
    """The step as it ends, after however many looks."""
    attribute_map = hand_map()
    corrector, tried = Corrector(attribute_map, before), []
    while True:
        step = attribute_map.step(portrait(), {}, [change], nudges=corrector.nudges)
        tried.append(step)
        if not corrector.judge(step, world(step.offsets)):
            return corrector.outcome, corrector, tried


def older(amount: float, kind: str) -> Change:
    return Change("age", 1, kind, amount, "older", 1.0)  # type: ignore[arg-type]


def test_an_absolute_wish_that_fell_short_goes_on_until_it_is_seen() -> None:
    step, _, tried = attempt(sluggish, older(2.0, "absolute"))
    assert len(tried) == 2
    assert abs(sluggish(step.offsets)["age"] - 2.0) <= 0.5
    assert sluggish(tried[0].offsets)["age"] == pytest.approx(1.0)


def test_what_is_reported_is_the_wish_and_not_the_nudge() -> None:
    step, corrector, _ = attempt(sluggish, older(2.0, "absolute"))
    assert corrector.nudges["age"] > 0.5
    assert step.moved[0].after == pytest.approx(2.0, abs=1e-6)
    assert not step.moved[0].clamped


def test_a_relative_wish_is_judged_only_where_the_reading_before_is_known() -> None:
    alone, _, tried = attempt(unmoved, older(1.0, "relative"))
    assert len(tried) == 1
    assert alone.offsets == {"age": 1.0}
    further, _, _ = attempt(sluggish, older(3.0, "relative"), before=unmoved({}))
    assert sluggish(further.offsets)["age"] == pytest.approx(1.5)  # half of it is near enough for "older"


def test_a_beard_that_is_not_seen_is_grown_and_one_that_is_left_is_taken_off() -> None:
    wish = Change("beard", 1, "absolute", 2.0, "a beard", 1.0)
    step, _, tried = attempt(lambda o: RESTING | {"beard": -1.0 + 0.9 * (o.get("beard", 0.0))}, wish)
    assert len(tried) > 1
    assert -1.0 + 0.9 * step.offsets["beard"] >= MARKS.visible


def test_a_generator_that_cannot_draw_it_is_not_chased() -> None:
    step, _, tried = attempt(unmoved, older(2.0, "absolute"))
    assert len(tried) <= 1 + MOST_CORRECTIONS
    assert step.offsets == tried[0].offsets


def test_what_is_hidden_is_not_judged() -> None:
    def bald(offsets: dict[str, float]) -> dict[str, float]:
        return RESTING | {"bald": 3.0}

    wish = Change("blond_hair", 1, "absolute", 2.0, "blond", 1.0)
    step, _, tried = attempt(bald, wish)
    assert len(tried) == 1
    assert step.hidden == (("blond_hair", "bald"),)
    assert not step.unseen


def test_what_was_there_already_behind_something_is_said_to_be_hidden() -> None:
    attribute_map = hand_map()
    corrector = Corrector(attribute_map)
    wish = Change("blond_hair", 1, "absolute", 2.0, "blond", 1.0)
    step = attribute_map.step(portrait(blond_hair=2.0), {}, [wish])
    assert not corrector.judge(step, RESTING | {"blond_hair": 2.5, "bald": 3.0})
    assert corrector.outcome.moved[0].already
    assert corrector.outcome.hidden == (("blond_hair", "bald"),)


def test_a_thing_that_never_came_out_is_named() -> None:
    step, _, tried = attempt(unmoved, Change("beard", 1, "absolute", 2.0, "a beard", 1.0))
    assert len(tried) > 1
    assert step.unseen == ("beard",)
    assert not step.hidden


def test_a_wish_stopped_by_a_limit_is_left_there() -> None:
    attribute_map = hand_map()
    step = attribute_map.step(portrait(), {}, [older(3.0, "absolute")], limits={"age": (-1.0, 1.0)})
    assert step.moved[0].clamped
    assert not Corrector(attribute_map).judge(step, unmoved({}))
