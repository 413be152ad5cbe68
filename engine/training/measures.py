"""How alike two sets of pictures are, told by features of a network that knows such pictures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Matrix = NDArray[np.float64]

NEIGHBOURS = 3
ROWS = 1024  # of a distance matrix at once


@dataclass(frozen=True, slots=True)
class Likeness:
    """Of generated pictures to real ones."""

    frechet: float  # Fréchet distance; 0 for the same distribution
    precision: float  # share of generated pictures that lie among the real ones
    recall: float  # share of real pictures that lie among the generated ones
    samples: int  # pictures on either side


def likeness(real: Tensor, generated: Tensor, *, neighbours: int = NEIGHBOURS) -> Likeness:
    """Features [N, F] of both sides to all three figures."""
    return Likeness(
        frechet=frechet_distance(real, generated),
        precision=coverage(real, generated, neighbours=neighbours),
        recall=coverage(generated, real, neighbours=neighbours),
        samples=min(len(real), len(generated)),
    )


def frechet_distance(first: Tensor, second: Tensor) -> float:
    """Fréchet distance of two Gaussians fitted to features [N, F] and [M, F] (Heusel et al. 2017).

    ||m1 - m2||² + tr(C1 + C2 - 2 (C1 C2)^(1/2)), where the last trace is the sum of singular values of
    C1^(1/2) C2^(1/2), which needs no root of an asymmetric matrix.
    """
    (mean, root), (other_mean, other_root) = (_moments(features) for features in (first, second))
    shared = np.linalg.svd(root @ other_root, compute_uv=False).sum()
    spread = (root**2).sum() + (other_root**2).sum()  # tr(C) = ||C^(1/2)||²
    return float(max(((mean - other_mean) ** 2).sum() + spread - 2.0 * shared, 0.0))


def coverage(real: Tensor, judged: Tensor, *, neighbours: int = NEIGHBOURS) -> float:
    """Share of `judged` features [M, F] within reach of one of the real ones [N, F].

    The reach of a real one is the distance to its k-th nearest neighbour; with the sides swapped, what is
    precision becomes recall (Kynkäänniemi et al. 2019).
    """
    if len(real) <= neighbours or not len(judged):
        raise ValueError(f"more than {neighbours} real pictures and one other are needed")
    real, judged = real.float(), judged.float()
    reach = torch.cat(
        [torch.cdist(part, real).kthvalue(neighbours + 1, dim=1).values for part in real.split(ROWS)]
    )  # the nearest of all is itself
    inside = [(torch.cdist(part, real) <= reach).any(dim=1) for part in judged.split(ROWS)]
    return float(torch.cat(inside).float().mean())


def _moments(features: Tensor) -> tuple[Matrix, Matrix]:
    """Mean [F] and symmetric root of the covariance [F, F]."""
    if len(features) < 2:
        raise ValueError("two pictures at least are needed for a covariance")
    values = features.double().cpu().numpy()
    strengths, axes = np.linalg.eigh(np.cov(values, rowvar=False).reshape(values.shape[1], -1))
    return values.mean(axis=0), (axes * np.sqrt(strengths.clip(min=0.0))) @ axes.T
