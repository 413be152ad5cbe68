"""What stands beside a clause in Russian and makes talk of it: whom it is said to, of whom, and why."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import (
    OPINION,
    REQUESTS,
    Clause,
    Sentence,
    features_of,
)
from attribute_map.language.talk.stories_ru import GRADING, OF_HIM, what_is_said
from attribute_map.language.words.lexicon import Lexicon

_OF_ITS_REASON = frozenset(
    ("adjective", "filler", "him", "degree", "be", "person", "with", "no", "too", "a", "vague", "so_strong")
)
LONGEST_EXHORTATION = 3  # items
_ADDRESSED = frozenset(("filler", "person", "unknown", "praise", "narrative", "kin"))
MOST_IN_PASSING = 3  # features of a face that talk of something else names at most
LONGEST_ORDER = 3  # words of an order to people


def is_admired(clauses: Sequence[Clause], lexicon: Lexicon) -> bool:
    """ "усы — огонь": a thing is named, and an opinion of it follows."""
    if len(clauses) < 2 or not lexicon.inflection.knows_verbs or not clauses[1].has("praise"):
        return False
    opinion = all(item.kind in OPINION for item in clauses[1].items)
    named = [item for item in clauses[0].items if item.kind not in ("filler", "the", "him")]
    asked = any(lexicon.inflection.is_object(item.text) for item in named)
    return opinion and len(named) == 1 and named[0].kind in ("thing", "part") and not asked


def tells_a_deed(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a verb that the lexicon does not know says what has happened: "бессонница мучила"."""
    verbs = (item.text for item in clause.items if item.kind == "unknown" and not clause.imagined)
    return any(map(lexicon.inflection.is_past, verbs))


