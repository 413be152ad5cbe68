"""One chat message to what it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from attribute_map.changes import Change, Parsed, Suggestion
from attribute_map.errors import VocabularyError
from attribute_map.language.clauses.clause import Clause, Sentence
from attribute_map.language.clauses.commands import CommandBook
from attribute_map.language.clauses.frames import mentions
from attribute_map.language.clauses.joints import parted_at_joints
from attribute_map.language.clauses.reports import tell_what_is_asked_for, without_source
from attribute_map.language.clauses.segments import segment
from attribute_map.language.learned.features import Features, features_of
from attribute_map.language.learned.phrases import (
    COMMAND,
    NONE,
    OTHER,
    PHRASES_FILE,
    SEVERAL,
    Phrase,
    effect_of,
    label_of,
    read_phrases,
)
from attribute_map.language.talk.asides import Fate, fate_of, without_dropped_topics
from attribute_map.language.talk.chatter import (
    TELLING,
    acts_on_a_stranger,
    at_length,
    hush,
    is_hopeless,
    is_strange,
    likens_in_jest,
    opens_with_unknown_verb,
    tells_a_story,
    tells_of_others,
)
from attribute_map.language.talk.strangers import fate_of_stranger, without_strangers
from attribute_map.language.talk.unknowns import (
    asked_for,
    asked_in_vain,
    release_descriptions,
    unknown_phrases,
    with_phrases,
    without_similes,
)
from attribute_map.language.wishes.grammar import Reading, SentenceReader
from attribute_map.language.wishes.reading import Noun
from attribute_map.language.wishes.wish import Outcome, resolve, settle
from attribute_map.language.words.items import Item, as_found, itemize, without_inner_commas
from attribute_map.language.words.lexicon import LEXICONS, Effect, Entry, Lexicon, Meaning, load_lexicon
from attribute_map.language.words.nearest import NearestWords
from attribute_map.language.words.numbers import spelled_numbers, without_numbering
from attribute_map.language.words.tokens import Token, script_of, tokenize
from attribute_map.language.words.transliteration import in_own_letters
from attribute_map.language.words.typos import TypoMender, unstretched
from attribute_map.vocabulary import Vocabulary, default_vocabulary

MOST_LOOKUPS = 4  # unknown phrases of one message that the phrase model is asked about
LONGEST_LOOKUP = 6  # words
SHORTEST_ALONE = 5  # letters of a word in another alphabet's place that is a message by itself
LONGEST_NAME = 4  # characters of an unknown word alone that may name a feature
ALIKE = 0.6  # likeness to a listed word that makes it worth a question
SHORTEST_READ = 3  # words, or twice as many characters: what says less is left to the grammar
SHORTEST_VETOED = 5  # and for what the grammar understood
TALK = 0.8  # probability of talk from which an unknown phrase deserves no question
SURELY_TALK = 0.95  # and from which it is believed against what the grammar found
SURELY_TURNED = 0.95  # confidence in the other way of a change that the grammar found
AGAINST_THE_GRAMMAR = 0.9  # confidence in a wish that the grammar took for talk though it knew its word
SURE_OF_ALL = 0.9  # needed for a clause as a whole, which may be about something else
# pairs of commands of which the second counts: "once more, a bit weaker", "put it back, redo"
_TAKEN_BACK = frozenset(
    [
        ("more", "less"),
        ("undo", "redo"),
        ("less", "undo"),
        ("more", "undo"),
        ("undo", "reset"),
        ("undo", "new"),
        ("another", "new"),  # "not her, start over"
        ("another", "reset"),
    ]
)
SURE = 0.85  # the phrase model's confidence needed for a phrase that holds a word we know


@dataclass(frozen=True)
class Found:
    """What the phrase model makes of a phrase that no lexicon knows."""

    meaning: Meaning | None  # None below the threshold
    confidence: float
    rule: str
    suggestions: tuple[Suggestion, ...] = ()


class PhraseModel(Protocol):
    """Finds the axis of phrases that the lexicon does not know."""

    def find(self, phrases: Sequence[str], language: str) -> list[Found]:
        """One answer a phrase."""


@dataclass(frozen=True)
class Judgement:
    """What the message model makes of a whole message."""

    label: str  # as in the file of labelled messages
    confidence: float
    talk: float  # probability that it asks for nothing
    rule: str


class MessageModel(Protocol):
    """Finds the one thing that a message asks for, or that it asks for nothing."""

    def judge(self, text: str, message: Features, language: str) -> Judgement | None:
        """None where it cannot read the language."""

    def doubts(self, message: Features, language: str, label: str | None) -> bool:
        """Whether the message may be talk, or mean `label`: quick, to ask only where it is worth it."""


@dataclass(frozen=True, slots=True)
class WordReading:
    """How one stretch of a message was read."""

    words: str
    kind: str  # adjective, thing, degree, unknown …
    rule: str  # the lexicon entry or the neighbour that said so, and any typo mended
    confidence: float
    fate: str  # "chatter" or "command …" where its clause is no wish


@dataclass(frozen=True, slots=True)
class Explanation:
    """A message with the reasons for what was made of it; each change bears its own in `reason`."""

    parsed: Parsed
    language: str
    readings: tuple[WordReading, ...]


@dataclass
class _Language:
    lexicon: Lexicon
    mender: TypoMender
    commands: CommandBook
    nearest: NearestWords


@dataclass
class _Message:
    """What has been gathered of one message."""

    text: str
    tokens: list[Token]
    language: _Language
    items: list[Item] = field(default_factory=list)  # as they were before the grammar sorted them
    outcomes: list[Outcome] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)  # axes kept with the part they belong to
    steady: list[str] = field(default_factory=list)
    unknown: list[Item] = field(default_factory=list)
    asked_for: set[Item] = field(default_factory=set)  # of the unknown ones, the objects of requests
    in_vain: list[Item] = field(default_factory=list)  # orders of which nothing may have come
    command: str | None = None
    talks: bool = False  # a clause of it at least is talk
    bystanders: bool = False  # and surely about somebody or something outside the picture
    suggestions: dict[str, tuple[Suggestion, ...]] = field(default_factory=dict)

    def words(self, start: int, end: int) -> str:
        """The message's own words from token `start` to before token `end`."""
        end = min(end, len(self.tokens))
        return self.text[self.tokens[start].start : self.tokens[end - 1].end].strip()


