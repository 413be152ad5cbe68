"""The bytes behind attachments, and the signed links that lead to them for a day."""

from __future__ import annotations

import asyncio
import hmac
import io
import mimetypes
import os
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image

from bot.mock_gateway.errors import StateFileError
from bot.mock_gateway.models import Attachment
from bot.mock_gateway.world import now

PICTURE_TYPES = {"image/png", "image/jpeg", "image/webp", "image/gif"}


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart request."""

    filename: str
    content_type: str
    data: bytes


class AttachmentStore:
    """Keeps the bytes in a folder, or in memory when there is none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._memory: dict[int, bytes] = {}

    async def keep(self, identifier: int, data: bytes) -> None:
        """On return the bytes survive a killed process, where there is a folder."""
        if self._folder is None:
            self._memory[identifier] = data
        else:
            await asyncio.to_thread(self._write, self._folder / str(identifier), data)

    async def read(self, identifier: int) -> bytes | None:
        if self._folder is None:
            return self._memory.get(identifier)
        return await asyncio.to_thread(self._read, self._folder / str(identifier))

    def sweep(self, wanted: Iterable[int]) -> None:
        """Delete files that no message speaks of: their process died before the message was saved."""
        if self._folder is None or not self._folder.is_dir():
            return
        names = {str(identifier) for identifier in wanted}
        for path in self._folder.iterdir():
            if path.name not in names:
                path.unlink(missing_ok=True)

    async def forget(self, identifier: int) -> None:
        self._memory.pop(identifier, None)
        if self._folder is not None:
            await asyncio.to_thread((self._folder / str(identifier)).unlink, missing_ok=True)

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        fresh = path.with_name(path.name + ".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(data)
            os.replace(fresh, path)
        except OSError as reason:
            raise StateFileError(f"cannot keep an attachment in {path.parent}: {reason.strerror}") from reason

    @staticmethod
    def _read(path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


class Links:
    """Attachment links that expire, as Discord's do: `?ex=…&is=…&hm=…`, times in hexadecimal."""

    def __init__(self, secret: str, lifetime: float) -> None:
        self.base = ""  # "http://host:port", known once the server listens
        self._secret = secret.encode()
        self._lifetime = lifetime

    def to(self, channel_id: int, attachment: Attachment) -> str:
        issued = int(now())
        path = f"/attachments/{channel_id}/{attachment.id}/{quote(attachment.filename)}"
        query = f"ex={int(issued + self._lifetime):x}&is={issued:x}"
        return f"{self.base}{path}?{query}&hm={self._signature(attachment.id, query)}&"

    def holds(self, attachment_id: int, ex: str, issued: str, signature: str) -> bool:
        """Whether a link is ours and not yet out of date."""
        expected = self._signature(attachment_id, f"ex={ex}&is={issued}")
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            return False
        return int(ex, 16) > now()

    def _signature(self, attachment_id: int, query: str) -> str:
        return hmac.new(self._secret, f"{attachment_id}?{query}".encode(), "sha256").hexdigest()


async def described(identifier: int, upload: Upload, description: str | None) -> Attachment:
    """The record of an uploaded file; a picture's size is read from its header, off the event loop."""
    content_type = mimetypes.guess_type(upload.filename)[0] or "application/octet-stream"
    size = await asyncio.to_thread(_dimensions, upload.data) if content_type in PICTURE_TYPES else None
    return Attachment(
        id=identifier,
        filename=safe_filename(upload.filename),
        size=len(upload.data),
        content_type=content_type,
        description=description,
        width=size[0] if size else None,
        height=size[1] if size else None,
    )


def safe_filename(name: str) -> str:
    """Discord's own tidying: spaces become underscores, everything unusual goes."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1].replace(" ", "_")
    return re.sub(r"[^\w.\-]", "", name)[-255:].lstrip(".") or "unknown"


def _dimensions(data: bytes) -> tuple[int, int] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:  # reads the header only
                return picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
