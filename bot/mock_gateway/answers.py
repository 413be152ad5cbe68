"""JSON answers exactly as Discord sends them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.mock_gateway.api_errors import ApiError


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """A JSON answer, or an empty 204 for None.

    The body goes out as bytes: discord.py wants the content type to be `application/json` and no more.
    """
    if body is None:
        return web.Response(status=204, headers=headers)
    data = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(body=data, status=status, content_type="application/json", headers=headers)


def refusal(error: ApiError, headers: Mapping[str, str] | None = None) -> web.Response:
    return answer(error.body, error.status, headers)


def rate_limited(
    retry_after: float, *, everywhere: bool = False, headers: Mapping[str, str] | None = None
) -> web.Response:
    """A 429 as Discord's own servers give it; `Via` tells it from the firewall's."""
    body = {
        "message": "You are being rate limited.",
        "retry_after": retry_after,
        "global": everywhere,
    }
    extra = {"Via": "1.1 mock", "Retry-After": str(max(1, round(retry_after)))}
    return answer(body, 429, {**(headers or {}), **extra})
