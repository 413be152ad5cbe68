"""What the parser asks of the learned models, whichever they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from attribute_map.changes import Suggestion
from attribute_map.language.learned.features import Features
from attribute_map.language.words.meanings import Meaning


@dataclass(frozen=True)
class Found:
    """What the phrase model makes of a phrase that no lexicon knows."""

    meaning: Meaning | None  # None below the threshold
    confidence: float
    rule: str
    suggestions: tuple[Suggestion, ...] = ()


class PhraseModel(Protocol):
    """Finds the axis of phrases that the lexicon does not know."""

    def find(self, phrases: Sequence[str], language: str, ahead: Sequence[str] = ()) -> list[Found]:
        """One answer a phrase; the message model may be asked about the texts `ahead` next."""


@dataclass(frozen=True)
class Judgement:
    """What the message model makes of a message or of a part of one."""

    label: str  # as in the file of labelled messages
    confidence: float
    talk: float  # probability that it asks for nothing
    rule: str


class MessageModel(Protocol):
    """Finds the one thing that a message asks for, or that it asks for nothing."""

    def judge(self, asked: Sequence[tuple[str, Features]], language: str) -> list[Judgement]:
        """One judgement a text with its features; none at all where it cannot read the language."""

    def doubts(self, message: Features, language: str, axes: Collection[str]) -> bool:
        """Whether it may ask for nothing or for other axes: quick, to judge only where it is worth it."""
