"""Parser, attribute map and engine behind one asynchronous front; nothing here blocks the event loop."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from attribute_map.correction import Corrector
from bot.conversation.description import describe
from bot.conversation.looking import Eye
from bot.conversation.maps import Maps, PackSource
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
        packs: PackSource | None = None,  # looked at now and then, for axes added while the bot runs
    ) -> None:
        self.generator = generator
        self.maps = Maps(attribute_map, packs)
        self.renderer = renderer
        self.eye = Eye(generator, renderer, resolution=resolution)
        self._latents = latents
        self._load_parser = load_parser
        self._parser: asyncio.Task[Parser] | None = None
        self._format = picture_format
        self._psi = psi

    @property
    def attribute_map(self) -> AttributeMap:
        """The map that new portraits are edited with."""
        return self.maps.current

    async def refresh(self) -> None:
        """Take up axes that were added or learned anew since the last look, and the words for them."""
        if not await self.maps.refresh():
            return
        self.start()
        assert self._parser is not None
        parser = await asyncio.shield(self._parser)
        current = self.maps.current
        self._parser = asyncio.create_task(
            asyncio.to_thread(parser.speaking, self.maps.vocabulary, current.words)
        )

    def start(self) -> None:
        """Begin to load the parser, unless that was begun before."""
        if self._parser is None:
            self._parser = asyncio.create_task(asyncio.to_thread(self._load_parser))

    async def warm_up(self) -> None:
        """Do everything once, so that the first member does not pay for it."""
        self.start()
        recipe = self.new_recipe(0)
        words = asyncio.create_task(self.parse("older, with a beard", Stopwatch()))
        await self._seen(recipe, "", Stopwatch())
        parsed = await words
        await self.step(recipe, parsed.changes, {}, (), "", Stopwatch())
        # What is loaded stays. To look through the words of three languages for garbage takes half a second,
        # in which nothing else happens.
        gc.freeze()
        log.info("warm", model=self.generator.name, axes=len(self.attribute_map.axes))

    async def close(self) -> None:
        """Finish the picture being drawn and stop."""
        if self._parser is not None:
            await asyncio.wait([self._parser])  # a thread cannot be stopped half-way
        self.eye.close()
        await self.renderer.aclose()

    def new_recipe(self, seed: int) -> Recipe:
        """A fresh portrait."""
        return Recipe(model=self.generator.name, digest=self.generator.digest, seed=seed, psi=self._psi)

    def fits(self, recipe: Recipe) -> bool:
        """Whether this recipe can be drawn as it was meant, with the model and the axes at hand."""
        return recipe.digest == self.generator.digest and self.maps.of(recipe) is not None

    async def parse(self, text: str, watch: Stopwatch, lately: Sequence[Change] = ()) -> Parsed:
        """What a message asks for, that may lean on the changes made last."""
        self.start()
        assert self._parser is not None
        parser = await asyncio.shield(self._parser)
        with watch.time("parse"):
            return await asyncio.to_thread(parser.parse, text, lately)

    async def step(
        self,
        recipe: Recipe,
        changes: Sequence[Change],
        limits: Mapping[str, tuple[float, float]],
        keep: Collection[str],
        member: str,
        watch: Stopwatch,
    ) -> Step:
        """The step that makes these changes to a portrait, corrected where the picture shows that it missed.

        What is drawn for that is what will be posted, so a step that does not miss costs a reading more.
        Raises RenderError.
        """
        attribute_map = self._map_of(recipe)
        corrector = Corrector(attribute_map, self.eye.known(recipe, attribute_map))
        while True:
            with watch.time("step"):
                step = await asyncio.to_thread(
                    self._step, attribute_map, recipe, changes, limits, keep, corrector.nudges
                )
            seen = await self._seen(self.moved(recipe, step.offsets), member, watch) if step.moved else None
            if seen is None:
                return step
            if not corrector.judge(step, seen):
                return corrector.outcome

    def moved(self, recipe: Recipe, offsets: Mapping[str, float]) -> Recipe:
        """The same portrait at other offsets of the map that it is edited with."""
        return replace(recipe, offsets=offsets, pack=self._map_of(recipe).digest if offsets else "")

    async def describe(self, recipe: Recipe, locale: Locale, member: str, watch: Stopwatch) -> str:
        """Alt text of a portrait, by what can be seen in its picture; raises RenderError."""
        seen = await self._seen(recipe, member, watch)
        with watch.time("describe"):
            shown = await asyncio.to_thread(self._shown, recipe, seen or {})
        return describe(shown, locale)

    async def picture(self, recipe: Recipe, description: str, member: str, watch: Stopwatch) -> Picture:
        """Draw and encode; raises RenderError, or RecipeError for a recipe of another model."""
        with watch.time("render"):
            pixels = await self.eye.pixels(recipe, self._ws, member)
        with watch.time("encode"):
            provenance = Provenance.of(recipe, description=description)
            picture = await encode(pixels, format=self._format, provenance=provenance)
        self.eye.posted(recipe)
        return picture

    async def _seen(self, recipe: Recipe, member: str, watch: Stopwatch) -> dict[str, float] | None:
        """What the extractor reads off the portrait's picture, by axis (σ); None where there is none."""
        with watch.time("render"):
            pixels = await self.eye.pixels(recipe, self._ws, member)
        with watch.time("look"):
            return await self.eye.readings(recipe, pixels, self._map_of(recipe))

    def _map_of(self, recipe: Recipe) -> AttributeMap:
        """The map of a portrait that fits."""
        return self.maps.of(recipe) or self.maps.current

    def _ws(self, recipe: Recipe) -> Tensor:
        return self._latents.ws_for(recipe, self._map_of(recipe).directions)

    def _shown(self, recipe: Recipe, seen: Mapping[str, float]) -> dict[str, int]:
        """What there is to say: axis to pole; of rivals, such as hair colours, only the strongest.

        What the extractor does not read goes by what the map expects, and what is hidden is not told.
        """
        axes = self._map_of(recipe)
        readings = axes.expected(self._ws(recipe)) | dict(seen)
        shown = axes.told(readings)
        return {
            axis: pole
            for axis, pole in shown.items()
            if all(readings[axis] >= readings[rival] for rival in axes.rivals[axis] if rival in shown)
            and not any(shown.get(hider, 0) > 0 for hider in axes.hiders[axis])
        }

    def _step(
        self,
        attribute_map: AttributeMap,
        recipe: Recipe,
        changes: Sequence[Change],
        limits: Mapping[str, tuple[float, float]],
        keep: Collection[str],
        nudges: Mapping[str, float],
    ) -> Step:
        ws = self._latents.ws_for(recipe.base, {})
        return attribute_map.step(ws, recipe.offsets, changes, limits=limits, keep=keep, nudges=nudges)
