"""Help, and every member's right to see and delete what is kept about them."""

from __future__ import annotations

import io
import json
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import FacetBot, tell
from bot.cogs.about._erasing import EraseButton


class AboutCog(commands.Cog):
    """`/facet help`, `/facet privacy export`, `/facet privacy delete`."""

    facet = app_commands.Group(name="facet", description="About Facet")
    privacy = app_commands.Group(name="privacy", description="What is kept about you", parent=facet)

    def __init__(self, bot: FacetBot) -> None:
        self.bot = bot

    @facet.command(description="What you can say")
    async def help(self, interaction: discord.Interaction[Any]) -> None:
        """One line with examples."""
        await tell(interaction, self.bot.locale_for(interaction).text("reply.help"))

    @privacy.command(description="Get everything that is kept about you")
    async def export(self, interaction: discord.Interaction[Any]) -> None:
        """A JSON file for the member's eyes."""
        document = await self.bot.facet.store.export(str(interaction.user.id))
        data = json.dumps(document, ensure_ascii=False, indent=1).encode()
        await interaction.response.send_message(
            self.bot.locale_for(interaction).text("notice.exported"),
            file=discord.File(io.BytesIO(data), filename="facet.json"),
            ephemeral=True,
        )

    @privacy.command(description="Delete everything that is kept about you")
    async def delete(self, interaction: discord.Interaction[Any]) -> None:
        """There is no way back, so it asks first."""
        locale = self.bot.locale_for(interaction)
        sure = discord.ui.View(timeout=None).add_item(EraseButton(locale.text("button.erase")))
        await interaction.response.send_message(locale.text("notice.erasing"), view=sure, ephemeral=True)
