"""Portraits by talking: messages, `/portrait`, the context menu and the buttons."""

from bot.client import FacetBot
from bot.cogs.portrait._buttons import PortraitButton
from bot.cogs.portrait._cog import PortraitCog


async def setup(bot: FacetBot) -> None:
    """Called by discord.py when the extension is loaded."""
    cog = PortraitCog(bot, await bot.facet.store.portrait_channels())
    bot.add_dynamic_items(PortraitButton)
    await bot.add_cog(cog)
