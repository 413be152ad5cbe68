"""Verbs and their objects: what is put there, taken away, kept, changed into something else."""

from __future__ import annotations

import itertools
from dataclasses import replace

from attribute_map.language.wishes.persons import Persons
from attribute_map.language.wishes.reading import Noun
from attribute_map.language.wishes.wish import Modifiers, Wish
from attribute_map.language.words.items import Item

_OWN_PREDICATES = frozenset(("more", "less", "too", "too_little"))
_SAID_OF_PARTS = frozenset(("more", "less", "adjective", "keep", "stays", "change"))
_GOING_WITHOUT = frozenset(("no", "it", "filler", "want", "but", "should"))  # "maybe without them"


class Verbs(Persons):
    """Reads verbs, and the words that lead from one state to another."""

    def on_add(self, index: int, item: Item) -> None:
        if self.forbids() or self.is_attribute(index):
            return
        if self.lexicon.degrees_compare and self.kind_before(index) == "no" and self.named_in_clause():
            return  # "皱纹别画"
        bare = self.since_clause == len(self.out.wishes) and not self.noun_ahead(index)
        bare = bare and not (self.lexicon.degrees_compare and self.asks_ahead(index))  # "给她烫个卷"
        bare = bare and not (self.lexicon.inflection.knows_verbs and self.named_in_clause())  # "свет добавь"
        other = self.mentioned is not None and self.mentioned.wish is None
        if bare and not self.pending.negated and not (other and self.lexicon.inflection.knows_verbs):
            for wish in (wish for wish in self.out.wishes if wish.lacking):
                wish.verb = ""
        self.begin_verb("keep" if self.pending.negated else "")
        self.adding = self.verb == ""
        described = (
            self.mentioned is not None
            and self.mentioned.item.kind == "part"
            and self.mentioned.described
            and not self.mentioned.absent
        )
        if self.lexicon.inflection.knows_verbs and self.is_without(index):
            return  # "без макияжа покажи"
        told = self.last if self.lexicon.degrees_compare else None  # "帽子戴反了"
        if told is not None and self.mentioned is not None and told is self.mentioned.wish and not told.verb:
            return
        behind = self.lexicon.degrees_compare and self.kind_before(index) == "trait"  # "厚度加一点"
        apart = behind or self.lexicon.inflection.knows_verbs
        named = self.topic if apart and not self.noun_ahead(index) else None
        if self.adding and named is not None and named.item.kind == "trait" and named.wish is None:
            self.name_trait(named.item, Modifiers(step=1), item.end)  # "женственности добавь"
            return
        if self.adding and self.mentioned is not None and not described and self.has_no_object(index):
            self.bring_back(self.mentioned.item)

    def is_without(self, index: int) -> bool:
        """Whether the clause has told before its verb what is not to be there."""
        kinds = [item.kind for item in self.clause_of(index) if item.start < self.items[index].start]
        return any(pair == ("no", "thing") for pair in itertools.pairwise(kinds))

    def has_no_object(self, index: int) -> bool:
        """Whether a verb leaves its object unsaid, or to a pronoun: "bring it back", "give him some"."""
        if self.kind_at(index + 1) in ("", "off", "it") or self.kind_after(index) == "":
            return True
        position = index + 1
        while self.kind_at(position) in ("him", "the", "filler"):
            position += 1
        if self.kind_at(position) not in ("a", "it"):
            return False
        position += 1
        while self.kind_at(position) == "filler":
            position += 1
        return not self.kind_at(position)

    def bring_back(self, item: Item) -> None:
        """ "i miss the beard, bring it back"."""
        count = len(self.out.wishes)
        if item.kind == "part":
            self.operate_part(item, "some")
        else:
            self.wish(
                Wish(item.entry.effects, "thing", self.take_modifiers(), item.start, item.end, item.rule)
            )
        for wish in self.out.wishes[count:]:
            wish.recalled = True

    def on_give(self, index: int, item: Item) -> None:
        self.on_add(index, item)
        self.giving = True

    def on_ignore(self, index: int, item: Item) -> None:
        self.begin_verb("ignore")

    def is_attribute(self, index: int) -> bool:
        """Whether a verb only says which thing the verb before it acts on: "去掉她戴着的帽子"."""
        return self.kind_at(index + 1) == "of" and self.verb in ("remove", "no", "keep")

    def on_have(self, index: int, item: Item) -> None:
        if self.forbids() or self.is_attribute(index):
            return
        if not self.pending.negated and self.kind_before(index) not in ("remove", "no"):  # "stop wearing"
            self.begin_verb("")

    def on_make(self, index: int, item: Item) -> None:
        if item.text in self.lexicon.leaving and not self.kind_at(index + 1) and self.named_in_clause():
            self.on_off(index, item)  # "can the beard stay but the grey go"
            return
        negated, before = self.pending.negated or self.forbids(), self.last
        if self.forbids() and not self.grades_ahead(index):
            self.forbidden = True  # "别把胡子剃了"
            return
        if negated and self.grades_ahead(index):
            self.begin_verb("")
            self.pending.negated = True  # "don't make the nose so big"
            return
        thing = before is not None and before.form == "thing" and not negated
        becomes = self.lexicon.degrees_compare or item.text.split()[-1] in self.lexicon.becoming
        if thing and before is not None and becomes and self.gives_way(index):
            before.verb, before.replaced = "remove", True  # "胡子改成山羊胡"
        if before is not None and self.shapes_anew(before, index):
            self.out.wishes.remove(before)  # "脸方方的改成瓜子脸"
            self.last = before = None
        self.begin_verb("keep" if negated else "")
        by_form = self.lexicon.degrees_compare or self.lexicon.inflection.knows_verbs
        self.making = by_form and not negated  # "она тут как мужик, сделай женщиной"
        self.turned = None if negated or before is None or before.verb else before  # "curls made straight"

    def shapes_anew(self, told: Wish, index: int) -> bool:
        """Whether what something is like is to become another shape of the same region."""
        becomes = self.lexicon.degrees_compare and self.items[index].text in self.lexicon.becoming
        named = self.items[index + 1] if self.kind_at(index + 1) == "adjective" else None
        if not becomes or named is None or told.form != "state" or told.verb or told not in self.out.wishes:
            return False
        ours = {self.lexicon.regions[effect.axis] for effect in told.effects}
        return bool(ours & {self.lexicon.regions[effect.axis] for effect in named.entry.effects})

    def on_remove(self, index: int, item: Item) -> None:
        if self.spared is not None and not self.noun_ahead(index):
            self.spare()
            return
        if self.forbidden and self.bare_parts and self.lexicon.degrees_compare:
            self.keep_topic()  # "别把眉毛弄没了"
            return
        following = [self.kind_at(position) for position in range(index + 1, index + 4)]
        strange = "unknown" in (following[: following.index("")] if "" in following else following)
        ahead = self.noun_ahead(index) or strange
        named = self.out.wishes[self.since_verb :]
        if (named or self.mentioned is not None) and self.lexicon.degrees_compare:  # "胡子刮了更年轻"
            ahead = strange or (self.noun_ahead(index) and self.names_ahead(index))
            ahead = ahead and following[0] not in ("want", "should", "first")  # "刮了我想看看下巴"
        if not ahead and self.takes_all(index):
            for wish in self.out.wishes:
                wish.verb = "remove"  # "шляпу, бусы, серьги — всё снять"
            self.verb, self.acted = "", True
            return
        if not ahead and named:
            verb = "keep" if self.pending.negated or self.forbidden else "remove"
            self.pending.negated = False
            self.flush()
            self.take_back(verb)  # "beard and glasses: remove", "the hat: don't remove"
            self.verb, self.acted = "", True
            return
        self.begin_verb("keep" if self.pending.negated or self.forbids() else "remove")
        ends = self.kind_at(index + 2) in ("", "and")
        pointing = self.kind_at(index + 1) == "the" and ends  # "remove that"
        pointing = pointing or (
            self.kind_at(index + 1) in ("filler", "degree") and not self.kind_at(index + 2)
        )
        if self.lexicon.degrees_compare and not ahead and self.kind_after(index) in ("be", "more", "want"):
            self.remove_mentioned()  # "去掉会更精神"
            return
        pronoun = not {"it", "them", "em", "those", "that"}.isdisjoint(item.text.split()[1:])
        self.acted = ahead or not (pointing or pronoun or self.kind_after(index) in ("", "it"))

    def takes_all(self, index: int) -> bool:
        """Whether a verb is of all that a list before it named."""
        told = [
            wish
            for wish in self.out.wishes
            if wish.form == "thing" and not wish.verb and wish.modifiers.empty
        ]
        alone = len(self.out.wishes) == self.since_clause and len(told) == len(self.out.wishes) > 1
        return alone and any(item.text in self.lexicon.totals for item in self.clause_of(index))

    def on_replace(self, index: int, item: Item) -> None:
        self.begin_verb("replace")

    def keeps_colour(self, index: int) -> bool:
        """Whether a verb is of the colour of the part named before: "глаза побольше, цвет не меняй"."""
        noun = self.mentioned
        named = any(item.text in self.lexicon.hues for item in self.clause_of(index))
        if not named or noun is None or self.verb_has_object(index):
            return False
        colours = [axis for axis in noun.item.entry.keep if axis in self.lexicon.groups]
        self.out.keep.extend(colours)
        return bool(colours)

    def on_keep(self, index: int, item: Item) -> None:
        if self.likened(index) or self.keeps_colour(index):
            return  # "像海盗一样的胡子"
        if self.spares_only(index):
            return
        ahead = self.noun_ahead(index) and not self.is_only_described(index)
        kept = self.out.wishes[self.since_verb :]
        if not ahead and kept:
            self.take_back("keep")
            alone = self.lexicon.inflection.knows_verbs and all(wish.attached for wish in kept)
            described = self.topic is not None and self.topic.described
            if not (alone or (self.lexicon.degrees_compare and described)):
                self.keep_topic()  # "волосы короткими оставь" is of their length, "黑发保留" of its colour
            return
        self.begin_verb("keep")
        pointing = self.kind_at(index + 1) == "the" and not self.kind_at(index + 2)
        bare = self.lexicon.degrees_compare and self.kind_after(index) == "" and not self.named_in_clause()
        bare = bare and all(item.kind != "rest" for item in self.clause_of(index))  # "其他都别碰"
        if (pointing or bare) and self.mentioned is not None:
            self.act_on(self.mentioned, "keep")  # "the earrings are perfect, keep those"
        elif not self.noun_ahead(index) and self.topic is not None:
            self.keep_topic()
        elif self.refers_back(index) and self.mentioned is not None:
            self.act_on(self.mentioned, "keep")  # "улыбка супер, не трогай"

    def is_only_described(self, index: int) -> bool:
        """Whether only adjectives of its object stand behind a verb: "бородку оставить аккуратную"."""
        if self.topic is None or not self.lexicon.inflection.knows_verbs:
            return False
        clause = self.clause_of(index)
        behind = clause[clause.index(self.items[index]) + 1 :]
        noun = self.topic.item.text
        return all(
            i.kind == "adjective" and self.lexicon.inflection.may_describe(i.text, noun) for i in behind
        )

    def refers_back(self, index: int) -> bool:
        """Whether a verb leaves its object unsaid, which has been named before: "улыбка супер, не трогай"."""
        alone = self.kind_before(index) in ("", "him", "but") and not self.noun_ahead(index)
        return alone and self.lexicon.inflection.knows_verbs

    def likened(self, index: int) -> bool:
        """Whether "the same" belongs to a comparison that began before it in the clause."""
        before = index
        while before > 0 and before not in self.breaks:
            before -= 1
            if self.items[before].kind in ("be", "like"):
                return self.lexicon.degrees_compare
        return False

    def on_change(self, index: int, item: Item) -> None:
        if self.forbidden and self.kind_at(index + 1) == "adjective":
            return  # "不要把鼻子改小"
        told = self.last
        turns = self.lexicon.degrees_compare and self.kind_at(index + 1) in ("adjective", "thing")
        if turns and told is not None and told.form == "state" and told in self.out.wishes:
            self.out.wishes.remove(told)  # "方脸改鹅蛋脸"
            self.last = None
        self.making = self.lexicon.degrees_compare and not self.pending.negated
        if not self.pending.negated:
            self.begin_verb("replace" if self.verb != "keep" else "keep", soft=True)
        elif self.noun_ahead(index) or (self.kind_at(index + 1) == "it" and self.topic is None):
            self.begin_verb("keep")
        else:
            self.pending = Modifiers()
            if self.mentioned is not None and not self.named_in_clause() and self.refers_back(index - 1):
                self.act_on(self.mentioned, "keep")  # "цвет волос меня устраивает, не меняйте"
            self.take_back("keep")
            self.keep_topic()

    def on_mend(self, index: int, item: Item) -> None:
        """ "fix the eye bags", "she has eye bags, fix that"."""
        ahead = next((i for i in self.items[index + 1 :] if i.is_noun), None)
        if ahead is None and self.mentioned is not None and self.mentioned.said is not None:
            for said in self.flaws_told(self.mentioned.said):  # "the forehead is massive, fix it"
                self.wish(replace(said, form="comparative", modifiers=Modifiers(step=-1), end=item.end))
            return
        noun = ahead or (self.mentioned.item if self.mentioned is not None else None)
        told = self.out.wishes[-1] if self.out.wishes else None
        pointing = bool(self.lexicon.subjects) and self.kind_at(index + 1) in ("it", "the")
        if noun is None and told is not None and (told.replaced or pointing) and told.form == "state":
            # "she looks angry, fix that"
            told.replaced = True
            self.wish(replace(told, verb="remove", modifiers=Modifiers(), replaced=False, end=item.end))
            return
        if (
            ahead is not None
            and ahead.kind == "thing"
            and not ahead.entry.flaw
            and self.lexicon.inflection.knows_verbs
        ):
            self.begin_verb("ignore")  # "поправь шляпу"
            return
        if noun is None or noun.kind != "thing" or not noun.entry.flaw:
            self.on_change(index, item)
            self.mending = None if self.lexicon.degrees_compare else noun  # "鼻子修一下，小一点"
        elif ahead is not None:
            self.begin_verb("remove")
        elif self.mentioned is not None:
            self.act_on(self.mentioned, "remove")

    def flaws_told(self, said: Wish) -> list[Wish]:
        """What a verb is to mend: what was said last, and where verbs tell by their forms, all beside it.

        "нос огромный, лицо узкое, исправь": but a colour is what is to be, "глаза у него карие, исправьте".
        """
        if not self.lexicon.inflection.knows_verbs:
            return [said]
        stated = [
            wish
            for wish in self.out.wishes
            if wish.attached and wish.form == "state" and not wish.verb and wish.modifiers.empty
        ]
        told = [*stated, said] if said not in stated else stated
        return [
            wish for wish in told if not any(effect.axis in self.lexicon.groups for effect in wish.effects)
        ]

    def on_likewise(self, index: int, item: Item) -> None:
        """ "the hat should go, so should the glasses": what follows is treated as what was said before."""
        self.flush()
        if self.ordered(index) and self.noun_ahead(index):
            return  # "убери очки, добавь тоже шляпу"
        if self.named_in_clause() and self.kind_at(index + 1) in _OWN_PREDICATES:
            return  # "веснушек поменьше, щёк тоже поменьше"
        if self.named_in_clause() and not self.noun_ahead(index):
            self.treat_likewise(index)
            return
        if not self.out.wishes:
            return
        told = self.out.wishes[-1]
        self.verb, self.since_verb = told.verb, len(self.out.wishes)
        if not told.verb:
            self.shared, self.last = self.said, told
        self.joined = "and"

    def treat_likewise(self, index: int) -> None:
        """ "бусы убери, галстук тоже": as what was said before, what has just been named."""
        noun = self.topic
        if noun is not None and noun.item.kind == "part" and noun.wish is None and not noun.described:
            said = next((i for i in reversed(self.items[:index]) if i.kind in _SAID_OF_PARTS), None)
            if said is not None and (said.kind in ("keep", "stays") or self.leaves_alone(said)):
                self.keep_topic()
            elif said is not None and said.kind == "adjective":
                noun.described = self.attach(said, noun.item, index, Modifiers()) is not None
            elif said is not None and said.kind != "change":
                self.operate_part(noun.item, said.kind)
            return
        named = list(itertools.takewhile(_only_named, reversed(self.out.wishes[self.since_clause :])))
        before = self.out.wishes[: len(self.out.wishes) - len(named)]
        for wish in named if before else ():  # "помаду сотри, тушь и румяна тоже"
            wish.verb, wish.modifiers = before[-1].verb, replace(before[-1].modifiers)
            wish.size, wish.size_compared = before[-1].size, before[-1].size_compared

    def leaves_alone(self, verb: Item) -> bool:
        """Whether a verb of change is denied: "волосы не тронь"."""
        return verb.kind == "change" and self.kind_before(self.items.index(verb)) == "not"

    def on_off(self, index: int, item: Item) -> None:
        asked = self.kind_before(index) in ("", "want", "filler", "should")
        if asked and not self.named_in_clause() and self.noun_ahead(index):
            self.on_remove(index, item)  # "if you removed the hat", "可以去掉帽子吗"
            return
        if self.spared is not None:
            self.spare()
            return
        noun = self.mentioned.item.kind if self.mentioned is not None else ""
        alone = self.lexicon.inflection.knows_verbs and not self.verb_has_object(index)
        pointed = self.lexicon.degrees_compare or (alone and noun == "thing")
        if pointed and self.mentioned is not None and not self.named_in_clause():
            self.act_on(self.mentioned, "remove")  # "墨镜不太合适，去掉吧", "чёлка закрывает лоб, не надо её"
            return
        pointed = {i.kind for i in self.clause_of(index)} <= {"the", "off", "should", "filler", "but"}
        if self.lexicon.subjects and pointed and self.mentioned is not None:
            self.act_on(self.mentioned, "remove")  # "the bangs look bad, those need to go"
            return
        self.take_back("remove")
        if self.topic is not None and self.topic.wish is None and not self.topic.described:
            self.operate_noun(self.topic.item, "none")  # "the hair is gone", but no "the grey hair is gone"

    def spares_only(self, index: int) -> bool:
        """Whether all is to stay but what has been excepted, of which nothing is said: "除了胡子都别动"."""
        if self.spared is None or not self.lexicon.degrees_compare or self.noun_ahead(index):
            return False
        del self.out.wishes[self.spared :]
        self.spared, self.verb = None, ""
        return True

    def on_stays(self, index: int, item: Item) -> None:
        if self.spares_only(index) or self.keeps_colour(index):
            return
        if self.noun_ahead(index):
            pointed = self.lexicon.degrees_compare and self.kind_at(index + 1) == "the"
            verb = self.lexicon.inflection.is_to_be_done(item.text) or self.lexicon.inflection.happens(
                item.text
            )
            pointed = pointed or (verb and not self.named_in_clause())  # "не надо менять цвет глаз"
            of_part = self.topic is not None and self.topic.item.kind == "part" and not self.topic.described
            pointed = pointed or (bool(self.lexicon.subjects) and of_part)  # "the face can stay chubby"
            if not self.forbids():
                self.begin_verb("keep" if pointed else "")  # "stays bald", "留着胡子", but "留着那个帽子"
            return
        if self.verb == "keep" and self.kept_before < len(self.out.keep):
            self.verb = ""
            return  # "keeping the hair the way it is"
        if self.lexicon.degrees_compare and self.mentioned is not None and not self.named_in_clause():
            self.act_on(self.mentioned, "keep")  # "双下巴是灵魂，留着"
            return
        self.take_back("keep")
        self.verb = "" if self.verb == "keep" else self.verb
        if self.topic is None or not self.topic.described:  # "the grey hair stays": its colour alone
            self.keep_topic()

    def on_it(self, index: int, item: Item) -> None:
        """A pronoun for the thing last named: "too long, remove it", "make them bigger"."""
        if self.mentioned is None or self.noun_ahead(index):
            return
        asked = self.kind_before(index) in ("want", "should") and not self.kind_at(index + 1)
        if item.text == "one" and asked and self.lexicon.subjects:
            self.bring_back(self.mentioned.item)  # "there is no beard. i want one"
            return
        kinds = {i.kind for i in self.clause_of(index)}
        without = self.verb == "no" and bool(self.lexicon.subjects) and kinds <= _GOING_WITHOUT
        if self.verb in ("remove", "keep") or without:
            self.acted = True
            self.act_on(self.mentioned, "remove" if without else self.verb)
        elif self.verb == "":
            self.topic = self.mentioned
        self.last = self.mentioned.wish

    def on_from(self, index: int, item: Item) -> None:
        """ "from brown to blonde": what the way starts from is no wish."""
        self.flush()
        self.way_begins = len(self.out.wishes)

    def on_into(self, index: int, item: Item) -> None:
        """ "change the beard to a goatee", "swap the glasses for a hat": what came before goes."""
        if self.way_begins is not None and self.mentioned is not None:
            del self.out.wishes[self.way_begins :]
            self.topic, self.last, self.way_begins = Noun(self.mentioned.item), None, None
            self.since_verb = min(self.since_verb, len(self.out.wishes))
            self.since_clause = min(self.since_clause, len(self.out.wishes))
            return
        if self.verb == "remove" and self.since_verb == len(self.out.wishes):
            self.verb = ""  # "chop it to a bob"
        recalled = self.mentioned if self.kind_before(index) == "it" and self.verb == "replace" else None
        if recalled is not None and recalled.item.kind == "thing" and self.lexicon.subjects:
            self.act_on(recalled, "remove")  # "the tie is too formal, swap it for a chain"
        self.turned = self.last if self.last is not None and not self.last.verb else None
        kept = self.last is not None and self.last.verb == "keep"
        if self.last is not None and self.last.form == "thing" and not kept and self.gives_way(index):
            self.last.verb, self.last.replaced = "remove", True
        if self.verb in ("replace", "change"):
            self.verb = ""

    def gives_way(self, index: int) -> bool:
        """Whether the thing before goes: "swap the hat for …", "turn the beard into a goatee"."""
        if self.verb in ("replace", "change"):
            return True
        if self.verb or self.adding:
            return False
        following = (item.kind for item in self.items[index + 1 :])
        return next((kind for kind in following if kind not in ("the", "a", "adjective")), "") == "thing"


def _only_named(wish: Wish) -> bool:
    """Whether a wish is a thing of which nothing has been said."""
    return wish.form == "thing" and not wish.verb and wish.modifiers.empty and not wish.size
