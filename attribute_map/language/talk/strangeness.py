"""Whether what no lexicon knows makes a clause talk, or nothing that could be looked up."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import (
    EXPLICIT,
    REQUESTS,
    Clause,
)
from attribute_map.language.talk.stories_en import is_put_on_somebody
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

# kinds of words that a description of one thing is made of
_AT_LENGTH = frozenset(
    (
        "adjective",
        "part",
        "praise",
        "unknown",
        "topic",
        "prep",
        "of",
        "in",
        "with",
        "a",
        "the",
        "like",
        "filler",
    )
)
LONG_CLAUSE = 9  # words
TOO_STRANGE = 0.34  # of a longer clause's words unknown: somebody is talking about something else


def at_length(clause: Clause) -> Item | None:
    """The clause as one phrase where it says by several words what one word could: "hair like ripe corn".

    Only where the lexicon knows too little of it: a part that is likened, or something unknown.
    """
    items = clause.items
    ends = [index for index, item in enumerate(items) if item.kind not in ("a", "the", "filler", "be")]
    if len(ends) < 2 or not clause.has("unknown", "like") or not {i.kind for i in items} <= _AT_LENGTH:
        return None
    start = next((i for i, item in enumerate(items) if item.kind not in ("a", "the")), 0)
    if items[start].kind == "like":
        return None  # "…, like comically big": of what was named before
    return Item("unknown", "", items[start].start, items[-1].end)


def _describes_a_part(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether an adjective stands beside a part that it says something of, in a form that agrees."""
    return any(
        "adjective" in (ours.kind, theirs.kind)
        and "part" in (ours.kind, theirs.kind)
        and lexicon.inflection.agree(*_adjective_first(ours, theirs))
        for ours, theirs in itertools.pairwise(clause.items)
    )


def _adjective_first(ours: Item, theirs: Item) -> tuple[str, str]:
    return (ours.text, theirs.text) if ours.kind == "adjective" else (theirs.text, ours.text)


def is_strange(clause: Clause, unknown: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether so much of the clause is unknown that it is about something else."""
    if not unknown or (lexicon.subjects and is_put_on_somebody(clause, lexicon)):
        return False
    if clause.greets and not clause.explicit:
        return True
    asks = clause.has(*EXPLICIT - {"no", "want"})
    if not asks and lexicon.inflection.knows_verbs and _reports_a_deed(clause, unknown, lexicon):
        return True
    if clause.explicit and not clause.states and not clause.has("first"):
        lacks = any(item.topic for item in unknown) and not clause.has(*REQUESTS - {"want"})
        lacks = lacks and not (lexicon.subjects and clause.has("him"))  # "i want him riding a horse"
        return lacks  # "we need more coffee"
    if clause.has("be", "have", "first", "should"):
        return True
    if _reports_a_deed(clause, unknown, lexicon):
        return True
    if lexicon.inflection.knows_verbs and (clause.orders or _describes_a_part(clause, lexicon)):
        return False  # "губки подкачай миллилитра на два", "брови тонкие ниточки"
    if all(item.confidence < 1.0 for item in unknown) and clause.has("adjective", "with"):
        return False  # "mohawk hairstyle and blond hair": of known parts, and described besides
    words = sum(item.end - item.start for item in clause.items)
    if words <= lexicon.few_words:
        return False
    strange = sum(item.end - item.start for item in unknown)
    return strange / words > TOO_STRANGE


def _reports_a_deed(clause: Clause, unknown: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "merged the pull request", "getting coffee": a verb that tells what happens, and nothing of a face."""
    words = [word for item in unknown for word in item.text.split()]
    reports = any(lexicon.inflection.reports(word) for word in words)
    if clause.has("not") and all(lexicon.inflection.orders(word) for word in words):
        return True  # "не спамьте"
    if reports and lexicon.inflection.knows_verbs:
        return not clause.urged
    if clause.has("adjective", "thing", "part", "trait", "action", "person"):
        return False
    kinds = [item.kind for item in clause.items if item.kind != "filler"]
    opens_with_verb = len(kinds) >= 3 and kinds[0] == "unknown" and kinds[1] in ("the", "a", "him")
    return opens_with_verb or (reports and len(words) > 1)


def is_hopeless(clause: Clause) -> bool:
    """Whether a long clause holds so many unknown words that looking them up is a waste of time."""
    words = sum(item.end - item.start for item in clause.items)
    strange = sum(item.end - item.start for item in clause.items if item.kind == "unknown")
    return words > LONG_CLAUSE and strange / words > TOO_STRANGE


def opens_with_unknown_verb(clause: Clause) -> bool:
    """ "obliterate the beard": what an unknown verb does to a thing is anybody's guess."""
    content = [item for item in clause.items if item.kind not in ("filler", "want", "first")]
    if len(content) < 3 or content[0].kind != "unknown":
        return False
    return content[1].kind in ("the", "a", "him") and any(item.is_noun for item in content[2:])


def acts_on_a_stranger(clause: Clause, strange: Sequence[Item]) -> bool:
    """ "lighten the load", "curl those biceps": what is known of its verb is not meant."""
    said = [item for item in clause.items if item.kind not in ("filler", "degree", "want")]
    if len(said) < 3 or any(item.is_noun for item in said) or clause.has("him", "it", "into"):
        return False
    return said[0].transitive and said[1].kind in ("the", "a") and said[2] in strange
