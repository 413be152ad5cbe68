"""A sample's traits as the drawing code reads them: `traits.age`, `traits.beard`, a number a person each."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.generators.painter.numbers import Number, exp, largest, smoothstep
from engine.generators.painter.population import TRAITS, presence_amount

EDGE = 1.5  # σ: as far as most of the population goes; what is rarer begins here
DEGREE_REACH = 3.2  # a degree's drawn value bends towards this many σ: stranger for ever, broken never
FURTHEST = 2.0  # what a score has beyond the edge bends towards this

# What is drawn (below, above) the edge for each σ beyond it, over and above the bounded value: without it,
# the last steps of an axis could not be seen.
ROOM = {
    "masculinity": (0.40, 0.55),
    "oval_face": (1.00, 0.80),
    "strong_jaw": (1.20, 0.15),
    "high_cheekbones": (0.90, 1.00),
    "eye_size": (1.00, 0.50),
    "narrow_eyes": (0.50, 0.60),
    "bushy_eyebrows": (1.30, 0.50),
    "full_lips": (0.70, 0.15),
}


def beyond(raw: Tensor) -> Tensor:
    """How far raw scores lie past the edge: 0 up to it, then growing smoothly (C1) towards `FURTHEST`."""
    past = (raw - EDGE).clamp_min(0.0)
    grown = torch.where(past < 0.5, past.square(), past - 0.25)
    return FURTHEST * torch.tanh(grown / FURTHEST)


class Traits:
    """Drawn values of raw scores [N, K]: degrees in bounded σ, presences as amounts from 0.

    `traits.age_above` and `traits.age_below` are what a score has beyond the population's edge on either
    side: 0 for nearly everybody, and what the drawing of the extremes is made of.

    Each is a float where `floats` are asked for, of one portrait, and else [N, 1, 1].
    """

    def __init__(self, raw: Tensor, *, floats: bool = False) -> None:
        self.batch = raw.shape[0]
        bounded = DEGREE_REACH * torch.tanh(raw / DEGREE_REACH)
        drawn = {"presence": presence_amount(raw), "choice": raw, "uniform": bounded, "normal": bounded}
        columns: dict[str, Sequence[Number]]
        if floats:
            columns = {spread: values[0].tolist() for spread, values in drawn.items()}
        else:
            columns = {spread: values[:, :, None, None].unbind(1) for spread, values in drawn.items()}
        self._drawn = {trait.name: columns[trait.spread][index] for index, trait in enumerate(TRAITS)}
        past = {"above": beyond(raw), "below": beyond(-raw)}
        for side, values in past.items():
            each: Sequence[Number] = values[0].tolist() if floats else values[:, :, None, None].unbind(1)
            self._drawn |= {f"{trait.name}_{side}": each[index] for index, trait in enumerate(TRAITS)}
        for name, (low, high) in ROOM.items():
            more, less = self._drawn[f"{name}_above"], self._drawn[f"{name}_below"]
            self._drawn[name] = self._drawn[name] + high * more - low * less

    def __getattr__(self, name: str) -> Number:
        try:
            return self._drawn[name]
        except KeyError:
            raise AttributeError(name) from None

    def values(self, names: Sequence[str]) -> tuple[float, ...]:
        """Drawn values of some traits of one portrait."""
        return tuple(float(self._drawn[name]) for name in names)

    def choice(self, *names: str, sharpness: float = 2.2) -> tuple[Number, ...]:
        """Weights of the alternatives of a choice; they sum to 1."""
        scores = [sharpness * number for number in (getattr(self, name) for name in names)]
        most = largest(*scores)
        weights = [exp(score - most) for score in scores]
        total = sum(weights)
        return tuple(weight / total for weight in weights)


# Whose colour the hair shows no more: natural colours go as grey comes, and dye covers all.
DYES = ("blue_hair", "green_hair", "pink_hair")  # in the order in which they are laid on
COVERED_BY = {
    **{trait.name: ("gray_hair", *DYES) for trait in TRAITS if trait.choice == "hair"},
    "gray_hair": DYES,
    **{dye: DYES[index + 1 :] for index, dye in enumerate(DYES)},
}


def true_values(raw: Tensor) -> Tensor:
    """Labels [N, K] of raw scores: σ for degrees, amounts for presences (choices count as presences).

    A hair colour is as true as it can be seen: black hair that has gone grey is grey. Other things may be
    hidden (eyes behind sunglasses, a bald head's curls) and are true all the same.
    """
    values = {}
    for index, trait in enumerate(TRAITS):
        value = raw[:, index]
        if trait.spread == "presence":
            value = presence_amount(value)
        elif trait.spread == "choice":
            value = 0.5 * (value + 1.0)
        values[trait.name] = value
    shown = {cover: 1.0 - smoothstep(0.0, 1.0, values[cover]) for cover in ("gray_hair", *DYES)}
    for name, covers in COVERED_BY.items():
        for cover in covers:
            values[name] = values[name] * shown[cover]
    return torch.stack([values[trait.name] for trait in TRAITS], dim=1)
