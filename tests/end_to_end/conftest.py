"""A mock gateway, the real client and the real engine, and people to talk to the bot."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from attribute_map.discovery.extractor import Extractor
from bot.app import Facet, Loaded, load, open_facet
from bot.client import FacetBot
from bot.mock_gateway import MockGateway, Visitor, pointed_at
from bot.mock_gateway.permissions import Permission
from bot.mock_gateway.seed import BOT_ID, GUILD_ID, PORTRAITS_ID
from bot.mock_gateway.settings import Settings as GatewaySettings
from bot.settings import Settings
from engine.pictures import read_provenance
from tests import faces
from tests.waiting import PATIENCE, until

Json = dict[str, Any]
EPHEMERAL = 1 << 6  # a message's flag: for one pair of eyes


# Discord's three seconds are for the tests of the mock gateway: this machine may be busy for longer.
UNHURRIED = GatewaySettings(acknowledge_seconds=PATIENCE)


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    """Painter, attribute map and parser, loaded once for all tests."""
    parts = load(Settings(_env_file=None))
    return Loaded(parts.generator, parts.attribute_map, cache(parts.load_parser))


@pytest.fixture(scope="session")
def extractor(loaded: Loaded) -> Extractor:
    """Reads attributes off pictures, and sees nothing but pixels."""
    return loaded.attribute_map.extractor()


@pytest.fixture(scope="session")
def plain_seed(loaded: Loaded) -> int:
    """A face that each of the tests' wishes changes."""
    return faces.plain_seed(loaded.generator, loaded.attribute_map)


@dataclass(frozen=True)
class Scene:
    """One running bot and its surroundings."""

    gateway: MockGateway
    facet: Facet
    bot: FacetBot
    wren: Visitor  # a member
    juniper: Visitor  # the guild's owner
    sorrel: Visitor  # a moderator

    async def ask(self, who: Visitor, channel: str, text: str, **options: Any) -> Json:
        """Say something and return the bot's answer."""
        asked = await who.say(channel, text, **options)
        answer = await who.reply_to(asked, within=PATIENCE)
        await self.settled()
        return answer

    async def settled(self) -> None:
        """Wait until all that was posted is committed, which is a moment after people see it."""
        await settled(self.facet)

    async def start(self, who: Visitor, channel: str, seed: int) -> Json:
        """Begin with a certain face, by slash command, and return the portrait's message."""
        seen = await who.messages(channel)
        newest = int(seen[-1]["id"]) if seen else 0
        await who.command(channel, "portrait", seed=str(seed))
        begun = await who.wait_for(
            channel, lambda m: int(m["id"]) > newest and m["attachments"], within=PATIENCE
        )
        await self.settled()
        return begun

    async def answers_since(self, who: Visitor, message: Json) -> list[Json]:
        """See `answers_since`."""
        return await answers_since(self.facet, who, message)


async def silence(owner: Visitor, channel: int) -> None:
    """Take the right to post in a channel from everybody without a role of their own, such as the bot."""
    denied = Permission.SEND_MESSAGES | Permission.ATTACH_FILES
    await owner.put(f"/channels/{channel}/permissions", {"deny": int(denied)})


async def settled(facet: Facet) -> None:
    """Wait until no answer is half-way between being drafted and being the session."""

    async def finished() -> bool:
        return not await facet.store.unfinished()

    await until(finished)


async def answers_since(facet: Facet, who: Visitor, message: Json) -> list[Json]:
    """What the bot says in a message's channel from then on, everything said until now dealt with.

    A session's requests are answered in their order. So once a last question has its answer, nothing can
    follow any more on what came before it.
    """
    channel = message["channel_id"]
    asked = await who.say(channel, f"<@{BOT_ID}> help")

    def answered(seen: Json) -> bool:
        return bool((seen.get("message_reference") or {}).get("message_id") == asked["id"])

    last = await who.wait_for(channel, answered, within=PATIENCE)
    await settled(facet)
    seen = await who.messages(channel)
    since = [m for m in seen if int(m["id"]) > int(message["id"]) and m["author"]["bot"]]
    return [m for m in since if m["id"] != last["id"]]


@asynccontextmanager
async def running_scene(loaded: Loaded, folder: Path) -> AsyncIterator[Scene]:
    """A bot that is logged in and listens in #portraits."""
    settings = Settings(_env_file=None, data=folder / "data")
    async with (
        MockGateway(state_file=folder / "discord.jsonl", settings=UNHURRIED) as gateway,
        open_facet(settings, loaded) as facet,
        Visitor(gateway.url, "wren") as wren,
        Visitor(gateway.url, "juniper") as juniper,
        Visitor(gateway.url, "sorrel") as sorrel,
    ):
        await facet.store.set_portrait_channel(str(PORTRAITS_ID), str(GUILD_ID), on=True)
        bot = FacetBot(facet)
        bot._connection.guild_ready_timeout = 0.05  # s of waiting for a second guild; there is none
        with pointed_at(gateway.api_base, gateway.gateway_url):
            running = asyncio.create_task(bot.start(gateway.token))
            try:
                await until_listening(bot, running)
                yield Scene(gateway, facet, bot, wren, juniper, sorrel)
                assert await wren.get("/unknown") == []  # the client asked for nothing the gateway lacks
            finally:
                await bot.close()
                await running


async def until_listening(bot: FacetBot, running: asyncio.Task[None]) -> None:
    """Wait for the login and for what came before it to be answered."""

    def listening() -> bool:
        if running.done():
            running.result()
        cog = bot.get_cog("PortraitCog")
        return cog is not None and cog.listening  # type: ignore[attr-defined]

    await until(listening)


@pytest.fixture
async def scene(loaded: Loaded, tmp_path: Path) -> AsyncIterator[Scene]:
    """A fresh guild, a fresh store."""
    async with running_scene(loaded, tmp_path) as running:
        yield running


@dataclass(frozen=True)
class Portrait:
    """A picture as a member downloads it."""

    data: bytes
    pixels: np.ndarray  # uint8 [R, R, 3]
    readings: dict[str, float]  # σ, as the extractor sees them

    @property
    def recipe_id(self) -> str:
        """What the file itself says it shows."""
        provenance = read_provenance(self.data)
        assert provenance is not None
        return provenance.recipe_id


def look_at(data: bytes, extractor: Extractor) -> Portrait:
    """Decode a file and read its attributes."""
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    tensor = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 127.5 - 1
    values = extractor.read(tensor)[0].tolist()
    return Portrait(data, pixels, dict(zip(extractor.attribute_names, values, strict=True)))


async def see(who: Visitor, message: Json, extractor: Extractor) -> Portrait:
    """Download and look at the picture of a message."""
    return look_at(await who.picture(message), extractor)


def button(message: Json, move: str) -> Json:
    """A button of a message."""
    return next(
        part
        for row in message["components"]
        for part in row["components"]
        if part["custom_id"].startswith(f"facet:{move}:")
    )
