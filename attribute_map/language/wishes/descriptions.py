"""Adjectives: which of them describe anything, as attributes of a noun or as predicates."""

from __future__ import annotations

from dataclasses import replace

from attribute_map.language.wishes.attributes import Attributes
from attribute_map.language.wishes.parts import Parts
from attribute_map.language.wishes.predicates import Predicates
from attribute_map.language.wishes.wish import Modifiers, Wish
from attribute_map.language.words.items import Item

_ENDS_A_WISH = frozenset(("of", "filler", "adjective", "remove", "action", "degree", "off", "thing"))
_TRIMMING = frozenset(("make", "change", "less"))
_BEFORE_PREDICATE = frozenset(("degree", "too", "so", "so_strong", "filler", "be", "should", "more", "less"))


class Descriptions(Attributes, Predicates, Parts):
    """Reads adjectives."""

    def on_adjective(self, index: int, item: Item) -> None:
        if index in self.described or self.only_grades(index, item):
            return
        self.end_denial(index)
        if self.adding and self.is_place(index) and self.kind_before(index) == "the":
            return  # "stick a wig on that bald head"
        self.end_verb(index, item)
        if self.lexicon.degrees_compare and self.topic is None and self.goes_on_about_thing(index):
            self.topic = self.mentioned
        if self.lexicon.degrees_compare and self.tells_consequence(index):
            self.pending = Modifiers()
            return
        years = self.kind_at(index + 1) == "number" and self.kind_at(index + 2) == "years"
        if self.lexicon.degrees_compare and item.entry.size and years:
            return  # "小十岁", which the number reads
        self.tell_excess(index, item)
        if self.hedges(item) or (self.verb == "no" and self.kind_at(index + 1) == "it" and item.entry.size):
            self.pending = Modifiers()
            return  # "bangs but not too long"
        self.describe_noun(index, item)

    def describe_noun(self, index: int, item: Item) -> None:
        """What an adjective says of the noun behind it, or else as a predicate."""
        noun = self.noun_of(index)
        noun = self.object_of_change(index) if noun is None else noun
        if noun is not None and self.items[noun].kind == "person":
            if item.transitive:
                self.described[noun] = Wish((), "state", Modifiers(), 0, 0, "")
                self.predicate(index, item)
                return
            if self.refers(noun) and item.form != "superlative":
                self.pending = Modifiers()
                return
        if noun is None or not self.describe(index, item, noun):
            self.predicate(index, item)

    def only_grades(self, index: int, item: Item) -> bool:
        """Whether an adjective only says how much of something else there is, or what it is like."""
        if item.entry.size and self.kind_before(index) == "a" and self.kind_at(index + 1) == "degree":
            return True  # "a tiny tiny bit"
        if self.illustrates(index):
            return True
        return item.transitive and item.entry.size < 0 and self.lessens_what_was_told(index)

    def end_denial(self, index: int) -> None:
        """End a denial whose list an adjective does not go on with."""
        if self.verb == "no" and self.joined == "and":
            self.verb = ""  # "no beard and long hair"
        apart = self.verb == "no" and self.lexicon.degrees_compare and self.kind_before(index) == "thing"
        if apart and self.kind_at(index + 1) == "part" and self.fits(index, self.items[index + 1]):
            self.verb = ""  # "无刘海短发"

    def end_verb(self, index: int, item: Item) -> None:
        """End the verb before an adjective that is one by itself."""
        if self.commands(index) and self.verb in ("keep", "remove") and not self.denies(index):
            self.begin_verb("")  # "keep the nose and plump the lips"
        if item.transitive and self.object_is_named(index):
            self.begin_verb("")  # "don't touch the nose, just thin out the lips"

    def tell_excess(self, index: int, item: Item) -> None:
        """Note a complaint that a particle behind an adjective makes, or its own form."""
        if self.kind_at(index + 1) == "excess" and not self.kind_at(index + 2):
            self.pending.too = True  # "鼻子大了点"
        if item.form == "excess":
            self.pending = replace(self.pending, too=True)
            self.pending.strengthen(0.5)

    def illustrates(self, index: int) -> bool:
        """Whether an adjective only likens what was just found too much: "слишком острый, как у Буратино"."""
        told = self.out.wishes[-1] if self.out.wishes else None
        likens = self.items[index].text.split()[0] in self.lexicon.similes
        if likens and self.topic is not None and self.topic.described and self.topic.item.kind == "part":
            return self.lexicon.inflection.knows_verbs  # "зелёные волосы как у русалки"
        return likens and told is not None and (told.modifiers.too or told.modifiers.too_little)

    def object_is_named(self, index: int) -> bool:
        """Whether the verb before has its object already, so that this verb is another request."""
        waits = (self.since_verb, self.kept_before) == (len(self.out.wishes), len(self.out.keep))
        joined = self.joined or self.kind_before(index) in ("or", "and", "not")
        return self.verb in ("keep", "remove", "no") and not waits and not joined and not self.pending.negated

    def goes_on_about_thing(self, index: int) -> bool:
        """Whether the clause before only named the thing that this is said of: "胡子，长一点"."""
        noun = self.mentioned
        if noun is None or noun.wish is None or not self.items[index].entry.size or noun.item.kind != "thing":
            return False
        clause = max((start for start in self.breaks if start <= index), default=0)
        before = max((start for start in self.breaks if start < clause), default=0)
        opens = all(item.kind in _BEFORE_PREDICATE for item in self.items[clause:index])
        named = [item.kind for item in self.items[before:clause] if item.kind not in ("filler", "him", "the")]
        acted = (
            named[-1:] == ["thing"] and {*named[:-1]} <= _TRIMMING and self.pending.too
        )  # "剪剪刘海，太长了"
        return opens and (named in (["thing"], ["thing", "stays"]) or acted)

    def tells_consequence(self, index: int) -> bool:
        """Whether an adjective only says what comes of a wish: "太小了，显得没精神", "剪短更精神"."""
        start = max((start for start in self.breaks if start <= index), default=0)
        told = self.out.wishes[-1].modifiers if self.out.wishes else Modifiers()
        blamed = told.too or told.too_little
        passed = self.kind_before(index) in ("have", "filler")
        before = index - (passed and self.items[index - 1].text not in self.lexicon.outcomes)
        graded = self.kind_before(before) in ("less", "not", "more") and before > start + 1
        before -= graded and self.items[before - 2].text in self.lexicon.outcomes  # "看着没那么凶"
        marker = self.items[before - 1] if before > start else None
        shown = marker is not None and marker.text in self.lexicon.outcomes
        graded = self.kind_at(index + 1) == "degree" and not (
            shown and marker is not None and marker.kind == "be"
        )
        if graded or self.kind_at(index + 1) not in ("", "filler", "degree") or self.items[index].entry.size:
            return False
        if blamed and self.items[start].kind in ("be", "too"):
            return self.items[start].text in self.lexicon.outcomes or not self.pending.too
        if not shown or len(self.out.wishes) == self.since_clause:
            return False
        parallel = any(item.kind == "more" for item in self.items[start : before - 1])  # "更老更胖"
        own = {effect.axis for effect in self.items[index].entry.effects}
        same = any(effect.axis in own for effect in self.out.wishes[-1].effects)
        of_topic = self.topic is not None and self.fits(index, self.topic.item)
        return self.kind_before(before - 1) in _ENDS_A_WISH and not (parallel or same or of_topic)

    def hedges(self, item: Item) -> bool:
        """Whether "not too long" only says how much there may be of the thing just named."""
        noun = self.mentioned
        if noun is None or self.topic is not None or noun.wish is None or not item.entry.size:
            return False
        inflection = self.lexicon.inflection
        if self.pending.negated and inflection.knows_verbs and not self.pending.too:
            only = {i.kind for i in self.clause_of(self.items.index(item))} <= {
                "but",
                "not",
                "adjective",
                "filler",
            }
            return only and inflection.may_describe(item.text, noun.item.text)  # "бородку, но не длинную"
        return noun.item.kind == "thing" and self.pending.negated and self.pending.too
