"""One thing put for another by a verb between them: "用耳环代替帽子" asks for earrings and for no hat."""

from __future__ import annotations

from dataclasses import replace

from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_BEFORE = frozenset(("filler", "want", "should", "but", "and", "the", "a", "him"))
_OF_THINGS = frozenset(("thing", "adjective", "of", "a", "the", "degree", "him"))


def with_substitutes(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """The items of a message, where one thing is put for another with a denial for the verb."""
    at = 0
    while at < len(items) and lexicon.substituting:
        read = _substituted(items, at, lexicon) if items[at].kind not in ("mark", "thing") else None
        if read is not None:
            items = read
        at += 1
    return items


def _substituted(items: list[Item], at: int, lexicon: Lexicon) -> list[Item] | None:
    """The items read so, where the verb between them begins at `at`."""
    behind = next((i for i in range(at, len(items)) if items[i].kind in _OF_THINGS), len(items))
    verb = "".join(item.text for item in items[at:behind])
    if verb not in lexicon.substituting or not _names_a_thing(items[behind:]):
        return None
    start = at
    while start > 0 and items[start - 1].kind in _OF_THINGS:
        start -= 1
    if not _names_a_thing(items[start:at]):
        return None
    means = start > 0 and items[start - 1].text in lexicon.by_means
    before = items[start - means - 1].kind if start > means else "mark"
    if (before != "mark" and before not in _BEFORE) or not (means or verb in lexicon.replacing):
        return None  # "我用墨镜换了他的帽子"
    denial = Item("no", verb, items[at].start, items[behind - 1].end)
    pause = replace(denial, kind="mark", text=",", end=denial.start)
    return [*items[: start - means], *items[start:at], pause, denial, *items[behind:]]


def _names_a_thing(items: list[Item]) -> bool:
    """Whether a thing comes first, be it with what tells of it before."""
    named = next((item for item in items if item.kind == "thing" or item.kind not in _OF_THINGS), None)
    return named is not None and named.kind == "thing"
