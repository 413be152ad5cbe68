"""How well labelled messages are understood, and that the figures hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from attribute_map.changes import Change
from attribute_map.language import Parser
from attribute_map.language.learned.evaluation import by_split, evaluate, read_cases

HERE = Path(__file__).parent
# Share of messages understood exactly: the cases the grammar was mended on, and those it never was.
FLOORS = {"dev": 0.96, "held": 0.90}


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
@pytest.mark.parametrize("split", ["dev", "held"])
def test_messages_are_understood_exactly(parser: Parser, language: str, split: str) -> None:
    cases = by_split(read_cases(HERE / f"cases_{language}.tsv"), split)
    figures = evaluate(parser, cases)
    missed = "\n".join(
        f"{m.case.message!r}: expected {sorted(m.case.expected)}, got {sorted(m.got)}" for m in figures.misses
    )
    print(f"{language} {split}: {figures.exact:.1%} of {figures.cases}, {figures.false_alarms} false alarms")
    assert figures.cases >= 30
    assert figures.exact >= FLOORS[split], missed
    assert figures.false_alarm_rate <= 0.02 or figures.false_alarms <= 1, missed


def test_messages_that_nothing_was_made_for_are_understood(parser: Parser) -> None:
    """What no rule was mended by and no head has learned: 600 messages by other writers."""
    cases = misses = alarms = chatter = 0
    for language in ("en", "ru", "zh"):
        figures = evaluate(parser, read_cases(HERE / f"unseen_{language}.tsv"))
        print(f"{language}: {figures.exact:.1%} of {figures.cases}, {figures.false_alarms} false alarms")
        assert figures.exact >= 0.92
        cases, misses = cases + figures.cases, misses + len(figures.misses)
        alarms, chatter = alarms + figures.false_alarms, chatter + figures.chatter
    print(f"{1 - misses / cases:.1%} of {cases}, {alarms} of {chatter} taken for an edit")
    assert cases == 600
    assert misses / cases <= 0.06
    assert alarms / chatter <= 0.02


def only(parser: Parser, text: str) -> Change:
    changes = parser.parse(text).changes
    assert len(changes) == 1, (text, changes)
    return changes[0]


@pytest.mark.parametrize(
    "weaker_to_stronger",
    [
        ("a bit older", "older", "much older", "extremely aged up"),
        ("slightly bald", "bald", "very bald"),
        ("a hint of stubble", "stubble", "lots of stubble"),
        ("a slightly smaller nose", "a smaller nose", "a much smaller nose"),
        ("a bit less beard", "less beard", "way less beard"),
        ("slightly too pale", "too pale", "much too pale"),
        ("slightly curly hair", "curly hair", "super curly hair"),
        ("a bit more makeup", "more makeup", "a lot more makeup"),
        ("чуть старше", "старше", "намного старше"),
        ("слегка лысый", "лысый", "очень лысый"),
        ("немного меньше бороды", "меньше бороды", "намного меньше бороды"),
        ("稍微有点秃", "秃", "非常秃"),
        ("老一点", "更老", "老得多"),
    ],
)
def test_slightly_is_less_than_plainly_is_less_than_much(
    parser: Parser, weaker_to_stronger: tuple[str, ...]
) -> None:
    changes = [only(parser, text) for text in weaker_to_stronger]
    amounts = [change.amount for change in changes]
    assert amounts == sorted(set(amounts)), amounts
    assert len({(change.axis, change.direction) for change in changes}) == 1


def test_every_graded_word_of_every_lexicon_is_strictly_ordered(lexical_parser: Parser) -> None:
    degrees = {"en": ("slightly", "very"), "ru": ("слегка", "очень"), "zh": ("稍微有点", "非常")}
    checked = 0
    for language in lexical_parser.languages.values():
        lexicon = language.lexicon
        slightly, very = degrees[lexicon.code]
        for entry in lexicon.entries:
            if entry.kind != "adjective" or len(entry.effects) != 1 or not entry.effects[0].weight:
                continue
            word = entry.words[0]
            texts = [f"{slightly}{lexicon.joint}{word}", word, f"{very}{lexicon.joint}{word}"]
            amounts = [sum(c.amount for c in lexical_parser.parse(text).changes) for text in texts]
            assert amounts[0] < amounts[1] < amounts[2], (texts, amounts)
            checked += 1
    assert checked > 100


def test_relative_and_absolute_wishes_have_the_agreed_sizes(parser: Parser) -> None:
    assert (only(parser, "older").kind, only(parser, "older").amount) == ("relative", 1.0)
    assert only(parser, "a bit older").amount == 0.5
    assert (only(parser, "bearded").kind, only(parser, "bearded").amount) == ("absolute", 2.0)
    assert only(parser, "age +2").amount == 2.0
    eighty = only(parser, "80 years old")
    assert (eighty.kind, eighty.direction) == ("absolute", 1)
    assert eighty.amount == pytest.approx((80 - 54) / 19, abs=0.01)
    assert only(parser, "ten years younger").amount == pytest.approx(10 / 19, abs=0.01)


def test_opposite_wishes_for_one_axis_are_a_contradiction_and_change_nothing(parser: Parser) -> None:
    parsed = parser.parse("older and younger, with glasses")
    assert parsed.contradictions == ("age",)
    assert [change.axis for change in parsed.changes] == ["glasses"]


def test_what_is_kept_is_not_changed(parser: Parser) -> None:
    parsed = parser.parse("bearded, but keep the beard")
    assert "beard" in parsed.keep
    assert not parsed.changes


def test_a_word_for_several_axes_gives_way_to_a_word_for_one(parser: Parser) -> None:
    parsed = parser.parse("clean shaven with a mustache")
    assert {(c.axis, c.direction) for c in parsed.changes} == {
        ("beard", -1),
        ("mustache", 1),
        ("goatee", -1),
        ("stubble", -1),
    }


@pytest.mark.parametrize(
    "text", ["make him older", "she looks too young", "give her a hat", "his hair is too long"]
)
def test_pronouns_ask_for_no_change_of_gender(parser: Parser, text: str) -> None:
    assert all(change.axis != "masculinity" for change in parser.parse(text).changes)


def test_an_unknown_wish_is_named_in_the_words_of_the_message(parser: Parser) -> None:
    assert parser.parse("add a Purple Spaceship please").unknown == ("Purple Spaceship",)


@pytest.mark.parametrize("word", ["bread", "heard", "board", "classes", "fair", "that", "pearl", "tile"])
def test_a_word_that_looks_like_another_is_not_taken_for_a_typo(parser: Parser, word: str) -> None:
    assert not parser.parse(word).changes


def test_paraphrases_that_no_lexicon_lists_are_found_by_the_phrase_model(parser: Parser) -> None:
    for phrase, axis, direction in [
        ("snowy white whiskers on the chin", "beard", 1),
        ("aviator shades", "sunglasses", 1),
        ("hollow gaunt cheeks", "face_width", -1),
    ]:
        found = {(c.axis, c.direction) for c in parser.parse(phrase).changes}
        assert (axis, direction) in found, (phrase, found)


def test_an_explanation_names_the_rule_for_every_change(parser: Parser) -> None:
    explained = parser.explain("curlyyy hair, no beard, thanks")
    assert all(change.reason for change in explained.parsed.changes)
    assert any("read as “curly”" in reading.rule for reading in explained.readings)


@pytest.mark.parametrize("text", ["make her старше", "add бороду and glasses", "老一点, with glasses"])
def test_words_of_another_script_are_understood(lexical_parser: Parser, text: str) -> None:
    parsed = lexical_parser.parse(text)
    assert parsed.changes
    assert not parsed.unknown


@pytest.mark.parametrize(
    ("text", "phrase", "axis"),
    [("сделай носопыр", "носопыр", "nose_size"), ("加个耳环子", "耳环子", "earrings")],
)
def test_a_listed_word_that_looks_alike_is_suggested(
    lexical_parser: Parser, text: str, phrase: str, axis: str
) -> None:
    assert axis in [suggestion.axis for suggestion in lexical_parser.parse(text).suggestions[phrase]]


def test_what_is_said_of_one_axis_counts_more_than_its_part(parser: Parser) -> None:
    parsed = parser.parse("keep the hair but make it blonde")
    assert [change.axis for change in parsed.changes] == ["blond_hair"]
    assert "hair_length" in parsed.keep
    assert "brown_hair" not in parsed.keep


def test_a_bit_too_much_in_one_russian_word_is_taken_back_a_bit(lexical_parser: Parser) -> None:
    change = only(lexical_parser, "нос великоват")
    assert (change.axis, change.direction, change.kind, change.amount) == ("nose_size", -1, "relative", 0.5)


def test_years_are_steps_or_ages_by_their_verb(lexical_parser: Parser) -> None:
    assert only(lexical_parser, "knock ten years off").direction == -1
    assert only(lexical_parser, "add ten years").kind == "relative"
    assert only(lexical_parser, "give her 60 years").kind == "absolute"
