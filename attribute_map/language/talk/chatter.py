"""Clauses that ask for nothing: talk, stories, admiration, words about somebody else."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attribute_map.language.clauses.clause import (
    ANYWHERE,
    EXPLICIT,
    REQUESTS,
    Clause,
    Sentence,
    features_of,
    naming,
    only_portrays,
)
from attribute_map.language.clauses.forms import is_witnessed
from attribute_map.language.clauses.frames import (
    ends_a_likeness,
    feels,
    finds_why,
    is_image,
    is_of_somebody,
    judges_the_work,
    points_at_what_was_said,
    tells_an_outcome,
    tells_the_opposite,
    tells_what_follows,
)
from attribute_map.language.clauses.runons import is_bare_wish
from attribute_map.language.talk.bystanders import hush_bystanders, is_of_bystanders
from attribute_map.language.talk.company import hush_company, is_about_people
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_NAMED = frozenset(("filler", "the", "thing", "part", "person", "and"))
_NAMING = frozenset(("adjective", "thing", "trait", "part", "person", "action"))
# kinds of words that a description of one thing is made of
_AT_LENGTH = frozenset(
    (
        "adjective",
        "part",
        "praise",
        "unknown",
        "topic",
        "prep",
        "of",
        "in",
        "with",
        "a",
        "the",
        "like",
        "filler",
    )
)
_OPINION = frozenset(("praise", "filler", "degree", "so_strong", "be", "unknown", "topic"))
_TOLD = frozenset(("was", "first", "kin", "you"))
_PLACING = frozenset(("in", "at", "on", "from", "across", "after", "during", "from the"))
_OWN = frozenset(("i", "im", "ive", "my", "me", "we", "our"))
TELLING = ("narrative", "you", "was", "first", "be", "have", "topic", "what_a")
_OF_ITS_REASON = frozenset(
    ("adjective", "filler", "him", "degree", "be", "person", "with", "no", "too", "a", "vague", "so_strong")
)
LONGEST_EXHORTATION = 3  # items
MOST_FLAWED = 1  # features beside a story of which one is a flaw: more of them describe somebody
_NOUN_PHRASES = frozenset(
    ("adjective", "thing", "part", "person", "topic", "unknown", "a", "of", "and", "with", "filler")
)
_SAID_OF_A_REASON = frozenset(("topic", "unknown", "praise", "adjective", "filler"))
_LIKING = frozenset(
    ("love", "like", "hate", "loved", "liked", "hated", "miss", "adore", "need", "want", "loves")
)
_ONWARDS = frozenset(("after", "past", "before", "on", "onto"))  # that say where to turn
_GOING_ON = frozenset(("adjective", "of", "filler", "degree"))  # "眼睛能换个颜色吗，蓝的"
LONG_CLAUSE = 9  # words
TOO_STRANGE = 0.34  # of a longer clause's words unknown: somebody is talking about something else


def at_length(clause: Clause) -> Item | None:
    """The clause as one phrase where it says by several words what one word could: "hair like ripe corn".

    Only where the lexicon knows too little of it: a part that is likened, or something unknown.
    """
    items = clause.items
    ends = [index for index, item in enumerate(items) if item.kind not in ("a", "the", "filler", "be")]
    if len(ends) < 2 or not clause.has("unknown", "like") or not {i.kind for i in items} <= _AT_LENGTH:
        return None
    start = next((i for i, item in enumerate(items) if item.kind not in ("a", "the")), 0)
    if items[start].kind == "like":
        return None  # "…, like comically big": of what was named before
    return Item("unknown", "", items[start].start, items[-1].end)


def tells_a_story(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether the clause talks about the world rather than about the portrait, going by its known words."""
    if clause.portrays:
        return False
    if is_of_bystanders(clause, lexicon):
        clause.of_bystanders = True
        return True
    recalls = _is_past(clause, lexicon) and not (clause.has("was") and _corrects(clause))
    if clause.called or clause.has("narrative", "you") or recalls:
        return True
    if clause.has("kin"):
        kinds = [item.kind for item in clause.items]
        return REQUESTS.isdisjoint(kinds[: kinds.index("kin")])
    if clause.has("first") and not (clause.explicit or clause.urged or _acts_on(clause, lexicon)):
        return True
    if lexicon.subjects and _speaks_of_oneself(clause):
        return True
    if lexicon.subjects and _shows_the_way(clause, lexicon):
        return True
    if _tells_of_own(clause) or _tells_of_somebody(clause, lexicon) or _trims_something(clause, lexicon):
        return True
    if not lexicon.joint and (clause.items[0].kind == "because" or judges_the_work(clause.items, lexicon)):
        return True
    if not lexicon.joint and (
        is_about_people(clause, lexicon) or is_of_somebody(clause.items) or _points_at_own(clause)
    ):
        return True
    if _envies(clause, lexicon) or _thanks_for(clause, lexicon):
        return True
    if lexicon.subjects and (_names_a_deed(clause) or _feels_now(clause, lexicon) or _lives(clause, lexicon)):
        return True
    if lexicon.subjects and (_is_seen_elsewhere(clause) or _reports(clause, lexicon)):
        return True
    if _admires(clause) or _told_to_somebody(clause, lexicon):
        return True
    if clause.introduces:
        return False
    if clause.has("praise") and clause.has("should") and not naming(clause.items):
        return True  # "he'd be perfect for a soap opera"
    lacking = clause.has("topic") and not clause.has(*EXPLICIT - {"no"}) and not naming(clause.items)
    if lexicon.inflection.knows_verbs and lacking:
        return True  # "монитор не видно"
    if clause.explicit and not (clause.has("talk") and not clause.has(*EXPLICIT - {"no"})):
        return False
    if clause.has("talk") or (_speaks_of_topics(clause) and not _describes_something(clause, lexicon)):
        return True
    if _is_of_somebody_else(clause, lexicon) or _is_of_people(clause, lexicon):
        return True
    if clause.has("be_not") or (clause.has("presents") and not _portrays(clause)):
        return True
    nameable = _NAMED if lexicon.joint else _NAMED | {"adjective"}
    if clause.greets and clause.has("the") and all(item.kind in nameable for item in clause.items):
        return True  # "lol the hat"
    shown = (
        not lexicon.joint and clause.has("part") and [i.kind for i in clause.items[-2:-1]] == ["of"]
    )  # "眼睛是绿的哈哈"
    if clause.greets and clause.states and not shown and not clause.has("too", "too_little"):
        return True  # "she looks kinda sad lol"
    if _is_of_a_style(clause):
        return True
    if _exclaims(clause, lexicon):
        return True
    named = [
        item.kind
        for item, following in itertools.zip_longest(clause.items, clause.items[1:])
        if (item.kind == "praise" and (following is None or following.kind not in ("of", "degree")))
        or (item.meaning and item.kind in _NAMING)
    ]
    if "praise" not in named or (clause.urged and named[-1] != "praise"):
        return False  # "пусть это будет дед в смешной шапке"
    if named[-1] == "praise" and clause.greets and clause.has("the") and not lexicon.joint:
        return True  # "哈哈这耳环也太大了吧好好笑"
    asks = _compares(clause) or clause.complains or clause.has("not") or clause.imagined
    asks = asks or any(i.is_noun and lexicon.inflection.is_object(i.text) for i in clause.items)
    if named[-1] == "praise" and len(named) > 1 and not asks:
        return True  # "that smile though", but no "шляпу стильную"
    if named[0] != "praise" and not clause.has("be", "have"):
        return False  # "pink cheeks and a cute nose"
    return clause.has("be", "have") or not clause.has("a", "with")


