"""Timing whole edits: a member's message through gateway, client, parser, engine and back."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.logs import configure_logging
from bot.settings import Settings, read_settings

WISHES = (
    "older",
    "add glasses",
    "a bit younger",
    "curly hair",
    "full beard",
    "no glasses",
    "smile",
    "blond hair",
)
WARM_UP = 2  # edits that are not counted


def time_edits(count: int) -> dict[str, Any]:
    """Times in ms per part and for the whole way, as the member sees it."""
    from bot.serving import demo_settings

    with tempfile.TemporaryDirectory(prefix="facet-bench-") as folder:
        own = read_settings()
        settings = own.model_copy(update={"data": Path(folder), "database_url": "", "log_level": "warning"})
        configure_logging(settings)
        return asyncio.run(_time(demo_settings(settings), count, models=own))


async def _time(settings: Settings, count: int, *, models: Settings) -> dict[str, Any]:
    """`models` says where generator and axes are, all else goes by the settings of the trial."""
    from bot.app import chosen_resolution, load, open_facet
    from bot.client import FacetBot
    from bot.conversation.request import Outcome, Request
    from bot.mock_gateway import Visitor
    from bot.serving import demo_gateway

    splits: list[Mapping[str, float]] = []

    def note(_: Request, outcome: Outcome) -> None:
        splits.append(outcome.milliseconds)

    whole: list[float] = []
    async with (
        open_facet(settings, await asyncio.to_thread(load, models)) as facet,
        demo_gateway(settings, 0) as gateway,
        FacetBot(facet) as bot,
        Visitor(gateway.url, "wren") as member,
    ):
        running = asyncio.create_task(bot.start(gateway.token))
        await asyncio.wait_for(facet.studio.warm_up(), 120)
        facet.conversation.on_answered = note
        for wish in itertools.islice(itertools.cycle(WISHES), count + WARM_UP):
            started = time.perf_counter()
            asked = await member.say("dm", wish)
            await member.reply_to(asked, within=60)
            whole.append(1000 * (time.perf_counter() - started))
        await bot.close()
        await running
    parts = {part for split in splits for part in split}
    order = ("parse", "step", "render", "look", "describe", "claim", "encode", "upload", "commit")
    timed = {p: _figures([s.get(p, 0.0) for s in splits[WARM_UP:]]) for p in order if p in parts}
    timed["message to picture"] = _figures(whole[WARM_UP:])
    return {"edits": count, "resolution": chosen_resolution(settings, facet.studio.generator), "parts": timed}


def _figures(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "p50": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
        "max": round(ordered[-1], 1),
    }
