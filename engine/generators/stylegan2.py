"""StyleGAN2 (Karras et al. 2020, "Analyzing and Improving the Image Quality of StyleGAN"), for inference.

Parameters bear the names of the published PyTorch state dicts, so that a checkpoint's keys are the module's.
Modulation scales activations or, where that is less work, the weights of a single picture; demodulation is
one small matrix product with squared weights that are summed once, when the model is baked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.generators.equalized import FullyConnected
from engine.generators.feature_cache import FeatureCache, prefix_keys
from engine.generators.precision import feature_dtype
from engine.generators.resampling import blur, double
from engine.generators.winograd import WinogradConvolution, as_tiles, pays

Architecture = Literal["skip", "resnet", "orig"]


@dataclass(frozen=True)
class StyleGAN2Config:
    z_dim: int
    label_dim: int  # 0: unconditional
    embed_dim: int  # of the embedded label
    mapping_widths: tuple[int, ...]
    resolution: int  # px, a power of two
    channels: tuple[int, ...]  # of the blocks at 4, 8, … resolution px
    architecture: Architecture = "skip"
    noise: bool = True
    filter_size: int = 4  # side of the resampling filter
    clamp: float | None = 256.0  # bound on every layer's output
    mapping_learning_rate: float = 0.01

    @property
    def w_dim(self) -> int:
        return self.mapping_widths[-1]

    @property
    def num_ws(self) -> int:
        return 2 * len(self.channels)

    @property
    def resolutions(self) -> tuple[int, ...]:
        return tuple(4 << index for index in range(len(self.channels)))


class SynthesisLayer(nn.Module):
    """Modulated 3x3 convolution, constant noise, bias, leaky ReLU; with `up`, to twice the resolution."""

    noise_const: Tensor
    resample_filter: Tensor
    power: Tensor

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        config: StyleGAN2Config,
        resolution: int,  # of the output
        *,
        up: bool = False,
        gain: float = 1.0,  # on the output, beside the activation's sqrt(2)
    ) -> None:
        super().__init__()
        self.up = up
        self.gain = gain * math.sqrt(2)
        self.clamp = None if config.clamp is None else config.clamp * gain  # behind the activation's gain
        self.affine = FullyConnected(config.w_dim, in_channels)
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, 3, 3), requires_grad=False)
        self.bias = nn.Parameter(torch.empty(out_channels), requires_grad=False)
        self.noise = config.noise
        if config.noise:
            self.register_buffer("noise_const", torch.empty(resolution, resolution))
            self.noise_strength = nn.Parameter(torch.empty([]), requires_grad=False)
        self.register_buffer("resample_filter", torch.empty(config.filter_size, config.filter_size))
        self._half: Tensor | None = None
        self._winograd: WinogradConvolution | None = None

    def bake(self) -> None:
        # Demodulation makes the output independent of each filter's scale; unit filters suit half precision.
        norm = self.weight.square().sum(dim=[1, 2, 3], keepdim=True).sqrt()
        self.weight.div_(norm.clamp_min(1e-20))
        self._lay_out()
        self.register_buffer("power", self.weight.square().sum(dim=[2, 3]), persistent=False)  # [O, I]
        self.bias.mul_(self.gain)
        self.resample_filter.mul_(4.0 if self.up else 1.0)  # three of four samples are zeros
        if self.noise:
            self.noise_const.mul_(self.noise_strength * self.gain)

    def _lay_out(self) -> None:
        """Strides in which convolutions take channels-last features' weights without copying them."""
        weight = self.weight.data
        if self.up:  # a transposed convolution takes [I, O, h, w]
            laid_out = weight.transpose(0, 1).contiguous(memory_format=torch.channels_last)
            self.weight.data = laid_out.transpose(0, 1)
        else:
            self.weight.data = weight.contiguous(memory_format=torch.channels_last)

    def _weight(self, dtype: torch.dtype) -> Tensor:
        """The weights in the type of the features; a half-precision copy is made once and kept."""
        if dtype == self.weight.dtype:
            return self.weight
        if self._half is None or self._half.dtype != dtype or self._half.device != self.weight.device:
            self._half = self.weight.to(dtype)
        return self._half

    def forward(self, x: Tensor, w: Tensor) -> Tensor:  # [N, I, H, H], [N, D] -> [N, O, R, R]
        style = self.affine(w)  # [N, I]
        style = style / style.abs().amax(dim=1, keepdim=True).clamp_min(1e-20)  # demodulation undoes it
        demodulation = torch.rsqrt(style.square() @ self.power.T + 1e-8) * self.gain  # [N, O]
        if not self.up and pays(x, self.weight):
            return self._convolve_tiles(x, style, demodulation)
        x = self._convolve(x, style, demodulation)
        if self.noise:
            x = x + self.noise_const.to(x.dtype) if x.requires_grad else x.add_(self.noise_const.to(x.dtype))
        x = F.leaky_relu(x, 0.2, inplace=not x.requires_grad)
        if self.clamp is None:
            return x
        return x.clamp(-self.clamp, self.clamp) if x.requires_grad else x.clamp_(-self.clamp, self.clamp)

    def _convolve(self, x: Tensor, style: Tensor, demodulation: Tensor) -> Tensor:
        bias = self.bias.to(x.dtype)
        if len(x) == 1 and self.weight.numel() < x.numel():
            # One picture: a modulated copy of the weights is the smaller tensor to pass over.
            weight = self.weight * style[0, :, None, None] * demodulation[0, :, None, None, None]
            weight = weight.to(x.dtype)
            if self.up:
                return self._double(x, weight, bias)
            return F.conv2d(x, weight, bias, padding=1)
        x = x * style.to(x.dtype)[:, :, None, None]
        weight = self._weight(x.dtype)
        x = self._double(x, weight, None) if self.up else F.conv2d(x, weight, padding=1)
        return torch.addcmul(bias[:, None, None], x, demodulation.to(x.dtype)[:, :, None, None])

    def _convolve_tiles(self, x: Tensor, style: Tensor, demodulation: Tensor) -> Tensor:
        """The whole layer, tile by tile and in float32."""
        if self._winograd is None:
            self._winograd = WinogradConvolution(self.weight)
        noise = as_tiles(self.noise_const) if self.noise else None

        def finish(tiles: Tensor, picture: int, row: int) -> None:
            torch.addcmul(self.bias, tiles, demodulation[picture], out=tiles)
            if noise is not None:
                tiles.add_(noise[row : row + len(tiles)])
            F.leaky_relu_(tiles, 0.2)
            if self.clamp is not None:
                tiles.clamp_(-self.clamp, self.clamp)

        return self._winograd(x, scale=style, finish=finish)

    def _double(self, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        """Strided transposed convolution to 2H+1 px, then the blur to 2H; section 2.2 and figure 2."""
        x = F.conv_transpose2d(x, weight.transpose(0, 1), stride=2)
        return blur(x, self.resample_filter, self.resample_filter.shape[0] // 2 - 1, bias)


class ToRGB(nn.Module):
    """Modulated 1x1 convolution to colours; not demodulated, no noise."""

    def __init__(self, in_channels: int, config: StyleGAN2Config) -> None:
        super().__init__()
        self.clamp = config.clamp
        self.affine = FullyConnected(config.w_dim, in_channels)
        self.weight = nn.Parameter(torch.empty(3, in_channels, 1, 1), requires_grad=False)
        self.bias = nn.Parameter(torch.empty(3), requires_grad=False)

    def bake(self) -> None:
        self.weight.div_(math.sqrt(self.weight.shape[1]))

    def forward(self, x: Tensor, w: Tensor) -> Tensor:  # [N, I, R, R] -> [N, 3, R, R] float32
        weight = self.weight[:, :, 0, 0] * self.affine(w)[:, None, :]  # [N, 3, I]
        pixels = x.permute(0, 2, 3, 1).flatten(1, 2)  # [N, R*R, I], a view of channels-last features
        colours = (pixels @ weight.to(x.dtype).transpose(1, 2)).float() + self.bias  # [N, R*R, 3]
        colours = colours.transpose(1, 2).unflatten(2, x.shape[2:])
        return colours if self.clamp is None else colours.clamp(-self.clamp, self.clamp)


class Shortcut(nn.Module):
    """The resnet architecture's way around a block: 1x1 convolution to twice the resolution."""

    resample_filter: Tensor

    def __init__(self, in_channels: int, out_channels: int, config: StyleGAN2Config) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, 1, 1), requires_grad=False)
        self.register_buffer("resample_filter", torch.empty(config.filter_size, config.filter_size))

    def bake(self) -> None:
        # sqrt(1/2): the sum of two branches keeps unit variance.
        self.weight.mul_(math.sqrt(0.5 / self.weight.shape[1]))

    def forward(self, x: Tensor) -> Tensor:  # [N, I, H, H] -> [N, O, 2H, 2H]
        return double(F.conv2d(x, self.weight.to(x.dtype)), self.resample_filter)


