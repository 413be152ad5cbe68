"""3x3 convolutions on a CPU with a quarter of the multiplications, in float32 whatever the features are in.

Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural
Networks"): tiles of 6x6 features and the filters are taken to 36 values each, multiplied there, and taken
back to tiles of 4x4. Where bfloat16 doubles a CPU's rate, this is as fast and loses nothing to rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

OUT = 4  # side of a tile of the result, px
IN = OUT + 2  # side of the features that it depends on
AREA = IN * IN
# Where polynomials are evaluated, beside infinity. With ±1 and ±2, as published, the error is twice as large.
POINTS = (0.0, 0.75, -0.75, 1.5, -1.5)
TILES = 128  # worked on at once: few enough to stay in the cache, enough for efficient products

# Measured on AVX-512: with fewer channels the transforms cost more than the products save, and small
# pictures have too few tiles to a filter that is four times as large.
CHANNELS = {torch.float32: 64, torch.bfloat16: 256}  # by the type of the features
SIDE = 16  # px

Finish = Callable[[Tensor, int, int], object]


def _transforms() -> tuple[Tensor, Tensor, Tensor]:
    """Of features [36, 36], filters [36, 9] and the result [16, 36], by Toom and Cook's construction."""

    def powers(count: int) -> Tensor:
        """Values of 1, x, x², … at every point; at infinity the leading coefficient counts."""
        rows = [[point**power for power in range(count)] for point in POINTS]
        return torch.tensor([*rows, [0.0] * (count - 1) + [1.0]], dtype=torch.float64)

    features = torch.linalg.inv(powers(IN)).T
    filters, result = powers(3), powers(OUT).T
    # Powers of two round nothing: rows of like size leave no large numbers to cancel.
    size = torch.exp2(features.abs().amax(dim=1, keepdim=True).log2().round())
    features, filters = features / size, filters * size
    both = [torch.kron(axis, axis).contiguous() for axis in (features, filters, result)]
    return both[0].float(), both[1], both[2].float()


TO_FEATURES, TO_FILTERS, TO_RESULT = _transforms()


def pays(x: Tensor, weight: Tensor) -> bool:
    """Whether x [N, I, H, W] is convolved with weight [O, I, 3, 3] faster this way.

    Told by sizes and by what the processor has, never by a measurement: a portrait must not look different
    for the moment at which it was drawn.
    """
    return (
        x.device.type == "cpu"
        and weight.shape[2:] == (3, 3)
        and min(weight.shape[:2]) >= CHANNELS.get(x.dtype, 1 << 30)
        and min(x.shape[2:]) >= SIDE
        and _available()
        and not (x.dtype == torch.bfloat16 and _has_matrix_unit())
        and not (torch.is_grad_enabled() and x.requires_grad)
        and not torch.jit.is_tracing()
    )


def _available() -> bool:
    return torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_convolution_pointwise")


def _has_matrix_unit() -> bool:
    """Whether bfloat16 products take AMX, beside which nothing in float32 is fast."""
    probe = getattr(torch.cpu, "_is_amx_tile_supported", None)
    return probe is not None and bool(probe())


