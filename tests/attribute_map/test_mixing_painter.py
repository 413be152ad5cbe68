"""Style mixing on the painter, as the taught extractor sees it: first layers give shape, last ones colour."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

import attribute_map
from attribute_map.discovery.extractor import Extractor
from engine.generators.painter import Painter

PACK = Path(attribute_map.__file__).parent / "packs" / "painter"
SHAPE_LAYERS = 9  # pose, skull, face, hair and beard; the rest is worn, coloured or light
COUPLES = 40
OF_SHAPE = (
    "head_turn",
    "head_tilt",
    "masculinity",
    "face_width",
    "hair_length",
    "bangs",
    "smile",
    "mouth_open",
)
OF_COLOUR = (
    "skin_tone",
    "lipstick",
    "blond_hair",
    "gray_hair",
    "background",
    "lighting",
    "necktie",
    "necklace",
)


@pytest.fixture(scope="module")
def readings() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, tuple[str, ...]]:
    """Of the ones who give the first layers, of those who give the last, and of the mixtures."""
    painter, extractor = Painter(), Extractor.load(PACK)
    z = torch.randn(2 * COUPLES, painter.z_dim, generator=torch.Generator().manual_seed(12))
    first, last = painter.map(z).chunk(2)
    mixed = torch.cat([first[:, :SHAPE_LAYERS], last[:, SHAPE_LAYERS:]], dim=1)
    read = []
    with torch.inference_mode():
        for group in (first, last, mixed):
            pictures = [painter.synthesize(ws[None], resolution=extractor.resolution) for ws in group]
            read.append(extractor.raw(torch.cat(pictures)))
    return read[0], read[1], read[2], extractor.attribute_names


def _alike(one: torch.Tensor, other: torch.Tensor) -> float:
    return float(torch.corrcoef(torch.stack([one, other]))[0, 1])


@pytest.mark.parametrize("attribute", OF_SHAPE)
def test_the_first_layers_give_the_shape(
    readings: tuple[torch.Tensor, torch.Tensor, torch.Tensor, tuple[str, ...]], attribute: str
) -> None:
    first, last, mixed, names = readings
    column = names.index(attribute)
    assert _alike(mixed[:, column], first[:, column]) > 0.75
    assert abs(_alike(mixed[:, column], last[:, column])) < 0.45


@pytest.mark.parametrize("attribute", OF_COLOUR)
def test_the_last_layers_give_the_colours_and_what_is_worn(
    readings: tuple[torch.Tensor, torch.Tensor, torch.Tensor, tuple[str, ...]], attribute: str
) -> None:
    first, last, mixed, names = readings
    column = names.index(attribute)
    assert _alike(mixed[:, column], last[:, column]) > 0.75
    assert abs(_alike(mixed[:, column], first[:, column])) < 0.45
