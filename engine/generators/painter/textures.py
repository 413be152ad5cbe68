"""Fixed, tileable noise that gives skin, hair and cloth their grain.

Made once from fixed seeds and sampled at coordinates that move with the portrait: the grain belongs to the
person, not to the screen. For a small picture the textures are low-passed first, so that they never alias.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

from engine.generators.painter.numbers import scalar

SIZE = 1024

# Cycles a tile that a picture of 1 px side can still show without aliasing, at the scales the parts use.
FINEST = {"strands": 0.125, "locks": 0.2, "mottle": 0.10, "coils": 0.4, "freckles": 0.6}

# Of a texture that is looked up at every pixel, so many samples are kept for each of its finest cycles:
# enough to change no pixel by 1/255. What stays within a CPU's cache is found in a quarter of the time.
SAMPLES = {"strands": 20.0, "mottle": 13.0}


def _spectrum_noise(seed: int, falloff: float, stretch: float, low: float, high: float) -> Tensor:
    """Gaussian noise [SIZE, SIZE] of unit deviation with a 1/f^falloff spectrum between two frequencies.

    `stretch` > 1 draws the grain out along the second axis: high frequency across, low along.
    """
    generator = torch.Generator().manual_seed(seed)
    white = torch.fft.rfft2(torch.randn(SIZE, SIZE, generator=generator))
    fy = torch.fft.fftfreq(SIZE).view(-1, 1) * SIZE
    fx = torch.fft.rfftfreq(SIZE).view(1, -1) * SIZE * stretch
    f = (fx.square() + fy.square()).sqrt().clamp_min(1.0)
    band = torch.exp(-((low / f) ** 4)) * torch.exp(-((f / high) ** 2))
    noise = torch.fft.irfft2(white * f.pow(-falloff) * band, s=(SIZE, SIZE))
    return (noise - noise.mean()) / noise.std()


def _low_pass(texture: Tensor, cutoff: float) -> Tensor:
    """Keep what varies slower than `cutoff` cycles a tile."""
    fy = torch.fft.fftfreq(SIZE).view(-1, 1) * SIZE
    fx = torch.fft.rfftfreq(SIZE).view(1, -1) * SIZE
    keep = torch.exp(-(fx.square() + fy.square()) / (cutoff * cutoff))
    return torch.fft.irfft2(torch.fft.rfft2(texture) * keep, s=(SIZE, SIZE))


def _dots(seed: int, count: int, smallest: float, largest: float) -> Tensor:
    """Soft dots [SIZE, SIZE] with values in 0..1: a dot's value is how soon it shows as freckles come."""
    generator = torch.Generator().manual_seed(seed)
    spot = torch.rand(count, 4, generator=generator)
    line = torch.arange(SIZE, dtype=torch.float32) / SIZE
    image = torch.zeros(SIZE, SIZE)
    for y, x, size, eager in spot.tolist():
        radius = smallest + (largest - smallest) * size**2
        dy = (line - y + 0.5) % 1.0 - 0.5
        dx = (line - x + 0.5) % 1.0 - 0.5
        rows = (dy.abs() < 3 * radius).nonzero()[:, 0]
        cols = (dx.abs() < 3 * radius).nonzero()[:, 0]
        hill = torch.exp(-(dy[rows, None] ** 2 + dx[None, cols] ** 2) / radius**2)
        patch = image[rows[:, None], cols[None, :]]
        image[rows[:, None], cols[None, :]] = torch.maximum(patch, hill * (0.35 + 0.65 * eager))
    return image


@lru_cache(maxsize=1)
def _full_textures() -> dict[str, Tensor]:
    return {
        "strands": _spectrum_noise(11, 0.55, 22.0, 6.0, 170.0),
        "locks": _spectrum_noise(12, 0.5, 5.0, 3.0, 26.0),
        "mottle": _spectrum_noise(13, 1.1, 1.0, 4.0, 300.0),
        "coils": _spectrum_noise(14, 0.0, 1.0, 26.0, 44.0),
        "freckles": _dots(15, 900, 0.0055, 0.0115),
    }


def _fitted(name: str, cutoff: float) -> Tensor:
    """A texture [1, 1, n, n] without what is finer than `cutoff` cycles a tile, as small as it may be."""
    smooth = _low_pass(_full_textures()[name], cutoff)[None, None]
    side = SIZE
    while name in SAMPLES and side // 2 >= SAMPLES[name] * cutoff:
        side //= 2
    if side == SIZE:
        return smooth
    return torch.nn.functional.interpolate(smooth, size=(side, side), mode="bicubic", align_corners=True)


SOFT = frozenset({"locks", "coils"})  # noise that varies over several pixels at any resolution


class Textures:
    """The noise for one resolution on one device."""

    def __init__(self, resolution: int, device: torch.device, dtype: torch.dtype) -> None:
        with torch.inference_mode(False):  # kept, and gradients may need them later
            self._maps = {
                name: _fitted(name, max(resolution, 48) * FINEST[name]).to(device, dtype)
                for name in _full_textures()
            }

    def sample(self, name: str, across: Tensor, along: Tensor, *, soft: bool = False) -> Tensor:
        """Noise at texture coordinates [N, h, w]; one unit is one tile, and it repeats.

        Soft noise (and any, when asked for `soft`) is looked up at every other pixel and interpolated: the
        eye cannot tell, and looking up is what costs.
        """
        if not (soft or name in SOFT) or min(across.shape[-2:]) < 4:
            return self._look_up(name, across, along)
        if across.shape != along.shape:
            across, along = torch.broadcast_tensors(across, along)
        coarse = self._look_up(name, across[:, ::2, ::2], along[:, ::2, ::2])
        height, width = across.shape[-2:]
        # Every other pixel, the last one repeated, spans whole steps: pixel 2i falls on sample i exactly.
        grown = torch.nn.functional.interpolate(
            torch.nn.functional.pad(coarse[:, None], (0, 1, 0, 1), mode="replicate"),
            size=(2 * coarse.shape[1] + 1, 2 * coarse.shape[2] + 1),
            mode="bilinear",
            align_corners=True,
        )
        return grown[:, 0, :height, :width]

    def _look_up(self, name: str, across: Tensor, along: Tensor) -> Tensor:
        texture = self._maps[name]
        # Mirrored at each seam: no jump anywhere. As complex numbers, the two interleave without a copy.
        one = scalar(1.0, across)
        grid = torch.view_as_real(torch.complex(along + along - one, across + across - one))
        return torch.nn.functional.grid_sample(
            texture.expand(grid.shape[0], -1, -1, -1),
            grid,
            mode="bilinear",
            padding_mode="reflection",
            align_corners=True,
        )[:, 0]
