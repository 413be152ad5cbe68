"""Pressing buttons, choosing from selects, and sending in modals."""

from __future__ import annotations

from typing import Any

from bot.mock_gateway.api_errors import unknown_interaction
from bot.mock_gateway.component_rules import SELECTS, Kind, walk
from bot.mock_gateway.fields import snowflake
from bot.mock_gateway.models import InteractionType, Json
from bot.mock_gateway.people.command_input import outcome_payload
from bot.mock_gateway.people.resolved import Resolved
from bot.mock_gateway.people.visit import PeopleRoutes, Visit, refused


async def press(visit: Visit) -> Any:
    """Use a component of a message: `custom_id`, and `values` for a select."""
    message = visit.message()
    component = _component(message.components, visit.body.get("custom_id"))
    if component.get("disabled"):
        raise refused("this component is disabled")
    resolved = Resolved(visit, visit.world.channels[message.channel_id])
    data: Json = {
        "custom_id": component["custom_id"],
        "component_type": component["type"],
        "id": component["id"],
    }
    if component["type"] in SELECTS:
        data["values"] = _chosen(component, visit.body.get("values"), resolved)
        if resolved.data:
            data["resolved"] = resolved.data
    interaction, outcome = await visit.backstage.interactions.open(
        InteractionType.COMPONENT,
        user_id=visit.user.id,
        channel_id=message.channel_id,
        data=data,
        message_id=message.id,
    )
    return outcome_payload(interaction, outcome)


async def submit_modal(visit: Visit) -> Any:
    """Send in the modal an interaction was answered with: `values` {custom_id: value or list}."""
    identifier = snowflake(visit.request.match_info["interaction"]) or 0
    source = visit.world.interactions.get(identifier)
    if source is None or source.user_id != visit.user.id or source.modal is None:
        raise unknown_interaction()
    if source.modal_submitted:
        raise refused("this form was already sent")
    values = visit.body.get("values") or {}
    if not isinstance(values, dict):
        raise refused("values must be an object of custom ids and values")
    resolved = Resolved(visit, visit.world.channels[source.channel_id])
    components = [await _submitted(c, values, resolved) for c in source.modal["components"]]
    data: Json = {"custom_id": source.modal["custom_id"], "components": components}
    if resolved.data:
        data["resolved"] = resolved.data
    source.modal_submitted = True
    interaction, outcome = await visit.backstage.interactions.open(
        InteractionType.MODAL,
        user_id=visit.user.id,
        channel_id=source.channel_id,
        data=data,
        message_id=source.message_id,
    )
    if outcome.state == "failed":
        source.modal_submitted = False  # nothing that was typed is lost: it may be sent again
    visit.world.save(source)
    return outcome_payload(interaction, outcome)


def _component(components: list[Json], custom_id: object) -> Json:
    for component in walk(components):
        if custom_id is not None and component.get("custom_id") == custom_id:
            return component
    raise refused("this message has no such component", 404)


def _chosen(component: Json, values: object, resolved: Resolved) -> list[str]:
    chosen = values if isinstance(values, list) else []
    low, high = component.get("min_values"), component.get("max_values")
    low, high = 1 if low is None else low, 1 if high is None else high
    if component.get("required") is False and not chosen:
        return []
    if not low <= len(chosen) <= high:
        raise refused(f"choose between {low} and {high}")
    kind = component["type"]
    if kind in (Kind.STRING_SELECT, Kind.CHECKBOX_GROUP):
        offered = [option["value"] for option in component.get("options") or []]
        if any(value not in offered for value in chosen) or len(set(chosen)) < len(chosen):
            raise refused("choose from what is offered")
        return [str(value) for value in chosen]
    resolve = {
        Kind.USER_SELECT: resolved.user,
        Kind.ROLE_SELECT: resolved.role,
        Kind.CHANNEL_SELECT: resolved.channel,
        Kind.MENTIONABLE_SELECT: resolved.mentionable,
    }[Kind(kind)]
    return [resolve(value) for value in chosen]


async def _submitted(component: Json, values: Json, resolved: Resolved) -> Json:
    """A top-level component of a modal, as it comes back with what was filled in."""
    kind, outline = component["type"], {"type": component["type"], "id": component["id"]}
    if kind == Kind.ROW:
        children = component["components"]
        fields = [await _field(child, values, resolved, child.get("label")) for child in children]
        return outline | {"components": fields}
    if kind == Kind.LABEL:
        child = component["component"]
        return outline | {"component": await _field(child, values, resolved, component["label"])}
    return outline


async def _field(field: Json, values: Json, resolved: Resolved, label: object) -> Json:
    kind, custom_id = field["type"], field["custom_id"]
    value = values.get(custom_id)
    filled: Json = {"type": kind, "id": field["id"], "custom_id": custom_id}
    if kind == Kind.TEXT_INPUT:
        return filled | {"value": _typed(field, value, label)}
    if kind == Kind.CHECKBOX:
        return filled | {"value": bool(value)}
    if kind == Kind.RADIO_GROUP:
        offered = [option["value"] for option in field.get("options") or []]
        if value is None and field.get("required", True) is False:
            return filled | {"value": None}
        if value not in offered:
            raise refused(f"{label}: choose one of what is offered")
        return filled | {"value": value}
    if kind == Kind.FILE_UPLOAD:
        return filled | {"values": await _files(field, value, resolved, label)}
    return filled | {"values": _chosen(field, value, resolved)}


def _typed(field: Json, value: object, label: object) -> str:
    text = "" if value is None else str(value)
    if not text and field.get("required", True) is False:
        return text
    low, high = field.get("min_length") or 0, field.get("max_length") or 4000
    if not text:
        raise refused(f"{label} is required")
    if not low <= len(text) <= high:
        raise refused(f"{label} must be between {low} and {high} characters long")
    return text


async def _files(field: Json, value: object, resolved: Resolved, label: object) -> list[str]:
    numbers = value if isinstance(value, list) else []
    low = field.get("min_values", 1) if field.get("required", True) else 0
    if not low <= len(numbers) <= (field.get("max_values") or 1):
        raise refused(f"{label}: wrong number of files")
    return [await resolved.attachment(number) for number in numbers]


ROUTES: PeopleRoutes = {
    ("POST", "/messages/{message}/components"): press,
    ("POST", "/interactions/{interaction}/modal"): submit_modal,
}
