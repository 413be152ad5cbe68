"""The life of an interaction: opened by a person, answered by the bot in time or not at all.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from enum import IntEnum

from bot.mock_gateway.announcer import Announcer
from bot.mock_gateway.api_errors import (
    ApiError,
    FormErrors,
    NotModelledError,
    already_acknowledged,
    form_error,
    token_expired,
    unknown_interaction,
    unknown_message,
    unknown_webhook,
)
from bot.mock_gateway.attachments import Upload
from bot.mock_gateway.command_rules import check_choices
from bot.mock_gateway.component_rules import check_modal
from bot.mock_gateway.drafts import Draft, read_draft
from bot.mock_gateway.hub import Hub
from bot.mock_gateway.messenger import Messenger
from bot.mock_gateway.models import (
    Interaction,
    InteractionType,
    Json,
    Message,
    MessageFlag,
    MessageType,
    Origin,
)
from bot.mock_gateway.settings import Settings
from bot.mock_gateway.world import World, now


class Callback(IntEnum):
    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9
    LAUNCH_ACTIVITY = 12


FROM_COMPONENT = {Callback.DEFERRED_UPDATE, Callback.UPDATE}
STATES = {
    Callback.MESSAGE: "answered",
    Callback.DEFERRED_MESSAGE: "thinking",
    Callback.DEFERRED_UPDATE: "answered",
    Callback.UPDATE: "answered",
    Callback.CHOICES: "choices",
    Callback.MODAL: "modal",
}


@dataclass(slots=True)
class Outcome:
    """What a person sees come of their click or command within the first seconds."""

    state: str  # answered, thinking, choices, modal or failed
    message_id: int | None = None
    choices: list[Json] | None = None
    modal: Json | None = None


class Interactions:
    """Opens interactions, waits for the bot, and lets it answer by Discord's rules."""

    def __init__(
        self, world: World, hub: Hub, announcer: Announcer, messenger: Messenger, settings: Settings
    ) -> None:
        self._world = world
        self._hub = hub
        self._announcer = announcer
        self._messenger = messenger
        self._settings = settings
        self._waiting: dict[int, asyncio.Future[Outcome]] = {}

    # The person's side

    async def open(
        self,
        kind: InteractionType,
        *,
        user_id: int,
        channel_id: int,
        data: Json,
        message_id: int | None = None,
        command_name: str | None = None,
    ) -> tuple[Interaction, Outcome]:
        """Send INTERACTION_CREATE and wait, as a client does, until it is acknowledged or has failed."""
        self._world.forget_interactions(now() - self._settings.token_seconds - 60)
        interaction = Interaction(
            id=self._world.ids.next(),
            token=secrets.token_urlsafe(48),
            kind=kind,
            user_id=user_id,
            channel_id=channel_id,
            created=now(),
            data=data,
            message_id=message_id,
            command_name=command_name,
        )
        self._world.save(interaction)
        if not self._hub.online:
            return interaction, Outcome("failed")
        answered: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting[interaction.id] = answered
        self._announcer.interaction(interaction)
        try:
            outcome = await asyncio.wait_for(answered, self._settings.acknowledge_seconds)
        except TimeoutError:
            outcome = Outcome("failed")
        finally:
            self._waiting.pop(interaction.id, None)
        return interaction, outcome

    def fail_waiting(self) -> None:
        """The gateway is going down: nobody will answer any more."""
        for answered in self._waiting.values():
            if not answered.done():
                answered.set_result(Outcome("failed"))

    # The bot's side

    async def acknowledge(
        self, interaction_id: int, token: str, body: Json, uploads: dict[int, Upload]
    ) -> tuple[Interaction, Message | None]:
        """The first answer. Returns the message it made or changed, if any.

        Raises ApiError: 10062 when unknown or too late, 40060 when already answered, 50035 for bad forms.
        """
        interaction = self._world.interactions.get(interaction_id)
        if interaction is None or not secrets.compare_digest(interaction.token.encode(), token.encode()):
            raise unknown_interaction()
        if interaction.acknowledged is not None:
            raise already_acknowledged()
        if now() - interaction.created > self._settings.acknowledge_seconds:
            raise unknown_interaction()
        callback = _callback(body, interaction)
        data = body.get("data")
        outcome = Outcome(STATES[callback])
        draft: Draft | None = None
        if callback in (Callback.MESSAGE, Callback.UPDATE):
            draft = self._draft_for(callback, interaction, data, uploads)
        elif callback == Callback.CHOICES:
            outcome.choices = check_choices(data.get("choices") if isinstance(data, dict) else None)
        elif callback == Callback.MODAL:
            errors = FormErrors()
            outcome.modal = interaction.modal = check_modal(data, errors)
            errors.raise_any()
        interaction.acknowledged = callback  # before anything is awaited: a second answer gets 40060
        try:
            message = await self._carry_out(callback, interaction, draft, data)
        except ApiError:
            interaction.acknowledged = None  # refused after all: another answer may follow
            raise
        if message is not None:
            interaction.response_id = outcome.message_id = message.id
        self._world.save(interaction)
        answered = self._waiting.get(interaction.id)
        if answered is not None and not answered.done():
            answered.set_result(outcome)
        return interaction, message

    async def follow_up(self, token: str, body: object, uploads: dict[int, Upload]) -> Message:
        """POST on the webhook: the answer after a deferral, else one more message."""
        interaction = self.by_token(token)
        if interaction.acknowledged is None:
            raise unknown_webhook()
        draft = read_draft(body, uploads, may_be_ephemeral=True)
        original = self._world.messages.get(interaction.response_id or 0)
        if original is not None and original.loading:
            kept = original.flags & MessageFlag.EPHEMERAL  # decided by the deferral
            draft.flags = ((draft.flags or 0) & ~MessageFlag.EPHEMERAL) | kept
            return await self._messenger.edit(original, draft)
        if original is not None and not original.ephemeral and draft.reference_id is None:
            draft.reference_id, draft.reference_must_exist = original.id, False
            draft.mentions.replied_user = False
        return await self._answer(interaction, draft, type=MessageType.DEFAULT)

    def by_token(self, token: str) -> Interaction:
        """Raises ApiError: 10015 for a token never given, 50027 for one that ran out."""
        interaction = self._world.interaction_by_token(token)
        if interaction is None:
            raise unknown_webhook()
        if now() - interaction.created > self._settings.token_seconds:
            raise token_expired()
        return interaction

    def message_of(self, token: str, message: str) -> Message:
        """The message behind `@original` or an id, if this interaction may touch it."""
        interaction = self.by_token(token)
        if message == "@original":
            identifier = interaction.response_id
        else:
            identifier = int(message) if message.isascii() and message.isdigit() else None
        found = self._world.messages.get(identifier or 0)
        if found is None:
            raise unknown_message()
        ours = found.origin is not None and found.origin.interaction_id == interaction.id
        if not ours and found.id not in (interaction.response_id, interaction.message_id):
            raise unknown_message()
        return found

    async def edit(self, message: Message, body: object, uploads: dict[int, Upload]) -> Message:
        was_v2 = bool(message.flags & MessageFlag.COMPONENTS_V2)
        draft = read_draft(body, uploads, editing=True, was_v2=was_v2)
        return await self._messenger.edit(message, draft)

    def _draft_for(
        self, callback: Callback, interaction: Interaction, data: object, uploads: dict[int, Upload]
    ) -> Draft:
        if callback == Callback.MESSAGE:
            return read_draft(data, uploads, may_be_ephemeral=True)
        source = self._world.messages.get(interaction.message_id or 0)
        if source is None:
            raise unknown_message()
        was_v2 = bool(source.flags & MessageFlag.COMPONENTS_V2)
        return read_draft(data or {}, uploads, editing=True, was_v2=was_v2)

    async def _carry_out(
        self, callback: Callback, interaction: Interaction, draft: Draft | None, data: object
    ) -> Message | None:
        if callback == Callback.MESSAGE and draft is not None:
            return await self._answer(interaction, draft, type=_answer_type(interaction))
        if callback == Callback.DEFERRED_MESSAGE:
            flags = data.get("flags", 0) if isinstance(data, dict) else 0
            ephemeral = MessageFlag.EPHEMERAL & (flags if isinstance(flags, int) else 0)
            thinking = Draft(flags=int(ephemeral | MessageFlag.LOADING))
            return await self._answer(interaction, thinking, type=_answer_type(interaction))
        source = self._world.messages.get(interaction.message_id or 0)
        if callback == Callback.UPDATE and draft is not None and source is not None:
            return await self._messenger.edit(source, draft)
        return source if callback == Callback.DEFERRED_UPDATE else None

    async def _answer(self, interaction: Interaction, draft: Draft, *, type: int) -> Message:
        ephemeral = bool((draft.flags or 0) & MessageFlag.EPHEMERAL)
        return await self._messenger.create(
            self._world.channels[interaction.channel_id],
            self._world.bot,
            draft,
            type=type,
            origin=Origin(
                interaction_id=interaction.id,
                kind=interaction.kind,
                user_id=interaction.user_id,
                name=interaction.command_name,
                target_message_id=interaction.message_id,
            ),
            visible_to=interaction.user_id if ephemeral else None,
        )


