"""The algebra of directions and the curves that calibrate them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from attribute_map import AttributeMapError, orthogonalize
from attribute_map.algebra import covariance_direction, dual_direction
from attribute_map.calibration import fit_curve

BOUNDARIES = Path(__file__).parents[1] / "data" / "directions"


def boundary(name: str) -> np.ndarray:
    return np.load(BOUNDARIES / f"{name}_boundary.npy", allow_pickle=False)


@pytest.mark.parametrize(
    ("primal", "conditions", "published"),
    [
        ("pggan_celebahq_age", ["gender"], "pggan_celebahq_age_c_gender"),
        ("pggan_celebahq_age", ["eyeglasses"], "pggan_celebahq_age_c_eyeglasses"),
        ("pggan_celebahq_age", ["gender", "eyeglasses"], "pggan_celebahq_age_c_gender_eyeglasses"),
        ("pggan_celebahq_eyeglasses", ["age", "gender"], "pggan_celebahq_eyeglasses_c_age_gender"),
        ("pggan_celebahq_gender", ["eyeglasses", "age"], "pggan_celebahq_gender_c_age_eyeglasses"),
        ("stylegan_ffhq_age", ["gender"], "stylegan_ffhq_age_c_gender"),
        ("stylegan_ffhq_eyeglasses", ["age"], "stylegan_ffhq_eyeglasses_c_age"),
    ],
)
def test_conditional_boundaries_are_those_that_interfacegan_published(
    primal: str, conditions: list[str], published: str
) -> None:
    model = primal.rsplit("_", 1)[0]
    found = orthogonalize(boundary(primal), [boundary(f"{model}_{name}") for name in conditions])
    np.testing.assert_allclose(found, boundary(published), rtol=0, atol=1e-12)


@given(seed=st.integers(0, 10_000), count=st.integers(0, 20), scale=st.floats(1e-6, 1e6))
def test_nothing_of_any_condition_is_left_however_many_and_however_long(
    seed: int, count: int, scale: float
) -> None:
    random = np.random.default_rng(seed)
    conditions = [random.normal(size=24) * scale for _ in range(count)]
    found = orthogonalize(random.normal(size=24), [*conditions, *conditions])
    assert abs(np.linalg.norm(found) - 1) < 1e-12
    assert all(abs(found @ row) / np.linalg.norm(row) < 1e-12 for row in conditions)


def test_a_direction_keeps_its_shape_and_library() -> None:
    primal = torch.randn(3, 8)
    found = orthogonalize(primal, torch.randn(2, 3, 8))
    assert isinstance(found, torch.Tensor)
    assert found.shape == (3, 8)
    assert abs(float(found.norm()) - 1) < 1e-12


def test_a_direction_that_lies_along_its_conditions_is_refused() -> None:
    first, second = np.eye(3)[:2]
    with pytest.raises(AttributeMapError, match="Nothing of the direction is left"):
        orthogonalize(first + 2 * second, [first, second])
    with pytest.raises(AttributeMapError, match="must match"):
        orthogonalize(first, [np.ones(4)])
    with pytest.raises(AttributeMapError, match="not finite"):
        orthogonalize(first, [np.array([np.nan, 0, 0])])


def test_the_dual_direction_moves_its_own_reading_alone_and_stays_among_likely_latents() -> None:
    random = np.random.default_rng(0)
    mixing = random.normal(size=(6, 6))
    covariance = mixing @ mixing.T
    readers = random.normal(size=(4, 6))
    step = dual_direction(readers, covariance, 0, [1, 2])
    np.testing.assert_allclose(readers[:3] @ step, [1, 0, 0], atol=1e-9)
    # Any other step with the same effect is less likely under the population.
    precision = np.linalg.inv(covariance)
    free = np.linalg.svd(readers[:3])[2][3:]
    for other in (step + 0.1 * free.T @ random.normal(size=3) for _ in range(20)):
        assert other @ precision @ other > step @ precision @ step
    np.testing.assert_allclose(
        dual_direction(readers, covariance, 0, []), covariance_direction(readers[0], covariance)
    )


def test_a_curve_rises_everywhere_and_can_be_read_both_ways() -> None:
    random = np.random.default_rng(1)
    position = random.normal(size=2000)
    reading = np.clip(position - 0.5, 0, 1.2) + 0.05 * random.normal(size=2000)
    curve = fit_curve(position, reading)
    places = np.linspace(-8, 8, 101)
    assert (np.diff(curve.reading(places)) > 0).all()
    np.testing.assert_allclose(curve.position(curve.reading(places)), places, atol=1e-6)
    assert abs(float(curve.reading(1.1)) - 0.6) < 0.1
    assert float(curve.reading(-2.0)) < 0.05
