"""Numbers in wishes: years of age to σ, percentages to strength, spelled-out numbers to digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from text_to_num import text2num

from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.tokens import Token

# Ages of the population that the generators draw are near uniform from 18 to 90: mean and σ of that.
MEAN_AGE = 54.0  # years
YEARS_PER_SIGMA = 19.0
OLD_FROM = 50.0  # years
YOUNGEST, OLDEST = 1.0, 120.0
_LONGEST_SPELLING = 4  # words, as in "a hundred and two"


def number(text: str) -> float | None:
    """The value of a number token; None for what is no finite number."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def sigma_of_age(years: float) -> float:
    """How far a person of so many years stands from the population's mean, in σ, at least 0.1 either way.

    Who asks for somebody of fifty asks for no young face, though half of the population is older: from
    OLD_FROM on an age lies above the mean.
    """
    sigma = (min(max(years, YOUNGEST), OLDEST) - MEAN_AGE) / YEARS_PER_SIGMA
    if years >= OLD_FROM:
        return max(sigma, 0.1)
    return sigma if abs(sigma) >= 0.1 else math.copysign(0.1, sigma)


def sigma_of_years(years: float) -> float:
    """How far so many more years lead, in σ."""
    return years / YEARS_PER_SIGMA


def counted(word: str, lexicon: Lexicon) -> int | None:
    """The number that a word or a numeral is: "two", "3", "两"."""
    if word.isascii() and word.isdigit():
        return int(word[:4])
    if not lexicon.numerals:
        return _in_words([word], lexicon.code)
    known = next((key for key, _ in lexicon.inflection.readings(word) if lexicon.is_numeral(key)), word)
    characters = [known] if lexicon.joint else list(word)
    found = [c for c in characters if lexicon.is_numeral(c)]
    return _in_numerals(found, lexicon) if found else None


def factor_of_percent(percent: float) -> float:
    """ "20 % older" to the strength of a degree word: slightly up to 33, much from 80."""
    return min(max(percent / 50.0, 0.2), 3.0)


def factor_of_multiple(times: float) -> float:
    """ "1.5 times as big" to the strength of a degree word: by how much that is more, or less."""
    return factor_of_percent(100 * (times - 1 if times > 1 else times))


def without_numbering(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Tokens without the numbers that count the points of a list: "一、去眼镜；二、染发"."""
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        numeral = token.kind == "number" or lexicon.is_numeral(token.text)
        opens = not lexicon.joint and (at == 0 or tokens[at - 1].kind == "mark")
        counts = opens and numeral and at + 1 < len(tokens) and tokens[at + 1].text == "/"
        ends = at > 1 and token.text == "/" and kept != [] and kept[-1] is not tokens[at - 1]
        if not counts and not (ends or (at == 1 and token.text == "/" and not kept)):
            kept.append(token)
    return kept


def without_dots_of_abbreviations(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Tokens without the full stops that end no sentence: "by approx. 20 years"."""
    return [
        token
        for at, token in enumerate(tokens)
        if not (
            token.text == "." and 0 < at < len(tokens) - 1 and tokens[at - 1].text in lexicon.abbreviations
        )
    ]


def spelled_numbers(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Tokens with numbers spelled out before a unit of years written in digits ("eighty years")."""
    out = list(tokens)
    position = 0
    while position < len(out):
        found = lexicon.match(out, position)
        if found is not None and found[0].entry.name in ("years", "decades", "later", "earlier"):
            start, value = _spelled_before(out, position, lexicon)
            if value is not None:
                merged = replace(out[start], text=str(value), kind="number", end=out[position - 1].end)
                out[start:position] = [merged]
                position = start + 1
            elif lexicon.numerals:
                _spelled_after(out, found[1], lexicon)
        position += 1
    _plain_ages(out, lexicon)
    return out


def _plain_ages(tokens: list[Token], lexicon: Lexicon) -> None:
    """Write the numbers that by themselves may be ages in digits: "make her thirty", "of forty two"."""
    for start, token in enumerate(tokens):  # it only grows shorter
        if _numerals([token], lexicon)[0] not in lexicon.spelled_ages:
            continue
        for end in (start + 2, start + 1):
            if lexicon.numerals:
                value = _in_numerals(_numerals(tokens[start:end], lexicon), lexicon)
            else:
                value = _in_words([part.text for part in tokens[start:end]], lexicon.code)
            if value is not None:
                tokens[start:end] = [
                    replace(token, text=str(value), kind="number", end=tokens[min(end, len(tokens)) - 1].end)
                ]
                break


def _spelled_after(tokens: list[Token], start: int, lexicon: Lexicon) -> None:
    """The number after a unit of years, with a preposition between or without ("years by ten")."""
    for first in (start, start + 1):
        for end in range(min(first + 2, len(tokens)), first, -1):
            value = _in_numerals(_numerals(tokens[first:end], lexicon), lexicon)
            if value is not None:
                tokens[first:end] = [
                    replace(
                        tokens[first],
                        text=str(value),
                        kind="number",
                        end=tokens[min(end, len(tokens)) - 1].end,
                    )
                ]
                return


def _numerals(tokens: Sequence[Token], lexicon: Lexicon) -> list[str]:
    return [
        next((key for key, _ in lexicon.inflection.readings(t.text) if lexicon.is_numeral(key)), t.text)
        for t in tokens
    ]


def _spelled_before(tokens: Sequence[Token], end: int, lexicon: Lexicon) -> tuple[int, int | None]:
    for start in range(max(0, end - _LONGEST_SPELLING), end):
        words = [token.text for token in tokens[start:end] if token.kind == "word"]
        if len(words) < end - start:
            continue
        known = [
            next((k for k, _ in lexicon.inflection.readings(w) if lexicon.is_numeral(k)), w) for w in words
        ]
        value = _in_numerals(known, lexicon) if lexicon.numerals else _in_words(words, lexicon.code)
        if value is not None:
            return start, value
    return end, None


def _in_words(words: Sequence[str], language: str) -> int | None:
    try:
        return int(text2num(" ".join(words), language))
    except (ValueError, KeyError, AttributeError, IndexError, TypeError):  # as it says that this is no number
        return None


def _in_numerals(characters: Sequence[str], lexicon: Lexicon) -> int | None:
    """Numerals below a thousand: units before powers of ten (a bare power counts once), tens before ones."""
    units, powers = lexicon.numerals.get("units", {}), lexicon.numerals.get("powers", {})
    total: float = 0
    unit: float | None = None
    for character in characters:
        if character in powers:
            total += (1 if unit is None else unit) * powers[character]
            unit = None
        elif character in units and (unit is None or unit >= 20 > 10 > units[character]):
            unit = (unit or 0) + units[character]
        elif character in units and powers and unit is not None and units[character] == unit + 1:
            unit += 0.5  # "four five ten": between forty and fifty
        else:
            return None
    return int(total + (unit or 0))
