"""The words of one language, read from its data file and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

from attribute_map.errors import VocabularyError
from attribute_map.language.words.inflection import Inflection, inflection_for
from attribute_map.language.words.patterns import spell_out
from attribute_map.language.words.tokens import Token, words_of
from attribute_map.vocabulary import Vocabulary

LEXICONS = Path(__file__).parents[2] / "lexicons"

EntryKind = Literal["adjective", "thing", "trait", "part", "person", "action", "degree", "decade", "function"]
Form = Literal["base", "comparative", "superlative", "excess"]  # excess: "длинноват", a bit too long

# Classes of function words, and what they do; a language may leave some out.
FUNCTIONS: Mapping[str, str] = {
    "more": "steps up: more beard",
    "less": "steps down: less beard",
    "too": "complains of much: too big",
    "vague": "beside what is said of somebody, complains of it: он какой-то бледный",
    "still": "before an adjective, complains that it is so yet: still huge",
    "somewhat": "a little; between a noun and its adjective, too much: 头发有点短",
    "not_too": "a limit, which gives way to what is wished besides: 别太夸张",
    "excess": "after an adjective, complains of much: 鼻子大了点; elsewhere, a little",
    "too_little": "complains of little: not enough beard",
    "enough": "after a negation, complains of little: not long enough",
    "not": "negates what follows in the clause: not bald",
    "no": "negates the nouns of a list: no beard or mustache",
    "nope": "answers: negates what was asked about before it: a hat? nah",
    "instead": "negates one noun: instead of a hat",
    "reminds": "in a question, an opening of a request; else as no: 不是让你加刘海吗",
    "freely": "after an except, lets the rest go, so that what is spared stays: 除了发色随便改",
    "rest": "what is left when something is spared: remove all but the beard",
    "as": "after an adjective, begins a likeness: bald as an egg; else before an adjective as so",
    "so": "after a negation, a step down: not as old",
    "so_strong": "likewise, or else a strong degree: so old",
    "exclaim": "before an adjective, an exclamation and no wish: 眼睛好大",
    "what_a": "at the beginning, likewise of a noun: ну и борода",
    "add": "verbs that put a thing there",
    "have": "verbs of being so: wears, has",
    "remove": "verbs that take a thing away",
    "dislike": "verbs that find no liking in a thing; as remove, but nobody loses a part for it",
    "off": "particles after a thing that take it away: glasses off",
    "keep": "verbs that protect what follows",
    "bears": "verbs of what a part of the face bears, which only says where: шею украшает ожерелье",
    "covers": "verbs of how far a thing reaches; their object is no wish: bangs that cover the forehead",
    "stays": "words after a noun that protect it: hair unchanged",
    "change": "verbs that only a negation gives meaning: don't touch",
    "make": "verbs that bring a state about",
    "replace": "verbs that put one thing for another",
    "from": "what comes after is where a way starts: from brown to blonde",
    "into": "what comes after replaces what came before: beard to goatee",
    "and": "joins",
    "or": "joins, under the same negation",
    "likewise": "joins, under the same verb: the hat should go, so should the glasses",
    "but": "begins anew",
    "except": "what follows is left as it is: remove all but the beard",
    "up": "particles of a parted verb that step up: turn the smile up",
    "down": "particles of a parted verb that step down: tone the makeup down",
    "with": "begins a list of things that are there",
    "be": "copulas",
    "should": "modal verbs",
    "mend": "verbs that take a flaw away: fix the eye bags; of anything else, as change",
    "be_not": "denying copulas: a story, unless the clause complains: he's not old enough",
    "want": "openings of a request",
    "filler": "words that change nothing",
    "the": "words that point at a thing that is there",
    "a": "words that introduce a thing",
    "of": "particles between an adjective and its noun",
    "him": "the person portrayed",
    "it": "pronouns for a thing named before",
    "first": "the one who speaks: without a request, talk about oneself",
    "prep": "prepositions",
    "purpose": "prepositions of whom or what something is for, which is no wish: слишком юный для босса",
    "what_for": "opens a question that finds no use in what it names: зачем ему шляпа",
    "dismay": "behind an adjective, complains of it: нос огромный, жуть; else an opinion",
    "years": "units after an age",
    "decades": "units of ten years",
    "later": "units after a number of years to go forward: years later",
    "earlier": "units after a number of years to go back: years earlier",
    "percent": "units of strength",
    "possible": "after an adjective, the strongest degree: as old as possible",
    "like": "comparisons: what follows only adorns a wish (a beard like a viking)",
    "give": "verbs of giving: as add, but years given are an age and no step",
    "short_of": "before an age, a little less than it: not a day over 30",
    "past": "before an age, a little more than it: over 60",
    "span": "a decade's part before it: mid 40s",
    "ignore": "what follows is no wish after all: never mind the hat",
    "who": "after a person, begins what is there as with: someone who is bald; else a question",
    "presents": "openings of a description: this is a bald man; else of a story: this is a bug",
    "narrative": "words that make a clause a story",
    "was": "past copulas: likewise, but for a past under a conditional: if she had bangs",
    "you": "whom a message addresses: likewise, but for one after an order",
    "because": "begins a reason, which is no wish beside one: no beard because it looks odd",
    "kin": "people of the speaker's: likewise, unless a request comes before: make my dad older",
    "talk": "words that make a clause a story unless it says what to do",
    "topic": "nouns for what is no part of a portrait: likewise, and unknown where they are asked for",
    "praise": "opinions: by themselves no wish",
}
_KEYS: dict[str, frozenset[str]] = {
    "adjective": frozenset(
        [
            "words",
            "name",
            "axes",
            "size",
            "more",
            "superlative",
            "verbs",
            "comparative_axes",
            "style",
            "shade",
            "inflect",
        ]
    ),
    "thing": frozenset(["words", "name", "axes", "none", "flaw", "keep", "compounds"]),
    "trait": frozenset(["words", "axes"]),
    "part": frozenset(["words", "name", "like", "keep", "act", "compounds"]),
    "person": frozenset(["words", "axes", "role", "invented"]),
    "action": frozenset(["words", "name", "axes", "kind", "verb", "of"]),
    "degree": frozenset(["words", "factor"]),
    "decade": frozenset(["words", "years"]),
}
_TABLES = frozenset(_KEYS) | {
    "language",
    "suffixes",
    "words",
    "combine",
    "commands",
    "chatter",
    "characters",
    "numerals",
}
OPERATORS = frozenset(("more", "less", "none", "some", "alone"))  # what may be said of a part by itself
_EFFECT = re.compile(r"^(?P<axis>[a-z][a-z0-9_]*)(?P<sign>[+-])(?P<weight>\d+(?:\.\d+)?)?$")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a word does to one axis."""

    axis: str
    sign: Literal[1, -1]
    weight: float = 1.0  # how strongly the bare word means it


