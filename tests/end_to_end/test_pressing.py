"""Slash commands, context menu, modal, buttons, and what moderators decide."""

from __future__ import annotations

import asyncio

import discord
import pytest

from bot.conversation.request import Reply, Request
from bot.mock_gateway import Visitor
from bot.mock_gateway.seed import GUILD_ID, PORTRAITS_ID
from bot.mock_gateway.visitor import RefusedError
from engine.recipe import Recipe
from tests.end_to_end.conftest import EPHEMERAL, Json, Scene, button, silence
from tests.waiting import PATIENCE


async def pressed(scene: Scene, who: Visitor, message: Json, move: str) -> Json:
    """Press a button and wait for the portrait that it brings."""
    channel = message["channel_id"]
    newest = int((await who.messages(channel))[-1]["id"])
    await who.press(message["id"], button(message, move)["custom_id"])
    return await who.wait_for(channel, lambda m: int(m["id"]) > newest, within=PATIENCE)


async def test_undo_and_redo_walk_the_history_and_are_off_at_its_ends(scene: Scene, plain_seed: int) -> None:
    first = await scene.start(scene.wren, "portraits", plain_seed)
    assert [button(first, move)["disabled"] for move in ("undo", "redo", "another")] == [True, True, False]
    second = await scene.ask(scene.wren, "portraits", "add a hat")
    undone = await pressed(scene, scene.wren, second, "undo")
    assert undone["attachments"][0]["filename"] == first["attachments"][0]["filename"]
    assert [button(undone, move)["disabled"] for move in ("undo", "redo")] == [True, False]
    redone = await pressed(scene, scene.wren, undone, "redo")
    assert redone["attachments"][0]["filename"] == second["attachments"][0]["filename"]
    another = await pressed(scene, scene.wren, first, "another")
    assert another["attachments"][0]["filename"] not in (
        first["attachments"][0]["filename"],
        second["attachments"][0]["filename"],
    )


async def test_a_click_is_acknowledged_before_its_turn_comes(scene: Scene, plain_seed: int) -> None:
    hers = await scene.start(scene.wren, "portraits", plain_seed)
    drawn, go_on = asyncio.Event(), asyncio.Event()

    async def hold(reply: Reply) -> str | None:
        drawn.set()
        await go_on.wait()
        return None

    me = (await scene.wren.get("/scene"))["you"]["id"]
    slow = Request(id="1", member=me, place=hers["channel_id"], guild=str(GUILD_ID), text="older")
    waiting = asyncio.create_task(scene.facet.conversation.handle(slow, hold))
    await drawn.wait()
    clicked = await scene.wren.press(hers["id"], button(hers, "another")["custom_id"])
    assert clicked["state"] == "answered"
    assert (await scene.wren.messages("portraits"))[-1]["id"] == hers["id"]
    go_on.set()
    assert (await waiting).done
    await scene.wren.wait_for("portraits", lambda m: int(m["id"]) > int(hers["id"]), within=PATIENCE)


async def test_somebody_else_s_undo_is_declined_privately_and_changes_nothing(
    scene: Scene, plain_seed: int
) -> None:
    await scene.start(scene.wren, "portraits", plain_seed)
    hers = await scene.ask(scene.wren, "portraits", "add a hat")
    before = await scene.facet.store.session_places()
    declined = await pressed(scene, scene.juniper, hers, "undo")
    assert declined["flags"] & EPHEMERAL
    assert not declined["attachments"]
    assert await scene.facet.store.session_places() == before
    assert (await scene.wren.messages("portraits"))[-1]["id"] == hers["id"]


