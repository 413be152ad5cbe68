"""Routes with which a bot syncs its application commands, globally or for one guild."""

from __future__ import annotations

from typing import Any

from bot.mock_gateway.api_errors import missing_access, unknown_command, unknown_guild
from bot.mock_gateway.command_rules import check_command, check_commands
from bot.mock_gateway.models import Command, Json
from bot.mock_gateway.rest.call import Call, Routes


async def listed(call: Call) -> Any:
    guild_id = _place(call)
    return [call.backstage.payloads.command(c) for c in _commands(call, guild_id)]


async def overwrite(call: Call) -> Any:
    """Replace all commands; one that keeps its name and type keeps its id."""
    guild_id = _place(call)
    checked = check_commands(await call.json())
    earlier = {(c.type, c.name): c for c in _commands(call, guild_id)}
    kept = [_save(call, d, guild_id, earlier.pop((d["type"], d["name"]), None)) for d in checked]
    for command in earlier.values():
        call.world.remove(command)
    call.backstage.announcer.world_changed()
    return [call.backstage.payloads.command(command) for command in kept]


async def create(call: Call) -> Any:
    guild_id = _place(call)
    definition = check_command(await call.json())
    key = (definition["type"], definition["name"])
    earlier = next((c for c in _commands(call, guild_id) if (c.type, c.name) == key), None)
    command = _save(call, definition, guild_id, earlier)
    call.backstage.announcer.world_changed()
    return call.backstage.payloads.command(command)


async def read(call: Call) -> Any:
    return call.backstage.payloads.command(_command(call))


async def edit(call: Call) -> Any:
    command, changes = _command(call), await call.json()
    changed = {**command.definition, **(changes if isinstance(changes, dict) else {})}
    edited = _save(call, check_command(changed), command.guild_id, command)
    call.backstage.announcer.world_changed()
    return call.backstage.payloads.command(edited)


async def delete(call: Call) -> Any:
    call.world.remove(_command(call))
    call.backstage.announcer.world_changed()
    return None


def _place(call: Call) -> int | None:
    """The guild in the path, if there is one; the application must be the caller's own."""
    if call.id("application") != call.world.application.id:
        raise missing_access()
    if "guild" not in call.request.match_info:
        return None
    guild_id = call.id("guild")
    if guild_id not in call.world.guilds:
        raise unknown_guild()
    return guild_id


def _commands(call: Call, guild_id: int | None) -> list[Command]:
    return [c for c in call.world.commands.values() if c.guild_id == guild_id]


def _command(call: Call) -> Command:
    guild_id, command = _place(call), call.world.commands.get(call.id("command"))
    if command is None or command.guild_id != guild_id:
        raise unknown_command()
    return command


def _save(call: Call, definition: Json, guild_id: int | None, earlier: Command | None) -> Command:
    own = {k: v for k, v in definition.items() if k not in ("id", "version", "application_id", "guild_id")}
    version = call.world.ids.next()
    command = Command(
        id=earlier.id if earlier else version,
        version=version,
        type=definition["type"],
        name=definition["name"],
        guild_id=guild_id,
        definition=own,
    )
    call.world.save(command)
    return command


_GLOBAL = "/applications/{application}/commands"
_GUILD = "/applications/{application}/guilds/{guild}/commands"

ROUTES: Routes = {
    (method, place + rest): handler
    for place in (_GLOBAL, _GUILD)
    for (method, rest), handler in {
        ("GET", ""): listed,
        ("PUT", ""): overwrite,
        ("POST", ""): create,
        ("GET", "/{command}"): read,
        ("PATCH", "/{command}"): edit,
        ("DELETE", "/{command}"): delete,
    }.items()
}
