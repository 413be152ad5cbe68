"""A map to look at: heat maps of what moves with what, and strips of one portrait along an axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from attribute_map.axes import AttributeMap
from attribute_map.discovery.gallery import as_images
from attribute_map.discovery.sampling import drawn, mapped
from engine.generator import Generator
from engine.latents import z_from_seed
from engine.sheets import sheet

Pixels = NDArray[np.uint8]

CELL = 14  # px
HOTTEST = 2.0  # σ at which a cell is fully coloured
OFFSETS = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
PAPER, INK = (255, 255, 255), (30, 30, 30)
COLD, WARM, HOT = np.array([248, 248, 245]), np.array([242, 150, 70]), np.array([120, 10, 50])


def heat_map(attribute_map: AttributeMap, *, raw: bool = False) -> Pixels:
    """What moves with what, uint8 [H, W, 3]: a row for each axis at +2, a column for each reading.

    Darker is a larger mean absolute change; `raw` shows the axes before they were made independent.
    """
    values = (attribute_map.raw_entanglement if raw else attribute_map.entanglement).double().numpy()
    rows = [axis.id for axis in attribute_map.axes]
    font = ImageFont.load_default(size=11)
    margin = int(max(font.getlength(name) for name in attribute_map.names)) + 10
    height, width = CELL * len(rows), CELL * len(attribute_map.names)
    picture = Image.new("RGB", (margin + width + 10, margin + height + 10), PAPER)
    cells = np.kron(_colours(values), np.ones((CELL, CELL, 1))).astype(np.uint8)
    picture.paste(Image.fromarray(cells), (margin, margin))
    draw = ImageDraw.Draw(picture)
    for place, name in enumerate(rows):
        draw.text((margin - 5, margin + CELL * place + CELL // 2), name, INK, font, anchor="rm")
    for place, name in enumerate(attribute_map.names):
        picture.paste(_upright(name, font, margin - 5), (margin + CELL * place, 0))
    return np.asarray(picture)


def axis_strip(
    generator: Generator,
    attribute_map: AttributeMap,
    axis: str,
    ws: Tensor,  # [L, D]
    *,
    offsets: Sequence[float] = OFFSETS,
    resolution: int = 192,
) -> list[Pixels]:
    """One portrait at each offset of an axis, uint8 [R, R, 3] each."""
    direction = attribute_map.steps[attribute_map.index(axis)]
    moved = ws + direction * direction.new_tensor(list(offsets))[:, None, None]
    strip: list[Pixels] = []
    for pictures in drawn(generator, moved, resolution):
        strip.extend(as_images(pictures))
    return strip


def numbered_faces(
    generator: Generator, seeds: Sequence[int], *, columns: int = 10, resolution: int = 144
) -> Image.Image:
    """The portraits that these seeds draw, each with its number."""
    z = torch.cat([z_from_seed(seed, generator.z_dim) for seed in seeds])
    pictures = drawn(generator, mapped(generator, z), resolution)
    cells = [image for batch in pictures for image in as_images(batch)]
    rows = range(0, len(cells), columns)
    captions = [[str(seed) for seed in seeds[start : start + columns]] for start in rows]
    return Image.fromarray(sheet([cells[start : start + columns] for start in rows], captions))


def strip_of(generator: Generator, attribute_map: AttributeMap, axis: str, seed: int) -> Image.Image:
    """The portrait of a seed all along an axis, with the offsets below."""
    ws = mapped(generator, z_from_seed(seed, generator.z_dim))[0]
    cells = axis_strip(generator, attribute_map, axis, ws)
    return Image.fromarray(sheet([cells], [[f"{offset:+.0f} σ" for offset in OFFSETS]]))


def _colours(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Colours [A, B, 3] from cold over warm to hot for changes [A, B] (σ)."""
    heat = np.clip(values / HOTTEST, 0.0, 1.0)[..., None]
    lower = COLD + (WARM - COLD) * np.minimum(heat * 2.0, 1.0)
    return np.asarray(lower + (HOT - WARM) * np.maximum(heat * 2.0 - 1.0, 0.0))


def _upright(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, length: int) -> Image.Image:
    label = Image.new("RGB", (length, CELL), PAPER)
    ImageDraw.Draw(label).text((2, CELL // 2), text, INK, font, anchor="lm")
    return label.rotate(90, expand=True)