class WinogradConvolution:
    """Convolution with one weight [O, I, 3, 3], whose transform, four times as large, it keeps."""

    def __init__(self, weight: Tensor) -> None:
        self.out_channels, self.in_channels = weight.shape[:2]
        self._weight = weight
        self._filters: tuple[tuple[int, int], Tensor] | None = None  # by tiles and threads

    def __call__(
        self,
        x: Tensor,  # [N, I, H, W]
        *,
        padding: int = 1,
        scale: Tensor | None = None,  # [N, I], of the features
        finish: Finish | None = None,
    ) -> Tensor:
        """[N, O, H + 2*padding - 2, W + 2*padding - 2] in the type of x, channels last.

        `finish` is given float32 tiles [rows, columns, 4, 4, O] of the result to change in place while they
        are in the cache, the picture's index and the first row of tiles.
        """
        height, width = (side + 2 * padding - 2 for side in x.shape[2:])
        shape = (len(x), self.out_channels, height, width)
        result = torch.empty(shape, dtype=x.dtype, memory_format=torch.channels_last)
        for index, picture in enumerate(x.permute(0, 2, 3, 1)):
            self._convolve(
                picture,
                result[index].permute(1, 2, 0),
                padding,
                None if scale is None else scale[index],
                None if finish is None else lambda tiles, row, index=index: finish(tiles, index, row),  # type: ignore[misc]
            )
        return result

    def _convolve(
        self,
        x: Tensor,  # [H, W, I]
        result: Tensor,  # [height, width, O]
        padding: int,
        scale: Tensor | None,
        finish: Callable[[Tensor, int], object] | None,
    ) -> None:
        height, width = result.shape[:2]
        rows, columns = -(-height // OUT), -(-width // OUT)
        step = -(-rows // -(-rows * columns // TILES))
        filters = self._filters_for(step * columns)
        work = _Work(step, columns, self.in_channels)
        for first in range(0, rows, step):
            count = min(step, rows - first)
            self._pad(x, work.padded, first * OUT - padding, padding, scale)
            tiles = self._tiles(work, filters).view(step, columns, OUT, OUT, self.out_channels)[:count]
            if finish is not None:
                finish(tiles, first)
            _put(tiles, result[first * OUT : (first + count) * OUT])

    def _filters_for(self, count: int) -> Tensor:
        """The transformed weight in oneDNN's order for this many tiles and threads; another one is slow."""
        key = count, torch.get_num_threads()
        kept = self._filters
        if kept is None or kept[0] != key:
            spread = self._weight.double().permute(2, 3, 0, 1).reshape(9, -1)
            filters = (TO_FILTERS @ spread).float().view(-1, self.in_channels, 1, 1)  # [36 * O, I, 1, 1]
            reorder: Any = torch._C._nn.mkldnn_reorder_conv2d_weight
            shape = (1, AREA * self.in_channels, count, 1)
            kept = key, reorder(filters.to_mkldnn(), [0, 0], [1, 1], [1, 1], AREA, shape)
            self._filters = kept
        return kept[1]

    def _pad(self, x: Tensor, padded: Tensor, top: int, padding: int, scale: Tensor | None) -> None:
        """Fills `padded` with rows of x from `top` on, in float32 and scaled; its columns behind zeros."""
        start, end = max(top, 0), min(top + len(padded), len(x))
        padded[: start - top].zero_()
        padded[end - top :].zero_()
        inner = padded[start - top : end - top, padding : padding + x.shape[1]]
        if scale is not None and x.dtype == torch.float32:
            torch.mul(x[start:end], scale, out=inner)
            return
        inner.copy_(x[start:end])
        if scale is not None:
            inner.mul_(scale)

    def _tiles(self, work: _Work, filters: Tensor) -> Tensor:
        """The convolved tiles [tiles, 16, O] of padded features."""
        count = len(work.values)
        work.tiles.copy_(work.overlapping)
        torch.bmm(TO_FEATURES.expand(count, -1, -1), work.tiles.view_as(work.values), out=work.values)
        # A product of matrices [tiles, I] and [I, O] for each of 36 values, as one grouped 1x1 convolution.
        grouped = work.values.view(1, count, 1, AREA * self.in_channels).permute(0, 3, 1, 2)
        products = torch.ops.mkldnn._convolution_pointwise(
            grouped, filters, None, [0, 0], [1, 1], [1, 1], AREA, "none", [], ""
        )
        products = products.permute(0, 2, 3, 1).reshape(count, AREA, self.out_channels)
        return torch.bmm(TO_RESULT.expand(count, -1, -1), products)


class _Work:
    """Memory of one convolution, in which every group of tiles is worked on."""

    def __init__(self, rows: int, columns: int, channels: int) -> None:
        self.padded = torch.zeros(rows * OUT + 2, columns * OUT + 2, channels)
        line, column, _ = self.padded.stride()
        shape = (rows, columns, IN, IN, channels)
        self.overlapping = self.padded.as_strided(shape, (OUT * line, OUT * column, line, column, 1))
        self.tiles = torch.empty(shape)
        self.values = torch.empty(rows * columns, AREA, channels)


def _put(tiles: Tensor, result: Tensor) -> None:
    """Tiles [rows, columns, 4, 4, O] in their places of result [height, width, O], which may cut them."""
    rows, columns, *_, channels = tiles.shape
    height, width, _ = result.shape
    if (height, width) == (rows * OUT, columns * OUT):
        result.view(rows, OUT, columns, OUT, channels).permute(0, 2, 1, 3, 4).copy_(tiles)
    else:
        whole = tiles.permute(0, 2, 1, 3, 4).reshape(rows * OUT, columns * OUT, channels)
        result.copy_(whole[:height, :width])


def as_tiles(plane: Tensor) -> Tensor:
    """A view [rows, columns, 4, 4, 1] of a plane [H, W], both multiples of four, laid out as tiles."""
    height, width = plane.shape
    return plane.view(height // OUT, OUT, width // OUT, OUT, 1).permute(0, 2, 1, 3, 4)
