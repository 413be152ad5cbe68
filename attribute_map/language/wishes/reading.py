"""What is known while a sentence is read: waiting modifiers, the noun spoken of, the verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from attribute_map.language.wishes.wish import Modifiers, Wish
from attribute_map.language.words.items import Item
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.meanings import Effect


@dataclass
class Reading:
    """What a sentence came to."""

    wishes: list[Wish] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)  # axes of parts, which other wishes may still except
    unknown: list[Item] = field(default_factory=list)
    asked_for: list[Item] = field(default_factory=list)  # of the unknown ones: "purple hair"


@dataclass
class Noun:
    """The noun that a later adjective may speak of: "nose … too big"."""

    item: Item
    wish: Wish | None = None  # where naming it was a wish already ("beard")
    described: bool = False
    said: Wish | None = None  # the wish that an adjective made of it
    absent: bool = False  # a part said not to be there: "he has no hair, give him some"
    blamed: bool = False  # complained of in a sentence before, so that a bare comparative is of it
    talked_of: bool = False  # in a story or question before, about which a later sentence may go on

    @property
    def lacks(self) -> bool:
        """Whether it was said not to be there, rather than taken away."""
        return self.wish is not None and self.wish.lacking

    @property
    def complained_of(self) -> bool:
        """Whether it was found too much or too little."""
        told = [wish.modifiers for wish in (self.wish, self.said) if wish is not None]
        return self.blamed or any(m.too or m.too_little for m in told)


class SentenceState:
    """Where the reader of one sentence stands; the classes over it each read some kinds of items."""

    def __init__(self, lexicon: Lexicon, items: Sequence[Item], breaks: frozenset[int]) -> None:
        self.lexicon = lexicon
        self.items = items
        self.breaks = breaks  # indices of items that begin a clause
        self.out = Reading()
        self.pending = Modifiers()
        self.sizes: dict[int, tuple[int, bool, float]] = {}  # noun index -> size, compared, factor
        self.described: dict[int, Wish] = {}  # noun index -> the wish that an adjective made of it
        self.passed: set[int] = set()  # items that an earlier one has used up
        self.verb = ""
        self.topic: Noun | None = None
        self.last: Wish | None = None  # in this clause
        self.since_verb = 0  # wishes before the current verb
        self.since_clause = 0  # wishes before the current clause
        self.way_begins: int | None = None  # wishes before "from … to …"
        self.adding = False  # under a verb that puts a thing there
        self.spared: int | None = None  # wishes before what is named after "except", which the rest is not
        self.once = False  # "instead of" negates one noun, not a list
        self.mentioned: Noun | None = None  # the last thing or part named, for "remove it"
        self.shared: Item | None = None  # an adjective that a further noun may share: "smaller nose and eyes"
        self.said: Item | None = None  # the last adjective that made a wish of a noun
        self.mending: Item | None = None  # what a verb mends, so that what is said of it is its flaw
        self.joined = ""  # "and" or "or" right before
        self.end_of_modifiers = 0  # token after the last modifier
        self.acted = True  # whether a removing verb has found its object
        self.bare_parts: list[Item] = []  # named in this clause, and nothing said of them yet
        self.kept_before = 0  # axes kept before the current verb
        self.turned: Wish | None = None  # what a verb turns into whatever comes next
        self.forbidden = False  # what is made of the objects is what shall not be
        self.making = False  # under a verb of turning something into what comes next
        self.giving = False  # under a verb of giving, by which "60 years" are an age

    def take_modifiers(self) -> Modifiers:
        m, self.pending = self.pending, Modifiers()
        return m

    def kind_at(self, index: int) -> str:
        return self.items[index].kind if index < len(self.items) and index not in self.breaks else ""

    def kind_after(self, index: int) -> str:
        """The kind of what comes next in the clause, over fillers where words have no blanks."""
        index += 1
        while self.lexicon.degrees_compare and self.kind_at(index) == "filler":
            index += 1
        return self.kind_at(index)

    def kind_before(self, index: int) -> str:
        return self.items[index - 1].kind if index and index not in self.breaks else ""

    def clause_of(self, index: int) -> Sequence[Item]:
        """The items of the clause that holds the item at `index`."""
        start = max((start for start in self.breaks if start <= index), default=0)
        stop = min((start for start in self.breaks if start > index), default=len(self.items))
        return self.items[start:stop]

    def verb_has_object(self, index: int) -> bool:
        """Whether the clause of the item at `index` names anything itself."""
        kinds = {item.kind for item in self.clause_of(index)}
        return bool(kinds & {"part", "thing", "trait", "person", "adjective", "action", "unknown", "number"})

    def noun_ahead(self, index: int) -> bool:
        """Whether the clause goes on with something that a verb may act on."""
        for position in range(index + 1, len(self.items)):
            if position in self.breaks or self.items[position].kind in (
                "but",
                "and",
                "add",
                "give",
                "make",
                "remove",
            ):
                return False
            if self.items[position].is_noun or self.items[position].kind in ("adjective", "action"):
                return True
        return False

    def named_in_clause(self) -> bool:
        """Whether the clause has named anything yet that a verb behind it may act on."""
        return self.last is not None or self.topic is not None or len(self.out.wishes) > self.since_clause

    def names_ahead(self, index: int) -> bool:
        """Whether a noun follows in the clause."""
        for position in range(index + 1, len(self.items)):
            if position in self.breaks:
                return False
            if self.items[position].is_noun:
                return True
        return False

    def asks_ahead(self, index: int) -> bool:
        """Whether the clause goes on to another verb that asks for something."""
        stop = min((start for start in self.breaks if start > index), default=len(self.items))
        return any(item.kind in ("add", "make", "give", "action") for item in self.items[index + 1 : stop])

    def object_follows(self, index: int) -> bool:
        """Whether what begins at `index`, over any interjections, may be the object that a verb waits for."""
        following = next((item for item in self.items[index:] if item.kind != "filler"), None)
        return following is not None and (
            following.is_noun or following.kind in ("the", "a", "him", "adjective")
        )

    def forbids(self) -> bool:
        """Whether a Chinese "no" that has met no noun yet is of the verb that comes: "别老戴着帽子"."""
        return self.lexicon.degrees_compare and self.verb == "no" and self.since_verb == len(self.out.wishes)

    def grades_ahead(self, index: int) -> bool:
        """Whether an adjective with "so" or "too" follows in the clause."""
        kinds = [item.kind for item in self.items[index:]]
        stop = next((i for i in range(1, len(kinds)) if index + i in self.breaks), len(kinds))
        return "adjective" in kinds[:stop] and bool({"so", "so_strong", "too"} & set(kinds[:stop]))

    def fits(self, index: int, noun: Item) -> bool:
        entry = self.items[index].entry
        name = "person" if noun.kind == "person" else noun.entry.name
        if noun.kind in ("thing", "trait") and entry.size:
            return True
        return self.lexicon.effects_of(name, entry.name) is not None

    def verb_of_state(self) -> str:
        return {"remove": "remove", "no": "remove", "keep": "keep", "ignore": "ignore"}.get(self.verb, "")

    def turn_into(self, wish: Wish) -> None:
        """Drop what was only there to be turned into its opposite: "black hair dyed blond"."""
        turned, self.turned = self.turned, None
        before = self.last
        simple = before is not None and len(before.effects) == len(wish.effects) == 1
        if turned is None and before is not None and simple and before.form == "state" and not before.verb:
            turned = before if before.end >= wish.start and not self.joined else None  # "长发剪短"
        if turned is None or turned not in self.out.wishes or wish.verb or wish.modifiers.negated:
            return
        if any(self.excludes(ours, theirs) for ours in wish.effects for theirs in turned.effects):
            self.out.wishes.remove(turned)
            self.since_verb = min(self.since_verb, len(self.out.wishes))
            self.since_clause = min(self.since_clause, len(self.out.wishes))

    def answer(self, wish: Wish) -> None:
        """Let what was said somebody is give way to an order against it: "pale, add a tan"."""
        if wish.verb == "remove" and wish.form == "thing":
            for told in self.out.wishes[: self.since_clause]:  # "looks tired, remove the eye bags"
                by_verb = self.lexicon.degrees_compare or self.lexicon.inflection.knows_verbs
                named = told.form == "state" or (told.form == "thing" and by_verb)
                told.replaced |= named and not told.verb and told.effects == wish.effects
        stated = wish.form == "state" and not wish.verb and wish.modifiers.empty
        if stated and self.lexicon.inflection.knows_verbs:  # "скулы сгладь, торчат"
            before = self.out.wishes[: self.since_clause]
            wish.replaced |= any(self.mends_what_is(told, wish) for told in before)
        if self.lexicon.degrees_compare and wish.form == "thing" and not wish.verb:
            for told in self.out.wishes[: self.since_clause]:  # "鸭舌帽不要，换渔夫帽"
                told.replaced |= (
                    told.verb == "remove" and told.form == "thing" and told.effects == wish.effects
                )
        made = self.making and wish.form == "state"  # "这么大的鼻子正常吗，弄小"
        if wish.verb or len(wish.effects) != 1 or not (self.adding or made or wish.form == "thing"):
            return
        for told in self.out.wishes[: self.since_clause] if self.adding else ():
            told.replaced |= told.lacking and told.effects == wish.effects  # "нет бороды, дай бороду"
        for told in self.out.wishes[: self.since_verb if self.adding else self.since_clause]:
            opposite = len(told.effects) == 1 and self.opposes(told.effects[0], wish.effects[0])
            acted = told.action and wish.action  # "歪头，往左歪"
            stated = opposite and (told.form == "state" or acted) and told.modifiers.empty
            contrasted = told.form == "thing" and told.modifiers.negated  # "not a hat, but a cap"
            if not told.verb and (stated or (contrasted and told.effects == wish.effects)):
                told.replaced = True

    def mends_what_is(self, told: Wish, stated: Wish) -> bool:
        """Whether a step was asked for the other way than what is then said to be: its reason."""
        steps = told.form == "comparative" or told.modifiers.step or told.size_compared
        if not steps or told.verb or len(told.effects) != 1 or len(stated.effects) != 1:
            return False
        (ours,), (theirs,) = told.effects, stated.effects
        lessens = told.modifiers.step < 0 or (told.size_compared and told.size < 0)
        return ours.axis == theirs.axis and (ours.sign != theirs.sign) != lessens

    def opposes(self, ours: Effect, theirs: Effect) -> bool:
        return ours.axis == theirs.axis and ours.sign != theirs.sign

    def excludes(self, ours: Effect, theirs: Effect) -> bool:
        """Whether nobody can be both: long and short, black-haired and blond."""
        if ours.axis == theirs.axis:
            return ours.sign != theirs.sign
        group = self.lexicon.groups.get(ours.axis)
        return group is not None and group == self.lexicon.groups.get(theirs.axis)

    def wish(self, wish: Wish) -> Wish:
        """Take up a wish with the pending modifiers, or repeat the last one ("older older")."""
        previous = self.last
        if (
            previous is not None
            and previous.effects == wish.effects
            and previous.form == wish.form == "comparative"
            and previous.end == wish.start
        ):
            previous.repeated = min(previous.repeated + 1, 3)
            previous.end = wish.end
            return previous
        self.turn_into(wish)
        self.answer(wish)
        self.out.wishes.append(wish)
        self.last = wish
        return wish
