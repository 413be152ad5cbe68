"""Descriptions of somebody: told from talk by how much of a face they name.

"my villain has thin lips and a goatee" is to be drawn, "tom has a beard" is not; the praise that opens a
description or sums it up, and what somebody is of, ask for nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import (
    FEATURES_OF_OURS,
    NOUN_PHRASE,
    OPENING_OF_DESCRIPTION,
    SUBJECT_OF_DESCRIPTION,
    Clause,
    features_of,
    only_portrays,
)
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

FEATURES_OF_SOMEBODY = 3  # that make a description of what is told of somebody nobody knows
LONGEST_SUBJECT = 4  # items
_SUBJECT = SUBJECT_OF_DESCRIPTION | {"talk"}
_INTRODUCING = frozenset(("a", "an", "like"))


def tell_portrayal(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Tell descriptions from talk: "my villain has thin lips and a goatee", but no "tom has a beard"."""
    items = [item for clause in clauses for item in clause.items]
    if _is_described_outright(items, lexicon):
        clauses[0].items[0] = replace(items[0], kind="filler")  # "she's a blonde with green eyes"
    elif introduction := _introduction(items, lexicon):
        clauses[0].items[: len(introduction)] = [
            item if _tells_looks(item, lexicon) else replace(item, kind="filler")
            for item in introduction
            if item.kind != "the" or lexicon.degrees_compare
        ]
    else:
        return
    for clause in clauses:
        clause.portrays = True


def _is_described_outright(items: Sequence[Item], lexicon: Lexicon) -> bool:
    words = items[0].text.replace("'", "").split() if items and items[0].kind == "narrative" else []
    described = bool(words) and words[0] in lexicon.subjects and words[-1] in _INTRODUCING
    described = described and any(item.kind in ("thing", "part") for item in items)
    return described and only_portrays(items[1:]) and features_of(items) >= FEATURES_OF_OURS


def _introduction(items: Sequence[Item], lexicon: Lexicon) -> Sequence[Item]:
    """The items that say who is described, where a description of them follows."""
    subject = list(itertools.takewhile(lambda item: item.kind in _SUBJECT, items))
    told = items[len(subject) :]
    if not told or told[0].kind not in ("be", "have", "presents") or not only_portrays(told[1:]):
        return ()
    kinds = [item.kind for item in subject]
    ours = ("person" in kinds or told[0].kind == "presents") and not {"first", "the"}.isdisjoint(kinds)
    titled = [item.kind for item in subject if item.kind != "talk"] == ["person", "unknown"]
    ours = ours or titled  # "detective rhys"
    nobody_known = any(item.kind == "unknown" for item in subject) and len(subject) <= LONGEST_SUBJECT
    drawn = ours and kinds[:1] == ["first"] and any(_is_of_a_story(item) for item in subject)
    named = ours or (nobody_known and all(item.kind != "first" for item in subject))
    enough = 1 if drawn and lexicon.subjects else FEATURES_OF_OURS if ours else FEATURES_OF_SOMEBODY
    if not named or features_of(told) < enough:
        return ()
    return [*subject, *told[:1]] if told[0].kind == "presents" else subject


def _is_of_a_story(item: Item) -> bool:
    """Whether it is somebody made up: "my character has green hair", but no "my teacher has"."""
    return item.kind == "person" and (item.entry.invented or "character" in item.entry.words)


def _tells_looks(item: Item, lexicon: Lexicon) -> bool:
    """Whether the subject of a description is part of it: "这个女人有着长卷发"."""
    seen = item.kind == "the" or (item.kind == "person" and bool(item.entry.effects))
    return lexicon.degrees_compare and seen


def tell_title(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Pass over what somebody is of, before a description: "某某小说的女主，黑发"."""
    items = clauses[0].items if len(clauses) > 1 and not lexicon.joint else []
    titled = [item.kind for item in items[-2:]] == ["of", "person"] and bool(items[-1].entry.effects)
    strange = any(item.kind in ("unknown", "topic", "narrative") for item in items)
    seen = any(i.is_noun or i.kind == "action" or _tells_effects(i) for i in items[:-1])
    if titled and strange and not seen:
        clauses[0].items = items[-1:]


def _tells_effects(item: Item) -> bool:
    return item.kind == "adjective" and bool(item.entry.effects)


def tell_openings(clauses: Sequence[Clause]) -> None:
    """Mark the praise that opens a description: "hot ginger girl, freckles, green eyes"."""
    if len(clauses) < 2 or not all(item.kind in OPENING_OF_DESCRIPTION for item in clauses[0].items):
        return
    goes_on = clauses[1].has("thing", "part") and all(i.kind in NOUN_PHRASE for i in clauses[1].items)
    clauses[0].introduces = clauses[0].has("person") and goes_on


def tell_summary(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Mark the praise that sums up a description: "白头发配墨镜，酷老太"."""
    if len(clauses) < 2 or lexicon.joint:
        return
    last = clauses[-1]
    sums_up = {item.kind for item in last.items} == {"praise", "person"}
    told = any(c.has("first", "you", "kin", "narrative", "talk", "be") for c in clauses)
    if sums_up and not told and any(c.has("thing", "part") for c in clauses[:-1]):
        last.introduces = True
