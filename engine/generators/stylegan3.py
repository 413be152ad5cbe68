"""StyleGAN3-T and -R (Karras et al. 2021, "Alias-Free Generative Adversarial Networks"), for inference.

Parameters bear the names of the published PyTorch state dicts. Rates and paddings are not recomputed from
the training configuration: the designed filters are in the file, and sizes and filters determine the rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.generators.equalized import FullyConnected
from engine.generators.feature_cache import FeatureCache, prefix_keys
from engine.generators.precision import feature_dtype
from engine.generators.resampling import downsample, upsample
from engine.generators.winograd import WinogradConvolution, pays


@dataclass(frozen=True)
class StyleGAN3Layer:
    name: str  # as in the state dict, e.g. L3_52_512
    in_channels: int
    out_channels: int
    in_size: int  # px, with the margin
    out_size: int
    kernel: int  # 3 in the T, 1 in the R configuration
    up: int  # samples made of one before the nonlinearity
    down: int  # samples made one behind it
    up_taps: int  # of the filters' one-dimensional design
    down_taps: int
    radial: bool  # the down filter is two-dimensional
    to_rgb: bool = False

    @property
    def padding(self) -> tuple[int, int]:
        """Before and after the upsampled picture, so that `out_size` samples are left at the end."""
        total = (self.out_size - 1) * self.down + 1 - (self.in_size + self.kernel - 1) * self.up
        total += self.up_taps + self.down_taps - 2
        before = (total + self.up) // 2
        return before, total - before


@dataclass(frozen=True)
class StyleGAN3Config:
    z_dim: int
    label_dim: int
    embed_dim: int
    mapping_widths: tuple[int, ...]
    resolution: int
    input_channels: int
    input_size: int  # px, with the margin
    input_rate: float  # samples per unit of length
    input_bandwidth: float  # of the first cutoff
    layers: tuple[StyleGAN3Layer, ...]
    output_scale: float = 0.25
    clamp: float | None = 256.0
    mapping_learning_rate: float = 0.01

    @property
    def w_dim(self) -> int:
        return self.mapping_widths[-1]

    @property
    def num_ws(self) -> int:
        return len(self.layers) + 1  # the input has a row too


class FourierInput(nn.Module):
    """Sinusoids on a plane that w turns and shifts; section 3.1 and appendix F."""

    freqs: Tensor
    phases: Tensor
    transform: Tensor

    def __init__(self, config: StyleGAN3Config) -> None:
        super().__init__()
        channels = config.input_channels
        self.size = config.input_size
        self.rate = config.input_rate
        self.bandwidth = config.input_bandwidth
        self.weight = nn.Parameter(torch.empty(channels, channels), requires_grad=False)
        self.affine = FullyConnected(config.w_dim, 4)
        self.register_buffer("transform", torch.empty(3, 3))
        self.register_buffer("freqs", torch.empty(channels, 2))
        self.register_buffer("phases", torch.empty(channels))

    def bake(self) -> None:
        self.weight.div_(math.sqrt(self.weight.shape[1]))

    def forward(self, w: Tensor) -> Tensor:  # [N, D] -> [N, C, size, size] float32
        freqs, phases = self._waves(w)  # [N, C, 2], [N, C]
        # Waves that the turn carried past the band are faded out, so that nothing aliases.
        excess = (freqs.norm(dim=2) - self.bandwidth) / (self.rate / 2 - self.bandwidth)
        amplitudes = (1 - excess).clamp(0, 1)  # [N, C]
        half = 0.5 * self.size / self.rate
        steps = (torch.arange(self.size, device=w.device) * 2 + 1) / self.size - 1  # pixel centres in [-1, 1]
        along_x = freqs[:, :, 0, None] * (steps * half)  # [N, C, W]
        along_y = freqs[:, :, 1, None] * (steps * half)  # [N, C, H]
        angles = along_y[:, :, :, None] + along_x[:, :, None, :] + phases[:, :, None, None]  # [N, C, H, W]
        waves = torch.sin(angles * (2 * math.pi)) * amplitudes[:, :, None, None]
        return (self.weight @ waves.flatten(2)).unflatten(2, (self.size, self.size))

    def _waves(self, w: Tensor) -> tuple[Tensor, Tensor]:
        """Frequencies [N, C, 2] and phases [N, C] after w's rotation and translation."""
        t = self.affine(w)  # [N, 4]: cosine, sine, x, y
        t = t / t[:, :2].norm(dim=1, keepdim=True)
        cos, sin, x, y = t.unbind(1)
        rotation = torch.stack([cos, -sin, sin, cos], dim=1).unflatten(1, (2, 2))  # [N, 2, 2]
        shift = rotation @ -torch.stack([x, y], dim=1)[:, :, None]  # [N, 2, 1]
        linear = rotation @ self.transform[:2, :2]
        shift = rotation @ self.transform[:2, 2:] + shift
        phases = self.phases + (self.freqs @ shift).squeeze(2)
        return self.freqs @ linear, phases


