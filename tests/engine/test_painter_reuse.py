"""What an edit leaves as it was is not drawn anew, and nobody can tell."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.generators.painter import Painter
from engine.generators.painter.population import INDEX, LAYERS, TRAITS
from engine.generators.painter.reuse import Reuse

SIZE = 80
EVERYTHING = tuple(trait.name for trait in TRAITS if trait.spread == "presence")
FINE = [trait.name for trait in TRAITS if LAYERS.index(trait.layer) >= LAYERS.index("facial hair")]
OF_THE_MOUTH = ("smile", "mouth_open", "full_lips")


def portrait(painter: Painter, seed: int) -> Tensor:
    return painter.map(torch.randn(1, painter.z_dim, generator=torch.Generator().manual_seed(seed)))


def moved(painter: Painter, ws: Tensor, name: str, amount: float) -> Tensor:
    """The portrait with one trait moved in its own layer, as an edit moves it."""
    edited = ws.clone()
    edited[:, LAYERS.index(TRAITS[INDEX[name]].layer)] += amount * painter.latents.w_rotation[INDEX[name]]
    return edited


def drawn(painter: Painter, ws: Tensor, size: int = SIZE) -> Tensor:
    with torch.inference_mode():
        return painter.synthesize(ws, resolution=size)


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter()


@pytest.mark.parametrize("trait", [trait.name for trait in TRAITS])
def test_an_edited_portrait_is_to_the_bit_what_a_fresh_painter_draws(painter: Painter, trait: str) -> None:
    """On somebody who wears nothing, then on somebody who wears and has everything at once."""
    for before in (portrait(painter, 21), _with_everything(painter, portrait(painter, 22))):
        drawn(painter, before)
        for amount in (1.5, -1.5, 6.0):
            edited = moved(painter, before, trait, amount)
            assert torch.equal(drawn(painter, edited), _drawn_anew(painter, edited)), (trait, amount)
        assert torch.equal(drawn(painter, before), _drawn_anew(painter, before)), trait


@pytest.mark.parametrize("trait", ["smile", "glasses", "hat", "head_turn", "hair_length", "age"])
def test_so_is_one_that_is_drawn_with_floats(painter: Painter, trait: str) -> None:
    for before in (portrait(painter, 21), _with_everything(painter, portrait(painter, 22))):
        drawn(painter, before, 160)
        edited = moved(painter, before, trait, 1.5)
        assert torch.equal(drawn(painter, edited, 160), _drawn_anew(painter, edited, 160))


def _with_everything(painter: Painter, ws: Tensor) -> Tensor:
    for name in EVERYTHING:
        ws = moved(painter, ws, name, 3.0)
    return ws


def _drawn_anew(painter: Painter, ws: Tensor, size: int = SIZE) -> Tensor:
    kept, painter._reuse = painter._reuse, Reuse(budget=0)
    try:
        return drawn(painter, ws, size)
    finally:
        painter._reuse = kept


class Counting(Reuse):
    """Counts what is made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []

    def part(self, name, size, traits, make, upon=None):  # type: ignore[no-untyped-def]
        def counted(seen):  # type: ignore[no-untyped-def]
            self.made.append(name)
            return make(seen)

        return super().part(name, size, traits, counted, upon)


@pytest.fixture
def counting() -> Painter:
    painter = Painter()
    painter._reuse = Counting()
    return painter


def made(painter: Painter, ws: Tensor) -> list[str]:
    assert isinstance(painter._reuse, Counting)
    painter._reuse.made.clear()
    drawn(painter, ws)
    return painter._reuse.made.copy()


@pytest.mark.parametrize("trait", FINE)
def test_an_edit_of_the_fine_layers_makes_no_shape_anew(counting: Painter, trait: str) -> None:
    before = portrait(counting, 5)
    assert made(counting, before) == ["outline", "face", "hair"]
    # A hat alone changes what is under it: it presses the hair.
    assert set(made(counting, moved(counting, before, trait, 0.8))) <= ({"hair"} if trait == "hat" else set())


@pytest.mark.parametrize("trait", OF_THE_MOUTH)
def test_an_edit_of_the_mouth_leaves_the_head_and_its_hair(counting: Painter, trait: str) -> None:
    before = portrait(counting, 5)
    made(counting, before)
    assert set(made(counting, moved(counting, before, trait, 0.8))) <= {"face"}


def test_undo_finds_what_was_there_before(counting: Painter) -> None:
    before = portrait(counting, 5)
    made(counting, before)
    made(counting, moved(counting, before, "age", 1.0))
    assert made(counting, before) == []


def test_batches_and_gradients_are_drawn_without_it(painter: Painter) -> None:
    painter._reuse = Reuse()
    drawn(painter, torch.cat([portrait(painter, 1), portrait(painter, 2)]))
    ws = portrait(painter, 3).clone().requires_grad_(True)
    painter.synthesize(ws, resolution=32).sum().backward()
    assert ws.grad is not None
    assert ws.grad.abs().max() > 0.0
    assert painter._reuse.bytes == 0


def test_gradients_flow_after_the_same_portrait_was_drawn_without(painter: Painter) -> None:
    ws = portrait(painter, 4)
    drawn(painter, ws)
    wanted = ws.clone().requires_grad_(True)
    painter.synthesize(wanted, resolution=SIZE).sum().backward()
    assert wanted.grad is not None
    assert wanted.grad.isfinite().all()


def test_what_is_kept_stays_within_its_budget() -> None:
    painter = Painter()
    painter._reuse = Reuse(budget=3_000_000)
    for seed in range(8):
        drawn(painter, portrait(painter, seed))
        assert painter._reuse.bytes <= 3_000_000
    assert painter._reuse.bytes > 0
