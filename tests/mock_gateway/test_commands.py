"""Slash commands and context menus, from sync to answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Literal

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from bot.mock_gateway import MockGateway, Settings, Visitor
from bot.mock_gateway.seed import BOT_ID, GENERAL_ID, GUILD_ID, MEMBER_ID
from bot.mock_gateway.visitor import RefusedError
from tests.mock_gateway.conftest import logged_in, plain_bot, rest

COLOURS = [f"colour {n}" for n in range(40)]


def command_bot() -> commands.Bot:
    bot = plain_bot()

    @bot.tree.command(description="Tell every kind of option")
    async def kinds(
        interaction: discord.Interaction,
        text: str,
        whole: app_commands.Range[int, 1, 9],
        real: float = 0.5,
        yes: bool = False,
        user: discord.Member | None = None,
        channel: discord.TextChannel | None = None,
        role: discord.Role | None = None,
        size: Literal["small", "large"] = "small",
    ) -> None:
        named = [thing.name for thing in (user, channel, role) if thing]
        await interaction.response.send_message(f"{text} {whole} {real} {yes} {size} {named}")

    @bot.tree.command(description="Weigh a file")
    async def weigh(interaction: discord.Interaction, file: discord.Attachment) -> None:
        await interaction.response.send_message(f"{file.filename}: {len(await file.read())}")

    @bot.tree.command(description="Choose a colour")
    async def paint(interaction: discord.Interaction, colour: str, count: int = 1) -> None:
        await interaction.response.send_message(colour)

    @paint.autocomplete("colour")
    async def colours(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        most = 30 if typed == "too many" else 25
        offered = [c for c in COLOURS if typed in c or typed == "too many"][:most]
        return [app_commands.Choice(name=c, value=c.upper()) for c in offered]

    rules = app_commands.Group(
        name="rules", description="Rules", default_permissions=discord.Permissions(manage_guild=True)
    )

    @rules.command(description="Forbid something")
    async def forbid(interaction: discord.Interaction, what: str) -> None:
        await interaction.response.send_message(f"no {what}")

    bot.tree.add_command(rules)

    @bot.tree.command(description="Only in servers")
    @app_commands.guild_only()
    async def here(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(str(interaction.guild))

    @bot.tree.context_menu(name="Count letters")
    async def count(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(str(len(message.content)))

    @bot.tree.context_menu(name="Who is it")
    async def who(interaction: discord.Interaction, user: discord.Member) -> None:
        await interaction.response.send_message(user.display_name)

    async def sync() -> None:
        await bot.tree.sync()

    bot.setup_hook = sync  # type: ignore[method-assign]
    return bot


@pytest.fixture
async def bot(gateway: MockGateway) -> AsyncIterator[commands.Bot]:
    async with logged_in(gateway, command_bot()) as running:
        yield running


async def last(visitor: Visitor, channel: str = "general") -> str:
    return str((await visitor.messages(channel))[-1]["content"])


async def refusal(call: Any) -> tuple[int, str]:
    with pytest.raises(RefusedError) as caught:
        await call
    return caught.value.status, str(caught.value)


async def test_every_kind_of_option_arrives_as_it_was_given(bot: commands.Bot, wren: Visitor) -> None:
    await wren.command("general", "kinds", text="a b", whole=7)
    assert await last(wren) == "a b 7 0.5 False small []"
    await wren.command(
        "general", "kinds", text="x", whole=1, real=2.25, yes=True, size="large",
        user=str(MEMBER_ID), channel=str(GENERAL_ID), role=str(GUILD_ID),
    )  # fmt: skip
    assert await last(wren) == "x 1 2.25 True large ['wren', 'general', '@everyone']"


async def test_an_uploaded_file_can_be_an_option(bot: commands.Bot, wren: Visitor) -> None:
    await wren.command("general", "weigh", file=0, files={"my notes.txt": b"12345"})
    assert await last(wren) == "my_notes.txt: 5"


@pytest.mark.parametrize(
    ("options", "about"),
    [
        ({"whole": 3}, "text"),
        ({"text": "x", "whole": 10}, "whole"),
        ({"text": "x", "whole": "many"}, "whole"),
        ({"text": "x", "whole": 1, "yes": "maybe"}, "yes"),
        ({"text": "x", "whole": 1, "size": "huge"}, "size"),
        ({"text": "x", "whole": 1, "user": "5"}, "user"),
        ({"text": "x", "whole": 1, "nonsense": 1}, "nonsense"),
    ],
)
async def test_an_option_that_does_not_fit_is_refused_before_it_is_sent(
    bot: commands.Bot, wren: Visitor, options: dict[str, Any], about: str
) -> None:
    status, text = await refusal(wren.command("general", "kinds", **options))
    assert status == 400
    assert about in text


async def test_autocomplete_offers_what_matches(bot: commands.Bot, wren: Visitor) -> None:
    choices = await wren.autocomplete("general", "paint", "colour", colour="3", count=2)
    assert {"name": "colour 13", "value": "COLOUR 13"} in choices
    assert len(await wren.autocomplete("general", "paint", "colour", colour="")) == 25
    assert (await refusal(wren.autocomplete("general", "paint", "count", count="1")))[0] == 400


async def test_more_than_25_choices_are_refused_and_the_member_gets_none() -> None:
    async with (
        MockGateway(settings=Settings(acknowledge_seconds=0.7)) as gateway,
        logged_in(gateway, command_bot()),
        Visitor(gateway.url, "wren") as wren,
    ):
        assert await wren.autocomplete("general", "paint", "colour", colour="too many") == []


async def test_a_subcommand_needs_the_permission_its_group_asks_for(
    bot: commands.Bot, wren: Visitor, juniper: Visitor
) -> None:
    await juniper.command("general", "rules forbid", what="hats")
    assert await last(juniper) == "no hats"
    assert (await refusal(wren.command("general", "rules forbid", what="hats")))[0] == 403
    offered = {c["name"] for c in await wren.get("/channels/general/commands")}
    assert "rules" not in offered
    assert offered >= {"kinds", "paint", "Count letters"}


async def test_commands_stay_out_of_dms_when_they_belong_in_servers(bot: commands.Bot, wren: Visitor) -> None:
    await wren.command("general", "here")
    assert await last(wren) == "Demo server"
    assert (await refusal(wren.command("dm", "here")))[0] == 403
    await wren.command("dm", "paint", colour="red")
    assert await last(wren, "dm") == "red"


async def test_context_menus_act_on_a_message_or_a_person(bot: commands.Bot, wren: Visitor) -> None:
    said = await wren.say("general", "seven!!")
    await wren.menu("general", "Count letters", said["id"])
    assert await last(wren) == "7"
    await wren.menu("general", "Who is it", MEMBER_ID)
    assert await last(wren) == "Wren"


async def test_a_command_that_was_never_synced_does_not_exist(bot: commands.Bot, wren: Visitor) -> None:
    assert (await refusal(wren.command("general", "unsynced")))[0] == 404
    bot.tree.clear_commands(guild=None)
    await bot.tree.sync()
    assert (await refusal(wren.command("general", "here")))[0] == 404


async def test_syncing_again_keeps_the_ids_of_what_stayed(bot: commands.Bot) -> None:
    before = {command.name: command.id for command in await bot.tree.fetch_commands()}
    bot.tree.remove_command("paint")
    await bot.tree.sync()
    after = {command.name: command.id for command in await bot.tree.fetch_commands()}
    assert "paint" not in after
    assert all(before[name] == after[name] for name in after)


def option(**fields: Any) -> dict[str, Any]:
    return {"type": 3, "name": "o", "description": "d", **fields}


@pytest.mark.parametrize(
    "definition",
    [
        {"name": "Upper", "description": "d"},
        {"name": "two words", "description": "d"},
        {"name": "x" * 33, "description": "d"},
        {"name": "x"},
        {"name": "x", "description": "d" * 101},
        {"name": "x", "description": "d", "options": [option(), option()]},
        {"name": "x", "description": "d", "options": [option(), option(name="p", required=True)]},
        {"name": "x", "description": "d", "options": [option(name=f"o{n}") for n in range(26)]},
        {"name": "x", "description": "d", "options": [option(type=1), option(name="p")]},
        {"name": "x", "description": "d", "options": [option(choices=[{"name": "n"}])]},
        {"name": "x", "description": "d", "options": "many"},
        {"name": "Menu", "type": 3, "description": "menus have none"},
        {"name": "x", "description": "d", "type": 9},
        "no command",
    ],
)
async def test_a_malformed_command_is_refused_at_sync(gateway: MockGateway, definition: object) -> None:
    async with (
        rest(gateway) as http,
        http.put(f"applications/{BOT_ID}/commands", json=[definition]) as response,
    ):
        assert (response.status, (await response.json())["code"]) == (400, 50035)
