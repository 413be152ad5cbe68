"""Talk of people and things outside the picture, in a language whose forms tell who does what to which.

The words of wishes are also those of everyday life: hats are worn by those who are told to wear them, a lawn
is cut like hair, and the cap of a nail is none. What a clause names may still be wished for where it says
whom it is for, or asks for something by a verb that only a picture can obey.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import REQUESTS, Clause, Sentence, features_of
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_GRADING = frozenset(("more", "less", "too", "too_little", "no", "not", "instead", "keep", "stays", "off"))
_OF_HIM = frozenset(("him", "number", "years"))
_PLACING = frozenset(("into", "with", "prep", "past"))
_ADDRESSED = frozenset(("filler", "person", "unknown", "praise", "narrative", "kin"))
_OF_HAIR = frozenset(("hair", "facial_hair"))
_PASSED_OVER = frozenset(("but", "and", "degree", "vague"))


def is_of_bystanders(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause by its own words is about people or things that are in no portrait."""
    said = _said(clause)
    if not lexicon.inflection.knows_verbs or not said:
        return False
    return (
        _counts_singles(said, lexicon)
        or _is_for_many(said, lexicon)
        or _names_many(clause, said, lexicon)
        or _calls_by_name(clause, lexicon)
        or _names_a_compound(clause, said, lexicon)
        or _is_done_to_another(said, lexicon)
        or _is_somewhere_else(clause, lexicon)
        or _plans_for_oneself(clause, said, lexicon)
    )


def _said(clause: Clause) -> list[Item]:
    """What a clause says; among it the words of no list that adorn it."""
    listed = (item for item in clause.items if item.text and item.kind not in _PASSED_OVER)
    return [item for item in listed if item.kind != "filler" or not item.rule]


def hush_bystanders(sentence: Sentence, lexicon: Lexicon) -> None:
    """Take for talk the clauses that others beside them show to be about somebody or something else."""
    if not lexicon.inflection.knows_verbs:
        return
    clauses = sentence.clauses
    for_him = any(clause.has(*_OF_HIM) for clause in clauses)
    for at, clause in enumerate(clauses):
        before = clauses[:at]
        titled = _says_what_it_is(clause) and not any(earlier.orders for earlier in before)
        if _points_at_speaker(clause, lexicon) or (_warns(clause, lexicon) and not for_him) or titled:
            _hush(before)
        elif _goes_on_about_own(before[-1], clause) if before else _are_many(clause, lexicon):
            _hush([clause])
    called = bool(clauses) and _is_a_call(clauses[0], lexicon)
    if called and len(clauses) > 1 and not for_him and any(clause.orders for clause in clauses[1:2]):
        _hush(clauses)


