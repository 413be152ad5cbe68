"""What words are in their clause by their forms, in a language that has cases and persons.

A nominative before a verb of wishing is who wishes, a past under a conditional is a suggestion, an
instrumental beside a verb of removing is a means: "дочка просит чёлку", "я бы убрала усы", "замажь консилером
синяки".
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import DEEDS, REQUESTS, naming
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon

_WISHERS = frozenset(("person", "narrative", "kin", "topic", "unknown", "because", "him"))
_NAMING = frozenset(
    ("part", "thing", "trait", "adjective", "degree", "more", "less", "the", "him", "with", "no")
)
_MISSED = frozenset(("thing", "adjective", "him", "the", "filler", "and", "add", "give", "a", "prep"))
_REQUIRING = REQUESTS | {"should", "too", "too_little"}
_AROUND_A_DEGREE = frozenset(("filler", "him", "degree", "the", "want"))
_OBJECTS = frozenset(("thing", "part"))
_BLAMED = frozenset(("but", "you", "thing", "adjective", "him", "filler", "add", "give"))
_MEASURED = frozenset(("thing", "part", "adjective"))


def tell_roles_by_form(clause: list[Item], lexicon: Lexicon) -> None:
    """Replace the items of a clause by what their forms say that they are."""
    _tell_company(clause, lexicon)
    _tell_denied_states(clause, lexicon)
    _tell_disgust(clause, lexicon)
    _tell_fears(clause, lexicon)
    _tell_surfaces(clause, lexicon)
    _tell_whom(clause, lexicon)
    _tell_courtesies(clause, lexicon)
    _tell_advice(clause, lexicon)
    _tell_wishers(clause, lexicon)
    _tell_longings(clause, lexicon)
    _tell_ranks(clause, lexicon)
    _tell_reaches(clause, lexicon)
    _tell_origins(clause, lexicon)
    _tell_trimmings(clause, lexicon)
    _tell_directions(clause, lexicon)
    _tell_sources(clause, lexicon)
    _tell_covers(clause, lexicon)
    _tell_abilities(clause, lexicon)
    _tell_suggestions(clause, lexicon)
    _tell_refusals(clause, lexicon)
    _tell_misdeeds(clause, lexicon)
    _tell_measures(clause, lexicon)
    _tell_occasions(clause, lexicon)
    _tell_no_longer(clause, lexicon)
    _tell_denied_degrees(clause, lexicon)
    _tell_prohibitions(clause, lexicon)
    _tell_sameness(clause, lexicon)
    _tell_standing(clause, lexicon)
    _tell_ways(clause, lexicon)
    _tell_corrections(clause, lexicon)
    _tell_wearers(clause, lexicon)
    _tell_habits(clause, lexicon)
    _tell_repeated(clause, lexicon)
    _tell_means(clause, lexicon)
    _tell_lacks(clause, lexicon)
    _tell_others(clause, lexicon)
    _tell_hindrances(clause, lexicon)
    if [item.kind for item in clause] == ["thing", "narrative"] and clause[1].text in lexicon.present:
        del clause[1]  # "усы есть"


def _tell_company(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over who speaks with the speaker: "мы с женой решили"."""
    for at, (item, following) in enumerate(itertools.pairwise(clause), 2):
        with_somebody = item.kind == "first" and following.kind == "with" and at < len(clause)
        if with_somebody and lexicon.inflection.is_means(clause[at].text) and clause[at].kind != "thing":
            clause[at - 1 : at + 1] = [replace(i, kind="filler") for i in clause[at - 1 : at + 1]]
            return


