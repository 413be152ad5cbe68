"""How a wish is put where word order and small words carry the grammar: verbs parted, tints, places, quotes.

Each function replaces the items of a clause by plainer ones before anything else is told of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import REQUESTS, naming
from attribute_map.language.clauses.exchanges import tell_exchanges
from attribute_map.language.clauses.runons import is_bare_wish
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.meanings import Meaning
from attribute_map.language.words.tokens import Token

_BETWEEN_VERB_AND_PARTICLE = frozenset(("the", "it", "part", "thing", "trait", "filler", "degree"))
_PARTICLES = frozenset(("off", "up", "down", "with", "unknown", "filler"))
_BEFORE_TINTED = frozenset(("prep", "with", "into"))
_OF_A_PURPOSE = frozenset(("the", "a", "adjective", "topic", "unknown", "first", "person", "praise", "kin"))
_OF_A_SETTING = frozenset(
    ("the", "a", "first", "unknown", "topic", "adjective", "part", "person", "prep", "of")
)
_OF_A_PLACE = frozenset(("prep", "past", "the", "part", "filler", "him"))
_AIMING = frozenset(("for", "from", "from the"))  # before what something is for, or comes from
_TURNING = frozenset(("replace", "change", "like", "want", "should"))
_SWALLOWED = frozenset(("a", "just", "like", "kinda"))  # at the end of "she's a", before a degree
_MADE_UP = {"make": "make", "making": "make", "give": "give", "giving": "give", "add": "add", "adding": "add"}
_ASKED = frozenset(("add", "give", "remove", "make", "want", "should", "more", "less", "but", "with", "no"))
_GRADED_OR_TOLD = frozenset(
    ("too", "too_little", "enough", "praise", "first", "narrative", "more", "less", "no", "should", "want")
)
_ADDRESSED = frozenset(("you", "u"))
_DONE = frozenset(("made", "turned", "changed", "gave", "painted", "took"))
_SOMEBODY_IS = frozenset(("hes", "shes", "theyre"))
_VERBS = frozenset(("add", "give", "remove", "make", "replace", "change", "keep", "mend"))


def tell_phrasing(clause: list[Item], lexicon: Lexicon) -> None:
    """Replace the items of a clause by plainer ones."""
    if clause[0].kind == "like" and clause[0].text.startswith("think"):
        clause[0] = replace(clause[0], kind="want")  # "think a bald detective"
    _tell_envy(clause, lexicon)
    _tell_settings(clause, lexicon)
    _tell_openings(clause, lexicon)
    _tell_questions(clause, lexicon)
    _tell_cuts(clause, lexicon)
    _tell_amounts(clause)
    _tell_closings(clause, lexicon)
    _tell_pronouns(clause)
    _tell_reports(clause)
    _tell_what_stays(clause, lexicon)
    _tell_gerunds(clause, lexicon)
    _tell_goings(clause)
    _tell_as_well(clause, lexicon)
    _join_parted_verbs(clause, lexicon)
    _tell_strange_removals(clause)
    _tell_strange_additions(clause)
    _tell_sounds(clause)
    _tell_corrected_ages(clause)
    _tell_tints(clause, lexicon)
    _tell_similes(clause, lexicon)
    _tell_aims(clause)
    _tell_extents(clause, lexicon)
    _tell_understatements(clause, lexicon)
    tell_exchanges(clause, lexicon)


def _tell_openings(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over a "so" that opens a clause, and over who says that something is to be so.

    "so my character is bald", "my kid says he needs a beard", but no "so old" and no "my mom says hi".
    """
    start = next((at for at, item in enumerate(clause) if item.kind != "filler"), 0)
    following = clause[start + 1].kind if len(clause) > start + 1 else "adjective"
    graded = following in ("adjective", "degree", "praise", "unknown", "exclaim")
    if clause[start].kind == "so_strong" and not graded:
        clause[start] = replace(clause[start], kind="filler")
        start += 1
    pass_over_quoting(clause, start, lexicon)


