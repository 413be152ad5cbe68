"""Messages over REST: what goes through, what is refused, and with which of Discord's codes."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import aiohttp
import discord
import pytest
from discord.ext import commands

from bot.mock_gateway import MockGateway, Settings, Visitor
from bot.mock_gateway.permissions import Permission
from bot.mock_gateway.seed import GENERAL_ID, MEMBER_ID, PORTRAITS_ID
from bot.mock_gateway.visitor import RefusedError
from tests.mock_gateway.conftest import logged_in, plain_bot, rest
from tests.mock_gateway.test_first_contact import picture
from tests.waiting import until


def channel_of(bot: commands.Bot, identifier: int = GENERAL_ID) -> discord.TextChannel:
    channel = bot.get_channel(identifier)
    assert isinstance(channel, discord.TextChannel)
    return channel


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


def button(custom_id: str, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "go", "custom_id": custom_id, **more}


TOO_MUCH: list[tuple[dict[str, Any], int, str]] = [
    ({}, 50006, ""),
    ({"content": "   "}, 50006, ""),
    ({"content": "x" * 2001}, 50035, "content"),
    ({"content": ["no"]}, 50035, "content"),
    ({"content": "x", "components": [row(button("a"), button("a"))]}, 50035, "components"),
    ({"content": "x", "components": [row(button("a" * 101))]}, 50035, "components"),
    ({"content": "x", "components": [row(button("a", label="l" * 81))]}, 50035, "components"),
    ({"content": "x", "components": [row(*(button(str(n)) for n in range(6)))]}, 50035, "components"),
    ({"content": "x", "components": [row(button(str(n))) for n in range(6)]}, 50035, "components"),
    ({"content": "x", "components": [{"type": 10, "content": "text"}]}, 50035, "components"),
    ({"content": "x", "components": [row({"type": 99})]}, 50035, "components"),
    ({"flags": 1 << 15, "content": "x", "components": [{"type": 10, "content": "t"}]}, 50035, "flags"),
    (
        {"flags": 1 << 15, "components": [{"type": 17, "components": [{"type": 10, "content": "t"}] * 40}]},
        50035,
        "components",
    ),
    ({"embeds": [{"title": "t" * 257}]}, 50035, "embeds"),
    ({"embeds": [{"description": "d" * 4000}, {"description": "d" * 4000}]}, 50035, "embeds"),
    ({"content": "x", "attachments": [{"id": 0}]}, 50035, "attachments"),
    ({"content": "x", "message_reference": {"message_id": "5"}}, 50035, "message_reference"),
    ({"content": "x", "nonce": "n" * 26}, 50035, "nonce"),
    (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        50035,
        "allowed_mentions",
    ),
]


@pytest.mark.parametrize(("payload", "code", "field"), TOO_MUCH)
async def test_what_discord_refuses_is_refused_naming_the_field(
    gateway: MockGateway, payload: dict[str, Any], code: int, field: str
) -> None:
    async with rest(gateway) as http, http.post(f"channels/{GENERAL_ID}/messages", json=payload) as response:
        answer = await response.json()
        assert (response.status, answer["code"]) == (400, code)
        assert not field or field in answer["errors"]


async def test_a_file_over_ten_mebibytes_or_an_eleventh_file_is_refused(
    gateway: MockGateway, wren: Visitor
) -> None:
    async with logged_in(gateway, plain_bot()) as bot:
        channel = channel_of(bot)
        big = io.BytesIO(b"x" * (10 * 1024 * 1024 + 1))
        with pytest.raises(discord.HTTPException) as caught:
            await channel.send(file=discord.File(big, "big.bin"))
        assert (caught.value.status, caught.value.code) == (413, 40005)
        largest = io.BytesIO(b"x" * (10 * 1024 * 1024))
        sent = await channel.send(file=discord.File(largest, "largest.bin"))
        assert sent.attachments[0].size == 10 * 1024 * 1024
    form = aiohttp.FormData(quote_fields=False)
    for number in range(11):
        form.add_field(f"files[{number}]", b"x", filename="x.txt")
    async with rest(gateway) as http, http.post(f"channels/{GENERAL_ID}/messages", data=form) as response:
        assert response.status == 400
    with pytest.raises(RefusedError) as refused:
        await wren.say("general", files={"big.bin": b"x" * (10 * 1024 * 1024 + 1)})
    assert refused.value.status == 413


async def test_a_bot_can_edit_read_and_delete_its_messages_and_their_files(
    gateway: MockGateway, wren: Visitor
) -> None:
    async with logged_in(gateway, plain_bot()) as bot:
        channel = channel_of(bot)
        first = discord.File(io.BytesIO(picture()), "first one.png", description="old")
        sent = await channel.send("one", file=first, nonce="n1")
        assert sent.attachments[0].filename == "first_one.png"
        assert await sent.attachments[0].read() == picture()
        second = discord.File(io.BytesIO(picture("red")), "SPOILER_second.png", description="new")
        edited = await sent.edit(content="two", attachments=[second])
        assert [a.description for a in edited.attachments] == ["new"]
        assert edited.attachments[0].is_spoiler()
        with pytest.raises(discord.NotFound):
            await sent.attachments[0].read()
        read = await channel.fetch_message(sent.id)
        assert (read.content, read.edited_at is not None) == ("two", True)
        assert [m.content async for m in channel.history(limit=5)] == ["two"]
        await read.delete()
        assert await wren.messages("general") == []
        with pytest.raises(discord.NotFound) as caught:
            await channel.fetch_message(sent.id)
        assert caught.value.code == 10008


async def test_a_repeated_nonce_gives_the_first_message_back(gateway: MockGateway) -> None:
    body = {"content": "once", "nonce": "abc", "enforce_nonce": True}
    async with rest(gateway) as http:
        ids = []
        for _ in range(2):
            async with http.post(f"channels/{GENERAL_ID}/messages", json=body) as response:
                ids.append((await response.json())["id"])
        assert ids[0] == ids[1]


async def test_missing_permissions_and_access_have_their_own_codes(
    gateway: MockGateway, juniper: Visitor
) -> None:
    async with logged_in(gateway, plain_bot()) as bot:
        channel = channel_of(bot, PORTRAITS_ID)

        async def refused(**what: Any) -> int:
            with pytest.raises(discord.Forbidden) as caught:
                await channel.send(**what)
            return caught.value.code

        await juniper.put(f"/channels/{PORTRAITS_ID}/permissions", {"deny": int(Permission.ATTACH_FILES)})
        assert await refused(file=discord.File(io.BytesIO(b"x"), "x.txt")) == 50013
        await channel.send("words are still allowed")
        await juniper.put(f"/channels/{PORTRAITS_ID}/permissions", {"deny": int(Permission.SEND_MESSAGES)})
        assert await refused(content="x") == 50013
        await juniper.put(f"/channels/{PORTRAITS_ID}/permissions", {"deny": int(Permission.VIEW_CHANNEL)})
        assert await refused(content="x") == 50001
        await until(lambda: not channel.permissions_for(channel.guild.me).view_channel)


async def test_a_closed_dm_cannot_be_written_to(gateway: MockGateway, wren: Visitor) -> None:
    async with logged_in(gateway, plain_bot()) as bot:
        user = await bot.fetch_user((await wren.get("/scene"))["you"]["id"])
        assert (await user.send("hello")).channel.recipient.id == user.id
        await wren.patch(f"/users/{user.id}", {"dms_open": False})
        with pytest.raises(discord.Forbidden) as caught:
            await user.send("hello?")
        assert caught.value.code == 50007


async def test_mentions_ping_only_whom_they_may(gateway: MockGateway, wren: Visitor) -> None:
    me = (await wren.get("/scene"))["you"]["id"]
    async with rest(gateway) as http:

        async def pinged(**fields: Any) -> list[str]:
            body = {"content": f"<@{me}>", **fields}
            async with http.post(f"channels/{GENERAL_ID}/messages", json=body) as response:
                return [user["id"] for user in (await response.json())["mentions"]]

        assert await pinged() == [me]
        assert await pinged(allowed_mentions={"parse": []}) == []
        assert await pinged(allowed_mentions={"parse": [], "users": [me]}) == [me]
        asked = await wren.say("general", "hello")
        reference = {"message_reference": {"message_id": asked["id"]}, "content": "hi"}
        assert await pinged(**reference) == [me]
        quiet = {"parse": [], "replied_user": False}
        assert await pinged(**reference, allowed_mentions=quiet) == []


async def status_of(link: str) -> int:
    async with aiohttp.ClientSession() as http, http.get(link) as response:
        return response.status


async def test_attachment_links_cannot_be_forged(wren: Visitor) -> None:
    sent = await wren.say("general", files={"a.png": picture()})
    url = sent["attachments"][0]["url"]
    assert await status_of(url) == 200
    assert await status_of(url.replace("hm=", "hm=0")) == 404
    assert await status_of(url.split("?")[0]) == 404


async def test_attachment_links_expire_and_a_fresh_one_comes_with_the_message() -> None:
    settings = Settings(link_seconds=1)
    async with MockGateway(settings=settings) as gateway, Visitor(gateway.url, "wren") as wren:
        sent = await wren.say("general", files={"a.png": picture()})
        old = sent["attachments"][0]["url"]

        async def fresh() -> str:
            return str((await wren.messages("general"))[-1]["attachments"][0]["url"])

        async def expired() -> bool:
            return await status_of(old) == 404

        async def served() -> bool:
            return await status_of(await fresh()) == 200

        await until(expired)
        await until(served)  # at once, unless the machine is so busy that it is out of date again
        assert await expired()


async def test_a_bucket_is_announced_and_refuses_what_exceeds_it() -> None:
    settings = Settings(strict_rate_limits=True)
    async with MockGateway(settings=settings) as gateway, rest(gateway) as http:
        statuses = []
        for _ in range(6):
            async with http.post(f"channels/{GENERAL_ID}/messages", json={"content": "x"}) as response:
                statuses.append(response.status)
                remaining = response.headers["X-RateLimit-Remaining"]
                answer = await response.json()
        assert statuses == [200] * 5 + [429]
        assert remaining == "0"
        assert 0 < answer["retry_after"] <= 5
        assert response.headers["Via"]


async def test_the_client_waits_out_the_limit_on_all_requests() -> None:
    async with MockGateway(settings=Settings(requests_a_second=5)) as gateway:
        bot = plain_bot()
        async with logged_in(gateway, bot):
            users = await asyncio.gather(*(bot.fetch_user(MEMBER_ID) for _ in range(12)))
            assert {user.name for user in users} == {"wren"}


async def test_reactions_threads_and_pins_reach_the_other_side(
    gateway: MockGateway, juniper: Visitor
) -> None:
    bot = plain_bot()
    seen: list[str] = []

    @bot.event
    async def on_raw_reaction_add(event: discord.RawReactionActionEvent) -> None:
        seen.append(str(event.emoji))

    async with logged_in(gateway, bot):
        asked = await juniper.say("general", "look")
        message = await channel_of(bot).fetch_message(int(asked["id"]))
        await message.add_reaction("👍")
        await juniper.put(f"/messages/{asked['id']}/reactions/🎉")
        await until(lambda: seen == ["👍", "🎉"])
        shown = (await juniper.messages("general"))[-1]
        assert [(r["emoji"]["name"], r["count"]) for r in shown["reactions"]] == [("👍", 1), ("🎉", 1)]
        thread = await message.create_thread(name="aside")
        said = await juniper.say(thread.id, "in here")
        await until(lambda: any(m.id == int(said["id"]) for m in bot.cached_messages))
        await thread.send("yes")
        assert (await juniper.messages(thread.id))[-1]["content"] == "yes"


async def test_messages_sent_at_once_keep_one_order_and_one_copy_a_nonce(
    gateway: MockGateway, wren: Visitor
) -> None:
    async with rest(gateway) as http:

        async def send(number: int) -> str:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field(
                "payload_json",
                json.dumps({"content": "x", "nonce": str(number // 2), "enforce_nonce": True}),
                content_type="application/json",
            )
            form.add_field("files[0]", b"x" * (10_000 * (number % 7)), filename="x.bin")
            async with http.post(f"channels/{GENERAL_ID}/messages", data=form) as response:
                return str((await response.json())["id"])

        ids = await asyncio.gather(*(send(n) for n in range(20)))
    assert len(set(ids)) == 10
    seen = [m["id"] for m in await wren.messages("general")]
    assert seen == sorted(set(ids), key=int)


async def test_an_edit_of_a_message_being_deleted_does_not_bring_it_back(
    gateway: MockGateway, wren: Visitor
) -> None:
    async with logged_in(gateway, plain_bot()) as bot:
        message = await channel_of(bot).send("here")
        files = [discord.File(io.BytesIO(picture()), "a.png")]
        await asyncio.gather(
            message.delete(), message.edit(content="back", attachments=files), return_exceptions=True
        )
        assert await wren.messages("general") == []


async def test_new_members_and_channels_can_be_made_for_a_test(
    gateway: MockGateway, juniper: Visitor
) -> None:
    async with logged_in(gateway, plain_bot()) as bot:
        await juniper.post("/users", {"username": "finch", "name": "Finch"})
        made = await juniper.post("/channels", {"name": "New Place"})
        await until(lambda: bot.get_channel(int(made["id"])))
        async with Visitor(gateway.url, "finch") as finch:
            said = await finch.say("new-place", "hello")
        await until(lambda: any(m.id == int(said["id"]) for m in bot.cached_messages))
        for wrong in ({"username": "finch"}, {"username": "Not This"}, {}):
            with pytest.raises(RefusedError):
                await juniper.post("/users", wrong)


async def test_two_hundred_members_at_once_are_each_answered() -> None:
    bot = plain_bot()

    @bot.event
    async def on_message(message: discord.Message) -> None:
        if not message.author.bot:
            await message.channel.send(f"to {message.content}")

    settings = Settings(requests_a_second=10_000)
    async with (
        MockGateway(settings=settings) as roomy,
        logged_in(roomy, bot),
        Visitor(roomy.url, "juniper") as host,
    ):
        for number in range(200):
            await host.post("/users", {"username": f"guest{number}"})

        async def speak(number: int) -> None:
            async with Visitor(roomy.url, f"guest{number}") as guest:
                await guest.say("dm", str(number))

        await asyncio.gather(*(speak(number) for number in range(200)))
        await until(lambda: sum(m.author.bot for m in bot.cached_messages) == 200)
        heard = {m.content for m in bot.cached_messages if m.author.bot}
        assert heard == {f"to {number}" for number in range(200)}