class Parser:
    """Understands messages in every language that has a lexicon; safe to share between threads."""

    def __init__(
        self,
        vocabulary: Vocabulary | None = None,
        *,
        phrase_model: PhraseModel | None = None,
        message_model: MessageModel | None = None,
        lexicons: Sequence[Lexicon] | None = None,
    ) -> None:
        self.vocabulary = vocabulary or default_vocabulary()
        loaded = lexicons if lexicons is not None else load_lexicons(self.vocabulary)
        self.languages = {
            lex.code: _Language(lex, TypoMender(lex), CommandBook(lex), NearestWords(lex)) for lex in loaded
        }
        self._by_script: dict[str, list[_Language]] = {}
        for language in self.languages.values():
            self._by_script.setdefault(language.lexicon.script, []).append(language)
        self.phrase_model = phrase_model
        self.message_model = message_model

    def parse(self, text: str) -> Parsed:
        """What `text` asks for; never raises, whatever the text is."""
        message = self._opened(text)
        sentences = self._clauses(message)
        spoken_of: Noun | None = None
        for sentence in sentences:
            spoken_of = self._read(message, sentence, spoken_of)
        changes, contradictions = settle(message.outcomes)
        if not contradictions and self._reconsidered(message, changes):
            changes, contradictions = settle(message.outcomes)
        if changes and message.command == "again":
            message.command = None  # "all the same, but blond"
        moved = {axis for change in changes for axis in (change.axis, *self.vocabulary.rivals(change.axis))}
        # "keep the hair but make it blond": what is said of one axis counts more than its part.
        broad = [axis for axis in (*message.parts, *message.steady) if axis not in moved]
        kept = tuple(dict.fromkeys([*message.keep, *broad]))
        unknown = message.unknown
        if changes or kept or message.command or message.talks:
            unknown = [item for item in unknown if item in message.asked_for]
        elif not (unknown or contradictions):
            unknown = message.in_vain
        phrases = tuple(dict.fromkeys(message.words(item.start, item.end) for item in unknown))
        return Parsed(
            text=text,
            changes=tuple(change for change in changes if change.axis not in kept),
            command=message.command,
            unknown=phrases,
            keep=kept,
            suggestions={phrase: near for phrase, near in message.suggestions.items() if phrase in phrases},
            contradictions=contradictions,
        )

    def explain(self, text: str) -> Explanation:
        """What became of every word of `text`, for `facet parse` without --json."""
        message = self._opened(text)
        readings: list[WordReading] = []
        for sentence in self._clauses(message):
            for clause in sentence.clauses:
                fate = f"command {clause.command}" if clause.command else "chatter" if clause.chatter else ""
                for item in clause.items:
                    words = message.words(item.start, item.end)
                    readings.append(WordReading(words, item.kind, item.rule, item.confidence, fate))
        return Explanation(self.parse(text), message.language.lexicon.code, tuple(readings))

    def speaking(self, vocabulary: Vocabulary, words: Mapping[str, Mapping[str, str]]) -> Parser:
        """A parser that also knows these words, for axes added since: language to phrase to axis.

        It shares the phrase model; raises VocabularyError.
        """
        own = [
            Phrase(f"{axis}+", language, text)
            for language, named in words.items()
            for text, axis in named.items()
        ]
        lexicons = load_lexicons(vocabulary, phrases=[*own, *read_phrases(PHRASES_FILE, vocabulary)])
        return Parser(
            vocabulary,
            phrase_model=self.phrase_model,
            message_model=self.message_model,
            lexicons=lexicons,
        )

    def warm_up(self) -> None:
        """Load the phrase model now (about 5 s), so that no message waits for it; call it in a thread."""
        if self.phrase_model is not None:
            self.phrase_model.find(["warm up"], "en")

    def features(self, text: str) -> tuple[str, Features]:
        """The language of a message, and its features as the message model sees them."""
        message = self._opened(text)
        self._itemize(message)
        lexicon = message.language.lexicon
        return lexicon.code, features_of(message.tokens, message.items, lexicon)

    def _opened(self, text: str) -> _Message:
        tokens = tokenize(text)
        counts = {"latin": 0, "cyrillic": 0, "han": 0}
        for token in tokens:
            if token.kind == "word":
                counts[script_of(token.text)] += 1 if token.text.isascii() else 2
        present = [script for script in counts if script in self._by_script]
        speaking = self._by_script[max(present, key=lambda name: counts[name])]
        if len(speaking) > 1:  # of languages that share their letters, the one that knows most of the words
            words = [token.text for token in tokens if token.kind == "word"]
            speaking = sorted(speaking, key=lambda language: -sum(map(language.mender.knows, words)))
        if counts["latin"] == sum(counts.values()):
            return self._in_own_letters(_Message(text, tokens, speaking[0]))
        return _Message(text, tokens, speaking[0])

    def _in_own_letters(self, message: _Message) -> _Message:
        """A message in Latin letters of a language that has its own, where that knows more of its words."""
        words = [token.text for token in message.tokens if token.kind == "word"]
        known = sum(map(message.language.mender.knows, words))
        made_out = sum(map(message.language.mender.makes_out, words))
        for language in self.languages.values():
            letters = language.lexicon.latin
            if not letters or 2 * known > len(words) or not words:
                continue
            tokens, meant, sure = in_own_letters(message.tokens, letters, language.mender)
            # "copy" is no slip of "tsepi": by itself a short word, or one misspelled, proves no language.
            proven = 2 * sure >= len(words) and (len(words) > 1 or len(words[0]) >= SHORTEST_ALONE)
            likelier = meant > made_out or (sure > known and sure > 1)  # "uberi" is no slip of "uber"
            if proven and likelier and 2 * meant >= len(words):
                return _Message(message.text, tokens, language)
        return message

    def _itemize(self, message: _Message) -> None:
        """Sets the message's tokens and items as its lexicon reads them."""
        language = message.language
        message.tokens = [part for token in message.tokens for part in language.mender.part(token)]
        message.tokens = without_numbering(message.tokens, language.lexicon)
        message.tokens = unstretched(message.tokens, language.lexicon)
        message.tokens = spelled_numbers(message.tokens, language.lexicon)
        message.tokens = without_inner_commas(message.tokens, language.lexicon)
        menders = {script: spoken[0].mender for script, spoken in self._by_script.items()}
        menders[language.lexicon.script] = language.mender
        message.items = itemize(message.tokens, language.lexicon.script, menders)

    def _clauses(self, message: _Message) -> list[Sentence]:
        self._itemize(message)
        sentences = segment([*message.items], message.language.commands)
        tell_what_is_asked_for(sentences)
        self._look_up(message, sentences)
        for sentence in sentences:
            hush(sentence, message.language.lexicon)
        return sentences

    def _look_up(self, message: _Message, sentences: Sequence[Sentence]) -> None:
        """Chatter told from wishes, and the unknown words of wishes looked up in the phrase model."""
        asked: list[tuple[Clause, list[Item]]] = []
        wholes: dict[int, Item] = {}
        for sentence, clause in ((s, clause) for s in sentences for clause in s.clauses):
            if clause.command is None:
                whole = at_length(clause)
                jest = likens_in_jest(clause, sentence)
                without_similes(clause, message.language.lexicon)
                clause.items = without_source(clause.items, message.language.lexicon)
                story = jest or tells_a_story(clause, message.language.lexicon)
                clause.chatter = story or is_hopeless(clause)
                if not clause.chatter:
                    asked.append((clause, unknown_phrases(clause, message.language.lexicon)))
                    if whole is not None:
                        wholes[id(clause)] = replace(
                            whole, text=message.words(whole.start, whole.end).lower()
                        )
        phrases = [*(whole.text for whole in wholes.values())]
        phrases += [item.text for _, items in asked for item in items]
        answers = dict(zip(phrases, self._found(phrases, message.language.lexicon.code), strict=False))
        for clause, items in asked:
            whole = wholes.get(id(clause))
            answer = answers.get(whole.text) if whole is not None else None
            if whole and answer and answer.meaning and answer.confidence >= SURE_OF_ALL:
                clause.items = [as_found(whole, answer.meaning, answer.confidence, answer.rule)]
                continue
            strange_verb = opens_with_unknown_verb(clause)
            placed = [self._placed(item, answers.get(item.text)) for item in items]
            placed = [release_descriptions(clause, i) if i.kind == "unknown" else i for i in placed]
            still = [item for item in placed if item.kind == "unknown"]
            lexicon = message.language.lexicon
            if not lexicon.joint:
                fates = {i: fate_of(clause, i, self._alike(message, i, answers)) for i in still}
                if _is_talk(fates):
                    clause.chatter = True
                    continue
                clause.items = without_dropped_topics(clause, fates)
                placed, still = _wished(placed, fates), _wished(still, fates)
            clause.chatter = is_strange(clause, still, lexicon)
            if lexicon.inflection.knows_verbs and not clause.chatter:
                fates = self._fates(message, sentences, clause, still)
                if _is_talk(fates):
                    clause.chatter = True
                    continue
                asides = [item for item in still if fates[item] != "wish"]
                placed, still = _wished(placed, fates), _wished(still, fates)
                clause.items = without_strangers(clause, asides, lexicon)
            clause.items = with_phrases(clause, placed)
            strange_verb = strange_verb or (bool(lexicon.subjects) and acts_on_a_stranger(clause, still))
            if still and strange_verb and not clause.chatter:
                whole = Item("unknown", "", clause.items[0].start, clause.items[-1].end)
                clause.items = [whole]
            for item in still:
                if clause.chatter:
                    continue
                if near := self._near(message, item, answers):
                    message.suggestions[message.words(item.start, item.end)] = near

    def _fates(
        self, message: _Message, sentences: Sequence[Sentence], clause: Clause, strange: Sequence[Item]
    ) -> dict[Item, Fate]:
        """What becomes of the unknown phrases of a clause, by what the rest of the message is."""
        others = [other for s in sentences for other in s.clauses if other is not clause]
        alone = all(other.command is not None for other in others)
        talk = any(other.chatter and other.has(*TELLING) for other in others)
        lexicon = message.language.lexicon
        return {i: fate_of_stranger(clause, i, lexicon, alone=alone, amid_talk=talk) for i in strange}

    def _alike(self, message: _Message, item: Item, answers: Mapping[str, Found]) -> bool:
        near = self._near(message, item, answers)
        return item.end - item.start <= LONGEST_NAME and any(s.score >= ALIKE for s in near)

    def _near(self, message: _Message, item: Item, answers: Mapping[str, Found]) -> tuple[Suggestion, ...]:
        answer = answers.get(item.text)
        near = answer.suggestions if answer is not None else ()
        return near or message.language.nearest.suggestions(item.text)

    def _found(self, phrases: Sequence[str], language: str) -> list[Found]:
        asked = [p for p in dict.fromkeys(phrases) if len(p.split()) <= LONGEST_LOOKUP][:MOST_LOOKUPS]
        if self.phrase_model is None or not asked:
            return []
        found = dict(zip(asked, self.phrase_model.find(asked, language), strict=True))
        nothing = Found(None, 0.0, "")
        return [found.get(phrase, nothing) for phrase in phrases]

    def _placed(self, item: Item, answer: Found | None) -> Item:
        if answer is None or answer.meaning is None:
            return item
        if item.confidence < 1.0 and answer.confidence < SURE:
            return item  # "blonde jokes": the known word in it must not decide alone
        return as_found(item, answer.meaning, answer.confidence, answer.rule)

    def _read(self, message: _Message, sentence: Sentence, spoken_of: Noun | None) -> Noun | None:
        """Gather what a sentence wishes; the noun that a pronoun of the next one may stand for."""
        items: list[Item] = []
        breaks: set[int] = set()
        message.talks = message.talks or any(clause.chatter for clause in sentence.clauses)
        message.bystanders |= any(clause.chatter and clause.of_bystanders for clause in sentence.clauses)
        for clause in sentence.clauses:
            if clause.command is not None:
                # "once more, a bit weaker"; "put it back, redo"
                softened = (message.command, clause.command) in _TAKEN_BACK
                message.command = clause.command if softened else message.command or clause.command
            elif not clause.chatter:
                for wish in parted_at_joints(clause.items, message.language.lexicon):
                    breaks.add(len(items))
                    items.extend(wish)
                if asked_in_vain(sentence, clause):
                    message.in_vain.append(Item("unknown", "", clause.items[0].start, clause.items[-1].end))
                message.asked_for.update(
                    item for at, item in enumerate(clause.items) if asked_for(sentence, clause, at)
                )
            else:
                items.extend(mentions(clause.items, message.language.lexicon))
        reader = SentenceReader(message.language.lexicon, items, frozenset(breaks))
        reader.mentioned = spoken_of
        reading = reader.read()
        message.asked_for.update(reading.asked_for)
        self._gather(message, reading)
        noun = reader.mentioned
        taken = noun is not None and noun.wish is not None and noun.wish.verb == "remove"
        if noun is None or (taken and not noun.lacks and message.language.lexicon.subjects):
            return None  # "remove the beard. make it brighter": the picture, for the beard is gone
        return replace(noun, wish=None, described=False, blamed=noun.complained_of)

    def _reconsidered(self, message: _Message, changes: tuple[Change, ...]) -> bool:
        """Whether the message model reads the message otherwise than the grammar did; sets what it reads.

        It is asked what the message wishes as a whole where the grammar found nothing, whether it is talk,
        and where the grammar found one change, whether that goes the other way.
        """
        lexicon = message.language.lexicon
        model = self.message_model
        if model is None or message.keep or message.parts or message.steady or message.command:
            return False
        words = sum(token.kind == "word" for token in message.tokens)
        words = words if lexicon.joint else words // 2
        if words < (SHORTEST_VETOED if changes else SHORTEST_READ):
            return False
        features = features_of(message.tokens, message.items, lexicon)
        turned = label_of(Effect(changes[0].axis, -changes[0].direction)) if len(changes) == 1 else None
        if changes and not model.doubts(features, lexicon.code, turned):
            return False
        judged = model.judge(message.text, features, lexicon.code)
        if judged is None:
            return False
        if judged.talk >= (SURELY_TALK if changes else TALK):
            message.outcomes.clear()
            message.unknown.clear()
            message.in_vain.clear()
            return True
        if not changes:
            self._take_as_a_whole(message, judged)
        elif judged.label == turned and judged.confidence >= SURELY_TURNED:
            message.outcomes.clear()
            self._take_as_a_whole(message, judged)
        return not changes or judged.label == turned

    def _take_as_a_whole(self, message: _Message, judged: Judgement) -> None:
        whole = Item("unknown", judged.label, 0, len(message.tokens))
        if judged.label == OTHER:
            message.unknown = message.unknown or [whole]
            message.asked_for.update(message.unknown)
        elif judged.label.startswith(COMMAND):
            message.command = judged.label.removeprefix(COMMAND)
            message.unknown.clear()
        elif judged.label not in (NONE, SEVERAL) and not self._known_to_be_talk(message, judged):
            effects = (effect_of(judged.label),)
            meaning = Meaning(Entry("adjective", judged.label, (judged.label,), effects, effects))
            whole = as_found(whole, meaning, judged.confidence, judged.rule)
            message.unknown.clear()
            self._gather(message, SentenceReader(message.language.lexicon, [whole], frozenset()).read())

    def _known_to_be_talk(self, message: _Message, judged: Judgement) -> bool:
        """Whether the grammar knew the thing and took it for no wish: "older siblings be like"."""
        met = {effect.axis for item in message.items if item.meaning for effect in item.entry.effects}
        told = bool(message.language.lexicon.subjects) and tells_of_others(message.items)
        if told:
            met.update(axis for item in message.items if item.meaning for axis in item.entry.keep)
        known = judged.label[:-1] in met and (told or judged.confidence < AGAINST_THE_GRAMMAR)
        return message.bystanders or known

    def _gather(self, message: _Message, reading: Reading) -> None:
        message.parts.extend(reading.keep)
        message.unknown.extend(reading.unknown)
        for wish in reading.wishes:
            outcome = resolve(wish, self.vocabulary, message.words(wish.start, wish.end))
            message.outcomes.append(outcome)
            message.keep.extend(outcome.keep)
            message.steady.extend(outcome.steady)


