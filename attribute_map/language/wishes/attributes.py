"""Attributes: which noun an adjective stands before, over what else stands between, and what it means of it.

"smaller nose and eyes" is of both, and "too dark a backdrop" of the backdrop; in "beard shorter, nose
smaller" each stands behind its noun, and none is an attribute.
"""

from __future__ import annotations

from dataclasses import replace

from attribute_map.language.wishes.qualities import Qualities
from attribute_map.language.wishes.wish import Modifiers, Wish
from attribute_map.language.words.items import Item

_GRADING = frozenset(("degree", "too", "too_little", "so", "so_strong", "not", "more", "less", "enough"))
_BETWEEN_ADJECTIVE_AND_NOUN = frozenset(("adjective", "degree", "and", "or", "more", "less", "praise", "too"))


class Attributes(Qualities):
    """Finds the nouns that adjectives stand before, and describes them."""

    def noun_of(self, index: int) -> int | None:
        """The noun that this adjective stands before, over further adjectives, and/or, and a comma."""
        if self.stands_behind_topic(index):
            return None  # "nose smaller eyes bigger"
        loose = False
        for position in range(index + 1, len(self.items)):
            item = self.items[position]
            if position in self.breaks and self.compares_noun_before(index):
                return None  # "подбородок ниже, взгляд исподлобья"
            if item.kind in ("and", "or", "but") or position in self.breaks:
                loose = True
                if self.is_whole_before(index, position):
                    return None
            if item.is_noun:
                return position if not loose or self.shares_noun(index, position) else None
            if item.kind in ("and", "or") and self.kind_at(position + 1) not in ("adjective", "degree"):
                return None
            if not self.leads_on(index, position, loose=loose):
                return None
        return None

    def stands_behind_topic(self, index: int) -> bool:
        """Whether an adjective stands right behind a noun of which nothing has been said, and fits it."""
        topic = self.topic
        if topic is None or topic.wish or topic.described or index in self.breaks:
            return False
        return self.items[index - 1] is topic.item and self.fits(index, topic.item)

    def is_whole_before(self, index: int, position: int) -> bool:
        """Whether what an adjective is of has been told before a conjunction or comma at `position`."""
        if self.kind_before(index) == "it" and self.kind_before(index - 1) == "make":
            return True  # "make it brighter and heavier makeup"
        between = self.items[index:position]
        apart = self.lexicon.degrees_compare and position in self.breaks
        if apart and any(i.kind == "adjective" and i.entry.effects for i in between):
            return True  # "没那么胖，眉毛淡一点"
        # "beard shorter, nose smaller"
        return self.topic is not None and self.fits(index, self.topic.item) and not self.begins_anew()

    def shares_noun(self, index: int, noun: int) -> bool:
        """Whether an adjective before a conjunction or comma may be of the noun behind it."""
        item = self.items[noun]
        apart = self.excluded(index, noun) or not self.may_be_of(index, item)
        return self.fits(index, item) and not apart and not self.means_another(index, item)

    def leads_on(self, index: int, position: int, *, loose: bool) -> bool:
        """Whether what stands at `position` may stand between an adjective and its noun."""
        kind = self.items[position].kind
        if kind in _BETWEEN_ADJECTIVE_AND_NOUN or kind == "of":
            return True
        if kind == "but":
            return self.pending.negated  # "not blue but green eyes"
        if kind == "instead":
            return loose  # "круглые, а не узкие глаза"
        if kind == "filler":
            return (
                self.acts_over(index)
                or self.coordinates(index, position)
                or self.agrees_over(index, position)
            )
        # "too dark a backdrop"
        return (kind == "a" and self.pending.too) or (kind in ("the", "a", "him") and self.acts_over(index))

    def acts_over(self, index: int) -> bool:
        """Whether an adjective is a verb, or has a step, so that an article may stand before its noun."""
        meaning = self.items[index].meaning
        graded = bool(self.pending.step) and meaning is not None and meaning.form == "base"
        return graded or (meaning is not None and meaning.transitive) or self.commands(index)

    def coordinates(self, index: int, filler: int) -> bool:
        """Whether a filler stands among the adjectives of one noun: "黑色自然蓬松短发"."""
        following = self.kind_at(filler + 1)
        written_together = not self.lexicon.joint and self.kind_before(index) != "part"
        return written_together and following == "adjective" and self.noun_of(filler) is not None

    def agrees_over(self, index: int, filler: int) -> bool:
        """Whether a filler stands between an adjective and its noun: "красные с мороза щёки"."""
        adjective, inflection = self.items[index].text, self.lexicon.inflection
        if not inflection.knows_verbs or self.kind_at(filler + 1) not in ("part", "thing"):
            return False
        noun = self.items[filler + 1].text
        return inflection.is_full_adjective(adjective) and inflection.agree(adjective, noun)

    def compares_noun_before(self, index: int) -> bool:
        """Whether a comparative stands behind a noun of its clause, of which it must be."""
        compared = self.items[index].form == "comparative" and self.lexicon.inflection.knows_verbs
        shared = self.joined == "and" and self.topic is not None and self.fits(index, self.topic.item)
        return compared and (shared or self.kind_before(index) in ("part", "thing"))  # "глаза меньше и уже"

    def excluded(self, index: int, noun: int) -> bool:
        """Whether another adjective of the noun rules this one out: "very pale, black hair"."""
        name = self.items[noun].entry.name
        ours = self.lexicon.effects_of(name, self.items[index].entry.name) or ()
        others = (item for item in self.items[index + 1 : noun] if item.kind == "adjective")
        theirs = [e for item in others for e in self.lexicon.effects_of(name, item.entry.name) or ()]
        own = self.items[index].entry.effects
        return bool(own) and any(self.excludes(effect, other) for effect in ours for other in theirs)

    def means_another(self, index: int, noun: Item) -> bool:
        """Whether an adjective by itself is something else than beside this noun: "smile more, … light"."""
        entry = self.items[index].entry
        ours = {effect.axis for effect in entry.effects}
        theirs = self.lexicon.effects_of(noun.entry.name, entry.name) or ()
        return bool(ours and theirs) and ours.isdisjoint(effect.axis for effect in theirs)

    def begins_anew(self) -> bool:
        """Whether the noun before has its adjective already: "silver hair and pale, freckled skin"."""
        return bool(self.joined) and self.topic is not None and self.topic.described and not self.topic.said

    def may_be_of(self, index: int, noun: Item) -> bool:
        """Whether the forms of words let an adjective belong to a noun: no "чёрная" to "глаза"."""
        inflection, adjective = self.lexicon.inflection, self.items[index]
        return (
            not inflection.knows_verbs
            or adjective.form != "base"
            or not inflection.is_full_adjective(adjective.text)
            or inflection.agree(adjective.text, noun.text)
        )

    def commands(self, index: int) -> bool:
        """Whether an adjective opens a clause as a verb of its own form: "open the mouth"."""
        if self.items[index].form != "base" or self.kind_at(index + 1) != "the":
            return False
        before = index
        while self.kind_before(before) in ("filler", "want", "degree"):
            before -= 1
        following = self.items[index + 2] if self.kind_at(index + 2) in ("part", "thing") else None
        opens = not self.kind_before(before)
        joined = self.kind_before(before) == "and" and bool(self.lexicon.subjects)
        opens = opens or (joined and not self.denies(index))  # "keep the nose and thin the brows"
        return opens and following is not None and self.fits(index, following)

    def denies(self, index: int) -> bool:
        """Whether the clause has a negation before `index`, which reaches all its verbs."""
        before = self.items[index].start
        return any(i.kind in ("not", "no") and i.end <= before for i in self.clause_of(index))

    def object_of_change(self, index: int) -> int | None:
        """The part that a change of state reaches by a preposition: "go darker with the hair"."""
        before = index
        while self.kind_before(before) in _GRADING:
            before -= 1
        graded = before < index or self.items[index].form == "comparative"
        graded = graded or self.kind_before(before) == "make"  # "go brown with the hair"
        joined = self.kind_before(before) == "and" and bool(
            self.lexicon.subjects
        )  # "… and softer around the jaw"
        opens = joined or self.kind_before(before) in ("", "make", "filler", "want", "be", "it")
        if not graded or not opens:
            return None
        position = index + 1
        if self.kind_at(position) not in ("with", "prep"):
            return None
        position += 1 + (self.kind_at(position + 1) == "the")
        if self.kind_at(position) not in ("part", "thing") or not self.fits(index, self.items[position]):
            return None
        return position

    def describe(self, index: int, item: Item, position: int) -> bool:
        """An adjective before its noun; False where it must speak for itself."""
        noun = self.items[position]
        entry = item.entry
        name = "person" if noun.kind == "person" else noun.entry.name
        if entry.shade and self.kind_at(index + 1) == "adjective" and self.fits(index + 1, noun):
            colour = noun.kind != "part" or self.items[index + 1].entry.name in self.lexicon.colours
            if colour or self.lexicon.effects_of(name, entry.name) is None:
                return True  # "dark brown hair" is brown
        if noun.kind in ("part", "person"):
            if self.lexicon.effects_of(name, entry.name) is not None:
                wish = self.attach(item, noun, index, self.take_modifiers())
                if noun.kind == "part" and wish is not None:
                    self.described.setdefault(position, wish)
                return True
            colour = entry.name in self.lexicon.colours and position == index + 1
            if noun.kind == "part" and not entry.style and (colour or not entry.effects):
                unknown = Item("unknown", f"{item.text} {noun.text}", item.start, noun.end)
                self.on_unknown(index, unknown)
                if position == index + 1:
                    self.out.asked_for.append(unknown)
                self.described.setdefault(position, Wish((), "state", Modifiers(), 0, 0, ""))
                return True
            if self.verb == "keep" and noun.kind == "part":
                return True  # "keep the old hair"
            if entry.style and self.pending.step and noun.kind == "part":  # "more dramatic lighting"
                self.on_unknown(index, Item("unknown", f"{item.text} {noun.text}", item.start, noun.end))
                self.described.setdefault(position, Wish((), "state", Modifiers(), 0, 0, ""))
            return not entry.effects or self.is_of_hair(item, noun)
        return self.describe_thing(index, item, position)

    def describe_thing(self, index: int, item: Item, position: int) -> bool:
        noun = self.items[position]
        entry, form = item.entry, item.form
        if noun.entry.flaw and item.transitive:
            self.begin_verb("remove")  # "smooth out all wrinkles and frown lines"
            return True
        special = self.lexicon.effects_of(noun.entry.name, entry.name)
        if special:
            wish = self.attach(item, noun, index, self.take_modifiers())
            if wish is not None:
                self.described[position] = wish
            return True
        if entry.size and position in self.sizes and self.kind_before(index) == "the":
            return True  # "cut the bushy beard"
        if entry.size:
            size = entry.size
            if self.pending.negated and self.kind_before(index) == "not" and self.lexicon.prefixed:
                self.pending, size = replace(self.pending, negated=False), -size  # "негустая борода"
            factor = self.pending.factor * (1.5 if form == "superlative" else 1.0)
            self.pending = replace(self.pending, factor=1.0)
            compared = self.lexicon.degrees_compare and self.kind_at(index + 1) == "degree"  # "淡一点的妆"
            self.sizes[position] = (size, compared or form == "comparative", factor)
            return True
        if entry.name in self.lexicon.colours and (dyed := self.effects_on_hair(noun, entry.name)):
            if self.verb_of_state() != "remove":
                self.wish(self.stated(dyed, item, form, Modifiers()))  # "red curls", "a grey fringe"
            return True
        if entry.style or not entry.effects or self.only_adorns(item, noun):
            return True
        introduced = self.kind_before(index) in ("a", "the", "add", "give", "adjective")
        introduced = introduced and not self.lexicon.degrees_compare  # "一个光头大胡子" is bald
        ornament = form == "base" and (introduced or entry.name in self.lexicon.colours)  # "silver studs"
        return ornament and position == index + 1
