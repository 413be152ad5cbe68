"""StyleGAN2's generator in a form that learns fast, and the critic that it learns against.

The generator is the network of `engine.generators.stylegan2`, weight for weight, but for two things that no
picture shows: its weights are kept at the size that they act with (equalized learning rate would have to be
paid back with ten times the steps in a run this short), and its constant noise is learned like any other
weight, as the one place where the network can keep what is the same in every picture.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import product

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.generators.mapping import unit_second_moment
from engine.generators.resampling import double
from engine.generators.stylegan2 import StyleGAN2Config

SLOPE = 0.2  # of the leaky ReLUs
ROOT = math.sqrt(2)  # restores unit variance behind them
FILTER = (1.0, 3.0, 3.0, 1.0)  # resampling taps of every published StyleGAN2
LARGEST_WIDTH = 256  # channels


def plan_network(resolution: int, *, capacity: float = 1.0, w_dim: int = 256) -> StyleGAN2Config:
    """A network for pictures of a side: half as many channels with each doubling from 32 px on."""
    sides = [4 << index for index in range(int(math.log2(resolution)) - 1)]
    widths = (min(LARGEST_WIDTH, round(capacity * 8192 / side)) for side in sides)
    return StyleGAN2Config(
        z_dim=512,
        label_dim=0,
        embed_dim=0,
        mapping_widths=(512, 512, 512, w_dim),
        resolution=resolution,
        channels=tuple(max(width // 8 * 8, 16) for width in widths),
        mapping_learning_rate=1.0,
    )


class Mapping(nn.Module):
    """z [N, Z] to w [N, D]: the prior, an MLP with a leaky ReLU behind every layer."""

    def __init__(self, config: StyleGAN2Config) -> None:
        super().__init__()
        ins = (config.z_dim, *config.mapping_widths[:-1])
        self.layers = nn.ModuleList(_dense(a, b) for a, b in zip(ins, config.mapping_widths, strict=True))

    def forward(self, z: Tensor) -> Tensor:
        w = unit_second_moment(z.float())
        for layer in self.layers:
            w = F.leaky_relu(layer(w), SLOPE) * ROOT
        return w

    def published(self) -> dict[str, Tensor]:
        """Weights under the names, and at the scales, of published state dicts."""
        named: dict[str, Tensor] = {}
        for index, layer in enumerate(self.layers):
            named |= {f"fc{index}.{name}": value for name, value in _equalized(layer).items()}
        return named


class _Layer(nn.Module):
    """Modulated 3x3 convolution, learned constant, bias and leaky ReLU; with `up`, to twice the side."""

    def __init__(self, narrow: int, wide: int, w_dim: int, side: int, *, up: bool = False) -> None:
        super().__init__()
        self.up = up
        self.affine = _affine(w_dim, narrow)
        self.weight = nn.Parameter(torch.randn(wide, narrow, 3, 3) / math.sqrt(9 * narrow))
        self.bias = nn.Parameter(torch.zeros(wide))
        self.constant = nn.Parameter(torch.zeros(side, side))

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        style = self.affine(w)  # [N, I]
        power = self.weight.square().sum(dim=(2, 3))  # [O, I]
        demodulation = ROOT * torch.rsqrt(style.square() @ power.T + 1e-8)  # [N, O]
        bias = ROOT * (self.constant + self.bias[:, None, None])  # [O, R, R]
        x = x * style.to(x.dtype)[:, :, None, None]
        if self.up:
            x = F.conv2d(x, _phases(self.weight).to(x.dtype), padding=1)  # [N, 4O, R/2, R/2]
            x = F.pixel_shuffle(x, 2).contiguous(memory_format=torch.channels_last)
        else:
            x = F.conv2d(x, self.weight.to(x.dtype), padding=1)
        x = torch.addcmul(bias.to(x.dtype), x, demodulation.to(x.dtype)[:, :, None, None])
        return F.leaky_relu(x, SLOPE, inplace=True)  # the root of two is in what went before

    def published(self) -> dict[str, Tensor]:
        affine = {f"affine.{name}": value for name, value in _equalized(self.affine).items()}
        return affine | {
            "weight": self.weight,
            "bias": self.bias,
            "noise_const": self.constant,
            "noise_strength": torch.ones([]),
            "resample_filter": _filter(),
        }


class _Colours(nn.Module):
    """Modulated 1x1 convolution to red, green and blue."""

    def __init__(self, channels: int, w_dim: int) -> None:
        super().__init__()
        self.affine = _affine(w_dim, channels)
        self.weight = nn.Parameter(torch.zeros(3, channels))
        self.bias = nn.Parameter(torch.zeros(3))

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        x = x * self.affine(w).to(x.dtype)[:, :, None, None]
        return F.conv2d(x, self.weight.to(x.dtype)[:, :, None, None]).float() + self.bias[:, None, None]

    def published(self) -> dict[str, Tensor]:
        affine = {f"affine.{name}": value for name, value in _equalized(self.affine).items()}
        weight = self.weight * math.sqrt(self.weight.shape[1])
        return affine | {"weight": weight[:, :, None, None], "bias": self.bias}


class Synthesis(nn.Module):
    """ws [N, L, D] to pictures [N, 3, R, R]; StyleGAN2's skip architecture."""

    def __init__(self, config: StyleGAN2Config) -> None:
        super().__init__()
        self.config = config
        channels, w_dim = config.channels, config.w_dim
        self.const = nn.Parameter(torch.randn(channels[0], 4, 4))
        self.layers = nn.ModuleList([_Layer(channels[0], channels[0], w_dim, 4)])
        for index in range(1, len(channels)):
            side = 4 << index
            self.layers.append(_Layer(channels[index - 1], channels[index], w_dim, side, up=True))
            self.layers.append(_Layer(channels[index], channels[index], w_dim, side))
        self.colours = nn.ModuleList(_Colours(width, w_dim) for width in channels)

    def forward(self, ws: Tensor, dtype: torch.dtype = torch.float32, blocks: int | None = None) -> Tensor:
        """`blocks` stops early, with pictures of a smaller side."""
        x = self.const.to(dtype).expand(len(ws), -1, -1, -1).contiguous(memory_format=torch.channels_last)
        x = self.layers[0](x, ws[:, 0])
        image: Tensor = self.colours[0](x, ws[:, 1])
        kernel = _filter().to(image)
        for index in range(1, blocks or len(self.colours)):
            row = 2 * index - 1
            x = self.layers[row](x, ws[:, row])
            x = self.layers[row + 1](x, ws[:, row + 1])
            image = double(image, kernel) + self.colours[index](x, ws[:, row + 2])
        return image

    @property
    def last_weight(self) -> Tensor:
        """The weight nearest to the pixels."""
        weight = self.colours[len(self.colours) - 1].weight
        assert isinstance(weight, Tensor)
        return weight

    def published(self) -> dict[str, Tensor]:
        named: dict[str, Tensor] = {"b4.const": self.const}
        for row, layer in enumerate(self.layers):
            assert isinstance(layer, _Layer)
            place = f"b{4 << (row + 1) // 2}.conv{1 if row % 2 == 0 else 0}"
            named |= {f"{place}.{name}": value for name, value in layer.published().items()}
        for index, colours in enumerate(self.colours):
            assert isinstance(colours, _Colours)
            named[f"b{4 << index}.resample_filter"] = _filter()
            named |= {f"b{4 << index}.torgb.{name}": value for name, value in colours.published().items()}
        return named


