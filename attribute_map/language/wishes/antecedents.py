"""Antecedents: whether an adjective without a noun of its own is of the one that was named before.

"her hair is nice but it's too dark", "brown eyes, not blue" and "губы красные, пухлее" are of hair, eyes and
lips; in "make him black" somebody is black, whatever was named before.
"""

from __future__ import annotations

from attribute_map.language.wishes.heads import Heads
from attribute_map.language.wishes.reading import Noun
from attribute_map.language.words.items import Item
from attribute_map.language.words.meanings import Effects

_BARE = frozenset(
    "adjective degree filler more less too too_little enough excess and not so make want".split()  # noqa: SIM905
)
_BARE_OR_BUT = _BARE | {"but", "should"}
_POINTING = frozenset(("it", "be", "should", "a"))
_BEFORE_PREDICATE = frozenset(("degree", "too", "so", "so_strong", "filler", "be", "should", "more", "less"))
_GROWING = frozenset(("hair", "facial_hair"))  # regions of what may be long or short


class Antecedents(Heads):
    """Tells whether adjectives are of the noun named before."""

    def is_of_antecedent(
        self, index: int, noun: Noun, effects: Effects, *, compared: bool, impersonal: bool
    ) -> bool:
        """Whether an adjective, which alone has these effects, is of the noun named before.

        `compared`: it is a comparison; `impersonal`: it is said of no person.
        """
        item = self.items[index]
        whole = " " in item.text and bool(effects) and self.lexicon.inflection.knows_verbs  # "свет приглуши"
        if self.topic is not None or whole or not self.fits(index, noun.item):
            return False
        acted_on, remedied = self.acts_on(index, noun), self.remedies(index, noun)
        if self.turns_somebody(index) and not (acted_on or remedied):
            return False
        return (
            impersonal
            or not effects
            or remedied
            or self.is_pointed_at(index, noun, acted_on=acted_on)
            or self.corrects(index, noun, compared=compared)
            or self.goes_on_from(index, noun)
        )

    def is_pointed_at(self, index: int, noun: Noun, *, acted_on: bool) -> bool:
        """Whether a pronoun stands for the noun: "extend it", or talk has been of it."""
        item = self.items[index]
        pointing = acted_on or self.kind_before(index - (self.kind_before(index) == "degree")) == "it"
        orders = item.transitive or (item.form == "base" and self.kind_before(index) in ("", "filler"))
        pointing = pointing or (orders and self.kind_at(index + 1) == "it")  # "extend it", "close it"
        return (pointing or noun.talked_of) and noun.item.entry.name not in self.lexicon.inert

    def corrects(self, index: int, noun: Noun, *, compared: bool) -> bool:
        """Whether a clause only says how else the noun is to be: "not thin lips, plump"."""
        blamed = noun.complained_of and compared and bool(self.lexicon.subjects)
        return (blamed or self.denied(noun)) and self.bare(index, named=True)

    def goes_on_from(self, index: int, noun: Noun) -> bool:
        """Whether a clause goes on about the noun, as a reason, a further complaint or a shape of it."""
        return (
            self.left_unsaid(index, noun)
            or self.tells_why(index, noun)
            or self.goes_on_about(index, noun.item)
            or self.compares_what_was_described(index, noun)
            or self.tells_of_scene(noun.item)
            or self.complains_on(index, noun)
        )

    def remedies(self, index: int, noun: Noun) -> bool:
        """Whether an adjective says how to mend what was just complained of: "鼻子太尖了，圆润些"."""
        said, item = noun.said, self.items[index]
        entry = item.entry
        told = noun.wish if noun.item.kind == "thing" and not self.lexicon.joint else None
        if told is not None and told.size and entry.size:  # "鬓角太长了，剪短"
            m = told.modifiers  # which after "太短" say that there is too little
            return (m.too or m.too_little) and entry.size == (1 if m.too_little else -1)
        if self.lexicon.subjects or said is None or said.form != "state" or len(said.effects) != 1:
            return False
        m = said.modifiers
        mended = self.lexicon.effects_of(noun.item.entry.name, entry.name) or ()
        complains = m.too or m.too_little or (m.negated and m.so)
        # "губы тонкие, потолще бы": somebody who wants the opposite complained
        turned = self.lexicon.inflection.knows_verbs and m.empty and item.form == "comparative"
        complains = complains or (turned and self.bare(index, named=True))
        return (
            complains
            and [effect.axis for effect in mended] == [said.effects[0].axis]
            and (mended[0].sign != said.effects[0].sign or m.too_little)
        )

    def goes_on_about(self, index: int, noun: Item) -> bool:
        """Whether a clause only says of what size the thing just named is: "борода, длинная такая"."""
        item, inflection = self.items[index], self.lexicon.inflection
        sized = bool(item.entry.size) and item.form == "base" and inflection.is_full_adjective(item.text)
        kinds = {other.kind for other in self.clause_of(index)}
        only = kinds <= {"adjective", "filler", "so_strong", "degree", "and"}
        return sized and only and noun.kind == "thing" and inflection.may_describe(item.text, noun.text)

    def compares_what_was_described(self, index: int, noun: Noun) -> bool:
        """Whether a bare comparison goes on about the part just described: "губы красные, пухлее"."""
        described = noun.item.kind == "part" and noun.described and not noun.absent
        compared = self.items[index].form == "comparative" and not self.items[index].transitive
        only = {item.kind for item in self.clause_of(index)} <= {"adjective", "filler", "degree"}
        return described and compared and only and self.lexicon.inflection.knows_verbs

    def acts_on(self, index: int, noun: Noun) -> bool:
        """Whether a verb's object is a pronoun for a noun named before: "фон тёмный, осветлите его"."""
        made = self.kind_before(index) == "him" and self.kind_before(index - 1) == "make"
        if not (self.items[index].transitive or made):
            return False
        if self.lexicon.inflection.knows_verbs and self.mends(index, noun):
            return True
        pronouns = [i.text for i in self.items[max(index - 1, 0) : index + 2] if i.kind == "him"]
        return any(self.lexicon.inflection.stands_for(text, noun.item.text) for text in pronouns)

    def mends(self, index: int, noun: Noun) -> bool:
        """Whether a verb alone mends what was complained of: "борода слишком большая, укоротить"."""
        said = noun.wish if noun.wish is not None and noun.wish.size else noun.said
        alone = all(item.kind in ("adjective", "filler", "degree", "but") for item in self.clause_of(index))
        return alone and said is not None and (said.modifiers.too or said.modifiers.too_little)

    def tells_why(self, index: int, noun: Noun) -> bool:
        """Whether a complaint is of what has just been asked for: "背景弄亮，太暗了"."""
        told = self.out.wishes[-1] if self.out.wishes else None
        if not (self.lexicon.degrees_compare and self.pending.too) or told is None or told is not noun.said:
            return False
        meant = self.lexicon.effects_of(noun.item.entry.name, self.items[index].entry.name) or ()
        return {effect.axis for effect in meant} == {effect.axis for effect in told.effects}

    def tells_of_scene(self, noun: Item) -> bool:
        """Whether a bare complaint is of the light that was spoken of: "灯光加满，太黑"."""
        regions = {self.lexicon.regions[axis] for axis in noun.entry.keep} if noun.kind == "part" else set()
        return self.lexicon.degrees_compare and self.pending.too and regions == {"scene"}

    def left_unsaid(self, index: int, noun: Noun) -> bool:
        """Whether the clause before named a part and nothing came of it: "这下巴能戳死人，圆润一点"."""
        graded = self.lexicon.degrees_compare and self.kind_at(index + 1) == "degree"
        bare = noun.item.kind == "part" and noun.wish is None and noun.said is None and not noun.described
        return graded and bare and not set(noun.item.entry.keep) & set(self.out.keep) and not self.out.wishes

    def complains_on(self, index: int, noun: Noun) -> bool:
        """ "her hair's too long, too dark": what else is found too much of the same part."""
        complained = noun.item.kind == "part" and noun.complained_of and self.pending.too
        return complained and bool(self.lexicon.subjects) and self.bare(index, named=True)

    def is_of_length(self, index: int, noun: Noun) -> bool:
        """Whether a comparison alone is of something just named that grows: "добавь усы, покороче"."""
        item, wish = self.items[index], noun.wish
        grown = (
            wish is not None and noun.item.kind == "thing" and wish.verb != "remove" and not noun.described
        )
        grows = {self.lexicon.regions[effect.axis] for effect in noun.item.entry.effects} <= _GROWING
        compared = bool(item.entry.size) and item.form == "comparative" and not item.transitive
        acted = bool(item.entry.size) and item.transitive and wish is not None and wish.verb == "keep"
        compared = compared or acted  # "бороду оставь, но укороти"
        if wish is None or not (grown and grows and compared and self.lexicon.inflection.knows_verbs):
            return False
        if not all(other.kind in _BARE_OR_BUT for other in self.clause_of(index)):
            return False
        wish.verb = ""
        return True

    def is_put_on(self, thing: Item) -> bool:
        """Whether the clause that names a thing asks for it."""
        clause = self.clause_of(self.items.index(thing))
        return any(item.kind in ("add", "give", "make", "want", "with") for item in clause)

    def impersonal(self, index: int) -> bool:
        """Whether what is described is no person: "it's too dark"."""
        behind = self.items[index + 1].text if self.kind_at(index + 1) == "filler" else ""
        if behind in self.lexicon.impersonal:
            return True  # "way too dark in here"
        while self.kind_before(index) in _BEFORE_PREDICATE:
            index -= 1
            if self.items[index].text.replace("'", "") in self.lexicon.impersonal:
                return True
        return False

    def turns_somebody(self, index: int) -> bool:
        """Whether an adjective says what somebody is to be made, whatever was named before."""
        name = self.items[index].entry.name
        made = self.kind_before(index) in ("him", "the") and self.kind_before(index - 1) == "make"
        return made and self.lexicon.effects_of("person", name) is not None

    def denied(self, noun: Noun) -> bool:
        """Whether a noun was said not to be as it is: "not thin lips, plump"."""
        return any(wish is not None and wish.modifiers.negated for wish in (noun.said, noun.wish))

    def bare(self, index: int, *, named: bool = False) -> bool:
        """Whether the clause that holds this adjective names nothing that it may speak of.

        `named`: where something that was named before may be spoken of.
        """
        start = max((start for start in self.breaks if start <= index), default=0)
        stop = min((start for start in self.breaks if start > index), default=len(self.items))
        bare = _BARE | _POINTING if named else _BARE
        return all(item.kind in bare for item in self.items[start:stop]) and (named or self.mentioned is None)
