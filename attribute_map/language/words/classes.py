"""The classes of words that code knows by name; which words they hold, a lexicon says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# The classes of [words]: what each does to the words around it. A language may leave some out.
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
    "unlock": "verbs that let what was kept be changed again",
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
    "times": "units of multiples of what is there: 放大1.5倍",
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

Words = frozenset[str]
Row = tuple[str, ...]  # words whose order counts
Letters = tuple[tuple[str, str], ...]  # letters as written, and those that are meant


@dataclass(frozen=True)
class Classes:
    """Words of the table [language], each row under the name of its field and read as the field's type.

    A class that a language leaves out is empty there. To add one, name it here and list its words.
    """

    impersonal: Words  # copulas and pronouns that speak of no person: "it's too dark"
    imperatives: Words  # verbs that begin a request even where no comma stands before them
    vocatives: Words  # names that people call each other by
    wearing: Words  # verbs whose doer wears the thing: with a name called, an order to that person
    longing: Words  # verbs of what somebody would like to have, and not to see
    also: Words  # words that complain of much, but at the end of a clause only add: "a necklace too"
    subjects: Words  # pronouns, with or without their verbs, that begin a clause of their own
    conjunctions: Words  # words after which such a clause belongs to what stands before
    quoting: Words  # verbs by which somebody else's wish is passed on: "my kid says more beard"
    similes: Words  # words that by themselves like something, and behind a noun liken it
    asking: Words  # denials that open a question: "wouldn't a hat suit her"
    becoming: Words  # verbs before which stands what makes way: "the goatee should become a beard"
    settings: Words  # words that open a clause by where or when it holds: "by the end he is bald"
    events: Words  # nouns for what somebody is dressed for: "necktie, it's a wedding"
    suiting: Words  # verbs that close a question about what to put there: "would a hat work"
    honorifics: Words  # what people are called by in politeness, behind whatever is said to them
    persisting: Words  # words by which a state is complained of: "but the jaw is still weak"
    pointing: Words  # words that point at what somebody has: "i need that jawline"
    discourse: Words  # words that by themselves sum up what is said: "короче"
    contrasting: Words  # words that at the end set a wish against what was said: "blonde tho"
    awaiting: Words  # words that at the end ask how soon a wish comes true: "bald version when"
    cuts: Words  # nouns that behind a description of hair are a cut of it: "a pink bob"
    faulty: Words  # adjectives that say of a picture what is wrong with it: "it's overexposed"
    limiting: Words  # words before all that is to be: "no beard just a mustache"
    besides: Words  # joints that begin a new wish, where a mere "and" goes on with a list
    spelled_ages: Words  # numbers written out that are ages even without a unit
    occasions: Words  # deeds that, where more is said of them, only say when: "笑起来"
    outcomes: Words  # words before what comes of a wish: "剪短更精神"
    opinions: Words  # adjectives of how one looks in something: "卷发显老"
    extents: Words  # particles between an adjective and what comes of it: "小得看不见"
    closings: Words  # words that by themselves say that all has been said: "没了"
    particles: Words  # that end what is said: "太好看了吧 | 去掉胡子"
    exclamations: Words  # remarks that end so, too: "绝了 | 去掉胡子"
    headings: Words  # words before a colon for what a description is of
    operations: Words  # words behind a command for what it acts on
    gestures: Words  # axes of what people do, and not only portraits: smile, open the mouth
    dates: Words  # when the speaker does something: "刘海太长了，明天去剪"
    liking: Words  # by which something is to stay: "雀斑留着我喜欢"
    refusing: Words  # that behind a thing take it away: "八字胡不行"
    likewise: Row  # adverbs that elsewhere join: "眼镜也换成墨镜"; the last: "脸都晒红了"
    intending: Words  # verbs of what somebody portrayed is about to do: "领带吧，他要去面试"
    unabating: Words  # adverbs that find something still too much: "鼻子还是大"
    progressive: str  # the particle of what goes on: "嘴巴怎么张着"
    directional: str  # the verb that behind an object only says which way: "别整出双下巴来"
    again: str  # the adverb before what is only to come after a wish: "短点再说"
    afterwards: Words  # and the verbs of what is to come
    lifting: Words  # verbs of one character that behind a thing take it away: "墨镜也取"
    adding: Words  # verbs that a denial may end in: "不要加厚"
    besides_having: Words  # complaints that before a thing say that it is there, too: "还有点双下巴"
    strained: Words  # verbs that open a clause with how far they went: "累得黑眼圈都出来了"
    choosing: Words  # words between two things of which one is asked for: "有胡子还是没胡子"
    supposing: Words  # conditionals that before the speaker suppose something: "如果我是女生"
    would: Words  # copulas of what comes of something: "戴帽子会秃头吗"
    how: Words  # that open a question about a way: "如何去眼袋"
    searching: Words  # that open a question about who of a chat is so: "有没有秃头的兄弟"
    sought: Words  # and whom it ends with
    due: Words  # modal verbs of what somebody had better do: "胡子该刮了"
    addressed: Words  # pronouns of whom a message is said to: "你"
    goings: Words  # verbs of taking away that elsewhere are of going: "去"
    advising: Words  # openings of advice, which in talk is meant for people: "记得戴帽子"
    sufficing: Words  # words that end a request by saying that it is enough: "淡妆就好"
    wonders: Words  # openings of an astonished question, which complains: "чего он такой бледный"
    reporting: Words  # verbs that say whose words follow: "the witness says thin lips"
    possessives: Words  # pronouns that say whose the noun after them is
    ahead: Words  # prepositions by which years are to go by: "in ten years"
    comparing: Words  # words by which a comparison complains: "нос длиннее, чем надо"
    likenesses: Words  # words that close a likeness: "似的" in "跟鬼似的"
    prefixed: Words  # denials that may be written together with their adjective: "недлинный"
    questions: Words  # particles that make a clause a question where no question mark stands: "吗"
    relatives: Words  # words that begin a clause about what was just named: "самые яркие, что есть"
    needing: Words  # words that find a thing missing: "без очков никак"
    verdicts: Words  # remarks by which what was just named is found too much: "это слишком"
    emphatic: Words  # particles that end the reason for a wish: "темно же"
    about: Words  # prepositions of what was meant: "я про очки говорил"
    unchanged: Words  # words that say of a noun that it is as before: "глаза такие же"
    approving: Words  # remarks that find a noun well as it is: "макияж норм"
    permitting: Words  # those that do so only where a reservation follows: "发色可以，就是太卷"
    reserving: Words  # words that open the reservation
    repeating: Words  # words that find something so once more: "опять без чёлки"
    totals: Words  # words for all that was listed before: "шляпу, бусы — всё снять"
    sources: Words  # prepositions of where something is taken away from: "со щёк"
    hoped: Words  # what a negated likeness falls short of: "не такой тёмный, как хотелось бы"
    missing: Words  # words that ask for a thing that is not there: "где борода"
    denials: Words  # words by which a past denies a request: "не заказывал"
    within: Words  # pronouns that may stand behind a phrase's first word: "открой ей рот"
    present: Words  # verbs by which a thing alone is said to be there: "усы есть"
    origins: Words  # prepositions of where somebody is from: "женщина из старого нуара"
    owning: Words  # prepositions of whose something is: "у кошки"
    oneself: Words  # verbs of what people have done to themselves: "подстричься"
    aiming: Words  # prepositions of what something is turned into: "в синий"
    elsewhere: Words  # what is never in a picture: whoever asks for it talks to others
    single: Words  # things of which a face has one: several are of several people
    foreign: Words  # adjectives by which a thing is none of a face: "сахарная пудра"
    fitting: Words  # verbs of what suits somebody: "мне чёлка не идёт"
    selves: Words  # pronouns of whoever reads, behind a preposition of owning: "у себя"
    meant: Words  # words that put right what was meant before: "no, i meant the eyes"
    rephrasing: Words  # words that do so behind a refusal or a regret: "sorry, i mean the eyes"
    regretting: Words  # words of regret
    either: Words  # words before each of several things to choose from, or before the first: "either"
    restoring: Words  # phrases by which a part is to be again as it came: "the nose back to normal"
    twofold: Words  # words that say that a command is meant twice
    sharing: Words  # words by which what is named shares the wish before: "and the eyes too"
    being: Words  # infinitives of how somebody is to be: "не должен быть лысым"
    disgust: Words  # exclamations by which the noun before them is to go: "зелёные волосы фу"
    planning: Words  # openings of a wish that before a deed of one's own tell a plan: "решил сбрить усы"
    seeking: Words  # openings of a wish for somebody, which of a thing are somebody's errand: "ищу"
    to_oneself: Words  # pronouns of the speaker in the dative: "галстук мне завязывает жена"
    saying: Words  # verbs by which somebody is quoted: "сын говорит, что"
    that: Words  # what begins the words that somebody is quoted with: "говорит, что"
    shading: Words  # adjectives that only shade a colour: "холодный пепельный"
    no_longer: Words  # that beside a "no" say since when: "не хочу больше синие волосы"
    hues: Words  # the colour of what was named before: "волосы длиннее, цвет тот же"
    modals: Words  # forms of "can", by which somebody is asked: "вы не могли бы"
    reaching: Words  # prepositions of how far something reaches: "до бровей"
    currently: Words  # words by which something is said to be so yet, and not to stay: "сейчас"
    conditionals: Words  # words under which a past is only imagined
    surroundings: Words  # places that stand for what is seen there: "后面太黑了"
    surrounding: Row  # what is seen there
    asking_around: Words  # questions to the other people of a chat: "有没有人用过"
    all: Words  # words for all of a picture: "everything is great but the hat"
    abbreviations: Words  # words whose full stop ends no sentence: "by approx. 20 years"
    until: Words  # words before how far a wish is to go: "longer till it touches the floor"
    attending: Words  # words that open what else is to be done meanwhile: "keep the beard when you add a hat"
    swapping: Words  # prepositions of what comes instead: "ditch the tie for a necklace"
    exchanging: Words  # verbs of making that before them put one thing for another: "switch hat for glasses"
    leaving: Words  # verbs that at the end are of going: "let the beard stay but the hat go"
    hailing: Words  # names that before a comma only call somebody: "dude, curlier hair"
    nominatives: Words  # pronouns of whoever does what their verb says: "she put it on the dog"
    at_present: Words  # words by which the speaker tells how he is: "so happy right now"
    admiring: Words  # particles that end what is only admired: "好可爱的雀斑啊"
    lips: Words  # places where a beard is a mustache: "上嘴唇长点胡须"
    beards: Words  # what grows there
    on_lips: Row  # and what it is there
    further: Words  # denials of going on, by which things stay as they are: "别再瘦了"
    staying: Words  # verbs of having that behind "must" are of keeping: "红晕要留"
    correcting: Words  # commands that beside a wish only correct: "错了，是蓝眼睛"
    general: Words  # copulas of what is so in general: "борода — это круто"
    ways: Words  # words that open a question about means and places: "чем закрасить седину"
    to_be: Words  # copulas of what is not yet so: "розовые волосы огонь будут"
    under: Words  # prepositions of what something is hidden by: "уши спрячь под волосами"
    paired: Words  # denials that stand before each of a list: "ни волосы, ни глаза"
    remaining: Words  # words of what is to be there that beside a removal only leave it: "пусть будут"
    duties: Words  # words of how something is to be, set against how it is: "а должен быть юношей"
    substituting: Words  # verbs that put what stands before them in the place of the object: "用耳环代替帽子"
    replacing: Words  # those of them that do so without a preposition, too: "耳环代替帽子"
    by_means: Words  # prepositions before what is put there
    off_values: Words  # what a thing is set to that is not to be there: "борода = 0"
    on_values: Words  # and one that is: "beard == true"
    retracting: Words  # words by which what was just said is taken back: "синие, хотя нет, зелёные"
    doubting: Words  # words that do so between two pauses: "синие, нет, зелёные"
    cancelling: Words  # those behind which nothing need come instead: "добавь шляпу, хотя нет"
    renaming: Words  # those before which it may stand: "окуляры убери, очки то есть"
    hesitating: Words  # words that stand among them
    rising: Words  # words that with one of `better` ask for more: "越长越好"
    better: Words
    upon: Words  # verbs with the pronoun of whom they turn into something: "把他"
    completing: Words  # what stands behind a verb whose act is done: "撤销掉"
    perfective: Words  # particles of what something has become: "腮红重了"
    forbidding: Words  # denials before a verb of taking away, by which the thing stays: "别摘"
    measuring: Words  # names of adjectives that any thing may be, an unknown one too: "make the tail longer"
    hindering: Words  # verbs of what something is in the way of: "撩上去别挡额头"
    likening: Words  # words that open a likeness closed by "so": "像铜铃那么大"
    copula: str  # that says what something is: "雀斑是天生的"
    growing: str  # the adjective of length that is also the verb: "长"
    sides: Row  # left and right
    toward: Row  # the preposition, and the verbs, that make a deed of a side: "往左转"
    turns: Row
    leans: Row
    turning: Words  # verbs of turning to a side, in whatever words: "扭到左边"
    leaning: Words  # verbs of leaning to a side
    turned: Words  # what turns or leans with the head, and what it turns in: "脸", "画面"
    sounds: Letters  # letters as people write them by ear, and the right ones
    latin: Letters  # Latin letters typed for its own, and those