def _is_talk(fates: Mapping[Item, Fate]) -> bool:
    return "talk" in fates.values() and "wish" not in fates.values()


def _wished(items: Sequence[Item], fates: Mapping[Item, Fate]) -> list[Item]:
    """The items that are known, or unknown and wished for."""
    return [item for item in items if fates.get(item, "wish") == "wish"]


def load_lexicons(
    vocabulary: Vocabulary, folder: Path = LEXICONS, phrases: Sequence[Phrase] = ()
) -> list[Lexicon]:
    """All lexicons of a folder, each with the labelled phrases of its language that name an axis.

    Raises VocabularyError that names the file and entry at fault.
    """
    lexicons = []
    for path in sorted(folder.glob("*.toml")):
        named = {
            p.text: (effect_of(p.label),) for p in phrases if p.language == path.stem and p.label != NONE
        }
        lexicons.append(load_lexicon(path, vocabulary, named))
    if not lexicons:
        raise VocabularyError(f"{folder} holds no lexicon; expected at least en.toml.")
    return lexicons


def load_parser(vocabulary: Vocabulary | None = None, *, phrase_model: str | None = "default") -> Parser:
    """A parser with the shipped lexicons; `phrase_model=None` makes it go by them alone.

    The phrase model itself is loaded when the first unknown phrase is met, or by `Parser.warm_up`.
    """
    from attribute_map.language.learned.learning import (  # it imports this module
        shipped_messages,
        shipped_phrases,
    )

    vocabulary = vocabulary or default_vocabulary()
    phrases = read_phrases(PHRASES_FILE, vocabulary)
    lexicons = load_lexicons(vocabulary, phrases=phrases)
    known = shipped_phrases(phrases, phrase_model)
    again = shipped_messages(phrase_model, known.encoder)
    return Parser(vocabulary, phrase_model=known, message_model=again, lexicons=lexicons)
