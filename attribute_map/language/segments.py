"""Items to sentences of clauses; which clauses are commands, which are chatter, which words stay unknown."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from attribute_map.language.frames import (
    as_heading,
    is_called,
    tells_an_outcome,
    with_reminders,
    without_likenesses,
)
from attribute_map.language.items import NOUNS, Item
from attribute_map.language.lexicon import Lexicon

SENTENCE_ENDS = frozenset(".!?;\n")
CLAUSE_ENDS = frozenset(',()[]{}|•·"~')
JOINTS = frozenset("&/")
HEADING_ENDS = frozenset(":=")
_EXPLICIT = frozenset(
    "add give remove make replace change want more less no keep too_little enough should off stays".split()  # noqa: SIM905
)
_REQUESTS = frozenset(("add", "give", "remove", "make", "replace", "change", "keep", "want"))
_BEFORE_COMMANDS = frozenset(
    ("filler", "nope", "want", "should", "but", "and", "add", "give", "make", "him", "a", "first", "ignore")
)
_AFTER_COMMANDS = frozenset(("filler", "nope", "want", "but", "and", "him", "the"))
_GRADED = frozenset(("adjective", "degree", "more", "less", "filler", "number", "years"))  # by a step
_STEP_WORDS = {"more": "more", "too_little": "more", "less": "less", "too": "less"}
_BESIDE_STEPS = frozenset(("filler", "degree", "it", "the", "a", "be", "want", "but", "possible"))
_MAY_PRECEDE_A_REQUEST = frozenset(("adjective", "praise", "filler", "number", "off", "person"))
_NOUN_PHRASE = frozenset(("thing", "adjective", "part", "a", "the", "degree", "filler", "and", "or", "but"))
_OPENING_OF_DESCRIPTION = frozenset(("praise", "adjective", "person", "degree", "filler", "number", "years"))
_NAMED = frozenset(("filler", "the", "thing", "part", "person", "and"))
_SUBJECT = frozenset(("the", "a", "first", "unknown", "person", "filler", "prep", "topic", "of"))
_PORTRAYING = frozenset(
    "adjective thing part trait person action number years decade span be have with a the him and but of "  # noqa: SIM905
    "degree filler prep".split()
)
FEATURES_OF_SOMEBODY = 3  # that make a description of what is told of somebody nobody knows
FEATURES_OF_OURS = 2  # likewise, of "my villain"
LONGEST_SUBJECT = 4  # items
_NAMING = frozenset(("adjective", "thing", "trait", "part", "person", "action"))
_LIKENED = frozenset(("adjective", "thing", "part", "trait", "action"))
_GIVES_MEANING = frozenset(
    ("part", "thing", "trait", "make", "degree", "and", "not", "too", "enough", "more", "want", "should")
)
_ASKS = frozenset(("remove", "no", "not", "keep", "replace", "change", "off"))
_SAYS_OF_NOUN = _ASKS | {"too", "too_little", "enough", "adjective", "more", "less", "stays"}
_DEEDS = frozenset(("add", "give", "remove", "make", "replace", "change", "keep", "action", "thing"))
_BEHIND_OBJECT = frozenset(("remove", "keep", "stays", "add", "off"))
_GOES_ON_BEHIND_VERB = frozenset(("filler", "him", "and", "or", "prep", "with", "into", "but", "no", "not"))
_HEADING = frozenset(("unknown", "topic", "filler", "number", "him", "the", "a", "signs"))
_PLACING = frozenset(("prep", "into", "with"))
_BEFORE_A_VERB = _PLACING | {"him", "it", "the", "filler", "not", "but", "because"}
_USELESS = frozenset(("filler", "him", "the", "thing", "part", "adjective", "action", "and", "or", "degree"))
_OF_OTHERS = frozenset(("first", "you", "kin", "topic", "unknown", "narrative", "praise", "talk"))
_BARE_ORDER = frozenset(("remove", "keep", "add", "give", "filler", "it", "him", "a", "the", "want"))
_OPENING = frozenset(
    ("want", "no", "not", "should", "make", "filler", "him", "so", "so_strong", "but", "first")
)
# kinds of words that a description of one thing is made of
_AT_LENGTH = frozenset(
    (
        "adjective",
        "part",
        "praise",
        "unknown",
        "topic",
        "prep",
        "of",
        "in",
        "with",
        "a",
        "the",
        "like",
        "filler",
    )
)
_DESCRIPTIVE = frozenset(["adjective", "part", "praise"])
_ENDS_A_REACH = frozenset(("and", "or", "but", "because", "with", "mark"))
_BESIDE_NO_GREETING = frozenset(("again", "more", "less", "another"))
_RETURNS = frozenset(("undo", "redo"))
STEPS = frozenset(("more", "less"))  # commands that are steps of whatever was named before
_JOINED_TO_WISHES = frozenset(("undo", "redo", "reset", "save", "new", "another"))
_ANYWHERE = frozenset(("undo", "redo", "reset", "help"))  # commands that stand also beside a story
LONG_CLAUSE = 9  # words
TOO_STRANGE = 0.34  # of a longer clause's words unknown: somebody is talking about something else


@dataclass
class Clause:
    """What stands between two punctuation marks."""

    items: list[Item]
    command: str | None = None
    chatter: bool = False
    urged: bool = (
        False  # a form of a verb, or a particle before it, says that it is to be so: "let her smile"
    )
    imagined: bool = False  # a conditional makes its past no story: "if she had bangs"
    greets: bool = False  # or thanks, or laughs
    introduces: bool = False  # whom the clauses after it describe
    heads: bool = False  # a colon ends it: whom the clauses after it describe, if they describe anybody
    portrays: bool = False  # told of somebody, and a description nevertheless
    called: bool = False  # only whom the sentence is said to: "小朋友，把眼镜摘了好吗"
    graded: bool = False  # a degree word after an adjective compares: "短一点"

    @property
    def explicit(self) -> bool:
        """Whether it says what to do (add, no, more …), rather than naming things only."""
        return any(item.kind in _EXPLICIT for item in self.items)

    @property
    def states(self) -> bool:
        """Whether it says how things are, rather than how they are to be ("make him look like …")."""
        for item in self.items:
            if item.kind in _REQUESTS:
                return False
            if item.kind in ("be", "have"):
                return True
        return False

    @property
    def orders(self) -> bool:
        """Whether a verb of its own says what to do: "open the mouth", "lengthen the hair"."""
        complains = self.has("too", "too_little") and self.has("part", "thing", "trait", "adjective")
        return (
            self.explicit
            or self.urged
            or complains
            or any(i.kind == "action" or i.transitive for i in self.items)
        )

    @property
    def complains(self) -> bool:
        """Whether it finds something too much: "his brows are too thick, so weird"."""
        pairs = itertools.pairwise(self.items)
        return any(item.kind == "too" and following.kind == "adjective" for item, following in pairs)

    def has(self, *kinds: str) -> bool:
        return any(item.kind in kinds for item in self.items)


def _items(sentence: Sentence) -> Iterator[Item]:
    return (item for clause in sentence.clauses for item in clause.items)


@dataclass
class Sentence:
    """Clauses up to a full stop."""

    clauses: list[Clause]
    asks: bool = False  # ends in a question mark


def segment(items: Iterable[Item], commands: CommandBook) -> list[Sentence]:
    """Sentences of clauses; each clause that is a command bears its name."""
    sentences: list[Sentence] = [Sentence([])]
    clause: list[Item] = []

    def end_clause() -> None:
        if clause:
            clause[:] = without_likenesses(clause, commands.lexicon)
            _quieten(clause, commands.lexicon)
            _tell_sequels(clause, commands.lexicon)
            _tell_deeds(clause, commands.lexicon)
            _tell_shades(clause, commands.lexicon)
            _tell_recipients(clause)
            _tell_persistence(clause, commands.lexicon)
            _tell_purposes(clause)
            _tell_comparatives(clause, commands.lexicon)
            _tell_complaints(clause, commands.lexicon)
            _tell_manners(clause, commands.lexicon)
            _tell_characters(clause, commands.lexicon)
            for part in _parted(clause, commands.lexicon):
                for said in _parted_from_commands(part, commands):
                    add_clause(_without_places(said))
            clause.clear()

    def add_clause(clause: list[Item]) -> None:
        command = commands.find(clause)
        words = [word for item in clause for word in item.text.split()]
        urged = not commands.lexicon.imperatives.isdisjoint(words) or any(
            commands.lexicon.inflection.orders(item.text) for item in clause if item.kind == "thing"
        )
        imagined = not commands.lexicon.conditionals.isdisjoint(words)
        greets = any(item.text in commands.lexicon.greetings for item in clause)
        named = (item for c in sentences[-1].clauses for item in c.items if item.meaning is not None)
        if command in STEPS and any(item.is_noun or item.entry.effects for item in named):
            command = None  # "a small nose, a bit more": more of the nose
        asks_for = any(item.kind in ("want", "should") for item in clause)
        if command in STEPS and asks_for and any(i.kind == "thing" for s in sentences for i in _items(s)):
            command = None  # "ladies wore less lipstick. could she have less?"
        named_before = any(i.is_noun for s in sentences for c in s.clauses for i in c.items)
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

    listed = with_reminders(without_reaches(items), commands.lexicon)
    for item, following in itertools.zip_longest(listed, listed[1:]):
        if item.kind == "mark" and item.text == "!" and _is_remark(clause, following, commands.lexicon):
            end_clause()  # "smile! it's friday"
        elif item.kind == "mark" and item.text in SENTENCE_ENDS:
            end_clause()
            sentences[-1].asks = item.text == "?"
            sentences.append(Sentence([]))
        elif item.kind == "mark" and item.text == '"' and commands.opens(clause):
            pass  # save as "bob"
        elif item.kind == "mark" and item.text == "," and _goes_on(clause, following, commands.lexicon):
            pass  # "не хочу, чтобы она была в шляпе"
        elif (
            item.kind == "mark" and item.text == "," and following is not None and following.kind == "dismay"
        ):
            pass  # "глаза огромные, ужас"
        elif item.kind == "mark" and item.text == ":" and not commands.lexicon.joint:
            clause[:] = as_heading(clause)
        elif item.kind == "mark" and item.text in CLAUSE_ENDS:
            end_clause()
        elif item.kind == "mark" and item.text in HEADING_ENDS and _is_heading(clause):
            end_clause()
            sentences[-1].clauses[-1].heads = True
        elif item.kind == "mark" and item.text in JOINTS:
            clause.append(Item("and", item.text, item.start, item.end))
        elif item.kind != "mark":
            if item.kind == "but" and _opens_bare(clause):
                item = replace(item, kind="filler")  # "убери только усы"
            if item.kind in ("but", "because") or (
                clause
                and (
                    _begins_a_request(item, clause, following, commands.lexicon.imperatives)
                    or _ends_a_complaint(item, clause, commands.lexicon)
                )
            ):
                end_clause()
            clause.append(item)
    end_clause()
    for sentence in sentences:
        sentence.clauses = _with_headings(sentence.clauses)
        _tell_portrayal(sentence.clauses)
        sentence.clauses = _with_asides(_with_commands(sentence.clauses, commands))
        sentence.clauses = _with_afterthoughts(sentence.clauses)
        _tell_openings(sentence.clauses)
        _tell_addressee(sentence.clauses, commands.lexicon)
        _tell_ornaments(sentence.clauses, commands.lexicon)
    sentences = [sentence for sentence in sentences if sentence.clauses]
    _tell_headings(sentences)
    _tell_mere_openings(sentences)
    return _with_answers(sentences)


def without_reaches(items: Iterable[Item]) -> list[Item]:
    """Without what only measures: "bangs that cover most of the forehead", "eyes as big as saucers"."""
    kept: list[Item] = []
    reaching = begun = False
    for item in items:
        reaching = reaching and (item.kind not in _ENDS_A_REACH or (begun and item.kind == "but"))
        begun = item.kind == "covers"  # "bangs covering | only half of the forehead"
        if item.kind == "as":
            reaching = bool(kept) and kept[-1].kind == "adjective"
            item = replace(item, kind="so" if " " not in item.text else "make")
        elif item.kind == "who":
            named = next((earlier for earlier in reversed(kept) if earlier.kind != "mark"), None)
            item = replace(item, kind="with" if named is not None and named.is_noun else "narrative")
        elif item.kind == "covers":
            clause = list(itertools.takewhile(lambda earlier: earlier.kind != "mark", reversed(kept)))
            reaching = any(earlier.is_noun for earlier in clause)
            if reaching and clause[0].kind == "not":
                kept.pop()
            item = replace(item, kind="unknown")
        if not reaching:
            kept.append(item)
    return kept


def _heads(clause: Sequence[Item]) -> bool:
    """Whether these items only say whom or what a list behind a colon describes: "паладин, 5 уровень: …"."""
    return all(item.kind in _HEADING or (item.kind == "person" and item.entry.role) for item in clause)


def _opens_bare(clause: Sequence[Item]) -> bool:
    """Whether a clause has a verb so far, and nothing yet that it could act on."""
    kinds = {item.kind for item in clause}
    return bool(kinds & _REQUESTS) and kinds <= _REQUESTS | {"filler", "him"}


def _quieten(clause: list[Item], lexicon: Lexicon) -> None:
    """Make fillers of words that add nothing where they stand, as what sums up or points at a noun."""
    if len(clause) > 2 and clause[-1].text in lexicon.also and clause[-2].kind != "be":
        clause[-1] = replace(clause[-1], kind="filler")  # "add a necklace too"
    for at in range(len(clause) - 2):
        points = clause[at].kind == "narrative" and clause[at + 1].is_noun and clause[at + 2].kind == "be"
        if points and clause[at].text.replace("'", "").split()[0] in lexicon.impersonal:
            clause[at] = replace(clause[at], kind="filler")  # "it's the nose that's too big"
    _tell_sums(clause, lexicon)


def _tell_sums(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over the words that sum up what is said, or join it to what was said before.

    Those are all that sum up where no noun or verb gives them a meaning, and one that opens the clause unless
    what it would describe follows at once: "короче волосы", but "короче, сделай волосы рыжими"; "ещё волос",
    but "ещё убери шляпу".
    """
    bare = not any(item.kind in _GIVES_MEANING for item in clause)
    opening = True
    for at, item in enumerate(clause):
        following = clause[at + 1] if at + 1 < len(clause) else None
        described = following is not None and (following.is_noun or following.kind in ("and", "the", "him"))
        whole = opening and _is_whole(clause[at + 1 :], item, lexicon)
        opens = whole or (opening and following is not None and not described)
        sums = item.text in lexicon.discourse and (bare or opens)
        if sums or (item.kind == "more" and item.text in lexicon.also and whole):
            clause[at] = replace(item, kind="filler")
        opening = opening and clause[at].kind == "filler"


