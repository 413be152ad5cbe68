"""From a picture back to latents: gradient steps in ws until the generator draws the picture.

Abdal et al., "Image2StyleGAN" (2019), in the extended space W+: each layer of ws is free. Works for every
generator whose `synthesize` can be differentiated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.generator import Generator

CANDIDATE_BATCH = 16
WARM_UP = 0.1  # share of the steps
COARSEST = 8  # px; side of the most blurred picture that is compared


@dataclass(frozen=True, slots=True)
class Projection:
    """What was found for N pictures."""

    ws: Tensor  # [N, L, D]
    error: Tensor  # [N], mean absolute difference of the pixels, as a share of their range


def project(
    generator: Generator,
    targets: Tensor,  # [N, 3, R, R] in [-1, 1]
    *,
    steps: int = 200,
    candidates: int = 768,  # random portraits to begin from; the nearest one is taken
    rate: float = 0.04,  # of Adam at its peak, in units of w
    seed: int = 0,
) -> Projection:
    """The ws whose pictures come nearest to `targets`; the best ones met on the way are returned.

    Deterministic for a seed on one machine. Pictures are compared at every halving of their side down to
    8 px, so that what lies apart still attracts. What has no gradient where the search begins (glasses that
    nobody wears) is found only if the nearest of the candidates has it: more candidates, fewer misses.
    """
    targets = targets.to(generator.device, torch.float32)
    ws = _nearest(generator, targets, candidates, seed)
    best, error = ws.clone(), torch.full((len(ws),), math.inf, device=ws.device)
    ws.requires_grad_(True)
    optimizer = torch.optim.Adam([ws], betas=(0.9, 0.99))
    for step in range(steps + 1):
        with torch.enable_grad():
            pictures = generator.synthesize(ws, resolution=targets.shape[-1])
            loss = _difference(pictures, targets)
        now = 0.5 * (pictures.detach() - targets).abs().mean(dim=(1, 2, 3))
        better = now < error
        error = torch.where(better, now, error)
        best = torch.where(better[:, None, None], ws.detach(), best)
        if step == steps:
            break
        optimizer.zero_grad(set_to_none=True)
        loss.sum().backward()
        optimizer.param_groups[0]["lr"] = rate * _pace(step / steps)
        optimizer.step()
    return Projection(best, error)


def _nearest(generator: Generator, targets: Tensor, candidates: int, seed: int) -> Tensor:
    """For each target the most alike of some random portraits and the mean one: ws [N, L, D]."""
    z = torch.randn(candidates, generator.z_dim, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        mean = generator.map(z[:1].to(generator.device), psi=0.0)
        found = torch.cat([mean, generator.map(z.to(generator.device), psi=0.8)]).float()
        side = min(32, targets.shape[-1])
        wanted = torch.nn.functional.interpolate(targets, size=(side, side), mode="area")
        apart = torch.cat(
            [
                (generator.synthesize(part, resolution=side)[None] - wanted[:, None])
                .abs()
                .mean(dim=(2, 3, 4))
                for part in found.split(CANDIDATE_BATCH)
            ],
            dim=1,
        )
        return found[apart.argmin(dim=1)].clone()


def _difference(pictures: Tensor, targets: Tensor) -> Tensor:
    """Mean absolute difference [N], summed over all halvings of the side."""
    total = (pictures - targets).abs().mean(dim=(1, 2, 3))
    while pictures.shape[-1] >= 2 * COARSEST:
        pictures = torch.nn.functional.avg_pool2d(pictures, 2)
        targets = torch.nn.functional.avg_pool2d(targets, 2)
        total = total + (pictures - targets).abs().mean(dim=(1, 2, 3))
    return total


def _pace(done: float) -> float:
    """Learning rate as a share of its peak: a short warm-up, then half a cosine down to nothing."""
    return min(1.0, done / WARM_UP + 0.1) * (0.5 + 0.5 * math.cos(math.pi * done))
