"""What the form of a word tells of it: whose word it is, what is done to it, who does it and when."""

from __future__ import annotations

from typing import Any


class _NoTag:
    """What is known of a word without parses: no mark is on it."""

    POS = None

    def __contains__(self, mark: object) -> bool:
        return False


_NO_TAG = _NoTag()


class Morphology:
    """Questions about the forms of words, answered by what a dictionary knows each word as.

    The marks are those of OpenCorpora, as pymorphy3 writes them. A language without such a dictionary has no
    parses, so that its forms tell nothing: no word is sure to be anything, and none is kept from being acted
    on, or from standing beside another.
    """

    def parses(self, word: str) -> list[Any]:
        """What a dictionary knows the word as, the likeliest first; nothing where there is none."""
        return []

    def tag(self, word: str) -> Any:
        """The marks of what the word most likely is."""
        parses = self.parses(word)
        return parses[0].tag if parses else _NO_TAG

    def is_word(self, word: str) -> bool:
        """Whether this is a word of the language, so that it is no typo for another."""
        return False

    def may_be_object(self, word: str) -> bool:
        """Whether this form of a noun may be what a verb acts on."""
        parses = self.parses(word)
        return not parses or any({"NOUN", "accs"} in parse.tag for parse in parses)

    def is_object(self, word: str) -> bool:
        """Whether this form of a noun can only be what a verb acts on ("бороду")."""
        tags = [parse.tag for parse in self.parses(word) if "NOUN" in parse.tag]
        return any("accs" in tag for tag in tags) and not any("nomn" in tag for tag in tags)

    def orders(self, word: str) -> bool:
        """Whether this is a verb form that says what to do, and no other ("улыбнись")."""
        return "impr" in self.tag(word)

    def is_done_by_verb(self, phrase: str) -> bool:
        """Whether these words end in a verb ("облысеет")."""
        return any(self.tag(word).POS in ("VERB", "INFN") for word in phrase.split()[-1:])

    def is_finite(self, word: str) -> bool:
        """Whether this is a verb form with a subject of its own ("улыбнётся")."""
        parses = self.parses(word)
        return bool(parses) and all(parse.tag.POS == "VERB" for parse in parses)

    def is_to_be_done(self, phrase: str) -> bool:
        """Whether these words hold a verb in a form that may say what to do ("открой рот", "побрить")."""
        tags = [self.tag(word) for word in phrase.split()]
        return any("impr" in tag or tag.POS == "INFN" or "1per" in tag for tag in tags)

    def is_somebody(self, word: str) -> bool:
        """Whether this is a noun for somebody, in the form that calls them ("голубчик")."""
        tag = self.tag(word)
        return tag.POS == "NOUN" and "anim" in tag and "nomn" in tag

    def is_one_of_a_kind(self, word: str) -> bool:
        """Whether this calls one person by what they are, and not by a name ("крепыш")."""
        tag = self.tag(word)
        named = any(mark in tag for mark in ("Name", "Surn", "Patr", "plur"))
        return self.is_somebody(word) and self.is_word(word) and not named

    def is_of_many(self, word: str) -> bool:
        """Whether this form of a noun names several as who does something ("мужчины")."""
        return any({"NOUN", "nomn", "plur"} in parse.tag for parse in self.parses(word))

    def is_animate_object(self, word: str) -> bool:
        """Whether this is a noun for a living being, in the form of an object ("дракона")."""
        tags = [parse.tag for parse in self.parses(word)]
        return any({"NOUN", "anim", "accs"} in tag for tag in tags) and not any("nomn" in tag for tag in tags)

    def is_noun(self, word: str) -> bool:
        """Whether this is a noun, in a form that may say what is done or is there ("рога")."""
        return self.tag(word).POS == "NOUN"

    def is_name(self, word: str) -> bool:
        """Whether this calls somebody by a given name ("Саня"), or is a form only for calling ("мам")."""
        tags = [parse.tag for parse in self.parses(word) if parse.is_known]
        return any("voct" in tag or {"Name", "nomn"} in tag for tag in tags)

    def is_only_a_name(self, word: str) -> bool:
        """Whether this is known as somebody's given or family name, and as nothing else ("Безусов")."""
        tags = [parse.tag for parse in self.parses(word) if parse.is_known]
        return bool(tags) and all("Surn" in tag or "Name" in tag for tag in tags)

    def is_place(self, word: str) -> bool:
        """Whether this is the name of a town or country, in the form of where something is ("Питере")."""
        likeliest = self.parses(word)[:1]
        return any(parse.is_known and {"Geox", "loct"} in parse.tag for parse in likeliest)

    def is_where(self, word: str) -> bool:
        """Whether this form of a noun may say where something is or comes from ("школе", "стола")."""
        return any(mark in parse.tag for parse in self.parses(word) for mark in ("loct", "loc2", "gent"))

    def is_several(self, word: str) -> bool:
        """Whether this form of a noun may be of several things that are acted on ("шапки")."""
        return any({"NOUN", "plur", "accs"} in parse.tag for parse in self.parses(word))

    def names_several(self, word: str) -> bool:
        """Whether this form of a noun, where it opens what is said, is of several people ("мужики")."""
        tags = [parse.tag for parse in self.parses(word) if "NOUN" in parse.tag]
        return any({"plur", "nomn"} in tag for tag in tags) and not any(
            {"sing", "nomn"} in tag for tag in tags
        )

    def stands_for_several(self, word: str) -> bool:
        """Whether this form of an adjective may stand for people who are so ("лысые")."""
        return self.is_word(word) and any(
            {"ADJF", "plur", "nomn"} in parse.tag for parse in self.parses(word)
        )

    def is_done_by_many(self, word: str) -> bool:
        """Whether this verb form is of what several people do or are to do ("надевайте", "отрастим")."""
        tag = self.tag(word)
        return tag.POS == "VERB" and "plur" in tag and "past" not in tag

    def is_owner(self, word: str) -> bool:
        """Whether this is a noun for a thing, in a form that says what another is of ("гвоздя")."""
        tag = self.tag(word)
        return self.is_word(word) and {"NOUN", "inan", "gent"} in tag

    def is_pronoun(self, word: str) -> bool:
        """Whether this stands for somebody, and does not say whose something is ("я", but no "мой")."""
        return "NPRO" in self.tag(word)

    def are_somebody(self, word: str) -> bool:
        """Whether this is a noun for several people, in the form that calls them ("разрабы")."""
        return {"NOUN", "anim", "nomn", "plur"} in self.tag(word)

    def is_of_third_person(self, word: str) -> bool:
        """Whether this is a pronoun for somebody spoken of ("ему")."""
        return {"NPRO", "3per"} in self.tag(word)

    def is_subject_pronoun(self, word: str) -> bool:
        """Whether this is a pronoun for who does something ("я", but no "меня")."""
        return any({"NPRO", "nomn"} in parse.tag for parse in self.parses(word))

    def is_place_of_thing(self, word: str) -> bool:
        """Whether this is a noun for a thing, in the form of where something is ("резине")."""
        tag = self.tag(word)
        return self.is_word(word) and {"NOUN", "inan", "loct"} in tag

    def is_object_pronoun(self, word: str) -> bool:
        """Whether this is a pronoun for one who is acted on or given something ("тебя", "тебе")."""
        tags = [parse.tag for parse in self.parses(word) if "NPRO" in parse.tag]
        return bool(tags) and all("nomn" not in tag and "sing" in tag for tag in tags)

    def is_recipient(self, word: str) -> bool:
        """Whether this form of a noun can only say whom something is given to ("бабушке")."""
        tags = [parse.tag for parse in self.parses(word) if "NOUN" in parse.tag]
        return any("datv" in tag for tag in tags) and not any("nomn" in tag or "accs" in tag for tag in tags)

    def is_possessor(self, word: str) -> bool:
        """Whether this form of a noun may say whose something is ("человека")."""
        return any({"NOUN", "gent"} in parse.tag for parse in self.parses(word))

    def stands_for(self, pronoun: str, noun: str) -> bool:
        """Whether this is a pronoun that by its gender and number may be of a noun."""
        tags = [parse.tag for parse in self.parses(pronoun) if "NPRO" in parse.tag]
        heads = {*noun.split()[:1], *noun.split()[-1:]}  # "козлиная бородка", "борода как у деда"
        named = [parse.tag for head in heads for parse in self.parses(head) if "NOUN" in parse.tag]
        return any(
            ours.number == theirs.number and (ours.number == "plur" or ours.gender == theirs.gender)
            for ours in tags
            for theirs in named
        )

    def is_of_speaker(self, word: str) -> bool:
        """Whether this verb form says what the speaker does or will do ("надену")."""
        tag = self.tag(word)
        return {"VERB", "1per", "sing"} in tag

    def may_be_of_speaker(self, word: str) -> bool:
        """Whether this may be a verb of what the speaker does, though it is a noun too ("плачу")."""
        return any({"VERB", "1per", "sing"} in parse.tag for parse in self.parses(word) if parse.is_known)

    def is_of_others(self, word: str) -> bool:
        """Whether this verb form says what others do or did ("просит")."""
        tag = self.tag(word)
        return {"VERB", "3per"} in tag or {"VERB", "past"} in tag

    def is_of_addressee(self, word: str) -> bool:
        """Whether this verb form says what somebody addressed does or will do ("можете")."""
        return {"VERB", "2per"} in self.tag(word)

    def is_means(self, word: str) -> bool:
        """Whether this form of a noun can only say by what something is done ("консилером")."""
        tag = self.tag(word)
        return " " not in word and tag.POS == "NOUN" and "ablt" in tag

    def is_of_us(self, word: str) -> bool:
        """Whether this verb form says what the speaker and others do or will do ("отдохнём")."""
        tag = self.tag(word)
        return {"VERB", "1per", "plur"} in tag

    def is_subject(self, word: str) -> bool:
        """Whether this form of a noun may say of whom or what something is told ("классика")."""
        tag = self.tag(word)
        return tag.POS == "NOUN" and "nomn" in tag

    def is_past(self, word: str) -> bool:
        """Whether this verb form says what has been done ("надели")."""
        tag = self.tag(word)
        return "VERB" in tag and "past" in tag

    def reports(self, word: str) -> bool:
        """Whether this is a verb form that tells what happens ("baked", "is raining"), not what to do."""
        tag = self.tag(word)
        return self.is_word(word) and tag.POS == "VERB" and "impr" not in tag

    def happens(self, word: str) -> bool:
        """Whether this verb form says what somebody else does now, in whatever mood ("лезет")."""
        likeliest = self.parses(word)[:1]
        return any(parse.score >= 0.5 and {"VERB", "3per", "pres"} in parse.tag for parse in likeliest)

    def is_aim(self, word: str) -> bool:
        """Whether this form of an adjective may say what something is turned into ("в синий")."""
        return any({"ADJF", "accs"} in parse.tag for parse in self.parses(word))

    def adorns(self, word: str) -> bool:
        """Whether this word can only say how or by what something is done ("дерзко", "утюжком")."""
        tags = [parse.tag for parse in self.parses(word)]
        how = self.tag(word).POS in ("ADVB", "PRCL", "INTJ", "CONJ", "GRND")
        means = bool(tags) and all(tag.POS == "NOUN" and "ablt" in tag for tag in tags)
        return self.is_word(word) and (how or means)

    def is_full_adjective(self, word: str) -> bool:
        """Whether this is an adjective in a form that agrees with its noun."""
        return self.is_word(word) and self.tag(word).POS in ("ADJF", "PRTF")

    def agree(self, adjective: str, noun: str) -> bool:
        """Whether an adjective has the case, number and gender of a noun, and so can be of it alone."""
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
        """Whether case, number and gender let an adjective be of a noun, as far as they are known."""
        known = self.parses(adjective) and self.is_word(adjective) and self.is_word(noun)
        return not known or self.agree(adjective, noun)

    def may_describe(self, adjective: str, noun: str) -> bool:
        """Whether number and gender let an adjective speak of a noun, in whatever case each stands."""
        described = [p.tag for p in self.parses(adjective) if p.tag.POS in ("ADJF", "PRTF", "ADJS", "PRTS")]
        named = self.tag(noun)
        return (
            named.POS != "NOUN"
            or not described
            or any(
                ours.number == named.number and (ours.number == "plur" or ours.gender == named.gender)
                for ours in described
            )
        )
