"""Sampled latents labelled by an extractor that looks at their pictures; the truth plays no part here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from attribute_map.discovery.extractor import Extractor
from attribute_map.discovery.sampling import Population, batch_seed, drawn, sample_ws
from attribute_map.errors import PackError
from attribute_map.pack import write_together
from engine.generator import Generator
from engine.progress import Progress, Report, silent

CHUNK = 256


@dataclass(frozen=True)
class Labelled:
    """Latents ws [N, L, D] and the raw readings [N, B] of their pictures."""

    ws: Tensor
    raw: Tensor

    def __len__(self) -> int:
        return len(self.raw)


def label_latents(
    generator: Generator,
    extractor: Extractor,
    population: Population,
    *,
    count: int,
    seed: int,
    resolution: int | None = None,
    folder: Path | None = None,
    progress: Report = silent,
) -> Labelled:
    """Sample `count` portraits and read their pictures; with a `folder`, an interrupted run goes on there.

    `resolution` is what they are drawn at, the extractor's own unless given.
    """
    stage = f"labelling {population} portraits"
    parts: list[Labelled] = []
    for index, start in enumerate(range(0, count, CHUNK)):
        size = min(CHUNK, count - start)
        ws = sample_ws(generator, population, size, batch_seed(seed, stage, index))
        file = None if folder is None else folder / f"{population}-{index:04d}.safetensors"
        raw = _remembered(file, size)
        if raw is None:
            raw = read_pictures(
                generator,
                extractor,
                ws,
                resolution=resolution,
                progress=progress,
                stage=stage,
                done=start,
                total=count,
            )
            _remember(file, raw)
        parts.append(Labelled(ws, raw))
        progress(Progress(stage, start + size, count))
    return Labelled(torch.cat([part.ws for part in parts]), torch.cat([part.raw for part in parts]))


def read_pictures(
    generator: Generator,
    extractor: Extractor,
    ws: Tensor,
    *,
    resolution: int | None = None,
    progress: Report = silent,
    stage: str = "reading portraits",
    done: int = 0,
    total: int = 0,
) -> Tensor:
    """Raw readings [N, B] of the pictures of ws [N, L, D], drawn at the extractor's resolution or another."""
    parts: list[Tensor] = []
    for pictures in drawn(generator, ws, resolution or extractor.resolution):
        parts.append(extractor.raw(pictures))
        done += len(pictures)
        progress(Progress(stage, done, total or len(ws)))
    return torch.cat(parts)


def _remembered(file: Path | None, size: int) -> Tensor | None:
    if file is None or not file.is_file():
        return None
    try:
        raw = safetensors.torch.load_file(file)["raw"]
    except (SafetensorError, KeyError, OSError):
        return None
    return raw if len(raw) == size else None


def _remember(file: Path | None, raw: Tensor) -> None:
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_together({file: safetensors.torch.save({"raw": raw})})
    except OSError as error:
        raise PackError(f"{file} cannot be written: {error.strerror or error}.") from error
