"""A bounded queue that is fair between members: everyone's first request before anyone's second."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from itertools import zip_longest
from typing import Generic, Protocol, TypeVar

from engine.errors import QueueFull


class Queued(Protocol):
    """What can stand in the queue."""

    @property
    def member(self) -> Hashable: ...

    @property
    def kind(self) -> Hashable: ...  # only requests of one kind can be served together


Item = TypeVar("Item", bound=Queued)
_NOBODY = object()  # None is a member like any other


class FairQueue(Generic[Item]):
    """Round-robin over members, first come first served within one. Not locked: its user holds a lock.

    When it is full, whoever has most waiting pays (the longest queue is cut, McKenney, "Stochastic fairness
    queueing", 1990): one who sends fifty cannot keep out those who send one.
    """

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("a queue holds at least one request")
        self.capacity = capacity
        self._lines: OrderedDict[Hashable, deque[Item]] = OrderedDict()  # in the order of their next turn
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def push(self, item: Item) -> Item | None:
        """Put `item` at the end of its member's line.

        Returns the request that had to make room, if any: the newest of the longest line. Raises QueueFull
        when that would be the item itself.
        """
        dropped = self._make_room(item.member) if self._length >= self.capacity else None
        self._append(item)
        return dropped

    def replace(self, old: Item, new: Item) -> bool:
        """Let `new` wait in the place of `old`, if that waits and is of the same member."""
        line = self._lines.get(old.member)
        if line is None or old.member != new.member or old not in line:
            return False
        line[line.index(old)] = new
        return True

    def put_back(self, items: list[Item]) -> None:
        """Return requests that were taken but not served to the head of their lines, in their old order."""
        for item in reversed(items):
            self._lines.setdefault(item.member, deque()).appendleft(item)
            self._lines.move_to_end(item.member, last=False)
            self._length += 1

    def remove(self, item: Item) -> bool:
        """Take `item` out wherever it stands; False when it is not waiting."""
        line = self._lines.get(item.member)
        if line is None or item not in line:
            return False
        line.remove(item)
        self._length -= 1
        if not line:
            del self._lines[item.member]
        return True

    def take(self, size_for: Callable[[Item, int], int]) -> list[Item]:
        """The next batch, of one kind: that of the request whose turn it is.

        `size_for(request, waiting)` says how many of its kind may go together, given how many could. Turns
        pass from member to member; one whose next request is of another kind keeps its turn.
        """
        if not self._lines:
            return []
        first = next(iter(self._lines.values()))[0]
        kind = first.kind
        ready = sum(self._run_length(line, kind) for line in self._lines.values())
        size = max(1, size_for(first, ready))
        batch: list[Item] = []
        while len(batch) < size:
            item = self._pop_next(kind)
            if item is None:
                break
            batch.append(item)
        return batch

    def drain(self) -> list[Item]:
        """Everything that waits, in the order of service; the queue is empty afterwards."""
        items = list(self.in_order())
        self._lines.clear()
        self._length = 0
        return items

    def in_order(self) -> Iterator[Item]:
        """Requests in the order in which they would be served one by one."""
        for turn in zip_longest(*self._lines.values()):
            yield from (item for item in turn if item is not None)

    def _append(self, item: Item) -> None:
        self._lines.setdefault(item.member, deque()).append(item)
        self._length += 1

    def _make_room(self, member: Hashable) -> Item:
        longest = max(self._lines, key=lambda key: len(self._lines[key]))
        mine = len(self._lines.get(member, ()))
        if mine + 1 >= len(self._lines[longest]):
            raise QueueFull(f"{self._length} pictures are waiting already; please try again in a moment.")
        self._length -= 1
        return self._lines[longest].pop()

    def _pop_next(self, kind: Hashable) -> Item | None:
        """Serve the first member whose next request is of `kind`; their next turn comes last."""
        member = next((key for key, line in self._lines.items() if line[0].kind == kind), _NOBODY)
        if member is _NOBODY:
            return None
        line = self._lines[member]
        item = line.popleft()
        self._length -= 1
        if line:
            self._lines.move_to_end(member)
        else:
            del self._lines[member]
        return item

    @staticmethod
    def _run_length(line: deque[Item], kind: Hashable) -> int:
        count = 0
        for item in line:
            if item.kind != kind:
                break
            count += 1
        return count
