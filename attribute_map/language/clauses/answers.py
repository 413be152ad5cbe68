"""Messages that are made of set phrases alone: answers to a question of the bot's, thanks and praise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from attribute_map.changes import Answer, Courtesy
from attribute_map.language.clauses.commands import phrase_key
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

LONGEST = 12  # items of an answer
_BESIDE = frozenset(("filler", "want", "but", "and"))  # "yes please"
_SAYING_NOTHING = frozenset(("yes", "no"))  # beside an answer that chooses


class PhraseBook:
    """Finds out which of several kinds of phrases a message is made of, and fillers alone besides."""

    def __init__(self, lexicon: Lexicon, phrases: Mapping[str, tuple[str, ...]]) -> None:
        self.lexicon = lexicon
        self.names = {
            phrase_key(lexicon, phrase.split()): name for name, listed in phrases.items() for phrase in listed
        }

    def names_in(self, items: Sequence[Item]) -> set[frozenset[str]]:
        """The names of the phrases that these items are made of, in each way to part them."""
        said = [item for item in items if item.kind != "mark"][: LONGEST + 1]
        if len(said) > LONGEST:
            return set()
        reached: dict[int, set[frozenset[str]]] = {0: {frozenset()}}
        for start, item in enumerate(said):
            for names in reached.get(start, ()):
                if item.kind in _BESIDE:
                    reached.setdefault(start + 1, set()).add(names)
                for stop in range(start + 1, len(said) + 1):
                    name = self.names.get(phrase_key(self.lexicon, (i.text for i in said[start:stop])))
                    if name is not None:
                        reached.setdefault(stop, set()).add(names | {name})
        return reached.get(len(said), set()) - {frozenset()}


class AnswerBook(PhraseBook):
    """Says what a message answers; only who knows that a question was asked should believe it."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__(lexicon, cast("Mapping[str, tuple[str, ...]]", lexicon.answers))

    def find(self, items: Sequence[Item]) -> Answer | None:
        """The answer that a message is as a whole, or that it begins with: "yes, and a hat"."""
        first = next((at for at, item in enumerate(items) if item.kind == "mark"), len(items))
        return self._answer(items) or self._answer(items[:first])

    def _answer(self, items: Sequence[Item]) -> Answer | None:
        """The one answer in these items; "no, the second" chooses, "yes and no" says nothing."""
        chosen = {names - _SAYING_NOTHING or names for names in self.names_in(items)}
        answers = {name for names in chosen if len(names) == 1 for name in names}
        return cast("Answer", answers.pop()) if len(answers) == 1 else None


class CourtesyBook(PhraseBook):
    """Tells messages that only thank, praise or greet."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__(lexicon, cast("Mapping[str, tuple[str, ...]]", lexicon.courtesies))

    def find(self, items: Sequence[Item]) -> Courtesy | None:
        """What a message is as a whole; who praises and thanks is thanked for it."""
        found: set[str] = set().union(*self.names_in(items))
        order: tuple[Courtesy, ...] = ("thanks", "praise", "greeting")
        return next((courtesy for courtesy in order if courtesy in found), None)
