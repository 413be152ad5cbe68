"""A small real generator: a random network that obeys the contract, quick enough for thousands."""

from __future__ import annotations

import hashlib

import pytest
import torch
from torch import Tensor, nn

from engine.generator import Generator


class TinyGenerator(Generator):
    """Two matrices: z to w, and w to a picture of 8 x 8 that is resampled to the size asked for."""

    name = "tiny"
    z_dim = 16
    w_dim = 12
    num_ws = 5
    resolution = 32
    batch_invariant = True

    def __init__(self, seed: int = 0) -> None:
        random = torch.Generator().manual_seed(seed)
        self.digest = hashlib.sha256(f"tiny {seed}".encode()).hexdigest()
        self.mapping = torch.randn(self.z_dim, self.w_dim, generator=random)
        self.drawing = torch.randn(self.num_ws * self.w_dim, 3 * 8 * 8, generator=random) / 8
        self.w_avg = torch.randn(self.w_dim, generator=random)

    @property
    def device(self) -> torch.device:
        return self.mapping.device

    def map(
        self, z: Tensor, labels: Tensor | None = None, psi: float = 1.0, cutoff: int | None = None
    ) -> Tensor:
        w = z @ self.mapping + self.w_avg
        return self.truncate(w[:, None].repeat(1, self.num_ws, 1), psi, cutoff)

    def synthesize(self, ws: Tensor, *, resolution: int | None = None) -> Tensor:
        # A product per picture, so that its rounding does not depend on the batch.
        features = torch.stack([one.flatten() @ self.drawing for one in ws]).tanh()
        pictures = features.view(-1, 3, 8, 8)
        size = resolution or self.resolution
        return nn.functional.interpolate(pictures, (size, size), mode="bilinear", align_corners=False)


@pytest.fixture(scope="session")
def tiny_class() -> type[TinyGenerator]:
    return TinyGenerator


@pytest.fixture
def tiny() -> TinyGenerator:
    return TinyGenerator()
