"""Routes about channels and threads."""

from __future__ import annotations

from typing import Any

from bot.mock_gateway.api_errors import ApiError, FormErrors, missing_permissions
from bot.mock_gateway.fields import Fields
from bot.mock_gateway.models import Channel, ChannelType, MessageFlag
from bot.mock_gateway.permissions import Permission
from bot.mock_gateway.rest.call import Call, Routes


async def channel(call: Call) -> Any:
    return call.backstage.payloads.channel(call.channel())


async def typing(call: Call) -> Any:
    channel = call.channel()
    call.backstage.announcer.typing(channel, call.bot_id)
    return None


async def edit_thread(call: Call) -> Any:
    """A thread's name and whether it is archived; other channels are not the bot's to change."""
    channel = call.channel()
    if not channel.is_thread:
        raise missing_permissions()
    errors = FormErrors()
    form = Fields(await call.json(), errors)
    name, archived = form.text("name", 1, 100), form.flag("archived", channel.archived)
    errors.raise_any()
    channel.name, channel.archived = name or channel.name, archived
    call.world.save(channel)
    call.backstage.announcer.channel("THREAD_UPDATE", channel)
    return call.backstage.payloads.channel(channel)


async def thread_on_message(call: Call) -> Any:
    message = call.message(Permission.CREATE_PUBLIC_THREADS)
    if message.id in call.world.channels:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    parent = call.world.channels[message.channel_id]
    thread = await _open_thread(call, parent, message.id)
    message.flags |= MessageFlag.HAS_THREAD
    call.world.save(message)
    call.backstage.announcer.message_edited(message)
    return call.backstage.payloads.channel(thread)


async def thread(call: Call) -> Any:
    parent = call.channel(Permission.CREATE_PUBLIC_THREADS)
    return call.backstage.payloads.channel(await _open_thread(call, parent, call.world.ids.next()))


async def join_thread(call: Call) -> Any:
    call.channel()
    return None


async def _open_thread(call: Call, parent: Channel, identifier: int) -> Channel:
    errors = FormErrors()
    form = Fields(await call.json(), errors)
    name = form.text("name", 1, 100, required=True)
    if parent.is_dm or parent.is_thread:
        form.wrong((), "CHANNEL_TYPE_INVALID", "Threads are opened in a guild's channel.")
    if form.whole("type", 0, 20, default=ChannelType.PUBLIC_THREAD) != ChannelType.PUBLIC_THREAD:
        form.wrong("type", "BASE_TYPE_CHOICES", "Only public threads are modelled.")
    errors.raise_any()
    opened = Channel(
        id=identifier,
        type=ChannelType.PUBLIC_THREAD,
        name=name or "",
        guild_id=parent.guild_id,
        parent_id=parent.id,
        owner_id=call.bot_id,
    )
    call.world.save(opened)
    call.backstage.announcer.channel("THREAD_CREATE", opened)
    return opened


ROUTES: Routes = {
    ("GET", "/channels/{channel}"): channel,
    ("PATCH", "/channels/{channel}"): edit_thread,
    ("POST", "/channels/{channel}/typing"): typing,
    ("POST", "/channels/{channel}/threads"): thread,
    ("POST", "/channels/{channel}/messages/{message}/threads"): thread_on_message,
    ("PUT", "/channels/{channel}/thread-members/@me"): join_thread,
}
