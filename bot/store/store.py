"""What Facet remembers: portraits, sessions, the outbox and what guilds allow."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.conversation.request import Draft, Request
from bot.store.database import open_database
from bot.store.models import (
    AttributeRuleRow,
    Base,
    FactRow,
    PortraitChannelRow,
    PortraitRow,
    RequestRow,
    SessionRow,
)

UNFINISHED = ("received", "claimed")
FINISHED = ("done", "dropped")
PRUNED_AT_ONCE = 1000  # rows; others get to write in between


@dataclass(frozen=True, slots=True)
class StoredPortrait:
    """One portrait as it was posted."""

    id: str
    recipe: str  # canonical JSON
    parent: str | None
    wishes: tuple[dict[str, Any], ...]
    author: str
    guild: str | None
    place: str


@dataclass(frozen=True, slots=True)
class Session:
    """What a member is editing in a place."""

    history: tuple[str, ...] = ()  # portrait ids, oldest first
    cursor: int = 0
    question: tuple[dict[str, Any], ...] = ()  # the changes that the last answer asked about, as JSON
    asked: int = 0  # when, s since 1970
    updated: int = 0  # likewise, of the last answer
    lately: tuple[dict[str, Any], ...] = ()  # the changes that were wished last, as JSON
    locks: frozenset[str] = frozenset()  # axes that are to stay as they are

    @property
    def current(self) -> str | None:
        """Id of the current portrait."""
        return self.history[self.cursor] if self.history else None


@dataclass(frozen=True, slots=True)
class Pending:
    """A request that was not known to be finished when the process ended."""

    request: Request
    draft: Draft | None  # None: it was received and nothing more


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """What a guild says about one axis."""

    axis: str
    allowed: bool = True
    limit: float | None = None  # σ


class Store:
    """All reading and writing of the database; every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open and migrate; raises StoreError."""
        store = cls(await open_database(url))
        async with store._write() as db:
            if await db.get(FactRow, "born") is None:
                db.add(FactRow(name="born", value=str(int(time.time()))))
        return store

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self._engine) as db, db.begin():
            yield db

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self._writing, expire_on_commit=False) as db, db.begin():
            yield db

    async def born(self) -> int:
        """When this store was made, s since 1970; what was said before is none of our business."""
        async with self._read() as db:
            fact = await db.get(FactRow, "born")
            return int(fact.value) if fact is not None else 0

    # The outbox.

    async def receive(self, request: Request) -> bool:
        """Note a request before anything is done about it; False when it is known already."""
        return await self._insert(_request_row(request, "received", None))

    async def claim(self, request: Request, draft: Draft) -> bool:
        """Note that this answer is about to be posted; False when somebody else claimed the request."""
        async with self._write() as db:
            row = await db.get(RequestRow, request.id)
            if row is not None and row.state == "received":
                row.state, row.draft = "claimed", draft.to_json()
                return True
        return row is None and await self._insert(_request_row(request, "claimed", draft))

    async def commit(self, request: Request, draft: Draft, message: str | None) -> None:
        """The answer was posted as `message`: its portraits exist from now on and the session shows them."""
        now = int(time.time())
        async with self._write() as db:
            for portrait in draft.portraits:
                db.add(
                    PortraitRow(
                        id=portrait.id,
                        recipe=portrait.recipe,
                        parent=portrait.parent,
                        wishes=list(portrait.wishes),
                        author=request.member,
                        guild=request.guild,
                        place=request.place,
                        created=now,
                    )
                )
                await db.flush()  # one by one, for a later one may be the child of an earlier
            await _update_session(db, request, draft, now)
            await db.execute(
                update(RequestRow)
                .where(RequestRow.id == request.id)
                .values(state="done", request=None, draft=None, portrait=draft.shows, message=message)
            )

    async def abandon(self, request_id: str) -> None:
        """The answer could not be posted: forget its draft and never try again."""
        async with self._write() as db:
            await db.execute(
                update(RequestRow)
                .where(RequestRow.id == request_id, RequestRow.state.in_(UNFINISHED))
                .values(state="dropped", request=None, draft=None)
            )

    async def knows(self, request_id: str) -> bool:
        """Whether this request was answered or is being answered."""
        async with self._read() as db:
            return await db.get(RequestRow, request_id) is not None

    async def pending(self, request_id: str) -> Pending | None:
        """A request that is still unfinished."""
        async with self._read() as db:
            row = await db.get(RequestRow, request_id)
            return _pending(row) if row is not None and row.state in UNFINISHED else None

    async def unfinished(self) -> list[Pending]:
        """All requests without a known end, oldest first."""
        async with self._read() as db:
            rows = await db.scalars(select(RequestRow).where(RequestRow.state.in_(UNFINISHED)))
            pending = [_pending(row) for row in rows]
        return sorted(pending, key=lambda entry: (len(entry.request.id), entry.request.id))

    async def prune(self, before: int) -> int:
        """Forget finished requests made before then (s since 1970); returns how many.

        Portraits stay, but a message that shows one is no longer known by its id alone.
        """
        old = select(RequestRow.id).where(RequestRow.state.in_(FINISHED), RequestRow.created < before)
        pruned = 0
        while True:
            async with self._write() as db:
                ids = list(await db.scalars(old.limit(PRUNED_AT_ONCE)))
                await db.execute(delete(RequestRow).where(RequestRow.id.in_(ids)))
            pruned += len(ids)
            if len(ids) < PRUNED_AT_ONCE:
                return pruned

    async def direct_places(self) -> list[str]:
        """Where members talk outside of guilds, the places used last first.

        Places where nobody has a portrait are forgotten when their requests are pruned.
        """
        asked = select(RequestRow.place, func.max(RequestRow.created)).where(RequestRow.direct)
        used = select(SessionRow.place, SessionRow.updated).where(SessionRow.guild.is_(None))
        last: dict[str, int] = {}
        async with self._read() as db:
            for query in (asked.group_by(RequestRow.place), used):
                for place, when in await db.execute(query):
                    last[place] = max(when, last.get(place, 0))
        return sorted(last, key=lambda place: -last[place])

    # Portraits and sessions.

    async def session(self, member: str, place: str) -> Session:
        """The member's session in a place; an empty one where there is none yet."""
        async with self._read() as db:
            row = await db.scalar(_session_query(member, place))
            if row is None:
                return Session()
            return Session(
                history=tuple(row.history),
                cursor=row.cursor,
                question=tuple(row.question or ()),
                asked=row.asked or 0,
                updated=row.updated,
                lately=tuple(row.lately or ()),
                locks=frozenset(row.locks or ()),
            )

    async def session_places(self) -> list[tuple[str, str, str | None]]:
        """(member, place, guild) of all sessions, most recently used first."""
        async with self._read() as db:
            rows = await db.scalars(select(SessionRow).order_by(SessionRow.updated.desc()))
            return [(row.member, row.place, row.guild) for row in rows]

    async def portrait(self, portrait_id: str) -> StoredPortrait | None:
        """A portrait by its id."""
        async with self._read() as db:
            row = await db.get(PortraitRow, portrait_id)
            return _stored(row) if row is not None else None

    async def portrait_posted_as(self, message: str) -> str | None:
        """Id of the portrait that a posted message shows."""
        async with self._read() as db:
            return await db.scalar(select(RequestRow.portrait).where(RequestRow.message == message))

    # What guilds allow.

    async def attribute_rules(self, guild: str) -> list[AttributeRule]:
        """The rules a guild has made."""
        async with self._read() as db:
            rows = await db.scalars(select(AttributeRuleRow).where(AttributeRuleRow.guild == guild))
            return [AttributeRule(row.axis, row.allowed, row.limit) for row in rows]

    async def set_attribute_rule(self, guild: str, rule: AttributeRule) -> None:
        """Make or replace a rule; one that restricts nothing is removed."""
        async with self._write() as db:
            key = {"guild": guild, "axis": rule.axis}
            row = await db.get(AttributeRuleRow, key)
            if rule.allowed and rule.limit is None:
                if row is not None:
                    await db.delete(row)
            else:
                await db.merge(AttributeRuleRow(**key, allowed=rule.allowed, limit=rule.limit))

    async def portrait_channels(self) -> dict[str, str]:
        """Guild of every portrait channel."""
        async with self._read() as db:
            return {row.channel: row.guild for row in await db.scalars(select(PortraitChannelRow))}

    async def set_portrait_channel(self, channel: str, guild: str, *, on: bool) -> None:
        """Make a channel a portrait channel, or an ordinary one again."""
        async with self._write() as db:
            if on:
                await db.merge(PortraitChannelRow(channel=channel, guild=guild))
            else:
                await db.execute(delete(PortraitChannelRow).where(PortraitChannelRow.channel == channel))

    # A member's own data.

    async def export(self, member: str) -> dict[str, Any]:
        """Everything that is kept about a member, as JSON."""
        async with self._read() as db:
            portraits = await db.scalars(select(PortraitRow).where(PortraitRow.author == member))
            sessions = await db.scalars(select(SessionRow).where(SessionRow.member == member))
            requests = await db.scalars(select(RequestRow).where(RequestRow.member == member))
            return {
                "member": member,
                "portraits": [_columns(row) for row in portraits],
                "sessions": [_columns(row) for row in sessions],
                "requests": [_columns(row) for row in requests],
            }

    async def erase(self, member: str) -> int:
        """Delete everything that is kept about a member; returns how many portraits that were.

        Portraits that others made from theirs remain, without a parent.
        """
        async with self._write() as db:
            await db.execute(delete(SessionRow).where(SessionRow.member == member))
            await db.execute(delete(RequestRow).where(RequestRow.member == member))
            erased = await db.execute(
                delete(PortraitRow).where(PortraitRow.author == member).returning(PortraitRow.id)
            )
            return len(erased.all())

    async def _insert(self, row: RequestRow) -> bool:
        try:
            async with self._write() as db:
                db.add(row)
        except IntegrityError:
            return False
        return True


