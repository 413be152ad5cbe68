"""Text in, reply out, and what the session is afterwards."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest

from bot.app import Facet
from bot.conversation.request import Outcome, Reply, Request
from bot.errors import DeliveryError
from bot.store import AttributeRule, Pending
from engine.recipe import Recipe
from tests.waiting import PATIENCE

_ids = itertools.count(1000)


def request(text: str = "", **fields: Any) -> Request:
    values = {"id": str(next(_ids)), "member": "ada", "place": "here", "guild": "g", "text": text, **fields}
    return Request(**values)


class Channel:
    """Where replies go; each gets a message id."""

    def __init__(self) -> None:
        self.posted: list[Reply] = []

    async def deliver(self, reply: Reply) -> str:
        self.posted.append(reply)
        return f"m{len(self.posted)}"


async def say(facet: Facet, text: str, **fields: Any) -> Outcome:
    return await facet.conversation.handle(request(text, **fields), Channel().deliver)


async def recipe(facet: Facet, member: str = "ada") -> Recipe:
    """Of the member's current portrait."""
    current = (await facet.store.session(member, "here")).current
    portrait = await facet.store.portrait(str(current))
    assert portrait is not None
    return Recipe.from_json(portrait.recipe)


def line(outcome: Outcome) -> str:
    assert outcome.reply is not None
    return outcome.reply.line


async def test_a_wish_without_a_portrait_begins_one_that_undo_leads_back_to(facet: Facet) -> None:
    assert (await say(facet, "much older, with pink hair, a hat, glasses, a necklace and earrings")).done
    session = await facet.store.session("ada", "here")
    assert (len(session.history), session.cursor) == (2, 1)
    edited = await recipe(facet)
    assert (await say(facet, "undo")).done
    assert (await recipe(facet)) == edited.base
    assert line(await say(facet, "undo")) == "There is nothing to undo here."
    assert (await say(facet, "redo")).done
    assert await recipe(facet) == edited


async def test_what_a_message_wishes_beside_a_command_is_done_too(facet: Facet, plain_seed: int) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    saved = await say(facet, "save it as Nora, then make her hair blue")
    assert "stays here" in line(saved)
    assert "Blue hair" in line(saved)
    assert (await recipe(facet)).offsets["blue_hair"] > 1.0
    assert (await say(facet, "undo and give her glasses")).done
    offsets = (await recipe(facet)).offsets
    assert offsets.get("blue_hair", 0.0) < 0.5
    assert offsets["glasses"] > 1.0
    words = await say(facet, "save it")
    assert "stays here" in line(words)
    assert (await recipe(facet)).offsets == offsets


async def test_an_edit_after_undo_forgets_what_was_undone_and_history_is_bounded(
    facet: Facet, plain_seed: int
) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    await say(facet, "much older")
    await say(facet, "undo")
    await say(facet, "much younger")
    session = await facet.store.session("ada", "here")
    assert len(session.history) == 2
    assert line(await say(facet, "redo")) == "There is nothing to redo here."
    for text in ("older", "younger", "older", "younger", "older"):
        await say(facet, text)
    session = await facet.store.session("ada", "here")
    assert (len(session.history), session.cursor) == (5, 4)


async def test_one_line_says_what_moved_by_how_much_and_what_was_not_understood(
    facet: Facet, plain_seed: int
) -> None:
    outcome = await say(facet, "older and a purple spaceship hat thing", seed=plain_seed)
    assert outcome.done
    text = line(outcome)
    assert "\n" not in text
    assert text[0].isupper()
    assert text[-1] in ".?"


