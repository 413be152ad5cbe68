"""Everything that exists in the mock Discord, kept in memory and, when asked for, in a state file."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.mock_gateway.errors import StateFileError
from bot.mock_gateway.journal import Journal
from bot.mock_gateway.models import (
    Application,
    Attachment,
    Channel,
    ChannelType,
    Command,
    CommandType,
    Guild,
    Interaction,
    Json,
    Member,
    Message,
    User,
)
from bot.mock_gateway.permissions import channel_permissions
from bot.mock_gateway.snowflakes import SnowflakeMaker

MAX_PASSING = 100

Record = Application | User | Guild | Channel | Message | Command | Interaction

KINDS: dict[str, TypeAdapter[Any]] = {
    "application": TypeAdapter(Application),
    "user": TypeAdapter(User),
    "guild": TypeAdapter(Guild),
    "channel": TypeAdapter(Channel),
    "message": TypeAdapter(Message),
    "command": TypeAdapter(Command),
    "interaction": TypeAdapter(Interaction),
}
KIND_OF = {
    Application: "application",
    User: "user",
    Guild: "guild",
    Channel: "channel",
    Message: "message",
    Command: "command",
    Interaction: "interaction",
}


class World:
    """Users, places, messages, commands and interactions, with the lookups everyone needs.

    A record may be changed in place, but counts only once `save` was called with it.
    """

    def __init__(self, state_file: Path | None = None) -> None:
        self.ids = SnowflakeMaker()
        self.application: Application
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.commands: dict[int, Command] = {}
        self.interactions: dict[int, Interaction] = {}
        self._passing: dict[int, Attachment] = {}  # files given to commands; they belong to no message
        self._timeline: dict[int, dict[int, None]] = {}  # channel id -> message ids, oldest first
        self._attachments: dict[int, Attachment] = {}
        self._journal = Journal(state_file) if state_file else None

    def load(self) -> bool:
        """Read the state file, if there is one. True when it held a world."""
        if self._journal is None:
            return False
        records = self._journal.open()
        try:
            for kind, value in records:
                self._keep(KINDS[kind].validate_python(value))
        except (ValidationError, KeyError) as reason:
            self._journal.close()
            raise StateFileError(
                f"{self._journal.path} holds a record unknown to this version; move it away to start afresh"
            ) from reason
        return bool(records)

    def close(self) -> None:
        if self._journal is not None:
            self._journal.close()

    def save(self, record: Record) -> None:
        """Keep a new or changed record; on return it survives a killed process."""
        if self._journal is not None:
            kind = KIND_OF[type(record)]
            self._journal.put(kind, KINDS[kind].dump_python(record, mode="json"))
        self._keep(record)
        if self._journal is not None and self._journal.worth_rewriting:
            self._journal.rewrite(self._records())

    def remove(self, record: Message | Command | Interaction) -> None:
        kind = KIND_OF[type(record)]
        getattr(self, f"{kind}s").pop(record.id, None)
        if isinstance(record, Message):
            self._timeline.get(record.channel_id, {}).pop(record.id, None)
            for attachment in record.attachments:
                self._attachments.pop(attachment.id, None)
        if self._journal is not None:
            self._journal.drop(kind, record.id)

    def forget_interactions(self, older_than: float) -> None:
        """Drop interactions whose tokens ran out `older_than` (Unix seconds) or before."""
        for interaction in [i for i in self.interactions.values() if i.created < older_than]:
            self.remove(interaction)

    # Lookups

    @property
    def bot(self) -> User:
        return self.users[self.application.id]

    def guild_of(self, channel: Channel) -> Guild | None:
        return self.guilds.get(channel.guild_id) if channel.guild_id else None

    def member(self, guild_id: int | None, user_id: int) -> Member | None:
        guild = self.guilds.get(guild_id) if guild_id else None
        return guild.member(user_id) if guild else None

    def permissions(self, user_id: int, channel: Channel) -> int:
        """What the user may do there; 0 when it is someone else's DM or a channel they cannot see."""
        if channel.is_dm and user_id not in (self.application.id, channel.recipient_id):
            return 0
        place = self.channels.get(channel.parent_id, channel) if channel.parent_id else channel
        return channel_permissions(self.guild_of(channel), place, user_id)

    def messages_in(self, channel_id: int) -> list[Message]:
        """All messages of a channel, oldest first."""
        return [self.messages[i] for i in self._timeline.get(channel_id, ())]

    def attachment(self, identifier: int) -> Attachment | None:
        return self._attachments.get(identifier) or self._passing.get(identifier)

    def lend(self, attachment: Attachment) -> list[Attachment]:
        """Keep a file given to a command for a while; returns those that are now too old to keep."""
        self._passing[attachment.id] = attachment
        oldest = sorted(self._passing)[:-MAX_PASSING]
        return [self._passing.pop(identifier) for identifier in oldest]

    def dm_with(self, user_id: int) -> Channel:
        """The bot's DM channel with that person, made when there was none."""
        for channel in self.channels.values():
            if channel.is_dm and channel.recipient_id == user_id:
                return channel
        channel = Channel(id=self.ids.next(), type=ChannelType.DM, recipient_id=user_id)
        self.save(channel)
        return channel

    def commands_for(self, guild_id: int | None, kind: CommandType | None = None) -> list[Command]:
        """The commands offered in a guild, its own and the global ones; only the latter in a DM."""
        return [
            command
            for command in self.commands.values()
            if command.guild_id in (None, guild_id) and kind in (None, command.type)
        ]

    def interaction_by_token(self, token: str) -> Interaction | None:
        wanted = token.encode()
        found = (i for i in self.interactions.values() if secrets.compare_digest(i.token.encode(), wanted))
        return next(found, None)

    def _keep(self, record: Record) -> None:
        self.ids.saw(record.id)
        match record:
            case Application():
                self.application = record
            case User():
                self.users[record.id] = record
            case Guild():
                self.guilds[record.id] = record
            case Channel():
                self.channels[record.id] = record
            case Message():
                self.messages[record.id] = record
                self._attachments |= {a.id: a for a in record.attachments}
                self._timeline.setdefault(record.channel_id, {})[record.id] = None
                channel = self.channels.get(record.channel_id)
                if channel is not None and record.visible_to is None:
                    channel.last_message_id = max(channel.last_message_id or 0, record.id)
            case Command():
                self.commands[record.id] = record
            case Interaction():
                self.interactions[record.id] = record

    def _records(self) -> Iterator[tuple[str, Json]]:
        collections: Iterable[Iterable[Record]] = (
            (self.application,),
            self.users.values(),
            self.guilds.values(),
            self.channels.values(),
            self.messages.values(),
            self.commands.values(),
            self.interactions.values(),
        )
        for records in collections:
            for record in records:
                kind = KIND_OF[type(record)]
                yield kind, KINDS[kind].dump_python(record, mode="json")


def now() -> float:
    """Unix seconds; the one clock that interactions and edits are stamped with."""
    return time.time()
