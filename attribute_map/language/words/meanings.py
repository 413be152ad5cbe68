"""What words mean: entries with their effects on axes, and the tree in which their phrases are found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from attribute_map.language.words.inflection import Form

EntryKind = Literal["adjective", "thing", "trait", "part", "person", "action", "degree", "decade", "function"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a word does to one axis."""

    axis: str
    sign: Literal[1, -1]
    weight: float = 1.0  # how strongly the bare word means it


Effects = tuple[Effect, ...]


@dataclass(frozen=True)
class Entry:
    """One meaning, with the words for it."""

    kind: EntryKind
    name: str  # an adjective's or part's name in [combine]; a function word's class; else the first word
    words: tuple[str, ...]
    effects: Effects = ()
    comparative_effects: Effects = ()
    none_effects: Effects = ()  # what "no X" means where it is more than the opposite
    size: int = 0
    factor: float = 1.0
    years: float = 0.0
    relative: bool = False
    verb: str = ""
    style: bool = False  # an adjective that changes nothing we can draw ("elegant")
    role: bool = False  # a person's trade or kind ("fisherman"): who it is, and nothing that we can draw
    invented: bool = False  # of games and stories: whoever says "my" of one has made it up
    flaw: bool = False  # a thing that people want mended rather than worn ("eye bags")
    shade: bool = False  # an adjective that may shade a colour ("dark brown")
    keep: tuple[str, ...] = ()
    of: str = ""  # the part that a deed is done to where no other is named; of another it makes less
    act: bool = False  # a part named by what is done to it ("dye"): what it was before makes way


@dataclass(frozen=True, slots=True)
class Meaning:
    """An entry as met in a text: in which form, and whether as a verb that takes an object."""

    entry: Entry
    form: Form = "base"
    transitive: bool = False


@dataclass
class Node:
    """A step of the longest match: next words, and the meaning if a phrase may end here."""

    following: dict[str, Node] = field(default_factory=dict)
    meaning: Meaning | None = None

    def words(self) -> frozenset[str]:
        """Every word that any phrase from here on has."""
        words: set[str] = set()
        nodes = [self]
        while nodes:
            for word, node in nodes.pop().following.items():
                words.add(word)
                nodes.append(node)
        return frozenset(words)
