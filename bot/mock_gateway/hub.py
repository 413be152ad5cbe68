"""The bot's gateway sessions: what each is told, in order, and what it may ask to have told again."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

from bot.mock_gateway.models import Json
from bot.mock_gateway.settings import Intent
from bot.mock_gateway.world import World, now

MAX_REPLAY = 2_000  # events kept for a session that lost its connection


class Wire(Protocol):
    """The sending side of one gateway connection."""

    async def send(self, text: str) -> None: ...

    async def close(self, code: int) -> None: ...

    def abort(self) -> None: ...


class GatewaySession:
    """One identified client: its intents, its sequence of events, and the connection it has, if any."""

    def __init__(self, intents: Intent, shard: tuple[int, int]) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        self.wire: Wire | None = None
        self.lost_at = 0.0
        self._replay: deque[tuple[int, str]] = deque(maxlen=MAX_REPLAY)
        self._unsent: asyncio.Queue[str] = asyncio.Queue()

    def tell(self, event: str, data: Json) -> None:
        """Number an event, remember it for a resume, and send it when connected."""
        self.sequence += 1
        text = json.dumps({"op": 0, "s": self.sequence, "t": event, "d": data}, ensure_ascii=False)
        self._replay.append((self.sequence, text))
        self.send(text)

    def send(self, text: str) -> None:
        if self.wire is not None:
            self._unsent.put_nowait(text)

    def attach(self, wire: Wire) -> None:
        self.wire = wire
        self._unsent = asyncio.Queue()

    def detach(self, wire: Wire) -> None:
        if self.wire is wire:
            self.wire = None
            self.lost_at = now()

    def can_resume_from(self, sequence: int) -> bool:
        oldest = self._replay[0][0] if self._replay else self.sequence + 1
        return oldest - 1 <= sequence <= self.sequence

    def replay_after(self, sequence: int) -> None:
        for number, text in self._replay:
            if number > sequence:
                self.send(text)

    async def pump(self, wire: Wire) -> None:
        """Send queued events, in order, until the connection is gone."""
        queue = self._unsent
        while self.wire is wire:
            await wire.send(await queue.get())

    def serves(self, guild_id: int | None) -> bool:
        """Whether this shard is the one for the guild; DMs go to the first."""
        number, count = self.shard
        return (guild_id >> 22) % count == number if guild_id else number == 0


class Hub:
    """All sessions of the bot, and the one way to tell them of an event."""

    def __init__(self, world: World, resume_seconds: float) -> None:
        self.sessions: dict[str, GatewaySession] = {}
        self.on_presence: Callable[[bool], None] = lambda online: None
        self._world = world
        self._resume_seconds = resume_seconds

    @property
    def connected(self) -> list[GatewaySession]:
        return [session for session in self.sessions.values() if session.wire is not None]

    @property
    def online(self) -> bool:
        return bool(self.connected)

    def open(self, intents: Intent, shard: tuple[int, int]) -> GatewaySession:
        self._forget_lost()
        session = GatewaySession(intents, shard)
        self.sessions[session.id] = session
        return session

    def resumable(self, session_id: object, sequence: object) -> GatewaySession | None:
        self._forget_lost()
        session = self.sessions.get(session_id) if isinstance(session_id, str) else None
        if session is None or not isinstance(sequence, int) or not session.can_resume_from(sequence):
            return None
        return session

    def attach(self, session: GatewaySession, wire: Wire) -> None:
        session.attach(wire)
        self.on_presence(True)

    def detach(self, session: GatewaySession, wire: Wire, *, resumable: bool) -> None:
        session.detach(wire)
        if not resumable:
            self.sessions.pop(session.id, None)
        if not self.online:
            self.on_presence(False)

    def audience(self, intent: Intent | None, guild_id: int | None) -> Iterator[GatewaySession]:
        """The sessions that asked for this kind of event, lost ones included: they may resume."""
        for session in self.sessions.values():
            if session.serves(guild_id) and (intent is None or session.intents & intent):
                yield session

    def tell(self, event: str, data: Json, *, intent: Intent | None, guild_id: int | None) -> None:
        for session in self.audience(intent, guild_id):
            session.tell(event, data)

    def _forget_lost(self) -> None:
        horizon = now() - self._resume_seconds
        lost = [s.id for s in self.sessions.values() if s.wire is None and 0 < s.lost_at < horizon]
        for session_id in lost:
            del self.sessions[session_id]
