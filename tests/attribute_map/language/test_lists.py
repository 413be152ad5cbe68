"""What is said of a list is said of all that it names."""

from __future__ import annotations

import pytest

from attribute_map.language import Parser
from attribute_map.language.learned.evaluation import labels


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("нос и губы покрупнее", "nose_size+r full_lips+r"),
        ("сделай глаза, нос и губы побольше", "eye_size+r nose_size+r full_lips+r"),
        ("усы и брови погуще", "mustache+r bushy_eyebrows+r"),
        ("глаза и волосы чёрные", "brown_eyes+a black_hair+a"),
        ("make the eyes and lips bigger", "eye_size+r full_lips+r"),
        ("the nose and the lips are too big", "nose_size-r full_lips-r"),
        ("her hair and eyes are green", "green_hair+a green_eyes+a"),
    ],
)
def test_an_adjective_behind_a_list(lexical_parser: Parser, text: str, expected: str) -> None:
    assert labels(lexical_parser.parse(text)) == set(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("нос, губы побольше", "full_lips+r"),
        ("убери бороду и нос меньше", "beard-a nose_size-r"),
        ("добавь усы и нос побольше", "mustache+a nose_size+r"),
        ("remove the beard and make the nose bigger", "beard-a nose_size+r"),
    ],
)
def test_what_a_verb_acts_on_is_no_part_of_it(lexical_parser: Parser, text: str, expected: str) -> None:
    assert labels(lexical_parser.parse(text)) == set(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("помаду сотри, тушь и румяна тоже", "lipstick-a makeup-a rosy_cheeks-a"),
        ("бороду короче, усы и баки тоже", "beard-r mustache-r sideburns-r"),
    ],
)
def test_a_list_that_is_treated_likewise(lexical_parser: Parser, text: str, expected: str) -> None:
    assert labels(lexical_parser.parse(text)) == set(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("недлинные волосы", "hair_length-a"),
        ("некудрявый", "curly_hair-a"),
        ("негустая борода", "beard+a"),
        ("безусов плз", "mustache-a"),
        ("небритый", "stubble+a"),
    ],
)
def test_a_russian_denial_written_together(lexical_parser: Parser, text: str, expected: str) -> None:
    assert labels(lexical_parser.parse(text)) == set(expected.split())


def test_a_likeness_only_illustrates_what_has_been_described(lexical_parser: Parser) -> None:
    assert labels(lexical_parser.parse("зелёные волосы как у русалки")) == {"green_hair+a"}
    assert labels(lexical_parser.parse("волосы как у русалки")) == {"hair_length+a"}
