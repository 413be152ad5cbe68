"""The records that make up the world: people, places, messages, commands and interactions.

Plain dataclasses with integer ids. What they look like on the wire is `payloads`' business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Any

Json = dict[str, Any]


class ChannelType(IntEnum):
    TEXT = 0
    DM = 1
    PUBLIC_THREAD = 11


class MessageType(IntEnum):
    DEFAULT = 0
    PINNED = 6
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    CONTEXT_MENU_COMMAND = 23


class MessageFlag(IntFlag):
    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    VOICE = 1 << 13
    COMPONENTS_V2 = 1 << 15


class CommandType(IntEnum):
    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


class InteractionType(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


@dataclass(slots=True)
class Application:
    """The bot's registration: what the developer portal knows about it."""

    id: int  # also the bot user's id, as for every application made since 2016
    token: str
    name: str
    link_secret: str  # signs attachment links


@dataclass(slots=True)
class User:
    id: int
    username: str
    display_name: str
    bot: bool = False
    dms_open: bool = True  # False: the bot gets 50007 when it writes first
    locale: str = "en-US"


@dataclass(slots=True)
class Role:
    id: int  # @everyone has the guild's id
    name: str
    permissions: int
    position: int = 0
    colour: int = 0


@dataclass(slots=True)
class Member:
    user_id: int
    role_ids: list[int] = field(default_factory=list)
    nick: str | None = None


@dataclass(slots=True)
class Guild:
    id: int
    name: str
    owner_id: int
    roles: list[Role]
    members: list[Member]

    def member(self, user_id: int) -> Member | None:
        return next((member for member in self.members if member.user_id == user_id), None)

    def role(self, role_id: int) -> Role | None:
        return next((role for role in self.roles if role.id == role_id), None)


@dataclass(slots=True)
class Overwrite:
    """A channel's exception from the roles' permissions."""

    target_id: int
    kind: int  # 0 role, 1 member
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class Channel:
    id: int
    type: int
    name: str = ""
    guild_id: int | None = None
    topic: str | None = None
    position: int = 0
    parent_id: int | None = None  # the channel a thread belongs to
    owner_id: int | None = None  # who opened a thread
    recipient_id: int | None = None  # the human end of a DM
    overwrites: list[Overwrite] = field(default_factory=list)
    last_message_id: int | None = None
    archived: bool = False

    @property
    def is_dm(self) -> bool:
        return self.type == ChannelType.DM

    @property
    def is_thread(self) -> bool:
        return self.type == ChannelType.PUBLIC_THREAD


@dataclass(slots=True)
class Attachment:
    id: int
    filename: str
    size: int  # bytes
    content_type: str
    description: str | None = None  # alt text
    width: int | None = None
    height: int | None = None
    ephemeral: bool = False


@dataclass(slots=True)
class Reaction:
    emoji_name: str
    emoji_id: int | None
    user_ids: list[int]


@dataclass(slots=True)
class Origin:
    """The interaction that a message answers."""

    interaction_id: int
    kind: int
    user_id: int
    name: str | None = None  # the command's, where it was one
    target_message_id: int | None = None


@dataclass(slots=True)
class Message:
    id: int
    channel_id: int
    author_id: int
    content: str = ""
    type: int = MessageType.DEFAULT
    flags: int = 0
    edited_at: float | None = None  # Unix seconds
    attachments: list[Attachment] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    mention_ids: list[int] = field(default_factory=list)
    mention_role_ids: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    reference_id: int | None = None
    reference_channel_id: int | None = None
    pinned: bool = False
    tts: bool = False
    nonce: str | int | None = None
    origin: Origin | None = None
    visible_to: int | None = None  # an ephemeral message's only reader besides the bot
    reactions: list[Reaction] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & MessageFlag.EPHEMERAL)

    @property
    def loading(self) -> bool:
        return bool(self.flags & MessageFlag.LOADING)


@dataclass(slots=True)
class Command:
    id: int
    version: int
    type: int
    name: str
    guild_id: int | None
    definition: Json  # as synced, checked; without id and version


@dataclass(slots=True)
class Interaction:
    id: int
    token: str
    kind: int
    user_id: int
    channel_id: int
    created: float  # Unix seconds
    data: Json
    message_id: int | None = None  # the message whose component was used
    command_name: str | None = None
    acknowledged: int | None = None  # the callback type, once there was one
    response_id: int | None = None  # the message behind @original
    modal: Json | None = None  # what callback 9 asked the member to fill in
    modal_submitted: bool = False