def _tell_courtesies(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over a question whether somebody can: "вы не могли бы убрать бороду"."""
    at = next((at for at, item in enumerate(clause) if item.text in lexicon.modals), None)
    if at is None or not naming(clause):
        return
    near = range(max(at - 3, 0), min(at + 4, len(clause)))
    if any(clause[i].kind == "you" for i in near) or lexicon.inflection.is_of_addressee(clause[at].text):
        for i in near:
            if clause[i].kind == "you" or (clause[i].kind == "not" and i < at):
                clause[i] = replace(clause[i], kind="filler")
        clause[at] = replace(clause[at], kind="want")


def _tell_advice(clause: list[Item], lexicon: Lexicon) -> None:
    """ "я бы приподняла брови": what the speaker would do is a request."""
    for at, (item, particle) in enumerate(itertools.pairwise(clause)):
        if item.kind != "first" or particle.text not in lexicon.conditionals or " " in item.text:
            continue
        deed = next((i for i in clause[at + 2 :] if i.kind != "filler"), None)
        part = deed is not None and deed.kind == "part" and deed.entry.act
        acts = deed is not None and (deed.kind in DEEDS or deed.transitive or part)
        if deed is not None and acts and not lexicon.inflection.is_of_oneself(deed.text):
            clause[at] = replace(item, kind="want")


def _tell_wishers(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over who wishes for what is named next: "дочка просит розовые волосы", "она же хочет чёлку"."""
    for at, (item, verb) in enumerate(itertools.pairwise(clause)):
        demands = verb.kind == "should" and lexicon.inflection.is_somebody(item.text)  # "препод требует"
        if not (demands or verb.kind == "want") or not lexicon.inflection.is_of_others(verb.text.split()[0]):
            continue
        behind = [i for i in clause[at + 2 :] if i.kind != "filler"]
        named = bool(behind) and behind[0].kind in _NAMING and naming(behind)
        if named and item.kind in _WISHERS and all(i.kind in ("filler", "but", "the") for i in clause[:at]):
            clause[at] = replace(item, kind="filler")


def _tell_denied_states(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over the verb of how somebody is not to be: "она не должна быть лысой", but "не делай лысой"."""
    for at, (item, state) in enumerate(itertools.pairwise(clause)):
        if item.text not in lexicon.being or state.kind != "adjective" or state.form != "base":
            continue
        modal = clause[at - 1] if at and clause[at - 1].kind == "should" else None
        denial = clause[at - 2] if modal is not None and at > 1 else clause[at - 1] if at else None
        if denial is not None and denial.kind == "not" and (modal is not None or " " in denial.text):
            clause[:] = [i for i in clause if i is not item and i is not modal]
            return


def _tell_disgust(clause: list[Item], lexicon: Lexicon) -> None:
    """ "зелёные волосы фу": what disgusts is to go."""
    named = any(item.is_noun for item in clause[:-1])
    if named and clause[-1].text in lexicon.disgust and not any(i.kind in REQUESTS for i in clause):
        clause[-1] = replace(clause[-1], kind="off")


def _tell_fears(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what is not to go from what has not gone: "чтоб очки никуда не делись"."""
    for at, item in enumerate(clause):
        feared = item.kind == "off" and not lexicon.denials.isdisjoint(item.text.split())
        if feared and any(word in lexicon.conditionals for i in clause[:at] for word in i.text.split()):
            clause[at] = replace(item, kind="stays")


def _tell_surfaces(clause: list[Item], lexicon: Lexicon) -> None:
    """Put the verb of dyeing before what is dyed: "стену за ней покрась в чёрный"."""
    for at, (part, verb) in enumerate(itertools.pairwise(clause)):
        dyes = verb.kind == "part" and lexicon.inflection.is_to_be_done(verb.text)
        if dyes and part.kind == "part" and not lexicon.inflection.is_to_be_done(part.text):
            clause[at : at + 2] = [verb, part]


def _tell_whom(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell to whom something is done from whom the picture is to show: "умой девочку", "побрей мужика"."""
    for at, (deed, person) in enumerate(itertools.pairwise(clause), 1):
        ordered = deed.kind in ("action", "adjective", "unknown", "part") and person.kind == "person"
        ordered = ordered and lexicon.inflection.orders(deed.text.split()[0])
        if ordered and lexicon.inflection.is_animate_object(person.text):
            clause[at] = replace(person, kind="him")


def _tell_longings(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell a wish by its particle, where no verb stands: "бусы бы ей крупные"."""
    for at, (item, particle) in enumerate(itertools.pairwise(clause), 1):
        named = item.kind in ("thing", "trait", "adjective") and particle.kind == "filler"
        told = any(lexicon.inflection.is_past(other.text) for other in clause)
        if named and particle.text in lexicon.conditionals and not told:
            clause[at] = replace(particle, kind="want")
            if item.kind == "adjective" and at + 1 < len(clause) and clause[at + 1].is_noun:
                clause[at - 1 : at + 1] = [clause[at], item]  # "короче бы волосы"


def _tell_ranks(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over what somebody is of: "капитан дальнего плавания с баками"."""
    at = next((at for at, item in enumerate(clause) if item.kind == "person"), len(clause))
    stop = at + 1
    while stop < len(clause) and clause[stop].kind in ("unknown", "topic"):
        word = clause[stop].text
        if not (lexicon.inflection.is_possessor(word) or lexicon.inflection.is_full_adjective(word)):
            break
        stop += 1
    if at + 1 < stop < len(clause) and clause[stop].kind == "with":
        clause[at + 1 : stop] = [replace(item, kind="filler") for item in clause[at + 1 : stop]]


def _tell_reaches(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over the part that something only reaches to: "чёлка до бровей"."""
    for at, (item, part) in enumerate(itertools.pairwise(clause), 1):
        measured = any(earlier.kind in _MEASURED for earlier in clause[: at - 1])
        if item.text in lexicon.reaching and part.kind == "part" and measured:
            clause[at] = replace(part, kind="filler")


def _tell_origins(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over where somebody is from: "женщина из старого нуара"."""
    for at, item in enumerate(clause):
        stop = at + 1
        while stop < len(clause) and clause[stop].kind in ("adjective", "the", "degree", "praise"):
            stop += 1
        strange = stop < len(clause) and clause[stop].kind in ("unknown", "topic")
        if (
            item.text in lexicon.origins
            and at
            and strange
            and lexicon.inflection.is_possessor(clause[stop].text)
        ):
            clause[at : stop + 1] = [replace(i, kind="filler") for i in clause[at : stop + 1]]


def _tell_directions(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over what somebody turns to: "повернитесь к окну, левее"."""
    turns = any(item.kind == "part" and item.entry.name in ("turn", "pose", "tilt") for item in clause)
    for at, (item, goal) in enumerate(itertools.pairwise(clause), 1):
        if turns and item.kind == "prep" and goal.kind in ("topic", "unknown"):
            clause[at - 1 : at + 1] = [replace(i, kind="filler") for i in clause[at - 1 : at + 1]]


def _tell_sources(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over the part from which something else is taken away: "колючки со щёк убери".

    A colour that is taken away from a part is that part's: "зелёный с волос убери".
    """
    takes = any(item.kind in ("remove", "no") for item in clause)
    for at, (item, part) in enumerate(itertools.pairwise(clause)):
        colours = [i for i in clause if i.kind == "adjective" and i.form == "base"]
        coloured = takes and item.text in lexicon.sources and part.kind == "part" and len(colours) == 1
        if coloured and lexicon.effects_of(part.entry.name, colours[0].entry.name):
            rest = [i for i in clause if i not in (colours[0], item, part)]
            behind = next(at for at, i in enumerate(rest, 1) if i.kind in ("remove", "no"))
            clause[:] = [*rest[:behind], colours[0], part, *rest[behind:]]
            return
        others = any(i.kind in ("unknown", "topic", "thing") for i in clause if i is not part)
        takes = any(i.kind == "remove" for i in clause)
        source = item.text in lexicon.sources and part.kind == "part" and " " not in part.text
        if takes and others and source and lexicon.inflection.is_possessor(part.text):
            clause[at : at + 2] = [replace(i, kind="filler") for i in clause[at : at + 2]]


def _tell_covers(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what is put there to hide something: "спрячь взгляд за чёрными стёклами"."""
    verb = next((at for at, item in enumerate(clause) if item.kind == "remove"), len(clause))
    for at in range(verb + 1, len(clause) - 1):
        under = clause[at].kind in ("past", "span") and " " not in clause[at].text
        thing = clause[at + 1 :][-1]
        hidden = any(item.is_noun for item in clause[verb + 1 : at])
        means = thing.kind == "thing" and lexicon.inflection.is_means(thing.text.split()[-1])
        if under and hidden and means and all(i.kind in ("adjective", "thing") for i in clause[at + 1 :]):
            clause[verb : at + 1] = [replace(clause[verb], kind="add")]
            return


def _tell_abilities(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell talk of what somebody can or cannot do: "не могу отмыть", "муж завязать не может"."""
    strange = any(
        (i.kind == "unknown" and lexicon.inflection.is_to_be_done(i.text))
        or (i.kind in ("person", "kin") and lexicon.inflection.is_subject(i.text))
        for i in clause
    )
    for at, item in enumerate(clause):
        words = {key for key, _ in lexicon.inflection.readings(item.text)} if item.kind == "filler" else set()
        if words.isdisjoint(lexicon.modals):
            continue
        cannot = at > 0 and clause[at - 1].kind == "not" and lexicon.inflection.is_of_others(item.text)
        if lexicon.inflection.is_of_speaker(item.text):
            offers = at > 0 and clause[at - 1].kind == "first"  # "я могу нарисовать усы сам"
            clause[at] = replace(item, kind="narrative" if offers else "first")
        elif cannot and strange:
            clause[at] = replace(item, kind="narrative")


def _tell_suggestions(clause: list[Item], lexicon: Lexicon) -> None:
    """ "не попробовать ли рыжий": a question whether something should not be done asks for it."""
    for at, (item, deed) in enumerate(itertools.pairwise(clause)):
        asks = at + 2 < len(clause) and clause[at + 2].text in lexicon.questions
        if item.kind == "not" and asks and deed.kind in DEEDS:
            clause[at] = replace(item, kind="filler")


def _tell_refusals(clause: list[Item], lexicon: Lexicon) -> None:
    """Put a refusal before the deed that is refused: "брить его не надо", "не надо её красить"."""
    deeds = [at for at, item in enumerate(clause) if _may_be_refused(item, lexicon)]
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        denies = item.kind == "off" and not lexicon.denials.isdisjoint(item.text.split())
        if denies and at + 1 in deeds:
            clause[at] = replace(item, kind="not")  # "не надо её | красить"
        elif item.kind == "remove" and _stops_deed(clause, at, deeds):
            clause[at] = replace(item, kind="not")  # "перестань его старить"
        elif item.kind == "remove" and following.kind == "unknown":
            stops = lexicon.inflection.is_to_be_done(following.text) and not lexicon.inflection.orders(
                following.text
            )
            clause[at] = replace(item, kind="narrative") if stops else item  # "хватит флудить"
    last = next((at for at in reversed(range(len(clause))) if clause[at].kind != "filler"), 0)
    refused = clause[last].kind == "not" and " " in clause[last].text and deeds and deeds[-1] < last
    if refused and not any(item.kind in ("not", "no", "and", "but") for item in clause[:last]):
        clause.insert(deeds[-1], clause.pop(last))


def _stops_deed(clause: Sequence[Item], at: int, deeds: Sequence[int]) -> bool:
    """Whether a verb of ending has another verb behind it, over a pronoun, for what is to end."""
    behind = next((i for i in range(at + 1, len(clause)) if clause[i].kind not in ("him", "filler")), -1)
    return behind in deeds and clause[behind].kind in ("adjective", "part")


def _may_be_refused(item: Item, lexicon: Lexicon) -> bool:
    """Whether it is a verb in the infinitive, of what may be done to a portrait."""
    deed = item.kind in ("action", "part", "remove", "add", "make", "change") or item.transitive
    infinitive = lexicon.inflection.is_to_be_done(item.text) and not lexicon.inflection.orders(
        item.text.split()[0]
    )
    return deed and infinitive


def _tell_misdeeds(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what was put there by mistake: "а ты бороду прилепил"."""
    done = next((at for at, i in enumerate(clause) if i.kind in ("add", "give")), None)
    blames = clause[0].kind == "but" and len(clause) > 1 and clause[1].kind == "you"
    plain = all(item.kind in _BLAMED for item in clause)
    if done is not None and blames and plain and lexicon.inflection.is_past(clause[done].text):
        clause[:] = [replace(clause[done], kind="no"), *(item for item in clause if item.kind == "thing")]


def _tell_measures(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over what a comparison only measures by: "чернее ночи", "белее первого снега"."""
    for at, item in enumerate(clause):
        stop = at + 1
        while (
            stop < len(clause)
            and clause[stop].kind in ("adjective", "praise")
            and clause[stop].form == "base"
        ):
            stop += 1
        measured = stop < len(clause) and clause[stop].kind in ("unknown", "topic", "talk")
        compared = item.kind == "adjective" and item.form == "comparative" and not item.transitive
        if compared and measured and lexicon.inflection.is_possessor(clause[stop].text):
            clause[at + 1 : stop + 1] = [replace(i, kind="filler") for i in clause[at + 1 : stop + 1]]


def _tell_occasions(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over what a thing is to go with: "к этому пальто нужна шляпа", "под костюм галстук"."""
    noun = next((at for at, i in enumerate(clause[:4]) if i.kind in ("topic", "unknown")), 0)
    opens = clause[0].kind in ("prep", "span") and noun and lexicon.inflection.is_noun(clause[noun].text)
    behind = clause[noun + 1 :]
    worn = any(item.kind == "thing" for item in behind) and all(
        item.kind in ("thing", "adjective", "should", "add", "want", "him", "filler", "a", "degree")
        for item in behind
    )
    if opens and worn and all(item.kind in ("filler", "the", "adjective", "him") for item in clause[1:noun]):
        clause[: noun + 1] = [replace(item, kind="filler") for item in clause[: noun + 1]]


def _tell_prohibitions(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what is to stay by a deed that is forbidden: "не губи бороду", "голову не поворачивай"."""
    for at, (item, deed) in enumerate(itertools.pairwise(clause)):
        verb = deed.text.split()[0]
        ordered = lexicon.inflection.orders(verb) or (
            " " in item.text and lexicon.inflection.is_to_be_done(verb)
        )
        ordered = ordered and item.kind == "not"
        others = [i for i in clause if i is not deed and i.is_noun]
        if not ordered or any(i.kind in ("too", "so", "so_strong", "more", "less", "with") for i in clause):
            continue
        if deed.kind == "part":  # "не крась волосы": their colour, and nothing else of them
            clause[:] = [replace(i, kind="filler") if i in others and i.kind == "part" else i for i in clause]
            clause[at] = replace(item, kind="keep")
        elif (deed.kind == "unknown" or deed.transitive) and any(i.kind == "thing" for i in others):
            clause[at : at + 2] = [replace(deed, kind="keep", meaning=None, start=item.start)]
            return


def _tell_denied_degrees(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what is not to grow or shrink from what is: "кожу темнее не делай", "нос не делай меньше"."""
    for at, (item, deed) in enumerate(itertools.pairwise(clause), 1):
        verb = deed.text.split()[0]
        done = deed.kind in ("make", "action", "part") or deed.transitive
        if item.kind != "not" or not done:
            continue
        if not (lexicon.inflection.orders(verb) or lexicon.inflection.is_to_be_done(verb)):
            continue
        start = max((i for i in range(at) if clause[i].kind in ("and", "but")), default=-1) + 1
        part = [*clause[start : at - 1], *itertools.takewhile(_goes_on_alone, clause[at + 1 :])]
        said = [i for i in part if i.kind not in _AROUND_A_DEGREE]
        graded = [i for i in said if i.kind in ("more", "less") or i.form == "comparative"]
        nouns = [i for i in said if i.kind in _OBJECTS]
        if len(graded) == 1 and len(nouns) < 2 and len(graded) + len(nouns) == len(said):
            clause[at] = replace(deed, kind="filler", meaning=None)
            return


def _tell_no_longer(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over what says that something has been there so far: "не хочу больше синие волосы"."""
    for at, item in enumerate(clause):
        if item.kind != "more" or item.text not in lexicon.no_longer:
            continue
        before = next((i for i in reversed(clause[:at]) if i.kind not in ("filler", "him")), None)
        refused = before is not None and (
            before.kind == "no" or (before.kind == "not" and " " in before.text)
        )
        behind = clause[at + 1 :]
        if (
            refused
            and any(i.is_noun for i in behind)
            and all(i.is_noun or i.kind in _MEASURED for i in behind)
        ):
            clause[at] = replace(item, kind="filler")


def _goes_on_alone(item: Item) -> bool:
    return item.kind not in ("and", "but")


def _tell_sameness(clause: list[Item], lexicon: Lexicon) -> None:
    """ "глаза такие же": what is the same as before stays."""
    said = [item for item in clause if item.kind != "filler"]
    same = len(said) == 2 and said[0].is_noun and said[1].text in lexicon.unchanged
    hued = not said[1:] and any(item.text in lexicon.hues for item in clause)
    if hued and said and said[0].text in lexicon.unchanged:
        clause[clause.index(said[0])] = replace(said[0], kind="stays")  # "цвет тот же"
        return
    if said and said[0].text in lexicon.unchanged and all(item.kind == "adjective" for item in said[1:]):
        clause[:] = [replace(item, kind="filler") for item in clause]  # "такая же кудрявая, но рыжая"
    if same:
        clause[clause.index(said[1])] = replace(said[1], kind="stays")


def _tell_standing(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what somebody does from what is to be done: "опять афк стоит", but "усы стоит убрать"."""
    last = next((at for at in reversed(range(len(clause))) if clause[at].kind != "filler"), 0)
    verb = clause[last].kind == "should" and lexicon.inflection.happens(clause[last].text)
    if last and verb and not any(i.kind in DEEDS or i.transitive for i in clause[:last]):
        clause[last] = replace(clause[last], kind="narrative")


def _tell_ways(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell somebody's way from a pose by the place it goes past: "поверни налево у рынка"."""
    poses = (at for at, item in enumerate(clause) if item.kind == "action" and _is_pose(item, lexicon))
    at = next(poses, len(clause))
    for place, goal in itertools.pairwise(clause[at + 1 :]):
        past = place.kind in ("prep", "into", "and", "past") and place.text not in lexicon.aiming
        if past and goal.kind in ("topic", "unknown", "number"):
            clause[at] = replace(clause[at], kind="narrative")


def _is_pose(item: Item, lexicon: Lexicon) -> bool:
    return {lexicon.regions[effect.axis] for effect in item.entry.effects} == {"pose"}


def _tell_corrections(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell a request by what was meant: "я про солнечные очки говорил", "не, я про чёлку"."""
    at = next((at for at, item in enumerate(clause) if item.text in lexicon.about), 0)
    behind = clause[at + 1 :]
    opened = all(i.kind in ("first", "filler", "not", "nope", "narrative", "but", "and") for i in clause[:at])
    closed = bool(behind) and behind[-1].text in lexicon.saying
    named = behind[:-1] if closed else behind
    features = any(i.kind in ("thing", "adjective") for i in named) and all(
        i.kind in ("thing", "adjective", "part", "and", "filler", "him", "degree") for i in named
    )
    if opened and features and any(item.kind == "first" for item in clause[:at]):
        clause[:] = [replace(clause[at], kind="want"), *named]


def _tell_wearers(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over whom or what a thing is put on: "на девушку надень шляпку", "шапку на брови натяни"."""
    puts = any(item.kind in ("add", "give") for item in clause) and any(i.kind == "thing" for i in clause)
    for at, (item, goal) in enumerate(itertools.pairwise(clause), 1):
        if puts and item.kind == "into" and goal.kind in ("person", "part"):
            clause[at] = replace(goal, kind="him" if goal.kind == "person" else "filler")


def _tell_trimmings(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over what a thing only hangs on: "очки на цепочке"."""
    for at, (item, thing) in enumerate(itertools.pairwise(clause), 1):
        hangs = item.kind == "into" and thing.kind == "thing" and at > 1 and clause[at - 2].kind == "thing"
        hangs = hangs and item.text != "->" and all(earlier.kind != "replace" for earlier in clause[:at])
        adjective = lexicon.inflection.is_full_adjective(thing.text.split()[0])  # "на солнцезащитные"
        if hangs and not adjective and not lexicon.inflection.may_be_object(thing.text):
            clause[at - 1 : at + 1] = [replace(i, kind="filler") for i in clause[at - 1 : at + 1]]


def _tell_habits(clause: list[Item], lexicon: Lexicon) -> None:
    """ "без очков не ходит": whoever does nothing without a thing has it."""
    for at, (item, thing) in enumerate(itertools.pairwise(clause)):
        behind = [i for i in clause[at + 2 :] if i.kind not in ("filler", "want")]
        wonders = at == 1 and clause[0].text in lexicon.wonders and len(clause) == 3  # "почему без очков"
        if wonders and item.kind == "no" and thing.kind == "thing":
            clause[:] = [replace(item, kind="with"), thing]
            return
        if item.kind == "no" and thing.is_noun and any(i.text in lexicon.needing for i in clause[at + 2 :]):
            clause[at:] = [replace(item, kind="with"), thing]
            return
        denied = item.kind == "no" and thing.kind == "thing" and len(behind) > 1 and behind[0].kind == "not"
        if denied and behind[1].kind in ("unknown", "narrative", "want", "be", "with"):
            clause[at:] = [replace(item, kind="with"), thing]
            return


def _tell_repeated(clause: list[Item], lexicon: Lexicon) -> None:
    """ "опять без чёлки": who finds something missing once more wants it."""
    said = [item for item in clause if item.kind != "filler" or item.text in lexicon.repeating]
    if len(said) < 2 or said[0].text not in lexicon.repeating:
        return
    kinds = [item.kind for item in said[1:]]
    if kinds == ["no", "thing"]:
        clause[:] = [replace(said[1], kind="with"), said[2]]
    elif kinds == ["adjective"] and said[1].form == "base" and not lexicon.inflection.orders(said[1].text):
        clause[:] = [replace(said[0], kind="too"), said[1]]  # "опять лысый"


def _tell_means(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over the thing by which another is taken away: "замажь консилером синяки"."""
    removing = any(item.kind == "remove" for item in clause)
    objects = [item for item in clause if item.kind in _OBJECTS]
    means = [i for i in objects if i.kind == "thing" and lexicon.inflection.is_means(i.text)]
    if removing and means and len(means) < len(objects):
        clause[:] = [replace(item, kind="filler") if item in means else item for item in clause]


def _tell_lacks(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell a request from a question by what is missed: "а где борода", "вы забыли шляпу"."""
    if len(clause) > 1 and clause[0].kind == "thing" and clause[-1].text in lexicon.missing:
        clause[-1] = replace(clause[-1], kind="want")  # "веснушки из описания забыли"
        return
    start = next((at for at, item in enumerate(clause) if item.kind not in ("filler", "but", "you")), 0)
    behind = clause[start + 1 :]
    if clause[start].text not in lexicon.missing or not any(item.kind == "thing" for item in behind):
        return
    if all(_may_be_missed(item, lexicon) for item in behind):
        clause[: start + 1] = [replace(clause[start], kind="want")]


def _may_be_missed(item: Item, lexicon: Lexicon) -> bool:
    adorns = item.kind == "unknown" and lexicon.inflection.is_full_adjective(item.text)  # "обещанная борода"
    return adorns or item.kind in _MISSED or item.text in lexicon.reaching


def _tell_others(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell talk of others by whose it is or by who does it: "у кошки усы", "мне пора подстричься"."""
    kinds = {item.kind for item in clause}
    for at, (item, following) in enumerate(itertools.pairwise([*clause, clause[-1]])):
        strange = following.kind in ("unknown", "topic") and lexicon.inflection.is_possessor(following.text)
        unheard = following.kind == "topic" or kinds.isdisjoint(REQUESTS)
        owned = item.text in lexicon.owning and strange and unheard
        if owned or (item.text in lexicon.oneself and "him" not in kinds and not _is_of_him(clause, lexicon)):
            clause[at] = replace(item, kind="narrative")
        elif item.text in lexicon.wearing and at and clause[at - 1].kind == "want":
            wisher = clause[at - 2].kind if at > 1 else ""
            if wisher in ("person", "kin", "narrative", "topic", "unknown"):
                clause[at] = replace(item, kind="narrative")  # "муж хочет отпустить бороду"


def _tell_hindrances(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell what hinders somebody's doing from what is to go: "борода мешает целоваться"."""
    for at, (item, deed) in enumerate(itertools.pairwise(clause)):
        if item.kind == "off" and deed.kind == "unknown" and lexicon.inflection.is_to_be_done(deed.text):
            clause[at] = replace(item, kind="narrative")


def _is_of_him(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether a wish itself says that it is for somebody else: "ей бы загореть"."""
    whom = {item.text.split()[0] for item in clause if item.kind in ("should", "want")}
    return not whom.isdisjoint(lexicon.within - lexicon.to_oneself)


def asks_by_case(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether a noun in the accusative has no verb, which only a request leaves out: "голову левее"."""
    named = [i for i in clause if i.kind in ("thing", "part", "action")]
    objects = any(lexicon.inflection.is_object(i.text.split()[0]) for i in named)
    return objects and not any(
        i.kind in ("narrative", "was", "first", "you", "talk", "kin")
        or (i.kind in ("unknown", "topic") and not lexicon.inflection.is_full_adjective(i.text))
        for i in clause
    )


def without_quoting(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """Without who says that something is to be so: "сын говорит, что | у рыцаря должны быть усы"."""
    told = list(items)
    for at in range(1, len(told) - 3):
        says = (
            told[at].text in lexicon.saying and told[at + 1].text == "," and told[at + 2].text in lexicon.that
        )
        start = at - 1
        while start > 0 and (told[start].kind == "and" or lexicon.inflection.is_past(told[start].text)):
            start -= 1  # "начальник увидел и сказал, что"
        if not says or not (told[start].kind in _WISHERS or told[start].text in lexicon.totals):
            continue
        behind = itertools.takewhile(lambda i: i.kind != "mark" or i.text == ",", told[at + 3 :])
        if any(item.kind in _REQUIRING or item.form == "excess" for item in behind):
            return told[:start] + told[at + 3 :]
    return told


def is_witnessed(clause: Sequence[Item]) -> bool:
    """Whether a past only describes the face: "нос у него был крупнее", but no "у деда были усы"."""
    kinds = {item.kind for item in clause}
    copulas = all(item.entry.name == "was" for item in clause if item.kind == "was")
    dressed = {"him", "with", "thing"} <= kinds
    grown = "him" in kinds and any(item.kind == "adjective" and item.form == "comparative" for item in clause)
    part = dressed or grown or ("part" in kinds and kinds & {"adjective", "more", "less"})
    return (
        copulas
        and bool(part)
        and kinds.isdisjoint({"first", "you", "kin", "topic", "person", "narrative"} | REQUESTS)
    )
