"""What every head of a wish goes through: the verb and the modifiers that reach it, and the effects it has.

The heads themselves are read in `things`, `parts`, `persons`, `deeds` and `descriptions`.
"""

from __future__ import annotations

from dataclasses import replace

from attribute_map.language.wishes.reading import Noun, SentenceState
from attribute_map.language.wishes.wish import Form, Modifiers, Wish
from attribute_map.language.words.items import Item
from attribute_map.language.words.meanings import Effects

_ASKING = frozenset(("make", "want", "should", "give", "add", "remove", "no", "keep"))
_IN_LISTS = frozenset(("and", "the", "him"))  # between the nouns of a list
_BEFORE_LISTS = frozenset(("make", "want", "filler", "should", "but", "it"))
AROUND_A_STEP = frozenset(("filler", "degree", "him", "but", "want", "should"))


class Heads(SentenceState):
    """Makes wishes of heads, and does to them what verbs and operators say."""

    def flush(self) -> None:
        """Modifiers that found nothing ahead belong to what they follow: "beard a bit less"."""
        m, closing = replace(self.pending), self.topic
        self.modify_what_was_told()
        if closing is not None and m.step and not (m.negated or self.verb or self.lexicon.degrees_compare):
            self.step_list(closing.item, m)

    def step_list(self, closing: Item, m: Modifiers) -> None:
        """A step behind a list is of all that it names: "глаза и губы побольше"."""
        told = self.last
        for noun in self.listed_before(closing):
            if noun.kind == "part":
                self.pending = replace(m)
                self.operate_part(noun, "more" if m.step > 0 else "less")
            for wish in self.out.wishes:
                plain = wish.form == "thing" and not wish.verb and wish.modifiers.empty
                if plain and wish.start == noun.start:
                    wish.modifiers = replace(m)
        self.last, self.pending = told, Modifiers()

    def modify_what_was_told(self) -> None:
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
        alone = all(i is self.items[index] or i.kind in AROUND_A_STEP for i in clause)
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

    def listed_before(self, closing: Item) -> list[Item]:
        """What a list names before its last noun, where nothing is said of it: "brows, nose and lips"."""
        at = next((at for at, item in enumerate(self.items) if item is closing), 0)  # or in a sentence before
        named: list[Item] = []
        joined = False
        while at and self.may_be_listed(at - 1):
            at -= 1
            if self.items[at].kind == "and":
                joined = True
            elif joined and self.items[at].kind in ("part", "thing"):
                named.append(self.items[at])
            elif self.items[at].kind in ("part", "thing"):
                return []  # "the nose, the lips bigger": only of the lips
        opened = not at or self.items[at - 1].kind in _BEFORE_LISTS
        return named[::-1] if opened else []

    def may_be_listed(self, at: int) -> bool:
        """Whether an item is a noun named without an adjective of its own, or stands between such nouns."""
        if self.items[at].kind in ("part", "thing"):
            return at not in self.described and at not in self.sizes
        return self.items[at].kind in _IN_LISTS and self.items[at].text not in self.lexicon.besides

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

    def on_unknown(self, index: int, item: Item) -> None:
        if self.only_likens(index):
            return
        self.out.unknown.append(item)
        self.pending = Modifiers()
        self.topic = self.last = None

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
