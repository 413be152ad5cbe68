"""Winograd's convolution: the same as the plain one, with less rounding than bfloat16 has."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from engine.generators import winograd
from engine.generators.pggan import PGGANConfig
from engine.generators.stylegan2 import StyleGAN2Config
from engine.generators.stylegan3 import StyleGAN3Config
from engine.generators.winograd import WinogradConvolution, as_tiles, pays
from engine.memory import tensor_bytes
from engine.network_bench.published import (
    build,
    random_tensors,
    random_ws,
    stylegan2_config,
    stylegan3_config,
)

pytestmark = pytest.mark.skipif(not winograd._available(), reason="PyTorch has no oneDNN here")

CPU = torch.device("cpu")


WIDTH = 64  # channels; the published networks have more and take longer


def narrow_stylegan2() -> StyleGAN2Config:
    return replace(stylegan2_config(32), channels=(WIDTH,) * 4)


def narrow_stylegan3() -> StyleGAN3Config:
    config = stylegan3_config(32, rotating=False)
    layers = [
        replace(
            layer,
            in_channels=min(layer.in_channels, WIDTH),
            out_channels=min(layer.out_channels, WIDTH),
        )
        for layer in config.layers
    ]
    return replace(config, input_channels=WIDTH, layers=tuple(layers))


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(
    ("count", "channels", "out", "height", "width", "padding"),
    [
        (1, 64, 64, 16, 16, 1),
        (2, 64, 96, 20, 16, 1),
        (1, 80, 64, 19, 30, 1),
        (1, 64, 64, 38, 36, 2),
        (1, 64, 64, 21, 18, 0),
        (1, 64, 64, 132, 68, 1),
    ],
)
def test_it_is_the_plain_convolution(
    count: int, channels: int, out: int, height: int, width: int, padding: int
) -> None:
    x, weight = random(count, channels, height, width), random(out, channels, 3, 3, seed=1)
    weight /= weight[0].numel() ** 0.5
    exact = F.conv2d(x.double(), weight.double(), padding=padding)
    convolution = WinogradConvolution(weight)
    for _ in range(2):  # the second one finds its memory and its weights as the first one left them
        assert (convolution(x, padding=padding) - exact).abs().max() < 5e-5
    rounded = (convolution(x.bfloat16(), padding=padding) - exact).square().mean()
    plain = (F.conv2d(x.bfloat16(), weight.bfloat16(), padding=padding) - exact).square().mean()
    assert rounded < plain


def test_pictures_of_several_sizes_may_take_turns() -> None:
    weight = random(64, 64, 3, 3) / 24
    convolution = WinogradConvolution(weight)
    for side in (16, 32, 17, 16):
        x = random(1, 64, side, side, seed=side)
        assert torch.allclose(convolution(x), F.conv2d(x, weight, padding=1), atol=5e-5)


def test_features_are_scaled_and_tiles_finished_in_their_places() -> None:
    x, weight, scale, plane = random(2, 64, 24, 16), random(64, 64, 3, 3) / 24, random(2, 64), random(24, 16)

    def finish(tiles: torch.Tensor, picture: int, row: int) -> None:
        tiles.mul_(picture + 1).add_(as_tiles(plane)[row : row + len(tiles)])

    found = WinogradConvolution(weight)(x, scale=scale, finish=finish)
    plain = F.conv2d(x * scale[:, :, None, None], weight, padding=1)
    assert torch.allclose(found, plain * torch.tensor([1.0, 2.0])[:, None, None, None] + plane, atol=1e-4)
    as_bfloat16 = WinogradConvolution(weight)(x.bfloat16(), scale=scale, finish=finish)
    assert as_bfloat16.dtype == torch.bfloat16
    assert (as_bfloat16 - found).abs().max() < 0.1


def test_gradients_and_small_pictures_go_the_plain_way() -> None:
    x, weight = random(1, 64, 16, 16), random(64, 64, 3, 3)
    assert pays(x, weight)
    assert not pays(x.requires_grad_(), weight)
    with torch.no_grad():
        assert pays(x, weight)
    assert not pays(random(1, 64, 8, 8), weight)
    assert not pays(x.detach().bfloat16(), weight)
    assert not pays(x.detach(), random(64, 64, 1, 1))


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(narrow_stylegan2(), id="stylegan2"),
        pytest.param(narrow_stylegan3(), id="stylegan3"),
        pytest.param(PGGANConfig(WIDTH, (WIDTH,) * 3), id="pggan"),
    ],
)
def test_networks_draw_the_same_either_way(config: object, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = build(config, random_tensors(config), CPU, torch.float32)  # type: ignore[arg-type]
    ws = random_ws(generator, 2)
    before = tensor_bytes(generator)
    with torch.inference_mode():
        found = generator.synthesize(ws)
        assert torch.equal(found, generator.synthesize(ws))
        assert tensor_bytes(generator) > before + 36 * 64 * 64 * 4, "transformed weights are memory too"
        monkeypatch.setattr(winograd, "CHANNELS", {})
        plain = generator.synthesize(ws)
    assert (found - plain).abs().max() < 1e-4 * plain.abs().max()
