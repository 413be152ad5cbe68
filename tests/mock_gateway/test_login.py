"""Getting in, or being turned away, as Discord would."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import discord
import pytest
from discord.ext import commands

from bot.mock_gateway import Intent, MockGateway, PortBusyError, Settings, Visitor, pointed_at
from tests.mock_gateway.conftest import logged_in, plain_bot, rest
from tests.waiting import PATIENCE


async def test_a_wrong_token_is_a_login_failure(gateway: MockGateway) -> None:
    with pointed_at(gateway.api_base, gateway.gateway_url):
        async with discord.Client(intents=discord.Intents.default()) as client:
            with pytest.raises(discord.LoginFailure):
                await client.login("not-the-token")


async def test_an_intent_that_was_not_granted_closes_the_connection() -> None:
    async with MockGateway(settings=Settings(granted_intents=Intent(0))) as gateway:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with logged_in(gateway, plain_bot(content=True)):
                pass
        async with logged_in(gateway, plain_bot(content=False)) as bot:
            assert bot.application is not None


async def test_a_sharded_bot_asks_where_the_gateway_is_and_comes_in(gateway: MockGateway) -> None:
    bot = commands.AutoShardedBot("!", intents=discord.Intents.default(), guild_ready_timeout=0.05)
    async with logged_in(gateway, bot):
        assert bot.shard_count == 1
        assert len(bot.guilds) == 1


async def test_a_bot_with_all_intents_knows_every_member(gateway: MockGateway) -> None:
    bot = commands.Bot("!", intents=discord.Intents.all(), guild_ready_timeout=0.05)
    async with logged_in(gateway, bot):
        assert {member.name for member in bot.guilds[0].members} >= {"juniper", "sorrel", "wren"}


async def test_members_can_be_asked_for_over_the_gateway(gateway: MockGateway) -> None:
    async with logged_in(gateway, plain_bot()) as bot:
        found = await bot.guilds[0].query_members("wre")
        assert [member.display_name for member in found] == ["Wren"]


async def test_a_busy_port_is_one_clear_line(gateway: MockGateway) -> None:
    with pytest.raises(PortBusyError) as caught:
        await MockGateway(port=gateway.port).start()
    assert str(gateway.port) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 0}}, 4004),
        ({"op": 2, "d": {"token": None, "intents": "many"}}, 4004),
        ({"op": 3, "d": {}}, 4003),
        ("no json at all", 4002),
        ([1, 2], 4002),
        ("x" * 5000, 4002),
    ],
)
async def test_a_client_that_breaks_the_protocol_is_told_by_the_close_code(
    gateway: MockGateway, frame: object, code: int
) -> None:
    async with aiohttp.ClientSession() as http, http.ws_connect(gateway.gateway_url) as socket:
        hello = await socket.receive_json()
        assert hello["op"] == 10
        await (socket.send_str(frame) if isinstance(frame, str) else socket.send_json(frame))
        while not socket.closed:
            await socket.receive(timeout=PATIENCE)
        assert socket.close_code == code


async def test_bad_shards_and_intents_are_fatal(gateway: MockGateway) -> None:
    for wrong, code in (({"shard": [3, 2]}, 4010), ({"intents": -1}, 4013), ({"intents": None}, 4013)):
        async with aiohttp.ClientSession() as http, http.ws_connect(gateway.gateway_url) as socket:
            await socket.receive_json()
            await socket.send_json({"op": 2, "d": {"token": gateway.token, "intents": 0, **wrong}})
            await socket.receive(timeout=PATIENCE)
            assert socket.close_code == code


async def test_a_silent_client_is_dropped_after_missing_its_heartbeats() -> None:
    async with (
        MockGateway(settings=Settings(heartbeat_seconds=0.1)) as gateway,
        aiohttp.ClientSession() as http,
        http.ws_connect(gateway.gateway_url) as socket,
    ):
        await socket.receive_json()
        await asyncio.wait_for(socket.receive(), PATIENCE)
        assert socket.close_code == 4009


async def test_heartbeats_keep_a_connection_alive() -> None:
    disconnected: list[str] = []
    bot = plain_bot()

    @bot.event
    async def on_disconnect() -> None:
        disconnected.append("disconnected")

    # A client that was silent for 1.75 intervals would be dropped: six seconds, be the machine ever so busy.
    interval = 3.5
    async with MockGateway(settings=Settings(heartbeat_seconds=interval)) as gateway, logged_in(gateway, bot):
        await asyncio.sleep(2 * interval)
        assert bot.latency < interval / 2  # not the time since the heartbeat before
        assert disconnected == []


async def test_an_unknown_route_is_loud(
    gateway: MockGateway, wren: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    async with rest(gateway) as http, http.delete("guilds/1/bans/2") as response:
        assert response.status == 501
        assert "DELETE /api/v10/guilds/1/bans/2" in (await response.json())["message"]
    assert [(r.levelno, "bans" in r.getMessage()) for r in caplog.records if r.levelno >= logging.ERROR] == [
        (logging.ERROR, True)
    ]
    listed = await wren.get("/unknown")
    assert listed == [{"method": "DELETE", "path": "/api/v10/guilds/1/bans/2", "times": 1}]


async def test_calls_without_the_token_are_refused_and_too_many_shut_the_door() -> None:
    async with MockGateway(settings=Settings(invalid_requests=3)) as gateway, aiohttp.ClientSession() as http:
        statuses = []
        for _ in range(4):
            async with http.get(gateway.api_base + "/users/@me") as response:
                statuses.append(response.status)
        assert statuses == [401, 401, 401, 429]
        assert "Via" not in response.headers
