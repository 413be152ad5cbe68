"""The gateway's WebSocket: hello, identify or resume, heartbeats, and events compressed as a stream.

Source: https://discord.com/developers/docs/events/gateway
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import zlib
from collections import deque
from enum import IntEnum

from aiohttp import WSMessage, WSMsgType, web

from bot.mock_gateway.fields import snowflake
from bot.mock_gateway.hub import GatewaySession, Hub
from bot.mock_gateway.models import Json
from bot.mock_gateway.payloads import Payloads
from bot.mock_gateway.settings import PRIVILEGED, Intent, Settings
from bot.mock_gateway.unknown import UnknownLog
from bot.mock_gateway.world import World, now

log = logging.getLogger(__name__)

MAX_FRAME_BYTES = 4096  # Discord's limit on what a client may send at once
MAX_FRAMES_A_MINUTE = 120
# discord.py notes when it sent a heartbeat only after sending; an answer within the same millisecond, which
# no real network gives, is taken for one to the heartbeat before and called 41 s late.
ACKNOWLEDGE_AFTER = 0.05  # seconds


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    RESTARTING = 1012
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class _ClosedError(Exception):
    """Ends a connection with a close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class GatewayEndpoint:
    """Serves `/gw`; one `Connection` a client."""

    def __init__(
        self, world: World, hub: Hub, payloads: Payloads, settings: Settings, unknown: UnknownLog
    ) -> None:
        self.world = world
        self.hub = hub
        self.payloads = payloads
        self.settings = settings
        self.unknown = unknown
        self.url = ""  # "ws://host:port/gw", known once the server listens
        self.connections: set[Connection] = set()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False, max_msg_size=1 << 20)
        await socket.prepare(request)
        connection = Connection(self, socket, request)
        self.connections.add(connection)
        try:
            await connection.run()
        finally:
            self.connections.discard(connection)
        return socket

    async def close(self) -> None:
        await asyncio.gather(*(c.close(Close.RESTARTING) for c in set(self.connections)))


