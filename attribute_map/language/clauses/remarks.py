"""Remarks in a clause whose words have no blanks between: who is asked, who said so, how one looks in it."""

from __future__ import annotations

import itertools
from dataclasses import replace

from attribute_map.language.clauses.phrasing import pass_over_quoting
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.tokens import Token

_BEFORE_STATES = frozenset(
    ("too", "somewhat", "not", "not_too", "no", "so", "more", "less", "make", "should", "want", "degree")
)
_WHERE_TO = frozenset(("unknown", "topic", "narrative", "filler", "talk"))
_ASKED_OF_PORTRAITS = frozenset(
    ("give", "make", "remove", "more", "less", "too", "too_little", "him", "want", "into", "keep", "stays")
)
_GROWN = frozenset(("adjective", "thing", "a", "degree"))
_BEFORE_A_DEED = frozenset(("filler", "want", "give", "him", "it"))
_SAID_TO_SOMEBODY = frozenset(("want", "should", "filler", "replace"))


def tell_remarks(clause: list[Item], lexicon: Lexicon) -> None:
    """Replace the items of a clause by what they are in it."""
    _tell_called(clause, lexicon)
    _tell_addressed(clause, lexicon)
    pass_over_quoting(clause, 0, lexicon)
    _tell_goings(clause, lexicon)
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        if item.kind in ("no", "not") and following.kind in ("and", "like"):
            clause[at + 1] = replace(following, kind="filler")  # "别跟没睡醒似的"
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        drawn = item.kind in ("add", "make") and following.kind == "of"
        if drawn and any(i.kind == "praise" for i in clause[at:]):
            clause[at] = replace(item, kind="filler")  # "机器人画的胡子挺像样"
    if len(clause) > 1 and clause[0].text in lexicon.strained:
        clause[0] = replace(clause[0], kind="narrative")
    if (
        len(clause) > 1
        and clause[0].text in lexicon.how
        and clause[1].kind in ("remove", "add", "make", "action")
    ):
        clause[0] = replace(clause[0], kind="narrative")  # "如何去眼袋"
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        if (
            item.text in lexicon.supposing
            and following.kind == "first"
            and not any(i.kind == "him" for i in clause)
        ):
            clause[at] = replace(item, kind="narrative")  # "如果我是女生"
    _tell_repetitions(clause)
    _tell_rises(clause, lexicon)
    _tell_growths(clause, lexicon)
    _tell_likings(clause, lexicon)
    _tell_bearings(clause, lexicon)
    _tell_inversions(clause, lexicon)
    _tell_cover_ups(clause, lexicon)
    _tell_standstills(clause, lexicon)
    _tell_places_of_beards(clause, lexicon)
    _tell_surroundings(clause, lexicon)
    _tell_results(clause, lexicon)
    _tell_prohibitions(clause, lexicon)
    _tell_hindrances(clause, lexicon)
    _tell_extents(clause, lexicon)
    _tell_opinions(clause, lexicon)
    _tell_occasions(clause, lexicon)
    _tell_delays(clause, lexicon)
    _tell_moderations(clause, lexicon)
    _tell_removals(clause, lexicon)
    _tell_denials(clause)
    if len(clause) == 1 and clause[0].text in lexicon.closings:
        clause[0] = replace(clause[0], kind="filler")
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        if item.kind == "too" and item.text in lexicon.besides_having and following.kind == "thing":
            clause[at] = replace(item, kind="have")  # "还有点双下巴"
    last = next((at for at in reversed(range(len(clause))) if clause[at].kind != "filler"), 0)
    if last and clause[last].kind == "ignore" and clause[last].text in lexicon.discourse:
        clause[last] = replace(clause[last], kind="off")  # "胡子算了吧"


