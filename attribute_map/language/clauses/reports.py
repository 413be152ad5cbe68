"""Wishes that are told rather than asked for: in somebody's words, or pointed back at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import Clause, Sentence, features_of
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_TELLING = frozenset(("narrative", "you", "first", "was", "because"))
_NAMED = frozenset(("adjective", "thing", "part", "trait", "person", "action"))
_WHOSE = frozenset(("narrative", "first", "kin", "you", "was", "talk", "topic", "unknown", "so_strong"))
_POINTING_BACK = frozenset(
    "want make change add give into like be should it the him so_strong so not likewise prep first".split()  # noqa: SIM905
)
LONGEST_POINTER = 7  # words and phrases of an order that points back
LONGEST_SOURCE = 4  # words that name who says what follows


def tell_what_is_asked_for(sentences: Sequence[Sentence]) -> None:
    """ "my husband has dark brown hair, please change it to that": what was told is what is wished for."""
    for before, sentence in zip([None, *sentences], sentences, strict=False):
        _part_what_points_back(sentence)
        last = sentence.clauses[-1]
        told = sentence.clauses[:-1] or (before.clauses if before is not None else [])
        items = [item for clause in told for item in clause.items]
        if not told or not _points_back(last.items) or any(map(_asks_itself, told)):
            continue
        if features_of(items):
            last.command = None
            last.items = [replace(item, kind="filler") for item in last.items]
            for clause in told:
                clause.portrays = True
                clause.items = [
                    replace(item, kind="filler") if item.kind in _WHOSE else item for item in clause.items
                ]


def _part_what_points_back(sentence: Sentence) -> None:
    """Part a run-on clause: "the guy had a fedora and a goatee | and i need that on mine"."""
    last = sentence.clauses[-1]
    for at in range(max(1, len(last.items) - LONGEST_POINTER), len(last.items) - 1):
        told, pointer = last.items[:at], last.items[at:]
        named = any(item.kind in ("part", "thing") for item in told) and features_of(told)
        if named and pointer[0].kind != "filler" and _points_back(pointer):
            sentence.clauses[-1:] = [replace(last, items=told, command=None), Clause(pointer)]
            return


def _asks_itself(clause: Clause) -> bool:
    return clause.command is not None or clause.has("add", "give", "remove", "make", "replace", "change")


def _points_back(items: Sequence[Item]) -> bool:
    """ "can you do that", "let's go with that", "请改": an order that names nothing."""
    kinds = [item.kind for item in items if item.kind != "filler"]
    asks = not {"make", "change", "want", "add", "give", "likewise"}.isdisjoint(kinds)
    points = kinds == ["change"] or not {"it", "the", "so_strong", "so"}.isdisjoint(kinds[1:])
    return asks and points and set(kinds) <= _POINTING_BACK


def without_source(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "the witness says thin lips": whose words they are, but no "my wife says I should grow a beard"."""
    at = next((at for at, item in enumerate(items) if item.text in lexicon.reporting), len(items))
    said = items[at + 1 :]
    short = at > 0 and items[at - 1].end - items[0].start <= LONGEST_SOURCE
    somebody = any(item.kind in ("unknown", "topic", "person", "kin") for item in items[:at])
    ours = not any(item.kind in _TELLING for item in (*items[:at], *said))
    named = sum(item.kind in _NAMED for item in said)
    return said if short and somebody and ours and named > 1 else items
