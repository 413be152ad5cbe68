"""Pictures: files that say what they are, and a reader that survives files which lie."""

from __future__ import annotations

import io
import random
import struct
import time
import zlib
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from engine.errors import PictureError
from engine.pictures import Format, Picture, Provenance, encode, encode_now, read_provenance, sheet, strip
from engine.provenance import GENERATED
from engine.recipe import Mix, Recipe

FORMATS: list[Format] = ["png", "jpeg", "webp"]
RECIPE = Recipe("painter", "ab12" * 16, 42, psi=0.7, mixes=(Mix(3, (1, 2)),), offsets={"age": 1.5})
ALT = 'An older woman <with> "curly" & grey hair; пожилая женщина, 老年女性 🙂'


@pytest.fixture
def pixels() -> np.ndarray:
    ramp = np.linspace(0, 255, 64, dtype=np.uint8)
    return np.stack(
        [np.tile(ramp, (48, 1)), np.full((48, 64), 90, np.uint8), np.tile(ramp[::-1], (48, 1))], 2
    )


@pytest.mark.parametrize("format", FORMATS)
async def test_every_format_says_that_it_was_generated_and_by_what(
    format: Format, pixels: np.ndarray
) -> None:
    provenance = Provenance.of(RECIPE, description=ALT)
    picture = await encode(pixels, format=format, provenance=provenance)
    assert (picture.width, picture.height) == (64, 48)
    opened = Image.open(io.BytesIO(picture.data))
    assert opened.size == (64, 48)
    assert opened.get_format_mimetype() == picture.mime
    read = read_provenance(picture.data)
    assert read == provenance
    assert read.source_type == GENERATED
    assert Recipe.from_json(read.recipe) == RECIPE


@pytest.mark.parametrize("format", FORMATS)
def test_any_xmp_reader_finds_the_digital_source_type(format: Format, pixels: np.ndarray) -> None:
    data = encode_now(pixels, format=format, provenance=Provenance.of(RECIPE)).data
    assert data.count(b"<x:xmpmeta") == 1
    packet = data[data.index(b"<x:xmpmeta") : data.index(b"</x:xmpmeta>") + 12]
    found = ElementTree.fromstring(packet).find(
        ".//{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
    )
    assert found is not None
    assert found.text == "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def test_png_keeps_every_bit_and_has_its_texts_in_the_standard_keywords(pixels: np.ndarray) -> None:
    picture = encode_now(pixels, provenance=Provenance.of(RECIPE, description=ALT))
    opened = Image.open(io.BytesIO(picture.data))
    assert isinstance(opened.info, dict)
    assert opened.info["Software"].startswith("Facet")
    assert opened.info["Source"].startswith("painter ")
    assert opened.info["Description"] == ALT
    assert opened.info["Recipe"] == RECIPE.to_json()
    assert np.array_equal(np.asarray(opened), pixels)
    assert picture == encode_now(pixels, provenance=Provenance.of(RECIPE, description=ALT))


def test_a_recipe_too_long_for_a_jpeg_leaves_its_name(pixels: np.ndarray) -> None:
    long = Provenance(model="painter", recipe_id="abc", recipe="x" * 64_000, description="y" * 10_000)
    for format in FORMATS:
        read = read_provenance(encode_now(pixels, format=format, provenance=long).data)
        assert read is not None
        assert (read.recipe_id, read.recipe) == ("abc", "")
        assert read.description == "y" * 2000


def test_control_characters_in_a_description_do_no_harm(pixels: np.ndarray) -> None:
    for format in FORMATS:
        odd = Provenance(model="painter", description="a\x00b\x1b[31m\ud800]]>&#0;<x>\nc")
        read = read_provenance(encode_now(pixels, format=format, provenance=odd).data)
        assert read is not None
        assert read.description == "ab[31m]]>&#0;<x>\nc"


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        [[[0, 0, 0]]],
    ],
)
async def test_what_is_no_picture_is_refused(bad: Any) -> None:
    with pytest.raises(PictureError):
        await encode(bad, provenance=Provenance("painter"))


async def test_an_unknown_format_quality_or_size_is_refused(pixels: np.ndarray) -> None:
    with pytest.raises(PictureError, match="png, jpeg, webp"):
        await encode(pixels, format="gif", provenance=Provenance("painter"))  # type: ignore[arg-type]
    with pytest.raises(PictureError, match="1 to 100"):
        await encode(pixels, format="jpeg", quality=0, provenance=Provenance("painter"))
    wide = np.zeros((1, 16400, 3), np.uint8)
    with pytest.raises(PictureError, match="16400"):
        await encode(wide, format="webp", provenance=Provenance("painter"))