def _is_of_a_style(clause: Clause) -> bool:
    """ "glasses are expensive", "thick brows are trendy": a predicate that no axis knows."""
    items = [*itertools.dropwhile(lambda item: item.kind != "be", clause.items)]
    adjectives = [item for item in items if item.kind == "adjective"]
    predicative = bool(adjectives) and not any(i.is_noun and i.start > adjectives[-1].start for i in items)
    return predicative and all(item.entry.style for item in adjectives)


def _is_past(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether it tells of the past, and does not only describe a face in it: "нос у него был круглый"."""
    witnessed = lexicon.inflection.knows_verbs and is_witnessed(clause.items)
    return clause.has("was") and not (clause.imagined or witnessed)


def tells_of_others(items: Sequence[Item]) -> bool:
    """ "elvis had great sideburns", "got my brows done", "straight hair is easier": no portrait is meant.

    What was, what the speaker and his people have, and what is so in general.
    """
    own = (i for i in items if i.kind == "narrative" and not _OWN.isdisjoint(i.text.replace("'", "").split()))
    if any(own) and not any(item.kind in ("want", "should") for item in items):
        return True
    if any(item.kind in REQUESTS or item.kind == "should" for item in items):
        return False
    if any(item.kind in _TOLD for item in items):
        return True
    if items and items[0].kind == "the" and items[-1].text in ("though", "tho"):
        return True  # "that hairline though"
    said = [item for item in items if item.kind not in ("filler", "mark")]
    kinds = [item.kind for item in said]
    subject = [*itertools.takewhile(lambda item: item.kind in ("adjective", "part", "thing"), said)]
    predicate = kinds[len(subject) :]
    named = bool(subject) and subject[-1].is_noun and predicate[:1] == ["be"]
    return named and {*predicate[1:]} <= _OPINION


def names_nothing(items: Sequence[Item]) -> bool:
    """ "shut up, no way": every word is known, some are of talk, and none is of anything that is seen."""
    talks = any(item.kind == "talk" for item in items)
    return talks and all(
        item.kind in ("talk", "filler", "mark", "narrative", "praise", "you") for item in items
    )


def axes_of_described_parts(items: Sequence[Item]) -> set[str]:
    """The axes of the parts that have an adjective before them, where nobody says that he wants anything."""
    if any(item.kind == "want" for item in items):
        return set()
    pairs = itertools.pairwise(items)
    described = (part for before, part in pairs if (before.kind, part.kind) == ("adjective", "part"))
    return {axis for part in described for axis in part.entry.keep}


def likens_in_jest(clause: Clause, sentence: Sentence) -> bool:
    """ "борода как у моего физрука, хахаха": whom a portrait reminds somebody of who laughs."""
    own = clause.has("like") and clause.has("first", "kin")
    return own and not clause.explicit and any(other.greets for other in sentence.clauses)


def _tells_of_own(clause: Clause) -> bool:
    """ "а галстука у меня нет": what the speaker has or lacks."""
    owns = any(item.kind == "first" and item.text.startswith("у ") for item in clause.items)
    return owns and not clause.has(*REQUESTS, "should", "too", "too_little")


def _points_at_own(clause: Clause) -> bool:
    """ "我这黑眼圈都是加班加出来的": what the speaker's own face is like, and why."""
    kinds = [item.kind for item in clause.items]
    pointed = kinds[:2] == ["first", "the"] and len(kinds) > 3 and clause.items[2].is_noun
    named = kinds[:1] == ["first"] and len(kinds) > 2 and clause.items[1].kind in ("part", "thing")
    told = named and kinds[-1] == "filler" and not clause.has(*REQUESTS, "too", "too_little", "should")
    return (pointed and clause.has("be", "talk", "narrative")) or (told and clause.has("and", "so"))


def _tells_of_somebody(clause: Clause, lexicon: Lexicon) -> bool:
    """ "дочь дёрнула деда за усы": what somebody has done, in the past."""
    if not clause.has(*REQUESTS) and _does_something(clause, lexicon):
        return True
    if clause.imagined or clause.urged or clause.has(*REQUESTS, "him", "too", "should", "with"):
        return False
    strange = [item.text for item in clause.items if item.kind == "unknown"]
    own = any(item.text in lexicon.to_oneself for item in clause.items)
    if own and any(map(lexicon.inflection.happens, strange)):
        return True  # "галстук мне завязывает жена"
    deed = any(map(lexicon.inflection.is_past, strange))
    subjects = (item for item in clause.items if item.kind in ("person", "topic", "unknown", "kin"))
    return deed and any(lexicon.inflection.is_subject(item.text) for item in subjects)


def _does_something(clause: Clause, lexicon: Lexicon) -> bool:
    """ "дед хранит усы в шкатулке": somebody does something unknown to a thing."""
    said = [item for item in clause.items if item.kind not in ("filler", "adjective", "the")]
    return lexicon.inflection.knows_verbs and any(
        somebody.kind in ("person", "unknown", "topic", "kin")
        and lexicon.inflection.is_subject(somebody.text)
        and deed.kind == "unknown"
        and lexicon.inflection.happens(deed.text)
        and thing.kind == "thing"
        and lexicon.inflection.may_be_object(thing.text)
        for somebody, deed, thing in zip(said, said[1:], said[2:], strict=False)
    )


def _speaks_of_oneself(clause: Clause) -> bool:
    """ "my beard looks better", "i want a hat like that for my birthday": nothing of a portrait."""
    said = [item for item in clause.items if item.kind != "filler"]
    if clause.has(*EXPLICIT - {"want"}) or not said:
        return False
    own = said[0].kind == "first" and len(said) > 1 and said[1].kind in ("part", "thing")
    for_oneself = any(
        item.kind == "prep"
        and (following.kind == "first" or following.text.startswith("my "))
        and (behind is None or behind.kind != "person")
        for item, following, behind in itertools.zip_longest(said, said[1:], said[2:])
        if following is not None
    )
    return own or (for_oneself and said[0].kind == "want")


def _corrects(clause: Clause) -> bool:
    """ "no, his nose was bigger": how somebody remembers what is to be drawn."""
    kinds = [item.kind for item in clause.items if item.kind not in ("filler", "no", "but")]
    at = kinds.index("was")
    compared = any(i.form == "comparative" for i in clause.items) or clause.has("more", "less")
    return kinds[:at] in (["the", "part"], ["the", "thing"], ["part"]) and compared


def _shows_the_way(clause: Clause, lexicon: Lexicon) -> bool:
    """ "turn left at the gas station": which way somebody is to go, by a place that is no part of a face."""
    at = next((at for at, item in enumerate(clause.items) if item.kind == "action"), len(clause.items))
    behind = clause.items[at + 1 :]
    turns = behind and {lexicon.regions[e.axis] for e in clause.items[at].entry.effects} == {"pose"}
    place = behind[0].kind in ("prep", "into") or behind[0].text in _ONWARDS if behind else False
    return bool(turns) and place and any(item.kind in ("unknown", "topic", "talk") for item in behind[1:])


def _acts_on(clause: Clause, lexicon: Lexicon) -> bool:
    """ "состарь меня": an order to the bot by the form of its verb, with the speaker for the portrait."""
    verb = next((item for item in clause.items if item.kind != "filler"), None)
    ordered = verb is not None and verb.kind in ("adjective", "action")
    return ordered and verb is not None and lexicon.inflection.orders(verb.text)


def _lives(clause: Clause, lexicon: Lexicon) -> bool:
    """ "he codes at night": what somebody does, by a verb that nobody knows, and not how he looks."""
    said = [item for item in clause.items if item.kind != "filler"]
    does = len(said) > 1 and said[0].kind == "him" and said[0].text in ("he", "she", "they")
    does = does and said[1].kind == "unknown" and said[1].text.endswith(("s", "ed"))
    seen = clause.has("thing", "part", "trait", "action") or any(i.form != "base" for i in clause.items)
    return does and not (seen or clause.explicit or clause.has("with", "too", "like"))


def _envies(clause: Clause, lexicon: Lexicon) -> bool:
    """ "i'd kill for those cheekbones": something pointed at, and nothing said of what is to become of it."""
    said = [i for i in clause.items if i.kind != "first" and i.text not in lexicon.greetings]
    if len(said) < 3 or said[1].text not in lexicon.pointing:
        return False
    longs = said[0].text.replace("'", "") in lexicon.longing
    return longs and said[2].kind in ("part", "thing") and all(item.kind == "topic" for item in said[3:])


def _feels_now(clause: Clause, lexicon: Lexicon) -> bool:
    """ "so happy right now", "frowning at this spreadsheet": how the speaker feels or looks as he writes."""
    kinds = [item.kind for item in clause.items]
    if kinds[:3] == ["so_strong", "adjective", "filler"] and len(kinds) == 3:
        return clause.items[-1].text in lexicon.at_present
    at_hand = [item.text for item in clause.items[1:3]] in (["at", "this"], ["at", "these"])
    return kinds[:1] == ["adjective"] and at_hand and kinds[3:4] in (["unknown"], ["topic"])


def _is_seen_elsewhere(clause: Clause) -> bool:
    """ "double chins in the zoom call", "that blonde from accounting": at a place that is no face."""
    items = [item for item in clause.items if item.kind != "filler"]
    start = len(items)
    while start and items[start - 1].kind in ("unknown", "topic"):
        start -= 1
    pointed = start > 1 and items[start - 1].text in ("the", "that", "this", "those")
    place = start - 1 - pointed
    if start == len(items) or place < 1 or items[place].text not in _PLACING:
        return False
    who = [item.kind for item in items[:place]]
    somebody = items[0].text == "that" and who[1:] in (["adjective"], ["person"])
    named = pointed and {*who} <= {"adjective", "thing", "part"} and {*who} & {"thing", "part"}
    return somebody or bool(named)


def _reports(clause: Clause, lexicon: Lexicon) -> bool:
    """ "she put lipstick on the dog", "are beards still in", "$40 for a haircut": news, questions, prices."""
    said = [item for item in clause.items if item.kind not in ("filler", "talk", "degree")]
    if len(said) < 2 or clause.imagined or clause.has("should", "want", "too", "too_little", "enough"):
        return False
    first, second = said[0], said[1]
    if first.kind == "number" and second.text == "for":
        return True
    if first.text in ("is", "are") and (second.is_noun or second.kind == "adjective"):
        return True
    named = first.kind == "unknown" and first.text.endswith("'s") and second.kind in ("part", "thing")
    if named and len(said) > 2 and said[2].kind in ("be", "unknown"):
        return True  # "elsa's hair is platinum"
    asked = clause.items[0].kind == "filler" and clause.items[0] is not first
    pairs = [*itertools.pairwise(said)]
    if any(
        verb.text == "wore" and doer.kind in ("person", "unknown", "topic", "him") for doer, verb in pairs
    ):
        return True  # "the queen wore a green hat"
    if first.text in lexicon.nominatives and not asked:
        verb = said[2] if second.text in ("only", "never") and len(said) > 2 else second
        if second.text == "never" or verb.transitive or verb.kind in ("add", "give", "change", "replace"):
            return True
        return verb.kind == "unknown" and verb.text.endswith("s") and not verb.text.endswith("ss")
    return any(
        verb.kind in ("add", "give", "make")
        and verb.text.endswith(("s", "ed"))
        and doer.kind in ("person", "unknown", "topic", "change")
        for doer, verb in pairs
    )


def _thanks_for(clause: Clause, lexicon: Lexicon) -> bool:
    """ "за очки спасибо": what somebody gives thanks for."""
    given = any(
        item.kind == "past" and following.is_noun for item, following in itertools.pairwise(clause.items)
    )
    return given and clause.greets and lexicon.inflection.knows_verbs and not clause.has(*REQUESTS)


def _told_to_somebody(clause: Clause, lexicon: Lexicon) -> bool:
    """ "grow a beard bro": an order to whoever is called, and none for the portrait."""
    asked = any(item.kind == "filler" and item.text in lexicon.imperatives for item in clause.items)
    if asked or clause.has("him", "want", "should"):
        return False
    called = [item.text in lexicon.vocatives for item in clause.items]
    kinds = [item.kind for item in clause.items if item.kind not in ("so_strong", "degree")]
    if called[-1] and kinds[:3] == ["not", "be", "adjective"] and len(kinds) == 4:
        return True  # "don't be sad buddy"
    said = [
        item for item, name in zip(clause.items, called, strict=True) if not name and item.kind != "filler"
    ]
    return (called[-1] or called[0]) and bool(said) and said[0].text in lexicon.wearing


def _portrays(clause: Clause) -> bool:
    """Whether it describes somebody in known words: "this is a chubby young woman with glasses"."""
    described = any(i.kind == "adjective" or (i.kind == "person" and i.entry.effects) for i in clause.items)
    return described and not clause.has("unknown", "topic", "praise")


def _admires(clause: Clause) -> bool:
    """ "这胡子留得真有型": something pointed at, and an exclamation at the end."""
    said = [item.kind for item in clause.items if item.kind != "filler"]
    last = said[-1:] == ["praise"] or (said[-2:-1] == ["exclaim"] and said[-1] == "adjective")
    return "exclaim" in said and said[0] == "the" and last


def _exclaims(clause: Clause, lexicon: Lexicon) -> bool:
    """ "haha he looks so grumpy", "眼睛好大", "ну и борода"."""
    said = [item for item in clause.items if item.kind not in ("filler", "but")]
    exclaimed = ("adjective", "unknown", "topic")
    if len(said) > 1 and said[0].kind == "what_a" and (said[1].is_noun or said[1].kind in exclaimed):
        return not _compares(clause) and not any(lexicon.inflection.is_object(item.text) for item in said)
    if len(said) > 1 and said[0].kind == "praise" and clause.items[-1].text in lexicon.admiring:
        return said[1].kind == "of" and not _compares(clause)  # "好可爱的雀斑啊"
    if clause.has("not") or (lexicon.subjects and clause.complains):
        return False  # "don't be so grumpy", "too big for such a delicate face"
    for item, following in itertools.pairwise(clause.items):
        if item.kind == "exclaim" and following.kind in ("unknown", "topic") and clause.has("be"):
            return True  # "is such a tune"
        exclaims = item.kind == "exclaim" or (item.kind == "so_strong" and clause.has("be", "him"))
        if exclaims and following.kind == "adjective" and not _compares(clause):
            return True
    return False


def _speaks_of_topics(clause: Clause) -> bool:
    """Whether it names what is no part of a portrait, but for an ornament: "coke bottle glasses"."""
    pairs = itertools.zip_longest(clause.items, clause.items[1:])
    return any(
        i.kind == "topic" and (following is None or following.kind != "thing") for i, following in pairs
    )


def _is_of_people(clause: Clause, lexicon: Lexicon) -> bool:
    """ "мужчины не плачут": what people in general do."""
    said = [item for item in clause.items if item.kind not in ("filler", "not")]
    people = len(said) > 1 and said[0].kind == "person" and lexicon.inflection.is_of_many(said[0].text)
    return (
        people and said[1].kind in ("action", "thing", "unknown") and lexicon.inflection.happens(said[1].text)
    )


def _trims_something(clause: Clause, lexicon: Lexicon) -> bool:
    """ "надо бы кошке когти подстричь": a deed usually done to hair, done for somebody unknown."""
    deed = any(item.kind == "action" and item.entry.of for item in clause.items)
    strange = (item for item in clause.items if item.kind in ("unknown", "topic"))
    return deed and any(lexicon.inflection.is_recipient(item.text) for item in strange)


def _is_of_somebody_else(clause: Clause, lexicon: Lexicon) -> bool:
    """ "классика не стареет": something that the lexicon does not know does what people do too."""
    said = [item for item in clause.items if item.kind not in ("filler", "not")]
    if len(said) < 2 or said[0].kind != "unknown" or not lexicon.inflection.is_subject(said[0].text):
        return False
    deed = said[1].kind in ("action", "thing") and lexicon.inflection.happens(said[1].text)
    return deed and not lexicon.inflection.is_somebody(said[0].text)


def _describes_a_part(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether an adjective stands beside a part that it says something of, in a form that agrees."""
    return any(
        "adjective" in (ours.kind, theirs.kind)
        and "part" in (ours.kind, theirs.kind)
        and lexicon.inflection.agree(*_adjective_first(ours, theirs))
        for ours, theirs in itertools.pairwise(clause.items)
    )


def _adjective_first(ours: Item, theirs: Item) -> tuple[str, str]:
    return (ours.text, theirs.text) if ours.kind == "adjective" else (theirs.text, ours.text)


def _describes_something(clause: Clause, lexicon: Lexicon) -> bool:
    """ "a purple spaceship", "with a parrot": no talk, but something that somebody may want to see."""
    if lexicon.subjects and [item.kind for item in clause.items[:2]] == ["with", "a"]:
        return True
    if lexicon.subjects and _is_put_on_somebody(clause, lexicon):
        return True
    said = [item for item in clause.items if item.kind != "filler"]
    if lexicon.subjects and clause.urged and said[-1].kind == "a" and said[-1].text in lexicon.likenesses:
        return True  # "anime style please"
    kinds = {item.kind for item in clause.items}
    described = clause.has("adjective") and clause.has("thing", "part")
    if described and features_of(clause.items) > 0 and kinds <= _NOUN_PHRASES:
        return True  # "белая рубашка и красный галстук"
    coloured = any(
        item.kind == "adjective"
        and not item.entry.style
        and (not lexicon.inflection.knows_verbs or lexicon.inflection.is_full_adjective(item.text))
        for item in clause.items
    )
    coloured = coloured and [item.kind for item in clause.items if item.kind != "filler"][-1] != "adjective"
    borne = any(item.kind in ("a", "with") and item.text not in lexicon.aiming for item in clause.items)
    coloured = coloured and (not lexicon.inflection.knows_verbs or borne)
    return coloured and kinds <= {"adjective", "topic", "unknown", "a", "of", "filler", "with", "person"}


def _is_put_on_somebody(clause: Clause, lexicon: Lexicon) -> bool:
    """ "perch a parrot on his shoulder": something that nobody knows, at a place of whoever is portrayed."""
    told = clause.has("have", "was", "narrative", "first", "you", "not")
    if told or (clause.has("be") and not clause.has("should", "want")):
        return False
    for before, place in itertools.pairwise(clause.items):
        whose = place.text.split()[1:2] if place.kind == "filler" else []
        if before.kind in ("unknown", "topic") and whose and whose[0] in lexicon.possessives:
            return True  # "on his head"
        if before.kind == "prep" and place.text in lexicon.possessives and place is not clause.items[-1]:
            return clause.items[0] is not before
    return False


def _compares(clause: Clause) -> bool:
    return clause.graded or any(
        item.meaning is not None and item.meaning.form in ("comparative", "excess") for item in clause.items
    )


def is_strange(clause: Clause, unknown: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether so much of the clause is unknown that it is about something else."""
    if not unknown or (lexicon.subjects and _is_put_on_somebody(clause, lexicon)):
        return False
    if clause.greets and not clause.explicit:
        return True
    asks = clause.has(*EXPLICIT - {"no", "want"})
    if not asks and lexicon.inflection.knows_verbs and _reports_a_deed(clause, unknown, lexicon):
        return True
    if clause.explicit and not clause.states and not clause.has("first"):
        lacks = any(item.topic for item in unknown) and not clause.has(*REQUESTS - {"want"})
        lacks = lacks and not (lexicon.subjects and clause.has("him"))  # "i want him riding a horse"
        return lacks  # "we need more coffee"
    if clause.has("be", "have", "first", "should"):
        return True
    if _reports_a_deed(clause, unknown, lexicon):
        return True
    if lexicon.inflection.knows_verbs and (clause.orders or _describes_a_part(clause, lexicon)):
        return False  # "губки подкачай миллилитра на два", "брови тонкие ниточки"
    if all(item.confidence < 1.0 for item in unknown) and clause.has("adjective", "with"):
        return False  # "mohawk hairstyle and blond hair": of known parts, and described besides
    words = sum(item.end - item.start for item in clause.items)
    if words <= lexicon.few_words:
        return False
    strange = sum(item.end - item.start for item in unknown)
    return strange / words > TOO_STRANGE


def _reports_a_deed(clause: Clause, unknown: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "merged the pull request", "getting coffee": a verb that tells what happens, and nothing of a face."""
    words = [word for item in unknown for word in item.text.split()]
    reports = any(lexicon.inflection.reports(word) for word in words)
    if clause.has("not") and all(lexicon.inflection.orders(word) for word in words):
        return True  # "не спамьте"
    if reports and lexicon.inflection.knows_verbs:
        return not clause.urged
    if clause.has("adjective", "thing", "part", "trait", "action", "person"):
        return False
    kinds = [item.kind for item in clause.items if item.kind != "filler"]
    opens_with_verb = len(kinds) >= 3 and kinds[0] == "unknown" and kinds[1] in ("the", "a", "him")
    return opens_with_verb or (reports and len(words) > 1)


def is_hopeless(clause: Clause) -> bool:
    """Whether a long clause holds so many unknown words that looking them up is a waste of time."""
    words = sum(item.end - item.start for item in clause.items)
    strange = sum(item.end - item.start for item in clause.items if item.kind == "unknown")
    return words > LONG_CLAUSE and strange / words > TOO_STRANGE


def opens_with_unknown_verb(clause: Clause) -> bool:
    """ "obliterate the beard": what an unknown verb does to a thing is anybody's guess."""
    content = [item for item in clause.items if item.kind not in ("filler", "want", "first")]
    if len(content) < 3 or content[0].kind != "unknown":
        return False
    return content[1].kind in ("the", "a", "him") and any(item.is_noun for item in content[2:])


def acts_on_a_stranger(clause: Clause, strange: Sequence[Item]) -> bool:
    """ "lighten the load", "curl those biceps": what is known of its verb is not meant."""
    said = [item for item in clause.items if item.kind not in ("filler", "degree", "want")]
    if len(said) < 3 or any(item.is_noun for item in said) or clause.has("him", "it", "into"):
        return False
    return said[0].transitive and said[1].kind in ("the", "a") and said[2] in strange


def _names_a_deed(clause: Clause) -> bool:
    """ "tie a ribbon round it", "cap the bottle": a noun that is a verb here."""
    kinds = [item.kind for item in clause.items if item.kind != "filler"]
    return kinds[:3] in [
        ["thing", article, noun] for article in ("a", "the") for noun in ("unknown", "topic")
    ]


def _is_admired(clauses: Sequence[Clause], lexicon: Lexicon) -> bool:
    """ "усы — огонь": a thing is named, and an opinion of it follows."""
    if len(clauses) < 2 or not lexicon.inflection.knows_verbs or not clauses[1].has("praise"):
        return False
    opinion = all(item.kind in _OPINION for item in clauses[1].items)
    named = [item for item in clauses[0].items if item.kind not in ("filler", "the", "him")]
    asked = any(lexicon.inflection.is_object(item.text) for item in named)
    return opinion and len(named) == 1 and named[0].kind in ("thing", "part") and not asked


def _tells_a_deed(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a verb that the lexicon does not know says what has happened: "бессонница мучила"."""
    verbs = (item.text for item in clause.items if item.kind == "unknown" and not clause.imagined)
    return any(map(lexicon.inflection.is_past, verbs))


def _addresses(clause: Clause) -> bool:
    """ "good morning, chat": an unknown word beside a greeting is who is greeted."""
    unknown = [item for item in clause.items if item.kind == "unknown"]
    return bool(unknown) and all(item.kind in ("unknown", "filler", "first") for item in clause.items)


def _only_adorns(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause behind a wish adds an image or a relative clause to it: "…, почти кофе"."""
    if not lexicon.inflection.knows_verbs:
        return False
    said = [item for item in clause.items if item.kind not in ("filler", "degree")]
    image = len(said) == 1 and said[0].kind in ("topic", "unknown")
    return image or (clause.items[0].text in lexicon.relatives and not clause.has("first", "you", "him"))


def _exhorts(clause: Clause, lexicon: Lexicon) -> bool:
    """ "учти это", "не жадничай": an order of an unknown verb, which tells nothing."""
    strange = [item for item in clause.items if item.kind == "unknown"]
    return len(clause.items) <= LONGEST_EXHORTATION and any(
        lexicon.inflection.orders(item.text) for item in strange
    )


def _names_character(clause: Clause) -> bool:
    """Whether it only says who has been described."""
    invented = any(item.kind == "person" and item.entry.invented for item in clause.items)
    return invented and clause.chatter and clause.has("narrative") and len(clause.items) == 2


def _calls_to_people(clause: Clause, lexicon: Lexicon) -> bool:
    """ "улыбнитесь, завтра пятница": an order of one word, which its reason shows to be for the readers."""
    said = [item for item in clause.items if item.kind != "filler"]
    return len(said) == 1 and said[0].kind == "thing" and lexicon.inflection.orders(said[0].text)


def _says_who_it_is(before: Clause, clause: Clause, lexicon: Lexicon) -> bool:
    """ "морщинок добавьте, она всё-таки мать": who somebody is, as the reason for a request."""
    said = [item for item in clause.items if item.kind not in ("filler", "a", "but")]
    somebody = len(said) > 1 and said[0].kind == "him" and said[1].kind == "person"
    asked = before.has(*REQUESTS) and lexicon.inflection.knows_verbs
    return asked and somebody and lexicon.inflection.is_subject(said[1].text) and not clause.explicit


def _orders(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether it says what to do; of somebody told of, "рот открыт" only says how he is."""
    if not lexicon.inflection.knows_verbs:
        return clause.orders
    acts = (i for i in clause.items if i.kind == "action")
    done = Clause([item for item in clause.items if item.kind != "action"], urged=clause.urged)
    if _calls_to_people(clause, lexicon):
        return False
    if clause.has("possible"):
        return True
    if any(item.kind == "adjective" and lexicon.inflection.orders(item.text) for item in clause.items):
        return True  # "завейте"
    return done.orders or any(lexicon.inflection.is_to_be_done(i.text) for i in acts)


def _observes(clause: Clause) -> bool:
    """Whether it only says what somebody looks like before it is told what to do: "he looks old, …"."""
    said = [item for item in clause.items if item.kind not in ("filler", "degree", "so_strong")]
    looks = len(said) > 2 and said[0].kind == "him" and said[1].kind == "be"
    stated = looks and said[1].text.split()[0] in ("looks", "look", "seems") and len(said) == 3
    stated = stated and said[2].kind == "adjective" and said[2].form == "base"
    return looks and (said[2].kind == "like" or stated)


def _cheers(clause: Clause) -> bool:
    """ "lighten up, it was only a joke": a bare verb before a story is for those who read it."""
    said = [item for item in clause.items if item.kind != "filler"]
    return len(said) == 1 and said[0].transitive and said[0].text.endswith((" up", " down", " out"))


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


def _named_bare(clauses: Sequence[Clause], lexicon: Lexicon) -> Clause | None:
    """The bare wish that opens a sentence which goes on about the asking: "sideburns, sorry i'm so picky"."""
    talk = [clause for clause in clauses[1:] if clause.chatter]
    told = [item for clause in clauses if clause.chatter for item in clause.items if item.text]
    liked = any(item.text.split()[-1] in _LIKING for item in told)
    aside = ("first", "topic") if clauses[0].items[0].kind != "a" else ("first",)
    reasons = [clause for clause in talk if _tells_why(clauses[0], clause, lexicon)]
    talk = [clause for clause in talk if clause not in reasons]
    named = any(naming(clause.items) or clause.has(*aside) for clause in talk)
    opens = bool(reasons) or not all([item.kind for item in c.items] == ["narrative"] for c in talk)
    opens = opens and not clauses[0].chatter and is_bare_wish(clauses[0].items) and not clauses[0].greets
    predicate = any(clause.items[0].text in ("is", "are", "was", "were") for clause in talk)
    lone = predicate or (
        len(clauses[0].items) == 1
        and any(clause.items[0].text.replace("'", "") in lexicon.impersonal for clause in talk)
    )  # "smile, it's sunday"
    if opens and not named and not liked and not lone:
        return clauses[0]
    wished = clauses[-1].items[1:] if clauses[-1].items[0].kind == "but" else []
    admired = liked or clauses[-1].items[0].text.endswith(" but")
    admired = admired or any(clause.has("praise") for clause in clauses[:-1])
    named = any(item.is_noun for item in wished) or len(wished) > 1
    whole = admired and named and is_bare_wish(wished)
    return clauses[-1] if whole else None  # "she's gorgeous but a tiny bit of stubble"


def _wonders_at_posture(clause: Clause, lexicon: Lexicon) -> bool:
    """ "嘴巴怎么张着": a question that finds fault with what is to be mended, and tells no story."""
    wonders = any(item.kind == "narrative" and item.text in lexicon.wonders for item in clause.items)
    lasting = bool(lexicon.progressive) and clause.items[-1].text.endswith(lexicon.progressive)
    others = sum(item.kind == "narrative" for item in clause.items) > 1
    return wonders and lasting and not (others or clause.has("you", "first", "kin", "topic", "unknown"))


def _named_for_plans(clauses: Sequence[Clause], lexicon: Lexicon) -> Clause | None:
    """The thing that opens a sentence which goes on about what it is for: "领带吧，他要去面试"."""
    if len(clauses) != 2 or lexicon.joint or clauses[0].chatter:
        return None
    (first, second), reason = clauses, clauses[1].items
    alone = [item.kind for item in first.items if item.kind != "filler"] == ["thing"]
    plans = len(reason) > 2 and reason[0].kind == "him" and reason[1].text in lexicon.intending
    return first if alone and plans and not second.has("first", "you") else None


def _tells_why(wish: Clause, clause: Clause, lexicon: Lexicon) -> bool:
    """ "necktie, it's a job interview", "earrings, she's a dancer": who or what a bare wish is for."""
    first, last = clause.items[0], clause.items[-1]
    said = first.text.replace("'", "").split()
    if first.kind not in ("narrative", "presents") or said[-1] not in ("a", "an"):
        return False
    between = all(item.kind in _SAID_OF_A_REASON or _is_trade(item) for item in clause.items[1:-1])
    if said[0] not in ("its", "it"):
        return between and _is_trade(last)
    effects = (effect for item in wish.items if item.meaning is not None for effect in item.entry.effects)
    worn = all(lexicon.regions[effect.axis] != "mouth" for effect in effects)  # "smile, it's a party"
    return between and worn and last.text in lexicon.events


def _brings_to_mind(clause: Clause) -> bool:
    """ "high cheekbones, think evil queen": whom what was wished for is to be like."""
    kinds = {item.kind for item in clause.items[1:]}
    likened = clause.items[0].text.startswith("think") and clause.items[-1].kind in ("person", "unknown")
    return likened and kinds <= {"adjective", "person", "unknown", "topic", "filler", "degree"}


def _is_trade(item: Item) -> bool:
    return item.kind == "person" and item.entry.role


def _is_modified_wish(clause: Clause) -> bool:
    """ "not bald", "a tiny bit of stubble": too much said for a word that a story happens to begin with."""
    modified = clause.has("adjective", "action") and clause.has("part", "thing", "degree", "not")
    return modified and not clause.has("person", "the") and is_bare_wish(clause.items)


def _says_how_much(before: Clause, clause: Clause) -> bool:
    """ "the background is too white, it's blinding": no wish, but what is meant by too much."""
    kinds = [item.kind for item in clause.items if item.kind not in ("filler", "degree", "so_strong")]
    of_it = clause.items[0].text.replace("'", "") in ("its", "it is", "theyre", "it looks")
    return before.complains and of_it and kinds == ["be", "adjective"] and clause.items[-1].form == "base"


def _adds_a_thing(clause: Clause) -> bool:
    """ "…, and a tie round the collar": what goes on with an order."""
    kinds = [item.kind for item in clause.items]
    return kinds[0] == "and" and "thing" in kinds and {*kinds} <= {"and", "a", "adjective", "thing", "filler"}


def _calls_names(clause: Clause, lexicon: Lexicon) -> bool:
    """ "да он просто старый ворчун": what somebody is called."""
    said = [item for item in clause.items if item.kind not in ("filler", "and", "but", "adjective", "degree")]
    called = [item.kind for item in said] == ["him", "unknown"]
    return called and lexicon.inflection.is_somebody(said[1].text.split()[-1])


def _asks_which(clause: Clause, lexicon: Lexicon) -> bool:
    """ "это парень или девушка?": a question about who is seen."""
    asked = clause.has("or") and clause.has("be", "him") and not clause.has(*REQUESTS, "should", "possible")
    return (
        asked
        and lexicon.inflection.knows_verbs
        and not any(item.form == "comparative" and not item.transitive for item in clause.items)
    )


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


def _gives_its_reason(before: Clause, clause: Clause, lexicon: Lexicon) -> bool:
    """ "нос поменьше, огромный же": how it is, as the reason for a wish that it be otherwise."""
    stated = clause.items[-1].text in lexicon.emphatic and clause.has("adjective", "person")
    pairs = {(one.kind, other.kind) for one, other in itertools.pairwise(clause.items)}
    of_it = bool(pairs & {("with", "him"), ("no", "him")}) and clause.has("adjective", "person")
    if lexicon.inflection.knows_verbs and of_it and before.has("remove", "add") and before.has("thing"):
        return all(i.kind in _OF_ITS_REASON for i in clause.items)  # "убери бороду, он с ней старый"
    plain = all(
        i.kind in ("adjective", "filler", "him", "degree", "part", "be", "person") for i in clause.items
    )
    asks = any(
        lexicon.inflection.orders(i.text) or (i.form == "comparative" and not i.transitive)
        for i in clause.items
    )
    return stated and plain and not asks and (before.orders or _compares(before))


def _wonders(sentence: Sentence, lexicon: Lexicon) -> bool:
    """ "серьёзно?": an adverb alone, asked."""
    said = [item for clause in sentence.clauses for item in clause.items if item.kind != "filler"]
    alone = len(said) == 1 and said[0].kind == "adjective" and said[0].form == "base"
    return sentence.asks and alone and lexicon.inflection.adorns(said[0].text)


def hush(sentence: Sentence, lexicon: Lexicon) -> None:
    """In a sentence that tells a story, things merely named are part of the story."""
    sentence.clauses = [clause for clause in sentence.clauses if clause.items]
    if not sentence.clauses:
        return
    if lexicon.subjects and sentence.clauses and sentence.clauses[0].items[0].kind == "because":
        sentence.clauses[0].chatter = True
    for before, clause in itertools.pairwise(sentence.clauses):
        clause.chatter = clause.chatter or _says_who_it_is(before, clause, lexicon)
        clause.chatter = clause.chatter or _gives_its_reason(before, clause, lexicon)
    for clause in sentence.clauses:
        clause.chatter = clause.chatter or _approves(clause, lexicon) or _calls_names(clause, lexicon)
        clause.chatter = clause.chatter or (sentence.asks and _asks_which(clause, lexicon))
    if lexicon.inflection.knows_verbs and _wonders(sentence, lexicon):
        sentence.clauses[0].chatter = True
    for clause in sentence.clauses[1:]:
        aside = clause.items[0].kind == "because" or (clause.items[0].kind == "like" and not clause.explicit)
        clause.chatter = clause.chatter or aside
    for before, clause in itertools.pairwise(sentence.clauses) if lexicon.subjects else ():
        asked = not before.chatter and (before.orders or _compares(before))
        likened = [item.kind for item in clause.items[:3]] == ["him", "be", "like"]
        clause.chatter |= asked and likened and not clause.explicit  # "softer jaw, she looks like a boxer"
        clause.chatter |= _says_how_much(before, clause)
        clause.chatter |= naming(before.items) and _brings_to_mind(clause)
        told = _observes(before) and not before.explicit
        before.chatter |= told and not clause.chatter and (clause.orders or _compares(clause))
    for clause in sentence.clauses if len(sentence.clauses) > 1 else ():
        clause.chatter = clause.chatter or is_image(clause.items, lexicon)
    for before, clause in itertools.pairwise(sentence.clauses) if lexicon.subjects else ():
        dated = clause.chatter and clause.items[0].kind == "because" and clause.has("narrative", "talk")
        before.chatter |= dated and clause.has("be") and _cheers(before)  # "cheer up it's almost friday"
    for before, clause in itertools.pairwise(sentence.clauses) if not lexicon.joint else ():
        clause.chatter |= tells_what_follows(clause.items, lexicon) and not before.chatter
        clause.chatter |= finds_why(before.items, clause.items, lexicon)
        clause.chatter |= tells_the_opposite(before.items, clause.items, lexicon) and (
            before.orders or before.has("action", "want")
        )
    if any(clause.greets and not clause.explicit for clause in sentence.clauses):
        for clause in sentence.clauses:
            placed = lexicon.subjects and _is_put_on_somebody(clause, lexicon)  # "horns on his head lol"
            clause.chatter = clause.chatter or (_addresses(clause) and not placed)
    if sentence.clauses and _names_character(sentence.clauses[-1]):
        del sentence.clauses[-1]  # "bald, goatee, an earring, that's my pirate"
    for before, clause in itertools.pairwise(sentence.clauses) if lexicon.subjects else ():
        predicate = clause.items[0].text in ("is", "are", "was", "were")
        before.chatter |= predicate and clause.chatter and not before.orders  # "“shades” is a song"
    similes = [clause for clause in sentence.clauses[1:] if _likens(clause, lexicon)]
    if _is_admired(sentence.clauses, lexicon):
        sentence.clauses[0].chatter = True
    asides = [c for c in sentence.clauses[1:] if _only_adorns(c, lexicon)]
    silent = [*similes, *asides, *(c for c in sentence.clauses if ends_a_likeness(c.items, lexicon))]
    tells = [c for c in sentence.clauses if c.chatter and c not in silent and not _exhorts(c, lexicon)]
    named = _named_bare(sentence.clauses, lexicon) if lexicon.subjects and sentence.clauses else None
    named = _named_for_plans(sentence.clauses, lexicon) or named
    if not lexicon.joint:  # "他左脸有颗痣，鼻子很大"
        others = ("first", "you", "kin", "narrative", "talk", "praise", "like")
        tells = [c for c in tells if not _wonders_at_posture(c, lexicon)]
        tells = [c for c in tells if not c.has("him") or not c.has("have") or c.has(*others)]
    reasons = bool(lexicon.subjects) or not lexicon.joint
    tells = [c for c in tells if not reasons or c.items[0].kind != "because"]
    if not lexicon.joint and any(clause.chatter for clause in sentence.clauses):
        for clause in sentence.clauses[1:]:
            clause.chatter = clause.chatter or feels(clause.items)
    if any(item.text in lexicon.asking_around for clause in sentence.clauses for item in clause.items):
        for clause in sentence.clauses:
            clause.chatter, clause.command = True, None  # "我想换副眼镜，有没有人用过…的"
    model = any(points_at_what_was_said(clause.items) for clause in sentence.clauses[1:])
    if not model and any(c.has(*TELLING) or _tells_a_deed(c, lexicon) for c in tells):
        listing = _lists_features(sentence.clauses, lexicon)
        opening = list(itertools.takewhile(lambda clause: not clause.chatter, sentence.clauses))
        plain = False
        ordered = False
        for clause in sentence.clauses:
            goes_on = plain and not lexicon.joint and {i.kind for i in clause.items} <= _GOING_ON
            plain = _orders(clause, lexicon) or _compares(clause) or clause in listing or clause is named
            plain = plain or (clause in opening and _is_modified_wish(clause))
            plain = plain or (bool(lexicon.subjects) and ordered and _adds_a_thing(clause))
            advised = clause.items if lexicon.inflection.knows_verbs else clause.items[:1]
            plain = plain and not any(item.text in lexicon.advising for item in advised)
            plain = goes_on or (plain and not (lexicon.subjects and _cheers(clause)))
            ordered = plain and not clause.chatter
            if tells_an_outcome(clause.items):
                clause.chatter = True
            elif not plain and clause.command not in ANYWHERE | {"save"}:
                clause.chatter, clause.command = True, None
    hush_bystanders(sentence, lexicon)
    if not lexicon.joint and not model:
        hush_company(sentence, lexicon)
