"""Headings: what stands before a colon, whom or what a description is of, and where it ends.

"паладин, 5 уровень: борода, шлем" describes a paladin, "идём развлекаться: прилепи ему бороду" ends talk
before a wish, and "start from scratch: an old man" a command before a description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import (
    EXPLICIT,
    FEATURES_OF_OURS,
    OPENING_OF_DESCRIPTION,
    SUBJECT_OF_DESCRIPTION,
    Clause,
    Sentence,
    features_of,
    naming,
    only_portrays,
)
from attribute_map.language.clauses.commands import CommandBook
from attribute_map.language.clauses.roles import gives_an_order
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

HEADING_ENDS = frozenset(":=")
_HEADING = frozenset(("unknown", "topic", "filler", "number", "him", "the", "a", "signs"))
_SAID_IN_HEADINGS = SUBJECT_OF_DESCRIPTION | {"adjective", "be", "him", "number", "so_strong", "first"}
_BEGINNING_ANEW = frozenset(("new", "another", "reset", "surprise"))


def opens_anew(clause: Sequence[Item], commands: CommandBook) -> bool:
    """ "start from scratch: an old man": a colon between a command and the description of another face."""
    by_verbs = commands.lexicon.inflection.knows_verbs
    if not (commands.lexicon.subjects or by_verbs):
        return False
    if by_verbs and len(clause) == 1 and not commands.lexicon.inflection.orders(clause[0].text):
        return False  # "портрет: пожилая дама"
    return commands.find(clause) in (_BEGINNING_ANEW if by_verbs else ("new",))


def asks_before_a_colon(clause: Sequence[Item]) -> bool:
    """Whether a whole request stands before a colon."""
    return (
        bool(clause) and clause[0].kind == "give" and any(i.kind in ("adjective", "action") for i in clause)
    )


def is_heading(clause: Sequence[Item]) -> bool:
    """Whether this may say no more than whom a description is of: "call of cthulhu accountant:"."""
    kinds = {item.kind for item in clause}
    titled = bool(clause) and clause[-1].kind == "narrative" and " " not in clause[-1].text
    if titled and {i.kind for i in clause[:-1]} <= {"unknown", "topic", "filler", "the", "part", "a"}:
        return True  # "passport photo rules:"
    strangers = any(i.kind in ("unknown", "topic") or (i.kind == "person" and i.entry.role) for i in clause)
    if len(clause) > 1 and clause[0].kind == "like":
        kinds.discard("like")  # "как у бухгалтера: очки, седина"
    return strangers and kinds <= _SAID_IN_HEADINGS


def ends_talk(clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether a colon ends talk before a wish, and heads nothing: "идём развлекаться: прилепи бороду"."""
    if following is None or (is_heading(clause) and not _tells_a_past(clause, lexicon)):
        return False
    return gives_an_order(following, lexicon) or _introduces_a_wish(clause, lexicon)


def _introduces_a_wish(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether it is talk by its words: "как художник придерусь: скулы совсем плоские"."""
    asks = any(item.kind in EXPLICIT for item in clause)
    told = any(item.kind in ("first", "you", "narrative", "talk") for item in clause)
    told = told or _tells_a_past(clause, lexicon)
    named = any(item.kind in ("thing", "part", "trait", "action") for item in clause)
    talk = not named if told else not naming(clause)
    return lexicon.inflection.knows_verbs and bool(clause) and not asks and talk


def _tells_a_past(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether an unknown verb tells what has been done, or what the speaker does: "придерусь: …"."""
    inflection = lexicon.inflection
    verbs = (item.text for item in clause if item.kind == "unknown")
    return any(inflection.is_past(verb) or inflection.is_of_speaker(verb) for verb in verbs)


def with_headings(clauses: Sequence[Clause]) -> list[Clause]:
    """Headings of descriptions without their unknown words; a colon that begins none only joins."""
    joined: list[Clause] = []
    for at, clause in enumerate(clauses):
        following = [item for later in clauses[at + 1 :] for item in later.items]
        portrays = features_of(following) >= FEATURES_OF_OURS and only_portrays(following)
        if clause.heads and (portrays or any(later.orders for later in clauses[at + 1 : at + 2])):
            clause.items = [item for item in clause.items if item.kind in ("adjective", "person")]
            if clause.items:
                joined.append(clause)
        elif (
            joined
            and joined[-1].heads
            and not all(i.kind in OPENING_OF_DESCRIPTION for i in joined[-1].items)
        ):
            joined[-1] = replace(clause, items=[*joined[-1].items, *clause.items])
        else:
            joined.append(clause)
    return joined


def tell_headings(sentences: Sequence[Sentence]) -> None:
    """Pass over a role that stands before its description: "следопыт. кудрявый, без шляпы"."""
    for sentence in sentences[:-1]:
        items = [item for clause in sentence.clauses for item in clause.items]
        if _names_whom(items) and any(item.kind == "person" for item in items):
            sentence.clauses = [Clause([replace(item, kind="filler") for item in items])]


def _names_whom(clause: Sequence[Item]) -> bool:
    """Whether these items only say whom or what a list behind a colon describes: "паладин, 5 уровень: …"."""
    return all(item.kind in _HEADING or (item.kind == "person" and item.entry.role) for item in clause)
