"""Wishes written one after another without a comma, in a language without blanks between its words.

"头发短一点|刘海去掉|眉毛粗一点": each names what it is about, and then says what is to become of it.
Where several are named before what is said, it is said of each: "鼻子眼睛都小一点".
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_NAMED = frozenset(("part", "thing"))
_PREDICATES = frozenset(
    "adjective remove add keep stays more less too too_little off somewhat not_too".split()  # noqa: SIM905
)
_BEFORE_PREDICATES = frozenset(
    ("filler", "should", "degree", "want", "give", "no", "not", "so", "make", "him")
)
_ENDS = frozenset(("degree", "remove", "keep", "off", "stays", "action", "add"))
_ACTING = frozenset(("remove", "keep", "no", "add", "stays", "except", "rest"))


def parted_sequence(clause: Sequence[Item], lexicon: Lexicon) -> list[list[Item]]:
    """The clause as one clause a wish."""
    parts: list[list[Item]] = [[]]
    for at, item in enumerate(clause):
        if parts[-1] and _begins_anew(parts[-1], clause[at:], lexicon):
            parts.append([])
        parts[-1].append(item)
    return [said for part in parts for said in _said_of_each(part, lexicon)]


def _begins_anew(before: Sequence[Item], behind: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether a wish is whole before these items, which name something else and say something of it."""
    if before[-1].kind == "and":
        return False
    if behind[0].kind == "action":
        return _is_whole(before, lexicon) and not _refines(before[-1], behind[0], lexicon)
    if behind[0].kind not in _NAMED or behind[0].entry.act or before[-1].kind == "of":
        return False
    at = next((at for at, item in enumerate(behind) if at and item.kind not in _BEFORE_PREDICATES), 0)
    said = behind[at].kind if at else ""
    graded = said == "adjective" and behind[at + 1 : at + 2] and behind[at + 1].kind == "degree"
    return said in _PREDICATES and (_is_whole(before, lexicon) or (bool(graded) and _acts_on_one(before)))


def _acts_on_one(before: Sequence[Item]) -> bool:
    """Whether a verb has its object: "别动头发|脸瘦点", "加个帽子|脸圆一点"."""
    said = [item.kind for item in before if item.kind not in ("filler", "a", "the", "him", "want", "give")]
    return len(said) == 2 and said[0] in ("keep", "remove", "add") and said[1] in _NAMED


def _refines(before: Item, deed: Item, lexicon: Lexicon) -> bool:
    """Whether a deed only says more precisely how the one before it is done: "往右歪|歪"."""
    if before.kind not in ("action", "filler") or before.meaning is None or not before.entry.effects:
        return False
    ours, theirs = (
        {lexicon.regions[effect.axis] for effect in item.entry.effects} for item in (before, deed)
    )
    return bool(ours & theirs)


def _is_whole(before: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether something has been named, and then what is to become of it."""
    said = [item for item in before if item.kind != "filler"]
    named = next((at for at, item in enumerate(said) if item.is_noun or item.kind == "action"), len(said))
    if named == len(said) or any(item.kind in ("first", "narrative", "be", "have") for item in said):
        return False
    if said[-1].kind == "degree":
        return any(item.kind == "adjective" for item in said[named:])
    if said[-1].kind in _ENDS:
        return named < len(said) - 1 or said[-1].kind == "action"
    perfective = before[-1].text in lexicon.perfective
    return perfective and said[-1].kind in ("adjective", "thing") and said[0].kind in ("no", "part", "thing")


def _said_of_each(clause: list[Item], lexicon: Lexicon) -> list[list[Item]]:
    """ "鼻子眼睛都小一点" as "鼻子小一点", "眼睛小一点"."""
    first = next((at for at, item in enumerate(clause) if item.kind in _NAMED), len(clause))
    stop = first
    while stop < len(clause) and (clause[stop].kind in _NAMED or _joins(clause[stop], lexicon)):
        stop += 1
    if any(item.kind in _ACTING for item in clause[:first]):
        return [clause]
    nouns = [
        item for item in clause[first:stop] if item.kind in _NAMED and item.entry.name not in lexicon.inert
    ]
    tail = clause[stop:]
    quality = next((item for item in tail if item.kind == "adjective"), None)
    plain = not any(item.is_noun or item.kind in ("action", "remove", "keep", "of", "and") for item in tail)
    named = sum(item.kind in _NAMED for item in clause[first:stop])
    if (
        named < 2
        or not nouns
        or quality is None
        or not plain
        or any(i.kind == "of" for i in clause[first:stop])
    ):
        return [clause]
    if not all(_fits(noun, quality, lexicon) for noun in nouns) or _overlap(nouns):
        return [clause]
    return [[*clause[:first], noun, *tail] for noun in nouns]


def _joins(item: Item, lexicon: Lexicon) -> bool:
    return item.kind == "and" and item.text not in lexicon.besides


def _fits(noun: Item, quality: Item, lexicon: Lexicon) -> bool:
    sized = noun.kind == "thing" and bool(quality.entry.size)
    return sized or bool(lexicon.effects_of(noun.entry.name, quality.entry.name))


def _overlap(nouns: Sequence[Item]) -> bool:
    """Whether one noun only says more precisely what another means: "脸和脸颊"."""
    pairs = itertools.combinations(nouns, 2)
    return any(ours.entry is theirs.entry for ours, theirs in pairs)
