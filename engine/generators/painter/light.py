"""One key light from the side, a soft fill, and how skin, hair and cloth answer to them."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.generators.painter import palette
from engine.generators.painter.canvas import gradient
from engine.generators.painter.numbers import Number, exp, scalar, scaled, tanh
from engine.generators.painter.traits import Traits

# How far red, green and blue light creep around the terminator under the skin: what makes skin look alive.
SKIN_WRAP = (0.42, 0.25, 0.18)


class Light:
    """Directions and colours [N, 3, 1, 1] of the light on N portraits."""

    def __init__(self, traits: Traits) -> None:
        across = 0.62 * tanh(1.6 * traits.light_side)
        inverse = (across * across + 0.40**2 + 0.78**2) ** -0.5
        self.x, self.y, self.z = across * inverse, -0.40 * inverse, 0.78 * inverse
        exposure = exp(0.25 * traits.lighting)
        warmth = 0.080 * traits.light_warmth
        key, fill = 1.54 * exposure, 0.44 * exposure
        self.key = palette.coloured(key * (1.0 + warmth), key, key * (1.0 - warmth))
        self.fill = palette.coloured(fill * (1.0 - warmth), fill, fill * (1.0 + warmth))
        # Half way between light and viewer, where what shines looks.
        inverse = (self.x * self.x + self.y * self.y + (self.z + 1.0) * (self.z + 1.0)) ** -0.5
        self.half = self.x * inverse, self.y * inverse, (self.z + 1.0) * inverse

    def facing(self, normal: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """Cosine [N, h, w] between normal and key light."""
        return dot(normal, (self.x, self.y, self.z))

    def on_matter(self, albedo: Tensor, normal: tuple[Tensor, Tensor, Tensor], wrap: float) -> Tensor:
        """Lambert with `wrap` (0 hard, 1 round the back) on any dull thing; colour [N, 3, h, w]."""
        facing = self.facing(normal)
        lit = scaled(facing + scalar(wrap, facing), 1.0 / (1.0 + wrap)).clamp_min(0.0)
        direct = lit * (scaled(lit, 0.55) + scalar(0.25, lit))
        sky = scalar(0.62, lit) - scaled(normal[1], 0.38)
        return albedo * (self.key * direct[:, None] + self.fill * sky[:, None])

    def on_skin(
        self, albedo: Tensor, normal: tuple[Tensor, Tensor, Tensor], shadow: Tensor, gloss: Tensor | float
    ) -> Tensor:
        """Skin: wrapped further in red than in blue, with an oily highlight; colour [N, 3, h, w]."""
        wrap = palette.constant(SKIN_WRAP, shadow)
        cosine = self.facing(normal)[:, None]
        lit = (cosine * (1.0 / (1.0 + wrap)) + wrap / (1.0 + wrap)).clamp_min(0.0)
        softer = 1.0 - 0.35 * wrap
        shade = shadow[:, None] * softer + (1.0 - softer)
        lit = lit * (scaled(lit, 0.35) + scalar(0.65, lit)) * shade
        sky = torch.add(scalar(0.60, cosine) - scaled(normal[1], 0.36), normal[2], alpha=0.10)[:, None]
        highlight = self.highlight(normal, 22.0) * shadow * gloss
        return albedo * (self.key * 0.74 * lit + self.fill * sky) + self.key * highlight[:, None]

    def highlight(self, normal: tuple[Tensor, Tensor, Tensor], sharpness: float) -> Tensor:
        """Blinn's specular lobe [N, h, w], the viewer straight ahead."""
        return torch.exp2(scaled(torch.log2(dot(normal, self.half).clamp(1e-4, 1.0)), sharpness))


def dot(vector: tuple[Tensor, Tensor, Tensor], direction: tuple[Number, Number, Number]) -> Tensor:
    """Dot product [N, h, w] of a field of vectors and one direction a portrait."""
    (x, y, z), (dx, dy, dz) = vector, direction
    if isinstance(dy, float) and isinstance(dz, float):
        return torch.add(torch.add(scaled(x, dx), y, alpha=dy), z, alpha=dz)
    return x * dx + y * dy + z * dz


def normals(height: Tensor, px: float) -> tuple[Tensor, Tensor, Tensor]:
    """Unit normals, each [N, h, w], of a height field [N, h, w] in frame units."""
    dx, dy = gradient(height, px)
    squares = dx.square() + dy.square()
    inverse = torch.rsqrt(squares + scalar(1.0, squares))
    downhill = -inverse
    return dx * downhill, dy * downhill, inverse
