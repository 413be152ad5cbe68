"""Persons: whether one is what somebody is to become, or only said to be spoken of, called or likened."""

from __future__ import annotations

from attribute_map.language.wishes.heads import Heads
from attribute_map.language.wishes.wish import Modifiers, Wish
from attribute_map.language.words.items import Item
from attribute_map.language.words.meanings import Effects

_AFTER_A_SUBJECT = frozenset(
    ("be", "should", "want", "give", "make", "add", "remove", "replace", "change", "off")
)
_REQUESTING = frozenset(
    ("give", "make", "add", "remove", "replace", "change", "more", "less", "want", "keep")
)
_SAID_OF_SOMEBODY = frozenset(
    "part thing trait adjective have of add remove make give keep more less too somewhat person years "  # noqa: SIM905
    "number be the him no not degree action change replace stays off so so_strong decade".split()
)
_SAID_OF_POSSESSIONS = frozenset(
    "should too too_little more less make no remove somewhat want change".split()  # noqa: SIM905
)
_REFERRING = frozenset(("the", "first", "prep", "keep"))


class Persons(Heads):
    """Reads nouns for somebody."""

    def on_person(self, index: int, item: Item) -> None:
        if self.owns(index):
            return
        self.topic = None
        if index in self.described or self.is_only_spoken_of(index) or self.tells_only_a_trade(index, item):
            return
        becomes = self.lexicon.inflection.is_means(item.text)  # "сделай женщиной лет сорока"
        if not item.entry.effects or (self.refers(index) and not (becomes or self.is_portrayed(index))):
            if not self.pending.empty and not item.entry.effects:
                self.pending = Modifiers()
            return
        if self.verb == "keep" and self.kind_at(index + 1):
            return
        self.turn_into_person(index, item)

    def is_only_spoken_of(self, index: int) -> bool:
        """Whether somebody is only called, or said to be spoken of."""
        role = self.items[index].entry.role
        return self.calls(index) or self.is_subject(index) or (role and self.is_look(index))

    def tells_only_a_trade(self, index: int, item: Item) -> bool:
        """Whether a trade says nothing of how somebody is to look; one that nothing tells of is unknown."""
        if not item.entry.role:
            return False
        if self.kind_at(index + 1) in ("no", "not") and not self.named_in_clause():
            return True  # "paladins don't wear shades"
        if self.out.wishes and self.only_compares(index):
            return True
        if self.verb_of_state() == "remove" and self.kind_before(index) != "remove":
            return True  # "дварфиху не хочу"
        if self.adorns_noun(index):
            return True  # "gandalf white hair", "a nun veil"
        looks = bool(item.entry.effects) and self.lexicon.degrees_compare  # "女骑士" is a woman
        if not (looks or self.refers(index) or self.is_described(index, item)):
            self.on_unknown(index, item)
            return True
        return self.kind_before(index) in ("like", "a") and self.only_likens(index)

    def turn_into_person(self, index: int, item: Item) -> None:
        effects, m, verb = item.entry.effects, self.take_modifiers(), self.verb_of_state()
        if m.negated or verb == "remove":
            effects = effects[:1]  # "no grandpa": not old
        wish = Wish(effects, "state", m, item.start, item.end, item.rule, verb=verb)
        wish.confidence, wish.replaced = item.confidence, self.reported(item)
        if self.kind_before(index) in ("with", "into"):
            self.give_way_to(item.entry.effects)
        self.wish(wish)

    def adorns_noun(self, index: int) -> bool:
        """Whether somebody is only named for the looks of the noun behind: "a massive superhero jaw"."""
        after = index + 1 + (self.kind_at(index + 1) == "adjective")
        if not self.lexicon.subjects or self.kind_at(after) not in ("thing", "part"):
            return False
        if "'" in self.items[index].text:
            return False  # "out of the hacker's hair"
        return bool(self.items[index].entry.effects) or self.kind_before(index) == "adjective"

    def owns(self, index: int) -> bool:
        """Whether a person only says whose the part before it is: "губы человека"."""
        before = index
        while self.kind_before(before) in ("adjective", "number", "praise", "unknown"):
            before -= 1
        if self.kind_before(before) == "person" and self.lexicon.inflection.knows_verbs:
            return self.lexicon.inflection.is_possessor(self.items[index].text)  # "мать троих детей"
        named = self.kind_before(before) in ("part", "thing")
        entry = self.items[index].entry
        anybody = not entry.effects or entry.role or self.asked(index)
        return named and anybody and self.lexicon.inflection.is_possessor(self.items[index].text)

    def asked(self, index: int) -> bool:
        """Whether a verb of this clause asks for something, before `index` or behind it."""
        stop = min((start for start in self.breaks if start > index), default=len(self.items))
        behind = any(item.kind in _REQUESTING or item.transitive for item in self.items[index:stop])
        return behind or self.ordered(index)

    def give_way_to(self, effects: Effects) -> None:
        """Drop the last wish where what it turns into is the opposite: "from man to woman"."""
        last = self.last
        if last is None or last not in self.out.wishes or last.verb:
            return
        if any(self.excludes(ours, theirs) for ours in effects for theirs in last.effects):
            self.out.wishes.remove(last)
            self.last = None

    def is_subject(self, index: int) -> bool:
        """Whether a bare noun only says who is spoken of or to: "dude looks tired", "man give her a hat"."""
        following = index + 1
        while self.kind_at(following) == "filler":
            following += 1
        called = following > index + 1 and self.kind_at(following) in _REQUESTING  # "sir please add a hat"
        if (
            self.lexicon.degrees_compare
            and self.kind_at(index + 1) == "be"
            and self.kind_at(index + 2) == "a"
        ):
            return False  # "女主是个短发姑娘" says who is to be drawn
        if self.lexicon.degrees_compare and self.kind_at(index + 1) == "want" and not self.kind_at(index + 2):
            return False  # "小男孩好不好"
        possessed = index + 1 + (self.kind_at(index + 1) == "of")
        owner = self.lexicon.degrees_compare and not self.kind_before(index)
        if owner and self.kind_at(possessed) in ("part", "thing"):
            behind = {item.kind for item in self.clause_of(index)}
            return bool(behind & _SAID_OF_POSSESSIONS)  # "女主的眼睛应该是蓝的", "帅哥脸再瘦点"
        complained = self.kind_at(index + 1) == "too" and self.lexicon.inflection.knows_verbs
        leads = not self.kind_before(index) and (
            called or complained or self.urged(index + 1) or self.kind_at(index + 1) in _AFTER_A_SUBJECT
        )
        return leads and not self.lexicon.inflection.is_object(self.items[index].text)

    def urged(self, index: int) -> bool:
        """Whether a particle there says what somebody is to do: "dude let him smile"."""
        return self.kind_at(index) == "filler" and (
            self.items[index].text in self.lexicon.imperatives and self.noun_ahead(index)
        )

    def only_compares(self, index: int) -> bool:
        """Whether a clause says no more than whom somebody is like: "слишком бледная, чисто вампир"."""
        clause = self.clause_of(index)
        kinds = {item.kind for item in clause}
        return clause[0] is not self.items[0] and kinds <= {
            "person",
            "filler",
            "like",
            "be",
            "him",
            "praise",
            "and",
            "a",
        }

    def is_look(self, index: int) -> bool:
        """Whether a trade is named for its looks: "trucker look: mustache, sideburns"."""
        return self.kind_at(index + 1) == "be" and self.kind_at(index + 2) in ("", "thing")

    def calls(self, index: int) -> bool:
        """Whether a person is only called, after a particle and at the end: "笑一个嘛美女"."""
        called = self.lexicon.degrees_compare and self.last is not None and not self.kind_at(index + 1)
        return called and self.kind_before(index) == "filler"

    def ordered(self, index: int) -> bool:
        """Whether a verb of this clause before `index` asks for something."""
        while index > 0 and index not in self.breaks:
            index -= 1
            if self.items[index].kind in _REQUESTING:
                return True
        return False

    def is_described(self, index: int, item: Item) -> bool:
        """Whether a person's trade only names whom the wishes are about: "an old fisherman with a beard"."""
        named = bool(item.entry.effects) or self.named_in_clause()
        if self.lexicon.degrees_compare and named and self.kind_before(index) == "of":
            return True  # "穿着黑色盔甲的女骑士", "戴斗笠的剑客"
        counted = self.lexicon.degrees_compare and self.kind_at(index + 1) == "a"  # "女巫一名"
        after = index + 1 + counted
        shown = self.lexicon.degrees_compare and self.kind_before(index) == "add"  # "来个牛仔，戴帽子"
        if after in self.breaks and after < len(self.items) and (shown or not self.ordered(index)):
            return True  # "a typical accountant: bald, glasses, a tie"
        if self.kind_at(index + 1) == "with" or self.kind_before(index) == "like":
            return True
        if self.lexicon.degrees_compare and self.wears_something(index):
            return True  # "军师总是戴着一顶帽子"
        if self.kind_at(index + 1) in ("person", "thing", "adjective", "years", "number", "decade"):
            return True  # "a surfer dude", "a pirate hat", "think lumberjack: massive beard"
        if self.kind_before(index) == "be" and self.kind_at(index + 1) in ("so", "keep", "of", "filler"):
            return True  # "像圣诞老人那样的大胡子"
        return self.last is not None and self.last.end == item.start

    def is_portrayed(self, index: int) -> bool:
        """Whether somebody pointed at is described, so that the noun describes, too: "这个女人有着长卷发"."""
        if not self.lexicon.degrees_compare or self.kind_before(index) != "the":
            return False
        following = index + 1
        while self.kind_at(following) in ("filler", "part"):
            following += 1
        return self.kind_at(following) == "have"

    def wears_something(self, index: int) -> bool:
        following = index + 1
        while self.kind_at(following) in ("filler", "degree", "of"):
            following += 1
        return self.kind_at(following) in ("have", "with", "part", "be")

    def refers(self, index: int) -> bool:
        """Whether a person's noun says whom the message is about: "the guy", "give man a beard"."""
        if self.lexicon.inflection.is_recipient(self.items[index].text):
            return True
        before = index - 1
        between = (
            ("adjective", "degree", "filler", "of")
            if self.lexicon.degrees_compare
            else ("adjective", "degree")
        )
        named = self.items[index].entry.role or self.kind_at(index + 1) in _AFTER_A_SUBJECT
        while (
            before >= 0
            and before + 1 not in self.breaks
            and (self.items[before].kind in between or (named and self.is_role(before)))
        ):
            before -= 1
        if before < 0 or before + 1 in self.breaks:
            return False
        kind = self.items[before].kind
        if kind in _REFERRING:
            return True
        following = index + 1
        while self.kind_at(following) in ("filler", "want"):
            following += 1  # "变成男生可以吗"
        goes_on = self.kind_at(following) not in ("", "with", "and")
        if self.lexicon.degrees_compare:
            given = kind == "give" and self.kind_at(following) in ("a", "thing", "adjective", "part", "add")
            goes_on = given or self.kind_at(following) in _SAID_OF_SOMEBODY
        return kind in ("make", "add", "give") and goes_on

    def is_role(self, index: int) -> bool:
        """Whether a trade or kind stands before another person: "the elf queen should be pale"."""
        item = self.items[index]
        return bool(self.lexicon.subjects) and item.kind == "person" and item.entry.role
