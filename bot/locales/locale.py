"""One language's sentences, with plurals, checked against English when they are read."""

from __future__ import annotations

import string
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import LocaleError

if TYPE_CHECKING:
    from attribute_map import AxisEntry

FOLDER = Path(__file__).parent
ORIGINAL = "en"
PLURAL_CATEGORIES = frozenset({"one", "few", "many", "other"})


@dataclass(frozen=True, slots=True)
class AxisWords:
    """What an axis and its poles are called in one language."""

    title: str
    negative: str
    positive: str


@dataclass(frozen=True)
class Locale:
    """The sentences of one language; look up by key, such as "reply.new"."""

    tag: str  # BCP 47
    sentences: Mapping[str, str]
    plurals: Mapping[str, Mapping[str, str]]  # key to plural category to sentence
    axes: Mapping[str, AxisWords]  # by axis id; the vocabulary's own words where there are none

    def text(self, key: str, **values: object) -> str:
        """The sentence of a key; a plural one is chosen by `count`."""
        forms = self.plurals.get(key)
        if forms is None:
            return self.sentences[key].format(**values)
        return forms[plural_category(self.tag, int(str(values["count"])))].format(**values)

    def section(self, name: str) -> dict[str, str]:
        """All sentences under a prefix, in the file's order."""
        prefix = f"{name}."
        return {k.removeprefix(prefix): text for k, text in self.sentences.items() if k.startswith(prefix)}

    def axis(self, entry: AxisEntry) -> AxisWords:
        """What an axis is called here."""
        return self.axes.get(entry.id) or AxisWords(entry.title, entry.negative, entry.positive)


def plural_category(tag: str, count: int) -> str:
    """The plural category of a whole number (Unicode CLDR, "Language Plural Rules")."""
    language = tag.split("-")[0]
    if language == "ru":
        if count % 10 == 1 and count % 100 != 11:
            return "one"
        return "few" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "many"
    if language == "zh":
        return "other"
    return "one" if count == 1 else "other"


def available_locales() -> tuple[str, ...]:
    """Tags of the languages that there are files for, English first."""
    return (ORIGINAL, *sorted(file.stem for file in FOLDER.glob("*.toml") if file.stem != ORIGINAL))


def language_of(tag: str, text: str = "", *, fallback: str = ORIGINAL) -> str:
    """The best available locale: that of the letters written, else of the tag, else the fallback."""
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()}
    for script, language in (("CYRILLIC", "ru"), ("CJK", "zh")):
        if script in scripts and language in available_locales():
            return language
    language = tag.split("-")[0].lower()
    return language if language in available_locales() else fallback


@cache
def load_locale(tag: str) -> Locale:
    """Read a language; raises LocaleError where its file is missing or its keys are not English's."""
    return read_locale(FOLDER / f"{tag}.toml", None if tag == ORIGINAL else load_locale(ORIGINAL))


def read_locale(path: Path, original: Locale | None) -> Locale:
    """Read and check one file; with `original`, keys and placeholders must be the same as there."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LocaleError(f"The language file {path.name} cannot be read: {error}") from error
    about = document.pop("locale", {})
    axes = {axis: _axis_words(path.name, axis, row) for axis, row in document.pop("axes", {}).items()}
    categories = set(about.get("plurals", ()))
    if not categories or not categories <= PLURAL_CATEGORIES or "name" not in about:
        raise LocaleError(f"{path.name}: [locale] needs a name and the plural categories of the language.")
    sentences: dict[str, str] = {}
    plurals: dict[str, dict[str, str]] = {}
    for key, value in _leaves(path.name, "", document):
        if isinstance(value, str):
            sentences[key] = value
        elif set(value) != categories:
            raise LocaleError(f"{path.name}: {key} needs exactly the forms {', '.join(sorted(categories))}.")
        else:
            plurals[key] = value
    locale = Locale(path.stem, sentences, plurals, axes)
    if original is not None:
        _check_same_keys(path.name, locale, original)
    return locale


def _leaves(file: str, prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str) or (isinstance(value, dict) and value and set(value) <= PLURAL_CATEGORIES):
            yield key, value
        elif isinstance(value, dict):
            yield from _leaves(file, f"{key}.", value)
        else:
            raise LocaleError(f"{file}: {key} is neither a sentence nor a table of sentences.")


def _axis_words(file: str, axis: str, row: Any) -> AxisWords:
    if not isinstance(row, dict) or set(row) - {"title", "negative", "positive"}:
        raise LocaleError(f"{file}: [axes.{axis}] takes title, negative and positive.")
    if not {"title", "positive"} <= set(row):
        raise LocaleError(f"{file}: [axes.{axis}] lacks its title or its positive pole.")
    return AxisWords(str(row["title"]), str(row.get("negative", row["title"])), str(row["positive"]))


def _check_same_keys(file: str, locale: Locale, original: Locale) -> None:
    ours = {**locale.sentences, **{key: _joined(forms) for key, forms in locale.plurals.items()}}
    theirs = {**original.sentences, **{key: _joined(forms) for key, forms in original.plurals.items()}}
    if wrong := set(ours) ^ set(theirs):
        raise LocaleError(f"{file}: these keys are not in both it and English: {', '.join(sorted(wrong))}.")
    for key, sentence in ours.items():
        if _placeholders(sentence) != _placeholders(theirs[key]):
            raise LocaleError(f"{file}: {key} has other {{placeholders}} than English.")


def _joined(forms: Mapping[str, str]) -> str:
    return "".join(forms.values())


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