def test_pictures_of_others_have_no_provenance_of_ours(pixels: np.ndarray) -> None:
    for format in FORMATS:
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, format=format)
        assert read_provenance(buffer.getvalue()) is None


def _with_xmp(pixels: np.ndarray, packet: bytes) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="jpeg", xmp=packet)
    return buffer.getvalue()


def test_hostile_xmp_is_not_expanded(pixels: np.ndarray) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(12)
    )
    started = time.perf_counter()
    for packet in (
        laughs.encode() + b"]><x>&m;</x>",
        b"<x>",
        b"<" * 50_000,
        b"<a>" * 15_000,
        b"\xff\xfe<\x00",
    ):
        assert read_provenance(_with_xmp(pixels, packet)) is None
    assert time.perf_counter() - started < 1


def _png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(b"\x00")), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"GIF89a" + bytes(100),
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe1\xff\xff",
        b"RIFF\xff\xff\xff\xffWEBPVP8 ",
        _png(2**31 - 1, 2**31 - 1),
        _png(20_000, 20_000),
        _png(0, 5),
        _png(4, 4, (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(bytes(200_000_000), 9))),
        bytes(32 * 1024 * 1024 + 1),
    ],
    ids=range(12),
)
def test_files_that_lie_are_refused_with_a_picture_error(data: bytes) -> None:
    with pytest.raises(PictureError) as refusal:
        read_provenance(data)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("format", FORMATS)
def test_damage_anywhere_gives_a_picture_error_or_an_answer(format: Format, pixels: np.ndarray) -> None:
    whole = encode_now(pixels, format=format, provenance=Provenance.of(RECIPE, description=ALT)).data
    chance = random.Random(7)
    for _ in range(400):
        data = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.randrange(1, 6) if data else 0):
            data[chance.randrange(min(len(data), 4000))] = chance.randrange(256)
        try:
            read = read_provenance(bytes(data))
        except PictureError:
            continue
        assert read is None or isinstance(read, Provenance)


def test_a_sheet_shows_every_picture_whole_and_in_its_place(pixels: np.ndarray) -> None:
    dark, light = np.full_like(pixels, 10), np.full_like(pixels, 240)
    shown = sheet([[pixels, dark], [light]], [["ramp", "dark"], ["−1 σ → light"]], row_names=["a", "b"])
    assert shown.dtype == np.uint8
    places = [_find(shown, picture) for picture in (pixels, dark, light)]
    assert places[0][0] == places[1][0] < places[2][0]
    assert places[0][1] == places[2][1] < places[1][1]


def _find(canvas: np.ndarray, picture: np.ndarray) -> tuple[int, int]:
    height, width = picture.shape[:2]
    for y in range(canvas.shape[0] - height + 1):
        for x in range(canvas.shape[1] - width + 1):
            if np.array_equal(canvas[y : y + height, x : x + width], picture):
                return y, x
    raise AssertionError("the picture is not on the sheet")


def test_captions_are_drawn_and_long_ones_stay_below_their_picture(pixels: np.ndarray) -> None:
    bare = strip([pixels, pixels])
    plain = strip([pixels, pixels], ["", ""])
    long = strip([pixels, pixels], ["a very long caption indeed " * 20, ""])
    assert plain.shape[0] > bare.shape[0]
    changed = np.argwhere((plain != long).any(-1))
    assert len(changed) > 50
    assert changed[:, 1].max() <= 8 + 64 + 1


@pytest.mark.parametrize(
    "arguments",
    [
        {"rows": []},
        {"rows": [[]]},
        {"rows": [[np.zeros((4, 4, 3), np.uint8)]], "labels": [["a", "b"]]},
        {"rows": [[np.zeros((4, 4, 3), np.uint8)]], "row_names": []},
        {"rows": [[np.zeros((4, 4, 3), np.uint8)]], "column_names": ["a", "b"]},
        {"rows": [[np.zeros((4, 4), np.uint8)]]},
        {"rows": [[np.zeros((2048, 2048, 3), np.uint8)] * 20]},
    ],
)
def test_a_sheet_that_cannot_be_drawn_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(PictureError):
        sheet(**arguments)


def test_a_picture_knows_its_file_name_and_type(pixels: np.ndarray) -> None:
    named = {f: encode_now(pixels, format=f, provenance=Provenance("painter")) for f in FORMATS}
    assert [named[f].filename_suffix for f in FORMATS] == [".png", ".jpg", ".webp"]
    assert [named[f].mime for f in FORMATS] == ["image/png", "image/jpeg", "image/webp"]
    assert isinstance(named["png"], Picture)
