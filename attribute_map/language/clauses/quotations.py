"""Words in quotation marks that are only words: what somebody said, a title, an inscription."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_SAID = frozenset(("narrative", "unknown", "topic", "talk"))
_BETWEEN = frozenset(("into", "prep", "filler"))  # "аккорды на «Чёрные глаза»"
LONGEST_DESCRIPTION = 3  # words and phrases set off before a noun
_COLON = ":"
_QUOTE = '"'


def without_quoted(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """Leave out what is quoted behind a word of telling or one that nobody knows: dad said "cut your hair".

    Behind a wish the marks only set off a word: make it "curly". So they do behind the verbs by which a wish
    is passed on: my kid says "more beard". Where they set off what describes a noun, they part nothing, and
    are left out themselves: a "salt and pepper" beard.
    """
    left_out: set[int] = set()
    for start, end in _quotations(items):
        if _is_told(items[:start], lexicon):
            left_out.update(range(start, end))
        elif _describes(items[start + 1 : end - 1]) and end < len(items) and items[end].is_noun:
            left_out.update((start, end - 1))
    return [item for at, item in enumerate(items) if at not in left_out]


def _describes(quoted: Sequence[Item]) -> bool:
    return 0 < len(quoted) <= LONGEST_DESCRIPTION and not any(item.kind == "mark" for item in quoted)


def _quotations(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Where each stretch between two quotation marks begins and ends, the marks with it."""
    marks = [at for at, item in enumerate(items) if item.kind == "mark" and item.text == _QUOTE]
    for start, end in zip(marks[::2], marks[1::2], strict=False):
        yield start, end + 1


def _is_told(before: Sequence[Item], lexicon: Lexicon) -> bool:
    at = len(before) - 1
    if at >= 0 and before[at].text == _COLON:
        at -= 1
    while at >= 0 and before[at].kind in _BETWEEN:
        at -= 1
    return at >= 0 and before[at].kind in _SAID and before[at].text not in lexicon.quoting
