"""Changing the sampling rate of feature maps with FIR filters: convolutions, or matrix products on a CPU."""

from __future__ import annotations

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor

BLOCK = 8  # samples that one matrix product interpolates between; of 4, 8, 16 and 32 the fastest
ROW = 16  # channels from which on such products pay


def blur(x: Tensor, kernel: Tensor, padding: int, bias: Tensor | None = None) -> Tensor:
    """Convolves each channel of x [N, C, H, W] with kernel [K, K]; the side becomes H + 2*padding - K + 1.

    `bias` [C] rides along in the same pass over memory.
    """
    channels = x.shape[1]
    weight = kernel.flip(0, 1).to(x.dtype).expand(channels, 1, *kernel.shape)
    return F.conv2d(x, weight, bias, padding=padding, groups=channels)


def double(x: Tensor, kernel: Tensor) -> Tensor:
    """x [N, C, H, W] at twice the sampling rate [N, C, 2H, 2W]; kernel [K, K], K even, sums to 1."""
    n, c, h, w = x.shape
    planes = x.reshape(n * c, 1, h, w)
    weight = (kernel * 4).to(x.dtype)[None, None]  # three of four samples are zeros: restore the mean
    padding = kernel.shape[0] // 2 - 1
    return F.conv_transpose2d(planes, weight, stride=2, padding=padding).reshape(n, c, 2 * h, 2 * w)


def upsample(x: Tensor, taps: Tensor | None, factor: int, padding: tuple[int, int]) -> Tensor:
    """x [N, C, H, W] with `factor`-1 zeros behind each sample, padded (before, after), filtered by taps [K].

    The side becomes H*factor + sum(padding) - K + 1. Padding may be negative, which crops. Axis by axis:
    a depthwise convolution over zeros is still several times faster on a CPU than a transposed one, and
    small matrix products, which see few of the zeros, are three times faster than that.
    """
    if taps is None:
        assert factor == 1
        return F.pad(x, [*padding, *padding])
    weight = (taps.flip(0) * factor).to(x.dtype)  # of `factor` samples all but one are zeros
    if x.device.type == "cpu" and x.shape[1] >= ROW and not (torch.is_grad_enabled() and x.requires_grad):
        return _interpolate_rows(_interpolate_columns(x, weight, factor, padding), weight, factor, padding)
    for axis in (2, 3):
        x = depthwise(spread(x, axis, factor, padding), along(weight, axis))
    return x


def _interpolate_columns(x: Tensor, weight: Tensor, factor: int, padding: tuple[int, int]) -> Tensor:
    """[N, C, H, W] to [N, C, H, V], V samples made of each row; in channels-last order."""
    rows = x.permute(0, 2, 3, 1).contiguous()  # [N, H, W, C]
    n, height, width, channels = rows.shape
    size = width * factor + sum(padding) - len(weight) + 1
    found = x.new_empty(n, height, size, channels)
    for inputs, outputs, block in _blocks(width, size, weight, factor, padding[0]):
        found[:, :, outputs] = block @ rows[:, :, inputs]
    return found.permute(0, 3, 1, 2)


def _interpolate_rows(x: Tensor, weight: Tensor, factor: int, padding: tuple[int, int]) -> Tensor:
    """[N, C, H, W] in channels-last order to [N, C, U, W], U rows made of H."""
    rows = x.permute(0, 2, 3, 1)  # [N, H, W, C]
    n, height, width, channels = rows.shape
    size = height * factor + sum(padding) - len(weight) + 1
    found = x.new_empty(n, size, width, channels)
    for picture, target in zip(rows.flatten(2), found.flatten(2), strict=True):  # [H, W * C]
        for inputs, outputs, block in _blocks(height, size, weight, factor, padding[0]):
            torch.mm(block, picture[inputs], out=target[outputs])
    return found.permute(0, 3, 1, 2)


def _blocks(
    length: int, size: int, weight: Tensor, factor: int, before: int
) -> Iterator[tuple[slice, slice, Tensor]]:
    """Parts of the banded matrix [size, length] that interpolates: its columns, its rows, what stands there.

    Sample o is the sum of weight[before + factor*i - o] * x[i] over i: moved on by one sample of x and by
    `factor` rows the matrix is the same, so that one block of it serves the whole axis.
    """
    rows = BLOCK * factor
    first = -(before // factor)  # column of the first one's first number, negative in the padding
    last = (len(weight) + rows - 2 - before) // factor
    index = before + factor * torch.arange(first, last + 1) - torch.arange(rows)[:, None]
    inside = (index >= 0) & (index < len(weight))
    block = torch.where(inside, weight[index.clamp(0, len(weight) - 1)], 0)
    for number, top in enumerate(range(0, size, rows)):
        left, end = first + number * BLOCK, min(top + rows, size)
        low = max(left, 0)
        high = max(min(last + 1 + number * BLOCK, length), low)
        yield slice(low, high), slice(top, end), block[: end - top, low - left : high - left]


def downsample(x: Tensor, taps: Tensor | None, factor: int) -> Tensor:
    """x [N, C, H, W] filtered by taps [K] (both axes) or [K, K], every `factor`-th sample kept."""
    if taps is None:
        return x[:, :, ::factor, ::factor]
    weight = taps.to(x.dtype)
    if taps.ndim == 2:
        return depthwise(x, weight.flip(0, 1), stride=(factor, factor))
    x = depthwise(x, along(weight.flip(0), 3), stride=(1, factor))
    return depthwise(x, along(weight.flip(0), 2), stride=(factor, 1))


def spread(x: Tensor, axis: int, factor: int, padding: tuple[int, int]) -> Tensor:
    """x with `factor`-1 zeros behind each sample of an axis, padded (before, after) or cropped by it."""
    before, after = padding
    shape = list(x.shape)
    shape[axis] = shape[axis] * factor + before + after
    spaced = torch.zeros(shape, dtype=x.dtype, device=x.device)
    spaced = spaced.contiguous(memory_format=torch.channels_last)
    first = max(-(before // factor), 0)  # the first sample that is not cropped away
    start = before + first * factor
    count = min(x.shape[axis] - first, -((start - shape[axis]) // factor))
    target = spaced.narrow(axis, start, shape[axis] - start)
    index = [slice(None)] * 4
    index[axis] = slice(None, None, factor)
    target[tuple(index)].narrow(axis, 0, count).copy_(x.narrow(axis, first, count))
    return spaced


def along(taps: Tensor, axis: int) -> Tensor:
    """taps [K] as the kernel [K, 1] or [1, K] of a convolution along axis 2 or 3."""
    return taps[:, None] if axis == 2 else taps[None, :]


def depthwise(x: Tensor, kernel: Tensor, *, stride: tuple[int, int] = (1, 1)) -> Tensor:
    """Each channel of x [N, C, H, W] correlated with the same kernel [h, w]."""
    channels = x.shape[1]
    return F.conv2d(x, kernel.expand(channels, 1, *kernel.shape), stride=stride, groups=channels)


def resize(image: Tensor, resolution: int | None) -> Tensor:
    """Pictures [N, 3, R, R] at another side length, antialiased."""
    if resolution is None or resolution == image.shape[-1]:
        return image
    return F.interpolate(image, size=(resolution, resolution), mode="bicubic", antialias=True)
