"""Talk that only shows over several clauses, in a language whose verbs tell who does what and when.

What came of one's own doings ("перекрасили стены, теперь светлее"), what is thought of people in general
("борода у мужчин — это красиво"), the characters of games ("мой перс в скайриме выглядит старше"), what one
goes without ("без бороды, без денег"), what was decided ("мы решили сделать чёлки"), and orders to somebody
who is on his way ("побрейся уже, к директору идёшь").
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import REQUESTS, Clause, Sentence, naming
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_STATED = frozenset(
    ("adjective", "filler", "but", "and", "him", "it", "too", "degree", "be", "so_strong", "more", "less")
)
_LOOKS = frozenset(("adjective", "part", "thing"))
_CHOSEN = frozenset(("adjective", "part", "thing", "person", "or", "no", "with", "filler"))
_DENYING = frozenset(("off", "filler", "but", "and"))
_STRANGE = frozenset(("topic", "unknown"))


def hush_affairs(sentences: Sequence[Sentence], items: Sequence[Item], lexicon: Lexicon) -> None:
    """Mark the clauses that are talk by what stands beside them; `items` are those of the message."""
    if not lexicon.inflection.knows_verbs:
        return
    clauses = [clause for sentence in sentences for clause in sentence.clauses]
    for before, clause in itertools.pairwise(clauses):
        clause.chatter |= _came_of_it(before, clause, lexicon) or _shrugs(before, clause, lexicon)
        clause.chatter |= before.chatter and _tells_a_deed(clause, lexicon)
    for clause in clauses:
        clause.chatter |= _opines(clause, lexicon) or _decides(clause, lexicon) or _recalls(clause, lexicon)
        clause.chatter |= _generalizes(clause, lexicon)
    for sentence in sentences:
        lacks = [clause for clause in sentence.clauses if clause.items[0].kind == "no"]
        if len(lacks) > 2 and sum(clause.has(*_STRANGE) for clause in lacks) > 1:
            _hush(lacks)
        if sentence.asks and _asks_around(sentence, lexicon):
            _hush(sentence.clauses)
        if _is_on_the_way(sentence, lexicon):
            _hush([c for c in sentence.clauses if any(map(lexicon.inflection.is_of_oneself, _words(c)))])
        for before, clause in itertools.pairwise(sentence.clauses):
            before.chatter &= not (_would_be(before, lexicon) and _urges(clause, lexicon))
    asked = any(clause.has("want", "should", "too", "too_little") for clause in clauses)
    asked = asked or any(map(lexicon.inflection.orders, itertools.chain(*map(_words, clauses))))
    if _plays(items, lexicon) and not asked:
        _hush(clauses)


def _hush(clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        clause.chatter = clause.of_bystanders = True


def _words(clause: Clause) -> list[str]:
    return [word for item in clause.items for word in item.text.split()]


def _came_of_it(before: Clause, clause: Clause, lexicon: Lexicon) -> bool:
    """ "удлинили юбку, | а она всё равно короткая": how what was done to something strange turned out."""
    done = before.chatter and not before.imagined and not before.has("thing")
    done = done and any(map(lexicon.inflection.is_past, _words(before)))
    states = {item.kind for item in clause.items} <= _STATED and clause.has("adjective")
    return done and states and not clause.urged and not any(map(lexicon.inflection.orders, _words(clause)))


def _shrugs(before: Clause, clause: Clause, lexicon: Lexicon) -> bool:
    """ "смеётесь, | а зря": what the others should not do."""
    others = before.has("first", "you") or any(map(lexicon.inflection.is_of_addressee, _words(before)))
    return before.chatter and others and {item.kind for item in clause.items} <= _DENYING


def _tells_a_deed(clause: Clause, lexicon: Lexicon) -> bool:
    """ "вчера сбрил усы, | жена не заметила": what somebody else did, as a story goes on."""
    subject = clause.items[0].kind == "person" and lexicon.inflection.is_subject(clause.items[0].text)
    told = subject and any(map(lexicon.inflection.is_past, _words(clause)))
    return told and not clause.has("him", "adjective", "thing", "part", "action")


def _opines(clause: Clause, lexicon: Lexicon) -> bool:
    """ "борода у мужчин это красиво", "чёлка это классно": what somebody thinks of looks in general."""
    said = [item for item in clause.items if item.kind not in ("filler", "want") or item is clause.items[-1]]
    kinds = [item.kind for item in said]
    named = bool(kinds) and kinds[0] in _LOOKS and not clause.has(*REQUESTS - {"want"}, "should", "too")
    praised = (
        len(said) > 2 and kinds[-2] == "be" and (kinds[-1] == "praise" or said[-1].text in lexicon.approving)
    )
    return named and praised and said[-2].text in lexicon.general


def _generalizes(clause: Clause, lexicon: Lexicon) -> bool:
    """ "борода не делает философом": what something is not known to do."""
    said = [item for item in clause.items if item.kind != "filler"]
    kinds = [item.kind for item in said[:3]]
    denied = kinds in (["thing", "not", "make"], ["thing", "not", "unknown"])
    return denied and lexicon.inflection.is_subject(said[0].text) and lexicon.inflection.happens(said[2].text)


def _asks_around(sentence: Sentence, lexicon: Lexicon) -> bool:
    """ "борода или усы?", "чем закрасить седину?": what others like, and how they do something."""
    clause = sentence.clauses[0]
    chooses = clause.has("or") and {item.kind for item in clause.items} <= _CHOSEN
    way = clause.items[0].text in lexicon.ways and not clause.has("him")
    return len(sentence.clauses) == 1 and (chooses or way)


def _recalls(clause: Clause, lexicon: Lexicon) -> bool:
    """ "нашёл седой волос": what the speaker has done, by a verb that nobody knows."""
    said = next((item for item in clause.items if item.kind != "filler"), clause.items[0])
    done = said.kind == "unknown" and any(map(lexicon.inflection.is_past, said.text.split()[:1]))
    return done and not (clause.orders or clause.imagined or clause.has("him", "person", "should", "with"))


def _decides(clause: Clause, lexicon: Lexicon) -> bool:
    """ "мы с подругой решили сделать чёлки": plans for oneself."""
    kinds = [item.kind for item in clause.items]
    if "first" not in kinds or clause.has("him", "person"):
        return False
    behind = clause.items[kinds.index("first") :]
    planned = next((at for at, item in enumerate(behind) if item.text in lexicon.planning), None)
    return planned is not None and any(item.text in lexicon.wearing for item in behind[planned:])


def _is_on_the_way(sentence: Sentence, lexicon: Lexicon) -> bool:
    """ "побрейся уже, | к директору идёшь": a clause that tells what somebody addressed is doing."""
    return any(
        not clause.orders
        and not naming(clause.items)
        and any(map(lexicon.inflection.is_of_addressee, _words(clause)))
        for clause in sentence.clauses
    )


def _would_be(clause: Clause, lexicon: Lexicon) -> bool:
    """ "розовые волосы вообще огонь будут": praise of what is not there yet."""
    to_be = any(item.text in lexicon.to_be for item in clause.items)
    return (
        to_be
        and clause.has("praise")
        and naming(clause.items)
        and not clause.has("first", "you", "kin", "was")
    )


def _urges(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether it only asks to go on: "давай"."""
    return all(item.kind in ("want", "filler", "make", "add") for item in clause.items) and clause.has(
        "want", "make", "add"
    )


def _plays(items: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "мой перс в скайриме": the speaker's character in a game that others know."""
    at = next((at for at, item in enumerate(items) if _is_own_character(item)), len(items))
    placed = itertools.pairwise(items[at : at + 3])
    return any(place.text in lexicon.aiming and game.kind in _STRANGE for place, game in placed)


def _is_own_character(item: Item) -> bool:
    return item.kind == "him" and " " in item.text
