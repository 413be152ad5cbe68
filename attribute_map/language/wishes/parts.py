"""Parts of a face: what naming one asks for, or whether a later word speaks of it, or it is a mere place."""

from __future__ import annotations

from dataclasses import replace

from attribute_map.language.wishes.heads import Heads
from attribute_map.language.wishes.reading import Noun
from attribute_map.language.wishes.wish import Modifiers
from attribute_map.language.words.items import Item
from attribute_map.language.words.meanings import Entry

_OWN_PREDICATES = frozenset(
    ("keep", "stays", "change", "no", "not", "adjective", "more", "less", "too", "too_little")
)


class Parts(Heads):
    """Reads parts."""

    def on_part(self, index: int, item: Item) -> None:
        if index in self.described:
            self.go_on_about_part(index, item)
        elif self.is_what_is_cut(item.entry):
            self.topic = self.mentioned = Noun(item, described=True)
        elif not self.says_only_where(index):
            self.topic = self.mentioned = Noun(item)
            if not item.entry.act or self.begins_a_deed(index):
                self.name_part(index, item)

    def go_on_about_part(self, index: int, item: Item) -> None:
        """A part whose adjective before it made the wish is what is spoken of behind it."""
        said = self.described[index] if self.lexicon.degrees_compare else None  # "蓝头发太怪，去掉"
        self.topic = self.mentioned = Noun(item, None, True, said)
        if self.lexicon.subjects or self.lexicon.inflection.knows_verbs:
            # "i hate the blue hair, lose it", "слишком тёмный фон, сделай посветлее"
            self.mentioned = Noun(item, None, True, self.described[index])

    def says_only_where(self, index: int) -> bool:
        """Whether a part only tells where something else is, or what a deed before it is done to."""
        if self.is_place(index) or self.is_aside(index) or self.is_taken_from(index):
            return True
        if not self.lexicon.degrees_compare:
            return False
        place = index + (self.kind_at(index + 1) == "filler")  # "额头前面的刘海"
        if (self.kind_at(place + 1), self.kind_at(place + 2)) == ("of", "thing"):
            return True  # "脸颊的红晕"
        dyed = self.topic if self.kind_before(index) == "adjective" else None
        # "染个蓝头发"
        return dyed is not None and dyed.item.kind == "part" and dyed.item.entry.act and dyed.described

    def begins_a_deed(self, index: int) -> bool:
        """Let a part with its verb ("dye the hair") be of what was named before it; False under a denial."""
        if self.forbids() and not self.pending.negated and not self.grades_ahead(index):
            self.forbidden = True  # "别把头发染黑"
            return False
        if self.lexicon.degrees_compare and self.colours_thing(index):
            self.out.wishes.pop()  # "刘海染蓝" only names it
            self.last = None
        self.turned = self.last if self.last is not None and not self.last.verb else None
        return True

    def name_part(self, index: int, item: Item) -> None:
        """What a part asks for by the verb and the modifiers before it, or by an adjective that it shares."""
        if self.verb == "keep":
            self.keep_part(index, item)
        elif self.shares_adjective(index, item):
            return
        elif self.verb == "ignore":
            self.topic = None
            self.bare_parts += [item] if self.spared is not None else []
        elif not (self.grade_part(index, item) or self.put_or_take_part(index, item)):
            self.bare_parts.append(item)

    def keep_part(self, index: int, item: Item) -> None:
        if self.lexicon.subjects and self.is_as_it_is(index):
            self.bare_parts.append(item)  # "keep the hair brown": its colour alone
        else:
            self.out.keep.extend(item.entry.keep)
            self.pending = Modifiers()

    def shares_adjective(self, index: int, item: Item) -> bool:
        """ "smaller nose and eyes": a part joined to one that has an adjective before it."""
        if self.shared is None or not self.joined or self.described_after(index):
            return False
        m = replace(self.last.modifiers) if self.last else Modifiers()
        if self.attach(self.shared, item, index, m) is None:
            return False
        if self.topic is not None:
            self.topic.described = True
        return True

    def grade_part(self, index: int, item: Item) -> bool:
        """A step of the part, or a complaint of it, unless it is of a quality that is named behind."""
        m = self.pending
        if m.step and self.qualified_after(index):
            return True  # "减弱颧骨的突出程度": the step is of the quality
        if m.too and self.lexicon.inflection.knows_verbs and self.described_after(index):
            self.bare_parts.append(item)  # "что-то губы тонкие": the complaint is of what they are like
        elif m.step or m.too or m.too_little:
            self.operate_part(item, "more" if m.step > 0 or m.too or m.too_little else "less")
        else:
            return False
        return True

    def put_or_take_part(self, index: int, item: Item) -> bool:
        """A part that is to be there, or not to be there."""
        if self.verb == "no" and self.described_after(index):
            self.verb, self.pending = "", Modifiers(negated=True)  # "i don't want the hair so long"
            return False
        if self.verb in ("no", "remove") and not self.forbidden and not self.disliked(index):
            self.operate_part(item, "none")
            return True
        if self.adding and self.receives(index, item):
            return True
        put = self.adding and not item.entry.act and self.kind_at(index + 1) not in _OWN_PREDICATES
        # "he'd look better with hair", "hair please"
        if put or self.is_put_there(index) or self.only_asked_for(index):
            self.operate_part(item, "some")
            return True
        return False

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
