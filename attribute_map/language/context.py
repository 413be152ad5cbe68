"""What a message leaves out because the wishes before it have said it: "bigger", "what about green?"."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from attribute_map.changes import Change
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.meanings import Effect, Entry
from attribute_map.language.words.numbers import number, sigma_of_age

# Kinds of items of which a message may consist that says a quality of something, and not of what.
_PREDICATIVE = frozenset(
    "adjective degree more less too too_little enough not no nope so so_strong still somewhat excess "  # noqa: SIM905
    "exclaim make it the a filler want should be but and or mark possible change replace into with dismay "
    "first you of ignore".split()
)
_NAMING = frozenset(
    "part thing the a him it and or but filler mark no nope not instead be too likewise want first".split()  # noqa: SIM905
)
_TAKING_AWAY = frozenset(
    "remove off no it the filler mark want but and nope be make ignore likewise".split()  # noqa: SIM905
)
_PUTTING_BACK = frozenset("add it the filler mark want but and nope be make should".split())  # noqa: SIM905
_BESIDE_AGES = frozenset("not no nope filler mark want should be make but him prep".split())  # noqa: SIM905
GONE = 2.0  # σ: the amount of a wish that takes a thing away, or puts it back
AGES = range(10, 111)  # years that a bare number may be


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a message leans on what was wished before it."""

    topic: str = ""  # the noun to read in front of it
    start: int = 0  # the token from which on it says something of that
    changes: tuple[Change, ...] = ()  # what it comes to
    corrects: bool = False  # it takes the place of what was wished before


