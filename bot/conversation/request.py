"""What goes into a conversation and what comes out of it, as data. Knows no Discord."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from engine.pictures import Picture

Action = Literal["say", "new", "undo", "redo", "another"]


@dataclass(frozen=True, slots=True)
class Request:
    """One message, click or command of a member."""

    id: str  # as Discord numbered it; a request is applied at most once
    member: str
    place: str  # channel, thread or DM
    guild: str | None = None
    action: Action = "say"
    text: str = ""
    portrait: str | None = None  # the one replied to, or whose button was pressed
    addressed: bool = True  # whether an answer is owed even when nothing was understood
    seed: int | None = None  # start from this face
    locale: str = ""  # BCP 47; empty: told from the text
    message: bool = True  # a message in `place`, as opposed to a click or command
    token: str = ""  # of a click or command whose answer only it can post; good for a quarter of an hour

    def to_json(self) -> dict[str, Any]:
        """For the store."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Request:
        """From the store; fields of other versions are left out."""
        known = {entry.name for entry in fields(cls)}
        return cls(**{key: value for key, value in document.items() if key in known})


@dataclass(frozen=True, slots=True)
class NewPortrait:
    """A portrait that comes into being when its picture is posted."""

    id: str
    recipe: str  # canonical JSON
    parent: str | None = None
    wishes: tuple[dict[str, Any], ...] = ()  # changes as JSON, for "again", "more" and "less"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the session will be once the answer is posted: all that a restart needs to finish the job."""

    line: str
    locale: str
    alt: str = ""
    shows: str | None = None  # id of the portrait in the picture; None: the answer is words alone
    portraits: tuple[NewPortrait, ...] = ()
    history: tuple[str, ...] = ()  # the whole history of the session afterwards
    cursor: int = 0
    private: bool = False  # for the asker's eyes, where the medium can do that
    question: tuple[dict[str, Any], ...] = ()  # changes as JSON that the line asks about: "did you mean …?"
    lately: tuple[dict[str, Any], ...] = ()  # changes as JSON that the next message may lean on
    locks: tuple[str, ...] = ()  # axes that are to stay as they are in what follows

    def to_json(self) -> dict[str, Any]:
        """For the store."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Draft:
        """From the store."""
        known = {entry.name for entry in fields(cls)}
        values = {key: value for key, value in document.items() if key in known}
        values["portraits"] = tuple(
            NewPortrait(**{**entry, "wishes": tuple(entry["wishes"])})
            for entry in values.get("portraits", ())
        )
        values["history"] = tuple(values.get("history", ()))
        for name in ("question", "lately", "locks"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer ready to be posted."""

    request: Request
    draft: Draft
    picture: Picture | None = None

    @property
    def line(self) -> str:
        """The one line of text."""
        return self.draft.line

    @property
    def undoable(self) -> bool:
        """Whether there is an earlier portrait."""
        return self.draft.cursor > 0

    @property
    def redoable(self) -> bool:
        """Whether something was undone."""
        return self.draft.cursor < len(self.draft.history) - 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request ended."""

    kind: Literal["portrait", "words", "silence", "duplicate"]
    reply: Reply | None = None
    parsed: Any = None  # attribute_map.Parsed, where text was parsed
    milliseconds: Mapping[str, float] = field(default_factory=dict)  # parse, step, render, encode, upload

    @property
    def done(self) -> bool:
        """Whether a portrait was posted."""
        return self.kind == "portrait"
