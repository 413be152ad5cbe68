"""Adjectives: beside which noun each stands, and what it means there or by itself."""

from __future__ import annotations

from dataclasses import replace

from attribute_map.language.wishes.parts import Parts
from attribute_map.language.wishes.persons import Persons
from attribute_map.language.wishes.reading import Noun
from attribute_map.language.wishes.wish import Modifiers, Wish
from attribute_map.language.words.items import Item
from attribute_map.language.words.meanings import Effects

_BEFORE_PREDICATE = frozenset(("degree", "too", "so", "so_strong", "filler", "be", "should", "more", "less"))
_GRADING = frozenset(("degree", "too", "too_little", "so", "so_strong", "not", "more", "less", "enough"))
_ENDS_A_WISH = frozenset(("of", "filler", "adjective", "remove", "action", "degree", "off", "thing"))
_BARE = frozenset(
    "adjective degree filler more less too too_little enough excess and not so make want".split()  # noqa: SIM905
)
_GROWING = frozenset(("hair", "facial_hair"))  # regions of what may be long or short
_BARE_OR_BUT = _BARE | {"but", "should"}
_TRIMMING = frozenset(("make", "change", "less"))
_POINTING = frozenset(("it", "be", "should", "a"))
_BETWEEN_ADJECTIVE_AND_NOUN = frozenset(("adjective", "degree", "and", "or", "more", "less", "praise", "too"))


