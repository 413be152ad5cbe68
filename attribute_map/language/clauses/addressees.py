"""Whom a sentence is said to, and how it is urged: "remove the hat, dude", "a tie, sir", "a grin, please"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import (
    FEATURES_OF_OURS,
    Clause,
    features_of,
    is_call,
    naming,
    only_portrays,
)
from attribute_map.language.clauses.frames import is_called
from attribute_map.language.words.lexicon import Lexicon


def tell_addressee(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Pass over whom an order is addressed to, or a list describes: "голубчик, сохрани это"."""
    if not clauses or _tell_trade(clauses, lexicon):
        return
    if len(clauses) > 1:
        _tell_addressee_before(clauses, lexicon)
        if clauses[-2].orders and is_call(clauses[-1].items, lexicon):
            _pass_over(clauses[-1])  # "remove the hat, dude"
    for clause in clauses:
        if len(clause.items) > 1 and clause.orders and not clause.command:
            _tell_addressee_within(clause, lexicon)


def _pass_over(clause: Clause) -> None:
    clause.items = [replace(item, kind="filler") for item in clause.items]


def _is_list(clauses: Sequence[Clause]) -> bool:
    """Whether these clauses describe somebody."""
    described = [item for clause in clauses for item in clause.items]
    return features_of(described) >= FEATURES_OF_OURS and only_portrays(described)


def _tell_trade(clauses: Sequence[Clause], lexicon: Lexicon) -> bool:
    """ "пожилая проводница, крашеная блондинка с яркой помадой": a trade behind adjectives, before a list."""
    strange = [item for item in clauses[0].items if item.kind != "filler"]
    told = [item for item in strange if item.kind != "adjective"]
    trade = len(told) == 1 < len(strange) and told[0].kind == "unknown" and " " not in told[0].text
    if not trade or strange[-1] is not told[0] or not _is_list(clauses[1:]):
        return False
    if not lexicon.inflection.is_somebody(told[0].text):
        return False
    clauses[0].items = [replace(i, kind="filler") if i is told[0] else i for i in clauses[0].items]
    return True


def _tell_addressee_before(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """ "голубчик, | сохрани это", "парни, | не ссорьтесь"."""
    called, told = clauses[:2]
    said = [item for item in called.items if item.kind != "filler"]
    ordered = bool(told.command or told.orders)
    if ordered and not lexicon.joint and called.command is None and told.explicit:
        called.called = is_called(called.items, told.items)
    if len(said) != 1:
        return
    bidden = ordered or said[0].text in lexicon.hailing
    bidden = bidden or any(i.kind == "unknown" and lexicon.inflection.orders(i.text) for i in told.items)
    named = said[0].kind == "unknown" and lexicon.inflection.is_somebody(said[0].text)
    if (named and (ordered or _is_list(clauses[1:]))) or (bidden and is_call(said, lexicon)):
        _pass_over(called)


def _tell_addressee_within(clause: Clause, lexicon: Lexicon) -> None:
    """ "dude the hat goes", "remove the hat dude": in one clause with the order."""
    said = clause.items
    while len(said) > 2 and said[-1].kind == "filler":
        said = said[:-1]  # "close your mouth dude lol"
    first, second, *_, before, last = (*said[:2], *said[-2:])
    if is_call([first], lexicon) and (second.text in lexicon.imperatives or second.kind == "the"):
        clause.items[0] = replace(first, kind="filler")
    ends = before.kind in ("thing", "part", "him", "filler", "action") and naming(said[:-1])
    if ends and is_call([last], lexicon):
        clause.items[len(said) - 1] = replace(last, kind="filler")


def tell_pleas(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Tell that a please behind a clause urges it, and whom it is said to: "a grin, please", "a tie, sir".

    A "no" that opens a sentence by itself answers, and takes nothing away: "no, a gold chain and a tie".
    """
    opening = clauses[0].items if len(clauses) > 1 and lexicon.joint else []
    if (
        len(opening) == 1
        and opening[0].kind == "no"
        and clauses[1].items[0].kind in ("a", "the", "adjective")
    ):
        clauses[0].items = [replace(opening[0], kind="filler")]
    for before, clause in itertools.pairwise(clauses):
        if any(item.kind != "filler" for item in clause.items[1:]):
            continue
        pleads = clause.items[0].kind == "filler" and clause.items[0].text in lexicon.imperatives
        before.urged = before.urged or (pleads and clause.command is None)
        if clause.items[0].text in lexicon.honorifics:
            clause.items = [replace(item, kind="filler") for item in clause.items]
