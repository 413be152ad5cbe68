"""The GPU's kernels, run on the processor: they draw what PyTorch's operations draw."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from engine import load_generator
from engine.generators.cuda import fused, nvrtc
from engine.generators.cuda.drawer import Drawer
from engine.generators.resampling import downsample, upsample
from engine.generators.style_generator import StyleGenerator
from tests.engine import cuda_on_host
from tests.engine.checkpoint_files import PARITY, expected_of
from tests.engine.test_parity import eight_bit

pytestmark = pytest.mark.skipif(cuda_on_host.COMPILER is None, reason="needs g++")

FAMILIES = ["stylegan2", "stylegan2_conditional", "stylegan3_t", "stylegan3_r"]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> object:
    return cuda_on_host.builder(tmp_path_factory.mktemp("kernels"))


@pytest.fixture(autouse=True)
def _kernels_on_host(build: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fused, "build", build)
    monkeypatch.setattr(fused, "shared_memory_limit", lambda device: 99 << 10)  # of a consumer's card
    monkeypatch.setattr(fused, "capability", lambda device: (7, 5))  # without the matrices of half precision


def load(family: str, dtype: torch.dtype, *, feature_cache: int = 0) -> tuple[StyleGenerator, Drawer]:
    generator = load_generator(
        PARITY / family / "weights.safetensors", dtype=dtype, feature_cache=feature_cache
    )
    assert isinstance(generator, StyleGenerator)
    generator._drawer = Drawer(generator._networks.synthesis, dtype, graphs=False)
    return generator, generator._drawer


@pytest.mark.parametrize("family", FAMILIES)
def test_float32_draws_like_the_reference(family: str) -> None:
    generator, drawer = load(family, torch.float32)
    expected = expected_of(family)
    picture = generator.synthesize(expected["ws_mixed"])
    assert drawer.fused
    assert (picture - expected["image_mixed"]).abs().max() < 1e-4


@pytest.mark.parametrize("family", ["stylegan2", "stylegan3_t"])
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_stays_within_two_of_255_levels(family: str, dtype: torch.dtype) -> None:
    generator, drawer = load(family, dtype)
    expected = expected_of(family)
    picture = generator.synthesize(expected["ws_mixed"][:1])
    assert drawer.fused
    assert (eight_bit(picture) - eight_bit(expected["image_mixed"][:1])).abs().max() <= 2


@pytest.mark.parametrize("radial", [False, True], ids=["separable", "radial"])
@pytest.mark.parametrize(("up", "padding"), [(2, 9), (2, -4), (4, 11)])
def test_filters_on_tensor_cores_are_those_of_pytorch(
    up: int, padding: int, radial: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fused, "shared_memory_limit", lambda device: 227 << 10)
    monkeypatch.setattr(fused, "capability", lambda device: (9, 0))
    random = torch.Generator().manual_seed(up + padding)
    side, out_side = 36 // up, 17 if radial else 33  # one tile and a pixel
    up_taps = torch.rand(6 * up, generator=random) / 6
    down_taps = torch.rand(12, 12, generator=random) / 72 if radial else torch.rand(12, generator=random) / 6
    x = torch.randn(1, 8, side, side, generator=random).half()
    demodulation, bias, scale = (torch.rand(3, 1, 8, generator=random) + 0.5).unbind()
    found = fused.filtered_activation(
        x.contiguous(memory_format=torch.channels_last),
        demodulation,
        bias[0],
        up,
        up_taps.flip(0).contiguous(),
        2,
        down_taps.flip(list(range(down_taps.ndim))).contiguous(),
        padding,
        out_side,
        scale,
        1.0,
    )
    total = (out_side - 1) * 2 + 1 - side * up + 6 * up + 10
    expected = x.float() * demodulation[:, :, None, None] + bias[0, :, None, None]
    expected = upsample(expected, up_taps / up, up, (padding, total - padding))
    expected = F.leaky_relu(expected, 0.2).clamp(-1, 1)
    expected = downsample(expected, down_taps, 2) * scale[:, :, None, None]
    assert found.shape == expected.shape == (1, 8, out_side, out_side)
    assert (found - expected).abs().max() < 4e-3
    assert expected.std() > 0.1


@pytest.mark.parametrize("family", ["stylegan2", "stylegan3_r"])
def test_edits_of_late_layers_give_the_pixels_of_a_full_drawing(family: str) -> None:
    cached, drawer = load(family, torch.float32, feature_cache=64 << 20)
    ws = expected_of(family)["ws_mixed"][:1]
    cached.synthesize(ws)
    for first in (1, cached.num_ws // 2, cached.num_ws - 1):
        edited = ws.clone()
        edited[:, first:] += 0.1
        assert torch.equal(cached.synthesize(edited), drawer(edited, None))


def test_latents_that_are_no_numbers_show_in_the_picture_and_only_there() -> None:
    generator, _ = load("stylegan2", torch.float16)
    ws = expected_of("stylegan2")["ws_mixed"].clone()
    ws[0, 3, 2] = torch.nan
    broken = generator.synthesize(ws).isnan().flatten(1).any(dim=1)
    assert broken.tolist() == [True, False, False]


def test_a_network_of_another_shape_is_drawn_by_pytorch() -> None:
    generator, drawer = load("stylegan2_resnet", torch.float32)
    expected = expected_of("stylegan2_resnet")
    picture = generator.synthesize(expected["ws_mixed"])
    assert not drawer.fused
    assert (picture - expected["image_mixed"]).abs().max() < 1e-4


def test_without_cuda_the_kernels_say_why_they_cannot_be_built(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(source: Path, *_: object) -> None:
        raise nvrtc.KernelError("libnvrtc.so.13 was not found")

    monkeypatch.setattr(fused, "build", refuse)
    generator, drawer = load("stylegan3_t", torch.float32)
    expected = expected_of("stylegan3_t")
    picture = generator.synthesize(expected["ws_mixed"][:1])
    assert (picture - expected["image_mixed"][:1]).abs().max() < 1e-3
    assert not drawer.fused
    assert "libnvrtc.so.13 was not found" in caplog.text
