"""The mock gateway as a whole: one port with the API, the gateway socket, attachments and the page."""

from __future__ import annotations

import asyncio
import errno
from importlib.resources import files
from pathlib import Path
from types import TracebackType

from aiohttp import web

from bot.mock_gateway.attachments import PICTURE_TYPES, AttachmentStore
from bot.mock_gateway.backstage import Backstage, build
from bot.mock_gateway.errors import GatewayError, PortBusyError
from bot.mock_gateway.fields import snowflake
from bot.mock_gateway.guard import Guard, add_page_headers
from bot.mock_gateway.models import Attachment
from bot.mock_gateway.people.app import people_app
from bot.mock_gateway.rest.app import rest_app
from bot.mock_gateway.seed import seed
from bot.mock_gateway.settings import MAX_REQUEST_BYTES, Settings
from bot.mock_gateway.world import World, now

PAGE = Path(str(files("bot.mock_gateway") / "page"))


class MockGateway:
    """A Discord-shaped server for one bot.

    With `state_file`, everything said survives the process: the file is a log of records, and attachments
    lie in a folder beside it. `token` is what the bot must log in with; by default one is made, and kept
    with the state.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        state_file: Path | None = None,
        token: str | None = None,
        bot_name: str = "Demo Bot",
        settings: Settings | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._state_file = state_file
        self._token = token
        self._bot_name = bot_name
        self._settings = settings or Settings()
        self._runner: web.AppRunner | None = None
        self._backstage: Backstage | None = None

    async def __aenter__(self) -> MockGateway:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Load or seed the world and listen.

        Raises PortBusyError or StateFileError, each with one line for a person.
        """
        world = World(self._state_file)
        loaded = await asyncio.to_thread(world.load)
        try:
            if not loaded:
                seed(world, bot_name=self._bot_name, token=self._token)
            elif self._token and self._token != world.application.token:
                world.application.token = self._token
                world.save(world.application)
            world.forget_interactions(now() - self._settings.token_seconds)
            store = await asyncio.to_thread(self._attachments, world)
            self._backstage = build(self._settings, world, store)
            await self._listen(self._backstage)
        except BaseException:
            world.close()
            raise

    async def close(self) -> None:
        """Say goodbye to bot and pages, and let go of the port and the state file."""
        if self._backstage is not None:
            self._backstage.interactions.fail_waiting()
            self._backstage.feed.end()
            await self._backstage.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._backstage is not None:
            self._backstage.world.close()
            self._backstage = None

    @property
    def url(self) -> str:
        """Where the chat page is."""
        return f"http://{self._address}/"

    @property
    def api_base(self) -> str:
        return f"http://{self._address}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://{self._address}/gw"

    @property
    def token(self) -> str:
        """The bot's token."""
        return self._running.world.application.token

    @property
    def port(self) -> int:
        return self._port

    @property
    def _address(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(self._host, self._host)
        return f"[{host}]:{self._port}" if ":" in host else f"{host}:{self._port}"

    @property
    def _running(self) -> Backstage:
        if self._backstage is None:
            raise GatewayError("the mock gateway is not running; call start() first")
        return self._backstage

    def _attachments(self, world: World) -> AttachmentStore:
        if self._state_file is None:
            return AttachmentStore()
        store = AttachmentStore(self._state_file.with_name(self._state_file.name + ".attachments"))
        store.sweep(a.id for message in world.messages.values() for a in message.attachments)
        return store

    async def _listen(self, backstage: Backstage) -> None:
        runner = web.AppRunner(_app(backstage, self._host), access_log=None, shutdown_timeout=2)
        await runner.setup()
        site = web.TCPSite(runner, self._host, self._port)
        try:
            await site.start()
        except OSError as reason:
            await runner.cleanup()
            raise PortBusyError(_why_not(self._host, self._port, reason)) from reason
        self._runner = runner
        self._port = runner.addresses[0][1]
        backstage.links.base = f"http://{self._address}"
        backstage.gateway.url = self.gateway_url


def _app(backstage: Backstage, host: str) -> web.Application:
    app = web.Application(middlewares=[Guard(host).middleware()], client_max_size=MAX_REQUEST_BYTES)
    app.on_response_prepare.append(add_page_headers)
    app.add_subapp("/api", rest_app(backstage))
    app.add_subapp("/_mock", people_app(backstage))
    app.router.add_get("/gw", backstage.gateway.serve)
    app.router.add_get("/gw/", backstage.gateway.serve)
    downloads = _Downloads(backstage)
    app.router.add_get("/attachments/{channel}/{attachment}/{filename}", downloads.serve)
    app.router.add_get("/", _index)
    app.router.add_static("/page/", PAGE)
    return app


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


class _Downloads:
    """Serves attachments to whoever holds an unexpired link."""

    def __init__(self, backstage: Backstage) -> None:
        self._backstage = backstage

    async def serve(self, request: web.Request) -> web.Response:
        query = request.query
        identifier = snowflake(request.match_info["attachment"]) or 0
        signed = (query.get("ex", ""), query.get("is", ""), query.get("hm", ""))
        attachment = self._attachment(identifier)
        if attachment is None or not self._backstage.links.holds(identifier, *signed):
            return web.Response(status=404, text="This content is no longer available.")
        data = await self._backstage.store.read(identifier)
        if data is None:
            return web.Response(status=404, text="This content is no longer available.")
        headers = {
            "Cache-Control": "private, max-age=86400, immutable",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        if attachment.content_type not in PICTURE_TYPES:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=data, content_type=attachment.content_type, headers=headers)

    def _attachment(self, identifier: int) -> Attachment | None:
        return self._backstage.world.attachment(identifier)


def _why_not(host: str, port: int, reason: OSError) -> str:
    if reason.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is already in use; choose another, or 0 for any free one"
    if reason.errno == errno.EACCES:
        return f"port {port} may not be opened by this user; choose one above 1023"
    return f"cannot listen on {host}:{port}: {reason.strerror or reason}"
