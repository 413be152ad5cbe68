"""The colours of people and things, as sRGB in the tables and linear light everywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor

from engine.generators.painter.numbers import Number, absolute, clamp

# Lightest to darkest, in even steps of the skin tone score; picked by eye after measured skin reflectances.
SKIN = ("f1d2be", "e8c0a6", "d9a987", "c98f68", "a86f4a", "825032", "5d3723", "402518")
LIP = ("d98e86", "cd7f76", "b96a61", "a35a50", "8c4a42", "6f3a36", "552e2c", "402424")
HAIR = {"black_hair": "100e10", "brown_hair": "5a3620", "blond_hair": "d9b26a", "red_hair": "ad4113"}
GRAY_HAIR = "9b9b9d"
WHITE_HAIR = "eceae4"
DYES = {"blue_hair": "2257c8", "green_hair": "2f9a48", "pink_hair": "ea5fa0"}
IRIS = {"brown_eyes": "4e2b14", "blue_eyes": "4887cf", "green_eyes": "539640"}
LIPSTICK = "c5122f"
BLUSH = "d9534f"
ROSY = "e0473c"
EYESHADOW = "5b3a6b"


def constant(values: tuple[float, ...], like: Tensor) -> Tensor:
    """A colour [1, 3, 1, 1] of linear light, on the device and in the type of `like`."""
    return _kept((values,), like.device, like.dtype).view(1, 3, 1, 1)


def flat(code: str, like: Tensor) -> Tensor:
    """An sRGB hex code as linear RGB [1, 3, 1, 1], on the device and in the type of `like`."""
    return table((code,), like).view(1, 3, 1, 1)


def table(codes: tuple[str, ...], like: Tensor) -> Tensor:
    """Hex codes as a table [n, 3] of linear RGB, on the device and in the type of `like`."""
    return _kept(tuple(_linear(code) for code in codes), like.device, like.dtype)


@lru_cache(maxsize=1024)
def _linear(code: str) -> tuple[float, ...]:
    """IEC 61966-2-1."""
    srgb = [int(code[i : i + 2], 16) / 255.0 for i in (0, 2, 4)]
    return tuple(s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in srgb)


@lru_cache(maxsize=1024)
def _kept(rows: tuple[tuple[float, ...], ...], device: torch.device, dtype: torch.dtype) -> Tensor:
    """Made once a device: a copy to a GPU in the middle of a portrait would make it wait."""
    with torch.inference_mode(False):  # gradients may need it later
        return torch.tensor(rows, device=device, dtype=dtype)


def coloured(red: Number, green: Number, blue: Number) -> Tensor:
    """Linear colour [N, 3, 1, 1] of three numbers a portrait."""
    if isinstance(red, Tensor) and isinstance(green, Tensor) and isinstance(blue, Tensor):
        return torch.cat([red, green, blue], dim=1)[:, :, :, None]
    return torch.tensor([red, green, blue], dtype=torch.float32).view(1, 3, 1, 1)


def along(codes: tuple[str, ...], position: Number) -> Tensor:
    """Colour [N, 3, 1, 1] at `position` in 0..1 along a ramp of hex codes, linear in between.

    Written as a sum of hat functions, so that gradients reach `position`.
    """
    last = len(codes) - 1
    at = clamp(position, 0.0, 1.0) * last
    return blended(codes, [clamp(1.0 - absolute(at - knot), 0.0) for knot in range(last + 1)])


def blended(codes: Sequence[str], weights: Sequence[Number]) -> Tensor:
    """Sum [N, 3, 1, 1] of hex codes' linear colours, each with its weight."""
    if isinstance(weights[0], Tensor):
        stacked = torch.cat([weight for weight in weights if isinstance(weight, Tensor)], dim=1)[:, :, 0]
        return (stacked @ table(tuple(codes), stacked))[:, :, None, None]
    colours = [_linear(code) for code in codes]
    red, green, blue = (
        sum(weight * colour[c] for weight, colour in zip(weights, colours, strict=True)) for c in range(3)
    )
    return coloured(red, green, blue)


def tinted(hue_x: Number, hue_y: Number, lightness: Number, chroma: float) -> Tensor:
    """A calm colour [N, 3, 1, 1] from a hue vector and a lightness in 0..1."""
    scale = chroma / (hue_x * hue_x + hue_y * hue_y + 0.35) ** 0.5
    a, b = hue_x * scale, hue_y * scale
    red = lightness * (1.0 + a)
    green = lightness * (1.0 - 0.45 * a + 0.25 * b)
    blue = lightness * (1.0 - 0.2 * a - b)
    return coloured(clamp(red, 0.0), clamp(green, 0.0), clamp(blue, 0.0))
