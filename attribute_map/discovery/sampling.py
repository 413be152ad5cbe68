"""Portraits drawn from a generator's latent space, in batches that any later run repeats exactly."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Literal

import torch
from torch import Tensor

from engine.generator import Generator

Population = Literal["natural", "mixed"]

BATCH = 32  # portraits drawn at once; small enough to stay in a CPU's caches
STRANGEST = 1.7  # psi up to which layers of mixed portraits leave the natural population


def sample_ws(generator: Generator, population: Population, count: int, seed: int) -> Tensor:
    """Latents ws [N, L, D] on the CPU.

    "natural" are the generator's own portraits. "mixed" take each layer from one of two of them at random,
    each with a psi of its own from 0.6 to 1.7: what goes together by nature comes apart and goes further, as
    it will when people edit, and an extractor taught on them looks for the beard itself rather than for what
    beards go with.
    """
    random = torch.Generator().manual_seed(seed)
    z = torch.randn(2 * count, generator.z_dim, generator=random)
    if population == "natural":
        return mapped(generator, z[:count])
    first, second = mapped(generator, z).chunk(2)
    share = torch.rand(count, 1, 1, generator=random)
    choose = torch.rand(count, generator.num_ws, 1, generator=random) < share
    psi = 0.6 + (STRANGEST - 0.6) * torch.rand(count, generator.num_ws, 1, generator=random)
    w_avg = generator.w_avg.cpu()
    return w_avg + psi * (torch.where(choose, first, second) - w_avg)


def mapped(generator: Generator, z: Tensor) -> Tensor:
    """ws [N, L, D] on the CPU for z [N, Z]; a conditional generator is asked for its classes in turn."""
    labels = None
    if generator.label_dim:
        classes = torch.arange(len(z)) % generator.label_dim
        labels = torch.nn.functional.one_hot(classes, generator.label_dim).float().to(generator.device)
    with torch.inference_mode():
        return generator.map(z.to(generator.device), labels).float().cpu().clone()


def drawn(generator: Generator, ws: Tensor, resolution: int, *, batch: int = BATCH) -> Iterator[Tensor]:
    """Pictures [n, 3, R, R] in [-1, 1] on the CPU, batch by batch, of ws [N, L, D]."""
    for part in ws.split(batch):
        with torch.inference_mode():
            pictures = generator.synthesize(part.to(generator.device), resolution=resolution)
            yield pictures.float().clamp(-1.0, 1.0).cpu()


def batch_seed(seed: int, stage: str, index: int) -> int:
    """A seed for one batch of one stage, unrelated to those of its neighbours."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{stage}/{index}".encode()).digest()[:7], "big")
