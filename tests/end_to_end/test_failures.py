"""When posting fails: nothing is half done, and the member hears of it."""

from __future__ import annotations

from typing import Any

from bot.mock_gateway.seed import GENERAL_ID
from tests.end_to_end.conftest import EPHEMERAL, Scene, button, silence
from tests.waiting import PATIENCE

POSTING = {"method": "POST", "path": "/channels/[0-9]+/messages$"}


async def history(scene: Scene) -> tuple[str, ...]:
    ((member, place, _),) = await scene.facet.store.session_places()
    return (await scene.facet.store.session(member, place)).history


async def fault(scene: Scene, **order: Any) -> None:
    await scene.wren.post("/faults", {**POSTING, **order})


async def test_a_refused_post_leaves_the_session_as_it_was_and_the_member_is_told(
    scene: Scene, plain_seed: int
) -> None:
    await scene.start(scene.wren, "dm", plain_seed)
    before = await history(scene)
    await fault(scene, status=403)
    told = await scene.ask(scene.wren, "dm", "add a hat")
    assert not told["attachments"]
    assert "as it was" in told["content"]
    assert await history(scene) == before
    assert (await scene.ask(scene.wren, "dm", "add a hat"))["attachments"]


async def test_a_server_error_is_overcome_without_posting_twice(scene: Scene, plain_seed: int) -> None:
    await scene.start(scene.wren, "dm", plain_seed)
    await fault(scene, status=502, times=1, carried_out=True)
    asked = await scene.wren.say("dm", "add a hat")
    answer = await scene.wren.reply_to(asked, within=PATIENCE)
    assert [m["id"] for m in await scene.answers_since(scene.wren, asked)] == [answer["id"]]
    assert len(await history(scene)) == 2


async def test_an_answer_that_was_posted_though_the_line_broke_counts(scene: Scene, plain_seed: int) -> None:
    await scene.start(scene.wren, "dm", plain_seed)
    await fault(scene, status=0, times=1, carried_out=True)
    asked = await scene.wren.say("dm", "add a hat")
    answer = await scene.wren.reply_to(asked, within=PATIENCE)
    assert answer["attachments"]
    undone = await scene.ask(scene.wren, "dm", "undo")
    assert undone["attachments"]
    answers = [
        m for m in await scene.wren.messages("dm") if int(m["id"]) > int(asked["id"]) and m["attachments"]
    ]
    assert len(answers) == 2


async def test_without_permission_nothing_is_drawn_and_the_member_hears_privately(scene: Scene) -> None:
    await silence(scene.juniper, GENERAL_ID)
    drawn = scene.facet.studio.renderer.stats.images
    assert scene.bot.user is not None
    await scene.wren.say("general", f"<@{scene.bot.user.id}> new portrait")
    told = await scene.wren.wait_for("dm", lambda m: m["author"]["bot"], within=PATIENCE)
    assert "may not post" in told["content"]
    assert scene.facet.studio.renderer.stats.images == drawn
    await scene.wren.command("general", "portrait")
    shown = await scene.wren.wait_for("general", lambda m: m["attachments"], within=PATIENCE)
    assert shown["interaction_metadata"]["name"] == "portrait"
    assert shown["flags"] & EPHEMERAL
    await scene.settled()
    another = await scene.wren.press(shown["id"], button(shown, "another")["custom_id"])
    assert another["state"] == "thinking"
    beside = await scene.wren.wait_for("general", lambda m: int(m["id"]) > int(shown["id"]), within=PATIENCE)
    assert beside["flags"] & EPHEMERAL
    before = await scene.wren.messages("general")
    assert [m["id"] for m in before if m["author"]["bot"]] == [shown["id"], beside["id"]]


async def test_a_dropped_connection_loses_no_message(scene: Scene, plain_seed: int) -> None:
    await scene.start(scene.wren, "dm", plain_seed)
    await scene.wren.post("/gateway/drop")
    asked = await scene.wren.say("dm", "add a hat")
    assert (await scene.wren.reply_to(asked, within=PATIENCE))["attachments"]
    await scene.wren.post("/gateway/reconnect", {"op": 9, "resumable": False})
    asked = await scene.wren.say("dm", "add glasses")
    assert (await scene.wren.reply_to(asked, within=PATIENCE))["attachments"]
