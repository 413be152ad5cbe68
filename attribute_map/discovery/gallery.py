"""The labelled pictures that an extractor is taught on.

Drawn on a CPU they lie on disk, so that a long job can be taken up again; a GPU draws them faster than a disk
takes them, so there they stay on the device.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attribute_map.discovery.sampling import Population, batch_seed, drawn, sample_ws
from engine.generator import LabelledGenerator
from engine.progress import Progress, Report, silent

CHUNK = 256  # portraits between two notes of how far the drawing has come


@dataclass(frozen=True)
class Gallery:
    """Pictures [N, 3, R, R] uint8, on a GPU or memory-mapped, and their true labels [N, A] beside them."""

    pictures: Tensor
    labels: Tensor
    names: tuple[str, ...]
    natural: NDArray[np.bool_]  # [N], which of them are a generator's own portraits, and not mixed ones

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def resolution(self) -> int:
        """Side of the pictures, px."""
        return int(self.pictures.shape[-1])


def draw_gallery(
    generator: LabelledGenerator,
    folder: Path,
    *,
    pictures: int,
    resolution: int,
    seed: int,
    progress: Report = silent,
) -> Gallery:
    """Draw a gallery into `folder`, or what is missing of one begun there with the same settings.

    Chunks are mixed and natural portraits by turns (sampling.sample_ws); a fixed count is rounded up to whole
    chunks. On a GPU nothing is written.
    """
    chunks = -(-pictures // CHUNK)
    shape = (chunks * CHUNK, 3, resolution, resolution)
    names = tuple(generator.attribute_names)
    device = generator.device
    if device.type != "cpu":
        canvas = torch.empty(shape, dtype=torch.uint8, device=device)
        truth = torch.empty(shape[0], len(names), device=device)
        for index in range(chunks):
            _draw_chunk(generator, canvas, truth, index, seed, resolution, progress)
        return Gallery(canvas, truth, names, _natural(chunks))
    key = {"digest": generator.digest, "seed": seed, "shape": list(shape), "names": list(names)}
    folder.mkdir(parents=True, exist_ok=True)
    done = _done(folder, key)
    mode = "r+" if done else "w+"
    stored = np.lib.format.open_memmap(folder / "pictures.npy", mode, np.uint8, None if done else shape)
    label_shape = None if done else (shape[0], len(names))
    labels = np.lib.format.open_memmap(folder / "labels.npy", mode, np.float32, label_shape)
    canvas, truth = torch.from_numpy(stored), torch.from_numpy(labels)
    for index in range(done, chunks):
        _draw_chunk(generator, canvas, truth, index, seed, resolution, progress)
        stored.flush()
        labels.flush()
        _note(folder, key, index + 1)
    return Gallery(canvas, truth.clone(), names, _natural(chunks))


def _draw_chunk(
    generator: LabelledGenerator,
    canvas: Tensor,
    truth: Tensor,
    index: int,
    seed: int,
    resolution: int,
    progress: Report,
) -> None:
    population: Population = "natural" if index % 2 else "mixed"
    ws = sample_ws(generator, population, CHUNK, batch_seed(seed, "gallery", index))
    start = index * CHUNK
    truth[start : start + CHUNK] = labels_of(generator, ws)
    for batch in drawn(generator, ws, resolution):
        canvas[start : start + len(batch)] = as_bytes(batch)
        start += len(batch)
        progress(Progress("drawing portraits", start, len(canvas)))


def _natural(chunks: int) -> NDArray[np.bool_]:
    return np.repeat(np.arange(chunks) % 2 == 1, CHUNK)


def labels_of(generator: LabelledGenerator, ws: Tensor) -> Tensor:
    """True labels [N, A] on the CPU."""
    with torch.inference_mode():
        return generator.attributes(ws.to(generator.device)).float().cpu()


def as_bytes(pictures: Tensor) -> Tensor:
    """Pictures in [-1, 1] as 0..255."""
    return ((pictures + 1.0) * 127.5).round_().to(torch.uint8)


def as_images(pictures: Tensor) -> list[NDArray[np.uint8]]:
    """Pictures [N, 3, R, R] in [-1, 1] one by one, as images [R, R, 3]."""
    return list(as_bytes(pictures).permute(0, 2, 3, 1).contiguous().cpu().numpy())


def as_pictures(values: Tensor) -> Tensor:
    """Pictures 0..255 as floats in [-1, 1]."""
    return values.float().div_(127.5).sub_(1.0)


def _done(folder: Path, key: dict[str, object]) -> int:
    """Chunks already drawn with these settings; 0 where none are or the note cannot be read."""
    try:
        note = json.loads((folder / "gallery.json").read_text())
        return int(note["chunks"]) if note["key"] == key else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _note(folder: Path, key: dict[str, object], chunks: int) -> None:
    partial = folder / ".gallery.json.partial"
    partial.write_text(json.dumps({"key": key, "chunks": chunks}))
    os.replace(partial, folder / "gallery.json")
