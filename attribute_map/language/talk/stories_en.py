"""Stories told in English, where word order tells who does what: by one clause, or by a message."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import (
    EXPLICIT,
    OPINION,
    REQUESTS,
    Clause,
)
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_TOLD = frozenset(("was", "first", "kin", "you"))
_PLACING = frozenset(("in", "at", "on", "from", "across", "after", "during", "from the"))
_OWN = frozenset(("i", "im", "ive", "my", "me", "we", "our"))
_ONWARDS = frozenset(("after", "past", "before", "on", "onto"))  # that say where to turn


def tells_a_story(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether the clause tells of the speaker, of somebody else or of the news."""
    return (
        _speaks_of_oneself(clause)
        or _shows_the_way(clause, lexicon)
        or _envies(clause, lexicon)
        or _names_a_deed(clause)
        or _feels_now(clause, lexicon)
        or _lives(clause, lexicon)
        or _is_seen_elsewhere(clause)
        or _reports(clause, lexicon)
    )


def tells_of_others(items: Sequence[Item]) -> bool:
    """ "elvis had great sideburns", "got my brows done", "straight hair is easier": no portrait is meant.

    What was, what the speaker and his people have, and what is so in general.
    """
    own = (i for i in items if i.kind == "narrative" and not _OWN.isdisjoint(i.text.replace("'", "").split()))
    if any(own) and not any(item.kind in ("want", "should") for item in items):
        return True
    if any(item.kind in REQUESTS or item.kind == "should" for item in items):
        return False
    if any(item.kind in _TOLD for item in items):
        return True
    if items and items[0].kind == "the" and items[-1].text in ("though", "tho"):
        return True  # "that hairline though"
    said = [item for item in items if item.kind not in ("filler", "mark")]
    kinds = [item.kind for item in said]
    subject = [*itertools.takewhile(lambda item: item.kind in ("adjective", "part", "thing"), said)]
    predicate = kinds[len(subject) :]
    named = bool(subject) and subject[-1].is_noun and predicate[:1] == ["be"]
    return named and {*predicate[1:]} <= OPINION


def names_nothing(items: Sequence[Item]) -> bool:
    """ "shut up, no way": every word is known, some are of talk, and none is of anything that is seen."""
    talks = any(item.kind == "talk" for item in items)
    return talks and all(
        item.kind in ("talk", "filler", "mark", "narrative", "praise", "you") for item in items
    )


def axes_of_described_parts(items: Sequence[Item]) -> set[str]:
    """The axes of the parts that have an adjective before them, where nobody says that he wants anything."""
    if any(item.kind == "want" for item in items):
        return set()
    pairs = itertools.pairwise(items)
    described = (part for before, part in pairs if (before.kind, part.kind) == ("adjective", "part"))
    return {axis for part in described for axis in part.entry.keep}


def _speaks_of_oneself(clause: Clause) -> bool:
    """ "my beard looks better", "i want a hat like that for my birthday": nothing of a portrait."""
    said = [item for item in clause.items if item.kind != "filler"]
    if clause.has(*EXPLICIT - {"want"}) or not said:
        return False
    own = said[0].kind == "first" and len(said) > 1 and said[1].kind in ("part", "thing")
    for_oneself = any(
        item.kind == "prep"
        and (following.kind == "first" or following.text.startswith("my "))
        and (behind is None or behind.kind != "person")
        for item, following, behind in itertools.zip_longest(said, said[1:], said[2:])
        if following is not None
    )
    return own or (for_oneself and said[0].kind == "want")


def _shows_the_way(clause: Clause, lexicon: Lexicon) -> bool:
    """ "turn left at the gas station": which way somebody is to go, by a place that is no part of a face."""
    at = next((at for at, item in enumerate(clause.items) if item.kind == "action"), len(clause.items))
    behind = clause.items[at + 1 :]
    turns = behind and {lexicon.regions[e.axis] for e in clause.items[at].entry.effects} == {"pose"}
    place = behind[0].kind in ("prep", "into") or behind[0].text in _ONWARDS if behind else False
    return bool(turns) and place and any(item.kind in ("unknown", "topic", "talk") for item in behind[1:])


def _lives(clause: Clause, lexicon: Lexicon) -> bool:
    """ "he codes at night": what somebody does, by a verb that nobody knows, and not how he looks."""
    said = [item for item in clause.items if item.kind != "filler"]
    does = len(said) > 1 and said[0].kind == "him" and said[0].text in ("he", "she", "they")
    does = does and said[1].kind == "unknown" and said[1].text.endswith(("s", "ed"))
    seen = clause.has("thing", "part", "trait", "action") or any(i.form != "base" for i in clause.items)
    return does and not (seen or clause.explicit or clause.has("with", "too", "like"))


