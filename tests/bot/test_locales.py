"""The sentences: complete in every language, plural where a number decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from attribute_map import default_vocabulary
from bot.conversation.description import describe
from bot.errors import LocaleError
from bot.locales import available_locales, language_of, load_locale
from bot.locales.locale import plural_category, read_locale


@pytest.mark.parametrize("tag", available_locales())
def test_every_language_has_every_sentence_and_words_for_every_axis(tag: str) -> None:
    locale = load_locale(tag)
    for entry in default_vocabulary():
        words = locale.axis(entry)
        assert all((words.title, words.negative, words.positive))
        if tag != "en":
            assert entry.id in locale.axes
        poles = ("+",) if entry.kind == "presence" else ("+", "-")
        said = {key for key in locale.sentences if key.startswith("alt.")}
        for pole in poles:
            if entry.id not in ("age", "masculinity", "bald"):
                assert any(key.endswith(f".{entry.id}{pole}") for key in said), entry.id + pole


def test_alt_text_reads_as_a_sentence() -> None:
    shown = {
        "age": 1,
        "masculinity": 1,
        "skin_tone": 1,
        "curly_hair": 1,
        "gray_hair": 1,
        "beard": 1,
        "glasses": 1,
    }
    assert describe(shown, load_locale("en")) == (
        "Portrait of an older masculine face with dark skin, curly gray hair, a beard and glasses. Generated."
    )
    assert describe({}, load_locale("en")) == "Portrait of a face. Generated."
    assert "bald head" in describe({"bald": 1, "curly_hair": 1}, load_locale("en"))


@pytest.mark.parametrize(
    ("tag", "count", "category"),
    [
        ("en", 1, "one"),
        ("en", 0, "other"),
        ("ru", 1, "one"),
        ("ru", 11, "many"),
        ("ru", 22, "few"),
        ("zh", 1, "other"),
    ],
)
def test_plural_categories_are_those_of_the_cldr(tag: str, count: int, category: str) -> None:
    assert plural_category(tag, count) == category


def test_the_letters_written_decide_the_language_before_the_tag_does() -> None:
    assert language_of("en-US", "older") == "en"
    assert language_of("xx", "") == "en"
    for text, tag in (("старше", "ru"), ("老一点", "zh")):
        assert language_of("en-US", text) == (tag if tag in available_locales() else "en")


def test_a_language_file_with_other_keys_or_placeholders_is_refused(tmp_path: Path) -> None:
    english = Path(load_locale.__wrapped__.__globals__["FOLDER"]) / "en.toml"
    original = load_locale("en")
    text = english.read_text(encoding="utf-8")
    for wrong in (
        text.replace('new = "A new portrait."\n', "", 1),
        text.replace("{pole} +{amount}", "{pole} +{sum}", 1),
        text.replace('one = "{count} more"\n', "", 1),
        "not toml at all",
    ):
        assert wrong != text
        file = tmp_path / "xx.toml"
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(LocaleError, match=r"xx\.toml"):
            read_locale(file, original)
