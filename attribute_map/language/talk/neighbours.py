"""Which clauses ask for nothing because of what stands beside them: reasons, likenesses, parts of a story.

Here is what any language says so; what only one of them does stands in the module with its code.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import (
    ANYWHERE,
    Clause,
    Sentence,
    features_of,
    only_portrays,
)
from attribute_map.language.clauses.frames import (
    ends_a_likeness,
    feels,
    is_image,
    points_at_what_was_said,
    tells_an_outcome,
)
from attribute_map.language.clauses.runons import is_bare_wish
from attribute_map.language.talk import neighbours_en, neighbours_ru, neighbours_zh
from attribute_map.language.talk.stories_en import is_put_on_somebody
from attribute_map.language.words.lexicon import Lexicon

TELLING = ("narrative", "you", "was", "first", "be", "have", "topic", "what_a")
MOST_FLAWED = 1  # features beside a story of which one is a flaw: more of them describe somebody
_GOING_ON = frozenset(("adjective", "of", "filler", "degree"))  # "眼睛能换个颜色吗，蓝的"


def likens_in_jest(clause: Clause, sentence: Sentence) -> bool:
    """ "борода как у моего физрука, хахаха": whom a portrait reminds somebody of who laughs."""
    own = clause.has("like") and clause.has("first", "kin")
    return own and not clause.explicit and any(other.greets for other in sentence.clauses)


def _addresses(clause: Clause) -> bool:
    """ "good morning, chat": an unknown word beside a greeting is who is greeted."""
    unknown = [item for item in clause.items if item.kind == "unknown"]
    return bool(unknown) and all(item.kind in ("unknown", "filler", "first") for item in clause.items)


def _names_character(clause: Clause) -> bool:
    """Whether it only says who has been described."""
    invented = any(item.kind == "person" and item.entry.invented for item in clause.items)
    return invented and clause.chatter and clause.has("narrative") and len(clause.items) == 2


def _orders(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether it says what to do; of somebody told of, "рот открыт" only says how he is."""
    if not lexicon.inflection.knows_verbs:
        return clause.orders
    acts = (i for i in clause.items if i.kind == "action")
    done = Clause([item for item in clause.items if item.kind != "action"], urged=clause.urged)
    if neighbours_ru.calls_to_people(clause, lexicon):
        return False
    if clause.has("possible"):
        return True
    if any(item.kind == "adjective" and lexicon.inflection.orders(item.text) for item in clause.items):
        return True  # "завейте"
    return done.orders or any(lexicon.inflection.is_to_be_done(i.text) for i in acts)


def _lists_features(clauses: Sequence[Clause], lexicon: Lexicon) -> list[Clause]:
    """Those that are nothing but features of a face, so that a story beside them is an aside: "green eyes".

    A single bare thing may be of the story: "smile, you're on camera".
    """

    def only_features(clause: Clause) -> bool:
        flaws = any(item.kind == "thing" and item.entry.flaw for item in clause.items)
        flaws = flaws and features_of(clause.items) <= MOST_FLAWED
        told = clause is not clauses[0] and clause.items[0].kind == "with" and clauses[0].has("first")
        bare = not (told or clause.chatter or clause.command or flaws or clause.has("was"))
        bare = bare and clause.items[-1].text not in lexicon.perfective  # "发际线又后移了，怎么办"
        somebody = clause.has("person") and features_of(clause.items) > 1  # "a bald fat old man"
        return bare and only_portrays(clause.items) and (clause.has("thing", "part") or somebody)

    listing = [clause for clause in clauses if only_features(clause)]
    named = [item for clause in listing for item in clause.items]
    pairs = itertools.pairwise(named)
    described = any(i.kind == "adjective" and following.kind == "part" for i, following in pairs)
    described = described or any(c.has("thing") and c.has("adjective", "him") for c in listing)
    return listing if described or features_of(named) > 1 else []


