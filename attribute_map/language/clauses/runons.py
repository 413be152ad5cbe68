"""Run-on sentences: where a request ends and talk about it begins, without a comma between them.

"put a tie on him | he's got an interview", "less double chin | i'm begging". Told by the pronouns that stand
before their verbs; a language whose verbs tell by their endings has no need of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import Clause, Sentence, naming
from attribute_map.language.clauses.commands import CommandBook
from attribute_map.language.words.items import NOUNS, Item
from attribute_map.language.words.lexicon import Lexicon

_MAY_END_A_REQUEST = NOUNS | frozenset(
    "adjective action filler too too_little enough off up down number years it him unknown topic degree "  # noqa: SIM905
    "more less possible stays praise".split()
)
_WITH_ITS_VERB = frozenset(("be", "narrative", "have", "was", "should"))  # "he's", "i just", "she's got"
_SUBJECTS = frozenset(("first", "him", "it", "kin", "you", "filler"))
_PREDICATES = frozenset(("be", "have", "should", "narrative", "was", "unknown", "talk", "make", "be_not"))
_OF_RELATIVES = frozenset(("have", "was"))
_TOLD = frozenset(("narrative", "you", "first", "was", "kin", "be_not", "talk"))
_ORDERS = frozenset(
    "add give remove make replace change keep more less too too_little should mend off".split()  # noqa: SIM905
)
_LIKENED = frozenset(("unknown", "topic", "a", "the", "like", "degree", "narrative", "number"))
_BARE = frozenset(
    ("adjective", "thing", "part", "person", "action", "degree", "with", "a", "and", "number", "years")
)
_SAID_ASIDE = frozenset(("unknown", "topic", "praise"))


def parts_of_run_on(clause: Sequence[Item], lexicon: Lexicon) -> list[list[Item]]:
    """The clauses that follow one another without a comma; reasons and remarks begin with a because."""
    if clause and clause[0].kind == "because":  # "since it's for work | he should wear a tie"
        for at in range(2, len(clause)):
            if _begins_a_clause(clause[at:], lexicon) and _asks(clause[at:]):
                return [list(clause[:at]), *parts_of_run_on(clause[at:], lexicon)]
    for at in range(1, len(clause)):
        before, behind = _without_so(clause[:at]), clause[at:]
        opens = _begins_a_clause(behind, lexicon)
        if not (opens or _says_what_for(behind)) or not _is_request(before, lexicon, behind[0]):
            continue
        goes_on = clause[at - 1].text == "and" and naming(behind)  # "no beard and he is wearing glasses"
        if goes_on or _tells_the_flaw(before, behind):
            continue
        if opens and not _is_relative(before[-1], behind):
            wishes = not _TOLD.intersection(i.kind for i in behind) and _asks(behind)
            begun = [] if wishes else [Item("because", "", behind[0].start, behind[0].start)]
            return [before, *parts_of_run_on([*begun, *behind], lexicon)]
        if _says_what_for(behind):
            return [before, [Item("because", "", behind[0].start, behind[0].start), *behind]]
    return [list(clause)]


def heads_only(clause: Sequence[Item], commands: CommandBook) -> bool:
    """Whether what stands before a colon names no feature: "he lacks one thing that i forgot: earrings".

    A class of things is none, either: "accessories: sunglasses".
    """
    if not commands.lexicon.subjects or commands.opens(clause) or commands.find(clause):
        return False
    told = any(item.kind in ("you", "kin") or item.text in commands.lexicon.quoting for item in clause)
    of_several = len(clause) == 1 and clause[0].kind == "thing" and len(clause[0].entry.effects) > 1
    roles = all(item.kind != "person" or item.entry.role for item in clause)
    headed = any(item.kind in ("narrative", "first", "unknown", "topic") for item in clause)
    return of_several or (headed and roles and not told and not naming_face(clause))


def naming_face(clause: Sequence[Item]) -> bool:
    """Whether it names anything of a face: a picture or a trade is no such thing."""
    return any(
        item.kind in ("thing", "trait", "action", "adjective") or (item.kind == "part" and item.entry.keep)
        for item in clause
    )


def _without_so(part: Sequence[Item]) -> list[Item]:
    joined = part[-1].kind == "so_strong" or part[-1].text == "and"
    return list(part[:-1] if joined else part)


def is_bare_wish(part: Sequence[Item]) -> bool:
    """Whether it only names what somebody may be to have or to be: "long beard", "pale with freckles"."""
    said = [item for item in part if item.kind != "filler"]
    means = any(
        item.kind in ("thing", "action", "years")
        or (item.kind in ("adjective", "person") and (item.entry.effects or len(said) > 1))
        for item in said
    )
    return means and all(item.kind in _BARE for item in said)


def _is_request(part: Sequence[Item], lexicon: Lexicon, behind: Item | None = None) -> bool:
    """Whether it is a whole request, or a complaint, to which nothing need be added."""
    if not part or part[-1].kind not in _MAY_END_A_REQUEST or part[-1].text in lexicon.conjunctions:
        return False
    clause = Clause(list(part))
    if not naming(part) or clause.has(*_TOLD, "because", "like"):
        return False
    if is_bare_wish(part):
        told = behind is not None and behind.kind == "narrative" and behind.text.endswith((" a", " an"))
        return (
            behind is None or told or behind.kind in ("be", "him", "because")
        )  # "full lips | he's a pirate"
    urged = any(item.kind == "filler" and item.text in lexicon.imperatives for item in part)
    compared = any(item.form == "comparative" for item in part)
    compared = compared and not (part[0].kind == "the" and part[1:2] and part[1].form == "comparative")
    return urged or compared or clause.orders or clause.has("mend")


def _begins_a_clause(behind: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether a subject with its verb comes next."""
    said = [item for item in behind if item.kind != "filler" or item is behind[0]]
    kinds = [item.kind for item in said[:3]]
    if kinds in (["the", "part", "be"], ["the", "thing", "be"]):
        return True  # "her forehead is huge"
    if said[0].text.replace("'", "").split()[0] in lexicon.missing:
        return said[0].kind == "narrative"  # "i asked for a hat | where is it"
    if said[0].text.replace("'", "").split()[0] not in lexicon.subjects:
        return False
    if said[0].kind in _WITH_ITS_VERB or (said[0].kind == "want" and not naming(said)):
        return True
    return said[0].kind in _SUBJECTS and len(said) > 1 and said[1].kind in _PREDICATES


