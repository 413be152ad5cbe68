"""Wishes to the smallest step in latent space.

A wish names a reading to reach; the axis' curve turns it into a position, and the offsets that put every
wished axis there, and every locked one back where it was, solve a small linear system over the map's
predicted effects.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from attribute_map.axes import AttributeMap, Thresholds
from attribute_map.calibration import Curve
from attribute_map.changes import Change

Values = NDArray[np.float64]
Bounds = tuple[float, float]
Reason = Literal["missing", "limit", "locked"]

PLAIN = 2.0  # σ: the amount of a wish without an adverb ("a beard"); it leads from absent to plainly there
FARTHEST = 1.5  # positions that a relative wish moves for each σ asked, however little the reading follows
LEAST_MOVE = 0.02  # σ below which nothing is seen to move
LEAST_OFFSET = 1e-3  # σ; smaller offsets are dropped from the recipe


@dataclass(frozen=True, slots=True)
class Moved:
    """One wish done."""

    axis: str
    change: Change
    before: float  # σ, expected reading
    after: float  # σ, expected reading
    clamped: bool = False  # a limit stopped it short

    @property
    def already(self) -> bool:
        """Whether the portrait was there before."""
        return abs(self.after - self.before) < LEAST_MOVE


@dataclass(frozen=True, slots=True)
class Refused:
    """One wish not done, and why."""

    axis: str
    change: Change
    reason: Reason


@dataclass(frozen=True, slots=True)
class Step:
    """The portrait's new offsets (σ, all of them) and what became of each wish."""

    offsets: dict[str, float]
    moved: tuple[Moved, ...] = ()
    refused: tuple[Refused, ...] = ()
    yielded: tuple[str, ...] = ()  # things taken away so that the wished one shows
    hidden: tuple[tuple[str, str], ...] = ()  # wished axes that cannot be seen, and what is in front of them
    unseen: tuple[str, ...] = ()  # wished things that the extractor does not see all the same


@dataclass(slots=True)
class _Wish:
    index: int  # of the axis
    change: Change
    clamped: bool = False


@dataclass(slots=True)
class _Portrait:
    """Where a portrait is, and how far its offsets may go."""

    base: Values  # [A] positions without offsets
    current: Values  # [A] positions with them
    offsets: Values  # [A]
    limits: dict[int, Bounds]  # by axis index, of the offset
    locked: list[int]


def solve(
    attribute_map: AttributeMap,
    ws_base: Tensor,  # [L, D], the portrait without offsets
    offsets: Mapping[str, float],
    changes: Sequence[Change],
    *,
    limits: Mapping[str, Bounds],
    keep: Collection[str],
    nudges: Mapping[str, float] | None = None,
) -> Step:
    """The new offsets for a portrait, and a report on each change.

    `limits` bound the offset of an axis from both sides (σ); a portrait already beyond one may come back but
    go no further. Axes in `keep` stay where they are, also against the side effects of others. Changes to one
    axis add up in their order; offsets of axes that the map has not are passed on as they are. `nudges` are
    added to the positions that wishes aim at, and not reported: attribute_map.correction found that the map
    expects too much there, or too little.
    """
    nudged = {attribute_map.index(axis): nudge for axis, nudge in (nudges or {}).items()}
    portrait = _portrait(attribute_map, ws_base, offsets, limits, keep)
    wishes, refused = _sort_out(attribute_map, changes, keep)
    targets: dict[int, float] = {}
    for wish in wishes:
        start = targets.get(wish.index, float(portrait.current[wish.index]))
        base = float(portrait.base[wish.index])
        aim = _aim(attribute_map, wish, start, base)
        targets[wish.index] = _within_range(attribute_map, wish, aim, start, base)
    for part in _parts_taken_along(attribute_map, portrait, wishes, targets):
        wishes.append(part)
        targets[part.index] = attribute_map.axes[part.index].low
    for index in targets:
        targets[index] += nudged.get(index, 0.0)
    new = _place(attribute_map, portrait, targets)
    yielding = _yielding(attribute_map, portrait, wishes, targets, new)
    if yielding:
        new = _place(attribute_map, portrait, {**yielding, **targets})
    after = portrait.base + attribute_map.effects[: len(new)] @ new
    axes = attribute_map.axes
    moved = []
    for wish in wishes:
        nudge = nudged.get(wish.index, 0.0)
        expected = float(after[wish.index]) - nudge
        covered = any(axes[index].id in attribute_map.hiders[wish.change.axis] for index in yielding)
        report = _report(attribute_map, portrait, wish, targets[wish.index] - nudge, expected, covered)
        if isinstance(report, Moved):
            moved.append(report)
        else:
            refused.append(report)
    ids = [axis.id for axis in axes]
    return Step(
        offsets=_merged(offsets, dict(zip(ids, new.tolist(), strict=True))),
        moved=tuple(moved),
        refused=tuple(refused),
        yielded=tuple(ids[index] for index in yielding),
    )


