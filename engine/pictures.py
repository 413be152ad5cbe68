"""Pictures as files: PNG, JPEG and WebP that carry their provenance, encoded off the event loop."""

from __future__ import annotations

import asyncio
import io
import zlib
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from engine.errors import PictureError
from engine.provenance import Provenance, printable, read_provenance, xmp_packet
from engine.sheets import check_pixels, sheet, strip

__all__ = [
    "LIVE_FORMAT",
    "Format",
    "Picture",
    "Provenance",
    "encode",
    "encode_now",
    "read_provenance",
    "sheet",
    "strip",
]

Format = Literal["png", "jpeg", "webp"]

# For live edits at 512 px: JPEG takes 0.5 ms and 35 kB, WebP 7 ms and 26 kB, PNG 11 ms and 220 kB
# (docs/benchmarks.md); upload time is mostly size, so PNG is for downloads, where every bit matters.
LIVE_FORMAT: Format = "jpeg"

_SUFFIXES: dict[Format, str] = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}


@dataclass(frozen=True)
class Picture:
    """An encoded picture."""

    data: bytes
    format: Format
    width: int  # px
    height: int  # px

    @property
    def filename_suffix(self) -> str:
        return _SUFFIXES[self.format]

    @property
    def mime(self) -> str:
        return f"image/{self.format}"


async def encode(
    pixels: np.ndarray,  # uint8 [H, W, 3]
    *,
    format: Format = "png",
    provenance: Provenance,
    quality: int | None = None,
) -> Picture:
    """Encode in a thread. PNG is lossless; `quality` 1 to 100 is for the others (JPEG 92, WebP 90).

    Raises PictureError for what is no picture or no known format.
    """
    return await asyncio.to_thread(encode_now, pixels, format=format, provenance=provenance, quality=quality)


def encode_now(
    pixels: np.ndarray,  # uint8 [H, W, 3]
    *,
    format: Format = "png",
    provenance: Provenance,
    quality: int | None = None,
) -> Picture:
    """As `encode`, in the caller's thread. Equal pixels and provenance give equal bytes."""
    check_pixels(pixels)
    if format not in get_args(Format):
        raise PictureError(f"Pictures are made as {', '.join(get_args(Format))}.")
    if quality is not None and not 1 <= quality <= 100:
        raise PictureError("The quality of a picture goes from 1 to 100.")
    height, width = pixels.shape[:2]
    buffer = io.BytesIO()
    try:
        Image.fromarray(pixels).save(buffer, format=format, **_options(format, provenance, quality))
    except (OSError, ValueError) as error:  # WebP ends at 16383 px a side, JPEG at 65500
        raise PictureError(f"A picture of {width} x {height} pixels cannot be a {format} file.") from error
    return Picture(buffer.getvalue(), format, width, height)


def _options(format: Format, provenance: Provenance, quality: int | None) -> dict[str, Any]:
    """Pillow's options: fast ones, for at its defaults encoding takes longer than a GPU takes to draw."""
    if format == "png":
        # Run-length matching is faster than zlib's default, and smaller on shaded pictures.
        return {"pnginfo": _png_texts(provenance), "compress_level": 1, "compress_type": zlib.Z_RLE}
    xmp = xmp_packet(provenance)
    if format == "jpeg":
        return {"xmp": xmp, "quality": quality or 92}
    return {"xmp": xmp, "quality": quality or 90, "method": 0}


def _png_texts(provenance: Provenance) -> PngInfo:
    """Standard PNG keywords for people, XMP for programs."""
    texts = PngInfo()
    for keyword, text in (
        ("Software", provenance.software),
        ("Source", f"{provenance.model}; digital source type {provenance.source_type}"),
        ("Description", provenance.description),
        ("Recipe", provenance.recipe or provenance.recipe_id),
    ):
        if text:
            _add_text(texts, keyword, text if keyword == "Recipe" else printable(text))
    texts.add_itxt("XML:com.adobe.xmp", xmp_packet(provenance).decode())
    return texts


def _add_text(texts: PngInfo, keyword: str, text: str) -> None:
    if text.isascii():
        texts.add_text(keyword, text)
    else:
        texts.add_itxt(keyword, text)
