"""Wishes to a step in latent space."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from attribute_map.axes import PARTS_FILE, YIELDING_FILE, AttributeMap, read_relation
from attribute_map.changes import Change
from attribute_map.step import Step
from attribute_map.vocabulary import default_vocabulary
from tests.attribute_map.maps import MARKS, hand_map, portrait

MAP = hand_map()


def wish(axis: str, amount: float, kind: str = "relative") -> Change:
    direction = 1 if amount >= 0 else -1
    return Change(axis, direction, kind, abs(amount), axis, 1.0)  # type: ignore[arg-type]


def after(attribute_map: AttributeMap, ws: object, step: Step, axis: str) -> float:
    """The reading of a portrait once the step is taken."""
    moved = ws + sum(v * attribute_map.directions[k] for k, v in step.offsets.items())  # type: ignore[operator]
    return float(attribute_map.readings(moved[None])[0, attribute_map.index(axis)])


def test_a_relative_wish_moves_the_reading_by_its_amount_from_where_the_portrait_is() -> None:
    ws = portrait(age=0.7)
    step = MAP.step(ws, {"age": -0.2}, [wish("age", 1.5)])
    assert step.offsets == pytest.approx({"age": 1.3})
    assert (step.moved[0].before, step.moved[0].after) == pytest.approx((0.5, 2.0))
    assert after(MAP, ws, step, "age") == pytest.approx(2.0, abs=1e-4)


def test_an_absolute_wish_arrives_at_its_reading_wherever_it_starts() -> None:
    for start in (-2.0, 0.0, 3.0):
        ws = portrait(age=start)
        assert after(MAP, ws, MAP.step(ws, {}, [wish("age", 1.5, "absolute")]), "age") == pytest.approx(1.5)


def test_a_beard_wished_for_is_plainly_there_however_absent_it_was() -> None:
    for start in (-3.0, -1.0, 0.4):
        ws = portrait(beard=start)
        step = MAP.step(ws, {}, [wish("beard", 2.0, "absolute")])
        assert after(MAP, ws, step, "beard") >= MARKS.present - 1e-3


def test_more_of_what_is_absent_is_seen_at_once_and_slight_plain_and_much_differ() -> None:
    ws = portrait(beard=-1.0)
    for kind in ("relative", "absolute"):
        readings = [
            after(MAP, ws, MAP.step(ws, {}, [wish("beard", a, kind)]), "beard") for a in (0.5, 1.0, 2.0, 3.0)
        ]
        assert readings[0] > MARKS.visible
        assert readings == sorted(set(readings))


def test_a_shaved_man_gets_his_own_beard_back() -> None:
    ws = portrait(beard=3.6)
    own = float(MAP.readings(ws[None])[0, MAP.index("beard")])
    shaved = MAP.step(ws, {}, [wish("beard", -2.0, "absolute")])
    assert after(MAP, ws, shaved, "beard") < MARKS.absent + 0.1
    again = MAP.step(ws, shaved.offsets, [wish("beard", 2.0, "absolute")])
    assert after(MAP, ws, again, "beard") == pytest.approx(own, abs=0.01)
    assert again.offsets == {}


def test_a_beard_that_is_taken_away_leaves_no_goatee_under_it() -> None:
    ws = portrait(beard=2.5, goatee=2.0)
    step = MAP.step(ws, {}, [wish("beard", -2.0, "absolute")])
    assert [move.axis for move in step.moved] == ["beard", "goatee"]
    assert after(MAP, ws, step, "goatee") < MARKS.absent + 0.1
    only_a_goatee = MAP.step(portrait(goatee=2.0), {}, [wish("beard", -2.0, "absolute")])
    assert only_a_goatee.moved[0].already
    assert set(only_a_goatee.offsets) == {"goatee"}


def test_the_goatee_stays_where_less_beard_is_wished_or_it_is_spoken_of() -> None:
    ws = portrait(beard=3.5, goatee=2.0)
    assert "goatee" not in MAP.step(ws, {}, [wish("beard", -0.5)]).offsets
    shaved = wish("beard", -2.0, "absolute")
    assert "goatee" not in MAP.step(ws, {}, [shaved], keep={"goatee"}).offsets
    kept = MAP.step(ws, {}, [shaved, wish("goatee", 2.0, "absolute")])
    assert after(MAP, ws, kept, "goatee") >= 2.0
    assert MAP.step(portrait(beard=2.5), {}, [shaved]).offsets.keys() == {"beard"}


def test_what_is_there_already_is_left_as_it_is() -> None:
    step = MAP.step(portrait(beard=3.0), {}, [wish("beard", 2.0, "absolute")])
    assert step.offsets == {}
    assert step.moved[0].already
    gone = MAP.step(portrait(beard=-2.0), {}, [wish("beard", -2.0, "absolute")])
    assert gone.moved[0].already


def test_a_new_hair_colour_takes_the_old_one_away() -> None:
    ws = portrait(black_hair=2.0)
    step = MAP.step(ws, {}, [wish("blond_hair", 2.0, "absolute")])
    assert step.yielded == ("black_hair",)
    assert after(MAP, ws, step, "black_hair") < MARKS.absent + 0.1
    assert after(MAP, ws, step, "blond_hair") >= MARKS.present - 1e-3
    locked = MAP.step(ws, {}, [wish("blond_hair", 2.0, "absolute")], keep={"black_hair"})
    assert "black_hair" not in locked.offsets


def test_the_hair_under_the_dye_comes_to_light_again() -> None:
    ws = portrait(black_hair=2.0)
    dyed = MAP.step(ws, {}, [wish("blue_hair", 2.0, "absolute")])
    assert dyed.yielded == ()
    assert set(dyed.offsets) == {"blue_hair"}
    washed = MAP.step(ws, dyed.offsets, [wish("blue_hair", -2.0, "absolute")])
    assert after(MAP, ws, washed, "blue_hair") < MARKS.absent + 0.1
    again = MAP.step(ws, dyed.offsets, [wish("black_hair", 2.0, "absolute")])
    assert again.yielded == ("blue_hair",)
    assert not again.moved[0].already, "it was there, but not to be seen"
    assert again.moved[0].before == MARKS.absent


def test_a_woman_has_no_beard_unless_one_is_asked_for() -> None:
    ws = portrait(beard=2.5, goatee=2.0)
    woman = wish("masculinity", -2.0, "absolute")
    step = MAP.step(ws, {}, [woman])
    assert [move.axis for move in step.moved] == ["masculinity", "beard", "goatee"]
    assert after(MAP, ws, step, "beard") < MARKS.absent + 0.1
    assert set(MAP.step(ws, {}, [woman], keep={"beard", "goatee"}).offsets) == {"masculinity"}
    bearded = MAP.step(ws, {}, [woman, wish("beard", 2.0, "absolute")])
    assert after(MAP, ws, bearded, "beard") >= MARKS.present - 1e-3
    for less in (wish("masculinity", -1.0), wish("masculinity", 2.0, "absolute")):
        assert set(MAP.step(ws, {}, [less]).offsets) == {"masculinity"}


def test_who_is_more_of_a_woman_than_is_usual_stays_as_she_is() -> None:
    womanly = MAP.step(portrait(masculinity=-3.0), {}, [wish("masculinity", -2.0, "absolute")])
    assert womanly.moved[0].already
    assert womanly.offsets == {}


def test_a_bald_head_grows_the_hair_that_is_wished_for() -> None:
    ws = portrait(bald=2.5)
    step = MAP.step(ws, {}, [wish("blond_hair", 2.0, "absolute")])
    assert "bald" in step.yielded
    assert after(MAP, ws, step, "bald") < MARKS.absent + 0.1
    assert MAP.step(ws, {}, [wish("blond_hair", -1.0)]).yielded == ()
    both = MAP.step(ws, {}, [wish("blond_hair", 2.0, "absolute"), wish("bald", 2.0, "absolute")])
    assert "bald" not in both.yielded


@pytest.mark.parametrize("file", [YIELDING_FILE, PARTS_FILE], ids=lambda file: file.name)
def test_what_is_related_is_an_axis_of_the_vocabulary(file: Path) -> None:
    known = {entry.id for entry in default_vocabulary()}
    for axis, others in read_relation(file).items():
        assert {axis, *others} <= known


def test_locked_axes_stay_where_they_are_against_the_side_effects_of_others() -> None:
    leaky = hand_map(leak=0.4)
    ws = portrait(masculinity=0.3)
    free = leaky.step(ws, {}, [wish("beard", 2.0, "absolute")])
    assert abs(after(leaky, ws, free, "masculinity") - 0.3) > 0.5
    kept = leaky.step(ws, {}, [wish("beard", 2.0, "absolute")], keep={"masculinity"})
    assert after(leaky, ws, kept, "masculinity") == pytest.approx(0.3, abs=1e-3)
    assert after(leaky, ws, kept, "beard") == pytest.approx(after(leaky, ws, free, "beard"), abs=1e-3)


def test_wishes_that_cannot_be_done_are_refused_with_the_reason_and_the_rest_is_done() -> None:
    step = MAP.step(
        portrait(age=3.5),
        {},
        [wish("elf_ears", 1.0), wish("masculinity", 1.0), wish("age", 1.0), wish("beard", 2.0)],
        keep={"masculinity"},
    )
    assert [(r.axis, r.reason) for r in step.refused] == [
        ("elf_ears", "missing"),
        ("masculinity", "locked"),
        ("age", "limit"),
    ]
    assert [moved.axis for moved in step.moved] == ["beard"]
    assert set(step.offsets) == {"beard"}


def test_limits_bound_the_offset_and_say_so() -> None:
    ws = portrait()
    step = MAP.step(ws, {}, [wish("age", 3.0)], limits={"age": (-1.0, 1.0)})
    assert step.offsets == pytest.approx({"age": 1.0})
    assert step.moved[0].clamped
    assert step.moved[0].after == pytest.approx(1.0)
    further = MAP.step(ws, {"age": 1.0}, [wish("age", 1.0)], limits={"age": (-1.0, 1.0)})
    assert [r.reason for r in further.refused] == ["limit"]
    assert further.offsets == {"age": 1.0}


def test_a_portrait_beyond_a_new_limit_is_not_pulled_back_but_goes_no_further() -> None:
    limits = {"age": (-1.0, 1.0)}
    assert MAP.step(portrait(), {"age": 2.0}, [wish("age", 1.0)], limits=limits).offsets == {"age": 2.0}
    assert MAP.step(portrait(), {"age": 2.0}, [wish("age", -0.5)], limits=limits).offsets == {"age": 1.5}


def test_no_wish_leaves_its_axis_range() -> None:
    step = MAP.step(portrait(), {}, [wish("age", 50.0), wish("beard", 50.0)])
    assert step.offsets["age"] <= 3.5 + 1e-6
    assert step.offsets["beard"] - 1.0 <= 3.5 + 1e-6
    assert all(moved.clamped for moved in step.moved)


def test_two_wishes_for_one_axis_add_up() -> None:
    step = MAP.step(portrait(), {}, [wish("age", 1.0), wish("age", 0.5)])
    assert step.offsets == pytest.approx({"age": 1.5})


def test_offsets_the_map_does_not_know_are_passed_on() -> None:
    assert MAP.step(portrait(), {"elf_ears": 1.25}, [wish("age", 1.0)]).offsets["elf_ears"] == 1.25


def test_a_step_takes_under_two_milliseconds() -> None:
    ws, changes = portrait(), [wish("age", 1.0), wish("beard", 2.0), wish("blond_hair", 2.0)]
    MAP.step(ws, {}, changes)
    start = time.thread_time()
    for _ in range(50):
        MAP.step(ws, {}, changes, keep={"masculinity"})
    assert (time.thread_time() - start) / 50 < 0.002
