"""A sample's traits as the drawing code reads them: `traits.age`, `traits.beard`, each [N, 1, 1]."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.generators.painter.population import INDEX, TRAITS, presence_amount

DEGREE_REACH = 3.2  # a degree's drawn value bends towards this many σ: stranger for ever, broken never


class Traits:
    """Drawn values of raw scores [N, K]: degrees in bounded σ, presences as amounts from 0."""

    def __init__(self, raw: Tensor) -> None:
        self._raw = raw

    def __getattr__(self, name: str) -> Tensor:
        try:
            index = INDEX[name]
        except KeyError:
            raise AttributeError(name) from None
        raw = self._raw[:, index, None, None]
        spread = TRAITS[index].spread
        if spread == "presence":
            return presence_amount(raw)
        if spread == "choice":
            return raw
        return DEGREE_REACH * torch.tanh(raw / DEGREE_REACH)

    def choice(self, *names: str, sharpness: float = 2.2) -> Tensor:
        """Weights [N, n] of the alternatives of a choice; they sum to 1."""
        raw = torch.stack([self._raw[:, INDEX[name]] for name in names], dim=1)
        return torch.softmax(sharpness * raw, dim=1)


def true_values(raw: Tensor) -> Tensor:
    """Labels [N, K] of raw scores: σ for degrees, amounts for presences (choices count as presences)."""
    columns = []
    for index, trait in enumerate(TRAITS):
        value = raw[:, index]
        if trait.spread == "presence":
            value = presence_amount(value)
        elif trait.spread == "choice":
            value = 0.5 * (value + 1.0)
        columns.append(value)
    return torch.stack(columns, dim=1)
