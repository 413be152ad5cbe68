"""Joints: where a conjunction ends one wish and begins another, rather than going on with a list.

"убери очки и бороду" is a list, under one verb; "сними очки | а также побрей его", "too bright | plus a hat"
and "no hat | and make him smile" are wishes side by side, over which no verb and no degree reaches.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_JOINTS = frozenset(("and", "or", "likewise"))
_MERE_JOINTS = frozenset(("and", "with", "add"))
_TURNING = frozenset(("make", "replace"))
_TAKING = frozenset(("remove", "no", "keep", "off", "stays"))  # verbs under which a bare name is no wish
_VERBS = _TAKING | {"add", "give", "make", "replace", "change", "mend", "should", "want"}
_OPEN = frozenset(("make", "want", "should"))  # verbs that leave open what is to become of their object
_UNSAID = frozenset(("filler", "but", "first", "him"))
_NAMING = frozenset(("thing", "part", "trait", "the", "a", "filler", "him", "and", "or", "adjective"))
_LISTED = frozenset(("thing", "part", "the", "and", "or"))
_GRADING = frozenset(("too", "too_little", "enough", "more", "less", "be"))


def parted_at_joints(items: Sequence[Item], lexicon: Lexicon) -> list[list[Item]]:
    """The items of a clause, wish by wish; the joints between wishes are left out."""
    parts: list[list[Item]] = [[]]
    for at, item in enumerate(items):
        if _only_joins(items, at, lexicon):
            continue
        if parts[-1] and _parts(items, at, parts[-1], lexicon):
            parts.append([] if item.kind in _MERE_JOINTS else [item])  # "然后让" is also a verb
        else:
            parts[-1].append(item)
    return [part for part in parts if part]


def _only_joins(items: Sequence[Item], at: int, lexicon: Lexicon) -> bool:
    """Whether a joint at either end of a clause joins it to the next: "плюс сделай", but "плюс усы"."""
    if items[at].kind not in _MERE_JOINTS or not _begins_anew(items[at], lexicon) or len(items) == 1:
        return False
    return at + 1 == len(items) or (at == 0 and items[1].kind in _VERBS)


def _parts(items: Sequence[Item], at: int, left: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether the item at `at` is a joint that ends what it joins to."""
    strong = _begins_anew(items[at], lexicon)
    if not (strong or items[at].kind == "and"):
        return False
    behind = items[at + 1 :]
    if items[at].text in lexicon.likewise and left[-1].is_noun and behind and behind[0].kind in _TURNING:
        return False  # "眼镜也换成墨镜"
    right = list(
        itertools.takewhile(lambda i: i.kind not in _JOINTS and not _begins_anew(i, lexicon), behind)
    )
    if not right or _refers_back(right, left, lexicon) or not _is_wish(left, right, lexicon):
        return False
    graded = lexicon.subjects and not strong and any(item.kind == "too" for item in left[-2:])
    if graded and all(
        item.kind in ("adjective", "filler", "degree") and item.form == "base" for item in right
    ):
        return False  # "too wrinkly and ancient"
    if strong:
        return left[-1].kind in _TAKING or not _names_objects(behind, lexicon)
    return not (_only_names(left, lexicon) and right[0].kind in _NAMING - {"him"}) and _stands_alone(
        right, left, lexicon
    )


def _begins_anew(item: Item, lexicon: Lexicon) -> bool:
    """Whether it is a joint that begins a new wish, be it a word or a sign: "а также", "+"."""
    return item.text in lexicon.besides or (item.kind == "with" and item.meaning is None)


