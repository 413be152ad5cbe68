"""A sample's traits as the drawing code reads them: `traits.age`, `traits.beard`, a number a person each."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.generators.painter.numbers import Number, exp, largest, smoothstep
from engine.generators.painter.population import TRAITS, presence_amount

DEGREE_REACH = 3.2  # a degree's drawn value bends towards this many σ: stranger for ever, broken never


class Traits:
    """Drawn values of raw scores [N, K]: degrees in bounded σ, presences as amounts from 0.

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