def _portrait(
    attribute_map: AttributeMap,
    ws_base: Tensor,
    offsets: Mapping[str, float],
    limits: Mapping[str, Bounds],
    keep: Collection[str],
) -> _Portrait:
    count = len(attribute_map.axes)
    base = attribute_map.positions(ws_base[None])[0, :count].double().numpy()
    old = np.array([float(offsets.get(axis.id, 0.0)) for axis in attribute_map.axes])
    if not np.isfinite(old).all():
        raise ValueError("an offset is not a finite number")
    return _Portrait(
        base=base,
        current=base + attribute_map.effects[:count] @ old,
        offsets=old,
        limits={attribute_map.index(axis): pair for axis, pair in limits.items() if axis in attribute_map},
        locked=[attribute_map.index(axis) for axis in sorted(keep) if axis in attribute_map],
    )


def _sort_out(
    attribute_map: AttributeMap, changes: Sequence[Change], keep: Collection[str]
) -> tuple[list[_Wish], list[Refused]]:
    wishes, refused = [], []
    for change in changes:
        if not math.isfinite(change.amount) or change.amount < 0.0:
            raise ValueError(f"a change of {change.amount} σ")
        if change.axis not in attribute_map:
            refused.append(Refused(change.axis, change, "missing"))
        elif change.axis in keep:
            refused.append(Refused(change.axis, change, "locked"))
        else:
            wishes.append(_Wish(attribute_map.index(change.axis), change))
    return wishes, refused


def _aim(attribute_map: AttributeMap, wish: _Wish, start: float, base: float) -> float:
    """The position that a wish asks for, for a portrait at `start` whose base portrait is at `base`."""
    change, curve = wish.change, attribute_map.curves[wish.index]
    axis = attribute_map.axes[wish.index]
    if axis.thresholds is not None:
        return _presence_aim(change, curve, axis.thresholds, start=start, base=base, absent=axis.low)
    signed = change.direction * change.amount
    if change.kind == "absolute":
        aim = float(curve.position(signed))
        if change.amount == PLAIN:  # only names a pole: "a woman" makes nobody less of one
            aim = max(aim, start) if signed > 0 else min(aim, start)
        return aim
    aim = float(curve.position(float(curve.reading(start)) + signed))
    return min(max(aim, start - FARTHEST * change.amount), start + FARTHEST * change.amount)


def _presence_aim(
    change: Change, curve: Curve, marks: Thresholds, *, start: float, base: float, absent: float
) -> float:
    """The position for a thing that is absent or there; an amount of `PLAIN` leads from one to the other."""
    share = change.amount / PLAIN
    here = float(curve.reading(start))
    unit = max(1.0, (marks.present - marks.absent) / PLAIN)
    farthest = FARTHEST * change.amount * unit
    if change.direction < 0:
        less = here - change.amount * unit
        gone = change.kind == "absolute" or less <= marks.absent
        return min(absent, start) if gone else max(float(curve.position(less)), start - farthest)
    shown = float(curve.position(marks.visible + (marks.present - marks.visible) * share))
    if change.kind == "relative":
        return max(shown, min(float(curve.position(here + change.amount * unit)), start + farthest))
    if share < 1.0:
        return shown
    # "A beard" gives a shaved man his own beard back, grows a faint one, and leaves a longer one alone.
    shaved = start < base - LEAST_MOVE and curve.reading(base) >= marks.visible
    return max(start, base if shaved and share == 1.0 else shown)


def _within_range(attribute_map: AttributeMap, wish: _Wish, aim: float, start: float, base: float) -> float:
    """The aim kept within the axis' range, which always takes in where the portrait is and comes from."""
    axis = attribute_map.axes[wish.index]
    reached = min(max(aim, min(axis.low, start, base)), max(axis.high, start, base))
    wish.clamped = wish.clamped or abs(reached - aim) > LEAST_MOVE
    return reached


