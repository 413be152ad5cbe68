"""What stands around a wish in a language without blanks: headings, likenesses, reminders, callings.

Where no blank parts the words, these are told by the words that open or close them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.meanings import Entry, Meaning

_IN_AN_IMAGE = frozenset(("unknown", "topic", "person", "a", "thing", "part", "of", "him", "kin"))
_OPENING_AN_IMAGE = frozenset(("be", "like", "and"))
_SAYING = frozenset(("adjective", "thing", "trait", "part", "person", "action"))
_HEADING = frozenset(("unknown", "topic", "adjective", "person"))
_GRADING_WORK = frozenset(("too", "exclaim", "degree", "so_strong", "so", "unknown"))
_STRANGE = frozenset(("unknown", "topic", "narrative"))
_WHO_LOOKS_SO = frozenset(("part", "person", "him", "the"))
LONGEST_IMAGE = 8  # items


_BLAMING = frozenset(("off", "talk", "praise", "too", "remove", "no", "somewhat"))
_LOOKS = frozenset(("adjective", "praise", "unknown", "thing", "so_strong", "exclaim", "somewhat", "filler"))
_STATING = frozenset(("adjective", "action", "thing"))


def as_heading(clause: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """What stands before a colon, which heads a description: "人设：男，蓝发" is of a man, and no 人设."""
    strange = any(item.kind in ("unknown", "topic") for item in clause)
    titled = "".join(item.text for item in clause).endswith(tuple(lexicon.headings))
    return [
        replace(item, kind="filler")
        if (strange and _only_heads(item)) or _is_of_several(item) or (titled and not _tells_looks(item))
        else item
        for item in clause
    ]


def _tells_looks(item: Item) -> bool:
    return item.kind in ("adjective", "person") and bool(item.entry.effects)


def _only_heads(item: Item) -> bool:
    """Whether it tells nothing of the looks: 人设 and 剑客 do not, 公主 is a woman."""
    return item.kind in _HEADING and not (item.kind == "person" and item.entry.effects)


def _is_of_several(item: Item) -> bool:
    """Whether a thing is a class of things: "配饰：珍珠耳环"."""
    return item.kind == "thing" and len(item.entry.effects) > 1


def without_likenesses(clause: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """Without the images that a word of their own closes: "太白了跟鬼似的", "泡面那种卷".

    Only where the clause says more than the image.
    """
    kept: list[Item] = []
    for item, following in itertools.zip_longest(clause, clause[1:]):
        if item.kind == "so" and following is not None and following.kind == "adjective":
            opening = _opening_of_image(kept, lexicon)
            if opening is not None:
                del kept[opening:]  # "眼睛像铜铃那么大"
                continue
        if lexicon.inflection.citation(item.text) not in lexicon.likenesses or not kept:
            kept.append(item)
            continue
        start = next(
            (
                at + 1
                for at in range(len(kept) - 2, max(-1, len(kept) - LONGEST_IMAGE), -1)
                if _opens(kept[at])
            ),
            len(kept),
        )
        while start and _is_of_image(kept[start - 1], lexicon):
            start -= 1
        opened = start > 0 and kept[start - 1].kind in _OPENING_AN_IMAGE
        start -= opened
        image = kept[start:]
        named = ("unknown", "topic", *(("person",) if lexicon.joint else ()))
        if len(image) > opened and (opened or any(i.kind in named or _is_trade(i) for i in image)):
            kept[start:] = []
        else:
            kept.append(item)
    saying = _SAYING - {"adjective"} if lexicon.joint else _SAYING
    if not lexicon.joint and [item.kind for item in kept] == ["adjective"] and len(clause) > 2:
        kept.insert(0, replace(kept[0], kind="him", meaning=None))  # "像吸血鬼一样白"
    return kept if any(item.kind in saying for item in kept) else list(clause)


def _opening_of_image(kept: Sequence[Item], lexicon: Lexicon) -> int | None:
    """Where an image opens that these items end with: "像|铜铃|那么大", but no "像她|那么大"."""
    for start in range(len(kept) - 2, max(-1, len(kept) - LONGEST_IMAGE // 2 - 1), -1):
        if start > 0 and kept[start].text in lexicon.likening:
            strange = any(item.kind in _STRANGE for item in kept[start + 1 :])
            return start if strange else None
    return None


def _is_of_image(item: Item, lexicon: Lexicon) -> bool:
    """Between words with blanks, only strangers and trades: "green hair joker style"."""
    if not lexicon.joint:
        acts = item.kind == "part" and item.entry.act  # "头发染成|麦穗那种"
        return item.kind in _IN_AN_IMAGE and not acts
    return item.kind in ("unknown", "topic") or (item.kind == "person" and item.entry.role)


def _is_trade(item: Item) -> bool:
    return item.kind == "person" and item.entry.role


def _opens(item: Item) -> bool:
    """Whether it opens a likeness whatever it holds: "像黄昏一样"."""
    return item.kind == "like" or (item.kind == "and" and item.text == "跟")


def with_reminders(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """What somebody is reminded of by a question, as the request that it was: "不是让你加刘海吗"."""
    told: list[Item] = []
    for at, item in enumerate(items):
        if item.kind == "reminds":
            following = itertools.takewhile(lambda i: i.kind != "mark" or i.text == "?", items[at:])
            asks = any(
                i.text == "?" or lexicon.inflection.citation(i.text[-1]) in lexicon.questions
                for i in following
            )
            item = replace(item, kind="want" if asks else "no")
        told.append(item)
    return told


def is_image(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether a clause is nothing but a likeness: "跟撒芝麻一样" behind what it adorns."""
    said = [item for item in clause if item.kind != "filler" or item.text in lexicon.likenesses]
    closed = lexicon.inflection.citation(said[-1].text) in lexicon.likenesses if said else False
    return not lexicon.joint and closed and (said[0].kind in ("like", "be") or _opens(said[0]))


