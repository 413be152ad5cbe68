"""The published configurations of each family, with random weights: speed does not ask what is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from engine.checkpoints.building import expected_shapes
from engine.checkpoints.checkpoint import Config
from engine.generator import Generator
from engine.generators.pggan import PGGAN, PGGANConfig
from engine.generators.style_generator import StyleGenerator
from engine.generators.stylegan2 import StyleGAN2Config
from engine.generators.stylegan3 import StyleGAN3Config, StyleGAN3Layer

FAMILIES = ("stylegan2", "stylegan3-t", "stylegan3-r", "pggan")

DIGEST = 64 * "0"  # of weights that no recipe names

MARGIN = 10  # px around StyleGAN3's features
LAYERS, CRITICAL_LAYERS = 14, 2
FIRST_CUTOFF = 2.0
FIRST_STOPBAND, LAST_STOPBAND = 2**2.1, 2**0.3  # the last one relative to its cutoff
FILTER_SIZE = 6
CONTRAST = (
    0.2  # of StyleGAN2's colours, whose sum then varies as a photograph's do: differences mean the same
)


def published_config(family: str, resolution: int) -> Config:
    """The configuration that its authors published at this resolution: config F, T, R, CelebA-HQ's PGGAN."""
    if family == "stylegan2":
        return stylegan2_config(resolution)
    if family == "pggan":
        blocks = resolution.bit_length() - 2
        return PGGANConfig(512, tuple(min(8192 >> (index + 1), 512) for index in range(blocks)))
    return stylegan3_config(resolution, rotating=family == "stylegan3-r")


def stylegan2_config(resolution: int) -> StyleGAN2Config:
    """Configuration F (Karras et al. 2020): up to 512 channels, 32768 features at each resolution."""
    blocks = resolution.bit_length() - 2
    channels = tuple(min(32768 // (4 << index), 512) for index in range(blocks))
    return StyleGAN2Config(512, 0, 0, (512,) * 8, resolution, channels)


def stylegan3_config(resolution: int, *, rotating: bool) -> StyleGAN3Config:
    """Configuration T, or R where `rotating` (Karras et al. 2021, section 3.2 and figure 4)."""
    features, most = (65536, 1024) if rotating else (32768, 512)
    # Cutoffs and stopbands grow geometrically up to the critically sampled layers.
    cutoffs, rates, channels = [], [], []
    for index in range(LAYERS + 1):
        progress = min(index / (LAYERS - CRITICAL_LAYERS), 1)
        cutoff = FIRST_CUTOFF * (resolution / 2 / FIRST_CUTOFF) ** progress
        stopband = FIRST_STOPBAND * (resolution / 2 * LAST_STOPBAND / FIRST_STOPBAND) ** progress
        cutoffs.append(cutoff)
        rates.append(2 ** math.ceil(math.log2(min(2 * stopband, resolution))))
        channels.append(round(min(features / 2 / cutoff, most)))
    sizes = [rate + 2 * MARGIN for rate in rates[:-2]] + [resolution, resolution]
    channels[-1] = 3
    layers = []
    for index in range(LAYERS + 1):
        before, last = max(index - 1, 0), index == LAYERS
        inner = max(rates[before], rates[index]) * (1 if last else 2)
        up, down = inner // rates[before], inner // rates[index]
        layers.append(
            StyleGAN3Layer(
                name=f"L{index}_{sizes[index]}_{channels[index]}",
                in_channels=channels[before],
                out_channels=channels[index],
                in_size=sizes[before],
                out_size=sizes[index],
                kernel=1 if rotating or last else 3,
                up=up,
                down=down,
                up_taps=1 if last else FILTER_SIZE * up,
                down_taps=1 if last else FILTER_SIZE * down,
                radial=rotating and index < LAYERS - CRITICAL_LAYERS,
                to_rgb=last,
            )
        )
    return StyleGAN3Config(
        512, 0, 0, (512,) * 2, resolution, channels[0], sizes[0], rates[0], cutoffs[0], tuple(layers)
    )


def random_tensors(config: Config, seed: int = 0) -> dict[str, Tensor]:
    """Weights of unit variance and low-pass filters, by state dict key."""
    random = torch.Generator().manual_seed(seed)
    return {key: _random(key, shape, random) for key, shape in expected_shapes(config).items()}


def _random(key: str, shape: tuple[int, ...], random: torch.Generator) -> Tensor:
    if key.endswith("_filter"):
        return _low_pass(shape)
    if key.endswith("magnitude_ema"):
        return torch.ones(shape)
    if key.endswith("input.transform"):
        return torch.eye(3)
    value = torch.randn(shape, generator=random)
    if key.endswith("affine.bias"):
        return 0.1 * value + 1
    if key.endswith(("bias", "noise_strength")):
        return 0.1 * value
    if key.endswith("torgb.weight") and key.startswith("synthesis.b"):
        return CONTRAST * value
    if key.startswith("mapping.fc") and key.endswith("weight"):
        return 100 * value  # the mapping learns a hundredth as fast
    return value


def _low_pass(shape: tuple[int, ...]) -> Tensor:
    """Binomial taps, which sum to 1."""
    taps = torch.tensor([math.comb(shape[0] - 1, index) for index in range(shape[0])], dtype=torch.float64)
    taps /= taps.sum()
    return (taps if len(shape) == 1 else taps.outer(taps)).float()


def build(
    config: Config,
    tensors: Mapping[str, Tensor],
    device: torch.device,
    dtype: torch.dtype,
    name: str = "bench",
) -> StyleGenerator | PGGAN:
    """A generator with a copy of these weights."""
    copies = {key: tensor.to(device, copy=True) for key, tensor in tensors.items()}
    if isinstance(config, PGGANConfig):
        return PGGAN(config, copies, name=name, digest=DIGEST, device=device, dtype=dtype)
    return StyleGenerator(config, copies, name=name, digest=DIGEST, device=device, dtype=dtype)


def widest() -> StyleGenerator:
    """The network whose ws take most memory: StyleGAN2 at 1024 px, with eighteen rows."""
    config = stylegan2_config(1024)
    generator = build(config, random_tensors(config), torch.device("cpu"), torch.float32, "stylegan2 1024 px")
    assert isinstance(generator, StyleGenerator)
    return generator


def random_ws(generator: Generator, batch: int, seed: int = 1) -> Tensor:
    """Latents [N, L, D] as different from row to row as style mixing makes them."""
    random = torch.Generator().manual_seed(seed)
    ws = torch.randn(batch, generator.num_ws, generator.w_dim, generator=random)
    return ws.to(generator.device)


def convolution_macs(config: Config) -> int:
    """Multiplications of one picture's convolutions, without resampling filters."""
    if isinstance(config, StyleGAN3Config):
        return sum(
            layer.kernel**2 * layer.in_channels * layer.out_channels * (layer.in_size + layer.kernel - 1) ** 2
            for layer in config.layers
        )
    widths, sides = config.channels, [4 << index for index in range(len(config.channels))]
    if isinstance(config, PGGANConfig):
        first = 16 * config.z_dim * widths[0] + 9 * widths[0] ** 2 * 16
        rest = zip(widths, widths[1:], sides[1:], strict=False)
        return first + sum(9 * (ins + outs) * outs * side**2 for ins, outs, side in rest)
    doubling = zip(widths, widths[1:], sides, strict=False)
    plain = sum((9 * width + 3) * width * side**2 for width, side in zip(widths, sides, strict=True))
    return plain + sum(9 * ins * outs * side**2 for ins, outs, side in doubling)
