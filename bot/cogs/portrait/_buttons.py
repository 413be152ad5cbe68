"""The buttons under a portrait. All they need is in their custom_id, so that they outlive every restart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, Self, cast

import discord

if TYPE_CHECKING:
    from bot.client import FacetBot
    from bot.cogs.portrait._cog import PortraitCog
    from bot.conversation.request import Reply
    from bot.locales import Locale

Move = Literal["undo", "redo", "another"]
MOVES: tuple[Move, ...] = ("undo", "redo", "another")
EMOJI: dict[Move, str] = {"undo": "↩️", "redo": "↪️", "another": "🎲"}
CUSTOM_ID = re.compile(r"facet:(?P<move>undo|redo|another):(?P<portrait>[0-9a-f]{32}):(?P<request>\w{1,32})")


class PortraitButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=CUSTOM_ID):
    """Undo, redo or another."""

    def __init__(
        self, move: Move, portrait: str, request: str, *, label: str = "", disabled: bool = False
    ) -> None:
        super().__init__(
            discord.ui.Button(
                style=discord.ButtonStyle.secondary,
                label=label or None,
                emoji=EMOJI[move],
                custom_id=f"facet:{move}:{portrait}:{request}",
                disabled=disabled,
            )
        )
        self.move = move
        self.portrait = portrait
        self.request = request

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Called by discord.py on a click, be the message ever so old."""
        return cls(cast(Move, match["move"]), match["portrait"], match["request"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the click to the cog."""
        bot = cast("FacetBot", interaction.client)
        cog = cast("PortraitCog", bot.get_cog("PortraitCog"))
        await cog.click(interaction, self.move, self.portrait)


def buttons(reply: Reply, locale: Locale) -> discord.ui.View:
    """The row under a reply's picture."""
    view = discord.ui.View(timeout=None)
    assert reply.draft.shows is not None
    usable = {"undo": reply.undoable, "redo": reply.redoable, "another": True}
    for move in MOVES:
        label = locale.text(f"button.{move}")
        view.add_item(
            PortraitButton(move, reply.draft.shows, reply.request.id, label=label, disabled=not usable[move])
        )
    return view


def shown_portrait(message: discord.Message) -> str | None:
    """Id of the portrait that one of our messages shows."""
    return next((match["portrait"] for match in _marks(message)), None)


def answered_request(message: discord.Message) -> str | None:
    """Id of the request that one of our messages answers with a portrait."""
    return next((match["request"] for match in _marks(message)), None)


def _marks(message: discord.Message) -> Iterator[re.Match[str]]:
    for row in message.components:
        for component in getattr(row, "children", ()):
            match = CUSTOM_ID.fullmatch(getattr(component, "custom_id", None) or "")
            if match is not None:
                yield match
