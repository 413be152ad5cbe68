"""What one clause only says of another: asides, afterthoughts, approvals, shades and what is preferred to.

"the eyes, please, blue" is one clause, "make it bigger, the nose" names the pronoun behind it, and "скорее
блондин, чем рыжий" asks for one of the two.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import (
    NOUN_PHRASE,
    REQUESTS,
    Clause,
    Sentence,
    all_items,
    naming,
)
from attribute_map.language.clauses.roles import is_colour
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon


def with_asides(clauses: Sequence[Clause]) -> list[Clause]:
    """ "the eyes, please, blue" and "the hat, of course, rocks" as one clause each."""
    joined: list[Clause] = []
    for clause in clauses:
        aside = joined[-1] if len(joined) > 1 else None
        parted = aside is not None and all(item.kind == "filler" for item in aside.items)
        parted = parted and all(item.kind in NOUN_PHRASE for item in joined[-2].items)
        parted = parted and not any(item.is_noun for item in clause.items)
        if aside is not None and parted and clause.command is aside.command is joined[-2].command is None:
            del joined[-1]
            joined[-1].items += [*aside.items, *clause.items]
        else:
            joined.append(clause)
    return joined


def with_afterthoughts(clauses: Sequence[Clause]) -> list[Clause]:
    """ "make it bigger, the nose" as "make the nose bigger": a pronoun that is named behind."""
    joined: list[Clause] = []
    for clause in clauses:
        named = [item for item in clause.items if item.kind != "filler"]
        only_names = [item.kind for item in named] in (["the", "part"], ["the", "thing"])
        before = joined[-1] if joined and clause.command is None else None
        pronoun = next((item for item in before.items if item.kind == "it"), None) if before else None
        nameless = not any(item.is_noun for earlier in joined for item in earlier.items)
        if only_names and nameless and before is not None and pronoun is not None and before.command is None:
            at = before.items.index(pronoun)
            before.items[at : at + 1] = named
        elif only_names and nameless and before is not None and (before.complains or _only_grades(before)):
            before.items[0:0] = named  # "still too dark, the background i mean", "bigger, the eyes i mean"
        else:
            joined.append(clause)
    return joined


def _only_grades(clause: Clause) -> bool:
    """Whether it only says how something is to be, and not what: "a bit smaller", "pouty and pillowy"."""
    graded = all(item.kind in ("adjective", "degree", "filler", "and", "so_strong") for item in clause.items)
    said = [item for item in clause.items if item.kind == "adjective"]
    return graded and any(not item.entry.effects or item.form == "comparative" for item in said)


def tell_approvals(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Tell that what is found well stays, where a reservation follows: "黑头发是对的，就是太短"."""
    for before, clause in itertools.pairwise(clauses) if not lexicon.joint else ():
        last = before.items[-1]
        granted = (
            last.text in lexicon.approving | lexicon.permitting and clause.items[0].text in lexicon.reserving
        )
        named = all(item.kind in NOUN_PHRASE for item in before.items[:-1])
        if granted and named and any(item.is_noun for item in before.items[:-1]):
            before.items[-1] = replace(last, kind="stays", meaning=None)
    for clause in clauses:
        last = clause.items[-1]
        left = (
            last.kind == "add"
            and last.text in lexicon.staying
            and all(i.kind == "thing" for i in clause.items[:-1])
        )
        if left and any(other.items[-1].kind == "remove" for other in clauses):
            clause.items[-1] = replace(last, kind="stays")  # "墨镜留，帽子摘"


def tell_ornaments(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Pass over unknown adjectives of a noun that has a known one: "густые, нависшие брови"."""
    before: Item | None = None  # the adjective or noun that stands last
    described: Item | None = None  # the noun that an adjective has described already
    for clause in clauses:
        kept: list[Item] = []
        for item, following in itertools.zip_longest(clause.items, clause.items[1:]):
            strange = item.kind == "unknown" and " " not in item.text
            noun = following if following is not None and following.is_noun else described
            shared = noun is described or (before is not None and before.kind == "adjective")
            if strange and noun is not None and shared and lexicon.inflection.agree(item.text, noun.text):
                continue
            if item.is_noun:
                described = item if before is not None and before.kind == "adjective" else None
            elif item.kind == "adjective" and before is not None and before.is_noun:
                described = before
            elif item.kind != "filler":
                described = (
                    None if item.kind not in ("adjective", "and", "him", "prep", "degree") else described
                )
            before = item if item.is_noun or item.kind in ("adjective", "unknown") else before
            kept.append(item)
        clause.items = kept or [replace(item, kind="filler") for item in clause.items]


def tell_hues(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Pass over how warm or cold a colour is, told behind it: "мне нужен блонд, холодный"."""
    for before, clause in itertools.pairwise(clauses):
        coloured = before.items[-1].kind == "adjective" and is_colour(before.items[-1], lexicon)
        said = [item for item in clause.items if item.kind not in ("filler", "degree", "so_strong")]
        hues = [{key for key, _ in lexicon.inflection.readings(item.text)} & lexicon.shading for item in said]
        if coloured and hues and all(hues):
            clause.items = [replace(item, kind="filler") for item in clause.items]


def tell_lesser(clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """Pass over what something else is preferred to: "скорее блондин, чем рыжий"."""
    for before, clause in itertools.pairwise(clauses):
        compares = lexicon.inflection.knows_verbs and clause.items[0].text in lexicon.comparing
        named = all(item.kind in ("adjective", "thing", "person", "filler") for item in clause.items[1:])
        if compares and named and naming(clause.items[1:]) and naming(before.items):
            clause.items = [replace(item, kind="filler") for item in clause.items]


def tell_gloom(sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
    """Tell that a state of the scene is found wrong beside what else is: "слишком серьёзный, темно"."""
    if not lexicon.inflection.knows_verbs:
        return
    for sentence in sentences:
        blames = any(item.kind == "too" or item.form == "excess" for item in all_items(sentence))
        for clause in sentence.clauses if blames else ():
            said = [item for item in clause.items if item.kind not in ("filler", "and", "but", "vague")]
            states = (
                len(said) == 1 and said[0].kind == "adjective" and lexicon.inflection.adorns(said[0].text)
            )
            if states and {lexicon.regions[effect.axis] for effect in said[0].entry.effects} == {"scene"}:
                at = clause.items.index(said[0])
                clause.items.insert(at, replace(said[0], kind="too", meaning=None))


def tell_additions(sentences: Iterable[Sentence], lexicon: Lexicon) -> None:
    """Tell "and besides" from an exclamation: "надень на него шляпу. ну и усищи"."""
    ordered = False
    for clause in (clause for sentence in sentences for clause in sentence.clauses):
        first = clause.items[0]
        things = all(item.kind in ("thing", "adjective", "and") for item in clause.items[1:])
        if ordered and first.text in lexicon.besides and first.kind == "what_a" and things:
            clause.items[0] = replace(first, kind="filler")
        ordered = ordered or clause.has(*REQUESTS)
