"""Stories told in Russian, whose forms tell who does what to which: of people and things outside the picture.

The words of wishes are also those of everyday life: hats are worn by those who are told to wear them, a lawn
is cut like hair, and the cap of a nail is none. What a clause names may still be wished for where it says
whom it is for, or asks for something by a verb that only a picture can obey.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import (
    REQUESTS,
    Clause,
    features_of,
)
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

GRADING = frozenset(("more", "less", "too", "too_little", "no", "not", "instead", "keep", "stays", "off"))
OF_HIM = frozenset(("him", "number", "years"))
_PLACING = frozenset(("into", "with", "prep", "past"))
_OF_HAIR = frozenset(("hair", "facial_hair"))
_PASSED_OVER = frozenset(("but", "and", "degree", "vague"))


def tells_a_story(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether the clause tells what somebody has, does or did, or thanks for what was drawn."""
    return (
        _tells_of_own(clause)
        or _tells_of_somebody(clause, lexicon)
        or _trims_something(clause, lexicon)
        or _thanks_for(clause, lexicon)
    )


def _tells_of_own(clause: Clause) -> bool:
    """ "а галстука у меня нет": what the speaker has or lacks."""
    owns = any(item.kind == "first" and item.text.startswith("у ") for item in clause.items)
    return owns and not clause.has(*REQUESTS, "should", "too", "too_little")


def _tells_of_somebody(clause: Clause, lexicon: Lexicon) -> bool:
    """ "дочь дёрнула деда за усы": what somebody has done, in the past."""
    if not clause.has(*REQUESTS) and _does_something(clause, lexicon):
        return True
    if clause.imagined or clause.urged or clause.has(*REQUESTS, "him", "too", "should", "with"):
        return False
    strange = [item.text for item in clause.items if item.kind == "unknown"]
    own = any(item.text in lexicon.to_oneself for item in clause.items)
    if own and any(map(lexicon.inflection.happens, strange)):
        return True  # "галстук мне завязывает жена"
    deed = any(map(lexicon.inflection.is_past, strange))
    subjects = (item for item in clause.items if item.kind in ("person", "topic", "unknown", "kin"))
    return deed and any(lexicon.inflection.is_subject(item.text) for item in subjects)


def _does_something(clause: Clause, lexicon: Lexicon) -> bool:
    """ "дед хранит усы в шкатулке": somebody does something unknown to a thing."""
    said = [item for item in clause.items if item.kind not in ("filler", "adjective", "the")]
    return lexicon.inflection.knows_verbs and any(
        somebody.kind in ("person", "unknown", "topic", "kin")
        and lexicon.inflection.is_subject(somebody.text)
        and deed.kind == "unknown"
        and lexicon.inflection.happens(deed.text)
        and thing.kind == "thing"
        and lexicon.inflection.may_be_object(thing.text)
        for somebody, deed, thing in zip(said, said[1:], said[2:], strict=False)
    )


def _thanks_for(clause: Clause, lexicon: Lexicon) -> bool:
    """ "за очки спасибо": what somebody gives thanks for."""
    given = any(
        item.kind == "past" and following.is_noun for item, following in itertools.pairwise(clause.items)
    )
    return given and clause.greets and lexicon.inflection.knows_verbs and not clause.has(*REQUESTS)


def is_of_people(clause: Clause, lexicon: Lexicon) -> bool:
    """ "мужчины не плачут": what people in general do."""
    said = [item for item in clause.items if item.kind not in ("filler", "not")]
    people = len(said) > 1 and said[0].kind == "person" and lexicon.inflection.is_of_many(said[0].text)
    return (
        people and said[1].kind in ("action", "thing", "unknown") and lexicon.inflection.happens(said[1].text)
    )


def _trims_something(clause: Clause, lexicon: Lexicon) -> bool:
    """ "надо бы кошке когти подстричь": a deed usually done to hair, done for somebody unknown."""
    deed = any(item.kind == "action" and item.entry.of for item in clause.items)
    strange = (item for item in clause.items if item.kind in ("unknown", "topic"))
    return deed and any(lexicon.inflection.is_recipient(item.text) for item in strange)


def is_of_somebody_else(clause: Clause, lexicon: Lexicon) -> bool:
    """ "классика не стареет": something that the lexicon does not know does what people do too."""
    said = [item for item in clause.items if item.kind not in ("filler", "not")]
    if len(said) < 2 or said[0].kind != "unknown" or not lexicon.inflection.is_subject(said[0].text):
        return False
    deed = said[1].kind in ("action", "thing") and lexicon.inflection.happens(said[1].text)
    return deed and not lexicon.inflection.is_somebody(said[0].text)