def judges_the_work(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether it only says how well something has been drawn: "这胡子画得太传神了"."""
    drawn = (i for i, item in enumerate(clause) if item.kind == "make" and item.text[-1] in lexicon.extents)
    at = next(drawn, 0)
    behind = [item.kind for item in clause[at + 1 :] if item.kind != "filler"]
    judged = bool(behind) and behind[-1] in ("unknown", "praise", "topic")
    judged = judged or (behind == ["exclaim", "adjective"] and clause[0].kind == "the")  # "这鼻子做得好精致"
    return (
        at > 0 and judged and set(behind[:-1]) <= {"too", "exclaim", "degree", "so_strong", "so", "unknown"}
    )


def feels(clause: Sequence[Item]) -> bool:
    """Whether it is nothing but a mood, which behind talk is the speaker's: "项链断了，伤心"."""
    said = [item for item in clause if item.kind not in ("filler", "degree", "exclaim")]
    moods = bool(said) and all(
        i.kind == "adjective" and i.entry.name in ("happy", "sad", "tired") for i in said
    )
    return moods and not any(item.kind == "degree" for item in clause[1:])


def is_of_somebody(clause: Sequence[Item]) -> bool:
    """Whether it says what somebody else's is like: "圣诞老人的胡子是白的"."""
    kinds = [item.kind for item in clause]
    whose = kinds[:2] == ["person", "of"] and len(kinds) > 3 and clause[2].is_noun
    return whose and clause[0].entry.role and kinds[3] in ("be", "have")


def ends_a_likeness(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether it only paints an image: "谁欠他钱似的"."""
    return not lexicon.joint and clause[-1].text in lexicon.likenesses


def points_at_what_was_said(clause: Sequence[Item]) -> bool:
    """ "能弄成那样吗": a request for what was told of before."""
    kinds = {item.kind for item in clause}
    return {"make", "so"} <= kinds <= {"make", "so", "should", "want", "filler", "him", "not", "give"}


def mentions(clause: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """The nouns that talk names, for what is said of them next: "红头发不好看，去掉" is of the red in it."""
    named: list[Item] = []
    adjective: Item | None = None
    if not lexicon.joint and any(_is_hairstyle(item, lexicon) for item in clause):
        named.extend(_as_thing(item) for item in clause if _is_hairstyle(item, lexicon))
    if not lexicon.joint and clause[0].kind == "like":
        return named  # "妆太厚了，像刷墙，淡点"
    for item in clause:
        shaping = adjective is None or adjective.entry.size or (lexicon.joint and not lexicon.subjects)
        quality = "" if shaping or adjective is None else adjective.entry.name
        effects = lexicon.effects_of(item.entry.name, quality) if item.kind == "part" and quality else None
        if effects:
            own = Entry("thing", item.entry.name, (item.text,), effects)
            named.append(replace(item, kind="mention", meaning=Meaning(own)))
        elif item.is_noun and (lexicon.joint or item.kind != "person"):
            named.append(replace(item, kind="mention"))
        adjective = item if item.kind == "adjective" else adjective if item.kind == "of" else None
    return named if lexicon.joint else named[::-1]  # "眼袋都快掉到嘴角了" is about the first


def _is_hairstyle(item: Item, lexicon: Lexicon) -> bool:
    """Whether an adjective alone is of the hair: "粉毛"."""
    alone = item.kind == "adjective" and len(item.text) > 1 and item.entry.name not in lexicon.colours
    return alone and {lexicon.regions[effect.axis] for effect in item.entry.effects} == {"hair"}


def _as_thing(item: Item) -> Item:
    own = Entry("thing", item.entry.name, (item.text,), item.entry.effects)
    return replace(item, kind="mention", meaning=Meaning(own))


def is_called(first: Sequence[Item], second: Sequence[Item]) -> bool:
    """Whether a request is only said to somebody: "小朋友，他的眼镜能摘下来吗", but no "老奶奶，戴眼镜"."""
    alone = all(item.kind in ("person", "filler", "praise") for item in first)
    pointed = any(item.kind in ("him", "want", "the") for item in second)
    return alone and pointed and any(item.kind == "person" for item in first)


def tells_an_outcome(clause: Sequence[Item]) -> bool:
    """ "剪毁了": what came of a deed, as a story goes on."""
    kinds = [item.kind for item in clause]
    told = "unknown" in kinds and kinds[-1] == "filler"
    return told and set(kinds) <= {"make", "remove", "unknown", "filler"}


def tells_what_follows(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "颧骨提一提，脸就立体了": what comes of the wish before, in a clause of its own."""
    said = [item for item in clause if item.kind != "filler" or item.text in lexicon.outcomes]
    then = next((at for at, item in enumerate(said) if item.text in lexicon.outcomes), 0)
    states = [item.kind for item in said[then + 1 :]]
    closed = clause[-1].kind == "filler" and clause[-1].text not in lexicon.outcomes
    somebody = then > 0 and all(item.kind in _WHO_LOOKS_SO for item in said[:then])
    return closed and somebody and bool(states) and set(states) <= {"adjective", "praise"}


def finds_why(before: Sequence[Item], clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "刘海不行，显得没精神": what comes of something that has just been refused or found fault with."""
    blamed = any(item.kind in _BLAMING for item in before)
    said = [item for item in clause if item.kind != "filler"]
    if not blamed or not said:
        return False
    if len(said) == 1 and said[0].text in lexicon.opinions:
        return True
    shows = said[0].kind == "be" and said[0].text in lexicon.outcomes and len(said) > 1
    return shows and all(item.kind in _LOOKS for item in said[1:]) and clause[-1].kind != "degree"


def _stated(items: Sequence[Item], lexicon: Lexicon) -> set[tuple[str, int]]:
    """The axes of what is stated, and which way, by itself or of the part that it stands beside."""
    parts = [item.entry.name for item in items if item.kind == "part"]
    said = [item.entry for item in items if item.kind in _STATING]
    combined = [lexicon.effects_of(part, entry.name) or () for part in parts for entry in said]
    effects = [*(entry.effects for entry in said), *combined]
    return {(effect.axis, effect.sign) for row in effects for effect in row}


def tells_the_opposite(before: Sequence[Item], clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "嘴闭上，牙齿都露出来了": how it is, where the clause before says that it is to be otherwise."""
    ours, theirs = (_stated(items, lexicon) for items in (before, clause))
    become = clause[-1].text in lexicon.perfective and any(item.text in lexicon.likewise for item in clause)
    return become and bool(theirs) and theirs == {(axis, -sign) for axis, sign in ours}
