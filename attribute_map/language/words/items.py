"""Tokens to items: known phrases by longest match, typos mended, numbers of years and σ recognised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from attribute_map.language.words.homophones import mend_homophones
from attribute_map.language.words.inflection import Form
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.meanings import Entry, Meaning
from attribute_map.language.words.tokens import Token, script_of
from attribute_map.language.words.typos import TypoMender

LONGEST_OPENING = 3  # words of an opening before its comma
_OPENINGS = frozenset(("want", "should", "filler", "remove"))
NOUNS = frozenset(("part", "thing", "trait", "person"))
_ACTING_AS = {"dislike": "remove"}  # classes of words that most of the grammar takes for another
_KINDS = {"word": "unknown", "plus": "with", "minus": "no"}  # of tokens that no lexicon lists


@dataclass(frozen=True)
class Item:
    """A stretch of tokens that means one thing."""

    kind: str  # an entry's kind, a function word's class, or unknown, mark, number, signs, found
    text: str
    start: int  # tokens [start, end)
    end: int
    meaning: Meaning | None = None
    confidence: float = 1.0
    rule: str = ""  # how it was recognised, for explanations
    topic: bool = False  # unknown, but known to be no part of a portrait

    @property
    def entry(self) -> Entry:
        """Its entry in the lexicon; only for items that have one."""
        assert self.meaning is not None
        return self.meaning.entry

    @property
    def form(self) -> Form:
        """The form it was met in."""
        return "base" if self.meaning is None else self.meaning.form

    @property
    def transitive(self) -> bool:
        """Whether it is a verb that takes an object ("lengthen")."""
        return self.meaning is not None and self.meaning.transitive

    @property
    def is_noun(self) -> bool:
        return self.kind in NOUNS


def itemize(tokens: Sequence[Token], script: str, menders: Mapping[str, TypoMender]) -> list[Item]:
    """Items of a message in order; emoji that mean nothing to us are left out.

    Words are looked up in the lexicon of their own script (`menders` by script), all else in that of
    `script`, the message's: "make her старше" is understood, whichever language the rest is in.
    """

    def reader(token: Token) -> TypoMender:
        own = menders.get(script_of(token.text) if token.kind == "word" else script, menders[script])
        ours = own is not menders[script] and not own.knows(token.text) and menders[script].knows(token.text)
        return menders[script] if ours else own

    mended = [reader(token).mend(token) for token in tokens]
    mended = mend_homophones(mended, menders[script].lexicon)
    items: list[Item] = []
    ours = menders[script].lexicon
    position = 0
    while position < len(mended):
        lexicon = reader(mended[position]).lexicon
        found = _segmented(mended, position, lexicon)
        if lexicon is not ours:  # "p掉", where both languages know a "p"
            mixed = _segmented(mended, position, ours)
            if mixed is not None and (found is None or mixed[1] >= found[1]):
                lexicon, found = ours, mixed
        if found is None:
            item = _plain(mended[position], position)
            position += 1
        else:
            item = _known(mended, tokens, position, found[1], found[0], lexicon)
            position = found[1]
        if item is not None:
            items.append(item)
    return items


def without_inner_commas(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Without the commas that stand within a phrase of function words: "а что, если"."""
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        within = token.text == "," and lexicon.joint and 0 < at < len(tokens) - 1
        if not (within and _parts_a_phrase(kept, tokens[at + 1 : at + 4], lexicon)):
            kept.append(token)
    return kept


def _parts_a_phrase(before: Sequence[Token], after: Sequence[Token], lexicon: Lexicon) -> bool:
    for count in range(1, min(LONGEST_OPENING, len(before)) + 1):
        opening = before[-count:]
        found = lexicon.match([*opening, *after], 0)
        if found is not None and found[1] > count and found[0].entry.kind == "function":
            return found[0].entry.name in _OPENINGS
    return False


