"""Lists and contrasts that reach over several clauses, in a language whose verbs tell by their forms.

They are told before the clauses are parted: "не меняй ни волосы, ни глаза" is one list under its verb, and
so is "убрать: очки, шляпа"; "убавь нос и возраст" is a step of each; "выглядит как дед, а должен быть
юношей" asks for what comes behind; "веснушки пусть будут, а румянец убери" leaves what is not taken away.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

from attribute_map.language.clauses.clause import REQUESTS
from attribute_map.language.clauses.marks import is_comma, parted_at_marks, sentences_of
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_HEADS = frozenset(("remove", "no", "keep", "add", "give"))
_STEPS = frozenset(("more", "less"))
_LISTED = frozenset(("thing", "part", "trait"))
_STATED = frozenset(
    "him be like person adjective thing part into number years degree filler with and make too".split()  # noqa: SIM905
)
_BEFORE_DUTY = frozenset(("but", "filler", "him"))


def with_contrasts(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """The items of a message, each sentence of it by itself."""
    if not lexicon.inflection.knows_verbs:
        return items
    read: list[Item] = []
    for sentence, end in sentences_of(items):
        for tell in _TOLD:
            sentence = tell(sentence, lexicon)
        read.extend(sentence if end is None else [*sentence, end])
    return read


def _as_one_list(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "ни волосы, ни глаза не меняй": denials in pairs under a verb that keeps only list."""
    paired = [at for at, item in enumerate(items) if item.text in lexicon.paired]
    if len(paired) < 2 or not any(item.kind == "keep" for item in items):
        return items
    joined: list[Item] = []
    for at, item in enumerate(items):
        if at == paired[0]:
            continue
        if at in paired and joined and is_comma(joined[-1]):
            joined.pop()
        joined.append(replace(item, kind="and", meaning=None) if at in paired else item)
    return joined


