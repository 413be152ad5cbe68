"""Items to sentences of clauses: where one ends and the next begins, and how they go together."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import (
    ANYWHERE,
    DEEDS,
    EXPLICIT,
    REQUESTS,
    STEPS,
    Clause,
    Sentence,
    all_items,
    features_of,
    is_call,
    naming,
    only_portrays,
)
from attribute_map.language.clauses.commands import CommandBook
from attribute_map.language.clauses.exchanges import parts_by_endings, with_exceptions
from attribute_map.language.clauses.forms import asks_by_case, without_quoting
from attribute_map.language.clauses.frames import (
    as_heading,
    is_called,
    with_reminders,
    without_likenesses,
)
from attribute_map.language.clauses.roles import (
    gives_an_order,
    is_colour,
    tell_roles,
    tells_what_happens,
    turns_into_a_colour,
    without_places,
    without_reaches,
)
from attribute_map.language.clauses.runons import heads_only, parts_of_run_on, tell_asides
from attribute_map.language.clauses.sequences import parted_sequence
from attribute_map.language.words.items import NOUNS, Item
from attribute_map.language.words.lexicon import Lexicon

SENTENCE_ENDS = frozenset(".!?;\n")
CLAUSE_ENDS = frozenset(',()[]{}|•·"~')
JOINTS = frozenset("&/")
HEADING_ENDS = frozenset(":=")
_MAY_PRECEDE_A_REQUEST = frozenset(("adjective", "praise", "filler", "number", "off", "person"))
_ALSO_PRECEDES_A_REQUEST = frozenset(("too", "degree", "unknown", "topic", "part", "thing", "so_strong"))
_NOUN_PHRASE = frozenset(("thing", "adjective", "part", "a", "the", "degree", "filler", "and", "or", "but"))
_OPENING_OF_DESCRIPTION = frozenset(("praise", "adjective", "person", "degree", "filler", "number", "years"))
_SUBJECT = frozenset(("the", "a", "first", "unknown", "person", "filler", "prep", "topic", "of"))
FEATURES_OF_SOMEBODY = 3  # that make a description of what is told of somebody nobody knows
FEATURES_OF_OURS = 2  # likewise, of "my villain"
LONGEST_DENIAL = 5  # items
_INTRODUCING = frozenset(("a", "an", "like"))
LONGEST_SUBJECT = 4  # items
_BEHIND_SO = REQUESTS | {"no", "less", "should", "mend", "action"}
_TOLD_BEFORE = frozenset(("narrative", "you", "first", "be", "praise", "too", "kin"))
_BEHIND_OBJECT = frozenset(("remove", "keep", "stays", "add", "off"))
_GOES_ON_BEHIND_VERB = frozenset(("filler", "him", "and", "or", "prep", "with", "into", "but", "no", "not"))
_HEADING = frozenset(("unknown", "topic", "filler", "number", "him", "the", "a", "signs"))
_PLACING = frozenset(("prep", "into", "with"))
_BEFORE_A_VERB = _PLACING | {"him", "it", "the", "filler", "not", "but", "because"}
_BARE_ORDER = frozenset(("remove", "keep", "add", "give", "filler", "it", "him", "a", "the", "want"))
_OPENING = frozenset(
    ("want", "no", "not", "should", "make", "filler", "him", "so", "so_strong", "but", "first")
)
_BESIDE_NO_GREETING = frozenset(("again", "more", "less", "another"))
_RETURNS = frozenset(("undo", "redo"))
_BEGINNING_ANEW = frozenset(("new", "another", "reset", "surprise"))
_JOINED_TO_WISHES = frozenset(("undo", "redo", "reset", "save", "new", "another"))
_DESCRIBED = frozenset(("new", "another"))  # commands for somebody else, who may be described: "… with a hat"


_NOTHING = Item("filler", "", 0, 0)  # before the first item of a clause


def segment(items: Sequence[Item], commands: CommandBook) -> list[Sentence]:
    """Sentences of clauses; each clause that is a command bears its name."""
    sentences: list[Sentence] = [Sentence([])]
    clause: list[Item] = []

    def end_clause() -> None:
        if len(clause) == 1 and clause[0].kind == "and":
            clause[:] = [replace(clause[0], kind="filler")]  # "снимите, наконец, шляпу"
        if clause:
            clause[:] = without_likenesses(clause, commands.lexicon)
            tell_roles(clause, commands.lexicon)
            for part in _parted(clause, commands.lexicon):
                for said in _parted_from_commands(part, commands):
                    add_clause(without_places(said))
            clause.clear()

    def add_clause(clause: list[Item]) -> None:
        command = commands.find(clause)
        words = [word for item in clause for word in item.text.split()]
        urged = not commands.lexicon.imperatives.isdisjoint(words) or any(
            item.kind == "thing" and before.kind != "not" and commands.lexicon.inflection.orders(item.text)
            for before, item in itertools.pairwise([_NOTHING, *clause])
        )
        if commands.lexicon.inflection.knows_verbs:
            urged = urged or turns_into_a_colour(clause, commands.lexicon)
            urged = urged or asks_by_case(clause, commands.lexicon)
        urged = urged or (len(clause) > 1 and clause[-1].text in commands.lexicon.sufficing)
        imagined = not commands.lexicon.conditionals.isdisjoint(words)
        greets = any(item.text in commands.lexicon.greetings for item in clause)
        spoken = sentences if commands.lexicon.inflection.knows_verbs else sentences[-1:]  # "старше. ещё"
        named = (item for s in spoken for item in all_items(s) if item.meaning is not None)
        if command in STEPS and any(item.is_noun or item.entry.effects for item in named):
            command = None  # "a small nose, a bit more": more of the nose
        pointing = commands.lexicon.subjects and any(item.kind == "it" for item in clause)
        if command in STEPS and pointing and any(i.is_noun for s in sentences for i in all_items(s)):
            command = None  # "the light is weak. increase it"
        blamed = any(item.kind in ("too", "too_little") for s in sentences[:-1] for item in all_items(s))
        if command in STEPS and blamed and (commands.lexicon.subjects or not commands.lexicon.joint):
            command = None  # "too much makeup. less please", "妆太浓了！淡一点"
        asks_for = any(item.kind in ("want", "should") for item in clause)
        if command in STEPS and asks_for and any(i.kind == "thing" for s in sentences for i in all_items(s)):
            command = None  # "ladies wore less lipstick. could she have less?"
        named_before = any(i.is_noun for s in sentences for c in s.clauses for i in c.items)
        thrown = command == "new" and clause[0].kind == "remove" and clause[-1].kind == "it"
        if thrown and any(i.kind == "thing" for i in [*all_items(sentences[-1]), *clause]):
            command = None  # "that necklace is tacky, bin it"
        if command == "save" and commands.lexicon.subjects and clause[-1].kind == "stays":
            command = None  # "keep the face as wide as it is"
        if command in _RETURNS and clause[0].kind == "add" and named_before:
            command = None  # "i miss the beard, bring it back"
        if command in _BESIDE_NO_GREETING and greets:
            command = None  # "ещё раз спасибо"
        graded = commands.lexicon.degrees_compare and any(
            item.kind == "adjective" and following.kind == "degree"
            for item, following in itertools.pairwise(clause)
        )
        sentences[-1].clauses.append(
            Clause(clause, command, urged=urged, imagined=imagined, greets=greets, graded=graded)
        )

    items = without_quoting(list(items), commands.lexicon) if commands.lexicon.that else items
    items = with_exceptions(items, commands.lexicon)
    listed = with_reminders(without_reaches(items, commands.lexicon), commands.lexicon)
    for item, following in itertools.zip_longest(listed, listed[1:]):
        if item.kind == "mark" and item.text == "!" and _is_remark(clause, following, commands.lexicon):
            end_clause()  # "smile! it's friday"
        elif item.kind == "mark" and item.text in SENTENCE_ENDS:
            end_clause()
            sentences[-1].asks = item.text == "?"
            sentences.append(Sentence([]))
        elif item.kind == "mark" and item.text == '"' and commands.opens(clause):
            pass  # save as "bob"
        elif item.kind == "mark" and item.text == "," and _falls_short(clause, following, commands.lexicon):
            pass  # "не такой тёмный, как хотелось бы"
        elif item.kind == "mark" and item.text == "," and _goes_on(clause, following, commands.lexicon):
            pass  # "не хочу, чтобы она была в шляпе"
        elif item.kind == "mark" and item.text == "," and _closes_a_complaint(following, commands.lexicon):
            pass  # "глаза огромные, ужас", "нос длиннее, чем надо"
        elif _opens_anew(item, clause, commands):
            end_clause()  # "start from scratch: an old man"
            sentences.append(Sentence([]))
        elif item.kind == "mark" and item.text == ":" and not commands.lexicon.joint and _gives(clause):
            end_clause()  # "给她卸妆：口红、腮红都不要"
        elif item.kind == "mark" and item.text == ":" and not commands.lexicon.joint:
            clause[:] = as_heading(clause, commands.lexicon)
        elif item.kind == "mark" and item.text == "," and len(clause) == 1 and clause[0].kind == "but":
            pass  # "she's gorgeous, but, a tiny bit of stubble"
        elif item.kind == "mark" and item.text == ":" and heads_only(clause, commands):
            clause[:] = [replace(said, kind="filler") for said in clause]
            end_clause()
        elif item.kind == "mark" and item.text in CLAUSE_ENDS:
            title = item.text == '"' and clause and _closes_a_title(sentences[-1].clauses, commands.lexicon)
            end_clause()
            if title:
                sentences[-1].clauses[-1].called = True
        elif (
            item.kind == "mark"
            and item.text == ":"
            and following is not None
            and (not _is_heading(clause) or _tells_a_past(clause, commands.lexicon))
            and (gives_an_order(following, commands.lexicon) or _introduces(clause, commands.lexicon))
        ):
            end_clause()  # "идём развлекаться: прилепи ему бороду"
            sentences.append(Sentence([]))
        elif item.kind == "mark" and item.text in HEADING_ENDS and _is_heading(clause):
            end_clause()
            sentences[-1].clauses[-1].heads = True
        elif item.kind == "mark" and item.text in JOINTS:
            clause.append(Item("and", item.text, item.start, item.end))
        elif item.kind != "mark" and _falls_short(clause, item, commands.lexicon):
            clause.append(replace(item, kind="enough"))
        elif item.kind != "mark":
            if item.kind == "filler" and item.text.endswith(" but") and clause:
                if clause[-1].kind == "be":  # "her hair is nice but …"
                    clause.append(replace(item, kind="praise", meaning=None))
                item = replace(item, kind="but")  # "that looks great but | heavier eyeliner"
            if item.text in commands.lexicon.limiting and _limits(clause, following):
                item = replace(item, kind="but")  # "no beard just a mustache", "perfect just a tad older"
            if item.kind == "but" and clause and clause[-1].kind == "first":
                item = replace(item, kind="filler")  # "i only need new glasses"
            if item.kind == "but" and _opens_bare(clause) and not _contrasts(clause, following):
                item = replace(item, kind="filler")  # "убери только усы"
            if item.kind in ("but", "because") or (
                clause
                and (
                    _begins_a_request(item, clause, following, commands.lexicon)
                    or _ends_a_complaint(item, clause, commands.lexicon)
                    or _ends_a_remark(item, clause, commands.lexicon)
                )
            ):
                end_clause()
            clause.append(item)
    end_clause()
    for sentence in sentences:
        sentence.clauses = _with_headings(sentence.clauses)
        _tell_exceptions(sentence.clauses, commands.lexicon)
        _tell_title(sentence.clauses, commands.lexicon)
        _tell_portrayal(sentence.clauses, commands.lexicon)
        sentence.clauses = _with_asides(_with_commands(sentence.clauses, commands))
        sentence.clauses = _with_afterthoughts(sentence.clauses)
        _tell_openings(sentence.clauses)
        _tell_summary(sentence.clauses, commands.lexicon)
        _tell_pleas(sentence.clauses, commands.lexicon)
        _tell_approvals(sentence.clauses, commands.lexicon)
        _tell_addressee(sentence.clauses, commands.lexicon)
        _tell_ornaments(sentence.clauses, commands.lexicon)
        _tell_hues(sentence.clauses, commands.lexicon)
        _tell_lesser(sentence.clauses, commands.lexicon)
    _tell_gloom(sentences, commands.lexicon)
    _tell_additions(sentences, commands.lexicon)
    sentences = [sentence for sentence in sentences if sentence.clauses]
    _tell_headings(sentences)
    _tell_mere_openings(sentences, commands.lexicon)
    if commands.lexicon.subjects:
        tell_asides(sentences, commands.lexicon)
    return _with_answers(sentences, commands.lexicon)


def _opens_anew(mark: Item, clause: Sequence[Item], commands: CommandBook) -> bool:
    """ "start from scratch: an old man": a colon between a command and the description of another face."""
    colon = mark.kind == "mark" and mark.text == ":"
    by_verbs = commands.lexicon.inflection.knows_verbs
    if not colon or not (commands.lexicon.subjects or by_verbs):
        return False
    if by_verbs and len(clause) == 1 and not commands.lexicon.inflection.orders(clause[0].text):
        return False  # "портрет: пожилая дама"
    return commands.find(clause) in (_BEGINNING_ANEW if by_verbs else ("new",))


def _tell_exceptions(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
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


def _closes_a_title(clauses: Sequence[Clause], lexicon: Lexicon) -> bool:
    """Whether what a quotation mark closes is a title: "смотрели фильм «Лысый нянька»?"."""
    before = clauses[-1].items[-1] if clauses and clauses[-1].items else None
    return lexicon.inflection.knows_verbs and before is not None and before.kind == "topic"


def _tells_a_past(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether an unknown verb tells what has been done, or what the speaker does: "придерусь: …"."""
    inflection = lexicon.inflection
    verbs = (item.text for item in clause if item.kind == "unknown")
    return any(inflection.is_past(verb) or inflection.is_of_speaker(verb) for verb in verbs)


