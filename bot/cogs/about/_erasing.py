"""The button that deletes what is kept about a member. It outlives restarts, and only its member sees it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self, cast

import discord

if TYPE_CHECKING:
    from bot.client import FacetBot

CUSTOM_ID = "facet:erase"


class EraseButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=re.escape(CUSTOM_ID)):
    """Deletes everything that is kept about whoever presses it."""

    def __init__(self, label: str = "") -> None:
        super().__init__(
            discord.ui.Button(
                style=discord.ButtonStyle.danger, label=label or None, emoji="🗑️", custom_id=CUSTOM_ID
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Called by discord.py on a click."""
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Portraits that others made from theirs remain."""
        bot = cast("FacetBot", interaction.client)
        erased = await bot.facet.store.erase(str(interaction.user.id))
        locale = bot.locale_for(interaction)
        line = (
            locale.text("notice.erased_portraits", count=erased) if erased else locale.text("notice.erased")
        )
        await interaction.response.edit_message(content=line, view=None)
