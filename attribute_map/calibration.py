"""From a place on an axis to what will be seen there: monotone reading curves and their inverse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]

# Reading σ gained per step of position even where the picture no longer changes, so that every reading has
# one position and every position one reading.
LEAST_SLOPE = 0.02


@dataclass(frozen=True, slots=True)
class Curve:
    """The expected reading (σ) at each position (offset units) of one axis: piecewise linear and rising.

    A degree such as age rises all along; a presence such as a beard stays at the foot, for nobody is less
    than clean-shaven, then climbs, and flattens again where the beard is full.
    """

    positions: Values  # [K], rising
    readings: Values  # [K], rising

    def reading(self, position: ArrayLike) -> Values:
        """Reading at a position; beyond the last knots it goes on with the slope of the outermost piece."""
        return _interpolate(np.asarray(position, np.float64), self.positions, self.readings)

    def position(self, reading: ArrayLike) -> Values:
        """The position with this reading: the inverse of `reading`."""
        return _interpolate(np.asarray(reading, np.float64), self.readings, self.positions)

    def rescaled(self, unit: float) -> Curve:
        """The same curve with positions counted in another unit."""
        return Curve(self.positions / unit, self.readings)


def fit_curve(
    positions: Values, readings: Values, *, ends: tuple[float, float] | None = None, knots: int = 25
) -> Curve:
    """The rising curve nearest to the points [N], by isotonic regression smoothed between even knots.

    `ends` are the positions of the outermost knots; without them, those where the bulk of the points ends.
    """
    from sklearn.isotonic import IsotonicRegression  # a second to import, and only learning needs it

    rising = IsotonicRegression(out_of_bounds="clip").fit(positions, readings)
    places = np.linspace(*(ends or _bulk(positions)), knots)
    # Averaging the staircase between neighbouring knots turns its steps into slopes.
    width = np.diff(places, prepend=places[0], append=places[-1])
    reach = np.linspace(-0.5, 0.5, 15)
    around = places[:, None] + np.where(reach < 0, width[:-1, None], width[1:, None]) * reach
    values = rising.predict(around.reshape(-1)).reshape(around.shape).mean(axis=1)
    values = np.maximum.accumulate(values)
    return Curve(places, values + LEAST_SLOPE * (places - places.mean()))


def _bulk(positions: Values) -> tuple[float, float]:
    """Where all but the thinnest tails of the positions lie."""
    low, high = np.quantile(positions, [0.002, 0.998])
    if high - low < 1e-6:
        raise ValueError("the positions do not differ")
    return float(low), float(high)


def _interpolate(x: Values, xs: Values, ys: Values) -> Values:
    inside = np.interp(x, xs, ys)
    first = (ys[1] - ys[0]) / (xs[1] - xs[0])
    last = (ys[-1] - ys[-2]) / (xs[-1] - xs[-2])
    below = np.minimum(x - xs[0], 0.0) * first
    above = np.maximum(x - xs[-1], 0.0) * last
    return np.asarray(inside + below + above)