class SynthesisLayer(nn.Module):
    """Modulated convolution, then leaky ReLU at a higher sampling rate between two low-pass filters."""

    magnitude_ema: Tensor
    up_filter: Tensor | None
    down_filter: Tensor | None
    power: Tensor
    gain: Tensor

    def __init__(self, spec: StyleGAN3Layer, config: StyleGAN3Config) -> None:
        super().__init__()
        self.spec = spec
        self.clamp = config.clamp
        self.affine = FullyConnected(config.w_dim, spec.in_channels)
        shape = (spec.out_channels, spec.in_channels, spec.kernel, spec.kernel)
        self.weight = nn.Parameter(torch.empty(shape), requires_grad=False)
        self.bias = nn.Parameter(torch.empty(spec.out_channels), requires_grad=False)
        self.register_buffer("magnitude_ema", torch.empty([]))
        up = None if spec.up_taps == 1 else torch.empty(spec.up_taps)
        shape_down = (spec.down_taps, spec.down_taps) if spec.radial else (spec.down_taps,)
        down = None if spec.down_taps == 1 else torch.empty(shape_down)
        self._winograd: WinogradConvolution | None = None
        self.register_buffer("up_filter", up)
        self.register_buffer("down_filter", down)

    def bake(self) -> None:
        """Folds in the activations' mean magnitude, which training tracked and inference keeps constant."""
        gain = torch.rsqrt(self.magnitude_ema)
        if self.spec.to_rgb:
            self.weight.mul_(gain / math.sqrt(self.weight.shape[1] * self.spec.kernel**2))
            return
        norm = self.weight.square().sum(dim=[1, 2, 3], keepdim=True).sqrt()
        self.weight.div_(norm.clamp_min(1e-20))
        self.register_buffer("power", self.weight.square().sum(dim=[2, 3]), persistent=False)  # [O, I]
        self.bias.mul_(math.sqrt(2))
        self.register_buffer("gain", gain * math.sqrt(2), persistent=False)  # and the activation's

    def forward(self, x: Tensor, w: Tensor) -> Tensor:  # [N, I, in, in], [N, D] -> [N, O, out, out]
        spec = self.spec
        x = self._convolve(x, self.affine(w))
        x = upsample(x, self.up_filter, spec.up, spec.padding)
        # In place where no gradient needs what was there: these are the largest features of the layer.
        gradients = torch.is_grad_enabled() and x.requires_grad
        if not spec.to_rgb:
            x = F.leaky_relu(x, 0.2, inplace=not gradients)
        if self.clamp is not None:
            x = torch.clamp(x, -self.clamp, self.clamp, out=None if gradients else x)
        return downsample(x, self.down_filter, spec.down)

    def _convolve(self, x: Tensor, style: Tensor) -> Tensor:
        demodulation = None
        if not self.spec.to_rgb:
            style = style / style.abs().amax(dim=1, keepdim=True).clamp_min(1e-20)  # undone by demodulation
            demodulation = torch.rsqrt(style.square() @ self.power.T + 1e-8) * self.gain  # [N, O]
            if pays(x, self.weight):
                return self._convolve_tiles(x, style, demodulation)
        if self.spec.kernel == 1:
            return self._mix_channels(x, style, demodulation)
        x = x * style.to(x.dtype)[:, :, None, None]
        x = F.conv2d(x, self.weight.to(x.dtype), padding=self.spec.kernel - 1)
        if demodulation is not None:
            x = x * demodulation.to(x.dtype)[:, :, None, None]
        return x + self.bias.to(x.dtype)[:, None, None]

    def _mix_channels(self, x: Tensor, style: Tensor, demodulation: Tensor | None) -> Tensor:
        """A 1x1 convolution as one matrix product a picture, with style and demodulation in the weights.

        It passes over the features once instead of four times and rounds them once in half precision. They
        come and go in channels-last order, which the filters before and behind it take.
        """
        weight = self.weight[:, :, 0, 0] * style[:, None]  # [N, O, I]
        if demodulation is not None:
            weight = weight * demodulation[:, :, None]
        pixels = x.permute(0, 2, 3, 1)  # [N, H, W, I]
        mixed = torch.baddbmm(self.bias.to(x.dtype), pixels.flatten(1, 2), weight.to(x.dtype).mT)
        return mixed.unflatten(1, pixels.shape[1:3]).permute(0, 3, 1, 2)

    def _convolve_tiles(self, x: Tensor, style: Tensor, demodulation: Tensor) -> Tensor:
        if self._winograd is None:
            self._winograd = WinogradConvolution(self.weight)

        def finish(tiles: Tensor, picture: int, row: int) -> None:
            torch.addcmul(self.bias, tiles, demodulation[picture], out=tiles)

        return self._winograd(x, padding=self.spec.kernel - 1, scale=style, finish=finish)


class SynthesisNetwork(nn.Module):
    """ws [N, L, D] to pictures [N, 3, R, R]."""

    def __init__(self, config: StyleGAN3Config) -> None:
        super().__init__()
        self.config = config
        self.input = FourierInput(config)
        for spec in config.layers:
            self.add_module(spec.name, SynthesisLayer(spec, config))

    def forward(
        self, ws: Tensor, dtype: torch.dtype = torch.float32, cache: FeatureCache | None = None
    ) -> Tensor:
        keys, start = [], 0
        x: Tensor | None = None
        if cache is not None:
            keys = prefix_keys(ws, [index + 2 for index in range(len(self.config.layers) - 1)])
            if (kept := cache.deepest(keys)) is not None:
                start, (x,) = kept[0] + 1, kept[1]
        if x is None:
            x = self.input(ws[:, 0])
        for index, spec in enumerate(self.config.layers[start:], start=start):
            x = x.to(torch.float32 if spec.to_rgb else feature_dtype(dtype, spec.in_size))
            x = self.get_submodule(spec.name)(x, ws[:, index + 1])
            if cache is not None and index < len(keys):
                cache.keep(keys[index], (x,))
        return x.float().mul(self.config.output_scale).contiguous()
