"""Creating, editing and deleting messages, whoever does it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from bot.mock_gateway.announcer import Announcer
from bot.mock_gateway.api_errors import FormErrors, empty_message, form_error, unknown_message
from bot.mock_gateway.attachments import AttachmentStore, described
from bot.mock_gateway.drafts import (
    EVERYONE_MENTION,
    ROLE_MENTION,
    USER_MENTION,
    Draft,
    NewFile,
)
from bot.mock_gateway.models import (
    Attachment,
    Channel,
    Message,
    MessageFlag,
    MessageType,
    Origin,
    User,
)
from bot.mock_gateway.permissions import Permission
from bot.mock_gateway.settings import MAX_FILES
from bot.mock_gateway.snowflakes import created_at
from bot.mock_gateway.world import World, now

NONCE_SECONDS = 300


class Messenger:
    """Turns checked drafts into messages and tells everyone concerned."""

    def __init__(self, world: World, store: AttachmentStore, announcer: Announcer) -> None:
        self._world = world
        self._store = store
        self._announcer = announcer
        self._turns: dict[int, asyncio.Lock] = {}

    async def create(
        self,
        channel: Channel,
        author: User,
        draft: Draft,
        *,
        origin: Origin | None = None,
        type: int = MessageType.DEFAULT,
        visible_to: int | None = None,
    ) -> Message:
        """Post a message. With `enforce_nonce`, a repeat of a recent nonce gives the first message back."""
        async with self._turn(channel.id):
            if draft.enforce_nonce and draft.nonce is not None:
                earlier = self._with_nonce(channel, author, draft.nonce)
                if earlier is not None:
                    return earlier
            message = Message(
                id=self._world.ids.next(),
                channel_id=channel.id,
                author_id=author.id,
                content=(draft.content or "").strip(),
                type=type,
                flags=draft.flags or 0,
                embeds=draft.embeds or [],
                components=draft.components or [],
                nonce=draft.nonce,
                tts=draft.tts,
                origin=origin,
                visible_to=visible_to,
            )
            self._refer(message, draft)
            message.attachments = await self._kept(draft.files, ephemeral=visible_to is not None)
            self._mention(message, draft)
            self._world.save(message)
            self._announcer.message_created(message)
            return message

    async def edit(self, message: Message, draft: Draft) -> Message:
        """Apply the fields that the draft names; an answer that was "thinking" is thereby given.

        Raises ApiError: 10008 when it was deleted meanwhile, 50006 when nothing would be left, 50035.
        """
        async with self._turn(message.channel_id):
            if message.id not in self._world.messages:
                raise unknown_message()
            kept = self._after_edit(message, draft)
            self._check_edit(message, draft, kept)
            dropped = [a for a in message.attachments if a not in kept]
            message.attachments = kept + await self._kept(draft.files, ephemeral=message.ephemeral)
            message.edited_at = None if message.loading else now()
            self._change(message, draft)
            self._world.save(message)
            self._announcer.message_edited(message)
        for attachment in dropped:
            await self._store.forget(attachment.id)
        return message

    async def delete(self, messages: Iterable[Message]) -> None:
        """Delete one message, or several of one channel at once."""
        gone = [message for message in messages if message.id in self._world.messages]
        if not gone:
            return
        channel = self._world.channels[gone[0].channel_id]
        async with self._turn(channel.id):
            for message in gone:
                self._world.remove(message)
            if len(gone) == 1:
                self._announcer.message_deleted(gone[0])
            else:
                self._announcer.messages_deleted(channel, gone)
        for message in gone:
            for attachment in message.attachments:
                await self._store.forget(attachment.id)

    def _turn(self, channel_id: int) -> asyncio.Lock:
        """Messages of a channel change one at a time, so that their order and nonces hold."""
        return self._turns.setdefault(channel_id, asyncio.Lock())

    def _check_edit(self, message: Message, draft: Draft, kept: list[Attachment]) -> None:
        """Raises ApiError when an edit would leave nothing, or too many files."""
        if len(kept) + len(draft.files) > MAX_FILES:
            raise form_error(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_FILES} or fewer.")
        content = message.content if draft.content is None else draft.content
        embeds = message.embeds if draft.embeds is None else draft.embeds
        components = message.components if draft.components is None else draft.components
        if not (content.strip() or embeds or components or kept or draft.files):
            raise empty_message()

    def _change(self, message: Message, draft: Draft) -> None:
        if draft.content is not None:
            message.content = draft.content.strip()
        if draft.embeds is not None:
            message.embeds = draft.embeds
        if draft.components is not None:
            message.components = draft.components
        if draft.flags is not None:
            message.flags = (message.flags & ~MessageFlag.SUPPRESS_EMBEDS) | draft.flags
        message.flags &= ~MessageFlag.LOADING
        self._mention(message, draft)

    def _with_nonce(self, channel: Channel, author: User, nonce: str | int) -> Message | None:
        for message in reversed(self._world.messages_in(channel.id)):
            if now() - created_at(message.id).timestamp() > NONCE_SECONDS:
                return None
            if message.author_id == author.id and str(message.nonce) == str(nonce):
                return message
        return None

    def _refer(self, message: Message, draft: Draft) -> None:
        if draft.reference_id is None:
            return
        replied = self._world.messages.get(draft.reference_id)
        if replied is None or replied.channel_id != message.channel_id or replied.visible_to is not None:
            if draft.reference_must_exist:
                errors = FormErrors()
                errors.add(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
                errors.raise_any()
            return
        message.type = MessageType.REPLY
        message.reference_id = replied.id
        message.reference_channel_id = replied.channel_id

    def _mention(self, message: Message, draft: Draft) -> None:
        allowed = draft.mentions
        content = message.content
        found = dict.fromkeys(int(i) for i in USER_MENTION.findall(content))
        users = [i for i in found if i in self._world.users and allowed.user(i)]
        replied = self._world.messages.get(message.reference_id) if message.reference_id else None
        if message.type == MessageType.REPLY and replied and allowed.replied_user:
            users = list(dict.fromkeys([*users, replied.author_id]))
        message.mention_ids = users
        message.mention_role_ids = [
            i for i in dict.fromkeys(int(i) for i in ROLE_MENTION.findall(content)) if allowed.role(i)
        ]
        channel = self._world.channels[message.channel_id]
        may = self._world.permissions(message.author_id, channel) & Permission.MENTION_EVERYONE
        message.mention_everyone = bool(allowed.everyone and may and EVERYONE_MENTION.search(content))

    async def _kept(self, files: list[NewFile], *, ephemeral: bool) -> list[Attachment]:
        attachments = []
        for file in files:
            attachment = await described(self._world.ids.next(), file.upload, file.description)
            attachment.ephemeral = ephemeral
            await self._store.keep(attachment.id, file.upload.data)
            attachments.append(attachment)
        return attachments

    def _after_edit(self, message: Message, draft: Draft) -> list[Attachment]:
        """The attachments that stay, with their alt text changed where the edit says so."""
        if draft.kept_attachments is None:
            return message.attachments
        unknown = draft.kept_attachments.keys() - {a.id for a in message.attachments}
        if unknown:
            raise form_error(("attachments",), "ATTACHMENT_NOT_FOUND", f"Unknown attachment {min(unknown)}.")
        kept = [a for a in message.attachments if a.id in draft.kept_attachments]
        for attachment in kept:
            attachment.description = draft.kept_attachments[attachment.id] or attachment.description
        return kept
