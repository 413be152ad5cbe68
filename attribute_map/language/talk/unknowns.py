"""Words that no lexicon has: which stretches of a clause may be wishes, and for what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import ENDS_A_REACH, REQUESTS, Clause, Sentence
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.meanings import Meaning

_LIKENED = frozenset(("adjective", "thing", "part", "trait", "action", "years", "later", "number", "decade"))
_ASKING = frozenset(("add", "give", "replace", "into"))
_WITHIN_AN_OBJECT = frozenset(("unknown", "adjective", "degree", "of", "filler", "part"))
_BEFORE_AN_OBJECT = _WITHIN_AN_OBJECT | {"him", "it", "a", "the", "more", "thing", "trait", "and"}
_ORDERING = frozenset(("add", "remove", "make", "replace", "change"))
_TELLING = frozenset(("narrative", "talk", "first", "you", "was", "kin", "praise", "not", "no"))
_BEFORE_A_MEASURE = frozenset(("filler", "degree", "more", "less", "be", "should", "a", "make"))
_BEFORE_A_NAME = frozenset(("the", "make", "want"))
_DESCRIPTIVE = frozenset(["adjective", "part", "praise"])


def asked_for(sentence: Sentence, clause: Clause, index: int) -> bool:
    """Whether a request has an unknown phrase for its object: "give him wings", "freckles and braces".

    Beside wishes that are understood, any other one is an aside: "sideburns, elvis level".
    """
    items = clause.items
    for item in items[index + 1 :]:
        if item.kind == "thing":
            return False  # it only adorns that: "加个复古的眼镜"
        if item.kind not in _WITHIN_AN_OBJECT:
            break
    later = clause is not sentence.clauses[0]
    if len(items) == 1:  # "older, bearded, wings"
        return later and len(sentence.clauses) > 2 and not any(other.orders for other in sentence.clauses)
    for at in reversed(range(index)):
        of_somebody = later if at == 0 else items[at - 1].kind in ("person", "him")
        if items[at].kind in _ASKING or (items[at].kind == "with" and of_somebody):
            return True
        if items[at].kind not in _BEFORE_AN_OBJECT:
            break
    kinds = [item.kind for item in items]
    if index == 0 and kinds[1:2] == ["and"] and len(sentence.clauses) == 1:
        return True  # "mohawk hairstyle and blond hair"
    return index == len(items) - 1 and kinds[index - 2 : index] == ["thing", "and"]


def asked_in_vain(sentence: Sentence, clause: Clause) -> bool:
    """ "remove the background", "make the frame red": an order that names what is drawn.

    Where nothing came of it, it deserves an answer, though every word of it is known.
    """
    said = [item for item in clause.items if item.kind != "filler"]
    if not said or said[0].kind not in _ORDERING or sentence.asks or clause.has(*_TELLING):
        return False
    return clause.has("part", "person") and not clause.has("it", "thing")


def without_similes(clause: Clause, lexicon: Lexicon) -> None:
    """Leave out what a wish is likened to: "a smile like grandpa's" is of no grandpa."""
    kept: list[Item] = []
    likened = of_somebody = False
    for at, item in enumerate(clause.items):
        somebodys = item.kind == "prep" and _is_of_somebody(clause.items[at + 1 : at + 3])
        if somebodys and kept and kept[-1].is_noun:
            likened = of_somebody = True  # "the bags of someone who's on nights"
        elif item.kind == "with" and at and clause.items[at - 1].kind == "like":
            pass  # "like in that film"
        elif item.kind in REQUESTS or (item.kind in ENDS_A_REACH and not of_somebody):
            likened = of_somebody = False
        elif item.kind == "like":
            numbered = clause.items[at + 1 : at + 2]
            if numbered and numbered[0].kind in ("number", "degree", "decade"):
                item = replace(item, kind="filler")  # "like 70", which is about 70
            else:
                likened = any(before.kind in _LIKENED for before in kept)
        elif likened and _goes_on(item, clause.items[at - 1], kept, lexicon):
            likened = of_somebody = False
        if not likened:
            kept.append(item)
    clause.items = kept


def _goes_on(item: Item, before: Item, kept: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether an adjective behind a likeness is of what is likened: "волосы как у Джокера зелёные"."""
    noun = next((earlier for earlier in reversed(kept) if earlier.is_noun), None)
    ours = item.kind == "adjective" and noun is not None and lexicon.inflection.agree(item.text, noun.text)
    return ours and before.kind != "like" and not lexicon.inflection.agree(item.text, before.text)


