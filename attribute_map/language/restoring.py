"""What is to be again as it was before any wish: "the nose back to normal", "reset all but the glasses"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_BESIDE = frozenset(
    "the him it a and or but mark filler add make give want should be was into like except rest remove keep "  # noqa: SIM905
    "replace change stays first you of".split()
)


@dataclass(frozen=True, slots=True)
class Restoring:
    """Nouns of what is to be as it was, or of what alone is not."""

    nouns: tuple[Item, ...]
    spared: bool = False


def restoring(items: Sequence[Item], lexicon: Lexicon) -> Restoring | None:
    """What these items, a whole message, want to be as it was; None where they want something else."""
    gap = lexicon.joint
    said = gap.join(["", *(item.text for item in items if item.kind != "mark"), ""])
    phrase = max((p for p in lexicon.restoring if f"{gap}{p}{gap}" in said), key=len, default="")
    if not phrase:
        return None
    words = set(phrase.split()) if gap else set(phrase)
    nouns = tuple(item for item in items if item.is_noun)
    others = [item for item in items if not item.is_noun and item.kind not in _BESIDE]
    spared = any(item.kind == "except" for item in items)
    if any(item.kind == "add" for item in items) and any(_may_be_put_back(noun, lexicon) for noun in nouns):
        return None
    if not nouns or not all(set(item.text.split() if gap else item.text) <= words for item in others):
        return None
    return Restoring(nouns, spared) if spared or all(item.kind == "part" for item in nouns) else None


def _may_be_put_back(noun: Item, lexicon: Lexicon) -> bool:
    """Whether a part is one that may be gone: "верни волосы" wants no bald head."""
    return noun.kind == "part" and bool(lexicon.effects_of(noun.entry.name, "some"))
