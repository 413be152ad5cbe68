"""What people do with messages: read, write, reply, edit, delete, react, type."""

from __future__ import annotations

import re
from typing import Any

from bot.mock_gateway.drafts import AllowedMentions, read_draft
from bot.mock_gateway.fields import snowflake
from bot.mock_gateway.models import Json, Message, MessageFlag, User
from bot.mock_gateway.people.visit import PeopleRoutes, Visit, refused
from bot.mock_gateway.permissions import Permission, guild_permissions
from bot.mock_gateway.reactions import add_reaction, remove_reaction
from bot.mock_gateway.settings import LOCALES
from bot.mock_gateway.visibility import visible_to
from bot.mock_gateway.world import World


async def scene(visit: Visit) -> Any:
    """Everything the page's frame needs, as seen by one person; by a newcomer when nobody is named."""
    world, payloads = visit.world, visit.backstage.payloads
    user = visit.user if visit.request.query.get("user") else _newcomer(world)
    seen = [c for c in world.channels.values() if world.permissions(user.id, c)]
    return {
        "you": _person(world, user),
        "people": [_person(world, u) for u in world.users.values() if not u.bot],
        "bot": _person(world, world.bot),
        "online": visit.backstage.hub.online,
        "guilds": [
            {
                "id": str(guild.id),
                "name": guild.name,
                "members": [str(m.user_id) for m in guild.members],
                "roles": [payloads.role(role) for role in guild.roles],
            }
            for guild in world.guilds.values()
            if guild.member(user.id)
        ],
        "channels": [
            payloads.channel(c) | {"permissions": str(world.permissions(user.id, c))}
            for c in sorted(seen, key=lambda c: (c.position, c.id))
        ],
        "dm": str(world.dm_with(user.id).id),
        "locales": sorted(LOCALES),
    }


async def history(visit: Visit) -> Any:
    """The newest messages a person sees, their ephemeral ones included, oldest first."""
    channel, user = visit.channel(), visit.user
    before = snowflake(visit.request.query.get("before"))
    limit = visit.request.query.get("limit", "50")
    if not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= 200:
        raise refused("limit must be between 1 and 200")
    messages = [
        m
        for m in visit.world.messages_in(channel.id)
        if visible_to(visit.world, m, user.id) and (before is None or m.id < before)
    ]
    return [visit.backstage.payloads.message(m) for m in messages[-int(limit) :]]


async def send(visit: Visit) -> Any:
    """`content`, files, `reply_to` (a message id) and `ping` (default true)."""
    channel = visit.channel()
    speaking = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    channel = visit.channel(speaking)
    form: Json = {"content": visit.body.get("content"), "nonce": visit.body.get("nonce")}
    form["attachments"] = [
        {"id": n, "filename": upload.filename, "description": _description(visit, n)}
        for n, upload in visit.files.items()
    ]
    if visit.body.get("reply_to"):
        form["message_reference"] = {"message_id": visit.body["reply_to"]}
    draft = read_draft(form, visit.files)
    draft.mentions = AllowedMentions(replied_user=visit.body.get("ping", True) is not False)
    message = await visit.backstage.messenger.create(channel, visit.user, draft)
    return visit.backstage.payloads.message(message)


async def edit(visit: Visit) -> Any:
    message = _own(visit)
    draft = read_draft({"content": visit.body.get("content")}, {}, editing=True)
    return visit.backstage.payloads.message(await visit.backstage.messenger.edit(message, draft))


async def delete(visit: Visit) -> Any:
    """Delete one's own message, anyone's with Manage Messages, or dismiss an ephemeral one."""
    message = visit.message()
    channel = visit.world.channels[message.channel_id]
    may = visit.world.permissions(visit.user.id, channel) & Permission.MANAGE_MESSAGES
    if not (may or message.author_id == visit.user.id or message.visible_to == visit.user.id):
        raise refused("you can only delete your own messages", 403)
    await visit.backstage.messenger.delete([message])
    return None


async def typing(visit: Visit) -> Any:
    visit.backstage.announcer.typing(visit.channel(Permission.SEND_MESSAGES), visit.user.id)
    return None


async def react(visit: Visit) -> Any:
    add_reaction(visit.backstage, visit.message(), visit.request.match_info["emoji"], visit.user.id)
    return None


async def unreact(visit: Visit) -> Any:
    remove_reaction(visit.backstage, visit.message(), visit.request.match_info["emoji"], visit.user.id)
    return None


def _own(visit: Visit) -> Message:
    message = visit.message()
    if message.author_id != visit.user.id or message.flags & MessageFlag.EPHEMERAL:
        raise refused("you can only edit your own messages", 403)
    return message


def _description(visit: Visit, number: int) -> object:
    descriptions = visit.body.get("descriptions")
    return descriptions.get(str(number)) if isinstance(descriptions, dict) else None


def _newcomer(world: World) -> User:
    """Someone without any role, if there is anyone; else whoever there is."""
    people = [user for user in world.users.values() if not user.bot]
    people.sort(key=lambda user: _person(world, user)["owner"] or bool(_person(world, user)["roles"]))
    return people[0]


def _person(world: World, user: User) -> Json:
    guild = next(iter(world.guilds.values()))
    member = guild.member(user.id)
    roles = [r for r in guild.roles if member and r.id in member.role_ids]
    return {
        "id": str(user.id),
        "username": user.username,
        "name": user.display_name,
        "bot": user.bot,
        "owner": guild.owner_id == user.id,
        "roles": [role.name for role in roles],
        "colour": next((role.colour for role in reversed(roles) if role.colour), 0),
        "manages": bool(guild_permissions(guild, user.id) & Permission.MANAGE_GUILD),
        "locale": user.locale,
    }


ROUTES: PeopleRoutes = {
    ("GET", "/scene"): scene,
    ("GET", "/channels/{channel}/messages"): history,
    ("POST", "/channels/{channel}/messages"): send,
    ("POST", "/channels/{channel}/typing"): typing,
    ("PATCH", "/messages/{message}"): edit,
    ("DELETE", "/messages/{message}"): delete,
    ("PUT", "/messages/{message}/reactions/{emoji}"): react,
    ("DELETE", "/messages/{message}/reactions/{emoji}"): unreact,
}
