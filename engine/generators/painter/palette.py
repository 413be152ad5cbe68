"""The colours of people and things, as sRGB in the tables and linear light everywhere else."""

from __future__ import annotations

import torch
from torch import Tensor

# Lightest to darkest, in even steps of the skin tone score; picked by eye after measured skin reflectances.
SKIN = ("f1d2be", "e8c0a6", "d9a987", "c98f68", "a86f4a", "825032", "5d3723", "402518")
LIP = ("d98e86", "cd7f76", "b96a61", "a35a50", "8c4a42", "6f3a36", "552e2c", "402424")
HAIR = {"black_hair": "15110f", "brown_hair": "4a2d1a", "blond_hair": "cba262", "red_hair": "9c3f16"}
GRAY_HAIR = "8f8e8d"
DYES = {"blue_hair": "2257c8", "green_hair": "2f9a48", "pink_hair": "ea5fa0"}
IRIS = {"brown_eyes": "55331a", "blue_eyes": "4f86bd", "green_eyes": "5a8a4a"}
LIPSTICK = "c5122f"
BLUSH = "d9534f"
EYESHADOW = "5b3a6b"


def linear(code: str) -> Tensor:
    """An sRGB hex code as linear RGB [3] (IEC 61966-2-1)."""
    srgb = torch.tensor([int(code[i : i + 2], 16) / 255.0 for i in (0, 2, 4)])
    return torch.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def table(codes: tuple[str, ...]) -> Tensor:
    """Hex codes as a table [n, 3] of linear RGB."""
    return torch.stack([linear(code) for code in codes])


def along(ramp: Tensor, position: Tensor) -> Tensor:
    """Colour [N, 3, 1, 1] at `position` [N, 1, 1] in 0..1 along a ramp [n, 3], linear in between.

    Written as a sum of hat functions, so that gradients reach `position`.
    """
    last = ramp.shape[0] - 1
    knots = torch.arange(last + 1, device=position.device, dtype=position.dtype)
    at = position.clamp(0.0, 1.0).reshape(-1, 1) * last
    weights = (1.0 - (at - knots).abs()).clamp_min(0.0)  # [N, n]
    return (weights @ ramp.to(weights))[:, :, None, None]


def tinted(hue_x: Tensor, hue_y: Tensor, lightness: Tensor, chroma: float) -> Tensor:
    """A calm colour [N, 3, 1, 1] from a hue vector and a lightness in 0..1, each [N, 1, 1]."""
    length = (hue_x.square() + hue_y.square() + 0.35).sqrt()
    a, b = hue_x / length * chroma, hue_y / length * chroma
    grey = lightness
    red = grey * (1.0 + a)
    green = grey * (1.0 - 0.45 * a + 0.25 * b)
    blue = grey * (1.0 - 0.2 * a - b)
    return torch.cat([red, green, blue], dim=1)[:, :, :, None].clamp_min(0.0)