def _segmented(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> tuple[Meaning, int] | None:
    """The longest phrase at `start`, or a shorter one where the longest leaves half a word behind.

    Between words without blanks the longest match may end within the next one: 尖鼻 is listed, and 尖鼻子 is
    尖 and 鼻子. A thing that is put there has an adjective of its own: 加大胡子 is 加 and 大胡子.
    """
    found = lexicon.match(tokens, start) if not lexicon.within else _over_a_pronoun(tokens, start, lexicon)
    function = found is not None and found[0].entry.kind == "function"  # "жуть какие"
    if found is not None and not function and _only_meet(tokens[start : found[1]], lexicon):
        return lexicon.match(tokens[: start + 1], start)
    if found is None or lexicon.joint or found[1] == len(tokens) or tokens[found[1]].kind != "word":
        return found
    after = lexicon.match(tokens, found[1])
    if after is not None:
        stated = lexicon.match(tokens[: found[1] - 1], start)
        outcome = lexicon.match(tokens, found[1] - 1)
        if stated is not None and outcome is not None and _says_how_much(outcome[0].entry, stated[0].entry):
            return stated if stated[1] == found[1] - 1 and outcome[1] > found[1] else found  # "长|得离谱"
        verb = lexicon.match(tokens[: found[1] - 1], start)
        thing = lexicon.match(tokens, found[1] - 1)
        parted = verb is not None and thing is not None and verb[1] == found[1] - 1 and thing[1] >= after[1]
        put = parted and verb is not None and verb[0].entry.name == "add" and found[0].entry.name != "add"
        return verb if put and thing is not None and thing[0].entry.kind == "thing" else found
    for stop in range(found[1] - 1, start, -1):
        shorter = lexicon.match(tokens[:stop], start)
        if shorter is not None and shorter[1] == stop and _straddles(tokens, stop, found[1], lexicon):
            return shorter
    return found


def _says_how_much(entry: Entry, of: Entry) -> bool:
    """Whether an entry right behind another says how much of it there is: 得多 behind 长."""
    compares = entry.kind == "degree" and of.kind == "adjective"
    return compares or (entry.kind, entry.name) == ("function", "excess")


def _over_a_pronoun(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> tuple[Meaning, int] | None:
    """The longest phrase at `start`, be it that a pronoun stands in it: "наклони ей голову влево"."""
    found = lexicon.match(tokens, start)
    inside = start + 1
    if inside >= len(tokens) - 1 or tokens[inside].text not in lexicon.within:
        return found
    over = lexicon.match([tokens[start], *tokens[inside + 1 : inside + 6]], 0)
    longer = over is not None and over[1] > 1 and (found is None or found[1] <= inside)
    return (over[0], start + over[1] + 1) if over is not None and longer else found


def _only_meet(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a noun and the adjective behind it do not agree: "вместо очков тёмные …"."""
    inflection = lexicon.inflection
    if len(tokens) != 2 or not inflection.knows_verbs or not inflection.is_full_adjective(tokens[1].text):
        return False
    noun = inflection.is_noun(tokens[0].text)
    return noun and not inflection.may_agree(tokens[1].text, tokens[0].text)


def _straddles(tokens: Sequence[Token], start: int, border: int, lexicon: Lexicon) -> bool:
    """Whether known phrases from `start` on come to one that begins before `border` and ends behind it."""
    while start < border:
        following = lexicon.match(tokens, start)
        if following is None:
            return False
        start = following[1]
    return start > border


def _plain(token: Token, position: int) -> Item | None:
    if token.kind == "emoji":
        return None
    kind = _KINDS.get(token.kind, token.kind)
    return Item(kind, token.text, position, position + 1)


def _known(
    mended: Sequence[Token],
    original: Sequence[Token],
    start: int,
    end: int,
    meaning: Meaning,
    lexicon: Lexicon,
) -> Item:
    entry = meaning.entry
    joint = lexicon.joint
    text = joint.join(token.text for token in mended[start:end])
    text = text if joint else lexicon.inflection.citation(text)  # in simplified characters
    rule = f"{lexicon.file}: {entry.kind} “{entry.words[0]}”"
    confidence = 1.0
    if any(a.text != b.text for a, b in zip(mended[start:end], original[start:end], strict=True)):
        written = joint.join(token.text for token in original[start:end])
        rule, confidence = f"{rule}, “{written}” read as “{text}”", 0.85
    kind = _ACTING_AS.get(entry.name, entry.name) if entry.kind == "function" else entry.kind
    return Item(kind, text, start, end, meaning, confidence, rule)


def as_found(item: Item, meaning: Meaning, confidence: float, rule: str) -> Item:
    """An unknown stretch that the phrase model has placed."""
    return replace(item, kind=meaning.entry.kind, meaning=meaning, confidence=confidence, rule=rule)
