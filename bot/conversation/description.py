"""Alt text: what is in a portrait, in words, for those who do not see it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.locales import Locale

MOST_FEATURES = 10  # a listener's patience
_SIGNS = {-1: "-", 0: "0", 1: "+"}


def describe(shown: Mapping[str, int], locale: Locale) -> str:
    """One sentence for what `AttributeMap.shown` found: axis to pole, 1 or -1."""
    subject = _SIGNS[shown.get("age", 0)] + _SIGNS[shown.get("masculinity", 0)]
    features = (
        _named(shown, locale, "alt.skin") + _hair(shown, locale) + _named(shown, locale, "alt.traits")
    )[:MOST_FEATURES]
    listed = locale.text("alt.features", list=enumeration(features, locale)) if features else ""
    return locale.text("alt.sentence", subject=locale.text(f"alt.subject.{subject}"), features=listed)


def enumeration(items: list[str], locale: Locale, *, last: str = "part.and") -> str:
    """Items with commas, and a word before the last."""
    if len(items) < 2:
        return "".join(items)
    return locale.text("part.comma").join(items[:-1]) + locale.text(last) + items[-1]


def _hair(shown: Mapping[str, int], locale: Locale) -> list[str]:
    if shown.get("bald", 0) > 0:
        return [locale.text("alt.bald")]
    adjectives = _named(shown, locale, "alt.hair_adjectives")
    joined = locale.text("alt.adjective_gap").join(adjectives)
    return [locale.text("alt.hair", adjectives=joined)] if adjectives else []


def _named(shown: Mapping[str, int], locale: Locale, section: str) -> list[str]:
    """The section's words for those axes and poles that show, in the section's order."""
    return [
        text for key, text in locale.section(section).items() if _SIGNS[shown.get(key[:-1], 0)] == key[-1]
    ]
