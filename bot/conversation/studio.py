"""Parser, attribute map and engine behind one asynchronous front; nothing here blocks the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot.conversation.description import describe
from bot.locales import Locale
from engine.pictures import Format, Picture, Provenance, encode
from engine.recipe import Recipe
from engine.renderer import Renderer
from engine.sessions import LatentSessions

if TYPE_CHECKING:
    from torch import Tensor

    from attribute_map import Change, Parsed
    from attribute_map.axes import AttributeMap
    from attribute_map.language import Parser
    from attribute_map.step import Step
    from engine.generator import Generator

log = structlog.get_logger(__name__)


class Stopwatch:
    """Milliseconds per part of an edit."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}

    @contextmanager
    def time(self, part: str) -> Iterator[None]:
        """Add the time spent inside to a part."""
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = 1000 * (time.perf_counter() - started)
            self.milliseconds[part] = round(self.milliseconds.get(part, 0.0) + spent, 1)


class Studio:
    """Everything expensive, loaded once and shared by all sessions."""

    def __init__(
        self,
        generator: Generator,
        attribute_map: AttributeMap,
        renderer: Renderer,
        latents: LatentSessions,
        load_parser: Callable[[], Parser],  # slow: runs in a thread, and the first parse waits for it
        *,
        resolution: int = 512,
        picture_format: Format = "png",
        psi: float = 1.0,
    ) -> None:
        self.generator = generator
        self.attribute_map = attribute_map
        self.renderer = renderer
        self._latents = latents
        self._load_parser = load_parser
        self._parser: asyncio.Task[Parser] | None = None
        self._resolution = resolution
        self._format = picture_format
        self._psi = psi

    def start(self) -> None:
        """Begin to load the parser, unless that was begun before."""
        if self._parser is None:
            self._parser = asyncio.create_task(asyncio.to_thread(self._load_parser))

    async def warm_up(self) -> None:
        """Do everything once, so that the first member does not pay for it."""
        self.start()
        recipe = self.new_recipe(0)
        words = asyncio.create_task(self.parse("older, with a beard", Stopwatch()))
        ws = await asyncio.to_thread(self._ws, recipe)
        await self.renderer.render(ws, resolution=self._resolution)
        parsed = await words
        await self.step(recipe, parsed.changes, {}, (), Stopwatch())
        log.info("warm", model=self.generator.name, axes=len(self.attribute_map.axes))

    async def close(self) -> None:
        """Finish the picture being drawn and stop."""
        if self._parser is not None:
            await asyncio.wait([self._parser])  # a thread cannot be stopped half-way
        await self.renderer.aclose()

    def new_recipe(self, seed: int) -> Recipe:
        """A fresh portrait."""
        return Recipe(model=self.generator.name, digest=self.generator.digest, seed=seed, psi=self._psi)

    def fits(self, recipe: Recipe) -> bool:
        """Whether this recipe can be drawn as it was meant, with the model and the axes at hand."""
        return recipe.digest == self.generator.digest and (
            not recipe.offsets or recipe.pack == self.attribute_map.digest
        )

    async def parse(self, text: str, watch: Stopwatch) -> Parsed:
        """What a message asks for."""
        self.start()
        assert self._parser is not None
        parser = await asyncio.shield(self._parser)
        with watch.time("parse"):
            return await asyncio.to_thread(parser.parse, text)

    async def step(
        self,
        recipe: Recipe,
        changes: Sequence[Change],
        limits: Mapping[str, tuple[float, float]],
        keep: Collection[str],
        watch: Stopwatch,
    ) -> Step:
        """The step that makes these changes to a portrait."""
        with watch.time("step"):
            return await asyncio.to_thread(self._step, recipe, changes, limits, keep)

    def moved(self, recipe: Recipe, offsets: Mapping[str, float]) -> Recipe:
        """The same portrait at other offsets of the attribute map at hand."""
        return replace(recipe, offsets=offsets, pack=self.attribute_map.digest if offsets else "")

    async def describe(self, recipe: Recipe, locale: Locale, watch: Stopwatch) -> str:
        """Alt text of a portrait."""
        with watch.time("describe"):
            shown = await asyncio.to_thread(self._shown, recipe)
        return describe(shown, locale)

    async def picture(self, recipe: Recipe, description: str, member: str, watch: Stopwatch) -> Picture:
        """Draw and encode; raises RenderError, or RecipeError for a recipe of another model."""
        with watch.time("render"):
            ws = await asyncio.to_thread(self._ws, recipe)
            pixels = await self.renderer.render(ws, resolution=self._resolution, member=member)
        with watch.time("encode"):
            provenance = Provenance.of(recipe, description=description)
            return await encode(pixels, format=self._format, provenance=provenance)

    def _ws(self, recipe: Recipe) -> Tensor:
        return self._latents.ws_for(recipe, self.attribute_map.directions)

    def _shown(self, recipe: Recipe) -> dict[str, int]:
        """What there is to say: axis to pole; of rivals, such as hair colours, only the strongest."""
        ws, axes = self._ws(recipe), self.attribute_map
        shown = axes.shown(ws)
        readings = dict(zip((a.id for a in axes.axes), axes.readings(ws[None])[0].tolist(), strict=True))
        return {
            axis: pole
            for axis, pole in shown.items()
            if all(readings[axis] >= readings[rival] for rival in axes.rivals[axis] if rival in shown)
        }

    def _step(
        self,
        recipe: Recipe,
        changes: Sequence[Change],
        limits: Mapping[str, tuple[float, float]],
        keep: Collection[str],
    ) -> Step:
        ws = self._latents.ws_for(recipe.base, {})
        return self.attribute_map.step(ws, recipe.offsets, changes, limits=limits, keep=keep)
