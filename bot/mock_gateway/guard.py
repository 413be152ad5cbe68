"""Keeps other web sites out: this server speaks only to its own page and to programs on this machine.

Against DNS rebinding the `Host` header must name the address the server was bound to; against cross-site
requests an `Origin`, where a browser sends one, must be the page's own.
"""

from __future__ import annotations

import ipaddress
import logging
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.mock_gateway.answers import answer

log = logging.getLogger(__name__)

LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}
# 'unsafe-eval' is for browser drivers, whose conditions are evaluated in the page; its own code never
# turns text into code, which a test holds it to.
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",  # a page of yesterday must not meet the modules of today
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """The middleware; `host` is what the server was bound to, its port is learned from each request."""

    def __init__(self, host: str) -> None:
        self._names = set(LOCAL_NAMES)
        self._any_address = host in ("0.0.0.0", "::", "")
        if not self._any_address:
            self._names.add(f"[{host}]" if ":" in host else host)

    def middleware(self) -> Middleware:
        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            complaint = self._complaint(request)
            if complaint:
                log.warning("refused %s %s: %s", request.method, request.path, complaint)
                return answer({"message": complaint, "code": 0}, 403)
            return await handler(request)

        return guarded

    def _complaint(self, request: web.Request) -> str | None:
        host = request.headers.get("Host", "")
        if not self._is_ours(host):
            return "this server does not go by that name"
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return "other web sites may not use this server"
        site = request.headers.get("Sec-Fetch-Site")
        if site not in (None, "same-origin", "none") and request.path != "/":
            return "other web sites may not use this server"
        return None

    def _is_ours(self, host: str) -> bool:
        name = host if host.endswith("]") or ":" not in host else host.rpartition(":")[0]
        if name.lower() in self._names:
            return True
        return self._any_address and _is_address(name.strip("[]"))


async def add_page_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Sent with everything: harmless to programs, and a browser then runs the page's own code only."""
    for name, value in PAGE_HEADERS.items():
        response.headers.setdefault(name, value)


def _is_address(name: str) -> bool:
    """A bare address cannot be rebound: no DNS name is involved."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