class Context:
    """The wishes done last, newest last, as the ground that a message of one language may stand on."""

    def __init__(self, lately: Sequence[Change], lexicon: Lexicon) -> None:
        self.lately = tuple(lately)
        self.lexicon = lexicon
        self._refusals = frozenset(lexicon.answers.get("no", ()))

    def leaning(self, items: Sequence[Item]) -> Leaning | None:
        """How these items lean on the context; None where they stand by themselves."""
        if not items:
            return None
        corrects = self._corrects(items)
        if (nouns := self._only_names(items, corrects)) and (corrects or self._adds(items)):
            moved = self._transferred(nouns)
            return Leaning(changes=moved, corrects=corrects) if moved else None
        for read in (self._taken_away, self._put_back, self._exchanged, self._aged):
            if changes := read(items):
                return Leaning(changes=changes)
        topic = self._topic(items)
        if not (topic or corrects):
            return None
        return Leaning(topic, items[self._prefers_colour(items)].start, corrects=corrects)

    # A quality without its noun.

    def _topic(self, items: Sequence[Item]) -> str:
        """A word for the noun that the message's first quality is said of; empty where it needs none."""
        items = self._without_likeness(items)
        qualities = [item for item in items if item.kind == "adjective"]
        before = items[: items.index(qualities[0])] if qualities else items
        exclaims = any(item.kind in ("so_strong", "exclaim") for item in before)
        exclaims = exclaims and not any(item.kind in ("not", "no", "make") for item in items)
        if not qualities or exclaims or any(item.kind not in _PREDICATIVE for item in items):
            return ""
        return self._noun_for(qualities[0].entry)

    def _prefers_colour(self, items: Sequence[Item]) -> bool:
        """Whether it opens with a preference, "还是黑色": "rather black", and not that it is black still."""
        coloured = any(item.kind == "adjective" and item.entry.name in self.lexicon.colours for item in items)
        return items[0].text in self.lexicon.choosing and coloured and len(items) > 1

    def _without_likeness(self, items: Sequence[Item]) -> Sequence[Item]:
        """Without what the quality is only likened to: "太浓了,像鬼一样"."""
        end = next((at for at, item in enumerate(items) if item.kind == "mark"), len(items))
        return items[:end] if [item.kind for item in items[end + 1 : end + 2]] == ["like"] else items

    def _noun_for(self, quality: Entry) -> str:
        """A word for the noun wished for last that a quality is said of; empty where it says so itself.

        After "long hair and blue eyes" what is longer is the hair, after "long hair and a beard" the beard.
        """
        own = {effect.axis for effect in quality.effects}
        parts: list[str] = []
        for change in reversed(self.lately):
            for noun in nouns_of(change.axis, self.lexicon):
                gone = noun.kind == "thing" and change.direction < 0 and change.kind == "absolute"
                if noun.kind == "thing" and quality.size and not gone:
                    return noun.words[0]
                said = {effect.axis for effect in self.lexicon.effects_of(noun.name, quality.name) or ()}
                # "a double chin / slimmer": what says by itself of what it is, is of the jaw no more.
                goes_on = not own or any(self._belongs_with(axis, change.axis) for axis in said)
                if not gone and said and goes_on:
                    parts.append(noun.words[0])
            if change.axis in own:
                return ""
        return next(iter(parts), "")

    def _belongs_with(self, axis: str, other: str) -> bool:
        """Whether one axis is another, or of its exclusive group."""
        groups = self.lexicon.groups
        return axis == other or (axis in groups and groups.get(axis) == groups.get(other))

    # Another noun for the same wish.

    def _corrects(self, items: Sequence[Item]) -> bool:
        """Whether it says what was meant instead: "no, I meant the eyes", "not the eyes, the hair"."""
        if self._says(items, self.lexicon.meant) or self._denied(items) is not None:
            return True
        opens = [item.kind for item in items[1:2]] == ["mark"] and items[0].text in self._refusals
        if opens and all(item.kind in _NAMING for item in items[2:]):
            return any(item.is_noun for item in items)  # "no, the eyes"
        regretted = self._says(items[:1], self.lexicon.regretting | self._refusals)
        return regretted and self._says(items, self.lexicon.rephrasing)

    def _says(self, items: Sequence[Item], phrases: Collection[str]) -> bool:
        """Whether one of these phrases is among the items, be it as several of them."""
        gap = self.lexicon.joint
        said = gap.join(["", *(item.text for item in items if item.kind != "mark"), ""])
        return any(f"{gap}{phrase}{gap}" in said for phrase in phrases)

    def _denied(self, items: Sequence[Item]) -> int | None:
        """Where "not this" ends in "not this, that", of nouns alone; "neither this nor that" has no such."""
        pairs = itertools.pairwise(items)
        if sum(item.kind in ("not", "instead", "no") and noun.is_noun for item, noun in pairs) > 1:
            return None
        for at, item in enumerate(items[:-1]):
            behind = next((i for i in range(at + 1, len(items)) if items[i].kind != "the"), len(items))
            if item.kind not in ("not", "instead", "no") or behind == len(items):
                continue
            goes_on = any(later.is_noun for later in items[behind + 1 :])
            if (items[behind].is_noun or items[behind].kind == "him") and goes_on:
                return behind
            if items[behind].kind not in ("mark", "filler"):
                return None
        return None

    def _only_names(self, items: Sequence[Item], corrects: bool) -> list[Item]:
        """The nouns that the message names, where it says nothing of them."""
        denied = self._denied(items)
        corrections = " ".join(self.lexicon.meant | self.lexicon.rephrasing).split()
        spoken = [item for item in items if not (corrects and set(item.text.split()) <= set(corrections))]
        if any(item.kind not in _NAMING for item in spoken):
            return []
        behind = items if denied is None else items[denied + 1 :]
        return [item for item in behind if item.kind in ("part", "thing")]

    def _adds(self, items: Sequence[Item]) -> bool:
        """Whether what is named is to share the wish before: "and the eyes too", "same for the nose"."""
        return self._says(items, self.lexicon.sharing) or any(item.kind == "likewise" for item in items)

    def _transferred(self, nouns: Sequence[Item]) -> tuple[Change, ...]:
        """The last wish that means something of these nouns, as a wish of them."""
        for change in reversed(self.lately):
            moved = [self._moved_to(noun.entry, change) for noun in nouns]
            if all(moved):
                return tuple(replace(change, axis=e.axis, direction=e.sign) for e in moved if e is not None)
        return ()

    def _moved_to(self, noun: Entry, change: Change) -> Effect | None:
        """What a change comes to where it is of another noun: a bigger nose and bigger eyes."""
        if noun.kind == "thing" and len(noun.effects) == 1:
            own = noun.effects[0]
            return Effect(own.axis, 1 if own.sign == change.direction else -1)
        parts = [before for before in nouns_of(change.axis, self.lexicon) if before.kind == "part"]
        rows = [self.lexicon.combine[before.name] for before in parts]
        same = [
            quality
            for row in rows
            for quality, effects in row.items()
            if [(effect.axis, effect.sign) for effect in effects] == [(change.axis, change.direction)]
        ]
        return self._foremost(noun, same) or self._sized(noun, change.direction)

    def _sized(self, noun: Entry, direction: Literal[1, -1]) -> Effect | None:
        """More or less of a part, as the words for sizes have it: "longer beard. and the hair too"."""
        sizes = [e.name for e in self.lexicon.entries if e.kind == "adjective" and e.size == direction]
        return self._foremost(noun, sizes)

    def _foremost(self, noun: Entry, qualities: Iterable[str]) -> Effect | None:
        """What these qualities mean of the axis of a noun that is named first: of hair, its length."""
        meant = [self.lexicon.effects_of(noun.name, quality) for quality in qualities]
        single = [effects[0] for effects in meant if effects and len(effects) == 1]
        single = [effect for effect in single if effect.axis in noun.keep]
        return min(single, key=lambda effect: noun.keep.index(effect.axis), default=None)

    # A thing by a pronoun.

    def _taken_away(self, items: Sequence[Item]) -> tuple[Change, ...]:
        """The changes for "get rid of it", "都去掉", where the last wishes put something there."""
        kinds = [item.kind for item in items]
        pointed = "it" in kinds or kinds[-1] == "the"
        verbs = "remove" in kinds and (pointed or not self.lexicon.joint)  # Chinese needs no pronoun
        particles = "off" in kinds and not self.lexicon.joint
        without = any(item.kind == "no" and item.text not in self._refusals for item in items)
        if not (verbs or particles or without) or any(kind not in _TAKING_AWAY for kind in kinds):
            return ()
        put = [change for change in self.lately if change.direction > 0 and self._is_of_a_thing(change)]
        put = put[-1:] if "it" in kinds or put[-1:] != [*self.lately[-1:]] else put
        return tuple(replace(change, direction=-1, kind="absolute", amount=GONE) for change in put)

    def _put_back(self, items: Sequence[Item]) -> tuple[Change, ...]:
        """The change for "还是戴上吧", where the last wish took a thing away."""
        kinds = {item.kind for item in items}
        last = self.lately[-1]
        gone = last.direction < 0 and last.kind == "absolute" and self._is_of_a_thing(last)
        if not gone or "add" not in kinds or not kinds <= _PUTTING_BACK:
            return ()
        return (replace(last, direction=1, amount=GONE),)

    def _exchanged(self, items: Sequence[Item]) -> tuple[Change, ...]:
        """The changes for "换成眼镜", where the last wish put something of the kind there."""
        said = [item for item in items if item.kind not in ("filler", "mark", "want", "a", "it", "should")]
        into = len(said) == 2 and said[0].text in self.lexicon.becoming and said[1].kind == "thing"
        last, put = self.lately[-1], said[-1].entry.effects if into else ()
        there = last.direction > 0 and self._is_of_a_thing(last) and last.axis in self.lexicon.regions
        if not put or not there or put[0].axis == last.axis or not self._are_alike(put[0].axis, last.axis):
            return ()
        gone = replace(last, direction=-1, kind="absolute", amount=GONE)
        return (gone, *(Change(e.axis, e.sign, "absolute", GONE, said[1].text, 1.0) for e in put))

    def _are_alike(self, one: str, other: str) -> bool:
        return self.lexicon.regions.get(one) == self.lexicon.regions.get(other)

    def _is_of_a_thing(self, change: Change) -> bool:
        return any(noun.kind == "thing" for noun in nouns_of(change.axis, self.lexicon))

    # A number without its unit.

    def _aged(self, items: Sequence[Item]) -> tuple[Change, ...]:
        """The change for "no, 60", where the last wish was for an age."""
        said = [item for item in items if item.kind not in _BESIDE_AGES]
        years = number(said[0].text) if [item.kind for item in said] == ["number"] else None
        if years is None or years not in AGES or self.lately[-1].axis != "age":
            return ()
        sigma = sigma_of_age(years)
        return (Change("age", 1 if sigma > 0 else -1, "absolute", abs(sigma), said[0].text, 1.0),)


def nouns_of(axis: str, lexicon: Lexicon) -> Iterator[Entry]:
    """What an axis is of: the thing that it puts there, then its parts of the face, the narrowest first."""
    things = [e for e in lexicon.entries if e.kind == "thing" and [x.axis for x in e.effects] == [axis]]
    there = [entry for entry in things if entry.effects[0].sign > 0]
    coloured = axis in lexicon.groups  # highlights are not all that is blond
    # Of a degree a thing is told only where it has another one for its opposite: a smile and a frown.
    if there and not coloured and (axis in lexicon.worn or len(there) < len(things)):
        yield there[0]
    parts = [e for e in lexicon.entries if e.kind == "part" and axis in e.keep and e.name in lexicon.combine]
    yield from sorted(parts, key=lambda entry: len(entry.keep))
