"""Strips and contact sheets: several pictures on one, with captions."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.errors import PictureError

BACKGROUND = (43, 45, 49)
INK = (235, 236, 240)
MAX_SHEET_PIXELS = 64 * 1024 * 1024

# Pillow's own font knows little beyond ASCII; what it lacks is written in what it has.
_SUBSTITUTES = str.maketrans({"−": "-", "–": "-", "→": "->", "↔": "<->", "σ": "sd", "×": "x", "⁄": "/"})


def strip(
    pictures: Sequence[np.ndarray],  # each uint8 [H, W, 3]
    labels: Sequence[str] | None = None,
    *,
    gap: int = 8,
) -> np.ndarray:
    """One row of pictures as uint8 pixels [H, W, 3], each with its caption below."""
    return sheet([pictures], None if labels is None else [labels], gap=gap)


def sheet(
    rows: Sequence[Sequence[np.ndarray]],  # each uint8 [H, W, 3]
    labels: Sequence[Sequence[str]] | None = None,  # captions, as many as pictures
    *,
    row_names: Sequence[str] | None = None,  # to the left
    column_names: Sequence[str] | None = None,  # on top
    gap: int = 8,
) -> np.ndarray:
    """A contact sheet as uint8 pixels [H, W, 3]. All cells are as large as the largest picture.

    Raises PictureError when there is nothing to show, when captions and pictures do not match, or when the
    sheet would be too large.
    """
    _check(rows, labels, row_names, column_names)
    cell_height, cell_width = np.max([picture.shape[:2] for row in rows for picture in row], axis=0).tolist()
    size = int(np.clip(cell_width / 16, 10, 28))
    font = ImageFont.load_default(size)
    line = round(1.5 * size)
    left = max((round(font.getlength(_drawable(name))) for name in row_names or ()), default=-gap) + gap
    top = line if column_names else 0
    across, down = cell_width + gap, cell_height + gap + (line if labels else 0)
    columns = max(len(row) for row in rows)
    width, height = left + columns * across + gap, top + len(rows) * down + gap
    if width * height > MAX_SHEET_PIXELS:
        raise PictureError(f"This sheet would be {width} x {height} pixels; show fewer or smaller pictures.")

    canvas = Image.new("RGB", (width, height), BACKGROUND)
    pen = ImageDraw.Draw(canvas)

    def write(text: str, x: float, y: int, anchor: str, room: int) -> None:
        pen.text((x, y), _shortened(_drawable(text), font, room), INK, font, anchor=anchor)

    for column, name in enumerate(column_names or ()):
        write(name, left + gap + column * across + cell_width / 2, top // 2 + gap // 2, "mm", cell_width)
    for i, row in enumerate(rows):
        y = top + gap + i * down
        if row_names:
            write(row_names[i], gap, y + cell_height // 2, "lm", left)
        for j, picture in enumerate(row):
            x = left + gap + j * across
            canvas.paste(Image.fromarray(picture), (x, y))
            if labels:
                write(labels[i][j], x + cell_width / 2, y + cell_height + line // 2, "mm", cell_width)
    return np.asarray(canvas)


def check_pixels(pixels: np.ndarray) -> None:
    """Raise PictureError unless `pixels` is a picture: uint8 [H, W, 3], not empty."""
    if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8 or pixels.ndim != 3:
        raise PictureError("A picture is made of uint8 pixels of shape [height, width, 3].")
    if pixels.shape[2] != 3 or 0 in pixels.shape:
        raise PictureError(f"A picture is of shape [height, width, 3], not {list(pixels.shape)}.")


def _check(
    rows: Sequence[Sequence[np.ndarray]],
    labels: Sequence[Sequence[str]] | None,
    row_names: Sequence[str] | None,
    column_names: Sequence[str] | None,
) -> None:
    if not any(len(row) for row in rows):
        raise PictureError("A sheet takes at least one picture.")
    for row in rows:
        for picture in row:
            check_pixels(picture)
    if labels is not None and [len(row) for row in labels] != [len(row) for row in rows]:
        raise PictureError("A sheet takes one caption a picture, or none at all.")
    if row_names is not None and len(row_names) != len(rows):
        raise PictureError("A sheet takes one name a row, or none at all.")
    if column_names is not None and len(column_names) != max(len(row) for row in rows):
        raise PictureError("A sheet takes one name a column, or none at all.")


def _drawable(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", " ".join(text.translate(_SUBSTITUTES).split()))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _shortened(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, room: int) -> str:
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"
