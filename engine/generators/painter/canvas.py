"""The picture being painted, and the tiles of it that a part touches.

Frame coordinates run from -FRAME to FRAME, x to the right and y down, whatever the resolution: a portrait
is the same at 64 and at 2048 px. Colours are linear light until `Canvas.developed`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.generators.painter.numbers import Number, cos, hermite, scalar, scaled, shifted, sin

FRAME = 0.67  # frame units from the centre to the border: the camera stands this close
HEAD_CENTRE_Y = 0.032  # where the head's own origin, between the eyes' height and the nose, sits in the frame
LOG2_E = math.log2(math.e)
LANES = 32  # floats that a CPU works on at once, at most
NECK_PIVOT_Y = 0.50  # in head coordinates: the head tilts about this point


Box = tuple[float, float, float, float]  # left, top, right, bottom in frame units


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of the canvas with its head coordinates (untilted, origin between the eyes)."""

    rows: slice
    cols: slice
    x: Tensor  # [N, h, w]
    y: Tensor  # [N, h, w]
    px: float  # side of a pixel in frame units

    def edge(self, distance: Tensor, softness: Number = 0.0) -> Tensor:
        """Coverage [N, h, w] of a shape from its signed distance (negative inside), anti-aliased."""
        inside = scaled(distance, -1.0 / (1.4 * self.px + softness))
        return hermite((inside + scalar(0.5, inside)).clamp(0.0, 1.0))

    def cut(self, field: Tensor, inner: Tile) -> Tensor:
        """The part of a field [..., h, w] over this tile that lies over a smaller tile within it."""
        top, left = self.rows.start, self.cols.start
        rows = slice(inner.rows.start - top, inner.rows.stop - top)
        return field[..., rows, inner.cols.start - left : inner.cols.stop - left]

    def distance(self, implicit: Tensor) -> Tensor:
        """First-order signed distance of an implicit function that is negative inside: f / |grad f|."""
        dx, dy = gradient(implicit, self.px)
        return implicit * torch.rsqrt(dx.square() + dy.square() + 1e-6)


def around(first: Box | None, second: Box) -> Box | None:
    """The smallest rectangle with both in it; None, which is everything, with None."""
    if first is None:
        return None
    (a, b, c, d), (e, f, g, h) = first, second
    return min(a, e), min(b, f), max(c, g), max(d, h)


def smooth_max(a: Tensor, b: Tensor, radius: float) -> Tensor:
    """Polynomial smooth maximum: rounds the corner where two edges meet."""
    h = (scalar(radius, a) - (a - b).abs()).clamp_min(0.0)
    return torch.add(torch.maximum(a, b), h * h, alpha=0.25 / radius)


def power(base: Tensor, exponent: Number) -> Tensor:
    """A curve for `base` ** `exponent` with its value and slope at 1; exponent 1.8 to 4, base 0 to about 1.4.

    Outlines need no more, and it costs a twentieth of a power.
    """
    square = base.square()
    steepness = 0.5 * (exponent - 2.0)
    return square * shifted(scaled(square, steepness), 1.0 - steepness)


def low_power(base: Tensor, exponent: float) -> Tensor:
    """Such a curve for an exponent of 1 to 2."""
    return base * shifted(scaled(base, exponent - 1.0), 2.0 - exponent)


def root(value: Tensor) -> Tensor:
    """Square root of what is above zero; CPUs find the reciprocal root faster."""
    return value * torch.rsqrt(value)


def hill(offset: Tensor, width: Tensor | Number) -> Tensor:
    """A Gaussian ridge exp(-(offset / width)^2), written with exp2: CPUs do it four times faster than exp."""
    return torch.exp2(scaled(offset.square(), -LOG2_E / (width * width)))


def bump(x: Tensor, y: Tensor, width: Number, height: Number) -> Tensor:
    """A Gaussian hill of the given half-widths."""
    across = scaled(x.square(), -LOG2_E / (width * width))
    if isinstance(height, float):
        return torch.exp2(torch.add(across, y.square(), alpha=-LOG2_E / (height * height)))
    return torch.exp2(across - y.square() * (LOG2_E / (height * height)))


def gradient(field: Tensor, px: float) -> tuple[Tensor, Tensor]:
    """Central differences of [N, h, w] in frame units, one-sided at the border."""
    padded = torch.nn.functional.pad(field[:, None], (1, 1, 1, 1), mode="replicate")[:, 0]
    dx = scaled(padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2], 0.5 / px)
    dy = scaled(padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1], 0.5 / px)
    return dx, dy