def _likens(clause: Clause, lexicon: Lexicon) -> bool:
    """ "像刚跑完步", "就是我们班那个交换生": whom what was described is like, which tells no story."""
    opening = next((item for item in clause.items if item.kind != "filler"), clause.items[0])
    opening = opening if not lexicon.joint else clause.items[0]
    if opening.kind == "be" and not clause.has("praise"):
        bare = lexicon.subjects and opening.text in ("is", "are")  # "“shades” is a song"
        return not bare and opening.text.replace("'", "") not in lexicon.impersonal
    return opening.kind == "like"


def _is_modified_wish(clause: Clause) -> bool:
    """ "not bald", "a tiny bit of stubble": too much said for a word that a story happens to begin with."""
    modified = clause.has("adjective", "action") and clause.has("part", "thing", "degree", "not")
    return modified and not clause.has("person", "the") and is_bare_wish(clause.items)


def _approves(clause: Clause, lexicon: Lexicon) -> bool:
    """ "макияж норм": a noun alone, found well as it is."""
    said = [
        item
        for item in clause.items
        if item.text not in lexicon.approving and item.kind not in ("the", "him")
    ]
    named = (
        len(said) == 1 and said[0].kind in ("thing", "part") and clause.items[-1].text in lexicon.approving
    )
    return named and not (clause.has("stays") or lexicon.inflection.is_object(said[0].text))


def hush(sentence: Sentence, lexicon: Lexicon) -> None:
    """In a sentence that tells a story, things merely named are part of the story."""
    sentence.clauses = [clause for clause in sentence.clauses if clause.items]
    if not sentence.clauses:
        return
    _hush_reasons(sentence, lexicon)
    _hush_beside_another(sentence, lexicon)
    tells = _storytellers(sentence, lexicon)
    named = _named_bare(sentence, lexicon)
    if not lexicon.joint and any(clause.chatter for clause in sentence.clauses):
        for clause in sentence.clauses[1:]:
            clause.chatter = clause.chatter or feels(clause.items)
    if any(item.text in lexicon.asking_around for clause in sentence.clauses for item in clause.items):
        for clause in sentence.clauses:
            clause.chatter, clause.command = True, None  # "我想换副眼镜，有没有人用过…的"
    model = any(points_at_what_was_said(clause.items) for clause in sentence.clauses[1:])
    if not model and any(c.has(*TELLING) or neighbours_ru.tells_a_deed(c, lexicon) for c in tells):
        _hush_what_is_merely_named(sentence, lexicon, named)
    neighbours_ru.hush(sentence, lexicon)
    if not lexicon.joint and not model:
        neighbours_zh.hush(sentence, lexicon)


def _hush_reasons(sentence: Sentence, lexicon: Lexicon) -> None:
    """Make talk of reasons, opinions, questions about who is seen, and what something is only like."""
    if lexicon.subjects and sentence.clauses[0].items[0].kind == "because":
        sentence.clauses[0].chatter = True
    for before, clause in itertools.pairwise(sentence.clauses):
        clause.chatter = clause.chatter or neighbours_ru.says_who_it_is(before, clause, lexicon)
        clause.chatter = clause.chatter or neighbours_ru.gives_its_reason(before, clause, lexicon)
    for clause in sentence.clauses:
        named = _approves(clause, lexicon) or neighbours_ru.calls_names(clause, lexicon)
        clause.chatter = clause.chatter or named
        clause.chatter = clause.chatter or (sentence.asks and neighbours_ru.asks_which(clause, lexicon))
    if lexicon.inflection.knows_verbs and neighbours_ru.wonders(sentence, lexicon):
        sentence.clauses[0].chatter = True
    for clause in sentence.clauses[1:]:
        aside = clause.items[0].kind == "because" or (clause.items[0].kind == "like" and not clause.explicit)
        clause.chatter = clause.chatter or aside


