"""What people of a chat say to each other and of themselves, in a language without blanks between its words.

Orders, reports and plans use the words of wishes; what stands beside them tells that they are of no portrait.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import REQUESTS, Clause, Sentence, naming
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_TOLD_BESIDE = frozenset(("narrative", "first", "you", "talk", "kin", "topic"))
_STRANGE_BESIDE = frozenset(("unknown", "topic"))
_ASKING = REQUESTS | {"him", "too", "too_little", "more", "less", "no", "not", "should", "part", "into"}
_AROUND_A_DEED = frozenset(("filler", "degree", "a", "no", "not", "exclaim"))
_CHANGING = frozenset(("make", "replace", "change", "into", "remove", "no", "but", "like", "of", "with"))
_NAMED = frozenset(("thing", "adjective", "part", "topic", "unknown"))
LEAST_SAID_OF_BOTH = 3  # items: "男生女相" is a look
_DOING = REQUESTS | {"him", "too", "too_little", "more", "less", "no", "not", "should", "stays", "off"}
_PUT_ON = frozenset(("add", "have", "stays"))


def is_about_people(clause: Clause, lexicon: Lexicon) -> bool:
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


def hush_company(sentence: Sentence, lexicon: Lexicon) -> None:
    """Make talk of clauses that by what stands beside them are said to people, or of the speaker."""
    for clause in sentence.clauses:
        rest = [other for other in sentence.clauses if other is not clause]
        others = [other for other in rest if other.chatter]
        asked = any(
            not (other.chatter or _is_gesture(other, lexicon)) and (other.command or naming(other.items))
            for other in rest
        )
        told = any(_tells(other, _TOLD_BESIDE) for other in others)
        strange = told or any(_tells(other, _STRANGE_BESIDE) for other in others)
        forbids = any(item.kind == "no" and item.text in lexicon.forbidding for item in clause.items)
        said_to_people = (strange if forbids else told) and not asked and _is_gesture(clause, lexicon)
        of_speaker = strange and not asked and _tells_what_became(clause, lexicon)
        planned = any(item.text in lexicon.dates for other in others for item in other.items)
        if said_to_people or of_speaker or (planned and not clause.portrays and _only_states(clause)):
            clause.chatter, clause.command = True, None
    for before, clause in itertools.pairwise(sentence.clauses):
        blamed = before.chatter and before.has("topic") and before.has("too", "too_little")
        if blamed and _only_grades(clause):
            clause.chatter = True  # "袖子太长了，剪短点"


def _tells(clause: Clause, kinds: frozenset[str]) -> bool:
    """Whether it tells something, and neither gives a reason nor likens."""
    return clause.has(*kinds) and clause.items[0].kind not in ("because", "like") and not clause.has("him")


def _is_gesture(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether it says no more than what somebody who reads along may do or leave: "别笑", "张开嘴"."""
    said = [item for item in clause.items if item.kind not in _AROUND_A_DEED]
    return bool(said) and all(
        item.kind in ("thing", "action", "adjective")
        and bool(item.entry.effects)
        and {effect.axis for effect in item.entry.effects} <= lexicon.gestures
        for item in said
    )


def _tells_what_became(clause: Clause, lexicon: Lexicon) -> bool:
    """ "晒黑了两个色号", "鬓角长了白头发": what has become of somebody, and nothing of what is to become."""
    items = clause.items
    if any(item.kind == "have" and item.text[-1] in lexicon.perfective for item in items):
        return not clause.has(*_ASKING - {"part"})
    if clause.has(*_ASKING):
        return False
    for item, following in itertools.zip_longest(items, items[1:]):
        if item.kind in ("adjective", "action", "thing") and item.entry.effects:
            if any(lexicon.regions[effect.axis] == "scene" for effect in item.entry.effects):
                return False  # "光太强了，脸都曝了"
            closed = following is not None and following.text in lexicon.perfective
            return closed or (len(item.text) > 1 and item.text[-1] in lexicon.perfective)
    return False


def _only_states(clause: Clause) -> bool:
    """Whether it complains or wonders, and neither asks for anything nor says how much: "刘海太长了"."""
    return clause.has("too", "too_little", "should") and not (
        clause.graded or clause.has(*REQUESTS, "him", "more", "less")
    )


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


def _only_grades(clause: Clause) -> bool:
    """Whether it only says how something is to be: "短一点"."""
    kinds = {item.kind for item in clause.items}
    return "adjective" in kinds and kinds <= {"adjective", "degree", "more", "less", "filler", "make"}


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
