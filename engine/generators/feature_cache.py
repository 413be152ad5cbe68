"""Features of pictures drawn lately, so that an edit of late layers starts where the picture changes.

Noise is constant: what a network has computed up to some layer depends on nothing but the rows of ws that
it has used so far. These rows are the key, so that a kept state is exact and needs no session to be named.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

from torch import Tensor

State = tuple[Tensor | None, ...]  # what the next layer or block is given
Key = bytes


class FeatureCache:
    """States of one network by the rows of ws they come from; the least recently used ones go first."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self._states: OrderedDict[Key, State] = OrderedDict()
        self._lock = threading.Lock()

    def deepest(self, keys: Sequence[Key]) -> tuple[int, State] | None:
        """Index of the last key that has a state, and the state; None where no key has one."""
        with self._lock:
            for index in range(len(keys) - 1, -1, -1):
                state = self._states.get(keys[index])
                if state is not None:
                    self._states.move_to_end(keys[index])
                    return index, state
        return None

    def keep(self, key: Key, state: State) -> None:
        """Keeps a state, which must not be written to any more; one that is too large alone is not kept."""
        size = size_of(state)
        with self._lock:
            if size > self.max_bytes or key in self._states:
                return
            self._states[key] = state
            self.bytes += size
            while self.bytes > self.max_bytes:
                self.bytes -= size_of(self._states.popitem(last=False)[1])


def size_of(state: State) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in state if tensor is not None)


def prefix_keys(ws: Tensor, rows: Sequence[int]) -> list[Key]:
    """A key for each number of leading rows of ws [1, L, D], in increasing order."""
    data = ws[0].detach().float().cpu().contiguous().numpy()
    digest = hashlib.blake2b(digest_size=16)
    keys, done = [], 0
    for count in rows:
        digest.update(data[done:count].tobytes())
        keys.append(digest.copy().digest())
        done = count
    return keys
