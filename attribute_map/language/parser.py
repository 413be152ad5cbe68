"""One chat message to what it asks for."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from attribute_map.changes import Change, Parsed
from attribute_map.errors import VocabularyError
from attribute_map.language.alternatives import alternatives_in
from attribute_map.language.clauses.answers import AnswerBook, CourtesyBook
from attribute_map.language.clauses.clause import STEPS, Sentence
from attribute_map.language.clauses.commands import CommandBook, strength_of, times_of
from attribute_map.language.clauses.contrasts import with_contrasts
from attribute_map.language.clauses.frames import mentions
from attribute_map.language.clauses.joints import parted_at_joints
from attribute_map.language.clauses.quotations import without_quoted
from attribute_map.language.clauses.reports import tell_what_is_asked_for
from attribute_map.language.clauses.retractions import phrase_at, without_retracted
from attribute_map.language.clauses.segments import segment
from attribute_map.language.clauses.substitutes import with_substitutes
from attribute_map.language.context import Context, Leaning
from attribute_map.language.learned.features import Features, features_of
from attribute_map.language.learned.phrases import NONE, PHRASES_FILE, Phrase, effect_of, read_phrases
from attribute_map.language.lookup import LookUp
from attribute_map.language.message import Language, Message
from attribute_map.language.models import MessageModel, PhraseModel
from attribute_map.language.rereading import Rereader
from attribute_map.language.restoring import restoring
from attribute_map.language.talk.affairs import hush_affairs
from attribute_map.language.talk.neighbours import hush
from attribute_map.language.talk.unknowns import asked_for, asked_in_vain
from attribute_map.language.wishes.grammar import Reading, SentenceReader
from attribute_map.language.wishes.reading import Noun
from attribute_map.language.wishes.wish import resolve, settle
from attribute_map.language.words.items import Item, itemize, without_inner_commas
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.lexicon_file import LEXICONS, load_lexicon
from attribute_map.language.words.nearest import NearestWords
from attribute_map.language.words.notation import with_settings
from attribute_map.language.words.numbers import (
    spelled_numbers,
    without_dots_of_abbreviations,
    without_numbering,
)
from attribute_map.language.words.pinyin import Pinyin
from attribute_map.language.words.tokens import Token, script_of, tokenize
from attribute_map.language.words.transliteration import in_own_letters
from attribute_map.language.words.typos import TypoMender, unstretched
from attribute_map.vocabulary import Vocabulary, default_vocabulary

SHORTEST_ALONE = 5  # letters of a word in another alphabet's place that is a message by itself
# pairs of commands of which the second counts: "once more, a bit weaker", "put it back, redo"
_TAKEN_BACK = frozenset(
    [
        ("more", "less"),
        ("undo", "redo"),
        ("less", "undo"),
        ("more", "undo"),
        ("undo", "reset"),
        ("undo", "new"),
        ("undo", "another"),  # "не то. другого"
        ("reset", "new"),
        ("another", "new"),  # "not her, start over"
        ("another", "reset"),
    ]
)


def _is_latin(token: Token) -> bool:
    return token.kind == "word" and script_of(token.text) == "latin"


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
            lex.code: Language(
                lex,
                TypoMender(lex),
                CommandBook(lex),
                AnswerBook(lex),
                CourtesyBook(lex),
                NearestWords(lex),
                Pinyin(lex),
            )
            for lex in loaded
        }
        self._by_script: dict[str, list[Language]] = {}
        for language in self.languages.values():
            self._by_script.setdefault(language.lexicon.script, []).append(language)
        self.phrase_model = phrase_model
        self.message_model = message_model

    def parse(self, text: str, lately: Sequence[Change] = ()) -> Parsed:
        """What `text` asks for; never raises, whatever the text is.

        `lately` are the changes that were made last, on which an elliptic message leans: after a wish for
        the nose "bigger" is of the nose.
        """
        message = self._opened(text)
        self._itemize(message)
        if (freed := self._freed(message)) is not None:
            return freed
        if (choice := self._choice(message)) is not None:
            return choice
        if lately and (corrected := self._corrected(message, lately)) is not None:
            return corrected
        return self._in_context(message, lately)

    def _in_context(self, message: Message, lately: Sequence[Change]) -> Parsed:
        """What an opened message asks for, with what it leaves out."""
        text = message.text
        leaning = self._leaning(message, lately) if lately else None
        if leaning is None:
            return self._parse(text)
        if leaning.changes:
            return Parsed(text, leaning.changes, command="undo" if leaning.corrects else None)
        parsed = self._parse(text)
        if leaning.topic:
            said = text[message.tokens[leaning.start].start :]
            spoken_of = self._parse(f"{leaning.topic}{message.language.lexicon.joint}{said}")
            parsed = replace(spoken_of, text=text) if spoken_of.changes else parsed
        if leaning.corrects and parsed.changes and parsed.command is None:
            return replace(parsed, command="undo")
        return parsed

    def _freed(self, message: Message) -> Parsed | None:
        """A message that unlocks what was kept, or lets what was changed be as it came; None for no such."""
        lexicon, kinds = message.language.lexicon, {item.kind for item in message.items}
        if "unlock" in kinds and not kinds & {"adjective", "unknown", "topic", "not"}:
            named = [item for item in message.items if item.is_noun]
            return Parsed(message.text, command="unlock", released=self._axes_of(named, lexicon))
        wanted = restoring(message.items, lexicon)
        if wanted is None or message.language.commands.find(message.items) is not None:
            return None
        axes = self._axes_of(wanted.nouns, lexicon)
        if not axes:
            return None  # "reset to the original portrait": of nothing in particular
        if wanted.spared:
            return Parsed(message.text, command="reset", keep=axes)
        return Parsed(message.text, command="restore", released=axes)

    def _axes_of(self, nouns: Sequence[Item], lexicon: Lexicon) -> tuple[str, ...]:
        """What keeping these nouns would keep."""
        protecting = next(e.words[0] for e in lexicon.entries if e.kind == "function" and e.name == "keep")
        kept = [self._parse(lexicon.joint.join((protecting, noun.text))).keep for noun in nouns]
        return tuple(dict.fromkeys(axis for axes in kept for axis in axes))

    def _choice(self, message: Message) -> Parsed | None:
        """A message that leaves one of several things to choose; None for no such."""
        found = alternatives_in(message.items, message.language.lexicon)
        if found is None:
            return None

        def words(start: int, end: int) -> str:
            return message.words(start, end) if start < end else ""

        gap = message.language.lexicon.joint
        read = [self._parse(words(*found.before) + gap + words(*option)).changes for option in found.options]
        poles = [{(change.axis, change.direction) for change in changes} for changes in read]
        common = set.intersection(*poles)
        own = [[c for c in changes if (c.axis, c.direction) not in common] for changes in read]
        if not all(own):
            return None
        rest = self._parse(words(*found.after))
        sure = (*(c for c in read[0] if (c.axis, c.direction) in common), *rest.changes)
        if rest.command == "surprise":  # "you choose"
            return Parsed(message.text, (*sure, *own[0]))
        chosen = {c.axis for changes in own for c in changes} & {c.axis for c in rest.changes}
        if chosen:  # "要么戴帽子要么秃,选秃"
            return Parsed(message.text, sure)
        return Parsed(message.text, sure, alternatives=tuple(changes[0] for changes in own))

    def _corrected(self, message: Message, lately: Sequence[Change]) -> Parsed | None:
        """A message that says what was meant instead: "不对,绿色"; None for no such."""
        lexicon, items = message.language.lexicon, message.items
        opening = phrase_at(items, 0, lexicon.retracting, lexicon) if items else 0
        opening += items[opening : opening + 1] != [] and items[opening].kind == "mark"
        if not 1 < opening < len(items) or items[opening - 1].kind != "mark":
            return None  # without a pause it takes back what is said before it, if anything
        rest = message.text[message.tokens[items[opening].start].start :]
        refusal = next(iter(lexicon.answers.get("no", ())), "")
        for meant in (rest, f"{refusal}, {rest}"):
            instead = self._opened(meant)
            self._itemize(instead)
            parsed = self._in_context(instead, lately)
            if parsed.changes and parsed.command in (None, "undo"):
                return replace(parsed, text=message.text, command="undo")
        return None

    def _leaning(self, message: Message, lately: Sequence[Change]) -> Leaning | None:
        if message.language.commands.find(message.items) is not None:
            return None
        return Context(lately, message.language.lexicon).leaning(message.items)

    def _parse(self, text: str) -> Parsed:
        message = self._opened(text)
        sentences = self._clauses(message)
        spoken_of: Noun | None = None
        for sentence in sentences:
            spoken_of = self._read(message, sentence, spoken_of)
        changes, contradictions = settle(message.outcomes)
        if self.message_model is not None and not contradictions:
            rereader = Rereader(self.message_model, self.vocabulary, self._gather)
            if rereader.reread(message, changes):
                changes, contradictions = settle(message.outcomes)
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
            answer=message.language.answers.find(message.items),
            courtesy=message.language.courtesies.find(message.items),
            strength=message.strength,
            times=message.times,
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

    def _opened(self, text: str) -> Message:
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
        message = Message(text, tokens, speaking[0])
        if not counts["latin"]:
            return message
        if "cyrillic" in present and counts["cyrillic"]:
            mixed = self._all_in_own_letters(Message(text, tokens, self._by_script["cyrillic"][0]))
            whole = not any(map(_is_latin, mixed.tokens))
            return mixed if whole or speaking[0] is mixed.language else message
        in_letters = counts["latin"] == sum(counts.values())
        return self._as_it_sounds(message, self._in_own_letters(message) if in_letters else message)

    def _as_it_sounds(self, message: Message, otherwise: Message) -> Message:
        """A message with Chinese typed in letters, "jia yanjing", in characters, where that says more."""
        latin = [t.text for t in message.tokens if t.kind == "word" and script_of(t.text) == "latin"]
        in_letters = len(latin) == sum(token.kind == "word" for token in message.tokens)
        english = self._by_script["latin"][0].mender if "latin" in self._by_script else None
        known = {word for word in latin if english is not None and english.knows(word)}
        if len(known) == len(latin) or (in_letters and 2 * len(known) >= len(latin)):
            return otherwise
        for language in self.languages.values():
            spared = known if not in_letters else {w for w in known if not language.pinyin.is_syllables(w)}
            sounded = [
                Message(message.text, tokens, language)
                for tokens in language.pinyin.readings(message.tokens, spared)
            ]
            if sounded:
                return self._clearest(sounded, otherwise)
        return otherwise

    def _clearest(self, sounded: Sequence[Message], otherwise: Message) -> Message:
        """The first reading that is a wish or plain talk, unless the message says more as it stands."""
        least = self._sense(Message(otherwise.text, otherwise.tokens, otherwise.language))
        for message in sounded:
            reading = Message(message.text, message.tokens, message.language)
            sense = self._sense(reading)
            if sense > 0 or (sense == 0 and reading.talks):
                return message if sense >= least else otherwise
        return sounded[0] if least < 0 else otherwise

    def _sense(self, message: Message) -> int:
        """How much of a message is understood: more than nothing where it wishes for something known."""
        spoken_of: Noun | None = None
        for sentence in self._clauses(message):
            spoken_of = self._read(message, sentence, spoken_of)
        changes, _ = settle(message.outcomes)
        return len({*message.kept}) + len(changes) + (message.command is not None) - len(message.unknown)

    def _all_in_own_letters(self, message: Message) -> Message:
        """A message that is in Latin letters in part: "добавь ochki i usy"."""
        letters, mender = message.language.lexicon.latin, message.language.mender
        tokens: list[Token] = []
        for latin, group in itertools.groupby(message.tokens, _is_latin):
            run = [*group]
            if latin and letters:
                known = sum(
                    any(spoken.mender.knows(t.text) for spoken in self._by_script.get("latin", ()))
                    for t in run
                )
                spelled, _, sure = in_own_letters(run, letters, mender)
                run = spelled if sure > known and 2 * sure >= len(run) else run
            tokens += run
        return Message(message.text, tokens, message.language)

    def _in_own_letters(self, message: Message) -> Message:
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
                return Message(message.text, tokens, language)
        return message

    def _itemize(self, message: Message) -> None:
        """Sets the message's tokens and items as its lexicon reads them."""
        language = message.language
        message.tokens = [part for token in message.tokens for part in language.mender.part(token)]
        message.tokens = without_numbering(message.tokens, language.lexicon)
        message.tokens = without_dots_of_abbreviations(message.tokens, language.lexicon)
        message.tokens = unstretched(message.tokens, language.lexicon)
        message.tokens = spelled_numbers(message.tokens, language.lexicon)
        message.tokens = without_inner_commas(message.tokens, language.lexicon)
        menders = {script: spoken[0].mender for script, spoken in self._by_script.items()}
        menders[language.lexicon.script] = language.mender
        items = with_settings(itemize(message.tokens, language.lexicon.script, menders), language.lexicon)
        left = without_retracted(without_quoted(items, language.lexicon), language.lexicon)
        message.read.extend((item.start, item.end) for item in items if item not in left)
        message.items = with_contrasts(with_substitutes(left, language.lexicon), language.lexicon)

    def _clauses(self, message: Message) -> list[Sentence]:
        self._itemize(message)
        sentences = segment([*message.items], message.language.commands)
        tell_what_is_asked_for(sentences)
        LookUp(self.phrase_model).look_up(message, sentences)
        for sentence in sentences:
            hush(sentence, message.language.lexicon)
        hush_affairs(sentences, message.items, message.language.lexicon)
        return sentences

    def _read(self, message: Message, sentence: Sentence, spoken_of: Noun | None) -> Noun | None:
        """Gather what a sentence wishes; the noun that a pronoun of the next one may stand for."""
        items: list[Item] = []
        breaks: set[int] = set()
        message.talks = message.talks or any(clause.chatter for clause in sentence.clauses)
        message.bystanders |= any(clause.chatter and clause.of_bystanders for clause in sentence.clauses)
        for clause in sentence.clauses:
            if clause.command is not None:
                if clause.items:
                    message.read.append((clause.items[0].start, clause.items[-1].end))
                # "once more, a bit weaker"; "put it back, redo"
                softened = (message.command, clause.command) in _TAKEN_BACK
                if softened or message.command is None:
                    message.command = clause.command
                    message.strength = strength_of(clause.items) if clause.command in STEPS else 1.0
                    message.times = times_of(clause.items, message.language.lexicon)
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

    def _gather(self, message: Message, reading: Reading) -> None:
        message.parts.extend(reading.keep)
        message.unknown.extend(reading.unknown)
        for wish in reading.wishes:
            message.read.append((wish.start, wish.end))
            outcome = resolve(wish, self.vocabulary, message.words(wish.start, wish.end))
            message.outcomes.append(outcome)
            message.keep.extend(outcome.keep)
            message.steady.extend(outcome.steady)


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