async def test_the_slash_command_posts_an_ordinary_message_that_can_be_replied_to(scene: Scene) -> None:
    used = await scene.wren.command("general", "portrait", text="bald with glasses", seed="ada")
    assert used["state"] in ("thinking", "answered")
    posted = await scene.wren.wait_for("general", lambda m: m["attachments"], within=PATIENCE)
    assert posted["type"] == 0
    assert not posted["flags"] & EPHEMERAL
    replied = await scene.ask(scene.wren, "general", "no glasses", reply_to=posted["id"])
    assert replied["attachments"]
    same = await scene.wren.command("general", "portrait", seed="Ada")
    assert same["state"] in ("thinking", "answered")
    fresh = await scene.wren.wait_for(
        "general", lambda m: int(m["id"]) > int(replied["id"]) and m["attachments"], within=PATIENCE
    )
    await scene.settled()
    assert await seed_of(scene, posted) == await seed_of(scene, fresh)


async def recipe_of(scene: Scene, message: Json) -> Recipe:
    """What the store says a message shows."""
    portrait = await scene.facet.store.portrait(
        str(await scene.facet.store.portrait_posted_as(message["id"]))
    )
    assert portrait is not None
    return Recipe.from_json(portrait.recipe)


async def seed_of(scene: Scene, message: Json) -> int:
    return (await recipe_of(scene, message)).seed


async def test_the_context_menu_edits_a_portrait_and_makes_a_fork_of_another_s(
    scene: Scene, plain_seed: int
) -> None:
    hers = await scene.start(scene.wren, "portraits", plain_seed)
    for who in (scene.wren, scene.juniper):
        opened = await who.menu("portraits", "Edit this portrait", hers["id"])
        assert opened["modal"]
        newest = int((await who.messages("portraits"))[-1]["id"])
        await who.submit(opened["interaction_id"], {"text": "add glasses"})
        edited = await who.wait_for(
            "portraits", lambda m, newest=newest: int(m["id"]) > newest and m["attachments"], within=PATIENCE
        )
        assert "glasses" in edited["content"].lower()
    await scene.settled()
    assert len(await scene.facet.store.session_places()) == 2
    chatter = await scene.wren.say("general", "hello")
    refused = await scene.wren.menu("general", "Edit this portrait", chatter["id"])
    assert refused["modal"] is None


async def test_a_denied_attribute_is_left_out_and_said_so_in_the_same_line(
    scene: Scene, plain_seed: int
) -> None:
    await scene.start(scene.wren, "portraits", plain_seed)
    choices = await scene.sorrel.autocomplete(
        "portraits", "facet-admin attributes deny", "attribute", attribute="bea"
    )
    assert {"name": "beard", "value": "beard"} in choices
    await scene.sorrel.command("portraits", "facet-admin attributes deny", attribute="beard")
    answer = await scene.ask(scene.wren, "portraits", "bearded, with a hat")
    assert answer["attachments"]
    assert "hat" in answer["content"].lower()
    assert "beard may not be changed" in answer["content"]
    only = await scene.ask(scene.wren, "portraits", "full beard")
    assert not only["attachments"]
    assert "hat" in (await recipe_of(scene, answer)).offsets
    elsewhere = await scene.ask(scene.wren, "dm", "full beard")
    assert elsewhere["attachments"]
    await scene.sorrel.command("portraits", "facet-admin attributes allow", attribute="beard")
    assert (await scene.ask(scene.wren, "portraits", "no beard"))["content"]
    assert await scene.facet.store.attribute_rules(str(await guild_of(scene))) == []


async def guild_of(scene: Scene) -> int:
    return scene.bot.guilds[0].id


async def test_a_limit_clamps_and_members_cannot_use_the_moderators_commands(
    scene: Scene, plain_seed: int
) -> None:
    await scene.sorrel.command("portraits", "facet-admin attributes limit", attribute="age", sigma=0.5)
    await scene.start(scene.wren, "portraits", plain_seed)
    answer = await scene.ask(scene.wren, "portraits", "much older")
    assert abs((await recipe_of(scene, answer)).offsets.get("age", 0.0)) <= 0.5 + 1e-6
    listed = await scene.sorrel.command("portraits", "facet-admin attributes list")
    seen = await scene.sorrel.wait_for("portraits", lambda m: m["id"] == listed["message_id"])
    assert "age" in seen["content"]
    with pytest.raises(RefusedError):  # Discord does not even offer it to a member
        await scene.wren.command("portraits", "facet-admin attributes deny", attribute="age")
    rules = await scene.facet.store.attribute_rules(str(await guild_of(scene)))
    assert [rule.limit for rule in rules] == [0.5]


