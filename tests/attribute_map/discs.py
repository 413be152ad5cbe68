"""A small labelled generator, a disc on a ground: learning can be tested on it in seconds."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from attribute_map.vocabulary import Vocabulary, read_vocabulary
from engine.generator import LabelledGenerator

VOCABULARY = """
[disc_size]
kind = "degree"
title = "size"
negative = "small disc"
positive = "big disc"
region = "disc"

[disc_shade]
kind = "degree"
title = "shade"
negative = "dark disc"
positive = "light disc"
region = "disc"

[ground]
kind = "degree"
title = "ground"
negative = "dark ground"
positive = "light ground"
region = "scene"

[dot]
kind = "presence"
title = "dot"
positive = "dot"
region = "disc"
"""


class Discs(LabelledGenerator):
    """Six traits, rotated into 24 dimensions and read from three layers.

    Shade depends on size (correlation 0.6), as beards depend on gender presentation: a plain regression leaks
    from one to the other. `disc_x` and `disc_y` are labelled but are no axes.
    """

    name = "discs"
    digest = "discs-1"
    z_dim = 24
    w_dim = 24
    num_ws = 3
    resolution = 32
    attribute_names = ("disc_size", "disc_shade", "ground", "dot", "disc_x", "disc_y")
    layer_of_trait = (0, 0, 2, 1, 0, 0)

    def __init__(self) -> None:
        generator = torch.Generator().manual_seed(5)
        rotation = torch.linalg.qr(torch.randn(24, 24, generator=generator)).Q
        self.rotation = rotation[:6]  # [6, D]
        self.w_avg = torch.zeros(24)

    @property
    def device(self) -> torch.device:
        return torch.device("cpu")

    def map(
        self, z: Tensor, labels: Tensor | None = None, psi: float = 1.0, cutoff: int | None = None
    ) -> Tensor:
        traits = z[:, :6].clone()
        traits[:, 1] = 0.6 * z[:, 0] + 0.8 * z[:, 1]
        traits[:, 3] = torch.tanh(2.0 * (z[:, 3] - 0.6))
        w = traits @ self.rotation
        return self.truncate(w[:, None].expand(-1, 3, -1), psi, cutoff)

    def traits(self, ws: Tensor) -> Tensor:
        return (ws[:, list(self.layer_of_trait)] * self.rotation).sum(dim=2)

    def attributes(self, ws: Tensor) -> Tensor:
        values = self.traits(ws)
        values[:, 3] = ((values[:, 3] + 0.6) / 1.2).clamp(0.0, 1.0) + 0.1 * (values[:, 3] - 0.6).clamp_min(0)
        return values

    def synthesize(self, ws: Tensor, *, resolution: int | None = None) -> Tensor:
        side = resolution or self.resolution
        size, shade, ground, dot, x, y = self.attributes(ws)[:, :, None, None].unbind(1)
        line = torch.linspace(-1.0, 1.0, side)
        across, down = line[None, None, :], line[None, :, None]
        distance = ((across - 0.15 * torch.tanh(x)) ** 2 + (down - 0.15 * torch.tanh(y)) ** 2).sqrt()
        edge = 0.75 * side
        disc = torch.sigmoid((0.5 + 0.12 * size.clamp(-3, 3) - distance) * edge)
        spot = torch.sigmoid((0.2 * dot.clamp(0, 1.5) - distance) * edge) * dot.clamp(0, 1)
        picture = torch.tanh(0.35 * ground) * (1 - disc) + torch.tanh(0.35 * shade) * disc
        red = picture * (1 - spot) + spot
        rest = picture * (1 - spot) - spot
        return torch.stack([red, rest, rest], dim=1)


def disc_vocabulary(folder: Path) -> Vocabulary:
    """The axes of the discs."""
    path = folder / "vocabulary.toml"
    path.write_text(VOCABULARY)
    return read_vocabulary(path)
