"""Things to choose from: "either glasses or a hat", 要么长发要么短发."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_DENYING = frozenset(("no", "not", "nope", "remove", "keep", "except", "change"))

Span = tuple[int, int]  # tokens [start, end)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Where in a message the things to choose from stand."""

    before: Span  # what each of them is said of: 头发 | 要么金的要么红的
    options: tuple[Span, ...]
    after: Span


def alternatives_in(items: Sequence[Item], lexicon: Lexicon) -> Alternatives | None:
    """The things that a message leaves to choose from; None where it leaves no choice."""
    opened = next((at for at, item in enumerate(items) if item.text in lexicon.either), len(items))
    borders = [
        at
        for at, item in enumerate(items)
        if at == opened or (at > opened and (item.kind == "or" or item.text in lexicon.either))
    ]
    if len(borders) < 2 or any(item.kind in _DENYING for item in items[:opened]):
        return None
    marks = (at for at in range(borders[-1], len(items)) if items[at].kind == "mark")
    end = next(marks, len(items))
    options = [_without_marks(items[a + 1 : b]) for a, b in zip(borders, [*borders[1:], end], strict=True)]
    if not all(options):
        return None
    return Alternatives(
        (items[0].start, items[opened].start),
        tuple((option[0].start, option[-1].end) for option in options),
        (items[end].end, items[-1].end) if end < len(items) else (items[-1].end, items[-1].end),
    )


def _without_marks(items: Sequence[Item]) -> Sequence[Item]:
    return items[:-1] if items and items[-1].kind == "mark" else items
