"""The attribute map at hand, taken up anew when its pack changes, and the maps that older portraits need."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from attribute_map import Vocabulary, default_vocabulary
from attribute_map.errors import AttributeMapError

if TYPE_CHECKING:
    from attribute_map.axes import AttributeMap
    from engine.recipe import Recipe

log = structlog.get_logger(__name__)

LOOK_EVERY = 1.0  # seconds between two looks at the pack's files
OLDER_KEPT = 4  # maps that were replaced while the bot ran


@dataclass(frozen=True)
class PackSource:
    """Where the attribute map comes from."""

    signature: Callable[[], Hashable]  # differs when a pack was changed; quick
    load: Callable[[], AttributeMap]  # raises AttributeMapError


class Maps:
    """The current attribute map, and for each portrait the one that its offsets mean something in."""

    def __init__(self, current: AttributeMap, source: PackSource | None = None) -> None:
        self.current = current
        self._older: dict[str, AttributeMap] = {}  # by digest, the latest last
        self._source = source
        self._signature = source.signature() if source is not None else None
        self._looked = time.monotonic()
        self._turn = asyncio.Lock()

    def of(self, recipe: Recipe) -> AttributeMap | None:
        """The map that a portrait's offsets were made with; None where it is gone."""
        if not recipe.offsets or self.current.understands(recipe.pack):
            return self.current
        return next((older for older in self._older.values() if older.understands(recipe.pack)), None)

    @property
    def vocabulary(self) -> Vocabulary:
        """Every axis that a portrait at hand may have; the current map's own words come first."""
        entries = {axis.id: axis.entry for axis in self.current.axes}
        for older in reversed(self._older.values()):
            entries = {axis.id: axis.entry for axis in older.axes} | entries
        own = tuple(entries.values())
        return Vocabulary(own + tuple(entry for entry in default_vocabulary() if entry.id not in entries))

    async def refresh(self) -> bool:
        """Take up a pack that was changed since the last look; True where one was.

        Portraits made with the old one keep it. A pack that cannot be read is reported and changes nothing.
        """
        if self._source is None or time.monotonic() - self._looked < LOOK_EVERY:
            return False
        async with self._turn:
            self._looked = time.monotonic()
            signature = await asyncio.to_thread(self._source.signature)
            if signature == self._signature:
                return False
            self._signature = signature
            try:
                found = await asyncio.to_thread(self._source.load)
            except AttributeMapError as error:
                log.warning("the changed pack is not taken up", reason=str(error))
                return False
            if found.digest == self.current.digest:
                return False
            self._older[self.current.digest] = self.current
            while len(self._older) > OLDER_KEPT:
                self._older.pop(next(iter(self._older)))
            self.current = found
            log.info("axes taken up", axes=len(found.axes), pack=found.digest[:12])
            return True
