"""Files of `torch.save` as data: the zip archives of today and the plain streams of before torch 1.6.

Archives are never unpacked: their members must be stored uncompressed, and tensors are views into the file.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Mapping
from typing import Any

from engine.checkpoints.pickle_machine import ALLOWANCE, StandIn, read_pickle, shorten
from engine.checkpoints.pickled_arrays import STORAGES, Storage, item_size, storage_of
from engine.errors import CheckpointError

STREAM_MAGIC = 0x1950A86A20F9469CFC6C
MAX_MEMBERS = 20_000
NESTED_OPERATIONS = 200  # one storage takes about forty
MAX_PICKLE = 64 << 20  # bytes; tensors are not inside it


class Namespace:
    """argparse.Namespace: the arguments of a training run, kept as inert values."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def take_state(self, state: Any) -> None:
        if type(state) is not dict:
            raise CheckpointError("argparse.Namespace has a state that is no dict")
        self.values = state


# Streams


def read_torch_stream(
    data: memoryview,
    allowed: Mapping[str, StandIn],
    refusals: list[str] | None = None,
    *,
    allowance: int = ALLOWANCE,  # operations of each of its pickles
) -> Any:
    """A stream: magic number, version, machine, the object, storage keys, then the storages one by one."""
    position = 0

    def next_pickle(names: Mapping[str, StandIn], persistent: Any = None) -> Any:
        nonlocal position
        value, length = read_pickle(
            data[position:], names, persistent=persistent, refusals=refusals, allowance=allowance
        )
        position += length
        return value

    if next_pickle({}) != STREAM_MAGIC or next_pickle({}) != 1001:
        raise CheckpointError("it is no stream of torch.save")
    machine = next_pickle({})
    if type(machine) is not dict or machine.get("little_endian") is not True:
        raise CheckpointError("its tensors were saved on a big-endian machine")
    storages: dict[str, Storage] = {}

    def storage(identity: Any) -> Storage:
        if not isinstance(identity, tuple) or len(identity) not in (5, 6) or identity[0] != "storage":
            raise CheckpointError("the pickle refers to something that is no tensor storage")
        if len(identity) == 6 and identity[5] is not None:
            raise CheckpointError("views of tensor storages are not supported")
        key = identity[2]
        if not isinstance(key, str):
            raise CheckpointError("a tensor storage has no key")
        found = storage_of(identity[1], identity[4], len(data))
        known = storages.setdefault(key, found)
        if (known.dtype, known.numel) != (found.dtype, found.numel):
            raise CheckpointError(f"tensor storage {shorten(key)} is declared twice")
        return known

    value = next_pickle({**allowed, **STORAGES}, storage)
    keys = next_pickle({})
    if type(keys) is not list or not all(isinstance(key, str) for key in keys):
        raise CheckpointError("the storage keys are damaged")
    if sorted(keys) != sorted(storages):
        raise CheckpointError("the storage keys are not those that the object refers to")
    for key in keys:
        found = storages[key]
        size = found.numel * item_size(found.dtype)
        header = data[position : position + 8]
        if len(header) < 8 or struct.unpack("<q", header)[0] != found.numel:
            raise CheckpointError(f"tensor storage {shorten(key)} is damaged or cut off")
        found.fill(data[position + 8 : position + 8 + size])
        position += 8 + size
    return value


def load_from_bytes(raw: Any) -> Storage:
    """The stand-in for torch.storage._load_from_bytes, which would be a full torch.load of nested bytes."""
    if not isinstance(raw, memoryview):
        raise CheckpointError("torch.storage._load_from_bytes is given something that is not bytes")
    value = read_torch_stream(raw, {}, allowance=NESTED_OPERATIONS)
    if not isinstance(value, Storage):
        raise CheckpointError("torch.storage._load_from_bytes holds something that is no tensor storage")
    return value


# Archives


