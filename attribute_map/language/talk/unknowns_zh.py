"""Unknown characters in a language without blanks: objects of a wish, asides to it, or talk.

Chinese has endless particles, adverbs and asides that no lexicon lists, and writes them all together. So an
unknown stretch is worth a question only where the grammar makes it what is wished for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from attribute_map.language.clauses.clause import Clause, features_of
from attribute_map.language.words.items import Item

Fate = Literal["wish", "aside", "talk"]

_VERBS = frozenset(("add", "give", "make", "replace", "into", "change", "remove"))
_OPENINGS = frozenset(("want", "should"))
_BEFORE_OBJECTS = frozenset(
    "a of adjective degree him the part person filler number prep praise with have more".split()  # noqa: SIM905
)
_GRADES = frozenset(("too", "so", "less", "more", "too_little"))
_PREDICATES = frozenset(("make", "have", "be", "add", "remove", "give"))
_DESCRIPTION = frozenset(("adjective", "unknown", "of", "part", "person", "filler", "a", "degree", "topic"))
_BEFORE_SUBJECTS = frozenset(("filler", "the", "him", "of", "want", "make"))
_ADORNING = frozenset(("unknown", "filler", "a", "adjective"))
LONGEST_ASIDE = 5  # characters; more of them, and more than half of a clause, are talk


def fate_of(clause: Clause, phrase: Item, likeness: bool) -> Fate:
    """What becomes of an unknown stretch of a clause; `likeness`: whether a listed word looks like it."""
    before = [item for item in clause.items if item.end <= phrase.start]
    after = [item for item in clause.items if item.start >= phrase.end]
    if _adorns_a_thing(clause):
        return "aside"
    if _has_subject(clause, phrase, before, after):
        return "talk"
    if _is_object(before, phrase) or _is_fronted_object(before, phrase, after):
        return "wish"
    inside = [i for i in clause.items if phrase.start <= i.start and i.end <= phrase.end]
    known = [item for item in clause.items if item.kind != "unknown"]
    subject = any(item.kind in ("part", "thing") for item in known)
    graded = (bool(after) and after[0].kind == "degree") or (bool(before) and before[-1].kind in _GRADES)
    if graded and subject:
        return "wish"  # "the jaw not so hard": an adjective nobody knows
    wished = any(item.kind in ("thing", "action") or _describes(item, known) for item in known)
    plain = clause.explicit or clause.graded or clause.complains or clause.has("action")
    if plain and (wished or subject):
        strange = sum(item.end - item.start for item in clause.items if item.kind == "unknown")
        words = clause.items[-1].end - clause.items[0].start
        return "talk" if strange > LONGEST_ASIDE and strange * 2 > words else "aside"
    kinds = {item.kind for item in clause.items}
    listed = subject and clause.has("person") and kinds <= _DESCRIPTION | {"and", "thing", "with"}
    if listed and features_of(known) > 0:
        return "aside"  # "金色短发、银色盔甲的女骑士"
    if any(item.kind == "adjective" for item in inside):
        return "wish" if {item.kind for item in clause.items} <= _DESCRIPTION else "talk"
    return "wish" if likeness and not plain and not subject else "talk"


def _adorns_a_thing(clause: Clause) -> bool:
    """Whether a clause only names a thing and what kind of it: "熊耳朵帽子", "马里奥那种胡子"."""
    said = list(clause.items)
    while said and said[-1].kind == "filler":
        said.pop()
    strange = [item for item in said if item.kind == "unknown"]
    if said and said[0].kind == "a" and [item.kind for item in said[-3:]] == ["of", "adjective", "part"]:
        said[-3:] = [replace(said[-1], kind="thing")]  # "一头热烈的红发"
    named = bool(said) and said[-1].kind == "thing" and said[0].kind in _ADORNING
    return named and len(strange) <= LONGEST_ASIDE and all(item.kind in _ADORNING for item in said[:-1])


def without_dropped_topics(clause: Clause, fates: Mapping[Item, Fate]) -> list[Item]:
    """The clause's items but for topics that are asides, each with what stands by it: "黑色盔甲"."""
    dropped = [item for item, fate in fates.items() if fate == "aside" and item.topic]
    return [
        item
        for item in clause.items
        if not any(topic.start <= item.start and item.end <= topic.end for topic in dropped)
    ]


def _describes(item: Item, known: Sequence[Item]) -> bool:
    part = any(other.kind == "part" for other in known)
    return item.kind in ("adjective", "person") and (part or bool(item.entry.effects))


def _is_object(before: Sequence[Item], phrase: Item) -> bool:
    """Whether a verb that asks for something stands before it, and nothing else that it may be of."""
    counted = False
    for item in reversed(before):
        if item.kind in _VERBS:
            return not (item.kind == "remove" and any(i.is_noun for i in before[: before.index(item)]))
        if item.kind in _OPENINGS:  # "给我一对翅膀", but no "想睡觉"
            return counted or before[before.index(item) - 1].kind == "part"  # "背景要樱花"
        counted = counted or item.kind == "a"
        if item.kind not in _BEFORE_OBJECTS:
            return False
    return False


def _is_fronted_object(before: Sequence[Item], phrase: Item, after: Sequence[Item]) -> bool:
    """ "衣服换成红色": a thing that we know to be no part of a portrait, and a verb right after it."""
    acted = next((item.kind for item in after if item.kind != "filler"), "") in _VERBS
    return phrase.topic and acted and all(item.kind in _BEFORE_SUBJECTS for item in before)


def _has_subject(clause: Clause, phrase: Item, before: Sequence[Item], after: Sequence[Item]) -> bool:
    """Whether somebody unknown is told to have done it: "隔壁老王把头发染绿了"."""
    opens = all(item.kind == "filler" for item in before) and phrase.confidence == 1.0
    named = phrase.end - phrase.start > 1 and bool(after) and after[0].kind in _PREDICATES
    return opens and named and clause.items[-1].kind == "filler" and not clause.graded
