"""Portraits drawn from a generator's latent space, in batches that any later run repeats exactly."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Literal

import torch
from torch import Tensor

from engine.generator import Generator

Population = Literal["natural", "mixed"]

# Pixels drawn at once: few enough to stay in a CPU's caches, enough to keep a GPU busy.
BATCH_PIXELS = {"cpu": 2**18, "cuda": 2**24}
STRANGEST = 1.7  # psi up to which layers of mixed portraits leave the natural population


def sample_ws(generator: Generator, population: Population, count: int, seed: int) -> Tensor:
    """Latents ws [N, L, D] on the CPU.

    "natural" are the generator's own portraits. "mixed" take each layer from one of two of them at random,
    each with a psi of its own from 0.6 to 1.7: what goes together by nature comes apart and goes further, as
    it will when people edit, and an extractor taught on them looks for the beard itself rather than for what
    beards go with.
    """
    random = torch.Generator().manual_seed(seed)
    z = torch.randn(2 * count, generator.z_dim, generator=random)
    if population == "natural":
        return mapped(generator, z[:count])
    share = torch.rand(count, 1, 1, generator=random)
    choose = torch.rand(count, generator.num_ws, 1, generator=random) < share
    psi = 0.6 + (STRANGEST - 0.6) * torch.rand(count, generator.num_ws, 1, generator=random)
    first, second = _mapped(generator, z).chunk(2)
    w_avg = generator.w_avg.to(first)
    mixed = torch.where(choose.to(first.device), first, second)
    return (w_avg + psi.to(first) * (mixed - w_avg)).cpu()


def mapped(generator: Generator, z: Tensor) -> Tensor:
    """ws [N, L, D] on the CPU for z [N, Z]; a conditional generator is asked for its classes in turn."""
    return _mapped(generator, z).cpu().clone()


def _mapped(generator: Generator, z: Tensor) -> Tensor:
    labels = None
    if generator.label_dim:
        classes = torch.arange(len(z)) % generator.label_dim
        labels = torch.nn.functional.one_hot(classes, generator.label_dim).float().to(generator.device)
    with torch.inference_mode():
        return generator.map(z.to(generator.device), labels).float()


def drawn(generator: Generator, ws: Tensor, resolution: int) -> Iterator[Tensor]:
    """Pictures [n, 3, R, R] in [-1, 1] on the generator's device, batch by batch, of ws [N, L, D].

    On a CPU a generator that gains nothing from threads draws several batches at once.
    """
    batches = ws.split(batch_size(generator, resolution))
    workers = min(_cores(), len(batches))
    if generator.device.type != "cpu" or generator.cpu_threads != 1 or workers < 2:
        for batch in batches:
            yield _drawn(generator, batch, resolution)
        return
    threads = torch.get_num_threads()
    pool = ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,))
    try:
        waiting: deque[Future[Tensor]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_drawn, generator, batch, resolution))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(threads)


def batch_size(generator: Generator, resolution: int) -> int:
    """Portraits of this size that are best drawn at once."""
    pixels = BATCH_PIXELS["cpu" if generator.device.type == "cpu" else "cuda"]
    return max(1, pixels // resolution**2)


def _drawn(generator: Generator, ws: Tensor, resolution: int) -> Tensor:
    with torch.inference_mode():
        pictures = generator.synthesize(ws.to(generator.device), resolution=resolution)
        return pictures.float().clamp(-1.0, 1.0)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def batch_seed(seed: int, stage: str, index: int) -> int:
    """A seed for one batch of one stage, unrelated to those of its neighbours."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{stage}/{index}".encode()).digest()[:7], "big")
