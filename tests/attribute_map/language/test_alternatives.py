"""Things to choose from: "either glasses or a hat", 要么长发要么短发."""

from __future__ import annotations

import pytest

from attribute_map.changes import Change
from attribute_map.language import Parser


def poles(changes: tuple[Change, ...]) -> list[str]:
    return [f"{change.axis}{'+' if change.direction > 0 else '-'}" for change in changes]


@pytest.mark.parametrize(
    ("message", "options"),
    [
        ("either glasses or a hat", ["glasses+", "hat+"]),
        ("make his hair either blond or red", ["blond_hair+", "red_hair+"]),
        ("либо очки, либо шляпу", ["glasses+", "hat+"]),
        ("要么戴眼镜要么戴帽子", ["glasses+", "hat+"]),
        ("头发要么金的，要么红的", ["blond_hair+", "red_hair+"]),
        ("要么长发要么短发吧", ["hair_length+", "hair_length-"]),
    ],
)
def test_what_is_left_to_choose_is_no_wish_for_all_of_it(
    lexical_parser: Parser, message: str, options: list[str]
) -> None:
    parsed = lexical_parser.parse(message)
    assert (poles(parsed.alternatives), parsed.changes, parsed.contradictions) == (options, (), ())


@pytest.mark.parametrize(
    ("message", "wishes"),
    [
        ("either a beard or a mustache, you pick", ["beard+"]),
        ("头发要么金的要么红的，你选", ["blond_hair+"]),
        ("要么戴帽子要么秃，选秃", ["bald+"]),
    ],
)
def test_who_chooses_or_lets_us_choose_wishes_for_one(
    lexical_parser: Parser, message: str, wishes: list[str]
) -> None:
    parsed = lexical_parser.parse(message)
    assert (poles(parsed.changes), parsed.alternatives) == (wishes, ())


def test_what_stands_beside_a_choice_is_wished_for(lexical_parser: Parser) -> None:
    parsed = lexical_parser.parse("老一点，头发要么红要么绿")
    assert poles(parsed.changes) == ["age+"]
    assert poles(parsed.alternatives) == ["red_hair+", "green_hair+"]


@pytest.mark.parametrize(
    "message", ["no glasses either", "neither glasses nor a hat", "glasses or a hat", "要么吃饭要么睡觉"]
)
def test_no_choice_is_seen_where_none_is_left(lexical_parser: Parser, message: str) -> None:
    assert lexical_parser.parse(message).alternatives == ()
