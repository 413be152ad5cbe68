"""Tells a network's configuration from the keys and shapes of its state dict.

What shapes cannot tell (a clamp, a learning rate that scales the mapping) comes as `hints`; where a file
gives none, the published default holds. Every size is bounded before anything is built from it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from engine.checkpoints.checkpoint import Config, Hints, Shape
from engine.errors import CheckpointError
from engine.generators.pggan import PGGANConfig
from engine.generators.stylegan2 import Architecture, StyleGAN2Config
from engine.generators.stylegan3 import StyleGAN3Config, StyleGAN3Layer

Shapes = Mapping[str, Shape]

MAX_WIDTH = 8192  # channels, latents, labels
MAX_SIDE = 4096  # px
MAX_LAYERS = 64
MAX_FEATURES = 1 << 30  # numbers in the largest map of one picture; published networks stay under 0.6 * 10^9


def config_of(shapes: Shapes, hints: Hints) -> Config:
    """The configuration that these tensors were made with; CheckpointError where they fit none."""
    config: Config | None = None
    if "synthesis.b4.const" in shapes:
        config = stylegan2_config(shapes, hints)
    elif "synthesis.input.freqs" in shapes:
        config = stylegan3_config(shapes, hints)
    elif "layers.0.weight" in shapes and "to_rgb.weight" in shapes:
        config = pggan_config(shapes)
    if config is not None:
        _check_features(config)
        return config
    raise CheckpointError(
        "its tensors belong to no generator that is known here; a StyleGAN2, StyleGAN3 or PGGAN is needed"
    )


def _check_features(config: Config) -> None:
    """Refuses a small file whose pictures would take all memory to draw."""
    if isinstance(config, StyleGAN3Config):
        largest = max(layer.out_channels * (layer.out_size * layer.down) ** 2 for layer in config.layers)
    else:
        largest = max(width * (4 << index) ** 2 for index, width in enumerate(config.channels))
    if largest > MAX_FEATURES:
        raise CheckpointError(f"drawing with it would take features of {largest:,} numbers; that is too many")


def stylegan2_config(shapes: Shapes, hints: Hints) -> StyleGAN2Config:
    blocks = 0
    while f"synthesis.b{4 << blocks}.conv1.weight" in shapes:
        blocks += 1
        if blocks > MAX_SIDE.bit_length() - 2:
            raise CheckpointError(f"its resolution is above {MAX_SIDE} px")
    channels = tuple(_dims(shapes, f"synthesis.b{4 << i}.conv1.weight", 4)[0] for i in range(blocks))
    if not channels:
        raise CheckpointError("synthesis.b4.conv1.weight is missing")
    architecture: Architecture = "orig"
    if blocks > 1 and "synthesis.b8.skip.weight" in shapes:
        architecture = "resnet"
    elif "synthesis.b4.torgb.weight" in shapes:
        architecture = "skip"
    size = _dims(shapes, "synthesis.b4.resample_filter", 2)[0]
    if size % 2:
        raise CheckpointError(f"synthesis.b4.resample_filter has {size} taps; an even number is needed")
    return StyleGAN2Config(
        **_mapping(shapes),
        resolution=2 << blocks,
        channels=channels,
        architecture=architecture,
        noise="synthesis.b4.conv1.noise_const" in shapes,
        filter_size=size,
        clamp=hints.clamp,
        mapping_learning_rate=hints.mapping_learning_rate,
    )


def _mapping(shapes: Shapes) -> dict:
    """The fields that describe the mapping network."""
    depth = 0
    while f"mapping.fc{depth}.weight" in shapes:
        depth += 1
        if depth > MAX_LAYERS:
            raise CheckpointError(f"its mapping has more than {MAX_LAYERS} layers")
    if not depth:
        raise CheckpointError("mapping.fc0.weight is missing")
    weights = [_dims(shapes, f"mapping.fc{i}.weight", 2) for i in range(depth)]
    embed, label = 0, 0
    if "mapping.embed.weight" in shapes:
        embed, label = _dims(shapes, "mapping.embed.weight", 2)
    return {
        "z_dim": weights[0][1] - embed,
        "label_dim": label,
        "embed_dim": embed,
        "mapping_widths": tuple(out for out, _ in weights),
    }


def _dims(shapes: Shapes, key: str, ndim: int) -> Shape:
    """The shape of a tensor that must be there with so many dimensions, none of them empty or huge."""
    if key not in shapes:
        raise CheckpointError(f"{key} is missing")
    shape = shapes[key]
    if len(shape) != ndim or not all(1 <= n <= MAX_WIDTH for n in shape):
        raise CheckpointError(f"{key} has the shape {list(shape)}, which no such network has")
    return shape


def stylegan3_config(shapes: Shapes, hints: Hints) -> StyleGAN3Config:
    names = _stylegan3_names(shapes)
    sizes = [int(name.split("_")[1]) for name in names]
    if max(sizes) > MAX_SIDE:
        raise CheckpointError(f"{names[sizes.index(max(sizes))]} is above {MAX_SIDE} px")
    layers = []
    for index, name in enumerate(names):
        in_size = sizes[max(index - 1, 0)]
        layers.append(_stylegan3_layer(shapes, hints, name, in_size, sizes[index], index == len(names) - 1))
    # Each layer's output rate is its input rate times up/down; the last one draws one sample a pixel.
    rate = sizes[-1] / math.prod(layer.up / layer.down for layer in layers)
    if rate / 2 <= hints.first_cutoff:
        raise CheckpointError(f"synthesis.input has a sampling rate of {rate:g}, too low for its bandwidth")
    return StyleGAN3Config(
        **_mapping(shapes),
        resolution=sizes[-1],
        input_channels=_dims(shapes, "synthesis.input.weight", 2)[0],
        input_size=sizes[0],
        input_rate=rate,
        input_bandwidth=hints.first_cutoff,
        layers=tuple(layers),
        output_scale=hints.output_scale,
        clamp=hints.clamp,
        mapping_learning_rate=hints.mapping_learning_rate,
    )


def _stylegan3_names(shapes: Shapes) -> list[str]:
    """Layer names in order; `L3_52_512` says index, output size in px and output channels."""
    found: dict[int, str] = {}
    for key in shapes:
        match = re.fullmatch(r"synthesis\.(L(\d{1,2})_(\d{1,5})_(\d{1,5}))\.weight", key, re.ASCII)
        if match:
            found[int(match[2])] = match[1]
    names = [found[index] for index in sorted(found)]
    if len(names) < 2 or sorted(found) != list(range(len(names))):
        raise CheckpointError("its synthesis layers L0, L1, … are not all there")
    return names


def _stylegan3_layer(
    shapes: Shapes, hints: Hints, name: str, in_size: int, out_size: int, to_rgb: bool
) -> StyleGAN3Layer:
    prefix = f"synthesis.{name}"
    width_out, width_in, kernel, _ = _dims(shapes, f"{prefix}.weight", 4)
    if kernel not in (1, 3):
        raise CheckpointError(f"{prefix}.weight has a {kernel}x{kernel} kernel; 1x1 or 3x3 is needed")
    up, up_taps, _ = _filter(shapes, f"{prefix}.up_filter", hints)
    down, down_taps, radial = _filter(shapes, f"{prefix}.down_filter", hints)
    return StyleGAN3Layer(
        name=name,
        in_channels=width_in,
        out_channels=width_out,
        in_size=in_size,
        out_size=out_size,
        kernel=kernel,
        up=up,
        down=down,
        up_taps=up_taps,
        down_taps=down_taps,
        radial=radial,
        to_rgb=to_rgb,
    )


def _filter(shapes: Shapes, key: str, hints: Hints) -> tuple[int, int, bool]:
    """Factor, taps and whether it is two-dimensional, of a filter that need not be there."""
    if key not in shapes:
        return 1, 1, False
    shape = _dims(shapes, key, len(shapes[key]) if len(shapes[key]) in (1, 2) else 1)
    taps = shape[0]
    if taps % hints.filter_size or taps > 16 * hints.filter_size or shape[-1] != taps:
        raise CheckpointError(
            f"{key} has the shape {list(shape)}; multiples of {hints.filter_size} are needed"
        )
    return taps // hints.filter_size, taps, len(shape) == 2


def pggan_config(shapes: Shapes) -> PGGANConfig:
    blocks = 0
    while f"layers.{2 * blocks + 1}.weight" in shapes:
        blocks += 1
        if blocks > MAX_SIDE.bit_length() - 2:
            raise CheckpointError(f"its resolution is above {MAX_SIDE} px")
    channels = tuple(_dims(shapes, f"layers.{2 * i + 1}.weight", 4)[0] for i in range(blocks))
    if not channels:
        raise CheckpointError("layers.1.weight is missing")
    return PGGANConfig(z_dim=_dims(shapes, "layers.0.weight", 4)[1], channels=channels)
