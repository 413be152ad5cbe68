"""Pictures of a trained generator for `docs/neural.md`: python -m engine.training.gallery docs [MODEL]."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from engine.generator import Generator
from engine.models import load_generator
from engine.sheets import sheet

SIDE = 192  # px of a portrait in the sheets
SEED = 11
ACROSS = 8
PSIS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
ROWS_OF_FIRST = (14, 11, 9, 7, 5, 3, 0)  # of ws, in the mixing sheet


def draw_gallery(folder: Path, model: str) -> list[Path]:
    """Writes samples, truncation and mixing sheets into `folder`/neural and returns their paths."""
    generator, painter = load_generator(model), load_generator("painter")
    target = folder / "neural"
    target.mkdir(parents=True, exist_ok=True)
    z = torch.randn(3 * ACROSS, generator.z_dim, generator=torch.Generator().manual_seed(SEED))
    sheets = {
        "samples": _samples(generator, painter, z),
        "truncation": _truncation(generator, z[:3]),
        "mixing": _mixing(generator, z[: 2 * 3]),
    }
    paths = []
    for name, pixels in sheets.items():
        path = target / f"{name}.webp"
        Image.fromarray(pixels).save(path, quality=86, method=6)
        paths.append(path)
    return paths


def _samples(generator: Generator, painter: Generator, z: Tensor) -> np.ndarray:
    """The painter's portraits and the network's from the same z, row under row."""
    rows, names = [], []
    for part in z.split(ACROSS):
        for drawer in (painter, generator):
            rows.append(_drawn(drawer, drawer.map(part)))
            names.append(drawer.name)
    return sheet(rows, row_names=names, gap=3)


def _truncation(generator: Generator, z: Tensor) -> np.ndarray:
    rows = [_drawn(generator, torch.cat([generator.map(one[None], psi=psi) for psi in PSIS])) for one in z]
    return sheet(rows, column_names=[f"psi {psi:g}" for psi in PSIS], gap=3)


def _mixing(generator: Generator, z: Tensor) -> np.ndarray:
    """Pairs: the first rows of ws from the portrait on the left, the others from the one on the right."""
    rows = []
    for first, second in zip(generator.map(z[::2]), generator.map(z[1::2]), strict=True):
        mixed = [torch.cat([first[:count], second[count:]]) for count in ROWS_OF_FIRST]
        rows.append(_drawn(generator, torch.stack(mixed)))
    return sheet(rows, column_names=[f"{count} of {generator.num_ws}" for count in ROWS_OF_FIRST], gap=3)


@torch.inference_mode()
def _drawn(generator: Generator, ws: Tensor) -> list[np.ndarray]:
    drawn = [generator.synthesize(one[None], resolution=SIDE)[0] for one in ws]
    pixels = ((torch.stack(drawn).clamp(-1, 1) + 1.0) * 127.5).round().to(torch.uint8)
    return [np.ascontiguousarray(picture) for picture in pixels.permute(0, 2, 3, 1).numpy()]


if __name__ == "__main__":
    for written in draw_gallery(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "facet-neural"):
        print(written)
