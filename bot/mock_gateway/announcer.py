"""Tells both sides of a change: the bot's gateway sessions, as their intents allow, and the page."""

from __future__ import annotations

from bot.mock_gateway.feed import Feed
from bot.mock_gateway.hub import GatewaySession, Hub
from bot.mock_gateway.models import Channel, Guild, Interaction, Json, Member, Message, Reaction
from bot.mock_gateway.payloads import Payloads
from bot.mock_gateway.settings import Intent
from bot.mock_gateway.visibility import visible_to
from bot.mock_gateway.world import World, now


class Announcer:
    """One method a kind of news."""

    def __init__(self, world: World, hub: Hub, feed: Feed, payloads: Payloads) -> None:
        self._world = world
        self._hub = hub
        self._feed = feed
        self._payloads = payloads
        hub.on_presence = self.presence

    def presence(self, online: bool) -> None:
        self._feed.publish({"event": "presence", "online": online})

    def message_created(self, message: Message) -> None:
        self._message("MESSAGE_CREATE", message)
        self._show("message", message)

    def message_redelivered(self, message: Message) -> None:
        """The same MESSAGE_CREATE once more, which Discord's delivery allows for."""
        self._message("MESSAGE_CREATE", message)

    def message_edited(self, message: Message) -> None:
        self._message("MESSAGE_UPDATE", message)
        self._show("edit", message)

    def message_deleted(self, message: Message) -> None:
        channel = self._world.channels[message.channel_id]
        if message.visible_to is None:
            data: Json = {"id": str(message.id), "channel_id": str(channel.id)}
            self._tell("MESSAGE_DELETE", data, channel, Intent.GUILD_MESSAGES, Intent.DM_MESSAGES)
        self._feed.publish({"event": "delete", "channel_id": str(channel.id), "id": str(message.id)})

    def messages_deleted(self, channel: Channel, messages: list[Message]) -> None:
        data: Json = {"ids": [str(m.id) for m in messages], "channel_id": str(channel.id)}
        self._tell("MESSAGE_DELETE_BULK", data, channel, Intent.GUILD_MESSAGES, Intent.DM_MESSAGES)
        for message in messages:
            self._feed.publish({"event": "delete", "channel_id": str(channel.id), "id": str(message.id)})

    def reaction(self, event: str, message: Message, reaction: Reaction, user_id: int) -> None:
        """MESSAGE_REACTION_ADD or …_REMOVE."""
        channel = self._world.channels[message.channel_id]
        emoji_id = None if reaction.emoji_id is None else str(reaction.emoji_id)
        data: Json = {
            "user_id": str(user_id),
            "channel_id": str(channel.id),
            "message_id": str(message.id),
            "emoji": {"id": emoji_id, "name": reaction.emoji_name, "animated": False},
            "burst": False,
            "type": 0,
        }
        member = self._world.member(channel.guild_id, user_id)
        if member and event == "MESSAGE_REACTION_ADD":
            data |= {
                "member": self._payloads.member(member),
                "message_author_id": str(message.author_id),
            }
        self._tell(event, data, channel, Intent.GUILD_REACTIONS, Intent.DM_REACTIONS)
        self._show("edit", message)

    def typing(self, channel: Channel, user_id: int) -> None:
        data: Json = {
            "channel_id": str(channel.id),
            "user_id": str(user_id),
            "timestamp": int(now()),
        }
        member = self._world.member(channel.guild_id, user_id)
        if member:
            data["member"] = self._payloads.member(member)
        self._tell("TYPING_START", data, channel, Intent.GUILD_TYPING, Intent.DM_TYPING)
        news = {"event": "typing", "channel_id": str(channel.id), "user_id": str(user_id)}
        self._feed.publish(news, lambda viewer: self._world.permissions(viewer, channel) > 0)

    def interaction(self, interaction: Interaction) -> None:
        data = self._payloads.interaction(interaction)
        guild_id = self._world.channels[interaction.channel_id].guild_id
        self._hub.tell("INTERACTION_CREATE", data, intent=None, guild_id=guild_id)

    def channel(self, event: str, channel: Channel) -> None:
        """CHANNEL_UPDATE, THREAD_CREATE and their like; the page reads its lists anew."""
        data = self._payloads.channel(channel)
        if event == "THREAD_CREATE":
            data["newly_created"] = True
        self._hub.tell(event, data, intent=Intent.GUILDS, guild_id=channel.guild_id)
        self.world_changed()

    def member_joined(self, guild: Guild, member: Member) -> None:
        data = self._payloads.member(member) | {"guild_id": str(guild.id)}
        self._hub.tell("GUILD_MEMBER_ADD", data, intent=Intent.GUILD_MEMBERS, guild_id=guild.id)
        self.world_changed()

    def world_changed(self) -> None:
        """Commands, channels or people changed: whoever looks should look again."""
        self._feed.publish({"event": "world"})

    def _message(self, event: str, message: Message) -> None:
        if message.visible_to is not None:
            return  # the gateway never speaks of ephemeral messages
        channel = self._world.channels[message.channel_id]
        censored: Json | None = None
        full: Json | None = None
        for session in self._audience(channel, Intent.GUILD_MESSAGES, Intent.DM_MESSAGES):
            if session.intents & Intent.MESSAGE_CONTENT:
                full = full or self._payloads.message_event(message, uncensored=True)
                session.tell(event, full)
            else:
                censored = censored or self._payloads.message_event(message, uncensored=False)
                session.tell(event, censored)

    def _show(self, event: str, message: Message) -> None:
        payload = self._payloads.message(message)
        self._feed.publish(
            {"event": event, "message": payload}, lambda viewer: visible_to(self._world, message, viewer)
        )

    def _tell(self, event: str, data: Json, channel: Channel, in_guild: Intent, in_dm: Intent) -> None:
        if channel.guild_id:
            data["guild_id"] = str(channel.guild_id)
        for session in self._audience(channel, in_guild, in_dm):
            session.tell(event, data)

    def _audience(self, channel: Channel, in_guild: Intent, in_dm: Intent) -> list[GatewaySession]:
        """Sessions that asked for it, unless the bot cannot see the channel."""
        if not self._world.permissions(self._world.application.id, channel):
            return []
        intent = in_guild if channel.guild_id else in_dm
        return list(self._hub.audience(intent, channel.guild_id))
