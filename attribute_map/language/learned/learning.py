"""The shipped heads: loading them for the parser, and `facet phrases learn`, which trains them anew."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from attribute_map.errors import PhraseModelError
from attribute_map.language.learned.embedding import SentenceEncoder
from attribute_map.language.learned.message_head import (
    MESSAGE_HEAD_FILE,
    Lesson,
    MessageHead,
    MessageReport,
    SecondReading,
    learn_messages,
    load_heads,
    save_heads,
)
from attribute_map.language.learned.phrase_head import (
    HEAD_FILE,
    LearnedPhrases,
    LearningReport,
    Progress,
    learn,
    load_head,
)
from attribute_map.language.learned.phrases import (
    MESSAGES_FILE,
    NONE,
    PHRASES_FILE,
    Phrase,
    lexicon_phrases,
    read_messages,
    read_patterns,
    read_phrases,
)
from attribute_map.language.parser import Parser, load_lexicons
from attribute_map.language.words.spelling import ordinary_words
from attribute_map.vocabulary import Vocabulary, default_vocabulary

LEARNED_AT_ONCE = 1 << 18  # texts whose vectors an encoder remembers for the second head, some 800 MB at most
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


def shipped_messages(model: str | None, encoder: SentenceEncoder | None) -> SecondReading | None:
    """The message model for a parser, which reads with the phrase model's encoder; None without `model`."""
    if model is None:
        return None
    try:
        heads, trained_on = load_heads()
    except PhraseModelError as error:
        _log.warning("%s Until then a message is understood by its words alone.", error)
        return None
    if trained_on != model:
        heads = {code: head for code, head in heads.items() if head.vector_weights is None}
    return SecondReading(heads, encoder)


def learn_phrases(
    *,
    vocabulary: Vocabulary | None = None,
    phrases_file: Path = PHRASES_FILE,
    messages_file: Path = MESSAGES_FILE,
    head_file: Path = HEAD_FILE,
    model: str = "default",
    encoder: SentenceEncoder | None = None,
    progress: Progress = lambda what, share: None,
) -> LearningReport:
    """Train the head on the phrases, on messages of one axis or of none and on the lexicons, and save it.

    The report says how well it does. An `encoder` of that model spares its texts a second pass where another
    head was learned with it.

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
    told = [m for m in read_messages(messages_file, vocabulary) if m.language in languages]
    lexical += [m for m in told if m.label == NONE or m.label[:-1] in vocabulary]
    taken = {phrase.text for phrase in (*phrases, *lexical)}
    ordinary = [text for text in ordinary_words(ORDINARY) if text not in taken]
    head, report = learn(encoder or SentenceEncoder(model), phrases, lexical, ordinary, progress)
    head.save(head_file)
    return report


def learn_second_reading(
    *,
    vocabulary: Vocabulary | None = None,
    messages_file: Path = MESSAGES_FILE,
    head_file: Path = MESSAGE_HEAD_FILE,
    model: str = "default",
    encoder: SentenceEncoder | None = None,
    progress: Progress = lambda what, share: None,
) -> list[MessageReport]:
    """Train the message heads on the file of labelled messages, save them, and say how well they do.

    Raises VocabularyError for a mistake in the data, PhraseModelError when the model cannot be had.
    """
    vocabulary = vocabulary or default_vocabulary()
    messages = read_messages(messages_file, vocabulary)
    phrases = read_phrases(PHRASES_FILE, vocabulary)
    parser = Parser(vocabulary, lexicons=load_lexicons(vocabulary, phrases=phrases))
    reader = encoder or SentenceEncoder(model)

    def lesson(labelled: Sequence[Phrase], language: str) -> Lesson:
        own = [phrase for phrase in labelled if phrase.language == language]
        features = [parser.features(phrase.text)[1] for phrase in own]
        reads = language == "en" or model != "default"  # the shipped model reads English alone
        vectors = reader.encode([phrase.text.lower() for phrase in own]) if reads else None
        return Lesson(features, [phrase.label for phrase in own], vectors)

    heads: dict[str, MessageHead] = {}
    reports = []
    for language in sorted({message.language for message in messages}):
        progress(f"{language}: features", 0.0)
        known = lesson(messages, language), lesson(phrases, language)
        heads[language], report = learn_messages(language, *known, progress)
        reports.append(report)
    save_heads(heads, model, head_file)
    progress("done", 1.0)
    return reports
