"""What a portrait is drawn with that is one number a person: floats, or tensors [N, 1, 1] of a batch.

An operation on a tensor of one element costs as much as one on a small picture, and a portrait needs over
a thousand such. So one portrait on a CPU, whose gradient nobody wants, is drawn with floats; the drawing
code is the same, written with these functions where a float has no method of its own (`**` knows both).
"""

from __future__ import annotations

import itertools
import math
import threading
from collections.abc import Iterator
from typing import overload

import numpy as np
import torch
from torch import Tensor

Number = Tensor | float


def exp(value: Number) -> Number:
    """e to the power of a number."""
    return math.exp(value) if isinstance(value, float) else torch.exp(value)


def sin(value: Number) -> Number:
    """Sine of radians."""
    return math.sin(value) if isinstance(value, float) else torch.sin(value)


def cos(value: Number) -> Number:
    """Cosine of radians."""
    return math.cos(value) if isinstance(value, float) else torch.cos(value)


def tanh(value: Number) -> Number:
    """Hyperbolic tangent."""
    return math.tanh(value) if isinstance(value, float) else torch.tanh(value)


def softplus(value: Number) -> Number:
    """log(1 + e^value)."""
    if isinstance(value, float):
        return max(value, 0.0) + math.log1p(math.exp(-abs(value)))
    return torch.nn.functional.softplus(value)


def absolute(value: Number) -> Number:
    """The number without its sign."""
    return abs(value) if isinstance(value, float) else value.abs()


def sign(value: Number) -> Number:
    """-1, 0 or 1."""
    return float((value > 0.0) - (value < 0.0)) if isinstance(value, float) else torch.sign(value)


def clamp(value: Number, low: float | None = None, high: float | None = None) -> Number:
    """No less than `low` and no more than `high`."""
    if not isinstance(value, float):
        return value.clamp(low, high)
    if low is not None and value < low:
        return low
    return high if high is not None and value > high else value


def largest(first: Number, *others: Number) -> Number:
    """The largest of a few numbers of the same kind."""
    for other in others:
        if isinstance(first, Tensor) and isinstance(other, Tensor):
            first = torch.maximum(first, other)
        else:
            first = max(float(first), float(other))
    return first


def on_gpu(value: Number) -> bool:
    """Whether a number is where asking for it would make everybody wait."""
    return isinstance(value, Tensor) and value.device.type != "cpu"


def each(*values: Number) -> list[list[float]]:
    """The values of each portrait of the batch, as floats."""
    tensors = [value for value in values if isinstance(value, Tensor)]
    if not tensors:
        return [[float(value) for value in values]]
    whole = [torch.as_tensor(value, device=tensors[0].device) for value in values]
    return torch.stack(torch.broadcast_tensors(*whole)).detach().flatten(1).T.tolist()


def of_colour(value: Number) -> Number:
    """A number that colours [N, 3, 1, 1] can be multiplied by."""
    return value[:, None] if isinstance(value, Tensor) else value


@overload
def mixed(first: Tensor, second: Tensor, share: Number) -> Tensor: ...
@overload
def mixed(first: Number, second: Number, share: Number) -> Number: ...
def mixed(first: Number, second: Number, share: Number) -> Number:
    """`first` where `share` is 0, `second` where it is 1, in between linear."""
    return first + share * (second - first)


@overload
def smoothstep(low: Number, high: Number, value: Tensor) -> Tensor: ...
@overload
def smoothstep(low: Number, high: Number, value: Number) -> Number: ...
def smoothstep(low: Number, high: Number, value: Number) -> Number:
    """Hermite step from 0 at `low` to 1 at `high` (which may lie below `low`), of numbers or of a field."""
    if isinstance(value, float):
        t = min(max((value - low) / (high - low), 0.0), 1.0)
        return t * t * (3.0 - 2.0 * t)
    if isinstance(low, float) and isinstance(high, float):
        scale = 1.0 / (high - low)
        return hermite(((value - scalar(low, value)) * scalar(scale, value)).clamp(0.0, 1.0))
    return hermite(((value - low) / (high - low)).clamp(0.0, 1.0))


def hermite(t: Tensor) -> Tensor:
    """3 t^2 - 2 t^3, smooth from 0 to 1."""
    return t * t * (scalar(3.0, t) - t * scalar(2.0, t))


class _Cells(threading.local):
    """Tensors of one element that are lent in turn, each with the array that sets it."""

    def __init__(self) -> None:
        with torch.inference_mode(False):
            cells = [torch.zeros(()) for _ in range(64)]
        self.next: Iterator[tuple[np.ndarray, Tensor]] = itertools.cycle(
            [(cell.numpy(), cell) for cell in cells]
        )


_cells = _Cells()


def scalar(value: float, like: Tensor) -> Tensor | float:
    """The number for the very next operation on `like`, after which it may be overwritten.

    torch converts a Python number anew for each operation, which takes longer than the operation on a small
    field; a tensor of one element is at hand. Gradients keep what they will need, so they get the number.
    """
    if torch.is_grad_enabled() or not like.is_cpu or like.dtype != torch.float32:
        return value
    array, cell = next(_cells.next)
    array[()] = value
    return cell


def scaled(field: Tensor, factor: Number) -> Tensor:
    """A field times a number of each portrait."""
    return field * (scalar(factor, field) if isinstance(factor, float) else factor)


def shifted(field: Tensor, offset: Number) -> Tensor:
    """A number of each portrait added to a field."""
    return field + (scalar(offset, field) if isinstance(offset, float) else offset)
