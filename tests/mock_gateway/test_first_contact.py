"""The unmodified discord.py client logs in and does what bots do."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import discord
import pytest
from discord import app_commands
from discord.ext import commands
from PIL import Image

from bot.mock_gateway import MockGateway, Visitor
from bot.mock_gateway.seed import MEMBER_ID, OWNER_ID
from tests.mock_gateway.conftest import logged_in, plain_bot


def picture(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


class Buttons(discord.ui.View):
    @discord.ui.button(label="Again", custom_id="again")
    async def again(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.edit_message(content=f"again, {interaction.user.display_name}")


def drawing_bot() -> commands.Bot:
    bot = plain_bot()

    @bot.event
    async def on_message(message: discord.Message) -> None:
        if message.author.bot or not message.content.startswith("draw"):
            return
        file = discord.File(io.BytesIO(picture()), "drawing.png", description="a teal rectangle")
        await message.reply("there", file=file, view=Buttons(timeout=None))

    @bot.tree.command(description="Echo something")
    @app_commands.describe(text="what to say")
    async def echo(interaction: discord.Interaction, text: str, times: int = 1) -> None:
        answer = await interaction.response.send_message(" ".join([text] * times), ephemeral=True)
        assert answer.message_id is not None

    async def sync() -> None:
        bot.add_view(Buttons(timeout=None))
        await bot.tree.sync()

    bot.setup_hook = sync  # type: ignore[method-assign]
    return bot


@pytest.fixture
async def bot(gateway: MockGateway) -> AsyncIterator[commands.Bot]:
    async with logged_in(gateway, drawing_bot()) as running:
        yield running


async def test_a_message_is_answered_with_a_picture_and_a_working_button(
    bot: commands.Bot, wren: Visitor
) -> None:
    asked = await wren.say("general", "draw me")
    answer = await wren.reply_to(asked)
    assert answer["content"] == "there"
    assert answer["referenced_message"]["content"] == "draw me"
    attachment = answer["attachments"][0]
    assert attachment["description"] == "a teal rectangle"
    assert (attachment["width"], attachment["height"]) == (40, 30)
    assert await wren.picture(answer) == picture()
    outcome = await wren.press(answer["id"], "again")
    assert outcome["state"] == "answered"
    assert (await wren.messages("general"))[-1]["content"] == "again, Wren"


async def test_a_slash_command_is_answered_for_one_person_alone(
    bot: commands.Bot, wren: Visitor, juniper: Visitor
) -> None:
    outcome = await wren.command("general", "echo", text="ho", times=3)
    assert outcome["state"] == "answered"
    assert [m["content"] for m in await wren.messages("general")] == ["ho ho ho"]
    assert await juniper.messages("general") == []


async def test_the_bot_sees_the_guild_as_it_is(bot: commands.Bot) -> None:
    guild = bot.guilds[0]
    assert {channel.name for channel in guild.text_channels} == {"portraits", "general"}
    assert guild.me.guild_permissions.send_messages
    owner = await guild.fetch_member(OWNER_ID)
    assert owner.guild_permissions.manage_guild
    wren = await guild.fetch_member(MEMBER_ID)
    assert not wren.guild_permissions.manage_guild
