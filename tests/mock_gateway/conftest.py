"""A running gateway, a discord.py bot as anyone might write it, and people to talk to it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest
from discord.ext import commands

from bot.mock_gateway import MockGateway, Settings, Visitor, pointed_at
from tests.waiting import PATIENCE

FIRST_EPHEMERAL_PORT = 32768  # of those that Linux gives to whoever asks for any

# Discord's clock is wound up where a test is about it.
UNHURRIED = Settings(acknowledge_seconds=PATIENCE)


@pytest.fixture
async def gateway() -> AsyncIterator[MockGateway]:
    async with MockGateway(settings=UNHURRIED) as running:
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


def lasting_port() -> int:
    """A free port that nobody is given in the meantime, for a server that goes and comes back on it."""
    for _ in range(1000):
        port = random.randrange(20000, FIRST_EPHEMERAL_PORT)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


@asynccontextmanager
async def logged_in(gateway: MockGateway, bot: commands.Bot) -> AsyncIterator[commands.Bot]:
    """The bot, ready; and gone again afterwards, whatever happened."""
    with pointed_at(gateway.api_base, gateway.gateway_url):
        running = asyncio.create_task(bot.start(gateway.token))
        try:
            ready = asyncio.create_task(_ready(bot, running))
            await asyncio.wait_for(ready, PATIENCE)
            yield bot
        finally:
            await bot.close()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait_for(running, PATIENCE)


async def _ready(bot: commands.Bot, running: asyncio.Task[None]) -> None:
    """Wait for READY, or for the reason that there will be none."""
    while not bot.is_ready():
        if running.done():
            running.result()
        await asyncio.sleep(0.01)
