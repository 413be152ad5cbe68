"""Questions that the speaker answers himself, and goes on with: "glasses? yes. hat? no"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import (
    NOUN_PHRASE,
    Clause,
    Sentence,
)
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_BARE_ORDER = frozenset(("remove", "keep", "add", "give", "filler", "it", "him", "a", "the", "want"))


def with_answers(sentences: Sequence[Sentence], lexicon: Lexicon) -> list[Sentence]:
    """ "glasses? yes. hat? no." as "glasses: yes, hat: no"."""
    joined: list[Sentence] = []
    for sentence in sentences:
        items = sentence.clauses[0].items
        answered = joined[-1] if joined and joined[-1].asks else None
        answer = len(sentence.clauses) == 1 and all(i.kind in ("no", "nope", "filler") for i in items)
        answer = answer and len({item.kind for item in items}) == 1
        if (
            items[0].kind == "like"
            and joined
            and len(sentence.clauses) == 1
            and not sentence.clauses[0].explicit
        ):
            joined[-1].clauses.extend(sentence.clauses)  # "sideburns. like wolverine"
        elif answered is not None and lexicon.subjects and _asks_on(answered, sentence):
            answered.clauses.extend(sentence.clauses)  # "can she lose the hat? and the glasses?"
        elif answered is not None and _answers_by_name(answered.clauses[-1], items):
            answered.clauses[-1].items = [replace(i, kind="filler") for i in answered.clauses[-1].items]
            joined.append(sentence)
        elif answered is not None and answer and _names_only(answered.clauses[-1], "be", "him"):
            answered.clauses[-1].items.extend(items)
            answered.clauses[-1].command = None
            answered.asks = False
        elif answered is not None and all(
            item.kind in _BARE_ORDER for clause in sentence.clauses for item in clause.items
        ):
            answered.clauses.extend(sentence.clauses)
        else:
            joined.append(sentence)
    return joined


def _asks_on(asked: Sentence, sentence: Sentence) -> bool:
    """Whether a question only names what the one before is to be of, too."""
    kinds = [item.kind for clause in sentence.clauses for item in clause.items]
    removes = asked.clauses[-1].has("remove", "no") and asked.clauses[-1].has("thing")
    named = "thing" in kinds and {*kinds} <= {"and", "the", "thing", "filler"}
    return removes and named and kinds[0] == "and"


def _answers_by_name(asked: Clause, items: Sequence[Item]) -> bool:
    """ "tie? nah no tie": what was asked about is named in the answer."""
    things = [item.text for item in asked.items if item.kind == "thing"]
    again = bool(things) and all(any(item.text == thing for item in items) for thing in things)
    return again and items[0].kind in ("no", "nope") and _names_only(asked)


def _names_only(clause: Clause, *besides: str) -> bool:
    named = all(item.kind in NOUN_PHRASE or item.kind in besides for item in clause.items)
    return clause.has("thing", "adjective") and named