def pass_over_quoting(clause: list[Item], start: int, lexicon: Lexicon) -> None:
    """Pass over who says, from `start` on, that something is to be so."""
    said, behind = clause[start : start + 2], clause[start + 2 :]
    somebody = {"kin", "person"} if lexicon.subjects and start == 0 else {"kin"}
    if len(said) < 2 or said[0].kind not in somebody or said[1].text not in lexicon.quoting:
        return
    kinds = {item.kind for item in behind}
    asks = bool(kinds & (REQUESTS | {"more", "less", "too", "too_little", "should", "no", "action"}))
    asks = asks or any(i.form != "base" or i.text in lexicon.imperatives for i in behind)
    asks = asks or (bool(lexicon.subjects) and said[1].kind == "want" and _is_of_somebody_drawn(behind))
    told = {"first", "you", "kin", "narrative", "was"} | (set() if lexicon.joint else {"and"})
    if asks and kinds.isdisjoint(told) and naming(behind):
        clause[start : start + 2] = [replace(item, kind="filler") for item in said]


def _is_of_somebody_drawn(behind: Sequence[Item]) -> bool:
    """ "my daughter wants the lady to have pink hair": what is wished is for the one portrayed."""
    kinds = [item.kind for item in behind]
    to_be = kinds[1:2] == ["into"] or kinds[1:3] == ["person", "into"]
    return kinds[:1] == ["him"] or (kinds[:1] in (["the"], ["filler"]) and (to_be or kinds[0] == "filler"))


