"""Where the head is turned or leans, in a language that says it in any order of verb, side and place.

"脑袋扭到画面左边去", "往右手边的肩膀上靠": whatever stands between, a side and a verb of turning or leaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.tokens import Token

_ABOUT_A_POSE = frozenset(
    "filler a the of degree should want make give him prep no not and more less with".split()  # noqa: SIM905
)
_MAY_NAME_A_SIDE = frozenset(("filler", "unknown", "no", "the", "action"))
MOST_STRANGE = 4  # characters that no lexicon knows, beside the verb


def tell_directions(clause: list[Item], lexicon: Lexicon) -> None:
    """Replace what says by words apart where the head turns by the deed itself."""
    sides = [(item, side) for item in clause for side in _sides_of(item, lexicon)]
    if len(sides) != 1 or any(item.kind == "action" and item is not sides[0][0] for item in clause):
        return
    named, side = sides[0]
    others = [item for item in clause if item is not named]
    leans = any(_has(item, lexicon.leaning, lexicon) for item in others)
    turns = any(_has(item, lexicon.turning, lexicon) for item in others) or _only_points(others)
    if not leans and (named.kind == "action" or not turns):
        return
    strange = [item for item in clause if item.kind == "unknown"]
    of_pose = all(_is_of_pose(item, lexicon) for item in clause)
    if not of_pose or len(strange) > MOST_STRANGE:
        return
    denied = any(item.kind in ("no", "not") and side not in item.text for item in clause)
    if denied:
        side = next(other for other in lexicon.sides if other != side)
    verb = (lexicon.leans if leans else lexicon.turns)[0]
    said = [Token(character, "word", 0, 0) for character in lexicon.toward[0] + side + verb]
    found = lexicon.match(said, 0)
    if found is not None and found[1] == len(said):
        meaning = found[0]
        deed = replace(named, kind="action", meaning=meaning, text=meaning.entry.words[0])
        clause[:] = [deed, *(item for item in clause if item.kind == "degree")]


def _only_points(others: Sequence[Item]) -> bool:
    """Whether nothing is said beside the side but a preposition: "往右一点"."""
    kinds = {item.kind for item in others}
    return "prep" in kinds and kinds <= {"prep", "filler", "degree", "more", "want", "should"}


def _sides_of(item: Item, lexicon: Lexicon) -> list[str]:
    return [side for side in lexicon.sides if side in item.text and item.kind in _MAY_NAME_A_SIDE]


def _has(item: Item, verbs: frozenset[str], lexicon: Lexicon) -> bool:
    remarks = item.kind == "praise" or item.text in lexicon.exclamations  # "好看"
    return not remarks and any(verb in item.text for verb in verbs)


def _is_of_pose(item: Item, lexicon: Lexicon) -> bool:
    known = item.kind == "unknown" or item.text in lexicon.turned or item.text in lexicon.goings
    return known or item.kind in _ABOUT_A_POSE or item.kind == "action"
