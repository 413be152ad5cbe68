"""What stands beside a clause in Chinese and makes talk of it: orders, what befell, plans."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import (
    REQUESTS,
    Clause,
    Sentence,
    naming,
)
from attribute_map.language.clauses.frames import (
    finds_why,
    tells_the_opposite,
    tells_what_follows,
)
from attribute_map.language.words.lexicon import Lexicon

_TOLD_BESIDE = frozenset(("narrative", "first", "you", "talk", "kin", "topic"))
_STRANGE_BESIDE = frozenset(("unknown", "topic"))
_ASKING = REQUESTS | {"him", "too", "too_little", "more", "less", "no", "not", "should", "part", "into"}
_AROUND_A_DEED = frozenset(("filler", "degree", "a", "no", "not", "exclaim"))


def hush_what_follows(sentence: Sentence, lexicon: Lexicon) -> None:
    """Make talk of what comes of a wish, of what is found beside it, and of its opposite."""
    for before, clause in itertools.pairwise(sentence.clauses):
        clause.chatter |= tells_what_follows(clause.items, lexicon) and not before.chatter
        clause.chatter |= finds_why(before.items, clause.items, lexicon)
        clause.chatter |= tells_the_opposite(before.items, clause.items, lexicon) and (
            before.orders or before.has("action", "want")
        )


def wonders_at_posture(clause: Clause, lexicon: Lexicon) -> bool:
    """ "嘴巴怎么张着": a question that finds fault with what is to be mended, and tells no story."""
    wonders = any(item.kind == "narrative" and item.text in lexicon.wonders for item in clause.items)
    lasting = bool(lexicon.progressive) and clause.items[-1].text.endswith(lexicon.progressive)
    others = sum(item.kind == "narrative" for item in clause.items) > 1
    return wonders and lasting and not (others or clause.has("you", "first", "kin", "topic", "unknown"))


def named_for_plans(clauses: Sequence[Clause], lexicon: Lexicon) -> Clause | None:
    """The thing that opens a sentence which goes on about what it is for: "领带吧，他要去面试"."""
    if len(clauses) != 2 or lexicon.joint or clauses[0].chatter:
        return None
    (first, second), reason = clauses, clauses[1].items
    alone = [item.kind for item in first.items if item.kind != "filler"] == ["thing"]
    plans = len(reason) > 2 and reason[0].kind == "him" and reason[1].text in lexicon.intending
    return first if alone and plans and not second.has("first", "you") else None


def hush(sentence: Sentence, lexicon: Lexicon) -> None:
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


def _only_grades(clause: Clause) -> bool:
    """Whether it only says how something is to be: "短一点"."""
    kinds = {item.kind for item in clause.items}
    return "adjective" in kinds and kinds <= {"adjective", "degree", "more", "less", "filler", "make"}
