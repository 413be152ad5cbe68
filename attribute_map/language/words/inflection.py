"""Forms of words: how a word of a text leads to the one that the lexicon lists."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from attribute_map.language.words.morphology import Morphology

Form = Literal["base", "comparative", "superlative", "excess"]  # excess: "длинноват", a bit too long
Readings = tuple[tuple[str, Form], ...]


class Inflection(Morphology, ABC):
    """What the lexicon and the matcher need to know of a language's word forms.

    What a language does not tell by its forms it leaves as it is here.
    """

    sounds: Mapping[str, Sequence[str]]  # a character to those of its sound that it may be typed for
    syllables: Mapping[str, str] = {}  # a syllable in Latin letters to the characters that sound so
    knows_verbs: bool  # whether `reports` goes by a dictionary rather than by endings
    keys: Sequence[str] = ()  # rows of the keyboard, where a dictionary knows words in all their forms

    @abstractmethod
    def citation(self, word: str) -> str:
        """The form under which a lexicon's own word is filed."""

    def lemma(self, word: str) -> str:
        """The dictionary form that a word most likely belongs to; the word where no dictionary tells."""
        return word

    @abstractmethod
    def readings(self, word: str) -> Readings:
        """The filed forms that a word of a text may be, the likeliest first."""

    def plurals(self, words: Iterable[str]) -> list[str]:
        """Further forms of nouns to file."""
        return []

    def dictionary_forms(self, phrases: Iterable[str]) -> list[str]:
        """Forms of whole phrases to file, to which their inflected forms lead back."""
        return []

    def comparatives(self, words: Iterable[str]) -> list[str]:
        """Comparatives of adjectives to file."""
        return []

    def compounds(self, adjective: str, endings: Iterable[str]) -> list[str]:
        """What an adjective makes with the endings that stand for a noun ("тонкобровый")."""
        return []

    def superlatives(self, words: Iterable[str]) -> list[str]:
        """Superlatives of adjectives to file."""
        return []

    def familiar(self, word: str) -> str:
        """The familiar form of an order ("отмените", "отменить" as "отмени"); any other word as it is."""
        return word

    def is_of_oneself(self, word: str) -> bool:
        """Whether this verb form is of what is done to oneself ("побрился")."""
        return False


def inflection_for(name: str, document: Mapping[str, Any], fail: Callable[[str], Any]) -> Inflection:
    """The inflection a lexicon asks for with `morphology = name`."""
    if name == "suffixes":
        return Suffixes(document.get("suffixes", {}), fail)
    if name == "pymorphy":
        return Lemmas()
    if name == "characters":
        return Characters(document.get("characters", {}))
    return fail(f"has morphology {name!r}, which is neither suffixes, pymorphy nor characters")


class Suffixes(Inflection):
    """Regular forms by suffix rules of the lexicon (English): the forms are filed beforehand."""

    knows_verbs = False
    sounds: Mapping[str, Sequence[str]] = {}

    def __init__(self, rules: Mapping[str, Any], fail: Callable[[str], Any]) -> None:
        for key in ("plural", "comparative", "superlative"):
            pairs = rules.get(key, [])
            if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
                fail(f"needs suffixes.{key} as pairs of endings")
        self.rules = rules
        self.possessive = tuple(rules.get("possessive", ()))
        self.reporting = tuple(rules.get("reporting", ()))
        self.doubled = frozenset(rules.get("doubled", ()))

    def citation(self, word: str) -> str:
        return word.replace("'", "")

    def readings(self, word: str) -> Readings:
        bare = word.replace("'", "")
        for ending in self.possessive:
            if word.endswith(ending):
                return ((bare, "base"), (word.removesuffix(ending), "base"))
        return ((bare, "base"),)

    def plurals(self, words: Iterable[str]) -> list[str]:
        return [self._ended(word, "plural") for word in words if not word.endswith("s")]

    def comparatives(self, words: Iterable[str]) -> list[str]:
        return [form for word in words if " " not in word for form in self._graded(word, "comparative")]

    def superlatives(self, words: Iterable[str]) -> list[str]:
        return [form for word in words if " " not in word for form in self._graded(word, "superlative")]

    def reports(self, word: str) -> bool:
        return len(word) > 5 and word.endswith(self.reporting)

    def _graded(self, word: str, rule: str) -> list[str]:
        form = self._ended(word, rule)
        short = (
            len(word) >= 3 and word[-1] in self.doubled and word[-2] in "aeiou" and word[-3] not in "aeiou"
        )
        doubled = word + word[-1] + form[len(word) :]
        return [doubled, form] if short and form.startswith(word) else [form]  # and as many spell it: "biger"

    def _ended(self, word: str, rule: str) -> str:
        for ending, replacement in self.rules.get(rule, []):
            if word.endswith(ending):
                return word[: len(word) - len(ending)] + replacement
        return word


