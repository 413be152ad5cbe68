"""From what Discord delivers to a Request: is it for us, about which portrait, and what does it say?"""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.cogs.portrait._buttons import shown_portrait
from bot.cogs.portrait._posting import may_post_beside
from bot.conversation.request import Action, Request

ORDINARY = (discord.MessageType.default, discord.MessageType.reply)


def from_message(
    message: discord.Message,
    me: discord.ClientUser,
    *,
    portrait_channel: bool,
    replied_portrait: str | None = None,  # where Discord left out the message replied to
) -> Request | None:
    """The request in a message; None for one that is none of our business."""
    if message.author.bot or message.webhook_id is not None or message.type not in ORDINARY:
        return None
    replied = message.reference.resolved if message.reference is not None else None
    if isinstance(replied, discord.Message) and replied.author.id == me.id:
        to_us, replied_portrait = True, shown_portrait(replied)
    else:
        to_us = replied_portrait is not None
    addressed = message.guild is None or to_us or _mentions(message, me)
    if not addressed and (not portrait_channel or message.reference is not None):
        return None
    return Request(
        id=str(message.id),
        member=str(message.author.id),
        place=str(message.channel.id),
        guild=str(message.guild.id) if message.guild is not None else None,
        text=without_mention(message, me),
        portrait=replied_portrait,
        addressed=addressed,
    )


def from_interaction(
    interaction: discord.Interaction[Any],
    *,
    action: Action = "say",
    text: str = "",
    portrait: str | None = None,
    seed: int | None = None,
) -> Request:
    """The request in a command, click or modal."""
    return Request(
        id=str(interaction.id),
        member=str(interaction.user.id),
        place=str(interaction.channel_id),
        guild=str(interaction.guild_id) if interaction.guild_id is not None else None,
        action=action,
        text=text,
        portrait=portrait,
        seed=seed,
        locale=str(interaction.locale),
        message=False,
        token="" if may_post_beside(interaction) else interaction.token,
    )


def without_mention(message: discord.Message, me: discord.ClientUser) -> str:
    """The text without the part that only calls us."""
    ours = [f"!?{me.id}"]
    if message.guild is not None and (role := message.guild.self_role) is not None:
        ours.append(f"&{role.id}")
    return re.sub(rf"<@(?:{'|'.join(ours)})>", " ", message.content).strip()


def _mentions(message: discord.Message, me: discord.ClientUser) -> bool:
    if any(user.id == me.id for user in message.mentions):
        return True
    role = message.guild.self_role if message.guild is not None else None
    return role is not None and role in message.role_mentions