def _is_of_somebody(behind: Sequence[Item]) -> bool:
    """Whether it is somebody or other of whom a clause goes on to tell."""
    if len(behind) < 2 or behind[0].kind != "person" or behind[0].entry.effects:
        return False
    return behind[1].kind in ("narrative", "who", "with") and behind[1].text.startswith("who")


def unknown_phrases(clause: Clause, lexicon: Lexicon) -> list[Item]:
    """Stretches around unknown words, each with the adjectives and the noun that lean on it.

    "curly fries" is no wish for curls and "beard oil" none for a beard: what comes before an unknown noun
    belongs to it. Before a known thing an unknown word is an ornament ("a majestic beard") and is passed
    over.
    """
    clause.items = [replace(i, kind="unknown", topic=True) if i.kind == "topic" else i for i in clause.items]
    items, phrases, index = clause.items, [], 0
    while index < len(items):
        if items[index].kind != "unknown":
            index += 1
            continue
        start = end = index
        while end < len(items) and items[end].kind == "unknown":
            end += 1
        following = items[end].kind if end < len(items) else ""
        if end - start <= 2 and (_ornament(items, end) or _trims(items, start)):
            index = end
            continue
        if following in ("part", "person") and end - start <= 2:
            end += 1
        end = _with_predicates(items, index, end, lexicon)
        verb_like = clause.explicit and following in ("the", "a", "him")
        start = start if verb_like else _leaning(items, start, lexicon)
        start = _from_its_measure(items, start, lexicon)
        phrases.append(_joined(items[start:end], lexicon.joint))
        index = end
    return phrases


def _with_predicates(items: Sequence[Item], start: int, end: int, lexicon: Lexicon) -> int:
    """Where a phrase of unknown words [start, end) ends with what is said of them: "уши эльфа длинные"."""
    if any(item.is_noun for item in items[end:]):
        return end
    named = items[start].text
    while end < len(items) and items[end].kind == "adjective":
        if not lexicon.inflection.agree(items[end].text, named):
            break
        end += 1
    ahead = end
    while ahead < len(items) and items[ahead].kind in _BEFORE_A_MEASURE:
        ahead += 1
    measured = ahead < len(items) and items[ahead].kind == "adjective"
    if measured and items[ahead].entry.name in lexicon.measuring and _is_named(items, start, lexicon):
        return ahead + 1  # "make the tail a bit longer" is of no hair
    return end


def _is_named(items: Sequence[Item], start: int, lexicon: Lexicon) -> bool:
    """Whether the unknown words from `start` on are a noun that something is to be done to."""
    if start == 0:
        return lexicon.inflection.knows_verbs
    before = items[start - 1]
    given = before.kind == "him" and lexicon.inflection.knows_verbs  # "сделай ей шею подлиннее"
    return given or before.kind in _BEFORE_A_NAME or before.text in lexicon.possessives


def _from_its_measure(items: Sequence[Item], start: int, lexicon: Lexicon) -> int:
    """Where a phrase of unknown words from `start` on begins with the verb of which they are the object."""
    introduced = start > 1 and items[start - 1].kind in ("the", "a", "him")
    at = start - 2 if introduced else start - 1
    measures = at >= 0 and items[at].transitive and items[at].entry.name in lexicon.measuring
    return at if measures else start  # "удлини ролик", "shorten the names"


def _ornament(items: Sequence[Item], end: int) -> bool:
    """Whether unknown words that end at `end` only adorn what follows ("jet black hair")."""
    position = end
    while position < len(items) and items[position].kind == "adjective":
        position += 1
    if position == len(items):  # "her eyes are a piercing blue"
        described = any(item.kind in ("part", "thing") for item in items[:end])
        return described and position == end + 1 and _introduced(items, end)
    noun = items[position]
    if noun.kind == "person":
        goes_on = position + 1 < len(items) and items[position + 1].kind == "with"
        return bool(noun.entry.effects) or (noun.entry.role and goes_on)
    return noun.kind == "thing" or (noun.kind == "part" and position > end)


def _trims(items: Sequence[Item], start: int) -> bool:
    """Whether unknown words only say what a thing has on it: "a hat with a feather"."""
    kinds = [item.kind for item in items[max(0, start - 3) : start]]
    return kinds == ["thing", "with", "a"] or kinds[-2:] == ["thing", "with"]


