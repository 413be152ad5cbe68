"""A running gateway, a discord.py bot as anyone might write it, and people to talk to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest
from discord.ext import commands

from bot.mock_gateway import MockGateway, Visitor, pointed_at


@pytest.fixture
async def gateway() -> AsyncIterator[MockGateway]:
    async with MockGateway() as running:
        yield running


@pytest.fixture
async def wren(gateway: MockGateway) -> AsyncIterator[Visitor]:
    """An ordinary member."""
    async with Visitor(gateway.url, "wren") as visitor:
        yield visitor


@pytest.fixture
async def juniper(gateway: MockGateway) -> AsyncIterator[Visitor]:
    """The guild's owner."""
    async with Visitor(gateway.url, "juniper") as visitor:
        yield visitor


def plain_bot(*, content: bool = True) -> commands.Bot:
    intents = discord.Intents.default()
    intents.message_content = content
    return commands.Bot(
        "!",
        intents=intents,
        help_command=None,
        allowed_mentions=discord.AllowedMentions.none(),
        guild_ready_timeout=0.05,  # seconds the client waits for more guilds; there is one
    )


@asynccontextmanager
async def rest(gateway: MockGateway) -> AsyncIterator[aiohttp.ClientSession]:
    """Plain HTTP with the bot's authorization, for what discord.py would never send."""
    headers = {"Authorization": f"Bot {gateway.token}"}
    async with aiohttp.ClientSession(gateway.api_base + "/", headers=headers) as session:
        yield session


async def until(condition: Callable[[], object], within: float = 5.0) -> None:
    """Wait until something holds. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - conditions of any kind
            await asyncio.sleep(0.01)


@asynccontextmanager
async def logged_in(gateway: MockGateway, bot: commands.Bot) -> AsyncIterator[commands.Bot]:
    """The bot, ready; and gone again afterwards, whatever happened."""
    with pointed_at(gateway.api_base, gateway.gateway_url):
        running = asyncio.create_task(bot.start(gateway.token))
        try:
            ready = asyncio.create_task(_ready(bot, running))
            await asyncio.wait_for(ready, 10)
            yield bot
        finally:
            await bot.close()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait_for(running, 10)


async def _ready(bot: commands.Bot, running: asyncio.Task[None]) -> None:
    """Wait for READY, or for the reason that there will be none."""
    while not bot.is_ready():
        if running.done():
            running.result()
        await asyncio.sleep(0.01)