class Critic(nn.Module):
    """Patch by patch, how much a picture looks like the teacher's portrait at w; a residual network.

    The last features are compared with w as well (projection discriminator, Miyato & Koyama 2018): a curl
    counts for more where there should be one.
    """

    def __init__(self, resolution: int, w_dim: int, *, widest: int = 256) -> None:
        super().__init__()
        side, width = resolution // 2, 48  # as many channels as there are numbers in the stem's patches
        self.stem = nn.Conv2d(3, width, 4, stride=2, padding=1)
        blocks = []
        while side > 8:
            wide = min(2 * width, widest)
            blocks.append(_CriticBlock(width, wide))
            side, width = side // 2, wide
        self.blocks = nn.ModuleList(blocks)
        self.patches = nn.ModuleList(nn.Conv2d(block.wide, 1, 1) for block in blocks[-2:])
        self.whole = nn.Linear(width, 1)
        self.compared = nn.Linear(w_dim, width)

    def forward(self, pictures: Tensor, w: Tensor) -> Tensor:
        """Scores [N, P], above zero for what looks real."""
        x = self.stem(pictures)
        scores = []
        for index, block in enumerate(self.blocks):
            x = block(x)
            later = len(self.blocks) - index
            if later <= len(self.patches):
                scores.append(self.patches[len(self.patches) - later](x).flatten(1).float())
        pooled = x.float().mean(dim=(2, 3))  # [N, C]
        fits = (pooled * self.compared(w)).sum(dim=1, keepdim=True) / math.sqrt(pooled.shape[1])
        return torch.cat([*scores, self.whole(pooled) + fits], dim=1)


