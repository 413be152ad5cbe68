"""Wishes as the grammar reads them, and how each becomes changes measured in σ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from attribute_map.changes import Change
from attribute_map.language.words.meanings import Effect, Effects
from attribute_map.vocabulary import Vocabulary

PLAIN_STATE = 2.0  # σ that "bearded" aims at: clearly there (DESIGN.md: +2 is strong)
OPPOSITE_STATE = {"presence": 2.0, "degree": 1.5}  # σ that "no beard" or "not old" aims at, the other way
PLAIN_STEP = 1.0  # σ that "older" moves
STATE_EXPONENT = 0.585  # half the strength is 2/3 of the state, double is 3/2 of it
MOST = 4.0  # σ; no wish goes further in one message

Form = Literal["comparative", "state", "thing", "trait"]


@dataclass
class Modifiers:
    """What the words around a wish's head say of its strength and direction."""

    factor: float = 1.0  # slightly 0.5, plainly 1, much 2
    step: int = 0  # +1 "more", -1 "less", 0 neither
    negated: bool = False
    too: bool = False
    too_little: bool = False
    enough: bool = False
    so: bool = False  # "not so old", "not that old"
    sigma: float | None = None  # "age +2"

    @property
    def empty(self) -> bool:
        return self == Modifiers()

    def strengthen(self, factor: float) -> None:
        """One more degree word: "very very", "a bit" after "much" takes over the smaller one."""
        self.factor = factor if self.factor == 1.0 or factor < 1.0 else min(self.factor * factor, 8.0)


@dataclass
class Wish:
    """One head with its modifiers."""

    effects: Effects
    form: Form
    modifiers: Modifiers
    start: int  # tokens [start, end)
    end: int
    rule: str
    verb: str = ""  # "remove", "keep" or neither
    none_effects: Effects = ()
    keep: tuple[str, ...] = ()  # what keeping it keeps, where that is more than the axes it moves
    confidence: float = 1.0
    size: int = 0  # a size adjective beside a thing: "big smile" 1, "light stubble" -1
    size_compared: bool = False  # "bigger smile"
    repeated: int = 1
    action: bool = False  # by a verb that is a wish by itself
    attached: bool = False  # by an adjective to a noun, so that a further noun may share it
    lacking: bool = False  # said not to be there, which a later verb may mend: "no freckles? add them"
    recalled: bool = False  # taken back by a pronoun for what an earlier sentence named: "get rid of it"
    replaced: bool = False  # named ("the beard …") or made way for something else, which then counts


@dataclass(frozen=True)
class Outcome:
    """A wish's changes before the message's wishes are put together."""

    changes: tuple[Change, ...] = ()
    keep: tuple[str, ...] = ()
    hedge: bool = False  # "but not too old": gives way to whatever else is said of the axis
    limit: bool = False  # "older but not ancient": gives way to what was said before
    recalled: bool = False  # what was said of the axis before does not count
    steady: tuple[str, ...] = ()  # axes kept unless something else is said of them: "not older"
    removes: bool = False  # by a verb: what merely is said to be there gives way to it
    observes: bool = False  # only says how somebody looks: "so pale and sleepy, lose the bags"


def resolve(wish: Wish, vocabulary: Vocabulary, phrase: str) -> Outcome:
    """Direction, kind and amount of a wish."""
    if wish.verb == "ignore":
        return Outcome()
    if wish.verb == "keep":
        kept = wish.keep or tuple(dict.fromkeys(effect.axis for effect in wish.effects))
        return Outcome(steady=kept) if wish.form == "comparative" else Outcome(keep=kept)
    reading = _reading(wish)
    if reading is None:
        keep = wish.form == "comparative" and wish.modifiers.negated
        return Outcome(steady=tuple(effect.axis for effect in wish.effects) if keep else ())
    kind, polarity, rule = reading
    effects = wish.none_effects if polarity < 0 and kind == "absolute" and wish.none_effects else wish.effects
    if effects is wish.none_effects and effects:
        polarity = 1
    changes = []
    for effect in effects:
        if kind == "relative":
            amount = _step(wish, effect)
        elif polarity < 0:
            amount = OPPOSITE_STATE[vocabulary[effect.axis].kind] * (
                1.25 if wish.modifiers.factor > 1 else 1.0
            )
        else:
            amount = _state(wish, effect)
        changes.append(
            Change(
                axis=effect.axis,
                direction=1 if effect.sign * polarity > 0 else -1,
                kind=kind,
                amount=round(min(amount, MOST), 3),
                phrase=phrase,
                confidence=wish.confidence,
                reason=f"{wish.rule}; {rule}",
            )
        )
    m = wish.modifiers
    return Outcome(
        tuple(changes),
        hedge=wish.replaced or (m.negated and m.too),
        limit=m.negated and wish.form == "state",
        recalled=wish.recalled,
        removes=wish.verb == "remove" and wish.form == "thing",
        observes=wish.form == "state" and not wish.verb and m.empty,
    )


