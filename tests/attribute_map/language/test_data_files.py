"""Mistakes in lexicons and phrase files are named with the file and the entry."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

from attribute_map.errors import PhraseModelError, VocabularyError
from attribute_map.language import Parser, load_parser
from attribute_map.language.learned.embedding import SentenceEncoder, check_weights
from attribute_map.language.learned.phrase_head import HEAD_FILE, LearnedPhrases, learn, load_head
from attribute_map.language.learned.phrases import PHRASES_FILE, lexicon_phrases, read_phrases
from attribute_map.language.parser import load_lexicons
from attribute_map.language.words.lexicon_file import LEXICONS, load_lexicon
from attribute_map.language.words.patterns import CHOICE
from attribute_map.vocabulary import default_vocabulary

HEADER = '[language]\ncode = "xx"\nscript = "latin"\nmorphology = "suffixes"\n'


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ('[[thing]]\nwords = ["beard"]\naxes = "baerd+"\n', "“beard” names the axis 'baerd'"),
        ('[[thing]]\nwords = ["beard"]\naxes = "beard"\n', "“beard” has 'beard'"),
        ('[[thing]]\nwords = ["beard"]\n', "“beard” names no axes"),
        ('[[thing]]\nwords = "beard"\naxes = "beard+"\n', "[[thing]] needs a list of words"),
        ('[[thing]]\nwords = ["beard", "beard"]\naxes = "beard+"\n', "repeats “beard”"),
        ('[[thing]]\nwords = ["beard"]\naxes = "beard+"\ncolour = 1\n', "unknown key 'colour'"),
        ('[[adjective]]\nwords = ["big"]\nsize = 2\n', "“big” has size 2"),
        ('[[degree]]\nwords = ["very"]\nfactor = -1\n', "“very” has factor = -1"),
        ('[words]\nshout = ["hey"]\n', "words.shout"),
        ('[combine.hair]\nlong = "hair_length+"\n', "combine.hair"),
        ('[[part]]\nwords = ["hair"]\n[combine.hair]\nlong = "hair_length+"\n', "combine.hair.long"),
        ('questons = ["whether"]\n', "language has the unknown key 'questons'"),
        ("[bogus]\n", "bogus"),
        ("[[thing]\n", "cannot be read"),
    ],
)
def test_a_mistake_in_a_lexicon_is_named(tmp_path: Path, body: str, named: str) -> None:
    path = tmp_path / "xx.toml"
    path.write_text(HEADER + body, encoding="utf-8")
    with pytest.raises(VocabularyError) as caught:
        load_lexicon(path, default_vocabulary())
    assert "xx.toml" in str(caught.value)
    assert named in str(caught.value)
    assert "\n" not in str(caught.value).strip() or "cannot be read" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("beard+\ten", "line 2 needs label, language and phrase"),
        ("bread+\ten\tchin hair", "line 2 has the label 'bread+'"),
        ("none\ten\tfirst", "line 2 repeats “first” from line 1"),
    ],
)
def test_a_mistake_in_a_phrase_file_is_named(tmp_path: Path, line: str, named: str) -> None:
    path = tmp_path / "phrases.tsv"
    path.write_text(f"none\ten\tfirst\n{line}\n", encoding="utf-8")
    with pytest.raises(VocabularyError, match="phrases") as caught:
        read_phrases(path, default_vocabulary())
    assert named in str(caught.value)


def test_a_word_added_to_a_lexicon_is_understood(tmp_path: Path) -> None:
    text = (LEXICONS / "en.toml").read_text(encoding="utf-8")
    path = tmp_path / "en.toml"
    path.write_text(text + '\n[[thing]]\nwords = ["zorble"]\naxes = "hat+"\n', encoding="utf-8")
    parser = Parser(lexicons=[load_lexicon(path, default_vocabulary())])
    assert [(c.axis, c.direction) for c in parser.parse("no zorbles").changes] == [("hat", -1)]


def test_every_axis_has_words_in_every_language() -> None:
    vocabulary = default_vocabulary()
    for path in sorted(LEXICONS.glob("*.toml")):
        lexicon = load_lexicon(path, vocabulary)
        named = {effect.axis for entry in lexicon.entries for effect in entry.effects}
        named |= {e.axis for row in lexicon.combine.values() for effects in row.values() for e in effects}
        assert not {axis.id for axis in vocabulary} - named, path.name


def test_a_damaged_head_or_other_weights_are_refused_in_one_line(tmp_path: Path) -> None:
    damaged = tmp_path / "head.safetensors"
    damaged.write_bytes(HEAD_FILE.read_bytes()[:1000])
    with pytest.raises(PhraseModelError, match="facet phrases learn"):
        load_head(damaged)
    other = tmp_path / "model.safetensors"
    other.write_bytes(b"not the weights")
    with pytest.raises(PhraseModelError, match="not the published ones"):
        check_weights(other)


def test_without_the_phrase_model_listed_words_still_work(tmp_path: Path) -> None:
    absent = LearnedPhrases(SentenceEncoder(str(tmp_path)), load_head())
    parser = Parser(phrase_model=absent)
    assert parser.parse("gribbled frumious wug").changes == ()
    assert [change.axis for change in parser.parse("older").changes] == ["age"]


def test_the_head_learns_from_labelled_phrases_and_survives_saving(tmp_path: Path) -> None:
    vocabulary = default_vocabulary()
    labels = {"beard+", "glasses+", "hat+", "none"}
    some = [p for p in read_phrases(PHRASES_FILE, vocabulary) if p.label in labels and p.language == "en"]
    phrases = [p for p in some if p.label != "none"] + [p for p in some if p.label == "none"][:300]
    lexical = [
        p for p in lexicon_phrases(load_lexicon(LEXICONS / "en.toml", vocabulary)) if p.label in labels
    ]
    encoder = SentenceEncoder()
    head, report = learn(encoder, phrases, lexical)
    assert report.found > 0.3
    assert report.false_alarms <= 0.05
    path = tmp_path / "head.safetensors"
    head.save(path)
    vectors = encoder.encode(["reading spectacles", "lumberjack whiskers"])
    np.testing.assert_allclose(load_head(path).probabilities(vectors), head.probabilities(vectors), atol=0.02)


def test_a_head_for_another_model_is_not_used_with_this_one(caplog: pytest.LogCaptureFixture) -> None:
    parser = load_parser(phrase_model="some/other-model")
    assert parser.parse("gribbled frumious wug").changes == ()
    assert "facet phrases learn --model some/other-model" in caplog.text


def test_a_second_language_of_the_same_script_is_read_beside_the_first(tmp_path: Path) -> None:
    german = """
