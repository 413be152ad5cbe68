"""StyleGAN2's generator in a form that learns fast, and the critic that it learns against.

The generator is the network of `engine.generators.stylegan2`, weight for weight, but for two things that no
picture shows: its weights are kept at the size that they act with (equalized learning rate would have to be
paid back with ten times the steps in a run this short), and its constant noise is learned like any other
weight, as the one place where the network can keep what is the same in every picture.
"""

from __future__ import annotations

import math

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
        demodulation = torch.rsqrt(style.square() @ power.T + 1e-8)  # [N, O]
        weight = self.weight.to(x.dtype)
        x = x * style.to(x.dtype)[:, :, None, None]
        if self.up:
            x = _smooth(F.conv_transpose2d(x, weight.transpose(0, 1), stride=2))
        else:
            x = F.conv2d(x, weight, padding=1)
        x = x * demodulation.to(x.dtype)[:, :, None, None]
        x = x + (self.constant + self.bias[:, None, None]).to(x.dtype)
        return F.leaky_relu(x, SLOPE) * ROOT

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
        self.weight = nn.Parameter(torch.randn(3, channels) / math.sqrt(channels))
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

    def forward(self, ws: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
        x = self.const.to(dtype).expand(len(ws), -1, -1, -1).contiguous(memory_format=torch.channels_last)
        x = self.layers[0](x, ws[:, 0])
        image: Tensor = self.colours[0](x, ws[:, 1])
        kernel = _filter().to(image)
        for index in range(1, len(self.colours)):
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
        side, width = resolution, 32
        self.stem = nn.Conv2d(3, width, 3, padding=1)
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
    """Two 3x3 convolutions to half the side, beside a 1x1 way past them."""

    def __init__(self, narrow: int, wide: int) -> None:
        super().__init__()
        self.wide = wide
        self.first = nn.Conv2d(narrow, narrow, 3, padding=1)
        self.second = nn.Conv2d(narrow, wide, 3, padding=1)
        self.past = nn.Conv2d(narrow, wide, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        branch = F.leaky_relu(self.first(F.leaky_relu(x, SLOPE)), SLOPE)
        branch = F.avg_pool2d(self.second(branch), 2)
        return (self.past(F.avg_pool2d(x, 2)) + branch) / ROOT


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


def _smooth(x: Tensor) -> Tensor:
    """x [N, C, 2H+1, 2W+1] behind a strided transposed convolution, filtered to [N, C, 2H, 2W]."""
    x = F.pad(x, (1, 1, 1, 1))
    a, b, c, d = (x[:, :, index : x.shape[2] - 3 + index] for index in range(4))
    x = (a + d + 3 * (b + c)) * 0.25
    a, b, c, d = (x[:, :, :, index : x.shape[3] - 3 + index] for index in range(4))
    return (a + d + 3 * (b + c)) * 0.25


def _filter() -> Tensor:
    taps = torch.tensor(FILTER)
    kernel = taps[:, None] * taps[None, :]
    return kernel / kernel.sum()
