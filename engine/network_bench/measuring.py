"""Times of several ways to draw the same pictures, taken in turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

WARM_UPS = 2
ROUNDS = 5
GPU_SAMPLE = 0.02  # seconds that one sample lasts at least: many calls are timed together
LONGEST_SAMPLE = 1.0  # seconds; ways that take longer are timed in fewer rounds

Draw = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Times:
    """Milliseconds of one picture, over the rounds."""

    minimum: float
    median: float
    maximum: float

    @classmethod
    def of(cls, milliseconds: list[float]) -> Times:
        return cls(min(milliseconds), statistics.median(milliseconds), max(milliseconds))


def measure(ways: Mapping[str, Draw], ws: Tensor, rounds: int = ROUNDS) -> dict[str, Times | None]:
    """Times of every way for ws [N, L, D]; None where memory does not suffice.

    Each way is warmed up, and then all take turns, so that other load hits all alike.
    """
    calls = {name: _warm_up(draw, ws) for name, draw in ways.items()}
    samples: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds):
        for name, draw in ways.items():
            count = calls[name]
            if count and not (turn and turn >= 3 and max(samples[name]) * len(ws) > 1000 * LONGEST_SAMPLE):
                samples[name].append(1000 * seconds(draw, ws, count) / count / len(ws))
    return {name: Times.of(taken) if taken else None for name, taken in samples.items()}


def _warm_up(draw: Draw, ws: Tensor) -> int:
    """How many calls to time together; 0 where one already takes more memory than there is."""
    try:
        for _ in range(WARM_UPS if ws.device.type == "cuda" else 1):
            draw(ws)
        taken = seconds(draw, ws, 1)
    except torch.OutOfMemoryError:
        torch.cuda.empty_cache()
        return 0
    return max(1, round(GPU_SAMPLE / max(taken, 1e-5))) if ws.device.type == "cuda" else 1


def seconds(draw: Draw, ws: Tensor, count: int) -> float:
    """Wall-clock seconds of `count` calls, the device's work included."""
    if ws.device.type == "cuda":
        torch.cuda.synchronize()
    started = time.perf_counter()
    for _ in range(count):
        draw(ws)
    if ws.device.type == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - started


def matrix_rate(device: torch.device, dtype: torch.dtype) -> float:
    """Multiplications a second of a large matrix product, which no convolution exceeds by much."""
    side = 8192 if device.type == "cuda" else 1024
    matrix = torch.randn(side, side, device=device).to(dtype)
    times = measure({"product": lambda rows: rows @ rows}, matrix)["product"]
    assert times is not None
    return side**3 / (times.minimum * side / 1000)


def copy_rate(device: torch.device) -> float:
    """Bytes a second of a large copy on the device, read and written ones together."""
    block = torch.randn(1 << (28 if device.type == "cuda" else 25), device=device)
    times = measure({"copy": lambda source: source.clone()}, block)["copy"]
    assert times is not None
    return 2 * block.numel() * 4 / (times.minimum * len(block) / 1000)
