"""The painter's StyleGAN-shaped latent space: z -> w -> what each layer of ws says about each trait."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.generators.painter.population import LAYER_OF_TRAIT, LAYERS, TRAITS, raw_scores

Z_DIM = 512
W_DIM = 512
ROTATION_SEED = 20_190_425
MOMENTS_SEED = 7
MOMENTS_SAMPLES = 16_384


def rotation(size: int, seed: int) -> Tensor:
    """A fixed orthogonal matrix [size, size]: no trait lies along a coordinate of z or w."""
    generator = torch.Generator().manual_seed(seed)
    q, r = torch.linalg.qr(torch.randn(size, size, generator=generator, dtype=torch.float64))
    return (q * torch.sign(torch.diagonal(r))).to(torch.float32)


class LatentSpace(nn.Module):
    """Maps z to w and reads trait scores out of ws; K is the number of traits."""

    z_rotation: Tensor  # [Z, K]
    w_rotation: Tensor  # [K, D]
    mean: Tensor  # [K] of the raw scores
    deviation: Tensor  # [K]
    layer_of_trait: Tensor  # [K]

    def __init__(self) -> None:
        super().__init__()
        count = len(TRAITS)
        self.register_buffer("z_rotation", rotation(Z_DIM, ROTATION_SEED)[:, :count].contiguous())
        self.register_buffer("w_rotation", rotation(W_DIM, ROTATION_SEED + 1)[:count].contiguous())
        normals = torch.randn(MOMENTS_SAMPLES, count, generator=torch.Generator().manual_seed(MOMENTS_SEED))
        sample = raw_scores(normals)
        self.register_buffer("mean", sample.mean(0))
        self.register_buffer("deviation", sample.std(0))
        self.register_buffer("layer_of_trait", torch.tensor(LAYER_OF_TRAIT))

    @property
    def num_ws(self) -> int:
        """Layers of ws, coarse to fine."""
        return len(LAYERS)

    def w(self, z: Tensor) -> Tensor:
        """z [N, Z] to w [N, D]. z is normalised first, as in StyleGAN, so only its direction counts."""
        z = z * torch.rsqrt(z.square().mean(dim=1, keepdim=True) + 1e-8)
        scores = (raw_scores(z @ self.z_rotation) - self.mean) / self.deviation
        return scores @ self.w_rotation

    def raw(self, ws: Tensor) -> Tensor:
        """ws [N, L, D] to raw trait scores [N, K], each read from its own layer."""
        scores = (ws[:, self.layer_of_trait] * self.w_rotation).sum(dim=2)
        return scores * self.deviation + self.mean
