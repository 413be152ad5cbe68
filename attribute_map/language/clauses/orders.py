"""Commands among clauses: which clauses are commands, and which only sound like one beside a wish.

"throw it out and | start over" is a wish and a command; "a small nose, a bit more" is no command but a step
of the nose, and "next, remove the hat" no wish for the next portrait.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from attribute_map.language.clauses.clause import (
    ANYWHERE,
    REQUESTS,
    STEPS,
    Clause,
    Sentence,
    all_items,
    naming,
)
from attribute_map.language.clauses.commands import CommandBook
from attribute_map.language.clauses.roles import gives_an_order
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

LONGEST_DENIAL = 5  # items
_BESIDE_NO_GREETING = frozenset(("again", "more", "less", "another"))
_RETURNS = frozenset(("undo", "redo"))
_JOINED_TO_WISHES = frozenset(("undo", "redo", "reset", "save", "new", "another"))
_DESCRIBED = frozenset(("new", "another"))  # commands for somebody else, who may be described: "… with a hat"


def command_of(clause: Sequence[Item], sentences: Sequence[Sentence], commands: CommandBook) -> str | None:
    """The command that a clause is behind these sentences, unless it only sounds like one there."""
    command, lexicon = commands.find(clause), commands.lexicon
    if command in STEPS and _is_of_what_was_named(clause, sentences, lexicon):
        return None
    if command == "new" and _throws_a_thing_out(clause, sentences[-1]):
        return None
    if command == "save" and lexicon.subjects and clause[-1].kind == "stays":
        return None  # "keep the face as wide as it is"
    if command in _RETURNS and clause[0].kind == "add" and _names_before(sentences):
        return None  # "i miss the beard, bring it back"
    if command in _BESIDE_NO_GREETING and any(item.text in lexicon.greetings for item in clause):
        return None  # "ещё раз спасибо"
    return command


def _is_of_what_was_named(clause: Sequence[Item], sentences: Sequence[Sentence], lexicon: Lexicon) -> bool:
    """Whether a step is of something named before, and not of what was done last."""
    spoken = sentences if lexicon.inflection.knows_verbs else sentences[-1:]  # "старше. ещё"
    named = (item for sentence in spoken for item in all_items(sentence) if item.meaning is not None)
    if any(item.is_noun or item.entry.effects for item in named):
        return True  # "a small nose, a bit more": more of the nose
    pointing = lexicon.subjects and any(item.kind == "it" for item in clause)
    if pointing and _names_before(sentences):
        return True  # "the light is weak. increase it"
    blamed = any(item.kind in ("too", "too_little") for s in sentences[:-1] for item in all_items(s))
    if blamed and (lexicon.subjects or not lexicon.joint):
        return True  # "too much makeup. less please", "妆太浓了！淡一点"
    asks_for = any(item.kind in ("want", "should") for item in clause)
    # "ladies wore less lipstick. could she have less?"
    return asks_for and any(item.kind == "thing" for s in sentences for item in all_items(s))


def _throws_a_thing_out(clause: Sequence[Item], sentence: Sentence) -> bool:
    """ "that necklace is tacky, bin it": a thing of the portrait, and not the portrait."""
    thrown = clause[0].kind == "remove" and clause[-1].kind == "it"
    return thrown and any(item.kind == "thing" for item in [*all_items(sentence), *clause])


def _names_before(sentences: Sequence[Sentence]) -> bool:
    return any(item.is_noun for sentence in sentences for item in all_items(sentence))


def parted_from_commands(clause: list[Item], commands: CommandBook) -> list[list[Item]]:
    """Commands apart from wishes joined to them, and from the reasons: "throw it out and | start over"."""
    if clause and clause[0].kind == "rest":
        return [clause]  # "其他都别碰"
    for at in range(1, len(clause)):
        if _goes_on_to_a_wish(clause, at, commands):
            return [clause[:at], clause[at:]]
        if clause[at].kind == "and" and _joins_a_command(clause, at, commands):
            return [clause[:at], clause[at + 1 :]]
        if _ends_a_command(clause, at, commands) or _tells_why(clause, at, commands):
            return [clause[:at], clause[at:]]
    return [clause]


def _goes_on_to_a_wish(clause: list[Item], at: int, commands: CommandBook) -> bool:
    """ "先重置一下|再加眼镜"."""
    again = commands.lexicon.again
    goes_on = bool(again) and clause[at].text.startswith(again) and naming(clause[at:])
    return goes_on and commands.find_exactly(_without_fillers(clause[:at])) in _JOINED_TO_WISHES


def _joins_a_command(clause: list[Item], at: int, commands: CommandBook) -> bool:
    """Whether a command stands on either side of the "and" at `at`, and a wish on the other."""
    before, behind = clause[:at], clause[at + 1 :]
    if commands.lexicon.inflection.knows_verbs:
        ordered = any(gives_an_order(item, commands.lexicon) for item in clause[at:])
        if ordered and commands.find(before) == "save":
            return True  # "сохрани как Марина и | сделай её рыжей"
        orders = bool(behind) and gives_an_order(behind[0], commands.lexicon)
        if orders and commands.find(before) in STEPS and not naming(before):
            return True  # "сделай ещё сильнее и | сними кепку"
    if commands.find(behind) in _JOINED_TO_WISHES:
        return True
    # "save it as bob and then give him a hat"
    return bool(behind) and behind[0].kind in REQUESTS and commands.begun_by(before) == "save"


def _ends_a_command(clause: list[Item], at: int, commands: CommandBook) -> bool:
    """Whether a wish is joined at `at` to the command before it: "start over | with a hat"."""
    joined = clause[at].kind in ("and", "but")
    if not joined and clause[at].kind != "with":
        return False
    before = clause[:at]
    named = commands.find_exactly(before) or commands.find_exactly(_without_fillers(before))
    if joined and named in _JOINED_TO_WISHES:
        return True
    described = clause[at].kind == "with" and named in _DESCRIBED and clause[at - 1].kind != "person"
    described = described and bool(commands.lexicon.subjects)  # "start over with a hat"
    if (described or (joined and named == "again")) and naming(clause[at:]):
        return True
    stepped = commands.lexicon.inflection.knows_verbs and clause[at].kind == "and"
    return stepped and commands.find_exactly(before) == "again"


def _tells_why(clause: list[Item], at: int, commands: CommandBook) -> bool:
    """Whether the reason for a command follows it: "undo that | i hate it"."""
    reason = clause[at].kind in ("first", "narrative", "be", "presents", "was", "remove")
    if not reason or clause[0].kind == "ignore":
        return False  # "算了就摘耳环吧"
    named = commands.find_exactly(_without_fillers(clause[:at]))
    return named in ANYWHERE or (bool(commands.lexicon.subjects) and at > 1 and named == "new")


def _without_fillers(clause: Iterable[Item]) -> list[Item]:
    return [item for item in clause if item.kind != "filler"]


def with_commands(clauses: Sequence[Clause], commands: CommandBook) -> list[Clause]:
    """Up to four clauses as one where together they are a command: "bring back what, just now, i undid"."""
    joined: list[Clause] = []
    start = 0
    while start < len(clauses):
        for count in range(min(4, len(clauses) - start), 1, -1):
            ends = (clauses[start], clauses[start + count - 1])
            if any(all(item.kind in ("filler", "want") for item in clause.items) for clause in ends):
                continue
            items = [item for clause in clauses[start : start + count] for item in clause.items]
            command = _command_over(clauses[start : start + count], items, commands)
            if command in STEPS and any(i.is_noun for earlier in joined for i in earlier.items):
                command = None  # "ещё веснушек, больше, больше"
            if command is not None:
                joined.append(Clause(items, command))
                start += count
                break
        else:
            joined.append(clauses[start])
            start += 1
    return joined


def _command_over(clauses: Sequence[Clause], items: Sequence[Item], commands: CommandBook) -> str | None:
    """The command that these clauses, whose items are `items`, are together."""
    said = [item for item in items if item.kind not in ("filler", "want")]
    command = commands.find_exactly(items) or commands.find_exactly(said)
    if command is None and not _wish_behind(clauses, commands):
        command = commands.begun_by(said)
    if command in STEPS and any(item.kind == "want" for item in items):
        return None  # a step of something told of before
    if command == "save" and commands.lexicon.subjects and any(i.kind == "stays" for i in items):
        return None  # "keep the face as wide as it is, lengthen the hair"
    return command


def _wish_behind(clauses: Sequence[Clause], commands: CommandBook) -> bool:
    """Whether a whole command is followed by wishes: "сохрани как Нора, | потом сделай волосы синими"."""
    wishes = (clause.orders or clause.has("part", "thing", "trait") for clause in clauses[1:])
    return bool(commands.lexicon.joint) and clauses[0].command is not None and any(wishes)


def tell_exceptions(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Tell what only stays but for something from a command: "всё как было, только без шляпы"."""
    for before, behind in itertools.pairwise(clauses):
        if before.command == "undo" and behind.items[0].kind == "but" and naming(behind.items):
            asked = any(lexicon.inflection.orders(item.text.split()[0]) for item in before.items)
            before.command = before.command if asked or not lexicon.inflection.knows_verbs else None
        denied = lexicon.inflection.knows_verbs and before.has("not") and len(before.items) < LONGEST_DENIAL
        if before.command == "undo" and denied and naming(behind.items):
            before.command = None  # "да не так, шире улыбку"
        if before.command == "again" and before.has("keep") and behind.items[0].kind == "but":
            before.command = None if naming(behind.items) else before.command  # "то же самое, но в очках"
        if before.command == "save" and behind.items[0].kind == "except":
            before.command = None  # "сохрани всё, кроме очков"


def tell_mere_openings(sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
    """ "next, remove the hat" is no wish for the next portrait: beside orders a filler is no command."""
    clauses = [clause for sentence in sentences for clause in sentence.clauses]
    names = any(clause.command is None and naming(clause.items) for clause in clauses)
    for clause, following in itertools.zip_longest(clauses, clauses[1:]):
        opens = all(item.kind in ("filler", "too_little") for item in clause.items)  # "差一点，胡子长点"
        opens = opens and not (lexicon.inflection.knows_verbs and clause.command in ("again", "surprise"))
        opens = opens or (not lexicon.joint and clause.items[0].kind == "rest")
        opens = opens or "".join(item.text for item in clause.items) in lexicon.correcting
        joined = following is not None and following.items[0].kind in ("but", "and")
        if clause.command == "again" and joined and following is not None and naming(following.items):
            continue  # "again but less tanned"
        if names and clause.command and (opens or clause.command == "show"):
            clause.command = None
