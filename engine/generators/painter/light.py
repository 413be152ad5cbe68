"""One key light from the side, a soft fill, and how skin, hair and cloth answer to them."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.generators.painter import palette
from engine.generators.painter.canvas import gradient
from engine.generators.painter.traits import Traits

# How far red, green and blue light creep around the terminator under the skin: what makes skin look alive.
SKIN_WRAP = (0.42, 0.25, 0.18)


class Light:
    """Directions [N, 1, 1] and colours [N, 3, 1, 1] of the light on N portraits."""

    def __init__(self, traits: Traits) -> None:
        side = torch.tanh(1.6 * traits.light_side)
        x, y, z = 0.62 * side, torch.full_like(side, -0.40), torch.full_like(side, 0.78)
        length = (x.square() + y.square() + z.square()).sqrt()
        self.x, self.y, self.z = x / length, y / length, z / length
        exposure = torch.exp(0.25 * traits.lighting)
        warmth = 0.080 * traits.light_warmth
        tint = torch.cat([1.0 + warmth, torch.ones_like(warmth), 1.0 - warmth], dim=1)[:, :, :, None]
        self.key = 1.54 * exposure[:, None] * tint
        self.fill = 0.44 * exposure[:, None] * (2.0 - tint)

    def facing(self, normal: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """Cosine [N, h, w] between normal and key light."""
        nx, ny, nz = normal
        return nx * self.x + ny * self.y + nz * self.z

    def on_matter(self, albedo: Tensor, normal: tuple[Tensor, Tensor, Tensor], wrap: float) -> Tensor:
        """Lambert with `wrap` (0 hard, 1 round the back) on any dull thing; colour [N, 3, h, w]."""
        lit = ((self.facing(normal) + wrap) / (1.0 + wrap)).clamp_min(0.0)[:, None]
        sky = (0.62 - 0.38 * normal[1])[:, None]
        return albedo * (self.key * lit * lit * 0.55 + self.key * lit * 0.25 + self.fill * sky)

    def on_skin(
        self, albedo: Tensor, normal: tuple[Tensor, Tensor, Tensor], shadow: Tensor, gloss: Tensor
    ) -> Tensor:
        """Skin: wrapped further in red than in blue, with an oily highlight; colour [N, 3, h, w]."""
        wrap = palette.constant(SKIN_WRAP, shadow)
        cosine = self.facing(normal)[:, None]
        lit = (cosine * (1.0 / (1.0 + wrap)) + wrap / (1.0 + wrap)).clamp_min(0.0)
        shade = 1.0 + (shadow - 1.0)[:, None] * (1.0 - 0.35 * wrap)
        lit = lit * (0.65 + 0.35 * lit) * shade
        sky = (0.60 - 0.36 * normal[1] + 0.10 * normal[2])[:, None]
        highlight = self.highlight(normal, 22.0) * shadow * gloss
        return albedo * (self.key * 0.74 * lit + self.fill * sky) + self.key * highlight[:, None]

    def highlight(self, normal: tuple[Tensor, Tensor, Tensor], sharpness: float) -> Tensor:
        """Blinn's specular lobe [N, h, w], the viewer straight ahead."""
        hx, hy, hz = self.x, self.y, self.z + 1.0
        length = (hx.square() + hy.square() + hz.square()).sqrt()
        nx, ny, nz = normal
        cosine = ((nx * hx + ny * hy + nz * hz) / length).clamp(1e-4, 1.0)
        return torch.exp2(sharpness * torch.log2(cosine))


def normals(height: Tensor, px: float) -> tuple[Tensor, Tensor, Tensor]:
    """Unit normals, each [N, h, w], of a height field [N, h, w] in frame units."""
    dx, dy = gradient(height, px)
    inverse = torch.rsqrt(dx.square() + dy.square() + 1.0)
    return -dx * inverse, -dy * inverse, inverse