def _under_its_heading(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "убрать: очки, шляпа": the verb before a colon is of each thing behind it."""
    colon = next((at for at, item in enumerate(items) if item.kind == "mark" and item.text == ":"), 0)
    if colon and all(item.kind == "filler" for item in items[:colon]):
        return items[colon + 1 :]  # "ещё раз: убери бороду"
    if not colon or items[colon - 1].kind not in _HEADS or len(items) == colon + 1:
        return items
    verb = items[colon - 1]
    read = items[:colon]
    for at in range(colon + 1, len(items)):
        names = items[at].kind in _LISTED and (at + 1 == len(items) or items[at + 1].kind in ("mark", "and"))
        if names and is_comma(items[at - 1]):
            read.append(replace(verb, start=items[at].start, end=items[at].start))
        elif not names and items[at].kind in REQUESTS:
            return [*read, *items[at:]]
        read.append(items[at])
    return read


def _with_each_step(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "убавь нос и возраст": a verb of more or less is of each that is named under it."""
    read: list[Item] = []
    step: Item | None = None
    for at, item in enumerate(items):
        read.append(item)
        if item.kind in _STEPS and any(map(lexicon.inflection.orders, item.text.split())):
            step = item
        elif item.kind in REQUESTS or item.kind in ("mark", "but", "adjective", "action"):
            step = None
        elif item.kind == "and" and step is not None and at + 1 < len(items):
            behind = items[at + 2].kind if at + 2 < len(items) else "mark"
            if items[at + 1].kind in _LISTED and behind in ("mark", "and"):
                read.append(replace(step, start=item.end, end=item.end))
    return read


def _as_it_should_be(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "выглядит как дед, а должен быть юношей": how somebody is gives way to how he is to be."""
    for at, item in enumerate(items):
        if item.kind != "but" or at < 2 or not is_comma(items[at - 1]):
            continue
        duty = next((i for i in items[at:] if i.kind not in _BEFORE_DUTY), None)
        if duty is None or duty.text.split()[0] not in lexicon.duties:
            continue
        start = next((i + 1 for i in range(at - 2, -1, -1) if items[i].kind == "mark"), 0)
        stated = items[start : at - 1]
        if all(i.kind in _STATED for i in stated) and not any(i.kind in _LISTED for i in stated):
            return [*items[:start], *items[at + 1 :]]
    return items


def _left_there(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "веснушки пусть будут, а румянец убери": beside what is taken away, what is to be there stays."""
    if not any(item.kind == "remove" for item in items):
        return items
    read: list[Item] = []
    for clause in parted_at_marks(items):
        said = [item for item in clause if item.kind not in ("mark", "but", "filler", "and")]
        left = [item.kind for item in said] in (["thing", "make"], ["make", "thing"])
        verb = next((item for item in said if item.kind == "make"), None)
        left = left and verb is not None and verb.text in lexicon.remaining
        read.extend(replace(item, kind="keep") if left and item is verb else item for item in clause)
    return read


def _verb_first(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "мужиком сделай" as "сделай мужиком", and "замени бороду усами" as "замени бороду на усы"."""
    read: list[Item] = []
    for at, item in enumerate(items):
        ends = at + 1 == len(items) or items[at + 1].kind in ("mark", "filler", "and")
        before = read[-1] if read else None
        means = before is not None and lexicon.inflection.is_means(before.text.split()[0])
        if item.kind == "make" and ends and before is not None and before.kind == "person" and means:
            read.insert(-1, item)
            continue
        swapped = (
            before is not None and before.kind == "thing" and len(read) > 1 and read[-2].kind == "replace"
        )
        if item.kind == "thing" and swapped and lexicon.inflection.is_means(item.text.split()[0]):
            read.append(Item("into", "на", item.start, item.start))
        read.append(item)
    return read


def _turned_into(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "сделай из бороды усы", "преврати бороду в усы" as "замени бороду на усы"."""
    for at in range(len(items) - 2):
        said = items[at : at + 4]
        kinds = [item.kind for item in said]
        last = said[-1]
        if kinds[:3] == ["thing", "make", "thing"] and said[1].text.split()[-1] in lexicon.aiming:
            said, last = said[:3], said[2]
            verb, old = said[1], said[0]
        elif kinds in (["prep", "thing", "make", "thing"], ["make", "prep", "thing", "thing"]):
            old, verb = (said[1], said[2]) if kinds[0] == "prep" else (said[2], said[0])
            if (said[0] if kinds[0] == "prep" else said[1]).text not in lexicon.origins:
                continue
        elif len(said) == 4 and kinds[0] in ("make", "change") and kinds[1] == kinds[3] == "thing":
            old, verb = said[1], said[0]
            if said[2].text not in lexicon.aiming or not lexicon.inflection.is_object(last.text):
                continue
        else:
            continue
        into = Item("into", "на", last.start, last.start)
        turned = [replace(verb, kind="replace", start=old.start, end=old.start), old, into, last]
        return [*items[:at], *turned, *items[at + len(said) :]]
    return items


def _without_the_opposite(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "длиннее, а не короче": the step that is not meant says nothing new."""
    for at in range(1, len(items) - 1):
        denied = items[at].kind == "instead" and _steps(items[at + 1])
        if denied and any(map(_steps, items[:at])):
            start = at - is_comma(items[at - 1])
            return [*items[:start], *items[at + 2 :]]
    return items


def _steps(item: Item) -> bool:
    return item.kind in _STEPS or item.form == "comparative"


def _but_for(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "всё супер, кроме усов": what alone is found wrong is to go."""
    at = next((at for at, item in enumerate(items) if item.kind == "except"), 0)
    before = [item for item in items[:at] if item.kind not in ("mark", "filler", "want")]
    approved = bool(before) and all(item.kind in ("praise", "talk", "keep") for item in before)
    behind = items[at + 1 : at + 3]
    ends = len(behind) == 1 or (len(behind) == 2 and behind[1].kind == "mark")
    if approved and ends and behind[0].kind == "thing" and before[-1].kind != "keep":
        return [*items[:at], replace(items[at], kind="no", meaning=None), *items[at + 1 :]]
    return items


def _without_hiding_places(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "уши спрячь под волосами": where something is hidden is not what is hidden."""
    read: list[Item] = []
    for item in items:
        under = bool(read) and read[-1].text in lexicon.under and item.kind == "part"
        if under and lexicon.inflection.is_means(item.text):
            read[-1] = replace(read[-1], kind="filler")
            item = replace(item, kind="filler")
        read.append(item)
    return read


def _approved(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "возраст норм, бороду убери": a trait that is well as it is asks for nothing."""
    read: list[Item] = []
    for clause in parted_at_marks(items):
        said = [item for item in clause if item.kind not in ("mark", "prep")]
        well = len(said) == 2 and said[0].kind == "trait" and said[1].text in lexicon.approving
        read.extend(item for item in clause if not well or item.kind == "mark")
    return read


def _as_pronouns(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "налысо побрей дядьку": whom a verb that says all is done to is only the one portrayed."""
    read: list[Item] = []
    for item in items:
        done = bool(read) and read[-1].kind == "action" and lexicon.inflection.is_to_be_done(read[-1].text)
        if item.kind == "person" and done and lexicon.inflection.is_animate_object(item.text):
            item = replace(item, kind="him", meaning=None)
        read.append(item)
    return read


def _compared_with_itself(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "старше чем сейчас": a comparison with how it is, where no age follows, is a step."""
    read: list[Item] = []
    for item, following in itertools.zip_longest(items, items[1:]):
        words = item.text.split()
        step = lexicon.comparative(words[0]) if item.kind == "past" and len(words) > 1 else None
        if step is not None and (following is None or following.kind not in ("number", "decade", "years")):
            item = replace(item, kind="adjective", meaning=step)
        read.append(item)
    return read


def _without_images(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "острый нос, как у Буратино": an image behind what has been described only shows how it is meant."""
    clauses = parted_at_marks(items)
    read: list[Item] = []
    for before, clause in zip([[], *clauses], clauses, strict=False):
        said = [item for item in clause if item.kind not in ("mark", "filler")]
        likened = (
            len(said) == 1 and said[0].meaning is not None and said[0].text.split()[0] in lexicon.similes
        )
        told = {
            effects
            for part in before
            if part.kind == "part"
            for quality in before
            if quality.kind in ("adjective", *_STEPS)
            and (effects := lexicon.effects_of(part.entry.name, _quality_of(quality)))
        }
        read.extend(item for item in clause if not (likened and told and item is said[0]))
    return read


def _quality_of(item: Item) -> str:
    return item.entry.name if item.kind == "adjective" else item.kind


_TOLD = (
    _as_one_list,
    _under_its_heading,
    _with_each_step,
    _as_it_should_be,
    _left_there,
    _verb_first,
    _as_pronouns,
    _compared_with_itself,
    _without_images,
    _turned_into,
    _without_the_opposite,
    _but_for,
    _without_hiding_places,
    _approved,
)
