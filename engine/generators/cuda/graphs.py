"""CUDA graphs: a whole picture's kernels launched by one call, for a few batch sizes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

log = logging.getLogger(__name__)

BUCKETS = (1, 2, 4, 8, 16, 32)  # batch sizes that are captured; others are padded to the next one
WARM_UPS = 2  # runs before a capture: libraries choose and load their kernels meanwhile


class BatchGraphs:
    """A function from ws [N, L, D] to pictures [N, …] as one graph a batch size, captured when first met.

    The function must do the same work whatever ws holds and wait for nothing. Graphs share their memory, so
    that the largest bucket in use says how much is held.
    """

    def __init__(self, draw: Callable[[Tensor], Tensor]) -> None:
        self._draw = draw
        self._graphs: dict[int, tuple[torch.cuda.CUDAGraph, Tensor, Tensor]] = {}
        self._pool: Any = None  # once there is a graph, its memory
        self._lock = threading.Lock()  # a graph has one input and one output
        self._refused = False

    def __call__(self, ws: Tensor) -> Tensor:
        """The function's value, computed in buckets; without graphs where this machine cannot capture it."""
        parts = [self._part(part) for part in ws.split(BUCKETS[-1])]
        return parts[0] if len(parts) == 1 else torch.cat(parts)

    def _part(self, ws: Tensor) -> Tensor:
        size = next(bucket for bucket in BUCKETS if bucket >= len(ws))
        with self._lock:
            if size not in self._graphs and not self._refused:
                self._capture(size, ws)
            if size not in self._graphs:
                return self._draw(ws)
            graph, given, made = self._graphs[size]
            given[: len(ws)].copy_(ws)
            graph.replay()
            return made[: len(ws)].clone()

    def _capture(self, size: int, ws: Tensor) -> None:
        """Raises only what a drawing without graphs would raise as well, such as running out of memory."""
        # Tensors of inference mode could not be written to outside of it later on.
        with torch.inference_mode(False), torch.no_grad(), torch.cuda.device(ws.device):
            given = ws[:1].detach().repeat(size, *[1] * (ws.ndim - 1))
            side = torch.cuda.Stream()
            side.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(side):
                for _ in range(WARM_UPS):
                    self._draw(given)
            current = torch.cuda.current_stream()
            current.wait_stream(side)
            torch.cuda.empty_cache()  # a capture cannot give memory back that warming up left over
            graph = torch.cuda.CUDAGraph()
            try:
                # Other threads may go on allocating and launching meanwhile.
                with torch.cuda.graph(graph, pool=self._pool, capture_error_mode="thread_local"):
                    made = self._draw(given)
            except torch.OutOfMemoryError:
                torch.cuda.set_stream(current)  # an unfinished capture leaves its own behind
                raise
            except RuntimeError:
                torch.cuda.set_stream(current)
                log.warning("this GPU's work cannot be captured in a graph; drawing without", exc_info=True)
                self._refused = True
                return
            self._pool = graph.pool()
            self._graphs[size] = graph, given, made