def _callback(body: Json, interaction: Interaction) -> Callback:
    kind = body.get("type")
    if kind not in list(Callback) or isinstance(kind, bool):
        raise form_error(("type",), "BASE_TYPE_CHOICES", "Value must be one of {4, 5, 6, 7, 8, 9, 12}.")
    callback = Callback(kind)
    if callback in (Callback.PONG, Callback.LAUNCH_ACTIVITY):
        raise NotModelledError(f"interaction callback type {int(callback)}")
    wants_choices = interaction.kind == InteractionType.AUTOCOMPLETE
    if wants_choices != (callback == Callback.CHOICES):
        raise ApiError(400, 50035, "Invalid Form Body", _type_error("does not fit this interaction"))
    if callback in FROM_COMPONENT and interaction.message_id is None:
        raise ApiError(400, 50035, "Invalid Form Body", _type_error("needs a component's message"))
    if callback == Callback.MODAL and interaction.kind == InteractionType.MODAL:
        raise ApiError(400, 50035, "Invalid Form Body", _type_error("cannot answer a modal"))
    return callback


def _type_error(text: str) -> Json:
    return {"type": {"_errors": [{"code": "INTERACTION_APPLICATION_COMMAND_INVALID", "message": text}]}}


def _answer_type(interaction: Interaction) -> int:
    if interaction.kind != InteractionType.COMMAND:
        return MessageType.DEFAULT
    return (
        MessageType.CONTEXT_MENU_COMMAND
        if "target_id" in interaction.data
        else MessageType.CHAT_INPUT_COMMAND
    )
