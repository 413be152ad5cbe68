"""Calls of the fused kernels on channels-last features; kernels.cu says what each computes."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from engine.generators.cuda.nvrtc import Kernel, build

SOURCE = Path(__file__).parent / "kernels.cu"
HALF = {torch.float32: 0, torch.float16: 1, torch.bfloat16: 2}
THREADS = 256
ROWS, LANES, PIXELS, CHANNELS = 4, 4, 4, 8  # as in kernels.cu
TILE = 16  # px, side of what a block of filtered_activation makes
MULTIPLE = 8  # channels must be a multiple of this


def empty_features(n: int, channels: int, side: int, like: Tensor) -> Tensor:
    """Uninitialized channels-last features [n, channels, side, side]."""
    return torch.empty(
        (n, channels, side, side), dtype=like.dtype, device=like.device, memory_format=torch.channels_last
    )


def finish_layer(
    x: Tensor,  # [N, C, R, R], or [N, C, R + 1, R + 1] where it is to be blurred
    taps: Tensor | None,  # [4, 4], of the blur as a correlation
    demodulation: Tensor,  # [N, C] float32, a slice of wider rows
    noise: Tensor | None,  # [R, R] float32
    bias: Tensor,  # [C] float32
    clamp: float,
    *,
    plain: bool,
    scale: Tensor | None,  # [N, C] float32, the next layer's style
) -> tuple[Tensor | None, Tensor | None]:
    """A finished StyleGAN2 layer [N, C, R, R]: itself where `plain`, and times `scale` where there is one."""
    x = x.contiguous(memory_format=torch.channels_last)
    n, channels, side = x.shape[0], x.shape[1], x.shape[2] - (taps is not None)
    out = empty_features(n, channels, side, x) if plain else None
    scaled = empty_features(n, channels, side, x) if scale is not None else None
    packs = channels * x.element_size() // 16
    _kernel("finish_layer", x)(
        (-(-side * packs // THREADS), side // ROWS, n),
        THREADS,
        [
            *(x, taps, demodulation, demodulation.stride(0), noise, bias),
            *(scale, 0 if scale is None else scale.stride(0), out, scaled, side, packs, clamp),
        ],
    )
    return out, scaled


def add_colours(
    x: Tensor,  # [N, C, R, R]
    weight: Tensor,  # [N, 3, C] float32, rows of any stride
    bias: Tensor,  # [3] float32
    image: Tensor | None,  # [N, 3, R / 2, R / 2] float32, the sum so far
    taps: Tensor | None,  # [4, 4], of its upsampling as a transposed convolution
    clamp: float,
    *,
    gain: float = 1.0,
) -> Tensor:
    """The picture [N, 3, R, R] with this block's colours added."""
    x = x.contiguous(memory_format=torch.channels_last)
    n, channels, side = x.shape[:3]
    out = torch.empty((n, 3, side, side), device=x.device)
    packs = channels * x.element_size() // 16
    _kernel("add_colours", x)(
        (-(-side * side * LANES // (THREADS * PIXELS)), n, 1),
        THREADS,
        [x, weight, weight.stride(1), bias, image, taps, out, side, packs, clamp, gain],
    )
    return out


def filtered_activation(
    x: Tensor,  # [N, C, H, H]
    demodulation: Tensor,  # [N, C] float32, a slice of wider rows
    bias: Tensor,  # [C] float32
    up: int,
    up_taps: Tensor,  # [K], as a correlation, times `up`
    down: int,
    down_taps: Tensor,  # [K'] or [K', K'], as a correlation
    padding: int,  # before the upsampled picture
    out_side: int,
    scale: Tensor,  # [N, C] float32, the next layer's style
    clamp: float,
) -> Tensor:
    """A finished StyleGAN3 layer [N, C, out_side, out_side] times the next layer's style."""
    x = x.contiguous(memory_format=torch.channels_last)
    n, channels, side = x.shape[:3]
    out = empty_features(n, channels, out_side, x)
    tiles = -(-out_side // TILE)
    defines = filter_defines(up, up_taps, down, down_taps, padding)
    _kernel("filtered_activation", x, **defines)(
        (tiles * tiles, channels // CHANNELS, n),
        THREADS,
        [
            *(x, demodulation, demodulation.stride(0), bias, up_taps, down_taps, scale, scale.stride(0)),
            *(out, side, out_side, channels, padding, clamp),
        ],
        shared=shared_memory(**defines),
    )
    return out


def filter_defines(up: int, up_taps: Tensor, down: int, down_taps: Tensor, padding: int) -> dict[str, int]:
    """The macros of `filtered_activation`."""
    return {
        "TILE": TILE,
        "UP": up,
        "DOWN": down,
        "UP_TAPS": len(up_taps),
        "DOWN_TAPS": len(down_taps),
        "PHASE": padding % up,
        "RADIAL": int(down_taps.ndim == 2),
    }


def shared_memory(
    *, TILE: int, UP: int, DOWN: int, UP_TAPS: int, DOWN_TAPS: int, PHASE: int, RADIAL: int
) -> int:
    """Bytes that a block of `filtered_activation` takes, by its macros."""
    middle = TILE * DOWN + DOWN_TAPS - DOWN
    source = (middle - 1 - PHASE + UP - 1) // UP + UP_TAPS // UP
    first = max(middle * (middle | 1), source * (source | 1))
    second = max(source * (middle | 1), 0 if RADIAL else middle * (TILE | 1))
    return (first + second) * CHANNELS * 4


def _kernel(name: str, x: Tensor, **defines: int) -> Kernel:
    return build(SOURCE, name, (("HALF", HALF[x.dtype]), *defines.items()), x.device)
