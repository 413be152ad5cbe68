"""Things, which are there or not, and traits, which everyone has some of: what naming one asks for."""

from __future__ import annotations

from dataclasses import replace

from attribute_map.language.wishes.heads import Heads
from attribute_map.language.wishes.reading import Noun
from attribute_map.language.wishes.wish import Modifiers, Wish
from attribute_map.language.words.items import Item

_OWN_DEGREES = frozenset(("number", "adjective", "signs", "into", "more", "less", "years", "decades"))


class Things(Heads):
    """Reads things and traits, and the nouns that talk mentions."""

    def on_thing(self, index: int, item: Item) -> None:
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
        wish = self.wish_of_thing(index, item, self.take_modifiers())
        self.grade_thing(index, wish)
        self.wish(wish)
        self.topic = self.mentioned = Noun(item, wish)

    def wish_of_thing(self, index: int, item: Item, m: Modifiers) -> Wish:
        """The wish that naming a thing is under the verb before it."""
        entry = item.entry
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
        return wish

    def grade_thing(self, index: int, wish: Wish) -> None:
        """Tell of what size a thing is to be, by the adjectives before it or the step of a list."""
        m = wish.modifiers
        if index in self.sizes:
            wish.size, wish.size_compared, factor = self.sizes[index]
            if m.too and wish.size < 0:
                m.too, m.too_little = False, True  # "too short on the beard"
            if factor != 1.0:
                m.strengthen(factor)
        elif self.joined and self.last is not None and self.shares_step(wish):
            m.step, m.factor = self.last.modifiers.step, self.last.modifiers.factor

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

    def on_mention(self, index: int, item: Item) -> None:
        kind = "part" if item.entry.kind == "part" else "thing"
        worn = self.mentioned is not None and self.mentioned.talked_of and self.mentioned.item.kind == "thing"
        if self.lexicon.degrees_compare and worn and kind == "part":
            return  # "墨镜帅是帅，就是看不见眼睛，摘了吧"
        self.mentioned = Noun(replace(item, kind=kind), talked_of=True)
