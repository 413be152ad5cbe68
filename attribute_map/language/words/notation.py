"""Settings: what people write of a portrait as of a machine, "борода = 0", "beard == true", "усы: off"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_SETTING = frozenset(":=")
_TOWARDS = frozenset(("prep", "into", "with"))
_ZERO = "0"


def with_settings(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """The items with values that stand for there being a thing, or none, as the words for that."""
    read: list[Item] = []
    at = 0
    while at < len(items):
        value = _value_at(items, at, read, lexicon)
        if value is None:
            read.append(items[at])
            at += 1
            continue
        if items[value].text in lexicon.off_values:
            read.append(replace(items[value], kind="no", meaning=None))
        at = value + 1
        if at < len(items) and items[at].kind != "mark":
            read.append(Item("mark", ",", items[at].start, items[at].start))
    return read


def _value_at(items: Sequence[Item], at: int, before: Sequence[Item], lexicon: Lexicon) -> int | None:
    """Where the value of the noun before `at` stands, if one is set."""
    if not before or not before[-1].is_noun:
        return None
    value = at
    while value < len(items) and items[value].kind == "mark" and items[value].text in _SETTING:
        value += 1
    signed = value > at
    if not signed and items[at].kind in _TOWARDS:
        value += 1  # "улыбка на 0"
    if value >= len(items) or items[value].text not in lexicon.off_values | lexicon.on_values:
        return None
    alone = items[value].kind != "number" and items[value].meaning is None  # "усы выкл"
    ends = value + 1 == len(items) or items[value + 1].kind in ("mark", "thing", "part", "trait")
    return value if ends and (signed or alone or items[value].text == _ZERO) else None
