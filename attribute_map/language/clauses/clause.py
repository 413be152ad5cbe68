"""Clauses and sentences: the parts that a message falls into, and what can be asked of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

EXPLICIT = frozenset(
    "add give remove make replace change want more less no keep too_little enough should off stays".split()  # noqa: SIM905
)
REQUESTS = frozenset(("add", "give", "remove", "make", "replace", "change", "keep", "want"))
OPINION = frozenset(("praise", "filler", "degree", "so_strong", "be", "unknown", "topic"))
_PORTRAYING = frozenset(
    "adjective thing part trait person action number years decade span be have with a the him and but of "  # noqa: SIM905
    "degree filler prep".split()
)
DEEDS = frozenset(("add", "give", "remove", "make", "replace", "change", "keep", "action", "thing"))
ENDS_A_REACH = frozenset(("and", "or", "but", "because", "with", "mark"))
STEPS = frozenset(("more", "less"))  # commands that are steps of whatever was named before
NOUN_PHRASE = frozenset(("thing", "adjective", "part", "a", "the", "degree", "filler", "and", "or", "but"))
OPENING_OF_DESCRIPTION = frozenset(("praise", "adjective", "person", "degree", "filler", "number", "years"))
SUBJECT_OF_DESCRIPTION = frozenset(
    ("the", "a", "first", "unknown", "person", "filler", "prep", "topic", "of")
)
FEATURES_OF_OURS = 2  # of a face, that make a description of "my villain has …", or of a list
ANYWHERE = frozenset(("undo", "redo", "reset", "help"))  # commands that stand also beside a story


@dataclass
class Clause:
    """What stands between two punctuation marks."""

    items: list[Item]
    command: str | None = None
    chatter: bool = False
    urged: bool = (
        False  # a form of a verb, or a particle before it, says that it is to be so: "let her smile"
    )
    imagined: bool = False  # a conditional makes its past no story: "if she had bangs"
    greets: bool = False  # or thanks, or laughs
    introduces: bool = False  # whom the clauses after it describe
    heads: bool = False  # a colon ends it: whom the clauses after it describe, if they describe anybody
    portrays: bool = False  # told of somebody, and a description nevertheless
    called: bool = False  # only whom the sentence is said to: "小朋友，把眼镜摘了好吗"
    of_bystanders: bool = False  # surely about somebody or something outside the picture
    graded: bool = False  # a degree word after an adjective compares: "短一点"

    @property
    def explicit(self) -> bool:
        """Whether it says what to do (add, no, more …), rather than naming things only."""
        return any(item.kind in EXPLICIT for item in self.items)

    @property
    def compares(self) -> bool:
        """Whether it says that something is to be more or less so, by a form or by a degree word."""
        return self.graded or any(
            item.meaning is not None and item.meaning.form in ("comparative", "excess") for item in self.items
        )

    @property
    def states(self) -> bool:
        """Whether it says how things are, rather than how they are to be ("make him look like …")."""
        for item in self.items:
            if item.kind in REQUESTS:
                return False
            if item.kind in ("be", "have"):
                return True
        return False

    @property
    def orders(self) -> bool:
        """Whether a verb of its own says what to do: "open the mouth", "lengthen the hair"."""
        complains = self.has("too", "too_little") and self.has("part", "thing", "trait", "adjective")
        return (
            self.explicit
            or self.urged
            or complains
            or any(i.kind in ("action", "mend") or i.transitive for i in self.items)
            or any(i.kind == "part" and i.entry.act for i in self.items)
        )

    @property
    def asks_by_step(self) -> bool:
        """Whether something is to be more or less than it is: "нос короче"."""
        return any(item.form in ("comparative", "excess") for item in self.items)

    @property
    def complains(self) -> bool:
        """Whether it finds something too much: "his brows are too thick, so weird"."""
        pairs = itertools.pairwise(self.items)
        return any(item.kind == "too" and following.kind == "adjective" for item, following in pairs)

    def has(self, *kinds: str) -> bool:
        return any(item.kind in kinds for item in self.items)


def all_items(sentence: Sentence) -> Iterator[Item]:
    return (item for clause in sentence.clauses for item in clause.items)


@dataclass
class Sentence:
    """Clauses up to a full stop."""

    clauses: list[Clause]
    asks: bool = False  # ends in a question mark


def naming(clause: Sequence[Item]) -> bool:
    """Whether it names anything that may be of a portrait."""
    return any(item.is_noun or item.kind in ("adjective", "action") for item in clause)


def only_portrays(items: Iterable[Item]) -> bool:
    return all(item.kind in _PORTRAYING for item in items)


def features_of(items: Sequence[Item]) -> int:
    """How many features of a face these items name, each thing, adjective or age for one."""
    count = 0
    for item, following in itertools.zip_longest(items, items[1:]):
        if item.kind == "adjective":
            count += bool(item.entry.effects) or (following is not None and following.kind == "part")
        else:
            count += item.kind in ("thing", "action", "decade", "years")
    return count


def is_call(items: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether these are nothing but what people call each other by."""
    return len(items) == 1 and items[0].kind == "person" and items[0].text in lexicon.vocatives