def _tell_called(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over somebody of the speaker's who is asked for something: "老师帮我画点雀斑"."""
    called = clause[0].text in lexicon.vocatives and clause[0].kind == "kin"
    if called and (len(clause) == 1 or clause[1].kind in _SAID_TO_SOMEBODY):
        clause[0] = replace(clause[0], kind="filler")


def _tell_addressed(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what somebody is told of themselves from a request: "你胡子该刮了", but "你帮我加胡子"."""
    start = next((at for at, item in enumerate(clause) if item.text in lexicon.addressed), len(clause))
    if start + 1 >= len(clause) or any(i.kind != "filler" for i in clause[:start]):
        return
    behind = clause[start + 1 :]
    forbidden = (
        len(behind) > 1 and behind[0].kind == "no" and behind[1].kind in ("thing", "action", "adjective")
    )
    worn = behind[0].kind == "have" or behind[0].text in lexicon.wearing
    own = behind[0].kind in ("part", "thing", "adjective") and len(behind) > 1
    own = own or [item.kind for item in behind[:2]] in (
        ["the", "thing"],
        ["the", "part"],
        ["be", "adjective"],
    )
    forbidden = forbidden or (
        behind[0].kind == "no" and behind[0].text[-1] in lexicon.wearing
    )  # "你别化那么浓"
    pairs = itertools.pairwise(behind)
    graded = any(ours.kind == "adjective" and theirs.kind == "degree" for ours, theirs in pairs)
    asked = any(i.kind in _ASKED_OF_PORTRAITS for i in behind)
    due = any(
        ours.text in lexicon.due and theirs.kind == "remove" for ours, theirs in itertools.pairwise(behind)
    )
    asked = asked and not due  # "你胡子该刮了"
    found = [item.kind for item in behind[:2]] == ["too", "adjective"] and start == 0  # "你太瘦了"
    if found or ((forbidden or worn or own) and not (asked or graded)):
        clause[start] = replace(clause[start], kind="you")


def _tell_repetitions(clause: list[Item]) -> None:
    """Pass over what is said twice in a row: "绿瞳不要绿瞳不要"."""
    for length in range(len(clause) // 2, 0, -1):
        at = 0
        while at + 2 * length <= len(clause):
            first, second = clause[at : at + length], clause[at + length : at + 2 * length]
            same = [item.text for item in first] == [item.text for item in second]
            if same and (length > 1 or first[0].kind in ("thing", "part", "remove")):
                del clause[at + length : at + 2 * length]
            else:
                at += 1


def _tell_growths(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what has grown from what is long: "鬓角长了白头发", but "头发长了"."""
    for at in range(len(clause) - 2):
        grown = clause[at].kind == "adjective" and clause[at].text == lexicon.growing
        if grown and clause[at + 1].text in lexicon.perfective and clause[at + 2].kind in _GROWN:
            joined = clause[at].text + clause[at + 1].text
            clause[at : at + 2] = [replace(clause[at], kind="have", meaning=None, text=joined)]
            return
    for at in range(len(clause) - 2):
        begins = clause[at].kind == "adjective" and clause[at].text == lexicon.growing
        behind = [item.kind for item in clause[at + 1 : -1]]
        if begins and clause[-1].text in lexicon.perfective and behind in (["thing"], ["adjective", "part"]):
            clause[at] = replace(clause[at], kind="narrative", meaning=None)  # "脸上长斑了"


def _tell_likings(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over why something is to stay: "雀斑留着我喜欢"."""
    if any(item.kind in ("keep", "stays") for item in clause) and any(item.is_noun for item in clause):
        clause[:] = [replace(i, kind="filler") if i.text in lexicon.liking else i for i in clause]
    said = [item for item in clause if item.kind not in ("filler", "but")]
    if [item.kind for item in said] == ["thing", "talk"] and said[1].text in lexicon.refusing:
        clause[clause.index(said[1])] = replace(said[1], kind="off")  # "八字胡不行"


def _tell_delays(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over what is to come after a wish: "头发短点再说", but "胡子以后再说"."""
    said = [item for item in clause if item.kind != "filler"]
    if len(said) < 4 or said[-2].text != lexicon.again or said[-1].text not in lexicon.afterwards:
        return
    wish = said[:-2]
    whole = wish[-1].kind in ("degree", "remove", "years", "off", "action")
    if whole and not any(item.kind in ("unknown", "narrative", "first", "you") for item in wish):
        clause[:] = [replace(i, kind="filler") if i in said[-2:] else i for i in clause]


def _tell_moderations(clause: list[Item], lexicon: Lexicon) -> None:
    """ "胡子别画那么多": less of it; and "别整出双下巴来" is of no other verb than 整."""
    for at in range(len(clause) - 2):
        denied, verb, so = (item.kind for item in clause[at : at + 3])
        if denied == "no" and verb in ("add", "make") and so == "so":
            stop = at + 3 + (clause[at + 3 : at + 4] != [] and clause[at + 3].kind == "more")
            clause[at:stop] = [replace(clause[at], kind="less", meaning=None, end=clause[stop - 1].end)]
            return
    kinds = [item.kind for item in clause]
    if clause[-1].text == lexicon.directional and kinds[-2:] == ["thing", "add"] and "no" in kinds[:-2]:
        clause[-1] = replace(clause[-1], kind="filler")


def _tell_removals(clause: list[Item], lexicon: Lexicon) -> None:
    """ "墨镜也取", "把帽子掀了": verbs that take away only what has been named before them."""
    said = [item for item in clause if item.kind != "filler"]
    named = any(item.kind == "thing" for item in said[:-1])
    if len(said) > 1 and said[-1].text in lexicon.lifting and named:
        clause[clause.index(said[-1])] = replace(said[-1], kind="remove")


def _tell_denials(clause: list[Item]) -> None:
    """ "不是让他戴眼镜": that somebody is not to have something, and not that nothing is to be done."""
    denied = [item.kind for item in clause[:2]] == ["not", "make"]
    if denied and any(item.kind in ("thing", "adjective", "action", "part") for item in clause[2:]):
        clause[:2] = [replace(clause[0], kind="no", meaning=None, end=clause[1].end)]


def _tell_cover_ups(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over what something is put on for: "加点妆遮一遮", "用刘海遮住高额头"."""
    kinds = [item.kind for item in clause]
    last = clause[-1]
    covers = kinds[-1] == "remove" and last.text.startswith(tuple(lexicon.hindering))
    put_on = kinds[kinds.index("add") :] if "add" in kinds else []
    if kinds[0] == "give" and "a" in kinds[1:]:  # "给他个帽子遮一下", but "给他的眼袋遮一下"
        put_on = kinds
    if covers and "thing" in put_on:
        clause[-1] = replace(last, kind="filler")
    hiding = next((at for at, i in enumerate(clause) if i.text.startswith(tuple(lexicon.hindering))), 0)
    means = hiding > 0 and clause[hiding - 1].kind == "thing" and last.text not in lexicon.perfective
    means = means and (hiding == 1 or clause[0].kind in ("add", "prep", "give"))
    hidden = clause[hiding + 1 :]
    if means and hidden and all(i.kind in ("thing", "part", "adjective", "filler", "of") for i in hidden):
        clause[hiding:] = [replace(i, kind="filler", meaning=None) for i in clause[hiding:]]


def _tell_bearings(clause: list[Item], lexicon: Lexicon) -> None:
    """ "往年轻女孩那边靠": whom somebody is to become more like."""
    said = [item.kind for item in clause[1:] if item.kind not in ("filler", "the", "a", "of")]
    if clause[0].text in lexicon.toward and said and set(said) <= {"adjective", "person", "degree"}:
        clause[0] = replace(clause[0], kind="make")


def _tell_inversions(clause: list[Item], lexicon: Lexicon) -> None:
    """Put a noun that is named behind before what is said of it: "太黑啦这画面"."""
    kinds = [item.kind for item in clause]
    if kinds[:2] != ["too", "adjective"] or kinds[-1] not in ("part", "thing"):
        return
    between = clause[2:-1]
    pointed = [item for item in between if item.kind == "the"]
    rest = [item for item in between if item.kind != "the"]
    if (
        rest
        and rest[0].text in lexicon.perfective
        and all(item.kind in ("filler", "him", "of") for item in rest)
    ):
        clause[:] = [*pointed, clause[-1], *clause[:2], rest[0]]


def _tell_goings(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell going somewhere from taking a thing away: "画个妆去蹦迪", but "去胡子"."""
    for at, item in enumerate(clause):
        if item.kind != "remove" or item.text not in lexicon.goings:
            continue
        following = clause[at + 1].kind if at + 1 < len(clause) else ""
        if following in ("part", "thing", "adjective"):
            continue
        forbidden = at > 0 and clause[at - 1].kind == "no" and clause[at - 1].text in lexicon.forbidding
        if forbidden and not following and any(i.is_noun for i in clause[:at]):
            continue  # "雀斑不许去"
        rest = clause[at + 1 :]
        purpose = at > 0 and bool(rest) and all(i.kind in _WHERE_TO for i in rest)
        clause[at] = replace(item, kind="filler" if purpose else "unknown")
        if purpose:
            clause[at + 1 :] = [replace(i, kind="filler") for i in rest]


def _tell_surroundings(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what is behind somebody from a mere place: "后面太黑了", but "后面头发短点"."""
    if any(item.is_noun or item.kind in ("action", "first", "unknown") for item in clause):
        return
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        graded = following.kind in ("too", "somewhat", "more", "not", "be", "adjective")
        if item.text in lexicon.surroundings and graded and any(i.kind == "adjective" for i in clause[at:]):
            clause[at] = _named(item, lexicon.surrounding[0], lexicon)
            return


def _tell_rises(clause: list[Item], lexicon: Lexicon) -> None:
    """ "鼻子越大越好": the more so, the better."""
    if any(item.text in lexicon.better for item in clause):
        clause[:] = [replace(i, kind="more") if i.text in lexicon.rising else i for i in clause]


def _tell_standstills(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what is to stay from what is not to be, or to be there: "别再瘦了", "红晕要留"."""
    for at, item in enumerate(clause):
        further = item.kind == "no" and item.text in lexicon.further
        states = any(
            behind.kind == "adjective" and (behind.entry.effects or further)
            for behind in clause[at + 1 : at + 3]
        )
        named = any(behind.is_noun or behind.kind in ("so", "too", "add") for behind in clause[at + 1 :])
        adds = item.kind == "no" and len(item.text) > 1 and item.text[-1] in lexicon.adding
        states = states or (adds and [i.kind for i in clause[at + 1 : at + 2]] == ["adjective"])
        if (item.text in lexicon.further or adds) and states and not named:
            clause[at] = replace(item, kind="keep")
    said = [item for item in clause if item.kind != "filler"]
    ends = len(said) > 2 and said[-1].kind == "add" and said[-1].text in lexicon.staying
    urged = ends and (said[-2].kind == "should" or said[-2].text in lexicon.likewise)  # "帽子眼镜都留"
    if urged and any(item.is_noun for item in said[:-2]):
        clause[clause.index(said[-1])] = replace(said[-1], kind="stays")


def _tell_places_of_beards(clause: list[Item], lexicon: Lexicon) -> None:
    """ "上嘴唇那里长点胡须": a beard that grows on the lip is a mustache."""
    place = next((item for item in clause if item.text in lexicon.lips), None)
    beard = next((at for at, item in enumerate(clause) if item.text in lexicon.beards), None)
    if place is None or beard is None or len([item for item in clause if item.kind in ("part", "thing")]) > 2:
        return
    clause[beard] = _named(clause[beard], lexicon.on_lips[0], lexicon)
    clause[clause.index(place)] = replace(place, kind="filler")


def _named(item: Item, word: str, lexicon: Lexicon) -> Item:
    """The item with the meaning of another word."""
    found = lexicon.match([Token(character, "word", 0, 0) for character in word], 0)
    return item if found is None else replace(item, kind=found[0].entry.kind, meaning=found[0])


def _tell_results(clause: list[Item], lexicon: Lexicon) -> None:
    """ "腮红重了": what has become of it is found too much, or too little."""
    said = [item for item in clause if item.kind not in ("filler", "but")]
    become = clause[-1].text in lexicon.perfective or clause[-1].text[-1] in lexicon.perfective
    if [item.kind for item in said] == ["somewhat", "adjective"] and said[1].entry.effects and become:
        clause[clause.index(said[0])] = replace(said[0], kind="too", meaning=None)  # "有点老了"
        return
    named = len(said) == 2 and said[0].kind in ("thing", "part")
    if named and said[1].kind in ("adjective", "more") and said[1].form == "base" and clause[-1] is said[1]:
        clause[:] = [replace(i, kind="too") if i.text in lexicon.unabating else i for i in clause]
    sized = [item.kind for item in said] in (["thing", "adjective"], ["part", "adjective"])
    if not sized or not said[1].entry.size or said[1].form != "base":
        return
    at = clause.index(said[1])
    if clause[at - 1] is said[0] and clause[at + 1 :] and clause[at + 1].text in lexicon.perfective:
        clause.insert(at, replace(said[1], kind="too", meaning=None))


def _tell_prohibitions(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what is not to be taken away from what is not to be there: "耳环别给我弄没了", "帽子可别摘"."""
    for at, item in enumerate(clause):
        if item.kind != "no" or item.text not in lexicon.forbidding:
            continue
        stop = at + 1
        while stop < len(clause) and clause[stop].kind in _BEFORE_A_DEED:
            stop += 1
        if stop < len(clause) and clause[stop].kind == "remove":
            clause[at : stop + 1] = [replace(clause[stop], kind="keep", start=item.start)]
            return


def _tell_hindrances(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over what is in the way of what, and what a deed is to prevent: "刘海撩上去别挡额头"."""
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        hides = item.kind == "remove" and item.text.startswith(tuple(lexicon.hindering))
        if hides and at and following.kind == "part" and clause[-1].text in lexicon.perfective:
            clause[at] = replace(item, kind="narrative")  # "胡子盖住嘴了"
    for at in range(1, len(clause) - 1):
        prevents = clause[at].kind in ("no", "not") and clause[at + 1].text.startswith(
            tuple(lexicon.hindering)
        )
        done = any(item.kind in ("action", "remove", "adjective") for item in clause[:at])
        if prevents and done and clause[at + 1].kind == "filler":
            clause[at] = replace(clause[at], kind="filler")


def _tell_extents(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell the particle between a deed and how it strikes somebody from "must": "笑得真甜"."""
    for at in range(1, len(clause) - 1):
        follows = clause[at].kind == "should" and clause[at].text in lexicon.extents
        if follows and clause[at - 1].kind in ("thing", "action") and clause[at + 1].kind == "praise":
            clause[at] = replace(clause[at], kind="filler")


def _tell_opinions(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what somebody looks like in it from a wish: "卷发显老", but "太显老了" and "显老一点"."""
    for at in range(1, len(clause)):
        if clause[at].text in lexicon.opinions and clause[at - 1].kind == "somewhat":
            clause[at - 1] = replace(clause[at - 1], kind="too")  # "有点显老"
        graded = clause[at + 1 : at + 2] and clause[at + 1].kind in ("degree", "number")
        if clause[at].text in lexicon.opinions and clause[at - 1].kind not in _BEFORE_STATES and not graded:
            clause[at] = replace(clause[at], kind="praise", meaning=None)


def _tell_occasions(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over a deed that only says when: "笑起来漏风", but "让他笑起来"."""
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        told = clause[at + 2 :] if following.kind == "degree" else clause[at + 1 :]
        if item.text in lexicon.occasions and told and told[0].kind not in ("filler", "degree"):
            clause[at] = replace(item, kind="filler")