class _CriticBlock(nn.Module):
    """Two convolutions to half the side, beside a linear way past them."""

    def __init__(self, narrow: int, wide: int) -> None:
        super().__init__()
        self.wide = wide
        self.first = nn.Conv2d(narrow, narrow, 3, padding=1)
        self.second = nn.Conv2d(narrow, wide, 4, stride=2, padding=1)
        self.past = nn.Conv2d(narrow, wide, 2, stride=2, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        branch = F.leaky_relu(self.first(F.leaky_relu(x, SLOPE)), SLOPE, inplace=True)
        return (self.past(x) + self.second(branch)) / ROOT


def published(mapping: Mapping, synthesis: Synthesis, w_avg: Tensor) -> dict[str, Tensor]:
    """Both networks' tensors as a published checkpoint has them."""
    named = {f"mapping.{name}": value for name, value in mapping.published().items()}
    named["mapping.w_avg"] = w_avg
    named |= {f"synthesis.{name}": value for name, value in synthesis.published().items()}
    return {name: value.detach().float().cpu().contiguous().clone() for name, value in named.items()}


def _dense(narrow: int, wide: int) -> nn.Linear:
    layer = nn.Linear(narrow, wide)
    nn.init.normal_(layer.weight, std=1 / math.sqrt(narrow))
    nn.init.zeros_(layer.bias)
    return layer


def _affine(w_dim: int, channels: int) -> nn.Linear:
    """From w to styles that start out around 1."""
    layer = _dense(w_dim, channels)
    nn.init.ones_(layer.bias)
    return layer


def _equalized(layer: nn.Module) -> dict[str, Tensor]:
    """A dense layer's weights before the constant that equalized learning rate multiplies in."""
    assert isinstance(layer, nn.Linear)
    return {"weight": layer.weight * math.sqrt(layer.in_features), "bias": layer.bias}


def _phases(weight: Tensor) -> Tensor:
    """Weights [O, I, 3, 3] of a layer that doubles the side, as those [4 O, I, 3, 3] of a plain convolution.

    A strided transposed convolution with the smoothing behind it has, for every output pixel, one of four
    3x3 kernels, by whether its row and column are odd. Convolving with all four and shuffling their outputs
    into place is four times the arithmetic, which a GPU has to spare, for a fraction of the memory traffic.
    """
    wide, narrow = weight.shape[:2]
    table = _phase_table().to(weight)  # [4, 9, 9]
    kernels = torch.einsum("pku,oiu->opik", table, weight.flatten(2))
    return kernels.reshape(4 * wide, narrow, 3, 3)


@cache
def _phase_table() -> Tensor:
    """[4, 9, 9]: phase, place in its kernel, and place in the layer's weight, by what one pixel becomes."""
    with torch.inference_mode(False), torch.no_grad():  # it is kept, and learning goes through it later
        return _phases_of_a_pixel()


def _phases_of_a_pixel() -> Tensor:
    centre, side = 2, 5
    pixel = torch.zeros(1, 1, side, side)
    pixel[0, 0, centre, centre] = 1.0
    weights = torch.eye(9).reshape(1, 9, 3, 3)
    seen = F.conv_transpose2d(pixel, weights, stride=2)  # [1, 9, 2 * side + 1, …]
    seen = F.conv2d(seen.transpose(0, 1), 4.0 * _filter()[None, None], padding=1)[:, 0]  # [9, 2 * side, …]
    table = torch.empty(2, 2, 3, 3, 9)
    for down, across in product(range(2), range(2)):
        for row, column in product(range(3), range(3)):
            y, x = 2 * (centre + 1 - row) + down, 2 * (centre + 1 - column) + across
            table[down, across, row, column] = seen[:, y, x]
    return table.reshape(4, 9, 9)


def _filter() -> Tensor:
    taps = torch.tensor(FILTER)
    kernel = taps[:, None] * taps[None, :]
    return kernel / kernel.sum()
