"""`/facet-admin`: shown to moderators only, and checked again when used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from attribute_map import AxisEntry, default_vocabulary
from bot.client import FacetBot, tell
from bot.cogs.portrait._cog import PortraitCog
from bot.cogs.portrait._posting import may_post_beside, permitted
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

    @deny.autocomplete("attribute")
    @limit.autocomplete("attribute")
    async def complete(
        self, interaction: discord.Interaction[Any], current: str
    ) -> list[app_commands.Choice[str]]:
        """Attributes with what was typed in their names."""
        axes = [axis.id for axis in self.bot.facet.studio.attribute_map.axes]
        return _choices(axes, current, self.bot.locale_for(interaction))

    @allow.autocomplete("attribute")
    async def complete_restricted(
        self, interaction: discord.Interaction[Any], current: str
    ) -> list[app_commands.Choice[str]]:
        """Of those, the ones with something to take back."""
        policy = with_rules(await self.bot.facet.store.attribute_rules(str(interaction.guild_id)))
        return _choices(sorted(policy.denied | set(policy.limits)), current, self.bot.locale_for(interaction))

    @channel.command(name="list", description="Where messages edit portraits")
    async def list_channels(self, interaction: discord.Interaction[Any]) -> None:
        """The portrait channels of this server."""
        locale, guild = self.bot.locale_for(interaction), str(interaction.guild_id)
        places = [f"<#{place}>" for place, owner in self._portrait_channels.items() if owner == guild]
        if places:
            await tell(interaction, locale.text("notice.channels", channels=enumeration(places, locale)))
        else:
            await tell(interaction, locale.text("notice.no_channels"))

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
        if on:
            self._portrait_channels[place] = str(interaction.guild_id)
        else:
            self._portrait_channels.pop(place, None)
        key = self._set_and(interaction, channel) if on else "notice.channel_unset"
        await tell(interaction, self.bot.locale_for(interaction).text(key, channel=f"<#{place}>"))

    def _set_and(self, interaction: discord.Interaction[Any], channel: discord.TextChannel | None) -> str:
        """Which sentence says that a channel is a portrait channel now, and what still hinders it."""
        if channel is not None:
            able = permitted(channel.permissions_for(channel.guild.me), thread=False)
        else:
            able = may_post_beside(interaction)
        if not able:
            return "notice.channel_mute"
        return "notice.channel_set" if self.bot.intents.message_content else "notice.channel_deaf"

    @property
    def _portrait_channels(self) -> dict[str, str]:
        """Channel to guild, as the portrait cog listens to them."""
        return cast(PortraitCog, self.bot.get_cog(PortraitCog.__cog_name__)).portrait_channels

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


def _choices(axes: Iterable[str], typed: str, locale: Locale) -> list[app_commands.Choice[str]]:
    """Those with what was typed in their names; names with a word that begins so come first."""
    sought = typed.casefold().strip()
    found: list[tuple[bool, app_commands.Choice[str]]] = []
    for axis in axes:
        title = _title(axis, locale)
        names = (title.casefold(), axis.replace("_", " "))
        if any(sought in name for name in names):
            within = not any(f" {sought}" in f" {name}" for name in names)
            found.append((within, app_commands.Choice(name=title[:100], value=axis)))
    return [choice for _, choice in sorted(found, key=lambda pair: pair[0])][:MOST_CHOICES]


def _title(axis: str, locale: Locale) -> str:
    vocabulary = default_vocabulary()
    return locale.axis(vocabulary[axis]).title if axis in vocabulary else axis
