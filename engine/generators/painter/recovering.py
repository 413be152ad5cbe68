"""How well pictures lead back to latents: `python -m engine.generators.painter.recovering --targets 20`."""

from __future__ import annotations

import argparse

import torch

from engine.generators.painter.painter import Painter
from engine.latents import z_from_seed
from engine.projection import Projection, project

TARGET_SEED = 4000


def recover(painter: Painter, targets: int, *, side: int, steps: int, candidates: int) -> Projection:
    """Portraits of seeds from TARGET_SEED on, drawn at `side` px and searched for."""
    z = torch.cat([z_from_seed(TARGET_SEED + index, painter.z_dim) for index in range(targets)])
    with torch.no_grad():
        pictures = painter.synthesize(painter.map(z), resolution=side)
    return project(painter, pictures, steps=steps, candidates=candidates)


def main() -> None:
    """Print the mean absolute error of every target, and of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", type=int, default=20)
    parser.add_argument("--side", type=int, default=64, help="px")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--candidates", type=int, default=768)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    painter = Painter(options.device)
    if painter.device.type == "cpu":
        torch.set_num_threads(painter.cpu_threads)
        torch.set_flush_denormal(True)
    found = recover(
        painter, options.targets, side=options.side, steps=options.steps, candidates=options.candidates
    )
    for index, error in enumerate(found.error.tolist()):
        print(f"seed {TARGET_SEED + index}: {error:.4f}")
    print(f"mean {found.error.mean():.4f}, worst {found.error.max():.4f} of the pixels' range")


if __name__ == "__main__":
    main()
