"""Clauses that are commands: undo, more of it, another one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.numbers import counted

LEAST_STRENGTH, MOST_STRENGTH = 0.25, 3.0
MOST_TIMES = 50  # steps of a history

_BEFORE_COMMANDS = frozenset(
    ("filler", "nope", "want", "should", "but", "and", "add", "give", "make", "him", "a", "first", "ignore")
)
_AFTER_COMMANDS = frozenset(("filler", "nope", "want", "but", "and", "him", "the"))
_STEP_WORDS = {"more": "more", "too_little": "more", "less": "less", "too": "less"}
_BESIDE_STEPS = frozenset(("filler", "degree", "it", "the", "a", "be", "want", "but", "possible"))


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
                named = self._without_operations(text)
                if named in self.exact:
                    return self.exact[named]
                if text in self.openings:
                    return self.openings[text]
                goes_on = self._opening_of(text) if stop == len(clause) else None
                if goes_on is not None:
                    return goes_on
        return self._with_object_before(clause) or self._said_again(clause) or _step_command(clause)

    def _with_object_before(self, clause: Sequence[Item]) -> str | None:
        """A command whose verb comes behind what it acts on: "把这次结果|存成小美", "刚刚那个操作|撤销掉"."""
        if self.joint:
            return None
        marked = any(item.kind == "make" for item in clause[:2])
        texts = [item.text for item in clause if item.kind not in ("make", "want")]
        for at in range(1 if marked else 2, len(texts)):
            acted_on, verb = self._key(texts[:at]), self._key(texts[at:])
            opened = self._opening_of(verb)
            for end in range(len(verb), 0, -1):
                if opened is None and verb[end:] and verb[end:] not in self.lexicon.completing:
                    continue
                named = self.exact.get(self._without_operations(verb[:end] + acted_on))
                if named is not None and opened in (None, named):
                    return named
        return None

    def _without_operations(self, text: str) -> str:
        """What is said without the words for what it acts on, where that is a command: "撤销上一步操作"."""
        named = text
        while self.joint == "" and named not in self.exact:
            word = next((w for w in self.lexicon.operations if named.endswith(w) and named != w), None)
            if word is None:
                return text
            named = named[: -len(word)]
        return named

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
        return phrase_key(self.lexicon, words)


def phrase_key(lexicon: Lexicon, words: Iterable[str]) -> str:
    """Words as a phrase of theirs is filed: in familiar forms and without apostrophes."""
    inflection = lexicon.inflection
    said = (
        " ".join(map(inflection.familiar, word.split())) if lexicon.joint else inflection.citation(word)
        for word in words
    )
    return lexicon.joint.join(said).replace("'", "")


def strength_of(clause: Iterable[Item]) -> float:
    """How much of a step is meant: "a bit more" is half of "more"."""
    strength = math.prod(item.entry.factor for item in clause if item.kind == "degree" and item.meaning)
    return min(max(strength, LEAST_STRENGTH), MOST_STRENGTH)


def times_of(clause: Iterable[Item], lexicon: Lexicon) -> int:
    """How often a command is meant: "two steps back", "undo twice"."""
    words = [word for item in clause for word in ([item.text] if not lexicon.joint else item.text.split())]
    counts = [2 if word in lexicon.twofold else counted(word, lexicon) for word in words]
    return next((count for count in counts if count is not None and 0 < count <= MOST_TIMES), 1)


def _step_command(clause: Sequence[Item]) -> str | None:
    """ "a wee bit more", "not quite enough": steps of what was done last, in whatever words."""
    kinds = [item.kind for item in clause]
    steps = {_STEP_WORDS[kind] for kind in kinds if kind in _STEP_WORDS}
    if len(steps) != 1 or any(kind not in _STEP_WORDS and kind not in _BESIDE_STEPS for kind in kinds):
        return None
    return steps.pop()