class Connection:
    """One client's socket, from hello to goodbye."""

    def __init__(
        self, endpoint: GatewayEndpoint, socket: web.WebSocketResponse, request: web.Request
    ) -> None:
        self._endpoint = endpoint
        self._socket = socket
        self._transport = request.transport
        self._deflate = _deflater(request)
        self._sending = asyncio.Lock()  # the zlib stream must be sent in the order it was compressed
        self._session: GatewaySession | None = None
        self._pump: asyncio.Task[None] | None = None
        self._frame_times: deque[float] = deque(maxlen=MAX_FRAMES_A_MINUTE)
        self._ended_by_client = False

    async def run(self) -> None:
        interval = self._endpoint.settings.heartbeat_seconds
        hello = {"heartbeat_interval": int(interval * 1000), "_trace": []}
        try:
            await self._op(Op.HELLO, hello)
            while True:
                # A client that misses its heartbeats says nothing at all for more than an interval.
                await self._handle(await self._socket.receive(timeout=interval * 1.75))
        except _ClosedError as closed:
            await self.close(closed.code)
        except TimeoutError:
            await self.close(Close.SESSION_TIMED_OUT)
        except ConnectionError:
            pass
        finally:
            await self._end()

    async def send(self, text: str) -> None:
        """Send one event; quietly nothing when the client is gone, for then a resume repeats it."""
        async with self._sending:
            with contextlib.suppress(ConnectionError, RuntimeError):
                if self._deflate is None:
                    await self._socket.send_str(text)
                else:
                    data = self._deflate.compress(text.encode())
                    await self._socket.send_bytes(data + self._deflate.flush(zlib.Z_SYNC_FLUSH))

    async def close(self, code: int) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            await self._socket.close(code=code)

    def abort(self) -> None:
        """Cut the line, as a failing network would."""
        if self._transport is not None:
            self._transport.abort()

    async def ask_to_reconnect(self) -> None:
        await self._op(Op.RECONNECT, None)

    async def invalidate(self, *, resumable: bool) -> None:
        """op 9; a session that may not be resumed is forgotten at once."""
        if not resumable and self._session is not None:
            self._endpoint.hub.sessions.pop(self._session.id, None)
        await self._op(Op.INVALID_SESSION, resumable)

    async def _op(self, op: Op, data: object) -> None:
        await self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def _handle(self, frame: WSMessage) -> None:
        kind, data = frame.type, frame.data
        if kind in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
            self._ended_by_client = kind == WSMsgType.CLOSE and data in (1000, 1001)
            raise ConnectionResetError
        if kind not in (WSMsgType.TEXT, WSMsgType.BINARY):
            return
        message = _decoded(data)
        self._count_frame()
        op, body = message.get("op"), message.get("d")
        if op == Op.HEARTBEAT:
            await asyncio.sleep(ACKNOWLEDGE_AFTER)
            await self._op(Op.HEARTBEAT_ACK, None)
        elif op == Op.IDENTIFY:
            self._identify(body)
        elif op == Op.RESUME:
            await self._resume(body)
        elif self._session is None:
            raise _ClosedError(Close.NOT_AUTHENTICATED)
        elif op == Op.REQUEST_MEMBERS:
            self._send_members(body)
        elif op != Op.PRESENCE:
            self._endpoint.unknown.note("GATEWAY", f"op {op}")
            raise _ClosedError(Close.UNKNOWN_OPCODE)

    def _count_frame(self) -> None:
        times = self._frame_times
        if len(times) == MAX_FRAMES_A_MINUTE and now() - times[0] < 60:
            raise _ClosedError(Close.RATE_LIMITED)
        times.append(now())

    def _identify(self, body: object) -> None:
        if self._session is not None:
            raise _ClosedError(Close.ALREADY_AUTHENTICATED)
        if not isinstance(body, dict):
            raise _ClosedError(Close.DECODE_ERROR)
        self._check_token(body)
        session = self._endpoint.hub.open(_intents(body, self._endpoint.settings), _shard(body))
        self._take(session)
        session.tell("READY", self._ready(session))
        for guild in self._endpoint.world.guilds.values():
            if session.serves(guild.id) and session.intents & Intent.GUILDS:
                session.tell("GUILD_CREATE", self._endpoint.payloads.guild(guild))

    async def _resume(self, body: object) -> None:
        if self._session is not None:
            raise _ClosedError(Close.ALREADY_AUTHENTICATED)
        if not isinstance(body, dict):
            raise _ClosedError(Close.DECODE_ERROR)
        self._check_token(body)
        sequence = body.get("seq")
        session = self._endpoint.hub.resumable(body.get("session_id"), sequence)
        if session is None or not isinstance(sequence, int):
            await self._op(Op.INVALID_SESSION, False)
            return
        if session.wire is not None:  # the old line is dead, though nobody told us
            session.wire.abort()
        self._take(session)
        session.replay_after(sequence)
        session.tell("RESUMED", {"_trace": []})

    def _take(self, session: GatewaySession) -> None:
        self._session = session
        self._endpoint.hub.attach(session, self)
        self._pump = asyncio.create_task(session.pump(self), name="gateway-pump")

    def _check_token(self, body: Json) -> None:
        token = str(body.get("token", "")).removeprefix("Bot ")
        if token != self._endpoint.world.application.token:
            raise _ClosedError(Close.AUTHENTICATION_FAILED)

    def _ready(self, session: GatewaySession) -> Json:
        world, payloads = self._endpoint.world, self._endpoint.payloads
        guilds = [guild for guild in world.guilds.values() if session.serves(guild.id)]
        return {
            "v": 10,
            "user": payloads.user(world.bot) | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "private_channels": [],
            "relationships": [],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self._endpoint.url,
            "shard": list(session.shard),
            "application": {"id": str(world.application.id), "flags": payloads.application_flags},
            "_trace": [],
        }

    def _send_members(self, body: object) -> None:
        request = body if isinstance(body, dict) else {}
        guild_id = request.get("guild_id")
        for wanted in guild_id if isinstance(guild_id, list) else [guild_id]:
            guild = self._endpoint.world.guilds.get(snowflake(wanted) or 0)
            if guild is None or self._session is None:
                continue
            users, query = request.get("user_ids"), str(request.get("query") or "").lower()
            ids = {str(u) for u in (users if isinstance(users, list) else [users])} if users else None
            members = [
                self._endpoint.payloads.member(member)
                for member in guild.members
                if (ids is None or str(member.user_id) in ids)
                and self._endpoint.world.users[member.user_id].username.startswith(query)
            ]
            chunk = {"chunk_index": 0, "chunk_count": 1, "not_found": [], "presences": []}
            nonce = {"nonce": request["nonce"]} if request.get("nonce") else {}
            self._session.tell(
                "GUILD_MEMBERS_CHUNK", {"guild_id": str(guild.id), "members": members, **chunk, **nonce}
            )

    async def _end(self) -> None:
        if self._session is not None:
            self._endpoint.hub.detach(self._session, self, resumable=not self._ended_by_client)
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump


class _Deflater:
    """One zlib context for a whole connection."""

    def __init__(self) -> None:
        self._context = zlib.compressobj()
        self.compress = self._context.compress
        self.flush = self._context.flush


def _deflater(request: web.Request) -> _Deflater | None:
    asked = request.query.get("compress")
    if asked == "zlib-stream":
        return _Deflater()
    if asked is not None:
        # Clients take plain text frames as well, so a stream we cannot make costs only bandwidth.
        log.info("gateway: no %s here, sending plain text", asked)
    return None


def _decoded(data: object) -> Json:
    text = data if isinstance(data, str | bytes) else ""
    if len(text) > MAX_FRAME_BYTES:
        raise _ClosedError(Close.DECODE_ERROR)
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise _ClosedError(Close.DECODE_ERROR) from None
    if not isinstance(message, dict):
        raise _ClosedError(Close.DECODE_ERROR)
    return message


def _intents(body: Json, settings: Settings) -> Intent:
    value = body.get("intents")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 32:
        raise _ClosedError(Close.INVALID_INTENTS)
    intents = Intent(value)
    if intents & PRIVILEGED & ~settings.granted_intents:
        raise _ClosedError(Close.DISALLOWED_INTENTS)
    return intents


def _shard(body: Json) -> tuple[int, int]:
    shard = body.get("shard")
    if shard is None:
        return 0, 1
    match shard:
        case [int(number), int(count)] if 0 <= number < count:
            return number, count
    raise _ClosedError(Close.INVALID_SHARD)
