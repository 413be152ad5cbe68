"""Slightly is less than plainly, and plainly less than much: for every axis, in every language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from attribute_map.language import Parser
from attribute_map.language.words.lexicon_file import LEXICONS
from attribute_map.vocabulary import default_vocabulary

STEPS = Path(__file__).with_name("steps.tsv")
WEAK = {
    "en": ("slightly", "a bit", "a little", "a touch", "a tad", "somewhat"),
    "ru": ("немного", "чуть", "слегка", "чуть-чуть", "капельку", "самую малость"),
    "zh": ("{}一点", "{}一点点", "稍微{}一些"),
}
STRONG = {
    "en": ("much", "way", "a lot", "far", "significantly"),
    "ru": ("намного", "гораздо", "сильно", "значительно", "куда"),
    "zh": ("{}很多", "{}得多"),
}
# These say how clear a thing is, and how much of it: "更明显" is a step, "明显" by itself is not.
ALSO_QUALITIES = frozenset(("明显", "subtle", "выраженный"))


def steps(language: str) -> Iterator[tuple[str, int, str]]:
    """Axis, direction and words of each row of a language."""
    for row in STEPS.read_text(encoding="utf-8").splitlines()[1:]:
        axis, of, words = row.split("\t")
        if of == language:
            yield axis[:-1], 1 if axis[-1] == "+" else -1, words


def said(words: str, adverb: str, language: str) -> str:
    """A row with an adverb, or without one."""
    if language == "zh":
        noun, bar, quality = words.rpartition("|")
        plain = f"更{quality}" if bar else quality
        return noun + (adverb.format(quality) if adverb else plain)
    placed = words if "{}" in words else f"{{}} {words}"
    return " ".join(placed.format(adverb).split())


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_every_axis_moves_less_with_a_weak_adverb_and_more_with_a_strong_one(
    parser: Parser, language: str
) -> None:
    def size(text: str, axis: str, direction: int) -> float:
        changes = parser.parse(text).changes
        assert [(c.axis, c.direction) for c in changes] == [(axis, direction)], (text, changes)
        return changes[0].amount

    met = set()
    for axis, direction, words in steps(language):
        plain = size(said(words, "", language), axis, direction)
        for adverb in WEAK[language]:
            assert size(said(words, adverb, language), axis, direction) < plain, (words, adverb)
        for adverb in STRONG[language]:
            assert size(said(words, adverb, language), axis, direction) > plain, (words, adverb)
        met.add(axis)
    assert met == {entry.id for entry in default_vocabulary()}


def test_no_lexicon_lists_a_step_together_with_its_degree() -> None:
    """ "way more" is "way" and "more": listed as one phrase, it would be a step like any other."""
    found = {code: sorted(degrees_in_steps(code)) for code in ("en", "ru", "zh")}
    assert found == {"en": [], "ru": [], "zh": []}


def degrees_in_steps(code: str) -> Iterator[str]:
    """The listed phrases for "more" and "less" that are another one with a degree in front or behind."""
    document = tomllib.loads((LEXICONS / f"{code}.toml").read_text(encoding="utf-8"))
    joint = "" if code == "zh" else " "
    steps = {*document["words"]["more"], *document["words"]["less"]}
    graded = (entry for entry in document["degree"] if entry["factor"] != 1.0)
    for degree in {word for entry in graded for word in entry["words"]} - ALSO_QUALITIES:
        for phrase in steps:
            rests = {phrase.removeprefix(degree + joint), phrase.removesuffix(joint + degree)} - {phrase}
            if rests & steps and not phrase.startswith("not so"):
                yield phrase
