"""What a punctuation mark ends: a sentence, a clause, a phrase, or nothing, as a comma within a request does.

What is told before the clauses of a message are parted goes by these ends, too: changes of mind
(`retractions`) by phrases, and lists and contrasts (`contrasts`) by sentences and by every mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attribute_map.language.clauses.clause import Clause
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

SENTENCE_ENDS = frozenset(".!?;\n")
CLAUSE_ENDS = frozenset(',()[]{}|•·"~')
JOINTS = frozenset("&/")
PAUSES = frozenset(",.;\n!…")  # at which somebody may change his mind
PHRASE_ENDS = SENTENCE_ENDS | frozenset(",()[]")  # up to which that reaches
_OPENING = frozenset(
    ("want", "no", "not", "should", "make", "filler", "him", "so", "so_strong", "but", "first")
)


def is_mark(item: Item, marks: frozenset[str]) -> bool:
    return item.kind == "mark" and item.text in marks


def is_comma(item: Item) -> bool:
    return item.kind == "mark" and item.text == ","


def phrase_ends(items: Sequence[Item], at: int) -> bool:
    """Whether the phrase before `at` goes on no further."""
    return at >= len(items) or is_mark(items[at], PHRASE_ENDS)


def sentences_of(items: Sequence[Item]) -> Iterator[tuple[list[Item], Item | None]]:
    """The sentences of a message, each with the mark that ends it; the last has none, and may be empty."""
    start = 0
    for at, item in enumerate(items):
        if is_mark(item, SENTENCE_ENDS):
            yield list(items[start:at]), item
            start = at + 1
    yield list(items[start:]), None


def parted_at_marks(items: Sequence[Item]) -> list[list[Item]]:
    """What each mark ends, with the mark; behind the last, what follows it."""
    parts: list[list[Item]] = [[]]
    for item in items:
        parts[-1].append(item)
        if item.kind == "mark":
            parts.append([])
    return parts


def only_pauses(clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether a comma between these ends nothing."""
    return (
        falls_short(clause, following, lexicon)  # "не такой тёмный, как хотелось бы"
        or _only_opens_a_request(clause, following, lexicon)  # "не хочу, чтобы она была в шляпе"
        or _closes_a_complaint(following, lexicon)  # "глаза огромные, ужас", "нос длиннее, чем надо"
        or (len(clause) == 1 and clause[0].kind == "but")  # "but, a tiny bit of stubble"
    )


def _only_opens_a_request(clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether only a request has been opened yet, and what it is for comes after the comma."""
    if following is None or lexicon.conditionals.isdisjoint(following.text.split()):
        return False
    return bool(clause) and all(item.kind in _OPENING for item in clause)


def falls_short(clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether something is said not to be as it was hoped to be."""
    kinds = {item.kind for item in clause}
    return following is not None and following.text in lexicon.hoped and {"not", "so_strong"} <= kinds


def _closes_a_complaint(following: Item | None, lexicon: Lexicon) -> bool:
    """Whether the remark or comparison that complains of what was just named comes next."""
    if following is None or following.kind not in ("dismay", "excess"):
        return False
    return following.kind == "dismay" or following.text.split()[0] in lexicon.comparing


def is_called_out(clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether one bare word is called out because of what is told next, which is of nobody."""
    if following is None or following.kind != "narrative" or [item.kind for item in clause] != ["thing"]:
        return False
    return following.text.replace("'", "").split()[0] in lexicon.impersonal


def closes_a_title(clauses: Sequence[Clause], lexicon: Lexicon) -> bool:
    """Whether what a quotation mark closes is a title: "смотрели фильм «Лысый нянька»?"."""
    before = clauses[-1].items[-1] if clauses and clauses[-1].items else None
    return lexicon.inflection.knows_verbs and before is not None and before.kind == "topic"