Effects = tuple[Effect, ...]


@dataclass(frozen=True)
class Entry:
    """One meaning, with the words for it."""

    kind: EntryKind
    name: str  # an adjective's or part's name in [combine]; a function word's class; else the first word
    words: tuple[str, ...]
    effects: Effects = ()
    comparative_effects: Effects = ()
    none_effects: Effects = ()  # what "no X" means where it is more than the opposite
    size: int = 0
    factor: float = 1.0
    years: float = 0.0
    relative: bool = False
    verb: str = ""
    style: bool = False  # an adjective that changes nothing we can draw ("elegant")
    role: bool = False  # a person's trade or kind ("fisherman"): who it is, and nothing that we can draw
    invented: bool = False  # of games and stories: whoever says "my" of one has made it up
    flaw: bool = False  # a thing that people want mended rather than worn ("eye bags")
    shade: bool = False  # an adjective that may shade a colour ("dark brown")
    keep: tuple[str, ...] = ()
    of: str = ""  # the part that a deed is done to where no other is named; of another it makes less
    act: bool = False  # a part named by what is done to it ("dye"): what it was before makes way


@dataclass(frozen=True, slots=True)
class Meaning:
    """An entry as met in a text: in which form, and whether as a verb that takes an object."""

    entry: Entry
    form: Form = "base"
    transitive: bool = False


@dataclass
class Node:
    """A step of the longest match: next words, and the meaning if a phrase may end here."""

    following: dict[str, Node] = field(default_factory=dict)
    meaning: Meaning | None = None

    def words(self) -> frozenset[str]:
        """Every word that any phrase from here on has."""
        words: set[str] = set()
        nodes = [self]
        while nodes:
            for word, node in nodes.pop().following.items():
                words.add(word)
                nodes.append(node)
        return frozenset(words)