async def test_a_channel_listens_once_it_is_set_and_no_more_once_it_is_unset(scene: Scene) -> None:
    await scene.sorrel.command("general", "facet-admin channel set")
    assert (await scene.ask(scene.wren, "general", "new portrait"))["attachments"]
    await scene.sorrel.command("general", "facet-admin channel unset")
    unheard = await scene.wren.say("general", "new portrait")
    assert await scene.answers_since(scene.wren, unheard) == []
    assert set(await scene.facet.store.portrait_channels()) == {str(PORTRAITS_ID)}


async def told_by(who: Visitor, place: str, command: str, **options: object) -> str:
    """What a command's answer says to who used it."""
    used = await who.command(place, command, **options)
    return str((await who.wait_for(place, lambda m: m["id"] == used["message_id"]))["content"])


async def test_moderators_are_told_which_channels_listen_and_what_keeps_one_from_it(scene: Scene) -> None:
    listed = await told_by(scene.sorrel, "general", "facet-admin channel list")
    assert listed == f"Portrait channels: <#{PORTRAITS_ID}>."
    await told_by(scene.sorrel, "general", "facet-admin channel unset", channel=str(PORTRAITS_ID))
    none = await told_by(scene.sorrel, "general", "facet-admin channel list")
    assert "/facet-admin channel set" in none
    await silence(scene.juniper, PORTRAITS_ID)
    for place, options in (("general", {"channel": str(PORTRAITS_ID)}), ("portraits", {})):
        mute = await told_by(scene.sorrel, place, "facet-admin channel set", **options)
        assert "may not post pictures there" in mute
    assert set(await scene.facet.store.portrait_channels()) == {str(PORTRAITS_ID)}


async def test_what_begins_as_typed_is_offered_first_and_only_what_is_restricted_is_allowed(
    scene: Scene,
) -> None:
    async def offered(command: str, typed: str) -> list[str]:
        path = f"facet-admin attributes {command}"
        choices = await scene.sorrel.autocomplete("portraits", path, "attribute", attribute=typed)
        return [choice["value"] for choice in choices]

    assert (await offered("deny", "ear"))[0] == "earrings"  # and not the beard
    assert await offered("allow", "") == []
    await scene.sorrel.command("portraits", "facet-admin attributes deny", attribute="hat")
    assert await offered("allow", "") == ["hat"]


async def test_members_can_see_and_delete_what_is_kept_about_them(scene: Scene) -> None:
    await scene.ask(scene.wren, "portraits", "new portrait")
    exported = await scene.wren.command("portraits", "facet privacy export")
    message = await scene.wren.wait_for("portraits", lambda m: m["id"] == exported["message_id"])
    assert message["flags"] & EPHEMERAL
    assert b'"portraits"' in await scene.wren.picture(message)
    warned = await scene.wren.command("portraits", "facet privacy delete")
    asked = await scene.wren.wait_for("portraits", lambda m: m["id"] == warned["message_id"])
    assert asked["flags"] & EPHEMERAL
    assert "for good" in asked["content"]
    assert await scene.facet.store.session_places()  # nothing yet: one command alone cannot be taken back
    await scene.wren.press(asked["id"], "facet:erase")
    assert await scene.facet.store.session_places() == []
    told = await scene.wren.wait_for("portraits", lambda m: m["id"] == asked["id"])
    assert "is deleted" in told["content"]
    assert not told["components"]


async def test_every_command_is_described_in_every_language(scene: Scene) -> None:
    for tag in (discord.Locale.russian, discord.Locale.chinese, discord.Locale.taiwan_chinese):
        for command in scene.bot.tree.walk_commands():
            described = await scene.bot.tree.translator.translate(  # type: ignore[union-attr]
                command._locale_description,
                tag,
                None,  # type: ignore[arg-type, union-attr]
            )
            assert described, (command.qualified_name, tag)
            assert len(described) <= 100
