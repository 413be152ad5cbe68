"""StyleGAN2's synthesis on an NVIDIA GPU: convolutions by cuDNN, everything between them fused."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.generators.cuda.fused import MULTIPLE, add_colours, finish_layer
from engine.generators.cuda.styles import StackedStyles
from engine.generators.feature_cache import FeatureCache, prefix_keys
from engine.generators.precision import feature_dtype
from engine.generators.stylegan2 import SynthesisBlock, SynthesisLayer, SynthesisNetwork, ToRGB


class FusedStyleGAN2:
    """The same pictures as a network's own, up to rounding, without gradients.

    A layer's input arrives multiplied by its style, which the kernel that finishes the layer before does on
    the side. So a layer is one convolution and one pass over its output.
    """

    def __init__(self, network: SynthesisNetwork, dtype: torch.dtype) -> None:
        self._network = network
        modules = [network.get_submodule(f"b{side}") for side in network.config.resolutions]
        self._blocks = [module for module in modules if isinstance(module, SynthesisBlock)]
        self._clamp = math.inf if network.config.clamp is None else network.config.clamp
        # Behind each layer, the type that the next one's convolution is made in.
        self._types = [feature_dtype(dtype, side) for side in network.config.resolutions]
        layers: list[SynthesisLayer] = []
        outputs: list[ToRGB] = []
        rows: list[int] = []  # of ws, that the layers take
        output_rows: list[int] = []
        for block in self._blocks:
            row = block.first_layer
            for layer in ([] if block.first else [block.conv0]) + [block.conv1]:
                layers.append(layer)
                rows.append(row)
                row += 1
            outputs.append(block.torgb)
            output_rows.append(row)
        self._layers = layers
        types = [self._types[0]] + [kind for kind in self._types[1:] for _ in range(2)]
        self._weights = [layer.weight.to(kind) for layer, kind in zip(layers, types, strict=True)]
        self._noise = [layer.noise_const.float() if layer.noise else None for layer in layers]
        self._taps = [layer.resample_filter.flip(0, 1).contiguous() for layer in layers]
        self._image_taps = [(block.resample_filter * 4).contiguous() for block in self._blocks]
        self._styles = StackedStyles(
            [*(layer.affine for layer in layers), *(output.affine for output in outputs)],
            [*rows, *output_rows],
            [layer.power for layer in layers],
            [layer.gain for layer in layers],
        )
        width = max(output.weight.shape[1] for output in outputs)
        self._colours = torch.stack(
            [
                F.pad(output.weight[:, :, 0, 0].float(), [0, width - output.weight.shape[1]])
                for output in outputs
            ]
        )[:, None]  # [blocks, 1, 3, I]

    @staticmethod
    def fits(network: SynthesisNetwork) -> bool:
        """Whether the kernels are made for such a network; all published ones are."""
        config = network.config
        regular = config.architecture == "skip" and config.filter_size == 4
        return regular and all(channels % MULTIPLE == 0 for channels in config.channels)

    def __call__(self, ws: Tensor, cache: FeatureCache | None = None) -> Tensor:
        """ws [N, L, D] to pictures [N, 3, R, R] in float32."""
        styles, demodulations, colour_styles = self._styles(ws)
        width = self._colours.shape[3]
        colours = self._colours * colour_styles[:, :, None, :width]  # [blocks, N, 3, I]
        x: Tensor | None = None  # the next layer's input, times its style
        image: Tensor | None = None
        keys, start = [], 0
        if cache is not None:
            # A block's last layer is scaled by the row of ws that its colours take: 2i + 2 rows in all.
            keys = prefix_keys(ws, [2 * index + 2 for index in range(len(self._blocks) - 1)])
            if (kept := cache.deepest(keys)) is not None:
                start, (x, image) = kept[0] + 1, kept[1]
        for index in range(start, len(self._blocks)):
            block, last = self._blocks[index], index == len(self._blocks) - 1
            first = max(2 * index - 1, 0)  # of the block's layers
            if index == 0:
                const = block.const.float() * styles[0, :, : len(block.const), None, None]
                x = const.to(self._types[0])
            else:
                assert x is not None
                x = self._layer(first, x, styles, demodulations, plain=False)[1]
                first += 1
            assert x is not None
            plain, scaled = self._layer(first, x, styles, demodulations, plain=True, last=last)
            assert plain is not None
            channels = plain.shape[1]
            image = add_colours(
                plain,
                colours[index, :, :, :channels],
                block.torgb.bias,
                image,
                self._image_taps[index],
                self._clamp,
            )
            x = None if scaled is None else scaled.to(self._types[index + 1])
            if cache is not None and index < len(keys):
                cache.keep(keys[index], (x, image))
        assert image is not None
        return image

    def _layer(
        self, index: int, x: Tensor, styles: Tensor, demodulations: Tensor, *, plain: bool, last: bool = False
    ) -> tuple[Tensor | None, Tensor | None]:
        layer, weight = self._layers[index], self._weights[index]
        channels = len(weight)
        if layer.up:
            x = F.conv_transpose2d(x, weight.transpose(0, 1), stride=2)
        else:
            x = F.conv2d(x, weight, padding=1)
        return finish_layer(
            x,
            self._taps[index] if layer.up else None,
            demodulations[index, :, :channels],
            self._noise[index],
            layer.bias,
            math.inf if layer.clamp is None else layer.clamp,
            plain=plain,
            scale=None if last else styles[index + 1, :, :channels],
        )
