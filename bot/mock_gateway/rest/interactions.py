"""Routes that answer interactions: the callback, and the webhook behind the interaction's token."""

from __future__ import annotations

from typing import Any

from bot.mock_gateway.api_errors import unknown_webhook
from bot.mock_gateway.interactions import Callback
from bot.mock_gateway.models import Interaction, Json, Message
from bot.mock_gateway.rest.call import Call, Routes

WITH_MESSAGE = {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE, Callback.UPDATE}


async def callback(call: Call) -> Any:
    body, uploads = await call.form()
    interaction, message = await call.backstage.interactions.acknowledge(
        call.id("interaction"), call.text("token"), body if isinstance(body, dict) else {}, uploads
    )
    if call.request.query.get("with_response", "").lower() not in ("1", "true"):
        return None
    return _answer(call, interaction, message)


async def follow_up(call: Call) -> Any:
    _check_application(call)
    body, uploads = await call.form()
    message = await call.backstage.interactions.follow_up(call.text("token"), body, uploads)
    return call.backstage.payloads.message(message)


async def read(call: Call) -> Any:
    return call.backstage.payloads.message(_message(call))


async def edit(call: Call) -> Any:
    message = _message(call)
    body, uploads = await call.form()
    edited = await call.backstage.interactions.edit(message, body, uploads)
    return call.backstage.payloads.message(edited)


async def delete(call: Call) -> Any:
    await call.backstage.messenger.delete([_message(call)])
    return None


def _message(call: Call) -> Message:
    _check_application(call)
    return call.backstage.interactions.message_of(call.text("token"), call.text("message"))


def _check_application(call: Call) -> None:
    """Webhooks other than the bot's own interaction tokens do not exist here."""
    if call.id("application") != call.world.application.id:
        raise unknown_webhook()


def _answer(call: Call, interaction: Interaction, message: Message | None) -> Json:
    described: Json = {"id": str(interaction.id), "type": interaction.kind}
    if message is not None:
        described |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
    answer: Json = {"interaction": described}
    kind = interaction.acknowledged
    if kind in WITH_MESSAGE:
        answer["resource"] = {"type": kind}
        if message is not None and kind in (Callback.MESSAGE, Callback.UPDATE):
            answer["resource"]["message"] = call.backstage.payloads.message(message)
    return answer


_WEBHOOK = "/webhooks/{application}/{token}"

# These carry their own token in the path, so they need no Authorization header.
ROUTES: Routes = {
    ("POST", "/interactions/{interaction}/{token}/callback"): callback,
    ("POST", _WEBHOOK): follow_up,
    ("GET", _WEBHOOK + "/messages/{message}"): read,
    ("PATCH", _WEBHOOK + "/messages/{message}"): edit,
    ("DELETE", _WEBHOOK + "/messages/{message}"): delete,
}
