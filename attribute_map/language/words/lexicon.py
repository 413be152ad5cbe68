"""The words of one language, and how they are found in a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from attribute_map.changes import Answer, Courtesy
from attribute_map.language.words.classes import Classes
from attribute_map.language.words.inflection import Form, Inflection
from attribute_map.language.words.meanings import Effects, Entry, Meaning, Node
from attribute_map.language.words.tokens import Token


@dataclass(frozen=True)
class Lexicon(Classes):
    """All words of one language."""

    code: str
    script: str
    file: str
    entries: tuple[Entry, ...]
    combine: Mapping[str, Mapping[str, Effects]]
    commands: Mapping[str, tuple[str, ...]]
    answers: Mapping[Answer, tuple[str, ...]]  # to a question of the bot's
    courtesies: Mapping[Courtesy, tuple[str, ...]]  # messages that are nothing else
    inert: frozenset[str]  # names of parts of which nothing can be drawn: the frame of a pair of glasses
    greetings: frozenset[str]  # thanks and laughter too: a clause with one is about nobody unknown
    not_typos: frozenset[str]
    colours: frozenset[str]  # names of the adjectives that choose within an exclusive group (hair colour)
    groups: Mapping[str, str]  # axis to the exclusive group that it belongs to
    worn: frozenset[str]  # axes of what is there or not
    regions: Mapping[str, str]  # axis to the region of the portrait that it is of
    numerals: Mapping[str, Mapping[str, int]]  # units and powers of ten, where numbers are written in them
    inflection: Inflection
    own_words: frozenset[str]  # every word of the file itself: what a typo may have meant
    root: Node

    def match(self, tokens: Sequence[Token], start: int) -> tuple[Meaning, int] | None:
        """The longest phrase that begins at `start`, and the position after it."""
        nodes = [self.root]
        best: tuple[Meaning, int] | None = None
        for position in range(start, len(tokens)):
            token = tokens[position]
            forms = self.inflection.readings(token.text) if token.kind == "word" else ((token.text, "base"),)
            reached: list[tuple[Node, Form]] = [
                (node.following[key], form) for node in nodes for key, form in forms if key in node.following
            ]
            if not reached:
                break
            for node, form in reached:
                if node.meaning is not None and (best is None or best[1] <= position):
                    best = (_in_form(node.meaning, form), position + 1)
                    break
            nodes = [node for node, _ in reached]
        return best

    def comparative(self, word: str) -> Meaning | None:
        """The adjective that this form compares, whatever else it may be: "уже" of "узкий"."""
        for key, form in self.inflection.readings(word):
            node = self.root.following.get(key) if form == "comparative" else None
            if node is not None and node.meaning is not None and node.meaning.entry.kind == "adjective":
                return _in_form(node.meaning, form)
        return None

    @property
    def joint(self) -> str:
        """What stands between words."""
        return "" if self.script == "han" else " "

    @property
    def degrees_compare(self) -> bool:
        """Whether a degree word after an adjective compares ("old a-bit": somewhat older)."""
        return self.script == "han"

    def is_numeral(self, word: str) -> bool:
        """Whether numbers are written with this word."""
        return any(word in row for row in self.numerals.values())

    @property
    def few_words(self) -> int:
        """Up to how many tokens a bare phrase of unknown words may be a wish."""
        return 8 if self.script == "han" else 4

    def effects_of(self, part: str, quality: str) -> Effects | None:
        """What the adjective named `quality` means beside `part`; None where it means nothing.

        A part without combinations has nothing to draw: whatever is said of it is understood, and no wish.
        """
        return () if part in self.inert else self.combine.get(part, {}).get(quality)


def _in_form(meaning: Meaning, form: Form) -> Meaning:
    if form == "base" or meaning.form != "base":
        return meaning
    return Meaning(meaning.entry, form, meaning.transitive)
