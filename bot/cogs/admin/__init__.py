"""What moderators decide: attributes and channels."""

from bot.client import FacetBot
from bot.cogs.admin._cog import AdminCog


async def setup(bot: FacetBot) -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(AdminCog(bot))
