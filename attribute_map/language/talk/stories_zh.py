"""Stories told in Chinese, which has no forms: who somebody is, what people are like, what befell.

Orders, reports and plans use the words of wishes; what stands beside them tells that they are of no portrait.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import (
    REQUESTS,
    Clause,
    naming,
)
from attribute_map.language.clauses.frames import (
    is_of_somebody,
    judges_the_work,
)
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_CHANGING = frozenset(("make", "replace", "change", "into", "remove", "no", "but", "like", "of", "with"))
_NAMED = frozenset(("thing", "adjective", "part", "topic", "unknown"))
LEAST_SAID_OF_BOTH = 3  # items: "男生女相" is a look
_DOING = REQUESTS | {"him", "too", "too_little", "more", "less", "no", "not", "should", "stays", "off"}
_PUT_ON = frozenset(("add", "have", "stays"))


def tells_a_story(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether the clause gives a reason, judges the work, or tells of people rather than of a portrait."""
    told = clause.items[0].kind == "because" or judges_the_work(clause.items, lexicon)
    of_people = _is_about_people(clause, lexicon) or is_of_somebody(clause.items)
    return told or of_people or _points_at_own(clause)


def _points_at_own(clause: Clause) -> bool:
    """ "我这黑眼圈都是加班加出来的": what the speaker's own face is like, and why."""
    kinds = [item.kind for item in clause.items]
    pointed = kinds[:2] == ["first", "the"] and len(kinds) > 3 and clause.items[2].is_noun
    named = kinds[:1] == ["first"] and len(kinds) > 2 and clause.items[1].kind in ("part", "thing")
    told = named and kinds[-1] == "filler" and not clause.has(*REQUESTS, "too", "too_little", "should")
    return (pointed and clause.has("be", "talk", "narrative")) or (told and clause.has("and", "so"))


def _is_about_people(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether it only tells people apart, or tells of them: "戴眼镜的那个是班主任", "男的多还是女的多"."""
    items = clause.items
    seeks = items[0].text in lexicon.searching and items[-1].text in lexicon.sought
    told = (
        _generalises(clause, lexicon)
        or _tells_who_it_is(items)
        or _names_both_sexes(clause)
        or _tells_what_befell(clause, lexicon)
    )
    told = told or _tells_a_fact(clause, lexicon) or _chooses(items, lexicon)
    return told or seeks or _asks_about_what_is_there(clause, lexicon) or _tells_how_far(clause, lexicon)


def _tells_who_it_is(items: Sequence[Item]) -> bool:
    """ "穿红衣服戴帽子的是我": who somebody is by what they wear."""
    kinds = [item.kind for item in items if item.kind not in ("filler", "the", "a", "person")]
    worn = kinds[:1] in ([kind] for kind in _PUT_ON)
    at = kinds.index("of") if "of" in kinds else 0
    return worn and at > 1 and kinds[at - 1] in _NAMED and kinds[at + 1 : at + 2] == ["be"]


def _chooses(items: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "有胡子还是没胡子", "要配领带还是领结": a question which of two it is, or had better be."""
    at = next((at for at, item in enumerate(items) if item.text in lexicon.choosing), 0)
    before, behind = items[:at], items[at + 1 :]
    verb = any(item.kind in ("have", "add", "be") for item in before)
    parallel = bool(behind) and behind[0].kind in ("no", "not", "have", "add", "thing", "adjective")
    return verb and naming(before) and parallel and not any(item.kind == "make" for item in behind)


def _tells_a_fact(clause: Clause, lexicon: Lexicon) -> bool:
    """ "雀斑是天生的", "熬夜会变老": what something is, or what comes of it."""
    items = [item for item in clause.items if item.kind != "filler"]
    if clause.has("him", "the", "too", "too_little", "more", "less", "give", "first", "want"):
        return False
    verb = next((at for at, item in enumerate(items) if item.kind == "be"), 0)
    behind = items[verb + 1 :]
    if not verb or not behind:
        return False
    comes_of_it = items[verb].text in lexicon.would and items[0].kind in (
        "add",
        "adjective",
        "thing",
        "unknown",
    )
    plain = not any(item.kind in ("adjective", "thing", "part", "degree", "action", "no") for item in behind)
    names = [item.kind for item in items[:verb]] in (["thing"], ["part"])
    return comes_of_it or (names and plain and items[verb].text == lexicon.copula and behind[-1].kind != "be")


def _generalises(clause: Clause, lexicon: Lexicon) -> bool:
    """ "女孩子笑起来最好看", "外国人鼻子都高": what people in general are like."""
    items = clause.items
    if items[0].kind != "person" or len(items) < LEAST_SAID_OF_BOTH or clause.has(*_DOING - {"add"}):
        return False
    pairs = itertools.pairwise(items)
    of_all = any(i.kind in ("part", "thing", "person") and then.text in lexicon.likewise for i, then in pairs)
    found = items[-1].kind in ("praise", "exclaim") or items[-1].text in lexicon.exclamations
    return found or (of_all and not clause.graded)


def _tells_what_befell(clause: Clause, lexicon: Lexicon) -> bool:
    """ "刘海剪歪了", "领带皱了": what an unknown deed has made of a thing."""
    said = list(clause.items)
    while said and said[0].kind in ("filler", "the"):
        said = said[1:]
    if len(said) < 3 or said[0].kind not in ("thing", "part") or said[-1].text not in lexicon.perfective:
        return False
    deed = [item.kind for item in said[1:-1] if item.kind != "filler"]
    return deed in (["unknown"], ["make", "unknown"], ["add", "unknown"])


def _tells_how_far(clause: Clause, lexicon: Lexicon) -> bool:
    """ "黑眼圈都出来了", "脸都晒红了": how far something has gone with somebody."""
    items = clause.items
    if items[-1].text not in lexicon.perfective or clause.has(*_DOING):
        return False
    return any(
        item.kind in ("part", "thing") and following.text == lexicon.likewise[-1]
        for item, following in itertools.pairwise(items)
    )


def _asks_about_what_is_there(clause: Clause, lexicon: Lexicon) -> bool:
    """ "这帽子是新款吗", "戴眼镜会变形吗": a question that asks for nothing."""
    kinds = [item.kind for item in clause.items]
    if clause.items[-1].text not in lexicon.questions or clause.has(*_DOING - {"add"}):
        return False
    return kinds[:3] in (["the", "thing", "be"], ["the", "part", "be"])


def _names_both_sexes(clause: Clause) -> bool:
    """ "男生女生都可以报名": men and women, of whom neither is to be drawn."""
    if clause.has(*_CHANGING) or len(clause.items) < LEAST_SAID_OF_BOTH:
        return False
    signs = {
        effect.sign
        for item in clause.items
        if item.kind in ("person", "adjective")
        for effect in item.entry.effects
        if effect.axis == "masculinity"
    }
    return len(signs) > 1
