"""Putting numbers on an axis: how long 1 σ is, which reading each position has, and how far it goes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attribute_map.axes import Thresholds
from attribute_map.calibration import Curve
from attribute_map.discovery.extractor import Extractor

Values = NDArray[np.float64]

RANGE = 3.5  # σ of reading within which an axis is meant to be used
FEWEST_HAVING = 12  # natural portraits with a thing, to say where they are
FARTHEST = 4.5  # positions beyond which it never goes for a degree
STANDSTILL = 0.12  # σ of reading so near to the last that a position can give are not worth going for
ALMOST_NOBODY = 0.02  # share of the population that +2 may leave without a visible change
CERTAIN_GAIN = 1.2  # σ of expected reading that make 1 σ of the reading itself likely
LONGEST_UNIT = {False: 1.25, True: 1.5}  # predicted σ, by whether the axis is a presence


def thresholds_of(extractor: Extractor, name: str) -> Thresholds:
    """The extractor's marks of a presence, in σ of its readings over the generator's portraits."""
    column = extractor.column(name)
    mean, std = float(extractor.reading_mean[column]), float(extractor.reading_std[column])
    absent, visible, present = ((mark - mean) / std for mark in extractor.marks[name])
    return Thresholds(absent, visible, present)


def unit_of(scores: Values, curve: Curve, marks: Thresholds | None) -> float:
    """Predicted σ of reading that an offset of 1 stands for: 1, or as much more as it takes.

    An offset of +2 is to raise the reading of all but the last few per cent of portraits by 1 σ. A presence
    reads the same wherever it is absent and hardly rises where it is plainly there, so it takes longer steps
    than a degree.
    """
    units = np.linspace(1.0, LONGEST_UNIT[marks is not None], 15)
    gains = curve.reading(scores[None] + 2.0 * units[:, None]) - curve.reading(scores)[None]
    raised = (gains >= CERTAIN_GAIN).mean(axis=1)
    enough = min(1.0 - ALMOST_NOBODY, float(raised.max()) - 0.01)
    return float(units[np.argmax(raised >= enough)])


def reachable(marks: Thresholds, curve: Curve, positions: Values, readings: Values) -> Thresholds:
    """The marks of a presence with "plainly there" no further out than where portraits that have it are.

    Where the curve has flattened, a reading slightly out of its reach would lie at the end of the world.
    """
    having = positions[readings > marks.visible]
    if len(having) < FEWEST_HAVING:
        return marks
    there = float(curve.reading(float(np.quantile(having, 0.75))))
    present = max(min(marks.present, there), marks.absent + 0.5)
    visible = min(marks.visible, (marks.absent + present) / 2 if present <= marks.visible else marks.visible)
    return Thresholds(marks.absent, visible, present)


def range_of(
    curve: Curve, positions: Values, readings: Values, marks: Thresholds | None
) -> tuple[float, float]:
    """Positions [low, high] that the map stays between: as far as the picture goes on changing.

    Beyond the end of what a generator draws, more of it is not seen, and the way back would begin with steps
    that are not seen either. A presence rests at `low` when absent: the middle of those portraits that do not
    have it.
    """
    last = float(curve.position(float(curve.reading(FARTHEST)) - STANDSTILL))
    if marks is None:
        first = float(curve.position(float(curve.reading(-FARTHEST)) + STANDSTILL))
        low, high = float(curve.position(-RANGE)), float(curve.position(RANGE))
        return max(low, first, -FARTHEST), min(high, last, FARTHEST)
    without = positions[readings < (marks.absent + marks.visible) / 2]
    low = float(np.median(without)) if len(without) else float(positions.min())
    present = float(curve.position(marks.present))
    farthest = max(float(curve.position(marks.present + 1.0)), float(curve.position(RANGE)))
    return min(low, present - 0.5), min(max(min(farthest, last), present + 0.5), present + 2.0)
