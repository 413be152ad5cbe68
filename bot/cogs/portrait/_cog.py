"""Listens, and hands everything to the conversation."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands, tasks

from bot.client import FacetBot, tell
from bot.cogs.portrait._buttons import Move, shown_portrait
from bot.cogs.portrait._modal import EDIT_ID, EditModal, written
from bot.cogs.portrait._posting import TROUBLE, Inside, content, may_post, may_reply, post, reference_to
from bot.cogs.portrait._recovery import Recovery
from bot.cogs.portrait._requests import from_interaction, from_message
from bot.conversation.request import Reply, Request
from bot.errors import DeliveryError
from bot.locales import language_of, load_locale
from engine.latents import seed_from_text
from engine.recipe import MAX_SEED

log = structlog.get_logger(__name__)

TYPING_AFTER = 0.4  # s; most answers are there before
KEPT_DAYS = 30  # that answered requests are remembered for
RECOVERY_SECONDS = 60.0  # that live messages wait at most for what came before them


class PortraitCog(commands.Cog):
    """Messages, `/portrait`, "Edit this portrait" and the buttons."""

    def __init__(self, bot: FacetBot, portrait_channels: dict[str, str]) -> None:
        self.bot = bot
        self.portrait_channels = portrait_channels  # channel to guild; the admin cog keeps it up to date
        self._recovered = asyncio.Event()
        self._recovery = Recovery(bot, self._serve)
        self._recovering: asyncio.Task[None] | None = None
        self._edit_menu = app_commands.ContextMenu(name="Edit this portrait", callback=self.edit_menu)

    async def cog_load(self) -> None:
        """Called by discord.py."""
        self.bot.tree.add_command(self._edit_menu)
        self.prune.start()

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        self.prune.cancel()
        self.bot.tree.remove_command(self._edit_menu.name, type=self._edit_menu.type)

    @property
    def listening(self) -> bool:
        """Whether what came before the start is dealt with."""
        return self._recovered.is_set()

    @tasks.loop(hours=24)
    async def prune(self) -> None:
        """Forget which requests were answered, once Discord has long stopped to deliver them again."""
        try:
            pruned = await self.bot.facet.store.prune(int(time.time()) - KEPT_DAYS * 86_400)
        except Exception:
            log.exception("pruning failed")  # and is tried again tomorrow
        else:
            log.debug("pruned", requests=pruned)

    # After a start, or a new start of the connection.

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Live messages wait until older ones are answered, so that each session keeps its order."""
        self._recovering = asyncio.create_task(self.bot.answer(self._recover()))
        done, _ = await asyncio.wait([self._recovering], timeout=RECOVERY_SECONDS)
        if not done:
            log.warning("recovery takes long; going on meanwhile")
        self._recovered.set()
        assert self.bot.user is not None
        log.info("ready", name=str(self.bot.user), guilds=len(self.bot.guilds))

    async def _recover(self) -> None:
        try:
            await self._recovery.run()
        except Exception:
            log.exception("recovery failed")

    # Messages.

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Discord says that something was written."""
        if not self._recovered.is_set():
            await self._recovered.wait()
        await self.bot.answer(self._heard(message))

    async def _heard(self, message: discord.Message) -> None:
        if message.guild is None and not message.author.bot:
            await self._recovery.meet(message)
        await self._serve(message)

    async def _serve(self, message: discord.Message) -> None:
        assert self.bot.user is not None
        listening = str(message.channel.id) in self.portrait_channels
        request = from_message(
            message,
            self.bot.user,
            portrait_channel=listening,
            replied_portrait=await self._portrait_replied_to(message),
        )
        if request is None:
            return
        if not may_post(message):
            await self._cannot_post(message, request)
            return
        if not message.content and not self.bot.intents.message_content:
            if request.addressed:
                await self._say(message, self._text(request, "reply.unreadable"))
            return
        await self._answer(message, request)

    async def _portrait_replied_to(self, message: discord.Message) -> str | None:
        """From the store, where Discord did not send the message replied to along."""
        reference = message.reference
        if reference is None or reference.message_id is None or reference.resolved is not None:
            return None
        return await self.bot.facet.store.portrait_posted_as(str(reference.message_id))

    async def _answer(self, message: discord.Message, request: Request) -> None:
        assert self.bot.user is not None
        me = self.bot.user.id
        under = message.to_reference(fail_if_not_exists=False) if may_reply(message) else None

        async def deliver(reply: Reply) -> str:
            typing.cancel()  # a notice that came after the picture would stay for ten seconds
            return await post(message.channel, reply, under=under, me=me)

        try:
            async with self._typing(message.channel) as typing:
                await self.bot.facet.conversation.handle(request, deliver)
        except DeliveryError as error:
            await self._say(message, str(error))
        except Exception:
            log.exception("a message could not be answered", request=request.id)
            await self._say(message, self._text(request, "problem.failed"))

    async def _cannot_post(self, message: discord.Message, request: Request) -> None:
        """Before anything is drawn: say so where we may speak, else to the member alone."""
        if not request.addressed:
            return
        line = self._text(request, "problem.cannot_post")
        try:
            await message.reply(line, mention_author=False)
        except TROUBLE:
            await self._say_privately(message.author, line)

    async def _say(self, message: discord.Message, line: str) -> None:
        try:
            await message.reply(line, mention_author=False)
        except TROUBLE:
            await self._say_privately(message.author, line)

    async def _say_privately(self, member: discord.User | discord.Member, line: str) -> None:
        try:
            await member.send(line)
        except TROUBLE as error:
            log.warning("a member could not be told", reason=repr(error))

    def _text(self, request: Request, key: str) -> str:
        fallback = self.bot.facet.settings.locale
        return load_locale(language_of(request.locale, request.text, fallback=fallback)).text(key)

    @asynccontextmanager
    async def _typing(self, channel: discord.abc.Messageable) -> AsyncIterator[asyncio.Task[None]]:
        """Shows that something is coming, where it does not come at once."""

        async def show() -> None:
            await asyncio.sleep(TYPING_AFTER)
            try:
                await channel.typing()
            except TROUBLE as error:
                log.debug("typing could not be shown", reason=repr(error))

        showing = asyncio.create_task(show())
        try:
            yield showing
        finally:
            showing.cancel()

    # Commands, clicks and modals.

    @app_commands.command(description="Start a new portrait")
    @app_commands.describe(
        text="What it should look like, such as: older, curly hair, glasses",
        seed="A number or a name; the same one is always the same face",
    )
    async def portrait(
        self,
        interaction: discord.Interaction[Any],
        text: app_commands.Range[str, 0, 1000] = "",
        seed: app_commands.Range[str, 0, 100] = "",
    ) -> None:
        """`/portrait`: a new one, with wishes and from a seed if they are given."""
        number = _seed(seed) if seed.strip() else None
        request = from_interaction(interaction, action="new", text=text, seed=number)
        await self._interact(interaction, request, thinking=True)

    async def edit_menu(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """The context menu of a message."""
        locale = self.bot.locale_for(interaction)
        ours = self.bot.user is not None and message.author.id == self.bot.user.id
        portrait = shown_portrait(message) if ours else None
        if portrait is None:
            await tell(interaction, locale.text("problem.not_a_portrait"))
        else:
            await interaction.response.send_modal(EditModal(portrait, locale))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Modals are recognised by their id alone, so that one opened before a restart still works."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: dict[str, Any] = dict(interaction.data or {})
        match = EDIT_ID.fullmatch(str(data.get("custom_id", "")))
        if match is not None:
            text = written(interaction)
            request = from_interaction(interaction, text=text, portrait=match["portrait"])
            await self._interact(interaction, request, thinking=True)

    async def click(self, interaction: discord.Interaction[Any], move: Move, portrait: str) -> None:
        """A button under a portrait."""
        request = from_interaction(interaction, action=move, portrait=portrait)
        await self._interact(interaction, request, thinking=False)

    async def _interact(
        self, interaction: discord.Interaction[Any], request: Request, *, thinking: bool
    ) -> None:
        """Note the click, and acknowledge it only then, so that none is lost that a member saw taken."""
        thinking = thinking or bool(request.token)  # there must be a response to fill in
        await self.bot.facet.store.receive(request)
        try:
            await interaction.response.defer(ephemeral=True, thinking=thinking)
        except TROUBLE as error:  # too late: the member was told by Discord that it failed
            log.warning("an interaction could not be acknowledged", reason=repr(error))
            await self.bot.facet.store.abandon(request.id)
            return
        if not self._recovered.is_set():
            await self._recovered.wait()
        await self.bot.answer(self._answer_interaction(interaction, request, thinking=thinking))

    async def _answer_interaction(
        self, interaction: discord.Interaction[Any], request: Request, *, thinking: bool
    ) -> None:
        try:
            deliver = self._deliver_to(interaction, request, thinking=thinking)
            await self.bot.facet.conversation.handle(request, deliver)
        except DeliveryError as error:
            await tell(interaction, str(error))
        except Exception:
            log.exception("an interaction could not be answered", request=request.id)
            await tell(interaction, self._text(request, "problem.failed"))

    def _deliver_to(
        self, interaction: discord.Interaction[Any], request: Request, *, thinking: bool
    ) -> Callable[[Reply], Awaitable[str | None]]:
        """Portraits go to the channel as ordinary messages; the rest goes to the asker alone."""

        async def deliver(reply: Reply) -> str | None:
            if reply.picture is None:
                await tell(interaction, content(reply)["content"])
                return None
            if request.token:
                return await Inside(self.bot, request.token).post(reply)
            channel = interaction.channel
            assert isinstance(channel, discord.abc.Messageable)
            posted = await self._into_channel(channel, interaction, reply)
            if thinking:
                await self._put_away(interaction)
            return posted

        return deliver

    async def _into_channel(
        self, channel: discord.abc.Messageable, interaction: discord.Interaction[Any], reply: Reply
    ) -> str:
        assert self.bot.user is not None
        under = None
        if interaction.message is not None and interaction.channel_id is not None:
            under = reference_to(interaction.message.id, interaction.channel_id, interaction.guild_id)
        member = interaction.user if under is None else None
        return await post(channel, reply, under=under, me=self.bot.user.id, member=member)

    async def _put_away(self, interaction: discord.Interaction[Any]) -> None:
        """The asker alone saw "thinking"; the portrait in the channel is the answer."""
        try:
            await interaction.delete_original_response()
        except TROUBLE as error:
            log.warning("the acknowledgement could not be removed", reason=repr(error))


def _seed(text: str) -> int:
    """A number as it is, anything else hashed."""
    stripped = text.strip()
    if stripped.isascii() and stripped.isdecimal() and int(stripped) <= MAX_SEED:
        return int(stripped)
    return seed_from_text(stripped)
