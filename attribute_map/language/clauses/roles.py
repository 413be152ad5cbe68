"""What words are in their clause: fillers, verbs, names of nobody; told before clauses are put together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from attribute_map.language.clauses.clause import DEEDS, ENDS_A_REACH, REQUESTS, STEPS, naming
from attribute_map.language.clauses.directions import tell_directions
from attribute_map.language.clauses.forms import tell_roles_by_form
from attribute_map.language.clauses.phrasing import tell_phrasing
from attribute_map.language.clauses.remarks import tell_remarks
from attribute_map.language.words.items import NOUNS, Item
from attribute_map.language.words.lexicon import Lexicon

_GRADED = frozenset(("adjective", "degree", "more", "less", "filler", "number", "years"))  # by a step
_GIVES_MEANING = frozenset(
    ("part", "thing", "trait", "make", "degree", "and", "not", "too", "enough", "more", "want", "should")
)
_ASKS = frozenset(("remove", "no", "not", "keep", "replace", "change", "off"))
_SAYS_OF_NOUN = _ASKS | {"too", "too_little", "enough", "adjective", "more", "less", "stays"}
_BEFORE_A_PURPOSE = frozenset(("adjective", "filler", "the", "first", "him", "praise"))
_PURPOSES = frozenset(("thing", "trait", "topic", "unknown", "person"))
_BEFORE_A_MEASURE = frozenset(("the", "a", "first", "adjective", "filler"))
_MEASURES = frozenset(("part", "person", "thing", "unknown", "topic"))
_COMPARED = frozenset(("more", "less", "trait"))
_USELESS = frozenset(("filler", "him", "the", "thing", "part", "adjective", "action", "and", "or", "degree"))
_NO_OUTCOME = frozenset(("degree", "not", "too", "too_little", "enough", "praise", "more", "less", "mark"))
_OF_OTHERS = frozenset(("first", "you", "kin", "topic", "unknown", "narrative", "praise", "talk"))


def tell_roles(clause: list[Item], lexicon: Lexicon) -> None:
    """Replace the items of a clause by what they are in it."""
    if lexicon.subjects:
        tell_phrasing(clause, lexicon)
    if not lexicon.joint:
        tell_directions(clause, lexicon)
        tell_remarks(clause, lexicon)
    _quieten(clause, lexicon)
    _tell_sequels(clause, lexicon)
    if lexicon.inflection.knows_verbs:
        tell_roles_by_form(clause, lexicon)
    _tell_deeds(clause, lexicon)
    _tell_shades(clause, lexicon)
    _tell_recipients(clause, lexicon)
    _tell_persistence(clause, lexicon)
    _tell_manner_of_praise(clause, lexicon)
    _tell_sorts(clause, lexicon)
    _tell_purposes(clause, lexicon)
    _leave_out_measures(clause, lexicon)
    _tell_removals(clause, lexicon)
    _tell_comparatives(clause, lexicon)
    _tell_complaints(clause, lexicon)
    _tell_manners(clause, lexicon)
    _tell_characters(clause, lexicon)


def _is_of_speaker(item: Item | None) -> bool:
    """Whether a comparison measures by the one who speaks: "more hair than me"."""
    if item is None:
        return False
    return item.kind in ("first", "kin") or item.text.split()[0] in ("me", "my", "i", "ive", "im")


def without_reaches(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """Without what only measures: "bangs that cover most of the forehead", "eyes as big as saucers"."""
    kept: list[Item] = []
    reaching = begun = False
    for item, following in itertools.zip_longest(items, items[1:]):
        reaching = reaching and (item.kind not in ENDS_A_REACH or (begun and item.kind == "but"))
        begun = item.kind == "covers"  # "bangs covering | only half of the forehead"
        if item.kind == "as":
            reaching = bool(kept) and kept[-1].kind == "adjective"
            if reaching and not lexicon.joint and not _names_noun(kept):
                kept.insert(-1, replace(item, kind="alike"))  # "白得跟鬼似的", but "眼睛大得像铜铃"
            likens = "like" if not lexicon.joint else "so"  # "笑得像个孩子"
            item = replace(item, kind=likens if " " not in item.text else "make")
        elif item.text in lexicon.extents and _opens_extent(kept, following):
            reaching = True
            if not any(i.kind in REQUESTS | {"should", "more"} for i in kept):
                kept.insert(-1, replace(item, kind="alike"))  # "小得看不见了", but "要胖得有福气"
        elif item.kind == "who":
            named = next((earlier for earlier in reversed(kept) if earlier.kind != "mark"), None)
            item = replace(item, kind="with" if named is not None and named.is_noun else "narrative")
        elif item.text == "to" and kept and kept[-1].kind == "enough" and lexicon.subjects:
            reaching = True  # "sharp enough to pop balloons", "not long enough to braid"
            if not any(earlier.kind in ("not", "no", "be", "have") for earlier in kept):
                kept.pop()
        elif item.kind == "filler" and item.text == "than" and not _is_of_speaker(following):
            reaching = any(earlier.kind in _COMPARED or earlier.form != "base" for earlier in kept[-3:])
        elif item.kind == "covers":
            clause = list(itertools.takewhile(lambda earlier: earlier.kind != "mark", reversed(kept)))
            reaching = any(earlier.is_noun for earlier in clause)
            if reaching and clause[0].kind == "not":
                kept.pop()
            item = replace(item, kind="unknown")
        if not reaching:
            kept.append(item)
    return kept


def _tell_removals(clause: list[Item], lexicon: Lexicon) -> None:
    """An unknown verb whose particle says what it does: "wash the lipstick off"."""
    said = [at for at, item in enumerate(clause) if item.kind != "filler"]
    kinds = [clause[at].kind for at in said]
    stop = kinds.index("off") if "off" in kinds else 0
    taken = kinds[:2] == ["unknown", "the"] and kinds[2:stop].count("thing") == 1
    if lexicon.subjects and taken and {*kinds[2:stop]} <= {"thing", "adjective"}:
        clause[said[0]] = replace(clause[said[0]], kind="remove")


def _leave_out_measures(clause: list[Item], lexicon: Lexicon) -> None:
    """Leave out what something is too much for: "too old for a student", "too big for his face"."""
    for at, item in enumerate(clause):
        complained = any(earlier.kind == "too" for earlier in clause[max(0, at - 3) : at])
        if item.text != "for" or not complained or clause[at - 1].kind != "adjective" or not lexicon.subjects:
            continue
        behind = range(at + 1, len(clause))
        stop = next((i for i in behind if clause[i].kind not in _BEFORE_A_MEASURE), len(clause))
        if stop < len(clause) and clause[stop].kind in _MEASURES:
            del clause[at : stop + 1]
        return


def _opens_extent(kept: Sequence[Item], following: Item | None) -> bool:
    """Whether what comes of it tells how big or how old it is, which nobody tells who is content with it."""
    stated = bool(kept) and kept[-1].kind == "adjective" and kept[-1].form == "base"
    graded = following is None or following.kind in _NO_OUTCOME
    return stated and not graded


def _names_noun(items: Sequence[Item]) -> bool:
    """Whether the clause that these items are the beginning of names a noun."""
    return any(item.is_noun for item in itertools.takewhile(lambda i: i.kind != "mark", reversed(items)))


def _quieten(clause: list[Item], lexicon: Lexicon) -> None:
    """Make fillers of words that add nothing where they stand, as what sums up or points at a noun."""
    if len(clause) > 2 and clause[-1].text in lexicon.also and clause[-2].kind != "be":
        clause[-1] = replace(clause[-1], kind="filler")  # "add a necklace too"
    for at in range(len(clause) - 2):
        points = clause[at].kind == "narrative" and clause[at + 1].is_noun and clause[at + 2].kind == "be"
        if points and clause[at].text.replace("'", "").split()[0] in lexicon.impersonal:
            clause[at] = replace(clause[at], kind="filler")  # "it's the nose that's too big"
    _tell_sums(clause, lexicon)


def _tell_sums(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over the words that sum up what is said, or join it to what was said before.

    Those are all that sum up where no noun or verb gives them a meaning, and one that opens the clause unless
    what it would describe follows at once: "короче волосы", but "короче, сделай волосы рыжими"; "ещё волос",
    but "ещё убери шляпу".
    """
    contrasted = clause[0].kind == "but" and clause[0].text not in lexicon.conditionals and len(clause) == 2
    bare = not contrasted and not any(item.kind in _GIVES_MEANING for item in clause)
    opening = True
    for at, item in enumerate(clause):
        following = clause[at + 1] if at + 1 < len(clause) else None
        described = following is not None and (following.is_noun or following.kind in ("and", "the", "him"))
        whole = opening and _is_whole(clause[at + 1 :], item, lexicon)
        opens = whole or (opening and following is not None and not described)
        wished = following is not None and following.text in lexicon.conditionals  # "короче бы бороду"
        acted_on = following is not None and following.kind == "it" and lexicon.joint != ""  # "close it"
        sums = item.text in lexicon.discourse and (bare or opens) and not acted_on and not wished
        if sums or (item.kind == "more" and item.text in lexicon.also and whole):
            clause[at] = replace(item, kind="filler")
        ends = at > 0 and following is None and clause[at - 1].kind in ("unknown", "talk", "topic")
        if item.kind == "more" and item.text in lexicon.also and ends:
            clause[at] = replace(item, kind="filler")  # "рановато ещё"
        opening = opening and clause[at].kind in ("filler", "but", "and")


