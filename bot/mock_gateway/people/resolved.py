"""The `resolved` part of an interaction: the people, places, roles and files that its values name."""

from __future__ import annotations

from bot.mock_gateway.attachments import described
from bot.mock_gateway.fields import snowflake
from bot.mock_gateway.models import Channel, Json, Message
from bot.mock_gateway.people.visit import Visit, refused


class Resolved:
    """Collects what values refer to while an interaction's data is built."""

    def __init__(self, visit: Visit, channel: Channel) -> None:
        self.data: Json = {}
        self._visit = visit
        self._channel = channel
        self._guild = visit.world.guild_of(channel)

    def user(self, value: object) -> str:
        user = self._visit.world.users.get(snowflake(value) or 0)
        if user is None:
            raise refused(f"there is no user {value}")
        payloads = self._visit.backstage.payloads
        self._put("users", user.id, payloads.user(user))
        member = self._guild.member(user.id) if self._guild else None
        if member is not None:
            permissions = self._visit.world.permissions(user.id, self._channel)
            shown = payloads.member(member, permissions)
            self._put("members", user.id, {k: v for k, v in shown.items() if k != "user"})
        return str(user.id)

    def role(self, value: object) -> str:
        role = self._guild.role(snowflake(value) or 0) if self._guild else None
        if role is None:
            raise refused(f"there is no role {value} here")
        self._put("roles", role.id, self._visit.backstage.payloads.role(role))
        return str(role.id)

    def mentionable(self, value: object) -> str:
        if self._guild and self._guild.role(snowflake(value) or 0):
            return self.role(value)
        return self.user(value)

    def channel(self, value: object) -> str:
        world = self._visit.world
        channel = world.channels.get(snowflake(value) or 0)
        if channel is None or channel.guild_id != self._channel.guild_id:
            raise refused(f"there is no channel {value} here")
        shown = self._visit.backstage.payloads.channel(channel)
        permissions = str(world.permissions(self._visit.user.id, channel))
        self._put("channels", channel.id, shown | {"permissions": permissions})
        return str(channel.id)

    def message(self, message: Message) -> str:
        """A message is given in full, whatever the bot's intents."""
        self._put("messages", message.id, self._visit.backstage.payloads.message(message))
        return str(message.id)

    async def attachment(self, number: object) -> str:
        """A file of this call, by its number; the bot may fetch it for as long as its link lives."""
        upload = self._visit.files.get(snowflake(number) if number is not None else -1)  # type: ignore[arg-type]
        if upload is None:
            raise refused(f"no file was sent as files[{number}]")
        backstage = self._visit.backstage
        attachment = await described(self._visit.world.ids.next(), upload, None)
        attachment.ephemeral = True
        await backstage.store.keep(attachment.id, upload.data)
        for forgotten in backstage.world.lend(attachment):
            await backstage.store.forget(forgotten.id)
        shown = backstage.payloads.attachment(self._channel.id, attachment)
        self._put("attachments", attachment.id, shown)
        return str(attachment.id)

    def _put(self, kind: str, identifier: int, payload: Json) -> None:
        self.data.setdefault(kind, {})[str(identifier)] = payload
