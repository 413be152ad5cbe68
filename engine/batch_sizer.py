"""How many pictures to draw at once: found out by measuring, because it differs by machine and model."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

SMOOTHING = 0.3  # weight of the newest measurement
GAIN = 0.97  # a bigger batch must cost at most this share of the smaller one's time a picture
RETRY_AFTER = 200  # batches, after which a judgement (too slow, too big) is looked at again


@dataclass
class _Measured:
    """What is known of one kind of picture: one model at one resolution."""

    milliseconds: dict[int, float] = field(default_factory=dict)  # a picture, by batch size
    ceiling: int = 0  # what memory allows
    batches: int = 0


class BatchSizer:
    """Climbs from batch 1 by doubling while the time a picture falls; comes down when memory runs out.

    On a CPU this usually stays at 1 or 2; on a GPU it climbs to `max_batch`. Sizes are powers of two, so that
    a device sees few shapes.
    """

    def __init__(self, max_batch: int) -> None:
        if max_batch < 1:
            raise ValueError("a batch holds at least one picture")
        self.max_batch = max_batch
        self._measured: dict[Hashable, _Measured] = {}

    def size(self, kind: Hashable, waiting: int) -> int:
        """The batch size to take when `waiting` requests of this kind could go together."""
        known = self._of(kind)
        size = 1
        while 2 * size <= min(waiting, known.ceiling) and self._worth_doubling(known, size):
            size *= 2
        return size

    def record(self, kind: Hashable, size: int, milliseconds: float) -> None:
        """A batch of `size` took `milliseconds` in all."""
        known = self._of(kind)
        known.batches += 1
        if known.batches == 1:  # the first one also pays for warming up
            return
        each = milliseconds / size
        before = known.milliseconds.get(size, each)
        known.milliseconds[size] = before + SMOOTHING * (each - before)
        if known.batches % RETRY_AFTER == 0:
            self._forget_refusals(known)

    def out_of_memory(self, kind: Hashable, size: int) -> None:
        """A batch of `size` did not fit; from now on at most half of it is tried."""
        known = self._of(kind)
        known.ceiling = max(1, min(known.ceiling, size // 2))

    def _of(self, kind: Hashable) -> _Measured:
        return self._measured.setdefault(kind, _Measured(ceiling=self.max_batch))

    @staticmethod
    def _worth_doubling(known: _Measured, size: int) -> bool:
        """Whether twice the size is faster a picture, or unknown where this size is known."""
        here, doubled = known.milliseconds.get(size), known.milliseconds.get(2 * size)
        if here is None:
            return False
        return doubled is None or doubled <= GAIN * here

    def _forget_refusals(self, known: _Measured) -> None:
        known.ceiling = self.max_batch
        for size in sorted(known.milliseconds):
            if 2 * size in known.milliseconds and not self._worth_doubling(known, size):
                del known.milliseconds[2 * size]
