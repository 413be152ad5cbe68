"""What a message looks like to a learned reader: words, their letters, and what the lexicon makes of them."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from attribute_map.language.learned.phrases import label_of
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.tokens import Token

BUCKETS = 1 << 15  # features of one name share a bucket, as do few of different names
LETTERS = range(4, 6)  # of a word, its ends marked; of 2 to 6, these find most
CHARACTERS = range(1, 4)  # of a text whose words are not apart
WORDS = "words:"  # before the names of features that are words
_SLIGHT = frozenset(("a", "the", "filler"))  # kinds of items that part no two others


@dataclass(frozen=True, eq=False)
class Features:
    """A message's features by name, K of them, each in its bucket with its weight in the message."""

    names: tuple[str, ...]
    buckets: npt.NDArray[np.int64]  # [K]
    values: npt.NDArray[np.float32]  # [K]: counts, dampened, each group of features of length one


def features_of(tokens: Sequence[Token], items: Sequence[Item], lexicon: Lexicon) -> Features:
    """The features of a message in groups that count alike, however many each has.

    The words in their dictionary forms, and pairs of them; their letters; and what the lexicon knows of them,
    which stands for all their synonyms, inflections and misspellings.
    """
    groups = {"known:": _known(items)}
    if lexicon.joint:
        words = [lexicon.inflection.lemma(t.text) for t in tokens if t.kind in ("word", "number")]
        groups["letters:"] = (run for word in words for run in _runs(f" {word} ", LETTERS))
        groups[WORDS] = iter([*words, *map(" ".join, pairwise(words))])
    else:
        text = "".join(token.text if token.kind == "word" else " " for token in tokens)
        groups[WORDS] = _runs(lexicon.inflection.citation(text), CHARACTERS)
    names: list[str] = []
    values = []
    for group, found in groups.items():
        counts = Counter(group + name for name in found)
        value = 1.0 + np.log(np.array([*counts.values()], np.float32))
        names += counts
        values.append(value / max(float(np.linalg.norm(value)), 1e-12))
    buckets = np.array([zlib.crc32(name.encode()) % BUCKETS for name in names], np.int64)
    return Features((*names,), buckets, np.concatenate(values).astype(np.float32))


def words_by_weight(message: Features, weights: npt.NDArray[np.int8]) -> list[str]:
    """The words of a message that count for something by weights of buckets [BUCKETS], weightiest first."""
    count = message.values * weights[message.buckets]
    order = [int(at) for at in np.argsort(-count) if count[at] > 0]
    return [message.names[at].removeprefix(WORDS) for at in order if message.names[at].startswith(WORDS)]


def _runs(text: str, lengths: Iterable[int]) -> Iterator[str]:
    """All runs of letters of these lengths, blanks within none of them."""
    for length in lengths:
        for start in range(len(text) - length + 1):
            run = text[start : start + length]
            if " " not in run[1:-1] and not run.isspace():
                yield run


def _known(items: Sequence[Item]) -> Iterator[str]:
    names = []
    for item in items:
        yield f"kind {item.kind}"
        name = f"{item.kind} {item.entry.name if item.meaning else item.text}"
        yield name
        if item.kind not in _SLIGHT:
            names.append(name)
        for effect in item.entry.effects if item.meaning else ():
            yield f"axis {effect.axis}"
            yield f"axis {label_of(effect)}"
    yield from map(", ".join, pairwise(names))
