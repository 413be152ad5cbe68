"""Words of one alphabet typed in the letters of another: "sdelay postarshe" for "сделай постарше"."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from attribute_map.language.words.tokens import Token
from attribute_map.language.words.typos import TypoMender

END = "$"  # of a word, in the pairs of letters
LONGEST = 24  # letters of a word that is tried
MOST_SPELLINGS = 32  # of one word


def in_own_letters(
    tokens: Sequence[Token], letters: Sequence[tuple[str, str]], mender: TypoMender
) -> tuple[list[Token], int, int]:
    """The tokens with every word spelled as `mender` knows it; how many it makes out, and how many it knows.

    `letters` are pairs: as typed and as meant, the likeliest meaning first; "$" is the end of a word.
    """
    spelled, made_out, known = [], 0, 0
    for token in tokens:
        spellings = _spellings(token.text, letters) if token.kind == "word" else iter(())
        tried = list(itertools.islice(spellings, MOST_SPELLINGS))
        if tried:
            meant = next((word for word in tried if mender.knows(word)), tried[0])
            made_out += mender.makes_out(meant)
            known += mender.knows(meant)
            token = replace(token, text=meant)
        spelled.append(token)
    return spelled, made_out, known


def _spellings(word: str, letters: Sequence[tuple[str, str]]) -> Iterator[str]:
    if len(word) > LONGEST:
        return
    word += END
    choices: list[list[str]] = []
    at = 0
    while at < len(word):
        length = max((len(typed) for typed, _ in letters if word.startswith(typed, at)), default=0)
        if length == 0:
            return
        choices.append([meant for typed, meant in letters if typed == word[at : at + length]])
        at += length
    for spelling in itertools.product(*choices):
        yield "".join(spelling)
