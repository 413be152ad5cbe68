"""Chinese typed in letters, as it sounds."""

from __future__ import annotations

import pytest

from attribute_map.language.parser import Parser
from attribute_map.language.words.pinyin import Pinyin
from attribute_map.language.words.tokens import tokenize


@pytest.fixture(scope="module")
def pinyin(parser: Parser) -> Pinyin:
    return parser.languages["zh"].pinyin


@pytest.mark.parametrize(
    ("message", "axis", "direction"),
    [
        ("jia yanjing", "glasses", 1),
        ("dai maozi", "hat", 1),
        ("huzi qudiao", "beard", -1),
        ("yanjing da yidian", "eye_size", 1),  # the same letters, and the eyes this time
        ("toufa duan yidian", "hair_length", -1),
        ("nianqing yidian", "age", -1),
        ("来个huzi", "beard", 1),
        ("jia 眼镜", "glasses", 1),
        ("hair zai chang yidian", "hair_length", 1),
    ],
)
def test_a_wish_in_letters_is_read_in_characters(
    parser: Parser, message: str, axis: str, direction: int
) -> None:
    changes = parser.parse(message).changes
    assert [(change.axis, change.direction) for change in changes] == [(axis, direction)]
    assert changes[0].phrase in message


@pytest.mark.parametrize(("message", "command"), [("chexiao", "undo"), ("huan yige", "another")])
def test_a_command_may_be_in_letters(parser: Parser, message: str, command: str) -> None:
    assert parser.parse(message).command == command


@pytest.mark.parametrize("message", ["wo ai ni", "women qu chi fan ba", "ni zai ma", "xiexie", "sushi"])
def test_talk_in_letters_is_talk(parser: Parser, message: str) -> None:
    parsed = parser.parse(message)
    assert (parsed.changes, parsed.command, parsed.unknown) == ((), None, ())


@pytest.mark.parametrize("message", ["men", "hang on", "older", "pizza"])
def test_what_is_made_of_no_syllables_or_of_one_is_no_chinese(pinyin: Pinyin, message: str) -> None:
    assert pinyin.readings(tokenize(message), ()) == []


def test_words_of_english_stay_as_they_are(pinyin: Pinyin) -> None:
    first = pinyin.readings(tokenize("jia maozi glasses"), {"glasses"})[0]
    assert [token.text for token in first] == ["加", "帽", "子", "glasses"]