def _is_relative(noun: Item, behind: Sequence[Item]) -> bool:
    """ "the hair she had": a clause of the noun before."""
    verb = behind[0] if " " in behind[0].text else behind[1] if len(behind) > 1 else behind[0]
    had = verb.kind in _OF_RELATIVES or verb.text.split()[-1] in ("had", "has")
    return noun.is_noun and had and "'" not in behind[0].text and behind[0].kind != "have"


def _tells_the_flaw(part: Sequence[Item], behind: Sequence[Item]) -> bool:
    """ "fix his hairline, it's receding": what is to be mended."""
    return any(item.kind == "mend" for item in part) and behind[0].kind == "be" and naming(behind)


def _asks(behind: Sequence[Item]) -> bool:
    """Whether it goes on to say what else is to be, rather than what makes somebody so."""
    if len(behind) > 1 and behind[1].kind == "make":
        return False
    return any(item.kind in _ORDERS for item in behind) and naming(behind)


def _says_what_for(behind: Sequence[Item]) -> bool:
    """ "a lighter backdrop | would make the silhouette read better"."""
    effect = len(behind) > 2 and behind[0].kind == "should" and behind[1].kind == "make"
    return effect and any(item.kind in _SAID_ASIDE for item in behind)


def tell_asides(sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
    """Pass over clauses beside wishes that only liken them, or say what somebody makes of it.

    "green hair, joker style", "sideburns. elvis level", "more oval, id sketch it that way".
    """
    clauses = [clause for sentence in sentences for clause in sentence.clauses]
    asides = [clause for clause in clauses if _is_aside(clause, lexicon)]
    others = [clause for clause in clauses if clause not in asides and clause.command is None]
    if any(naming(clause.items) for clause in others):
        for clause in asides:
            clause.items = [replace(item, kind="filler") for item in clause.items]


def _is_aside(clause: Clause, lexicon: Lexicon) -> bool:
    said = [item for item in clause.items if item.kind != "filler"]
    if len(said) < 2 or clause.command is not None or clause.explicit:
        return False
    if said[-1].text in lexicon.likenesses:
        strange = any(item.kind in ("unknown", "topic") for item in said)
        return all(_may_be_likened(item) or (strange and item.kind == "adjective") for item in said[:-1])
    remarks = said[0].kind == "unknown" and said[1].kind in ("it", "him")
    return remarks and not naming(clause.items)


def _may_be_likened(item: Item) -> bool:
    plain = item.kind == "person" and not item.entry.effects
    return plain or item.kind in _LIKENED or (item.kind == "adjective" and item.entry.style)
