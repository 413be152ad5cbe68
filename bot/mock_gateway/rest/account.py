"""Routes about the bot itself, other users, and where the gateway is."""

from __future__ import annotations

from typing import Any

from bot.mock_gateway.api_errors import form_error, unknown_user
from bot.mock_gateway.fields import snowflake
from bot.mock_gateway.models import User
from bot.mock_gateway.permissions import guild_permissions
from bot.mock_gateway.rest.call import Call, Routes


async def me(call: Call) -> Any:
    return call.backstage.payloads.user(call.world.bot) | {"verified": True, "mfa_enabled": True}


async def user(call: Call) -> Any:
    return call.backstage.payloads.user(_user(call, call.id("user")))


async def application(call: Call) -> Any:
    return call.backstage.payloads.application()


async def my_guilds(call: Call) -> Any:
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "owner": False,
            "permissions": str(guild_permissions(guild, call.bot_id)),
            "features": [],
        }
        for guild in call.world.guilds.values()
    ]


async def open_dm(call: Call) -> Any:
    body = await call.json()
    identifier = snowflake(body.get("recipient_id")) if isinstance(body, dict) else None
    if identifier is None:
        raise form_error(("recipient_id",), "BASE_TYPE_REQUIRED", "This field is required")
    recipient = _user(call, identifier)
    if recipient.bot:
        raise form_error(("recipient_id",), "CANNOT_DM", "Bots cannot write to bots.")
    return call.backstage.payloads.channel(call.world.dm_with(recipient.id))


async def gateway(call: Call) -> Any:
    return {"url": call.backstage.gateway.url}


async def gateway_for_bots(call: Call) -> Any:
    limit = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": call.backstage.gateway.url, "shards": 1, "session_start_limit": limit}


def _user(call: Call, identifier: int) -> User:
    found = call.world.users.get(identifier)
    if found is None:
        raise unknown_user()
    return found


ROUTES: Routes = {
    ("GET", "/users/@me"): me,
    ("GET", "/users/@me/guilds"): my_guilds,
    ("POST", "/users/@me/channels"): open_dm,
    ("GET", "/users/{user}"): user,
    ("GET", "/oauth2/applications/@me"): application,
    ("GET", "/applications/@me"): application,
    ("GET", "/gateway"): gateway,
    ("GET", "/gateway/bot"): gateway_for_bots,
}
