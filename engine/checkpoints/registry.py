"""Tells a checkpoint's format and architecture from its contents, never from its name."""

from __future__ import annotations

import contextlib
import mmap
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.checkpoints import nvidia, state_dicts, tensorflow
from engine.checkpoints.building import assemble
from engine.checkpoints.checkpoint import Checkpoint, Hints, LazyTensor
from engine.checkpoints.native import Record, read_safetensors
from engine.checkpoints.pickle_machine import read_pickle
from engine.checkpoints.torch_files import read_torch_archive, read_torch_stream
from engine.errors import CheckpointError

MAX_FILE = 16 << 30  # bytes
PICKLES = {**nvidia.ALLOWED, **tensorflow.ALLOWED}


def read_checkpoint(path: Path, *, refusals: list[str] | None = None) -> tuple[Checkpoint, Record | None]:
    """The generator in a file and, where the file is one of ours, the record of its conversion.

    Tensors stay in the file until they are asked for. CheckpointError names what was refused; with
    `refusals` given, all refused globals are collected there before the file is judged.
    """
    size = _check_file(path)
    try:
        with path.open("rb") as file:
            head = file.read(9)
        if head[8:9] == b"{":
            tensors, record = read_safetensors(path)
            return _of_safetensors(tensors, record), record
        with _mapped(path, size) as data:
            return _of_pickle(data, head, refusals), None
    except OSError as error:
        raise CheckpointError(f"it cannot be read: {error.strerror or error}") from None


def _check_file(path: Path) -> int:
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CheckpointError(f"it cannot be read: {reason}") from None
    if not stat.S_ISREG(status.st_mode):
        raise CheckpointError("it is not a regular file")
    if not 16 <= status.st_size <= MAX_FILE:
        raise CheckpointError(f"it has {status.st_size:,} bytes, which no checkpoint has")
    return status.st_size


@contextlib.contextmanager
def _mapped(path: Path, size: int) -> Iterator[memoryview]:
    """The file as a view. The map lives as long as a tensor refers to it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        mapped = mmap.mmap(handle, size, access=mmap.ACCESS_READ)
    except ValueError as error:  # it is shorter by now
        raise CheckpointError(f"it cannot be read: {error}") from None
    finally:
        os.close(handle)
    yield memoryview(mapped)


def _of_safetensors(tensors: dict[str, LazyTensor], record: Record | None) -> Checkpoint:
    if record is not None:
        return assemble(tensors, record.hints, record.origin, record.licence_note)
    average = tensors.pop("latent_avg", None)
    return assemble(*state_dicts.of_tensors(tensors, average))


def _of_pickle(data: memoryview, head: bytes, refusals: list[str] | None) -> Checkpoint:
    network: tuple[dict[str, LazyTensor], Hints, str, str]
    if head.startswith(b"PK"):
        value: Any = read_torch_archive(data, state_dicts.ALLOWED, refusals)
        network = state_dicts.network_of(value)
    elif head[:1] != b"\x80":
        raise CheckpointError("it is none of the known formats (pickle, torch archive, safetensors)")
    elif head[2:3] == b"\x8a":  # a stream of torch.save begins with a long integer, its magic number
        network = state_dicts.network_of(read_torch_stream(data, state_dicts.ALLOWED, refusals))
    else:
        value, _ = read_pickle(data, PICKLES, refusals=refusals)
        network = _of_snapshot(value)
    return assemble(*network)


def _of_snapshot(value: Any) -> tuple[dict[str, LazyTensor], Hints, str, str]:
    if nvidia.is_snapshot(value):
        return *nvidia.network_of(value), nvidia.ORIGIN, nvidia.LICENCE_NOTE
    if tensorflow.is_snapshot(value):
        return tensorflow.network_of(value)
    if type(value) is dict:
        keys = ", ".join(sorted(key for key in value if isinstance(key, str) and key.isidentifier())[:8])
        raise CheckpointError(f"it has no network G_ema; its entries are: {keys[:200] or 'none'}")
    raise CheckpointError(f"it holds a {type(value).__name__}, which is no snapshot of a known program")
