"""The people side as an aiohttp application, to be mounted at `/_mock`."""

from __future__ import annotations

import asyncio
import json
import logging

from aiohttp import WSMsgType, web

from bot.mock_gateway.answers import answer, refusal
from bot.mock_gateway.api_errors import ApiError
from bot.mock_gateway.backstage import Backstage
from bot.mock_gateway.errors import StateFileError
from bot.mock_gateway.feed import Viewer
from bot.mock_gateway.people import chat, command_input, component_input, controls
from bot.mock_gateway.people.visit import PeopleHandler, PeopleRoutes, Visit
from bot.mock_gateway.settings import MAX_REQUEST_BYTES

log = logging.getLogger(__name__)

ROUTES: PeopleRoutes = {
    **chat.ROUTES,
    **command_input.ROUTES,
    **component_input.ROUTES,
    **controls.ROUTES,
}


def people_app(backstage: Backstage) -> web.Application:
    app = web.Application(client_max_size=MAX_REQUEST_BYTES)
    for (method, path), handler in ROUTES.items():
        app.router.add_route(method, path, _Endpoint(backstage, handler).serve)
    app.router.add_get("/feed", _FeedSocket(backstage).serve)
    app.router.add_route("*", "/{rest:.*}", _missing)
    return app


class _Endpoint:
    """One route: reads the body, answers in JSON, and turns refusals into `{"message": …}`."""

    def __init__(self, backstage: Backstage, handler: PeopleHandler) -> None:
        self._backstage = backstage
        self._handler = handler

    async def serve(self, request: web.Request) -> web.Response:
        try:
            return answer(await self._handler(await Visit.of(request, self._backstage)))
        except ApiError as error:
            return refusal(error)
        except StateFileError as error:
            log.error("%s", error)
            return answer({"message": str(error), "code": 0}, 500)


class _FeedSocket:
    """The WebSocket that keeps a page up to date: one JSON object a piece of news."""

    def __init__(self, backstage: Backstage) -> None:
        self._backstage = backstage

    async def serve(self, request: web.Request) -> web.StreamResponse:
        try:
            user = (await Visit.of(request, self._backstage)).user
        except ApiError as error:
            return refusal(error)
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=4096)
        with self._backstage.feed.watched_by(user.id) as viewer:
            await socket.prepare(request)
            viewer.tell({"event": "presence", "online": self._backstage.hub.online})
            sending = asyncio.create_task(_send_news(socket, viewer), name="feed")
            try:
                async for message in socket:
                    if message.type == WSMsgType.ERROR:
                        break
            finally:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)
        return socket


async def _send_news(socket: web.WebSocketResponse, viewer: Viewer) -> None:
    while (news := await viewer.next()) is not None:
        await socket.send_str(json.dumps(news, ensure_ascii=False))
    await socket.close(code=1001)


async def _missing(request: web.Request) -> web.Response:
    return answer({"message": f"there is no {request.method} {request.path}", "code": 0}, 404)
