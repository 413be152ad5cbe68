"""`/facet`: help, and what is kept about a member."""

from bot.client import FacetBot
from bot.cogs.about._cog import AboutCog
from bot.cogs.about._erasing import EraseButton


async def setup(bot: FacetBot) -> None:
    """Called by discord.py when the extension is loaded."""
    bot.add_dynamic_items(EraseButton)
    await bot.add_cog(AboutCog(bot))
