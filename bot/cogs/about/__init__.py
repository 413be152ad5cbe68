"""`/facet`: help, and what is kept about a member."""

from bot.client import FacetBot
from bot.cogs.about._cog import AboutCog


async def setup(bot: FacetBot) -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(AboutCog(bot))