def _hush(clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        clause.chatter, clause.of_bystanders, clause.command = True, True, None


def _counts_singles(said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "набрал сто очков": a number of what a portrait has one of."""
    return any(
        number.kind == "number" and thing.kind == "thing" and _is_listed(thing, lexicon.single, lexicon)
        for number, thing in itertools.pairwise(said)
    )


def _is_for_many(said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "надевайте шапки", "отрастим бороды": several people are to wear what a portrait has one of."""
    for verb, thing in itertools.pairwise(said):
        worn = _is_listed(verb, lexicon.wearing, lexicon) and lexicon.inflection.is_done_by_many(verb.text)
        single = thing.kind == "thing" and _is_listed(thing, lexicon.single, lexicon)
        if worn and single and lexicon.inflection.is_several(thing.text):
            return True
    return False


def _names_many(clause: Clause, said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "бородатые мужики на рыбалке": people in general, of whom something is told."""
    asks = clause.has(*REQUESTS, *_GRADING - {"stays"}, "should", "him", "like") or clause.urged
    first = next((item for item in said if item.is_noun), None)
    if asks or len(said) < 2 or first is None or first.kind != "person" or first.text in lexicon.vocatives:
        return False
    return lexicon.inflection.names_several(first.text)


def _are_many(clause: Clause, lexicon: Lexicon) -> bool:
    """ "лысые вперёд", "кудрявые умнее": likewise, where an adjective stands for the people."""
    said = _said(clause)
    asks = clause.has(*REQUESTS, *_GRADING, "should", "him", "like", "part", "thing") or clause.urged
    if len(said) < 2 or asks or said[0].kind != "adjective" or not said[0].entry.effects:
        return False
    told = said[1].kind in ("unknown", "topic", "action", "talk", "filler") or said[1].form == "comparative"
    return told and lexicon.inflection.stands_for_several(said[0].text)


def _calls_by_name(clause: Clause, lexicon: Lexicon) -> bool:
    """ "дядя Стёпа", "саня побрейся уже": somebody by name, and nothing that is to be seen of them."""
    said = _said(clause)
    named = [item.kind in ("unknown", "filler") and lexicon.inflection.is_name(item.text) for item in said]
    if len(said) == 2 and said[0].kind == "person" and named[1]:
        return True
    if len(said) == 2 and said[1].kind == "adjective" and named[0]:
        return lexicon.inflection.is_subject(said[1].text)
    ordered = named[:1] == [True] and len(said) > 1 and lexicon.inflection.orders(said[1].text.split()[0])
    return ordered and not clause.has(*_OF_HIM)


def _names_a_compound(clause: Clause, said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "шляпка гвоздя", "сахарная пудра": a thing of something else, or of another sort."""
    if clause.has(*REQUESTS, *_GRADING, "him", "should", "action"):
        return False
    for item, following in itertools.pairwise(said):
        sorted_ = _is_listed(item, lexicon.foreign, lexicon) and following.kind in ("thing", "adjective")
        if sorted_ and lexicon.inflection.agree(item.text, following.text):
            return True
        owner = following.kind in ("unknown", "topic") and lexicon.inflection.is_owner(following.text)
        if item.kind == "thing" and item is said[0] and owner and features_of(clause.items) == 1:
            return True
    return False


def _is_listed(item: Item, words: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a list has the word in any of its forms."""
    return any(key in words for key, _ in lexicon.inflection.readings(item.text.split()[0]))


def _is_done_to_another(said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "постричь газон": what is done to hair, done to something else."""
    return any(
        deed.kind == "action"
        and " " not in deed.text
        and {lexicon.regions[effect.axis] for effect in deed.entry.effects} <= _OF_HAIR
        and other.kind in ("unknown", "topic")
        and lexicon.inflection.may_be_object(other.text)
        and not lexicon.inflection.is_recipient(other.text)
        for deed, other in itertools.pairwise(said)
    )


def _is_somewhere_else(clause: Clause, lexicon: Lexicon) -> bool:
    """ "на Камчатке темно", "сними шапку в школе": a place that is on no portrait."""
    likened = False
    for item, place in itertools.pairwise(clause.items):
        likened = likened or item.kind == "like"
        if item.kind not in _PLACING or likened or place.kind not in ("unknown", "topic", "filler", "person"):
            continue
        words = {key for key, _ in lexicon.inflection.readings(place.text)}
        named = lexicon.inflection.is_place(place.text) and not clause.has(*REQUESTS)
        known = lexicon.inflection.is_where(place.text) and not words.isdisjoint(lexicon.elsewhere)
        if (named or known) and not clause.has("him", "person"):
            return True
    return False


def _plans_for_oneself(clause: Clause, said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "решил сбрить усы", "ищу бежевый галстук": what the speaker is going to do, wear or buy."""
    if clause.has("him", "person", "first"):
        return False
    wanted = next((at for at, item in enumerate(said) if item.kind == "want"), None)
    if wanted is None or wanted + 1 == len(said):
        return False
    deed = said[wanted + 1].text.split()[0]
    planned = said[wanted].text in lexicon.planning and deed in lexicon.wearing
    return planned or (said[wanted].text in lexicon.seeking and any(item.kind == "thing" for item in said))


def _points_at_speaker(clause: Clause, lexicon: Lexicon) -> bool:
    """ "это про меня", "прям я": that what was said is of the speaker."""
    said = [item for item in _said(clause) if item.text not in lexicon.about]
    kinds = [item.kind for item in said]
    own = all(lexicon.inflection.is_pronoun(item.text) for item in said if item.kind == "first")
    return own and kinds in (
        ["be", "first"],
        ["first"],
        ["narrative", "first"],
        ["be", "you"],
        ["like", "first"],
    )


def _warns(clause: Clause, lexicon: Lexicon) -> bool:
    """ "простудишься", "тебя снимают": why somebody who reads this should do it."""
    if clause.has(*REQUESTS, "not"):
        return False
    meant = any(
        item.kind == "you" and lexicon.inflection.is_object_pronoun(item.text) for item in clause.items
    )
    strange = [item for item in clause.items if item.kind == "unknown"]
    return meant or (
        len(clause.items) <= 3 and any(lexicon.inflection.is_of_addressee(item.text) for item in strange)
    )


def _says_what_it_is(clause: Clause) -> bool:
    """ "…, эта песня в голове с утра": that what was named is the title of something."""
    return [item.kind for item in clause.items[:2]] == ["the", "topic"]


def _goes_on_about_own(before: Clause, clause: Clause) -> bool:
    """ "у меня внук вылитый дед, | только без лысины": the end of what was told of the speaker's own."""
    kinds = [item.kind for item in clause.items if item.kind != "filler"]
    opens = kinds[:1] == ["but"] and kinds[1:2] in (["no"], ["with"])
    return before.chatter and before.has("first", "kin") and opens and not clause.has(*REQUESTS, "him")


def _is_a_call(clause: Clause, lexicon: Lexicon) -> bool:
    """ "вань, …": nothing but the name of whoever is spoken to."""
    named = [item for item in clause.items if item.text and lexicon.inflection.is_name(item.text.split()[-1])]
    return bool(named) and len(clause.items) <= 2 and all(item.kind in _ADDRESSED for item in clause.items)
