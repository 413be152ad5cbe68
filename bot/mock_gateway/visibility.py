"""Who may see what: ephemeral messages, and content withheld from bots without the intent."""

from __future__ import annotations

from bot.mock_gateway.drafts import USER_MENTION
from bot.mock_gateway.models import Message
from bot.mock_gateway.permissions import Permission
from bot.mock_gateway.world import World


def visible_to(world: World, message: Message, user_id: int) -> bool:
    """Whether a person sees this message at all."""
    if message.visible_to is not None and user_id != message.visible_to:
        return False
    channel = world.channels.get(message.channel_id)
    return channel is not None and bool(world.permissions(user_id, channel) & Permission.VIEW_CHANNEL)


def content_reaches_bot(world: World, message: Message) -> bool:
    """Whether a bot without the message content intent is given this message's content.

    It is for its own messages, in DMs, when it is mentioned, and when someone replies with a ping to one
    of its ordinary messages. A reply to its answer to a slash command stays censored.
    """
    bot_id = world.application.id
    channel = world.channels.get(message.channel_id)
    if message.author_id == bot_id or (channel is not None and channel.is_dm):
        return True
    if bot_id not in message.mention_ids:
        return False
    if any(int(found) == bot_id for found in USER_MENTION.findall(message.content)):
        return True
    replied = world.messages.get(message.reference_id) if message.reference_id else None
    return replied is not None and replied.author_id == bot_id and replied.origin is None
