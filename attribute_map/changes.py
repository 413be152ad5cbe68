"""What a message asks for, as data: the one thing that language hands to axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["relative", "absolute"]
Answer = Literal["yes", "no", "first", "second", "third", "all"]
Courtesy = Literal["thanks", "praise", "greeting"]


@dataclass(frozen=True, slots=True)
class Change:
    """One parsed wish.

    A relative change moves the portrait by `direction * amount` σ along the axis; an absolute one moves it
    until its reading is `direction * amount` σ.
    """

    axis: str  # an id of the vocabulary
    direction: Literal[1, -1]
    kind: Kind
    amount: float  # σ, never negative
    phrase: str  # the words of the message it came from
    confidence: float  # 0..1
    reason: str = ""  # the rule, lexicon entry or neighbour that found it; for `facet parse`

    def as_json(self) -> dict[str, Any]:
        """The object of the `facet parse --json` contract."""
        return {
            "axis": self.axis,
            "direction": self.direction,
            "kind": self.kind,
            "amount": round(self.amount, 3),
            "phrase": self.phrase,
            "confidence": round(self.confidence, 3),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Change:
        """A change that was kept as JSON, without the words that it came from."""
        return cls(
            axis=str(document["axis"]),
            direction=1 if document["direction"] > 0 else -1,
            kind=document["kind"],
            amount=float(document["amount"]),
            phrase="",
            confidence=1.0,
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something the message may have meant, for "did you mean …?"."""

    axis: str
    score: float  # 0..1


@dataclass(frozen=True, slots=True)
class Parsed:
    """One message understood."""

    text: str
    changes: tuple[Change, ...] = ()
    command: str | None = None  # undo, redo, again, more, less, reset, another, new, …
    unknown: tuple[str, ...] = ()  # phrases that look like wishes and are none we know
    keep: tuple[str, ...] = ()  # axes the message asks to leave as they are
    suggestions: dict[str, tuple[Suggestion, ...]] = field(default_factory=dict)  # by unknown phrase
    contradictions: tuple[str, ...] = ()  # axes asked to go both ways; not among the changes
    answer: Answer | None = None  # what it says where a question was asked; beside its command, not instead
    alternatives: tuple[Change, ...] = ()  # of which one is wished for: "either glasses or a hat"
    courtesy: Courtesy | None = None  # where it is nothing else
    strength: float = 1.0  # of the command: "a bit more" is 0.5
    released: tuple[str, ...] = ()  # axes of what is to be unlocked; none of them, with that command: all
    times: int = 1  # that the command is meant: "two steps back"

    @property
    def is_edit(self) -> bool:
        """Whether there is anything to do to a portrait."""
        return bool(self.changes)

    def as_json(self) -> dict[str, Any]:
        """The document of the `facet parse --json` contract."""
        return {
            "changes": [change.as_json() for change in self.changes],
            "command": self.command,
            "unknown": list(self.unknown),
        }
