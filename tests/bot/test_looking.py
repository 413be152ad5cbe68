"""The portrait is looked at before it is posted: what is told and done goes by what can be seen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import Facet, Loaded, open_facet
from bot.conversation.request import Outcome
from bot.settings import Settings
from tests.bot.test_conversation import line, recipe, say


@pytest.fixture
async def seeing(loaded: Loaded, tmp_path: Path) -> AsyncIterator[Facet]:
    """With pictures large enough for the extractor to read."""
    settings = Settings(_env_file=None, data=tmp_path / "data", resolution=256)
    async with open_facet(settings, loaded) as opened:
        yield opened


def alt(outcome: Outcome) -> str:
    assert outcome.reply is not None
    return outcome.reply.draft.alt


async def test_what_is_hidden_is_said_to_be_and_not_described(seeing: Facet, plain_seed: int) -> None:
    seen = await say(seeing, "blue eyes", seed=plain_seed)
    assert "blue eyes" in alt(seen)
    hidden = await say(seeing, "sunglasses")
    assert "sunglasses" in alt(hidden)
    assert "eyes" not in alt(hidden)
    outcome = await say(seeing, "green eyes")
    assert outcome.done
    assert "hidden by sunglasses" in line(outcome).lower()


async def test_what_is_taken_away_for_a_wish_is_told_but_for_the_colour_that_it_replaces(
    seeing: Facet, plain_seed: int
) -> None:
    await say(seeing, "bald", seed=plain_seed)
    blond = await say(seeing, "blond hair")
    assert line(blond).lower().endswith("gone for it: baldness.")
    assert "bald" not in alt(blond)
    assert "gone" not in line(await say(seeing, "red hair")).lower()
    await say(seeing, "bangs")
    receding = await say(seeing, "a receding hairline")
    assert line(receding).lower().endswith("gone for it: bangs.")
    assert "hidden" not in line(receding).lower()


async def test_a_picture_is_drawn_once_to_be_seen_and_posted(seeing: Facet, plain_seed: int) -> None:
    await say(seeing, "older", seed=plain_seed)
    drawn: list[object] = []
    render = seeing.studio.renderer.render

    async def counted(*arguments: object, **options: object) -> object:
        drawn.append(arguments)
        return await render(*arguments, **options)  # type: ignore[arg-type]

    seeing.studio.renderer.render = counted  # type: ignore[method-assign, assignment]
    assert (await say(seeing, "add a hat")).done
    assert len(drawn) == 1
    assert (await say(seeing, "undo")).done
    assert len(drawn) == 2


async def test_an_absolute_wish_is_seen_to_be_met(seeing: Facet, plain_seed: int) -> None:
    for text, axis in (("full beard", "beard"), ("bald", "bald"), ("glasses", "glasses")):
        await say(seeing, text, seed=plain_seed)
        made = await recipe(seeing)
        studio = seeing.studio
        seen = studio.eye.known(made, studio.attribute_map)
        marks = studio.attribute_map[axis].thresholds
        assert seen is not None
        assert marks is not None
        assert seen[axis] >= marks.visible, text
