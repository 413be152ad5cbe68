"""Broken lines, resumes and repeats: what the network and Discord do to a bot on an ordinary day."""

from __future__ import annotations

import asyncio
from pathlib import Path

import discord
import pytest
from discord.ext import commands

from bot.mock_gateway import MockGateway, Visitor, pointed_at
from bot.mock_gateway.seed import GENERAL_ID
from tests.mock_gateway.conftest import lasting_port, logged_in, plain_bot, rest
from tests.mock_gateway.test_messages import channel_of
from tests.waiting import until


class Recorder:
    """A bot that writes down what it hears and how its connection fared."""

    def __init__(self) -> None:
        self.bot: commands.Bot = plain_bot()
        self.heard: list[str] = []
        self.events: list[str] = []

        @self.bot.event
        async def on_message(message: discord.Message) -> None:
            self.heard.append(message.content)

        @self.bot.event
        async def on_resumed() -> None:
            self.events.append("resumed")

        @self.bot.event
        async def on_ready() -> None:
            self.events.append("ready")

        @self.bot.event
        async def on_disconnect() -> None:
            self.events.append("disconnect")


async def test_what_was_missed_on_a_dropped_line_is_replayed_once_and_in_order(
    gateway: MockGateway, wren: Visitor
) -> None:
    recorder = Recorder()
    async with logged_in(gateway, recorder.bot):
        await wren.say("general", "before")
        await until(lambda: recorder.heard == ["before"])
        await wren.post("/gateway/drop")
        for number in range(5):
            await wren.say("general", f"missed {number}")
        await until(lambda: "resumed" in recorder.events)
        await wren.say("general", "after")
        await until(lambda: "after" in recorder.heard)
        assert recorder.heard == ["before", *(f"missed {n}" for n in range(5)), "after"]
        assert recorder.events.count("ready") == 1


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"op": 7}, "resumed"),
        ({"op": 9, "resumable": True}, "resumed"),
        ({"op": 9, "resumable": False}, "ready"),
    ],
)
async def test_op_7_and_9_make_the_client_resume_or_identify_anew(
    gateway: MockGateway, wren: Visitor, order: dict[str, object], expected: str
) -> None:
    recorder = Recorder()
    async with logged_in(gateway, recorder.bot):
        recorder.events.clear()
        await wren.post("/gateway/reconnect", order)
        await until(lambda: expected in recorder.events)
        await wren.say("general", "still here")
        await until(lambda: recorder.heard == ["still here"])


async def test_a_message_can_be_delivered_twice(gateway: MockGateway, wren: Visitor) -> None:
    recorder = Recorder()
    async with logged_in(gateway, recorder.bot):
        said = await wren.say("general", "echo")
        await wren.post(f"/messages/{said['id']}/redeliver")
        await until(lambda: recorder.heard == ["echo", "echo"])


async def test_a_restarted_gateway_takes_the_waiting_bot_back(tmp_path: Path) -> None:
    state = tmp_path / "state.jsonl"
    first = MockGateway(port=lasting_port(), state_file=state)
    await first.start()
    recorder = Recorder()
    with pointed_at(first.api_base, first.gateway_url):
        running = asyncio.create_task(recorder.bot.start(first.token))
        await until(lambda: "ready" in recorder.events)
        await first.close()
        recorder.events.clear()
        async with MockGateway(port=first.port, state_file=state) as second:
            await until(lambda: "ready" in recorder.events)
            async with Visitor(second.url, "wren") as wren:
                await wren.say("general", "welcome back")
                await until(lambda: "welcome back" in recorder.heard)
            await recorder.bot.close()
            await running


async def test_the_page_learns_that_the_bot_came_and_went(gateway: MockGateway, wren: Visitor) -> None:
    assert (await wren.get("/scene"))["online"] is False
    async with logged_in(gateway, plain_bot()):
        assert (await wren.get("/scene"))["online"] is True
    assert (await wren.get("/scene"))["online"] is False


async def test_a_server_error_is_tried_again_and_told_apart_from_success(
    gateway: MockGateway, wren: Visitor
) -> None:
    async with logged_in(gateway, plain_bot()) as bot:
        await wren.post("/faults", {"status": 500, "method": "POST", "path": "/messages$"})
        await channel_of(bot).send("got through")
        assert [m["content"] for m in await wren.messages("general")] == ["got through"]
        await wren.post("/faults", {"status": 503, "path": "/messages$"})
        with pytest.raises(discord.DiscordServerError):
            await channel_of(bot).send("not tried again")
        await wren.post("/faults", {"status": 429, "retry_after": 0.05, "path": "/messages$"})
        await channel_of(bot).send("after waiting")
        assert [m["content"] for m in await wren.messages("general")] == ["got through", "after waiting"]
        assert await wren.get("/faults") == []


async def test_an_answer_lost_on_the_way_makes_no_double_where_the_nonce_is_enforced(
    gateway: MockGateway, wren: Visitor
) -> None:
    async with logged_in(gateway, plain_bot()) as bot:
        fault = {"status": 502, "path": "/messages$", "carried_out": True}
        await wren.post("/faults", fault)
        await channel_of(bot).send("once")  # discord.py sends a nonce of its own, and enforces it
        assert [m["content"] for m in await wren.messages("general")] == ["once"]
        await wren.post("/faults", fault)
        async with rest(gateway) as http:
            for _ in range(2):
                await http.post(f"channels/{GENERAL_ID}/messages", json={"content": "twice"})
        contents = [m["content"] for m in await wren.messages("general")]
        assert contents == ["once", "twice", "twice"]


async def test_a_cut_connection_is_an_os_error_the_client_recovers_from(
    gateway: MockGateway, wren: Visitor
) -> None:
    async with logged_in(gateway, plain_bot()) as bot:
        await wren.post("/faults", {"status": 0, "method": "GET", "path": "/users/"})
        users = [await bot.fetch_user(int((await wren.get("/scene"))["you"]["id"]))]
        assert users[0].name == "wren"


@pytest.mark.parametrize("order", [{"status": 1000}, {"path": "("}, {"times": 0}, {"delay": -1}])
async def test_a_fault_that_makes_no_sense_is_refused(wren: Visitor, order: dict[str, object]) -> None:
    with pytest.raises(Exception, match="400"):
        await wren.post("/faults", order)
