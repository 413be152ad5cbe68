"""StyleGAN3's synthesis on an NVIDIA GPU: convolutions by cuDNN, filters and nonlinearity in one kernel."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.generators.cuda.fused import (
    MULTIPLE,
    add_colours,
    filter_defines,
    filtered_activation,
    shared_memory,
)
from engine.generators.cuda.nvrtc import shared_memory_limit
from engine.generators.cuda.styles import StackedStyles
from engine.generators.feature_cache import FeatureCache, prefix_keys
from engine.generators.precision import feature_dtype
from engine.generators.stylegan3 import SynthesisLayer, SynthesisNetwork


class FusedStyleGAN3:
    """The same pictures as a network's own, up to rounding, without gradients.

    As in `FusedStyleGAN2`, a layer's input arrives multiplied by its style. Channels are padded with zeros to
    what the GPU's matrix units like; the published widths (81, 203, …) are often odd.
    """

    def __init__(self, network: SynthesisNetwork, dtype: torch.dtype) -> None:
        self._network = network
        layers = _layers(network)
        *self._hidden, self._output = layers
        self._weights: list[Tensor] = []
        self._biases: list[Tensor] = []
        self._up: list[Tensor] = []
        self._down: list[Tensor] = []
        for layer in self._hidden:
            assert layer.up_filter is not None
            assert layer.down_filter is not None
            outs, ins = layer.weight.shape[:2]
            weight = F.pad(layer.weight, [0, 0, 0, 0, 0, -ins % MULTIPLE, 0, -outs % MULTIPLE])
            weight = weight.to(feature_dtype(dtype, layer.spec.in_size))
            weight = weight.contiguous(memory_format=torch.channels_last)
            self._weights.append(weight)
            self._biases.append(F.pad(layer.bias.float(), [0, -outs % MULTIPLE]))
            self._up.append((layer.up_filter.flip(0) * layer.spec.up).float().contiguous())
            down = layer.down_filter.flip(list(range(layer.down_filter.ndim)))
            self._down.append(down.float().contiguous())
        self._styles = StackedStyles(
            [layer.affine for layer in layers],
            [index + 1 for index in range(len(layers))],
            [layer.power for layer in self._hidden],
            [layer.gain for layer in self._hidden],
        )
        # The last layer's input arrives scaled as well; there is no demodulation that would undo a norm.
        weight = self._output.weight[:, :, 0, 0].float()
        self._colours = F.pad(weight, [0, -weight.shape[1] % MULTIPLE])  # [3, I]

    @staticmethod
    def fits(network: SynthesisNetwork) -> bool:
        """Whether the kernels are made for such a network and fit this GPU; all published ones do."""
        *hidden, output = _layers(network)
        spec = output.spec
        plain = spec.to_rgb and spec.kernel == 1 and spec.up == spec.down == 1 and len(output.weight) == 3
        return plain and all(_fits(layer) for layer in hidden)

    def __call__(self, ws: Tensor, cache: FeatureCache | None = None) -> Tensor:
        """ws [N, L, D] to pictures [N, 3, R, R] in float32."""
        styles, demodulations, output_styles = self._styles(ws)
        # What follows a layer's filters is the next layer's style; the last one's goes into the colours.
        ones = torch.ones_like(styles[0])
        x: Tensor | None = None
        keys, start = [], 0
        if cache is not None:
            last = len(ws[0])
            keys = prefix_keys(ws, [min(index + 3, last) for index in range(len(self._hidden))])
            if (kept := cache.deepest(keys)) is not None:
                start, (x,) = kept[0] + 1, kept[1]
        if x is None:
            x = self._network.input(ws[:, 0])  # [N, C, H, H]
            x = x * styles[0, :, : x.shape[1], None, None]
            x = F.pad(x, [0, 0, 0, 0, 0, -x.shape[1] % MULTIPLE])
            x = x.to(memory_format=torch.channels_last)
        for index in range(start, len(self._hidden)):
            spec, weight = self._hidden[index].spec, self._weights[index]
            channels = len(weight)
            x = F.conv2d(x.to(weight.dtype), weight, padding=spec.kernel - 1)
            following = ones if index + 1 == len(self._hidden) else styles[index + 1]
            x = filtered_activation(
                x,
                demodulations[index, :, :channels],
                self._biases[index],
                spec.up,
                self._up[index],
                spec.down,
                self._down[index],
                spec.padding[0],
                spec.out_size,
                following[:, :channels],
                self._clamp,
            )
            if cache is not None:
                cache.keep(keys[index], (x,))
        assert x is not None
        width = self._colours.shape[1]
        colours = self._colours * output_styles[0, :, None, :width]  # [N, 3, I]
        image = add_colours(
            x, colours, self._output.bias, None, None, self._clamp, gain=self._network.config.output_scale
        )
        before, after = self._output.spec.padding
        return F.pad(image, [before, after, before, after]).contiguous()

    @property
    def _clamp(self) -> float:
        clamp = self._network.config.clamp
        return math.inf if clamp is None else clamp


def _layers(network: SynthesisNetwork) -> list[SynthesisLayer]:
    modules = [network.get_submodule(spec.name) for spec in network.config.layers]
    return [module for module in modules if isinstance(module, SynthesisLayer)]


def _fits(layer: SynthesisLayer) -> bool:
    spec = layer.spec
    if spec.to_rgb or layer.up_filter is None or layer.down_filter is None:
        return False
    if spec.up not in (2, 4, 8):  # what a run of the kernel is a multiple of
        return False
    defines = filter_defines(spec.up, layer.up_filter, spec.down, layer.down_filter, spec.padding[0])
    return shared_memory(**defines) <= shared_memory_limit(layer.weight.device)
