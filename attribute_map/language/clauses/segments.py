"""Items to sentences of clauses: the order in which they are parted, and told from one another.

What ends a clause is decided in `marks`, `headings` and `unmarked`, what each word is in it in `roles`. When
a sentence is whole, its clauses are told from one another: descriptions (`portrayals`), commands (`orders`),
who is spoken to (`addressees`), and what only goes with another clause (`asides`, `questions`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.addressees import tell_addressee, tell_pleas
from attribute_map.language.clauses.asides import (
    tell_additions,
    tell_approvals,
    tell_gloom,
    tell_hues,
    tell_lesser,
    tell_ornaments,
    with_afterthoughts,
    with_asides,
)
from attribute_map.language.clauses.clause import Clause, Sentence
from attribute_map.language.clauses.commands import CommandBook
from attribute_map.language.clauses.exchanges import with_exceptions
from attribute_map.language.clauses.forms import asks_by_case, without_quoting
from attribute_map.language.clauses.frames import as_heading, with_reminders, without_likenesses
from attribute_map.language.clauses.headings import (
    HEADING_ENDS,
    asks_before_a_colon,
    ends_talk,
    is_heading,
    opens_anew,
    tell_headings,
    with_headings,
)
from attribute_map.language.clauses.marks import (
    CLAUSE_ENDS,
    JOINTS,
    SENTENCE_ENDS,
    closes_a_title,
    falls_short,
    is_called_out,
    only_pauses,
)
from attribute_map.language.clauses.orders import (
    command_of,
    parted_from_commands,
    tell_exceptions,
    tell_mere_openings,
    with_commands,
)
from attribute_map.language.clauses.portrayals import (
    tell_openings,
    tell_portrayal,
    tell_summary,
    tell_title,
)
from attribute_map.language.clauses.questions import with_answers
from attribute_map.language.clauses.roles import (
    tell_roles,
    turns_into_a_colour,
    without_places,
    without_reaches,
)
from attribute_map.language.clauses.runons import heads_only, tell_asides
from attribute_map.language.clauses.unmarked import (
    begins_anew,
    opens_bare,
    parted_by_forms,
    sets_a_limit,
    sets_against,
)
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_NOTHING = Item("filler", "", 0, 0)  # before the first item of a clause


def segment(items: Sequence[Item], commands: CommandBook) -> list[Sentence]:
    """Sentences of clauses; each clause that is a command bears its name."""
    lexicon = commands.lexicon
    items = without_quoting(list(items), lexicon) if lexicon.that else items
    items = with_exceptions(items, lexicon)
    sentences = _Segmenter(commands).read(with_reminders(without_reaches(items, lexicon), lexicon))
    for sentence in sentences:
        _tell_clauses(sentence, commands)
    tell_gloom(sentences, lexicon)
    tell_additions(sentences, lexicon)
    sentences = [sentence for sentence in sentences if sentence.clauses]
    tell_headings(sentences)
    tell_mere_openings(sentences, lexicon)
    if lexicon.subjects:
        tell_asides(sentences, lexicon)
    return with_answers(sentences, lexicon)


def _tell_clauses(sentence: Sentence, commands: CommandBook) -> None:
    """Tell the clauses of a sentence from one another, each step by what those before it have told."""
    lexicon = commands.lexicon
    sentence.clauses = with_headings(sentence.clauses)
    tell_exceptions(sentence.clauses, lexicon)
    tell_title(sentence.clauses, lexicon)
    tell_portrayal(sentence.clauses, lexicon)
    sentence.clauses = with_asides(with_commands(sentence.clauses, commands))
    sentence.clauses = with_afterthoughts(sentence.clauses)
    tell_openings(sentence.clauses)
    tell_summary(sentence.clauses, lexicon)
    tell_pleas(sentence.clauses, lexicon)
    tell_approvals(sentence.clauses, lexicon)
    tell_addressee(sentence.clauses, lexicon)
    tell_ornaments(sentence.clauses, lexicon)
    tell_hues(sentence.clauses, lexicon)
    tell_lesser(sentence.clauses, lexicon)


class _Segmenter:
    """Goes through the items of a message once, and ends its clauses and sentences."""

    def __init__(self, commands: CommandBook) -> None:
        self.commands, self.lexicon = commands, commands.lexicon
        self.sentences = [Sentence([])]
        self.clause: list[Item] = []  # so far

    def read(self, items: Sequence[Item]) -> list[Sentence]:
        for item, following in itertools.zip_longest(items, items[1:]):
            if item.kind == "mark":
                self.read_mark(item, following)
            else:
                self.read_word(item, following)
        self.end_clause()
        return self.sentences

    def read_mark(self, mark: Item, following: Item | None) -> None:
        if mark.text == "!" and is_called_out(self.clause, following, self.lexicon):
            self.end_clause()  # "smile! it's friday"
        elif mark.text in SENTENCE_ENDS:
            self.end_sentence(asks=mark.text == "?")
        elif mark.text in CLAUSE_ENDS:
            self.read_clause_end(mark, following)
        elif mark.text in JOINTS:
            self.clause.append(Item("and", mark.text, mark.start, mark.end))
        elif mark.text in HEADING_ENDS:
            self.read_heading_end(mark, following)

    def end_sentence(self, *, asks: bool = False) -> None:
        self.end_clause()
        self.sentences[-1].asks = asks
        self.sentences.append(Sentence([]))

    def read_clause_end(self, mark: Item, following: Item | None) -> None:
        if mark.text == '"' and self.commands.opens(self.clause):
            return  # save as "bob"
        if mark.text == "," and only_pauses(self.clause, following, self.lexicon):
            return
        title = mark.text == '"' and self.clause and closes_a_title(self.sentences[-1].clauses, self.lexicon)
        self.end_clause()
        if title:
            self.sentences[-1].clauses[-1].called = True

    def read_heading_end(self, mark: Item, following: Item | None) -> None:
        colon = mark.text == ":"
        if colon and opens_anew(self.clause, self.commands):
            self.end_sentence()  # "start from scratch: an old man"
        elif colon and not self.lexicon.joint:
            self.read_colon_without_blanks()
        elif colon and heads_only(self.clause, self.commands):
            self.clause[:] = [replace(said, kind="filler") for said in self.clause]
            self.end_clause()
        elif colon and ends_talk(self.clause, following, self.lexicon):
            self.end_sentence()  # "идём развлекаться: прилепи ему бороду"
        elif is_heading(self.clause):
            self.end_clause()
            self.sentences[-1].clauses[-1].heads = True

    def read_colon_without_blanks(self) -> None:
        if asks_before_a_colon(self.clause):
            self.end_clause()  # "给她卸妆：口红、腮红都不要"
        else:
            self.clause[:] = as_heading(self.clause, self.lexicon)

    def read_word(self, item: Item, following: Item | None) -> None:
        if falls_short(self.clause, item, self.lexicon):
            self.clause.append(replace(item, kind="enough"))
            return
        item = self.as_conjunction(item, following)
        if item.kind in ("but", "because") or (
            self.clause and begins_anew(item, self.clause, following, self.lexicon)
        ):
            self.end_clause()
        self.clause.append(item)

    def as_conjunction(self, item: Item, following: Item | None) -> Item:
        """A word as the "but" that it is here, or a "but" that is none as a mere filler."""
        clause = self.clause
        if item.kind == "filler" and item.text.endswith(" but") and clause:
            if clause[-1].kind == "be":  # "her hair is nice but …"
                clause.append(replace(item, kind="praise", meaning=None))
            item = replace(item, kind="but")  # "that looks great but | heavier eyeliner"
        if item.text in self.lexicon.limiting and sets_a_limit(clause, following):
            item = replace(item, kind="but")  # "no beard just a mustache", "perfect just a tad older"
        if item.kind == "but" and clause and clause[-1].kind == "first":
            item = replace(item, kind="filler")  # "i only need new glasses"
        if item.kind == "but" and opens_bare(clause) and not sets_against(clause, following):
            item = replace(item, kind="filler")  # "убери только усы"
        return item

    def end_clause(self) -> None:
        """Take up what has been read of a clause, parted where it is several."""
        if len(self.clause) == 1 and self.clause[0].kind == "and":
            self.clause[:] = [replace(self.clause[0], kind="filler")]  # "снимите, наконец, шляпу"
        if not self.clause:
            return
        said = without_likenesses(self.clause, self.lexicon)
        self.clause.clear()
        tell_roles(said, self.lexicon)
        for part in parted_by_forms(said, self.lexicon):
            for items in parted_from_commands(part, self.commands):
                self.add_clause(without_places(items))

    def add_clause(self, items: list[Item]) -> None:
        words = [word for item in items for word in item.text.split()]
        clause = Clause(items, command_of(items, self.sentences, self.commands))
        clause.urged = _is_urged(items, words, self.lexicon)
        clause.imagined = not self.lexicon.conditionals.isdisjoint(words)
        clause.greets = any(item.text in self.lexicon.greetings for item in items)
        clause.graded = self.lexicon.degrees_compare and any(
            item.kind == "adjective" and following.kind == "degree"
            for item, following in itertools.pairwise(items)
        )
        self.sentences[-1].clauses.append(clause)


def _is_urged(items: Sequence[Item], words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a form of a verb, or a particle, says that it is to be so: "let her smile"."""
    if not lexicon.imperatives.isdisjoint(words):
        return True
    if any(
        item.kind == "thing" and before.kind != "not" and lexicon.inflection.orders(item.text)
        for before, item in itertools.pairwise([_NOTHING, *items])
    ):
        return True
    if lexicon.inflection.knows_verbs and (
        turns_into_a_colour(items, lexicon) or asks_by_case(items, lexicon)
    ):
        return True
    return len(items) > 1 and items[-1].text in lexicon.sufficing
