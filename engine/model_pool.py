"""Several models at once, by name: loaded when asked for, counted in bytes, let go when others need room."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import torch
from torch import Tensor

from engine.errors import ModelError
from engine.generator import Generator
from engine.memory import tensor_bytes
from engine.models import load_generator
from engine.recipe import Recipe
from engine.renderer import Renderer
from engine.sessions import LatentSessions

log = logging.getLogger(__name__)


@dataclass(eq=False)
class LoadedModel:
    """A generator that is ready, with the sessions of its portraits."""

    name: str
    generator: Generator
    sessions: LatentSessions
    renderer: Renderer = field(repr=False)
    users: int = 0  # of now

    @property
    def bytes(self) -> int:
        """Memory of weights and sessions, at this moment."""
        return tensor_bytes(self.generator) + self.sessions.bytes

    async def render(
        self,
        recipe: Recipe,
        directions: Mapping[str, Tensor],  # 1 σ per axis
        *,
        resolution: int | None = None,
        member: Hashable = None,
    ) -> np.ndarray:
        """The picture of a recipe, uint8 [R, R, 3]; raises RecipeError or RenderError."""
        ws = await asyncio.to_thread(self.sessions.ws_for, recipe, directions)
        return await self.renderer.render(ws, resolution=resolution, member=member, generator=self.generator)


class ModelPool:
    """Models of one device by name, the least recently used ones let go when memory is needed.

    All share one renderer, so that members take turns whatever model they draw with. A model in use stays
    until it no longer is, even over budget. Belongs to one event loop; loading runs in a thread.
    """

    def __init__(
        self,
        load: Callable[[str], Generator] = load_generator,
        *,
        budget: int,  # bytes of weights and sessions together
        sessions: int = 1024,  # portraits kept on the device, for each model
        max_batch: int = 8,
        max_waiting: int = 256,
        threads: int | None = None,
    ) -> None:
        self.budget = budget
        self._load = load
        self._sessions = sessions
        self._models: OrderedDict[str, LoadedModel] = OrderedDict()  # least recently used first
        self._loading = asyncio.Lock()
        self.renderer = Renderer(None, max_batch=max_batch, max_waiting=max_waiting, threads=threads)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @property
    def loaded(self) -> dict[str, int]:
        """Names of the models in memory and the bytes that each takes, least recently used first."""
        return {name: model.bytes for name, model in self._models.items()}

    @asynccontextmanager
    async def use(self, name: str) -> AsyncIterator[LoadedModel]:
        """The model of this name, which stays in memory at least until the block ends.

        Raises ModelError when there is no such model, or when it alone would not fit.
        """
        model = await self._obtain(name)
        try:
            yield model
        finally:
            model.users -= 1
            self._make_room(keep=name)

    async def aclose(self) -> None:
        """Stop drawing and let go of all models."""
        await self.renderer.aclose()
        self._models.clear()

    async def _obtain(self, name: str) -> LoadedModel:
        if name not in self._models:
            async with self._loading:  # one at a time: two at once might not fit where each does
                if name not in self._models:  # nobody else loaded it meanwhile
                    self._models[name] = await self._loaded(name)
        model = self._models[name]
        model.users += 1
        self._models.move_to_end(name)
        self._make_room(keep=name)
        return model

    async def _loaded(self, name: str) -> LoadedModel:
        generator = await self._generator(name)
        size = tensor_bytes(generator)
        if size > self.budget:
            raise ModelError(f"{name} takes {_mb(size)}, and {_mb(self.budget)} are allowed for models.")
        log.info("loaded %s, %s", name, _mb(size))
        sessions = LatentSessions(generator, capacity=self._sessions)
        return LoadedModel(name, generator, sessions, self.renderer)

    async def _generator(self, name: str) -> Generator:
        try:
            return await asyncio.to_thread(self._load, name)
        except (MemoryError, torch.OutOfMemoryError):
            log.warning("no memory left to load %s; letting go of what is not in use", name)
        self._make_room(keep=name, budget=0)
        try:
            return await asyncio.to_thread(self._load, name)
        except (MemoryError, torch.OutOfMemoryError) as error:
            raise ModelError(f"There is not enough memory to load {name}.") from error

    def _make_room(self, *, keep: str, budget: int | None = None) -> None:
        """Let go of idle models, least recently used first, until the rest fits."""
        allowed = self.budget if budget is None else budget
        excess = sum(self.loaded.values()) - allowed
        idle = [model for model in self._models.values() if model.name != keep and not model.users]
        while excess > 0 and idle:
            model = idle.pop(0)
            excess -= model.bytes
            del self._models[model.name]
            log.info("let go of %s", model.name)


def _mb(size: int) -> str:
    return f"{size / 2**20:.0f} MB"
