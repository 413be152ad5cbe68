"""Sentences by key in every language Facet speaks, read from the TOML files beside this module."""

from bot.locales.locale import AxisWords, Locale, available_locales, language_of, load_locale

__all__ = ["AxisWords", "Locale", "available_locales", "language_of", "load_locale"]
