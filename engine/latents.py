"""Latents: seeds, truncation, interpolation, layer mixing, and the ws that a recipe speaks of."""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from engine.errors import RecipeError
from engine.recipe import MAX_SEED

if TYPE_CHECKING:
    from engine.generator import Generator
    from engine.recipe import Recipe


def z_from_seed(seed: int, z_dim: int) -> Tensor:
    """z [1, z_dim] of a seed as NVIDIA's StyleGAN tools draw it, so that a seed is the same face in both.

    That is numpy's legacy RandomState(seed).randn, drawn in float64 and rounded to float32. Raises
    RecipeError for a seed outside 0..2**32-1.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MAX_SEED:
        raise RecipeError(f"A seed is a whole number from 0 to {MAX_SEED}.")
    return torch.from_numpy(np.random.RandomState(seed).randn(1, z_dim)).to(torch.float32)


def seed_from_text(text: str) -> int:
    """A seed for a name or any text: the first 32 bits of the SHA-256 of its folded UTF-8.

    Case, width, surrounding and repeated blanks do not matter; the number is the same on every machine, for
    ever.
    """
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    # NFKC once more: folding case may undo it, as for "ϓ" and its kin.
    encoded = unicodedata.normalize("NFKC", folded).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(encoded).digest()[:4], "big")


def base_ws(generator: Generator, recipe: Recipe) -> Tensor:
    """ws [L, D] of a recipe before its offsets: seed, truncation, then mixes overwriting layers in turn.

    Raises RecipeError when the recipe was written for another model.
    """
    recipe.check_fits(generator)
    if generator.label_dim and recipe.label is None:
        raise RecipeError(
            f"{generator.name!r} draws {generator.label_dim} classes; the recipe must name one."
        )
    with torch.no_grad():
        ws = _mapped(generator, recipe.seed, recipe)
        for mix in recipe.mixes:
            ws = mix_layers(ws, _mapped(generator, mix.seed, recipe), mix.layers)
    return ws


def average_ws(generator: Generator) -> Tensor:
    """ws [L, D] of the average portrait, where psi 0 leads."""
    return generator.w_avg.detach().expand(generator.num_ws, -1).clone()


def apply_offsets(ws: Tensor, offsets: Mapping[str, float], directions: Mapping[str, Tensor]) -> Tensor:
    """ws [..., L, D] moved by `offsets` (σ) along `directions` (1 σ each, [D] for all layers or [L, D]).

    Always a new tensor. Axes are added in the order of their names, so that equal offsets give equal bits.
    Raises RecipeError when an axis has no direction or one of a wrong shape.
    """
    moved = ws.clone()
    for axis in sorted(offsets):
        direction = directions.get(axis)
        if direction is None:
            raise RecipeError(
                f"This portrait was moved along {axis!r}, an axis that the attribute map lacks."
            )
        if direction.shape not in (ws.shape[-1:], ws.shape[-2:]):
            found, fits = tuple(direction.shape), tuple(ws.shape[-2:])
            raise RecipeError(f"The direction of {axis!r} is of shape {found}; this model takes {fits}.")
        moved += offsets[axis] * direction.to(ws)
    return moved


def lerp(a: Tensor, b: Tensor, t: float | Tensor) -> Tensor:
    """The point at `t` on the straight line from a (t = 0) to b (t = 1); the right way in w and ws.

    Both ends are met to the bit, as `Generator.truncate` does at psi 1.
    """
    between = a + t * (b - a)
    return torch.where(torch.as_tensor(t, device=between.device) == 1, b, between)


def slerp(a: Tensor, b: Tensor, t: float | Tensor) -> Tensor:
    """The point at `t` on the great arc from a to b [..., D]; the right way in z.

    Shoemake, "Animating rotation with quaternion curves" (1985), on the directions; lengths go linearly.
    Where a and b point the same or opposite ways no arc is determined, and the line is taken.
    """
    a64, b64 = a.double(), b.double()
    length_a, length_b = (v.norm(dim=-1, keepdim=True) for v in (a64, b64))
    unit_a = a64 / length_a.clamp_min(torch.finfo(torch.float64).tiny)
    unit_b = b64 / length_b.clamp_min(torch.finfo(torch.float64).tiny)
    angle = torch.acos((unit_a * unit_b).sum(-1, keepdim=True).clamp(-1, 1))
    sine = torch.sin(angle)
    arc = (torch.sin((1 - t) * angle) * unit_a + torch.sin(t * angle) * unit_b) / sine
    on_arc = arc * lerp(length_a, length_b, t)
    return torch.where(sine > 1e-7, on_arc, lerp(a64, b64, t)).to(a)


def mix_layers(ws: Tensor, other: Tensor, layers: Iterable[int]) -> Tensor:
    """ws [..., L, D] with `layers` overwritten by those of `other`: StyleGAN's style mixing."""
    chosen = _layers(layers, ws.shape[-2])
    mixed = ws.clone()
    mixed[..., chosen, :] = other[..., chosen, :].to(ws)
    return mixed


def average_layers(
    ws: Tensor,  # [..., L, D]
    others: Sequence[Tensor],  # each [..., L, D]
    layers: Iterable[int],
    weights: Sequence[float] | None = None,  # of ws, then of the others; equal unless given
) -> Tensor:
    """ws with `layers` replaced by the weighted mean over it and `others`; a softer mix than overwriting."""
    chosen = _layers(layers, ws.shape[-2])
    shares = torch.tensor(weights if weights is not None else [1.0] * (len(others) + 1), dtype=torch.float64)
    if len(shares) != len(others) + 1 or not torch.isfinite(shares).all() or shares.sum() <= 0:
        raise RecipeError(
            f"A mean over {len(others) + 1} portraits takes as many weights, with a sum above 0."
        )
    shares = shares / shares.sum()
    parts = torch.stack([part[..., chosen, :].double() for part in (ws, *others)])
    averaged = ws.clone()
    averaged[..., chosen, :] = torch.tensordot(shares.to(parts), parts, dims=1).to(ws)
    return averaged


def truncate_layers(ws: Tensor, w_avg: Tensor, psis: Sequence[float]) -> Tensor:
    """ws [..., L, D] drawn towards w_avg [D] with a psi of its own for each layer."""
    if len(psis) != ws.shape[-2] or not all(math.isfinite(psi) for psi in psis):
        raise RecipeError(f"Truncation per layer takes one finite psi for each of {ws.shape[-2]} layers.")
    centre = w_avg.to(ws)
    return lerp(centre, ws, torch.tensor(psis, dtype=ws.dtype, device=ws.device)[:, None])


def _mapped(generator: Generator, seed: int, recipe: Recipe) -> Tensor:
    labels = None
    if recipe.label is not None:
        labels = torch.zeros(1, generator.label_dim, device=generator.device)
        labels[0, recipe.label] = 1.0
    z = z_from_seed(seed, generator.z_dim).to(generator.device)
    # One latent at a time: a matrix product may round otherwise in another batch size.
    return generator.map(z, labels, psi=recipe.psi, cutoff=recipe.cutoff)[0]


def _layers(layers: Iterable[int], count: int) -> list[int]:
    chosen = sorted(set(layers))
    if any(not 0 <= layer < count for layer in chosen):
        raise RecipeError(f"Layers of this model go from 0 to {count - 1}.")
    return chosen
