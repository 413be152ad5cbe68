"""The resampling filter of StyleGAN2, for files that keep its taps as an argument or once for all layers."""

from __future__ import annotations

import re
from collections.abc import Iterable

import torch
from torch import Tensor

from engine.checkpoints.checkpoint import LazyTensor


def resample_filter_keys(tensors: Iterable[str]) -> list[str]:
    """Where a StyleGAN2 with these tensors keeps its resampling filter."""
    keys = set()
    for key in tensors:
        if match := re.match(r"(synthesis\.b\d+)\.(?:(conv[01]|skip)\.)?", key):
            keys.add(f"{match[1]}.resample_filter")
            if match[2]:
                keys.add(f"{match[1]}.{match[2]}.resample_filter")
    return sorted(keys)


def resample_filter(taps: list[float]) -> LazyTensor:
    def load() -> Tensor:
        kernel = torch.tensor(taps).outer(torch.tensor(taps))
        return kernel / kernel.sum()

    return LazyTensor((len(taps), len(taps)), load)