class SynthesisBlock(nn.Module):
    """Everything at one resolution: up to two layers and, where the architecture has them, its colours."""

    resample_filter: Tensor

    def __init__(self, index: int, config: StyleGAN2Config) -> None:
        super().__init__()
        channels, resolution = config.channels[index], config.resolutions[index]
        resnet = config.architecture == "resnet" and index > 0
        if index == 0:
            self.const = nn.Parameter(torch.empty(channels, resolution, resolution), requires_grad=False)
        else:
            self.conv0 = SynthesisLayer(config.channels[index - 1], channels, config, resolution, up=True)
        gain = math.sqrt(0.5) if resnet else 1.0
        self.conv1 = SynthesisLayer(channels, channels, config, resolution, gain=gain)
        if resnet:
            self.skip = Shortcut(config.channels[index - 1], channels, config)
        if config.architecture == "skip" or index == len(config.channels) - 1:
            self.torgb = ToRGB(channels, config)
        self.register_buffer("resample_filter", torch.empty(config.filter_size, config.filter_size))
        self.first = index == 0
        self.first_layer = max(2 * index - 1, 0)  # which row of ws its first layer takes

    def forward(
        self,
        x: Tensor | None,  # [N, I, H, H]; None before the first block
        image: Tensor | None,  # [N, 3, H, H], the sum of colours so far
        ws: Tensor,  # [N, L, D]
        dtype: torch.dtype,  # of the features
    ) -> tuple[Tensor, Tensor | None]:
        row = self.first_layer
        if x is None:
            x = self.const.to(dtype).expand(len(ws), -1, -1, -1)  # [N, C, 4, 4]
            x = x.contiguous(memory_format=torch.channels_last)  # depthwise filters are thrice as fast so
            x = self.conv1(x, ws[:, row])
            row += 1
        else:
            x = x.to(dtype)
            shortcut = self.skip(x) if hasattr(self, "skip") else None
            x = self.conv0(x, ws[:, row])
            x = self.conv1(x, ws[:, row + 1])
            if shortcut is not None:
                x = shortcut + x
            row += 2
        if image is not None:
            image = double(image, self.resample_filter)
        if hasattr(self, "torgb"):
            colours = self.torgb(x, ws[:, row])  # the row that the next block's first layer takes as well
            image = colours if image is None else image + colours
        return x, image


class SynthesisNetwork(nn.Module):
    """ws [N, L, D] to pictures [N, 3, R, R]."""

    def __init__(self, config: StyleGAN2Config) -> None:
        super().__init__()
        self.config = config
        for index, resolution in enumerate(config.resolutions):
            self.add_module(f"b{resolution}", SynthesisBlock(index, config))

    def forward(
        self, ws: Tensor, dtype: torch.dtype = torch.float32, cache: FeatureCache | None = None
    ) -> Tensor:
        x, image, start = None, None, 0
        keys = []
        if cache is not None:
            # Behind block i, its colours have used one row more than its layers: 2i + 2 in all.
            keys = prefix_keys(ws, [2 * index + 2 for index in range(len(self.config.channels) - 1)])
            if (kept := cache.deepest(keys)) is not None:
                start, (x, image) = kept[0] + 1, kept[1]
        for index in range(start, len(self.config.channels)):
            block = self.get_submodule(f"b{4 << index}")
            x, image = block(x, image, ws, feature_dtype(dtype, 4 << index))
            if cache is not None and index < len(keys):
                cache.keep(keys[index], (x, image))
        assert image is not None
        return image.contiguous()
