"""Commands as people use them: which are offered, filling in options, autocomplete, context menus."""

from __future__ import annotations

from typing import Any

from bot.mock_gateway.api_errors import unknown_command, unknown_message
from bot.mock_gateway.command_rules import Option
from bot.mock_gateway.fields import snowflake
from bot.mock_gateway.interactions import Outcome
from bot.mock_gateway.models import Channel, Command, CommandType, Interaction, InteractionType, Json
from bot.mock_gateway.people.resolved import Resolved
from bot.mock_gateway.people.visit import PeopleRoutes, Visit, refused
from bot.mock_gateway.permissions import Permission
from bot.mock_gateway.visibility import visible_to

GROUPS = (Option.SUBCOMMAND, Option.GROUP)


async def offered(visit: Visit) -> Any:
    """The commands this person may use in this channel."""
    channel = visit.channel()
    return [
        visit.backstage.payloads.command(command)
        for command in visit.world.commands_for(channel.guild_id)
        if _may_use(visit, channel, command)
    ]


async def use(visit: Visit) -> Any:
    """Run a command: `command` ("name sub" or an id), `options` {name: value}, `target` for menus."""
    channel = visit.channel()
    command, path = _named(visit, channel)
    if command.type == CommandType.CHAT_INPUT:
        data = await _filled_in(visit, channel, command, path)
    else:
        data = _aimed(visit, channel, command)
    interaction, outcome = await visit.backstage.interactions.open(
        InteractionType.COMMAND,
        user_id=visit.user.id,
        channel_id=channel.id,
        data=data,
        command_name=" ".join((command.name, *path)),
    )
    return outcome_payload(interaction, outcome)


async def autocomplete(visit: Visit) -> Any:
    """Ask the bot for choices: as `use`, with `focused` naming the option being typed."""
    channel = visit.channel()
    command, path = _named(visit, channel)
    definitions = _options_at(command, path)
    focused = visit.body.get("focused")
    if not any(d["name"] == focused and d.get("autocomplete") for d in definitions):
        raise refused(f"/{command.name} has no autocomplete for {focused}")
    options = []
    for definition in definitions:
        value = _given(visit).get(definition["name"])
        if definition["name"] == focused:
            typed = "" if value is None else str(value)
            options.append({"name": focused, "type": definition["type"], "value": typed, "focused": True})
        elif value is not None:
            options.append({"name": definition["name"], "type": definition["type"], "value": value})
    interaction, outcome = await visit.backstage.interactions.open(
        InteractionType.AUTOCOMPLETE,
        user_id=visit.user.id,
        channel_id=channel.id,
        data=_command_data(command, _nested(command, path, options), {}),
        command_name=command.name,
    )
    return outcome_payload(interaction, outcome)


def outcome_payload(interaction: Interaction, outcome: Outcome) -> Json:
    """`state` is answered, thinking, choices, modal or failed."""
    return {
        "interaction_id": str(interaction.id),
        "state": outcome.state,
        "message_id": str(outcome.message_id) if outcome.message_id else None,
        "choices": outcome.choices,
        "modal": outcome.modal,
    }


def _named(visit: Visit, channel: Channel) -> tuple[Command, list[str]]:
    """The command meant and its subcommand path. Unsynced or forbidden commands are refused."""
    text = str(visit.body.get("command") or "").removeprefix("/")
    kind = CommandType.CHAT_INPUT if visit.body.get("target") is None else None
    candidates = [
        command
        for command in visit.world.commands_for(channel.guild_id)
        if (kind is None) == (command.type != CommandType.CHAT_INPUT)
    ]
    # A guild's own command hides a global one of the same name; a menu's name may hold spaces.
    candidates.sort(key=lambda c: (c.guild_id is None, -len(c.name)))
    for command in candidates:
        name, _, rest = text.partition(" ") if command.type == CommandType.CHAT_INPUT else (text, "", "")
        if str(command.id) == name or command.name == name:
            if not _may_use(visit, channel, command):
                raise refused("you do not have permission to use this command here", 403)
            return command, rest.split()
    raise unknown_command()


def _may_use(visit: Visit, channel: Channel, command: Command) -> bool:
    definition = command.definition
    contexts = definition.get("contexts")
    context = 1 if channel.is_dm else 0
    if contexts is not None and context not in contexts:
        return False
    if channel.is_dm:
        return definition.get("dm_permission") is not False
    held = visit.world.permissions(visit.user.id, channel)
    if not held & Permission.USE_APPLICATION_COMMANDS:
        return False
    needed = definition.get("default_member_permissions")
    if needed is None:
        return True
    wanted = int(needed) or int(Permission.ADMINISTRATOR)  # "0" is for administrators alone
    return held & wanted == wanted


def _given(visit: Visit) -> Json:
    options = visit.body.get("options") or {}
    if not isinstance(options, dict):
        raise refused("options must be an object of names and values")
    return options


