"""The box that "Edit this portrait" opens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.locales import Locale

EDIT_ID = re.compile(r"facet:edit:(?P<portrait>[0-9a-f]{32})")
LONGEST = 1000


class EditModal(discord.ui.Modal):
    """One line of text. What was written is read by the cog from the interaction, see `written`."""

    def __init__(self, portrait: str, locale: Locale) -> None:
        super().__init__(
            title=locale.text("button.edit_title"), custom_id=f"facet:edit:{portrait}", timeout=900
        )
        self.add_item(
            discord.ui.TextInput(
                label=locale.text("button.edit_label"),
                placeholder=locale.text("button.edit_hint"),
                custom_id="text",
                max_length=LONGEST,
            )
        )

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """The cog answers, also for a modal that was opened before a restart."""


def written(interaction: discord.Interaction[Any]) -> str:
    """The text that was entered."""
    return " ".join(_values(interaction.data or {})).strip()


def _values(component: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(component.get("value"), str):
        yield component["value"]
    for part in component.get("components", ()):
        yield from _values(part)
    if isinstance(component.get("component"), dict):
        yield from _values(component["component"])
