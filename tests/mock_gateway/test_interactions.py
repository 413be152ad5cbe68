"""Buttons, selects, modals and deferrals, within Discord's clock and rules."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
from discord.ext import commands

from bot.mock_gateway import MockGateway, Settings, Visitor
from bot.mock_gateway.visitor import RefusedError
from tests.mock_gateway.conftest import logged_in, plain_bot
from tests.mock_gateway.test_first_contact import picture
from tests.waiting import PATIENCE, until

Answer = Callable[[discord.Interaction], Any]


def bot_answering(answer: Answer, view: discord.ui.View | None = None) -> commands.Bot:
    """A bot with one command, `/go`, and perhaps a persistent view."""
    bot = plain_bot()

    @bot.tree.command(description="Go")
    async def go(interaction: discord.Interaction) -> None:
        await answer(interaction)

    async def sync() -> None:
        if view is not None:
            bot.add_view(view)
        await bot.tree.sync()

    bot.setup_hook = sync  # type: ignore[method-assign]
    return bot


@asynccontextmanager
async def served(
    answer: Answer, view: discord.ui.View | None = None, **settings: Any
) -> AsyncIterator[tuple[MockGateway, Visitor]]:
    async with (
        MockGateway(settings=Settings(**{"acknowledge_seconds": PATIENCE, **settings})) as gateway,
        logged_in(gateway, bot_answering(answer, view)),
        Visitor(gateway.url, "wren") as wren,
    ):
        yield gateway, wren


async def raw_answer(gateway: MockGateway, interaction: discord.Interaction, **body: Any) -> tuple[int, int]:
    """Answer past discord.py's own guards. Returns the status and Discord's code."""
    url = f"{gateway.api_base}/interactions/{interaction.id}/{interaction.token}/callback"
    async with aiohttp.ClientSession() as http, http.post(url, json=body) as response:
        return response.status, (await response.json())["code"] if response.status >= 400 else 0


async def test_a_late_answer_finds_no_interaction_and_the_member_sees_a_failure() -> None:
    caught: list[int] = []

    async def late(interaction: discord.Interaction) -> None:
        await asyncio.sleep(0.3)
        try:
            await interaction.response.send_message("too late")
        except discord.NotFound as error:
            caught.append(error.code)

    async with served(late, acknowledge_seconds=0.15) as (_, wren):
        assert (await wren.command("general", "go"))["state"] == "failed"
        await until(lambda: caught)
        assert caught == [10062]
        assert await wren.messages("general") == []


async def test_without_a_bot_an_interaction_fails_at_once() -> None:
    async with (
        MockGateway(settings=Settings(acknowledge_seconds=3600.0)) as gateway,
        Visitor(gateway.url, "wren") as wren,
    ):
        async with logged_in(gateway, bot_answering(lambda i: None)):
            pass
        async with asyncio.timeout(PATIENCE):
            assert (await wren.command("general", "go"))["state"] == "failed"


async def test_a_second_acknowledgement_and_a_wrong_token_have_their_codes() -> None:
    seen: list[discord.Interaction] = []

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("first")
        seen.append(interaction)

    async with served(answer) as (gateway, wren):
        await wren.command("general", "go")
        assert await raw_answer(gateway, seen[0], type=4, data={"content": "second"}) == (400, 40060)
        seen[0].token = "x" * 64
        assert await raw_answer(gateway, seen[0], type=4, data={"content": "third"}) == (404, 10062)
        assert len(await wren.messages("general")) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"type": 7, "data": {"content": "there is nothing to update"}},
        {"type": 6},
        {"type": 8, "data": {"choices": []}},
        {"type": 77},
        {"type": 4, "data": {"content": "x" * 2001}},
        {"type": 4, "data": {}},
        {"type": 9, "data": {"title": "t", "custom_id": "c", "components": []}},
        {"type": 9, "data": {"title": "t" * 46, "custom_id": "c"}},
    ],
)
async def test_an_answer_that_does_not_fit_is_refused_and_another_may_follow(body: dict[str, Any]) -> None:
    outcomes: list[tuple[int, int]] = []
    gateways: list[MockGateway] = []

    async def answer(interaction: discord.Interaction) -> None:
        outcomes.append(await raw_answer(gateways[0], interaction, **body))
        await interaction.response.send_message("better")

    async with served(answer) as (gateway, wren):
        gateways.append(gateway)
        assert (await wren.command("general", "go"))["state"] == "answered"
        assert outcomes[0][0] == 400
        assert [m["content"] for m in await wren.messages("general")] == ["better"]


async def test_a_deferred_answer_fills_in_and_follow_ups_come_after(gateway: MockGateway) -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)
        file = discord.File(io.BytesIO(picture()), "late.png", description="late")
        await interaction.followup.send("done", file=file)
        await interaction.followup.send("and more")
        await interaction.edit_original_response(content="really done")
        original = await interaction.original_response()
        extra = await interaction.followup.send(f"was {original.content}", wait=True, ephemeral=True)
        await extra.edit(content=extra.content + "!")

    async with served(answer) as (_, wren):
        assert (await wren.command("general", "go"))["state"] == "thinking"
        done = await wren.wait_for("general", lambda m: m["content"] == "was really done!")
        assert done["flags"] & 64
        messages = await wren.messages("general")
        assert [m["content"] for m in messages] == ["really done", "and more", "was really done!"]
        assert messages[0]["attachments"][0]["description"] == "late"
        assert not messages[0]["flags"] & 128
        assert messages[0]["interaction_metadata"]["name"] == "go"


async def test_a_token_runs_out() -> None:
    codes: list[int] = []

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("now")
        await asyncio.sleep(0.4)
        try:
            await interaction.edit_original_response(content="later")
        except discord.HTTPException as error:
            codes.append(error.code)

    async with served(answer, token_seconds=0.3) as (_, wren):
        await wren.command("general", "go")
        await until(lambda: codes)
        assert codes == [50027]
        assert (await wren.messages("general"))[0]["content"] == "now"


class Form(discord.ui.Modal, title="A form"):
    name = discord.ui.TextInput(label="Name", min_length=2, max_length=5)
    about = discord.ui.TextInput(label="About", style=discord.TextStyle.paragraph, required=False)
    colour = discord.ui.Label(
        text="Colour",
        component=discord.ui.Select(
            options=[discord.SelectOption(label="Red"), discord.SelectOption(label="Blue")]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        select = self.colour.component
        assert isinstance(select, discord.ui.Select)
        await interaction.response.send_message(f"{self.name.value}/{self.about.value}/{select.values}")


async def test_a_modal_is_opened_checked_and_sent_in_once() -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    async with served(answer) as (_, wren):
        outcome = await wren.command("general", "go")
        assert outcome["state"] == "modal"
        modal = outcome["modal"]
        assert modal["title"] == "A form"
        rows = modal["components"]
        name, about = (row["components"][0]["custom_id"] for row in rows[:2])
        colour = rows[2]["component"]["custom_id"]
        wrong: list[tuple[dict[str, Any], str]] = [
            ({colour: ["Red"]}, "Name"),
            ({name: "x", colour: ["Red"]}, "Name"),
            ({name: "too long", colour: ["Red"]}, "Name"),
            ({name: "Ann", colour: ["Green"]}, "choose"),
            ({name: "Ann"}, "choose"),
        ]
        for values, said in wrong:
            with pytest.raises(RefusedError, match=said):
                await wren.submit(outcome["interaction_id"], values)
        sent = await wren.submit(outcome["interaction_id"], {name: "Ann", about: "", colour: ["Red"]})
        assert sent["state"] == "answered"
        assert (await wren.messages("general"))[-1]["content"] == "Ann//['Red']"
        with pytest.raises(RefusedError):
            await wren.submit(outcome["interaction_id"], {name: "Ann", colour: ["Red"]})


class Controls(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Off", custom_id="off", disabled=True)
    async def off(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        raise AssertionError("a disabled button was pressed")

    @discord.ui.button(label="Quiet", custom_id="quiet")
    async def quiet(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="quietly edited")

    @discord.ui.select(
        custom_id="pick", min_values=1, max_values=2,
        options=[discord.SelectOption(label=name) for name in ("a", "b", "c")],
    )  # fmt: skip
    async def pick(self, interaction: discord.Interaction, select: discord.ui.Select) -> None:
        await interaction.response.edit_message(content=",".join(select.values))

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="whom")
    async def whom(self, interaction: discord.Interaction, select: discord.ui.UserSelect) -> None:
        await interaction.response.send_message(select.values[0].display_name, ephemeral=True)


async def test_components_do_what_they_allow_and_nothing_else() -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("controls", view=Controls())

    async with served(answer, Controls()) as (_, wren):
        await wren.command("general", "go")
        [message] = await wren.messages("general")

        async def content() -> str:
            return str((await wren.messages("general"))[0]["content"])

        refused: list[tuple[str, list[str] | None]] = [
            ("off", None), ("missing", None), ("pick", []), ("pick", ["a", "b", "c"]), ("pick", ["z"]),
            ("whom", ["12"]),
        ]  # fmt: skip
        for custom_id, values in refused:
            with pytest.raises(RefusedError):
                await wren.press(message["id"], custom_id, values)
        await wren.press(message["id"], "pick", ["b", "a"])
        assert await content() == "b,a"
        await wren.press(message["id"], "quiet")
        await wren.wait_for("general", lambda m: m["content"] == "quietly edited")
        me = (await wren.get("/scene"))["you"]["id"]
        await wren.press(message["id"], "whom", [me])
        assert (await wren.messages("general"))[-1]["content"] == "Wren"


async def test_a_button_on_an_ephemeral_message_edits_it_for_its_reader_alone() -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("secret", view=Controls(), ephemeral=True)

    async with (
        served(answer, Controls()) as (gateway, wren),
        Visitor(gateway.url, "juniper") as juniper,
    ):
        await wren.command("general", "go")
        [message] = await wren.messages("general")
        with pytest.raises(RefusedError):
            await juniper.press(message["id"], "pick", ["a"])
        await wren.press(message["id"], "pick", ["a"])
        [edited] = await wren.messages("general")
        assert (edited["content"], edited["flags"] & 64) == ("a", 64)
        assert await juniper.messages("general") == []


async def test_a_layout_view_travels_whole() -> None:
    class Layout(discord.ui.LayoutView):
        box = discord.ui.Container(
            discord.ui.TextDisplay("# hello"),
            discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://a.png", description="alt")),
            accent_colour=0x336699,
        )

    async def answer(interaction: discord.Interaction) -> None:
        file = discord.File(io.BytesIO(picture()), "a.png")
        await interaction.response.send_message(view=Layout(), file=file)

    async with served(answer) as (_, wren):
        assert (await wren.command("general", "go"))["state"] == "answered"
        [message] = await wren.messages("general")
        [box] = message["components"]
        assert [c["type"] for c in box["components"]] == [10, 12]
        assert box["components"][1]["items"][0]["media"]["url"].startswith("http://127.0.0.1")