def _is_whole(clause: Sequence[Item], before: Item, lexicon: Lexicon) -> bool:
    """Whether items need no word `before` them: they have a verb, or say of a noun what it is or shall be."""
    said = [item for item in clause if item.kind not in ("filler", "him", "the", "prep")]
    noun = next((at for at, item in enumerate(said) if item.is_noun), None)
    if said and (said[0].kind in REQUESTS or said[0].kind in _ASKS):
        return True
    if noun is None:
        return False
    behind = itertools.zip_longest(said[noun + 1 :], said[noun + 2 :])
    if any(
        item.kind in _SAYS_OF_NOUN
        and not (item.kind == "adjective" and following and following.is_noun and lexicon.joint)
        for item, following in behind
    ):
        return True  # but no "короче волосы и румяные щёки"
    if noun or before.kind != "adjective" or said[0].kind not in ("part", "thing"):
        return False
    if said[0].kind == "thing":
        return not _has_length(said[0], lexicon)
    return lexicon.effects_of(said[0].entry.name, before.entry.name) is None


def _has_length(thing: Item, lexicon: Lexicon) -> bool:
    """Whether a thing may be longer or shorter, as what grows is: a beard, but no smile."""
    return any(lexicon.regions[effect.axis] in ("hair", "facial_hair") for effect in thing.entry.effects)


