"""Forms of words: how a word of a text leads to the one that the lexicon lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, Protocol

Form = Literal["base", "comparative", "superlative", "excess"]  # excess: "длинноват", a bit too long
Readings = tuple[tuple[str, Form], ...]


class Inflection(Protocol):
    """What the lexicon and the matcher need to know of a language's word forms.

    What a language does not tell by its forms it leaves as it is here.
    """

    sounds: Mapping[str, Sequence[str]]  # a character to those of its sound that it may be typed for
    knows_verbs: bool  # whether `reports` goes by a dictionary rather than by endings
    keys: Sequence[str] = ()  # rows of the keyboard, where a dictionary knows words in all their forms

    def citation(self, word: str) -> str:
        """The form under which a lexicon's own word is filed."""

    def lemma(self, word: str) -> str:
        """The dictionary form that a word most likely belongs to; the word where no dictionary tells."""
        return word

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

    def is_word(self, word: str) -> bool:
        """Whether this is a word of the language, so that it is no typo for another."""
        return False

    def may_be_object(self, word: str) -> bool:
        """Whether this form of a noun may be what a verb acts on."""
        return True

    def is_object(self, word: str) -> bool:
        """Whether this form of a noun can only be what a verb acts on ("бороду")."""
        return False

    def orders(self, word: str) -> bool:
        """Whether this is a verb form that says what to do, and no other ("улыбнись")."""
        return False

    def is_done_by_verb(self, phrase: str) -> bool:
        """Whether these words end in a verb ("облысеет")."""
        return False

    def is_finite(self, word: str) -> bool:
        """Whether this is a verb form with a subject of its own ("улыбнётся")."""
        return False

    def is_to_be_done(self, phrase: str) -> bool:
        """Whether these words hold a verb in a form that may say what to do ("открой рот", "побрить")."""
        return False

    def familiar(self, word: str) -> str:
        """The familiar form of an order ("отмените", "отменить" as "отмени"); any other word as it is."""
        return word

    def is_somebody(self, word: str) -> bool:
        """Whether this is a noun for somebody, in the form that calls them ("голубчик")."""
        return False

    def is_one_of_a_kind(self, word: str) -> bool:
        """Whether this calls one person by what they are, and not by a name ("крепыш")."""
        return False

    def is_of_many(self, word: str) -> bool:
        """Whether this form of a noun names several as who does something ("мужчины")."""
        return False

    def is_animate_object(self, word: str) -> bool:
        """Whether this is a noun for a living being, in the form of an object ("дракона")."""
        return False

    def is_noun(self, word: str) -> bool:
        """Whether this is a noun, in a form that may say what is done or is there ("рога")."""
        return False

    def is_name(self, word: str) -> bool:
        """Whether this calls somebody by a given name ("Саня"), or is a form only for calling ("мам")."""
        return False

    def is_place(self, word: str) -> bool:
        """Whether this is the name of a town or country, in the form of where something is ("Питере")."""
        return False

    def is_where(self, word: str) -> bool:
        """Whether this form of a noun may say where something is or comes from ("школе", "стола")."""
        return False

    def is_several(self, word: str) -> bool:
        """Whether this form of a noun may be of several things that are acted on ("шапки")."""
        return False

    def names_several(self, word: str) -> bool:
        """Whether this form of a noun, where it opens what is said, is of several people ("мужики")."""
        return False

    def stands_for_several(self, word: str) -> bool:
        """Whether this form of an adjective may stand for people who are so ("лысые")."""
        return False

    def is_done_by_many(self, word: str) -> bool:
        """Whether this verb form is of what several people do or are to do ("надевайте", "отрастим")."""
        return False

    def is_owner(self, word: str) -> bool:
        """Whether this is a noun for a thing, in a form that says what another is of ("гвоздя")."""
        return False

    def is_pronoun(self, word: str) -> bool:
        """Whether this stands for somebody, and does not say whose something is ("я", but no "мой")."""
        return False

    def are_somebody(self, word: str) -> bool:
        """Whether this is a noun for several people, in the form that calls them ("разрабы")."""
        return False

    def is_of_third_person(self, word: str) -> bool:
        """Whether this is a pronoun for somebody spoken of ("ему")."""
        return False

    def is_subject_pronoun(self, word: str) -> bool:
        """Whether this is a pronoun for who does something ("я", but no "меня")."""
        return False

    def is_place_of_thing(self, word: str) -> bool:
        """Whether this is a noun for a thing, in the form of where something is ("резине")."""
        return False

    def is_object_pronoun(self, word: str) -> bool:
        """Whether this is a pronoun for one who is acted on or given something ("тебя", "тебе")."""
        return False

    def is_recipient(self, word: str) -> bool:
        """Whether this form of a noun can only say whom something is given to ("бабушке")."""
        return False

    def is_possessor(self, word: str) -> bool:
        """Whether this form of a noun may say whose something is ("человека")."""
        return False

    def stands_for(self, pronoun: str, noun: str) -> bool:
        """Whether this is a pronoun that by its gender and number may be of a noun."""
        return False

    def is_of_speaker(self, word: str) -> bool:
        """Whether this verb form says what the speaker does or will do ("надену")."""
        return False

    def may_be_of_speaker(self, word: str) -> bool:
        """Whether this may be a verb of what the speaker does, though it is a noun too ("плачу")."""
        return False

    def is_of_others(self, word: str) -> bool:
        """Whether this verb form says what others do or did ("просит")."""
        return False

    def is_of_addressee(self, word: str) -> bool:
        """Whether this verb form says what somebody addressed does or will do ("можете")."""
        return False

    def is_of_oneself(self, word: str) -> bool:
        """Whether this verb form is of what is done to oneself ("побрился")."""
        return False

    def is_means(self, word: str) -> bool:
        """Whether this form of a noun can only say by what something is done ("консилером")."""
        return False

    def is_of_us(self, word: str) -> bool:
        """Whether this verb form says what the speaker and others do or will do ("отдохнём")."""
        return False

    def is_subject(self, word: str) -> bool:
        """Whether this form of a noun may say of whom or what something is told ("классика")."""
        return False

    def is_past(self, word: str) -> bool:
        """Whether this verb form says what has been done ("надели")."""
        return False

    def reports(self, word: str) -> bool:
        """Whether this is a verb form that tells what happens ("baked", "is raining"), not what to do."""
        return False

    def happens(self, word: str) -> bool:
        """Whether this verb form says what somebody else does now, in whatever mood ("лезет")."""
        return False

    def is_aim(self, word: str) -> bool:
        """Whether this form of an adjective may say what something is turned into ("в синий")."""
        return False

    def adorns(self, word: str) -> bool:
        """Whether this word can only say how or by what something is done ("дерзко", "утюжком")."""
        return False

    def is_full_adjective(self, word: str) -> bool:
        """Whether this is an adjective in a form that agrees with its noun."""
        return False

    def agree(self, adjective: str, noun: str) -> bool:
        """Whether an adjective has the case, number and gender of a noun, and so can be of it alone."""
        return False

    def may_agree(self, adjective: str, noun: str) -> bool:
        """Whether case, number and gender let an adjective be of a noun, as far as they are known."""
        return True

    def may_describe(self, adjective: str, noun: str) -> bool:
        """Whether number and gender let an adjective speak of a noun, in whatever case each stands."""
        return True


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