class Canvas:
    """Linear RGB [N, 3, R, R] with the coordinates of the tilted head."""

    def __init__(
        self, batch: int, resolution: int, tilt: Number, device: torch.device, dtype: torch.dtype
    ) -> None:
        self.batch = batch
        self.resolution = resolution
        self.px = 2.0 * FRAME / resolution
        line = (torch.arange(resolution, device=device, dtype=dtype) + 0.5) * self.px - FRAME
        self.frame_x = line.view(1, 1, -1)
        self.frame_y = line.view(1, -1, 1)
        y = self.frame_y - HEAD_CENTRE_Y - NECK_PIVOT_Y
        self.head_x = cos(tilt) * self.frame_x + sin(tilt) * y
        self.head_y = (cos(tilt) * y + NECK_PIVOT_Y) - sin(tilt) * self.frame_x
        self.rgb = torch.zeros(batch, 3, resolution, resolution, device=device, dtype=dtype)

    def tile(self, left: float, top: float, right: float, bottom: float) -> Tile:
        """The tile of a frame rectangle, cut to the canvas."""
        cols = self._span(left, right)
        rows = self._span(top, bottom)
        return Tile(rows, cols, self.head_x[:, rows, cols], self.head_y[:, rows, cols], self.px)

    def narrowed(self, box: Box, needed: Box | None) -> Tile:
        """The tile of `box` without the columns and rows that are not `needed` (None: all are).

        A pixel comes out the same to the bit: rows are left whole vectors wide, and where what is needed
        comes near the right border, no column is left out.
        """
        if needed is None:
            return self.tile(*box)
        rows = self._span(max(box[1], needed[1]), min(box[3], needed[3]))
        cols, wanted = self._span(box[0], box[2]), self._span(max(box[0], needed[0]), min(box[2], needed[2]))
        stop = wanted.start + -(-(wanted.stop - wanted.start) // LANES) * LANES
        if stop <= cols.stop - LANES:
            cols = slice(wanted.start, stop)
        return Tile(rows, cols, self.head_x[:, rows, cols], self.head_y[:, rows, cols], self.px)

    def box_of(self, tile: Tile) -> Box:
        """The frame rectangle that has this tile."""
        left, right = (tile.cols.start + 0.5) * self.px, (tile.cols.stop - 0.5) * self.px
        top, bottom = (tile.rows.start + 0.5) * self.px, (tile.rows.stop - 0.5) * self.px
        return left - FRAME, top - FRAME, right - FRAME, bottom - FRAME

    @staticmethod
    def absent(amount: Number) -> bool:
        """Whether nobody in the batch has the thing, so that its part can be left out: same pixels, sooner.

        Asked on a CPU only: a GPU would have to stop and answer.
        """
        if isinstance(amount, float):
            return amount <= 0.0
        return amount.device.type == "cpu" and not bool((amount > 0.0).any())

    def _span(self, low: float, high: float) -> slice:
        # Tiles begin at even pixels: soft textures are looked up at every other one.
        first = max(0, math.floor((low + FRAME) / self.px)) & ~1
        last = min(self.resolution, math.ceil((high + FRAME) / self.px))
        return slice(first, max(last, first + 1))

    def under(self, tile: Tile) -> Tensor:
        """What is painted there already, [N, 3, h, w]."""
        return self.rgb[:, :, tile.rows, tile.cols]

    def paint(self, tile: Tile, colour: Tensor, alpha: Tensor) -> None:
        """Lay `colour` [N, 3, h or 1, w or 1] over the tile with coverage `alpha` [N, h, w]."""
        self.put(tile, torch.lerp(self.under(tile), colour, alpha[:, None]))

    def darken(self, tile: Tile, factor: Tensor) -> None:
        """Multiply the tile by `factor` [N, h, w] or [N, 3, h, w]."""
        self.put(tile, self.under(tile) * (factor[:, None] if factor.dim() == 3 else factor))

    def put(self, tile: Tile, colour: Tensor) -> None:
        """Replace the tile. Under autograd the old canvas is kept: gradients still need it."""
        if colour.requires_grad:
            self.rgb = self.rgb.clone()
        self.rgb[:, :, tile.rows, tile.cols] = colour

    def developed(self) -> Tensor:
        """Linear light to display values in [-1, 1]: a soft shoulder, then the sRGB curve's gamma."""
        light = self.rgb.clamp_min(0.0)
        shouldered = 1.46 * light / (1.0 + 0.74 * light)  # pale skin in bright light keeps its modelling
        return torch.exp2(torch.log2((shouldered + 1e-6).clamp(max=1.0)) * (1.0 / 2.2)) * 2.0 - 1.0
