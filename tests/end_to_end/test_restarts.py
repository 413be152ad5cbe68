"""kill -9 at any moment: after a restart, each session is what its last posted portrait shows."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.mock_gateway import MockGateway, Visitor
from bot.mock_gateway.seed import GENERAL_ID
from bot.store import Store, sqlite_url
from engine.pictures import read_provenance
from engine.recipe import Recipe
from tests.end_to_end.conftest import UNHURRIED, Json, button, silence
from tests.waiting import PATIENCE, until

WISHES = (
    "add a hat",
    "older",
    "no hat",
    "curly hair",
    "undo",
    "full beard",
    "redo",
    "younger",
    "add glasses",
    "smile",
)


@dataclass
class Process:
    """The bot as its own process, `facet run` against the gateway."""

    gateway: MockGateway
    data: Path
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns at once; the bot logs in some seconds later."""
        environment = {
            **os.environ,
            "FACET_DATA": str(self.data),
            "FACET_DISCORD_TOKEN": self.gateway.token,
            "FACET_DISCORD_API": self.gateway.api_base,
            "FACET_DISCORD_GATEWAY": self.gateway.gateway_url,
            "FACET_RESOLUTION": "128",
            "FACET_PHRASE_MODEL": "none",
            "OMP_NUM_THREADS": "1",
        }
        log = (self.data.parent / "bot.log").open("ab")
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", "run", env=environment, stdout=log, stderr=log
        )
        log.close()

    async def end(self, how: signal.Signals) -> int:
        """Send a signal and wait until the process is gone."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(how)
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    async def ready(self, starts: int) -> None:
        """Wait until it has logged in for the so-manieth time and dealt with what came before."""

        def ready() -> bool:
            assert self.process is not None
            assert self.process.returncode is None, self.log
            return self.log.count('"ready"') >= starts

        await until(ready)

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self.data.parent / "bot.log").read_text()


@asynccontextmanager
async def surroundings(folder: Path) -> AsyncIterator[tuple[MockGateway, Process, Visitor]]:
    data = folder / "data"
    data.mkdir()
    async with MockGateway(settings=UNHURRIED) as gateway, Visitor(gateway.url, "wren") as wren:
        bot = Process(gateway, data)
        try:
            await bot.start()
            await bot.ready(1)  # what was said before the store was made is none of its business
            yield gateway, bot, wren
        finally:
            if bot.process is not None and bot.process.returncode is None:
                await bot.end(signal.SIGKILL)


async def begun(who: Visitor, seed: int) -> Json:
    """A portrait in the direct messages with the bot, to be edited."""
    await who.command("dm", "portrait", seed=str(seed))
    return await who.wait_for("dm", lambda m: m["attachments"], within=PATIENCE)


async def answers_to(who: Visitor, asked: list[Json]) -> dict[str, list[Json]]:
    """The bot's messages by what they reply to."""
    found: dict[str, list[Json]] = {message["id"]: [] for message in asked}
    for message in await who.messages("dm", limit=100):
        to = (message.get("message_reference") or {}).get("message_id")
        if message["author"]["bot"] and to in found:
            found[to].append(message)
    return found


async def all_answered(who: Visitor, asked: list[Json]) -> dict[str, list[Json]]:
    async def complete() -> dict[str, list[Json]] | None:
        found = await answers_to(who, asked)
        return found if all(found.values()) else None

    found: dict[str, list[Json]] = await until(complete)
    return found


async def in_the_outbox(data: Path, asked: Json) -> None:
    """Wait until the store knows of a message."""
    async with await Store.open(sqlite_url(data / "facet.db")) as store:
        await until(lambda: store.knows(asked["id"]), every=0.002)


async def shown_by(who: Visitor, message: Json) -> str:
    """The recipe's id in the file itself."""
    provenance = read_provenance(await who.picture(message))
    assert provenance is not None
    return provenance.recipe_id


async def session_shows(data: Path) -> str:
    """The recipe's id of the only session in the store."""
    async with await Store.open(sqlite_url(data / "facet.db")) as store:
        assert await store.unfinished() == []
        ((member, place, _),) = await store.session_places()
        portrait = await store.portrait(str((await store.session(member, place)).current))
        assert portrait is not None
        return Recipe.from_json(portrait.recipe).id


async def last_portrait(who: Visitor) -> Json:
    return [m for m in await who.messages("dm", limit=100) if m["author"]["bot"] and m["attachments"]][-1]


