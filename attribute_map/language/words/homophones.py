"""Chinese typos: a character typed for another of the same sound, as an input method offers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.tokens import Token

_NAMING = frozenset(("part", "thing", "adjective"))
LONGEST = 4  # characters of a word that is mended


def mend_homophones(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Tokens with one wrong character set right in words that name a feature: 头法 to 头发.

    Only characters that no longer word covers as they stand are mended, and each by itself.
    """
    mended = list(tokens)
    sounds = lexicon.inflection.sounds
    for position, token in enumerate(tokens):
        meant = sounds.get(token.text, ()) if token.kind == "word" else ()
        if not meant or _covered(mended, position, lexicon):
            continue
        for character in meant:
            trial = [*mended]
            trial[position] = replace(token, text=character)
            if _covered(trial, position, lexicon, _NAMING):
                mended = trial
                break
    return mended


def _covered(
    tokens: Sequence[Token], position: int, lexicon: Lexicon, kinds: frozenset[str] | None = None
) -> bool:
    """Whether a word of several characters, of these kinds if any are given, reaches over `position`."""
    for start in range(max(0, position - LONGEST + 1), position + 1):
        found = lexicon.match(tokens[: start + LONGEST], start)
        reaches = found is not None and found[1] - start > 1 and found[1] > position
        if reaches and found is not None and (kinds is None or found[0].entry.kind in kinds):
            return True
    return False
