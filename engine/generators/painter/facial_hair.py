"""Beard, goatee, stubble and sideburns, painted under the mouth; the moustache, painted over it."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.generators.painter.canvas import Canvas, Tile, bump, hill, smooth_max
from engine.generators.painter.hair import HairShape
from engine.generators.painter.head import MOUTH_Y, Outline, Relief, head_depth
from engine.generators.painter.light import Light, normals
from engine.generators.painter.numbers import clamp, exp, largest, mixed, smoothstep
from engine.generators.painter.textures import Textures
from engine.generators.painter.traits import Traits

BEARD_BOX = (-0.56, -0.22, 0.56, 0.80)
MOUSTACHE_BOX = (-0.30, 0.06, 0.30, 0.50)


class FacialHair:
    """All facial hair of one batch."""

    def __init__(
        self, canvas: Canvas, outline: Outline, relief: Relief, traits: Traits, shape: HairShape,
        light: Light, textures: Textures, colour: Tensor,
    ) -> None:  # fmt: skip
        self.relief, self.traits, self.shape, self.light, self.textures = (
            relief,
            traits,
            shape,
            light,
            textures,
        )
        self.colour = colour * 0.74
        self.tile = canvas.tile(*BEARD_BOX)
        self.implicit, self.outline, x = outline.over(
            self.tile, outline.implicit, outline.distance, outline.x
        )
        self.x = x - outline.head.sin * 0.05

    def paint(self, canvas: Canvas) -> None:
        """Everything that grows below the mouth and beside it."""
        t = self.traits
        if not canvas.absent(t.stubble):
            self._paint_stubble(canvas)
        if canvas.absent(smoothstep(0.03, 0.30, largest(t.beard, t.goatee, t.sideburns))):
            return
        x, y, ax = self.x, self.tile.y, self.x.abs()
        strand = self.textures.sample("strands", x * 1.7 + 0.12 * y * torch.sign(x), y * 0.75)
        clump = self.textures.sample("locks", x * 0.85, y * 0.55)
        curls = self.textures.sample("coils", x * 0.62, y * 0.62)
        short = self.textures.sample("mottle", x * 3.3 + 0.4, y * 2.4)
        beard, beard_length = self._beard(ax, y, strand, clump, short)
        goatee, goatee_length = self._goatee(ax, y, strand)
        # They stay by the ear: they slide less with the turn than what lies further forward.
        burns = self._sideburns((0.45 * x + 0.55 * self.tile.x).abs(), y, strand)
        cover = torch.maximum(torch.maximum(beard, goatee), burns)
        grain = self.textures.sample("mottle", x * 2.7 + 0.2, y * 2.2)
        curly = self.shape.curl
        texture = torch.lerp(strand, 0.55 * strand + 0.8 * curls, curly)
        # A full beard's surface rounds off at its own rim, not at the chin below it.
        around = self.implicit
        longest = self.traits.beard_above
        if not Canvas.absent(longest):  # far below the chin the outline rises steeper than the beard is long
            near = torch.minimum(around, 7.0 * self.outline.clamp_min(0.0))
            around = mixed(around, near, 1.0 - exp(-4.0 * longest))
        full = head_depth(around - 7.0 * beard_length)
        height = (
            full + goatee_length * goatee + 0.0032 * clump + 0.0019 * texture + 0.006 * curly * curls * cover
        )
        texture = texture + 0.35 * grain
        lit = self._lit(height, texture, self.tile)
        canvas.paint(self.tile, lit, cover)

    def paint_moustache(self, canvas: Canvas) -> None:
        """Over the upper lip, parted under the nose, drooping as it grows."""
        amount = self.traits.mustache
        if canvas.absent(smoothstep(0.04, 0.30, amount)):
            return
        tile = canvas.tile(*MOUSTACHE_BOX)
        x = self.relief.tile.cut(self.relief.nose_x, tile)
        y, ax = tile.y, x.abs()
        strand = self.textures.sample(
            "strands", x * 1.3 + 1.5 * (y - MOUTH_Y) * torch.sign(x), y * 0.9 + ax * 0.4
        )
        bushy = self.traits.mustache_above
        grown = clamp(amount, high=1.8) + 0.25 * bushy
        reach = 0.085 + 0.022 * grown + 0.030 * clamp(grown - 1.0, 0.0)
        along = (ax / reach).clamp(max=1.3)
        middle = MOUTH_Y - 0.041 + 0.030 * along.pow(2.2) + 0.030 * clamp(grown - 0.9, 0.0) * along.pow(3.0)
        thick = (
            (0.0095 + 0.0095 * clamp(grown, high=1.4) + 0.0050 * bushy)
            * (1.0 - 0.62 * along.pow(2.4))
            * (0.74 + 0.26 * smoothstep(0.0, 0.02, ax))
        )
        distance = torch.maximum((y - middle).abs() - thick * (1.0 + 0.13 * strand), ax - reach)
        sparse = smoothstep(-1.4, 0.2, strand + 2.6 * (grown - 0.62))
        cover = tile.edge(distance, 0.009) * smoothstep(0.04, 0.30, amount) * (0.30 + 0.70 * sparse)
        dome = (1.0 - ((y - middle) / thick.clamp_min(0.004)).square()).clamp_min(0.0)
        height = self.relief.tile.cut(self.relief.height, tile) + 0.016 * dome + 0.0020 * strand
        canvas.paint(tile, self._lit(height, strand, tile), cover)

    def _lit(self, height: Tensor, texture: Tensor, tile: Tile) -> Tensor:
        normal = normals(height, tile.px)
        grain = (1.0 + 0.24 * texture).clamp_min(0.25)
        sheen = self.light.highlight(normal, 9.0) * (0.6 + 0.5 * texture).clamp_min(0.0)
        colour = self.light.on_matter(self.colour * grain[:, None], normal, 0.45)
        return colour + self.light.key * (0.035 + 0.16 * self.colour) * sheen[:, None]

    def _beard(
        self, ax: Tensor, y: Tensor, strand: Tensor, clump: Tensor, short: Tensor
    ) -> tuple[Tensor, Tensor]:
        amount = self.traits.beard
        grown = smoothstep(0.25, 1.1, amount) + 1.3 * clamp(amount - 1.0, 0.0)
        cheek_line = 0.236 - 0.150 * ((ax - 0.085).clamp_min(0.0) / 0.19).square()
        cheek = cheek_line - y + 0.007 * strand
        mouth = 0.062 * (
            1.0 - ((ax / 0.122).square() + ((y - MOUTH_Y - 0.004) / 0.066).square() + 1e-4).sqrt()
        )
        hang = smoothstep(0.16, 0.40, y)
        length = (0.010 + (0.058 * grown + 0.040 * self.traits.beard_above) * hill(ax, 0.20)) * hang + 0.006
        rim = self.outline - length - (0.003 + 0.006 * grown) * (0.35 * strand + clump) * hang
        distance = torch.maximum(torch.maximum(cheek, mouth), rim)
        # Half grown it is short hair that skin shows through, with a soft edge; grown, it is dense.
        dense = smoothstep(0.15, 0.95, amount)
        through = smoothstep(-1.0, 1.4, short + 0.4 * clump)
        patch = 1.0 - 0.35 * bump(ax - 0.15, y - 0.27, 0.05, 0.05) * (1.0 - dense)
        fill = (0.25 + 0.75 * dense) * (1.0 - 0.55 * (1.0 - dense) * through) * patch
        cover = (
            self.tile.edge(distance, 0.011 + 0.036 * (1.0 - dense)) * smoothstep(0.03, 0.25, amount) * fill
        )
        return cover, length

    def _goatee(self, ax: Tensor, y: Tensor, strand: Tensor) -> tuple[Tensor, Tensor]:
        amount = self.traits.goatee
        chin = self.relief.head.chin
        drop = 0.020 + 0.040 * clamp(amount, high=2.0) + 0.022 * self.traits.goatee_above
        centre = (MOUTH_Y + 0.052 + chin + drop) * 0.5
        half = (chin + drop - MOUTH_Y - 0.052) * 0.5
        width = 0.058 + 0.016 * clamp(amount, high=1.5)
        ellipse = ((ax / width).abs().pow(2.6) + ((y - centre) / half).abs().pow(2.6) + 1e-5).pow(
            1.0 / 2.6
        ) - 1.0
        distance = ellipse * width + 0.008 * strand
        dense = smoothstep(0.15, 0.95, amount)
        cover = self.tile.edge(distance, 0.014 + 0.016 * (1.0 - dense)) * smoothstep(0.03, 0.30, amount)
        cover = cover * (0.30 + 0.70 * dense) * (1.0 + 0.10 * strand).clamp(max=1.0)
        return cover, 0.55 * drop * (1.0 - ellipse.add(1.0).square()).clamp_min(0.0)

    def _sideburns(self, ax: Tensor, y: Tensor, strand: Tensor) -> Tensor:
        amount = self.traits.sideburns
        half = self.relief.head.half_width
        grown = clamp(amount, high=1.8)
        grown = grown + 0.20 * self.traits.sideburns_above
        end = 0.030 + 0.105 * grown
        # In front of the ear, widening towards the corner of the jaw.
        broad = clamp(grown, high=1.0) + 0.3 * clamp(grown - 1.0, 0.0)  # half grown they are narrow
        inner = half * (0.925 - 0.155 * broad) - (0.10 + 0.08 * grown) * (y + 0.03).clamp_min(0.0) - ax
        distance = torch.maximum(inner + 0.004 * strand, self.outline)
        distance = smooth_max(distance, y - end - 0.25 * (ax - 0.25) + 0.006 * strand, 0.05)
        top = smoothstep(-0.20, -0.08, y)
        return self.tile.edge(distance, 0.014) * smoothstep(0.02, 0.22, amount) * top * 0.95

    def _paint_stubble(self, canvas: Canvas) -> None:
        """A shadow of dots over the beard's whole ground, moustache included."""
        t, ax, y = self.traits, self.x.abs(), self.tile.y
        thick = t.stubble_above
        ground = smoothstep(
            -0.03, 0.04, y - 0.225 + 0.014 * thick + 0.205 * ((ax - 0.085).clamp_min(0.0) / 0.19).square()
        )
        lip = smoothstep(0.205, 0.235, y) * smoothstep(0.12, 0.07, ax)
        area = torch.maximum(ground, lip) * self.tile.edge(self.outline)
        dots = self.textures.sample("mottle", self.x * 3.1 + 0.4, y * 3.1)
        amount = (clamp(t.stubble, high=1.7) + 0.45 * thick) * area
        cover = (amount * (0.40 + 0.16 * dots)).clamp_min(0.0)
        cover = cover - (cover - 0.07 * thick - 0.78).clamp_min(0.0)
        dark = 0.42 * self.colour + 0.006
        canvas.paint(self.tile, dark * (self.light.fill + 0.5 * self.light.key), cover)
