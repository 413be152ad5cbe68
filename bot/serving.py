"""Running the client until it is told to stop, on Discord or against the mock gateway."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager

import aiohttp
import discord
import structlog

from bot.app import Facet, open_facet
from bot.client import FacetBot
from bot.errors import SettingsError, StartError
from bot.mock_gateway import MockGateway, PortBusyError, StateFileBusyError, pointed_at
from bot.mock_gateway.seed import GUILD_ID, PORTRAITS_ID
from bot.settings import Settings, prepare_data_folder
from bot.store import sqlite_url

log = structlog.get_logger(__name__)

DEMO_FOLDER = "demo"  # in the data folder: what the mock Discord and the bot on it remember


async def serve_discord(settings: Settings) -> None:
    """Log in to Discord and stay until SIGTERM or SIGINT; raises StartError in one line."""
    token = settings.discord_token.get_secret_value().strip()
    if not token:
        raise StartError("FACET_DISCORD_TOKEN is not set; put your bot's token into .env (see .env.example).")
    stop = _stop_signal()
    with _discord_of(settings):
        async with open_facet(settings) as facet:
            await serve(facet, token, stop)


def _discord_of(settings: Settings) -> AbstractContextManager[None]:
    """The server that the settings name; raises SettingsError when only half of it is named."""
    if not settings.discord_api and not settings.discord_gateway:
        return contextlib.nullcontext()
    if not (settings.discord_api and settings.discord_gateway):
        raise SettingsError("FACET_DISCORD_API and FACET_DISCORD_GATEWAY go together; set both or neither.")
    return pointed_at(settings.discord_api.rstrip("/"), settings.discord_gateway)


async def serve(facet: Facet, token: str, stop: asyncio.Event) -> None:
    """Log in, if need be without reading every message, and stay until `stop` is set."""
    warming = asyncio.create_task(facet.studio.warm_up())
    try:
        try:
            await _until(stop, FacetBot(facet), token)
        except discord.PrivilegedIntentsRequired:
            log.warning(
                "the message content intent is not granted in the developer portal; going on without it: "
                "mentions, replies, direct messages and commands work, portrait channels do not"
            )
            await _until(stop, FacetBot(facet, message_content=False), token)
    finally:
        await asyncio.wait([warming])
        if (error := warming.exception()) is not None:
            log.error("warming up failed", exc_info=error)


async def _until(stop: asyncio.Event, bot: FacetBot, token: str) -> None:
    """Run the client until it ends or is told to; login troubles as StartError."""
    running = asyncio.create_task(bot.start(token))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        await bot.close()
    if stop.is_set():
        # However it took being stopped, perhaps in the middle of the login.
        await asyncio.gather(running, return_exceptions=True)
        return
    try:
        await running
    except discord.LoginFailure as error:
        raise StartError(
            "Discord does not accept the token; copy it again from the developer portal into .env."
        ) from error
    except (aiohttp.ClientError, OSError, discord.GatewayNotFound) as error:
        raise StartError(f"Discord cannot be reached ({error}); check the network.") from error
    except discord.HTTPException as error:
        raise StartError(f"Discord refused the login ({error.status} {error.text[:80]}).") from error


def _stop_signal() -> asyncio.Event:
    """Set by SIGTERM and SIGINT."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows, where Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(name, stop.set)
    return stop


def demo_settings(settings: Settings) -> Settings:
    """The demo remembers apart from the real bot, but has its models and packs; raises SettingsError."""
    folder = prepare_data_folder(settings) / DEMO_FOLDER
    folder.mkdir(exist_ok=True)
    return settings.model_copy(update={"database_url": sqlite_url(folder / "facet.db")})


@asynccontextmanager
async def demo_gateway(settings: Settings, port: int) -> AsyncIterator[MockGateway]:
    """A mock Discord that remembers what was said; discord.py clients are pointed at it."""
    state = settings.data_folder / DEMO_FOLDER / "discord.jsonl"
    async with AsyncExitStack() as stack:
        try:
            gateway = await stack.enter_async_context(
                MockGateway(port=port, state_file=state, bot_name="Facet")
            )
        except PortBusyError as error:
            raise StartError(f"{error}, with --port or FACET_DEMO_PORT.") from error
        except StateFileBusyError as error:
            raise StartError(
                f"A demo on {settings.data_folder} is running already; use its page, or end it first, "
                "or set FACET_DATA to another folder."
            ) from error
        stack.enter_context(pointed_at(gateway.api_base, gateway.gateway_url))
        yield gateway


async def serve_demo(settings: Settings, port: int, announce: Callable[[str], object]) -> None:
    """Mock gateway, client and engine in this process, until SIGTERM or SIGINT.

    `announce` is called with the address of the chat page.
    """
    stop = _stop_signal()
    settings = demo_settings(settings)
    async with demo_gateway(settings, port) as gateway, open_facet(settings) as facet:
        if not await facet.store.session_places():
            await facet.store.set_portrait_channel(str(PORTRAITS_ID), str(GUILD_ID), on=True)
        announce(gateway.url)
        await serve(facet, gateway.token, stop)