@dataclass(frozen=True)
class Lexicon:
    """All words of one language."""

    code: str
    script: str
    file: str
    entries: tuple[Entry, ...]
    combine: Mapping[str, Mapping[str, Effects]]
    commands: Mapping[str, tuple[str, ...]]
    inert: frozenset[str]  # names of parts of which nothing can be drawn: the frame of a pair of glasses
    impersonal: frozenset[str]  # copulas and pronouns that speak of no person: "it's too dark"
    imperatives: frozenset[str]  # verbs that begin a request even where no comma stands before them
    vocatives: frozenset[str]  # names that people call each other by
    wearing: frozenset[str]  # verbs whose doer wears the thing: with a name called, an order to that person
    longing: frozenset[str]  # verbs of what somebody would like to have, and not to see
    also: frozenset[str]  # words that complain of much, but at the end of a clause only add: "a necklace too"
    subjects: frozenset[str]  # pronouns, with or without their verbs, that begin a clause of their own
    conjunctions: frozenset[str]  # words after which such a clause belongs to what stands before
    quoting: frozenset[str]  # verbs by which somebody else's wish is passed on: "my kid says more beard"
    similes: frozenset[str]  # words that by themselves like something, and behind a noun liken it
    asking: frozenset[str]  # denials that open a question: "wouldn't a hat suit her"
    becoming: frozenset[str]  # verbs before which stands what makes way: "the goatee should become a beard"
    settings: frozenset[str]  # words that open a clause by where or when it holds: "by the end he is bald"
    events: frozenset[str]  # nouns for what somebody is dressed for: "necktie, it's a wedding"
    suiting: frozenset[str]  # verbs that close a question about what to put there: "would a hat work"
    honorifics: frozenset[str]  # what people are called by in politeness, behind whatever is said to them
    persisting: frozenset[str]  # words by which a state is complained of: "but the jaw is still weak"
    pointing: frozenset[str]  # words that point at what somebody has: "i need that jawline"
    discourse: frozenset[str]  # words that by themselves sum up what is said: "короче"
    contrasting: frozenset[str]  # words that at the end set a wish against what was said: "blonde tho"
    awaiting: frozenset[str]  # words that at the end ask how soon a wish comes true: "bald version when"
    cuts: frozenset[str]  # nouns that behind a description of hair are a cut of it: "a pink bob"
    faulty: frozenset[str]  # adjectives that say of a picture what is wrong with it: "it's overexposed"
    limiting: frozenset[str]  # words before all that is to be: "no beard just a mustache"
    besides: frozenset[str]  # joints that begin a new wish, where a mere "and" goes on with a list
    spelled_ages: frozenset[str]  # numbers written out that are ages even without a unit
    occasions: frozenset[str]  # deeds that, where more is said of them, only say when: "笑起来"
    outcomes: frozenset[str]  # words before what comes of a wish: "剪短更精神"
    opinions: frozenset[str]  # adjectives of how one looks in something: "卷发显老"
    extents: frozenset[str]  # particles between an adjective and what comes of it: "小得看不见"
    closings: frozenset[str]  # words that by themselves say that all has been said: "没了"
    particles: frozenset[str]  # that end what is said: "太好看了吧 | 去掉胡子"
    exclamations: frozenset[str]  # remarks that end so, too: "绝了 | 去掉胡子"
    headings: frozenset[str]  # words before a colon for what a description is of
    operations: frozenset[str]  # words behind a command for what it acts on
    gestures: frozenset[str]  # axes of what people do, and not only portraits: smile, open the mouth
    dates: frozenset[str]  # when the speaker does something: "刘海太长了，明天去剪"
    liking: frozenset[str]  # by which something is to stay: "雀斑留着我喜欢"
    refusing: frozenset[str]  # that behind a thing take it away: "八字胡不行"
    likewise: tuple[str, ...]  # adverbs that elsewhere join: "眼镜也换成墨镜"; the last: "脸都晒红了"
    intending: frozenset[str]  # verbs of what somebody portrayed is about to do: "领带吧，他要去面试"
    unabating: frozenset[str]  # adverbs that find something still too much: "鼻子还是大"
    progressive: str  # the particle of what goes on: "嘴巴怎么张着"
    directional: str  # the verb that behind an object only says which way: "别整出双下巴来"
    again: str  # the adverb before what is only to come after a wish: "短点再说"
    afterwards: frozenset[str]  # and the verbs of what is to come
    lifting: frozenset[str]  # verbs of one character that behind a thing take it away: "墨镜也取"
    adding: frozenset[str]  # verbs that a denial may end in: "不要加厚"
    besides_having: frozenset[str]  # complaints that before a thing say that it is there, too: "还有点双下巴"
    strained: frozenset[str]  # verbs that open a clause with how far they went: "累得黑眼圈都出来了"
    choosing: frozenset[str]  # words between two things of which one is asked for: "有胡子还是没胡子"
    supposing: frozenset[str]  # conditionals that before the speaker suppose something: "如果我是女生"
    would: frozenset[str]  # copulas of what comes of something: "戴帽子会秃头吗"
    how: frozenset[str]  # that open a question about a way: "如何去眼袋"
    searching: frozenset[str]  # that open a question about who of a chat is so: "有没有秃头的兄弟"
    sought: frozenset[str]  # and whom it ends with
    due: frozenset[str]  # modal verbs of what somebody had better do: "胡子该刮了"
    addressed: frozenset[str]  # pronouns of whom a message is said to: "你"
    goings: frozenset[str]  # verbs of taking away that elsewhere are of going: "去"
    advising: frozenset[str]  # openings of advice, which in talk is meant for people: "记得戴帽子"
    sufficing: frozenset[str]  # words that end a request by saying that it is enough: "淡妆就好"
    wonders: frozenset[str]  # openings of an astonished question, which complains: "чего он такой бледный"
    reporting: frozenset[str]  # verbs that say whose words follow: "the witness says thin lips"
    possessives: frozenset[str]  # pronouns that say whose the noun after them is
    ahead: frozenset[str]  # prepositions by which years are to go by: "in ten years"
    comparing: frozenset[str]  # words by which a comparison complains: "нос длиннее, чем надо"
    likenesses: frozenset[str]  # words that close a likeness: "似的" in "跟鬼似的"
    questions: frozenset[str]  # particles that make a clause a question where no question mark stands: "吗"
    relatives: frozenset[str]  # words that begin a clause about what was just named: "самые яркие, что есть"
    needing: frozenset[str]  # words that find a thing missing: "без очков никак"
    verdicts: frozenset[str]  # remarks by which what was just named is found too much: "это слишком"
    emphatic: frozenset[str]  # particles that end the reason for a wish: "темно же"
    about: frozenset[str]  # prepositions of what was meant: "я про очки говорил"
    unchanged: frozenset[str]  # words that say of a noun that it is as before: "глаза такие же"
    approving: frozenset[str]  # remarks that find a noun well as it is: "макияж норм"
    permitting: frozenset[str]  # those that do so only where a reservation follows: "发色可以，就是太卷"
    reserving: frozenset[str]  # words that open the reservation
    repeating: frozenset[str]  # words that find something so once more: "опять без чёлки"
    totals: frozenset[str]  # words for all that was listed before: "шляпу, бусы — всё снять"
    sources: frozenset[str]  # prepositions of where something is taken away from: "со щёк"
    hoped: frozenset[str]  # what a negated likeness falls short of: "не такой тёмный, как хотелось бы"
    missing: frozenset[str]  # words that ask for a thing that is not there: "где борода"
    denials: frozenset[str]  # words by which a past denies a request: "не заказывал"
    within: frozenset[str]  # pronouns that may stand behind a phrase's first word: "открой ей рот"
    present: frozenset[str]  # verbs by which a thing alone is said to be there: "усы есть"
    origins: frozenset[str]  # prepositions of where somebody is from: "женщина из старого нуара"
    owning: frozenset[str]  # prepositions of whose something is: "у кошки"
    oneself: frozenset[str]  # verbs of what people have done to themselves: "подстричься"
    aiming: frozenset[str]  # prepositions of what something is turned into: "в синий"
    elsewhere: frozenset[str]  # what is never in a picture: whoever asks for it talks to others
    single: frozenset[str]  # things of which a face has one: several are of several people
    foreign: frozenset[str]  # adjectives by which a thing is none of a face: "сахарная пудра"
    fitting: frozenset[str]  # verbs of what suits somebody: "мне чёлка не идёт"
    selves: frozenset[str]  # pronouns of whoever reads, behind a preposition of owning: "у себя"
    being: frozenset[str]  # infinitives of how somebody is to be: "не должен быть лысым"
    disgust: frozenset[str]  # exclamations by which the noun before them is to go: "зелёные волосы фу"
    planning: frozenset[
        str
    ]  # openings of a wish that before a deed of one's own tell a plan: "решил сбрить усы"
    seeking: frozenset[str]  # openings of a wish for somebody, which of a thing are somebody's errand: "ищу"
    to_oneself: frozenset[str]  # pronouns of the speaker in the dative: "галстук мне завязывает жена"
    saying: frozenset[str]  # verbs by which somebody is quoted: "сын говорит, что"
    that: frozenset[str]  # what begins the words that somebody is quoted with: "говорит, что"
    shading: frozenset[str]  # adjectives that only shade a colour: "холодный пепельный"
    no_longer: frozenset[str]  # that beside a "no" say since when: "не хочу больше синие волосы"
    hues: frozenset[str]  # the colour of what was named before: "волосы длиннее, цвет тот же"
    modals: frozenset[str]  # forms of "can", by which somebody is asked: "вы не могли бы"
    reaching: frozenset[str]  # prepositions of how far something reaches: "до бровей"
    currently: frozenset[str]  # words by which something is said to be so yet, and not to stay: "сейчас"
    conditionals: frozenset[str]  # words under which a past is only imagined
    greetings: frozenset[str]  # thanks and laughter too: a clause with one is about nobody unknown
    surroundings: frozenset[str]  # places that stand for what is seen there: "后面太黑了"
    surrounding: tuple[str, ...]  # what is seen there
    asking_around: frozenset[str]  # questions to the other people of a chat: "有没有人用过"
    leaving: frozenset[str]  # verbs that at the end are of going: "let the beard stay but the hat go"
    hailing: frozenset[str]  # names that before a comma only call somebody: "dude, curlier hair"
    nominatives: frozenset[str]  # pronouns of whoever does what their verb says: "she put it on the dog"
    at_present: frozenset[str]  # words by which the speaker tells how he is: "so happy right now"
    admiring: frozenset[str]  # particles that end what is only admired: "好可爱的雀斑啊"
    lips: frozenset[str]  # places where a beard is a mustache: "上嘴唇长点胡须"
    beards: frozenset[str]  # what grows there
    on_lips: tuple[str, ...]  # and what it is there
    further: frozenset[str]  # denials of going on, by which things stay as they are: "别再瘦了"
    staying: frozenset[str]  # verbs of having that behind "must" are of keeping: "红晕要留"
    correcting: frozenset[str]  # commands that beside a wish only correct: "错了，是蓝眼睛"
    rising: frozenset[str]  # words that with one of `better` ask for more: "越长越好"
    better: frozenset[str]
    upon: frozenset[str]  # verbs with the pronoun of whom they turn into something: "把他"
    perfective: frozenset[str]  # particles of what something has become: "腮红重了"
    forbidding: frozenset[str]  # denials before a verb of taking away, by which the thing stays: "别摘"
    hindering: frozenset[str]  # verbs of what something is in the way of: "撩上去别挡额头"
    likening: frozenset[str]  # words that open a likeness closed by "so": "像铜铃那么大"
    copula: str  # that says what something is: "雀斑是天生的"
    growing: str  # the adjective of length that is also the verb: "长"
    sides: tuple[str, ...]  # left and right
    toward: tuple[str, ...]  # the preposition, and the verbs, that make a deed of a side: "往左转"
    turns: tuple[str, ...]
    leans: tuple[str, ...]
    turning: frozenset[str]  # verbs of turning to a side, in whatever words: "扭到左边"
    leaning: frozenset[str]  # verbs of leaning to a side
    turned: frozenset[str]  # what turns or leans with the head, and what it turns in: "脸", "画面"
    sounds: tuple[tuple[str, str], ...]  # letters as people write them by ear, and the right ones
    latin: tuple[tuple[str, str], ...]  # Latin letters typed for its own, and those
    not_typos: frozenset[str]
    colours: frozenset[str]  # names of the adjectives that choose within an exclusive group (hair colour)
    groups: Mapping[str, str]  # axis to the exclusive group that it belongs to
    regions: Mapping[str, str]  # axis to the region of the portrait that it is of
    numerals: Mapping[str, Mapping[str, int]]  # units and powers of ten, where numbers are written in them
    inflection: Inflection
    own_words: frozenset[str]  # every word of the file itself: what a typo may have meant
    root: Node

    def match(self, tokens: Sequence[Token], start: int) -> tuple[Meaning, int] | None:
        """The longest phrase that begins at `start`, and the position after it."""
        nodes = [self.root]
        best: tuple[Meaning, int] | None = None
        for position in range(start, len(tokens)):
            token = tokens[position]
            forms = self.inflection.readings(token.text) if token.kind == "word" else ((token.text, "base"),)
            reached: list[tuple[Node, Form]] = [
                (node.following[key], form) for node in nodes for key, form in forms if key in node.following
            ]
            if not reached:
                break
            for node, form in reached:
                if node.meaning is not None and (best is None or best[1] <= position):
                    best = (_in_form(node.meaning, form), position + 1)
                    break
            nodes = [node for node, _ in reached]
        return best

    def comparative(self, word: str) -> Meaning | None:
        """The adjective that this form compares, whatever else it may be: "уже" of "узкий"."""
        for key, form in self.inflection.readings(word):
            node = self.root.following.get(key) if form == "comparative" else None
            if node is not None and node.meaning is not None and node.meaning.entry.kind == "adjective":
                return _in_form(node.meaning, form)
        return None

    @property
    def joint(self) -> str:
        """What stands between words."""
        return "" if self.script == "han" else " "

    @property
    def degrees_compare(self) -> bool:
        """Whether a degree word after an adjective compares ("old a-bit": somewhat older)."""
        return self.script == "han"

    def is_numeral(self, word: str) -> bool:
        """Whether numbers are written with this word."""
        return any(word in row for row in self.numerals.values())

    @property
    def few_words(self) -> int:
        """Up to how many tokens a bare phrase of unknown words may be a wish."""
        return 8 if self.script == "han" else 4

    def effects_of(self, part: str, quality: str) -> Effects | None:
        """What the adjective named `quality` means beside `part`; None where it means nothing.

        A part without combinations has nothing to draw: whatever is said of it is understood, and no wish.
        """
        return () if part in self.inert else self.combine.get(part, {}).get(quality)


