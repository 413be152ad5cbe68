"""Unknown words in a language whose forms tell what each is to its clause: objects of a wish, asides, talk.

People adorn what they ask for with images, reasons and exclamations that no lexicon lists. So an unknown word
is worth a question only where it is what a verb of the wish acts on, or where nothing else is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import REQUESTS, Clause
from attribute_map.language.talk.unknowns_zh import Fate
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_NAMING = frozenset(("thing", "action", "trait", "decade", "years"))
_ASKING = REQUESTS | {"should", "no", "what_for"}
_OBJECT_OF = frozenset(("add", "give", "replace", "want", "should", "remove", "no", "and", "make"))
_BETWEEN_VERB_AND_OBJECT = frozenset(("adjective", "degree", "him", "the", "filler", "a", "number", "more"))
_GRADES = frozenset(("more", "less", "too", "too_little"))
_PUTTING = frozenset(("add", "give", "remove"))
LONGEST_NAME = 6  # items of a bare phrase that may name what somebody wants to see


def fate_of_stranger(clause: Clause, phrase: Item, lexicon: Lexicon, *, alone: bool, amid_talk: bool) -> Fate:
    """What becomes of unknown words of a clause.

    `alone`: whether nothing else is said beside the clause; `amid_talk`: whether that is talk.
    """
    inside = [item for item in clause.items if phrase.start <= item.start and item.end <= phrase.end]
    strange = [item for item in inside if item.kind == "unknown"]
    before = [item for item in clause.items if item.end <= phrase.start]
    after = [item for item in clause.items if item.start >= phrase.end]
    noun = any(lexicon.inflection.is_noun(item.text) for item in strange)
    known = [item for item in inside if item.kind != "adjective"]
    if any(_is_aim(clause.items, clause.items.index(item), lexicon) for item in inside):
        return "aside"
    if _names_something([*before, *known, *after]):
        acted_on = noun and (
            _follows_a_verb(before) or (_precedes_a_verb(after) and not _names_an_object(before))
        )
        return "wish" if acted_on else "aside"
    if not alone and clause.items[0].text in lexicon.conditionals:
        return "talk"  # "челюсть пошире, | чтоб орехи колоть"
    words = {key for item in clause.items for key, _ in lexicon.inflection.readings(item.text)}
    if not words.isdisjoint(lexicon.elsewhere):
        return "talk"  # "уберите этого спамера из чата"
    if clause.has(*_ASKING):
        return "talk" if amid_talk and not clause.has(*_PUTTING, "make", "replace") else "wish"
    noun = noun or any(item.kind in ("part", "thing") for item in inside)
    given = clause.has("him") and any(map(lexicon.inflection.is_animate_object, (i.text for i in strange)))
    bare = noun and (alone or given) and len(clause.items) <= LONGEST_NAME  # "и дракона ему за спину"
    return "wish" if bare else "talk"


def without_strangers(clause: Clause, asides: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """The items of a clause without asides and the known adjectives that belong to those."""
    kept: list[Item] = []
    strangers = {item.start for phrase in asides for item in clause.items if _is_inside(item, phrase)}
    for at, item in enumerate(clause.items):
        following = clause.items[at + 1] if at + 1 < len(clause.items) else None
        leans = item.kind == "adjective" and following is not None and following.start in strangers
        leans = leans and following is not None and lexicon.inflection.agree(item.text, following.text)
        before = clause.items[at - 1] if at and clause.items[at - 1].is_noun else None
        leans = leans and not (before is not None and lexicon.inflection.agree(item.text, before.text))
        leans = leans and not _is_aim(clause.items, at, lexicon)
        if item.start not in strangers and not leans:
            kept.append(item)
    return kept or [replace(clause.items[0], kind="filler")]


def _is_aim(items: Sequence[Item], at: int, lexicon: Lexicon) -> bool:
    """Whether an adjective says what a part is replaced by: "фон поменяй на белую бумагу"."""
    part = next((item for item in items[:at] if item.kind == "part"), None)
    if part is None or items[at].kind != "adjective" or items[at - 1].kind != "into":
        return False
    return bool(lexicon.effects_of(part.entry.name, items[at].entry.name))


def _is_inside(item: Item, phrase: Item) -> bool:
    return item.kind == "unknown" and phrase.start <= item.start and item.end <= phrase.end


def _names_something(items: Sequence[Item]) -> bool:
    """Whether known words say what is wished for, so that unknown ones need not."""
    part = any(item.kind == "part" for item in items)
    graded = any(item.kind in _GRADES for item in items)
    return (part and graded) or any(
        item.kind in _NAMING
        or (item.kind == "adjective" and (part or item.entry.effects))
        or (item.kind == "person" and item.entry.effects)
        for item in items
    )


def _follows_a_verb(before: Sequence[Item]) -> bool:
    """Whether it stands where the object of a verb does: "добавь ему огромные рога"."""
    verb = next((item for item in reversed(before) if item.kind not in _BETWEEN_VERB_AND_OBJECT), None)
    return verb is not None and verb.kind in _OBJECT_OF


def _names_an_object(before: Sequence[Item]) -> bool:
    """Whether the verb has another object before the unknown one: "серёжки-кольца ей вдень"."""
    return any(item.kind in ("thing", "part") for item in before)


def _precedes_a_verb(after: Sequence[Item]) -> bool:
    """Likewise before it: "рога ему приделай"."""
    verb = next((item for item in after if item.kind not in _BETWEEN_VERB_AND_OBJECT), None)
    return verb is not None and verb.kind in _PUTTING
