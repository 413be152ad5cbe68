"""Levers for tests: repeat events, break the connection, order failures, change what the bot may do."""

from __future__ import annotations

import re
from typing import Any

from bot.mock_gateway.api_errors import FormErrors
from bot.mock_gateway.fields import Fields, snowflake
from bot.mock_gateway.models import Channel, ChannelType, Member, Overwrite, User
from bot.mock_gateway.people.visit import PeopleRoutes, Visit, refused
from bot.mock_gateway.settings import LOCALES


async def redeliver(visit: Visit) -> Any:
    """Send the MESSAGE_CREATE of a message once more."""
    visit.backstage.announcer.message_redelivered(visit.any_message())
    return None


async def reconnect(visit: Visit) -> Any:
    """`op` 7, or 9 with `resumable`: what Discord does when it moves or loses a session."""
    op, connections = visit.body.get("op", 7), set(visit.backstage.gateway.connections)
    if op not in (7, 9):
        raise refused("op must be 7 or 9")
    for connection in connections:
        if op == 7:
            await connection.ask_to_reconnect()
        else:
            await connection.invalidate(resumable=bool(visit.body.get("resumable", False)))
    return {"connections": len(connections)}


async def drop(visit: Visit) -> Any:
    """Cut every gateway connection without a goodbye."""
    connections = set(visit.backstage.gateway.connections)
    for connection in connections:
        connection.abort()
    return {"connections": len(connections)}


async def order_fault(visit: Visit) -> Any:
    """`status` (0 cuts the line), `times`, `method`, `path` (a regular expression), `retry_after`,
    `delay` in seconds, `carried_out` (the request takes effect and only its answer is lost)."""
    visit.backstage.faults.add(visit.body)
    return visit.backstage.faults.listed()


async def faults(visit: Visit) -> Any:
    return visit.backstage.faults.listed()


async def clear_faults(visit: Visit) -> Any:
    visit.backstage.faults.clear()
    return None


async def unknown(visit: Visit) -> Any:
    """Everything a client asked for that is not modelled."""
    return visit.backstage.unknown.listed()


async def set_permissions(visit: Visit) -> Any:
    """Overwrite what a role or user (`target`, default the bot) may do in a channel: `allow`, `deny`."""
    channel = visit.world.channels.get(snowflake(visit.request.match_info["channel"]) or 0)
    guild = visit.world.guild_of(channel) if channel else None
    if channel is None or guild is None:
        raise refused("there is no such channel in a guild", 404)
    errors = FormErrors()
    form = Fields(visit.body, errors)
    allow, deny = form.whole("allow", 0, (1 << 53) - 1, 0), form.whole("deny", 0, (1 << 53) - 1, 0)
    errors.raise_any()
    target = snowflake(visit.body.get("target")) or visit.world.application.id
    channel.overwrites = [o for o in channel.overwrites if o.target_id != target]
    if allow or deny:
        kind = 0 if guild.role(target) else 1
        channel.overwrites.append(Overwrite(target, kind, allow or 0, deny or 0))
    visit.world.save(channel)
    visit.backstage.announcer.channel("CHANNEL_UPDATE", channel)
    return visit.backstage.payloads.channel(channel)


async def add_person(visit: Visit) -> Any:
    """A new member of the guild: `username`, and `name` to be shown by."""
    errors = FormErrors()
    form = Fields(visit.body, errors)
    username = form.text("username", 2, 32, required=True) or ""
    name = form.text("name", 1, 32) or username.capitalize()
    if not re.fullmatch(r"[a-z0-9_.]+", username):
        form.wrong("username", "USERNAME_INVALID", "Lower-case letters, digits, _ and . only.")
    if any(user.username == username for user in visit.world.users.values()):
        form.wrong("username", "USERNAME_ALREADY_TAKEN", "That name is taken.")
    errors.raise_any()
    user = User(id=visit.world.ids.next(), username=username, display_name=name)
    visit.world.save(user)
    guild = next(iter(visit.world.guilds.values()))
    guild.members.append(Member(user_id=user.id))
    visit.world.save(guild)
    visit.backstage.announcer.member_joined(guild, guild.members[-1])
    return visit.backstage.payloads.user(user)


async def add_channel(visit: Visit) -> Any:
    """A new text channel: `name` and `topic`."""
    errors = FormErrors()
    form = Fields(visit.body, errors)
    name, topic = form.text("name", 1, 100, required=True) or "", form.text("topic", 0, 1024)
    errors.raise_any()
    guild = next(iter(visit.world.guilds.values()))
    channel = Channel(
        id=visit.world.ids.next(),
        type=ChannelType.TEXT,
        name=re.sub(r"\s+", "-", name.lower()),
        guild_id=guild.id,
        topic=topic,
        position=len(visit.world.channels),
    )
    visit.world.save(channel)
    visit.backstage.announcer.channel("CHANNEL_CREATE", channel)
    return visit.backstage.payloads.channel(channel)


async def change_person(visit: Visit) -> Any:
    """`dms_open` and `locale` of a person."""
    user = visit.person(visit.request.match_info["user"])
    errors = FormErrors()
    form = Fields(visit.body, errors)
    user.dms_open = form.flag("dms_open", user.dms_open)
    if "locale" in form:
        user.locale = form.choice("locale", sorted(LOCALES)) or user.locale
    errors.raise_any()
    visit.world.save(user)
    return None


ROUTES: PeopleRoutes = {
    ("POST", "/messages/{message}/redeliver"): redeliver,
    ("POST", "/gateway/reconnect"): reconnect,
    ("POST", "/gateway/drop"): drop,
    ("GET", "/faults"): faults,
    ("POST", "/faults"): order_fault,
    ("DELETE", "/faults"): clear_faults,
    ("GET", "/unknown"): unknown,
    ("PUT", "/channels/{channel}/permissions"): set_permissions,
    ("POST", "/channels"): add_channel,
    ("POST", "/users"): add_person,
    ("PATCH", "/users/{user}"): change_person,
}