def _tell_persistence(clause: list[Item], lexicon: Lexicon) -> None:
    """ "better, but the jaw is still weak": too weak."""
    for at in range(2, len(clause) - 1):
        stays = clause[at].text in lexicon.persisting and clause[at - 1].kind == "be"
        if stays and clause[0].kind == "but" and clause[at + 1].kind == "adjective":
            clause[at] = replace(clause[at], kind="too")


def _tell_sequels(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell "then" from "more" where one word is both: "再去掉口红" and "再小眼睛", but "再老一点"."""
    for at, item in enumerate(clause):
        if item.kind != "more" or item.text not in lexicon.besides or at + 1 == len(clause):
            continue
        behind = [i.kind for i in clause[at + 1 :]]
        named = next((kind for kind in behind if kind not in ("adjective", "of")), "") in NOUNS
        if behind[0] not in _GRADED or (behind[0] == "adjective" and named):
            clause[at] = replace(item, kind="and" if at else "filler")


def _tell_recipients(clause: list[Item], lexicon: Lexicon) -> None:
    """ "give my orc tusks": whose portrait it is, and nothing about the speaker."""
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        called = following.text in lexicon.vocatives and not lexicon.inflection.knows_verbs
        opens = all(earlier.kind in ("filler", "want", "should", "narrative") for earlier in clause[:at])
        if called and opens and item.kind in REQUESTS and at + 2 < len(clause):
            clause[at + 1] = replace(following, kind="him")  # "give my man a tan"
        if item.kind != "first" or following.kind != "person":
            continue
        if not lexicon.joint and following.entry.effects and not at:  # "我丈夫最近在留胡子"
            clause[at + 1] = replace(following, kind="kin")
            continue
        if any(earlier.kind in REQUESTS for earlier in clause[:at]):
            theirs = not lexicon.inflection.knows_verbs or lexicon.inflection.agree(item.text, following.text)
            clause[at] = replace(item, kind="the" if theirs else "him")  # "сделай меня женщиной"
        elif following.entry.invented:  # "can my orc have tusks?" is a request, "my orc has tusks" is none
            asked = at > 0 and all(earlier.kind == "filler" for earlier in clause[:at])
            clause[at] = replace(item, kind="want" if asked else "the")


def _tell_shades(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over how light a colour is: "светло-каштановые волосы" are no lighter picture."""
    part = next((item for item in clause if item.kind == "part"), None)
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        coloured = following.kind == "adjective" and is_colour(following, lexicon)
        shades = item.kind == "adjective" and _tells_light(item)
        into = at > 0 and clause[at - 1].text in lexicon.aiming  # "в холодный блонд"
        named = lexicon.inflection.readings(item.text) if lexicon.shading else ()
        shades = shades or any(key in lexicon.shading for key, _ in named)
        if into and item.kind == "adjective" and not is_colour(item, lexicon):
            shades = shades or lexicon.inflection.is_aim(item.text)
        if coloured and not following.transitive and shades:
            light = part is not None and _is_light_or_dark(part, item, lexicon)
            clause[at + light] = replace(clause[at + light], kind="filler")
        elif lexicon.inflection.knows_verbs and _grades_paint(item, following, lexicon):
            clause[at] = replace(item, kind="filler")  # "губы ярко накрашены"


def _is_light_or_dark(part: Item, shade: Item, lexicon: Lexicon) -> bool:
    """Whether a part has no colours, so that of "светло-серый фон" the light counts."""
    colours = any(axis in lexicon.groups for axis in part.entry.keep)
    return (
        not colours
        and shade.kind == "adjective"
        and bool(lexicon.effects_of(part.entry.name, shade.entry.name))
    )


def _grades_paint(item: Item, following: Item, lexicon: Lexicon) -> bool:
    """Whether an adverb of light only says how something is painted."""
    painted = following.kind == "action" or (
        following.kind == "adjective" and not is_colour(following, lexicon)
    )
    adverb = item.kind == "adjective" and _tells_light(item) and lexicon.inflection.adorns(item.text)
    return adverb and painted and bool(following.entry.effects) and not following.transitive


def is_colour(item: Item, lexicon: Lexicon) -> bool:
    axes = {effect.axis for effect in item.entry.effects}
    return item.entry.name in lexicon.colours or bool(axes & lexicon.groups.keys())


def turns_into_a_colour(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether a colour is named that something is to be turned into: "волосы в зелёный"."""
    for at, (item, colour) in enumerate(itertools.pairwise(clause), 2):
        aim = (
            item.text in lexicon.aiming
            and colour.kind == "adjective"
            and lexicon.inflection.is_aim(colour.text)
        )
        named = at < len(clause) and lexicon.inflection.agree(colour.text, clause[at].text)
        if aim and not named and is_colour(colour, lexicon):
            return True
    return False


def _tells_light(item: Item) -> bool:
    return [effect.axis for effect in item.entry.effects] == ["lighting"]


def _tell_deeds(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell requests from deeds by the form of the verb: "надену шапку", "надели шапку"."""
    words = [word for item in clause for word in item.text.split()]
    imagined = not lexicon.conditionals.isdisjoint(words)
    kinds = {item.kind for item in clause}
    # "после ранения он отпустил бороду" describes him, and "вы её слишком накрасили" complains.
    portrays = "him" in kinds and kinds.isdisjoint(_OF_OTHERS)
    complains = "too" in kinds and kinds.isdisjoint(_OF_OTHERS - {"you"})
    for at, item in enumerate(clause):
        before = clause[at - 1] if at else None
        if item.kind == "you" and before is not None and lexicon.inflection.orders(before.text):
            clause[at] = replace(item, kind="filler")
        elif imagined and item.kind == "unknown" and lexicon.inflection.is_past(item.text) and naming(clause):
            clause[at] = replace(item, kind="filler")  # "чтобы он стоял в темноте"
        elif item.kind == "adjective" and lexicon.inflection.is_of_us(item.text):
            clause[at] = replace(item, kind="first")  # "отдохнём"
        elif item.kind == "unknown" and lexicon.inflection.is_of_speaker(item.text):
            clause[at] = replace(item, kind="first")  # "пойду ставить чайник"
        elif item.kind == "have" and lexicon.inflection.is_of_speaker(item.text):
            clause[at] = replace(item, kind="first")  # "ношу линзы уже 10 лет"
        elif not (item.kind in DEEDS or item.kind in STEPS or item.transitive or _is_a_verb(item, lexicon)):
            continue
        elif item.kind == "thing" and item.text in lexicon.imperatives:
            continue  # "улыбаемся", as a photographer says
        elif item.kind == "thing" and lexicon.inflection.is_of_us(item.text):
            clause[at] = replace(item, kind="first")
        elif clause[0].kind == "like" and not lexicon.inflection.orders(item.text):
            clause[at] = replace(item, kind="unknown")  # "словно вырубленное топором"
        elif item.kind == "thing" and lexicon.inflection.may_be_of_speaker(item.text):
            clause[at] = replace(item, kind="first")  # "плачу над этой серией"
        elif any(map(lexicon.inflection.is_of_speaker, item.text.split())):
            clause[at] = replace(item, kind="first")
        elif _is_done(item, lexicon) and not imagined and not _has_subject(item, lexicon):
            if complains:
                clause[:] = [replace(i, kind="filler") if i.kind == "you" else i for i in clause]
            elif not portrays:
                clause[at] = replace(item, kind="was")


def _is_a_verb(item: Item, lexicon: Lexicon) -> bool:
    """Whether a part is named by what was or will be done to it: "покрасила волосы", "покрашу волосы"."""
    told = (lexicon.inflection.is_past, lexicon.inflection.is_of_speaker)
    return item.kind == "part" and any(tells(word) for tells in told for word in item.text.split())


def _has_subject(item: Item, lexicon: Lexicon) -> bool:
    """Whether a deed is of a part that is named with it: "челюсть отвисла"."""
    words = item.text.split()
    return item.kind in ("action", "thing") and len(words) > 1 and lexicon.inflection.is_subject(words[0])


def _is_done(item: Item, lexicon: Lexicon) -> bool:
    """Whether a verb says what has been done, and not what nobody has asked for: "не заказывал"."""
    words = item.text.split()
    return any(map(lexicon.inflection.is_past, words)) and lexicon.denials.isdisjoint(words)


def _tell_sorts(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over what sort of person is described: "краснощёкий крепыш с усами"."""
    at = next((at for at, item in enumerate(clause) if item.kind == "unknown"), 0)
    described = at > 0 and all(i.kind == "adjective" and i.entry.effects for i in clause[:at])
    described = described and all(lexicon.inflection.agree(i.text, clause[at].text) for i in clause[:at])
    ends = at + 1 == len(clause) or clause[at + 1].kind == "with"
    if described and ends and lexicon.inflection.is_one_of_a_kind(clause[at].text):
        clause[at] = replace(clause[at], kind="filler")


def _tell_manner_of_praise(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over an opinion that only grades an adjective: "идеально прямые волосы"."""
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        grades = item.kind == "praise" and following.kind == "adjective" and " " not in item.text
        if grades and lexicon.inflection.adorns(item.text):
            clause[at] = replace(item, kind="filler")


def _tell_purposes(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over what something is for: "слишком юный для босса", "для резюме нужен галстук"."""
    at = next((at for at, item in enumerate(clause) if item.kind == "purpose"), len(clause))
    stop = at + 1
    while (
        stop < len(clause) and clause[stop].kind in _BEFORE_A_PURPOSE and not _is_end(clause[stop], lexicon)
    ):
        stop += 1
    ended = stop < len(clause) and (clause[stop].kind in _PURPOSES or _is_end(clause[stop], lexicon))
    behind = clause[stop + 1 :]
    kinds = sorted(item.kind for item in behind if item.kind != "filler")
    described = lexicon.inflection.knows_verbs and kinds == ["adjective", "part"]  # "для паспорта фон белый"
    if not ended or (at == 0 and not described and not any(item.kind == "should" for item in behind)):
        return
    while stop + 1 < len(clause) and _possesses(clause[stop + 1], lexicon):
        stop += 1  # "для ветерана войны"
    clause[at : stop + 1] = [replace(item, kind="filler") for item in clause[at : stop + 1]]


def _is_end(item: Item, lexicon: Lexicon) -> bool:
    """Whether an opinion is a noun, which ends a phrase: "для сказки"."""
    return item.kind == "praise" and lexicon.inflection.is_noun(item.text)


def _possesses(item: Item, lexicon: Lexicon) -> bool:
    named = item.kind in ("topic", "unknown", "person")
    return named and lexicon.inflection.is_noun(item.text) and lexicon.inflection.is_possessor(item.text)


def _tell_comparatives(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell a comparative from the filler of the same form: "нос уже", but no "бороду уже убери"."""
    for at, item in enumerate(clause):
        compared = lexicon.comparative(item.text) if item.kind == "filler" else None
        part = None if compared is None else _part_compared(clause, at)
        if compared is None or part is None:
            continue
        if lexicon.effects_of(part.entry.name, compared.entry.name):
            clause[at] = replace(item, kind="adjective", meaning=compared)


def _part_compared(clause: list[Item], at: int) -> Item | None:
    """The part before the end of what is said of it, or behind a degree: "глаза уже", "чуть уже глаза"."""
    behind = clause[at + 1] if at + 1 < len(clause) else None
    if behind is None or behind.kind in ("and", "mark"):
        before = reversed(clause[:at])
        part = next((i for i in before if i.kind not in ("degree", "make", "filler", "him")), None)
    else:
        part = behind if at and clause[at - 1].kind == "degree" else None
    return part if part is not None and part.kind == "part" else None


def _tell_complaints(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell complaints: "чего он такой бледный" finds him too pale, and so does "всё ещё бледный"."""
    for at, item in enumerate(clause):
        if item.kind == "still":
            behind = next(
                (i for i in clause[at + 1 :] if i.kind not in ("degree", "filler", "so_strong")), None
            )
            complains = behind is not None and behind.kind == "adjective"
            clause[at] = replace(item, kind="too" if complains else "filler")
    for at, item in enumerate(clause):
        if item.kind == "dismay":
            shocks = at > 0 and clause[at - 1].kind == "adjective" and _finds_fault(clause, at)
            shocks = shocks or (at > 0 and naming(clause[:at]) and item.text in lexicon.verdicts)
            complained = at > 0 and (
                clause[at - 1].form == "excess" or "too" in {i.kind for i in clause[:at]}
            )
            clause[at] = (
                replace(item, kind="filler")
                if complained
                else replace(item, kind="too" if shocks else "praise")
            )
        if item.kind == "vague":
            blamed = _finds_fault(clause, at) or _sees_it_so(clause, at, lexicon)
            clause[at] = replace(item, kind="too" if blamed else "filler")
    _tell_astonishment(clause, lexicon)
    kinds = [item.kind for item in clause]
    so = kinds.index("so_strong") if "so_strong" in kinds else len(clause)
    graded = "adjective" in kinds[so:] and not {"praise", "topic", "unknown", "you", "first", "kin"} & set(
        kinds
    )
    if kinds[-1] == "what_for" and len(clause) > 1:  # "рот открыт зачем"
        clause.insert(0, clause.pop())
        kinds.insert(0, kinds.pop())
    opening = next((at for at, kind in enumerate(kinds) if kind not in ("filler", "but", "what_a")), 0)
    if clause[opening].kind == "what_for":
        del clause[:opening], kinds[:opening]
        so = max(so - opening, 0)
        useless = (
            len(clause) > 1 and {"thing", "adjective", "action"} & set(kinds) and set(kinds[1:]) <= _USELESS
        )
        clause[0] = replace(clause[0], kind="narrative" if not useless or "so_strong" in kinds else "no")
    wonder = next((at for at, item in enumerate(clause) if item.kind not in ("filler", "but")), 0)
    opened = graded and clause[wonder].text in lexicon.wonders
    if opened and ({"him", "part", "thing"} & set(kinds) or _is_of_looks(clause[so:], lexicon)):
        clause[wonder] = replace(clause[wonder], kind="filler")
        clause[so] = replace(clause[so], kind="too")


def _tell_astonishment(clause: list[Item], lexicon: Lexicon) -> None:
    """ "鼻子怎么这么大" finds it too big, and "怎么这么好看" admires."""
    kinds = [item.kind for item in clause if item.kind != "filler"]
    pointed = not lexicon.joint and ("the", "person") in itertools.pairwise(kinds)
    if not ({"him", "part", "thing"} & set(kinds) or pointed or _wonders_at_looks(clause, lexicon)):
        return
    wonder = next((at for at, item in enumerate(clause) if item.text in lexicon.wonders), len(clause))
    for at, (item, following) in enumerate(itertools.pairwise(clause)):
        astonished = item.kind == "exclaim" or (item.kind in ("so", "so_strong") and not lexicon.joint)
        if wonder <= at and astonished and following.kind in ("adjective", "more"):
            clause[at] = replace(item, kind="too")
            if wonder < at:
                clause[wonder] = replace(clause[wonder], kind="filler")


def _is_of_looks(said: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether one look is wondered at, which is no mood: "почему такой старый"."""
    looks = [item for item in said if item.kind not in ("so_strong", "filler", "degree")]
    if len(looks) != 1 or looks[0].kind != "adjective" or not lexicon.inflection.knows_verbs:
        return False
    return bool({lexicon.regions[effect.axis] for effect in looks[0].entry.effects} - {"mouth"})


def _sees_it_so(clause: Sequence[Item], at: int, lexicon: Lexicon) -> bool:
    """ "чёт бледно": a vague word before a bare look, which is no mood of the one who speaks."""
    said = [item for item in clause[at + 1 :] if item.kind not in ("degree", "filler")]
    if at or len(said) != 1 or said[0].kind != "adjective" or said[0].form != "base" or said[0].transitive:
        return False
    moods = {lexicon.regions[effect.axis] for effect in said[0].entry.effects} <= {"mouth"}
    return lexicon.inflection.knows_verbs and not moods


def _wonders_at_looks(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "咋这么老": nobody named, and no mood, which would be the speaker's: "怎么这么困"."""
    said = [item for item in clause if item.kind != "filler"]
    bare = [item.kind for item in said] == ["exclaim", "adjective"] and said[0].text in lexicon.wonders
    return bare and said[1].entry.name not in ("happy", "sad", "tired") and not lexicon.joint


def _finds_fault(clause: Sequence[Item], at: int) -> bool:
    """Whether a vague word makes a complaint of what is said there: "нос какой-то длинный"."""
    kinds = [item.kind for item in clause]
    told = {
        "too",
        "too_little",
        "more",
        "less",
        "so",
        "praise",
        "topic",
        "unknown",
        "you",
        "first",
        "kin",
        "narrative",
    }
    if told & set(kinds) or REQUESTS & set(kinds) or any(i.form != "base" for i in clause):
        return False
    of_somebody = bool({"him", "part"} & set(kinds[:at]))
    before = [item for item in clause[:at] if item.kind not in ("filler", "vague")]
    follows = kinds[at + 1 : at + 2] == ["adjective"] and kinds[at + 2 :] in ([], ["filler"], ["him"])
    closes = set(kinds[at + 1 :]) <= {"filler", "him"} and bool(before) and before[-1].kind == "adjective"
    opens = at == 0 and kinds[-1] == "adjective" and bool({"him", "part"} & set(kinds))
    return (follows and of_somebody) or closes or opens


def _tell_manners(clause: list[Item], lexicon: Lexicon) -> None:
    """Pass over unknown words that say how something is done, or by what: "выпрями волосы утюжком"."""
    for at in range(1, len(clause)):
        of_colour = clause[at - 1].kind == "filler" and clause[at - 1].text.startswith("цвет")
        named = {key for key, _ in lexicon.inflection.readings(clause[at].text)}
        if of_colour and not named.isdisjoint(lexicon.elsewhere):
            clause[at] = replace(clause[at], kind="narrative")  # "цвет роли поменяйте на голубой"
        elif (
            of_colour
            and clause[at].kind in ("unknown", "topic")
            and any(i.kind == "adjective" for i in clause)
        ):
            clause[at] = replace(clause[at], kind="filler")
    strange = [item for item in clause if item.kind in ("unknown", "topic")]
    manners = [item for item in strange if lexicon.inflection.adorns(item.text)]
    asked = any(item.kind in REQUESTS for item in clause)
    if (naming(clause) or not asked) and len(manners) == len(strange):
        clause[:] = [replace(item, kind="filler") if item in manners else item for item in clause]


def _tell_characters(clause: list[Item], lexicon: Lexicon) -> None:
    """Tell a member's own character from people of theirs: "моему тифлингу", but no "моему деду"."""
    kinds = [item.kind for item in clause]
    if kinds == ["him", "first", "person"] and clause[2].entry.role and clause[1].text.startswith("у "):
        clause[1] = replace(clause[1], kind="filler")  # "второй подбородок, он у меня трактирщик"
    for at, (item, person) in enumerate(itertools.pairwise(clause)):
        invented = person.kind == "him" or (person.kind == "person" and person.entry.role)
        if item.kind == "first" and invented and lexicon.inflection.agree(item.text, person.text):
            clause[at : at + 2] = [replace(item, kind="filler"), replace(person, kind="him")]


def without_places(clause: list[Item]) -> list[Item]:
    """Without the part that a thing is said to be on: "шею украшает ожерелье", "чёлка закрывает лоб"."""
    at = next((at for at, item in enumerate(clause) if item.kind == "bears"), None)
    if at is None:
        return clause
    before, behind = clause[:at], clause[at + 1 :]
    borne = any(item.kind in ("thing", "adjective") for item in behind)
    bears = borne and not any(item.kind == "thing" for item in before)
    return (behind if bears else before) or clause


def gives_an_order(item: Item, lexicon: Lexicon) -> bool:
    """Whether it is a verb that says what to do, in a form that nothing else has."""
    verb = item.kind in DEEDS or item.kind in STEPS or item.transitive
    verb = verb or (item.kind == "adjective" and " " in item.text)  # "прибавь света"
    return verb and any(lexicon.inflection.orders(word) for word in item.text.split())


def tells_what_happens(item: Item, lexicon: Lexicon) -> bool:
    verb = item.kind in ("unknown", "bears") or item.transitive
    return verb and lexicon.inflection.happens(item.text.split()[0])
