"""A few portraits that tell whether the painter still draws as it did; run as a module to redraw them."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from engine.generators.painter import Painter

PROBE = (1, 2, 3, 5, 8, 13)  # seeds
SIDE = 96


def probe_picture() -> np.ndarray:
    """The probe's portraits side by side, uint8 [SIDE, 6 * SIDE, 3]."""
    painter = Painter()
    z = torch.cat([torch.from_numpy(np.random.RandomState(seed).randn(1, painter.z_dim)) for seed in PROBE])
    with torch.inference_mode():
        pictures = painter.synthesize(painter.map(z), resolution=SIDE)
    rows = torch.cat(list(pictures), dim=2).permute(1, 2, 0)
    return ((rows + 1.0) * 127.5).round().to(torch.uint8).numpy()


if __name__ == "__main__":
    target = Path(__file__).parent.parent / "data" / "painter" / "probe.png"
    Image.fromarray(probe_picture()).save(target)
    print(target)
