"""Clauses to wishes: which words belong to which head, and how far negation, verbs and degrees reach.

The grammar knows classes of words, never words: the same code reads every language that has a lexicon.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from attribute_map.language.wishes.ages import Ages
from attribute_map.language.wishes.deeds import Deeds
from attribute_map.language.wishes.descriptions import Descriptions
from attribute_map.language.wishes.reading import Reading
from attribute_map.language.wishes.things import Things
from attribute_map.language.wishes.verbs import Verbs
from attribute_map.language.wishes.wish import Modifiers
from attribute_map.language.words.items import Item

_COMPLAINED_OF = frozenset(("adjective", "action", "more", "less", "part", "thing", "trait"))
_SHORN = {"facial_hair"}
_AROUND_NAMES = frozenset(("the", "him", "and", "or", "of"))
_COMPARING = frozenset(("and", "more", "degree", "filler", "should"))
_PUTTING = frozenset(("add", "give", "make"))
_BEFORE_PRAISE = frozenset(
    ("him", "it", "the", "thing", "part", "degree", "more", "less", "filler", "be", "adjective")
)


class SentenceReader(Verbs, Ages, Descriptions, Things, Deeds):
    """Reads one sentence, item by item."""

    def read(self) -> Reading:
        for index, item in enumerate(self.items):
            if index in self.breaks and index:
                self.end_clause(index)
            # Kinds of items that the grammar acts on have a method on_KIND; it passes over the others.
            handler: Callable[[int, Item], None] | None = getattr(self, f"on_{item.kind}", None)
            if handler is not None:
                handler(index, item)
            if item.kind not in ("and", "or", "likewise", "the"):
                self.joined = ""
        self.flush()
        self.name_alone()
        return self.out

    def end_clause(self, index: int) -> None:
        idle = (self.since_verb, self.kept_before) == (len(self.out.wishes), len(self.out.keep))
        waited = ("filler", "remove", "keep", *(("him",) if self.lexicon.inflection.knows_verbs else ()))
        bare = self.items[index - 1].kind in waited  # no object has been named yet
        waiting = idle and bare and self.verb in ("remove", "keep") and self.mentioned is None
        waiting = waiting and self.object_follows(index) and not self.dislikes(index - 1)
        self.flush()
        self.name_alone()
        if self.spared is not None and self.lexicon.degrees_compare and self.names_what_goes(index):
            self.spare()
        if waiting:
            self.acted = True  # "remove, please, the beard"
        elif (self.verb in ("remove", "no") and not self.list_goes_on(index)) or (
            self.verb == "keep" and not self.only_names(index)
        ):
            self.verb = ""
        if self.since_verb < len(self.out.wishes) and not self.only_names(index):
            self.adding = self.giving = False  # "add freckles, hair longer"
        kept = self.kept_before < len(self.out.keep) and not self.lexicon.degrees_compare
        done = self.topic is not None and bool(self.topic.wish or self.topic.described)
        if kept or (done and not self.goes_on_comparing(index)):
            self.topic = None  # "keep the background, dim the light"
        if verb := self.verb_of_more(index):
            self.verb, self.acted = verb, True
        self.last = None
        self.making = self.forbidden = False
        self.shared = None
        self.bare_parts = []
        self.since_verb = self.since_clause = len(self.out.wishes)

    def dislikes(self, index: int) -> bool:
        """Whether a verb only finds no liking in what has been said before it: "такой цвет ей не идёт"."""
        item = self.items[index]
        return item.meaning is not None and item.entry.name == "dislike"

    def names_what_goes(self, index: int) -> bool:
        """Whether a clause behind an "except" names what else is to go: "除了耳环，帽子都去掉"."""
        kinds = {item.kind for item in self.clause_of(index)}
        return "thing" in kinds and not kinds.isdisjoint(("remove", "off")) and "rest" not in kinds

    def goes_on_comparing(self, index: int) -> bool:
        """Whether a clause only says what else what was named is to be: "face rounder, and wider, …"."""
        clause = self.clause_of(index)
        if self.lexicon.degrees_compare:
            return self.compares_topic(clause)
        compared = all(item.form == "comparative" for item in clause if item.kind == "adjective")
        kinds = {item.kind for item in clause}
        adds = clause[0].kind == "and" and "adjective" in kinds and kinds <= {"and", "adjective", "degree"}
        return bool(self.lexicon.subjects) and adds and compared

    def compares_topic(self, clause: Sequence[Item]) -> bool:
        """Whether all that a clause says is how much of a quality what was named is to have: "再黑一点"."""
        kinds = {item.kind for item in clause}
        graded = not kinds.isdisjoint(("degree", "more")) and kinds <= _COMPARING | {"adjective"}
        qualities = [item for item in clause if item.kind == "adjective"]
        return graded and len(qualities) == 1 and self.qualifies_topic(qualities[0])

    def qualifies_topic(self, quality: Item) -> bool:
        """Whether a quality of what was named is another axis than that which has been told."""
        assert self.topic is not None
        ours = self.lexicon.effects_of(self.topic.item.entry.name, quality.entry.name)
        return self.topic.item.kind == "part" and bool(ours)

    def verb_of_more(self, index: int) -> str:
        """The verb before, where the clause at `index` names more things for it: "шляпу сними, | и очки"."""
        told = self.out.wishes[-1] if len(self.out.wishes) > self.since_clause else None
        joined = self.items[index].kind == "and" and self.lexicon.inflection.knows_verbs
        if not joined or told is None or not self.only_names(index):
            return ""
        if told.action and not told.verb and {self.lexicon.regions[e.axis] for e in told.effects} == _SHORN:
            return "remove" if all(effect.sign < 0 for effect in told.effects) else ""
        return told.verb if told.verb in ("remove", "keep") and told.form == "thing" else ""

    def only_names(self, index: int) -> bool:
        """Whether the clause that begins at `index` names things and parts, and says nothing of them."""
        position = index
        while position < len(self.items) and (position == index or position not in self.breaks):
            if not (self.items[position].is_noun or self.items[position].kind in _AROUND_NAMES):
                return False
            position += 1
        return True

    def list_goes_on(self, index: int) -> bool:
        """Whether "remove the beard, | glasses and hat" goes on from `index` to a closing and/or."""
        if self.lexicon.degrees_compare and self.names_all_along(index):
            return True
        if self.verb == "remove" and self.lexicon.inflection.knows_verbs and self.only_names(index):
            objects = [item for item in self.clause_of(index) if item.is_noun]
            if all(self.lexicon.inflection.may_be_object(item.text.split()[-1]) for item in objects):
                return True  # "убери очки, шапку, цепь"
        opening = self.items[index + (self.items[index].kind == "and" and index + 1 < len(self.items))]
        pointed = bool(self.lexicon.subjects) and opening.kind == "the" and self.only_names(index)
        if pointed and self.verb == "remove":
            return True  # "drop the tie, the necklace", "lose the hat, and the glasses"
        position = index
        while position < len(self.items):
            while position < len(self.items) and self.items[position].kind in ("the", "a"):
                position += 1
            if position >= len(self.items) or self.items[position].kind not in ("thing", "part"):
                return False
            position += 1
            if position >= len(self.items):
                return False
            if self.items[position].kind in ("and", "or"):
                after = self.items[position + 1 : position + 3]
                return any(item.kind == "thing" for item in after)
            if position not in self.breaks:
                return False
        return False

    def names_all_along(self, index: int) -> bool:
        """Whether, after a "no" that began it all, only things are named from `index` on: "不要胡子,帽子"."""
        following = [item for item in self.items[index:] if item.kind not in ("filler", "the", "a")]
        opened = sum(start < index for start in self.breaks - {0})
        things = all(item.kind == "thing" for item in following)
        return things and len(following) + opened > 1 and self.items[0].kind in ("no", "remove")

    def modify(self, item: Item, **changes: bool | int) -> None:
        self.pending = replace(self.pending, **changes)  # type: ignore[arg-type]
        self.end_of_modifiers = item.end

    def on_degree(self, index: int, item: Item) -> None:
        self.pending.strengthen(item.entry.factor)
        self.end_of_modifiers = item.end
        closes = self.kind_before(index) == "adjective" and self.kind_at(index + 1) == "filler"
        if closes and self.lexicon.degrees_compare:
            self.flush()  # "短点啊太长了": the particle ends what the degree belongs to

    def on_more(self, index: int, item: Item) -> None:
        if self.pending.step > 0:
            self.pending.strengthen(2.0)
        self.modify(item, step=1)

    def on_less(self, index: int, item: Item) -> None:
        if self.lessens_what_was_told(index):
            return
        if self.pending.step < 0:
            self.pending.strengthen(2.0)
        self.modify(item, step=-1)

    def on_too(self, index: int, item: Item) -> None:
        self.modify(item, too=True)

    def on_alike(self, index: int, item: Item) -> None:
        self.on_too(index, item)

    def on_not_too(self, index: int, item: Item) -> None:
        self.modify(item, negated=True, too=True)

    def on_excess(self, index: int, item: Item) -> None:
        if self.kind_before(index) in _COMPLAINED_OF and not self.kind_at(index + 1):
            self.on_too(index, item)
        self.pending.strengthen(0.5)
        self.end_of_modifiers = item.end

    def on_somewhat(self, index: int, item: Item) -> None:
        if self.adds_to_complaint(index):
            self.begin_verb("ignore")
            return
        of_noun = self.kind_before(index) in ("part", "thing", "trait")
        drawn = self.lexicon.degrees_compare and self.kind_before(index) in ("make", "be")
        of_noun = of_noun or (drawn and self.topic is not None)  # "鼻子画得有点大"
        if of_noun and self.kind_at(index + 1) == "adjective" and self.kind_at(index + 2) != "of":
            self.pending.too = True
        self.pending.strengthen(0.5)
        self.end_of_modifiers = item.end

    def adds_to_complaint(self, index: int) -> bool:
        """Whether an adjective only says how the thing complained of makes one look: "颧骨太高了有点凶"."""
        complained = self.last is not None and self.last.modifiers.too and self.topic is not None
        return complained and self.kind_at(index + 1) == "adjective"

    def on_should(self, index: int, item: Item) -> None:
        ended = self.verb in ("no", "remove") and self.since_verb < len(self.out.wishes)
        if ended and self.lexicon.degrees_compare and self.names_ahead(index):
            self.begin_verb("")  # "不要黑发要金发", but no "别笑得那么开心"

    def on_praise(self, index: int, item: Item) -> None:
        """ "make him less creepy": a wish, but no axis is of beauty."""
        before = index
        while self.kind_before(before) in _BEFORE_PRAISE:
            before -= 1
        if self.kind_before(before) != "make" or self.noun_ahead(index):
            return
        if self.last is not None and self.last.replaced and self.last in self.out.wishes:
            self.out.wishes.remove(self.last)  # "make the smile less creepy" only names it
        self.on_unknown(index, item)

    def on_too_little(self, index: int, item: Item) -> None:
        self.modify(item, too_little=True)

    def on_enough(self, index: int, item: Item) -> None:
        if self.pending.negated:
            self.modify(item, too_little=True, negated=False)
        else:
            self.modify(item, enough=True)

    def on_possible(self, index: int, item: Item) -> None:
        if self.lexicon.inflection.knows_verbs and self.kind_before(index) in ("part", "trait"):
            self.pending.step = 1  # "брови на максимум"
        self.pending.strengthen(3.0)
        self.end_of_modifiers = item.end

    def on_not(self, index: int, item: Item) -> None:
        if self.lexicon.degrees_compare and self.last is not None and not self.kind_at(index + 1):
            return  # "能再年轻点不": it only asks
        turned = not self.lexicon.inflection.knows_verbs and not self.kind_before(index)
        if turned and self.kind_at(index + 1) == "him":
            return  # "couldn't he be older?", but no "не надо ей столько"
        self.modify(item, negated=True)

    def on_be_not(self, index: int, item: Item) -> None:
        self.on_not(index, item)

    def on_no(self, index: int, item: Item) -> None:
        following = next((i for i in self.items[index + 1 :] if i.kind not in ("the", "a", "filler")), None)
        ahead = [i.kind for i in self.items[index + 1 : index + 4] if i.kind not in ("the", "a", "filler")]
        of_noun = ahead[1:2] == ["change"] and ahead[0] in ("part", "thing") and bool(self.lexicon.subjects)
        if (following is not None and following.kind == "change") or of_noun:
            self.verb = "keep"  # "no changes to the hair", "no hair changes"
            return
        done = self.items[index - 1] if self.kind_before(index) in ("adjective", "action") else None
        verb = self.lexicon.inflection
        acts = done is not None and (verb.is_done_by_verb(done.text) or verb.is_to_be_done(done.text))
        if acts and (following is None or following.kind == "and"):
            return  # "пусть облысеет нафиг", "сбрей всё к чертям"
        named = self.mentioned.wish if self.mentioned is not None else None
        alone = all(i is item or i.kind == "filler" for i in self.clause_of(index))
        ends = following is None or (alone and verb.knows_verbs)
        if ends and not self.kind_before(index) and named is not None and named.modifiers.empty:
            named.verb = named.verb or "remove"  # "очки — нет"
            return
        alone = self.kind_after(index) == "" and not self.named_in_clause()
        alone = alone and self.kind_before(index) in ("", "filler", "want", "but")
        if self.lexicon.degrees_compare and alone and self.mentioned is not None:
            self.act_on(self.mentioned, "remove")  # "领带松了，干脆不要"
            return
        puts = self.lexicon.degrees_compare and self.kind_at(index + 1) in _PUTTING
        if puts and self.last is not None and self.noun_ahead(index + 1):
            self.begin_verb("no")  # "让你加眼镜，没让你加胡子"
            return
        if self.verb == "remove" and self.finds_fault(index):
            self.begin_verb("")  # "меня бесит, что она без очков"
            return
        self.flush()
        if self.last is not None and self.last.form in ("thing", "state") and not self.noun_ahead(index):
            self.last.verb, self.last.end = "remove", item.end  # "glasses: no"
            self.last.lacking = self.lexicon.inflection.knows_verbs  # "бороды нет, добавь бороду"
            return
        self.verb = "no"
        self.shared = None
        self.since_verb = len(self.out.wishes)

    def finds_fault(self, index: int) -> bool:
        """Whether the verb before an absence finds fault with it."""
        verb = next((item for item in reversed(self.items[:index]) if item.kind == "remove"), None)
        return verb is not None and verb.text.split()[-1] in self.lexicon.that

    def on_nope(self, index: int, item: Item) -> None:
        if self.last is not None and not self.kind_at(index + 1):
            self.on_no(index, item)

    def on_instead(self, index: int, item: Item) -> None:
        self.on_no(index, item)
        self.once = True
        coloured = self.lexicon.inflection.knows_verbs and self.kind_at(index + 1) == "adjective"
        if self.part_ahead(index) and not coloured:  # "вместо рыжих волос чёрные"
            self.verb = "ignore"  # "a bob instead of this mane"

    def part_ahead(self, index: int) -> bool:
        """Whether the noun that comes next in the clause is a part, of which there is always some."""
        clause = self.clause_of(index)
        following = clause[clause.index(self.items[index]) + 1 :]
        return next((item.kind == "part" for item in following if item.is_noun), False)

    def on_so(self, index: int, item: Item) -> None:
        if self.pending.negated:
            self.modify(item, so=True)
        elif self.verb == "no" and self.lexicon.degrees_compare:
            self.verb = ""
            if self.since_verb < len(self.out.wishes) and self.last is not None:
                self.last.verb, self.last.modifiers.step = "", -1  # "don't smile so happily"
            else:
                self.modify(item, step=-1)

    def on_so_strong(self, index: int, item: Item) -> None:
        last = self.last
        if last is not None and last.modifiers.negated and last.form == "thing" and last.end == item.start:
            last.modifiers.negated = False  # "don't make the beard so long"
            self.pending.negated = True
        if self.pending.negated:
            self.modify(item, so=True)
        elif index + 1 < len(self.items) and self.items[index + 1].kind in ("adjective", "more", "less"):
            self.pending.strengthen(2.0)

    def on_the(self, index: int, item: Item) -> None:
        if self.pending.negated and index + 1 < len(self.items) and self.items[index + 1].kind == "adjective":
            self.modify(item, so=True)

    def on_and(self, index: int, item: Item) -> None:
        self.flush()
        self.joined = "and"

    def on_or(self, index: int, item: Item) -> None:
        negated = self.last is not None and self.last.modifiers.negated and self.last.verb != "no"
        self.flush()
        self.joined = "or"
        if negated:
            self.pending.negated = True

    def on_but(self, index: int, item: Item) -> None:
        self.flush()
        self.name_alone()
        if item.kind == "but" and self.spared is not None and self.lexicon.degrees_compare:
            del self.out.wishes[self.spared :]  # "除了胡子，其他别动，胡子剃掉"
            self.spared = None
        contrasted = self.contrasts(index)
        self.verb, self.topic, self.last, self.shared = "", None, None, None
        if contrasted and self.mentioned is not None:
            self.topic = replace(self.mentioned, wish=None, described=False)
        self.since_verb = self.since_clause = len(self.out.wishes)

    def contrasts(self, index: int) -> bool:
        """ "не темнее фон, | а светлее": the other way of what has just been denied of a noun."""
        clause = [i for i in self.clause_of(index) if i.kind != "filler"]
        compared = [i.kind for i in clause] == ["but", "adjective"] and clause[1].form == "comparative"
        told = self.out.wishes[-1] if self.out.wishes else None
        denied = told is not None and told.attached and told.modifiers.negated
        return compared and denied and self.lexicon.inflection.knows_verbs

    def on_of(self, index: int, item: Item) -> None:
        """ "没有刘海的短发": what is absent only describes what follows."""
        if self.kind_before(index) == "thing" and self.verb in ("no", "remove") and self.kind_at(index + 1):
            self.flush()
            self.verb = ""

    def on_except(self, index: int, item: Item) -> None:
        self.flush()
        if self.keeps_the_rest(index):
            self.begin_verb("remove")  # "я бы оставил всё, кроме усов"
        elif self.verb in ("remove", "no") or (self.last is not None and self.last.action):
            self.begin_verb("keep")  # "remove all but the beard", "сбрей всё, кроме усов"
        else:
            self.begin_verb("ignore")
            self.spared = len(self.out.wishes)

    def keeps_the_rest(self, index: int) -> bool:
        """Whether a verb of keeping before an exception has no other object."""
        if not self.lexicon.inflection.knows_verbs or self.out.wishes or self.out.keep:
            return False
        said = [
            item.kind for item in self.items[:index] if item.kind not in ("filler", "want", "should", "but")
        ]
        return said == ["keep"]

    def on_freely(self, index: int, item: Item) -> None:
        if self.spared is not None:
            self.spare()

    def on_rest(self, index: int, item: Item) -> None:
        self.on_but(index, item)

    def on_up(self, index: int, item: Item) -> None:
        self.part_verb(index, item, 1)

    def on_down(self, index: int, item: Item) -> None:
        self.part_verb(index, item, -1)

    def part_verb(self, index: int, item: Item, step: int) -> None:
        """ "turn the smile up", "tone the makeup down"."""
        before = index
        while before > 0 and before not in self.breaks and self.items[before].kind != "make":
            before -= 1
        if self.items[before].kind != "make":
            return
        noun = self.topic
        blamed = noun is not None and noun.complained_of and self.kind_before(index) == "it"
        if blamed and self.lexicon.subjects:
            return  # "the cheeks are too red, tone them down": the complaint has said which way
        if noun is not None and noun.item.kind == "part" and not noun.described:
            self.operate_part(noun.item, "more" if step > 0 else "less")
        elif noun is not None and noun.item.kind == "trait" and noun.wish is None:
            self.name_trait(noun.item, Modifiers(step=step), item.end)
        elif self.last is not None and self.last.form == "thing" and not self.last.modifiers.step:
            self.last.modifiers.step, self.last.end = step, item.end
        elif self.last is not None and noun is None and self.kind_before(index) == "adjective":
            self.last.form, self.last.modifiers.step = "comparative", step  # "tone the tan down"
        elif noun is not None and noun.said is not None:  # "her nose is huge, tone it down"
            self.wish(replace(noun.said, form="comparative", modifiers=Modifiers(step=step), end=item.end))
        elif noun is None and self.kind_before(index) == "it" and self.out.wishes:
            told = self.out.wishes[-1]  # "she's smiling like mad, tone it down"
            told.modifiers, told.replaced, told.end = Modifiers(step=step), False, item.end
            self.last = told

    def on_with(self, index: int, item: Item) -> None:
        if self.verb == "remove" and self.kind_at(index + 1) in ("him", "part", "person"):
            return  # "take the hat off her" is "снять с неё"
        if self.verb == "no" and self.since_verb == len(self.out.wishes) and self.kind_before(index) != "no":
            return  # "I don't want her to be in a hat"
        if item.meaning is None and self.kind_before(index) == "":
            self.begin_verb("")  # "+hat"
        if self.verb == "replace":
            self.on_into(index, item)
        if self.last is not None:
            self.flush()
        self.verb = ""
        self.since_verb = len(self.out.wishes)

    def on_a(self, index: int, item: Item) -> None:
        if self.verb == "no" and self.joined == "and":
            self.verb = ""  # "no beard and a big nose"
        ends = self.kind_before(index) in ("should", "want") and not self.kind_at(index + 1)
        if ends and self.lexicon.subjects and self.mentioned is not None:
            self.bring_back(self.mentioned.item)  # "he has no hair. he needs some"

    def on_him(self, index: int, item: Item) -> None:
        """A pronoun that by its gender is of the thing just named: "борода норм, её не трогай"."""
        noun = self.mentioned
        verbs = {self.kind_before(index), self.kind_at(index + 1)}
        verb = "remove" if "remove" in verbs else "keep" if verbs & {"keep", "stays"} else ""
        verb = "remove" if self.kind_before(index) == "no" else verb  # "посеяла очки, пусть без них ходит"
        if noun is None or not verb or self.verb_has_object(index):
            return
        if self.lexicon.inflection.stands_for(item.text, noun.item.text):
            self.acted = True
            self.act_on(noun, verb)

    def on_prep(self, index: int, item: Item) -> None:
        if self.verb == "replace":
            self.on_into(index, item)
