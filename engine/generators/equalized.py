"""Equalized learning rate: constants that networks multiply in at run time, folded into the weights once."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def bake(networks: nn.Module) -> None:
    """Lets every layer that has a `bake` fold its constants in; once, after the weights are loaded."""
    with torch.no_grad():
        for module in networks.modules():
            fold = getattr(module, "bake", None)
            if fold is not None:
                fold()


class FullyConnected(nn.Module):
    """A dense layer with equalized learning rate (Karras et al. 2018, section 4.1).

    The file holds raw weights; `bake` multiplies the run-time constants in, once.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        learning_rate: float = 1.0,  # relative to the rest of the network; scales weight and bias alike
        rectify: bool = False,  # leaky ReLU behind it, kept at unit variance by a gain of sqrt(2)
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(out_features, in_features), requires_grad=False)
        self.bias = nn.Parameter(torch.empty(out_features), requires_grad=False)
        self.learning_rate = learning_rate
        self.rectify = rectify

    def bake(self) -> None:
        # Leaky ReLU is positively homogeneous, so that its gain can go into the layer before it.
        gain = self.learning_rate * (math.sqrt(2) if self.rectify else 1.0)
        self.weight.mul_(gain / math.sqrt(max(self.weight.shape[1], 1)))
        self.bias.mul_(gain)

    def forward(self, x: Tensor) -> Tensor:  # [N, in] -> [N, out]
        x = F.linear(x, self.weight, self.bias)
        return F.leaky_relu(x, 0.2) if self.rectify else x
