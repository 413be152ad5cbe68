"""Our own files: safetensors with one JSON document in the metadata that says what the weights are."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import struct
import tempfile
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import safetensors
from safetensors.torch import save_file
from torch import Tensor

from engine.checkpoints.checkpoint import Hints, LazyTensor
from engine.checkpoints.pickle_machine import shorten
from engine.errors import CheckpointError

METADATA_KEY = "facet"
VERSION = 1
PART_PREFIX = ".adding-"
ABANDONED_AFTER = 3600  # seconds
MAX_HEADER = 16 << 20  # bytes
MAX_TEXT = 1000  # characters of a field that is shown to people
FLOATS = {"F64", "F32", "F16", "BF16"}


@dataclass(frozen=True)
class Record:
    """What is written beside the weights when a checkpoint is converted."""

    architecture: str
    hints: Hints
    digest: str  # SHA-256 of hints and tensors
    source: str  # file name it was converted from
    source_sha256: str
    origin: str
    licence_note: str

    def to_json(self) -> str:
        return json.dumps({"version": VERSION, **asdict(self)}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Record:
        """CheckpointError where a field is missing, unknown or of another type."""
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            raise CheckpointError(f"its metadata field {METADATA_KEY!r} is no JSON") from None
        if not isinstance(document, dict) or document.pop("version", None) != VERSION:
            raise CheckpointError(
                "its metadata has a version that this program does not know; add the model anew"
            )
        hints = document.pop("hints", None)
        texts = [field.name for field in fields(cls) if field.name != "hints"]
        if sorted(document) != sorted(texts):
            raise CheckpointError("its metadata lacks a field or has one too many")
        for name in texts:
            text = document[name]
            if not isinstance(text, str) or not text.isprintable() or len(text) > MAX_TEXT:
                raise CheckpointError(f"its metadata field {name} is no line of text")
        return cls(hints=_hints(hints), **document)


def _hints(document: Any) -> Hints:
    names = {field.name for field in fields(Hints)}
    if not isinstance(document, dict) or set(document) != names:
        raise CheckpointError("its metadata has other hints than this program knows")
    for name, value in document.items():
        kinds: tuple[Any, ...] = (int,) if name == "filter_size" else (int, float)
        if type(value) not in kinds and not (name == "clamp" and value is None):
            raise CheckpointError(f"its metadata field {name} is no number")
    return Hints(**document)


def read_safetensors(path: Path) -> tuple[dict[str, LazyTensor], Record | None]:
    """Tensors, and the record where the file is one of ours."""
    _check_header(path)
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: _lazy(path, name, file.get_slice(name)) for name in file.keys()}  # noqa: SIM118
    except (safetensors.SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(f"the safetensors file is damaged ({shorten(str(error))})") from None
    text = metadata.get(METADATA_KEY)
    return tensors, None if text is None else Record.from_json(text)


def _check_header(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(8)
    length = struct.unpack("<Q", head)[0] if len(head) == 8 else 0
    if not 2 <= length <= min(MAX_HEADER, path.stat().st_size - 8):
        raise CheckpointError(f"the safetensors header claims {length:,} bytes")


def _lazy(path: Path, name: str, entry: Any) -> LazyTensor:
    if entry.get_dtype() not in FLOATS:
        raise CheckpointError(f"{shorten(name)} has the type {entry.get_dtype()}; weights are floating point")

    shape = tuple(entry.get_shape())

    def load() -> Tensor:
        try:
            with safetensors.safe_open(path, framework="pt") as file:
                values = file.get_tensor(name)
        except (safetensors.SafetensorError, OSError):
            values = None
        if values is None or tuple(values.shape) != shape:
            raise CheckpointError(f"{shorten(name)} is gone; the file was changed while it was read")
        return values.float().contiguous()

    return LazyTensor(shape, load)


def write_safetensors(path: Path, tensors: dict[str, Tensor], record: Record) -> None:
    """Writes the whole file or nothing; an existing one is never replaced (FileExistsError).

    OSError where it cannot be written, as on a full disk.
    """
    _remove_abandoned(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=PART_PREFIX, suffix=path.suffix)
    os.close(handle)
    part = Path(name)
    try:
        save_file(tensors, part, metadata={METADATA_KEY: record.to_json()})
        part.chmod(0o644)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        _publish(part, path)
    except safetensors.SafetensorError as error:  # what the system said, in its own words
        raise OSError(errno.EIO, shorten(str(error))) from None
    finally:
        part.unlink(missing_ok=True)


def _publish(part: Path, path: Path) -> None:
    try:
        os.link(part, path)  # unlike a rename, this fails where the name is taken
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError(path) from None
        part.rename(path)


def _remove_abandoned(folder: Path) -> None:
    """Parts that a killed process left; one that is being written is younger."""
    for part in folder.glob(f"{PART_PREFIX}*"):
        with contextlib.suppress(FileNotFoundError):  # another process clears away too
            if time.time() - part.stat().st_mtime > ABANDONED_AFTER:
                part.unlink()
