"""What was said while the bot was away."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import Loaded
from bot.mock_gateway import MockGateway, Visitor
from tests.end_to_end.conftest import Json, answers_since, running_scene
from tests.waiting import PATIENCE


async def said_meanwhile(folder: Path, who: str, text: str, *, to: str = "dm") -> Json:
    """A message, a direct one unless told, to a bot that is not there."""
    async with (
        MockGateway(state_file=folder / "discord.jsonl") as gateway,
        Visitor(gateway.url, who) as visitor,
    ):
        return await visitor.say(to, text)


async def test_direct_messages_of_who_talked_to_it_before_are_answered_after_the_start(
    loaded: Loaded, tmp_path: Path
) -> None:
    async with running_scene(loaded, tmp_path) as scene:
        helped = await scene.ask(scene.wren, "dm", "help")  # and has no portrait
        assert not helped["attachments"]
    asked = await said_meanwhile(tmp_path, "wren", "new portrait")
    async with running_scene(loaded, tmp_path) as scene:
        answer = await scene.wren.reply_to(asked, within=PATIENCE)
        assert answer["attachments"]
        assert answer["message_reference"]["message_id"] == asked["id"]


async def test_in_a_busy_channel_it_is_what_was_said_last_that_is_not_missed(
    loaded: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_scene(loaded, tmp_path) as scene:
        await scene.ask(scene.wren, "portraits", "new portrait")
    asked = await said_meanwhile(tmp_path, "wren", "another", to="portraits")
    monkeypatch.setattr("bot.cogs.portrait._recovery.MOST_MESSAGES", 2)  # three were said
    async with running_scene(loaded, tmp_path) as scene:
        answer = await scene.wren.reply_to(asked, within=PATIENCE)
        assert answer["attachments"]


async def test_what_takes_long_to_catch_up_with_is_answered_while_others_are_served(
    loaded: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_scene(loaded, tmp_path) as scene:
        await scene.ask(scene.wren, "dm", "help")
    asked = await said_meanwhile(tmp_path, "wren", "new portrait")
    monkeypatch.setattr("bot.cogs.portrait._cog.RECOVERY_SECONDS", 0.0)
    async with running_scene(loaded, tmp_path) as scene:
        assert (await scene.ask(scene.juniper, "dm", "new portrait"))["attachments"]
        assert (await scene.wren.reply_to(asked, within=PATIENCE))["attachments"]
        await scene.settled()


async def test_a_stranger_s_direct_message_is_answered_when_they_write_again_and_before_that(
    loaded: Loaded, tmp_path: Path
) -> None:
    async with running_scene(loaded, tmp_path):
        pass  # what was said before the store was made is none of its business
    asked = await said_meanwhile(tmp_path, "wren", "new portrait")
    async with running_scene(loaded, tmp_path) as scene:
        again = await scene.wren.say("dm", "undo")
        answers = await answers_since(scene.facet, scene.wren, asked)
        assert [m["message_reference"]["message_id"] for m in answers] == [asked["id"], again["id"]]
        assert answers[0]["attachments"]
