"""The queue: bounded, fair, and exact about who comes when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import QueueFull
from engine.fair_queue import FairQueue


@dataclass(eq=False)
class Wish:
    member: int | None
    kind: int
    number: int


wishes = st.lists(st.tuples(st.sampled_from([None, 1, 2, 3, 4]), st.sampled_from([256, 512])), max_size=60)


def filled(asked: list[tuple[int | None, int]], capacity: int = 1000) -> tuple[FairQueue[Wish], list[Wish]]:
    queue: FairQueue[Wish] = FairQueue(capacity)
    items = [Wish(member, kind, number) for number, (member, kind) in enumerate(asked)]
    for item in items:
        queue.push(item)
    return queue, items


def emptied(queue: FairQueue[Wish], size: int) -> list[list[Wish]]:
    batches = []
    while queue:
        batches.append(queue.take(lambda head, waiting: min(size, waiting)))
    return batches


@given(wishes, st.integers(1, 9))
def test_everything_comes_out_once_in_batches_of_one_kind(asked: list, size: int) -> None:
    queue, items = filled(asked)
    batches = emptied(queue, size)
    assert sorted(item.number for batch in batches for item in batch) == list(range(len(items)))
    assert all(len({item.kind for item in batch}) == 1 <= len(batch) <= size for batch in batches)


@given(wishes, st.integers(1, 9))
def test_the_wishes_of_one_member_keep_their_order(asked: list, size: int) -> None:
    queue, _ = filled(asked)
    served = [item for batch in emptied(queue, size) for item in batch]
    for member in (None, 1, 2, 3, 4):
        numbers = [item.number for item in served if item.member == member]
        assert numbers == sorted(numbers)


@given(wishes)
def test_nobody_is_served_twice_while_another_waits_for_a_first_turn(asked: list) -> None:
    queue, _ = filled([(member, 512) for member, _ in asked])
    foretold = [item.number for item in queue.in_order()]
    served = [item for batch in emptied(queue, 1) for item in batch]
    assert [item.number for item in served] == foretold
    total, seen = Counter(item.member for item in served), Counter[int | None]()
    for item in served:
        seen[item.member] += 1
        for other, count in total.items():
            assert seen[item.member] - seen[other] <= 1 or seen[other] == count


@given(wishes, st.integers(1, 9), st.integers(1, 9))
def test_what_was_taken_and_put_back_comes_out_as_if_it_had_stayed(
    asked: list, first: int, size: int
) -> None:
    queue, _ = filled(asked)
    before = len(queue)
    taken = queue.take(lambda head, waiting: first)
    queue.put_back(taken)
    assert len(queue) == before
    again = queue.take(lambda head, waiting: len(taken))
    assert [item.number for item in again][: len(taken)] == [item.number for item in taken]


@given(wishes, st.integers(1, 8))
def test_a_full_queue_cuts_the_longest_line_and_never_grows(asked: list, capacity: int) -> None:
    queue: FairQueue[Wish] = FairQueue(capacity)
    inside: list[Wish] = []
    for number, (member, kind) in enumerate(asked):
        item = Wish(member, kind, number)
        lines = Counter(waiting.member for waiting in inside)
        try:
            dropped = queue.push(item)
        except QueueFull as refusal:
            assert str(capacity) in str(refusal)  # noqa: PT017 - only some pushes are refused
            assert lines[member] + 1 >= max(lines.values())
            continue
        inside.append(item)
        if dropped is not None:
            inside.remove(dropped)
            assert lines[dropped.member] == max(lines.values()) > lines[member] + 1
        assert len(queue) == len(inside) <= capacity


@given(wishes, st.data())
def test_what_is_removed_or_replaced_is_gone(asked: list, data: st.DataObject) -> None:
    queue, items = filled(asked)
    for item in items:
        fate = data.draw(st.sampled_from(["stay", "remove", "replace"]))
        if fate == "remove":
            assert queue.remove(item)
            assert not queue.remove(item)
        elif fate == "replace":
            newer = Wish(item.member, 512, item.number + 1000)
            assert queue.replace(item, newer)
            assert not queue.replace(item, newer)
            item.number = -1
        if fate == "remove":
            item.number = -1
    left = [item.number for batch in emptied(queue, 3) for item in batch]
    assert -1 not in left
    assert len(queue) == 0


def test_a_queue_holds_at_least_one() -> None:
    with pytest.raises(ValueError, match="at least one"):
        FairQueue(0)