_SHADED = re.compile(
    r"(?:мега|супер|гипер|ультра|сверх|темно|светло|ярко|бледно|нежно|огненно|грязно|кислотно|пепельно|золотисто)(.{4,})"
)
_SLIGHTLY = ("под", "при", "по", "до", "пере", "на")  # before verbs: somewhat, or once more
_EXCESS = re.compile(r"(.{3,})[ое]ватый$")  # "великоват" is a bit too "великий"


def _is_foreign(word: str) -> bool:
    """Whether a word has letters that are not Cyrillic."""
    return any(letter.isalpha() and not "\u0400" <= letter <= "\u052f" for letter in word)


class Lemmas(Inflection):
    """Lemmas by pymorphy3 (Russian): words of a text are led back to their dictionary forms."""

    knows_verbs = True
    keys: Sequence[str] = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
    sounds: Mapping[str, Sequence[str]] = {}

    def __init__(self) -> None:
        import pymorphy3  # 0.1 s to load, and only where Russian is spoken

        self._analyzer = pymorphy3.MorphAnalyzer(lang="ru")
        # Several questions are asked of each word.
        self.parses = lru_cache(maxsize=4096)(self.parses)  # type: ignore[method-assign]
        self.familiar = lru_cache(maxsize=4096)(self.familiar)  # type: ignore[method-assign]
        self.readings = lru_cache(maxsize=20_000)(self.readings)  # type: ignore[method-assign]
        self.is_word = lru_cache(maxsize=20_000)(self.is_word)  # type: ignore[method-assign]
        self.is_name = lru_cache(maxsize=4096)(self.is_name)  # type: ignore[method-assign]
        self.is_past = lru_cache(maxsize=4096)(self.is_past)  # type: ignore[method-assign]
        self.is_of_third_person = lru_cache(maxsize=4096)(self.is_of_third_person)  # type: ignore[method-assign]

    def parses(self, word: str) -> list[Any]:
        # pymorphy3 asks for the Unicode names of letters that are not Cyrillic, and some have none.
        return list(self._analyzer.parse("x" if _is_foreign(word) else word))

    def is_word(self, word: str) -> bool:
        return bool(self._analyzer.word_is_known(word))

    def citation(self, word: str) -> str:
        return word

    def lemma(self, word: str) -> str:
        return str(self.parses(word)[0].normal_form).replace("ё", "е")

    def plurals(self, words: Iterable[str]) -> list[str]:
        """The plural cases of nouns listed in the plural, of which one is another thing ("мешки")."""
        return [form for word in words if " " not in word for form in self._plural_cases(word)]

    def dictionary_forms(self, phrases: Iterable[str]) -> list[str]:
        """Phrases with each word as a dictionary has it, so that all their cases are found.

        A noun with its adjective also the other way round: "подбородок двойной".
        """
        listed = [[self._listed(word) for word in phrase.split()] for phrase in phrases if " " in phrase]
        turned = [words[::-1] for words in listed if len(words) == 2 and self._describes(*words)]
        return [" ".join(words) for words in (*listed, *turned)]

    def _describes(self, first: str, second: str) -> bool:
        return "ADJF" in self.parses(first)[0].tag and "NOUN" in self.parses(second)[0].tag

    def compounds(self, adjective: str, endings: Iterable[str]) -> list[str]:
        if " " in adjective or not adjective.endswith(("ый", "ий", "ой")):
            return []
        stem = adjective[:-2]
        soft = stem.endswith(("ж", "ч", "ш", "щ", "ц")) or adjective.endswith("ний")
        return [f"{stem}{'е' if soft else 'о'}{ending}" for ending in endings]

    def _listed(self, word: str) -> str:
        parses = [p for p in self.parses(word) if p.normal_form == self.parses(word)[0].normal_form]
        noun = parses[0].tag.POS == "NOUN" and any("nomn" in p.tag for p in parses)  # "круги", an object too
        named = noun or {"ADJF", "nomn"} in parses[0].tag
        return str(parses[0].normal_form).replace("ё", "е") if named else word

    def _plural_cases(self, word: str) -> list[str]:
        parses = self.parses(word)
        if any(parse.normal_form == word for parse in parses):
            return []
        nouns = [parse for parse in parses if "NOUN" in parse.tag][:1]
        return [form.word.replace("ё", "е") for noun in nouns for form in noun.lexeme if "plur" in form.tag]

    def readings(self, word: str) -> Readings:
        readings: list[tuple[str, Form]] = [(word, "base")]
        if _is_foreign(word):
            return tuple(readings)
        parses = self.parses(word)[:8]
        if "NOUN" in parses[0].tag:  # "сметана" is no form of "сметать"
            parses = [parse for parse in parses if "PRTS" not in parse.tag]
        if word.startswith("по") and len(word) > 5:  # "повыше" is somewhat "выше"
            compared = [p for p in self.parses(word[2:])[:5] if "COMP" in p.tag and p.is_known]
            # "потемней" is "темней" rather than an order of "потемнеть"
            parses = compared + parses if word.endswith("ей") else parses + compared
        if not self.is_word(word) and (
            shaded := _SHADED.fullmatch(word)
        ):  # "темнокоричневые" are "коричневые"
            parses = parses + [p for p in self.parses(shaded[1])[:3] if "ADJF" in p.tag and p.is_known]
        if not parses[0].is_known and not self.is_word(word):  # "подзатемни" is "затемни"
            parses = parses + [
                parse
                for prefix in _SLIGHTLY
                if word.startswith(prefix) and self.is_word(word[len(prefix) :])
                for parse in self.parses(word[len(prefix) :])[:2]
                if parse.tag.POS in ("VERB", "INFN")
            ]
        for parse in parses:
            form: Form = (
                "comparative" if "COMP" in parse.tag else "superlative" if "Supr" in parse.tag else "base"
            )
            words = [parse.normal_form]
            if stem := _EXCESS.match(parse.normal_form):  # "нос длинноват" complains, "длинноватый" describes
                form_of_stem: Form = "excess" if "ADJS" in parse.tag else "base"
                readings[1:1] = [(stem[1] + ending, form_of_stem) for ending in ("ый", "ий", "ой")]
            if "PRTF" in parse.tag or "PRTS" in parse.tag:  # a participle may be listed as an adjective
                words += [p.word for p in (parse.inflect({"PRTF", "nomn", "masc", "sing"}),) if p is not None]
            if "ADVB" in parse.tag and word.endswith("о"):  # "бледно вышло"
                words += [word[:-1] + ending for ending in ("ый", "ий", "ой")]
            for listed in words:
                reading = (listed.replace("ё", "е"), form)
                if reading not in readings:
                    readings.append(reading)
        return tuple(readings)

    def familiar(self, word: str) -> str:
        polite = word.endswith("те") and any("impr" in parse.tag for parse in self.parses(word))
        if polite and self.orders(word[:-2]):
            return word[:-2]
        verb = self.parses(word)[0]
        if verb.tag.POS != "INFN" or not verb.is_known:
            return word
        order = verb.inflect({"impr", "sing", "excl"})
        return word if order is None else str(order.word).replace("ё", "е")

    def is_of_oneself(self, word: str) -> bool:
        return word.endswith(("ся", "сь"))


class Characters(Inflection):
    """Chinese: every character stands for itself, traditional ones for their simplified form."""

    knows_verbs = False

    def __init__(self, simplified: Mapping[str, Any]) -> None:
        pairs = zip(
            str(simplified.get("traditional", "")), str(simplified.get("simplified", "")), strict=False
        )
        self.simplified = dict(pairs)
        sounds: dict[str, list[str]] = {}
        for meant, typed in simplified.get("homophones", {}).items():
            for character in typed:
                sounds.setdefault(character, []).append(meant)
        self.sounds: Mapping[str, Sequence[str]] = sounds
        self.syllables: Mapping[str, str] = dict(simplified.get("pinyin", {}))

    def citation(self, word: str) -> str:
        return "".join(self.simplified.get(c, c) for c in word)

    def readings(self, word: str) -> Readings:
        return ((self.citation(word), "base"),)

    def is_word(self, word: str) -> bool:
        return True