def _introduces(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether a colon ends talk before a wish: "как художник придерусь: скулы совсем плоские"."""
    asks = any(item.kind in EXPLICIT for item in clause)
    told = any(item.kind in ("first", "you", "narrative", "talk") for item in clause)
    told = told or _tells_a_past(clause, lexicon)
    named = any(item.kind in ("thing", "part", "trait", "action") for item in clause)
    talk = not named if told else not naming(clause)
    return lexicon.inflection.knows_verbs and bool(clause) and not asks and talk


def _heads(clause: Sequence[Item]) -> bool:
    """Whether these items only say whom or what a list behind a colon describes: "паладин, 5 уровень: …"."""
    return all(item.kind in _HEADING or (item.kind == "person" and item.entry.role) for item in clause)


def _gives(clause: Sequence[Item]) -> bool:
    """Whether a whole request stands before a colon."""
    return (
        bool(clause) and clause[0].kind == "give" and any(i.kind in ("adjective", "action") for i in clause)
    )


def _limits(clause: Sequence[Item], following: Item | None) -> bool:
    """Whether what follows a just is all that is to be: behind praise, or what shall not be there."""
    if following is None or not clause:
        return False
    denied = clause[0].kind == "no" and clause[-1].is_noun and following.kind in ("a", "thing", "adjective")
    return denied or clause[-1].kind == "praise"


def _contrasts(clause: Sequence[Item], following: Item | None) -> bool:
    """Whether a but tells what is to change: "same but ginger", and not "keep only the beard"."""
    kept = bool(clause) and clause[-1].kind == "keep"
    return kept and following is not None and not following.is_noun and following.kind not in ("the", "him")


def _opens_bare(clause: Sequence[Item]) -> bool:
    """Whether a clause has a verb so far, and nothing yet that it could act on."""
    kinds = {item.kind for item in clause}
    return bool(kinds & REQUESTS) and kinds <= REQUESTS | {"filler", "him"}


def _parted(clause: Sequence[Item], lexicon: Lexicon) -> list[list[Item]]:
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


def _parted_from_commands(clause: list[Item], commands: CommandBook) -> list[list[Item]]:
    """Commands apart from wishes joined to them, and from the reasons: "throw it out and | start over"."""
    if clause and clause[0].kind == "rest":
        return [clause]  # "其他都别碰"
    for at in range(1, len(clause)):
        goes_on = commands.lexicon.again and clause[at].text.startswith(commands.lexicon.again)
        if (
            goes_on
            and naming(clause[at:])
            and commands.find_exactly(_without_fillers(clause[:at])) in _JOINED_TO_WISHES
        ):
            return [clause[:at], clause[at:]]  # "先重置一下|再加眼镜"
        saved = commands.lexicon.inflection.knows_verbs and commands.find(clause[:at]) == "save"
        if (
            saved
            and clause[at].kind == "and"
            and any(gives_an_order(i, commands.lexicon) for i in clause[at:])
        ):
            return [clause[:at], clause[at + 1 :]]  # "сохрани как Марина и | сделай её рыжей"
        stepped = commands.lexicon.inflection.knows_verbs and clause[at].kind == "and"
        orders = stepped and clause[at + 1 :] and gives_an_order(clause[at + 1], commands.lexicon)
        if orders and commands.find(clause[:at]) in STEPS and not naming(clause[:at]):
            return [clause[:at], clause[at + 1 :]]  # "сделай ещё сильнее и | сними кепку"
        if clause[at].kind == "and" and commands.find(clause[at + 1 :]) in _JOINED_TO_WISHES:
            return [clause[:at], clause[at + 1 :]]
        behind = clause[at + 1].kind if at + 1 < len(clause) else ""
        if clause[at].kind == "and" and behind in REQUESTS and commands.begun_by(clause[:at]) == "save":
            return [clause[:at], clause[at + 1 :]]  # "save it as bob and then give him a hat"
        joined = clause[at].kind in ("and", "but")
        before = (clause[:at], _without_fillers(clause[:at]))
        named = next(filter(None, map(commands.find_exactly, before)), None)
        described = clause[at].kind == "with" and named in _DESCRIBED and clause[at - 1].kind != "person"
        described = described and bool(commands.lexicon.subjects)  # "start over with a hat"
        described = described or (joined and named == "again")
        if (joined and named in _JOINED_TO_WISHES) or (described and naming(clause[at:])):
            return [clause[:at], clause[at:]]
        if joined and stepped and commands.find_exactly(clause[:at]) == "again":
            return [clause[:at], clause[at:]]
        reason = clause[at].kind in ("first", "narrative", "be", "presents", "was", "remove")
        named = commands.find_exactly(_without_fillers(clause[:at]))
        begins = commands.lexicon.subjects and at > 1 and named == "new"
        reason = reason and clause[0].kind != "ignore"  # "算了就摘耳环吧"
        if reason and (named in ANYWHERE or begins):
            return [clause[:at], clause[at:]]
    return [clause]


def _without_fillers(clause: Iterable[Item]) -> list[Item]:
    return [item for item in clause if item.kind != "filler"]


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


def _closes_a_complaint(following: Item | None, lexicon: Lexicon) -> bool:
    if following is None or following.kind not in ("dismay", "excess"):
        return False
    return following.kind == "dismay" or following.text.split()[0] in lexicon.comparing


def _goes_on(clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether only a request has been opened yet, and what it is for comes after the comma."""
    if following is None or lexicon.conditionals.isdisjoint(following.text.split()):
        return False
    return bool(clause) and all(item.kind in _OPENING for item in clause)


def _falls_short(clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether something is said not to be as it was hoped to be."""
    kinds = {item.kind for item in clause}
    return following is not None and following.text in lexicon.hoped and {"not", "so_strong"} <= kinds


def _with_commands(clauses: Sequence[Clause], commands: CommandBook) -> list[Clause]:
    """Up to four clauses as one where together they are a command: "bring back what, just now, i undid"."""
    joined: list[Clause] = []
    start = 0
    while start < len(clauses):
        for count in range(min(4, len(clauses) - start), 1, -1):
            ends = (clauses[start], clauses[start + count - 1])
            if any(all(item.kind in ("filler", "want") for item in clause.items) for clause in ends):
                continue
            items = [item for clause in clauses[start : start + count] for item in clause.items]
            said = [item for item in items if item.kind not in ("filler", "want")]
            command = commands.find_exactly(items) or commands.find_exactly(said)
            if not _wish_behind(clauses[start:], count, commands):
                command = command or commands.begun_by(said)
            if command in STEPS and any(item.kind == "want" for item in items):
                command = None  # a step of something told of before
            if command == "save" and commands.lexicon.subjects and any(i.kind == "stays" for i in items):
                command = None  # "keep the face as wide as it is, lengthen the hair"
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


def _wish_behind(clauses: Sequence[Clause], count: int, commands: CommandBook) -> bool:
    """Whether a whole command is followed by wishes: "сохрани как Нора, | потом сделай волосы синими"."""
    wishes = (clause.orders or clause.has("part", "thing", "trait") for clause in clauses[1:count])
    return bool(commands.lexicon.joint) and clauses[0].command is not None and any(wishes)


def _tell_mere_openings(sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
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


def _with_asides(clauses: Sequence[Clause]) -> list[Clause]:
    """ "the eyes, please, blue" and "the hat, of course, rocks" as one clause each."""
    joined: list[Clause] = []
    for clause in clauses:
        aside = joined[-1] if len(joined) > 1 else None
        parted = aside is not None and all(item.kind == "filler" for item in aside.items)
        parted = parted and all(item.kind in _NOUN_PHRASE for item in joined[-2].items)
        parted = parted and not any(item.is_noun for item in clause.items)
        if aside is not None and parted and clause.command is aside.command is joined[-2].command is None:
            del joined[-1]
            joined[-1].items += [*aside.items, *clause.items]
        else:
            joined.append(clause)
    return joined


def _with_afterthoughts(clauses: Sequence[Clause]) -> list[Clause]:
    """ "make it bigger, the nose" as "make the nose bigger": a pronoun that is named behind."""
    joined: list[Clause] = []
    for clause in clauses:
        named = [item for item in clause.items if item.kind != "filler"]
        only_names = [item.kind for item in named] in (["the", "part"], ["the", "thing"])
        before = joined[-1] if joined and clause.command is None else None
        pronoun = next((item for item in before.items if item.kind == "it"), None) if before else None
        nameless = not any(item.is_noun for earlier in joined for item in earlier.items)
        if only_names and nameless and before is not None and pronoun is not None and before.command is None:
            at = before.items.index(pronoun)
            before.items[at : at + 1] = named
        elif only_names and nameless and before is not None and (before.complains or only_grades(before)):
            before.items[0:0] = named  # "still too dark, the background i mean", "bigger, the eyes i mean"
        else:
            joined.append(clause)
    return joined


def only_grades(clause: Clause) -> bool:
    """Whether it only says how something is to be, and not what: "a bit smaller", "pouty and pillowy"."""
    graded = all(item.kind in ("adjective", "degree", "filler", "and", "so_strong") for item in clause.items)
    said = [item for item in clause.items if item.kind == "adjective"]
    return graded and any(not item.entry.effects or item.form == "comparative" for item in said)


def _tell_openings(clauses: Sequence[Clause]) -> None:
    """Mark the praise that opens a description: "hot ginger girl, freckles, green eyes"."""
    if len(clauses) < 2 or not all(item.kind in _OPENING_OF_DESCRIPTION for item in clauses[0].items):
        return
    goes_on = clauses[1].has("thing", "part") and all(i.kind in _NOUN_PHRASE for i in clauses[1].items)
    clauses[0].introduces = clauses[0].has("person") and goes_on


def _tell_summary(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Mark the praise that sums up a description: "白头发配墨镜，酷老太"."""
    if len(clauses) < 2 or lexicon.joint:
        return
    last = clauses[-1]
    sums_up = {item.kind for item in last.items} == {"praise", "person"}
    told = any(c.has("first", "you", "kin", "narrative", "talk", "be") for c in clauses)
    if sums_up and not told and any(c.has("thing", "part") for c in clauses[:-1]):
        last.introduces = True


def _tell_pleas(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
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


def _tell_approvals(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Tell that what is found well stays, where a reservation follows: "黑头发是对的，就是太短"."""
    for before, clause in itertools.pairwise(clauses) if not lexicon.joint else ():
        last = before.items[-1]
        granted = (
            last.text in lexicon.approving | lexicon.permitting and clause.items[0].text in lexicon.reserving
        )
        named = all(item.kind in _NOUN_PHRASE for item in before.items[:-1])
        if granted and named and any(item.is_noun for item in before.items[:-1]):
            before.items[-1] = replace(last, kind="stays", meaning=None)
    for clause in clauses:
        last = clause.items[-1]
        left = (
            last.kind == "add"
            and last.text in lexicon.staying
            and all(i.kind == "thing" for i in clause.items[:-1])
        )
        if left and any(other.items[-1].kind == "remove" for other in clauses):
            clause.items[-1] = replace(last, kind="stays")  # "墨镜留，帽子摘"


def _is_remark(clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether one bare word is called out because of what is told next, which is of nobody."""
    if following is None or following.kind != "narrative" or [item.kind for item in clause] != ["thing"]:
        return False
    return following.text.replace("'", "").split()[0] in lexicon.impersonal


def _is_heading(clause: Sequence[Item]) -> bool:
    """Whether this may say no more than whom a description is of: "call of cthulhu accountant:"."""
    kinds = {item.kind for item in clause}
    titled = bool(clause) and clause[-1].kind == "narrative" and " " not in clause[-1].text
    if titled and {i.kind for i in clause[:-1]} <= {"unknown", "topic", "filler", "the", "part", "a"}:
        return True  # "passport photo rules:"
    strangers = any(i.kind in ("unknown", "topic") or (i.kind == "person" and i.entry.role) for i in clause)
    if len(clause) > 1 and clause[0].kind == "like":
        kinds.discard("like")  # "как у бухгалтера: очки, седина"
    return strangers and kinds <= _SUBJECT | {"adjective", "be", "him", "number", "so_strong", "first"}


def _with_headings(clauses: Sequence[Clause]) -> list[Clause]:
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
            and not all(i.kind in _OPENING_OF_DESCRIPTION for i in joined[-1].items)
        ):
            joined[-1] = replace(clause, items=[*joined[-1].items, *clause.items])
        else:
            joined.append(clause)
    return joined


def _tell_portrayal(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Tell descriptions from talk: "my villain has thin lips and a goatee", but no "tom has a beard"."""
    items = [item for clause in clauses for item in clause.items]
    words = items[0].text.replace("'", "").split() if items and items[0].kind == "narrative" else []
    described = bool(words) and words[0] in lexicon.subjects and words[-1] in _INTRODUCING
    described = described and any(item.kind in ("thing", "part") for item in items)
    if described and only_portrays(items[1:]) and features_of(items) >= FEATURES_OF_OURS:
        clauses[0].items[0] = replace(items[0], kind="filler")  # "she's a blonde with green eyes"
        for clause in clauses:
            clause.portrays = True
        return
    subject = list(itertools.takewhile(lambda item: item.kind in _SUBJECT or item.kind == "talk", items))
    told = items[len(subject) :]
    if not told or told[0].kind not in ("be", "have", "presents") or not only_portrays(told[1:]):
        return
    kinds = [item.kind for item in subject]
    ours = ("person" in kinds or told[0].kind == "presents") and not {"first", "the"}.isdisjoint(kinds)
    titled = [item.kind for item in subject if item.kind != "talk"] == ["person", "unknown"]
    ours = ours or titled  # "detective rhys"
    nobody_known = any(item.kind == "unknown" for item in subject) and len(subject) <= LONGEST_SUBJECT
    drawn = ours and kinds[:1] == ["first"] and any(_is_of_a_story(item) for item in subject)
    named = ours or (nobody_known and all(item.kind != "first" for item in subject))
    enough = 1 if drawn and lexicon.subjects else FEATURES_OF_OURS if ours else FEATURES_OF_SOMEBODY
    if named and features_of(told) >= enough:
        introduction = [*subject, *told[:1]] if told[0].kind == "presents" else subject
        clauses[0].items[: len(introduction)] = [
            item if _tells_looks(item, lexicon) else replace(item, kind="filler")
            for item in introduction
            if item.kind != "the" or lexicon.degrees_compare
        ]
        for clause in clauses:
            clause.portrays = True


def _is_of_a_story(item: Item) -> bool:
    """Whether it is somebody made up: "my character has green hair", but no "my teacher has"."""
    return item.kind == "person" and (item.entry.invented or "character" in item.entry.words)


def _tell_title(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Pass over what somebody is of, before a description: "某某小说的女主，黑发"."""
    items = clauses[0].items if len(clauses) > 1 and not lexicon.joint else []
    titled = [item.kind for item in items[-2:]] == ["of", "person"] and bool(items[-1].entry.effects)
    strange = any(item.kind in ("unknown", "topic", "narrative") for item in items)
    seen = any(i.is_noun or i.kind == "action" or _tells_effects(i) for i in items[:-1])
    if titled and strange and not seen:
        clauses[0].items = items[-1:]


def _tells_effects(item: Item) -> bool:
    return item.kind == "adjective" and bool(item.entry.effects)


def _tells_looks(item: Item, lexicon: Lexicon) -> bool:
    """Whether the subject of a description is part of it: "这个女人有着长卷发"."""
    seen = item.kind == "the" or (item.kind == "person" and bool(item.entry.effects))
    return lexicon.degrees_compare and seen


def _tell_ornaments(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Pass over unknown adjectives of a noun that has a known one: "густые, нависшие брови"."""
    before: Item | None = None  # the adjective or noun that stands last
    described: Item | None = None  # the noun that an adjective has described already
    for clause in clauses:
        kept: list[Item] = []
        for item, following in itertools.zip_longest(clause.items, clause.items[1:]):
            strange = item.kind == "unknown" and " " not in item.text
            noun = following if following is not None and following.is_noun else described
            shared = noun is described or (before is not None and before.kind == "adjective")
            if strange and noun is not None and shared and lexicon.inflection.agree(item.text, noun.text):
                continue
            if item.is_noun:
                described = item if before is not None and before.kind == "adjective" else None
            elif item.kind == "adjective" and before is not None and before.is_noun:
                described = before
            elif item.kind != "filler":
                described = (
                    None if item.kind not in ("adjective", "and", "him", "prep", "degree") else described
                )
            before = item if item.is_noun or item.kind in ("adjective", "unknown") else before
            kept.append(item)
        clause.items = kept or [replace(item, kind="filler") for item in clause.items]


def _tell_hues(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Pass over how warm or cold a colour is, told behind it: "мне нужен блонд, холодный"."""
    for before, clause in itertools.pairwise(clauses):
        coloured = before.items[-1].kind == "adjective" and is_colour(before.items[-1], lexicon)
        said = [item for item in clause.items if item.kind not in ("filler", "degree", "so_strong")]
        hues = [{key for key, _ in lexicon.inflection.readings(item.text)} & lexicon.shading for item in said]
        if coloured and hues and all(hues):
            clause.items = [replace(item, kind="filler") for item in clause.items]


def _tell_lesser(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Pass over what something else is preferred to: "скорее блондин, чем рыжий"."""
    for before, clause in itertools.pairwise(clauses):
        compares = lexicon.inflection.knows_verbs and clause.items[0].text in lexicon.comparing
        named = all(item.kind in ("adjective", "thing", "person", "filler") for item in clause.items[1:])
        if compares and named and naming(clause.items[1:]) and naming(before.items):
            clause.items = [replace(item, kind="filler") for item in clause.items]


def _tell_gloom(sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
    """Tell that a state of the scene is found wrong beside what else is: "слишком серьёзный, темно"."""
    if not lexicon.inflection.knows_verbs:
        return
    for sentence in sentences:
        blames = any(item.kind == "too" or item.form == "excess" for item in all_items(sentence))
        for clause in sentence.clauses if blames else ():
            said = [item for item in clause.items if item.kind not in ("filler", "and", "but", "vague")]
            states = (
                len(said) == 1 and said[0].kind == "adjective" and lexicon.inflection.adorns(said[0].text)
            )
            if states and {lexicon.regions[effect.axis] for effect in said[0].entry.effects} == {"scene"}:
                at = clause.items.index(said[0])
                clause.items.insert(at, replace(said[0], kind="too", meaning=None))


def _tell_additions(sentences: Iterable[Sentence], lexicon: Lexicon) -> None:
    """Tell "and besides" from an exclamation: "надень на него шляпу. ну и усищи"."""
    ordered = False
    for clause in (clause for sentence in sentences for clause in sentence.clauses):
        first = clause.items[0]
        things = all(item.kind in ("thing", "adjective", "and") for item in clause.items[1:])
        if ordered and first.text in lexicon.besides and first.kind == "what_a" and things:
            clause.items[0] = replace(first, kind="filler")
        ordered = ordered or clause.has(*REQUESTS)


def _tell_headings(sentences: Sequence[Sentence]) -> None:
    """Pass over a role that stands before its description: "следопыт. кудрявый, без шляпы"."""
    for sentence in sentences[:-1]:
        items = [item for clause in sentence.clauses for item in clause.items]
        if _heads(items) and any(item.kind == "person" for item in items):
            sentence.clauses = [Clause([replace(item, kind="filler") for item in items])]


def _tell_addressee(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Pass over whom an order is addressed to, or a list describes: "голубчик, сохрани это"."""

    def pass_over(clause: Clause) -> None:
        clause.items = [replace(item, kind="filler") for item in clause.items]

    described = [item for clause in clauses[1:] for item in clause.items]
    listed = features_of(described) >= FEATURES_OF_OURS and only_portrays(described)
    ordered = len(clauses) > 1 and bool(clauses[1].command or clauses[1].orders)
    bidden = len(clauses) > 1 and any(
        item.kind == "unknown" and lexicon.inflection.orders(item.text) for item in clauses[1].items
    )  # "парни, не ссорьтесь"
    strange = [item for item in clauses[0].items if item.kind != "filler"] if clauses else []
    told = [item for item in strange if item.kind != "adjective"]
    trade = len(told) == 1 < len(strange) and told[0].kind == "unknown" and " " not in told[0].text
    if trade and listed and strange[-1] is told[0] and lexicon.inflection.is_somebody(told[0].text):
        clauses[0].items = [replace(i, kind="filler") if i is told[0] else i for i in clauses[0].items]
        return  # "пожилая проводница, крашеная блондинка с яркой помадой"
    unknown = len(strange) == 1 and strange[0].kind == "unknown"
    named = unknown and lexicon.inflection.is_somebody(strange[0].text)
    if ordered and not lexicon.joint and clauses[0].command is None and clauses[1].explicit:
        clauses[0].called = is_called(clauses[0].items, clauses[1].items)
    hails = len(clauses) > 1 and [item.text for item in strange if item.text in lexicon.hailing] != []
    bidden = bidden or (hails and len(strange) == 1)
    if (named and (ordered or listed)) or ((ordered or bidden) and is_call(strange, lexicon)):
        pass_over(clauses[0])
    # "remove the hat, dude"
    if len(clauses) > 1 and clauses[-2].orders and is_call(clauses[-1].items, lexicon):
        pass_over(clauses[-1])
    for clause in clauses:
        if len(clause.items) > 1 and clause.orders and not clause.command:
            said = clause.items
            while len(said) > 2 and said[-1].kind == "filler":
                said = said[:-1]  # "close your mouth dude lol"
            first, second, *_, before, last = (*said[:2], *said[-2:])
            if is_call([first], lexicon) and (second.text in lexicon.imperatives or second.kind == "the"):
                clause.items[0] = replace(first, kind="filler")
            ends = before.kind in ("thing", "part", "him", "filler", "action") and naming(said[:-1])
            if ends and is_call([last], lexicon):
                clause.items[len(said) - 1] = replace(last, kind="filler")


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


def _with_answers(sentences: Sequence[Sentence], lexicon: Lexicon) -> list[Sentence]:
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
    named = all(item.kind in _NOUN_PHRASE or item.kind in besides for item in clause.items)
    return clause.has("thing", "adjective") and named
