"""What the last few portraits were made of, so that an edit paints anew only what it touches.

Glasses and hair colour change nothing of the shape of the head. Which traits a part depends on is not written
down anywhere: it is seen when the part is made, from the traits that it reads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from torch import Tensor

from engine.generators.painter.numbers import Number
from engine.generators.painter.traits import Traits

Part = TypeVar("Part")

BUDGET = 128 << 20  # bytes; a portrait of 512 px leaves some 25 MB behind


class Watched(Traits):
    """Traits that remember which of them were read."""

    def __init__(self, traits: Traits) -> None:
        self.batch, self.alone, self._drawn = traits.batch, traits.alone, traits._drawn
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Number:
        value = super().__getattr__(name)
        self.read.add(name)
        return value


@dataclass(slots=True)
class _Kept:
    kind: tuple[str, int]
    names: tuple[str, ...]
    values: tuple[Number, ...]  # as drawn, of the traits read
    upon: object  # the part that it was built upon
    part: object
    bytes: int


class Reuse:
    """Keeps the parts of single portraits drawn on a CPU within a budget; the oldest go first.

    Parts come back to the bit as they were made. Batches, GPUs and gradients go by it: no batch comes
    twice, and a GPU would have to stop and compare.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._kept: list[_Kept] = []  # most recently used last
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """What is kept by now."""
        return sum(one.bytes for one in self._kept)

    def part(
        self, name: str, size: int, traits: Traits, make: Callable[[Traits], Part], upon: object = None
    ) -> Part:
        """The part as `make(traits)` gives it; `upon` is the part that it is built upon, if any."""
        if not traits.alone:
            return make(traits)
        kind = (name, size)
        with self._lock:
            for index, kept in enumerate(self._kept):
                if kept.kind == kind and kept.upon is upon and traits.values(kept.names) == kept.values:
                    self._kept.append(self._kept.pop(index))
                    return kept.part  # type: ignore[return-value]
        watched = Watched(traits)
        part = make(watched)
        names = tuple(sorted(watched.read))
        kept = _Kept(kind, names, traits.values(names), upon, part, _bytes(part))
        with self._lock:
            self._kept.append(kept)
            while self.bytes > self._budget:
                self._kept.pop(0)
        return part


def _bytes(part: object) -> int:
    """Memory of all tensors within a part, views counted once with what they are views of."""
    sizes: dict[int, int] = {}
    seen: set[int] = set()
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, Tensor):
            storage = one.untyped_storage()
            sizes[storage.data_ptr()] = storage.nbytes()
        elif isinstance(one, tuple):
            waiting.extend(one)
        elif hasattr(one, "__dict__"):
            waiting.extend(vars(one).values())
        elif hasattr(one, "__slots__"):
            waiting.extend(getattr(one, slot) for slot in one.__slots__)
    return sum(sizes.values())
