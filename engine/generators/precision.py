"""Which floating-point type a device convolves fastest in: measured, since feature flags do not tell."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor

# In bfloat16, features below this side length stay in float32: rounding there is carried through every later
# layer, and these layers are cheap. It halves the error of a 256 px picture for a tenth of the time.
BFLOAT16_FROM = 64  # px
WORTH_IT = 1.3  # bfloat16 costs accuracy; below this gain it is not taken
TRIALS = 40


@lru_cache
def fastest_dtype(device: str = "cpu") -> torch.dtype:
    """float16 on CUDA; on a CPU bfloat16 where its 3x3 convolutions are clearly faster, else float32.

    The probe takes some 50 ms, once a process. A portrait must not look different for the moment at which a
    process began, so that it is made of short turns on one thread, of which the best are free of other work
    on the machine: two threads are hardly ever, where it has no processor to spare.
    """
    if torch.device(device).type == "cuda":
        return torch.float16
    best = dict.fromkeys((torch.float32, torch.bfloat16), math.inf)
    operands = {dtype: _operands(dtype) for dtype in best}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for _ in range(TRIALS):
            for dtype, (x, weight) in operands.items():
                best[dtype] = min(best[dtype], _seconds(x, weight))
    finally:
        torch.set_num_threads(threads)
    return torch.bfloat16 if best[torch.float32] > WORTH_IT * best[torch.bfloat16] else torch.float32


def _operands(dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Features of 16 x 16 px with 128 channels, and 3x3 weights: under a millisecond's work."""
    x = torch.randn(1, 128, 16, 16).to(dtype).contiguous(memory_format=torch.channels_last)
    weight = torch.randn(128, 128, 3, 3).to(dtype).contiguous(memory_format=torch.channels_last)
    return x, weight


@torch.inference_mode()
def _seconds(x: Tensor, weight: Tensor) -> float:
    started = time.perf_counter()
    F.conv2d(x, weight, padding=1)
    return time.perf_counter() - started


def feature_dtype(dtype: torch.dtype, side: int) -> torch.dtype:
    """What features of `side` px are computed in where a network's are to be in `dtype`."""
    return torch.float32 if dtype == torch.bfloat16 and side < BFLOAT16_FROM else dtype


@contextmanager
def convolutions_for(dtype: torch.dtype) -> Iterator[None]:
    """How convolutions are made on a GPU: the same way each time, in the precision that was asked for.

    float32 means float32; what half precision leaves in float32 may be rounded to TensorFloat-32.
    """
    cudnn = torch.backends.cudnn
    before = cudnn.allow_tf32, cudnn.deterministic
    cudnn.allow_tf32, cudnn.deterministic = dtype != torch.float32, True
    try:
        yield
    finally:
        cudnn.allow_tf32, cudnn.deterministic = before
