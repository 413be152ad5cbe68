"""The chat page in a real browser, with a real bot behind it."""

from __future__ import annotations

import io
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
import pytest_asyncio
from discord import app_commands
from discord.ext import commands
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.mock_gateway import MockGateway, Visitor
from tests.mock_gateway.conftest import UNHURRIED, lasting_port, logged_in, plain_bot
from tests.mock_gateway.test_first_contact import picture
from tests.waiting import PATIENCE, until

CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", *map(shutil.which, ("chromium", "google-chrome", "chrome")))
     if path and Path(path).exists()), None,
)  # fmt: skip
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",  # which containers keep small
]  # fmt: skip
ALT = "a red rectangle, nothing more"

expect.set_options(timeout=1000 * PATIENCE)

pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None, reason="no chromium at /usr/bin/chromium or on the PATH: the page is not tested"
    ),
    pytest.mark.asyncio(loop_scope="module"),  # one browser for all, so one event loop for all
]


class Form(discord.ui.Modal, title="Change it"):
    wish = discord.ui.TextInput(label="Your wish", max_length=50)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"wish: {self.wish.value}", ephemeral=True)


class Controls(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Count", custom_id="count", style=discord.ButtonStyle.primary)
    async def count(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        assert interaction.message is not None
        before = int(interaction.message.content or 0)
        await interaction.response.edit_message(content=str(before + 1))

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Never", custom_id="never", disabled=True)
    async def never(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        raise AssertionError

    @discord.ui.select(custom_id="pick", placeholder="Pick", options=[discord.SelectOption(label="Ink")])
    async def pick(self, interaction: discord.Interaction, select: discord.ui.Select) -> None:
        await interaction.response.send_message(f"picked {select.values[0]}", ephemeral=True)


def page_bot() -> commands.Bot:
    bot = plain_bot()

    @bot.event
    async def on_message(message: discord.Message) -> None:
        if message.author.bot:
            return
        name = "SPOILER_a.png" if "spoiler" in message.content else "a.png"
        if message.content.startswith("draw"):
            file = discord.File(io.BytesIO(picture("red")), name, description=ALT)
            await message.reply("0", file=file, view=Controls())

    @bot.tree.command(description="Repeat a word")
    @app_commands.describe(word="what to repeat", loud="in capitals")
    async def repeat(interaction: discord.Interaction, word: str, loud: bool = False) -> None:
        await interaction.response.send_message(word.upper() if loud else word)

    @repeat.autocomplete("word")
    async def words(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        offered = ("marigold", "mallow", "thyme")
        return [app_commands.Choice(name=f"the {w}", value=w) for w in offered if typed in w]

    @bot.tree.command(description="Say what is drawn")
    async def sketch(interaction: discord.Interaction, what: str = "anything", size: int = 1) -> None:
        await interaction.response.send_message(f"{what}, {size}")

    @bot.tree.context_menu(name="Measure it")
    async def measure(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"{len(message.content)} characters", ephemeral=True)

    async def sync() -> None:
        bot.add_view(Controls())
        await bot.tree.sync()

    bot.setup_hook = sync  # type: ignore[method-assign]
    return bot


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, timeout=1000 * PATIENCE
        )
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def gateway() -> AsyncIterator[MockGateway]:
    async with MockGateway(settings=UNHURRIED) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def wren(gateway: MockGateway) -> AsyncIterator[Visitor]:
    async with Visitor(gateway.url, "wren") as visitor:
        yield visitor


@pytest_asyncio.fixture(loop_scope="module")
async def juniper(gateway: MockGateway) -> AsyncIterator[Visitor]:
    async with Visitor(gateway.url, "juniper") as visitor:
        yield visitor


@pytest_asyncio.fixture(loop_scope="module")
async def bot(gateway: MockGateway) -> AsyncIterator[commands.Bot]:
    async with logged_in(gateway, page_bot()) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page(gateway: MockGateway, browser: Browser) -> AsyncIterator[Page]:
    """A page opened by a newcomer; anything the browser complains of fails the test."""
    complaints: list[str] = []
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    opened = await context.new_page()
    opened.set_default_timeout(1000 * PATIENCE)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    opened.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
    await opened.goto(gateway.url)
    await opened.wait_for_selector("body.ready")
    yield opened
    await context.close()
    assert complaints == []


async def say(page: Page, text: str) -> None:
    await page.fill("#composer-text", text)
    await page.press("#composer-text", "Enter")


async def test_a_newcomer_says_something_gets_a_picture_and_presses_buttons(
    bot: commands.Bot, page: Page
) -> None:
    await expect(page.get_by_text("Type a message below")).to_be_visible()
    await expect(page.get_by_role("button", name="/repeat Repeat a word")).to_be_visible()
    await say(page, "draw me")
    image = page.get_by_alt_text(ALT).first
    await expect(image).to_be_visible()
    assert await image.evaluate("image => image.complete && image.naturalWidth") == 40
    quote = page.get_by_role("button", name="In reply to Wren: draw me")
    await expect(quote).to_be_visible()
    await page.get_by_role("button", name="Count").click()
    await expect(page.locator(".message").last.locator(".content")).to_contain_text("1")
    await expect(page.get_by_role("button", name="Never")).to_be_disabled()
    await page.get_by_role("button", name=f"Enlarge picture: {ALT}").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_name_typed_in_full_is_a_mention_though_none_was_picked(page: Page) -> None:
    await say(page, "@JUNIPER, do you know juniper@example.org or @Junipers?")
    content = page.locator(".message .content").last
    await expect(content.locator(".mention")).to_have_text(["@Juniper"])
    await expect(content).to_have_text("@Juniper, do you know juniper@example.org or @Junipers?")


async def test_a_modal_and_a_select_answer_for_one_pair_of_eyes(bot: commands.Bot, page: Page) -> None:
    await say(page, "draw")
    await page.get_by_role("button", name="Ask").click()
    await page.get_by_label("Your wish").fill("a hat")
    await page.get_by_role("button", name="Submit").click()
    await expect(page.get_by_text("wish: a hat")).to_be_visible()
    await expect(page.get_by_text("Only you can see this")).to_be_visible()
    await page.get_by_role("button", name="Dismiss message").click()
    await expect(page.get_by_text("wish: a hat")).to_have_count(0)
    await page.get_by_role("button", name="Pick").click()
    await page.get_by_role("option", name="Ink").click()
    await expect(page.get_by_text("picked Ink")).to_be_visible()


async def test_a_slash_command_is_found_filled_in_and_sent_by_keyboard_alone(
    bot: commands.Bot, page: Page
) -> None:
    await page.focus("#composer-text")
    await page.keyboard.type("/rep")
    await expect(page.get_by_role("option", name="/repeat")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("word: what to repeat")).to_be_visible()
    await page.keyboard.type("mal")
    await expect(page.get_by_role("option", name="the mallow")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="+ loud").press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.get_by_label("loud").select_option("True")
    await page.get_by_role("button", name="Send command").press("Enter")
    await expect(page.locator(".message .content").last).to_have_text("MALLOW")
    await expect(page.get_by_text("used /repeat")).to_be_visible()


@pytest.mark.parametrize(
    ("keys", "sent"),
    [
        (["/sketch a hat", "Enter"], "a hat, 1"),  # the command is there as soon as its name is typed
        (["/sk", "Enter", "a tall hat", "Enter"], "a tall hat, 1"),
        (["/sketch", "Enter", "Enter"], "anything, 1"),
    ],
)
async def test_an_option_that_may_be_left_out_is_at_hand(
    bot: commands.Bot, page: Page, keys: list[str], sent: str
) -> None:
    await page.focus("#composer-text")
    for key in keys:
        await (page.keyboard.press(key) if key == "Enter" else page.keyboard.type(key))
    await expect(page.locator(".message .content").last).to_have_text(sent)


async def test_a_command_that_is_pasted_keeps_what_stands_behind_its_name(
    bot: commands.Bot, page: Page
) -> None:
    await page.fill("#composer-text", "/sketch an old hat")
    await page.press("#composer-text", "Enter")
    await expect(page.get_by_label("what")).to_have_value("an old hat")
    await page.get_by_label("what").press("Enter")
    await expect(page.locator(".message .content").last).to_have_text("an old hat, 1")


async def test_the_menu_of_a_message_offers_the_apps_commands_and_replies(
    bot: commands.Bot, page: Page, wren: Visitor
) -> None:
    await say(page, "twelve chars")
    message = page.locator(".message").first
    await message.click(button="right")
    await page.get_by_role("menuitem", name="Measure it").click()
    await expect(page.get_by_text("12 characters")).to_be_visible()
    await message.hover()
    await message.get_by_role("button", name="Reply").click()
    await expect(page.get_by_text("Replying to Wren")).to_be_visible()
    await say(page, "an answer")
    await expect(page.get_by_role("button", name="In reply to Wren: twelve chars")).to_be_visible()
    [said] = [m for m in await wren.messages("portraits") if m["content"] == "an answer"]
    assert said["referenced_message"]["content"] == "twelve chars"


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[link](javascript:alert(1)) [b](https://example.org\"onmouseover=alert(1))",
    "**<b onmouseover=alert(1)>bold</b>** `<svg onload=alert(1)>`",
    "```<iframe src=javascript:alert(1)>```",
    "<@123> <#456> <@&789> </x:1> <t:99999999999999:R> <t:1:R>",
    "*" * 2000,
    "||" * 1000,
    "_*" * 999,
    "[" * 1900,
    "`" * 1999,
    "> " * 1000,
    "\u202egnp.exe \u0000 \U0001f600",
]  # fmt: skip


async def test_whatever_people_write_stays_text(page: Page, wren: Visitor) -> None:
    for text in HOSTILE:
        await wren.say("portraits", text)
    await wren.say("portraits", "the end")
    await expect(page.get_by_text("the end")).to_be_visible()
    assert await page.locator(".message").count() == len(HOSTILE) + 1
    dangerous = ".log script, .log iframe, .log svg[onload], .log [onmouseover], .log [onerror], .log img"
    assert await page.locator(dangerous).count() == 0
    links = await page.locator(".log a[href]").evaluate_all("all => all.map((a) => a.protocol)")
    assert set(links) <= {"http:", "https:"}
    first = page.locator(".message .content").first
    await expect(first).to_have_text(HOSTILE[0])


async def test_a_spoiler_is_hidden_until_it_is_asked_for(bot: commands.Bot, page: Page) -> None:
    await say(page, "draw a spoiler")
    cover = page.get_by_role("button", name="Spoiler: press to show the picture")
    await expect(cover).to_be_visible()
    await cover.click()
    await expect(cover).to_have_count(0)
    await expect(page.get_by_role("button", name="Enlarge picture")).to_be_focused()


async def test_becoming_someone_else_shows_their_messages_and_commands(
    bot: commands.Bot, page: Page, wren: Visitor
) -> None:
    await wren.menu("portraits", "Measure it", (await wren.say("portraits", "seen by all"))["id"])
    await expect(page.get_by_text("11 characters")).to_be_visible()
    await page.get_by_role("button", name="You are Wren").click()
    await page.get_by_role("menuitem", name="Juniper").click()
    await expect(page.get_by_role("button", name="You are Juniper")).to_be_visible()
    await expect(page.get_by_text("seen by all")).to_be_visible()
    await expect(page.get_by_text("11 characters")).to_have_count(0)
    await page.reload()
    await expect(page.get_by_role("button", name="You are Juniper")).to_be_visible()


async def test_news_from_elsewhere_arrive_and_a_dm_is_one_click_away(
    bot: commands.Bot, page: Page, juniper: Visitor
) -> None:
    await juniper.post("/channels/portraits/typing")
    await expect(page.get_by_text("Juniper is typing")).to_be_visible()
    await juniper.say("general", "over here")
    await expect(page.get_by_role("button", name="general unread")).to_be_visible()
    await page.get_by_role("button", name="Direct messages").click()
    await expect(page.get_by_role("heading", name="Demo Bot").first).to_be_visible()
    await say(page, "draw in private")
    await expect(page.get_by_alt_text(ALT).first).to_be_visible()


async def test_a_file_is_sent_with_its_description(page: Page, wren: Visitor) -> None:
    file = {"name": "my cat.png", "mimeType": "image/png", "buffer": picture("teal")}
    await page.set_input_files("input[type=file]", files=[file])  # type: ignore[list-item]
    await page.get_by_label("Description of my cat.png").fill("a teal cat")
    await say(page, "look")
    await expect(page.get_by_alt_text("a teal cat")).to_be_visible()
    [said] = await wren.messages("portraits")
    assert said["attachments"][0]["filename"] == "my_cat.png"
    assert await wren.picture(said) == picture("teal")


async def test_on_a_narrow_screen_the_lists_slide_in_and_nothing_is_cut_off(
    bot: commands.Bot, page: Page
) -> None:
    await page.set_viewport_size({"width": 360, "height": 700})
    await say(page, "draw")
    await expect(page.get_by_role("button", name="Count")).to_be_visible()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(overflow) == 0
    await page.get_by_role("button", name="Show channels").click()
    await page.get_by_role("button", name="general").click()
    await expect(page.get_by_role("heading", name="general", exact=True)).to_be_visible()


async def test_an_offline_bot_is_said_and_a_failed_press_is_explained(
    gateway: MockGateway, page: Page, wren: Visitor
) -> None:
    async with logged_in(gateway, page_bot()):
        await wren.reply_to(await wren.say("portraits", "draw"))
        await expect(page.get_by_role("button", name="Count")).to_be_visible()
    await expect(page.get_by_text("Demo Bot is offline")).to_be_visible()
    await page.get_by_role("button", name="Count").click()
    await expect(page.get_by_text("did not answer in time")).to_be_visible()
    async with logged_in(gateway, page_bot()):
        await expect(page.get_by_text("Demo Bot is offline")).to_be_hidden()
        await page.get_by_role("button", name="Count").click()
        await expect(page.locator(".message .content").last).to_contain_text("1")


async def test_a_browser_in_another_language_is_answered_in_it(
    gateway: MockGateway, browser: Browser, wren: Visitor
) -> None:
    bot = plain_bot()

    @bot.tree.command(name="greet", description="Say hello")
    async def greet(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(str(interaction.locale))

    class Russian(app_commands.Translator):
        async def translate(
            self,
            string: app_commands.locale_str,
            locale: discord.Locale,
            context: app_commands.TranslationContextTypes,
        ) -> str | None:
            words = {"greet": "привет", "Say hello": "Поздороваться"}
            return words.get(string.message) if locale is discord.Locale.russian else None

    context = await browser.new_context(locale="ru-RU")
    async with logged_in(gateway, bot):
        await bot.tree.set_translator(Russian())
        await bot.tree.sync()
        page = await context.new_page()
        await page.goto(gateway.url)
        await page.get_by_role("button", name="/привет Поздороваться").click()
        await page.get_by_role("button", name="Send command").click()
        await expect(page.locator(".message .content").last).to_have_text("ru")
    await context.close()


async def test_a_page_left_open_finds_back_to_a_restarted_server(browser: Browser, tmp_path: Path) -> None:
    state = tmp_path / "state.jsonl"
    first = MockGateway(port=lasting_port(), state_file=state)
    await first.start()
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(first.url)
    await say(page, "before")
    await expect(page.locator(".message")).to_have_count(1)
    await first.close()
    await expect(page.get_by_text("The connection was lost")).to_be_visible()
    await say(page, "not lost")
    await expect(page.get_by_text("cannot be reached")).to_be_visible()
    await expect(page.locator("#composer-text")).to_have_value("not lost")
    async with MockGateway(port=first.port, state_file=state) as second:
        async with Visitor(second.url, "juniper") as juniper:
            await juniper.say("portraits", "meanwhile")
        await expect(page.get_by_text("meanwhile")).to_be_visible()
        await expect(page.get_by_text("The connection was lost")).to_be_hidden()
        await page.press("#composer-text", "Enter")
        await expect(page.locator(".message .content").last).to_have_text("not lost")
        await context.close()


async def test_older_messages_are_fetched_when_the_reader_scrolls_up(page: Page, wren: Visitor) -> None:
    for number in range(120):
        await wren.say("general", f"line {number}")
    await page.goto(page.url.split("#")[0] + "#general")
    await expect(page.get_by_text("line 119", exact=True)).to_be_visible()
    assert await page.get_by_text("line 3", exact=True).count() == 0

    async def all_the_way_up() -> int:
        await page.evaluate("document.getElementById('scroller').scrollTop = 0")
        return await page.get_by_text("line 0", exact=True).count()

    await until(all_the_way_up, every=0.05)
    await expect(page.get_by_text("Welcome to #general")).to_be_visible()
    lines = await page.locator(".message .content").all_text_contents()
    assert lines == [f"line {number}" for number in range(120)]
