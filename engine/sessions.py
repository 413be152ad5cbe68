"""Latent sessions: the expensive half of an edit (seed to ws) kept on the device, the cheap half done anew.

As in Segment Anything's predictor, what is cached is what edits have in common: the ws of a portrait before
its offsets. Nothing is lost when a session falls out, for its recipe says how to make it again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.generator import Generator
from engine.latents import apply_offsets, base_ws
from engine.recipe import Recipe

CHUNK = 256  # rows by which the slab grows, so that a small bot takes little and growing copies nothing


@dataclass(frozen=True)
class SessionStats:
    """What a cache of sessions has done so far."""

    hits: int = 0
    misses: int = 0
    evicted: int = 0


class LatentSessions:
    """The base ws of the most recently used portraits in a slab [rows, L, D] on the generator's device.

    Least recently used ones make room and come back unnoticed from their recipes. Safe to call from several
    threads. A row takes L * D * 4 bytes: 28 kB for 14 x 512.
    """

    def __init__(self, generator: Generator, *, capacity: int = 4096) -> None:
        if capacity < 1:
            raise ValueError("a cache of sessions holds at least one")
        self.generator = generator
        self.capacity = capacity
        self._lock = threading.Lock()
        self._rows: OrderedDict[Recipe, int] = OrderedDict()  # base recipe to its row, oldest use first
        self._chunks: list[Tensor] = []  # each [CHUNK, L, D]
        self._free: list[int] = []
        self._hits = self._misses = self._evicted = 0

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def bytes(self) -> int:
        """Memory of the slab on the device."""
        return sum(chunk.numel() * chunk.element_size() for chunk in self._chunks)

    @property
    def stats(self) -> SessionStats:
        with self._lock:
            return SessionStats(self._hits, self._misses, self._evicted)

    def ws_for(self, recipe: Recipe, directions: Mapping[str, Tensor]) -> Tensor:
        """ws [L, D] of a recipe with its offsets applied; always the caller's own tensor.

        `directions` are 1 σ each, [D] or [L, D]. Raises RecipeError when the recipe is of another model or
        speaks of an axis that has no direction.
        """
        return apply_offsets(self._base(recipe.base), recipe.offsets, directions)

    def forget(self, recipe: Recipe) -> None:
        """Drop what is cached for this portrait, as when its owner asked for deletion."""
        with self._lock:
            row = self._rows.pop(recipe.base, None)
            if row is not None:
                self._row(row).zero_()
                self._free.append(row)

    def _base(self, base: Recipe) -> Tensor:
        with self._lock:
            row = self._rows.get(base)
            if row is not None:
                self._rows.move_to_end(base)
                self._hits += 1
                # A copy, for the row may be given to somebody else at any time.
                return self._row(row).clone()
            self._misses += 1
        ws = base_ws(self.generator, base)  # outside of the lock: others need not wait for it
        with self._lock:
            if base not in self._rows:
                self._rows[base] = row = self._free_row()
                self._row(row).copy_(ws)
        return ws

    def _row(self, row: int) -> Tensor:
        return self._chunks[row // CHUNK][row % CHUNK]

    def _free_row(self) -> int:
        """A row nobody uses: a spare one, else that of the least recently used portrait."""
        if len(self._rows) >= self.capacity:
            self._evicted += 1
            return self._rows.popitem(last=False)[1]
        if not self._free:
            shape = (CHUNK, self.generator.num_ws, self.generator.w_dim)
            self._free = list(range(len(self._chunks) * CHUNK, (len(self._chunks) + 1) * CHUNK))[::-1]
            self._chunks.append(torch.zeros(shape, device=self.generator.device))
        return self._free.pop()