def is_of_bystanders(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause by its own words is about people or things that are in no portrait."""
    said = what_is_said(clause)
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
        or _is_of_speaker(clause, said, lexicon)
        or _befalls_a_thing(clause, said, lexicon)
        or _weighs_up(clause, said)
        or _tells_a_habit(clause, said, lexicon)
        or _takes_after(clause, lexicon)
        or _is_owned(clause, lexicon)
        or _tells_of_some(clause, said, lexicon)
    )


def what_is_said(clause: Clause) -> list[Item]:
    """What a clause says; among it the words of no list that adorn it."""
    listed = (item for item in clause.items if item.text and item.kind not in _PASSED_OVER)
    return [item for item in listed if item.kind != "filler" or not item.rule]


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
    graded = GRADING - {"stays"} if not clause.has("be") else frozenset(("too", "too_little"))
    asks = clause.has(*REQUESTS, *graded, "should", "him", "like") or clause.urged
    first = next((item for item in said if item.is_noun), None)
    if asks or len(said) < 2 or first is None or first.kind != "person" or first.text in lexicon.vocatives:
        return False
    return lexicon.inflection.names_several(first.text)


def _calls_by_name(clause: Clause, lexicon: Lexicon) -> bool:
    """ "дядя Стёпа", "саня побрейся уже": somebody by name, and nothing that is to be seen of them."""
    said = what_is_said(clause)
    named = [item.kind in ("unknown", "filler") and lexicon.inflection.is_name(item.text) for item in said]
    if len(said) == 2 and said[0].kind == "person" and named[1]:
        return True
    if len(said) == 2 and said[1].kind == "adjective" and named[0]:
        return lexicon.inflection.is_subject(said[1].text)
    ordered = named[:1] == [True] and len(said) > 1 and lexicon.inflection.orders(said[1].text.split()[0])
    return ordered and not clause.has(*OF_HIM)


def _names_a_compound(clause: Clause, said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "шляпка гвоздя", "сахарная пудра": a thing of something else, or of another sort."""
    if clause.has(*REQUESTS, *GRADING, "him", "should", "action"):
        return False
    for item, following in itertools.pairwise(said):
        sorted_ = _is_listed(item, lexicon.foreign, lexicon) and following.kind in ("thing", "adjective")
        if sorted_ and lexicon.inflection.agree(item.text, following.text):
            return True
        strange = following.kind in ("unknown", "topic")
        owner = item.kind == "thing" and strange and lexicon.inflection.is_owner(following.text)
        placed = item.kind == "into" and strange and lexicon.inflection.is_place_of_thing(following.text)
        named = said[0].kind == "thing" and features_of(clause.items) == 1
        if named and ((owner and item is said[0]) or (placed and item is said[1])):
            return True
    return False


def _is_listed(item: Item, words: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a list has the word in any of its forms."""
    return any(key in words for key, _ in lexicon.inflection.readings(item.text.split()[0]))


def _is_done_to_another(said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "постричь газон", "красим стены": what is done to hair, done to something else."""
    return any(
        " " not in deed.text
        and _is_done_to_hair(deed, lexicon)
        and other.kind in ("unknown", "topic")
        and lexicon.inflection.may_be_object(other.text)
        and not lexicon.inflection.is_recipient(other.text)
        for deed, other in itertools.pairwise(said)
    )


def _is_done_to_hair(deed: Item, lexicon: Lexicon) -> bool:
    if deed.kind == "part":
        return lexicon.inflection.is_to_be_done(deed.text) or lexicon.inflection.is_of_us(deed.text)
    regions = {lexicon.regions[e.axis] for e in deed.entry.effects} if deed.kind == "action" else set()
    return bool(regions) and regions <= _OF_HAIR


def _tells_a_habit(clause: Clause, said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "камера делает лицо шире": what something does by itself."""
    if clause.urged or clause.imagined or clause.has("him", "want", "should", "too", "not"):
        return False
    verbs = [item for item in said if item.kind in ("make", "more", "less") or item.transitive]
    return any(
        lexicon.inflection.happens(item.text.split()[0]) and not _is_listed(item, lexicon.being, lexicon)
        for item in verbs
    )


def _is_owned(clause: Clause, lexicon: Lexicon) -> bool:
    """ "у Маши чёлка новая", "у кота усы": what somebody has who is not portrayed."""
    owner = clause.items[1] if len(clause.items) > 2 and clause.items[0].text in lexicon.owning else None
    if owner is None or clause.has(*REQUESTS, *OF_HIM, "should", "too", "too_little") or clause.imagined:
        return False
    reported = clause.has("unknown", "narrative") and owner.kind == "person" and owner.entry.role
    strange = (owner.kind in ("unknown", "topic", "filler") or reported) and " " not in owner.text
    return strange and lexicon.inflection.is_possessor(owner.text)


def _tells_of_some(clause: Clause, said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "а та рыжая из параллельного замужем", "Шнур полысел": who is told of, and what befell them."""
    if clause.has(*REQUESTS, *OF_HIM, *GRADING, "should", "part") or clause.urged or clause.imagined:
        return False
    pointed = [item.kind for item in said[:2]] == ["the", "adjective"] and len(said) > 2
    if pointed and not any(item.is_noun for item in said) and said[1].form == "base":
        return lexicon.inflection.agree(said[0].text, said[1].text) or said[2].kind in ("prep", "unknown")
    return any(
        who.kind == "unknown"
        and lexicon.inflection.is_subject(who.text)
        and deed.kind in ("adjective", "action")
        and lexicon.inflection.is_past(deed.text.split()[0])
        for who, deed in itertools.pairwise(said)
    )


def _takes_after(clause: Clause, lexicon: Lexicon) -> bool:
    """ "в деда нос": in whose family a feature runs."""
    people = [item for item in clause.items if item.kind == "person"]
    return (
        len(people) == 1
        and not clause.has(*REQUESTS)
        and any(
            item.text in lexicon.aiming
            and person.kind == "person"
            and lexicon.inflection.is_animate_object(person.text)
            for item, person in itertools.pairwise(clause.items)
        )
    )


def _is_somewhere_else(clause: Clause, lexicon: Lexicon) -> bool:
    """ "на Камчатке темно", "сними шапку в школе": a place that is on no portrait."""
    likened = False
    opening = clause.items[0] if clause.items[0].kind in _PLACING and not clause.has(*REQUESTS) else None
    for item, place in itertools.pairwise(clause.items):
        likened = likened or item.kind == "like"
        if item.kind not in _PLACING or likened or place.kind not in ("unknown", "topic", "filler", "person"):
            continue
        words = {key for key, _ in lexicon.inflection.readings(place.text)}
        named = lexicon.inflection.is_place(place.text) and not clause.has(*REQUESTS)
        known = lexicon.inflection.is_where(place.text) and not words.isdisjoint(lexicon.elsewhere)
        if (named or known) and (item is opening or not clause.has("him", "person")):
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


def _is_of_speaker(clause: Clause, said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "я без макияжа страшная", "мне чёлка не идёт", "отдай мои очки", "яркость прибавь у себя"."""
    own = said[0].kind == "first" and lexicon.inflection.is_pronoun(said[0].text)
    own = own and lexicon.inflection.is_subject_pronoun(said[0].text)
    if own and not clause.has(*REQUESTS, "should", "too", "him") and not clause.has("too_little"):
        return True
    mine = any(item.text in lexicon.to_oneself for item in clause.items)
    suits = any(_is_listed_last(item, lexicon.fitting, lexicon) for item in said)
    if mine and suits and not clause.has("him"):
        return True
    for verb, owner, thing in zip(said, said[1:], said[2:], strict=False):
        possessive = owner.kind == "first" and not lexicon.inflection.is_pronoun(owner.text)
        if possessive and verb.kind in ("remove", "keep", "give") and thing.kind in ("thing", "part"):
            return True
    pairs = itertools.pairwise(clause.items)
    return any(item.text in lexicon.owning and place.text in lexicon.selves for item, place in pairs)


def _is_listed_last(item: Item, words: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a list has the last word of a phrase in any of its forms: "не идёт"."""
    return any(key in words for key, _ in lexicon.inflection.readings(item.text.split()[-1]))


def _befalls_a_thing(clause: Clause, said: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "порвалась цепочка", "птички поют": what has happened to a thing, or what others do."""
    if clause.has(*REQUESTS, "him", "should", "too") or clause.imagined or clause.urged:
        return False
    for item, following in itertools.pairwise(said):
        happened = item.kind == "unknown" and lexicon.inflection.is_past(item.text)
        if happened and following.kind == "thing" and lexicon.inflection.is_subject(following.text):
            return True
        others = item.kind in ("unknown", "topic") and lexicon.inflection.is_of_many(item.text)
        if others and following.kind == "action" and lexicon.inflection.happens(following.text):
            return True
    return False


def _weighs_up(clause: Clause, said: Sequence[Item]) -> bool:
    """ "брить или не брить": one thing or the other, of which neither is asked for."""
    at = next((at for at, item in enumerate(said) if item.kind == "or"), 0)
    behind = said[at + 1 :]
    negated = at == 1 and [item.kind for item in behind] == ["not", said[0].kind]
    return (negated and behind[1].text == said[0].text) or (
        at > 0 and [item.kind for item in behind] == ["no"] and not clause.has("him")
    )
