"""The GPU's kernels, run on the processor: they draw what PyTorch's operations draw."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine import load_generator
from engine.generators.cuda import fused, nvrtc, stylegan3
from engine.generators.cuda.drawer import Drawer
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
    monkeypatch.setattr(stylegan3, "shared_memory_limit", lambda device: 99 << 10)  # of a consumer's card


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
