"""On an NVIDIA GPU: the same pictures as on a CPU, by fused kernels and graphs, for many members."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from engine import Generator, LatentSessions, Recipe, Renderer, draw, draw_recipe, load_generator
from engine.batch_sizer import BatchSizer
from engine.drawing import checked_ws
from engine.errors import RenderError
from engine.generators.cuda import drawer as drawer_module
from engine.generators.cuda.graphs import BUCKETS
from engine.generators.cuda.nvrtc import KernelError
from engine.generators.precision import convolutions_for, fastest_dtype
from engine.generators.style_generator import StyleGenerator
from engine.latents import base_ws
from tests.engine.checkpoint_files import NVIDIA_FAMILIES, PARITY, expected_of, write_rosinality
from tests.engine.test_parity import assert_draws_like_the_reference, difference, eight_bit

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")

FUSED = ["stylegan2", "stylegan2_conditional", "stylegan3_t", "stylegan3_r"]


@pytest.fixture(autouse=True)
def _leave_no_memory_taken() -> Iterator[None]:
    yield
    gc.collect()
    torch.cuda.empty_cache()


class OnCpu:
    """A generator on the GPU whose results come back, for comparing."""

    def __init__(self, generator: Generator) -> None:
        self.generator = generator

    def map(self, *arguments: object, **options: object) -> Tensor:
        return self.generator.map(*arguments, **options).cpu()  # type: ignore[arg-type]

    def synthesize(self, ws: Tensor) -> Tensor:
        return self.generator.synthesize(ws).cpu()


def load(family: str, dtype: torch.dtype | None = None, **options: int) -> StyleGenerator:
    generator = load_generator(PARITY / family / "weights.safetensors", "cuda", dtype, **options)
    assert isinstance(generator, StyleGenerator)
    return generator


@pytest.mark.parametrize("family", NVIDIA_FAMILIES)
def test_float32_draws_like_the_reference(family: str) -> None:
    assert_draws_like_the_reference(OnCpu(load(family)), family)  # type: ignore[arg-type]


def test_pggan_draws_like_the_reference() -> None:
    generator = load_generator(PARITY / "pggan" / "weights.safetensors", "cuda")
    expected = expected_of("pggan")
    ws = generator.map(expected["z"])
    assert difference(generator.synthesize(ws).cpu(), expected["image"]) < 1e-3


def test_a_rosinality_file_draws_like_the_reference(tmp_path: Path) -> None:
    write_rosinality(tmp_path / "network.pt", training=False)
    generator, expected = load_generator(tmp_path / "network.pt", "cuda"), expected_of("rosinality")
    image = generator.synthesize(generator.map(expected["z"])).cpu()
    assert difference(image, expected["image_psi1"]) < 1e-3


@pytest.mark.parametrize("family", NVIDIA_FAMILIES)
def test_half_precision_stays_within_two_of_255_levels(family: str) -> None:
    expected = expected_of(family)
    ws, exact = expected["ws_mixed"], eight_bit(expected["image_mixed"])
    half = eight_bit(load(family, torch.float16).synthesize(ws).cpu())
    assert (half - exact).abs().max() <= 2
    brain = eight_bit(load(family, torch.bfloat16).synthesize(ws).cpu())
    assert ((brain - exact).abs() > 2).float().mean() < 0.005


@pytest.mark.parametrize("family", FUSED)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_the_kernels_are_in_use_and_pytorch_alone_draws_the_same(family: str, dtype: torch.dtype) -> None:
    generator, ws = load(family, dtype), expected_of(family)["ws_mixed"].cuda()
    fused = generator.synthesize(ws)
    assert generator._drawer is not None
    assert generator._drawer.fused
    with torch.no_grad(), convolutions_for(dtype):
        plain = generator._networks.synthesis(ws, dtype)
    assert fused.isfinite().all()
    most = {torch.float32: 1e-4, torch.float16: 0.02, torch.bfloat16: 0.1}[dtype]
    assert (fused - plain).abs().max() < most


def test_without_kernels_pytorch_draws(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    generator, ws = load("stylegan2"), expected_of("stylegan2")["ws_mixed"]

    def refuse(*_: object) -> None:
        raise KernelError("no compiler here")

    monkeypatch.setattr(drawer_module.FusedStyleGAN2, "__call__", refuse)
    assert difference(generator.synthesize(ws).cpu(), expected_of("stylegan2")["image_mixed"]) < 1e-3
    assert "no compiler here" in caplog.text
    assert generator._drawer is not None
    assert not generator._drawer.fused


@pytest.mark.parametrize("family", [*NVIDIA_FAMILIES, "pggan"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_graphs_draw_the_pixels_of_eager_work(family: str, dtype: torch.dtype) -> None:
    generator = load_generator(PARITY / family / "weights.safetensors", "cuda", dtype)
    random = torch.Generator().manual_seed(5)
    for size in (1, 2, 3, 8):
        ws = torch.randn(size, generator.num_ws, generator.w_dim, generator=random).cuda()
        bucket = next(bucket for bucket in BUCKETS if bucket >= size)
        padded = torch.cat([ws, ws[:1].expand(bucket - size, -1, -1)])
        if isinstance(generator, StyleGenerator):
            assert generator._drawer is not None
            drawn = generator.synthesize(ws)
            with torch.no_grad(), convolutions_for(dtype):
                eager = generator._drawer._eager(padded, None)
        else:
            drawn = generator.synthesize(ws)
            with torch.no_grad(), convolutions_for(dtype):
                eager = generator._network(padded[:, 0], dtype)  # type: ignore[attr-defined]
        assert torch.equal(drawn, eager[:size])
        assert torch.equal(drawn, generator.synthesize(ws))
        ws += 1  # a graph must read what it is given now
        assert not torch.equal(drawn, generator.synthesize(ws))


def test_batches_beyond_the_largest_bucket_are_split() -> None:
    generator = load("stylegan2")
    ws = torch.randn(37, generator.num_ws, generator.w_dim, generator=torch.Generator().manual_seed(1)).cuda()
    pictures = generator.synthesize(ws)
    assert pictures.shape == (37, 3, 64, 64)
    assert (pictures[32:] - generator.synthesize(ws[32:])).abs().max() < 1e-4


WAITING = """
import torch
from engine.generators.cuda.graphs import BatchGraphs
graphs = BatchGraphs(lambda ws: ws * float(ws.sum().item() > -1e9))  # asks the device in the middle
ws = torch.randn(3, 2, 4, device="cuda")
assert torch.equal(graphs(ws), ws)
assert torch.equal(graphs(ws + 1), ws + 1)
assert torch.equal(BatchGraphs(lambda ws: ws * 2)(ws), ws * 2)
assert graphs._refused
"""


def test_what_cannot_be_captured_is_drawn_without_a_graph() -> None:
    # In a process of its own: PyTorch's allocator remembers a broken capture.
    subprocess.run([sys.executable, "-c", WAITING], check=True, timeout=100)


@pytest.mark.parametrize("inference", [True, False])
def test_pictures_drawn_in_inference_mode_and_out_of_it_are_the_same(inference: bool) -> None:
    generator, ws = load("stylegan2", torch.float16), expected_of("stylegan2")["ws_mixed"].cuda()
    with torch.inference_mode(inference):
        first = generator.synthesize(ws).clone()
    with torch.inference_mode(not inference):
        assert torch.equal(generator.synthesize(ws), first)


@pytest.mark.parametrize("family", FUSED)
def test_edits_from_any_layer_on_give_the_pixels_of_a_full_drawing(family: str) -> None:
    cached, plain = load(family, feature_cache=64 << 20), load(family, feature_cache=1)
    ws = expected_of(family)["ws_mixed"][:1].cuda()
    assert torch.equal(cached.synthesize(ws), plain.synthesize(ws))
    for first in range(cached.num_ws):
        edited = ws.clone()
        edited[:, first:] += 0.1
        assert torch.equal(cached.synthesize(edited), plain.synthesize(edited))


def test_gradients_reach_ws_through_synthesis() -> None:
    generator = load("stylegan2")
    ws = expected_of("stylegan2")["ws_mixed"][:1].cuda().requires_grad_()
    generator.synthesize(ws).square().mean().backward()
    assert ws.grad is not None
    assert ws.grad.abs().sum() > 0


def test_half_precision_is_the_fastest_type() -> None:
    assert fastest_dtype("cuda") == torch.float16


async def test_many_members_get_their_own_pictures() -> None:
    generator = load("stylegan2", torch.float16)
    recipes = [Recipe(generator.name, generator.digest, seed, psi=0.7) for seed in range(64)]
    sessions = LatentSessions(generator, capacity=40)
    async with Renderer(generator, max_batch=16) as renderer:
        for _ in range(3):
            pictures = await asyncio.gather(
                *(
                    renderer.render(sessions.ws_for(recipe, {}), member=seed % 20)
                    for seed, recipe in enumerate(recipes)
                )
            )
        assert renderer.stats.failures == 0
        assert renderer.stats.images > renderer.stats.batches
    assert all(chunk.is_cuda for chunk in sessions._chunks)
    for recipe, picture in zip(recipes, pictures, strict=True):
        alone = draw_recipe(generator, recipe, {})
        assert np.abs(picture.astype(int) - alone.astype(int)).max() <= 2
        assert torch.equal(sessions.ws_for(recipe, {}), base_ws(generator, recipe))


async def test_out_of_memory_makes_batches_smaller_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # At this size batches do not pay, so that the renderer would not come to the large ones by itself.
    monkeypatch.setattr(BatchSizer, "_worth_doubling", staticmethod(lambda known, size: True))
    generator = load("stylegan2")
    ws = base_ws(generator, Recipe(generator.name, generator.digest, 1))
    for size in BUCKETS[:-1]:
        draw(generator, ws.expand(size, -1, -1))
    torch.cuda.empty_cache()
    total = torch.cuda.get_device_properties(0).total_memory
    free = 900 << 20  # bytes: enough for a few pictures of 2048 px, and for sixteen by far not
    torch.cuda.set_per_process_memory_fraction((torch.cuda.memory_reserved() + free) / total)
    try:
        async with Renderer(generator, max_batch=16) as renderer:
            for _ in range(2):
                pictures = await asyncio.gather(
                    *(renderer.render(ws, resolution=2048, member=i) for i in range(32))
                )
                assert [picture.shape for picture in pictures] == [(2048, 2048, 3)] * 32
            assert renderer.stats.failures == 0
            assert renderer.stats.out_of_memory > 0
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)


async def test_a_picture_too_large_for_memory_is_refused_clearly_and_the_next_is_drawn() -> None:
    generator = load("stylegan2")
    ws = base_ws(generator, Recipe(generator.name, generator.digest, 1))
    draw(generator, ws[None])
    torch.cuda.empty_cache()
    total = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction((torch.cuda.memory_reserved() + (24 << 20)) / total)
    try:
        async with Renderer(generator) as renderer:
            with pytest.raises(RenderError, match="not enough memory for 2048 pixels"):
                await renderer.render(ws, resolution=2048)
            assert (await renderer.render(ws)).shape == (64, 64, 3)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)


async def test_latents_that_lead_to_no_picture_fail_alone() -> None:
    generator = load("stylegan2")
    ws = base_ws(generator, Recipe(generator.name, generator.digest, 1))
    wrong = ws.clone()
    wrong[0, 0] = float("nan")
    checked_ws(generator, wrong)  # asking the device here would make every request wait
    async with Renderer(generator, max_batch=8) as renderer:
        asked = [ws, wrong, ws, ws] * 8
        results = await asyncio.gather(
            *(renderer.render(one, member=i) for i, one in enumerate(asked)), return_exceptions=True
        )
    assert [isinstance(result, RenderError) for result in results] == [False, True, False, False] * 8