[language]
code = "de"
script = "latin"
morphology = "suffixes"
[suffixes]
plural = [["", "n"]]
comparative = [["", "er"]]
superlative = [["", "ste"]]
[words]
no = ["ohne"]
[[adjective]]
words = ["alt"]
axes = "age+"
more = ["älter"]
[[thing]]
words = ["brille"]
axes = "glasses+"
"""
    (tmp_path / "de.toml").write_text(german, encoding="utf-8")
    (tmp_path / "en.toml").write_text((LEXICONS / "en.toml").read_text(encoding="utf-8"), encoding="utf-8")
    vocabulary = default_vocabulary()
    parser = Parser(vocabulary, lexicons=load_lexicons(vocabulary, tmp_path))
    for text in ("älter, ohne Brille", "older, without glasses"):
        assert {(c.axis, c.direction) for c in parser.parse(text).changes} == {("age", 1), ("glasses", -1)}


def test_a_pattern_in_a_lexicon_stands_for_all_its_phrases(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    body = '[[thing]]\nwords = ["{top|bowler }hat{| of felt}"]\naxes = "hat+"\n'
    path.write_text(HEADER + body, encoding="utf-8")
    (entry,) = load_lexicon(path, default_vocabulary()).entries
    assert set(entry.words) == {"tophat", "tophat of felt", "bowler hat", "bowler hat of felt"}


@pytest.mark.parametrize("path", sorted(LEXICONS.glob("*.toml")), ids=lambda path: path.stem)
def test_no_pattern_stands_for_more_phrases_than_a_start_can_afford(path: Path) -> None:
    patterns = re.findall(r'"([^"\n]*\{[^"\n]*)"', path.read_text(encoding="utf-8"))
    counts = {text: math.prod(c.count("|") + 1 for c in CHOICE.findall(text)) for text in patterns}
    assert [text for text, count in counts.items() if count > 3100] == []
    assert sum(counts.values()) < 150_000
