"""Whatever is written, the parser answers soon and never raises."""

from __future__ import annotations

import math
import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attribute_map.changes import Parsed
from attribute_map.language import Parser
from attribute_map.language.learned.phrases import MESSAGES_FILE, read_messages
from attribute_map.vocabulary import default_vocabulary

WORDS = """
older beard no not without and or but , . more less much a bit the him hair long curly remove keep glasses
too enough instead of 80 years old +2 ++ 50% борода без старше не и 胡子 不要 一点 老 👓 😂 purple spaceship
make it don't touch same neither nor from to with longer nose ```x``` <@1> https://x.y
"""
RELAXED = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def check(parsed: Parsed, text: str) -> None:
    vocabulary = default_vocabulary()
    axes = [change.axis for change in parsed.changes]
    assert len(axes) == len(set(axes))
    assert not set(axes) & {*parsed.keep, *parsed.contradictions}
    for change in parsed.changes:
        assert change.axis in vocabulary
        assert math.isfinite(change.amount)
        assert 0 <= change.amount <= 10
        assert change.direction in (1, -1)
        assert 0 <= change.confidence <= 1
        assert change.phrase in text
    assert all(phrase in text for phrase in parsed.unknown)


@RELAXED
@given(text=st.text(max_size=300))
def test_any_text_is_parsed(lexical_parser: Parser, text: str) -> None:
    check(lexical_parser.parse(text), text)


@RELAXED
@given(words=st.lists(st.sampled_from(WORDS.split()), max_size=25))
def test_any_order_of_our_own_words_is_parsed(lexical_parser: Parser, words: list[str]) -> None:
    text = " ".join(words)
    check(lexical_parser.parse(text), text)


def test_what_people_wrote_is_parsed(lexical_parser: Parser) -> None:
    lexical_parser.parse("make it bounce like springs, her hair")  # likened, and then named
    for message in read_messages(MESSAGES_FILE, lexical_parser.vocabulary)[::5]:
        lexical_parser.explain(message.text)


@pytest.mark.parametrize(
    "text",
    [
        "older " * 1_000_000,
        "a" * 1_000_000,
        "x y " * 500_000,
        "`" * 100_000,
        "<@" * 100_000,
        "older,and" * 100_000,
        "胡" * 1_000_000,
        "борода " * 300_000,
        "9" * 1_000_000,
        "+" * 1_000_000,
        "\u0301" * 1_000_000,
        "👓" * 500_000,
        "nn" * 200_000,
    ],
    ids=lambda text: text[:8],
)
def test_huge_messages_are_answered_within_a_second(lexical_parser: Parser, text: str) -> None:
    began = time.thread_time()
    lexical_parser.parse(text)
    assert time.thread_time() - began < 1.0


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "😂😂😂", "<@123>", "https://older.example/bald", "```bald```", "`bald`", "> bald"],
)
def test_what_is_no_prose_asks_for_nothing(parser: Parser, text: str) -> None:
    parsed = parser.parse(text)
    assert (parsed.changes, parsed.command, parsed.unknown) == ((), None, ())


def test_threads_share_one_parser(parser: Parser) -> None:
    texts = ["older, no beard", "чуть старше, без очков", "老一点，戴眼镜", "snowy whiskers", "curlyyyy hiar"]
    expected = [parser.parse(text) for text in texts]
    wrong: list[str] = []

    def work() -> None:
        for _ in range(20):
            wrong.extend(t for t, e in zip(texts, expected, strict=True) if parser.parse(t) != e)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_warm_message_takes_a_few_milliseconds(parser: Parser) -> None:
    text = "make her a bit older, bearded, no glasses and long curly red hair please"
    parser.parse(text)
    began = time.thread_time()
    for _ in range(50):
        parser.parse(text)
    assert (time.thread_time() - began) / 50 < 0.015
