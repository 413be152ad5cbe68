"""Changes of mind within a message: what was taken back is gone, and what was put in its place counts.

"синие волосы, хотя нет, зелёные" asks for green hair, "убери усы, то есть бороду" for no beard, and
"добавь веснушки... хотя не надо" for nothing. What is put in its place replaces its like: a quality the
quality named last, a thing the thing named last, with the verb that it stood under; anything else a clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from attribute_map.language.clauses.clause import REQUESTS, naming
from attribute_map.language.clauses.marks import PAUSES, is_mark, phrase_ends
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.tokens import Token

MOST_RETRACTIONS = 4  # of a message that are followed
LONGEST_PHRASE = 5  # items
_UNSAID = frozenset(("filler", "want", "should", "him", "but", "it", "the", "give"))
_QUALITIES = frozenset(("adjective", "more", "less", "degree", "decade", "number", "years"))
_OF_QUALITIES = _QUALITIES | {"into", "prep", "and", "filler"}
_OF_THINGS = frozenset(("thing", "adjective", "degree", "a", "and", "filler"))
_NAMES = frozenset(("part", "trait"))
_NEGATIONS = frozenset(("not", "instead"))
_ANSWERS = frozenset(("no", "nope", "and", "filler"))
_ASKING = frozenset("?:")
_LEAVING = frozenset(("keep", "stays"))
_PUT = (_QUALITIES | _UNSAID | REQUESTS) | frozenset(
    "thing part trait person action into prep and with a stays mend no less more".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class _Run:
    """Items [start, stop) by which something is taken back."""

    start: int
    stop: int
    certain: bool  # whether by words for it, and not by a mere "no"
    cancels: bool  # whether nothing need come in its place
    renames: bool  # whether what comes in its place may stand before


def without_retracted(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """The items of a message without what it takes back."""
    if not lexicon.retracting:
        return items
    at = 0
    for _ in range(MOST_RETRACTIONS):
        run = _next_run(items, at, lexicon)
        if run is None:
            break
        mended = _replaced(items, run, lexicon)
        at = run.stop if mended is None else 0
        items = items if mended is None else mended
    return items


def _next_run(items: Sequence[Item], at: int, lexicon: Lexicon) -> _Run | None:
    while at < len(items):
        run = _run_at(items, at, lexicon) if at else None
        if run is not None:
            return run
        at += 1
    return None


def _run_at(items: Sequence[Item], start: int, lexicon: Lexicon) -> _Run | None:
    """The pauses, hesitations and phrases of taking back that begin at `start`, where one is among them."""
    retracts = doubts = cancels = renames = False
    stop = start
    while stop < len(items):
        count = phrase_at(items, stop, lexicon.retracting, lexicon)
        said = _words(items[stop : stop + count], lexicon)
        between = stop > 0 and is_mark(items[stop - 1], PAUSES)
        between = between and (phrase_ends(items, stop + 1) or _compares(items[stop + 1]))
        if count and not (
            items[stop + count - 1].kind in _NEGATIONS and not phrase_ends(items, stop + count)
        ):
            retracts, stop = True, stop + count
            cancels, renames = cancels or said in lexicon.cancelling, renames or said in lexicon.renaming
        elif items[stop].text in lexicon.doubting and between:
            doubts, stop = True, stop + 1
        elif is_mark(items[stop], PAUSES) or (
            items[stop].kind != "mark" and items[stop].text in lexicon.hesitating
        ):
            stop += 1
        else:
            break
    count = phrase_at(items, stop, lexicon.cancelling, lexicon)
    if count and phrase_ends(items, stop + count) and any(item.kind != "mark" for item in items[start:stop]):
        return _Run(start, stop + count, certain=True, cancels=True, renames=False)  # "хотя не надо"
    return _Run(start, stop, retracts, cancels, renames) if retracts or doubts else None


def _compares(item: Item) -> bool:
    return item.kind in ("more", "less") or item.form == "comparative"


def phrase_at(items: Sequence[Item], at: int, phrases: frozenset[str], lexicon: Lexicon) -> int:
    """How many items, from `at` on, are the longest of these phrases; pauses within it count as said."""
    counts = range(min(LONGEST_PHRASE, len(items) - at), 0, -1)
    return next((count for count in counts if _words(items[at : at + count], lexicon) in phrases), 0)


def _words(items: Sequence[Item], lexicon: Lexicon) -> str:
    return lexicon.joint.join(item.text for item in items if not is_mark(item, PAUSES))


def _replaced(items: list[Item], run: _Run, lexicon: Lexicon) -> list[Item] | None:
    """The items with what comes after the run in the place of what it takes back; None where it does not."""
    stop = next((at for at in range(run.stop, len(items)) if phrase_ends(items, at)), len(items))
    put = _without_closing(items[run.stop : stop])
    start, end = _clause_before(items, run.start)
    told = items[start:end]
    if not put and run.renames and end == run.start:  # "окуляры убери, очки то есть"
        put, (start, end) = told, _clause_before(items, start - 1)
        told, stop = items[start:end], run.stop
    if not _may_be_taken_back(told) or (_ends_in_question(items, end) and not run.certain):
        return None
    said = [item for item in put if item.kind not in _UNSAID]
    if run.cancels and not said:
        return [*items[:start], *items[run.stop :]]
    if not said or any(item.kind not in _PUT for item in put) or _adds(put[0], lexicon):
        return None
    if _answers(items, run, stop) or _denies_another(told, put):
        return None
    mended = _in_its_place(told, put, said, lexicon)
    return None if mended is None else [*items[:start], *mended, *items[stop:]]


def _without_closing(put: list[Item]) -> list[Item]:
    """Without the particle that a quality ends in where its noun is left out: "绿的"."""
    closing = next((at for at in range(len(put), 0, -1) if put[at - 1].kind != "filler"), 0)
    return [*put[: closing - 1], *put[closing:]] if closing and put[closing - 1].kind == "of" else put


def _in_its_place(
    told: Sequence[Item], put: Sequence[Item], said: Sequence[Item], lexicon: Lexicon
) -> list[Item] | None:
    kinds = {item.kind for item in said}
    taken = kinds in ({"make"}, {"add"}) and any(
        item.kind == "remove" for item in told
    )  # "хотя нет, пусть будет"
    if kinds <= _LEAVING or taken:
        nouns = [item for item in told if item.is_noun or item.kind in ("adjective", "and")]
        return [*nouns, *(replace(item, kind="keep") for item in said)] if naming(nouns) else None
    phrase = _ended_anew(told, said, lexicon)
    if phrase is not None:
        return phrase
    if kinds <= _OF_QUALITIES:
        kept = _without_last(told, _QUALITIES, _OF_QUALITIES)
        if kept is None and _of_one_region(told, said, lexicon):
            kept = []  # "голову влево, ой, вправо"
        return None if kept is None else [*kept, *put]
    if kinds <= _OF_THINGS and "thing" in kinds:
        kept = _without_last(told, frozenset(("thing",)), _OF_THINGS - {"and"})
        return [*(kept or ()), *put]
    if kinds <= _NAMES:
        at = next((at for at in range(len(told) - 1, -1, -1) if told[at].is_noun), None)
        return None if at is None else [*told[:at], *put, *told[at + 1 :]]  # "shrink the nose, no, the mouth"
    nameless = not any(item.is_noun or item.kind in ("action", "thing") for item in said)
    return [*(item for item in told if nameless and item.is_noun), *put]


def _ended_anew(told: Sequence[Item], said: Sequence[Item], lexicon: Lexicon) -> list[Item] | None:
    """ "look left, no, right": a phrase of several words with another word at its end."""
    *opening, ending = told[-1].text.split() if told else [""]
    if len(said) != 1 or not opening or told[-1].meaning is None:
        return None
    words = [Token(word, "word", 0, 0) for word in (*opening, said[0].text)]
    found = lexicon.match(words, 0)
    if found is None or found[1] != len(words) or ending == said[0].text:
        return None
    anew = replace(told[-1], meaning=found[0], text=" ".join(word.text for word in words))
    return [*told[:-1], anew] if found[0].entry.kind == told[-1].kind else None


def _of_one_region(told: Sequence[Item], said: Sequence[Item], lexicon: Lexicon) -> bool:
    ours, theirs = (
        {lexicon.regions[effect.axis] for item in items if item.meaning for effect in item.entry.effects}
        for items in (told, said)
    )
    return bool(ours & theirs)


def _without_last(told: Sequence[Item], heads: frozenset[str], around: frozenset[str]) -> list[Item] | None:
    """What was told without the last of these kinds and what belongs to it."""
    at = next((at for at in range(len(told) - 1, -1, -1) if told[at].kind in heads), None)
    if at is None:
        return None
    start = at
    while start > 0 and told[start - 1].kind in around and told[start - 1].kind != "filler":
        start -= 1
    return [*told[:start], *told[at + 1 :]]


def _clause_before(items: Sequence[Item], end: int) -> tuple[int, int]:
    """Where the last clause before `end` that names anything begins and ends."""
    while end > 0 and (items[end - 1].kind in ("mark", "filler")):
        end -= 1
    start = end
    while start > 0 and items[start - 1].kind not in ("mark", "but"):
        start -= 1
    return start, end


def _may_be_taken_back(told: Sequence[Item]) -> bool:
    return naming(told) or any(item.kind in _QUALITIES for item in told)


def _ends_in_question(items: Sequence[Item], end: int) -> bool:
    return end < len(items) and is_mark(items[end], _ASKING)


def _adds(item: Item, lexicon: Lexicon) -> bool:
    """Whether it only goes on: "ой, и очки"."""
    return item.kind in ("and", "likewise") or item.text in lexicon.besides or item.text in lexicon.also


def _denies_another(told: Sequence[Item], put: Sequence[Item]) -> bool:
    """Whether something else is not to be there: "long hair, no, no bangs"."""
    named = {item.text for item in told if item.is_noun}
    return put[0].kind == "no" and not any(item.text in named for item in put)


def _answers(items: Sequence[Item], run: _Run, stop: int) -> bool:
    """Whether denials only answer, one by one, what they stand beside: "борода - нет, усы - да"."""
    denied = [item.kind for item in items[run.start : run.stop] if item.kind != "mark"]
    at = next((at for at in range(stop, len(items)) if items[at].kind != "mark"), len(items))
    answered = at < len(items) and items[at].kind in _ANSWERS and phrase_ends(items, at + 1)
    return denied == ["no"] and answered
