"""Text in, picture out, through the real socket; what is in the picture is read off its pixels."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from attribute_map.discovery.extractor import Extractor
from bot.app import Loaded, open_facet
from bot.mock_gateway import MockGateway, Visitor, pointed_at
from bot.mock_gateway.seed import BOT_ID, GUILD_ID, PORTRAITS_ID
from bot.mock_gateway.settings import Intent
from bot.mock_gateway.settings import Settings as GatewaySettings
from bot.serving import serve
from bot.settings import Settings
from engine.pictures import read_provenance
from tests.end_to_end.conftest import Json, Scene, answers_since, button, see
from tests.waiting import PATIENCE


async def test_the_newcomer_s_messages_each_get_the_right_picture(
    scene: Scene, extractor: Extractor, plain_seed: int
) -> None:
    first = await scene.start(scene.wren, "portraits", plain_seed)
    before = await see(scene.wren, first, extractor)

    edited = await scene.ask(scene.wren, "portraits", "much older, bearded, curly hair")
    bearded = await see(scene.wren, edited, extractor)
    for axis, least in (("age", 0.3), ("beard", 1.0), ("curly_hair", 1.0)):
        assert bearded.readings[axis] - before.readings[axis] > least, axis

    edited_again = await scene.ask(scene.wren, "portraits", "a bit less beard, add glasses")
    with_glasses = await see(scene.wren, edited_again, extractor)
    assert with_glasses.readings["glasses"] - bearded.readings["glasses"] > 1.0
    assert with_glasses.readings["beard"] < bearded.readings["beard"] - 0.1

    undone = await scene.ask(scene.wren, "portraits", "undo")
    again = await see(scene.wren, undone, extractor)
    assert np.array_equal(again.pixels, bearded.pixels)
    assert len({before.recipe_id, bearded.recipe_id, with_glasses.recipe_id}) == 3
    assert again.recipe_id == bearded.recipe_id


async def test_an_answer_has_one_line_alt_text_buttons_and_says_that_it_was_generated(
    scene: Scene, plain_seed: int
) -> None:
    await scene.start(scene.wren, "dm", plain_seed)
    answer = await scene.ask(scene.wren, "dm", "bald with glasses and a purple spaceship")
    assert "\n" not in answer["content"]
    assert "glasses" in answer["content"].lower()
    (picture,) = answer["attachments"]
    assert picture["description"].startswith("Portrait of")
    assert "bald" in picture["description"]
    assert (picture["width"], picture["height"]) == (512, 512)
    assert [button(answer, move)["disabled"] for move in ("undo", "redo", "another")] == [False, True, False]
    assert answer["message_reference"]["message_id"]
    provenance = read_provenance(await scene.wren.picture(answer))
    assert provenance is not None
    assert "trainedAlgorithmicMedia" in provenance.source_type


@pytest.mark.parametrize(
    "text",
    [
        "hello everybody",
        "thanks bot!",
        "😀😀😀",
        "I love pizza",
        "x" * 2000,
        "**||`~~`||**",
        "привет всем",
        "你好",
    ],
)
async def test_chatter_gets_no_picture_and_leaves_no_trace(scene: Scene, text: str) -> None:
    said = await scene.wren.say("portraits", text)
    addressed = await scene.ask(scene.wren, "dm", text)
    assert not addressed["attachments"]
    assert 0 < len(addressed["content"]) < 400
    assert "\n" not in addressed["content"]
    assert await scene.answers_since(scene.wren, said) == []
    assert await scene.facet.store.session_places() == []


async def test_contradictions_and_unknown_words_are_answered_and_change_nothing(scene: Scene) -> None:
    await scene.ask(scene.wren, "dm", "new portrait")
    (before,) = [
        await scene.facet.store.session(m, p) for m, p, _ in await scene.facet.store.session_places()
    ]
    for text in ("older and younger", "purple spaceship"):
        answer = await scene.ask(scene.wren, "dm", text)
        assert not answer["attachments"], text
        assert answer["content"]
    (after,) = [await scene.facet.store.session(m, p) for m, p, _ in await scene.facet.store.session_places()]
    assert after == before


async def test_a_message_delivered_twice_is_applied_once(scene: Scene, plain_seed: int) -> None:
    await scene.start(scene.wren, "dm", plain_seed)
    asked = await scene.wren.say("dm", "older")
    await asyncio.gather(*(scene.wren.post(f"/messages/{asked['id']}/redeliver") for _ in range(3)))
    answer = await scene.wren.reply_to(asked, within=PATIENCE)
    await scene.wren.post(f"/messages/{asked['id']}/redeliver")
    assert [m["id"] for m in await scene.answers_since(scene.wren, asked)] == [answer["id"]]
    ((member, place, _),) = await scene.facet.store.session_places()
    assert len((await scene.facet.store.session(member, place)).history) == 2


async def test_messages_sent_in_a_row_are_answered_in_that_row(
    scene: Scene, extractor: Extractor, plain_seed: int
) -> None:
    await scene.start(scene.wren, "dm", plain_seed)
    asked = [
        await scene.wren.say("dm", text) for text in ("older", "add glasses", "add a hat", "undo", "redo")
    ]

    def last_answered(message: Json) -> bool:
        return bool((message.get("message_reference") or {}).get("message_id") == asked[-1]["id"])

    await scene.wren.wait_for("dm", last_answered, within=PATIENCE)
    seen = await scene.wren.messages("dm")
    answers = [m for m in seen if m["author"]["bot"] and int(m["id"]) > int(asked[0]["id"])]
    assert [m["message_reference"]["message_id"] for m in answers] == [m["id"] for m in asked]
    hatted, redone = answers[2], answers[4]
    assert (await see(scene.wren, redone, extractor)).recipe_id == (
        await see(scene.wren, hatted, extractor)
    ).recipe_id


async def test_a_mention_and_a_reply_address_the_bot_in_any_channel(scene: Scene, plain_seed: int) -> None:
    mentioned = await scene.ask(scene.wren, "general", f"<@{BOT_ID}> new portrait")
    assert mentioned["attachments"]
    started = await scene.start(scene.wren, "general", plain_seed)
    replied = await scene.ask(scene.wren, "general", "older", reply_to=started["id"], ping=False)
    assert replied["attachments"]
    aside = await scene.wren.say("general", "younger")
    assert await scene.answers_since(scene.wren, aside) == []


async def test_a_reply_to_somebody_else_s_portrait_makes_one_s_own_with_lineage(
    scene: Scene, plain_seed: int
) -> None:
    hers = await scene.start(scene.wren, "portraits", plain_seed)
    his = await scene.ask(scene.juniper, "portraits", "add glasses", reply_to=hers["id"])
    assert his["attachments"]
    places = {member: place for member, place, _ in await scene.facet.store.session_places()}
    assert len(places) == 2
    store = scene.facet.store
    original = await store.portrait_posted_as(hers["id"])
    fork = await store.portrait(str(await store.portrait_posted_as(his["id"])))
    assert fork is not None
    copy = await store.portrait(str(fork.parent))
    assert copy is not None
    assert copy.parent == original
    assert (await store.session(hers_author(hers, places, fork.author), fork.place)).history == (original,)


def hers_author(_: Json, places: dict[str, str], other: str) -> str:
    """Of two members with a session, the one who is not `other`."""
    (member,) = set(places) - {other}
    return member


async def test_without_the_message_content_intent_the_bot_still_answers_where_it_may_read(
    loaded: Loaded, tmp_path: Path
) -> None:
    stop, settings = asyncio.Event(), Settings(_env_file=None, data=tmp_path)
    async with (
        MockGateway(settings=GatewaySettings(granted_intents=Intent(0))) as gateway,
        open_facet(settings, loaded) as facet,
        Visitor(gateway.url, "wren") as wren,
    ):
        await facet.store.set_portrait_channel(str(PORTRAITS_ID), str(GUILD_ID), on=True)
        with pointed_at(gateway.api_base, gateway.gateway_url):
            serving = asyncio.create_task(serve(facet, gateway.token, stop))
            # Said while the login with the intent is refused, and the one without goes on.
            mentioned = await wren.say("general", f"<@{BOT_ID}> new portrait")
            assert (await wren.reply_to(mentioned, within=PATIENCE))["attachments"]
            asked = await wren.say("dm", "new portrait")
            assert (await wren.reply_to(asked, within=PATIENCE))["attachments"]
            unseen = await wren.say("portraits", "new portrait")
            assert await answers_since(facet, wren, unseen) == []
            stop.set()
            await serving
