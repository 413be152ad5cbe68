"""The axes that Facet speaks of, read from `vocabulary.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from attribute_map.errors import UnknownAxis, VocabularyError

VOCABULARY_FILE = Path(__file__).with_name("vocabulary.toml")

AxisKind = Literal["degree", "presence"]


@dataclass(frozen=True, slots=True)
class AxisEntry:
    """One axis: what its two poles are called and how it relates to others."""

    id: str
    kind: AxisKind  # degree: always there, more or less of it; presence: absent or there
    title: str
    negative: str  # how a portrait at -2 σ is described
    positive: str  # how a portrait at +2 σ is described
    region: str  # head, skin, hair, brows, eyes, nose, mouth, facial_hair, accessory, pose, scene
    group: str | None = None  # axes of one group exclude each other (one hair colour at a time)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All axes in order."""

    axes: tuple[AxisEntry, ...]

    def __iter__(self) -> Iterator[AxisEntry]:
        return iter(self.axes)

    def __contains__(self, axis: object) -> bool:
        return any(entry.id == axis for entry in self.axes)

    def __getitem__(self, axis: str) -> AxisEntry:
        for entry in self.axes:
            if entry.id == axis:
                return entry
        raise UnknownAxis(f"There is no axis “{axis}”; `facet axes list` shows them all.")

    def rivals(self, axis: str) -> tuple[str, ...]:
        """The other axes of the same exclusive group."""
        group = self[axis].group
        return tuple(e.id for e in self.axes if group is not None and e.group == group and e.id != axis)


def read_vocabulary(path: Path) -> Vocabulary:
    """Read and check a vocabulary file; raises VocabularyError with the entry at fault."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(f"{path.name} cannot be read: {error}") from error
    entries = tuple(_entry(axis_id, row, path.name) for axis_id, row in document.items())
    if not entries:
        raise VocabularyError(f"{path.name} names no axes.")
    return Vocabulary(entries)


def _entry(axis_id: str, row: Mapping[str, Any], file: str) -> AxisEntry:
    kind = row.get("kind")
    if kind not in ("degree", "presence"):
        raise VocabularyError(f'{file}: [{axis_id}] needs kind = "degree" or "presence", not {kind!r}.')
    unknown = set(row) - {"kind", "title", "negative", "positive", "region", "group"}
    if unknown:
        raise VocabularyError(f"{file}: [{axis_id}] has unknown keys: {', '.join(sorted(unknown))}.")
    try:
        title, positive = str(row["title"]), str(row["positive"])
        return AxisEntry(
            id=axis_id,
            kind=kind,
            title=title,
            negative=str(row["negative"]) if kind == "degree" else f"no {title}",
            positive=positive,
            region=str(row["region"]),
            group=row.get("group"),
        )
    except KeyError as error:
        raise VocabularyError(f"{file}: [{axis_id}] lacks {error.args[0]!r}.") from error


@cache
def default_vocabulary() -> Vocabulary:
    """The shipped vocabulary."""
    return read_vocabulary(VOCABULARY_FILE)
