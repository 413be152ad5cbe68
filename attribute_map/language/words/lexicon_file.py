"""Reads the words of one language from its data file, and checks them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NoReturn, cast, get_args, get_type_hints

from attribute_map.changes import Answer, Courtesy
from attribute_map.errors import VocabularyError
from attribute_map.language.words.classes import FUNCTIONS, Classes, Letters, Row, Words
from attribute_map.language.words.inflection import inflection_for
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.meanings import Effect, Effects, Entry, Meaning, Node
from attribute_map.language.words.patterns import spell_out
from attribute_map.language.words.tokens import words_of
from attribute_map.vocabulary import Vocabulary

LEXICONS = Path(__file__).parents[2] / "lexicons"

_KEYS: dict[str, frozenset[str]] = {
    "adjective": frozenset(
        [
            "words",
            "name",
            "axes",
            "size",
            "more",
            "superlative",
            "verbs",
            "comparative_axes",
            "style",
            "shade",
            "inflect",
        ]
    ),
    "thing": frozenset(["words", "name", "axes", "none", "flaw", "keep", "compounds"]),
    "trait": frozenset(["words", "axes"]),
    "part": frozenset(["words", "name", "like", "keep", "act", "compounds"]),
    "person": frozenset(["words", "axes", "role", "invented"]),
    "action": frozenset(["words", "name", "axes", "kind", "verb", "of"]),
    "degree": frozenset(["words", "factor"]),
    "decade": frozenset(["words", "years"]),
}
_TABLES = frozenset(_KEYS) | {
    "language",
    "suffixes",
    "words",
    "combine",
    "commands",
    "answers",
    "courtesies",
    "chatter",
    "characters",
    "numerals",
}
_LANGUAGE_KEYS = frozenset(("code", "script", "morphology", *get_type_hints(Classes)))
OPERATORS = frozenset(("more", "less", "none", "some", "alone"))  # what may be said of a part by itself
_EFFECT = re.compile(r"^(?P<axis>[a-z][a-z0-9_]*)(?P<sign>[+-])(?P<weight>\d+(?:\.\d+)?)?$")


def load_lexicon(path: Path, vocabulary: Vocabulary, phrases: Mapping[str, Effects] | None = None) -> Lexicon:
    """Read and check one lexicon; raises VocabularyError that names the file and the entry at fault.

    `phrases` are further adjectives with their meaning; a word that the file lists itself has precedence.
    """
    return _Reader(path, vocabulary).lexicon(phrases or {})


class _Reader:
    """One pass over a lexicon file."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        self.file = path.name
        self.vocabulary = vocabulary
        try:
            self.document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise VocabularyError(f"{path.name} cannot be read: {error}") from error
        self.root = Node()
        self.owners: dict[tuple[str, ...], str] = {}
        self.spelled_out: set[str] = set()  # phrases that a pattern stands for

    def lexicon(self, phrases: Mapping[str, Effects]) -> Lexicon:
        if unknown := set(self.document) - _TABLES:
            self.fail(sorted(unknown)[0], "is no table of a lexicon")
        language = self.table("language")
        if unknown := set(language) - _LANGUAGE_KEYS:
            self.fail("language", f"has the unknown key {sorted(unknown)[0]!r}")
        self.inflection = inflection_for(
            str(language.get("morphology", "")), self.document, lambda why: self.fail("language", why)
        )
        entries = tuple(self.entries())
        own_words = self.root.words()
        combine = self.combinations(entries)
        self.file_compounds(entries, combine)
        for phrase, effects in phrases.items():
            if self.composed(phrase, combine):
                continue  # the grammar reads it, with "more" and "not" and all
            meaning = Meaning(Entry("adjective", phrase, (phrase,), effects, effects))
            self.put("phrases.tsv", (phrase,), meaning, derived=True)
        chatter = self.table("chatter")
        idioms = self.words("chatter.idioms", chatter.get("idioms", []))
        self.put("chatter.idioms", idioms, Meaning(Entry("function", "narrative", idioms)))
        greetings = self.words("chatter.greetings", chatter.get("greetings", []))
        self.put("chatter.greetings", greetings, Meaning(Entry("function", "filler", greetings)))
        return Lexicon(
            code=str(language.get("code", "")),
            script=str(language.get("script", "")),
            file=self.file,
            entries=entries,
            combine=combine,
            colours=frozenset(
                quality
                for row in combine.values()
                for quality, effects in row.items()
                if any(self.vocabulary[effect.axis].group for effect in effects)
            ),
            commands=self.phrases("commands"),
            answers=cast("dict[Answer, tuple[str, ...]]", self.phrases_by("answers", get_args(Answer))),
            courtesies=cast(
                "dict[Courtesy, tuple[str, ...]]", self.phrases_by("courtesies", get_args(Courtesy))
            ),
            inert=frozenset(e.name for e in entries if e.kind == "part" and e.name not in combine),
            groups={axis.id: axis.group for axis in self.vocabulary if axis.group},
            worn=frozenset(axis.id for axis in self.vocabulary if axis.kind == "presence"),
            regions={axis.id: axis.region for axis in self.vocabulary},
            greetings=frozenset(greetings),
            not_typos=frozenset(self.words("chatter.not_typos", chatter.get("not_typos", []))),
            numerals=self.numerals(),
            inflection=self.inflection,
            own_words=own_words,
            root=self.root,
            **self.classes(),
        )

    def phrases(self, table: str) -> dict[str, tuple[str, ...]]:
        """A table of lists of phrases."""
        return {name: self.words(f"{table}.{name}", row) for name, row in self.table(table).items()}

    def phrases_by(self, table: str, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """A table of lists of phrases under names of a given set."""
        phrases = self.phrases(table)
        if unknown := set(phrases) - set(names):
            self.fail(f"{table}.{sorted(unknown)[0]}", f"is none of {', '.join(names)}")
        return phrases

    # -- entries -------------------------------------------------------------------------------------------

    def entries(self) -> Iterator[Entry]:
        for name, words in self.table("words").items():
            if name not in FUNCTIONS:
                self.fail(f"words.{name}", "is no class of function words")
            yield self.listed(Entry("function", name, self.words(f"words.{name}", words)))
        for kind in _KEYS:
            for row in self.document.get(kind, []):
                yield self.listed(self.entry(kind, row), row)

    def entry(self, kind: str, row: Any) -> Entry:
        where = f"[[{kind}]]"
        if not isinstance(row, dict):
            self.fail(where, "is no table")
        words = self.words(where, row.get("words"))
        where = f"[[{kind}]] “{words[0]}”"
        if unknown := set(row) - _KEYS[kind]:
            self.fail(where, f"has the unknown key {sorted(unknown)[0]!r}")
        effects = self.effects(where, row.get("axes", ""))
        if not effects and kind in ("thing", "trait", "action"):
            self.fail(where, "names no axes")
        size = row.get("size", 0)
        if size not in (-1, 0, 1):
            self.fail(where, f"has size {size!r}, which is neither 1 nor -1")
        return Entry(
            kind=kind,  # type: ignore[arg-type]  # one of _KEYS
            name=str(row.get("name", words[0])),
            words=words,
            effects=effects,
            comparative_effects=self.effects(where, row.get("comparative_axes", "")) or effects,
            none_effects=self.effects(where, row.get("none", "")),
            size=size,
            factor=self.positive(where, "factor", row.get("factor", 1.0)),
            years=self.positive(where, "years", row.get("years", 1)),
            relative=row.get("kind") == "relative",
            verb=str(row.get("verb", "")),
            of=str(row.get("of", "")),
            role=bool(row.get("role", False)),
            invented=bool(row.get("invented", False)),
            style=bool(row.get("style", False)),
            flaw=bool(row.get("flaw", False)),
            shade=bool(row.get("shade", False)),
            keep=tuple(self.axis(where, axis) for axis in row.get("keep", ())),
            act=bool(row.get("act", False)),
        )

    def listed(self, entry: Entry, row: Mapping[str, Any] | None = None) -> Entry:
        row = row or {}
        where = f"[[{entry.kind}]] “{entry.words[0]}”" if entry.kind != "function" else f"words.{entry.name}"
        base = Meaning(entry)
        self.put(where, entry.words, base)
        if entry.kind != "function":
            self.put(where, self.inflection.dictionary_forms(entry.words), base, derived=True)
        if entry.kind == "adjective":
            comparative, superlative = Meaning(entry, "comparative"), Meaning(entry, "superlative")
            self.put(where, self.words(where, row.get("more", [])), comparative)
            self.put(where, self.words(where, row.get("superlative", [])), superlative)
            self.put(where, self.words(where, row.get("verbs", [])), Meaning(entry, "comparative", True))
            if row.get("inflect", row.get("more") != []):
                self.put(where, self.inflection.comparatives(entry.words), comparative, derived=True)
                self.put(where, self.inflection.superlatives(entry.words), superlative, derived=True)
        elif entry.kind in ("thing", "part", "person"):
            self.put(where, self.inflection.plurals(entry.words), base, derived=True)
        return entry

    def put(self, where: str, phrases: Iterable[str], meaning: Meaning, *, derived: bool = False) -> None:
        """Add phrases to the trie; a derived form, or one of a pattern, gives way to one that is listed."""
        for phrase in phrases:
            words = words_of(phrase)
            if words is None:
                self.fail(where, f"has a phrase with a punctuation mark: {phrase!r}")
            keys = tuple(self.inflection.citation(word) for word in words)
            if not keys:
                self.fail(where, f"has a phrase without words: {phrase!r}")
            owner = self.owners.get(keys)
            gives_way = derived or phrase in self.spelled_out
            if gives_way and owner is not None:
                continue
            if owner is not None and not owner.endswith("(derived)"):
                self.fail(where, f"repeats “{phrase}”, which {owner} has already")
            self.owners[keys] = f"{where} (derived)" if gives_way else where
            node = self.root
            for key in keys:
                node = node.following.setdefault(key, Node())
            node.meaning = meaning

    def file_compounds(self, entries: Sequence[Entry], combine: Mapping[str, Mapping[str, Effects]]) -> None:
        """File the adjectives that are made of an adjective and a noun: "тонкобровый", "рыжебородый".

        What one means is what the two mean beside each other, and no typo is mended towards it.
        """
        adjectives = [entry for entry in entries if entry.kind == "adjective"]
        for kind in ("part", "thing"):
            for row in self.document.get(kind, []):
                where, endings = f"[[{kind}]] compounds", self.words(f"[[{kind}]]", row.get("compounds", []))
                noun = str(row.get("name", row["words"][0]))
                own = self.effects(where, row.get("axes", "")) if endings else ()
                for adjective in adjectives if endings else ():
                    effects = combine.get(noun, {}).get(adjective.name) or (
                        own if adjective.size or not adjective.effects else ()
                    )
                    words = [w for word in adjective.words for w in self.inflection.compounds(word, endings)]
                    if effects and words:
                        made = Entry("adjective", words[0], tuple(words), effects, effects)
                        self.put(where, words, Meaning(made), derived=True)

    def composed(self, phrase: str, combine: Mapping[str, Mapping[str, Effects]]) -> bool:
        """Whether a phrase is a part with an adjective or a negation that [combine.…] has already."""
        words = [self.inflection.citation(word) for word in words_of(phrase) or ()]
        meanings = [node.meaning for node in (self.root.following.get(word) for word in words) if node]
        if len(words) != 2 or len(meanings) != 2 or None in meanings:
            return False
        first, second = (meaning.entry for meaning in meanings if meaning is not None)
        quality = "none" if (first.kind, first.name) == ("function", "no") else first.name
        return (first.kind == "adjective" or quality == "none") and quality in combine.get(second.name, {})

    # -- tables --------------------------------------------------------------------------------------------

    def combinations(self, entries: Sequence[Entry]) -> dict[str, dict[str, Effects]]:
        parts = {entry.name for entry in entries if entry.kind in ("part", "thing")} | {"person"}
        qualities = {e.name for e in entries if e.kind in ("adjective", "action")} | OPERATORS
        combine: dict[str, dict[str, Effects]] = {}
        for part, row in self.table("combine").items():
            if part not in parts:
                self.fail(f"combine.{part}", "is no part or thing of this lexicon")
            for quality, axes in row.items():
                if quality not in qualities:
                    self.fail(f"combine.{part}.{quality}", "is the name of no adjective or action here")
                combine.setdefault(part, {})[quality] = self.effects(f"combine.{part}.{quality}", axes)
        for row in self.document.get("part", []):
            if like := row.get("like"):
                name = row.get("name", row["words"][0])
                if like not in combine:
                    self.fail(f"[[part]] “{row['words'][0]}”", f"is like {like!r}, which has no combinations")
                combine[name] = {**combine[like], **combine.get(name, {})}
        return combine

    def numerals(self) -> dict[str, dict[str, int]]:
        table = self.table("numerals")
        for name, row in table.items():
            if name not in ("units", "powers") or not isinstance(row, dict):
                self.fail(f"numerals.{name}", "is neither units nor powers")
            if not all(isinstance(value, int) for value in row.values()):
                self.fail(f"numerals.{name}", "needs a whole number for each character")
        return table

    def classes(self) -> dict[str, Any]:
        """The rows of [language] by the fields of Classes, each as the type of its field asks."""
        language = self.table("language")

        def row_of(name: str) -> Row:
            return self.words(f"language.{name}", language.get(name, []))

        read: dict[Any, Callable[[str], Any]] = {
            Words: lambda name: frozenset(row_of(name)),
            Row: row_of,
            Letters: lambda name: self.letters(name, language.get(name, [])),
            str: lambda name: str(language.get(name, "")),
        }
        return {name: read[of_type](name) for name, of_type in get_type_hints(Classes).items()}

    def letters(self, name: str, rows: Any) -> Letters:
        if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == 2 for row in rows):
            self.fail(f"language.{name}", "needs pairs: letters as written, and the right ones")
        return tuple((str(wrong), str(right)) for wrong, right in rows)

    def effects(self, where: str, text: Any) -> Effects:
        if not isinstance(text, str):
            self.fail(where, 'needs its axes as text such as "beard+ age-"')
        effects = []
        for word in text.split():
            match = _EFFECT.match(word)
            if match is None:
                self.fail(where, f'has {word!r} where "axis+" or "axis-" belongs')
            sign: Literal[1, -1] = 1 if match["sign"] == "+" else -1
            effects.append(Effect(self.axis(where, match["axis"]), sign, float(match["weight"] or 1.0)))
        return tuple(effects)

    def axis(self, where: str, axis: Any) -> str:
        if axis not in self.vocabulary:
            self.fail(where, f"names the axis {axis!r}, which the vocabulary lacks")
        return str(axis)

    def words(self, where: str, words: Any) -> tuple[str, ...]:
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            self.fail(where, "needs a list of words")
        self.spelled_out.difference_update(words)  # here they are listed, whatever other lists stand for
        return tuple(phrase for word in words for phrase in self.spell_out(word))

    def spell_out(self, pattern: str) -> list[str]:
        """The phrases that a pattern stands for, noted where it has choices."""
        phrases = spell_out(pattern)
        if phrases != [pattern]:
            self.spelled_out.update(phrases)
        return phrases

    def positive(self, where: str, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1000:
            self.fail(where, f"has {key} = {value!r}, which is no positive number")
        return float(value)

    def table(self, name: str) -> dict[str, Any]:
        table = self.document.get(name, {})
        if not isinstance(table, dict):
            self.fail(name, "is no table")
        return table

    def fail(self, where: str, why: str) -> NoReturn:
        raise VocabularyError(f"{self.file}: {where} {why}.")
