"""The whole bot but for Discord, at a small picture size."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

from bot.app import Facet, Loaded, load, open_facet
from bot.settings import Settings
from tests import faces


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    """Painter, attribute map and a parser with lexicons alone, loaded once."""
    parts = load(Settings(_env_file=None, phrase_model="none"))
    return Loaded(parts.generator, parts.attribute_map, cache(parts.load_parser))


@pytest.fixture
async def facet(loaded: Loaded, tmp_path: Path) -> AsyncIterator[Facet]:
    """Fresh store, real parts."""
    settings = Settings(_env_file=None, data=tmp_path / "data", resolution=64, history=5)
    async with open_facet(settings, loaded) as opened:
        yield opened


@pytest.fixture(scope="session")
def plain_seed(loaded: Loaded) -> int:
    """A face that each of the tests' wishes changes."""
    return faces.plain_seed(loaded.generator, loaded.attribute_map)