async def _update_session(db: AsyncSession, request: Request, draft: Draft, now: int) -> None:
    """What is shown and what was asked; an answer of words alone leaves the portrait as it is."""
    row = await db.scalar(_session_query(request.member, request.place))
    if row is None:
        if draft.shows is None and not (draft.question or draft.locks):
            return
        row = SessionRow(member=request.member, place=request.place, history=[], cursor=0)
        db.add(row)
    row.guild = request.guild
    row.question = list(draft.question) or None
    row.asked = now if draft.question else None
    row.lately = list(draft.lately) or None
    row.locks = list(draft.locks) or None
    if draft.shows is not None:
        row.history = list(draft.history)
        row.cursor = draft.cursor
    row.updated = now


def _session_query(member: str, place: str) -> Any:
    return select(SessionRow).where(SessionRow.member == member, SessionRow.place == place)


def _request_row(request: Request, state: str, draft: Draft | None) -> RequestRow:
    return RequestRow(
        id=request.id,
        member=request.member,
        place=request.place,
        direct=request.guild is None,
        state=state,
        request=request.to_json(),
        draft=draft.to_json() if draft is not None else None,
        created=int(time.time()),
    )


def _pending(row: RequestRow) -> Pending:
    document: Mapping[str, Any] = row.request or {"id": row.id, "member": row.member, "place": row.place}
    return Pending(
        request=Request.from_json(document),
        draft=Draft.from_json(row.draft) if row.draft is not None else None,
    )


def _stored(row: PortraitRow) -> StoredPortrait:
    wishes: Sequence[dict[str, Any]] = row.wishes
    return StoredPortrait(row.id, row.recipe, row.parent, tuple(wishes), row.author, row.guild, row.place)


def _columns(row: Base) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}
