"""Metamorphic: a short wish that is understood is so too with a courtesy around it, and joined to another."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from attribute_map.language import Parser
from attribute_map.language.learned.evaluation import Case, agrees, evaluate, labels, read_cases
from attribute_map.vocabulary import default_vocabulary

HERE = Path(__file__).parent
SAMPLES = 40  # messages a frame, and pairs a joint
LONGEST = 5  # words of a wish that goes into a frame; two Chinese characters count as a word
FLOOR = 0.97
DOCUMENT = tomllib.loads((HERE / "frames.toml").read_text(encoding="utf-8"))
FRAMES, JOINTS = DOCUMENT["frames"], DOCUMENT["joints"]


def short_wishes(parser: Parser, language: str) -> list[Case]:
    """Messages of a few words without marks that name axes alone, and are understood by themselves."""

    def words(message: str) -> float:
        return len(message) / 2 if language == "zh" else len(message.split())

    found = {}
    for case in read_cases(HERE / f"cases_{language}.tsv"):
        bare = case.expected and not any(label[0] in "!=?" for label in case.expected)
        short = words(case.message) <= LONGEST and not re.search(r"[^\w\s'’+]", case.message)
        if bare and short and agrees(case.expected, labels(parser.parse(case.message))):
            found[case.message.lower()] = case
    return list(found.values())


def pairs(wishes: list[Case], chance: random.Random) -> Iterator[tuple[Case, Case]]:
    """Two wishes of axes, or of groups of axes, that do not meet."""
    vocabulary = default_vocabulary()

    def groups(case: Case) -> set[str]:
        axes = {re.sub("[+-][ra]?$", "", label) for label in case.expected}
        return {vocabulary[axis].group or axis for axis in axes}

    while True:
        first, second = chance.sample(wishes, 2)
        if not groups(first) & groups(second):
            yield first, second


def assert_understood(parser: Parser, cases: list[Case]) -> None:
    figures = evaluate(parser, cases)
    missed = "\n".join(
        f"{miss.case.message!r}: expected {sorted(miss.case.expected)}, got {sorted(miss.got)}"
        for miss in figures.misses
    )
    print(f"{figures.exact:.1%} of {figures.cases}")
    assert figures.exact >= FLOOR, missed


@pytest.mark.parametrize("language", FRAMES)
def test_a_courtesy_around_a_wish_changes_nothing(parser: Parser, language: str) -> None:
    chance = random.Random(7)
    wishes = short_wishes(parser, language)
    framed = [
        Case("framed", frame.replace("{}", wish.message), wish.expected)
        for frame in FRAMES[language]
        for wish in chance.sample(wishes, SAMPLES)
    ]
    assert_understood(parser, framed)


@pytest.mark.parametrize("language", JOINTS)
def test_two_wishes_joined_are_both_understood(parser: Parser, language: str) -> None:
    chance = random.Random(7)
    wishes = short_wishes(parser, language)
    drawn = pairs(wishes, chance)
    joined = []
    for joint in JOINTS[language]:
        for _ in range(SAMPLES):
            first, second = next(drawn)
            before, between, after = joint.split("{}")
            text = f"{before}{first.message}{between}{second.message}{after}"
            joined.append(Case("joined", text, first.expected | second.expected))
    assert_understood(parser, joined)
