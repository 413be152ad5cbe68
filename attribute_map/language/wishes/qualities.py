"""What a quality means: beside a noun or another adjective that has its part in it, or of what was dyed."""

from __future__ import annotations

from attribute_map.language.wishes.heads import Heads
from attribute_map.language.words.items import Item
from attribute_map.language.words.meanings import Effects


class Qualities(Heads):
    """Finds the effects of adjectives."""

    def effects_beside(self, index: int) -> Effects:
        """What a colour means beside an adjective that has its part in it: "pink pixie cut" is of hair."""
        for beside, kind in ((index + 1, self.kind_at(index + 1)), (index - 1, self.kind_before(index))):
            if kind == "adjective":
                return self.effects_within(self.items[beside].entry.effects, self.items[index].entry.name)
        denied = self.out.wishes[-1] if self.out.wishes and self.kind_before(index) == "but" else None
        if denied is not None and denied.modifiers.negated:  # "not brown-eyed, but blue"
            return self.effects_within(denied.effects, self.items[index].entry.name)
        if (
            self.mentioned is not None and self.mentioned.item.kind == "thing"
        ):  # "keep the curls, make them black"
            return self.effects_within(self.mentioned.item.entry.effects, self.items[index].entry.name)
        return ()

    def effects_of_likened(self, index: int) -> Effects:
        """What an adjective means beside one that has its part in it: "a pointier nose like a witch"."""
        theirs = self.items[index + 1].entry.effects
        ours = self.effects_within(theirs, self.items[index].entry.name)
        return () if any(self.excludes(a, b) for a in ours for b in theirs) else ours

    def effects_of_dye(self, index: int, item: Item) -> Effects:
        """What a colour means that somebody is turned into, or that hair just named has: "в синий её"."""
        before = self.items[index - 1].text if self.kind_before(index) else ""
        into = before in self.lexicon.aiming and self.lexicon.inflection.is_aim(item.text)
        goes_on = self.lexicon.inflection.knows_verbs or bool(self.lexicon.subjects)  # "long, wavy, brown"
        told = self.out.wishes[-1] if self.out.wishes and goes_on else None
        regions = (
            {self.lexicon.regions[effect.axis] for effect in told.effects} if told is not None else set()
        )
        eyes = self.lexicon.effects_of("eyes", item.entry.name)
        into = into or (self.adding and not eyes and self.lexicon.inflection.knows_verbs)  # "дайте пепельный"
        of_hair = regions == {"hair"} and not (told is not None and told.verb)  # "каре, цвет тёмный шоколад"
        return (self.lexicon.effects_of("hair", item.entry.name) or ()) if into or of_hair else ()

    def effects_within(self, effects: Effects, quality: str) -> Effects:
        """What a quality means of the part that these effects are of."""
        axes = {effect.axis for effect in effects}
        for part, row in self.lexicon.combine.items():
            named = {effect.axis for combined in row.values() for effect in combined}
            if axes and axes <= named and part != "person":
                return row.get(quality, ())
        return ()

    def effects_on_hair(self, noun: Item, colour: str) -> Effects:
        """What a colour means of a thing that is of the hair itself, as curls and bangs are."""
        effects = self.lexicon.effects_of("hair", colour) or ()
        regions = {self.lexicon.regions[effect.axis] for effect in (*effects, *noun.entry.effects)}
        return effects if len(regions) == 1 else ()

    def says_the_same(self, index: int) -> bool:
        """Whether a verb only brings about what a phrase behind it names: "изогни ей брови домиком"."""
        following = index + 1
        while self.kind_at(following) in ("him", "filler", "with"):
            following += 1
        named = self.items[following].entry.effects if self.kind_at(following) == "adjective" else ()
        return self.items[index].transitive and bool(self.effects_within(named, self.items[index].entry.name))

    def goes_on_with_dye(self, quality: str) -> bool:
        """Whether a further colour only shades the one just wished for: "блонд, платиновый"."""
        told = self.out.wishes[-1] if self.out.wishes else None
        return told is not None and not told.verb and bool(self.effects_within(told.effects, quality))

    def is_of_hair(self, adjective: Item, part: Item) -> bool:
        """Whether an adjective of hair stands beside a part that has none: "a straight nose"."""
        ours = {self.lexicon.regions[effect.axis] for effect in adjective.entry.effects}
        combined = self.lexicon.combine.get(part.entry.name, {}).values()
        theirs = {self.lexicon.regions[effect.axis] for effects in combined for effect in effects}
        return ours == {"hair"} and bool(theirs) and theirs.isdisjoint(("hair", "head"))

    def only_adorns(self, item: Item, thing: Item) -> bool:
        """Whether an adjective agrees with a thing, and means something of another part: "старая шляпа"."""
        compared = item.form == "comparative" and self.lexicon.inflection.knows_verbs  # "подводку потолще"
        agrees = item.form == "base" and self.lexicon.inflection.agree(item.text, thing.text)
        if not (compared or agrees):
            return False
        ours, theirs = (
            {self.lexicon.regions[effect.axis] for effect in word.entry.effects} for word in (item, thing)
        )
        return ours.isdisjoint(theirs)
