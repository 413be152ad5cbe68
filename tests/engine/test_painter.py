"""The portrait painter: its latent space, its truth, and that its pictures are what its digest says."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from engine.generators.painter import Painter
from engine.generators.painter.population import INDEX, LAYERS, TRAITS, presence_amount
from engine.generators.painter.traits import EDGE, Traits, beyond
from tests.engine.painter_probe import probe_picture

DRAWN_BEFORE = Path(__file__).parent.parent / "data" / "painter" / "probe.png"


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter()


SHAPE_OF = {"hat_brim": "hat", "glasses_shape": "glasses"}


def population(painter: Painter, count: int, seed: int = 0, psi: float = 1.0) -> Tensor:
    z = torch.randn(count, painter.z_dim, generator=torch.Generator().manual_seed(seed))
    return painter.map(z, psi=psi)


def values(painter: Painter, ws: Tensor, name: str) -> Tensor:
    return painter.attributes(ws)[:, INDEX[name]]


def along(painter: Painter, name: str) -> Tensor:
    """The latent direction of one trait's own score."""
    return painter.latents.w_rotation[INDEX[name]]


def test_the_drawing_is_what_the_digest_was_given_for() -> None:
    drawn = probe_picture()
    kept = np.asarray(Image.open(DRAWN_BEFORE))
    difference = np.abs(drawn.astype(int) - kept.astype(int))
    assert difference.max() <= 6, (
        f"the painter's pictures changed (by up to {difference.max()}/255): raise DRAWING in painter.py, "
        f"learn the painter's pack anew and redraw the probe with `python -m tests.engine.painter_probe`"
    )


def test_tone_age_and_gender_presentation_are_balanced_and_independent(painter: Painter) -> None:
    ws = population(painter, 4000)
    chosen = torch.stack([values(painter, ws, n) for n in ("skin_tone", "age", "masculinity")])
    thirds = torch.stack([(chosen < -0.577).float().mean(1), (chosen > 0.577).float().mean(1)])
    assert torch.allclose(thirds, torch.full_like(thirds, 1 / 3), atol=0.03)
    off_diagonal = torch.corrcoef(chosen) - torch.eye(3)
    assert off_diagonal.abs().max() < 0.05


def test_nothing_goes_with_skin_tone(painter: Painter) -> None:
    truth = painter.attributes(population(painter, 8000))
    correlation = torch.corrcoef(truth.T)[INDEX["skin_tone"]]
    correlation[INDEX["skin_tone"]] = 0.0
    assert correlation.abs().max() < 0.05


def test_beards_go_with_masculinity_and_gray_hair_with_age(painter: Painter) -> None:
    truth = painter.attributes(population(painter, 4000)).T
    correlation = torch.corrcoef(truth)
    assert correlation[INDEX["beard"], INDEX["masculinity"]] > 0.4
    assert correlation[INDEX["gray_hair"], INDEX["age"]] > 0.4


def test_every_presence_has_about_its_share_of_the_population(painter: Painter) -> None:
    amount = presence_amount(painter.latents.raw(population(painter, 8000)))
    for index, trait in enumerate(TRAITS):
        if trait.spread == "presence":
            share = (amount[:, index] > 0.5).float().mean().item()
            assert share == pytest.approx(trait.share, abs=0.03), trait.name


def test_no_trait_lies_along_a_coordinate(painter: Painter) -> None:
    """Whatever wants to find an axis has to learn it: no coordinate of z or w carries one."""
    assert painter.latents.z_rotation.abs().max() < 0.35
    assert painter.latents.w_rotation.abs().max() < 0.35


def test_psi_zero_is_the_mean_portrait_and_psi_pulls_towards_it(painter: Painter) -> None:
    full, half = population(painter, 3), population(painter, 3, psi=0.5)
    assert torch.allclose(half, painter.w_avg + 0.5 * (full - painter.w_avg), atol=1e-6)
    means = painter.synthesize(population(painter, 2, psi=0.0), resolution=32)
    assert torch.equal(means[0], means[1])


def test_a_cutoff_truncates_the_coarse_layers_only(painter: Painter) -> None:
    z = torch.randn(2, painter.z_dim, generator=torch.Generator().manual_seed(1))
    full, cut = painter.map(z), painter.map(z, psi=0.3, cutoff=4)
    assert torch.equal(cut[:, 4:], full[:, 4:])
    assert torch.allclose(cut[:, :4], 0.3 * full[:, :4], atol=1e-6)


def test_style_mixing_takes_shape_from_one_and_colour_from_the_other(painter: Painter) -> None:
    first, second = population(painter, 1, seed=1), population(painter, 1, seed=2)
    mixed = torch.cat([first[:, :9], second[:, 9:]], dim=1)
    for name in ("head_turn", "age", "hair_length", "smile", "beard"):
        assert torch.equal(values(painter, mixed, name), values(painter, first, name)), name
    for name in ("glasses", "skin_tone", "black_hair", "lighting", "background"):
        assert torch.equal(values(painter, mixed, name), values(painter, second, name)), name