@pytest.mark.slow
async def test_killed_again_and_again_it_answers_every_message_once_and_in_order(
    tmp_path: Path, plain_seed: int
) -> None:
    async with surroundings(tmp_path) as (_, bot, wren):
        await begun(wren, plain_seed)
        asked: list[Json] = []
        wishes = iter(WISHES)
        for start, moment in enumerate(("at once", "in the outbox", "answered"), start=2):
            two = [await wren.say("dm", next(wishes)) for _ in range(2)]
            asked += two
            if moment == "in the outbox":
                await in_the_outbox(bot.data, two[0])
            elif moment == "answered":
                await all_answered(wren, two[:1])
            await bot.end(signal.SIGKILL)
            await bot.start()
            await bot.ready(start)
            found = await all_answered(wren, asked)
        assert [len(found[message["id"]]) for message in asked] == [1] * len(asked), bot.log
        order = sorted((m for answers in found.values() for m in answers), key=lambda m: int(m["id"]))
        assert [m["message_reference"]["message_id"] for m in order] == [m["id"] for m in asked]
        last = await shown_by(wren, await last_portrait(wren))
        assert await bot.end(signal.SIGTERM) == 0
        assert await session_shows(bot.data) == last
        assert "Traceback" not in bot.log


@pytest.mark.parametrize("carried_out", [True, False], ids=["after posting", "before posting"])
async def test_killed_around_the_post_itself_the_session_shows_what_was_posted(
    tmp_path: Path, plain_seed: int, carried_out: bool
) -> None:
    async with surroundings(tmp_path) as (_, bot, wren):
        await begun(wren, plain_seed)
        # The answer to the post never arrives, so that the bot dies between claim and commit.
        await wren.post(
            "/faults",
            {
                "method": "POST",
                "path": "/channels/[0-9]+/messages$",
                "status": 500,
                "times": 1,
                "delay": 0.0 if carried_out else PATIENCE,
                "carried_out": carried_out,
            },
        )
        asked = await wren.say("dm", "bald, with a hat")

        async def met() -> bool:
            return await wren.get("/faults") == []

        await until(met)
        if carried_out:
            await all_answered(wren, [asked])
        await bot.end(signal.SIGKILL)
        later = await wren.say("dm", "add glasses")
        await bot.start()
        await bot.ready(2)
        found = await all_answered(wren, [asked, later])
        assert [len(found[m["id"]]) for m in (asked, later)] == [1, 1]
        last = await shown_by(wren, await last_portrait(wren))
        assert last == await shown_by(wren, found[later["id"]][0])
        assert await bot.end(signal.SIGTERM) == 0
        assert await session_shows(bot.data) == last


@pytest.mark.parametrize("carried_out", [True, False], ids=["after posting", "before posting"])
async def test_killed_while_posting_into_an_interaction_it_neither_loses_nor_doubles_the_portrait(
    tmp_path: Path, plain_seed: int, carried_out: bool
) -> None:
    async with surroundings(tmp_path) as (gateway, bot, wren), Visitor(gateway.url, "juniper") as juniper:
        await silence(juniper, GENERAL_ID)
        order = {"method": "PATCH", "path": "/webhooks/.*original$", "status": 500}
        order |= {"times": 100, "carried_out": True} if carried_out else {"delay": PATIENCE}
        await wren.post("/faults", order)
        await wren.command("general", "portrait", seed=str(plain_seed))

        async def posted() -> bool:
            return any(m["attachments"] for m in await wren.messages("general"))

        async def met() -> bool:
            return await wren.get("/faults") == []

        await until(posted if carried_out else met)
        await bot.end(signal.SIGKILL)
        await wren._call("DELETE", "/faults", {})
        await bot.start()
        await bot.ready(2)
        (shown,) = [m for m in await wren.messages("general") if m["author"]["bot"]]
        assert await bot.end(signal.SIGTERM) == 0
        assert await session_shows(bot.data) == await shown_by(wren, shown)


async def test_buttons_of_before_work_after_a_restart_and_a_click_is_not_lost(
    tmp_path: Path, plain_seed: int
) -> None:
    async with surroundings(tmp_path) as (_, bot, wren):
        first = await begun(wren, plain_seed)
        asked = await wren.say("dm", "bald, with a hat")
        second = (await all_answered(wren, [asked]))[asked["id"]][0]
        assert await bot.end(signal.SIGTERM) == 0
        await bot.start()
        await bot.ready(2)
        await wren.press(second["id"], button(second, "undo")["custom_id"])
        undone = await wren.wait_for(
            "dm", lambda m: int(m["id"]) > int(second["id"]) and m["attachments"], within=PATIENCE
        )
        assert await shown_by(wren, undone) == await shown_by(wren, first)
        clicked = await wren.press(undone["id"], button(undone, "redo")["custom_id"])
        assert clicked["state"] == "answered"  # and what is acknowledged is not lost
        await bot.end(signal.SIGKILL)
        await bot.start()
        redone = await wren.wait_for(
            "dm", lambda m: int(m["id"]) > int(undone["id"]) and m["attachments"], within=PATIENCE
        )
        assert await shown_by(wren, redone) == await shown_by(wren, second)
        await bot.ready(3)
        assert await bot.end(signal.SIGTERM) == 0
        assert await session_shows(bot.data) == await shown_by(wren, second)
