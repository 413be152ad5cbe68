"""The state file: what was said survives the process, whatever kills it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.mock_gateway import MockGateway, StateFileError, Visitor
from bot.mock_gateway.journal import Journal
from bot.mock_gateway.models import Message
from bot.mock_gateway.seed import GENERAL_ID, MEMBER_ID, seed
from bot.mock_gateway.world import World
from tests.mock_gateway.conftest import logged_in
from tests.mock_gateway.test_first_contact import drawing_bot, picture
from tests.waiting import PATIENCE


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "state.jsonl"


def cut_short(path: Path, by: int) -> None:
    path.write_bytes(path.read_bytes()[:-by])


def lines_of(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def fill(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)


def content_of(path: Path) -> bytes:
    return path.read_bytes()


async def test_old_buttons_pictures_and_commands_work_after_a_restart(state: Path) -> None:
    async with MockGateway(state_file=state) as gateway, Visitor(gateway.url, "wren") as wren:
        async with logged_in(gateway, drawing_bot()):
            answer = await wren.reply_to(await wren.say("general", "draw"))
            await wren.command("general", "echo", text="for me alone")
        token = gateway.token
    async with MockGateway(state_file=state) as gateway, Visitor(gateway.url, "wren") as wren:
        assert gateway.token == token
        seen = await wren.messages("general")
        assert [m["content"] for m in seen] == ["draw", "there", "for me alone"]
        assert await wren.picture(seen[1]) == picture()
        async with logged_in(gateway, drawing_bot()):
            assert (await wren.press(answer["id"], "again"))["state"] == "answered"
            assert (await wren.command("general", "echo", text="hi"))["state"] == "answered"


async def test_a_killed_process_loses_nothing_that_was_answered(state: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.mock_gateway", "--state", str(state), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        url = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode().split()[-1]
        async with Visitor(url, "wren") as wren:
            for number in range(20):
                await wren.say("general", str(number), files={"a.png": picture()})
    finally:
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
    async with MockGateway(state_file=state) as gateway, Visitor(gateway.url, "wren") as wren:
        seen = await wren.messages("general")
        assert [m["content"] for m in seen] == [str(n) for n in range(20)]
        assert await wren.picture(seen[-1]) == picture()


async def test_a_line_torn_by_a_crash_is_dropped_and_the_rest_stands(state: Path) -> None:
    async with MockGateway(state_file=state) as gateway, Visitor(gateway.url, "wren") as wren:
        await wren.say("general", "kept")
        await wren.say("general", "torn")
    cut_short(state, by=10)
    async with MockGateway(state_file=state) as gateway, Visitor(gateway.url, "wren") as wren:
        assert [m["content"] for m in await wren.messages("general")] == ["kept"]
        await wren.say("general", "new")
    async with MockGateway(state_file=state) as gateway, Visitor(gateway.url, "wren") as wren:
        assert [m["content"] for m in await wren.messages("general")] == ["kept", "new"]


async def test_deleted_messages_and_their_files_stay_gone(state: Path) -> None:
    async with MockGateway(state_file=state) as gateway, Visitor(gateway.url, "wren") as wren:
        gone = await wren.say("general", "gone", files={"a.png": picture()})
        await wren.say("general", "stays", files={"b.png": picture()})
        await wren.delete(gone["id"])
        orphan = state.with_name(state.name + ".attachments") / "12345"
        orphan.write_bytes(b"from a process that died before it saved the message")
    async with MockGateway(state_file=state) as gateway, Visitor(gateway.url, "wren") as wren:
        assert [m["content"] for m in await wren.messages("general")] == ["stays"]
    assert len(list(orphan.parent.iterdir())) == 1


def test_the_file_is_rewritten_when_most_of_it_is_out_of_date(state: Path) -> None:
    world = World(state)
    world.load()
    seed(world, bot_name="Demo Bot", token=None)
    message = Message(id=world.ids.next(), channel_id=GENERAL_ID, author_id=MEMBER_ID)
    for number in range(2100):
        message.content = str(number)
        world.save(message)
    assert lines_of(state) < 500
    world.close()
    again = World(state)
    again.load()
    assert [m.content for m in again.messages_in(GENERAL_ID)] == ["2099"]
    again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_refuses_the_record_and_spoils_nothing_before_or_after(state: Path) -> None:
    import resource

    journal = Journal(state)
    journal.open()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    written: list[int] = []

    def fill_the_disk() -> None:
        for number in range(1000):
            journal.put("message", {"id": number, "content": "x" * 100})
            written.append(number)

    try:
        with pytest.raises(StateFileError, match="cannot write"):
            fill_the_disk()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    journal.put("message", {"id": 5000, "content": "after"})
    journal.close()
    read = [value["id"] for _, value in Journal(state).open()]
    assert read == [*written, 5000]


async def test_two_gateways_do_not_share_a_file(state: Path) -> None:
    async with MockGateway(state_file=state):
        with pytest.raises(StateFileError, match="in use"):
            await MockGateway(state_file=state).start()


@pytest.mark.parametrize(
    "content",
    [
        b"some other file\n",
        b'{"format":"mock-gateway-state","version":99}\n',
        b'{"format":"mock-gateway-state","version":1}\nnonsense\n',
        b'{"format":"mock-gateway-state","version":1}\n{"put":"message","value":{"id":1}}\n',
        b'{"format":"mock-gateway-state","version":1}\n{"put":"planet","value":{"id":1}}\n',
        b"\x00\xff\xfe binary without a newline",
    ],
)
async def test_a_damaged_or_foreign_file_is_refused_in_one_line_and_left_alone(
    state: Path, content: bytes
) -> None:
    fill(state, content)
    with pytest.raises(StateFileError) as caught:
        await MockGateway(state_file=state).start()
    assert "\n" not in str(caught.value)
    assert str(state) in str(caught.value)
    assert content_of(state) == content


async def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StateFileError, match="cannot use"):
        await MockGateway(state_file=tmp_path / "file" / "state.jsonl").start()