@pytest.mark.parametrize("psi", [-1.0, 0.0, 1.0, 1.5, 3.0])
def test_any_truncation_gives_finite_pictures_of_something(painter: Painter, psi: float) -> None:
    with torch.inference_mode():
        pictures = painter.synthesize(population(painter, 4, seed=5, psi=psi), resolution=64)
    assert pictures.isfinite().all()
    assert pictures.abs().max() <= 1.0
    assert pictures.std(dim=(1, 2, 3)).min() > 0.08


@pytest.mark.parametrize("resolution", [64, 97, 192, 1024, 2048])
def test_any_resolution_gives_the_same_portrait(painter: Painter, resolution: int) -> None:
    ws = population(painter, 1, seed=11)
    with torch.inference_mode():
        picture = painter.synthesize(ws, resolution=resolution)
        plain = painter.synthesize(ws, resolution=256)
    assert picture.shape == (1, 3, resolution, resolution)
    assert picture.isfinite().all()
    small, other = (torch.nn.functional.interpolate(p, size=32, mode="area") for p in (picture, plain))
    assert (small - other).abs().mean() < 0.03


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
@pytest.mark.parametrize("resolution", [128, 512])
def test_a_gpu_draws_what_a_cpu_draws(painter: Painter, resolution: int) -> None:
    ws = population(painter, 6, seed=12)
    with torch.inference_mode():
        here = painter.synthesize(ws, resolution=resolution)
        there = Painter("cuda").synthesize(ws.cuda(), resolution=resolution).cpu()
    assert (here - there).abs().max() <= 2.0 / 255.0  # pictures are two units wide: 1/255 of their range
    assert torch.allclose(Painter("cuda").map(torch.ones(1, painter.z_dim)).cpu(),
                          painter.map(torch.ones(1, painter.z_dim)), atol=1e-5)  # fmt: skip


def test_a_portrait_is_the_same_alone_and_in_a_batch(painter: Painter) -> None:
    ws = population(painter, 4, seed=3)
    with torch.inference_mode():
        together = painter.synthesize(ws, resolution=96)
        alone = torch.cat([painter.synthesize(ws[i : i + 1], resolution=96) for i in range(4)])
    assert (together - alone).abs().max() < 1e-4


def test_a_preview_is_to_the_bit_the_same_alone_and_in_a_batch(painter: Painter) -> None:
    ws = population(painter, 3, seed=14)
    with torch.inference_mode():
        together = painter.synthesize(ws, resolution=192)
        alone = torch.cat([painter.synthesize(one, resolution=192) for one in ws.split(1)])
    assert torch.equal(together, alone)


@pytest.mark.parametrize("resolution", [16, 24, 32])
def test_soft_edges_of_tied_hair_are_whole_in_a_small_picture(painter: Painter, resolution: int) -> None:
    """What one portrait leaves unpainted must not be cut out of an edge; others in a batch widen it."""
    ws = population(painter, 48, seed=3) + 2.5 * along(painter, "hair_tied") - 2.0 * along(painter, "bald")
    with torch.inference_mode():
        together = painter.synthesize(ws, resolution=resolution)
        alone = torch.cat([painter.synthesize(one[None], resolution=resolution) for one in ws])
    assert (together - alone).abs().max() < 0.25 / 127.5


EXTREMES = (
    {},
    {"head_turn": -5.0, "head_tilt": 5.0, "eye_size": 5.0, "narrow_eyes": -5.0, "ear_size": 5.0},
    {"head_turn": 5.0, "arched_eyebrows": 5.0, "bushy_eyebrows": 5.0, "smile": 5.0, "mouth_open": 3.0},
    {"head_tilt": -5.0, "full_lips": 5.0, "mouth_width": 5.0, "smile": -5.0, "eye_tilt": 5.0, "age": 5.0},
)


@pytest.mark.parametrize("moves", EXTREMES)
def test_a_portrait_is_the_same_with_and_without_a_gradient(
    painter: Painter, moves: dict[str, float]
) -> None:
    """One is drawn with tensors over tiles that hold any face, the other with floats over its own's tiles."""
    ws = population(painter, 1, seed=40)
    for name, amount in moves.items():
        ws = ws + amount * along(painter, name)
    plain = painter.synthesize(ws, resolution=160)
    differentiable = painter.synthesize(ws.clone().requires_grad_(True), resolution=160)
    assert (plain - differentiable).abs().max() < 1e-3


def test_a_portrait_is_the_same_at_every_resolution(painter: Painter) -> None:
    ws = population(painter, 2, seed=4)
    with torch.inference_mode():
        small = painter.synthesize(ws, resolution=64)
        large = painter.synthesize(ws, resolution=256)
    shrunk = torch.nn.functional.avg_pool2d(large, 4)
    assert (shrunk - small).abs().mean() < 0.05


