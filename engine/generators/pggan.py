"""PGGAN (Karras et al. 2018, "Progressive Growing of GANs"), fully grown, for inference.

It has no mapping network: z itself is the latent that is edited, so that w is z and ws has one row.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.errors import ModelError
from engine.generator import Generator
from engine.generators.cuda.graphs import BatchGraphs
from engine.generators.equalized import bake
from engine.generators.precision import convolutions_for
from engine.generators.resampling import resize
from engine.generators.winograd import WinogradConvolution, pays


@dataclass(frozen=True)
class PGGANConfig:
    z_dim: int
    channels: tuple[int, ...]  # of the blocks at 4, 8, … resolution px

    @property
    def resolution(self) -> int:
        return 2 << len(self.channels)


class Convolution(nn.Module):
    """Pixel norm, convolution with He's scale applied at run time, bias, and leaky ReLU but for colours."""

    def __init__(self, in_channels: int, out_channels: int, kernel: int, *, to_rgb: bool = False) -> None:
        super().__init__()
        shape = (out_channels, in_channels, kernel, kernel)
        self.weight = nn.Parameter(torch.empty(shape), requires_grad=False)
        self.bias = nn.Parameter(torch.empty(out_channels), requires_grad=False)
        self.to_rgb = to_rgb
        # The first layer sees one pixel: a full convolution spreads it over kernel x kernel.
        self.padding = {1: 0, 3: 1, 4: 3}[kernel]
        self._winograd: WinogradConvolution | None = None

    def bake(self) -> None:
        gain = 1.0 if self.to_rgb else math.sqrt(2)
        self.weight.mul_(gain / math.sqrt(self.weight[0].numel()))

    def forward(self, x: Tensor) -> Tensor:  # [N, I, H, H] -> [N, O, H, H]
        x = x * torch.rsqrt(x.float().square().mean(dim=1, keepdim=True) + 1e-8).to(x.dtype)
        if pays(x, self.weight):
            return self._convolve_tiles(x)
        x = F.conv2d(x, self.weight.to(x.dtype), self.bias.to(x.dtype), padding=self.padding)
        return x if self.to_rgb else F.leaky_relu(x, 0.2)

    def _convolve_tiles(self, x: Tensor) -> Tensor:
        if self._winograd is None:
            self._winograd = WinogradConvolution(self.weight)
        bias = self.bias.float()
        return self._winograd(x, finish=lambda tiles, *_: F.leaky_relu_(tiles.add_(bias), 0.2))


class Network(nn.Module):
    """z [N, z_dim] to pictures [N, 3, R, R]."""

    def __init__(self, config: PGGANConfig) -> None:
        super().__init__()
        layers = [Convolution(config.z_dim, config.channels[0], 4)]
        layers.append(Convolution(config.channels[0], config.channels[0], 3))
        for width_in, width_out in zip(config.channels, config.channels[1:], strict=False):
            layers.append(Convolution(width_in, width_out, 3))
            layers.append(Convolution(width_out, width_out, 3))
        self.layers = nn.ModuleList(layers)
        self.to_rgb = Convolution(config.channels[-1], 3, 1, to_rgb=True)

    def forward(self, z: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
        x = z[:, :, None, None]  # [N, z_dim, 1, 1]
        for index, layer in enumerate(self.layers):
            if index >= 2 and index % 2 == 0:
                x = F.interpolate(x, scale_factor=2, mode="nearest")
            x = layer(x.to(dtype))
        return self.to_rgb(x).float()


class PGGAN(Generator):
    """PGGAN with given weights; `map` passes z on, since its length is normalized away in the network.

    Asked for bfloat16 it computes in float32: every layer's features are normalized to unit length, so that
    rounding in any of them shows (.06 in a picture of random weights, four times what half precision may
    cost), and with Winograd's convolutions there is a fifth of the time to win at most.
    """

    num_ws = 1

    def __init__(
        self,
        config: PGGANConfig,
        tensors: Mapping[str, Tensor],  # by state dict key; taken over, not copied
        *,
        name: str,
        digest: str,
        device: str | torch.device = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        with torch.device("meta"):
            network = Network(config)
        network.load_state_dict(dict(tensors), assign=True)
        bake(network)
        if dtype == torch.bfloat16:
            dtype = torch.float32
        self._network = network.to(device, dtype)
        if torch.device(device).type == "cuda":
            self._network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._dtype = dtype
        on_gpu = torch.device(device).type == "cuda"
        self._graphs = BatchGraphs(lambda z: self._network(z, self._dtype)) if on_gpu else None
        self.name = name
        self.digest = digest
        self.config = config
        self.z_dim = self.w_dim = config.z_dim
        self.resolution = config.resolution
        self.w_avg = torch.zeros(config.z_dim, device=device)

    @property
    def device(self) -> torch.device:
        return self.w_avg.device

    @property
    def dtype(self) -> torch.dtype:
        return self._dtype

    def map(
        self, z: Tensor, labels: Tensor | None = None, psi: float = 1.0, cutoff: int | None = None
    ) -> Tensor:
        if z.ndim != 2 or z.shape[1] != self.z_dim:
            raise ModelError(f"{self.name} takes latents of shape [N, {self.z_dim}], not {list(z.shape)}")
        return self.truncate(z.to(self.device, torch.float32)[:, None], psi, cutoff)

    def synthesize(self, ws: Tensor, *, resolution: int | None = None) -> Tensor:
        if ws.ndim != 3 or ws.shape[1:] != (1, self.w_dim):
            raise ModelError(f"{self.name} takes ws of shape [N, 1, {self.w_dim}], not {list(ws.shape)}")
        z = ws[:, 0].to(self.device, torch.float32).clone()
        gradients = torch.is_grad_enabled() and z.requires_grad
        with convolutions_for(self._dtype):
            if self._graphs is None or gradients:
                return resize(self._network(z, self._dtype), resolution)
            with torch.no_grad():
                return resize(self._graphs(z), resolution)
