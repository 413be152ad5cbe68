"""The linear algebra of directions: projecting off others, following a covariance, the dual basis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attribute_map.errors import AttributeMapError

Vector = TypeVar("Vector", "NDArray[np.floating]", Tensor)
Matrix = NDArray[np.float64]

# What is left of a direction after projection, as a share of its length, below which it is mere rounding.
_NOTHING_LEFT = 1e-9


def orthogonalize(primal: Vector, conditions: Iterable[Vector]) -> Vector:
    """The primal direction with its components along all conditions removed, as a unit vector.

    With one or two conditions this is the conditional boundary of InterFaceGAN (Shen et al. 2020, section
    3.2); here the span of any number of them is projected out at once, so their order and length do not
    matter and repeated or dependent ones do no harm.

    `primal` is a vector of any shape ([D], [1, D] or per layer [L, D]), numpy or torch; each condition has as
    many numbers. The answer has the shape and library of `primal`, in float64.

    Raises AttributeMapError where the sizes differ, a number is not finite, or nothing of `primal` is left.
    """
    direction = _flat(primal)
    rows = [_flat(condition) for condition in _vectors(conditions, direction.size)]
    for row in rows:
        if row.size != direction.size:
            raise AttributeMapError(
                f"A condition has {row.size} numbers, the direction {direction.size}; they must match."
            )
    if not np.isfinite(direction).all() or not all(np.isfinite(row).all() for row in rows):
        raise AttributeMapError("A direction or condition holds a number that is not finite.")
    length = float(np.linalg.norm(direction))
    if length == 0.0:
        raise AttributeMapError("The direction is zero, so it has nothing to keep.")
    left = direction / length
    basis = _orthonormal_rows(rows, direction.size)
    for _ in range(2):  # once is exact on paper; the second pass removes the rounding of the first
        left = left - basis.T @ (basis @ left)
    remainder = float(np.linalg.norm(left))
    if remainder < _NOTHING_LEFT:
        raise AttributeMapError("Nothing of the direction is left: it lies wholly along its conditions.")
    return _like(primal, left / remainder)


def covariance_direction(normal: Matrix, covariance: Matrix) -> Matrix:
    """Σ·β, scaled so that βᵀd = 1: how the latents of a population differ where their reading differs by 1.

    A regression's normal β [D] measures; stepping along it leaves the population where some of its
    coordinates hardly vary. Σβ is the mean latent given the reading (Haufe et al. 2014, the "activation
    pattern" of a linear model).
    """
    moved = covariance @ normal
    return moved / float(normal @ moved)


def dual_direction(readers: Matrix, covariance: Matrix, axis: int, conditions: Iterable[int]) -> Matrix:
    """The shortest step that moves reading `axis` by 1 and leaves those of `conditions` where they are.

    Shortest in the population's own metric (Mahalanobis): d = Σ B (BᵀΣB)⁻¹ e, with B the reader vectors
    (rows of `readers` [A, D]) of the axis and its conditions. Without conditions it is
    `covariance_direction`; a condition that nearly repeats the axis is softened by the pseudo-inverse.
    """
    chosen = [axis, *(index for index in conditions if index != axis)]
    spread = covariance @ readers[chosen].T  # [D, S]
    gram = readers[chosen] @ spread  # [S, S]
    unit = np.zeros(len(chosen))
    unit[0] = 1.0
    moved = spread @ (np.linalg.pinv(gram, rcond=1e-8, hermitian=True) @ unit)
    return moved / float(readers[axis] @ moved)


def _orthonormal_rows(rows: list[Matrix], size: int) -> Matrix:
    """Orthonormal basis [K, D] of the span of the rows, dependent ones counted once."""
    lengths = [float(np.linalg.norm(row)) for row in rows]
    units = [row / length for row, length in zip(rows, lengths, strict=True) if length > 0.0]
    if not units:
        return np.zeros((0, size))
    _, singular, basis = np.linalg.svd(np.stack(units), full_matrices=False)
    return cast(Matrix, basis[singular > singular[0] * 1e-12 * max(len(units), size)])


def _vectors(conditions: Iterable[Vector], size: int) -> list[Vector]:
    """The conditions one by one; a single vector of the right size counts as one condition."""
    if isinstance(conditions, np.ndarray | Tensor) and (
        conditions.ndim <= 1 or int(np.prod(conditions.shape)) == size
    ):
        return [cast(Vector, conditions)]
    return list(conditions)


def _flat(vector: Vector) -> Matrix:
    if isinstance(vector, Tensor):
        vector = vector.detach().cpu().numpy()  # type: ignore[assignment]
    return np.asarray(vector, dtype=np.float64).reshape(-1)


def _like(primal: Vector, values: Matrix) -> Vector:
    shaped = values.reshape(tuple(np.shape(primal)))
    if isinstance(primal, Tensor):
        return torch.from_numpy(shaped).to(primal.device)
    return shaped
