"""Descriptions of slash commands in the languages that there are locales for."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.locales import available_locales, load_locale


class CommandTranslator(app_commands.Translator):
    """Finds an English description in the locales; names stay, for people tell them to each other."""

    def __init__(self) -> None:
        self._keys = {text: key for key, text in load_locale("en").section("command").items()}

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Called by discord.py for each name and description in each of Discord's languages."""
        key, language = self._keys.get(string.message), locale.value.split("-")[0]
        if key is None or language == "en" or language not in available_locales():
            return None
        return load_locale(language).text(f"command.{key}")