def only_adorns(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause behind a wish adds an image or a relative clause to it: "…, почти кофе"."""
    if not lexicon.inflection.knows_verbs:
        return False
    said = [item for item in clause.items if item.kind not in ("filler", "degree")]
    image = len(said) == 1 and said[0].kind in ("topic", "unknown")
    return image or (clause.items[0].text in lexicon.relatives and not clause.has("first", "you", "him"))


def exhorts(clause: Clause, lexicon: Lexicon) -> bool:
    """ "учти это", "не жадничай": an order of an unknown verb, which tells nothing."""
    strange = [item for item in clause.items if item.kind == "unknown"]
    return len(clause.items) <= LONGEST_EXHORTATION and any(
        lexicon.inflection.orders(item.text) for item in strange
    )


def calls_to_people(clause: Clause, lexicon: Lexicon) -> bool:
    """ "улыбнитесь, завтра пятница": an order of one word, which its reason shows to be for the readers."""
    said = [item for item in clause.items if item.kind != "filler"]
    return len(said) == 1 and said[0].kind == "thing" and lexicon.inflection.orders(said[0].text)


def says_who_it_is(before: Clause, clause: Clause, lexicon: Lexicon) -> bool:
    """ "морщинок добавьте, она всё-таки мать": who somebody is, as the reason for a request."""
    said = [item for item in clause.items if item.kind not in ("filler", "a", "but")]
    somebody = len(said) > 1 and said[0].kind == "him" and said[1].kind == "person"
    asked = before.has(*REQUESTS) and lexicon.inflection.knows_verbs
    return asked and somebody and lexicon.inflection.is_subject(said[1].text) and not clause.explicit


def calls_names(clause: Clause, lexicon: Lexicon) -> bool:
    """ "да он просто старый ворчун": what somebody is called."""
    said = [item for item in clause.items if item.kind not in ("filler", "and", "but", "adjective", "degree")]
    called = [item.kind for item in said] == ["him", "unknown"]
    return called and lexicon.inflection.is_somebody(said[1].text.split()[-1])


def asks_which(clause: Clause, lexicon: Lexicon) -> bool:
    """ "это парень или девушка?": a question about who is seen."""
    asked = clause.has("or") and clause.has("be", "him") and not clause.has(*REQUESTS, "should", "possible")
    return (
        asked
        and lexicon.inflection.knows_verbs
        and not any(item.form == "comparative" and not item.transitive for item in clause.items)
    )


def gives_its_reason(before: Clause, clause: Clause, lexicon: Lexicon) -> bool:
    """ "нос поменьше, огромный же": how it is, as the reason for a wish that it be otherwise."""
    stated = clause.items[-1].text in lexicon.emphatic and clause.has("adjective", "person")
    pairs = {(one.kind, other.kind) for one, other in itertools.pairwise(clause.items)}
    of_it = bool(pairs & {("with", "him"), ("no", "him")}) and clause.has("adjective", "person")
    if lexicon.inflection.knows_verbs and of_it and before.has("remove", "add") and before.has("thing"):
        return all(i.kind in _OF_ITS_REASON for i in clause.items)  # "убери бороду, он с ней старый"
    plain = all(
        i.kind in ("adjective", "filler", "him", "degree", "part", "be", "person") for i in clause.items
    )
    asks = any(
        lexicon.inflection.orders(i.text) or (i.form == "comparative" and not i.transitive)
        for i in clause.items
    )
    return stated and plain and not asks and (before.orders or before.compares)


def wonders(sentence: Sentence, lexicon: Lexicon) -> bool:
    """ "серьёзно?": an adverb alone, asked."""
    said = [item for clause in sentence.clauses for item in clause.items if item.kind != "filler"]
    alone = len(said) == 1 and said[0].kind == "adjective" and said[0].form == "base"
    return sentence.asks and alone and lexicon.inflection.adorns(said[0].text)


def hush(sentence: Sentence, lexicon: Lexicon) -> None:
    """Take for talk the clauses that others beside them show to be about somebody or something else."""
    if not lexicon.inflection.knows_verbs:
        return
    clauses = sentence.clauses
    for_him = any(_is_for_him(clause, lexicon) for clause in clauses)
    surely = bool(clauses) and clauses[0].of_bystanders
    for at, clause in enumerate(clauses):
        before = clauses[:at]
        titled = _says_what_it_is(clause) and not any(earlier.orders for earlier in before)
        if _points_at_speaker(clause, lexicon) or (_warns(clause, lexicon) and not for_him) or titled:
            _hush(before)
        elif _goes_on_about_own(before[-1], clause) if before else _are_many(clause, lexicon):
            _hush([clause])
    if len(clauses) > 1 and not for_him and _is_called_last(clauses[-1], lexicon) and clauses[-2].orders:
        _hush(clauses)
    asked = any(clause.has(*REQUESTS) for clause in clauses)
    for clause in clauses:
        told = clause.has("first", "was", *(("topic",) if clause is clauses[0] else ()))
        told = (told or (not asked and _tells_what_befell(clause, lexicon))) and not clause.imagined
        clause.of_bystanders |= clause.chatter and told and not for_him
    goes_on = any(_goes_on_ordering(*pair, lexicon) for pair in itertools.pairwise(clauses))
    if goes_on and not for_him:
        _hush(clauses)
    if surely and not for_him:
        _hush([clause for clause in clauses if not clause.orders])
    elif not for_him and _sets_the_topic(clauses):
        _hush(clauses)
    ordered = len(clauses) > 1 and clauses[1].orders and not for_him
    if ordered and _is_a_call(clauses[0], lexicon):
        _hush(clauses)


def _tells_what_befell(clause: Clause, lexicon: Lexicon) -> bool:
    """ "охранник с бородой не пустил": what a verb that the lexicon does not know tells of the past."""
    strange = (item for item in clause.items if item.kind == "unknown")
    oneself = any(item.kind == "narrative" and item.text in lexicon.oneself for item in clause.items)
    return oneself or any(lexicon.inflection.is_past(item.text) for item in strange)


def _is_for_him(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether it speaks of whoever is portrayed: "ему бы галстук", "надень на неё"."""
    words = (word for item in clause.items for word in item.text.split())
    return clause.has(*OF_HIM) or any(map(lexicon.inflection.is_of_third_person, words))


def _sets_the_topic(clauses: Sequence[Clause]) -> bool:
    """ "скорей бы лето, | загар, веснушки": what is named behind a topic belongs to that."""
    if not clauses or not clauses[0].chatter or not clauses[0].has("topic"):
        return False
    named = [item for clause in clauses[1:] for item in clause.items]
    asks = any(c.orders or c.asks_by_step or c.has("person", "should", "part") for c in clauses[1:])
    return not asks and features_of(named) < MOST_IN_PASSING


def _hush(clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        clause.chatter, clause.of_bystanders, clause.command = True, True, None


def _are_many(clause: Clause, lexicon: Lexicon) -> bool:
    """ "лысые вперёд", "кудрявые умнее": likewise, where an adjective stands for the people."""
    said = what_is_said(clause)
    asks = clause.has(*REQUESTS, *GRADING, "should", "him", "like", "part", "thing") or clause.urged
    if len(said) < 2 or asks or said[0].kind != "adjective" or not said[0].entry.effects:
        return False
    told = said[1].kind in ("unknown", "topic", "action", "talk", "filler") or said[1].form == "comparative"
    return told and lexicon.inflection.stands_for_several(said[0].text)


def _is_called_last(clause: Clause, lexicon: Lexicon) -> bool:
    """ "…, спамер": nothing but what somebody is called, by a word that names nobody drawn."""
    said = [item for item in clause.items if item.kind != "filler"]
    return len(said) == 1 and said[0].kind == "unknown" and lexicon.inflection.is_somebody(said[0].text)


def _points_at_speaker(clause: Clause, lexicon: Lexicon) -> bool:
    """ "это про меня", "прям я": that what was said is of the speaker."""
    said = [item for item in what_is_said(clause) if item.text not in lexicon.about]
    kinds = [item.kind for item in said]
    own = all(lexicon.inflection.is_pronoun(item.text) for item in said if item.kind == "first")
    afraid = clause.items[0].kind == "but" and lexicon.inflection.is_of_speaker(clause.items[-1].text)
    return (afraid and kinds == ["talk"]) or (
        own
        and kinds
        in (
            ["be", "first"],
            ["first"],
            ["narrative", "first"],
            ["be", "you"],
            ["like", "first"],
        )
    )


def _warns(clause: Clause, lexicon: Lexicon) -> bool:
    """ "простудишься", "тебя снимают": why somebody who reads this should do it."""
    if clause.has(*REQUESTS, "not"):
        return False
    if [item.kind for item in clause.items] == ["no", "number"]:
        return True  # "минус тридцать"
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


def _goes_on_ordering(before: Clause, clause: Clause, lexicon: Lexicon) -> bool:
    """ "рот закрой и | играй": after an order, another that no picture can obey."""
    said = [item for item in clause.items if item.kind not in ("filler", "and", "because")]
    joined = before.items[-1].kind == "and" or clause.items[0].kind == "and"
    bids = bool(said) and said[0].kind in ("unknown", "narrative") and lexicon.inflection.orders(said[0].text)
    return joined and bids and before.orders and len(said) <= LONGEST_ORDER


def _is_a_call(clause: Clause, lexicon: Lexicon) -> bool:
    """ "вань, …", "разрабы, …": nothing but the name of whoever is spoken to."""
    said = [item for item in clause.items if item.kind != "filler"]
    if (
        len(said) == 1
        and said[0].kind in ("topic", "unknown")
        and lexicon.inflection.are_somebody(said[0].text)
    ):
        return True
    named = [item for item in clause.items if item.text and lexicon.inflection.is_name(item.text.split()[-1])]
    return bool(named) and len(clause.items) <= 2 and all(item.kind in _ADDRESSED for item in clause.items)
