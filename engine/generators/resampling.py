"""Changing the sampling rate of feature maps with FIR filters, by plain convolutions on every device."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


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
    a depthwise convolution over zeros is still several times faster on a CPU than a transposed one.
    """
    if taps is None:
        assert factor == 1
        return F.pad(x, [*padding, *padding])
    weight = (taps.flip(0) * factor).to(x.dtype)  # of `factor` samples all but one are zeros
    for axis in (2, 3):
        x = depthwise(spread(x, axis, factor, padding), along(weight, axis))
    return x


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
