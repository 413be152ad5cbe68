"""The mapping network of the StyleGAN family: a latent z and a class label to an intermediate latent w."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.generators.equalized import FullyConnected


def unit_second_moment(x: Tensor) -> Tensor:
    """x [N, F] scaled so that the mean of its squares is 1 in every row."""
    return x * torch.rsqrt(x.square().mean(dim=1, keepdim=True) + 1e-8)


class MappingNetwork(nn.Module):
    """z [N, z_dim] and labels [N, label_dim] to w [N, w_dim]; Karras et al. 2019, section 2."""

    def __init__(
        self,
        z_dim: int,
        label_dim: int,
        embed_dim: int,  # width of the embedded label; 0 for an unconditional model
        widths: tuple[int, ...],  # of every layer's output; the last one is w_dim
        *,
        learning_rate: float = 0.01,
    ) -> None:
        super().__init__()
        self.z_dim = z_dim
        self.label_dim = label_dim
        self.depth = len(widths)
        if label_dim:
            self.embed = FullyConnected(label_dim, embed_dim)
        ins = (z_dim + embed_dim, *widths[:-1])
        for index, (width_in, width_out) in enumerate(zip(ins, widths, strict=True)):
            layer = FullyConnected(width_in, width_out, learning_rate=learning_rate, rectify=True)
            self.add_module(f"fc{index}", layer)
        self.register_buffer("w_avg", torch.empty(widths[-1]))
        self.w_avg: Tensor

    def forward(self, z: Tensor, labels: Tensor | None) -> Tensor:
        parts = []
        if self.z_dim:
            parts.append(unit_second_moment(z.float()))
        if self.label_dim:
            assert labels is not None
            parts.append(unit_second_moment(self.embed(labels.float())))
        w = torch.cat(parts, dim=1)  # [N, z_dim + embed_dim]
        for index in range(self.depth):
            w = self.get_submodule(f"fc{index}")(w)
        return w