def _join_parted_verbs(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell a verb whose particle stands behind its object: "round it off", "dial the lipstick back"."""
    for at, item in enumerate(clause):
        plain = item.form == "base" or item.transitive
        if item.kind not in ("adjective", "unknown", "make", "less", "more", "add") or not plain:
            continue
        for behind in range(at + 1, len(clause)):
            particle = clause[behind]
            if behind > at + 1 and particle.kind in _PARTICLES:
                found = lexicon.match([Token(word, "word", 0, 0) for word in (item.text, particle.text)], 0)
                meaning = found[0] if found is not None and found[1] == 2 else None
                steps = meaning is not None and meaning.entry.name in ("more", "less")
                if meaning is not None and (steps or (meaning.transitive and item.kind != "add")):
                    way = {"less": "down", "more": "up"}.get(meaning.entry.name, "filler")
                    text = item.text if steps else f"{item.text} {particle.text}"
                    clause[at] = replace(
                        item, kind="make" if steps else "adjective", meaning=meaning, text=text
                    )
                    clause[behind] = replace(particle, kind=way)
                    break
            if particle.kind not in _BETWEEN_VERB_AND_PARTICLE:
                break


def _tell_cuts(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell a haircut from a name by the description of hair before it: "a wavy pink bob"."""
    for at, (before, item) in enumerate(itertools.pairwise(clause), 1):
        described = before.kind == "adjective" and lexicon.effects_of("hair", before.entry.name)
        if item.text in lexicon.cuts and described:
            found = lexicon.match([Token(word, "word", 0, 0) for word in (item.text, "cut")], 0)
            if found is not None and found[1] == 2:
                clause[at] = replace(item, kind="adjective", meaning=found[0])


def _tell_amounts(clause: list[Item]) -> None:
    """ "take a bit off the beard", "lop a few inches off her hair": some of it, not all."""
    for at in range(len(clause) - 3):
        kinds = [item.kind for item in clause[at : at + 4]]
        if kinds[0] in ("remove", "make", "adjective") and kinds[1:] == ["degree", "off", "the"]:
            clause[at : at + 3] = [
                replace(clause[at], kind="less"),
                clause[at + 1],
                replace(clause[at + 2], kind="filler"),
            ]


def _tell_closings(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over a word at the end that adds nothing to a wish: "can she be blonde tho", "bald version when".

    Beside what is pointed at or told it belongs to an opinion: "that beard tho".
    """
    last, before = clause[-1], clause[:-1]
    asked = any(item.kind in _ASKED for item in before) or (before and before[0].text == "can")
    asked = asked or [item.kind for item in before if item.kind != "degree"] == ["part", "adjective"]
    told = any(item.kind in ("narrative", "first", "you", "praise", "topic") for item in before)
    awaited = last.text in lexicon.awaiting and is_bare_wish(before)
    if awaited or (last.text in lexicon.contrasting and asked and not told):
        clause[-1] = replace(last, kind="filler", meaning=None)


def _tell_pronouns(clause: list[Item]) -> None:
    """Tell the "em" that stands for things from the one for people: "keep em", but "give em a hat"."""
    for at, (before, item) in enumerate(itertools.pairwise(clause), 1):
        acted_on = before.kind in ("keep", "remove", "mend") or before.transitive
        if item.text == "em" and acted_on:
            clause[at] = replace(item, kind="it")


def _tell_reports(clause: list[Item]) -> None:
    """Tell what somebody finds done from what is to be done: "you made her younger", but "… too young"."""
    if any(item.kind in ("too", "too_little", "enough", "not", "want", "should") for item in clause):
        return
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        if item.text in _ADDRESSED and following.text in _DONE:
            clause[at] = replace(item, kind="narrative")


def _tell_what_stays(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what is complained of as being so yet: "still not bald", "she still looks like a teenager"."""
    kinds = [item.kind for item in clause]
    if _GRADED_OR_TOLD & set(kinds) or any(item.form == "comparative" for item in clause):
        return
    fault = next((at for at, item in enumerate(clause) if at and item.text in lexicon.faulty), 0)
    if fault and "be" in kinds[:fault] and "make" not in kinds:
        clause.insert(fault, replace(clause[fault], kind="too", meaning=None, text="too"))
        return
    for at, item in enumerate(clause[:-1]):
        words = item.text.split()
        stays = item.text in lexicon.persisting or (item.kind == "be" and words[0] in lexicon.persisting)
        behind = at + 1
        while stays and behind < len(clause) - 1 and kinds[behind] in ("be", "like", "a", "degree", "filler"):
            behind += 1
        denied = kinds[behind] == "not" and set(kinds[:at]) <= {"filler", "be"}
        said = item.kind == "be" or kinds[at - 1 : at] == ["be"] or "be" in kinds[at:behind]
        worn = item.text in lexicon.persisting and kinds[at + 1] == "have" and "thing" in kinds[at + 2 :]
        if worn:
            clause[at + 1] = replace(clause[at + 1], kind="remove")  # "still has the hat on"
            return
        if not stays or not (denied or said):
            continue
        if kinds[behind] == "not" and kinds[behind + 1 : behind + 2] == ["adjective"]:
            clause[behind] = replace(clause[behind], kind="too_little")
        elif kinds[behind] == "adjective" or (kinds[behind] == "person" and clause[behind].entry.effects):
            clause[at] = replace(item, kind="be", text=words[-1])
            clause[at + 1 : behind] = [replace(clause[behind], kind="too", meaning=None, text="too")]
        return


def _tell_similes(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell a likeness from liking: "earrings like the ones that mom wears", but "i like the earrings"."""
    for at, (before, item) in enumerate(itertools.pairwise(clause), 1):
        likens = item.kind == "narrative" and item.text.split()[0] in lexicon.similes
        if likens and (before.is_noun or before.kind in ("adjective", "filler")) and naming(clause[:at]):
            clause[at] = replace(item, kind="like")


def _tell_envy(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell talk that measures by the speaker or longs for what somebody has from wishes.

    "he has more hair than me", "i'd kill for cheekbones like that", but "make it longer than mine".
    """
    kinds = {item.kind for item in clause}
    stated = kinds & {"be", "have"} and not kinds & (REQUESTS | {"want", "should", "too"})
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        ours = following.kind in ("first", "kin") or following.text.split()[0] in (
            "me",
            "my",
            "i",
            "ive",
            "im",
        )
        if item.text == "than" and ours and stated:
            clause[at] = replace(item, kind="narrative")
        ends = at + 2 == len(clause) and following.text in lexicon.pointing
        if item.kind == "like" and ends and clause[0].text.replace("'", "") in lexicon.longing:
            clause[0] = replace(clause[0], kind="narrative")


def _tell_settings(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over when, where or for what somebody is so: "for the ball | she is heavily made up"."""
    if (
        not clause
        or clause[0].kind not in ("prep", "with", "filler")
        or clause[0].text not in lexicon.settings
    ):
        return
    at = next((at for at, item in enumerate(clause) if at and item.kind not in _OF_A_SETTING), len(clause))
    begins = at < len(clause) and (clause[at].kind in ("him", "want") or clause[at].text in lexicon.subjects)
    if at > 1 and begins and naming(clause[at:]):
        clause[:at] = [replace(item, kind="filler") for item in clause[:at]]


def _tell_sounds(clause: list[Item]) -> None:
    """Tell the 2 that stands for "too" from a number: "nose 2 big", but "2 big earrings"."""
    for at in range(1, len(clause) - 1):
        behind = [item.kind for item in clause[at + 2 : at + 3]]
        last = behind in ([], ["filler"], ["and"], ["but"])
        if clause[at].text == "2" and clause[at + 1].kind == "adjective" and last:
            clause[at] = replace(clause[at], kind="too")


def _tell_corrected_ages(clause: list[Item]) -> None:
    """Tell an age set right from one that is only stated: "hes 18 not 80"."""
    for at, said in enumerate(zip(clause, clause[1:], clause[2:], clause[3:], strict=False)):
        somebody = said[0].text.replace("'", "") in _SOMEBODY_IS or (at > 0 and clause[at - 1].kind == "him")
        if somebody and [item.kind for item in said] == ["be", "number", "not", "number"]:
            clause[at] = replace(said[0], kind="should")
            return


def _tell_questions(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what asks for something from denials and tales.

    "wouldn't a hat suit her", "would a hat work", "where's the hat i asked for", "that's a bit too old".
    """
    first = clause[0]
    asks = first.kind == "not" and first.text.replace("'", "") in lexicon.asking
    if asks and len(clause) > 2:
        clause[0] = replace(first, kind="want")
        clause[:] = [replace(i, kind="filler") if i.kind == "praise" else i for i in clause]
    named = any(item.kind in ("thing", "part") for item in clause[1:-1])
    goes = named and clause[-1].text == "go" and len(clause) > 2 and clause[1].kind == "the"
    if goes and (first.kind == "should" or first.text == "can"):
        clause[0], clause[-1] = replace(first, kind="filler"), replace(clause[-1], kind="off")
    elif first.kind == "should" and named and clause[-1].text in lexicon.suiting:
        clause[0], clause[-1] = replace(first, kind="want"), replace(clause[-1], kind="filler")
    sought = clause[-1].kind == "want"
    if [item.kind for item in clause[:3]] == ["narrative", "the", "thing"] and len(clause) == 4:
        sought = sought or clause[-1].text in lexicon.leaving  # "where did the hat go"
    if first.kind == "narrative" and named and sought and first.text.startswith("where"):
        clause[0], clause[-1] = replace(first, kind="add"), replace(clause[-1], kind="filler")
    kinds = [item.kind for item in clause if item.kind not in ("be", "filler")]
    if first.text.split()[0] in lexicon.missing and kinds == ["narrative", "the", "thing"]:
        clause[:] = [replace(first, kind="add"), *(i for i in clause[1:] if i.kind in ("the", "thing"))]
    for at, item in enumerate(clause[:-1]):
        said = [behind for behind in clause[at + 1 :] if behind.kind not in ("degree", "filler")]
        small = bool(said) and said[0].kind == "adjective" and said[0].entry.size < 0
        graded = [behind.kind for behind in said[small : small + 1]]
        words = item.text.replace("'", "").split()
        swallowed = item.kind == "narrative" and words[-1] in _SWALLOWED and words[0] in lexicon.subjects
        if swallowed and graded in (["too"], ["too_little"], ["less"], ["more"]):
            clause[at] = replace(item, kind="be")  # "she's just too pale", "it's a little too dark"
            if small:
                clause[clause.index(said[0])] = replace(said[0], kind="filler")
        verb = _MADE_UP.get(item.text.split()[-1]) if item.kind == "want" else None
        if verb is not None:
            clause[at] = replace(item, kind=verb)  # "let's give him hair"


def _tell_gerunds(clause: list[Item], lexicon: Lexicon) -> None:
    """ "would you mind putting a hat on him": the verb in the form that follows a request to mind."""
    for at in range(len(clause) - 1):
        opens = all(item.kind in ("filler", "want", "should") for item in clause[:at]) and at > 0
        if not opens or clause[at].kind != "unknown" or not clause[at].text.endswith("ing"):
            continue
        particle = clause[at + 1].text.split()[:1]
        found = next(iter(_verbs_of(clause[at].text, particle, lexicon)), None)
        if found is not None:
            meaning, whole = found
            kind = meaning.entry.name if meaning.entry.kind == "function" else meaning.entry.kind
            clause[at] = replace(clause[at], kind=kind, meaning=meaning)
            if whole:
                clause[at + 1] = replace(clause[at + 1], kind="filler")
        return


def _verbs_of(gerund: str, particle: Sequence[str], lexicon: Lexicon) -> list[tuple[Meaning, bool]]:
    """The verbs that this may be a form of, each with whether the word after it belongs to it."""
    stem = gerund.removesuffix("ing")
    stems = [stem, stem + "e", *([stem[:-1]] if stem[-1:] == stem[-2:-1] else [])]
    readings = []
    for word in stems:
        for words in ([word, *particle], [word]):
            found = lexicon.match([Token(text, "word", 0, 0) for text in words], 0)
            if found is None or found[1] != len(words):
                continue
            meaning = found[0]
            if meaning.transitive or meaning.entry.kind == "action" or meaning.entry.name in _VERBS:
                readings.append((meaning, len(words) > 1))
    return readings


def _tell_goings(clause: list[Item]) -> None:
    """Tell "she'd like to go blonde" and "he has gone bald" from "the hat has to go"."""
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        goes = item.kind == "off" and item.text.split()[-1] in ("go", "gone")
        lowered = item.text in ("bring", "take") and following.kind in ("it", "the")
        if lowered and any(behind.kind in ("up", "down") for behind in clause[at + 2 :]):
            clause[at] = replace(item, kind="make")  # "bring it down a bit"
        turns = any(behind.kind == "adjective" for behind in clause[at + 1 : at + 4])
        if goes and turns and following.kind in ("adjective", "degree", "so_strong", "more", "less"):
            clause[at] = replace(item, kind="make")


def _tell_as_well(clause: list[Item], lexicon: Lexicon) -> None:
    """ "… and the necklace as well": treated as what was said before."""
    end = clause[-1]
    said = [item for item in clause[:-1] if item.kind not in ("filler", "and")]
    names = [item.kind for item in said] in (["the", "thing"], ["the", "part"])
    if names and (end.text in lexicon.also or (end.kind == "and" and end.text != "and")):
        clause[-1] = replace(end, kind="likewise")


def _tell_strange_removals(clause: list[Item]) -> None:
    """ "blot that lipstick off": whatever the verb, its particle takes the thing away."""
    said = [item for item in clause if item.kind not in ("filler", "want", "degree")]
    if len(said) < 4 or said[0].kind != "unknown" or said[1].kind != "the":
        return
    if said[-1].kind == "off" and all(item.kind in ("thing", "adjective") for item in said[2:-1]):
        clause[clause.index(said[0])] = replace(said[0], kind="filler")


def _tell_strange_additions(clause: list[Item]) -> None:
    """ "dust some freckles over the nose": whatever the verb, something is put there."""
    begins = next((at + 1 for at, item in enumerate(clause) if item.text == "and"), 0)
    for start in {0, begins}:
        _tell_strange_addition(clause, start)


def _tell_strange_addition(clause: list[Item], start: int) -> None:
    said = [item for item in clause[start:] if item.kind not in ("want", "degree")]
    if len(said) < 4 or said[0].kind != "unknown" or said[1].kind != "a" or " " in said[0].text:
        return
    at = 2 + (said[2].kind == "adjective")
    place = said[at + 1 : at + 2]
    placed = bool(place) and (
        place[0].kind in ("prep", "past")
        or place[0].text.split()[0] in ("on", "over", "across", "round", "around")
    )
    if said[at].kind == "thing" and placed and all(i.kind in _OF_A_PLACE for i in said[at + 1 :]):
        clause[clause.index(said[0])] = replace(said[0], kind="filler")


def _tell_tints(clause: list[Item], lexicon: Lexicon) -> None:
    """Put a colour before what it is on: "a brown tint on the hair", "the pink in her hair"."""
    at = 0
    while at < len(clause) - 2:
        if clause[at].kind != "adjective" or clause[at].entry.name not in lexicon.colours:
            at += 1
            continue
        stop = at + 1
        while stop < len(clause) and clause[stop].kind == "a":
            stop += 1
        leaves = clause[stop : stop + 1] and clause[stop].kind == "off"  # "get the pink | out of her hair"
        of_part = bool(leaves) and stop + 1 < len(clause) and clause[stop + 1].text.split()[0] == "of"
        stop += of_part
        placed = stop < len(clause) - 1 and (of_part or clause[stop].kind in _BEFORE_TINTED)
        part = stop + 1
        while placed and part < len(clause) - 1 and clause[part].kind == "the":
            part += 1
        named = placed and clause[part].kind == "part" and _has_colour(clause[part], clause[at], lexicon)
        tinted = stop > at + 1 or (at > 0 and clause[at - 1].kind == "the")
        if named and tinted:
            del clause[at + 1 : part]
            verb = next((i for i, item in enumerate(clause[:at]) if item.kind not in ("filler", "want")), at)
            if of_part and clause[verb].kind not in ("the", "adjective"):
                clause[verb] = replace(clause[verb], kind="remove")
        at += 1


def _has_colour(part: Item, colour: Item, lexicon: Lexicon) -> bool:
    return bool(lexicon.effects_of(part.entry.name, colour.entry.name))


def _tell_understatements(clause: list[Item], lexicon: Lexicon) -> None:
    """ "the nose is a bit big" finds it too big; "her eyes are a bit green" only says how they are."""
    at = next((at for at, item in enumerate(clause) if item.kind == "be"), None)
    if at is None or not lexicon.subjects:
        return
    before = [item for item in clause[:at] if item.kind not in ("filler", "but")]
    said = [item for item in clause[at + 1 :] if item.kind != "filler"]
    mild = [item.kind for item in said] == ["degree", "adjective"] and said[0].entry.factor < 1
    named = [item.kind for item in before] in (["the", "part"], ["part"], ["the", "thing"], ["him"])
    if not (named and mild) or said[1].form != "base" or said[1].transitive:
        return
    effects = lexicon.effects_of(before[-1].entry.name, said[1].entry.name) or said[1].entry.effects
    if all(effect.axis not in lexicon.groups for effect in effects):
        clause.insert(clause.index(said[1]), replace(said[1], kind="too", meaning=None, text="too"))


def _tell_extents(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over how far it goes: "a beard so long he trips over it", "longer till it touches the floor"."""
    if not lexicon.subjects:
        return
    for at in range(1, len(clause) - 1):
        before, behind = clause[:at], clause[at + 1 :]
        drawn = naming(before) and not any(i.kind in ("be", "first", "narrative", "what_a") for i in before)
        plain = all(i.kind not in ("part", "thing", "adjective", "number", "years") for i in behind)
        if drawn and plain and clause[at].text in lexicon.until:
            clause[at:] = [replace(item, kind="filler") for item in clause[at:]]
            return
        graded = [item.kind for item in clause[at : at + 2]] == ["so_strong", "adjective"]
        told = behind[1].text.replace("'", "").split()[0] in lexicon.subjects if len(behind) > 2 else False
        if drawn and graded and told and any(item.is_noun for item in before):
            clause[at + 2 :] = [replace(item, kind="filler") for item in clause[at + 2 :]]
            return


def _acts(clause: Sequence[Item], at: int) -> bool:
    """Whether a "to" begins what something is done for: "to match the outfit", "to make him look tough"."""
    behind = clause[at + 1 : at + 3]
    if len(behind) < 2 or clause[at - 1].kind in ("make", "into", "be", "want", "should"):
        return False
    verb, its_object = behind
    return verb.kind in ("unknown", "topic", "make", "give") and its_object.kind in (
        "the",
        "him",
        "it",
        "a",
        "be",
    )


def _tell_aims(clause: list[Item]) -> None:
    """Pass over what a thing is for: "a big grin for the camera", "a tie to match the suit"."""
    ends = next((at for at, item in enumerate(clause) if at and item.text == "to" and _acts(clause, at)), 0)
    if ends and naming(clause[:ends]) and not any(i.kind in _TURNING for i in clause[:ends]):
        clause[ends:] = [replace(item, kind="filler") for item in clause[ends:]]
    if [item.kind for item in clause[1:4]] == ["make", "him", "be"] and clause[0].text == "to":
        clause[:] = [replace(item, kind="filler") for item in clause]  # "a beard, | to make him look tougher"
    at = next((at for at, item in enumerate(clause) if item.kind == "prep" and item.text in _AIMING), 0)
    aim = [item for item in clause[at + 1 :] if item.kind != "filler"]
    named = any(
        item.kind in ("thing", "part", "action") or (item.kind == "adjective" and item.entry.effects)
        for item in clause[:at]
    )
    talks = any(item.kind in ("first", "narrative", "you", "was", "talk", "unknown") for item in clause[:at])
    wanted = any(item.kind == "want" and item.text.split()[0] in ("i", "we") for item in clause[:at])
    strange = any(item.kind in ("topic", "unknown") for item in aim)
    if at and named and strange and not (talks or wanted) and all(i.kind in _OF_A_PURPOSE for i in aim):
        clause[at:] = [replace(item, kind="filler") for item in clause[at:]]
