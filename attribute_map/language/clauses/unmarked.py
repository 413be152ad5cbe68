"""Where a clause ends and the next begins without a mark between them.

A run-on sentence turns from telling to asking ("he is so old | give him hair"), a conjunction sets a wish
against what was said, or limits it, and the forms of verbs tell an order, or the reason for one, from what
stands before it ("нос не трогай | добавь улыбку"). Lists of wishes without blanks are parted in `sequences`,
remarks behind requests in `runons`.
"""

from __future__ import annotations

from collections.abc import Sequence

from attribute_map.language.clauses.clause import (
    DEEDS,
    REQUESTS,
    Clause,
    naming,
)
from attribute_map.language.clauses.exchanges import parts_by_endings
from attribute_map.language.clauses.roles import gives_an_order, tells_what_happens
from attribute_map.language.clauses.runons import parts_of_run_on
from attribute_map.language.clauses.sequences import parted_sequence
from attribute_map.language.words.items import NOUNS, Item
from attribute_map.language.words.lexicon import Lexicon

_MAY_PRECEDE_A_REQUEST = frozenset(("adjective", "praise", "filler", "number", "off", "person"))
_ALSO_PRECEDES_A_REQUEST = frozenset(("too", "degree", "unknown", "topic", "part", "thing", "so_strong"))
_BEHIND_SO = REQUESTS | {"no", "less", "should", "mend", "action"}
_TOLD_BEFORE = frozenset(("narrative", "you", "first", "be", "praise", "too", "kin"))
_BEHIND_OBJECT = frozenset(("remove", "keep", "stays", "add", "off"))
_GOES_ON_BEHIND_VERB = frozenset(("filler", "him", "and", "or", "prep", "with", "into", "but", "no", "not"))
_PLACING = frozenset(("prep", "into", "with"))
_BEFORE_A_VERB = _PLACING | {"him", "it", "the", "filler", "not", "but", "because"}


