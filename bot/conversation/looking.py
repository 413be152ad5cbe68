"""What a portrait looks like and what the extractor sees in it: drawn once, to be checked and posted."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import structlog
import torch

from attribute_map.errors import PackError
from engine.recipe import Recipe
from engine.renderer import Renderer

if TYPE_CHECKING:
    from torch import Tensor

    from attribute_map.axes import AttributeMap
    from attribute_map.discovery.extractor import Extractor
    from engine.generator import Generator

log = structlog.get_logger(__name__)

PICTURES_KEPT = 16  # drawn to be looked at and not posted yet
READINGS_KEPT = 2048


class Eye:
    """Draws portraits and reads them; what was drawn is kept until it is posted, what was read for longer."""

    def __init__(self, generator: Generator, renderer: Renderer, *, resolution: int) -> None:
        self._generator = generator
        self._renderer = renderer
        self._resolution = resolution
        self._pictures: OrderedDict[Recipe, np.ndarray] = OrderedDict()
        self._readings: OrderedDict[tuple[Recipe, str], dict[str, float]] = OrderedDict()
        self._extractors: dict[str, Extractor | None] = {}  # by the digest of the map that they came with
        self._reader = ThreadPoolExecutor(1, "read", initializer=self._settle)

    def _settle(self) -> None:
        """A thread that shares the processor with the renderer's uses as much of it as that one does."""
        if self._generator.cpu_threads is not None:
            torch.set_num_threads(self._generator.cpu_threads)

    def close(self) -> None:
        """Read no more."""
        self._reader.shutdown(wait=False, cancel_futures=True)

    async def pixels(self, recipe: Recipe, ws_of: Callable[[Recipe], Tensor], member: str) -> np.ndarray:
        """The picture [R, R, 3] of a portrait; raises RenderError."""
        known = self._pictures.get(recipe)
        if known is not None:
            return known
        ws = await asyncio.to_thread(ws_of, recipe)
        pixels = await self._renderer.render(ws, resolution=self._resolution, member=member)
        self._pictures[recipe] = pixels
        while len(self._pictures) > PICTURES_KEPT:
            self._pictures.popitem(last=False)
        return pixels

    def posted(self, recipe: Recipe) -> None:
        """Let go of a picture that nobody will ask for soon."""
        self._pictures.pop(recipe, None)

    def known(self, recipe: Recipe, attribute_map: AttributeMap) -> dict[str, float] | None:
        """Readings (σ) by axis of a portrait that was looked at before."""
        return self._readings.get((recipe, attribute_map.digest))

    async def readings(
        self, recipe: Recipe, pixels: np.ndarray, attribute_map: AttributeMap
    ) -> dict[str, float] | None:
        """Readings (σ) by axis off a picture; None where it is too small or the map carries no extractor."""
        known = self.known(recipe, attribute_map)
        if known is not None:
            return known
        found = await asyncio.get_running_loop().run_in_executor(
            self._reader, self._read, pixels, attribute_map
        )
        if found is not None:
            self._readings[recipe, attribute_map.digest] = found
            while len(self._readings) > READINGS_KEPT:
                self._readings.popitem(last=False)
        return found

    def _read(self, pixels: np.ndarray, attribute_map: AttributeMap) -> dict[str, float] | None:
        extractor = self._extractor(attribute_map)
        if extractor is None or 2 * len(pixels) < extractor.resolution:  # too small to be read
            return None
        picture = torch.from_numpy(pixels).permute(2, 0, 1)[None].float().div_(127.5).sub_(1.0)
        values = dict(zip(extractor.attribute_names, extractor.read(picture)[0].tolist(), strict=True))
        # What it cannot read, and axes made from examples, are left to what the map expects.
        return {axis.id: values[axis.id] for axis in attribute_map.axes if extractor.readable(axis.id)}

    def _extractor(self, attribute_map: AttributeMap) -> Extractor | None:
        if attribute_map.digest not in self._extractors:
            try:
                self._extractors[attribute_map.digest] = attribute_map.extractor().to(self._generator.device)
            except PackError as error:
                log.info("portraits are described from their latents", reason=str(error))
                self._extractors[attribute_map.digest] = None
        return self._extractors[attribute_map.digest]
