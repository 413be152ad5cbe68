"""An edit of late layers redraws only these, and its pixels are those of a full drawing."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine import load_generator
from engine.generators.feature_cache import FeatureCache
from engine.generators.style_generator import StyleGenerator
from tests.engine.checkpoint_files import PARITY, expected_of


def generators(family: str) -> tuple[StyleGenerator, StyleGenerator]:
    path = PARITY / family / "weights.safetensors"
    cached, plain = load_generator(path, feature_cache=64 << 20), load_generator(path)
    assert isinstance(cached, StyleGenerator)
    assert isinstance(plain, StyleGenerator)
    return cached, plain


def count_layers(generator: StyleGenerator) -> list[str]:
    """A list that grows by the name of every layer of the synthesis network that runs."""
    ran: list[str] = []
    for name, module in generator._networks.synthesis.named_modules():
        if type(module).__name__ == "SynthesisLayer":
            module.register_forward_hook(lambda *_, name=name: ran.append(name))
    return ran


@pytest.mark.parametrize("family", ["stylegan2", "stylegan2_resnet", "stylegan3_t", "stylegan3_r"])
def test_edits_from_any_layer_on_give_the_pixels_of_a_full_drawing(family: str) -> None:
    cached, plain = generators(family)
    ran = count_layers(cached)
    ws = expected_of(family)["ws_mixed"][:1]
    assert torch.equal(cached.synthesize(ws), plain.synthesize(ws))
    full = len(ran)
    costs = []
    for first in range(cached.num_ws):
        edited = ws.clone()
        edited[:, first:] += 0.1
        ran.clear()
        assert torch.equal(cached.synthesize(edited), plain.synthesize(edited))
        costs.append(len(ran))
    assert costs[0] == full
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] <= 2
    ran.clear()
    assert torch.equal(cached.synthesize(ws), plain.synthesize(ws))  # back to where it was: undo
    assert len(ran) <= 2


def test_batches_and_gradients_go_around_the_kept_features() -> None:
    cached, plain = generators("stylegan2")
    ws = expected_of("stylegan2")["ws_mixed"]
    cached.synthesize(ws[:1])
    assert torch.equal(cached.synthesize(ws), plain.synthesize(ws))
    leaf = ws[:1].clone().requires_grad_()
    cached.synthesize(leaf).sum().backward()
    assert leaf.grad is not None
    assert leaf.grad[:, 0].abs().sum() > 0


def test_the_cache_stays_within_its_bytes_and_forgets_the_least_recently_used() -> None:
    def state() -> tuple[Tensor | None, ...]:
        return torch.zeros(100), None  # 400 bytes

    cache = FeatureCache(1000)
    cache.keep(b"a", state())
    cache.keep(b"b", state())
    assert cache.deepest([b"a"]) is not None  # used again
    cache.keep(b"c", state())
    assert cache.bytes == 800
    assert cache.deepest([b"b"]) is None
    assert cache.deepest([b"a", b"c", b"x"]) is not None
    cache.keep(b"huge", (torch.zeros(1000),))
    assert cache.deepest([b"huge"]) is None
