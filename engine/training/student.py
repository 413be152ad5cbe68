"""All that is learned of the generator, and the averaged copy that is kept."""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.generators.stylegan2 import StyleGAN2Config
from engine.training.networks import Mapping, Synthesis, published

AVERAGED = 16_384  # draws of z behind w_avg


class Reader(nn.Module):
    """The painter's w [N, D'] to the student's own w [N, D], for synthesis to learn by before the prior has.

    The student's w need not be as wide as what it is told: a linear part hands things on, a hidden layer adds
    what is worth knowing about them together.
    """

    def __init__(self, told: int, w_dim: int, scale: float) -> None:
        """`scale` is the painter's deviation in each of its w's entries."""
        super().__init__()
        self.scale = scale
        self.straight = nn.Linear(told, w_dim)
        self.hidden = nn.Linear(told, 2 * w_dim)
        self.added = nn.Linear(2 * w_dim, w_dim)
        for layer in (self.straight, self.hidden):
            nn.init.normal_(layer.weight, std=told**-0.5)
        nn.init.normal_(self.added.weight, std=0.3 * (2 * w_dim) ** -0.5)

    def forward(self, told: Tensor) -> Tensor:
        told = told / self.scale
        w: Tensor = self.straight(told) + self.added(F.silu(self.hidden(told)))
        return w


class Student(nn.Module):
    """Mapping z -> w, reader painter's w -> w, synthesis ws -> pictures."""

    def __init__(self, config: StyleGAN2Config, told: int, scale: float) -> None:
        super().__init__()
        self.config = config
        self.mapping = Mapping(config)
        self.reader = Reader(told, config.w_dim, scale)
        self.synthesis = Synthesis(config)

    def crossed(self, coarse: Tensor, fine: Tensor, crossing: Tensor) -> Tensor:
        """ws [N, L, D] that take `coarse` [N, D] up to row `crossing` [N] and `fine` from there on."""
        rows = torch.arange(self.config.num_ws, device=coarse.device)[None, :] >= crossing[:, None]
        return torch.where(rows[:, :, None], fine[:, None], coarse[:, None])

    def averaged(self) -> Student:
        """A copy to average into."""
        return copy.deepcopy(self).requires_grad_(False)

    @torch.no_grad()
    def follow(self, other: Student, inertia: float) -> None:
        """Move a little towards another's weights; the average over the last steps is the better network."""
        mine: list[Tensor] = list(self.parameters())
        theirs: list[Tensor] = list(other.parameters())
        torch._foreach_lerp_(mine, theirs, 1.0 - inertia)

    @torch.no_grad()
    def published(self, seed: int) -> dict[str, Tensor]:
        """The generator's tensors as a published StyleGAN2 checkpoint has them."""
        device = next(self.parameters()).device
        random = torch.Generator().manual_seed(seed)
        z = torch.randn(AVERAGED, self.config.z_dim, generator=random).to(device)
        return published(self.mapping, self.synthesis, self.mapping(z).mean(0))
