"""Whether a clause, by its own words, asks for nothing: talk, stories, admiration, words about somebody else.

Here is what any language says so; what only one of them does stands in the module with its code.
"""

from __future__ import annotations

import itertools

from attribute_map.language.clauses.clause import (
    EXPLICIT,
    REQUESTS,
    Clause,
    features_of,
    naming,
)
from attribute_map.language.clauses.forms import is_witnessed
from attribute_map.language.talk import stories_en, stories_ru, stories_zh
from attribute_map.language.words.lexicon import Lexicon

_NAMED = frozenset(("filler", "the", "thing", "part", "person", "and"))
_NAMING = frozenset(("adjective", "thing", "trait", "part", "person", "action"))
_NOUN_PHRASES = frozenset(
    ("adjective", "thing", "part", "person", "topic", "unknown", "a", "of", "and", "with", "filler")
)


def tells_a_story(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether the clause talks about the world rather than about the portrait, going by its known words."""
    if clause.portrays:
        return False
    if stories_ru.is_of_bystanders(clause, lexicon):
        clause.of_bystanders = True
        return True
    recalls = _is_past(clause, lexicon) and not (clause.has("was") and _corrects(clause))
    if clause.called or clause.has("narrative", "you") or recalls:
        return True
    if clause.has("kin"):
        kinds = [item.kind for item in clause.items]
        return REQUESTS.isdisjoint(kinds[: kinds.index("kin")])
    if clause.has("first") and not (clause.explicit or clause.urged or _acts_on(clause, lexicon)):
        return True
    if lexicon.subjects and stories_en.tells_a_story(clause, lexicon):
        return True
    if stories_ru.tells_a_story(clause, lexicon):
        return True
    if not lexicon.joint and stories_zh.tells_a_story(clause, lexicon):
        return True
    if _admires(clause) or _told_to_somebody(clause, lexicon):
        return True
    if clause.introduces:
        return False
    if clause.has("praise") and clause.has("should") and not naming(clause.items):
        return True  # "he'd be perfect for a soap opera"
    lacking = clause.has("topic") and not clause.has(*EXPLICIT - {"no"}) and not naming(clause.items)
    if lexicon.inflection.knows_verbs and lacking:
        return True  # "монитор не видно"
    if clause.explicit and not (clause.has("talk") and not clause.has(*EXPLICIT - {"no"})):
        return False
    if clause.has("talk") or (_speaks_of_topics(clause) and not _describes_something(clause, lexicon)):
        return True
    if stories_ru.is_of_somebody_else(clause, lexicon) or stories_ru.is_of_people(clause, lexicon):
        return True
    if clause.has("be_not") or (clause.has("presents") and not _portrays(clause)):
        return True
    nameable = _NAMED if lexicon.joint else _NAMED | {"adjective"}
    if clause.greets and clause.has("the") and all(item.kind in nameable for item in clause.items):
        return True  # "lol the hat"
    shown = (
        not lexicon.joint and clause.has("part") and [i.kind for i in clause.items[-2:-1]] == ["of"]
    )  # "眼睛是绿的哈哈"
    if clause.greets and clause.states and not shown and not clause.has("too", "too_little"):
        return True  # "she looks kinda sad lol"
    if _is_of_a_style(clause):
        return True
    if _exclaims(clause, lexicon):
        return True
    named = [
        item.kind
        for item, following in itertools.zip_longest(clause.items, clause.items[1:])
        if (item.kind == "praise" and (following is None or following.kind not in ("of", "degree")))
        or (item.meaning and item.kind in _NAMING)
    ]
    if "praise" not in named or (clause.urged and named[-1] != "praise"):
        return False  # "пусть это будет дед в смешной шапке"
    if named[-1] == "praise" and clause.greets and clause.has("the") and not lexicon.joint:
        return True  # "哈哈这耳环也太大了吧好好笑"
    asks = clause.compares or clause.complains or clause.has("not") or clause.imagined
    asks = asks or any(i.is_noun and lexicon.inflection.is_object(i.text) for i in clause.items)
    if named[-1] == "praise" and len(named) > 1 and not asks:
        return True  # "that smile though", but no "шляпу стильную"
    if named[0] != "praise" and not clause.has("be", "have"):
        return False  # "pink cheeks and a cute nose"
    return clause.has("be", "have") or not clause.has("a", "with")


def _is_of_a_style(clause: Clause) -> bool:
    """ "glasses are expensive", "thick brows are trendy": a predicate that no axis knows."""
    items = [*itertools.dropwhile(lambda item: item.kind != "be", clause.items)]
    adjectives = [item for item in items if item.kind == "adjective"]
    predicative = bool(adjectives) and not any(i.is_noun and i.start > adjectives[-1].start for i in items)
    return predicative and all(item.entry.style for item in adjectives)


def _is_past(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether it tells of the past, and does not only describe a face in it: "нос у него был круглый"."""
    witnessed = lexicon.inflection.knows_verbs and is_witnessed(clause.items)
    return clause.has("was") and not (clause.imagined or witnessed)


def _corrects(clause: Clause) -> bool:
    """ "no, his nose was bigger": how somebody remembers what is to be drawn."""
    kinds = [item.kind for item in clause.items if item.kind not in ("filler", "no", "but")]
    at = kinds.index("was")
    compared = any(i.form == "comparative" for i in clause.items) or clause.has("more", "less")
    return kinds[:at] in (["the", "part"], ["the", "thing"], ["part"]) and compared


def _acts_on(clause: Clause, lexicon: Lexicon) -> bool:
    """ "состарь меня": an order to the bot by the form of its verb, with the speaker for the portrait."""
    verb = next((item for item in clause.items if item.kind != "filler"), None)
    ordered = verb is not None and verb.kind in ("adjective", "action")
    return ordered and verb is not None and lexicon.inflection.orders(verb.text)


def _told_to_somebody(clause: Clause, lexicon: Lexicon) -> bool:
    """ "grow a beard bro": an order to whoever is called, and none for the portrait."""
    asked = any(item.kind == "filler" and item.text in lexicon.imperatives for item in clause.items)
    if asked or clause.has("him", "want", "should"):
        return False
    called = [item.text in lexicon.vocatives for item in clause.items]
    kinds = [item.kind for item in clause.items if item.kind not in ("so_strong", "degree")]
    if called[-1] and kinds[:3] == ["not", "be", "adjective"] and len(kinds) == 4:
        return True  # "don't be sad buddy"
    said = [
        item for item, name in zip(clause.items, called, strict=True) if not name and item.kind != "filler"
    ]
    return (called[-1] or called[0]) and bool(said) and said[0].text in lexicon.wearing


def _portrays(clause: Clause) -> bool:
    """Whether it describes somebody in known words: "this is a chubby young woman with glasses"."""
    described = any(i.kind == "adjective" or (i.kind == "person" and i.entry.effects) for i in clause.items)
    return described and not clause.has("unknown", "topic", "praise")


def _admires(clause: Clause) -> bool:
    """ "这胡子留得真有型": something pointed at, and an exclamation at the end."""
    said = [item.kind for item in clause.items if item.kind != "filler"]
    last = said[-1:] == ["praise"] or (said[-2:-1] == ["exclaim"] and said[-1] == "adjective")
    return "exclaim" in said and said[0] == "the" and last


def _exclaims(clause: Clause, lexicon: Lexicon) -> bool:
    """ "haha he looks so grumpy", "眼睛好大", "ну и борода"."""
    said = [item for item in clause.items if item.kind not in ("filler", "but")]
    exclaimed = ("adjective", "unknown", "topic")
    if len(said) > 1 and said[0].kind == "what_a" and (said[1].is_noun or said[1].kind in exclaimed):
        return not clause.compares and not any(lexicon.inflection.is_object(item.text) for item in said)
    if len(said) > 1 and said[0].kind == "praise" and clause.items[-1].text in lexicon.admiring:
        return said[1].kind == "of" and not clause.compares  # "好可爱的雀斑啊"
    if clause.has("not") or (lexicon.subjects and clause.complains):
        return False  # "don't be so grumpy", "too big for such a delicate face"
    for item, following in itertools.pairwise(clause.items):
        if item.kind == "exclaim" and following.kind in ("unknown", "topic") and clause.has("be"):
            return True  # "is such a tune"
        exclaims = item.kind == "exclaim" or (item.kind == "so_strong" and clause.has("be", "him"))
        if exclaims and following.kind == "adjective" and not clause.compares:
            return True
    return False


def _speaks_of_topics(clause: Clause) -> bool:
    """Whether it names what is no part of a portrait, but for an ornament: "coke bottle glasses"."""
    pairs = itertools.zip_longest(clause.items, clause.items[1:])
    return any(
        i.kind == "topic" and (following is None or following.kind != "thing") for i, following in pairs
    )


def _describes_something(clause: Clause, lexicon: Lexicon) -> bool:
    """ "a purple spaceship", "with a parrot": no talk, but something that somebody may want to see."""
    if lexicon.subjects and [item.kind for item in clause.items[:2]] == ["with", "a"]:
        return True
    if lexicon.subjects and stories_en.is_put_on_somebody(clause, lexicon):
        return True
    said = [item for item in clause.items if item.kind != "filler"]
    if lexicon.subjects and clause.urged and said[-1].kind == "a" and said[-1].text in lexicon.likenesses:
        return True  # "anime style please"
    kinds = {item.kind for item in clause.items}
    described = clause.has("adjective") and clause.has("thing", "part")
    if described and features_of(clause.items) > 0 and kinds <= _NOUN_PHRASES:
        return True  # "белая рубашка и красный галстук"
    coloured = any(
        item.kind == "adjective"
        and not item.entry.style
        and (not lexicon.inflection.knows_verbs or lexicon.inflection.is_full_adjective(item.text))
        for item in clause.items
    )
    coloured = coloured and [item.kind for item in clause.items if item.kind != "filler"][-1] != "adjective"
    borne = any(item.kind in ("a", "with") and item.text not in lexicon.aiming for item in clause.items)
    coloured = coloured and (not lexicon.inflection.knows_verbs or borne)
    return coloured and kinds <= {"adjective", "topic", "unknown", "a", "of", "filler", "with", "person"}
