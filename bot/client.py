"""The discord.py client: trimmed intents, cogs, one error handler, a graceful end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.cogs import EXTENSIONS
from bot.cogs._translator import CommandTranslator
from bot.errors import BotError
from bot.locales import Locale, language_of, load_locale

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.app import Facet

log = structlog.get_logger(__name__)

GRACE_SECONDS = 8.0  # that answers in the making have when the bot is told to stop


class FacetBot(commands.Bot):
    """Facet on Discord."""

    def __init__(self, facet: Facet, *, message_content: bool = True) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.guild_messages = True
        intents.dm_messages = True
        intents.message_content = message_content
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            guild_ready_timeout=1.0,  # s without news of a further guild; messages wait for it
        )
        self.facet = facet
        self._answering: set[asyncio.Task[Any]] = set()
        self.tree.error(self.on_app_command_error)

    async def setup_hook(self) -> None:
        """Load the features and tell Discord of the commands."""
        await self.tree.set_translator(CommandTranslator())
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        if self.facet.settings.sync_commands:
            await self._sync_commands()

    async def _sync_commands(self) -> None:
        """Talking works without them, so a refusal is no reason not to start."""
        try:
            synced = await self.tree.sync()
        except (discord.HTTPException, app_commands.AppCommandError) as error:
            log.error("the slash commands could not be registered", reason=str(error))
        else:
            log.info("commands synced", commands=len(synced))

    async def on_message(self, message: discord.Message, /) -> None:
        """There are no prefix commands; the portrait cog listens by itself."""

    async def answer(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work that `close` waits for."""
        task = asyncio.ensure_future(work)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        await asyncio.shield(task)

    async def close(self) -> None:
        """Let answers in the making be posted, then leave."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=GRACE_SECONDS)
        await super().close()

    def locale_for(self, interaction: discord.Interaction[Any], text: str = "") -> Locale:
        """The language to answer somebody in."""
        fallback = self.facet.settings.locale
        return load_locale(language_of(str(interaction.locale), text, fallback=fallback))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what a listener let through; nobody on Discord sees a traceback."""
        log.exception("a listener failed", listener=event_method)

    async def on_app_command_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError
    ) -> None:
        """Tell the member in one line, and the log in full."""
        reason = getattr(error, "original", error)
        if isinstance(reason, app_commands.CheckFailure):
            line = self.locale_for(interaction).text("problem.moderators_only")
        elif isinstance(reason, BotError):
            line = str(reason)
        else:
            log.error("a command failed", exc_info=reason)
            line = self.locale_for(interaction).text("problem.failed")
        await tell(interaction, line)


async def tell(interaction: discord.Interaction[Any], line: str) -> None:
    """One line for the asker's eyes, whether or not the interaction was acknowledged before."""
    try:
        if interaction.response.is_done():
            await interaction.followup.send(line, ephemeral=True)
        else:
            await interaction.response.send_message(line, ephemeral=True)
    except discord.HTTPException as error:
        log.warning("a member could not be told", reason=str(error))