def _reading(wish: Wish) -> tuple[Literal["relative", "absolute"], int, str] | None:
    """Kind, with (1) or against (-1) the word's own direction, and why; None where nothing is wished."""
    m = wish.modifiers
    removing = wish.verb == "remove"
    if m.sigma is not None:
        return "relative", 1 if m.sigma >= 0 else -1, "a number of σ"
    if m.too_little or (m.enough and m.negated):
        return "relative", 1, "not enough of it"
    if m.too:
        return "relative", -1, "too much of it"
    if m.enough:
        return None
    if m.negated and m.so and wish.form != "trait" and not wish.size:
        return "relative", -1, "not so much of it"
    if m.negated and m.so and wish.size:
        return "relative", -wish.size, "not so much of it"
    if wish.form == "comparative" or wish.size_compared or m.step:
        return _compared(wish, removing)
    if wish.form == "trait" and wish.size and not m.negated:
        return "absolute", wish.size, "much of it" if wish.size > 0 else "little of it"
    if wish.form == "trait":
        return ("relative", -1, "less of it") if removing else None
    if removing and m.factor < 1:
        return "relative", -1, "some of it removed"
    if m.negated or removing:
        return "absolute", -1, "absent"
    return "absolute", 1, "present"


def _compared(wish: Wish, removing: bool) -> tuple[Literal["relative", "absolute"], int, str] | None:
    m = wish.modifiers
    if m.negated and m.step > 0 and wish.form == "thing":
        return "absolute", -1, "no more of it"
    if m.negated and not removing:
        return None
    direction = m.step or 1
    if wish.size_compared:
        direction *= wish.size or 1
    elif m.step < 0 and wish.size < 0:
        direction = 1  # "a less short beard"
    return "relative", direction, "more of it" if direction > 0 else "less of it"


def _step(wish: Wish, effect: Effect) -> float:
    if wish.modifiers.sigma is not None:
        return min(abs(wish.modifiers.sigma), MOST)
    return PLAIN_STEP * min(wish.modifiers.factor * wish.repeated, 3.5) * min(effect.weight, 1.5)


def _state(wish: Wish, effect: Effect) -> float:
    factor = wish.modifiers.factor * (2.0 if wish.size > 0 else 0.5 if wish.size < 0 else 1.0)
    scale = max(factor, 0.1) ** STATE_EXPONENT
    return min(PLAIN_STATE * scale * effect.weight, 3.8)


def settle(outcomes: Iterable[Outcome]) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """One change an axis, and the axes asked to go both ways.

    Where a word means several axes ("clean-shaven"), a word that means just one of them ("with a mustache")
    has the last say on it.
    """
    outcomes = list(outcomes)
    removed = {change.axis for outcome in outcomes if outcome.removes for change in outcome.changes}
    by_axis: dict[str, list[Change]] = {}
    implied: set[int] = set()
    limits: set[int] = set()
    for outcome in outcomes:
        for change in outcome.changes:
            earlier = by_axis.setdefault(change.axis, [])
            if outcome.recalled:
                earlier.clear()
            earlier.append(change)
            gives_way = outcome.observes and change.axis in removed
            if len(outcome.changes) > 1 or outcome.hedge or gives_way or (outcome.limit and len(earlier) > 1):
                implied.add(id(change))
            if outcome.limit:
                limits.add(id(change))
    settled: list[Change] = []
    contradictions: list[str] = []
    for axis, wished in by_axis.items():
        said = [change for change in wished if id(change) not in implied]
        said = [change for change in said if id(change) not in limits] or said  # "не злой, а грустный"
        if said and len(said) < len(wished):
            wished = said
        directions = {change.direction for change in wished}
        if len(directions) > 1 and len({change.kind for change in wished}) > 1:
            settled.append(wished[-1])  # "his nose is small, make it bigger": the last word counts
        elif len(directions) > 1:
            contradictions.append(axis)
        else:
            settled.append(_together(wished))
    return tuple(settled), tuple(contradictions)


def _together(wished: Sequence[Change]) -> Change:
    absolute = [change for change in wished if change.kind == "absolute"]
    if absolute:
        return max(absolute, key=lambda change: change.amount)
    total = min(sum(change.amount for change in wished), MOST)
    return wished[0] if len(wished) == 1 else replace(wished[0], amount=total)
