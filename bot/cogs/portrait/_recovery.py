"""After a start: finish what a crash cut off, and answer what was said while nobody listened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import discord
import structlog

from bot.cogs.portrait._posting import TROUBLE, Channel, Inside, find, post, reference_to
from bot.conversation.request import Reply
from bot.errors import DeliveryError

if TYPE_CHECKING:
    from bot.client import FacetBot
    from bot.store import Pending

log = structlog.get_logger(__name__)

MOST_CHANNELS = 100
MOST_MESSAGES = 500  # a channel, the newest ones; Discord sends a hundred at a time

Serve = Callable[[discord.Message], Awaitable[None]]


class Recovery:
    """Over everything the store calls unfinished and all channels lately in use.

    Discord lists no direct messages to bots. Those of members who talked to the bot there before are looked
    through after a start; those of others when they write again, see `meet`.
    """

    def __init__(self, bot: FacetBot, serve: Serve) -> None:
        self._bot = bot
        self._store = bot.facet.store
        self._serve = serve
        self._met: dict[int, asyncio.Task[None]] = {}  # direct messages that were looked through

    async def run(self) -> None:
        """Never raises: what cannot be mended now is tried again after the next start."""
        for pending in await self._store.unfinished():
            try:
                await self._finish(pending)
            except (*TROUBLE, DeliveryError) as error:
                log.warning("could not finish a request", request=pending.request.id, reason=repr(error))
        try:
            missed = [message async for message in self._missed()]
        except TROUBLE as error:
            log.warning("could not look for missed messages", reason=repr(error))
            return
        await self._serve_all(missed)

    async def meet(self, message: discord.Message) -> None:
        """Answer what was missed before the first message that arrives in somebody's direct messages."""
        channel = message.channel
        if channel.id not in self._met:
            self._met[channel.id] = asyncio.create_task(self._catch_up(channel, message))
        await asyncio.shield(self._met[channel.id])

    async def _catch_up(self, channel: discord.abc.Messageable, until: discord.Message) -> None:
        try:
            since = await self._since()
            if since is None:
                return
            await self._serve_all([message async for message in _newest(channel, since, until)])
        except Exception as error:  # whatever it is, the message at hand is to be answered
            log.warning("could not look for missed messages", reason=repr(error))

    async def _serve_all(self, messages: list[discord.Message]) -> None:
        """In their order within each session, different sessions at once."""
        await asyncio.gather(*(self._serve(message) for message in sorted(messages, key=lambda m: m.id)))

    async def _finish(self, pending: Pending) -> None:
        request = pending.request
        channel = self._channel(request.place, request.guild)
        outcome = await self._bot.facet.conversation.finish(pending, self._look, self._deliver(channel))
        log.info("finished after a restart", request=request.id, kind=outcome.kind)

    async def _look(self, pending: Pending) -> str | None:
        """Our answer in the channel; DeliveryError where none can be found and none is awaited."""
        request, draft = pending.request, pending.draft
        channel = self._channel(request.place, request.guild)
        if draft is not None:
            if draft.shows is None and not request.message:
                raise DeliveryError("it was answered in words that only the asker could see")
            if request.token:
                return await Inside(self._bot, request.token).find(request)
            try:
                posted = await find(channel, request, me=self._me)
            except discord.NotFound as error:
                raise DeliveryError("the channel is gone") from error
            except discord.Forbidden:  # who may not read cannot know, and rather says it twice than never
                posted = None
            if posted is not None:
                return posted
        if request.message:
            try:
                await channel.fetch_message(int(request.id))
            except (discord.NotFound, discord.Forbidden) as error:
                raise DeliveryError("the message is gone") from error
        return None

    def _deliver(self, channel: Channel) -> Callable[[Reply], Awaitable[str | None]]:
        async def deliver(reply: Reply) -> str | None:
            request = reply.request
            if reply.picture is None and not request.message:
                return None  # words for a click that nobody looks at any more
            if request.token:
                return await Inside(self._bot, request.token).post(reply)
            under = None
            if request.message:
                guild = int(request.guild) if request.guild else None
                under = reference_to(int(request.id), int(request.place), guild)
            return await post(channel, reply, under=under, me=self._me)

        return deliver

    async def _missed(self) -> AsyncIterator[discord.Message]:
        """In all channels lately in use."""
        since = await self._since()
        if since is None:
            return
        for channel in await self._recent_channels(since):
            try:
                async for message in _newest(channel, since):
                    yield message
            except (discord.Forbidden, discord.NotFound):
                continue

    async def _since(self) -> datetime | None:
        """How far back messages count as missed, but none from before this store was made."""
        minutes = self._bot.facet.settings.catch_up_minutes
        if not minutes:
            return None
        born = datetime.fromtimestamp(await self._store.born(), UTC)
        return max(born, datetime.now(UTC) - timedelta(minutes=minutes))

    async def _recent_channels(self, since: datetime) -> list[Channel]:
        """Channels with messages since then, and direct messages with members who talked to us there."""
        oldest = discord.utils.time_snowflake(since)
        channels: list[Channel] = []
        for guild in self._bot.guilds:
            rooms: list[discord.TextChannel | discord.Thread] = [*guild.text_channels, *guild.threads]
            channels += [
                room
                for room in rooms
                if (room.last_message_id or 0) >= oldest
                and room.permissions_for(guild.me).read_message_history
            ]
        direct = [place for place in await self._store.direct_places() if place.isdecimal()]
        channels += [self._channel(place, None) for place in direct]
        return channels[:MOST_CHANNELS]

    def _channel(self, place: str, guild: str | None) -> Channel:
        channel = self._bot.get_channel(int(place))
        if isinstance(channel, discord.abc.Messageable):
            return channel
        return self._bot.get_partial_messageable(int(place), guild_id=int(guild) if guild else None)

    @property
    def _me(self) -> int:
        assert self._bot.user is not None
        return self._bot.user.id


def _newest(
    channel: discord.abc.Messageable, since: datetime, until: discord.Message | None = None
) -> AsyncIterator[discord.Message]:
    """Backwards in time: where much was said, what is missed is at the end, and old answers are before it."""
    return channel.history(limit=MOST_MESSAGES, after=since, before=until, oldest_first=False)
