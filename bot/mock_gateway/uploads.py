"""Reading request bodies: JSON, or multipart with `payload_json` and `files[n]`, within the size limits."""

from __future__ import annotations

import json
import re

from aiohttp import BodyPartReader, web

from bot.mock_gateway.api_errors import ApiError, too_large
from bot.mock_gateway.attachments import Upload
from bot.mock_gateway.settings import MAX_FILE_BYTES, MAX_REQUEST_BYTES

FILE_FIELD = re.compile(r"files?(?:\[(\d{1,3})\])?")
CHUNK_BYTES = 256 * 1024


async def read_json(request: web.Request) -> object:
    """Raises ApiError: 50109 for what is no JSON, 40005 for too much of it."""
    return _parsed(await _body(request))


async def read_form(request: web.Request) -> tuple[object, dict[int, Upload]]:
    """The JSON part of a request and its files by number, whichever of the two encodings it came in."""
    if not request.content_type.startswith("multipart/"):
        return await read_json(request), {}
    if (request.content_length or 0) > MAX_REQUEST_BYTES:
        raise too_large()
    payload: object = {}
    files: dict[int, Upload] = {}
    budget = MAX_REQUEST_BYTES
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            data = await _part(part, min(budget, MAX_FILE_BYTES))
            budget -= len(data)
            found = FILE_FIELD.fullmatch(part.name or "")
            if part.name == "payload_json":
                payload = _parsed(data)
            elif found:
                number = int(found[1]) if found[1] else len(files)
                files[number] = Upload(part.filename or "unknown", part.headers.get("Content-Type", ""), data)
    except (ValueError, AssertionError) as reason:
        raise ApiError(400, 50035, "Invalid Form Body") from reason
    return payload, files


async def _body(request: web.Request) -> bytes:
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise too_large() from None


async def _part(part: BodyPartReader, limit: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(CHUNK_BYTES):
        data += chunk
        if len(data) > limit:
            raise too_large()
    return bytes(part.decode(bytes(data)))


def _parsed(data: bytes) -> object:
    if not data:
        return {}
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from None
