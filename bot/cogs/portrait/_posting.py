"""Posting replies as ordinary channel messages, and finding them again after a crash."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import aiohttp
import discord
import structlog
from discord.abc import Messageable

from bot.cogs.portrait._buttons import answered_request, buttons
from bot.conversation.request import Reply, Request
from bot.errors import DeliveryError
from bot.locales import load_locale

log = structlog.get_logger(__name__)

MOST_ALT_TEXT = 1024  # Discord's limit
SEARCHED = 100  # messages after a request among which its answer is looked for

TROUBLE = (discord.DiscordException, aiohttp.ClientError, OSError, asyncio.TimeoutError)

ORIGINAL: Any = "@original"  # Discord's name for an interaction's first response, in place of its id

Channel = Messageable | discord.PartialMessageable


def permitted(permissions: discord.Permissions, *, thread: bool) -> bool:
    """Whether a portrait can be posted, asked before anything is drawn."""
    speak = permissions.send_messages_in_threads if thread else permissions.send_messages
    return permissions.view_channel and speak and permissions.attach_files


def may_post(message: discord.Message) -> bool:
    """Whether a message can be answered with a portrait where it stands."""
    permissions = _permissions(message)
    return permissions is None or permitted(permissions, thread=isinstance(message.channel, discord.Thread))


def may_post_beside(interaction: discord.Interaction[Any]) -> bool:
    """Whether a click or command can be answered with an ordinary message in its channel."""
    channel = interaction.channel
    thread = isinstance(channel, discord.Thread)
    return isinstance(channel, Messageable) and permitted(interaction.app_permissions, thread=thread)


def may_reply(message: discord.Message) -> bool:
    """Whether an answer can stand under the message, which takes the right to read what was said."""
    permissions = _permissions(message)
    return permissions is None or permissions.read_message_history


def _permissions(message: discord.Message) -> discord.Permissions | None:
    """Ours in the message's channel; None where everything is allowed or nothing is known."""
    if message.guild is None or isinstance(message.channel, discord.PartialMessageable):
        return None
    return message.channel.permissions_for(message.guild.me)


def content(reply: Reply) -> dict[str, Any]:
    """A reply as arguments of discord.py's send methods."""
    arguments: dict[str, Any] = {
        "content": discord.utils.escape_markdown(reply.line),
        "allowed_mentions": discord.AllowedMentions.none(),
    }
    if reply.picture is not None:
        picture = reply.picture
        arguments["file"] = discord.File(
            io.BytesIO(picture.data),
            filename=f"portrait-{reply.draft.shows}{picture.filename_suffix}",
            description=reply.draft.alt[:MOST_ALT_TEXT],
        )
        arguments["view"] = buttons(reply, load_locale(reply.draft.locale))
    return arguments


async def post(
    channel: Channel,
    reply: Reply,
    *,
    under: discord.MessageReference | None,
    me: int,
    member: discord.abc.User | None = None,  # named, where nothing above says who asked
) -> str:
    """Post a reply, under the message it answers; raises DeliveryError when it is certain not to be there.

    The nonce is the request's id: Discord takes two messages with one nonce for the same message, so that
    asking again after a lost answer posts nothing twice.
    """
    try:
        arguments = content(reply)
        if member is not None:
            arguments["content"] = f"{member.mention} {arguments['content']}"
        if under is not None:
            arguments.update(reference=under, mention_author=False)
        message = await channel.send(**arguments, nonce=reply.request.id)
    except TROUBLE as error:
        log.warning("posting failed", request=reply.request.id, reason=repr(error))
        posted = None
        try:
            posted = await find(channel, reply.request, me=me)
        except TROUBLE as again:
            log.warning("nor could the channel be read", reason=repr(again))
        if posted is None:
            raise DeliveryError(load_locale(reply.draft.locale).text("problem.not_posted")) from error
        return posted
    return str(message.id)


class Inside:
    """The answer of an interaction where nothing may be posted beside it: its first response.

    It needs no more than the interaction's token, and so can be found and filled in after a restart too, as
    long as the token lives.
    """

    def __init__(self, client: discord.Client, token: str) -> None:
        assert client.application_id is not None
        self._webhook = discord.Webhook.partial(client.application_id, token, client=client)

    async def post(self, reply: Reply) -> str:
        """Fill it in; raises DeliveryError when it is certain not to be filled in."""
        arguments = content(reply)
        if "file" in arguments:
            arguments["attachments"] = [arguments.pop("file")]
        try:
            return str((await self._webhook.edit_message(ORIGINAL, **arguments)).id)
        except TROUBLE as error:
            log.warning("posting failed", request=reply.request.id, reason=repr(error))
            try:
                posted = await self.find(reply.request)
            except (*TROUBLE, DeliveryError):
                posted = None
            if posted is None:
                raise DeliveryError(load_locale(reply.draft.locale).text("problem.not_posted")) from error
            return posted

    async def find(self, request: Request) -> str | None:
        """Id of the response if it is the answer already; raises DeliveryError once the token is dead."""
        try:
            message = await self._webhook.fetch_message(ORIGINAL)
        except discord.HTTPException as error:
            if error.status >= 500:
                raise
            raise DeliveryError("the interaction can be answered no more") from error
        return str(message.id) if answered_request(message) == request.id else None


async def find(channel: Channel, request: Request, *, me: int) -> str | None:
    """Id of our message that answers a request, if it is in the channel."""
    asked = discord.Object(int(request.id))
    async for message in channel.history(limit=SEARCHED, after=asked, oldest_first=True):
        if message.author.id != me:
            continue
        answered = answered_request(message)
        if answered == request.id:
            return str(message.id)
        to = message.reference.message_id if message.reference is not None else None
        if answered is None and request.message and to == asked.id:
            return str(message.id)
    return None


def reference_to(message_id: int, channel_id: int, guild_id: int | None) -> discord.MessageReference:
    """A reply to a message that may be gone by now."""
    return discord.MessageReference(
        message_id=message_id, channel_id=channel_id, guild_id=guild_id, fail_if_not_exists=False
    )
