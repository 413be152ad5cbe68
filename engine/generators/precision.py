"""Which floating-point type a device convolves fastest in: measured, since feature flags do not tell."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import torch
import torch.nn.functional as F

WORTH_IT = 1.3  # bfloat16 costs accuracy; below this gain it is not taken
TRIALS = 5


@lru_cache
def fastest_dtype(device: str = "cpu") -> torch.dtype:
    """float16 on CUDA; on a CPU bfloat16 where its 3x3 convolutions are clearly faster, else float32.

    The probe takes some 50 ms, once a process.
    """
    if torch.device(device).type == "cuda":
        return torch.float16
    slow, fast = (_convolution_time(dtype) for dtype in (torch.float32, torch.bfloat16))
    return torch.bfloat16 if slow > WORTH_IT * fast else torch.float32


@torch.inference_mode()
def _convolution_time(dtype: torch.dtype) -> float:
    """Seconds of one convolution at 32 x 32 px with 256 channels, at best."""
    x = torch.randn(1, 256, 32, 32).to(dtype).contiguous(memory_format=torch.channels_last)
    weight = torch.randn(256, 256, 3, 3).to(dtype).contiguous(memory_format=torch.channels_last)
    times = []
    for _ in range(TRIALS):
        started = time.perf_counter()
        F.conv2d(x, weight, padding=1)
        times.append(time.perf_counter() - started)
    return min(times)


@contextmanager
def convolutions_for(dtype: torch.dtype) -> Iterator[None]:
    """On a GPU float32 means float32; beside half precision, float32 may be rounded to TensorFloat-32."""
    before = torch.backends.cudnn.allow_tf32
    torch.backends.cudnn.allow_tf32 = dtype != torch.float32
    try:
        yield
    finally:
        torch.backends.cudnn.allow_tf32 = before
