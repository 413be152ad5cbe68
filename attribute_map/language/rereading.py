"""The second reading: what the message model says where the grammar found no wish, or may be mistaken.

It is asked what a message wishes as a whole where the grammar found nothing; what a part of it wishes that
stands beside wishes the grammar found ("a nose twice that size"); whether a message is talk after all; and
whether its one change is of another axis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from attribute_map.changes import Change
from attribute_map.language.clauses.clause import EXPLICIT
from attribute_map.language.learned.features import Features, features_of
from attribute_map.language.learned.phrases import COMMAND, OTHER, SEVERAL, effect_of, is_change
from attribute_map.language.message import Message
from attribute_map.language.models import Judgement, MessageModel
from attribute_map.language.talk.stories_en import axes_of_described_parts, names_nothing, tells_of_others
from attribute_map.language.wishes.grammar import Reading, SentenceReader
from attribute_map.language.words.items import Item, as_found
from attribute_map.language.words.meanings import Entry, Meaning
from attribute_map.vocabulary import Vocabulary

SHORTEST_READ = 3  # words, or twice as many characters: what says less is left to the grammar
SHORTEST_VETOED = 5  # and for what the grammar understood
SHORTEST_UNPARTED_VETOED = 3
SHORTEST_PART = 2
MOST_PARTS = 6  # of a message that are read: bounds the work on hostile input
LONGEST_UNSURE_PART = 3  # words of a part that needs the higher confidence
TALK = 0.8  # probability of talk from which an unknown phrase deserves no question
SURELY_TALK = 0.97  # and from which it is believed against what the grammar found
SURELY_UNPARTED_TALK = 0.9  # likewise where no blanks part the words: there the grammar knows talk less well
SURELY_ANOTHER = 0.85  # confidence in another axis than the one that the grammar found
AGAINST_THE_GRAMMAR = 0.9  # confidence in a wish that the grammar took for talk though it knew its word
SURE_OF_PART = 0.7
SURE_OF_SHORT_PART = 0.9
SURELY_OTHER = 0.9  # confidence in a wish for what no axis draws, where the grammar met no unknown word
_JOINTS = frozenset(("and", "likewise"))
# What a part has that is no wish of its own: it keeps something, points back, gives a reason, tells a story.
_NO_WISH = frozenset(("keep", "stays", "it", "because", "narrative", "talk"))
_NAMES_NOTHING = EXPLICIT | {"filler", "him", "degree"}  # "cut it off", "just a tiny bit"

_ONLY_GRADING = frozenset(("degree", "filler", "mark"))

Span = tuple[int, int]  # tokens [start, end)


class Rereader:
    """Asks the message model; what it finds goes through the grammar like any other wish."""

    def __init__(
        self, model: MessageModel, vocabulary: Vocabulary, gather: Callable[[Message, Reading], None]
    ) -> None:
        self.model, self.vocabulary, self._gather = model, vocabulary, gather

    def reread(self, message: Message, changes: Sequence[Change]) -> bool:
        """Whether the model reads the message otherwise than the grammar did; sets what it reads."""
        if message.command is not None:
            return False
        if not (changes or message.kept):
            return self._read_as_a_whole(message)
        gainsaid = not message.kept and self._gainsaid(message, changes)
        return gainsaid or self._read_rest(message, changes)

    def _read_as_a_whole(self, message: Message) -> bool:
        whole = (0, len(message.tokens))
        if _length(message, whole) < SHORTEST_READ:
            return False
        judged = self._judge(message, [whole])
        if not judged:
            return False
        if judged[0].talk >= TALK:
            message.forget()
        elif judged[0].label == SEVERAL:
            return self._read_rest(message, (), least=2)
        else:
            self._take_as_a_whole(message, judged[0])
        return True

    def _gainsaid(self, message: Message, changes: Sequence[Change]) -> bool:
        """Whether the model is surer than the grammar: of talk, or of another axis than the one found."""
        whole = (0, len(message.tokens))
        found = {change.axis for change in changes}
        joint = message.language.lexicon.joint
        if _length(message, whole) < (SHORTEST_VETOED if joint else SHORTEST_UNPARTED_VETOED):
            return False
        if not self.model.doubts(_features(message, whole), message.language.lexicon.code, found):
            return False
        judged = self._judge(message, [whole])
        if not judged:
            return False
        talk = judged[0].talk >= (SURELY_TALK if joint else SURELY_UNPARTED_TALK)
        label, confidence = judged[0].label, judged[0].confidence
        another = len(found) == 1 and is_change(label) and effect_of(label).axis not in found
        if not (talk or (another and confidence >= SURELY_ANOTHER)):
            return False
        message.forget()
        if not talk:
            self._take(message, judged[0], whole)
        return True

    def _read_rest(self, message: Message, changes: Sequence[Change], least: int = 1) -> bool:
        """Whether at least so many parts, of which the grammar made nothing, wish for something, too."""
        parts = parts_of(message) if not message.bystanders else []
        rest = [part for part in parts if self._is_unread(message, part)][:MOST_PARTS]
        spoken_of = {*message.kept, *(change.axis for change in changes)}
        wished: list[tuple[Span, Judgement]] = []
        for part, judged in zip(rest, self._judge(message, rest), strict=False):
            if judged.label == OTHER and judged.confidence >= SURELY_OTHER:
                wished.append((part, judged))
            if not is_change(judged.label):
                continue
            axis = effect_of(judged.label).axis
            plain = _length(message, part) > LONGEST_UNSURE_PART and not _axes_named(message, part)
            sure = judged.confidence >= (SURE_OF_PART if plain else SURE_OF_SHORT_PART)
            if sure and not spoken_of & {axis, *self.vocabulary.rivals(axis)}:
                wished.append((part, judged))
                spoken_of.add(axis)
        if len(wished) < least:
            return False
        for part, judged in wished:
            message.unknown = [i for i in message.unknown if not _overlap((i.start, i.end), part)]
            if judged.label == OTHER:
                message.unknown.append(Item("unknown", OTHER, *part))
                message.asked_for.add(message.unknown[-1])
            else:
                self._take(message, judged, part)
        return bool(wished)

    def _is_unread(self, message: Message, part: Span) -> bool:
        if _length(message, part) < SHORTEST_PART or any(_overlap(part, read) for read in message.read):
            return False
        kinds = {item.kind for item in _within(message.items, part)}
        return not (kinds & _NO_WISH or kinds <= _NAMES_NOTHING)

    def _judge(self, message: Message, spans: Sequence[Span]) -> list[Judgement]:
        asked = [(message.words(*span), _features(message, span)) for span in spans]
        return self.model.judge(asked, message.language.lexicon.code) if asked else []

    def _take_as_a_whole(self, message: Message, judged: Judgement) -> None:
        whole = (0, len(message.tokens))
        if judged.label == OTHER:
            if judged.confidence >= SURELY_OTHER:
                message.unknown = message.unknown or [Item("unknown", judged.label, *whole)]
            message.asked_for.update(message.unknown)
        elif judged.label.startswith(COMMAND):
            message.command = judged.label.removeprefix(COMMAND)
            message.unknown.clear()
        elif is_change(judged.label) and not message.bystanders:
            # What the grammar knew and took for no wish may well be none: "older siblings be like".
            has_subjects = bool(message.language.lexicon.subjects)
            if has_subjects and names_nothing(message.items):
                return
            if {item.kind for item in message.items} <= _ONLY_GRADING:
                return  # "совсем чуть-чуть"
            told = has_subjects and tells_of_others(message.items)
            named = _axes_named(message, whole, with_parts=told)
            named |= axes_of_described_parts(message.items) if has_subjects else set()
            knew = effect_of(judged.label).axis in named
            if not knew or (judged.confidence >= AGAINST_THE_GRAMMAR and not told):
                message.unknown.clear()
                self._take(message, judged, whole)

    def _take(self, message: Message, judged: Judgement, span: Span) -> None:
        effects = (effect_of(judged.label),)
        meaning = Meaning(Entry("adjective", judged.label, (judged.label,), effects, effects))
        item = as_found(Item("unknown", judged.label, *span), meaning, judged.confidence, judged.rule)
        self._gather(message, SentenceReader(message.language.lexicon, [item], frozenset()).read())


def parts_of(message: Message) -> list[Span]:
    """What stands between the punctuation marks and conjunctions of a message."""
    ends = {at for at, token in enumerate(message.tokens) if token.kind in ("mark", "emoji")}
    ends.update(at for item in message.items if item.kind in _JOINTS for at in range(item.start, item.end))
    parts = []
    start = 0
    for end in (*sorted(ends), len(message.tokens)):
        if start < end:
            parts.append((start, end))
        start = end + 1
    return parts


def _features(message: Message, span: Span) -> Features:
    start, end = span
    items = _within(message.items, span)
    return features_of(message.tokens[start:end], items, message.language.lexicon)


def _axes_named(message: Message, span: Span, *, with_parts: bool = False) -> set[str]:
    """The axes of which the lexicon knows a word here; with parts, also those of the parts named."""
    entries = [item.entry for item in _within(message.items, span) if item.meaning]
    named = {effect.axis for entry in entries for effect in entry.effects}
    return named.union(*(entry.keep for entry in entries)) if with_parts else named


def _within(items: Iterable[Item], span: Span) -> list[Item]:
    return [item for item in items if span[0] <= item.start and item.end <= span[1]]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _length(message: Message, span: Span) -> int:
    """How many words, two characters for one where words are not apart."""
    words = sum(token.kind == "word" for token in message.tokens[slice(*span)])
    return words if message.language.lexicon.joint else words // 2