class Lemmas:
    """Lemmas by pymorphy3 (Russian): words of a text are led back to their dictionary forms."""

    knows_verbs = True
    keys: Sequence[str] = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
    sounds: Mapping[str, Sequence[str]] = {}

    def __init__(self) -> None:
        import pymorphy3  # 0.1 s to load, and only where Russian is spoken

        analyzer = pymorphy3.MorphAnalyzer(lang="ru")
        self._analyzer = analyzer
        self.parses = lru_cache(maxsize=4096)(self._parses)  # several questions are asked of each word
        self.familiar = lru_cache(maxsize=4096)(self.familiar)  # type: ignore[method-assign]
        self.readings = lru_cache(maxsize=20_000)(self._readings)
        self.is_word = lru_cache(maxsize=20_000)(analyzer.word_is_known)
        self.is_name = lru_cache(maxsize=4096)(self.is_name)  # type: ignore[method-assign]
        self.is_past = lru_cache(maxsize=4096)(self.is_past)  # type: ignore[method-assign]
        self.is_of_third_person = lru_cache(maxsize=4096)(self.is_of_third_person)  # type: ignore[method-assign]

    def _parses(self, word: str) -> list[Any]:
        # pymorphy3 asks for the Unicode names of letters that are not Cyrillic, and some have none.
        return list(self._analyzer.parse("x" if _is_foreign(word) else word))

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

    def _readings(self, word: str) -> Readings:
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

    def comparatives(self, words: Iterable[str]) -> list[str]:
        return []

    def superlatives(self, words: Iterable[str]) -> list[str]:
        return []

    def may_be_object(self, word: str) -> bool:
        return any({"NOUN", "accs"} in parse.tag for parse in self.parses(word))

    def is_object(self, word: str) -> bool:
        tags = [parse.tag for parse in self.parses(word) if "NOUN" in parse.tag]
        return any("accs" in tag for tag in tags) and not any("nomn" in tag for tag in tags)

    def orders(self, word: str) -> bool:
        return "impr" in self.parses(word)[0].tag

    def is_done_by_verb(self, phrase: str) -> bool:
        return self.parses(phrase.split()[-1])[0].tag.POS in ("VERB", "INFN")

    def is_finite(self, word: str) -> bool:
        return all(parse.tag.POS == "VERB" for parse in self.parses(word))

    def is_to_be_done(self, phrase: str) -> bool:
        tags = [self.parses(word)[0].tag for word in phrase.split()]
        return any("impr" in tag or tag.POS == "INFN" or "1per" in tag for tag in tags)

    def familiar(self, word: str) -> str:
        polite = word.endswith("те") and any("impr" in parse.tag for parse in self.parses(word))
        if polite and self.orders(word[:-2]):
            return word[:-2]
        verb = self.parses(word)[0]
        if verb.tag.POS != "INFN" or not verb.is_known:
            return word
        order = verb.inflect({"impr", "sing", "excl"})
        return word if order is None else str(order.word).replace("ё", "е")

    def is_somebody(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return tag.POS == "NOUN" and "anim" in tag and "nomn" in tag

    def is_one_of_a_kind(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        named = any(mark in tag for mark in ("Name", "Surn", "Patr", "plur"))
        return self.is_somebody(word) and self.is_word(word) and not named

    def is_of_many(self, word: str) -> bool:
        return any({"NOUN", "nomn", "plur"} in parse.tag for parse in self.parses(word))

    def is_animate_object(self, word: str) -> bool:
        tags = [parse.tag for parse in self.parses(word)]
        return any({"NOUN", "anim", "accs"} in tag for tag in tags) and not any("nomn" in tag for tag in tags)

    def is_noun(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return tag.POS == "NOUN"

    def is_name(self, word: str) -> bool:
        tags = [parse.tag for parse in self.parses(word) if parse.is_known]
        return any("voct" in tag or {"Name", "nomn"} in tag for tag in tags)

    def is_place(self, word: str) -> bool:
        parse = self.parses(word)[0]
        return parse.is_known and "Geox" in parse.tag and "loct" in parse.tag

    def is_where(self, word: str) -> bool:
        return any(mark in parse.tag for parse in self.parses(word) for mark in ("loct", "loc2", "gent"))

    def is_several(self, word: str) -> bool:
        return any({"NOUN", "plur", "accs"} in parse.tag for parse in self.parses(word))

    def names_several(self, word: str) -> bool:
        tags = [parse.tag for parse in self.parses(word) if "NOUN" in parse.tag]
        return any({"plur", "nomn"} in tag for tag in tags) and not any(
            {"sing", "nomn"} in tag for tag in tags
        )

    def stands_for_several(self, word: str) -> bool:
        return self.is_word(word) and any(
            {"ADJF", "plur", "nomn"} in parse.tag for parse in self.parses(word)
        )

    def is_done_by_many(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return tag.POS == "VERB" and "plur" in tag and "past" not in tag

    def is_owner(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return self.is_word(word) and {"NOUN", "inan", "gent"} in tag

    def is_pronoun(self, word: str) -> bool:
        return "NPRO" in self.parses(word)[0].tag

    def are_somebody(self, word: str) -> bool:
        return {"NOUN", "anim", "nomn", "plur"} in self.parses(word)[0].tag

    def is_of_third_person(self, word: str) -> bool:
        return {"NPRO", "3per"} in self.parses(word)[0].tag

    def is_subject_pronoun(self, word: str) -> bool:
        return any({"NPRO", "nomn"} in parse.tag for parse in self.parses(word))

    def is_place_of_thing(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return self.is_word(word) and {"NOUN", "inan", "loct"} in tag

    def is_object_pronoun(self, word: str) -> bool:
        tags = [parse.tag for parse in self.parses(word) if "NPRO" in parse.tag]
        return bool(tags) and all("nomn" not in tag and "sing" in tag for tag in tags)

    def is_recipient(self, word: str) -> bool:
        tags = [parse.tag for parse in self.parses(word) if "NOUN" in parse.tag]
        return any("datv" in tag for tag in tags) and not any("nomn" in tag or "accs" in tag for tag in tags)

    def is_possessor(self, word: str) -> bool:
        return any({"NOUN", "gent"} in parse.tag for parse in self.parses(word))

    def stands_for(self, pronoun: str, noun: str) -> bool:
        tags = [parse.tag for parse in self.parses(pronoun) if "NPRO" in parse.tag]
        heads = {noun.split()[0], noun.split()[-1]}  # "козлиная бородка", "борода как у деда"
        named = [parse.tag for head in heads for parse in self.parses(head) if "NOUN" in parse.tag]
        return any(
            ours.number == theirs.number and (ours.number == "plur" or ours.gender == theirs.gender)
            for ours in tags
            for theirs in named
        )

    def is_of_speaker(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return {"VERB", "1per", "sing"} in tag

    def may_be_of_speaker(self, word: str) -> bool:
        return any({"VERB", "1per", "sing"} in parse.tag for parse in self.parses(word) if parse.is_known)

    def is_of_others(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return {"VERB", "3per"} in tag or {"VERB", "past"} in tag

    def is_of_addressee(self, word: str) -> bool:
        return {"VERB", "2per"} in self.parses(word)[0].tag

    def is_of_oneself(self, word: str) -> bool:
        return word.endswith(("ся", "сь"))

    def is_means(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return " " not in word and tag.POS == "NOUN" and "ablt" in tag

    def is_of_us(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return {"VERB", "1per", "plur"} in tag

    def is_subject(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return tag.POS == "NOUN" and "nomn" in tag

    def is_past(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return "VERB" in tag and "past" in tag

    def reports(self, word: str) -> bool:
        tag = self.parses(word)[0].tag
        return self.is_word(word) and tag.POS == "VERB" and "impr" not in tag

    def happens(self, word: str) -> bool:
        parse = self.parses(word)[0]
        tag = parse.tag
        return parse.score >= 0.5 and "VERB" in tag and "3per" in tag and "pres" in tag

    def is_aim(self, word: str) -> bool:
        return any({"ADJF", "accs"} in parse.tag for parse in self.parses(word))

    def adorns(self, word: str) -> bool:
        tags = [parse.tag for parse in self.parses(word)]
        how = tags[0].POS in ("ADVB", "PRCL", "INTJ", "CONJ", "GRND")
        means = all(tag.POS == "NOUN" and "ablt" in tag for tag in tags)
        return self.is_word(word) and (how or means)

    def is_full_adjective(self, word: str) -> bool:
        return self.is_word(word) and self.parses(word)[0].tag.POS in ("ADJF", "PRTF")

    def agree(self, adjective: str, noun: str) -> bool:
        words = [parse.tag for word in noun.split() for parse in self.parses(word)]
        nouns = [tag for tag in words if tag.POS == "NOUN"]
        return any(
            (ours.case, ours.number) == (theirs.case, theirs.number)
            and (ours.number == "plur" or ours.gender == theirs.gender)
            for ours in (parse.tag for parse in self.parses(adjective))
            if ours.POS in ("ADJF", "PRTF")
            for theirs in nouns
        )

    def may_agree(self, adjective: str, noun: str) -> bool:
        return not (self.is_word(adjective) and self.is_word(noun)) or self.agree(adjective, noun)

    def may_describe(self, adjective: str, noun: str) -> bool:
        described = [p.tag for p in self.parses(adjective) if p.tag.POS in ("ADJF", "PRTF", "ADJS", "PRTS")]
        named = self.parses(noun)[0].tag
        return (
            named.POS != "NOUN"
            or not described
            or any(
                ours.number == named.number and (ours.number == "plur" or ours.gender == named.gender)
                for ours in described
            )
        )


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

    def citation(self, word: str) -> str:
        return "".join(self.simplified.get(c, c) for c in word)

    def readings(self, word: str) -> Readings:
        return ((self.citation(word), "base"),)

    def is_word(self, word: str) -> bool:
        return True
