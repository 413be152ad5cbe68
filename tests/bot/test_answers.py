"""Answers to "did you mean …?"."""

from __future__ import annotations

import pytest

from bot.app import Facet
from bot.conversation import conversation
from tests.bot.test_conversation import line, recipe, say


async def question(facet: Facet, text: str = "smilish", **fields: object) -> None:
    assert "did you mean" in line(await say(facet, text, **fields))


async def test_yes_does_what_was_asked_about_once(facet: Facet, plain_seed: int) -> None:
    await say(facet, "older", seed=plain_seed)
    await question(facet)
    asked = (await facet.store.session("ada", "here")).question
    assert [change["axis"] for change in asked] == ["smile"]
    assert line(await say(facet, "yes please")).startswith("Smile +")
    assert (await recipe(facet)).offsets["smile"] > 0
    before = await recipe(facet)
    assert not (await say(facet, "yes")).done, "there is no question any more"
    assert await recipe(facet) == before


async def test_of_several_one_is_chosen_or_all_or_it_is_asked_again(facet: Facet, plain_seed: int) -> None:
    await say(facet, "older", seed=plain_seed)
    await question(facet, "side part")
    assert line(await say(facet, "yes")) == "Which one: sideburns or bald?"
    assert line(await say(facet, "the third one")) == "Which one: sideburns or bald?"
    assert line(await say(facet, "the first, and a hat")).startswith(("Sideburns +", "Hat +"))
    assert {"sideburns", "hat"} <= (await recipe(facet)).offsets.keys()
    await question(facet, "side part")
    await say(facet, "both")
    assert "bald" in (await recipe(facet)).offsets


async def test_no_leaves_all_as_it_is_and_is_no_undo(facet: Facet, plain_seed: int) -> None:
    await say(facet, "older", seed=plain_seed)
    before = await recipe(facet)
    await question(facet)
    assert line(await say(facet, "not that")) == "Then it stays as it is."
    assert await recipe(facet) == before
    assert (await say(facet, "not that")).done, "without a question it takes the last edit back"
    assert await recipe(facet) == before.base


async def test_another_wish_leaves_the_question_behind(facet: Facet, plain_seed: int) -> None:
    await say(facet, "older", seed=plain_seed)
    await question(facet)
    await say(facet, "a hat")
    assert not (await say(facet, "yes")).done
    assert "smile" not in (await recipe(facet)).offsets


async def test_a_yes_to_nobody_counts_while_the_question_is_fresh(
    facet: Facet, plain_seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await say(facet, "yes", addressed=False)).kind == "silence"
    await say(facet, "older", seed=plain_seed)
    await question(facet)
    assert (await say(facet, "yes", addressed=False, member="bea")).kind == "silence"
    monkeypatch.setattr(conversation, "ANSWERED_WITHIN", -1)
    assert (await say(facet, "yes", addressed=False)).kind == "silence"
    monkeypatch.undo()
    assert (await say(facet, "yes", addressed=False)).done


async def test_who_has_no_portrait_yet_can_answer_too(facet: Facet) -> None:
    await question(facet)
    assert (await say(facet, "yes")).done
    assert (await recipe(facet)).offsets["smile"] > 0


async def test_which_of_several_is_wished_for_is_asked(facet: Facet, plain_seed: int) -> None:
    await say(facet, "older", seed=plain_seed)
    before = await recipe(facet)
    assert line(await say(facet, "either glasses or a hat")) == "Which one: glasses or hat?"
    assert await recipe(facet) == before
    assert line(await say(facet, "the second one")).startswith("Hat +")
    assert line(await say(facet, "要么长发要么短发")) == "是哪一个：头发更长或头发更短？"
    await say(facet, "你选")
    assert (await recipe(facet)).offsets["hair_length"] > 0
    assert line(await say(facet, "a smile, and either a beard or a mustache")).endswith("beard or mustache?")
    assert {"smile", "beard"} & (await recipe(facet)).offsets.keys() == {"smile"}