def read_torch_archive(
    data: memoryview, allowed: Mapping[str, StandIn], refusals: list[str] | None = None
) -> Any:
    """An archive: `NAME/data.pkl` with the object and `NAME/data/KEY` with the storages."""
    members = archive_members(data)
    pickles = [name for name in members if name.count("/") == 1 and name.endswith("/data.pkl")]
    if len(pickles) != 1:
        raise CheckpointError("the archive has no data.pkl; it was not made by torch.save")
    root = pickles[0].removesuffix("data.pkl")
    if any(name.startswith(f"{root}code/") for name in members):
        raise CheckpointError("the archive holds a TorchScript program; only tensors are read")
    if bytes(members.get(f"{root}byteorder", b"little")) != b"little":
        raise CheckpointError("its tensors were saved on a big-endian machine")

    def storage(identity: Any) -> Storage:
        if not isinstance(identity, tuple) or len(identity) != 5 or identity[0] != "storage":
            raise CheckpointError("the pickle refers to something that is no tensor storage")
        key = identity[2]
        member = members.get(f"{root}data/{key}") if isinstance(key, str) else None
        if member is None:
            raise CheckpointError(
                f"the archive has no data/{shorten(str(key)) if isinstance(key, str) else ''}"
            )
        found = storage_of(identity[1], identity[4], len(member))
        found.fill(member)
        return found

    pickle = members[pickles[0]]
    if len(pickle) > MAX_PICKLE:
        raise CheckpointError(f"data.pkl has {len(pickle):,} bytes; no checkpoint needs so many")
    value, _ = read_pickle(pickle, {**allowed, **STORAGES}, persistent=storage, refusals=refusals)
    return value


def archive_members(data: memoryview) -> dict[str, memoryview]:
    """Every file in a zip archive as a view, by name; CheckpointError unless all are plainly stored."""
    _check_directory_size(data)
    try:
        with zipfile.ZipFile(_ViewFile(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError) as error:
        raise CheckpointError(f"the zip archive is damaged ({shorten(str(error))})") from None
    if len(entries) > MAX_MEMBERS:
        raise CheckpointError(
            f"the archive has a directory of {len(entries):,} files; no checkpoint needs so many"
        )
    members: dict[str, memoryview] = {}
    for entry in entries:
        if entry.filename in members:
            raise CheckpointError(f"the archive holds {shorten(entry.filename)} twice")
        _check_entry(entry)
        members[entry.filename] = _entry_data(data, entry)
    if sum(len(member) for member in members.values()) > len(data):
        raise CheckpointError("the archive's members overlap; it would unpack to more than the file holds")
    return members


def _check_directory_size(data: memoryview) -> None:
    """Bounds the number of entries before the directory is parsed: each takes at least 46 bytes of it."""
    tail = bytes(data[-(22 + 65535) :])
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise CheckpointError("the zip archive is cut off: it has no directory")
    size = struct.unpack_from("<I", tail, at + 12)[0]
    if tail[at - 20 : at - 16] == b"PK\x06\x07" and at >= 20:  # the 64-bit form has another record before it
        record = struct.unpack_from("<Q", tail, at - 12)[0]
        if record + 56 > len(data) or bytes(data[record : record + 4]) != b"PK\x06\x06":
            raise CheckpointError("the zip archive's 64-bit directory is damaged")
        size = max(struct.unpack_from("<Q", data, record + 40)[0], 0 if size == 0xFFFFFFFF else size)
    if size > MAX_MEMBERS * 128:
        raise CheckpointError(
            f"the archive has a directory of {size:,} bytes; no checkpoint needs so many files"
        )


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ":" in name or ".." in parts or len(name) > 256:
        raise CheckpointError(f"the archive holds {shorten(name)!r}, a path that leads out of it")
    if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
        raise CheckpointError(f"the archive holds {shorten(name)} compressed; torch.save never does that")
    if entry.flag_bits & 1:
        raise CheckpointError(f"the archive holds {shorten(name)} encrypted")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise CheckpointError(f"the archive holds {shorten(name)}, a symbolic link")


def _entry_data(data: memoryview, entry: zipfile.ZipInfo) -> memoryview:
    start = entry.header_offset
    header = data[start : start + 30]
    if start < 0 or len(header) < 30 or bytes(header[:4]) != b"PK\x03\x04":
        raise CheckpointError(f"the archive's {shorten(entry.filename)} is damaged")
    name_length, extra_length = struct.unpack_from("<HH", header, 26)
    begin = start + 30 + name_length + extra_length
    end = begin + entry.file_size
    if end > len(data):
        raise CheckpointError(f"the archive's {shorten(entry.filename)} is cut off")
    return data[begin:end]


class _ViewFile(io.RawIOBase):
    """A read-only file over a view, so that zipfile reads the directory without a copy of the archive."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._data)}[whence]
        if at < 0:
            raise ValueError("negative position")
        self._at = at
        return at

    def read(self, size: int = -1) -> bytes:
        end = len(self._data) if size is None or size < 0 else self._at + size
        chunk = bytes(self._data[self._at : end])
        self._at += len(chunk)
        return chunk

    def tell(self) -> int:
        return self._at