def _hush_beside_another(sentence: Sentence, lexicon: Lexicon) -> None:
    """Make talk of clauses that the one before or behind them shows to ask for nothing."""
    if lexicon.subjects:
        neighbours_en.hush_what_explains(sentence)
    for clause in sentence.clauses if len(sentence.clauses) > 1 else ():
        clause.chatter = clause.chatter or is_image(clause.items, lexicon)
    if lexicon.subjects:
        neighbours_en.hush_what_cheers(sentence)
    if not lexicon.joint:
        neighbours_zh.hush_what_follows(sentence, lexicon)
    if any(clause.greets and not clause.explicit for clause in sentence.clauses):
        for clause in sentence.clauses:
            placed = lexicon.subjects and is_put_on_somebody(clause, lexicon)  # "horns on his head lol"
            clause.chatter = clause.chatter or (_addresses(clause) and not placed)
    if sentence.clauses and _names_character(sentence.clauses[-1]):
        del sentence.clauses[-1]  # "bald, goatee, an earring, that's my pirate"
    if lexicon.subjects:
        neighbours_en.hush_titles(sentence)
    if neighbours_ru.is_admired(sentence.clauses, lexicon):
        sentence.clauses[0].chatter = True


def _storytellers(sentence: Sentence, lexicon: Lexicon) -> list[Clause]:
    """The clauses of talk that may tell a story: no likenesses, asides, exhortations or reasons."""
    similes = [clause for clause in sentence.clauses[1:] if _likens(clause, lexicon)]
    asides = [c for c in sentence.clauses[1:] if neighbours_ru.only_adorns(c, lexicon)]
    silent = [*similes, *asides, *(c for c in sentence.clauses if ends_a_likeness(c.items, lexicon))]
    tells = [
        c for c in sentence.clauses if c.chatter and c not in silent and not neighbours_ru.exhorts(c, lexicon)
    ]
    if not lexicon.joint:  # "他左脸有颗痣，鼻子很大"
        others = ("first", "you", "kin", "narrative", "talk", "praise", "like")
        tells = [c for c in tells if not neighbours_zh.wonders_at_posture(c, lexicon)]
        tells = [c for c in tells if not c.has("him") or not c.has("have") or c.has(*others)]
    reasons = bool(lexicon.subjects) or not lexicon.joint
    return [c for c in tells if not reasons or c.items[0].kind != "because"]


def _named_bare(sentence: Sentence, lexicon: Lexicon) -> Clause | None:
    """The clause that by naming a thing wishes for it, whatever is told beside: "领带吧，他要去面试"."""
    clauses = sentence.clauses
    named = neighbours_en.named_bare(clauses, lexicon) if lexicon.subjects and clauses else None
    return neighbours_zh.named_for_plans(clauses, lexicon) or named


def _hush_what_is_merely_named(sentence: Sentence, lexicon: Lexicon, named: Clause | None) -> None:
    """Make talk of all that is neither ordered nor compared, nor listed as the features of a face."""
    listing = _lists_features(sentence.clauses, lexicon)
    opening = list(itertools.takewhile(lambda clause: not clause.chatter, sentence.clauses))
    plain = False
    ordered = False
    for clause in sentence.clauses:
        goes_on = plain and not lexicon.joint and {i.kind for i in clause.items} <= _GOING_ON
        plain = _orders(clause, lexicon) or clause.compares or clause in listing or clause is named
        plain = plain or (clause in opening and _is_modified_wish(clause))
        plain = plain or (bool(lexicon.subjects) and ordered and neighbours_en.adds_a_thing(clause))
        advised = clause.items if lexicon.inflection.knows_verbs else clause.items[:1]
        plain = plain and not any(item.text in lexicon.advising for item in advised)
        plain = goes_on or (plain and not (lexicon.subjects and neighbours_en.cheers(clause)))
        ordered = plain and not clause.chatter
        if tells_an_outcome(clause.items):
            clause.chatter = True
        elif not plain and clause.command not in ANYWHERE | {"save"}:
            clause.chatter, clause.command = True, None