def begins_anew(item: Item, clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether what has been said of a clause is whole before this word."""
    return (
        _begins_a_request(item, clause, following, lexicon)
        or _ends_a_complaint(item, clause, lexicon)
        or _ends_a_remark(item, clause, lexicon)
    )


def _begins_a_request(item: Item, clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether a run-on sentence turns from telling to asking: "he is so old | give him hair"."""
    said = [earlier for earlier in clause if earlier.kind != "filler"]
    if lexicon.subjects and len(said) == 1 and said[0].text.replace("'", "").split()[0] in lexicon.subjects:
        return False  # "i've just put the kettle on"
    if lexicon.subjects and clause[-1].text in ("you", "u") and clause[0].kind == "narrative":
        return False  # "how do you make them smile"
    bids = item.kind in _BEHIND_SO or item.transitive
    if clause[-1].kind == "so_strong" and len(said) > 2 and bids and lexicon.subjects:
        return clause[-1].text == "so"  # "she's got contacts now so | no more specs"
    verb = item.kind in REQUESTS and bool(lexicon.subjects)  # "so | take 'em off"
    told_to = following is not None and following.kind in ("it", "the", "him")
    if item.transitive and told_to and lexicon.subjects and clause[-1].kind in _MAY_PRECEDE_A_REQUEST | NOUNS:
        return any(earlier.kind in _TOLD_BEFORE for earlier in clause)  # "it's so dark | brighten it"
    goes_on = following is not None and following.kind != "mark"
    if goes_on and item.kind == "want" and item.text.split()[0] in lexicon.subjects and clause[-1].is_noun:
        return any(
            earlier.kind in ("narrative", "you", "be") for earlier in clause
        )  # "you gave …| i wanted …"
    if lexicon.inflection.knows_verbs and _orders_behind_a_story(item, clause, lexicon):
        return True
    if lexicon.inflection.knows_verbs and goes_on and _concludes(item, clause, lexicon):
        return True
    if lexicon.imperatives.isdisjoint((item.text, item.text.split()[0]) if verb else (item.text,)):
        return False
    of_noun = clause[-1].is_noun and item.kind in ("remove", "keep")  # "what's with the hat | lose it"
    of_noun = of_noun and following is not None and following.kind in ("it", "him")
    precedes = clause[-1].kind in _MAY_PRECEDE_A_REQUEST
    precedes = precedes or (bool(lexicon.subjects) and clause[-1].kind in _ALSO_PRECEDES_A_REQUEST)
    if not precedes and not of_noun:
        return False
    told = _TOLD_BEFORE if lexicon.subjects else _TOLD_BEFORE - {"too", "kin"}
    return any(earlier.kind in told for earlier in clause)


def _concludes(item: Item, clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "мы спорили и решили что | веснушек многовато", "ты не понял | я просил чёрные волосы"."""
    opens = item.kind == "want" and " " in item.text
    concluded = opens and item.text.split()[-1] in lexicon.that
    told = any(earlier.kind in ("first", "you", "talk", "narrative", "unknown") for earlier in clause)
    objected = opens and any(earlier.kind == "you" for earlier in clause)
    return told and (concluded or objected)


def _orders_behind_a_story(item: Item, clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "начальник увидел говорит мрачно | подбавь света": an imperative is no part of what is told."""
    told = any(earlier.kind in ("narrative", "first", "you", "kin", "was") for earlier in clause)
    refused = clause[-1].kind in ("not", "no", "nope", "want", "and", "or")
    return told and not refused and gives_an_order(item, lexicon)


def _ends_a_complaint(item: Item, clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether somebody goes on to say what is wrong with it: "eyes are too big | it's creepy"."""
    complained = len(clause) > 2 and clause[-1].kind == "adjective" and clause[-2].kind == "too"
    return complained and lexicon.joint == " " and item.kind in ("be", "narrative", "first")


def _ends_a_remark(item: Item, clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether a remark that names nothing ends in a particle, and a wish begins: "绝了 | 头发染红"."""
    begins = item.is_noun or item.kind in REQUESTS or item.kind in ("no", "him", "action", "adjective")
    if lexicon.joint or not begins or naming(clause):
        return False
    remarks = any(i.kind in ("praise", "talk", "narrative", "first", "you") for i in clause)
    exclaimed = clause[-1].kind in ("praise", "talk") and clause[-1].text in lexicon.exclamations
    return remarks and (exclaimed or clause[-1].text in lexicon.particles)


def sets_a_limit(clause: Sequence[Item], following: Item | None) -> bool:
    """Whether what follows a just is all that is to be: behind praise, or what shall not be there."""
    if following is None or not clause:
        return False
    denied = clause[0].kind == "no" and clause[-1].is_noun and following.kind in ("a", "thing", "adjective")
    return denied or clause[-1].kind == "praise"


def sets_against(clause: Sequence[Item], following: Item | None) -> bool:
    """Whether a but tells what is to change: "same but ginger", and not "keep only the beard"."""
    kept = bool(clause) and clause[-1].kind == "keep"
    return kept and following is not None and not following.is_noun and following.kind not in ("the", "him")


def opens_bare(clause: Sequence[Item]) -> bool:
    """Whether a clause has a verb so far, and nothing yet that it could act on."""
    kinds = {item.kind for item in clause}
    return bool(kinds & REQUESTS) and kinds <= REQUESTS | {"filler", "him"}


def parted_by_forms(clause: Sequence[Item], lexicon: Lexicon) -> list[list[Item]]:
    """The clauses that follow one another without a comma, where the forms of verbs tell them apart.

    A verb behind its object ends a clause where another order follows ("нос не трогай | добавь улыбку"), and
    after a request the verb of a somebody begins the reason for it ("убери чёлку | на глаза лезет").
    """
    if not lexicon.joint:
        return parted_sequence(clause, lexicon)
    if not lexicon.inflection.knows_verbs:
        if not lexicon.subjects:
            return [list(clause)]
        return [said for part in parts_by_endings(clause, lexicon) for said in parts_of_run_on(part, lexicon)]
    parts: list[list[Item]] = [[]]
    reason = False
    for at, item in enumerate(clause):
        part = parts[-1]
        if reason and gives_an_order(item, lexicon):
            parts.append([])
            reason = False
        elif not reason and _ends_in_verb(part) and item.kind not in _GOES_ON_BEHIND_VERB:
            if any(i.kind == "likewise" or gives_an_order(i, lexicon) for i in clause[at:]):
                parts.append([])
        elif not reason and item.kind in ("narrative", "what_for") and part and _requests(part, lexicon):
            parts.append([Item("because", "", item.start, item.start)])  # "слишком лысый | где волосы"
            reason = True
        elif not reason and tells_what_happens(item, lexicon) and _requests(part, lexicon):
            start = _subject_of(part, lexicon)
            if start:
                begun = (part[start:] or [item])[0].start
                parts.append([Item("because", "", begun, begun), *part[start:]])
                del part[start:]
                reason = True
        parts[-1].append(item)
    return [part for part in parts if part]


def _ends_in_verb(part: Sequence[Item]) -> bool:
    """Whether it ends in a verb that has its object before it: "нос не трогай"."""
    said = [item for item in part if item.kind not in ("filler", "him")]
    return len(said) > 1 and said[-1].kind in _BEHIND_OBJECT and said[-2].is_noun


def _requests(part: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether it asks for something by a verb, a comparison or a complaint, and not by a mere wish to see."""
    clause = Clause(list(part))
    urged = not lexicon.imperatives.isdisjoint(item.text for item in part if item.kind == "filler")
    compared = any(item.meaning is not None and item.form in ("comparative", "excess") for item in part)
    told = clause.has("narrative", "you", "first", "was", "topic", "unknown", "kin")
    return naming(part) and not told and not urged and (clause.orders or compared)


def _subject_of(part: Sequence[Item], lexicon: Lexicon) -> int:
    """Where the clause of a verb that comes next begins: its subject and its places stand before it."""
    start = len(part)
    while start > 0:
        item, earlier = part[start - 1], part[: start - 1]
        place = bool(earlier) and earlier[-1].kind in _PLACING
        if not (
            item.kind in _BEFORE_A_VERB or (item.is_noun and (place or _is_subject(item, earlier, lexicon)))
        ):
            break
        start -= 1
    return start


def _is_subject(noun: Item, earlier: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether a noun behind a whole request is of the verb that follows: "убери бороду | нос чешется"."""
    acted_on = bool(earlier) and earlier[-1].kind in DEEDS and lexicon.inflection.is_object(noun.text)
    return any(item.is_noun for item in earlier) and not acted_on
