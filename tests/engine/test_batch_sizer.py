"""Batch sizes follow what was measured, on machines of every temper."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.batch_sizer import RETRY_AFTER, BatchSizer


def run(sizer: BatchSizer, cost: Callable[[int], float], batches: int = 60, waiting: int = 100) -> list[int]:
    """Sizes taken on a machine where a batch of n takes `cost(n)` ms; the first one warms up."""
    sizes = []
    for i in range(batches):
        size = sizer.size(512, waiting)
        sizer.record(512, size, cost(size) + (500 if i == 0 else 0))
        sizes.append(size)
    return sizes


def test_where_a_batch_costs_no_more_than_one_it_climbs_to_the_top() -> None:
    sizes = run(BatchSizer(16), lambda n: 5 + 0.1 * n)
    assert sizes[:2] == [1, 1]
    assert sizes[10:] == [16] * 50


def test_where_batches_are_slower_it_stays_at_one() -> None:
    sizes = run(BatchSizer(16), lambda n: 100 * n * (1 + 0.1 * (n - 1)))
    assert set(sizes[4:]) == {1}
    assert max(sizes) == 2


def test_where_the_gain_ends_it_stops_climbing() -> None:
    assert run(BatchSizer(16), lambda n: 40 + 10 * n if n <= 4 else 25 * n)[-1] == 4


def test_it_never_takes_more_than_wait_or_than_allowed() -> None:
    sizer = BatchSizer(6)
    assert run(sizer, lambda n: 10)[-1] == 4
    assert sizer.size(512, 3) == 2
    assert sizer.size(512, 1) == 1


def test_after_out_of_memory_it_stays_below_and_tries_again_much_later() -> None:
    sizer = BatchSizer(8)
    run(sizer, lambda n: 10)
    sizer.out_of_memory(512, 8)
    assert max(run(sizer, lambda n: 10, 50)) == 4
    assert max(run(sizer, lambda n: 10, RETRY_AFTER)) == 8
    sizer.out_of_memory(512, 1)
    assert sizer.size(512, 100) == 1


def test_a_machine_that_changes_its_mind_is_measured_again() -> None:
    sizer = BatchSizer(8)
    assert run(sizer, lambda n: 10 * n)[-1] == 1
    assert run(sizer, lambda n: 10, RETRY_AFTER + 20)[-1] == 8


def test_kinds_of_pictures_are_measured_apart() -> None:
    sizer = BatchSizer(8)
    run(sizer, lambda n: 10)
    assert sizer.size(256, 100) == 1


def test_a_batch_holds_at_least_one() -> None:
    with pytest.raises(ValueError, match="at least one"):
        BatchSizer(0)
