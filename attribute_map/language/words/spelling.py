"""Which letters make an English word: so that "bread" is not taken for a mistyped "beard"."""

from __future__ import annotations

import random
from functools import cache

from attribute_map.errors import PhraseModelError


@cache
def _common_words() -> frozenset[str]:
    """Whole words among the phrase model's 30,000 word pieces: the most frequent ones of English."""
    from attribute_map.language.bundled import model_folder

    try:
        text = (model_folder() / "vocab.txt").read_text(encoding="utf-8")
    except (OSError, PhraseModelError):
        return frozenset()
    return frozenset(word for word in text.split("\n") if len(word) > 2 and word.isalpha())


def is_common_english(word: str) -> bool:
    """Whether the word is common in English, in this form or without a plural or participle ending."""
    words = _common_words()
    return word in words or any(
        word.endswith(ending) and word.removesuffix(ending) in words
        for ending in ("s", "es", "ed", "ing", "ly")
    )


def ordinary_words(count: int) -> list[str]:
    """So many single words and half as many pairs, drawn evenly and always the same ones."""
    words = sorted(_common_words())
    if not words:
        return []
    draw = random.Random(0)
    singles = draw.sample(words, min(count, len(words)))
    return singles + [f"{draw.choice(words)} {draw.choice(words)}" for _ in range(count // 2)]
