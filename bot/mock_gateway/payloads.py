"""How the world's records look as Discord's JSON."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.mock_gateway.attachments import Links
from bot.mock_gateway.component_rules import walk
from bot.mock_gateway.models import (
    Attachment,
    Channel,
    Command,
    Guild,
    Interaction,
    Json,
    Member,
    Message,
    MessageType,
    Overwrite,
    Role,
    User,
)
from bot.mock_gateway.settings import MAX_FILE_BYTES, Intent
from bot.mock_gateway.snowflakes import created_at
from bot.mock_gateway.visibility import content_reaches_bot
from bot.mock_gateway.world import World

VERIFY_KEY = "0" * 64
APPLICATION_FLAGS = {  # what the application object shows of its granted intents, as for a small bot
    Intent.GUILD_PRESENCES: 1 << 13,
    Intent.GUILD_MEMBERS: 1 << 15,
    Intent.MESSAGE_CONTENT: 1 << 19,
}


class Payloads:
    """Builds payloads; holds only what every one of them needs: the world and the link signer."""

    def __init__(self, world: World, links: Links, granted: Intent) -> None:
        self._world = world
        self._links = links
        self.application_flags = sum(flag for intent, flag in APPLICATION_FLAGS.items() if intent & granted)

    def user(self, user: User) -> Json:
        return {
            "id": str(user.id),
            "username": user.username,
            "global_name": None if user.bot else user.display_name,
            "discriminator": "0001" if user.bot else "0",
            "avatar": None,
            "bot": user.bot,
            "public_flags": 0,
        }

    def application(self) -> Json:
        application = self._world.application
        owner = next(user for user in self._world.users.values() if not user.bot)
        return {
            "id": str(application.id),
            "name": application.name,
            "icon": None,
            "description": "",
            "bot_public": False,
            "bot_require_code_grant": False,
            "verify_key": VERIFY_KEY,
            "owner": self.user(owner),
            "team": None,
            "flags": self.application_flags,
            "bot": self.user(self._world.bot),
        }

    def member(self, member: Member, permissions: int | None = None) -> Json:
        payload: Json = {
            "user": self.user(self._world.users[member.user_id]),
            "nick": member.nick,
            "avatar": None,
            "roles": [str(role_id) for role_id in member.role_ids],
            "joined_at": created_at(member.user_id).isoformat(),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }
        if permissions is not None:
            payload["permissions"] = str(permissions)
        return payload

    def role(self, role: Role) -> Json:
        return {
            "id": str(role.id),
            "name": role.name,
            "color": role.colour,
            "colors": {"primary_color": role.colour, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": role.position,
            "permissions": str(role.permissions),
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }

    def channel(self, channel: Channel) -> Json:
        payload: Json = {
            "id": str(channel.id),
            "type": channel.type,
            "flags": 0,
            "last_message_id": _text(channel.last_message_id),
        }
        if channel.is_dm and channel.recipient_id:
            payload["recipients"] = [self.user(self._world.users[channel.recipient_id])]
            return payload
        payload |= {
            "guild_id": str(channel.guild_id),
            "name": channel.name,
            "parent_id": _text(channel.parent_id),
            "rate_limit_per_user": 0,
            "nsfw": False,
        }
        if channel.is_thread:
            return payload | self._thread_fields(channel)
        return payload | {
            "topic": channel.topic,
            "position": channel.position,
            "permission_overwrites": [_overwrite(o) for o in channel.overwrites],
        }

    def guild(self, guild: Guild) -> Json:
        """The full GUILD_CREATE payload."""
        channels = [c for c in self._world.channels.values() if c.guild_id == guild.id]
        return self.guild_outline(guild) | {
            "joined_at": created_at(guild.id).isoformat(),
            "large": False,
            "unavailable": False,
            "member_count": len(guild.members),
            "members": [self.member(member) for member in guild.members],
            "channels": [self.channel(c) for c in channels if not c.is_thread],
            "threads": [self.channel(c) for c in channels if c.is_thread and not c.archived],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def guild_outline(self, guild: Guild) -> Json:
        """What GET /guilds/{id} answers."""
        return {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "banner": None,
            "description": None,
            "owner_id": str(guild.owner_id),
            "region": "",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "roles": [self.role(role) for role in guild.roles],
            "emojis": [],
            "stickers": [],
            "features": [],
            "mfa_level": 0,
            "application_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "vanity_url_code": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-US",
            "nsfw": False,
            "nsfw_level": 0,
            "premium_progress_bar_enabled": False,
        }

    def attachment(self, channel_id: int, attachment: Attachment) -> Json:
        url = self._links.to(channel_id, attachment)
        payload: Json = {
            "id": str(attachment.id),
            "filename": attachment.filename,
            "size": attachment.size,
            "url": url,
            "proxy_url": url,
            "content_type": attachment.content_type,
        }
        if attachment.description is not None:
            payload["description"] = attachment.description
        if attachment.width and attachment.height:
            payload |= {"width": attachment.width, "height": attachment.height}
        if attachment.ephemeral:
            payload["ephemeral"] = True
        return payload

    def message(self, message: Message, *, uncensored: bool = True, quote: bool = True) -> Json:
        """A message as a client sees it.

        `uncensored` False withholds content from a bot without the intent, where Discord would;
        `quote` False leaves out the message it replies to, which is how quotes end.
        """
        author = self._world.users[message.author_id]
        payload: Json = {
            "id": str(message.id),
            "type": message.type,
            "channel_id": str(message.channel_id),
            "author": self.user(author),
            "timestamp": created_at(message.id).isoformat(),
            "edited_timestamp": _iso(message.edited_at),
            "tts": message.tts,
            "pinned": message.pinned,
            "flags": int(message.flags),
            "mention_everyone": message.mention_everyone,
            "mentions": [self._mentioned(i, message) for i in message.mention_ids if i in self._world.users],
            "mention_roles": [str(role_id) for role_id in message.mention_role_ids],
            "nonce": message.nonce,
        }
        if uncensored or content_reaches_bot(self._world, message):
            payload |= self._content(message)
        else:
            payload |= {"content": "", "embeds": [], "attachments": [], "components": []}
        if message.reactions:
            payload["reactions"] = self._reactions(message)
        payload |= self._origin(message)
        if quote:
            payload |= self._reference(message, uncensored)
        return payload

    def message_event(self, message: Message, *, uncensored: bool) -> Json:
        """MESSAGE_CREATE and MESSAGE_UPDATE: in a guild, who wrote it as a member too."""
        payload = self.message(message, uncensored=uncensored)
        channel = self._world.channels[message.channel_id]
        payload["channel_type"] = channel.type
        if channel.guild_id:
            payload["guild_id"] = str(channel.guild_id)
            member = self._world.member(channel.guild_id, message.author_id)
            if member:
                payload["member"] = {k: v for k, v in self.member(member).items() if k != "user"}
        return payload

    def command(self, command: Command) -> Json:
        return {
            **command.definition,
            "id": str(command.id),
            "application_id": str(self._world.application.id),
            "version": str(command.version),
            **({"guild_id": str(command.guild_id)} if command.guild_id else {}),
        }

    def interaction(self, interaction: Interaction) -> Json:
        """INTERACTION_CREATE. The bot is given the content of whatever the member acted on."""
        world = self._world
        channel = world.channels[interaction.channel_id]
        bot_permissions = world.permissions(world.application.id, channel)
        payload: Json = {
            "id": str(interaction.id),
            "application_id": str(world.application.id),
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": str(channel.id),
            "channel": self.channel(channel)
            | {"permissions": str(world.permissions(interaction.user_id, channel))},
            "app_permissions": str(bot_permissions),
            "locale": world.users[interaction.user_id].locale,
            "entitlements": [],
            "attachment_size_limit": MAX_FILE_BYTES,
        }
        payload |= self._whereabouts(interaction, channel)
        if interaction.message_id and interaction.message_id in world.messages:
            payload["message"] = self.message(world.messages[interaction.message_id])
        return payload

    def _whereabouts(self, interaction: Interaction, channel: Channel) -> Json:
        user = self._world.users[interaction.user_id]
        guild = self._world.guild_of(channel)
        member = guild.member(user.id) if guild else None
        if guild is None or member is None:
            return {
                "user": self.user(user),
                "context": 1,
                "authorizing_integration_owners": {"0": "0"},
            }
        permissions = self._world.permissions(user.id, channel)
        return {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": self.member(member, permissions),
            "context": 0,
            "authorizing_integration_owners": {"0": str(guild.id)},
        }

    def _content(self, message: Message) -> Json:
        attachments = [self.attachment(message.channel_id, a) for a in message.attachments]
        embeds, components = message.embeds, message.components
        if embeds or components:
            embeds, components = copy.deepcopy((embeds, components))
        named = {a["filename"]: a for a in attachments}
        used = {_resolve(holder, named) for holder in _media(embeds, components)}
        return {
            "content": message.content,
            "embeds": embeds,
            "attachments": [a for a in attachments if a["id"] not in used],
            "components": components,
        }

    def _mentioned(self, user_id: int, message: Message) -> Json:
        payload = self.user(self._world.users[user_id])
        channel = self._world.channels[message.channel_id]
        member = self._world.member(channel.guild_id, user_id)
        if member:
            payload["member"] = {k: v for k, v in self.member(member).items() if k != "user"}
        return payload

    def _reactions(self, message: Message) -> list[Json]:
        return [
            {
                "emoji": {"id": _text(reaction.emoji_id), "name": reaction.emoji_name},
                "count": len(reaction.user_ids),
                "count_details": {"burst": 0, "normal": len(reaction.user_ids)},
                "burst_colors": [],
                "me": self._world.application.id in reaction.user_ids,
                "me_burst": False,
            }
            for reaction in message.reactions
        ]

    def _origin(self, message: Message) -> Json:
        origin = message.origin
        if origin is None:
            return {}
        application_id = str(self._world.application.id)
        user = self.user(self._world.users[origin.user_id])
        metadata: Json = {
            "id": str(origin.interaction_id),
            "type": origin.kind,
            "user": user,
            "authorizing_integration_owners": {},
        }
        payload: Json = {
            "application_id": application_id,
            "webhook_id": application_id,
            "interaction_metadata": metadata,
        }
        if origin.name is not None:
            metadata["name"] = origin.name
            payload["interaction"] = {
                "id": str(origin.interaction_id),
                "type": origin.kind,
                "name": origin.name,
                "user": user,
            }
        return payload

    def _reference(self, message: Message, uncensored: bool) -> Json:
        if message.reference_id is None:
            return {}
        channel = self._world.channels[message.channel_id]
        reference = {
            "type": 0,
            "message_id": str(message.reference_id),
            "channel_id": str(message.reference_channel_id or message.channel_id),
        }
        if channel.guild_id:
            reference["guild_id"] = str(channel.guild_id)
        payload: Json = {"message_reference": reference}
        if message.type == MessageType.REPLY:
            replied = self._world.messages.get(message.reference_id)
            payload["referenced_message"] = (
                self.message(replied, uncensored=uncensored, quote=False) if replied else None
            )
        return payload

    def _thread_fields(self, channel: Channel) -> Json:
        created = created_at(channel.id).isoformat()
        messages = len(self._world.messages_in(channel.id))
        return {
            "owner_id": _text(channel.owner_id),
            "message_count": messages,
            "total_message_sent": messages,
            "member_count": 1,
            "thread_metadata": {
                "archived": channel.archived,
                "auto_archive_duration": 1440,
                "archive_timestamp": created,
                "create_timestamp": created,
                "locked": False,
            },
            "member": {
                "id": str(channel.id),
                "user_id": str(self._world.application.id),
                "join_timestamp": created,
                "flags": 0,
            },
        }


def _overwrite(overwrite: Overwrite) -> Json:
    return {
        "id": str(overwrite.target_id),
        "type": overwrite.kind,
        "allow": str(overwrite.allow),
        "deny": str(overwrite.deny),
    }


def _media(embeds: list[Json], components: list[Json]) -> Iterator[Json]:
    """Every place where an embed or a component may name an attachment."""
    for embed in embeds:
        yield from (embed[k] for k in ("image", "thumbnail", "footer", "author") if embed.get(k))
    for component in walk(components):
        yield from (component[k] for k in ("media", "file") if component.get(k))
        yield from (item["media"] for item in component.get("items") or [] if item.get("media"))


def _resolve(holder: Json, named: dict[str, Json]) -> str | None:
    """Put the attachment's own link in the place of `attachment://name`; its id, if there was one."""
    for key in ("url", "icon_url"):
        url = str(holder.get(key) or "")
        attachment = named.get(url.removeprefix("attachment://"))
        if attachment is not None and url.startswith("attachment://"):
            details: Json = {k: attachment[k] for k in ("width", "height", "content_type") if k in attachment}
            holder |= {key: attachment["url"], f"proxy_{key}": attachment["url"], **details}
            return str(attachment["id"])
    return None


def _text(identifier: int | None) -> str | None:
    return None if identifier is None else str(identifier)


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC).isoformat()
