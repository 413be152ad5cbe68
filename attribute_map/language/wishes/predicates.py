"""Predicates: adjectives that no noun follows, of the topic ("nose … too big"), or of the person."""

from __future__ import annotations

from dataclasses import replace

from attribute_map.language.wishes.antecedents import Antecedents
from attribute_map.language.wishes.persons import Persons
from attribute_map.language.wishes.qualities import Qualities
from attribute_map.language.wishes.reading import Noun
from attribute_map.language.wishes.wish import Modifiers, Wish
from attribute_map.language.words.items import Item
from attribute_map.language.words.meanings import Effects


class Predicates(Antecedents, Qualities, Persons):
    """Reads adjectives that stand by themselves."""

    def predicate(self, index: int, item: Item) -> None:
        """An adjective that no noun follows: of the topic ("nose … too big"), or of the person."""
        if self.undoes_topic(item):
            return
        if self.joined == "and" and self.pending.empty and self.last is not None and self.last.modifiers.too:
            self.pending.too = self.last.end == self.items[index - 1].start  # "too harsh and bright"
        if self.topic is not None and self.speak_of_topic(self.topic, item, index):
            return
        if self.tell_length(index, item):
            return
        graded = self.lexicon.degrees_compare and self.kind_at(index + 1) == "degree"
        form = "comparative" if graded else item.form
        effects = self.effects_alone(item, compared=form == "comparative")
        noun, impersonal = self.mentioned, self.impersonal(index)
        if noun is not None and self.is_of_antecedent(
            index, noun, effects, compared=form == "comparative", impersonal=impersonal
        ):
            if self.speak_of_topic(noun, item, index):
                return  # "brown eyes, not blue", "her hair is nice but it's too dark"
        elif impersonal or (noun is None and item.transitive and self.kind_at(index + 1) == "it"):
            effects = self.lexicon.effects_of("picture", item.entry.name) or effects
        effects = effects or self.effects_by_neighbours(index, item)
        if not effects and self.complains_of_last(item):
            return
        effects = effects or self.effects_by_last(index, item)
        if self.grades_last(index, item, effects):
            return
        if self.says_the_same(index) or (not effects and self.goes_on_with_dye(item.entry.name)):
            self.pending = Modifiers()
        elif not effects:
            self.leave_unknown(index, item)
        else:
            self.turn_before(index)
            self.wish(self.stated(effects, item, form, self.take_modifiers()))

    def tell_length(self, index: int, item: Item) -> bool:
        """A comparison alone of a thing that grows: "добавь усы, покороче"."""
        noun = self.mentioned
        if noun is None or noun.wish is None or not self.is_of_length(index, noun):
            return False
        if self.is_put_on(noun.item):
            noun.wish.size = item.entry.size  # "добавь усы, покороче"
            self.pending = Modifiers()
        else:
            self.speak_of_topic(noun, item, index)  # "оставь бороду, только покороче"
        return True

    def effects_alone(self, item: Item, *, compared: bool) -> Effects:
        """What an adjective means by itself, by whether it says how somebody is to be or to become."""
        m = self.pending
        compared = compared or bool(m.too or m.too_little or m.step or m.so or m.enough)
        return item.entry.comparative_effects if compared else item.entry.effects

    def effects_by_neighbours(self, index: int, item: Item) -> Effects:
        """What an adjective that means nothing alone means of somebody, or beside another adjective."""
        entry = item.entry
        coloured = entry.name in self.lexicon.colours
        if self.is_of_somebody(index) or (not coloured and self.bare(index)):  # "a bit thinner"
            effects = self.lexicon.effects_of("person", entry.name)
            if effects:
                return effects
        if coloured:
            return self.effects_beside(index) or self.effects_of_dye(index, item)
        return self.effects_of_likened(index) if self.kind_at(index + 1) == "adjective" else ()

    def is_of_somebody(self, index: int) -> bool:
        """Whether an adjective is of the person portrayed, and of nothing of theirs."""
        before = self.kind_before(index)
        if before in ("him", "it", "the"):
            return True
        if before == "person" and self.refers(index - 1):
            return True  # "make the dude black"
        imagined = before in ("be", "was", "should") and self.kind_before(index - 1) == "him"
        return imagined or self.makes_somebody(index)  # "what if he was black"

    def complains_of_last(self, item: Item) -> bool:
        """Whether a size without a noun only says that what was told last is too much: "鹰钩鼻太夸张"."""
        last = self.last
        if not (self.lexicon.degrees_compare and self.pending.too and last and item.entry.size > 0):
            return False
        last.modifiers.too = last.form == "state" or last.modifiers.too
        self.pending = Modifiers()
        return True

    def effects_by_last(self, index: int, item: Item) -> Effects:
        """What an adjective means of what was wished last, or is turned into something else."""
        effects: Effects = ()
        alone = item.transitive and self.lexicon.inflection.knows_verbs and len(self.clause_of(index)) == 1
        if (self.lexicon.degrees_compare or alone) and self.out.wishes:  # "一字眉，拉平"
            effects = self.effects_within(self.out.wishes[-1].effects, item.entry.name)
        if not effects and self.turned is not None:  # "curls made straight"
            effects = self.effects_within(self.turned.effects, item.entry.name)
        return effects

    def grades_last(self, index: int, item: Item, effects: Effects) -> bool:
        """Whether an adjective only says how, or how far, what was told last is done."""
        last, entry = self.last, item.entry
        if last is not None and last.action and last.end == item.start:
            axes = {effect.axis for effect in last.effects}
            if axes == {effect.axis for effect in effects}:
                return True  # "cut the hair to the shoulders": how far
        if effects:
            same = last is not None and last.form == "thing" and last.effects == effects and not last.verb
            if last is not None and same:
                self.merge_adverb(last, item)
            return same
        if entry.size and self.pending.too and last is not None and last.form == "state":
            m = self.take_modifiers()  # "she's smiling too hard"
            last.modifiers.too, last.modifiers.factor, last.end = True, m.factor, item.end
            return True
        if entry.size and self.kind_at(index + 1) in ("action", "adjective"):
            self.pending.strengthen(2.0 if entry.size > 0 else 0.5)  # "a big open mouth"
            return True
        return False

    def leave_unknown(self, index: int, item: Item) -> None:
        """Ask about an adjective without a meaning, where it is more than an ornament."""
        entry = item.entry
        strengthened = bool(entry.size and self.out.wishes)
        adorns = self.topic is not None and self.topic.item.kind == "thing"  # "glasses, round ones"
        adorns = adorns or self.kind_before(index) == "action"  # "paint her lips red"
        kept = self.verb == "keep" and self.lexicon.degrees_compare  # "颜色保持金色"
        if not entry.style and self.wished and not (strengthened or adorns or kept):
            self.out.unknown.append(Item("unknown", item.text, item.start, item.end))
        self.pending = Modifiers()

    def turn_before(self, index: int) -> None:
        """Let what stands before "into" make way: "преврати блондинку в брюнетку"."""
        into = self.kind_before(index) == "with" and self.items[index - 1].text in self.lexicon.aiming
        if into and self.lexicon.inflection.knows_verbs and len(self.out.wishes) > self.since_clause:
            self.turned = self.out.wishes[-1]

    def makes_somebody(self, index: int) -> bool:
        """Whether somebody is turned into a colour, and nothing of theirs: "把他变白"."""
        clause = self.clause_of(index)
        kinds = {item.kind for item in clause}
        somebody = bool(kinds & {"him", "person"}) or any(i.text in self.lexicon.upon for i in clause)
        return self.lexicon.degrees_compare and somebody and not kinds & {"part", "thing", "trait", "action"}

    @property
    def wished(self) -> bool:
        """Whether the sentence asks for something, so that a word without meaning is worth a question."""
        return not any(item.kind in ("be", "first") for item in self.items)

    def merge_adverb(self, wish: Wish, item: Item) -> None:
        """ "smile less happily": how to do the thing just named."""
        m = self.take_modifiers()
        wish.modifiers.step = m.step or (1 if item.form == "comparative" else 0) or wish.modifiers.step
        wish.modifiers.strengthen(m.factor)
        if self.lexicon.degrees_compare:  # "笑容太灿烂了"
            wish.modifiers.too, wish.modifiers.too_little = m.too, m.too_little
            wish.modifiers.negated = wish.modifiers.negated or m.negated
        wish.size = wish.size or 1
        wish.end = max(wish.end, item.end)

    def undoes_topic(self, item: Item) -> bool:
        """ "the mustache has to be shaved": an adjective of things that are gone, said of one of them."""
        wish = self.topic.wish if self.topic is not None and self.topic.item.kind == "thing" else None
        gone = {effect.axis for effect in item.entry.effects if effect.sign < 0}
        if wish is None or self.pending.negated or not (gone and self.lexicon.subjects):
            return False
        between = [i.kind for i in self.clause_of(self.items.index(item)) if wish.end <= i.start < item.start]
        if not {"should", "be", "want"} & {*between} or "and" in between:
            return False
        undone = all(effect.axis in gone and effect.sign > 0 for effect in wish.effects)
        if undone and not wish.verb:
            wish.verb, wish.end = "remove", item.end
        return undone

    def speak_of_list(self, closing: Item, item: Item, index: int) -> None:
        """An adjective behind a list is of all that it names: "нос и губы покрупнее"."""
        for noun in self.listed_before(closing):
            if noun.kind == "part":
                self.attach(item, noun, index, replace(self.pending))
                continue
            for wish in self.out.wishes if item.entry.size else ():
                if wish.start == noun.start and wish.form == "thing" and not wish.verb:
                    wish.modifiers, wish.size = replace(self.pending), item.entry.size
                    wish.size_compared = item.form == "comparative" or self.pending.too

    def speak_of_topic(self, topic: Noun, item: Item, index: int) -> bool:
        """An adjective of a noun before it; False where it is none of that noun."""
        noun, entry = topic.item, item.entry
        if not self.lexicon.degrees_compare and self.fits(index, noun):
            self.speak_of_list(noun, item, index)
        meant = self.lexicon.effects_of(noun.entry.name, entry.name)
        idle = meant == () and noun.entry.name not in self.lexicon.inert
        if idle and entry.effects and self.lexicon.degrees_compare:
            return False  # "发色保持，剪短"
        bare = noun.kind == "thing" and meant is None and not entry.size and self.pending.empty
        if bare and self.adjoins(noun, index) and self.only_adorns(item, noun):
            return True  # "шляпа старая"
        if noun.kind == "part" or (noun.kind == "thing" and meant):
            return self.describe_topic(topic, item, index)
        blamed = self.lexicon.degrees_compare and self.pending.too and not entry.effects
        if noun.kind == "thing" and blamed and not entry.size and topic.wish is not None:
            topic.wish.modifiers, self.last = self.take_modifiers(), topic.wish  # "口红太粉"
            return True
        if noun.kind in ("thing", "trait") and entry.size:
            self.size_topic(topic, item, index)
            return True
        return False

    def describe_topic(self, topic: Noun, item: Item, index: int) -> bool:
        """An adjective with a meaning of its own beside the topic, which is a part or a thing."""
        noun = topic.item
        between = [i for i in self.items[:index] if i.start >= noun.end]
        asked = any(i.kind in ("should", "want", "make") for i in between)
        if self.mending is noun and self.pending.empty and not (asked and self.lexicon.subjects):
            self.pending.step = -1  # "fix his hairline, it's receding", but "…, it should be full"
        wish = self.attach(item, noun, index, self.pending)
        self.shared = None  # "eyes narrower and nose": the nose shares nothing
        if wish is None:
            known = self.lexicon.effects_of(noun.entry.name, item.entry.name) is not None
            return known or (noun.kind == "part" and self.is_of_hair(item, noun))
        self.pass_over_name(topic, wish)
        named = topic.wish if noun.kind == "thing" and topic.wish in self.out.wishes else None
        if named is not None and named.verb != "remove" and not wish.verb:
            self.out.wishes.remove(named)  # "the lipstick redder" only names it
        self.pending = Modifiers()
        topic.described, topic.said = True, wish
        return True

    def size_topic(self, topic: Noun, item: Item, index: int) -> None:
        """How much there is to be of a thing or trait: "бороду покороче", "胡子可以，就是太长"."""
        entry, wish = item.entry, topic.wish
        if wish is not None and wish.verb == "keep" and self.lexicon.degrees_compare and self.pending.too:
            wish.verb = ""  # "胡子可以，就是太长"
        if wish is not None and self.is_sized_already(wish, item):
            return
        m = self.take_modifiers()
        if wish is None:
            noun = topic.item
            wish = self.wish(Wish(noun.entry.effects, "trait", m, noun.start, item.end, noun.rule))
            topic.wish = wish
        if not (m.empty and wish.modifiers.step < 0):  # "别笑那么夸张": the step is already known
            wish.modifiers = m
        wish.size = entry.size
        wish.size_compared = item.form == "comparative" or m.too or m.too_little or m.so or m.negated
        if m.negated and item.form == "comparative" and self.lexicon.inflection.knows_verbs:
            wish.verb, wish.form = "keep", "comparative"  # "бороду не гуще"
        ought = self.kind_before(index) == "should" and entry.size < 0  # "妆要淡"
        wish.size_compared |= self.making or (self.lexicon.degrees_compare and (ought or bool(m.step)))
        wish.end = max(wish.end, item.end)
        if m.too and entry.size < 0:
            m.too, m.too_little = False, True
        elif m.too_little and entry.size < 0 and self.lexicon.degrees_compare:
            m.too, m.too_little = True, False  # "妆不够淡"
        self.last = wish

    def is_sized_already(self, wish: Wish, item: Item) -> bool:
        """Whether a size behind a thing says no more than the verb or the adjective before it."""
        if wish.verb == "keep" and item.form == "base":
            return True  # "бородку оставить аккуратную"
        if wish.modifiers.step * item.entry.size > 0 and item.form == "comparative":
            return True  # "trim the beard shorter"
        # "cut the bangs short"
        return wish.size_compared and item.form == "base" and wish.size == item.entry.size

    def pass_over_name(self, topic: Noun, complaint: Wish) -> None:
        """Drop an adjective that only tells of which part one complains: "黑头发太短了"."""
        told, m = topic.said, complaint.modifiers
        names = told is not None and told.form == "state" and not told.verb and told.modifiers.empty
        if not self.lexicon.degrees_compare or not (m.too or m.too_little) or told not in self.out.wishes:
            return
        if names and told is not None and told is not complaint and told.end <= topic.item.end:
            self.out.wishes.remove(told)
            self.since_verb = min(self.since_verb, len(self.out.wishes) - 1)
            self.since_clause = min(self.since_clause, len(self.out.wishes) - 1)

    def adjoins(self, noun: Item, index: int) -> bool:
        """Whether nothing but adjectives and places stands between a noun and the adjective behind it."""
        while self.kind_before(index) in ("adjective", "filler"):
            index -= 1
        return bool(self.kind_before(index)) and self.items[index - 1] is noun
