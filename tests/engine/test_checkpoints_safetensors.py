"""Hostile safetensors: the header is the only part that could lie, and it is believed in nothing."""

from __future__ import annotations

import json
import random
import struct
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import CheckpointError, load_generator
from tests.engine.checkpoint_files import PARITY

GOOD = (PARITY / "stylegan2_resnet" / "weights.safetensors").read_bytes()
LENGTH = struct.unpack("<Q", GOOD[:8])[0]
BODY = GOOD[8 + LENGTH :]
Header = dict[str, Any]


def header() -> Header:
    return json.loads(GOOD[8 : 8 + LENGTH])  # type: ignore[no-any-return]


def write(path: Path, head: Header | bytes, body: bytes = BODY, *, length: int | None = None) -> Path:
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + body)
    return path


def two_largest(head: Header) -> tuple[str, str]:
    names = sorted(head, key=lambda name: -head[name].get("data_offsets", [0, 0])[1])
    return names[0], names[1]


def overlapping(head: Header) -> None:
    first, second = two_largest(head)
    head[second]["data_offsets"] = head[first]["data_offsets"]
    head[second]["shape"] = head[first]["shape"]


def backwards(head: Header) -> None:
    name = two_largest(head)[0]
    head[name]["data_offsets"] = head[name]["data_offsets"][::-1]


def beyond(head: Header) -> None:
    name = two_largest(head)[0]
    begin, end = head[name]["data_offsets"]
    head[name]["data_offsets"] = [begin + (1 << 40), end + (1 << 40)]


def negative(head: Header) -> None:
    head[two_largest(head)[0]]["data_offsets"][0] = -8


def huge_shape(head: Header) -> None:
    head[two_largest(head)[0]]["shape"] = [1 << 40, 1 << 40]


def overflowing_shape(head: Header) -> None:
    head[two_largest(head)[0]]["shape"] = [1 << 32, 1 << 32, 4]  # 2^66 is 4 modulo 2^64


def empty_shape(head: Header) -> None:
    name = two_largest(head)[0]
    head[name]["shape"] = [0, *head[name]["shape"]]


def many_axes(head: Header) -> None:
    head[two_largest(head)[0]]["shape"] += [1] * 100_000


def another_type(head: Header) -> None:
    head[two_largest(head)[0]]["dtype"] = "I32"


def unknown_type(head: Header) -> None:
    head[two_largest(head)[0]]["dtype"] = "OBJECT"


def a_hole(head: Header) -> None:
    del head[two_largest(head)[0]]


def a_million_names(head: Header) -> None:
    head.update({f"x{i}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for i in range(100_000)})


def endless_name(head: Header) -> None:
    head["n" * 5_000_000] = head.pop(two_largest(head)[1])


def numbers_as_metadata(head: Header) -> None:
    head["__metadata__"] = {"facet": 7}


def nested_metadata(head: Header) -> None:
    head["__metadata__"] = {"facet": "{" * 50_000}


LIES: list[Callable[[Header], None]] = [
    overlapping,
    backwards,
    beyond,
    negative,
    huge_shape,
    overflowing_shape,
    empty_shape,
    many_axes,
    another_type,
    unknown_type,
    a_hole,
    a_million_names,
    endless_name,
    numbers_as_metadata,
    nested_metadata,
]


def refusal(path: Path) -> str:
    """The one line of a refusal that came soon and in little memory."""
    size = path.stat().st_size
    started = time.monotonic()
    tracemalloc.start()
    try:
        with pytest.raises(CheckpointError) as caught:
            load_generator(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < 20  # tracing slows it several times
    assert peak < 4 * size + (64 << 20)
    text = str(caught.value)
    assert "\n" not in text
    assert len(text) < 600
    assert text.startswith(path.name)
    return text


def test_the_whole_file_is_read(tmp_path: Path) -> None:
    assert load_generator(write(tmp_path / "good.safetensors", header())).resolution == 32


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_header_that_lies_is_refused(lie: Callable[[Header], None], tmp_path: Path) -> None:
    head = header()
    lie(head)
    refusal(write(tmp_path / "file.safetensors", head))


def test_lengths_and_texts_that_are_no_header_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.safetensors"
    whole = json.dumps(header()).encode()
    for length in (0, 1, len(whole) - 1, len(whole) + 1, len(GOOD), 1 << 24, 1 << 40, (1 << 64) - 1):
        refusal(write(path, whole, length=length))
    for text in (b"{" * 200_000, b'{"a":' * 100_000, b"{]", b'{"a": 1}', b'{"a": {}}', b"{\xff\xfe}"):
        refusal(write(path, text))
    refusal(write(path, header(), BODY[:-4]))
    refusal(write(path, header(), BODY + bytes(4)))


def test_shuffled_entries_are_read_or_refused_but_never_harm(tmp_path: Path) -> None:
    """Every value of the header swapped with others of its kind, many times over."""
    dice = random.Random("entries")
    path = tmp_path / "file.safetensors"
    refusals = []
    for _ in range(150):
        head = header()
        names = [name for name in head if name != "__metadata__"]
        for _ in range(dice.choice([1, 2, 10])):
            first, second = dice.sample(names, 2)
            field = dice.choice(["dtype", "shape", "data_offsets"])
            head[first][field], head[second][field] = head[second][field], head[first][field]
        try:
            load_generator(write(path, head))
        except CheckpointError as error:
            refusals.append(str(error))
    assert len(refusals) > 50
    assert not any("\n" in text for text in refusals)
