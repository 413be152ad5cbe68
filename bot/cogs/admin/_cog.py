"""`/facet-admin`: shown to moderators only, and checked again when used."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from attribute_map import AxisEntry, default_vocabulary
from bot.client import FacetBot, tell
from bot.cogs.portrait._cog import PortraitCog
from bot.conversation.description import enumeration
from bot.errors import BotError
from bot.locales import Locale
from bot.policy import with_rules
from bot.store import AttributeRule

MOST_CHOICES = 25  # Discord's limit
MOST_CHARACTERS = 1900


class AdminCog(commands.Cog):
    """Attributes and channels of one guild."""

    admin = app_commands.Group(
        name="facet-admin",
        description="What Facet may do on this server",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
    )
    attributes = app_commands.Group(
        name="attributes", description="Which attributes members may change", parent=admin
    )
    channel = app_commands.Group(
        name="channel", description="Channels where messages edit portraits", parent=admin
    )

    def __init__(self, bot: FacetBot) -> None:
        self.bot = bot

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """The defaults can be overridden by a server's settings; this cannot."""
        if interaction.guild_id is None:
            raise BotError(self.bot.locale_for(interaction).text("problem.servers_only"))
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        return True

    @attributes.command(name="list", description="What may be changed here")
    async def list_attributes(self, interaction: discord.Interaction[Any]) -> None:
        """Denied and limited attributes."""
        locale = self.bot.locale_for(interaction)
        policy = with_rules(await self.bot.facet.store.attribute_rules(str(interaction.guild_id)))
        if not policy.denied and not policy.limits:
            count = len(self.bot.facet.studio.attribute_map.axes)
            await tell(interaction, locale.text("notice.no_rules", count=count))
            return
        none = locale.text("notice.none")
        denied = enumeration([_title(axis, locale) for axis in sorted(policy.denied)], locale)
        limited = enumeration(
            [f"{_title(axis, locale)} (±{limit:g} σ)" for axis, limit in sorted(policy.limits.items())],
            locale,
        )
        line = locale.text("notice.rules", denied=denied or none, limited=limited or none)
        await tell(interaction, line[:MOST_CHARACTERS])

    @attributes.command(description="Let members change an attribute again")
    @app_commands.describe(attribute="Which one")
    async def allow(self, interaction: discord.Interaction[Any], attribute: str) -> None:
        """Take a denial and a limit back."""
        entry = self._entry(interaction, attribute)
        await self._set(interaction, AttributeRule(entry.id))
        await self._report(interaction, "notice.allowed", entry)

    @attributes.command(description="Keep members from changing an attribute")
    @app_commands.describe(attribute="Which one")
    async def deny(self, interaction: discord.Interaction[Any], attribute: str) -> None:
        """Wishes for it are left out from now on, and members are told so."""
        entry = self._entry(interaction, attribute)
        await self._set(interaction, AttributeRule(entry.id, allowed=False))
        await self._report(interaction, "notice.denied", entry)

    @attributes.command(description="Limit how far members may move an attribute")
    @app_commands.describe(attribute="Which one", sigma="How far, in standard deviations either way")
    async def limit(
        self,
        interaction: discord.Interaction[Any],
        attribute: str,
        sigma: app_commands.Range[float, 0.1, 6.0],
    ) -> None:
        """Wishes are cut short at the limit."""
        entry = self._entry(interaction, attribute)
        await self._set(interaction, AttributeRule(entry.id, limit=sigma))
        await self._report(interaction, "notice.limited", entry, limit=f"{sigma:g}")

    @allow.autocomplete("attribute")
    @deny.autocomplete("attribute")
    @limit.autocomplete("attribute")
    async def complete(
        self, interaction: discord.Interaction[Any], current: str
    ) -> list[app_commands.Choice[str]]:
        """Attributes whose name contains what was typed."""
        locale, typed = self.bot.locale_for(interaction), current.casefold().strip()
        found = [
            app_commands.Choice(name=_title(axis.id, locale)[:100], value=axis.id)
            for axis in self.bot.facet.studio.attribute_map.axes
            if typed in axis.id.replace("_", " ") or typed in _title(axis.id, locale).casefold()
        ]
        return found[:MOST_CHOICES]

    @channel.command(name="set", description="Messages in a channel edit portraits, without a mention")
    @app_commands.describe(channel="Which one; this one unless you choose")
    async def set_channel(
        self, interaction: discord.Interaction[Any], channel: discord.TextChannel | None = None
    ) -> None:
        """Make it a portrait channel."""
        await self._switch(interaction, channel, on=True)

    @channel.command(name="unset", description="Make a channel an ordinary one again")
    @app_commands.describe(channel="Which one; this one unless you choose")
    async def unset_channel(
        self, interaction: discord.Interaction[Any], channel: discord.TextChannel | None = None
    ) -> None:
        """Members have to address the bot there again."""
        await self._switch(interaction, channel, on=False)

    async def _switch(
        self, interaction: discord.Interaction[Any], channel: discord.TextChannel | None, *, on: bool
    ) -> None:
        place = str(channel.id if channel is not None else interaction.channel_id)
        await self.bot.facet.store.set_portrait_channel(place, str(interaction.guild_id), on=on)
        portraits = cast(PortraitCog, self.bot.get_cog(PortraitCog.__cog_name__))
        if on:
            portraits.portrait_channels[place] = str(interaction.guild_id)
        else:
            portraits.portrait_channels.pop(place, None)
        key = "notice.channel_set" if on else "notice.channel_unset"
        await tell(interaction, self.bot.locale_for(interaction).text(key, channel=f"<#{place}>"))

    async def _set(self, interaction: discord.Interaction[Any], rule: AttributeRule) -> None:
        await self.bot.facet.store.set_attribute_rule(str(interaction.guild_id), rule)

    async def _report(
        self, interaction: discord.Interaction[Any], key: str, entry: AxisEntry, **values: str
    ) -> None:
        locale = self.bot.locale_for(interaction)
        title = locale.axis(entry).title
        await tell(interaction, locale.text(key, axis=title[0].upper() + title[1:], **values))

    def _entry(self, interaction: discord.Interaction[Any], attribute: str) -> AxisEntry:
        """The axis that was chosen, or typed by id or title."""
        locale, typed = self.bot.locale_for(interaction), attribute.casefold().strip()
        for axis in self.bot.facet.studio.attribute_map.axes:
            if typed in (axis.id, axis.id.replace("_", " "), locale.axis(axis.entry).title.casefold()):
                return axis.entry
        quoted = locale.text("part.quote", text=discord.utils.escape_markdown(attribute[:40]))
        raise BotError(locale.text("problem.no_such_axis", axis=quoted))


def _title(axis: str, locale: Locale) -> str:
    vocabulary = default_vocabulary()
    return locale.axis(vocabulary[axis]).title if axis in vocabulary else axis