async def test_denied_wishes_are_left_out_and_a_denied_axis_is_not_moved_by_others(
    facet: Facet, plain_seed: int
) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    await facet.store.set_attribute_rule("g", AttributeRule("beard", allowed=False))
    only = await say(facet, "full beard")
    assert not only.done
    assert line(only) == "Beard may not be changed on this server."
    both = await say(facet, "much older with a full beard")
    assert both.done
    assert "beard may not be changed on this server" in line(both)
    base, now = (await recipe(facet)).base, await recipe(facet)
    axes = facet.studio.attribute_map
    index = axes.index("beard")
    positions = [float(axes.positions(facet.studio._ws(which)[None])[0, index]) for which in (base, now)]
    assert positions[0] == pytest.approx(positions[1], abs=0.05)
    assert (await say(facet, "full beard", guild=None, place="dm")).done


async def test_another_keeps_the_wishes_and_new_does_not(facet: Facet, plain_seed: int) -> None:
    await say(facet, "much older", seed=plain_seed)
    edited = await recipe(facet)
    await say(facet, "", action="another")
    another = await recipe(facet)
    assert another.seed != edited.seed
    assert another.offsets == edited.offsets
    await say(facet, "new portrait")
    assert (await recipe(facet)).offsets == {}


async def test_more_goes_on_less_goes_back_and_again_repeats(facet: Facet, plain_seed: int) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    assert "wish to repeat" in line(await say(facet, "more"))
    ages = []
    for text in ("a bit older", "again", "more", "less", "less"):
        assert (await say(facet, text)).done
        ages.append((await recipe(facet)).offsets.get("age", 0.0))
    assert ages[0] < ages[1] < ages[2]
    assert ages[2] > ages[3] > ages[4]


async def test_reset_goes_back_to_the_face_without_any_wish(facet: Facet, plain_seed: int) -> None:
    await say(facet, "much older", seed=plain_seed)
    await say(facet, "reset")
    assert (await recipe(facet)) == facet.studio.new_recipe(plain_seed)


async def test_a_reply_to_an_older_portrait_goes_on_from_there(facet: Facet, plain_seed: int) -> None:
    channel = Channel()
    await facet.conversation.handle(request("new portrait", seed=plain_seed), channel.deliver)
    await facet.conversation.handle(request("much older"), channel.deliver)
    first = channel.posted[0].draft.shows
    await facet.conversation.handle(request("add a hat", portrait=first), channel.deliver)
    now = await recipe(facet)
    assert "age" not in now.offsets or abs(now.offsets["age"]) < 0.5
    await say(facet, "undo")
    assert await recipe(facet) == facet.studio.new_recipe(plain_seed)


async def test_buttons_of_others_are_declined_but_another_is_for_everybody(
    facet: Facet, plain_seed: int
) -> None:
    channel = Channel()
    await facet.conversation.handle(request("new portrait", seed=plain_seed), channel.deliver)
    theirs = channel.posted[0].draft.shows
    declined = await say(facet, "", action="undo", portrait=theirs, member="bea")
    assert not declined.done
    assert declined.reply is not None
    assert declined.reply.draft.private
    assert (await say(facet, "", action="another", portrait=theirs, member="bea")).done
    assert (await recipe(facet)).seed == plain_seed
    assert (await recipe(facet, "bea")).seed != plain_seed
    gone = await say(facet, "", action="undo", portrait="0" * 32)
    assert "do not have that portrait" in line(gone)


@pytest.mark.parametrize(
    "text", ["", "   ", "🙂" * 50, "a" * 2000, "<@123> <#4> **", "\x00\x1b[31m", "ٱلسَّلَامُ"]
)
async def test_odd_messages_get_one_kind_line_and_chatter_in_a_channel_none(facet: Facet, text: str) -> None:
    outcome = await say(facet, text)
    assert outcome.kind == "words"
    assert 0 < len(line(outcome)) < 400
    assert "\n" not in line(outcome)
    assert (await say(facet, text, addressed=False)).kind == "silence"
    assert (await facet.store.session("ada", "here")).current is None


