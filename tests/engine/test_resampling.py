"""Resampling by matrix products: the same as by convolutions."""

from __future__ import annotations

import pytest
import torch

from engine.generators.resampling import ROW, upsample

CASES = [
    (2, 12, (5, 6), 37),  # factor, taps, padding, side
    (4, 24, (9, 14), 36),
    (4, 24, (-9, -6), 52),  # cropped
    (2, 12, (0, 0), 9),
    (8, 48, (20, 30), 20),
    (2, 12, (30, 30), 5),  # more margin than picture
    (2, 2, (9, 9), 3),
]


@pytest.mark.parametrize(("factor", "taps", "padding", "side"), CASES)
def test_products_interpolate_as_convolutions_do(
    factor: int, taps: int, padding: tuple[int, int], side: int
) -> None:
    random = torch.Generator().manual_seed(side)
    x = torch.randn(2, ROW, side, side, generator=random, dtype=torch.float64)
    kernel = torch.randn(taps, generator=random, dtype=torch.float64)
    found = upsample(x, kernel, factor, padding)
    exact = upsample(x.requires_grad_(), kernel, factor, padding)  # products have no gradient
    assert exact.requires_grad
    assert found.shape == exact.shape
    torch.testing.assert_close(found, exact.detach())


def test_narrow_features_are_interpolated_alike() -> None:
    random = torch.Generator().manual_seed(1)
    x = torch.randn(1, ROW, 21, 21, generator=random, dtype=torch.float64)
    kernel = torch.randn(12, generator=random, dtype=torch.float64)
    narrow = upsample(x[:, : ROW - 1], kernel, 2, (5, 6))
    torch.testing.assert_close(narrow, upsample(x, kernel, 2, (5, 6))[:, : ROW - 1])