def _place(attribute_map: AttributeMap, portrait: _Portrait, targets: Mapping[int, float]) -> Values:
    """Offsets [A] that put the target axes at their positions and keep the locked ones at theirs.

    Only the offsets of those axes change, so a recipe stays as short as its story. An offset that would pass
    its limit stops there, and the rest is solved again around it.
    """
    new = portrait.offsets.copy()
    wanted = {index: float(portrait.current[index]) for index in portrait.locked} | dict(targets)
    effects = attribute_map.effects[: len(new)]
    free = sorted(wanted)
    while free:
        fixed = portrait.base + effects @ np.where(np.isin(np.arange(len(new)), free), 0.0, new)
        missing = np.array([wanted[index] for index in free]) - fixed[free]
        solved = np.linalg.lstsq(effects[np.ix_(free, free)], missing, rcond=1e-3)[0]
        stopped = []
        for index, value in zip(free, solved.tolist(), strict=True):
            new[index] = _limited(portrait, index, value)
            if new[index] != value:
                stopped.append(index)
        if not stopped:
            break
        free = [index for index in free if index not in stopped]
    return new


def _limited(portrait: _Portrait, index: int, value: float) -> float:
    low, high = portrait.limits.get(index, (-math.inf, math.inf))
    old = float(portrait.offsets[index])
    return min(max(value, min(low, old)), max(high, old))


def _parts_taken_along(
    attribute_map: AttributeMap, portrait: _Portrait, wishes: Sequence[_Wish], targets: Mapping[int, float]
) -> list[_Wish]:
    """Wishes for what goes with a thing that is taken away, where it is there and nothing is said of it."""
    taken: dict[int, _Wish] = {}
    for wish in wishes:
        if wish.change.direction > 0 or not _wholly_gone(attribute_map, wish, targets[wish.index]):
            continue
        for part in attribute_map.parts[wish.change.axis]:
            index = attribute_map.index(part)
            spoken_of = index in targets or index in portrait.locked
            if not spoken_of and _shows(attribute_map, index, float(portrait.current[index])):
                taken[index] = _Wish(index, replace(wish.change, axis=part, kind="absolute"))
    return list(taken.values())


def _wholly_gone(attribute_map: AttributeMap, wish: _Wish, target: float) -> bool:
    """Whether a wish leaves nothing of what it takes away; of a degree, whether it names the other pole."""
    axis = attribute_map.axes[wish.index]
    if axis.thresholds is None:
        return wish.change.kind == "absolute" and wish.change.amount >= PLAIN
    return target <= axis.low


def _shows(attribute_map: AttributeMap, index: int, position: float) -> bool:
    """Whether more of a thing is expected at this position than of one that is half-way gone."""
    marks, curve = attribute_map.axes[index].thresholds, attribute_map.curves[index]
    return marks is not None and float(curve.reading(position)) > (marks.absent + marks.visible) / 2


def _yielding(
    attribute_map: AttributeMap,
    portrait: _Portrait,
    wishes: Sequence[_Wish],
    targets: Mapping[int, float],
    offsets: Values,
) -> dict[int, float]:
    """What would still compete with a wished thing or hide it, and where it is to go: away."""
    predicted = portrait.base + attribute_map.effects[: len(offsets)] @ offsets
    yielding: dict[int, float] = {}
    for wish in wishes:
        if wish.change.direction < 0:
            continue
        for rival in attribute_map.yielding[wish.change.axis]:
            index = attribute_map.index(rival)
            spoken_of = index in targets or index in portrait.locked
            if not spoken_of and _shows(attribute_map, index, float(predicted[index])):
                yielding[index] = attribute_map.axes[index].low
    return yielding


def _report(
    attribute_map: AttributeMap, portrait: _Portrait, wish: _Wish, target: float, after: float, covered: bool
) -> Moved | Refused:
    """What became of a wish; `covered` tells that what hid it until now was taken away."""
    change, curve = wish.change, attribute_map.curves[wish.index]
    start = float(portrait.current[wish.index])
    short = abs(target - after) > LEAST_MOVE
    clamped = wish.clamped or short
    if abs(after - start) < LEAST_MOVE and (short or (clamped and change.kind == "relative")):
        return Refused(change.axis, change, "limit")
    before_reading, after_reading = float(curve.reading(start)), float(curve.reading(after))
    marks = attribute_map.axes[wish.index].thresholds
    if covered and marks is not None:
        before_reading = min(before_reading, marks.absent)  # it was there, but not to be seen
    return Moved(change.axis, change, before_reading, after_reading, clamped)


def _merged(old: Mapping[str, float], new: Mapping[str, float]) -> dict[str, float]:
    merged = {**old, **{axis: round(value, 4) for axis, value in new.items()}}
    return {axis: value for axis, value in merged.items() if abs(value) >= LEAST_OFFSET or axis not in new}
