"""The REST side: every route of `/api/v10`, behind authorization, rate limits and ordered faults."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web

from bot.mock_gateway.answers import answer, rate_limited, refusal
from bot.mock_gateway.api_errors import ApiError, NotModelledError, unauthorized
from bot.mock_gateway.backstage import Backstage
from bot.mock_gateway.errors import StateFileError
from bot.mock_gateway.faults import Fault
from bot.mock_gateway.rest import account, channels, commands, guilds, interactions, messages
from bot.mock_gateway.rest.call import Call, Handler, Routes
from bot.mock_gateway.settings import MAX_REQUEST_BYTES

log = logging.getLogger(__name__)

AUTHORIZED: Routes = {
    **account.ROUTES,
    **guilds.ROUTES,
    **channels.ROUTES,
    **messages.ROUTES,
    **commands.ROUTES,
}


def rest_app(backstage: Backstage) -> web.Application:
    """An aiohttp application to be mounted at `/api`."""
    app = web.Application(client_max_size=MAX_REQUEST_BYTES)
    for (method, path), handler in AUTHORIZED.items():
        app.router.add_route(method, "/v10" + path, _Endpoint(backstage, path, handler).serve)
    for (method, path), handler in interactions.ROUTES.items():
        endpoint = _Endpoint(backstage, path, handler, carries_token=True)
        app.router.add_route(method, "/v10" + path, endpoint.serve)
    app.router.add_route("*", "/{rest:.*}", _Unknown(backstage).serve)
    return app


class _Endpoint:
    """One route: what stands between a request and its handler."""

    def __init__(
        self, backstage: Backstage, path: str, handler: Handler, *, carries_token: bool = False
    ) -> None:
        self._backstage = backstage
        self._path = path
        self._handler = handler
        self._carries_token = carries_token

    async def serve(self, request: web.Request) -> web.StreamResponse:
        fault = self._backstage.faults.next_for(request.method, request.path)
        if fault is None:
            return await self._guarded(request)
        await asyncio.sleep(fault.delay)
        done = await self._guarded(request) if fault.carried_out or fault.status == 200 else None
        return _failed(request, fault, done)

    async def _guarded(self, request: web.Request) -> web.Response:
        limits = self._backstage.limits
        if limits.banned:
            return web.Response(status=429, text="error code: 1015")  # the firewall, not the API
        verdict = limits.judge(
            request.method, self._path, _place(request), counts_overall=not self._carries_token
        )
        if verdict.retry_after is not None:
            response = rate_limited(
                verdict.retry_after, everywhere=verdict.everywhere, headers=verdict.headers
            )
        else:
            response = await self._handled(request, verdict.headers)
        if response.status in (401, 403, 429):
            limits.count_invalid()
        return response

    async def _handled(self, request: web.Request, headers: dict[str, str]) -> web.Response:
        call = Call(request, self._backstage)
        try:
            if not self._carries_token:
                _authorize(request, self._backstage)
            return answer(await self._handler(call), headers=headers)
        except NotModelledError as gap:
            self._backstage.unknown.note(request.method, f"{request.path} ({gap.what})")
            return refusal(gap, headers)
        except ApiError as error:
            log.info("%s %s refused: %s", request.method, request.path, error.body)
            return refusal(error, headers)
        except StateFileError as error:
            log.error("%s", error)
            return answer({"message": str(error), "code": 0}, 500, headers)


class _Unknown:
    """Where every route that is not modelled ends, loudly."""

    def __init__(self, backstage: Backstage) -> None:
        self._backstage = backstage

    async def serve(self, request: web.Request) -> web.Response:
        self._backstage.unknown.note(request.method, request.path)
        text = f"the mock gateway does not model {request.method} {request.path}"
        return answer({"message": text, "code": 0}, 501)


def _authorize(request: web.Request, backstage: Backstage) -> None:
    if request.headers.get("Authorization") != f"Bot {backstage.world.application.token}":
        raise unauthorized()


def _place(request: web.Request) -> str:
    """The major parameter that rate limits are counted by."""
    for name in ("channel", "guild", "token"):
        if name in request.match_info:
            return request.match_info[name]
    return ""


def _failed(request: web.Request, fault: Fault, done: web.Response | None) -> web.Response:
    if fault.status == 200 and done is not None:
        return done  # only slow
    if fault.status == 0:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    if fault.status == 429:
        return rate_limited(fault.retry_after)
    return answer({"message": f"{fault.status}: ordered by a fault", "code": 0}, fault.status)