@pytest.mark.parametrize("name", [trait.name for trait in TRAITS])
def test_every_trait_shows_in_the_picture(painter: Painter, name: str) -> None:
    """On a few people, from two σ below to two above; somebody may hide a trait, nobody hides it on all.

    What few people have takes more than two σ: it goes until it is plainly there.
    """
    ws = population(painter, 4, seed=8)
    if name in SHAPE_OF:  # a shape shows only on those who wear the thing
        ws = ws + 3.0 * along(painter, SHAPE_OF[name])
    step = along(painter, name)
    index = INDEX[name]
    up = (
        max(2.0, 2.0 / float(painter.latents.deviation[index])) if TRAITS[index].spread == "presence" else 2.0
    )
    with torch.inference_mode():
        less = painter.synthesize(ws - 2.0 * step, resolution=96)
        more = painter.synthesize(ws + up * step, resolution=96)
    changed = (more - less).abs().amax(dim=1)
    assert (changed > 0.08).float().mean(dim=(1, 2)).max() > 0.0008, name


def set_to(painter: Painter, ws: Tensor, name: str, raw: float) -> Tensor:
    """The portraits with one trait's raw score at a value, in its own layer."""
    index, layer = INDEX[name], LAYERS.index(TRAITS[INDEX[name]].layer)
    edited = ws.clone()
    step = (raw - painter.latents.raw(ws)[:, index]) / painter.latents.deviation[index]
    edited[:, layer] += step[:, None] * painter.latents.w_rotation[index]
    return edited


def test_what_is_drawn_of_the_extremes_begins_at_the_edge_without_a_kink() -> None:
    raw = torch.linspace(-4.0, 4.0, 8001, dtype=torch.float64, requires_grad=True)
    drawn = beyond(raw)
    (slope,) = torch.autograd.grad(drawn.sum(), raw)
    assert (drawn[raw <= EDGE] == 0.0).all()
    assert (slope[raw > EDGE + 0.01] > 0.0).all()
    assert slope.diff().abs().max() < 0.01


def test_within_the_edge_a_degree_is_drawn_as_it_is_bounded(painter: Painter) -> None:
    raw = torch.rand(16, len(TRAITS), generator=torch.Generator().manual_seed(3)) * 2.0 * EDGE - EDGE
    traits = Traits(raw)
    for index, trait in enumerate(TRAITS):
        assert (getattr(traits, f"{trait.name}_above") == 0.0).all()
        assert (getattr(traits, f"{trait.name}_below") == 0.0).all()
        if trait.spread in ("uniform", "normal"):
            bounded = 3.2 * torch.tanh(raw[:, index] / 3.2)
            assert torch.equal(getattr(traits, trait.name)[:, 0, 0], bounded), trait.name


# What the last σ changes has to be seen as what one in the middle changes: this much of it at least.
ENDS_THAT_SHOW = {
    "age": (0.8, 0.8), "masculinity": (0.6, 0.6), "oval_face": (0.8, 0.8), "strong_jaw": (0.8, 0.8),
    "high_cheekbones": (0.8, 0.8), "hair_length": (0.2, 0.8), "curly_hair": (0.3, 0.8), "smile": (0.6, 0.6),
    "eye_size": (0.6, 0.8), "narrow_eyes": (0.8, 0.5), "bushy_eyebrows": (0.1, 0.8),
    "arched_eyebrows": (0.5, 0.6), "full_lips": (0.1, 0.8), "double_chin": (0.0, 0.8), "beard": (0.0, 0.6),
    "goatee": (0.0, 0.6), "mustache": (0.0, 0.8), "stubble": (0.0, 0.8), "sideburns": (0.0, 0.5),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDS_THAT_SHOW)
def test_the_last_step_of_an_axis_shows(painter: Painter, name: str) -> None:
    """From two σ to three, on either side, against the mean of the two steps in the middle."""
    ws = population(painter, 6, seed=23)
    for covering in ("glasses", "sunglasses", "hat", "hair_tied", "bald", "beard", "goatee", "mustache"):
        ws = set_to(painter, ws, covering, -1.0)
    places = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
    with torch.inference_mode():
        drawn = [painter.synthesize(set_to(painter, ws, name, raw), resolution=96) for raw in places]
    steps = [float((more - less).abs().mean()) for less, more in pairwise(drawn)]
    middle = 0.5 * (steps[2] + steps[3])
    low, high = ENDS_THAT_SHOW[name]
    assert steps[0] >= low * middle
    assert steps[-1] >= high * middle


def test_gradients_reach_the_latents_and_agree_with_finite_differences(painter: Painter) -> None:
    ws = population(painter, 1, seed=9).clone().requires_grad_(True)
    target = torch.rand(1, 3, 48, 48, generator=torch.Generator().manual_seed(0)) * 2 - 1

    def loss(at: Tensor) -> Tensor:
        return (painter.synthesize(at, resolution=48) - target).square().sum()

    (gradient,) = torch.autograd.grad(loss(ws), ws)
    assert gradient.isfinite().all()
    for name in ("skin_tone", "lighting", "background", "face_width", "clothing_lightness"):
        direction = along(painter, name).expand_as(ws)
        with torch.no_grad():
            measured = (loss(ws + 0.004 * direction) - loss(ws - 0.004 * direction)) / 0.008
        analytic = (gradient * direction).sum()
        assert analytic.item() == pytest.approx(measured.item(), rel=0.08, abs=1.0), name
