"""What stands beside a clause in English and makes talk of it: reasons, likenesses, news, admiration."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import (
    Clause,
    Sentence,
    naming,
)
from attribute_map.language.clauses.runons import is_bare_wish
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_SAID_OF_A_REASON = frozenset(("topic", "unknown", "praise", "adjective", "filler"))
_LIKING = frozenset(
    ("love", "like", "hate", "loved", "liked", "hated", "miss", "adore", "need", "want", "loves")
)


def hush_what_explains(sentence: Sentence) -> None:
    """Make talk of what only says how a wish is meant, or how somebody looks before it is told what to do."""
    for before, clause in itertools.pairwise(sentence.clauses):
        asked = not before.chatter and (before.orders or before.compares)
        likened = [item.kind for item in clause.items[:3]] == ["him", "be", "like"]
        clause.chatter |= asked and likened and not clause.explicit  # "softer jaw, she looks like a boxer"
        clause.chatter |= _says_how_much(before, clause)
        clause.chatter |= naming(before.items) and _brings_to_mind(clause)
        told = _observes(before) and not before.explicit
        before.chatter |= told and not clause.chatter and (clause.orders or clause.compares)


def hush_what_cheers(sentence: Sentence) -> None:
    """Make talk of an exhortation before its reason: "cheer up it's almost friday"."""
    for before, clause in itertools.pairwise(sentence.clauses):
        dated = clause.chatter and clause.items[0].kind == "because" and clause.has("narrative", "talk")
        before.chatter |= dated and clause.has("be") and cheers(before)


def hush_titles(sentence: Sentence) -> None:
    """Make talk of the subject of which a story is told: "“shades” is a song"."""
    for before, clause in itertools.pairwise(sentence.clauses):
        predicate = clause.items[0].text in ("is", "are", "was", "were")
        before.chatter |= predicate and clause.chatter and not before.orders


def _observes(clause: Clause) -> bool:
    """Whether it only says what somebody looks like before it is told what to do: "he looks old, …"."""
    said = [item for item in clause.items if item.kind not in ("filler", "degree", "so_strong")]
    looks = len(said) > 2 and said[0].kind == "him" and said[1].kind == "be"
    stated = looks and said[1].text.split()[0] in ("looks", "look", "seems") and len(said) == 3
    stated = stated and said[2].kind == "adjective" and said[2].form == "base"
    return looks and (said[2].kind == "like" or stated)


def cheers(clause: Clause) -> bool:
    """ "lighten up, it was only a joke": a bare verb before a story is for those who read it."""
    said = [item for item in clause.items if item.kind != "filler"]
    return len(said) == 1 and said[0].transitive and said[0].text.endswith((" up", " down", " out"))


def named_bare(clauses: Sequence[Clause], lexicon: Lexicon) -> Clause | None:
    """The bare wish that opens a sentence which goes on about the asking: "sideburns, sorry i'm so picky"."""
    talk = [clause for clause in clauses[1:] if clause.chatter]
    told = [item for clause in clauses if clause.chatter for item in clause.items if item.text]
    liked = any(item.text.split()[-1] in _LIKING for item in told)
    aside = ("first", "topic") if clauses[0].items[0].kind != "a" else ("first",)
    reasons = [clause for clause in talk if _tells_why(clauses[0], clause, lexicon)]
    talk = [clause for clause in talk if clause not in reasons]
    named = any(naming(clause.items) or clause.has(*aside) for clause in talk)
    opens = bool(reasons) or not all([item.kind for item in c.items] == ["narrative"] for c in talk)
    opens = opens and not clauses[0].chatter and is_bare_wish(clauses[0].items) and not clauses[0].greets
    predicate = any(clause.items[0].text in ("is", "are", "was", "were") for clause in talk)
    lone = predicate or (
        len(clauses[0].items) == 1
        and any(clause.items[0].text.replace("'", "") in lexicon.impersonal for clause in talk)
    )  # "smile, it's sunday"
    if opens and not named and not liked and not lone:
        return clauses[0]
    wished = clauses[-1].items[1:] if clauses[-1].items[0].kind == "but" else []
    admired = liked or clauses[-1].items[0].text.endswith(" but")
    admired = admired or any(clause.has("praise") for clause in clauses[:-1])
    named = any(item.is_noun for item in wished) or len(wished) > 1
    whole = admired and named and is_bare_wish(wished)
    return clauses[-1] if whole else None  # "she's gorgeous but a tiny bit of stubble"


def _tells_why(wish: Clause, clause: Clause, lexicon: Lexicon) -> bool:
    """ "necktie, it's a job interview", "earrings, she's a dancer": who or what a bare wish is for."""
    first, last = clause.items[0], clause.items[-1]
    said = first.text.replace("'", "").split()
    if first.kind not in ("narrative", "presents") or said[-1] not in ("a", "an"):
        return False
    between = all(item.kind in _SAID_OF_A_REASON or _is_trade(item) for item in clause.items[1:-1])
    if said[0] not in ("its", "it"):
        return between and _is_trade(last)
    effects = (effect for item in wish.items if item.meaning is not None for effect in item.entry.effects)
    worn = all(lexicon.regions[effect.axis] != "mouth" for effect in effects)  # "smile, it's a party"
    return between and worn and last.text in lexicon.events


def _brings_to_mind(clause: Clause) -> bool:
    """ "high cheekbones, think evil queen": whom what was wished for is to be like."""
    kinds = {item.kind for item in clause.items[1:]}
    likened = clause.items[0].text.startswith("think") and clause.items[-1].kind in ("person", "unknown")
    return likened and kinds <= {"adjective", "person", "unknown", "topic", "filler", "degree"}


def _is_trade(item: Item) -> bool:
    return item.kind == "person" and item.entry.role


def _says_how_much(before: Clause, clause: Clause) -> bool:
    """ "the background is too white, it's blinding": no wish, but what is meant by too much."""
    kinds = [item.kind for item in clause.items if item.kind not in ("filler", "degree", "so_strong")]
    of_it = clause.items[0].text.replace("'", "") in ("its", "it is", "theyre", "it looks")
    return before.complains and of_it and kinds == ["be", "adjective"] and clause.items[-1].form == "base"


def adds_a_thing(clause: Clause) -> bool:
    """ "…, and a tie round the collar": what goes on with an order."""
    kinds = [item.kind for item in clause.items]
    return kinds[0] == "and" and "thing" in kinds and {*kinds} <= {"and", "a", "adjective", "thing", "filler"}