class Descriptions(Persons, Parts):
    """Reads adjectives."""

    def on_adjective(self, index: int, item: Item) -> None:
        if index in self.described:
            return
        if item.entry.size and self.kind_before(index) == "a" and self.kind_at(index + 1) == "degree":
            return  # "a tiny tiny bit"
        if self.illustrates(index):
            return
        if item.transitive and item.entry.size < 0 and self.lessens_what_was_told(index):
            return
        if self.verb == "no" and self.joined == "and":
            self.verb = ""  # "no beard and long hair"
        apart = self.verb == "no" and self.lexicon.degrees_compare and self.kind_before(index) == "thing"
        if apart and self.kind_at(index + 1) == "part" and self.fits(index, self.items[index + 1]):
            self.verb = ""  # "无刘海短发"
        if self.adding and self.is_place(index) and self.kind_before(index) == "the":
            return  # "stick a wig on that bald head"
        if self.commands(index) and self.verb in ("keep", "remove") and not self.denies(index):
            self.begin_verb("")  # "keep the nose and plump the lips"
        if item.transitive and self.object_is_named(index):
            self.begin_verb("")  # "don't touch the nose, just thin out the lips"
        if self.lexicon.degrees_compare and self.topic is None and self.goes_on_about_thing(index):
            self.topic = self.mentioned
        if self.lexicon.degrees_compare and self.tells_consequence(index):
            self.pending = Modifiers()
            return
        years = self.kind_at(index + 1) == "number" and self.kind_at(index + 2) == "years"
        if self.lexicon.degrees_compare and item.entry.size and years:
            return  # "小十岁", which the number reads
        exceeds = self.kind_at(index + 1) == "excess" and not self.kind_at(index + 2)
        if exceeds:
            self.pending.too = True  # "鼻子大了点"
        if item.form == "excess":
            self.pending = replace(self.pending, too=True)
            self.pending.strengthen(0.5)
        if self.hedges(item) or (self.verb == "no" and self.kind_at(index + 1) == "it" and item.entry.size):
            self.pending = Modifiers()
            return  # "bangs but not too long"
        noun = self.noun_of(index)
        noun = self.object_of_change(index) if noun is None else noun
        if noun is not None and self.items[noun].kind == "person" and item.transitive:
            self.described[noun] = Wish((), "state", Modifiers(), 0, 0, "")
            self.predicate(index, item)
            return
        named = noun is not None and self.items[noun].kind == "person" and self.refers(noun)
        if named and item.form != "superlative":
            self.pending = Modifiers()
            return
        if noun is not None and self.describe(index, item, noun):
            return
        self.predicate(index, item)

    def illustrates(self, index: int) -> bool:
        """Whether an adjective only likens what was just found too much: "слишком острый, как у Буратино"."""
        told = self.out.wishes[-1] if self.out.wishes else None
        likens = self.items[index].text.split()[0] in self.lexicon.similes
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

    def noun_of(self, index: int) -> int | None:
        """The noun that this adjective stands before, over further adjectives, and/or, and a comma."""
        bare = self.topic.item if self.topic and not self.topic.wish and not self.topic.described else None
        if bare is not None and index not in self.breaks and self.items[index - 1] is bare:
            bare = bare if self.fits(index, bare) else None
        else:
            bare = None
        if bare is not None:
            return None  # "nose smaller eyes bigger"
        position = index + 1
        meaning = self.items[index].meaning
        loose = False
        commanding = self.commands(index)
        while position < len(self.items):
            item = self.items[position]
            if position in self.breaks and self.compares_noun_before(index):
                return None  # "подбородок ниже, взгляд исподлобья"
            if item.kind in ("and", "or", "but") or position in self.breaks:
                loose = True
                if self.kind_before(index) == "it" and self.kind_before(index - 1) == "make":
                    return None  # "make it brighter and heavier makeup"
                between = self.items[index:position]
                apart = self.lexicon.degrees_compare and position in self.breaks
                if apart and any(i.kind == "adjective" and i.entry.effects for i in between):
                    return None  # "没那么胖，眉毛淡一点"
                if self.topic is not None and self.fits(index, self.topic.item) and not self.begins_anew():
                    return None  # "beard shorter, nose smaller"
            if item.is_noun:
                apart = self.excluded(index, position) or not self.may_be_of(index, item)
                fits = not loose or (
                    self.fits(index, item) and not apart and not self.means_another(index, item)
                )
                return position if fits else None
            if item.kind in ("and", "or") and self.kind_at(position + 1) not in ("adjective", "degree"):
                return None
            graded = bool(self.pending.step) and meaning is not None and meaning.form == "base"
            skipped_verb = commanding or graded or (meaning is not None and meaning.transitive)
            skipped = skipped_verb and item.kind in ("the", "a", "him")
            skipped = skipped or (item.kind == "a" and self.pending.too)  # "too dark a backdrop"
            skipped = skipped or item.kind == "of" or (skipped_verb and item.kind == "filler")
            skipped = skipped or (item.kind == "filler" and self.coordinates(index, position))
            skipped = skipped or (item.kind == "filler" and self.agrees_over(index, position))
            skipped = skipped or (item.kind == "but" and self.pending.negated)  # "not blue but green eyes"
            skipped = skipped or (item.kind == "instead" and loose)  # "круглые, а не узкие глаза"
            if not skipped and item.kind not in _BETWEEN_ADJECTIVE_AND_NOUN:
                return None
            position += 1
        return None

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

    def complains_on(self, index: int, noun: Noun) -> bool:
        """ "her hair's too long, too dark": what else is found too much of the same part."""
        complained = noun.item.kind == "part" and noun.complained_of and self.pending.too
        return complained and bool(self.lexicon.subjects) and self.bare(index, named=True)

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
            factor = self.pending.factor * (1.5 if form == "superlative" else 1.0)
            self.pending = replace(self.pending, factor=1.0)
            compared = self.lexicon.degrees_compare and self.kind_at(index + 1) == "degree"  # "淡一点的妆"
            self.sizes[position] = (entry.size, compared or form == "comparative", factor)
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

    def is_of_hair(self, adjective: Item, part: Item) -> bool:
        """Whether an adjective of hair stands beside a part that has none: "a straight nose"."""
        ours = {self.lexicon.regions[effect.axis] for effect in adjective.entry.effects}
        combined = self.lexicon.combine.get(part.entry.name, {}).values()
        theirs = {self.lexicon.regions[effect.axis] for effects in combined for effect in effects}
        return ours == {"hair"} and bool(theirs) and theirs.isdisjoint(("hair", "head"))

    def adjoins(self, noun: Item, index: int) -> bool:
        """Whether nothing but adjectives and places stands between a noun and the adjective behind it."""
        while self.kind_before(index) in ("adjective", "filler"):
            index -= 1
        return bool(self.kind_before(index)) and self.items[index - 1] is noun

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

    def predicate(self, index: int, item: Item) -> None:
        """An adjective that no noun follows: of the topic ("nose … too big"), or of the person."""
        entry, form = item.entry, item.form
        if self.undoes_topic(item):
            return
        if self.joined == "and" and self.pending.empty and self.last is not None and self.last.modifiers.too:
            self.pending.too = self.last.end == self.items[index - 1].start  # "too harsh and bright"
        if self.topic is not None and self.speak_of_topic(self.topic, item, index):
            return
        if self.lexicon.degrees_compare and self.kind_at(index + 1) == "degree":
            form = "comparative"
        noun = self.mentioned
        if noun is not None and noun.wish is not None and self.is_of_length(index, noun):
            if self.is_put_on(noun.item):
                noun.wish.size = entry.size  # "добавь усы, покороче"
                self.pending = Modifiers()
            else:
                self.speak_of_topic(noun, item, index)  # "оставь бороду, только покороче"
            return
        effects = entry.comparative_effects if form == "comparative" else entry.effects
        if (
            self.pending.too
            or self.pending.too_little
            or self.pending.step
            or self.pending.so
            or self.pending.enough
        ):
            effects = entry.comparative_effects
        noun = self.mentioned
        impersonal = self.impersonal(index)
        pointing = self.kind_before(index - (self.kind_before(index) == "degree")) == "it"
        orders = item.transitive or (item.form == "base" and self.kind_before(index) in ("", "filler"))
        pointing = pointing or (orders and self.kind_at(index + 1) == "it")  # "extend it", "close it"
        pointing = pointing or (noun is not None and self.acts_on(index, noun))
        talked_of = noun is not None and (pointing or noun.talked_of)
        talked_of = talked_of and noun is not None and noun.item.entry.name not in self.lexicon.inert
        remedied = noun is not None and self.remedies(index, noun)
        corrected = noun is not None and self.bare(index, named=True)
        blamed = noun is not None and noun.complained_of and form == "comparative" and self.lexicon.subjects
        corrected = corrected and noun is not None and (self.denied(noun) or bool(blamed))
        left = noun is not None and (self.left_unsaid(index, noun) or self.tells_why(index, noun))
        left = left or (noun is not None and self.goes_on_about(index, noun.item))
        left = left or (noun is not None and self.compares_what_was_described(index, noun))
        left = left or (noun is not None and self.tells_of_scene(noun.item))
        left = left or (noun is not None and self.complains_on(index, noun))
        spoken_of = impersonal or talked_of or remedied or corrected or left or not effects
        whole = " " in item.text and bool(effects) and self.lexicon.inflection.knows_verbs  # "свет приглуши"
        spoken_of = spoken_of and self.topic is None and not whole
        pronoun = noun is not None and self.acts_on(index, noun)
        spoken_of = spoken_of and (pronoun or remedied or not self.turns_somebody(index))
        if spoken_of and noun is not None and self.fits(index, noun.item):
            if self.speak_of_topic(noun, item, index):
                return  # "brown eyes, not blue", "her hair is nice but it's too dark"
        elif impersonal or (noun is None and item.transitive and self.kind_at(index + 1) == "it"):
            effects = self.lexicon.effects_of("picture", entry.name) or effects
        bare = entry.name not in self.lexicon.colours and self.bare(index)  # "a bit thinner"
        somebody = self.kind_before(index) == "person" and self.refers(index - 1)  # "make the dude black"
        imagined = self.kind_before(index) in ("be", "was", "should") and self.kind_before(index - 1) == "him"
        somebody = somebody or imagined  # "what if he was black"
        somebody = somebody or self.makes_somebody(index)
        if not effects and (bare or somebody or self.kind_before(index) in ("him", "it", "the")):
            effects = self.lexicon.effects_of("person", entry.name) or ()
        if not effects and entry.name in self.lexicon.colours:
            effects = self.effects_beside(index) or self.effects_of_dye(index, item)
        elif not effects and self.kind_at(index + 1) == "adjective":
            effects = self.effects_of_likened(index)
        last = self.last
        if not effects and self.lexicon.degrees_compare and self.pending.too and last and entry.size > 0:
            last.modifiers.too = last.form == "state" or last.modifiers.too
            self.pending = Modifiers()
            return  # "鹰钩鼻太夸张"
        alone = item.transitive and self.lexicon.inflection.knows_verbs and len(self.clause_of(index)) == 1
        if not effects and (self.lexicon.degrees_compare or alone) and self.out.wishes:  # "一字眉，拉平"
            effects = self.effects_within(self.out.wishes[-1].effects, entry.name)
        if not effects and self.turned is not None:  # "curls made straight"
            effects = self.effects_within(self.turned.effects, entry.name)
        last = self.last
        if last is not None and last.action and last.end == item.start:
            axes = {effect.axis for effect in last.effects}
            if axes == {effect.axis for effect in effects}:
                return  # "cut the hair to the shoulders": how far
        if (
            effects
            and last is not None
            and last.form == "thing"
            and last.effects == effects
            and last.verb == ""
        ):
            self.merge_adverb(last, item)
            return
        if not effects and entry.size and self.pending.too and last is not None and last.form == "state":
            m = self.take_modifiers()  # "she's smiling too hard"
            last.modifiers.too, last.modifiers.factor, last.end = True, m.factor, item.end
            return
        if not effects and entry.size and self.kind_at(index + 1) in ("action", "adjective"):
            self.pending.strengthen(2.0 if entry.size > 0 else 0.5)  # "a big open mouth"
            return
        if self.says_the_same(index) or (not effects and self.goes_on_with_dye(entry.name)):
            self.pending = Modifiers()
            return
        if not effects:
            strengthened = bool(entry.size and self.out.wishes)
            adorns = self.topic is not None and self.topic.item.kind == "thing"  # "glasses, round ones"
            adorns = adorns or self.kind_before(index) == "action"  # "paint her lips red"
            kept = self.verb == "keep" and self.lexicon.degrees_compare  # "颜色保持金色"
            if not entry.style and self.wished and not (strengthened or adorns or kept):
                self.out.unknown.append(Item("unknown", item.text, item.start, item.end))
            self.pending = Modifiers()
            return
        self.turn_before(index)
        self.wish(self.stated(effects, item, form, self.take_modifiers()))

    def tells_of_scene(self, noun: Item) -> bool:
        """Whether a bare complaint is of the light that was spoken of: "灯光加满，太黑"."""
        regions = {self.lexicon.regions[axis] for axis in noun.entry.keep} if noun.kind == "part" else set()
        return self.lexicon.degrees_compare and self.pending.too and regions == {"scene"}

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

    def turn_before(self, index: int) -> None:
        """Let what stands before "into" make way: "преврати блондинку в брюнетку"."""
        into = self.kind_before(index) == "with" and self.items[index - 1].text in self.lexicon.aiming
        if into and self.lexicon.inflection.knows_verbs and len(self.out.wishes) > self.since_clause:
            self.turned = self.out.wishes[-1]

    def is_put_on(self, thing: Item) -> bool:
        """Whether the clause that names a thing asks for it."""
        clause = self.clause_of(self.items.index(thing))
        return any(item.kind in ("add", "give", "make", "want", "with") for item in clause)

    def makes_somebody(self, index: int) -> bool:
        """Whether somebody is turned into a colour, and nothing of theirs: "把他变白"."""
        clause = self.clause_of(index)
        kinds = {item.kind for item in clause}
        somebody = bool(kinds & {"him", "person"}) or any(i.text in self.lexicon.upon for i in clause)
        return self.lexicon.degrees_compare and somebody and not kinds & {"part", "thing", "trait", "action"}

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

    def left_unsaid(self, index: int, noun: Noun) -> bool:
        """Whether the clause before named a part and nothing came of it: "这下巴能戳死人，圆润一点"."""
        graded = self.lexicon.degrees_compare and self.kind_at(index + 1) == "degree"
        bare = noun.item.kind == "part" and noun.wish is None and noun.said is None and not noun.described
        return graded and bare and not set(noun.item.entry.keep) & set(self.out.keep) and not self.out.wishes

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

    def speak_of_topic(self, topic: Noun, item: Item, index: int) -> bool:
        noun, entry = topic.item, item.entry
        meant = self.lexicon.effects_of(noun.entry.name, entry.name)
        idle = meant == () and noun.entry.name not in self.lexicon.inert
        if idle and entry.effects and self.lexicon.degrees_compare:
            return False  # "发色保持，剪短"
        bare = noun.kind == "thing" and meant is None and not entry.size and self.pending.empty
        if bare and self.adjoins(noun, index) and self.only_adorns(item, noun):
            return True  # "шляпа старая"
        if noun.kind == "part" or (
            noun.kind == "thing" and self.lexicon.effects_of(noun.entry.name, entry.name)
        ):
            between = [i for i in self.items[:index] if i.start >= noun.end]
            asked = any(i.kind in ("should", "want", "make") for i in between)
            if self.mending is noun and self.pending.empty and not (asked and self.lexicon.subjects):
                self.pending.step = -1  # "fix his hairline, it's receding", but "…, it should be full"
            wish = self.attach(item, noun, index, self.pending)
            self.shared = None  # "eyes narrower and nose": the nose shares nothing
            if wish is None:
                known = self.lexicon.effects_of(noun.entry.name, entry.name) is not None
                return known or (noun.kind == "part" and self.is_of_hair(item, noun))
            self.pass_over_name(topic, wish)
            named = topic.wish if noun.kind == "thing" and topic.wish in self.out.wishes else None
            if named is not None and named.verb != "remove" and not wish.verb:
                self.out.wishes.remove(named)  # "the lipstick redder" only names it
            self.pending = Modifiers()
            topic.described, topic.said = True, wish
            return True
        blamed = self.lexicon.degrees_compare and self.pending.too and not entry.effects
        if noun.kind == "thing" and blamed and not entry.size and topic.wish is not None:
            topic.wish.modifiers, self.last = self.take_modifiers(), topic.wish  # "口红太粉"
            return True
        if noun.kind in ("thing", "trait") and entry.size:
            wish = topic.wish
            if wish is not None and wish.verb == "keep" and self.lexicon.degrees_compare and self.pending.too:
                wish.verb = ""  # "胡子可以，就是太长"
            if wish is not None and wish.verb == "keep" and item.form == "base":
                return True  # "бородку оставить аккуратную"
            if wish is not None and wish.modifiers.step * entry.size > 0 and item.form == "comparative":
                return True  # "trim the beard shorter"
            if wish is not None and wish.size_compared and item.form == "base" and wish.size == entry.size:
                return True  # "cut the bangs short"
            m = self.take_modifiers()
            if wish is None:
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
            return True
        return False
