"""The one place where the parts are put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
import torch

from attribute_map import load_attribute_map
from attribute_map.errors import PhraseModelError
from attribute_map.language import load_parser
from attribute_map.pack import packs_signature
from bot.conversation.conversation import Conversation
from bot.conversation.maps import Maps, PackSource
from bot.conversation.studio import Studio
from bot.errors import StartError
from bot.locales import available_locales
from bot.settings import Settings, prepare_data_folder
from bot.store import Store, sqlite_url
from engine import load_generator
from engine.generators.precision import fastest_dtype
from engine.models import BUILT_IN
from engine.renderer import Renderer
from engine.sessions import LatentSessions

if TYPE_CHECKING:
    from attribute_map.axes import AttributeMap
    from attribute_map.language import Parser
    from engine.generator import Generator

log = structlog.get_logger(__name__)

PHRASE_MODEL_NONE = "none"
USUAL_RESOLUTION = 512  # px


@dataclass(frozen=True)
class Facet:
    """The whole bot but for Discord."""

    settings: Settings
    store: Store
    studio: Studio
    conversation: Conversation


@dataclass(frozen=True)
class Loaded:
    """What takes long to load and never changes: several bots of one process can share it."""

    generator: Generator
    attribute_map: AttributeMap
    load_parser: Callable[[], Parser]  # slow


@asynccontextmanager
async def open_facet(settings: Settings, loaded: Loaded | None = None) -> AsyncIterator[Facet]:
    """Everything loaded and connected, and closed again in the end.

    Raises one-line errors (BotError, EngineError, AttributeMapError) for what an operator has to mend.
    """
    folder = prepare_data_folder(settings)
    check_locale(settings)
    parts = await asyncio.to_thread(load, settings) if loaded is None else loaded
    async with await Store.open(settings.database_url or sqlite_url(folder / "facet.db")) as store:
        renderer = Renderer(
            parts.generator,
            max_batch=settings.max_batch,
            max_waiting=settings.max_waiting,
            threads=settings.render_threads,
        )
        studio = Studio(
            parts.generator,
            parts.attribute_map,
            renderer,
            LatentSessions(parts.generator, capacity=settings.latent_sessions),
            parts.load_parser,
            resolution=chosen_resolution(settings, parts.generator),
            picture_format=settings.picture_format,
            psi=settings.psi,
            packs=pack_source(parts.generator, settings),
        )
        conversation = Conversation(
            store,
            studio,
            history=settings.history,
            fallback_locale=settings.locale,
        )
        try:
            yield Facet(settings, store, studio, conversation)
        finally:
            await studio.close()


def check_locale(settings: Settings) -> None:
    """Raises StartError where there are no sentences in the language of the settings."""
    if settings.locale not in available_locales():
        raise StartError(f"FACET_LOCALE takes one of {', '.join(available_locales())}.")


def chosen_device(settings: Settings) -> str:
    """Where pictures are computed; raises StartError when that device is not there."""
    if settings.device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if settings.device == "cuda" and not torch.cuda.is_available():
        raise StartError("FACET_DEVICE is cuda, but there is no CUDA device here; set it to auto.")
    return settings.device


def chosen_resolution(settings: Settings, generator: Generator) -> int:
    """Side length of the pictures, px; no more than a network was trained for unless that is asked for."""
    return settings.resolution or min(USUAL_RESOLUTION, generator.resolution)


def load(settings: Settings) -> Loaded:
    """Generator and axes at once, the parser when it is first asked for."""
    generator, attribute_map = load_model(settings)
    return Loaded(generator, attribute_map, lambda: load_language(settings, attribute_map))


def load_generator_of(settings: Settings) -> Generator:
    """The generator that the settings name, on their device; a network computes in what is fastest there."""
    device = chosen_device(settings)
    return load_generator(
        settings.model,
        device=device,
        dtype=None if settings.model == BUILT_IN else fastest_dtype(device),
        folder=settings.data_folder / "models",
        feature_cache=settings.feature_cache << 20,
    )


def load_model(settings: Settings) -> tuple[Generator, AttributeMap]:
    """The generator and its axes: a pack in the data folder, else the shipped one."""
    generator = load_generator_of(settings)
    return generator, pack_source(generator, settings).load()


def pack_source(generator: Generator, settings: Settings) -> PackSource:
    """Where the axes of a generator are looked for, now and again."""
    packs = settings.data_folder / "packs"

    def load() -> AttributeMap:
        return load_attribute_map(generator, folders=[packs] if packs.is_dir() else [])

    return PackSource(lambda: packs_signature([packs]), load)


def load_language(settings: Settings, attribute_map: AttributeMap | None = None) -> Parser:
    """The parser, with lexicons alone where its phrase model cannot be loaded.

    With an attribute map it knows the words for axes that were added to that.
    """
    parser = _load_parser(settings)
    if attribute_map is None or not attribute_map.words:
        return parser
    return parser.speaking(Maps(attribute_map).vocabulary, attribute_map.words)


def _load_parser(settings: Settings) -> Parser:
    if settings.phrase_model == PHRASE_MODEL_NONE:
        return load_parser(phrase_model=None)
    try:
        return load_parser(phrase_model=settings.phrase_model)
    except PhraseModelError as error:
        log.warning("no phrase model; words that no lexicon has will not be known", reason=str(error))
    return load_parser(phrase_model=None)
