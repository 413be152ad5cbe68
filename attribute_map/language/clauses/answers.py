"""Answers to a question of the bot's: "yes", "the second one", "no, neither"."""

from __future__ import annotations

from collections.abc import Sequence

from attribute_map.changes import Answer
from attribute_map.language.clauses.commands import phrase_key
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

LONGEST = 12  # items of an answer
_BESIDE = frozenset(("filler", "want", "but", "and"))  # "yes please"


class AnswerBook:
    """Says what a message answers; only who knows that a question was asked should believe it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.phrases = {
            phrase_key(lexicon, phrase.split()): name
            for name, phrases in lexicon.answers.items()
            for phrase in phrases
        }

    def find(self, items: Sequence[Item]) -> Answer | None:
        """The answer that a message is as a whole, or that it begins with: "yes, and a hat"."""
        first = next((at for at, item in enumerate(items) if item.kind == "mark"), len(items))
        return self._answer(items) or self._answer(items[:first])

    def _answer(self, items: Sequence[Item]) -> Answer | None:
        """The one answer in these items, which consist of its phrases and of fillers alone."""
        said = [item for item in items if item.kind != "mark"][: LONGEST + 1]
        if len(said) > LONGEST:
            return None
        reached: dict[int, set[frozenset[Answer]]] = {0: {frozenset()}}
        for start, item in enumerate(said):
            for names in reached.get(start, ()):
                if item.kind in _BESIDE:
                    reached.setdefault(start + 1, set()).add(names)
                for stop in range(start + 1, len(said) + 1):
                    name = self.phrases.get(phrase_key(self.lexicon, (i.text for i in said[start:stop])))
                    if name is not None:
                        reached.setdefault(stop, set()).add(names | {name})
        answers: set[Answer] = {answer for names in reached.get(len(said), ()) if (answer := _one_of(names))}
        return answers.pop() if len(answers) == 1 else None


def _one_of(names: frozenset[Answer]) -> Answer | None:
    """What several answers at once come to: "no, the second" chooses, "yes and no" says nothing."""
    chosen = names - {"yes", "no"} or names
    return set(chosen).pop() if len(chosen) == 1 else None
