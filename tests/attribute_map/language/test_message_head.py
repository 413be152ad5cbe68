"""The second reading, on messages that no training saw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attribute_map.errors import PhraseModelError, VocabularyError
from attribute_map.language import Parser
from attribute_map.language.learned.evaluation import agrees, labels, read_cases
from attribute_map.language.learned.message_head import (
    MESSAGE_HEAD_FILE,
    Lesson,
    SecondReading,
    learn_messages,
    load_heads,
    save_heads,
)
from attribute_map.language.learned.phrases import MESSAGES_FILE, read_messages
from attribute_map.vocabulary import default_vocabulary

# Paraphrases and their look-alikes, written by others than the messages that the heads were trained on.
UNSEEN = Path(__file__).parent
# Of what the grammar misses, so much is found by the second reading.
LEAST = {"en": 0.5, "ru": 0.33, "zh": 0.5}
MOST = 0.02  # of all these messages, so many may be lost by it


@pytest.mark.parametrize("language", LEAST)
def test_it_finds_what_the_grammar_misses_and_spoils_next_to_nothing(parser: Parser, language: str) -> None:
    cases = read_cases(UNSEEN / f"paraphrases_{language}.tsv")
    grammar = Parser(
        parser.vocabulary,
        phrase_model=parser.phrase_model,
        lexicons=[spoken.lexicon for spoken in parser.languages.values()],
    )
    missed = gained = lost = 0
    for case in cases:
        before = agrees(case.expected, labels(grammar.parse(case.message)))
        after = agrees(case.expected, labels(parser.parse(case.message)))
        missed += not before
        gained += after and not before
        lost += before and not after
    print(f"{language}: {gained} of {missed} found, {lost} of {len(cases)} lost")
    assert gained / missed >= LEAST[language]
    assert lost / len(cases) <= MOST


def test_no_message_of_the_tests_is_learned() -> None:
    learned = {m.text.lower() for m in read_messages(MESSAGES_FILE, default_vocabulary())}
    judged = {
        case.message.lower()
        for kind in ("cases", "paraphrases", "unseen")
        for path in UNSEEN.glob(f"{kind}_*.tsv")
        for case in read_cases(path)
    }
    assert not judged & learned
    assert len(learned) > 20_000


def test_a_reading_says_by_which_words(parser: Parser) -> None:
    (change,) = parser.parse("take a tissue and wipe the red stuff off her mouth").changes
    assert (change.axis, change.direction) == ("lipstick", -1)
    assert "message model" in change.reason
    assert "mouth" in change.reason or "red" in change.reason


def test_talk_in_the_words_of_wishes_is_let_be(parser: Parser) -> None:
    assert parser.parse("two goals down and they still managed a tie, unreal").changes == ()


def test_a_language_without_its_encoder_is_left_to_the_grammar(parser: Parser) -> None:
    heads, _ = load_heads()
    alone = SecondReading(heads, None)
    language, features = parser.features("get rid of the dark luggage hanging below his eyes")
    assert alone.judge([("…", features)], language) == []
    language, features = parser.features("眼睛下面吊着俩袋子，帮她消掉")
    assert len(alone.judge([("…", features)], language)) == 1


def test_heads_are_learned_and_survive_saving(parser: Parser, tmp_path: Path) -> None:
    chosen = {"beard+", "glasses-", "none"}
    own = [
        message
        for message in read_messages(MESSAGES_FILE, default_vocabulary())
        if message.language == "ru" and message.label in chosen
    ]
    lesson = Lesson([parser.features(m.text)[1] for m in own], [m.label for m in own], None)
    head, report = learn_messages("ru", lesson, Lesson([], [], None))
    assert report.found > 0.25  # for want of other classes it knows these words best as talk
    assert report.false_alarms < 0.05
    save_heads({"ru": head}, "default", tmp_path / "heads.safetensors")
    loaded, model = load_heads(tmp_path / "heads.safetensors")
    assert model == "default"
    assert loaded["ru"].labels == head.labels == ("beard+", "glasses-", "none")
    few = lesson.messages[:50]
    np.testing.assert_allclose(
        loaded["ru"].probabilities(few, None), head.probabilities(few, None), atol=1e-6
    )


@pytest.mark.parametrize("length", [0, 1000, 200_000])
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, length: int) -> None:
    damaged = tmp_path / "heads.safetensors"
    damaged.write_bytes(MESSAGE_HEAD_FILE.read_bytes()[:length])
    with pytest.raises(PhraseModelError, match="facet phrases learn") as caught:
        load_heads(damaged)
    assert "\n" not in str(caught.value)


def test_a_mistake_in_the_messages_is_named(tmp_path: Path) -> None:
    path = tmp_path / "messages.tsv"
    path.write_text("several\ten\tolder, and a hat\n!undo\ten\tput it back\n!un do\ten\tback\n", "utf-8")
    with pytest.raises(VocabularyError, match=r"messages\.tsv: line 3"):
        read_messages(path, default_vocabulary())
