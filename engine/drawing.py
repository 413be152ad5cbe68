"""From ws to pixels, at once and in the caller's thread; the renderer does the same for many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from engine.errors import RenderError
from engine.latents import apply_offsets, base_ws

if TYPE_CHECKING:
    from engine.generator import Generator
    from engine.recipe import Recipe

MIN_RESOLUTION = 8
MAX_RESOLUTION = 2048  # px; a square of this side takes 50 MB as floats


def draw(generator: Generator, ws: Tensor, *, resolution: int | None = None) -> np.ndarray:
    """Pixels [N, R, R, 3] in uint8 for ws [N, L, D].

    Raises RenderError for latents that lead to no picture.
    """
    with torch.inference_mode():
        pictures = generator.synthesize(ws.to(generator.device, torch.float32), resolution=resolution)
        # One non-finite value makes the sum so, and needs no mask of the pictures' size.
        finite = pictures.sum(dtype=torch.float32).isfinite()
        pixels = to_uint8(pictures)
        if pixels.device.type == "cuda":  # locked memory takes copies several times as fast
            pixels = torch.empty_like(pixels, device="cpu", pin_memory=True).copy_(pixels, non_blocking=True)
        # This waits for the device, and so for the copy.
        if not bool(finite):
            raise RenderError("These latents lead to no picture: some of its pixels are not finite.")
        return pixels.cpu().numpy()


def draw_recipe(
    generator: Generator,
    recipe: Recipe,
    directions: Mapping[str, Tensor],  # 1 σ per axis, as for apply_offsets
    *,
    resolution: int | None = None,
) -> np.ndarray:
    """Pixels [R, R, 3] in uint8 of a recipe: the same on the same machine whenever and wherever it is drawn.

    Raises RecipeError when recipe, model and directions do not belong together.
    """
    ws = apply_offsets(base_ws(generator, recipe), recipe.offsets, directions)
    return draw(generator, ws[None], resolution=resolution)[0]


def to_uint8(pictures: Tensor) -> Tensor:
    """Pixels [N, R, R, 3] in uint8 for pictures [N, 3, R, R] in [-1, 1]; rounded as by NVIDIA's tools."""
    scaled = pictures.float().mul(127.5).add_(128).clamp_(0, 255)
    return scaled.to(torch.uint8).permute(0, 2, 3, 1).contiguous()


def checked_ws(generator: Generator, ws: Tensor) -> Tensor:
    """A private copy of ws [L, D]; RenderError unless it fits `generator` and is finite.

    On another device than the CPU, finiteness shows only in the picture: looking for it here would wait for
    the device.
    """
    expected = (generator.num_ws, generator.w_dim)
    if not isinstance(ws, Tensor) or tuple(ws.shape) != expected or not ws.is_floating_point():
        found = f"{tuple(ws.shape)} of {ws.dtype}" if isinstance(ws, Tensor) else type(ws).__name__
        raise RenderError(f"{generator.name!r} draws one ws of shape {expected}; this one is {found}.")
    if ws.device.type == "cpu" and not bool(ws.isfinite().all()):
        raise RenderError("These latents lead to no picture: some of their numbers are not finite.")
    return ws.detach().clone()


def checked_resolution(generator: Generator, resolution: int | None) -> int:
    """The side length asked for, the native one for None; RenderError when it is out of range."""
    if resolution is None:
        return generator.resolution
    if isinstance(resolution, bool) or not isinstance(resolution, int):
        raise RenderError("A resolution is a whole number of pixels.")
    if not MIN_RESOLUTION <= resolution <= max(MAX_RESOLUTION, generator.resolution):
        raise RenderError(f"Pictures are drawn from {MIN_RESOLUTION} to {MAX_RESOLUTION} pixels wide.")
    return resolution
