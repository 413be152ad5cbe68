"""However a checkpoint is damaged, reading it soon ends in a typed error or a generator, in little memory."""

from __future__ import annotations

import itertools
import pickletools
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from engine import CheckpointError
from engine.checkpoints import read_checkpoint
from engine.checkpoints.building import load_tensors
from engine.checkpoints.pickle_machine import OPERATIONS
from tests.engine.checkpoint_files import (
    PARITY,
    write_nvidia,
    write_oldest_pggan,
    write_pggan,
    write_rosinality,
    write_tensorflow_stylegan2,
)

ROUNDS = 120  # damaged copies of each file
SLOW = 5.0  # seconds for one copy; they take hundredths

WRITERS: dict[str, Callable[[Path], None]] = {
    "nvidia stylegan2": lambda path: write_nvidia(path, "stylegan2_resnet"),
    "nvidia stylegan3": lambda path: write_nvidia(path, "stylegan3_r"),
    "tensorflow stylegan2": lambda path: write_tensorflow_stylegan2(path, "stylegan2_resnet"),
    "pggan": lambda path: write_pggan(path),
    "oldest pggan": write_oldest_pggan,
    "rosinality archive": lambda path: write_rosinality(path, training=True),
    "rosinality stream": lambda path: write_rosinality(path, training=False, archive=False),
    "safetensors": lambda path: _copy(PARITY / "stylegan2_resnet" / "weights.safetensors", path),
}


def _copy(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())


def truncate(data: bytearray, dice: random.Random) -> bytearray:
    return data[: dice.randrange(16, len(data))]


def flip_bits(data: bytearray, dice: random.Random) -> bytearray:
    for _ in range(dice.choice([1, 1, 4, 64, 1024])):
        data[structure(data, dice)] ^= 1 << dice.randrange(8)
    return data


def set_bytes(data: bytearray, dice: random.Random) -> bytearray:
    """Lengths and counts at their extremes."""
    for _ in range(dice.choice([1, 2, 8])):
        at = structure(data, dice)
        value = dice.choice([b"\xff", b"\x00", b"\x7f\xff\xff\xff", b"\xff" * 8, b"\x00" * 8])
        data[at : at + len(value)] = value
    return data[: len(data)]


def swap_opcodes(data: bytearray, dice: random.Random) -> bytearray:
    codes = list(OPERATIONS)
    places = [at for at in (structure(data, dice) for _ in range(400)) if data[at] in OPERATIONS]
    for at in places[: dice.choice([1, 5, 50])]:
        data[at] = dice.choice(codes)
    return data


def move_block(data: bytearray, dice: random.Random) -> bytearray:
    length = dice.choice([1, 7, 100, 5000])
    at, to = structure(data, dice), structure(data, dice)
    block = data[at : at + length]
    if dice.random() < 0.5:
        del data[at : at + length]
    data[to:to] = block
    return data


def reorder_opcodes(data: bytearray, dice: random.Random) -> bytearray:
    """Whole opcodes with their arguments in another order, doubled or left out, so that the stream parses."""
    begin = data.find(b"\x80")
    try:
        places = [place for _, _, place in pickletools.genops(bytes(data[begin:])) if place is not None]
    except ValueError:  # not a pickle, or something behind one
        return move_block(data, dice)
    parts = [bytes(data[begin + a : begin + b]) for a, b in itertools.pairwise(places)]
    for _ in range(dice.choice([1, 1, 3, 30])):
        at, length = dice.randrange(len(parts)), dice.choice([1, 1, 2, 10, 200])
        block = parts[at : at + length]
        kind = dice.random()
        if kind < 0.4:
            parts[at : at + length] = dice.sample(block, len(block))
        elif kind < 0.6:
            del parts[at : at + length]
        elif kind < 0.8:
            parts[dice.randrange(len(parts)) : 0] = block
        else:
            other = dice.randrange(len(parts))
            parts[at], parts[other] = parts[other], parts[at]
        parts = parts or [b"N"]
    return bytearray(data[:begin] + b"".join(parts) + data[begin + places[-1] :])


def structure(data: bytearray, dice: random.Random) -> int:
    """A place in the file, by preference near its ends and near names, where it is more than numbers."""
    kind = dice.random()
    if kind < 0.3:
        return dice.randrange(min(len(data), 2000))
    if kind < 0.5:
        return len(data) - 1 - dice.randrange(min(len(data), 2000))
    anchor = data.find(
        dice.choice([b"_buffers", b"weight", b"torch", b"numpy", b"Storage", b"bias"]),
        dice.randrange(len(data)),
    )
    near = anchor + dice.randrange(-30, 60) if anchor >= 0 else dice.randrange(len(data))
    return min(max(near, 0), len(data) - 1)  # fmt: skip


DAMAGES = [truncate, flip_bits, set_bytes, swap_opcodes, move_block, reorder_opcodes]


@pytest.mark.parametrize("kind", list(WRITERS))
def test_a_damaged_file_is_refused_or_read_but_never_harms(kind: str, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    WRITERS[kind](whole)
    original = whole.read_bytes()
    path = tmp_path / "damaged"
    dice = random.Random(f"damage {kind}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusals: list[str] = []
    for _ in range(ROUNDS):
        damage = dice.choice(DAMAGES)
        path.write_bytes(damage(bytearray(original), dice))
        started = time.monotonic()
        try:
            with torch.inference_mode():
                load_tensors(read_checkpoint(path)[0])
        except CheckpointError as error:
            refusals.append(str(error))
        assert time.monotonic() - started < SLOW, damage.__name__
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
    assert grown < 2 * len(original) + (64 << 20)
    assert len(refusals) > ROUNDS // 4  # the damage was real
    assert all(text and "\n" not in text for text in refusals)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["damaged", "whole"]
