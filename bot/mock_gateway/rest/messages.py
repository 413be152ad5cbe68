"""Routes about messages, their reactions and pins."""

from __future__ import annotations

from typing import Any

from bot.mock_gateway.api_errors import (
    ApiError,
    dms_closed,
    form_error,
    missing_permissions,
    not_your_message,
)
from bot.mock_gateway.drafts import Draft, read_draft
from bot.mock_gateway.fields import snowflake
from bot.mock_gateway.models import Channel, Json, Message, MessageFlag
from bot.mock_gateway.permissions import Permission
from bot.mock_gateway.reactions import add_reaction, remove_reaction
from bot.mock_gateway.rest.call import Call, Routes
from bot.mock_gateway.settings import Intent

OLDEST_BULK_DELETE_MS = 14 * 24 * 3600 * 1000


async def history(call: Call) -> Any:
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    limit = call.query_whole("limit", 50, 1, 100)
    messages = [m for m in call.world.messages_in(channel.id) if m.visible_to is None]
    around, before, after = (call.query_id(name) for name in ("around", "before", "after"))
    if around is not None:
        older = [m for m in messages if m.id <= around][-(limit // 2 + 1) :]
        newer = [m for m in messages if m.id > around][: limit - len(older)]
        chosen = older + newer
    elif after is not None:
        chosen = [m for m in messages if m.id > after][:limit]
    else:
        chosen = [m for m in messages if before is None or m.id < before][-limit:]
    return [_shown(call, message) for message in reversed(chosen)]


async def read(call: Call) -> Any:
    return _shown(call, call.message(Permission.READ_MESSAGE_HISTORY))


async def create(call: Call) -> Any:
    channel = call.channel(Permission.VIEW_CHANNEL)
    sending = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    _need(call, channel, sending)
    if channel.recipient_id and not call.world.users[channel.recipient_id].dms_open:
        raise dms_closed()
    draft = read_draft(*await call.form())
    _need_for(call, channel, draft)
    message = await call.backstage.messenger.create(channel, call.world.bot, draft)
    return call.backstage.payloads.message(message)


async def edit(call: Call) -> Any:
    message = call.message()
    if message.author_id != call.bot_id:
        raise not_your_message()
    was_v2 = bool(message.flags & MessageFlag.COMPONENTS_V2)
    draft = read_draft(*await call.form(), editing=True, was_v2=was_v2)
    _need_for(call, call.world.channels[message.channel_id], draft)
    return call.backstage.payloads.message(await call.backstage.messenger.edit(message, draft))


async def delete(call: Call) -> Any:
    message = call.message()
    if message.author_id != call.bot_id:
        _need(call, call.world.channels[message.channel_id], Permission.MANAGE_MESSAGES)
    await call.backstage.messenger.delete([message])
    return None


async def bulk_delete(call: Call) -> Any:
    channel = call.channel(Permission.MANAGE_MESSAGES)
    body = await call.json()
    asked = body.get("messages") if isinstance(body, dict) else None
    ids = [snowflake(i) for i in asked] if isinstance(asked, list) else []
    if not 2 <= len(ids) <= 100:
        raise ApiError(400, 50016, "Provided too few or too many messages to delete.")
    newest = max((i for i in ids if i is not None), default=0)
    if any(i is not None and newest - i > OLDEST_BULK_DELETE_MS << 22 for i in ids):
        raise ApiError(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    found = [call.world.messages[i] for i in dict.fromkeys(ids) if i in call.world.messages]
    await call.backstage.messenger.delete(m for m in found if m.channel_id == channel.id)
    return None


async def react(call: Call) -> Any:
    message = call.message(Permission.ADD_REACTIONS, Permission.READ_MESSAGE_HISTORY)
    add_reaction(call.backstage, message, call.text("emoji"), call.bot_id)
    return None


async def unreact(call: Call) -> Any:
    remove_reaction(call.backstage, call.message(), call.text("emoji"), call.bot_id)
    return None


async def unreact_other(call: Call) -> Any:
    message = call.message(Permission.MANAGE_MESSAGES)
    remove_reaction(call.backstage, message, call.text("emoji"), call.id("user"))
    return None


async def pin(call: Call) -> Any:
    return _set_pinned(call, True)


async def unpin(call: Call) -> Any:
    return _set_pinned(call, False)


async def pins(call: Call) -> Any:
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    pinned = [m for m in call.world.messages_in(channel.id) if m.pinned]
    shown = [_shown(call, message) for message in reversed(pinned)]
    items = [{"pinned_at": message["timestamp"], "message": message} for message in shown]
    return {"items": items, "has_more": False}


def _set_pinned(call: Call, pinned: bool) -> None:
    message = call.message(Permission.MANAGE_MESSAGES)
    message.pinned = pinned
    call.world.save(message)
    call.backstage.announcer.message_edited(message)


def _need(call: Call, channel: Channel, permission: Permission) -> None:
    if not call.world.permissions(call.bot_id, channel) & permission:
        raise missing_permissions()


def _need_for(call: Call, channel: Channel, draft: Draft) -> None:
    """What the contents of a message need besides the right to speak."""
    if draft.files:
        _need(call, channel, Permission.ATTACH_FILES)
    if draft.reference_id:
        held = call.world.permissions(call.bot_id, channel)
        if not held & Permission.READ_MESSAGE_HISTORY:
            raise form_error(
                ("message_reference",),
                "REPLIES_REQUIRE_HISTORY",
                "Cannot reply without permission to read message history",
            )


def _shown(call: Call, message: Message) -> Json:
    """REST withholds content like the gateway, by what the developer portal grants."""
    granted = bool(call.backstage.settings.granted_intents & Intent.MESSAGE_CONTENT)
    return call.backstage.payloads.message(message, uncensored=granted)


_MESSAGE = "/channels/{channel}/messages/{message}"

ROUTES: Routes = {
    ("GET", "/channels/{channel}/messages"): history,
    ("POST", "/channels/{channel}/messages"): create,
    ("POST", "/channels/{channel}/messages/bulk-delete"): bulk_delete,
    ("GET", "/channels/{channel}/messages/pins"): pins,
    ("PUT", "/channels/{channel}/messages/pins/{message}"): pin,
    ("DELETE", "/channels/{channel}/messages/pins/{message}"): unpin,
    ("GET", _MESSAGE): read,
    ("PATCH", _MESSAGE): edit,
    ("DELETE", _MESSAGE): delete,
    ("PUT", _MESSAGE + "/reactions/{emoji}/@me"): react,
    ("DELETE", _MESSAGE + "/reactions/{emoji}/@me"): unreact,
    ("DELETE", _MESSAGE + "/reactions/{emoji}/{user}"): unreact_other,
}
