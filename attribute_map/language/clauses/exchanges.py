"""What goes, what stays and what comes instead, in a language whose verbs do not tell it by their forms.

"ditch the tie for a necklace", "the hat stays the glasses go", "everything is great except the hat".
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import REQUESTS, naming
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_BEFORE_A_THING = frozenset(("the", "a", "adjective", "filler", "it", "praise"))
_FINDING_ALL_WELL = frozenset(
    ("him", "be", "filler", "praise", "degree", "keep", "stays", "the", "narrative", "so_strong")
)
_WELL = frozenset(("praise", "keep", "stays"))
_TELLING = frozenset(("first", "you", "narrative", "was", "kin", "topic"))
_ENDING = frozenset(("stays", "off"))


def tell_exchanges(clause: list[Item], lexicon: Lexicon) -> None:
    """Replace the items of a clause by plainer ones."""
    if lexicon.swapping:
        _tell_swaps(clause, lexicon)
    if lexicon.subjects:
        _tell_what_goes(clause, lexicon)
        _tell_what_is_not_well(clause)


def _tell_swaps(clause: list[Item], lexicon: Lexicon) -> None:
    """ "lose the beard for a goatee", "switch hat with glasses": the first thing goes, the other comes."""
    verb = next(
        (at for at, item in enumerate(clause) if item.kind in ("replace", "remove", "make", "change")), None
    )
    if verb is None or (
        clause[verb].kind in ("make", "change") and clause[verb].text not in lexicon.exchanging
    ):
        return
    for at in range(verb + 2, len(clause) - 1):
        if clause[at].kind in REQUESTS:
            return
        between = clause[verb + 1 : at]
        only_names = between[-1].kind == "thing" and all(i.kind in _BEFORE_A_THING for i in between[:-1])
        behind = next((i.kind for i in clause[at + 1 :] if i.kind not in _BEFORE_A_THING), "")
        if clause[at].text in lexicon.swapping and only_names and behind == "thing":
            clause[verb] = replace(clause[verb], kind="replace")
            clause[at] = replace(clause[at], kind="into")
            return


def _tell_what_goes(clause: list[Item], lexicon: Lexicon) -> None:
    """ "the hat goes": a thing that goes, and says no more of it, is to be taken away."""
    if any(item.kind in _TELLING and item.text not in lexicon.leaving for item in clause):
        return
    for at, (before, item) in enumerate(itertools.pairwise(clause), 1):
        ends = at + 1 == len(clause) or clause[at + 1].kind in (
            "the",
            "thing",
            "part",
            "but",
            "and",
            "filler",
        )
        goes = item.text in lexicon.leaving and item.kind in ("make", "narrative")
        if goes and before.kind == "thing" and ends:
            clause[at] = replace(item, kind="off", meaning=None)


def _tell_what_is_not_well(clause: list[Item]) -> None:
    """ "everything is great except the hat", "keep all but the hat": what alone is not well goes."""
    at = next((at for at, item in enumerate(clause) if item.kind == "except" and at), None)
    if at is None:
        return
    before, behind = clause[:at], [item for item in clause[at + 1 :] if item.kind != "filler"]
    well = any(item.kind in _WELL for item in before) and all(i.kind in _FINDING_ALL_WELL for i in before)
    named = [item.kind for item in behind] in (["thing"], ["the", "thing"])
    if well and named:
        clause[: at + 1] = [*(replace(i, kind="filler") for i in before), replace(clause[at], kind="remove")]


def with_exceptions(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """ "everything is great but the hat": a but that excepts from all, told before it ends a clause."""
    told = list(items)
    for at, item in enumerate(told):
        if item.kind != "but" or not lexicon.all:
            continue
        before = [*itertools.takewhile(lambda i: i.kind != "mark", reversed(told[:at]))]
        behind = [i.kind for i in itertools.takewhile(lambda i: i.kind != "mark", told[at + 1 :])]
        of_all = any(i.text.replace("'", "") in lexicon.all for i in before)
        well = any(i.kind in _WELL for i in before) and all(i.kind in _FINDING_ALL_WELL for i in before)
        if of_all and well and [kind for kind in behind if kind != "filler"] in (["thing"], ["the", "thing"]):
            told[at] = replace(item, kind="except")
    return told


def parts_by_endings(clause: Sequence[Item], lexicon: Lexicon) -> list[list[Item]]:
    """Wishes without a comma that each end in what becomes of a thing, or come while another is granted.

    "the hat stays | the glasses go", "don't lose the beard when you | add the glasses".
    """
    parts: list[list[Item]] = [[]]
    for at, item in enumerate(clause):
        ended = parts[-1] and parts[-1][-1].kind in _ENDING and any(i.is_noun for i in parts[-1])
        rest = clause[at:]
        if ended and item.kind in ("the", "thing", "part") and _ends_of_noun(rest):
            parts.append([])
        elif (
            parts[-1]
            and naming(parts[-1])
            and item.text in lexicon.attending
            and (_acts(rest[1:2]) or _ends_of_noun(rest))
        ):
            parts.append([])
            item = replace(item, kind="filler", meaning=None)
        parts[-1].append(item)
    return parts


def _acts(behind: Sequence[Item]) -> bool:
    return any(
        item.kind in REQUESTS or item.kind in ("adjective", "action", "more", "less") for item in behind
    )


def _ends_of_noun(rest: Sequence[Item]) -> bool:
    named = next((at for at, item in enumerate(rest) if item.is_noun), len(rest))
    return any(item.kind in _ENDING for item in rest[named + 1 : named + 2])
