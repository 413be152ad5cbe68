"""A message while it is read: its words, and what has been gathered of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from attribute_map.changes import Suggestion
from attribute_map.language.clauses.answers import AnswerBook, CourtesyBook
from attribute_map.language.clauses.commands import CommandBook
from attribute_map.language.wishes.wish import Outcome
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.nearest import NearestWords
from attribute_map.language.words.pinyin import Pinyin
from attribute_map.language.words.tokens import Token
from attribute_map.language.words.typos import TypoMender


@dataclass
class Language:
    """All that reads one language."""

    lexicon: Lexicon
    mender: TypoMender
    commands: CommandBook
    answers: AnswerBook
    courtesies: CourtesyBook
    nearest: NearestWords
    pinyin: Pinyin


@dataclass
class Message:
    """What has been gathered of one message."""

    text: str
    tokens: list[Token]
    language: Language
    items: list[Item] = field(default_factory=list)  # as they were before the grammar sorted them
    outcomes: list[Outcome] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)  # axes kept with the part they belong to
    steady: list[str] = field(default_factory=list)
    unknown: list[Item] = field(default_factory=list)
    asked_for: set[Item] = field(default_factory=set)  # of the unknown ones, the objects of requests
    in_vain: list[Item] = field(default_factory=list)  # orders of which nothing may have come
    command: str | None = None
    strength: float = 1.0  # of the command
    times: int = 1  # that it is meant
    read: list[tuple[int, int]] = field(default_factory=list)  # tokens [start, end) of wishes and commands
    talks: bool = False  # a clause of it at least is talk
    bystanders: bool = False  # and surely about somebody or something outside the picture
    suggestions: dict[str, tuple[Suggestion, ...]] = field(default_factory=dict)

    def words(self, start: int, end: int) -> str:
        """The message's own words from token `start` to before token `end`."""
        end = min(end, len(self.tokens))
        return self.text[self.tokens[start].start : self.tokens[end - 1].end].strip()

    @property
    def whole(self) -> str:
        """All of its words as models read them."""
        return self.words(0, len(self.tokens)).lower()

    @property
    def kept(self) -> list[str]:
        """Axes that are to stay as they are."""
        return [*self.keep, *self.parts, *self.steady]

    def forget(self) -> None:
        """It asks for nothing."""
        self.outcomes.clear()
        self.unknown.clear()
        self.in_vain.clear()
