"""The state file: one JSON record a line, appended before anything is acknowledged.

A killed process loses nothing that was answered: every line is handed to the operating system as one
write. A line torn by a crash can only be the last and is dropped; the file is rewritten, atomically,
whenever it is opened and whenever most of its lines are out of date. One process at a time holds it.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from bot.mock_gateway.errors import StateFileBusyError, StateFileError
from bot.mock_gateway.models import Json

if os.name == "posix":
    import fcntl

HEADER: Json = {"format": "mock-gateway-state", "version": 1}
MIN_LINES_BEFORE_REWRITE = 2_000


class Journal:
    """An append-only log of records, each known by its kind and id."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None
        self._lock: IO[bytes] | None = None
        self._lines = 0
        self._live: set[tuple[str, int]] = set()

    def open(self) -> list[tuple[str, Json]]:
        """Lock the file and read what is in it: the newest value of every record, oldest first."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self._locked()
            records = self._read()
            self._rewrite(records, sync=True)
        except OSError as reason:
            self.close()
            raise StateFileError(f"cannot use the state file {self.path}: {reason.strerror}") from reason
        except StateFileError:
            self.close()
            raise
        return records

    def put(self, kind: str, value: Json) -> None:
        self._live.add((kind, int(value["id"])))
        self._append({"put": kind, "value": value})

    def drop(self, kind: str, identifier: int) -> None:
        self._live.discard((kind, identifier))
        self._append({"drop": kind, "id": identifier})

    @property
    def worth_rewriting(self) -> bool:
        return self._lines > MIN_LINES_BEFORE_REWRITE and self._lines > 4 * len(self._live)

    def rewrite(self, records: Iterable[tuple[str, Json]]) -> None:
        """Replace the file by these records alone."""
        try:
            self._rewrite(list(records), sync=False)  # waiting for the disk would hold everyone up
        except OSError as reason:
            raise StateFileError(f"cannot write the state file {self.path}: {reason.strerror}") from reason

    def close(self) -> None:
        for file in (self._file, self._lock):
            if file is not None:
                file.close()
        self._file = self._lock = None

    def _locked(self) -> IO[bytes]:
        """A separate lock file, because the state file itself is replaced when it is rewritten."""
        lock = self.path.with_name(self.path.name + ".lock").open("ab")
        if os.name == "posix":
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as reason:
                lock.close()
                raise StateFileBusyError(
                    f"the state file {self.path} is in use by another gateway; stop that one first"
                ) from reason
        return lock

    def _read(self) -> list[tuple[str, Json]]:
        if not self.path.exists():
            return []
        lines = self.path.read_bytes().split(b"\n")
        torn = lines.pop()  # whatever follows the last newline never finished
        entries = [self._parsed(number, line) for number, line in enumerate(lines, start=1)]
        if not entries:
            if torn and not json.dumps(HEADER).encode().startswith(torn):
                raise StateFileError(f"{self.path} is no state file of the gateway; name another file")
            return []
        if entries[0] != HEADER:
            raise StateFileError(f"{self.path} is no state file of this version; name another file")
        newest: dict[tuple[str, int], Json] = {}
        for number, entry in enumerate(entries[1:], start=2):
            self._replay(number, entry, newest)
        return [(kind, value) for (kind, _), value in newest.items()]

    def _parsed(self, number: int, line: bytes) -> object:
        try:
            return json.loads(line)
        except ValueError as reason:
            raise StateFileError(
                f"{self.path} is damaged at line {number}; move it away to start afresh"
            ) from reason

    def _replay(self, number: int, entry: object, newest: dict[tuple[str, int], Json]) -> None:
        match entry:
            case {"put": str(kind), "value": {"id": int(identifier)} as value}:
                newest[kind, identifier] = dict(value)
            case {"drop": str(kind), "id": int(identifier)}:
                newest.pop((kind, identifier), None)
            case _:
                raise StateFileError(f"{self.path} is damaged at line {number}; move it away to start afresh")

    def _rewrite(self, records: list[tuple[str, Json]], *, sync: bool) -> None:
        fresh = self.path.with_name(self.path.name + ".new")
        with fresh.open("wb") as file:
            file.write(_line(HEADER))
            for kind, value in records:
                file.write(_line({"put": kind, "value": value}))
            file.flush()
            if sync:
                os.fsync(file.fileno())
        if self._file is not None:
            self._file.close()
        os.replace(fresh, self.path)
        self._file = self.path.open("ab", buffering=0)
        self._lines = len(records) + 1
        self._live = {(kind, int(value["id"])) for kind, value in records}

    def _append(self, entry: Json) -> None:
        if self._file is None:
            return  # closed: the gateway is going down
        line, end = _line(entry), self._file.seek(0, os.SEEK_END)
        try:
            if self._file.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as reason:
            self._file.truncate(end)  # half a line in the middle would spoil the file
            raise StateFileError(f"cannot write the state file {self.path}: {reason.strerror}") from reason
        self._lines += 1


def _line(entry: Json) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
