"""Deeds: verbs that are a wish by themselves ("shave"), and what they mean of what they are done to."""

from __future__ import annotations

from dataclasses import replace

from attribute_map.language.wishes.heads import AROUND_A_STEP, Heads
from attribute_map.language.wishes.wish import Form, Modifiers, Wish
from attribute_map.language.words.items import Item
from attribute_map.language.words.meanings import Effects, Entry


class Deeds(Heads):
    """Reads deeds."""

    def on_action(self, index: int, item: Item) -> None:
        if self.names_its_means(index, item.entry):
            return  # "накрасить красной помадой": the thing says it
        if self.spared is not None and item.entry.verb:
            self.spare()  # "кроме усов всё сбрей"
        if self.acts_on_a_noun(index, item) or self.says_how_it_is_done(index, item):
            return
        self.wish(self.wish_of_deed(index, item))
        self.topic = None

    def acts_on_a_noun(self, index: int, item: Item) -> bool:
        """Whether a deed is done to a noun before or behind it, so that it is the verb of that."""
        entry = item.entry
        spares = self.kind_at(index + 1) == "except"
        if entry.verb and not spares and (self.noun_ahead(index) or self.years_ahead(index)):
            self.begin_verb("keep" if self.pending.negated else entry.verb)
            return True
        if self.lessens(index, entry, item) or self.comes_of_complaint(index, entry):
            return True
        pronoun = not {"it", "them"}.isdisjoint(item.text.split()[1:]) and bool(self.lexicon.subjects)
        if entry.verb and pronoun and self.mentioned is not None and self.mentioned.item.kind == "thing":
            self.act_on(self.mentioned, entry.verb)  # "the goatee is ugly, shave it off"
            return True
        return False

    def says_how_it_is_done(self, index: int, item: Item) -> bool:
        """Whether a deed only says how, or how far, what was just asked for is done."""
        if self.refines(index, item.entry) or self.shaves(index, item.entry):
            return True
        told, inflection = self.last, self.lexicon.inflection
        if self.ends_a_thing(index):
            self.take_back("remove")  # "косметику под ноль"
            return True
        taken = told is not None and told.verb == "remove" and told.form == "thing" and told.end == item.start
        # "снеси бороду под ноль": how far
        return taken and inflection.knows_verbs and not inflection.is_done_by_verb(item.text)

    def wish_of_deed(self, index: int, item: Item) -> Wish:
        """The wish that a deed is by itself, under the verb and the negation before it."""
        entry = item.entry
        form: Form = "comparative" if entry.relative else "thing"
        wish = Wish(
            self.effects_of_deed(index, entry), form, self.take_modifiers(), item.start, item.end, item.rule
        )
        wish.verb, wish.confidence, wish.action = self.verb_of_state(), item.confidence, True
        if self.lexicon.degrees_compare and wish.verb == "remove" and self.since_verb < len(self.out.wishes):
            wish.verb = ""  # "摘眼镜、去眼袋"
        if wish.modifiers.negated and form == "thing" and not wish.verb:
            inflection = self.lexicon.inflection
            stated = inflection.knows_verbs and not inflection.is_to_be_done(item.text)
            wish.verb = "" if stated else "keep"  # "губы не накрашены", but "don't shave him"
        if form == "comparative" and self.verb == "no" and self.lexicon.degrees_compare:
            wish.verb = "keep"  # "不要把头发剪短"
        return wish

    def ends_a_thing(self, index: int) -> bool:
        """Whether how far to shave is said of the thing right before, of which nothing shall be left."""
        told, item = self.last, self.items[index]
        if told is None or [effect.axis for effect in item.entry.effects] == [e.axis for e in told.effects]:
            return False
        bald = [effect.axis for effect in item.entry.effects] == ["bald"] and " " in item.text
        bare = told.form == "thing" and not told.verb and told.modifiers.empty and told.end == item.start
        return bald and bare and self.lexicon.inflection.knows_verbs

    def effects_of_deed(self, index: int, entry: Entry) -> Effects:
        """What a deed means of the part it is done to: "губки накрась" is of lipstick, not of makeup."""
        noun = self.noun_acted_on(index)
        named = noun if noun is not None else self.topic.item if self.topic is not None else None
        special = self.lexicon.effects_of(named.entry.name, entry.name) if named is not None else None
        return special or entry.effects

    def names_its_means(self, index: int, entry: Entry) -> bool:
        """Whether a face is painted by the thing that is named next."""
        thing = self.noun_acted_on(index)
        if thing is None or thing.kind != "thing" or not self.lexicon.inflection.is_means(thing.text):
            return False
        effects = (*thing.entry.effects, *entry.effects)
        return {self.lexicon.regions[effect.axis] for effect in effects} <= {"mouth", "skin"}

    def noun_acted_on(self, index: int) -> Item | None:
        """The part or thing behind a deed, over pronouns and adjectives."""
        following = index + 1
        while self.kind_at(following) in ("him", "the", "filler", "adjective", "degree"):
            following += 1
        return self.items[following] if self.kind_at(following) in ("part", "thing") else None

    def refines(self, index: int, entry: Entry) -> bool:
        """Whether a deed says how the one right before it is done: "往左|倾斜" tilts that way."""
        told = self.last
        if not self.lexicon.degrees_compare or self.kind_before(index) not in ("action", "degree"):
            return False
        if told is None or not told.action or len(told.effects) != 1 or len(entry.effects) != 1:
            return False
        (turn,), (tilt,) = told.effects, entry.effects
        if turn.axis == tilt.axis or self.lexicon.regions[turn.axis] != self.lexicon.regions[tilt.axis]:
            return False
        told.effects = (replace(tilt, sign=turn.sign),)
        told.end = self.items[index].end
        return True

    def shaves(self, index: int, entry: Entry) -> bool:
        """Whether a razor is used on one kind of hair: "бородку подстриги под ноль", "обрей усы"."""
        shorn = {self.lexicon.regions[effect.axis] for effect in entry.effects if effect.sign < 0}
        shorn = shorn or {effect.axis for effect in entry.effects}
        if not self.lexicon.inflection.knows_verbs or shorn not in ({"bald"}, {"facial_hair"}):
            return False
        verb = "keep" if self.pending.negated else "remove"
        if any(item.kind == "him" for item in self.clause_of(index)):
            return False
        ahead = self.noun_acted_on(index)
        if ahead is not None and self.is_facial_hair(ahead):
            self.begin_verb(verb)
            return True
        noun = self.mentioned
        if ahead is not None or noun is None or not self.is_facial_hair(noun.item):
            return False
        self.acted, self.pending = True, Modifiers()
        self.act_on(noun, verb)
        return True

    def is_facial_hair(self, item: Item) -> bool:
        regions = {self.lexicon.regions[effect.axis] for effect in item.entry.effects}
        return item.kind in ("thing", "mention") and regions == {"facial_hair"}

    def lessens(self, index: int, entry: Entry, item: Item) -> bool:
        """Whether a deed usually done to one part is done to another noun: "those brows need a trim"."""
        noun = self.topic
        if noun is None and self.lexicon.inflection.knows_verbs and not self.noun_ahead(index):
            noun = self.mentioned  # "бороду оставь, но подстриги"
        acted_on = self.noun_acted_on(index) if self.lexicon.inflection.knows_verbs else None
        if entry.of and noun is not None and noun.described and noun.item.kind == "thing":
            return True  # "чёлку прямую подстригите"
        if entry.of and acted_on is not None:
            if acted_on.entry.name != entry.of:
                self.pending.step = -1  # "подровняй ему бороду"
            return acted_on.entry.name != entry.of
        if entry.of and self.kind_at(index + 1) in ("part", "thing") and self.lexicon.joint:
            return True  # "a trim goatee"
        if not entry.of or noun is None or noun.described or noun.item.entry.name == entry.of:
            return False
        if noun.wish is not None:
            noun.wish.modifiers.step, noun.wish.end = -1, item.end
            noun.wish.verb = ""
        elif noun.item.kind == "part":
            self.operate_part(noun.item, "less")
        return noun.item.kind in ("part", "thing")

    def comes_of_complaint(self, index: int, entry: Entry) -> bool:
        """Whether it only says what comes of a complaint: "слишком тёмный фон, ничего не видно"."""
        told = self.out.wishes[-1] if self.out.wishes else None
        alone = all(i is self.items[index] or i.kind in AROUND_A_STEP for i in self.clause_of(index))
        if told is None or not (alone and told.modifiers.too and entry.relative):
            return False
        ours, theirs = (
            {self.lexicon.regions[effect.axis] for effect in effects}
            for effects in (entry.effects, told.effects)
        )
        return ours == theirs == {"scene"}

    def years_ahead(self, index: int) -> bool:
        """ "shave ten years off"."""
        following = [self.kind_at(position) for position in range(index + 1, index + 4)]
        return "years" in following or "decades" in following
