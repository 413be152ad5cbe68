"""Figures of likeness, against what is known of Gaussians and of sets."""

import pytest
import torch

from engine.training.measures import coverage, frechet_distance, likeness


def gaussian(count: int, seed: int) -> torch.Tensor:
    return torch.randn(count, 6, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_the_frechet_distance_of_gaussians_is_the_known_one() -> None:
    one = gaussian(200_000, 1)
    moved = gaussian(200_000, 2) * torch.tensor([1.0, 2.0, 1.0, 1.0, 1.0, 1.0]) + 3.0
    # ||m1 - m2||² = 6 * 9; variances 1 and 4 are (1 - 2)² = 1 apart.
    assert frechet_distance(one, moved) == pytest.approx(55.0, rel=0.02)
    assert frechet_distance(one, one) == pytest.approx(0.0, abs=1e-9)
    assert frechet_distance(one, moved) == pytest.approx(frechet_distance(moved, one), rel=1e-9)


def test_correlated_features_are_told_from_independent_ones() -> None:
    one = gaussian(50_000, 1)
    tangled = one.clone()
    tangled[:, 0] = (one[:, 0] + one[:, 1]) / 2**0.5  # the same variances, other covariances
    assert frechet_distance(one, tangled) > 0.1


def test_features_without_spread_do_no_harm() -> None:
    flat = torch.zeros(100, 4)
    assert frechet_distance(flat, flat + 1.0) == pytest.approx(4.0)


def test_a_generator_that_draws_one_kind_is_precise_and_recalls_little() -> None:
    real = torch.cat([gaussian(500, 1), gaussian(500, 2) + 50.0])
    generated = gaussian(1000, 3) * 0.5
    found = likeness(real, generated)
    assert found.precision > 0.95
    assert found.recall < 0.55
    assert found.samples == 1000


def test_noise_is_not_precise() -> None:
    assert coverage(gaussian(500, 1), gaussian(500, 2) + 30.0) == 0.0
    assert coverage(gaussian(500, 1), gaussian(500, 1)) == 1.0


def test_too_few_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 3"):
        coverage(gaussian(3, 1), gaussian(9, 2))
    with pytest.raises(ValueError, match="two pictures"):
        frechet_distance(gaussian(1, 1), gaussian(9, 2))