def _is_whole(clause: Sequence[Item], before: Item, lexicon: Lexicon) -> bool:
    """Whether items need no word `before` them: they have a verb, or say of a noun what it is or shall be."""
    said = [item for item in clause if item.kind not in ("filler", "him", "the", "prep")]
    noun = next((at for at, item in enumerate(said) if item.is_noun), None)
    if said and (said[0].kind in _REQUESTS or said[0].kind in _ASKS):
        return True
    if noun is None:
        return False
    if any(item.kind in _SAYS_OF_NOUN for item in said[noun + 1 :]):
        return True
    if noun or before.kind != "adjective" or said[0].kind != "part":
        return False
    return lexicon.effects_of(said[0].entry.name, before.entry.name) is None


def _tell_persistence(clause: list[Item], lexicon: Lexicon) -> None:
    """ "better, but the jaw is still weak": too weak."""
    for at in range(2, len(clause) - 1):
        stays = clause[at].text in lexicon.persisting and clause[at - 1].kind == "be"
        if stays and clause[0].kind == "but" and clause[at + 1].kind == "adjective":
            clause[at] = replace(clause[at], kind="too")


def _tell_sequels(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell "then" from "more" where one word is both: "再去掉口红" and "再小眼睛", but "再老一点"."""
    for at, item in enumerate(clause):
        if item.kind != "more" or item.text not in lexicon.besides or at + 1 == len(clause):
            continue
        behind = [i.kind for i in clause[at + 1 :]]
        named = next((kind for kind in behind if kind not in ("adjective", "of")), "") in NOUNS
        if behind[0] not in _GRADED or (behind[0] == "adjective" and named):
            clause[at] = replace(item, kind="and" if at else "filler")


def _tell_recipients(clause: list[Item]) -> None:
    """ "give my orc tusks": whose portrait it is, and nothing about the speaker."""
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        if item.kind != "first" or following.kind != "person":
            continue
        if any(earlier.kind in _REQUESTS for earlier in clause[:at]):
            clause[at] = replace(item, kind="the")
        elif following.entry.invented:  # "can my orc have tusks?" is a request, "my orc has tusks" is none
            asked = at > 0 and all(earlier.kind == "filler" for earlier in clause[:at])
            clause[at] = replace(item, kind="want" if asked else "the")


def _tell_shades(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over how light a colour is: "светло-каштановые волосы" are no lighter picture."""
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        coloured = following.kind == "adjective" and _is_colour(following, lexicon)
        if coloured and item.kind == "adjective" and not following.transitive and _tells_light(item):
            clause[at] = replace(item, kind="filler")


def _is_colour(item: Item, lexicon: Lexicon) -> bool:
    axes = {effect.axis for effect in item.entry.effects}
    return item.entry.name in lexicon.colours or bool(axes & lexicon.groups.keys())


def _tells_light(item: Item) -> bool:
    return [effect.axis for effect in item.entry.effects] == ["lighting"]


def _tell_deeds(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell requests from deeds by the form of the verb: "надену шапку", "надели шапку"."""
    words = [word for item in clause for word in item.text.split()]
    imagined = not lexicon.conditionals.isdisjoint(words)
    kinds = {item.kind for item in clause}
    # "после ранения он отпустил бороду" describes him, and "вы её слишком накрасили" complains.
    portrays = "him" in kinds and kinds.isdisjoint(_OF_OTHERS)
    complains = "too" in kinds and kinds.isdisjoint(_OF_OTHERS - {"you"})
    for at, item in enumerate(clause):
        before = clause[at - 1] if at else None
        if item.kind == "you" and before is not None and lexicon.inflection.orders(before.text):
            clause[at] = replace(item, kind="filler")
        elif imagined and item.kind == "unknown" and lexicon.inflection.is_past(item.text) and _names(clause):
            clause[at] = replace(item, kind="filler")  # "чтобы он стоял в темноте"
        elif item.kind == "adjective" and lexicon.inflection.is_of_us(item.text):
            clause[at] = replace(item, kind="first")  # "отдохнём"
        elif item.kind == "unknown" and lexicon.inflection.is_of_speaker(item.text):
            clause[at] = replace(item, kind="first")  # "пойду ставить чайник"
        elif not (item.kind in _DEEDS or item.kind in STEPS or item.transitive):
            continue
        elif item.kind == "thing" and lexicon.inflection.is_of_us(item.text):
            clause[at] = replace(item, kind="first")
        elif clause[0].kind == "like" and not lexicon.inflection.orders(item.text):
            clause[at] = replace(item, kind="unknown")  # "словно вырубленное топором"
        elif any(map(lexicon.inflection.is_of_speaker, item.text.split())):
            clause[at] = replace(item, kind="first")
        elif any(map(lexicon.inflection.is_past, item.text.split())) and not imagined:
            if complains:
                clause[:] = [replace(i, kind="filler") if i.kind == "you" else i for i in clause]
            elif not portrays:
                clause[at] = replace(item, kind="was")


def _names(clause: Sequence[Item]) -> bool:
    """Whether it names anything that may be of a portrait."""
    return any(item.is_noun or item.kind in ("adjective", "action") for item in clause)


def _tell_purposes(clause: list[Item]) -> None:
    """Pass over what something is for: "слишком юный для босса", "усы для смеха"."""
    at = next((at for at, item in enumerate(clause) if item.kind == "purpose"), len(clause))
    stop = at + 1
    while stop < len(clause) and clause[stop].kind in (
        "adjective",
        "filler",
        "the",
        "first",
        "him",
        "praise",
    ):
        stop += 1
    if stop < len(clause) and at and clause[stop].kind in ("thing", "trait", "topic", "unknown", "person"):
        clause[at : stop + 1] = [replace(item, kind="filler") for item in clause[at : stop + 1]]


def _tell_comparatives(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell a comparative from the filler of the same form: "нос уже", but no "бороду уже убери"."""
    for at, item in enumerate(clause):
        compared = lexicon.comparative(item.text) if item.kind == "filler" else None
        if compared is None or not (at + 1 == len(clause) or clause[at + 1].kind in ("and", "mark")):
            continue
        part = next(
            (i for i in reversed(clause[:at]) if i.kind not in ("degree", "make", "filler", "him")), None
        )
        if (
            part is not None
            and part.kind == "part"
            and lexicon.effects_of(part.entry.name, compared.entry.name)
        ):
            clause[at] = replace(item, kind="adjective", meaning=compared)


def _tell_complaints(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell complaints: "чего он такой бледный" finds him too pale, and so does "всё ещё бледный"."""
    for at, item in enumerate(clause):
        if item.kind == "still":
            behind = next(
                (i for i in clause[at + 1 :] if i.kind not in ("degree", "filler", "so_strong")), None
            )
            complains = behind is not None and behind.kind == "adjective"
            clause[at] = replace(item, kind="too" if complains else "filler")
    for at, item in enumerate(clause):
        if item.kind == "dismay":
            shocks = at > 0 and clause[at - 1].kind == "adjective" and _finds_fault(clause, at)
            clause[at] = replace(item, kind="too" if shocks else "praise")
        if item.kind == "vague":
            clause[at] = replace(item, kind="too" if _finds_fault(clause, at) else "filler")
    kinds = [item.kind for item in clause]
    so = kinds.index("so_strong") if "so_strong" in kinds else len(clause)
    graded = "adjective" in kinds[so:] and not {"praise", "topic", "unknown", "you", "first", "kin"} & set(
        kinds
    )
    if clause[0].kind == "what_for":
        useless = (
            len(clause) > 1 and {"thing", "adjective", "action"} & set(kinds) and set(kinds[1:]) <= _USELESS
        )
        clause[0] = replace(clause[0], kind="narrative" if not useless or "so_strong" in kinds else "no")
    if clause[0].text in lexicon.wonders and graded and {"him", "part", "thing"} & set(kinds):
        clause[0] = replace(clause[0], kind="filler")
        clause[so] = replace(clause[so], kind="too")


def _finds_fault(clause: Sequence[Item], at: int) -> bool:
    """Whether a vague word makes a complaint of what is said there: "нос какой-то длинный"."""
    kinds = [item.kind for item in clause]
    told = {
        "too",
        "too_little",
        "more",
        "less",
        "so",
        "praise",
        "topic",
        "unknown",
        "you",
        "first",
        "kin",
        "narrative",
    }
    if told & set(kinds) or _REQUESTS & set(kinds) or any(i.form != "base" for i in clause):
        return False
    of_somebody = bool({"him", "part"} & set(kinds[:at]))
    before = [item for item in clause[:at] if item.kind not in ("filler", "vague")]
    follows = kinds[at + 1 : at + 2] == ["adjective"] and kinds[at + 2 :] in ([], ["filler"], ["him"])
    closes = set(kinds[at + 1 :]) <= {"filler", "him"} and bool(before) and before[-1].kind == "adjective"
    opens = at == 0 and kinds[-1] == "adjective" and bool({"him", "part"} & set(kinds))
    return (follows and of_somebody) or closes or opens


def _tell_manners(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over unknown words that say how something is done, or by what: "выпрями волосы утюжком"."""
    for at in range(1, len(clause)):
        of_colour = clause[at - 1].kind == "filler" and clause[at - 1].text.startswith("цвет")
        if (
            of_colour
            and clause[at].kind in ("unknown", "topic")
            and any(i.kind == "adjective" for i in clause)
        ):
            clause[at] = replace(clause[at], kind="filler")
    strange = [item for item in clause if item.kind in ("unknown", "topic")]
    manners = [item for item in strange if lexicon.inflection.adorns(item.text)]
    asked = any(item.kind in _REQUESTS for item in clause)
    if (_names(clause) or not asked) and len(manners) == len(strange):
        clause[:] = [replace(item, kind="filler") if item in manners else item for item in clause]


def _tell_characters(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell a member's own character from people of theirs: "моему тифлингу", but no "моему деду"."""
    for at, (item, person) in enumerate(itertools.pairwise(clause)):
        invented = person.kind == "him" or (person.kind == "person" and person.entry.role)
        if item.kind == "first" and invented and lexicon.inflection.agree(item.text, person.text):
            clause[at : at + 2] = [replace(item, kind="filler"), replace(person, kind="him")]


def _parted(clause: Sequence[Item], lexicon: Lexicon) -> list[list[Item]]:
    """The clauses that follow one another without a comma, where the forms of verbs tell them apart.

    A verb behind its object ends a clause where another order follows ("нос не трогай | добавь улыбку"), and
    after a request the verb of a somebody begins the reason for it ("убери чёлку | на глаза лезет").
    """
    if not lexicon.inflection.knows_verbs:
        return [list(clause)]
    parts: list[list[Item]] = [[]]
    reason = False
    for at, item in enumerate(clause):
        part = parts[-1]
        if reason and _orders(item, lexicon):
            parts.append([])
            reason = False
        elif not reason and _ends_in_verb(part) and item.kind not in _GOES_ON_BEHIND_VERB:
            if any(i.kind == "likewise" or _orders(i, lexicon) for i in clause[at:]):
                parts.append([])
        elif not reason and item.kind in ("narrative", "what_for") and part and _requests(part, lexicon):
            parts.append([Item("because", "", item.start, item.start)])  # "слишком лысый | где волосы"
            reason = True
        elif not reason and _happens(item, lexicon) and _requests(part, lexicon):
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
    for at in range(1, len(clause)):
        if clause[at].kind == "and" and commands.find(clause[at + 1 :]) in _JOINED_TO_WISHES:
            return [clause[:at], clause[at + 1 :]]
        reason = clause[at].kind in ("first", "narrative", "be", "presents", "was", "remove")
        if reason and commands.find_exactly(_without_fillers(clause[:at])) in _ANYWHERE:
            return [clause[:at], clause[at:]]
    return [clause]


def _without_fillers(clause: Iterable[Item]) -> list[Item]:
    return [item for item in clause if item.kind != "filler"]


def _ends_a_complaint(item: Item, clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether somebody goes on to say what is wrong with it: "eyes are too big | it's creepy"."""
    complained = len(clause) > 2 and clause[-1].kind == "adjective" and clause[-2].kind == "too"
    return complained and lexicon.joint == " " and item.kind in ("be", "narrative", "first")


def _without_places(clause: list[Item]) -> list[Item]:
    """Without the part that a thing is said to be on: "шею украшает ожерелье", "чёлка закрывает лоб"."""
    at = next((at for at, item in enumerate(clause) if item.kind == "bears"), None)
    if at is None:
        return clause
    before, behind = clause[:at], clause[at + 1 :]
    borne = any(item.kind in ("thing", "adjective") for item in behind)
    bears = borne and not any(item.kind == "thing" for item in before)
    return (behind if bears else before) or clause


def _orders(item: Item, lexicon: Lexicon) -> bool:
    """Whether it is a verb that says what to do, in a form that nothing else has."""
    verb = item.kind in _DEEDS or item.kind in STEPS or item.transitive
    return verb and any(lexicon.inflection.orders(word) for word in item.text.split())


def _ends_in_verb(part: Sequence[Item]) -> bool:
    """Whether it ends in a verb that has its object before it: "нос не трогай"."""
    said = [item for item in part if item.kind not in ("filler", "him")]
    return len(said) > 1 and said[-1].kind in _BEHIND_OBJECT and said[-2].is_noun


def _happens(item: Item, lexicon: Lexicon) -> bool:
    verb = item.kind in ("unknown", "bears") or item.transitive
    return verb and lexicon.inflection.happens(item.text.split()[0])


def _requests(part: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether it asks for something by a verb, a comparison or a complaint, and not by a mere wish to see."""
    clause = Clause(list(part))
    urged = not lexicon.imperatives.isdisjoint(item.text for item in part if item.kind == "filler")
    compared = any(item.meaning is not None and item.form in ("comparative", "excess") for item in part)
    told = clause.has("narrative", "you", "first", "was", "topic", "unknown", "kin")
    return _names(part) and not told and not urged and (clause.orders or compared)


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
    acted_on = bool(earlier) and earlier[-1].kind in _DEEDS and lexicon.inflection.is_object(noun.text)
    return any(item.is_noun for item in earlier) and not acted_on


def _goes_on(clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether only a request has been opened yet, and what it is for comes after the comma."""
    if following is None or lexicon.conditionals.isdisjoint(following.text.split()):
        return False
    return bool(clause) and all(item.kind in _OPENING for item in clause)


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
            command = commands.find_exactly(items) or commands.find_exactly(said) or commands.begun_by(said)
            if command in STEPS and any(item.kind == "want" for item in items):
                command = None  # a step of something told of before
            if command is not None:
                joined.append(Clause(items, command))
                start += count
                break
        else:
            joined.append(clauses[start])
            start += 1
    return joined


def _tell_mere_openings(sentences: Sequence[Sentence]) -> None:
    """ "next, remove the hat" is no wish for the next portrait: beside orders a filler is no command."""
    clauses = [clause for sentence in sentences for clause in sentence.clauses]
    names = any(clause.command is None and _names(clause.items) for clause in clauses)
    for clause in clauses:
        if names and clause.command and all(item.kind == "filler" for item in clause.items):
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
        elif only_names and nameless and before is not None and before.complains:
            before.items[0:0] = named  # "still too dark, the background i mean"
        else:
            joined.append(clause)
    return joined


def _tell_openings(clauses: Sequence[Clause]) -> None:
    """Mark the praise that opens a description: "hot ginger girl, freckles, green eyes"."""
    if len(clauses) < 2 or not all(item.kind in _OPENING_OF_DESCRIPTION for item in clauses[0].items):
        return
    goes_on = clauses[1].has("thing", "part") and all(i.kind in _NOUN_PHRASE for i in clauses[1].items)
    clauses[0].introduces = clauses[0].has("person") and goes_on


def _is_remark(clause: Sequence[Item], following: Item | None, lexicon: Lexicon) -> bool:
    """Whether one bare word is called out because of what is told next, which is of nobody."""
    if following is None or following.kind != "narrative" or [item.kind for item in clause] != ["thing"]:
        return False
    return following.text.replace("'", "").split()[0] in lexicon.impersonal


def _is_heading(clause: Sequence[Item]) -> bool:
    """Whether this may say no more than whom a description is of: "call of cthulhu accountant:"."""
    kinds = {item.kind for item in clause}
    strangers = any(i.kind in ("unknown", "topic") or (i.kind == "person" and i.entry.role) for i in clause)
    return strangers and kinds <= _SUBJECT | {"adjective", "be", "him", "number", "so_strong", "first"}


def _with_headings(clauses: Sequence[Clause]) -> list[Clause]:
    """Headings of descriptions without their unknown words; a colon that begins none only joins."""
    joined: list[Clause] = []
    for at, clause in enumerate(clauses):
        following = [item for later in clauses[at + 1 :] for item in later.items]
        portrays = _features(following) >= FEATURES_OF_OURS and _only_portrays(following)
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


def _only_portrays(items: Iterable[Item]) -> bool:
    return all(item.kind in _PORTRAYING for item in items)


def _features(items: Sequence[Item]) -> int:
    """How many features of a face these items name, each thing, adjective or age for one."""
    count = 0
    for item, following in itertools.zip_longest(items, items[1:]):
        if item.kind == "adjective":
            count += bool(item.entry.effects) or (following is not None and following.kind == "part")
        else:
            count += item.kind in ("thing", "action", "decade", "years")
    return count


def _tell_portrayal(clauses: Sequence[Clause]) -> None:
    """Tell descriptions from talk: "my villain has thin lips and a goatee", but no "tom has a beard"."""
    items = [item for clause in clauses for item in clause.items]
    subject = list(itertools.takewhile(lambda item: item.kind in _SUBJECT or item.kind == "talk", items))
    told = items[len(subject) :]
    if not told or told[0].kind not in ("be", "have", "presents") or not _only_portrays(told[1:]):
        return
    kinds = [item.kind for item in subject]
    ours = ("person" in kinds or told[0].kind == "presents") and not {"first", "the"}.isdisjoint(kinds)
    titled = [item.kind for item in subject if item.kind != "talk"] == ["person", "unknown"]
    ours = ours or titled  # "detective rhys"
    nobody_known = any(item.kind == "unknown" for item in subject) and len(subject) <= LONGEST_SUBJECT
    named = ours or (nobody_known and all(item.kind != "first" for item in subject))
    if named and _features(told) >= (FEATURES_OF_OURS if ours else FEATURES_OF_SOMEBODY):
        introduction = [*subject, *told[:1]] if told[0].kind == "presents" else subject
        clauses[0].items[: len(introduction)] = [
            replace(item, kind="filler") for item in introduction if item.kind != "the"
        ]
        for clause in clauses:
            clause.portrays = True


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
    listed = _features(described) >= FEATURES_OF_OURS and _only_portrays(described)
    ordered = len(clauses) > 1 and bool(clauses[1].command or clauses[1].orders)
    strange = [item for item in clauses[0].items if item.kind != "filler"] if clauses else []
    unknown = len(strange) == 1 and strange[0].kind == "unknown"
    named = unknown and lexicon.inflection.is_somebody(strange[0].text)
    if ordered and not lexicon.joint and clauses[0].command is None and clauses[1].explicit:
        clauses[0].called = is_called(clauses[0].items, clauses[1].items)
    if (named and (ordered or listed)) or (ordered and _calls(strange, lexicon)):
        pass_over(clauses[0])
    # "remove the hat, dude"
    if len(clauses) > 1 and clauses[-2].orders and _calls(clauses[-1].items, lexicon):
        pass_over(clauses[-1])
    for clause in clauses:
        if len(clause.items) > 1 and clause.orders and not clause.command:
            first, second, *_, before, last = (*clause.items[:2], *clause.items[-2:])
            if _calls([first], lexicon) and (second.text in lexicon.imperatives or second.kind == "the"):
                clause.items[0] = replace(first, kind="filler")
            if _calls([last], lexicon) and before.kind in ("thing", "part", "him", "filler"):
                clause.items[-1] = replace(last, kind="filler")


def _calls(items: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether these are nothing but what people call each other by."""
    return len(items) == 1 and items[0].kind == "person" and items[0].text in lexicon.vocatives


def _begins_a_request(
    item: Item, clause: Sequence[Item], following: Item | None, imperatives: frozenset[str]
) -> bool:
    """Whether a run-on sentence turns from telling to asking: "he is so old | give him hair"."""
    if item.text not in imperatives:
        return False
    of_noun = clause[-1].is_noun and item.kind in ("remove", "keep")  # "what's with the hat | lose it"
    of_noun = of_noun and following is not None and following.kind in ("it", "him")
    if clause[-1].kind not in _MAY_PRECEDE_A_REQUEST and not of_noun:
        return False
    return any(earlier.kind in ("narrative", "you", "first", "be", "praise") for earlier in clause)


def _with_answers(sentences: Sequence[Sentence]) -> list[Sentence]:
    """ "glasses? yes. hat? no." as "glasses: yes, hat: no"."""
    joined: list[Sentence] = []
    for sentence in sentences:
        items = sentence.clauses[0].items
        answered = joined[-1] if joined and joined[-1].asks else None
        answer = len(sentence.clauses) == 1 and len(items) == 1 and items[0].kind in ("no", "nope", "filler")
        if (
            items[0].kind == "like"
            and joined
            and len(sentence.clauses) == 1
            and not sentence.clauses[0].explicit
        ):
            joined[-1].clauses.extend(sentence.clauses)  # "sideburns. like wolverine"
        elif answered is not None and answer and _names_only(answered.clauses[-1]):
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


def _names_only(clause: Clause) -> bool:
    return clause.has("thing", "adjective") and all(item.kind in _NOUN_PHRASE for item in clause.items)


class CommandBook:
    """Clauses that are commands to the bot. A phrase that ends in "…" may go on with anything."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.exact: dict[str, str] = {}
        self.openings: dict[str, str] = {}
        self.lexicon, self.joint = lexicon, lexicon.joint
        for name, phrases in lexicon.commands.items():
            for phrase in phrases:
                book = self.openings if phrase.endswith("…") else self.exact
                book[self._key(phrase.rstrip("… ").split())] = name
        self.longest_opening = max(map(len, self.openings), default=0)

    def find(self, clause: Sequence[Item]) -> str | None:
        """The command that these items are, fillers at either end aside."""
        if len(clause) > 16:
            return None
        first = next((i for i, item in enumerate(clause) if item.kind not in _BEFORE_COMMANDS), len(clause))
        last = next(
            (i for i, item in enumerate(clause[::-1]) if item.kind not in _AFTER_COMMANDS), len(clause)
        )
        for start in range(first + 1):
            for stop in range(len(clause), max(len(clause) - last - 1, start), -1):
                text = self._key(item.text for item in clause[start:stop])
                if text in self.exact:
                    return self.exact[text]
                if text in self.openings:
                    return self.openings[text]
                goes_on = self._opening_of(text) if stop == len(clause) else None
                if goes_on is not None:
                    return goes_on
        return self._said_again(clause) or _step_command(clause)

    def _opening_of(self, text: str) -> str | None:
        """The command that begins these words and goes on with anything."""
        for end in range(1, min(len(text), self.longest_opening + 1)):
            if text.startswith(self.joint, end) and text[:end] in self.openings:
                return self.openings[text[:end]]
        return None

    def _said_again(self, clause: Sequence[Item]) -> str | None:
        """ "undo undo", "随便来点惊喜": one command in several phrases, and nothing besides."""
        reached: dict[int, set[str]] = {0: set(self.lexicon.commands)}
        for start, item in enumerate(clause):
            names = reached.get(start, set())
            if item.kind == "filler":
                reached[start + 1] = reached.get(start + 1, set()) | names
            for stop in range(start + 1, len(clause) + 1) if names else ():
                name = self.exact.get(self._key(i.text for i in clause[start:stop]))
                if name in names:
                    reached.setdefault(stop, set()).add(name)
        names = reached.get(len(clause), set())
        return next(iter(names)) if len(names) == 1 else None

    def find_exactly(self, clause: Sequence[Item]) -> str | None:
        """The command that these items are, word for word."""
        return self.exact.get(self._key(item.text for item in clause)) if len(clause) <= 16 else None

    def begun_by(self, clause: Sequence[Item]) -> str | None:
        """The command that goes on with anything, where these items begin it and go on."""
        begun = (self._key(item.text for item in clause[:stop]) for stop in range(1, min(len(clause), 6)))
        return next((self.openings[key] for key in begun if key in self.openings), None)

    def opens(self, clause: Sequence[Item]) -> bool:
        """Whether these items begin a command that goes on with anything."""
        return bool(clause) and len(clause) < 8 and self._key(item.text for item in clause) in self.openings

    def _key(self, words: Iterable[str]) -> str:
        familiar = self.lexicon.inflection.familiar
        said = (" ".join(map(familiar, word.split())) if self.joint else word for word in words)
        return self.joint.join(said).replace("'", "")


def _step_command(clause: Sequence[Item]) -> str | None:
    """ "a wee bit more", "not quite enough": steps of what was done last, in whatever words."""
    kinds = [item.kind for item in clause]
    steps = {_STEP_WORDS[kind] for kind in kinds if kind in _STEP_WORDS}
    if len(steps) != 1 or any(kind not in _STEP_WORDS and kind not in _BESIDE_STEPS for kind in kinds):
        return None
    return steps.pop()


def without_similes(clause: Clause) -> None:
    """Leave out what a wish is likened to: "a smile like grandpa's" is of no grandpa."""
    kept: list[Item] = []
    likened = False
    for item in clause.items:
        if item.kind in _ENDS_A_REACH or item.kind in _REQUESTS:
            likened = False
        elif item.kind == "number" and kept and kept[-1].kind == "like":
            kept[-1], likened = replace(kept[-1], kind="filler"), False  # "like 70", which is about 70
        elif item.kind == "like":
            likened = any(before.kind in _LIKENED for before in kept)
        if not likened:
            kept.append(item)
    clause.items = kept


def unknown_phrases(clause: Clause, lexicon: Lexicon) -> list[Item]:
    """Stretches around unknown words, each with the adjectives and the noun that lean on it.

    "curly fries" is no wish for curls and "beard oil" none for a beard: what comes before an unknown noun
    belongs to it. Before a known thing an unknown word is an ornament ("a majestic beard") and is passed
    over.
    """
    clause.items = [replace(i, kind="unknown", topic=True) if i.kind == "topic" else i for i in clause.items]
    items, phrases, index = clause.items, [], 0
    while index < len(items):
        if items[index].kind != "unknown":
            index += 1
            continue
        start = end = index
        while end < len(items) and items[end].kind == "unknown":
            end += 1
        following = items[end].kind if end < len(items) else ""
        if end - start <= 2 and (_ornament(items, end) or _trims(items, start)):
            index = end
            continue
        if following in ("part", "person") and end - start <= 2:
            end += 1
        named = items[index].text
        while end < len(items) and items[end].kind == "adjective" and not any(i.is_noun for i in items[end:]):
            if not lexicon.inflection.agree(items[end].text, named):
                break
            end += 1  # "уши эльфа длинные"
        verb_like = clause.explicit and following in ("the", "a", "him")
        start = start if verb_like else _leaning(items, start)
        phrases.append(_joined(items[start:end], lexicon.joint))
        index = end
    return phrases


def _ornament(items: Sequence[Item], end: int) -> bool:
    """Whether unknown words that end at `end` only adorn what follows ("jet black hair")."""
    position = end
    while position < len(items) and items[position].kind == "adjective":
        position += 1
    if position == len(items):  # "her eyes are a piercing blue"
        described = any(item.kind in ("part", "thing") for item in items[:end])
        return described and position == end + 1 and _introduced(items, end)
    noun = items[position]
    if noun.kind == "person":
        goes_on = position + 1 < len(items) and items[position + 1].kind == "with"
        return bool(noun.entry.effects) or (noun.entry.role and goes_on)
    return noun.kind == "thing" or (noun.kind == "part" and position > end)


def _trims(items: Sequence[Item], start: int) -> bool:
    """Whether unknown words only say what a thing has on it: "a hat with a feather"."""
    kinds = [item.kind for item in items[max(0, start - 3) : start]]
    return kinds == ["thing", "with", "a"] or kinds[-2:] == ["thing", "with"]


def _introduced(items: Sequence[Item], end: int) -> bool:
    """Whether an article stands before the unknown words that end at `end`."""
    start = end
    while start > 0 and items[start - 1].kind == "unknown":
        start -= 1
    return start > 0 and items[start - 1].kind == "a"


def _leaning(items: Sequence[Item], start: int) -> int:
    if start > 0 and items[start - 1].kind in ("thing", "trait", "part", "person"):
        start -= 1
    while start > 0 and items[start - 1].kind in _DESCRIPTIVE:
        start -= 1
    return start


def _joined(items: Sequence[Item], joint: str) -> Item:
    mixed = any(item.kind != "unknown" for item in items)
    text = joint.join(item.text for item in items)
    topic = all(item.topic for item in items if item.kind == "unknown")
    confidence = 0.5 if mixed else 1.0
    return Item("unknown", text, items[0].start, items[-1].end, confidence=confidence, topic=topic)


def at_length(clause: Clause) -> Item | None:
    """The clause as one phrase where it says by several words what one word could: "hair like ripe corn".

    Only where the lexicon knows too little of it: a part that is likened, or something unknown.
    """
    items = clause.items
    ends = [index for index, item in enumerate(items) if item.kind not in ("a", "the", "filler", "be")]
    if len(ends) < 2 or not clause.has("unknown", "like") or not {i.kind for i in items} <= _AT_LENGTH:
        return None
    start = next((i for i, item in enumerate(items) if item.kind not in ("a", "the")), 0)
    return Item("unknown", "", items[start].start, items[-1].end)


def release_descriptions(clause: Clause, phrase: Item) -> Item:
    """ "an old fisherman with a white beard": an unknown somebody, but the description stands.

    Where the clause goes on to name a feature of a face, only the last word of the phrase is unknown.
    """
    inside = [item for item in clause.items if phrase.start <= item.start and item.end <= phrase.end]
    after = [item for item in clause.items if item.start >= phrase.end]
    describes = any(item.kind == "with" for item in after) and any(i.kind in ("thing", "part") for i in after)
    if not describes or [item.kind for item in inside[-2:]] != ["adjective", "unknown"]:
        return phrase
    return inside[-1]


def with_phrases(clause: Clause, phrases: Iterable[Item]) -> list[Item]:
    """The clause's items, those inside a phrase replaced by it; unknown ornaments dropped."""
    items = list(clause.items)
    for phrase in phrases:
        inside = [i for i, item in enumerate(items) if phrase.start <= item.start and item.end <= phrase.end]
        items[inside[0] : inside[-1] + 1] = [phrase]
    spans = {(phrase.start, phrase.end) for phrase in phrases}
    return [item for item in items if item.kind != "unknown" or (item.start, item.end) in spans]


def tells_a_story(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether the clause talks about the world rather than about the portrait, going by its known words."""
    if clause.portrays:
        return False
    if clause.called or clause.has("narrative", "you") or (clause.has("was") and not clause.imagined):
        return True
    if clause.has("kin"):
        kinds = [item.kind for item in clause.items]
        return _REQUESTS.isdisjoint(kinds[: kinds.index("kin")])
    if clause.has("first") and not (clause.explicit or clause.urged):
        return True
    if _envies(clause, lexicon):
        return True
    if _admires(clause) or _told_to_somebody(clause, lexicon):
        return True
    if clause.introduces:
        return False
    if clause.explicit and not (clause.has("talk") and not clause.has(*_EXPLICIT - {"no"})):
        return False
    if clause.has("talk") or (_speaks_of_topics(clause) and not _describes_something(clause, lexicon)):
        return True
    if _is_of_somebody_else(clause, lexicon):
        return True
    if clause.has("be_not") or (clause.has("presents") and not _portrays(clause)):
        return True
    if clause.greets and clause.has("the") and all(item.kind in _NAMED for item in clause.items):
        return True  # "lol the hat"
    if clause.greets and clause.states and not clause.has("too", "too_little"):
        return True  # "she looks kinda sad lol"
    adjectives = [item for item in clause.items if item.kind == "adjective"]
    predicative = bool(adjectives) and not any(
        i.is_noun and i.start > adjectives[-1].start for i in clause.items
    )
    if clause.has("be") and predicative and all(item.entry.style for item in adjectives):
        return True  # "glasses are expensive"
    if _exclaims(clause, lexicon):
        return True
    named = [
        item.kind
        for item, following in itertools.zip_longest(clause.items, clause.items[1:])
        if (item.kind == "praise" and (following is None or following.kind not in ("of", "degree")))
        or (item.meaning and item.kind in _NAMING)
    ]
    if "praise" not in named:
        return False
    asks = _compares(clause) or clause.complains or clause.has("not")
    asks = asks or any(i.is_noun and lexicon.inflection.is_object(i.text) for i in clause.items)
    if named[-1] == "praise" and len(named) > 1 and not asks:
        return True  # "that smile though", but no "шляпу стильную"
    if named[0] != "praise" and not clause.has("be", "have"):
        return False  # "pink cheeks and a cute nose"
    return clause.has("be", "have") or not clause.has("a", "with")


def _envies(clause: Clause, lexicon: Lexicon) -> bool:
    """ "i'd kill for those cheekbones": something pointed at, and nothing said of what is to become of it."""
    said = [i for i in clause.items if i.kind != "first" and i.text not in lexicon.greetings]
    if len(said) < 3 or said[1].text not in lexicon.pointing:
        return False
    longs = said[0].text.replace("'", "") in lexicon.longing
    return longs and said[2].kind in ("part", "thing") and all(item.kind == "topic" for item in said[3:])


def _told_to_somebody(clause: Clause, lexicon: Lexicon) -> bool:
    """ "grow a beard bro": an order to whoever is called, and none for the portrait."""
    asked = any(item.kind == "filler" and item.text in lexicon.imperatives for item in clause.items)
    if asked or clause.has("him", "want", "should"):
        return False
    called = [item.text in lexicon.vocatives for item in clause.items]
    said = [
        item for item, name in zip(clause.items, called, strict=True) if not name and item.kind != "filler"
    ]
    return (called[-1] or called[0]) and bool(said) and said[0].text in lexicon.wearing


def _portrays(clause: Clause) -> bool:
    """Whether it describes somebody in known words: "this is a chubby young woman with glasses"."""
    described = any(i.kind == "adjective" or (i.kind == "person" and i.entry.effects) for i in clause.items)
    return described and not clause.has("unknown", "topic", "praise")


def _admires(clause: Clause) -> bool:
    """ "这胡子留得真有型": something pointed at, and an exclamation at the end."""
    said = [item.kind for item in clause.items if item.kind != "filler"]
    last = said[-1:] == ["praise"] or (said[-2:-1] == ["exclaim"] and said[-1] == "adjective")
    return "exclaim" in said and said[0] == "the" and last


def _exclaims(clause: Clause, lexicon: Lexicon) -> bool:
    """ "haha he looks so grumpy", "眼睛好大", "ну и борода"."""
    said = [item for item in clause.items if item.kind not in ("filler", "but")]
    exclaimed = ("adjective", "unknown", "topic")
    if len(said) > 1 and said[0].kind == "what_a" and (said[1].is_noun or said[1].kind in exclaimed):
        return not _compares(clause) and not any(lexicon.inflection.is_object(item.text) for item in said)
    if clause.has("not"):
        return False  # "don't be so grumpy"
    for item, following in itertools.pairwise(clause.items):
        exclaims = item.kind == "exclaim" or (item.kind == "so_strong" and clause.has("be", "him"))
        if exclaims and following.kind == "adjective" and not _compares(clause):
            return True
    return False


def _speaks_of_topics(clause: Clause) -> bool:
    """Whether it names what is no part of a portrait, but for an ornament: "coke bottle glasses"."""
    pairs = itertools.zip_longest(clause.items, clause.items[1:])
    return any(
        i.kind == "topic" and (following is None or following.kind != "thing") for i, following in pairs
    )


def _is_of_somebody_else(clause: Clause, lexicon: Lexicon) -> bool:
    """ "классика не стареет": something that the lexicon does not know does what people do too."""
    said = [item for item in clause.items if item.kind not in ("filler", "not")]
    if len(said) < 2 or said[0].kind != "unknown" or not lexicon.inflection.is_subject(said[0].text):
        return False
    deed = said[1].kind in ("action", "thing") and lexicon.inflection.happens(said[1].text)
    return deed and not lexicon.inflection.is_somebody(said[0].text)


def _describes_something(clause: Clause, lexicon: Lexicon) -> bool:
    """ "a purple spaceship": no talk, but something that somebody may want to see."""
    kinds = {item.kind for item in clause.items}
    coloured = any(item.kind == "adjective" and not item.entry.style for item in clause.items)
    coloured = coloured and [item.kind for item in clause.items if item.kind != "filler"][-1] != "adjective"
    coloured = coloured and (not lexicon.inflection.knows_verbs or clause.has("a", "with"))
    return coloured and kinds <= {"adjective", "topic", "unknown", "a", "of", "filler", "with", "person"}


def _compares(clause: Clause) -> bool:
    return clause.graded or any(
        item.meaning is not None and item.meaning.form == "comparative" for item in clause.items
    )


def is_strange(clause: Clause, unknown: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether so much of the clause is unknown that it is about something else."""
    if not unknown:
        return False
    if clause.greets and not clause.explicit:
        return True
    asks = clause.has(*_EXPLICIT - {"no", "want"})
    if not asks and lexicon.inflection.knows_verbs and _reports_a_deed(clause, unknown, lexicon):
        return True
    if clause.explicit and not clause.states and not clause.has("first"):
        lacks = any(item.topic for item in unknown) and not clause.has(*_REQUESTS - {"want"})
        return lacks  # "we need more coffee"
    if clause.has("be", "have", "first", "should"):
        return True
    if _reports_a_deed(clause, unknown, lexicon):
        return True
    if all(item.confidence < 1.0 for item in unknown) and clause.has("adjective", "with"):
        return False  # "mohawk hairstyle and blond hair": of known parts, and described besides
    words = sum(item.end - item.start for item in clause.items)
    if words <= lexicon.few_words:
        return False
    strange = sum(item.end - item.start for item in unknown)
    return strange / words > TOO_STRANGE


def _reports_a_deed(clause: Clause, unknown: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "merged the pull request", "getting coffee": a verb that tells what happens, and nothing of a face."""
    words = [word for item in unknown for word in item.text.split()]
    reports = any(lexicon.inflection.reports(word) for word in words)
    if clause.has("not") and all(lexicon.inflection.orders(word) for word in words):
        return True  # "не спамьте"
    if reports and lexicon.inflection.knows_verbs:
        return not clause.urged
    if clause.has("adjective", "thing", "part", "trait", "action", "person"):
        return False
    kinds = [item.kind for item in clause.items if item.kind != "filler"]
    opens_with_verb = len(kinds) >= 3 and kinds[0] == "unknown" and kinds[1] in ("the", "a", "him")
    return opens_with_verb or (reports and len(words) > 1)


def is_hopeless(clause: Clause) -> bool:
    """Whether a long clause holds so many unknown words that looking them up is a waste of time."""
    words = sum(item.end - item.start for item in clause.items)
    strange = sum(item.end - item.start for item in clause.items if item.kind == "unknown")
    return words > LONG_CLAUSE and strange / words > TOO_STRANGE


def opens_with_unknown_verb(clause: Clause) -> bool:
    """ "obliterate the beard": what an unknown verb does to a thing is anybody's guess."""
    content = [item for item in clause.items if item.kind not in ("filler", "want", "first")]
    if len(content) < 3 or content[0].kind != "unknown":
        return False
    return content[1].kind in ("the", "a", "him") and any(item.is_noun for item in content[2:])


def _is_admired(clauses: Sequence[Clause], lexicon: Lexicon) -> bool:
    """ "усы — огонь": a thing is named, and an opinion of it follows."""
    if len(clauses) != 2 or not lexicon.inflection.knows_verbs or not clauses[1].has("praise"):
        return False
    opinion = all(item.kind in ("praise", "filler", "degree", "so_strong", "be") for item in clauses[1].items)
    named = [item for item in clauses[0].items if item.kind not in ("filler", "the", "him")]
    asked = any(lexicon.inflection.is_object(item.text) for item in named)
    return opinion and len(named) == 1 and named[0].kind in ("thing", "part") and not asked


def _tells_a_deed(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a verb that the lexicon does not know says what has happened: "бессонница мучила"."""
    verbs = (item.text for item in clause.items if item.kind == "unknown" and not clause.imagined)
    return any(map(lexicon.inflection.is_past, verbs))


def _addresses(clause: Clause) -> bool:
    """ "good morning, chat": an unknown word beside a greeting is who is greeted."""
    unknown = [item for item in clause.items if item.kind == "unknown"]
    return bool(unknown) and all(item.kind in ("unknown", "filler", "first") for item in clause.items)


def _names_character(clause: Clause) -> bool:
    """Whether it only says who has been described."""
    invented = any(item.kind == "person" and item.entry.invented for item in clause.items)
    return invented and clause.chatter and clause.has("narrative") and len(clause.items) == 2


def hush(sentence: Sentence, lexicon: Lexicon) -> None:
    """In a sentence that tells a story, things merely named are part of the story."""
    for clause in sentence.clauses[1:]:
        aside = clause.items[0].kind == "because" or (clause.items[0].kind == "like" and not clause.explicit)
        clause.chatter = clause.chatter or aside
    if any(clause.greets and not clause.explicit for clause in sentence.clauses):
        for clause in sentence.clauses:
            clause.chatter = clause.chatter or _addresses(clause)
    if sentence.clauses and _names_character(sentence.clauses[-1]):
        del sentence.clauses[-1]  # "bald, goatee, an earring, that's my pirate"
    telling = ("narrative", "you", "was", "first", "be", "have", "topic", "what_a")
    similes = [
        clause
        for clause in sentence.clauses[1:]
        if clause.items[0].kind == "like"
        or (
            clause.items[0].kind == "be"
            and not clause.has("praise")
            and clause.items[0].text.replace("'", "") not in lexicon.impersonal
        )
    ]  # "像刚跑完步"
    if _is_admired(sentence.clauses, lexicon):
        sentence.clauses[0].chatter = True
    tells = [c for c in sentence.clauses if c.chatter and c not in similes]
    if any(c.has(*telling) or _tells_a_deed(c, lexicon) for c in tells):
        for clause in sentence.clauses:
            if tells_an_outcome(clause.items):
                clause.chatter = True
            elif not clause.orders and not _compares(clause) and clause.command not in _ANYWHERE:
                clause.chatter, clause.command = True, None
