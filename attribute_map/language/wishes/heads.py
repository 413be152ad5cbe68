"""Heads of wishes: things, traits, parts, persons and actions, and what verbs and operators do to them."""

from __future__ import annotations

from dataclasses import replace

from attribute_map.language.wishes.reading import Noun, SentenceState
from attribute_map.language.wishes.wish import Form, Modifiers, Wish
from attribute_map.language.words.items import Item
from attribute_map.language.words.meanings import Effects, Entry

_AFTER_A_SUBJECT = frozenset(
    ("be", "should", "want", "give", "make", "add", "remove", "replace", "change", "off")
)
_REQUESTING = frozenset(
    ("give", "make", "add", "remove", "replace", "change", "more", "less", "want", "keep")
)
_ASKING = frozenset(("make", "want", "should", "give", "add", "remove", "no", "keep"))
_OWN_PREDICATES = frozenset(
    ("keep", "stays", "change", "no", "not", "adjective", "more", "less", "too", "too_little")
)
_OWN_DEGREES = frozenset(("number", "adjective", "signs", "into", "more", "less", "years", "decades"))
_SAID_OF_SOMEBODY = frozenset(
    "part thing trait adjective have of add remove make give keep more less too somewhat person years "  # noqa: SIM905
    "number be the him no not degree action change replace stays off so so_strong decade".split()
)
_AROUND_A_STEP = frozenset(("filler", "degree", "him", "but", "want", "should"))
_SAID_OF_POSSESSIONS = frozenset(
    "should too too_little more less make no remove somewhat want change".split()  # noqa: SIM905
)
_REFERRING = frozenset(("the", "first", "prep", "keep"))


