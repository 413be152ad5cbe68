"""The shipped phrase head: loading it for the parser, and `facet phrases learn`, which trains it anew."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from attribute_map.errors import PhraseModelError
from attribute_map.language.embedding import SentenceEncoder
from attribute_map.language.parser import load_lexicons
from attribute_map.language.phrase_head import (
    HEAD_FILE,
    LearnedPhrases,
    LearningReport,
    Progress,
    learn,
    load_head,
)
from attribute_map.language.phrases import PHRASES_FILE, Phrase, lexicon_phrases, read_patterns, read_phrases
from attribute_map.language.words import ordinary_words
from attribute_map.vocabulary import Vocabulary, default_vocabulary

ORDINARY = 3000  # everyday words that the head is shown beside the labelled phrases

_log = logging.getLogger(__name__)


def shipped_phrases(phrases: Sequence[Phrase], model: str | None) -> LearnedPhrases:
    """The phrase model for a parser; without `model`, only phrases known word for word."""
    if model is None:
        return LearnedPhrases(None, None, phrases)
    try:
        head = load_head()
    except PhraseModelError as error:
        _log.warning("%s Until then only listed words and phrases are understood.", error)
        return LearnedPhrases(None, None, phrases)
    if head.model != model:
        _log.warning(
            "The phrase head was trained on the model %s, not on %s; try: facet phrases learn --model %s",
            head.model,
            model,
            model,
        )
        return LearnedPhrases(None, None, phrases)
    return LearnedPhrases(SentenceEncoder(model), head, phrases)


def learn_phrases(
    *,
    vocabulary: Vocabulary | None = None,
    phrases_file: Path = PHRASES_FILE,
    head_file: Path = HEAD_FILE,
    model: str = "default",
    progress: Progress = lambda what, share: None,
) -> LearningReport:
    """Train the head on the phrase file and the lexicons, save it, and say how well it does.

    Raises VocabularyError for a mistake in the data, PhraseModelError when the model cannot be had.
    """
    vocabulary = vocabulary or default_vocabulary()
    languages = {"en"} if model == "default" else {"en", "ru", "zh"}  # the shipped model reads English alone
    phrases = [p for p in read_phrases(phrases_file, vocabulary) if p.language in languages]
    lexical = [
        phrase
        for lexicon in load_lexicons(vocabulary)
        if lexicon.code in languages
        for phrase in lexicon_phrases(lexicon)
    ]
    lexical += [p for p in read_patterns(phrases_file, vocabulary) if p.language in languages]
    taken = {phrase.text for phrase in (*phrases, *lexical)}
    ordinary = [text for text in ordinary_words(ORDINARY) if text not in taken]
    head, report = learn(SentenceEncoder(model), phrases, lexical, ordinary, progress)
    head.save(head_file)
    return report
