"""The demo guild that a fresh gateway starts with: two channels, a bot, and people to be.

The ids are fixed, so that notes and tests may name them.
"""

from __future__ import annotations

import secrets

from bot.mock_gateway.models import Application, Channel, ChannelType, Guild, Member, Role, User
from bot.mock_gateway.permissions import BOT_PERMISSIONS, MEMBER_PERMISSIONS, Permission
from bot.mock_gateway.snowflakes import snowflake_at
from bot.mock_gateway.world import World

_FOUNDED_MS = 1_767_225_600_000  # the first of January 2026

BOT_ID = snowflake_at(_FOUNDED_MS, 1)
OWNER_ID = snowflake_at(_FOUNDED_MS, 2)
MODERATOR_ID = snowflake_at(_FOUNDED_MS, 3)
MEMBER_ID = snowflake_at(_FOUNDED_MS, 4)
GUILD_ID = snowflake_at(_FOUNDED_MS, 10)
PORTRAITS_ID = snowflake_at(_FOUNDED_MS, 20)
GENERAL_ID = snowflake_at(_FOUNDED_MS, 21)
BOT_ROLE_ID = snowflake_at(_FOUNDED_MS, 30)
MODERATOR_ROLE_ID = snowflake_at(_FOUNDED_MS, 31)


def seed(world: World, *, bot_name: str, token: str | None) -> None:
    """Fill an empty world."""
    world.save(
        Application(
            id=BOT_ID,
            token=token or secrets.token_urlsafe(32),
            name=bot_name,
            link_secret=secrets.token_hex(16),
        )
    )
    world.save(User(id=BOT_ID, username=_username(bot_name), display_name=bot_name, bot=True))
    world.save(User(id=OWNER_ID, username="juniper", display_name="Juniper"))
    world.save(User(id=MODERATOR_ID, username="sorrel", display_name="Sorrel"))
    world.save(User(id=MEMBER_ID, username="wren", display_name="Wren"))
    world.save(_guild(bot_name))
    for position, (identifier, name, topic) in enumerate(
        ((PORTRAITS_ID, "portraits", "Pictures of faces"), (GENERAL_ID, "general", "Anything else"))
    ):
        world.save(
            Channel(
                id=identifier,
                type=ChannelType.TEXT,
                name=name,
                guild_id=GUILD_ID,
                topic=topic,
                position=position,
            )
        )
    for user_id in (OWNER_ID, MODERATOR_ID, MEMBER_ID):
        world.dm_with(user_id)


def _guild(bot_name: str) -> Guild:
    moderator = MEMBER_PERMISSIONS | int(Permission.MANAGE_GUILD | Permission.MANAGE_MESSAGES)
    return Guild(
        id=GUILD_ID,
        name="Demo server",
        owner_id=OWNER_ID,
        roles=[
            Role(id=GUILD_ID, name="@everyone", permissions=MEMBER_PERMISSIONS),
            Role(id=BOT_ROLE_ID, name=bot_name, permissions=BOT_PERMISSIONS, position=1),
            Role(
                id=MODERATOR_ROLE_ID,
                name="Moderator",
                permissions=moderator,
                position=2,
                colour=0x57C2A0,
            ),
        ],
        members=[
            Member(user_id=BOT_ID, role_ids=[BOT_ROLE_ID]),
            Member(user_id=OWNER_ID),
            Member(user_id=MODERATOR_ID, role_ids=[MODERATOR_ROLE_ID]),
            Member(user_id=MEMBER_ID),
        ],
    )


def _username(bot_name: str) -> str:
    return "".join(c for c in bot_name.lower().replace(" ", "-") if c.isalnum() or c == "-") or "bot"
