"""Numbers in a sentence: ages, years more or less, percentages, σ and plus signs."""

from __future__ import annotations

from attribute_map.language.wishes.persons import Persons
from attribute_map.language.wishes.wish import Modifiers, Wish
from attribute_map.language.words import numbers
from attribute_map.language.words.items import Item
from attribute_map.language.words.meanings import Effect

_BEFORE_DECADES = frozenset(("with", "the", "him", "be", "make", "prep", "should", "span"))
_BEHIND_AGES = frozenset(("", "filler", "him", "make", "and", "with", "thing", "adjective"))
MOST_SIGMA = 10.0  # a bigger number is no σ
GROWN_AGES = range(25, 111)  # "40+" is an age, "18+" says for whom a film is
PLAIN_AGES = range(10, 111)  # "make him 75" is an age without a unit
YOUNGEST_LOOKED = 18  # years that somebody may look, as "лет на двадцать" says; fewer are a step
PAST = 4  # years that "over 60" lies beyond 60
SOME_YEARS = {0.5: 5.0, 1.0: 10.0}  # "a few years" by their degree word; more of them are MANY_YEARS
MANY_YEARS = 20.0


class Ages(Persons):
    """Reads numbers."""

    def on_number(self, index: int, item: Item) -> None:
        value = numbers.number(item.text)
        if value is None:
            return
        unit = self.kind_at(index + 1)
        signed = item.text[0] in "+-" and (unit == "percent" or abs(value) > MOST_SIGMA)
        if signed and unit in ("", "percent", "filler") and self.stepped_by(index, value):
            return
        if self.kind_before(index) == "not" and value in PLAIN_AGES and unit in ("", "filler"):
            self.pending = Modifiers()  # "she's 30, not 60"
        elif self.kind_before(index) in ("past", "short_of") and not unit.startswith(
            ("percent", "later", "earlier")
        ):
            self.age_past(index, item, value * (10 if unit == "decades" else 1))
        elif self.and_older(index) and value in GROWN_AGES:
            self.age(value + PAST, item.start, self.items[index + 1].end)
            self.passed.add(index + 1)
        elif self.kind_before(index) == "span" and value in GROWN_AGES and unit in _BEHIND_AGES:
            self.age(value, self.items[index - 1].start, item.end)  # "ему под 60"
        elif unit == "decades" and self.lasts(index):
            return
        elif unit in ("years", "decades"):
            self.years(index, item, value * (10 if unit == "decades" else 1))
        elif unit in ("later", "earlier") and self.dates(index + 2):
            return
        elif unit in ("later", "earlier"):
            self.age_step(value if unit == "later" else -value, item.start, self.items[index + 1].end)
        elif unit == "percent":
            self.pending.strengthen(numbers.factor_of_percent(abs(value)))
        elif unit == "times":
            self.pending.strengthen(numbers.factor_of_multiple(abs(value)))
        elif item.text[0] in "+-" and abs(value) <= MOST_SIGMA:
            self.sigma(index, value)
        elif self.aged(index) is not None and value in PLAIN_AGES:
            self.age_of(self.aged(index), value, item)
        elif self.topic is not None and self.is_age(self.topic.item) and 1 <= value <= 120:
            self.age(value, self.topic.item.start, item.end)
        elif (
            value in PLAIN_AGES
            and self.kind_at(index + 1) in ("", "filler", "with", "and", "not")
            and (self.may_be_age(index) or self.lists(index))
        ):
            self.age(value, item.start, item.end)

    def stepped_by(self, index: int, value: float) -> bool:
        """ "нос -30%", "яркость +20": by so much more or less of what stands before."""
        end = self.items[index].end
        step = 1 if value > 0 else -1
        if self.topic is not None and self.is_age(self.topic.item):
            self.age_step(value, self.topic.item.start, end)
        elif self.last is not None and self.last.end == self.items[index].start:
            self.last.modifiers.step, self.last.modifiers.factor = step, numbers.factor_of_percent(abs(value))
            self.last.end = end
        elif self.topic is not None and self.topic.wish is None and not self.topic.described:
            modifiers = Modifiers(step=step, factor=numbers.factor_of_percent(abs(value)))
            self.name_trait(self.topic.item, modifiers, end)
        else:
            return False
        return True

    def lasts(self, index: int) -> bool:
        """Whether tens of years without a unit of age are a time that goes by: "三十年", but "再老三十年"."""
        stepped = (
            self.adding
            or self.verb == "remove"
            or self.pending.step
            or self.kind_before(index) == "adjective"
        )
        return self.lexicon.degrees_compare and not stepped

    def dates(self, index: int) -> bool:
        """Whether years that have gone by only date what follows: "五年前的照片"."""
        dated = self.kind_at(index) == "of" and self.kind_at(index + 1) != "him"
        return self.lexicon.degrees_compare and dated

    def and_older(self, index: int) -> bool:
        """Whether "60+" is an age: by itself, or beside the person it is of."""
        if self.kind_at(index + 1) != "signs" or self.items[index + 1].text != "+":
            return False
        return self.kind_at(index + 2) not in ("unknown", "part")

    def age_past(self, index: int, item: Item, value: float) -> None:
        """ "a man over 60"."""
        end = item.end
        if self.kind_at(index + 1) == "years":
            end = self.items[index + 1].end
            self.described[index + 1] = Wish((), "state", Modifiers(), end, end, "")
        if value in PLAIN_AGES and self.kind_at(index + 1) not in ("unknown", "topic"):
            beyond = PAST if self.kind_before(index) == "past" else -PAST
            self.age(value + beyond, self.items[index - 1].start, end)

    def aged(self, index: int) -> Wish | None:
        """The wish for a plain age that a number right after makes precise: "aged about 30"."""
        before = index - 1
        while before > 0 and self.items[before].kind == "prep" and before not in self.breaks:
            before -= 1
        last = self.last
        if last is None or before < 0 or last.form != "state" or last.end != self.items[before].end:
            return None
        return last if [effect.axis for effect in last.effects] == ["age"] and last.modifiers.empty else None

    def age_of(self, wish: Wish | None, years: float, item: Item) -> None:
        if wish is not None:
            self.out.wishes.remove(wish)
            self.age(years, wish.start, item.end)

    def may_be_age(self, index: int) -> bool:
        """Whether a bare number says how old somebody is to be: "make him around 35"."""
        before = index
        aimed = self.kind_before(index) == "into" and self.lexicon.inflection.knows_verbs
        if aimed and not self.kind_at(index + 1) and self.kind_before(index - 1) in ("make", "be"):
            return True  # "чтобы выглядел на пятьдесят"
        while self.kind_before(before) in ("prep", "filler"):
            before -= 1
        if self.kind_before(before) == "be" and not self.requested(before):
            bidden = self.items[before - 1].text == "be"  # "can she be about 18"
            return before == index or bidden  # "she looks about 20" says what is
        if self.kind_before(index) == "prep" and self.kind_before(before) == "want":
            return True  # "picture her at 80"
        if self.kind_before(index) == "prep" and self.kind_before(before) == "person":
            return True  # "a woman of forty"
        if self.kind_before(index) == "person" and self.refers(index - 1):
            return True  # "make this guy 75"
        return self.kind_before(before) in ("him", "it", "make", "be", "the", "should")

    def requested(self, index: int) -> bool:
        """Whether the clause asks before `index`: "make him look like he's 20"."""
        start = max((start for start in self.breaks if start <= index), default=0)
        return any(item.kind in ("make", "want", "should") for item in self.items[start:index])

    def lists(self, index: int) -> bool:
        """Whether a number stands alone in a list that describes somebody: "adult female, 29, freckles"."""
        described = self.last is None and any(wish.form == "state" for wish in self.out.wishes)
        return described and index in self.breaks

    def on_years(self, index: int, item: Item) -> None:
        """The unit before its number, as Russian has it: "years by ten older", "years forty"."""
        position = index + 1
        while self.kind_at(position) in ("prep", "into", "past", "span", "so_strong", "filler"):
            position += 1
        if self.kind_before(index) == "number" or index in self.described:
            return
        if self.kind_at(position) != "number":
            self.some_years(index, item)
            return
        value = numbers.number(self.items[position].text)
        if value is None:
            return
        following = self.items[position + 1] if self.kind_at(position + 1) == "adjective" else None
        if self.items[position - 1].text in self.lexicon.ahead:
            self.age_step(value, item.start, self.items[position].end)  # "лет через 30"
        elif following is not None and following.form == "comparative":
            self.pending.sigma = numbers.sigma_of_years(value)
        elif position == index + 1 and self.step_after(position):
            self.pending = Modifiers()
            self.age_step(self.step_after(position) * value, item.start, self.items[position].end)
        elif self.nearly_adjoins(index, position) and self.steps_years():
            less = self.verb == "remove" or self.pending.step < 0
            self.pending = Modifiers()
            self.age_step(-value if less else value, item.start, self.items[position].end)
        elif self.kind_before(position) == "into" and self.stepped_age is not None:
            step = self.stepped_age.modifiers.step or 1  # "older by ten years"
            self.stepped_age.modifiers.sigma = numbers.sigma_of_years(value) * step
        elif self.kind_before(position) == "into" and self.step_after(position):
            self.age_step(self.step_after(position) * value, item.start, self.items[position].end)
        elif self.kind_before(position) == "into" and value < YOUNGEST_LOOKED:
            return  # "лет на пять": by so many
        elif self.kind_before(position) in ("years", "span", "into", "filler", "so_strong"):
            self.age(value, item.start, self.items[position].end)

    @property
    def stepped_age(self) -> Wish | None:
        """The step of age that the clause has just wished for."""
        last = self.last
        if last is None and self.lexicon.inflection.knows_verbs and self.out.wishes:
            last = self.out.wishes[-1]  # "старше, лет на десять"
        steps = last is not None and last.form == "comparative" and last.effects[0].axis == "age"
        return last if steps else None

    def nearly_adjoins(self, index: int, position: int) -> bool:
        """Whether nothing but a "so" stands between a unit and its number: "годков так пять"."""
        return all(item.kind in ("filler", "so_strong") for item in self.items[index + 1 : position])

    def step_after(self, index: int) -> int:
        """Which way a verb behind its object leads: "лет пять скинь" is -1; 0 where none follows."""
        for position in range(index + 1, min(index + 5, len(self.items))):
            kind = self.kind_at(position)
            if kind in ("remove", "less", "add", "more"):
                return -1 if kind in ("remove", "less") else 1
            if kind not in ("him", "filler", "number"):
                return 0
        return 0

    def steps_years(self) -> bool:
        return (self.adding and not self.giving) or self.verb == "remove" or self.pending.step != 0

    def some_years(self, index: int, item: Item) -> None:
        """ "knock a few years off", "add some years": years without a number, under a verb."""
        following = self.items[index + 1 :]
        if self.kind_at(index + 1) == "adjective":
            return
        aged = self.last is not None and any(effect.axis == "age" for effect in self.last.effects)
        if self.lexicon.degrees_compare and aged and self.last is not None and self.kind_before(index) == "a":
            self.last.form, self.last.modifiers.sigma = "comparative", numbers.sigma_of_years(SOME_YEARS[0.5])
            return  # "young some years": somewhat younger
        less = self.verb == "remove" or any(i.kind == "off" for i in following[:2])
        if not less and not self.adding and self.pending.step == 0:
            return
        m = self.take_modifiers()
        years = SOME_YEARS.get(m.factor, MANY_YEARS)
        self.age_step(-years if less or m.step < 0 else years, item.start, item.end)

    def on_decades(self, index: int, item: Item) -> None:
        """ "add a decade"; with a number before it the number has been read."""
        taken = self.verb == "remove" or (self.kind_at(index + 1) == "off" and not self.adding)
        if self.kind_before(index) != "number" and (self.adding or taken):
            self.age_step(-10.0 if taken else 10.0, item.start, item.end)

    def on_later(self, index: int, item: Item) -> None:
        """ "put some years on her", no number of years later."""
        if self.adding and self.kind_before(index) in ("a", "degree", "more"):
            self.some_years(index, item)

    def on_decade(self, index: int, item: Item) -> None:
        """ "in her forties"."""
        counts = self.lexicon.degrees_compare and self.kind_at(index + 1) == "a"  # "二十多个"
        if self.pending.negated or counts:
            self.pending = Modifiers()  # "in her forties, not twenties"
            return
        self.age(item.entry.years, item.start, item.end)

    def years(self, index: int, item: Item, value: float) -> None:
        """ "80 years old" is an age, "ten years younger" a step, "in his 60s" the middle of the decade."""
        unit = self.items[index + 1]
        following = self.items[index + 2] if self.kind_at(index + 2) == "adjective" else None
        last = self.last
        steps = last is not None and (
            last.form == "comparative" or (last.form == "trait" and last.modifiers.step)
        )
        aged = last if steps else None
        if aged is not None and not any(effect.axis == "age" for effect in aged.effects):
            aged = None
        if following is not None and following.form == "comparative":
            self.pending.sigma = numbers.sigma_of_years(value)
            return
        if aged is not None and following is None:
            aged.modifiers.sigma = numbers.sigma_of_years(value) * (aged.modifiers.step or 1)
            return
        if item.text[0] in "+-":
            self.age_step(value, item.start, unit.end)
            return
        before = index - (2 if self.kind_before(index) in ("a", "filler") and index > 1 else 1)
        compared = self.items[before]
        follows = self.lexicon.degrees_compare and index not in self.breaks and before >= 0
        if follows and compared.kind == "adjective" and compared.entry.size:
            self.age_step(compared.entry.size * value, compared.start, unit.end)
            return  # "小十岁"
        adjective_before = follows and compared.kind == "adjective"
        if adjective_before and self.last is not None and self.speaks_of_age(self.items[before]):
            self.last.form, self.last.end = "comparative", unit.end  # "young ten years": ten years younger
            self.last.modifiers.sigma = numbers.sigma_of_years(value)
            return
        end = unit.end
        if following is not None and self.speaks_of_age(following):
            end = following.end
            self.described[index + 2] = Wish((), "state", Modifiers(), end, end, "")
        decade = unit.text == "s"
        if not decade and following is None and self.lies_ahead(index):
            self.age_step(value, item.start, end)
            return
        if decade and self.kind_before(index) not in _BEFORE_DECADES and not self.lists(index):
            return  # "so 90s"
        after = self.step_after(index + 1)
        if after and not self.adding and self.verb != "remove":
            self.age_step(after * value, item.start, end)
            return
        taken = self.verb == "remove" or (self.kind_at(index + 2) == "off" and not self.adding)
        stepped = self.pending.step > 0 and self.kind_before(index) in ("more", "him")
        put = (self.adding and not self.giving) or stepped
        put = put and self.kind_at(index + 2) not in ("person", "of")  # "来个20岁小伙子" is of that age
        if taken or (put and self.kind_before(index) not in ("make", "be")):
            self.age_step(-value if taken else value, item.start, end)
            return
        self.age(value + (5 if decade else 0), item.start, end)

    def lies_ahead(self, index: int) -> bool:
        """Whether so many years are to go by: "in 10 years", "через 10 лет"."""
        before = self.items[index - 1] if self.kind_before(index) else None
        return before is not None and before.text.split()[-1] in self.lexicon.ahead

    def age(self, years: float, start: int, end: int) -> None:
        sigma = numbers.sigma_of_age(years)
        effect = Effect("age", 1 if sigma > 0 else -1, abs(sigma) / 2.0)
        self.pending = Modifiers()
        for wish in self.out.wishes:  # "a young woman, 29": the number says how young
            if wish.form == "state" and [effect.axis for effect in wish.effects] == ["age"]:
                wish.replaced = True
        self.wish(Wish((effect,), "state", Modifiers(), start, end, f"{years:g} years are {sigma:+.2f} σ"))

    def age_step(self, years: float, start: int, end: int) -> None:
        modifiers = Modifiers(sigma=numbers.sigma_of_years(years))
        self.wish(Wish((Effect("age", 1),), "comparative", modifiers, start, end, f"{years:g} years"))

    def is_age(self, item: Item) -> bool:
        return item.kind == "trait" and item.entry.effects[0].axis == "age"

    def speaks_of_age(self, item: Item) -> bool:
        return item.meaning is not None and any(e.axis == "age" for e in item.entry.effects)

    def sigma(self, index: int, value: float) -> None:
        """ "age +2" and "+2 age"."""
        if self.last is not None and self.last.end == self.items[index].start:
            self.last.modifiers.sigma, self.last.end = value, self.items[index].end
        elif self.topic is not None and self.topic.wish is None:
            self.name_trait(self.topic.item, Modifiers(sigma=value), self.items[index].end)
        else:
            self.pending.sigma = value

    def on_signs(self, index: int, item: Item) -> None:
        """ "beard++": more, the more the longer."""
        if index in self.passed:
            return
        if self.last is None and self.topic is not None:
            step = Modifiers(step=1 if item.text[0] == "+" else -1, factor=float(len(item.text)))
            self.name_trait(self.topic.item, step, item.end)
        elif self.last is not None and self.last.form == "thing" and item.text == "-":
            self.last.verb, self.last.end = "remove", item.end  # "glasses -"
        elif self.last is not None:
            self.last.modifiers.step = 1 if item.text[0] == "+" else -1
            self.last.modifiers.factor = float(min(len(item.text), 4))
            self.last.end = item.end
