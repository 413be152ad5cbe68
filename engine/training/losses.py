"""How far a student's pictures are from the painter's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

Features = Callable[[Tensor], Sequence[Tensor]]  # pictures [N, 3, R, R] to feature maps, differentiably

EDGES = 0.5  # weights, beside the plain difference of pixels
POOLED = 0.5
FEATURES = 0.15
POOLINGS = (4, 16)  # px


def difference(drawn: Tensor, wanted: Tensor, features: Features | None = None) -> Tensor:
    """Mean absolute difference of pixels, of their gradients, of coarser pictures, and of features.

    Pixels alone forgive a blur where an edge, a freckle or a strand should be; gradients and the features
    of an attribute extractor do not.
    """
    loss = (drawn - wanted).abs().mean()
    for axis in (2, 3):
        loss = loss + EDGES * (drawn.diff(dim=axis) - wanted.diff(dim=axis)).abs().mean()
    for side in POOLINGS:
        if side < drawn.shape[-1]:
            loss = loss + POOLED * pooled(drawn - wanted, side).abs().mean()
    if features is not None:
        with torch.no_grad():
            seen = features(wanted)
        for mine, theirs in zip(features(drawn), seen, strict=True):
            apart = (mine.float() - theirs.float()).abs().mean()
            loss = loss + FEATURES * apart / theirs.float().abs().mean().clamp_min(1e-6) / len(seen)
    return loss


def pooled(pictures: Tensor, side: int) -> Tensor:
    """Means of squares of a side; several times faster backwards than PyTorch's own pooling."""
    squares = pictures.unflatten(3, (-1, side)).unflatten(2, (-1, side))
    return squares.mean(dim=(3, 5))


def critic_loss(real: Tensor, fake: Tensor) -> Tensor:
    """Hinge loss (Lim & Ye 2017) of scores [N, P]."""
    return F.relu(1.0 - real).mean() + F.relu(1.0 + fake).mean()


def gradient_penalty(critic: Callable[[Tensor, Tensor], Tensor], pictures: Tensor, w: Tensor) -> Tensor:
    """R1 (Mescheder et al. 2018): mean square of the critic's slope at real pictures."""
    pictures = pictures.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(critic(pictures, w).sum(dim=0).mean(), pictures, create_graph=True)
    return slope.float().square().sum(dim=(1, 2, 3)).mean()