def _in_form(meaning: Meaning, form: Form) -> Meaning:
    if form == "base" or meaning.form != "base":
        return meaning
    return Meaning(meaning.entry, form, meaning.transitive)


def load_lexicon(path: Path, vocabulary: Vocabulary, phrases: Mapping[str, Effects] | None = None) -> Lexicon:
    """Read and check one lexicon; raises VocabularyError that names the file and the entry at fault.

    `phrases` are further adjectives with their meaning; a word that the file lists itself has precedence.
    """
    return _Reader(path, vocabulary).lexicon(phrases or {})


class _Reader:
    """One pass over a lexicon file."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        self.file = path.name
        self.vocabulary = vocabulary
        try:
            self.document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise VocabularyError(f"{path.name} cannot be read: {error}") from error
        self.root = Node()
        self.owners: dict[tuple[str, ...], str] = {}
        self.spelled_out: set[str] = set()  # phrases that a pattern stands for

    def lexicon(self, phrases: Mapping[str, Effects]) -> Lexicon:
        if unknown := set(self.document) - _TABLES:
            self.fail(sorted(unknown)[0], "is no table of a lexicon")
        language = self.table("language")
        self.inflection = inflection_for(
            str(language.get("morphology", "")), self.document, lambda why: self.fail("language", why)
        )
        entries = tuple(self.entries())
        own_words = self.root.words()
        combine = self.combinations(entries)
        self.file_compounds(entries, combine)
        for phrase, effects in phrases.items():
            if self.composed(phrase, combine):
                continue  # the grammar reads it, with "more" and "not" and all
            meaning = Meaning(Entry("adjective", phrase, (phrase,), effects, effects))
            self.put("phrases.tsv", (phrase,), meaning, derived=True)
        chatter = self.table("chatter")
        idioms = self.words("chatter.idioms", chatter.get("idioms", []))
        self.put("chatter.idioms", idioms, Meaning(Entry("function", "narrative", idioms)))
        greetings = self.words("chatter.greetings", chatter.get("greetings", []))
        self.put("chatter.greetings", greetings, Meaning(Entry("function", "filler", greetings)))

        def row_of(name: str) -> tuple[str, ...]:
            return self.words(f"language.{name}", language.get(name, []))

        def set_of(name: str) -> frozenset[str]:
            return frozenset(row_of(name))

        return Lexicon(
            code=str(language.get("code", "")),
            script=str(language.get("script", "")),
            file=self.file,
            entries=entries,
            combine=combine,
            colours=frozenset(
                quality
                for row in combine.values()
                for quality, effects in row.items()
                if any(self.vocabulary[effect.axis].group for effect in effects)
            ),
            commands={
                name: self.words(f"commands.{name}", row) for name, row in self.table("commands").items()
            },
            inert=frozenset(e.name for e in entries if e.kind == "part" and e.name not in combine),
            impersonal=set_of("impersonal"),
            imperatives=set_of("imperatives"),
            groups={axis.id: axis.group for axis in self.vocabulary if axis.group},
            regions={axis.id: axis.region for axis in self.vocabulary},
            vocatives=set_of("vocatives"),
            wearing=set_of("wearing"),
            longing=set_of("longing"),
            also=set_of("also"),
            subjects=set_of("subjects"),
            conjunctions=set_of("conjunctions"),
            quoting=set_of("quoting"),
            similes=set_of("similes"),
            asking=set_of("asking"),
            becoming=set_of("becoming"),
            settings=set_of("settings"),
            events=set_of("events"),
            suiting=set_of("suiting"),
            honorifics=set_of("honorifics"),
            persisting=set_of("persisting"),
            pointing=set_of("pointing"),
            discourse=set_of("discourse"),
            contrasting=set_of("contrasting"),
            awaiting=set_of("awaiting"),
            cuts=set_of("cuts"),
            faulty=set_of("faulty"),
            limiting=set_of("limiting"),
            besides=set_of("besides"),
            spelled_ages=set_of("spelled_ages"),
            occasions=set_of("occasions"),
            outcomes=set_of("outcomes"),
            opinions=set_of("opinions"),
            extents=set_of("extents"),
            closings=set_of("closings"),
            particles=set_of("particles"),
            exclamations=set_of("exclamations"),
            headings=set_of("headings"),
            operations=set_of("operations"),
            gestures=set_of("gestures"),
            dates=set_of("dates"),
            liking=set_of("liking"),
            refusing=set_of("refusing"),
            likewise=row_of("likewise"),
            intending=set_of("intending"),
            unabating=set_of("unabating"),
            progressive=str(language.get("progressive", "")),
            directional=str(language.get("directional", "")),
            again=str(language.get("again", "")),
            afterwards=set_of("afterwards"),
            lifting=set_of("lifting"),
            adding=set_of("adding"),
            besides_having=set_of("besides_having"),
            strained=set_of("strained"),
            choosing=set_of("choosing"),
            supposing=set_of("supposing"),
            would=set_of("would"),
            how=set_of("how"),
            searching=set_of("searching"),
            sought=set_of("sought"),
            due=set_of("due"),
            addressed=set_of("addressed"),
            goings=set_of("goings"),
            advising=set_of("advising"),
            sufficing=set_of("sufficing"),
            wonders=set_of("wonders"),
            reporting=set_of("reporting"),
            possessives=set_of("possessives"),
            ahead=set_of("ahead"),
            comparing=set_of("comparing"),
            likenesses=set_of("likenesses"),
            questions=set_of("questions"),
            relatives=set_of("relatives"),
            needing=set_of("needing"),
            verdicts=set_of("verdicts"),
            emphatic=set_of("emphatic"),
            about=set_of("about"),
            unchanged=set_of("unchanged"),
            approving=set_of("approving"),
            permitting=set_of("permitting"),
            reserving=set_of("reserving"),
            repeating=set_of("repeating"),
            totals=set_of("totals"),
            sources=set_of("sources"),
            hoped=set_of("hoped"),
            missing=set_of("missing"),
            denials=set_of("denials"),
            within=set_of("within"),
            present=set_of("present"),
            origins=set_of("origins"),
            owning=set_of("owning"),
            oneself=set_of("oneself"),
            aiming=set_of("aiming"),
            elsewhere=set_of("elsewhere"),
            single=set_of("single"),
            foreign=set_of("foreign"),
            fitting=set_of("fitting"),
            selves=set_of("selves"),
            being=set_of("being"),
            disgust=set_of("disgust"),
            planning=set_of("planning"),
            seeking=set_of("seeking"),
            to_oneself=set_of("to_oneself"),
            saying=set_of("saying"),
            that=set_of("that"),
            shading=set_of("shading"),
            hues=set_of("hues"),
            no_longer=set_of("no_longer"),
            modals=set_of("modals"),
            reaching=set_of("reaching"),
            currently=set_of("currently"),
            conditionals=set_of("conditionals"),
            surroundings=set_of("surroundings"),
            surrounding=row_of("surrounding"),
            asking_around=set_of("asking_around"),
            leaving=set_of("leaving"),
            hailing=set_of("hailing"),
            nominatives=set_of("nominatives"),
            at_present=set_of("at_present"),
            admiring=set_of("admiring"),
            lips=set_of("lips"),
            beards=set_of("beards"),
            on_lips=row_of("on_lips"),
            further=set_of("further"),
            staying=set_of("staying"),
            correcting=set_of("correcting"),
            rising=set_of("rising"),
            better=set_of("better"),
            upon=set_of("upon"),
            perfective=set_of("perfective"),
            forbidding=set_of("forbidding"),
            hindering=set_of("hindering"),
            likening=set_of("likening"),
            copula=str(language.get("copula", "")),
            growing=str(language.get("growing", "")),
            sides=row_of("sides"),
            toward=row_of("toward"),
            turns=row_of("turns"),
            leans=row_of("leans"),
            turning=set_of("turning"),
            leaning=set_of("leaning"),
            turned=set_of("turned"),
            greetings=frozenset(greetings),
            sounds=self.letters("sounds", language.get("sounds", [])),
            latin=self.letters("latin", language.get("latin", [])),
            not_typos=frozenset(self.words("chatter.not_typos", chatter.get("not_typos", []))),
            numerals=self.numerals(),
            inflection=self.inflection,
            own_words=own_words,
            root=self.root,
        )

    # -- entries -------------------------------------------------------------------------------------------

    def entries(self) -> Iterator[Entry]:
        for name, words in self.table("words").items():
            if name not in FUNCTIONS:
                self.fail(f"words.{name}", "is no class of function words")
            yield self.listed(Entry("function", name, self.words(f"words.{name}", words)))
        for kind in _KEYS:
            for row in self.document.get(kind, []):
                yield self.listed(self.entry(kind, row), row)

    def entry(self, kind: str, row: Any) -> Entry:
        where = f"[[{kind}]]"
        if not isinstance(row, dict):
            self.fail(where, "is no table")
        words = self.words(where, row.get("words"))
        where = f"[[{kind}]] “{words[0]}”"
        if unknown := set(row) - _KEYS[kind]:
            self.fail(where, f"has the unknown key {sorted(unknown)[0]!r}")
        effects = self.effects(where, row.get("axes", ""))
        if not effects and kind in ("thing", "trait", "action"):
            self.fail(where, "names no axes")
        size = row.get("size", 0)
        if size not in (-1, 0, 1):
            self.fail(where, f"has size {size!r}, which is neither 1 nor -1")
        return Entry(
            kind=kind,  # type: ignore[arg-type]  # one of _KEYS
            name=str(row.get("name", words[0])),
            words=words,
            effects=effects,
            comparative_effects=self.effects(where, row.get("comparative_axes", "")) or effects,
            none_effects=self.effects(where, row.get("none", "")),
            size=size,
            factor=self.positive(where, "factor", row.get("factor", 1.0)),
            years=self.positive(where, "years", row.get("years", 1)),
            relative=row.get("kind") == "relative",
            verb=str(row.get("verb", "")),
            of=str(row.get("of", "")),
            role=bool(row.get("role", False)),
            invented=bool(row.get("invented", False)),
            style=bool(row.get("style", False)),
            flaw=bool(row.get("flaw", False)),
            shade=bool(row.get("shade", False)),
            keep=tuple(self.axis(where, axis) for axis in row.get("keep", ())),
            act=bool(row.get("act", False)),
        )

    def listed(self, entry: Entry, row: Mapping[str, Any] | None = None) -> Entry:
        row = row or {}
        where = f"[[{entry.kind}]] “{entry.words[0]}”" if entry.kind != "function" else f"words.{entry.name}"
        base = Meaning(entry)
        self.put(where, entry.words, base)
        if entry.kind != "function":
            self.put(where, self.inflection.dictionary_forms(entry.words), base, derived=True)
        if entry.kind == "adjective":
            comparative, superlative = Meaning(entry, "comparative"), Meaning(entry, "superlative")
            self.put(where, self.words(where, row.get("more", [])), comparative)
            self.put(where, self.words(where, row.get("superlative", [])), superlative)
            self.put(where, self.words(where, row.get("verbs", [])), Meaning(entry, "comparative", True))
            if row.get("inflect", row.get("more") != []):
                self.put(where, self.inflection.comparatives(entry.words), comparative, derived=True)
                self.put(where, self.inflection.superlatives(entry.words), superlative, derived=True)
        elif entry.kind in ("thing", "part", "person"):
            self.put(where, self.inflection.plurals(entry.words), base, derived=True)
        return entry

    def put(self, where: str, phrases: Iterable[str], meaning: Meaning, *, derived: bool = False) -> None:
        """Add phrases to the trie; a derived form, or one of a pattern, gives way to one that is listed."""
        for phrase in phrases:
            words = words_of(phrase)
            if words is None:
                self.fail(where, f"has a phrase with a punctuation mark: {phrase!r}")
            keys = tuple(self.inflection.citation(word) for word in words)
            if not keys:
                self.fail(where, f"has a phrase without words: {phrase!r}")
            owner = self.owners.get(keys)
            gives_way = derived or phrase in self.spelled_out
            if gives_way and owner is not None:
                continue
            if owner is not None and not owner.endswith("(derived)"):
                self.fail(where, f"repeats “{phrase}”, which {owner} has already")
            self.owners[keys] = f"{where} (derived)" if gives_way else where
            node = self.root
            for key in keys:
                node = node.following.setdefault(key, Node())
            node.meaning = meaning

    def file_compounds(self, entries: Sequence[Entry], combine: Mapping[str, Mapping[str, Effects]]) -> None:
        """File the adjectives that are made of an adjective and a noun: "тонкобровый", "рыжебородый".

        What one means is what the two mean beside each other, and no typo is mended towards it.
        """
        adjectives = [entry for entry in entries if entry.kind == "adjective"]
        for kind in ("part", "thing"):
            for row in self.document.get(kind, []):
                where, endings = f"[[{kind}]] compounds", self.words(f"[[{kind}]]", row.get("compounds", []))
                noun = str(row.get("name", row["words"][0]))
                own = self.effects(where, row.get("axes", "")) if endings else ()
                for adjective in adjectives if endings else ():
                    effects = combine.get(noun, {}).get(adjective.name) or (
                        own if adjective.size or not adjective.effects else ()
                    )
                    words = [w for word in adjective.words for w in self.inflection.compounds(word, endings)]
                    if effects and words:
                        made = Entry("adjective", words[0], tuple(words), effects, effects)
                        self.put(where, words, Meaning(made), derived=True)

    def composed(self, phrase: str, combine: Mapping[str, Mapping[str, Effects]]) -> bool:
        """Whether a phrase is a part with an adjective or a negation that [combine.…] has already."""
        words = [self.inflection.citation(word) for word in words_of(phrase) or ()]
        meanings = [node.meaning for node in (self.root.following.get(word) for word in words) if node]
        if len(words) != 2 or len(meanings) != 2 or None in meanings:
            return False
        first, second = (meaning.entry for meaning in meanings if meaning is not None)
        quality = "none" if (first.kind, first.name) == ("function", "no") else first.name
        return (first.kind == "adjective" or quality == "none") and quality in combine.get(second.name, {})

    # -- tables --------------------------------------------------------------------------------------------

    def combinations(self, entries: Sequence[Entry]) -> dict[str, dict[str, Effects]]:
        parts = {entry.name for entry in entries if entry.kind in ("part", "thing")} | {"person"}
        qualities = {e.name for e in entries if e.kind in ("adjective", "action")} | OPERATORS
        combine: dict[str, dict[str, Effects]] = {}
        for part, row in self.table("combine").items():
            if part not in parts:
                self.fail(f"combine.{part}", "is no part or thing of this lexicon")
            for quality, axes in row.items():
                if quality not in qualities:
                    self.fail(f"combine.{part}.{quality}", "is the name of no adjective or action here")
                combine.setdefault(part, {})[quality] = self.effects(f"combine.{part}.{quality}", axes)
        for row in self.document.get("part", []):
            if like := row.get("like"):
                name = row.get("name", row["words"][0])
                if like not in combine:
                    self.fail(f"[[part]] “{row['words'][0]}”", f"is like {like!r}, which has no combinations")
                combine[name] = {**combine[like], **combine.get(name, {})}
        return combine

    def numerals(self) -> dict[str, dict[str, int]]:
        table = self.table("numerals")
        for name, row in table.items():
            if name not in ("units", "powers") or not isinstance(row, dict):
                self.fail(f"numerals.{name}", "is neither units nor powers")
            if not all(isinstance(value, int) for value in row.values()):
                self.fail(f"numerals.{name}", "needs a whole number for each character")
        return table

    def letters(self, name: str, rows: Any) -> tuple[tuple[str, str], ...]:
        if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == 2 for row in rows):
            self.fail(f"language.{name}", "needs pairs: letters as written, and the right ones")
        return tuple((str(wrong), str(right)) for wrong, right in rows)

    def effects(self, where: str, text: Any) -> Effects:
        if not isinstance(text, str):
            self.fail(where, 'needs its axes as text such as "beard+ age-"')
        effects = []
        for word in text.split():
            match = _EFFECT.match(word)
            if match is None:
                self.fail(where, f'has {word!r} where "axis+" or "axis-" belongs')
            sign: Literal[1, -1] = 1 if match["sign"] == "+" else -1
            effects.append(Effect(self.axis(where, match["axis"]), sign, float(match["weight"] or 1.0)))
        return tuple(effects)

    def axis(self, where: str, axis: Any) -> str:
        if axis not in self.vocabulary:
            self.fail(where, f"names the axis {axis!r}, which the vocabulary lacks")
        return str(axis)

    def words(self, where: str, words: Any) -> tuple[str, ...]:
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            self.fail(where, "needs a list of words")
        self.spelled_out.difference_update(words)  # here they are listed, whatever other lists stand for
        return tuple(phrase for word in words for phrase in self.spell_out(word))

    def spell_out(self, pattern: str) -> list[str]:
        """The phrases that a pattern stands for, noted where it has choices."""
        phrases = spell_out(pattern)
        if phrases != [pattern]:
            self.spelled_out.update(phrases)
        return phrases

    def positive(self, where: str, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1000:
            self.fail(where, f"has {key} = {value!r}, which is no positive number")
        return float(value)

    def table(self, name: str) -> dict[str, Any]:
        table = self.document.get(name, {})
        if not isinstance(table, dict):
            self.fail(name, "is no table")
        return table

    def fail(self, where: str, why: str) -> NoReturn:
        raise VocabularyError(f"{self.file}: {where} {why}.")