def _is_wish(left: Sequence[Item], right: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether what stands before the joint is whole: "longer hair", but neither "her nose" nor "fuller"."""
    kinds = {item.kind for item in left}
    if kinds & {"thing", "trait", "action", "person", "years"}:
        return True
    parts = [item for item in left if item.kind == "part"]
    if parts:
        alone = any(lexicon.effects_of(part.entry.name, "alone") for part in parts)
        whole = _VERBS - _OPEN if lexicon.joint else _VERBS  # "make the eyes | and lips bigger" is one wish
        return alone or bool(kinds & (whole | {"adjective", "more", "less"}))
    if not any(item.kind == "adjective" and item.entry.effects for item in left):
        return False
    if not lexicon.joint and any(item.kind in ("more", "less", "too", "degree") for item in left):
        return True  # "没那么胖然后眉毛淡一点"
    noun = _described_before(right)
    adjectives = [item for item in left if item.kind == "adjective"]
    turned = "make" in kinds and bool(kinds & {"him", "it", "the"})  # "make him blond"
    return turned or noun is None or not any(_fits(item, noun, lexicon) for item in adjectives)


def _described_before(right: Sequence[Item]) -> Item | None:
    """The noun that adjectives before a joint may be of too: "bigger and fuller lips"."""
    at = next((at for at, item in enumerate(right) if item.is_noun), len(right))
    own = any(item.kind == "adjective" for item in right[:at])
    behind = any(item.kind == "adjective" for item in right[at:])
    return None if at == len(right) or (behind and not own) else right[at]


def _fits(adjective: Item, noun: Item, lexicon: Lexicon) -> bool:
    name = "person" if noun.kind == "person" else noun.entry.name
    sized = noun.kind in ("thing", "trait") and bool(adjective.entry.size)
    return sized or lexicon.effects_of(name, adjective.entry.name) is not None


def _refers_back(right: Sequence[Item], left: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether it goes on about the noun before: "a beard longer and thicker"."""
    if any(item.is_noun or item.kind in ("action", "it", "years", "number") for item in right):
        return False
    said = [item for item in right if item.kind != "filler"]
    if said and said[0].kind in ("him", "be") and said[0].text.replace("'", "") not in lexicon.impersonal:
        return False  # "and he's too dark"
    noun = next((item for item in reversed(left) if item.is_noun), None)
    adjectives = [item for item in right if item.kind == "adjective"]
    if noun is None or not adjectives:
        return not adjectives
    return any(
        (_fits(item, noun, lexicon) and lexicon.inflection.may_describe(item.text, noun.text))
        or not item.entry.effects
        for item in adjectives
    )


def _names_objects(behind: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether only more of what a verb acts on is named: "а также бороду", "plus the glasses"."""
    said = [item for item in behind if item.kind != "filler"]
    objects = any(lexicon.inflection.is_object(item.text) for item in said)
    return all(item.kind in _LISTED for item in said) and (
        objects or any(item.kind == "the" for item in said[:1])
    )


def _only_names(left: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether it says nothing of what it names, so that a verb behind may be of all: "beard and hat off"."""
    unsaid = _UNSAID | {"want", "should"} if lexicon.inflection.knows_verbs else _UNSAID
    unsaid = unsaid if lexicon.joint else unsaid | {"make"}  # "把眼镜跟帽子都拿掉"
    if not lexicon.subjects:
        left = list(itertools.dropwhile(lambda item: item.kind in unsaid, left))
    nouns = [at for at, item in enumerate(left) if item.is_noun]
    said = nouns and any(item.kind == "adjective" for item in left[nouns[0] :])
    if said and not lexicon.joint:
        return False  # "头发黑、眼袋去掉"
    return bool(nouns) and all(item.kind in _NAMING and item.form == "base" for item in left)


def _stands_alone(right: Sequence[Item], left: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether it has a verb, a degree or a state of its own."""
    said = [item for item in right if item.kind not in _UNSAID]
    if not lexicon.subjects and said and said[-1].kind == "want":
        said.pop()  # "没有胡子和眼镜好不好", "убери шляпу и серьги лучше"
    if not said:
        return False
    if any(item.kind in _VERBS or item.kind in _GRADING or item.form != "base" for item in said):
        return True
    if said[0].kind == "part" and said[0].entry.act:
        return True  # "and dye the hair green"
    pairs = [(item.kind, following.kind) for item, following in itertools.pairwise(said)]
    if not lexicon.joint and ("adjective", "degree") in pairs:
        return True  # "不要微笑、颧骨高一点"
    taking = any(item.kind in _TAKING for item in left)
    if said[0].kind == "action":
        return taking and lexicon.joint != "" and not lexicon.inflection.reports(said[0].text.split()[0])
    if said[0].kind == "number" or not any(item.is_noun for item in said):
        return True
    return not taking and not any(item.is_noun for item in left)  # "too bright and curly hair"