async def test_a_failed_delivery_changes_nothing_and_is_not_tried_again(
    facet: Facet, plain_seed: int
) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    before = await facet.store.session("ada", "here")

    async def fail(reply: Reply) -> str:
        raise DeliveryError("no")

    asked = request("much older")
    with pytest.raises(DeliveryError):
        await facet.conversation.handle(asked, fail)
    assert await facet.store.session("ada", "here") == before
    assert await facet.store.unfinished() == []
    assert (await facet.conversation.handle(asked, Channel().deliver)).kind == "duplicate"


async def test_requests_of_one_session_keep_their_order_and_duplicates_are_dropped(
    facet: Facet, plain_seed: int
) -> None:
    channel = Channel()
    asked = [
        request("new portrait", seed=plain_seed),
        *(request(text) for text in ("older", "undo", "older", "older")),
    ]
    outcomes = await asyncio.gather(
        *(facet.conversation.handle(entry, channel.deliver) for entry in [*asked, *asked])
    )
    assert [reply.request.id for reply in channel.posted] == [entry.id for entry in asked]
    assert [outcome.kind for outcome in outcomes[len(asked) :]] == ["duplicate"] * len(asked)


async def test_members_and_places_do_not_wait_for_each_other(facet: Facet) -> None:
    started, release = asyncio.Event(), asyncio.Event()

    async def slow(reply: Reply) -> str:
        started.set()
        await release.wait()
        return "slow"

    waiting = asyncio.create_task(facet.conversation.handle(request("new portrait"), slow))
    await asyncio.wait_for(started.wait(), PATIENCE)
    assert (await asyncio.wait_for(say(facet, "new portrait", member="bea"), PATIENCE)).done
    assert (await asyncio.wait_for(say(facet, "new portrait", place="there"), PATIENCE)).done
    release.set()
    assert (await waiting).done


async def test_what_a_crash_cut_off_is_committed_if_posted_and_posted_if_not(
    facet: Facet, plain_seed: int
) -> None:
    class Crash(BaseException):
        pass

    async def crash(reply: Reply) -> str:
        raise Crash

    channel = Channel()
    await facet.conversation.handle(request("new portrait", seed=plain_seed), channel.deliver)
    for posted in (True, False):
        asked = request("much older" if posted else "much younger")
        with pytest.raises(Crash):
            await facet.conversation.handle(asked, crash)
        (pending,) = await facet.store.unfinished()
        assert pending.draft is not None
        drafted = next(p for p in pending.draft.portraits if p.id == pending.draft.shows)
        assert (await recipe(facet)).id != Recipe.from_json(drafted.recipe).id

        async def look(pending: Pending, posted: bool = posted) -> str | None:
            return "found" if posted else None

        before = len(channel.posted)
        assert (await facet.conversation.finish(pending, look, channel.deliver)).kind == "portrait"
        assert len(channel.posted) == before + (not posted)
        assert (await recipe(facet)).id == Recipe.from_json(drafted.recipe).id
        assert (await facet.conversation.finish(pending, look, channel.deliver)).kind == "duplicate"
        assert (await facet.conversation.handle(asked, channel.deliver)).kind == "duplicate"


async def test_a_request_whose_message_is_gone_is_given_up(facet: Facet) -> None:
    asked = request("new portrait", message=False)
    assert await facet.store.receive(asked)
    (pending,) = await facet.store.unfinished()

    async def gone(pending: Pending) -> str | None:
        raise DeliveryError("deleted")

    assert (await facet.conversation.finish(pending, gone, Channel().deliver)).kind == "silence"
    assert await facet.store.unfinished() == []
    assert (await facet.store.session("ada", "here")).current is None


async def test_a_portrait_of_another_model_is_not_drawn_wrongly(facet: Facet, plain_seed: int) -> None:
    await say(facet, "much older", seed=plain_seed)
    facet.studio.attribute_map.__dict__["digest"], kept = "other", facet.studio.attribute_map.digest
    try:
        assert "another version" in line(await say(facet, "add a hat"))
        assert (await say(facet, "new portrait")).done
    finally:
        facet.studio.attribute_map.__dict__["digest"] = kept
