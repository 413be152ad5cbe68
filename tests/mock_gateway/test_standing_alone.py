"""The mock gateway on its own: what it imports, and how it starts from the command line."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
from discord import app_commands

import bot.mock_gateway
from bot.mock_gateway import MockGateway
from tests.waiting import PATIENCE

PACKAGE = Path(bot.mock_gateway.__file__).parent
EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)
COMMAND = [sys.executable, "-m", "bot.mock_gateway"]


def imported() -> Iterator[tuple[str, str]]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from ((path.name, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield path.name, ("." * node.level) + (node.module or "")


def test_it_imports_nothing_of_the_bot_the_engine_or_the_attribute_map() -> None:
    ours = ("bot", "engine", "attribute_map", ".")
    found = [(where, name) for where, name in imported() if name.startswith(ours)]
    assert found
    assert [pair for pair in found if not pair[1].startswith("bot.mock_gateway")] == []


def test_the_page_asks_nothing_of_any_other_server() -> None:
    texts = {path: path.read_text() for path in (PACKAGE / "page").rglob("*.*")}
    assert len(texts) > 15
    for path, text in texts.items():
        for word in (
            "https://",
            "//cdn",
            "@import",
            "innerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
        ):
            assert word not in text, (path.name, word)


async def test_a_busy_port_ends_the_command_with_one_line_and_status_1(gateway: MockGateway) -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        [*COMMAND, "--port", str(gateway.port)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "already in use" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_the_command_says_where_everything_is_and_stops_when_told(tmp_path: Path) -> None:
    state = tmp_path / "state.jsonl"
    command = [*COMMAND, "--state", str(state), "--token", "a-token"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().split() for _ in range(4)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert [words[0] for words in said] == ["page", "api", "gateway", "token"]
    assert said[3][1] == "a-token"
    assert state.exists()


class ReadersBot(discord.Client):
    """A bot of somebody who has read the README, with what its example asks for."""

    def __init__(self) -> None:
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents)
        self.done: list[str] = []
        self.tree = app_commands.CommandTree(self)
        rules = app_commands.Group(name="rules", description="What holds here")
        rules.command(description="Forbid something")(self.forbid)
        self.tree.add_command(rules)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if message.content == "hello":
            again = discord.ui.View(timeout=None).add_item(
                discord.ui.Button(label="Again", custom_id="again")
            )
            await message.reply("hello yourself", view=again)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            self.done.append("again")
            await interaction.response.send_message("again")

    async def forbid(self, interaction: discord.Interaction, what: str) -> None:
        self.done.append(f"no {what}")
        await interaction.response.send_message(f"no {what}")


async def test_the_example_of_the_readme_works_to_the_letter() -> None:
    match = EXAMPLE.search((PACKAGE / "README.md").read_text(encoding="utf-8"))
    assert match is not None
    readers = ReadersBot()
    code = compile(match[1], "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    ran = eval(code, {"bot": readers})
    assert inspect.isawaitable(ran)
    await ran
    assert readers.done == ["again", "no hats"]
    assert readers.is_closed()
