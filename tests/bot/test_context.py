"""Talk that goes back and forth: corrections, steps, locks, and a word of thanks."""

from __future__ import annotations

from bot.app import Facet
from tests.bot.test_conversation import line, recipe, say


async def test_a_correction_takes_the_place_of_the_wish_before(facet: Facet, plain_seed: int) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    await say(facet, "bigger nose")
    assert line(await say(facet, "no, I meant the eyes")).startswith("Big eyes +")
    assert set((await recipe(facet)).offsets) == {"eye_size"}
    await say(facet, "undo")
    assert (await recipe(facet)).offsets == {}


async def test_a_wish_with_nothing_to_do_is_leant_on_too(facet: Facet, plain_seed: int) -> None:
    await say(facet, "a green beard, green hair", seed=plain_seed)
    assert "already" in line(await say(facet, "green hair"))
    assert "Pink hair +" in line(await say(facet, "what about pink?"))


async def test_steps_back_and_forward_are_counted(facet: Facet, plain_seed: int) -> None:
    for text in ("older", "a hat", "glasses"):
        await say(facet, text, **({"seed": plain_seed} if text == "older" else {}))
    assert line(await say(facet, "two steps back")) == "Back by 2 steps."
    assert "hat" not in (await recipe(facet)).offsets
    assert line(await say(facet, "redo 2")) == "Forward by 2 steps."
    assert "glasses" in (await recipe(facet)).offsets
    assert (await say(facet, "undo 6")).done, "as far as there is anything"
    assert (await facet.store.session("ada", "here")).cursor == 0


async def test_the_other_way_goes_as_far_on_the_other_side(facet: Facet, plain_seed: int) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    await say(facet, "turn her head to the left")
    assert (await recipe(facet)).offsets["head_turn"] < 0
    await say(facet, "no, the other way")
    assert (await recipe(facet)).offsets["head_turn"] > 0


async def test_what_is_kept_stays_until_it_is_asked_for(facet: Facet, plain_seed: int) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    assert "stays as it is" in line(await say(facet, "keep the hair"))
    locks = (await facet.store.session("ada", "here")).locks
    assert {"hair_length", "blond_hair"} <= locks
    await say(facet, "much older")
    assert (await facet.store.session("ada", "here")).locks == locks
    assert "Green hair +" in line(await say(facet, "green hair"))
    assert "green_hair" not in (await facet.store.session("ada", "here")).locks
    assert "may change again" in line(await say(facet, "unlock the hair"))
    assert (await facet.store.session("ada", "here")).locks == frozenset()
    assert "Nothing is locked" in line(await say(facet, "unlock everything"))


async def test_reset_leaves_what_is_to_be_kept(facet: Facet, plain_seed: int) -> None:
    await say(facet, "much older, with glasses and a hat", seed=plain_seed)
    await say(facet, "reset everything except the glasses")
    assert set((await recipe(facet)).offsets) == {"glasses"}


async def test_the_first_version_can_be_gone_back_to_and_changed(facet: Facet, plain_seed: int) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    await say(facet, "a hat")
    first = (await recipe(facet)).offsets["hat"]
    await say(facet, "no hat")
    await say(facet, "like the first one but with glasses")
    offsets = (await recipe(facet)).offsets
    assert offsets["hat"] == first
    assert "glasses" in offsets


async def test_what_was_wished_is_told(facet: Facet, plain_seed: int) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    assert "Nothing has been wished" in line(await say(facet, "what did you change?"))
    await say(facet, "a hat")
    await say(facet, "much older")
    told = line(await say(facet, "what have i got so far"))
    assert "hat" in told
    assert "older" in told


async def test_courtesy_is_answered_in_kind_and_only_where_an_answer_is_owed(
    facet: Facet, plain_seed: int
) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    assert "welcome" in line(await say(facet, "that's the one, thanks!"))
    assert "Glad" in line(await say(facet, "perfect"))
    assert "asked nothing" in line(await say(facet, "yes please"))
    assert "stays as it is" in line(await say(facet, "no"))
    assert (await say(facet, "thanks!", addressed=False)).kind == "silence"


async def test_a_part_is_as_it_was_before_any_wish(facet: Facet, plain_seed: int) -> None:
    await say(facet, "new portrait", seed=plain_seed)
    await say(facet, "bigger nose, glasses")
    assert line(await say(facet, "nose back to normal")) == "That is as it was before any wish."
    assert set((await recipe(facet)).offsets) == {"glasses"}
    assert "nothing was wished" in line(await say(facet, "undo the eyes"))


async def test_what_was_wished_in_vain_is_repeated_too(facet: Facet, plain_seed: int) -> None:
    await say(facet, "灯光亮一点", seed=plain_seed)
    await say(facet, "头发全剃光")
    assert "已经" in line(await say(facet, "头发全剃光"))
    before = (await recipe(facet)).offsets["lighting"]
    await say(facet, "再多一点")
    assert (await recipe(facet)).offsets["lighting"] == before


async def test_who_says_what_is_opposite_wishes_for_that_alone(facet: Facet, plain_seed: int) -> None:
    await say(facet, "灯光亮一点", seed=plain_seed)
    await say(facet, "反过来,脸往右转")
    offsets = (await recipe(facet)).offsets
    assert (offsets["lighting"] > 0, offsets["head_turn"] > 0) == (True, True)