def _envies(clause: Clause, lexicon: Lexicon) -> bool:
    """ "i'd kill for those cheekbones": something pointed at, and nothing said of what is to become of it."""
    said = [i for i in clause.items if i.kind != "first" and i.text not in lexicon.greetings]
    if len(said) < 3 or said[1].text not in lexicon.pointing:
        return False
    longs = said[0].text.replace("'", "") in lexicon.longing
    return longs and said[2].kind in ("part", "thing") and all(item.kind == "topic" for item in said[3:])


def _feels_now(clause: Clause, lexicon: Lexicon) -> bool:
    """ "so happy right now", "frowning at this spreadsheet": how the speaker feels or looks as he writes."""
    kinds = [item.kind for item in clause.items]
    if kinds[:3] == ["so_strong", "adjective", "filler"] and len(kinds) == 3:
        return clause.items[-1].text in lexicon.at_present
    at_hand = [item.text for item in clause.items[1:3]] in (["at", "this"], ["at", "these"])
    return kinds[:1] == ["adjective"] and at_hand and kinds[3:4] in (["unknown"], ["topic"])


def _is_seen_elsewhere(clause: Clause) -> bool:
    """ "double chins in the zoom call", "that blonde from accounting": at a place that is no face."""
    items = [item for item in clause.items if item.kind != "filler"]
    start = len(items)
    while start and items[start - 1].kind in ("unknown", "topic"):
        start -= 1
    pointed = start > 1 and items[start - 1].text in ("the", "that", "this", "those")
    place = start - 1 - pointed
    if start == len(items) or place < 1 or items[place].text not in _PLACING:
        return False
    who = [item.kind for item in items[:place]]
    somebody = items[0].text == "that" and who[1:] in (["adjective"], ["person"])
    named = pointed and {*who} <= {"adjective", "thing", "part"} and {*who} & {"thing", "part"}
    return somebody or bool(named)


def _reports(clause: Clause, lexicon: Lexicon) -> bool:
    """ "she put lipstick on the dog", "are beards still in", "$40 for a haircut": news, questions, prices."""
    said = [item for item in clause.items if item.kind not in ("filler", "talk", "degree")]
    if len(said) < 2 or clause.imagined or clause.has("should", "want", "too", "too_little", "enough"):
        return False
    first, second = said[0], said[1]
    if first.kind == "number" and second.text == "for":
        return True
    if first.text in ("is", "are") and (second.is_noun or second.kind == "adjective"):
        return True
    named = first.kind == "unknown" and first.text.endswith("'s") and second.kind in ("part", "thing")
    if named and len(said) > 2 and said[2].kind in ("be", "unknown"):
        return True  # "elsa's hair is platinum"
    asked = clause.items[0].kind == "filler" and clause.items[0] is not first
    pairs = [*itertools.pairwise(said)]
    if any(
        verb.text == "wore" and doer.kind in ("person", "unknown", "topic", "him") for doer, verb in pairs
    ):
        return True  # "the queen wore a green hat"
    if first.text in lexicon.nominatives and not asked:
        verb = said[2] if second.text in ("only", "never") and len(said) > 2 else second
        if second.text == "never" or verb.transitive or verb.kind in ("add", "give", "change", "replace"):
            return True
        return verb.kind == "unknown" and verb.text.endswith("s") and not verb.text.endswith("ss")
    return any(
        verb.kind in ("add", "give", "make")
        and verb.text.endswith(("s", "ed"))
        and doer.kind in ("person", "unknown", "topic", "change")
        for doer, verb in pairs
    )


def is_put_on_somebody(clause: Clause, lexicon: Lexicon) -> bool:
    """ "perch a parrot on his shoulder": something that nobody knows, at a place of whoever is portrayed."""
    told = clause.has("have", "was", "narrative", "first", "you", "not")
    if told or (clause.has("be") and not clause.has("should", "want")):
        return False
    for before, place in itertools.pairwise(clause.items):
        whose = place.text.split()[1:2] if place.kind == "filler" else []
        if before.kind in ("unknown", "topic") and whose and whose[0] in lexicon.possessives:
            return True  # "on his head"
        if before.kind == "prep" and place.text in lexicon.possessives and place is not clause.items[-1]:
            return clause.items[0] is not before
    return False


def _names_a_deed(clause: Clause) -> bool:
    """ "tie a ribbon round it", "cap the bottle": a noun that is a verb here."""
    kinds = [item.kind for item in clause.items if item.kind != "filler"]
    return kinds[:3] in [
        ["thing", article, noun] for article in ("a", "the") for noun in ("unknown", "topic")
    ]