class Heads(SentenceState):
    """Reads nouns and wish-verbs."""

    def flush(self) -> None:
        """Modifiers that found nothing ahead belong to what they follow: "beard a bit less"."""
        m, self.pending = self.pending, Modifiers()
        noun = self.topic or self.mentioned
        bare = noun is not None and noun.wish is None and not noun.described
        later = bare and noun is not None and self.last is not None and self.last.end <= noun.item.start
        if (later or self.last is None) and self.verb != "keep":
            m.step = m.step or m.too_little - m.too  # "света маловато"
            m.too = m.too_little = False
        goes = self.verb == "remove" and self.since_verb == len(self.out.wishes) and not self.acted
        kept = self.verb == "keep" and self.kept_before < len(self.out.keep)  # "не делай нос больше"
        goes = goes or (kept and self.lexicon.inflection.knows_verbs)
        if self.lexicon.degrees_compare and noun is not None and noun.wish is not None:
            goes = goes or noun.wish.verb == "remove"  # "把耳环摘了，太晃眼"
        denied = m.negated and not (self.lexicon.inflection.knows_verbs and noun is self.topic)
        if (self.last is None or later) and m.step and noun is not None and not (denied or goes):
            self.pending = m
            if self.lexicon.degrees_compare and noun.said is not None and noun.said.modifiers.too:
                self.wish(replace(noun.said, form="comparative", modifiers=self.take_modifiers()))
                return  # "白头发太多了，少来点"
            self.step_noun(noun.item)
            return
        if m.empty or self.last is None:
            if self.verb == "remove" and self.since_verb == len(self.out.wishes) and not self.acted:
                self.remove_mentioned()
            return
        if self.steps_the_part(m):
            self.pending = m
            self.step_noun(self.topic.item if self.topic is not None else self.items[0])
            return
        self.last.end = max(self.last.end, self.end_of_modifiers)
        if m.too and self.last.size < 0 and self.lexicon.degrees_compare:
            m.too, m.too_little = False, True  # "妆淡过头了"
        target = self.last.modifiers
        target.step = m.step or target.step
        target.too, target.too_little = m.too or target.too, m.too_little or target.too_little
        target.enough, target.negated = m.enough or target.enough, m.negated or target.negated
        if m.negated and self.last.size_compared and self.lexicon.inflection.knows_verbs:
            self.last.verb, self.last.form = "keep", "comparative"  # "бороду гуще не надо"
        if m.factor != 1.0:
            target.strengthen(m.factor)
        if self.lexicon.degrees_compare and m.factor != 1.0:
            self.last.form = "comparative" if self.last.form == "state" else self.last.form
            self.last.size_compared = self.last.size_compared or bool(self.last.size)

    def steps_the_part(self, m: Modifiers) -> bool:
        """Whether a step behind an adjective is of the part that it describes: "глаза карие побольше"."""
        told, noun = self.last, self.topic
        if (
            noun is None
            or told is None
            or noun.item.kind != "part"
            or not self.lexicon.inflection.knows_verbs
        ):
            return False
        described = told.attached and told.form == "state" and not told.verb and told.modifiers.empty
        return described and bool(m.step) and not (m.negated or m.too or m.too_little)

    def lessens_what_was_told(self, index: int) -> bool:
        """Whether a verb without an object takes back some of what was just said: "румяная, убавь"."""
        told = self.out.wishes[-1] if self.out.wishes else None
        clause, noun = self.clause_of(index), self.mentioned
        alone = all(i is self.items[index] or i.kind in _AROUND_A_STEP for i in clause)
        stated = told is not None and told.form == "state" and not told.verb and told.modifiers.empty
        stated = stated and told is not None and all(effect.sign > 0 for effect in told.effects)
        if told is None or not (alone and stated and self.lexicon.inflection.knows_verbs):
            return False
        if noun is not None and (
            told.end <= noun.item.start
            or (self.items[index].kind == "adjective" and self.fits(index, noun.item))
        ):
            return False  # "нос большой, уменьши"
        told.form, told.modifiers, told.end = "comparative", Modifiers(step=-1), self.items[index].end
        return True

    def begin_verb(self, verb: str, *, soft: bool = False) -> None:
        if verb == "keep":
            self.pending = Modifiers()
        if self.last is not None:
            self.flush()
        self.verb = "change" if soft and verb == "replace" else verb
        self.adding = self.giving = self.forbidden = False
        self.mending = None
        self.shared = None
        self.since_verb, self.kept_before = len(self.out.wishes), len(self.out.keep)

    def take_back(self, verb: str) -> None:
        """A verb after its objects: "the glasses off", "hair stays"."""
        for wish in self.out.wishes[self.since_verb_of_objects() :]:
            if verb == "keep" or (wish.form in ("thing", "state") and wish.verb != "keep"):
                wish.verb = verb

    def since_verb_of_objects(self) -> int:
        count = len(self.out.wishes)
        return self.since_verb if self.since_verb < count else max(count - 1, self.since_clause)

    def spare(self) -> None:
        """What is named after an "except" stays, where the rest goes: "除了胡子，其他都去掉"."""
        for wish in self.out.wishes[self.spared :]:
            wish.verb = "keep"
        for part in self.bare_parts:
            self.out.keep.extend(part.entry.keep)
        self.spared, self.verb, self.acted = None, "", True

    def keep_topic(self) -> None:
        for item in self.bare_parts:  # "hair and eyes: leave them"
            self.out.keep.extend(item.entry.keep)
        if self.topic is None or self.topic.item.meaning is None or self.topic.wish is not None:
            return
        if self.topic.item.kind == "trait":
            self.out.keep.extend(effect.axis for effect in self.topic.item.entry.effects)
        self.out.keep.extend(self.topic.item.entry.keep)

    def remove_mentioned(self) -> None:
        """A verb that follows its object: "the glasses remove", "too long, cut it off"."""
        self.acted = True
        if self.last is not None:
            self.take_back("remove")
        elif self.mentioned is not None:
            self.act_on(self.mentioned, "remove")

    def act_on(self, noun: Noun, verb: str) -> None:
        if noun.wish is not None and noun.wish.verb == "keep" != verb:
            return  # "keep the mustache, shave the rest"
        if (
            verb == "remove"
            and noun.said in self.out.wishes
            and noun.said is not None
            and noun.said.verb == "keep"
        ):
            self.out.wishes.remove(noun.said)  # "别给她弄绿头发，拿掉"
        said = noun.said.modifiers if noun.said is not None else Modifiers()
        if verb == "remove" and noun.item.kind == "part" and (said.too or said.too_little):
            return  # "头发太长，剪了": cut until it is not too long
        if noun.wish is not None:
            wish = noun.wish
            wish.verb, wish.modifiers, wish.form = verb, Modifiers(), "thing"
            wish.size, wish.size_compared = 0, False
        elif verb == "remove" and noun.said is not None:  # "the chin looks double, remove that"
            noun.said.replaced |= self.lexicon.degrees_compare or self.lexicon.inflection.knows_verbs
            self.wish(replace(noun.said, verb="remove", modifiers=Modifiers(), replaced=False))
        elif verb == "remove":
            self.operate_noun(noun.item, "none")
            if self.last is not None:
                self.last.recalled = True
        elif verb == "keep":
            self.out.keep.extend(noun.item.entry.keep or [e.axis for e in noun.item.entry.effects])

    def step_noun(self, item: Item) -> None:
        """ "nose more", "a small nose, a bit more": a step of the noun named before."""
        step = 1 if self.pending.step > 0 else -1
        if item.kind == "part":
            self.operate_part(item, "more" if step > 0 else "less")
        elif item.entry.effects:
            m = self.take_modifiers()
            self.wish(Wish(item.entry.effects, "thing", m, item.start, item.end, item.rule))

    def operate_noun(self, item: Item, operator: str) -> None:
        if item.kind == "part":
            self.operate_part(item, operator)
            return
        wish = Wish(item.entry.effects, "thing", Modifiers(), item.start, item.end, item.rule, verb="remove")
        wish.none_effects = item.entry.none_effects
        self.wish(wish)

    def name_alone(self) -> None:
        """What naming a part means where nothing is said of it: "tilt the head"."""
        noun = self.topic
        if noun is None or noun.described or noun.wish is not None or noun.item.kind != "part":
            return
        if self.verb in ("", "change") and self.lexicon.effects_of(noun.item.entry.name, "alone"):
            self.operate_part(noun.item, "alone")

    def operate_part(self, item: Item, operator: str) -> None:
        """ "more hair", "no hair": what an operator means for a part."""
        effects = self.lexicon.effects_of(item.entry.name, operator)
        m = self.take_modifiers()
        m.step = 0
        if effects:
            form: Form = "comparative" if operator in ("more", "less") else "state"
            wish = self.wish(Wish(effects, form, m, item.start, item.end, item.rule))
            wish.confidence = item.confidence
            if self.topic is not None:
                self.topic.described, self.topic.absent = True, operator == "none"

    def name_trait(self, item: Item, modifiers: Modifiers, end: int) -> None:
        entry = item.entry
        effects = entry.effects or self.lexicon.effects_of(entry.name, "more") or ()
        if effects:
            self.wish(Wish(effects, "comparative", modifiers, item.start, end, item.rule))

    def attach(self, item: Item, noun: Item, index: int, m: Modifiers) -> Wish | None:
        """The wish that an adjective makes of a noun, if together they mean anything."""
        entry, form = item.entry, item.form
        name = "person" if noun.kind == "person" else noun.entry.name
        effects = self.lexicon.effects_of(name, entry.name)
        if not effects:
            return None
        wish = self.stated(effects, item, form, m)
        wish.start, wish.end = min(item.start, noun.start), max(item.end, noun.end)
        wish.rule = f"{self.lexicon.file}: {name} + {entry.name}"
        wish.attached = True
        self.shared = self.said = item
        return self.wish(wish)

    def stated(self, effects: Effects, item: Item, form: str, m: Modifiers) -> Wish:
        kind: Form = "comparative" if form == "comparative" else "state"
        if form == "superlative":
            m.strengthen(2.0)
        wish = Wish(effects, kind, m, item.start, item.end, item.rule, confidence=item.confidence)
        if (self.forbidden and self.verb == "no") or (kind == "comparative" and self.forbids()):
            wish.verb = "keep"  # "别把鼻子弄小", "不要让她变老"
        elif kind == "state":
            wish.verb, wish.replaced = self.verb_of_state(), self.reported(item)
            if self.once and wish.verb == "remove" and self.lexicon.inflection.knows_verbs:
                self.once, self.verb, wish.replaced = False, "", True  # "рыжий, а не красный"
        elif self.verb == "keep":
            wish.verb = "keep"
        return wish

    def reported(self, item: Item) -> bool:
        """Whether the clause says how things are: "she has eye bags, remove them"."""
        index = self.items.index(item)
        start = max((start for start in self.breaks if start <= index), default=0)
        kinds = {earlier.kind for earlier in self.items[start:index]}
        if any(earlier.text in self.lexicon.currently for earlier in self.items[start:index]):
            kinds.add("be")  # "сейчас угловатое"
        came_out = self.kind_at(index + 1) == "be" and self.lexicon.inflection.is_past(
            self.items[index + 1].text
        )
        return (came_out or bool(kinds & {"be", "have"})) and not kinds & _ASKING

    def on_action(self, index: int, item: Item) -> None:
        entry = item.entry
        if self.names_its_means(index, entry):
            return  # "накрасить красной помадой": the thing says it
        if self.spared is not None and entry.verb:
            self.spare()  # "кроме усов всё сбрей"
        spares = self.kind_at(index + 1) == "except"
        if entry.verb and not spares and (self.noun_ahead(index) or self.years_ahead(index)):
            self.begin_verb("keep" if self.pending.negated else entry.verb)
            return
        if self.lessens(index, entry, item) or self.comes_of_complaint(index, entry):
            return
        pronoun = not {"it", "them"}.isdisjoint(item.text.split()[1:]) and bool(self.lexicon.subjects)
        if entry.verb and pronoun and self.mentioned is not None and self.mentioned.item.kind == "thing":
            self.act_on(self.mentioned, entry.verb)  # "the goatee is ugly, shave it off"
            return
        if self.refines(index, entry) or self.shaves(index, entry):
            return
        last = self.last
        if self.ends_a_thing(index):
            self.take_back("remove")  # "косметику под ноль"
            return
        taken = last is not None and last.verb == "remove" and last.form == "thing" and last.end == item.start
        if (
            taken
            and self.lexicon.inflection.knows_verbs
            and not self.lexicon.inflection.is_done_by_verb(item.text)
        ):
            return  # "снеси бороду под ноль": how far
        form: Form = "comparative" if entry.relative else "thing"
        wish = Wish(
            self.effects_of_deed(index, entry), form, self.take_modifiers(), item.start, item.end, item.rule
        )
        wish.verb, wish.confidence, wish.action = self.verb_of_state(), item.confidence, True
        if self.lexicon.degrees_compare and wish.verb == "remove" and self.since_verb < len(self.out.wishes):
            wish.verb = ""  # "摘眼镜、去眼袋"
        if wish.modifiers.negated and form == "thing" and not wish.verb:
            stated = self.lexicon.inflection.knows_verbs and not self.lexicon.inflection.is_to_be_done(
                item.text
            )
            wish.verb = "" if stated else "keep"  # "губы не накрашены", but "don't shave him"
        if form == "comparative" and self.verb == "no" and self.lexicon.degrees_compare:
            wish.verb = "keep"  # "不要把头发剪短"
        self.wish(wish)
        self.topic = None

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
        alone = all(i is self.items[index] or i.kind in _AROUND_A_STEP for i in self.clause_of(index))
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

    def on_thing(self, index: int, item: Item) -> None:
        entry = item.entry
        if index in self.described:
            self.topic = Noun(item, self.described[index], True)
            if self.lexicon.degrees_compare:  # "白胡子太长了，短点"
                self.mentioned = self.topic
            return
        if self.covers_part(index):
            return
        finite = self.lexicon.inflection.is_finite(item.text)
        if self.verb in ("remove", "no") and finite and not self.is_forbidden(index):
            self.begin_verb("")  # "пусть снимет очки и улыбнётся"
        m = self.take_modifiers()
        wish = Wish(
            entry.effects, "thing", m, item.start, item.end, item.rule, none_effects=entry.none_effects
        )
        wish.confidence, wish.keep = item.confidence, entry.keep
        wish.verb, wish.lacking = self.verb_of_state(), self.verb == "no"
        if self.verb == "keep" and self.kind_before(index) in ("a", "degree"):
            wish.verb = ""  # "take it off and leave some stubble"
        pointed_at = self.kind_before(index) == "the" and m.empty and not (wish.verb or self.adding)
        wish.replaced = pointed_at or self.reported(item)
        if self.once:
            self.once, self.verb, wish.replaced = False, "", True
        if index in self.sizes:
            wish.size, wish.size_compared, factor = self.sizes[index]
            if m.too and wish.size < 0:
                m.too, m.too_little = False, True  # "too short on the beard"
            if factor != 1.0:
                m.strengthen(factor)
        elif self.joined and self.last is not None and self.shares_step(wish):
            m.step, m.factor = self.last.modifiers.step, self.last.modifiers.factor
        self.wish(wish)
        self.topic = self.mentioned = Noun(item, wish)

    def is_forbidden(self, index: int) -> bool:
        """Whether a verb of refusing opens the clause of what is not to be: "не хочу, чтоб он улыбался"."""
        opens = self.kind_before(index) == "filler" and self.kind_before(index - 1) in ("no", "remove")
        return opens and not self.lexicon.conditionals.isdisjoint(self.items[index - 1].text.split())

    def covers_part(self, index: int) -> bool:
        """Whether a thing only tells which part is meant: "the hair under the hat"."""
        before = index - (self.kind_before(index) == "the")
        if self.topic is None or self.topic.described or self.topic.item.kind != "part" or before == index:
            return False
        return self.kind_before(before) == "prep" and self.items[before - 2] is self.topic.item

    def shares_step(self, wish: Wish) -> bool:
        """ "more beard and mustache": the step reaches over a bare "and"."""
        last = self.last
        return (
            last is not None and last.form == "thing" and bool(last.modifiers.step) and wish.modifiers.empty
        )

    def on_trait(self, index: int, item: Item) -> None:
        entry, m = item.entry, self.take_modifiers()
        self.topic = Noun(item)
        compared = self.sizes.get(index)
        if self.adding and m.empty and compared is None and self.kind_at(index + 1) not in _OWN_DEGREES:
            m.step = 1  # "add femininity"
        wish = Wish(entry.effects, "trait", m, item.start, item.end, item.rule, confidence=item.confidence)
        wish.verb = self.verb_of_state()
        if compared is not None:
            wish.size, wish.size_compared = compared[0], True
        if m.step or m.too or m.too_little or m.sigma is not None or compared or wish.verb:
            self.topic.wish = self.wish(wish)

    def on_part(self, index: int, item: Item) -> None:
        if index in self.described:
            said = self.described[index] if self.lexicon.degrees_compare else None  # "蓝头发太怪，去掉"
            self.topic = self.mentioned = Noun(item, None, True, said)
            if self.lexicon.subjects or self.lexicon.inflection.knows_verbs:
                # "i hate the blue hair, lose it", "слишком тёмный фон, сделай посветлее"
                self.mentioned = Noun(item, None, True, self.described[index])
            return
        entry = item.entry
        m = self.pending
        if self.is_what_is_cut(entry):
            self.topic = self.mentioned = Noun(item, described=True)
            return
        if self.is_place(index) or self.is_aside(index) or self.is_taken_from(index):
            return
        place = index + (self.kind_at(index + 1) == "filler")  # "额头前面的刘海"
        owns = (self.kind_at(place + 1), self.kind_at(place + 2)) == ("of", "thing")
        if owns and self.lexicon.degrees_compare:
            return  # "脸颊的红晕"
        dyed = self.topic if self.kind_before(index) == "adjective" and self.lexicon.degrees_compare else None
        if dyed is not None and dyed.item.kind == "part" and dyed.item.entry.act and dyed.described:
            return  # "染个蓝头发"
        self.topic = self.mentioned = Noun(item)
        if entry.act and self.forbids() and not m.negated and not self.grades_ahead(index):
            self.forbidden = True  # "别把头发染黑"
            return
        if entry.act and self.lexicon.degrees_compare and self.colours_thing(index):
            self.out.wishes.pop()  # "刘海染蓝" only names it
            self.last = None
        if entry.act:
            self.turned = self.last if self.last is not None and not self.last.verb else None
        if self.verb == "keep" and self.lexicon.subjects and self.is_as_it_is(index):
            self.bare_parts.append(item)  # "keep the hair brown": its colour alone
        elif self.verb == "keep":
            self.out.keep.extend(entry.keep)
            self.pending = Modifiers()
        elif (
            self.shared is not None
            and self.joined
            and not self.described_after(index)
            and self.attach(
                self.shared, item, index, replace(self.last.modifiers) if self.last else Modifiers()
            )
        ):
            self.topic.described = True
        elif self.verb == "ignore":
            self.topic = None
            self.bare_parts += [item] if self.spared is not None else []
        elif m.step and self.qualified_after(index):
            pass  # "减弱颧骨的突出程度": the step is of the quality
        elif m.too and self.lexicon.inflection.knows_verbs and self.described_after(index):
            self.bare_parts.append(item)  # "что-то губы тонкие": the complaint is of what they are like
        elif m.step or m.too or m.too_little:
            self.operate_part(item, "more" if m.step > 0 or m.too or m.too_little else "less")
        elif self.verb == "no" and self.described_after(index):
            self.verb, self.pending = "", Modifiers(negated=True)  # "i don't want the hair so long"
            self.bare_parts.append(item)
        elif self.verb in ("no", "remove") and not self.forbidden and not self.disliked(index):
            self.operate_part(item, "none")
        elif self.adding and self.receives(index, item):
            pass
        elif self.adding and not entry.act and self.kind_at(index + 1) not in _OWN_PREDICATES:
            self.operate_part(item, "some")
        elif self.is_put_there(index):
            self.operate_part(item, "some")  # "he'd look better with hair"
        elif self.only_asked_for(index):
            self.operate_part(item, "some")  # "hair please"
        else:
            self.bare_parts.append(item)

    def is_what_is_cut(self, part: Entry) -> bool:
        """Whether a part is the object of the deed before it: "обкорнай принцессе гриву"."""
        told = self.last
        done = told is not None and told.action and len(self.out.wishes) > self.since_clause
        if told is None or not (done and self.lexicon.inflection.knows_verbs and self.pending.empty):
            return False
        alone = self.lexicon.effects_of(part.name, "alone") or ()
        return bool(alone) and {effect.axis for effect in told.effects} <= {effect.axis for effect in alone}

    def colours_thing(self, index: int) -> bool:
        """Whether a deed is done to the thing just named, of which nothing else has been said."""
        told = self.last
        bare = told is not None and told.form == "thing" and not told.verb and told.modifiers.empty
        beside = self.kind_before(index) == "thing" and not self.adding
        return bare and beside and bool(self.out.wishes) and self.out.wishes[-1] is told

    def is_taken_from(self, index: int) -> bool:
        """Whether a part only says where a thing is taken away from: "убери с губ помаду"."""
        taken = self.verb == "remove" and self.kind_before(index) == "with"
        return taken and self.noun_ahead(index) and self.lexicon.inflection.knows_verbs

    def is_aside(self, index: int) -> bool:
        """Whether a part is only what something complained of takes one's mind off: "отвлекает от лица"."""
        said = self.mentioned.said if self.mentioned is not None else None
        complained = said is not None and said.modifiers.too and self.lexicon.inflection.knows_verbs
        return complained and self.kind_before(index) == "prep" and self.kind_before(index - 1) == "off"

    def receives(self, index: int, part: Item) -> bool:
        """Whether a part is only what a thing of it is given to: "придайте брови изгиб"."""
        following = index + 1
        while self.kind_at(following) in ("adjective", "praise", "degree", "more", "filler"):
            following += 1
        if self.kind_at(following) not in ("thing", "trait") or not self.lexicon.inflection.knows_verbs:
            return False
        regions = {self.lexicon.regions[effect.axis] for effect in self.items[following].entry.effects}
        return any(self.lexicon.regions[axis] in regions for axis in part.entry.keep)

    def disliked(self, index: int) -> bool:
        """Whether the verb before a part only finds no liking in it: "не нравится причёска"."""
        while index > 0 and index not in self.breaks and self.items[index].kind != "remove":
            index -= 1
        verb = self.items[index]
        if verb.meaning is not None and verb.entry.name == "dislike":
            return True
        return any(map(self.lexicon.inflection.happens, verb.text.split()))

    def is_put_there(self, index: int) -> bool:
        """Whether a bare part is what somebody is to have: "he needs a hairline"."""
        before = index - (self.kind_before(index) == "a")
        had = self.kind_before(before) in ("with", "have", "should")
        return had and self.kind_at(index + 1) in ("", "filler")

    def only_asked_for(self, index: int) -> bool:
        """Whether a clause says nothing but the part and a please."""
        start = max((start for start in self.breaks if start <= index), default=0)
        stop = min((start for start in self.breaks if start > index), default=len(self.items))
        said = [item for item in self.items[start:stop] if item.kind != "a"]
        asked = any(item.text in self.lexicon.imperatives for item in said)
        alone = all(item.kind == "filler" for item in said if item is not self.items[index])
        return bool(self.lexicon.subjects) and asked and alone

    def is_place(self, index: int) -> bool:
        """Whether a part only says where something else is to be: "more freckles on the nose"."""
        before = index - (self.kind_before(index) in ("the", "a"))
        wished = self.out.wishes[self.since_clause :]
        where = ("prep", "with") if self.adding and before < index else ("prep",)
        softer = before > 1 and bool(self.lexicon.subjects) and self.kind_before(before - 1) == "adjective"
        if softer and not self.items[before - 2].entry.effects and self.fits(before - 2, self.items[index]):
            return False  # "more womanly and softer around the jaw"
        return bool(wished) and self.kind_before(before) in where and not self.described_after(index)

    def described_after(self, index: int) -> bool:
        """Whether the noun has an adjective of its own behind it: "smaller nose and eyes bigger"."""
        position = index + 1
        while self.kind_at(position) in ("degree", "filler", "not", "too", "so", "so_strong", "less", "more"):
            position += 1
        return self.kind_at(position) == "adjective" and self.fits(position, self.items[index])

    def is_as_it_is(self, index: int) -> bool:
        """Whether a plain adjective behind a part ends the clause: "leave the hair brown"."""
        at = index + 1 + (self.kind_at(index + 1) == "so")  # "as wide as it is"
        plain = self.kind_at(at) == "adjective" and self.items[at].form == "base"
        return plain and self.kind_at(at + 1) in ("", "filler", "stays") and self.described_after(index)

    def qualified_after(self, index: int) -> bool:
        """Whether a quality of the part follows as its possession: "颧骨的突出程度"."""
        quality = self.kind_at(index + 1) == "of" and self.kind_at(index + 2) == "adjective"
        return quality and self.fits(index + 2, self.items[index])

    def on_person(self, index: int, item: Item) -> None:
        entry = item.entry
        if self.owns(index):
            return
        self.topic = None
        if index in self.described or self.calls(index):
            return
        if self.is_subject(index) or (entry.role and self.is_look(index)):
            return
        if entry.role and self.kind_at(index + 1) in ("no", "not") and not self.named_in_clause():
            return  # "paladins don't wear shades"
        if entry.role and self.out.wishes and self.only_compares(index):
            return
        if entry.role and self.verb_of_state() == "remove" and self.kind_before(index) != "remove":
            return  # "дварфиху не хочу"
        if entry.role and self.adorns_noun(index):
            return  # "gandalf white hair", "a nun veil"
        looks = bool(entry.effects) and self.lexicon.degrees_compare  # "女骑士" is a woman
        if entry.role and not (looks or self.refers(index) or self.is_described(index, item)):
            self.on_unknown(index, item)
            return
        if entry.role and self.kind_before(index) in ("like", "a") and self.only_likens(index):
            return
        becomes = self.lexicon.inflection.is_means(item.text)  # "сделай женщиной лет сорока"
        if not entry.effects or (self.refers(index) and not (becomes or self.is_portrayed(index))):
            if not self.pending.empty and not entry.effects:
                self.pending = Modifiers()
            return
        if self.verb == "keep" and self.kind_at(index + 1):
            return
        m = self.take_modifiers()
        verb = self.verb_of_state()
        effects = (
            entry.effects[:1] if m.negated or verb == "remove" else entry.effects
        )  # "no grandpa": not old
        wish = Wish(effects, "state", m, item.start, item.end, item.rule, verb=verb)
        wish.confidence, wish.replaced = item.confidence, self.reported(item)
        if self.kind_before(index) in ("with", "into"):
            self.give_way_to(entry.effects)
        self.wish(wish)

    def adorns_noun(self, index: int) -> bool:
        """Whether somebody is only named for the looks of the noun behind: "a massive superhero jaw"."""
        after = index + 1 + (self.kind_at(index + 1) == "adjective")
        if not self.lexicon.subjects or self.kind_at(after) not in ("thing", "part"):
            return False
        if "'" in self.items[index].text:
            return False  # "out of the hacker's hair"
        return bool(self.items[index].entry.effects) or self.kind_before(index) == "adjective"

    def owns(self, index: int) -> bool:
        """Whether a person only says whose the part before it is: "губы человека"."""
        before = index
        while self.kind_before(before) in ("adjective", "number", "praise", "unknown"):
            before -= 1
        if self.kind_before(before) == "person" and self.lexicon.inflection.knows_verbs:
            return self.lexicon.inflection.is_possessor(self.items[index].text)  # "мать троих детей"
        named = self.kind_before(before) in ("part", "thing")
        entry = self.items[index].entry
        anybody = not entry.effects or entry.role or self.asked(index)
        return named and anybody and self.lexicon.inflection.is_possessor(self.items[index].text)

    def asked(self, index: int) -> bool:
        """Whether a verb of this clause asks for something, before `index` or behind it."""
        stop = min((start for start in self.breaks if start > index), default=len(self.items))
        behind = any(item.kind in _REQUESTING or item.transitive for item in self.items[index:stop])
        return behind or self.ordered(index)

    def give_way_to(self, effects: Effects) -> None:
        """Drop the last wish where what it turns into is the opposite: "from man to woman"."""
        last = self.last
        if last is None or last not in self.out.wishes or last.verb:
            return
        if any(self.excludes(ours, theirs) for ours in effects for theirs in last.effects):
            self.out.wishes.remove(last)
            self.last = None

    def is_subject(self, index: int) -> bool:
        """Whether a bare noun only says who is spoken of or to: "dude looks tired", "man give her a hat"."""
        following = index + 1
        while self.kind_at(following) == "filler":
            following += 1
        called = following > index + 1 and self.kind_at(following) in _REQUESTING  # "sir please add a hat"
        if (
            self.lexicon.degrees_compare
            and self.kind_at(index + 1) == "be"
            and self.kind_at(index + 2) == "a"
        ):
            return False  # "女主是个短发姑娘" says who is to be drawn
        if self.lexicon.degrees_compare and self.kind_at(index + 1) == "want" and not self.kind_at(index + 2):
            return False  # "小男孩好不好"
        possessed = index + 1 + (self.kind_at(index + 1) == "of")
        owner = self.lexicon.degrees_compare and not self.kind_before(index)
        if owner and self.kind_at(possessed) in ("part", "thing"):
            behind = {item.kind for item in self.clause_of(index)}
            return bool(behind & _SAID_OF_POSSESSIONS)  # "女主的眼睛应该是蓝的", "帅哥脸再瘦点"
        complained = self.kind_at(index + 1) == "too" and self.lexicon.inflection.knows_verbs
        leads = not self.kind_before(index) and (
            called or complained or self.urged(index + 1) or self.kind_at(index + 1) in _AFTER_A_SUBJECT
        )
        return leads and not self.lexicon.inflection.is_object(self.items[index].text)

    def urged(self, index: int) -> bool:
        """Whether a particle there says what somebody is to do: "dude let him smile"."""
        return self.kind_at(index) == "filler" and (
            self.items[index].text in self.lexicon.imperatives and self.noun_ahead(index)
        )

    def only_compares(self, index: int) -> bool:
        """Whether a clause says no more than whom somebody is like: "слишком бледная, чисто вампир"."""
        clause = self.clause_of(index)
        kinds = {item.kind for item in clause}
        return clause[0] is not self.items[0] and kinds <= {
            "person",
            "filler",
            "like",
            "be",
            "him",
            "praise",
            "and",
            "a",
        }

    def is_look(self, index: int) -> bool:
        """Whether a trade is named for its looks: "trucker look: mustache, sideburns"."""
        return self.kind_at(index + 1) == "be" and self.kind_at(index + 2) in ("", "thing")

    def calls(self, index: int) -> bool:
        """Whether a person is only called, after a particle and at the end: "笑一个嘛美女"."""
        called = self.lexicon.degrees_compare and self.last is not None and not self.kind_at(index + 1)
        return called and self.kind_before(index) == "filler"

    def ordered(self, index: int) -> bool:
        """Whether a verb of this clause before `index` asks for something."""
        while index > 0 and index not in self.breaks:
            index -= 1
            if self.items[index].kind in _REQUESTING:
                return True
        return False

    def is_described(self, index: int, item: Item) -> bool:
        """Whether a person's trade only names whom the wishes are about: "an old fisherman with a beard"."""
        named = bool(item.entry.effects) or self.named_in_clause()
        if self.lexicon.degrees_compare and named and self.kind_before(index) == "of":
            return True  # "穿着黑色盔甲的女骑士", "戴斗笠的剑客"
        counted = self.lexicon.degrees_compare and self.kind_at(index + 1) == "a"  # "女巫一名"
        after = index + 1 + counted
        shown = self.lexicon.degrees_compare and self.kind_before(index) == "add"  # "来个牛仔，戴帽子"
        if after in self.breaks and after < len(self.items) and (shown or not self.ordered(index)):
            return True  # "a typical accountant: bald, glasses, a tie"
        if self.kind_at(index + 1) == "with" or self.kind_before(index) == "like":
            return True
        if self.lexicon.degrees_compare and self.wears_something(index):
            return True  # "军师总是戴着一顶帽子"
        if self.kind_at(index + 1) in ("person", "thing", "adjective", "years", "number", "decade"):
            return True  # "a surfer dude", "a pirate hat", "think lumberjack: massive beard"
        if self.kind_before(index) == "be" and self.kind_at(index + 1) in ("so", "keep", "of", "filler"):
            return True  # "像圣诞老人那样的大胡子"
        return self.last is not None and self.last.end == item.start

    def is_portrayed(self, index: int) -> bool:
        """Whether somebody pointed at is described, so that the noun describes, too: "这个女人有着长卷发"."""
        if not self.lexicon.degrees_compare or self.kind_before(index) != "the":
            return False
        following = index + 1
        while self.kind_at(following) in ("filler", "part"):
            following += 1
        return self.kind_at(following) == "have"

    def wears_something(self, index: int) -> bool:
        following = index + 1
        while self.kind_at(following) in ("filler", "degree", "of"):
            following += 1
        return self.kind_at(following) in ("have", "with", "part", "be")

    def refers(self, index: int) -> bool:
        """Whether a person's noun says whom the message is about: "the guy", "give man a beard"."""
        if self.lexicon.inflection.is_recipient(self.items[index].text):
            return True
        before = index - 1
        between = (
            ("adjective", "degree", "filler", "of")
            if self.lexicon.degrees_compare
            else ("adjective", "degree")
        )
        named = self.items[index].entry.role or self.kind_at(index + 1) in _AFTER_A_SUBJECT
        while (
            before >= 0
            and before + 1 not in self.breaks
            and (self.items[before].kind in between or (named and self.is_role(before)))
        ):
            before -= 1
        if before < 0 or before + 1 in self.breaks:
            return False
        kind = self.items[before].kind
        if kind in _REFERRING:
            return True
        following = index + 1
        while self.kind_at(following) in ("filler", "want"):
            following += 1  # "变成男生可以吗"
        goes_on = self.kind_at(following) not in ("", "with", "and")
        if self.lexicon.degrees_compare:
            given = kind == "give" and self.kind_at(following) in ("a", "thing", "adjective", "part", "add")
            goes_on = given or self.kind_at(following) in _SAID_OF_SOMEBODY
        return kind in ("make", "add", "give") and goes_on

    def is_role(self, index: int) -> bool:
        """Whether a trade or kind stands before another person: "the elf queen should be pale"."""
        item = self.items[index]
        return bool(self.lexicon.subjects) and item.kind == "person" and item.entry.role

    def on_mention(self, index: int, item: Item) -> None:
        kind = "part" if item.entry.kind == "part" else "thing"
        worn = self.mentioned is not None and self.mentioned.talked_of and self.mentioned.item.kind == "thing"
        if self.lexicon.degrees_compare and worn and kind == "part":
            return  # "墨镜帅是帅，就是看不见眼睛，摘了吧"
        self.mentioned = Noun(replace(item, kind=kind), talked_of=True)

    def only_likens(self, index: int) -> bool:
        """ "a beard like a viking", "he looks like a zombie": an image for what is understood or there."""
        before = index - 1
        while before > 0 and before + 1 not in self.breaks and self.items[before].kind in ("a", "the"):
            before -= 1
        if before < 0 or before + 1 in self.breaks or self.items[before].kind != "like":
            return False
        if self.last is not None:
            return True
        clause = max((start for start in self.breaks if start <= before), default=0)
        kinds = [item.kind for item in self.items[clause:before]]
        return "be" in kinds and not {"make", "want", "should", "give", "add"} & set(kinds)

    def on_unknown(self, index: int, item: Item) -> None:
        if self.only_likens(index):
            return
        self.out.unknown.append(item)
        self.pending = Modifiers()
        self.topic = self.last = None
