"""Routes about guilds, their channels, members and roles."""

from __future__ import annotations

from typing import Any

from bot.mock_gateway.api_errors import ApiError, unknown, unknown_guild
from bot.mock_gateway.models import Guild
from bot.mock_gateway.rest.call import Call, Routes


async def guild(call: Call) -> Any:
    return call.backstage.payloads.guild_outline(_guild(call))


async def channels(call: Call) -> Any:
    guild = _guild(call)
    return [
        call.backstage.payloads.channel(channel)
        for channel in call.world.channels.values()
        if channel.guild_id == guild.id and not channel.is_thread
    ]


async def active_threads(call: Call) -> Any:
    guild = _guild(call)
    threads = [c for c in call.world.channels.values() if c.guild_id == guild.id and c.is_thread]
    shown = [call.backstage.payloads.channel(c) for c in threads if not c.archived]
    return {"threads": shown, "members": []}


async def members(call: Call) -> Any:
    after = call.query_id("after") or 0
    limit = call.query_whole("limit", 1, 1, 1000)
    found = sorted((m for m in _guild(call).members if m.user_id > after), key=lambda m: m.user_id)
    return [call.backstage.payloads.member(member) for member in found[:limit]]


async def member(call: Call) -> Any:
    found = _guild(call).member(call.id("user"))
    if found is None:
        raise unknown("Member", 10007)
    return call.backstage.payloads.member(found)


async def roles(call: Call) -> Any:
    return [call.backstage.payloads.role(role) for role in _guild(call).roles]


def _guild(call: Call) -> Guild:
    found = call.world.guilds.get(call.id("guild"))
    if found is None:
        raise unknown_guild()
    if found.member(call.bot_id) is None:
        raise ApiError(403, 50001, "Missing Access")
    return found


ROUTES: Routes = {
    ("GET", "/guilds/{guild}"): guild,
    ("GET", "/guilds/{guild}/channels"): channels,
    ("GET", "/guilds/{guild}/threads/active"): active_threads,
    ("GET", "/guilds/{guild}/members"): members,
    ("GET", "/guilds/{guild}/members/{user}"): member,
    ("GET", "/guilds/{guild}/roles"): roles,
}
