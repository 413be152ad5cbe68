"""What a bot without the message content intent is not given, and what nobody else may see."""

from __future__ import annotations

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from bot.mock_gateway import MockGateway, Visitor
from bot.mock_gateway.seed import BOT_ID, GENERAL_ID
from bot.mock_gateway.visitor import RefusedError
from tests.mock_gateway.conftest import logged_in, plain_bot
from tests.mock_gateway.test_messages import channel_of
from tests.waiting import until


class Listener:
    """A bot that writes down the content it is given."""

    def __init__(self, *, content: bool) -> None:
        self.bot = plain_bot(content=content)
        self.heard: list[str] = []

        @self.bot.event
        async def on_message(message: discord.Message) -> None:
            if message.author.id != BOT_ID:
                self.heard.append(message.content)

        @self.bot.tree.command(description="Answer in the open")
        async def answer(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("an answer to a command")

        async def sync() -> None:
            await self.bot.tree.sync()

        self.bot.setup_hook = sync  # type: ignore[method-assign]


async def test_without_the_intent_only_what_is_meant_for_the_bot_is_readable(
    gateway: MockGateway, wren: Visitor
) -> None:
    listener = Listener(content=False)
    async with logged_in(gateway, listener.bot):
        ordinary = await channel_of(listener.bot).send("an ordinary message")
        await wren.command("general", "answer")
        answer = (await wren.messages("general"))[-1]
        said = [
            ("general", "to nobody", {}),
            ("general", f"<@{BOT_ID}> to the bot", {}),
            ("dm", "in private", {}),
            ("general", "a reply with ping", {"reply_to": ordinary.id}),
            ("general", "a reply without", {"reply_to": ordinary.id, "ping": False}),
            ("general", "a reply to a command's answer", {"reply_to": answer["id"]}),
        ]
        for channel, content, more in said:
            await wren.say(channel, content, **more)  # type: ignore[arg-type]
        await until(lambda: len(listener.heard) == len(said))
    assert listener.heard == [
        "",
        f"<@{BOT_ID}> to the bot",
        "in private",
        "a reply with ping",
        "",
        "",
    ]


async def test_with_the_intent_everything_is_readable(gateway: MockGateway, wren: Visitor) -> None:
    listener = Listener(content=True)
    async with logged_in(gateway, listener.bot):
        await wren.say("general", "to nobody")
        await until(lambda: listener.heard == ["to nobody"])


async def test_without_the_guild_messages_intent_nothing_is_heard_but_dms(
    gateway: MockGateway, wren: Visitor
) -> None:
    intents = discord.Intents.default()
    intents.guild_messages = False
    bot = commands.Bot("!", intents=intents, guild_ready_timeout=0.05)
    heard: list[str] = []

    @bot.event
    async def on_message(message: discord.Message) -> None:
        heard.append(message.content)

    async with logged_in(gateway, bot):
        await wren.say("general", "not this")
        await wren.say("dm", "but this")
        await until(lambda: heard)
    assert heard == ["but this"]


async def test_an_ephemeral_answer_is_seen_by_one_person_and_gone_for_everyone_else(
    gateway: MockGateway, wren: Visitor, juniper: Visitor
) -> None:
    bot = plain_bot()
    gateway_saw: list[int] = []

    @bot.event
    async def on_message(message: discord.Message) -> None:
        gateway_saw.append(message.id)

    @bot.tree.command(description="Whisper")
    @app_commands.describe(text="what")
    async def whisper(interaction: discord.Interaction, text: str) -> None:
        await interaction.response.send_message(text, ephemeral=True)

    async with logged_in(gateway, bot):
        await bot.tree.sync()
        outcome = await wren.command("general", "whisper", text="psst")
        [message] = await wren.messages("general")
        assert message["flags"] & 64
        assert await juniper.messages("general") == []
        assert gateway_saw == []
        with pytest.raises(discord.NotFound):
            await channel_of(bot).fetch_message(int(outcome["message_id"]))
        with pytest.raises(RefusedError):
            await juniper.delete(message["id"])
        await wren.delete(message["id"])
        assert await wren.messages("general") == []


async def test_a_dm_belongs_to_two(gateway: MockGateway, wren: Visitor, juniper: Visitor) -> None:
    said = await wren.say("dm", "between us")
    with pytest.raises(RefusedError) as caught:
        await juniper.messages(said["channel_id"])
    assert caught.value.status == 404
    assert said["channel_id"] != str(GENERAL_ID)
