"""From a portrait back to its latents."""

from __future__ import annotations

import pytest
import torch

from engine.generators.painter import Painter
from engine.generators.painter.recovering import recover
from engine.projection import project


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter()


def test_gradient_steps_recover_portraits_from_their_pictures(painter: Painter) -> None:
    found = recover(painter, 3, side=32, steps=80, candidates=384)
    assert found.ws.shape == (3, painter.num_ws, painter.w_dim)
    assert found.error.mean() < 0.03


def test_what_was_found_draws_what_its_error_says(painter: Painter) -> None:
    z = torch.randn(2, painter.z_dim, generator=torch.Generator().manual_seed(6))
    with torch.no_grad():
        targets = painter.synthesize(painter.map(z), resolution=24)
    begun = project(painter, targets, steps=0, candidates=16)
    found = project(painter, targets, steps=12, candidates=16)
    assert (found.error < begun.error).all()
    with torch.no_grad():
        again = painter.synthesize(found.ws, resolution=24)
    assert torch.allclose(0.5 * (again - targets).abs().mean(dim=(1, 2, 3)), found.error, atol=1e-5)