def _introduced(items: Sequence[Item], end: int) -> bool:
    """Whether an article stands before the unknown words that end at `end`."""
    start = end
    while start > 0 and items[start - 1].kind == "unknown":
        start -= 1
    return start > 0 and items[start - 1].kind == "a"


def _leaning(items: Sequence[Item], start: int, lexicon: Lexicon) -> int:
    if lexicon.inflection.knows_verbs:
        return _agreeing(items, start, lexicon)
    if _does_something(items, start, lexicon):
        return start - 2
    if start > 0 and items[start - 1].kind in ("thing", "trait", "part", "person"):
        start -= 1
    while start > 0 and items[start - 1].kind in _DESCRIPTIVE:
        start -= 1
    return start


def _does_something(items: Sequence[Item], start: int, lexicon: Lexicon) -> bool:
    """ "make her wave her hand", "cross their arms": a word that is a verb here, with its object."""
    before = [item.kind for item in items[max(0, start - 3) : start]]
    owned = start > 1 and items[start - 1].text in lexicon.possessives
    verb = before[:-1][-1:] in (["thing"], ["adjective"]) and items[start - 2].form == "base"
    return owned and verb and before[:1] in (["him"], ["person"], ["and"], ["make"])


def _agreeing(items: Sequence[Item], start: int, lexicon: Lexicon) -> int:
    """Where the phrase of an unknown noun begins.

    Its adjectives agree with it, or it is in the genitive behind another noun: "рыжий кот", "хвост дракона";
    in "брови тонкие ниточки" the adjective is of the brows.
    """
    named, begin = items[start], start
    while begin > 0 and _agrees(items[begin - 1], named, lexicon):
        begin -= 1
    before = items[begin - 1] if begin else None
    if before is None or not before.is_noun:
        return begin
    if begin == start and lexicon.inflection.is_possessor(named.text):
        begin -= 1
        while begin > 0 and items[begin - 1].kind in _DESCRIPTIVE:
            begin -= 1
        return begin
    own = begin < start and lexicon.inflection.agree(items[begin].text, before.text)
    return start if own else begin


def _agrees(item: Item, noun: Item, lexicon: Lexicon) -> bool:
    return item.kind in ("adjective", "praise") and lexicon.inflection.agree(item.text, noun.text)


def _joined(items: Sequence[Item], joint: str) -> Item:
    mixed = any(item.kind != "unknown" for item in items)
    text = joint.join(item.text for item in items)
    topic = all(item.topic for item in items if item.kind == "unknown")
    confidence = 0.5 if mixed else 1.0
    return Item("unknown", text, items[0].start, items[-1].end, confidence=confidence, topic=topic)


def only_echoes(clause: Clause, phrase: Item, meaning: Meaning, lexicon: Lexicon) -> bool:
    """Whether all that a phrase was found to mean is the measure in it: hair of "longer sleeves"."""
    measures = [
        item.entry
        for item in clause.items
        if phrase.start <= item.start and item.end <= phrase.end and item.kind == "adjective"
        if item.entry.name in lexicon.measuring
    ]
    by_itself = {effect.axis for entry in measures for effect in (*entry.effects, *entry.comparative_effects)}
    return bool(measures) and {effect.axis for effect in meaning.entry.effects} <= by_itself


def release_descriptions(clause: Clause, phrase: Item) -> Item:
    """ "an old fisherman with a white beard": an unknown somebody, but the description stands.

    Where the clause goes on to name a feature of a face, only the last word of the phrase is unknown.
    """
    inside = [item for item in clause.items if phrase.start <= item.start and item.end <= phrase.end]
    after = [item for item in clause.items if item.start >= phrase.end]
    describes = any(item.kind == "with" for item in after) and any(i.kind in ("thing", "part") for i in after)
    if not describes or [item.kind for item in inside[-2:]] != ["adjective", "unknown"]:
        return phrase
    return inside[-1]


def with_phrases(clause: Clause, phrases: Iterable[Item]) -> list[Item]:
    """The clause's items, those inside a phrase replaced by it; unknown ornaments dropped."""
    items = list(clause.items)
    for phrase in phrases:
        inside = [i for i, item in enumerate(items) if phrase.start <= item.start and item.end <= phrase.end]
        if inside:  # it may have gone with what it was likened to
            items[inside[0] : inside[-1] + 1] = [phrase]
    spans = {(phrase.start, phrase.end) for phrase in phrases}
    return [item for item in items if item.kind != "unknown" or (item.start, item.end) in spans]