def _options_at(command: Command, path: list[str]) -> list[Json]:
    """The options of the command, or of its subcommand. Raises ApiError for a path that leads nowhere."""
    options: list[Json] = command.definition.get("options") or []
    for name in path:
        found = next((o for o in options if o["name"] == name and o["type"] in GROUPS), None)
        if found is None:
            raise refused(f"/{command.name} has no subcommand {name}")
        options = found.get("options") or []
    if any(option["type"] in GROUPS for option in options):
        raise refused(f"/{' '.join([command.name, *path])} needs a subcommand")
    return options


async def _filled_in(visit: Visit, channel: Channel, command: Command, path: list[str]) -> Json:
    definitions = _options_at(command, path)
    given, resolved = _given(visit), Resolved(visit, channel)
    unknown = given.keys() - {definition["name"] for definition in definitions}
    if unknown:
        raise refused(f"/{command.name} has no option {min(unknown)}")
    options: list[Json] = []
    for definition in definitions:
        value = given.get(definition["name"])
        if value is None:
            if definition.get("required"):
                raise refused(f"the option {definition['name']} is required")
            continue
        checked = await _value(definition, value, resolved)
        options.append({"name": definition["name"], "type": definition["type"], "value": checked})
    return _command_data(command, _nested(command, path, options), resolved.data)


def _aimed(visit: Visit, channel: Channel, command: Command) -> Json:
    """The data of a context menu command, with its message or user resolved."""
    resolved = Resolved(visit, channel)
    if command.type == CommandType.USER:
        target = resolved.user(visit.body.get("target"))
    else:
        message = visit.world.messages.get(snowflake(visit.body.get("target")) or 0)
        hidden = message is None or not visible_to(visit.world, message, visit.user.id)
        if message is None or hidden or message.channel_id != channel.id:
            raise unknown_message()
        if message.ephemeral:
            raise refused("apps cannot be used on a message that only you can see")
        target = resolved.message(message)
    return _command_data(command, [], resolved.data) | {"target_id": target}


def _command_data(command: Command, options: list[Json], resolved: Json) -> Json:
    data: Json = {"id": str(command.id), "name": command.name, "type": command.type}
    if options:
        data["options"] = options
    if resolved:
        data["resolved"] = resolved
    if command.guild_id:
        data["guild_id"] = str(command.guild_id)
    return data


def _nested(command: Command, path: list[str], options: list[Json]) -> list[Json]:
    """Wrap options in their subcommand and group."""
    for depth in range(len(path), 0, -1):
        parent = _siblings(command, path[: depth - 1])
        kind = next(o["type"] for o in parent if o["name"] == path[depth - 1])
        options = [{"name": path[depth - 1], "type": kind, "options": options}]
    return options


def _siblings(command: Command, path: list[str]) -> list[Json]:
    options: list[Json] = command.definition.get("options") or []
    for name in path:
        options = next(o for o in options if o["name"] == name).get("options") or []
    return options


async def _value(definition: Json, value: Any, resolved: Resolved) -> Any:
    """One option's value, of the right type and within its bounds. Raises ApiError otherwise."""
    kind, name = definition["type"], definition["name"]
    if kind == Option.STRING:
        return _text(definition, value)
    if kind in (Option.INTEGER, Option.NUMBER):
        return _number(definition, value)
    if kind == Option.BOOLEAN:
        if not isinstance(value, bool):
            raise refused(f"{name} must be true or false")
        return value
    if kind == Option.ATTACHMENT:
        return await resolved.attachment(value)
    resolve = {
        Option.USER: resolved.user,
        Option.CHANNEL: resolved.channel,
        Option.ROLE: resolved.role,
        Option.MENTIONABLE: resolved.mentionable,
    }[Option(kind)]
    return resolve(value)


def _text(definition: Json, value: object) -> str:
    name, text = definition["name"], str(value)
    low, high = definition.get("min_length") or 0, definition.get("max_length") or 6000
    if not low <= len(text) <= high:
        raise refused(f"{name} must be between {low} and {high} characters long")
    _check_choice(definition, text)
    return text


def _number(definition: Json, value: object) -> int | float:
    name = definition["name"]
    try:
        number = int(str(value)) if definition["type"] == Option.INTEGER else float(str(value))
    except ValueError:
        raise refused(f"{name} must be a number") from None
    low, high = definition.get("min_value"), definition.get("max_value")
    if not abs(number) <= 2**53 or (low is not None and number < low) or (high is not None and number > high):
        bounds = [f"at least {low}"] * (low is not None) + [f"at most {high}"] * (high is not None)
        raise refused(f"{name} must be {' and '.join(bounds) or 'a smaller number'}")
    _check_choice(definition, number)
    return number


def _check_choice(definition: Json, value: object) -> None:
    choices = definition.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise refused(f"{definition['name']} must be one of the choices offered")


ROUTES: PeopleRoutes = {
    ("GET", "/channels/{channel}/commands"): offered,
    ("POST", "/channels/{channel}/commands"): use,
    ("POST", "/channels/{channel}/autocomplete"): autocomplete,
}
