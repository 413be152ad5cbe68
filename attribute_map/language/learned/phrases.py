"""The labelled phrases that the head is trained on; those written out are known word for word, too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from attribute_map.errors import VocabularyError
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.meanings import Effect, Entry
from attribute_map.language.words.patterns import CHOICE, spell_out
from attribute_map.vocabulary import Vocabulary

PHRASES_FILE = Path(__file__).parents[2] / "phrases.tsv"
MESSAGES_FILE = Path(__file__).parents[2] / "messages.tsv"
NONE = "none"  # the label of what describes no face
OTHER = "other"  # the label of a message that wishes for what no axis draws
SEVERAL = "several"  # the label of a message that asks for more than one thing, or for something to stay
COMMAND = "!"  # before the name of a command that a message gives


@dataclass(frozen=True, slots=True)
class Phrase:
    """One labelled phrase."""

    label: str  # an axis with its pole ("beard+"), or none
    language: str
    text: str


def read_phrases(path: Path, vocabulary: Vocabulary) -> list[Phrase]:
    """The phrases that a file writes out, each known word for word; patterns are checked and left out.

    Raises VocabularyError that names the file and the line at fault.
    """
    return [phrase for phrase in _lines(path, vocabulary) if not _is_pattern(phrase.text)]


def read_messages(path: Path, vocabulary: Vocabulary) -> list[Phrase]:
    """The labelled whole messages of a file; raises VocabularyError as `read_phrases` does."""
    return _lines(path, vocabulary, (NONE, OTHER, SEVERAL))


def read_patterns(path: Path, vocabulary: Vocabulary) -> list[Phrase]:
    """The phrases that the patterns of a file stand for, but for those that it writes out.

    Raises VocabularyError as `read_phrases` does.
    """
    lines = _lines(path, vocabulary)
    written = {(phrase.language, phrase.text) for phrase in lines}
    unfolded = [
        Phrase(pattern.label, pattern.language, text)
        for pattern in lines
        if _is_pattern(pattern.text)
        for text in spell_out(pattern.text)
    ]
    return without_repeats([p for p in unfolded if (p.language, p.text) not in written])


def _is_pattern(text: str) -> bool:
    return not {"{", "|", "}"}.isdisjoint(text)


def _lines(path: Path, vocabulary: Vocabulary, besides: Sequence[str] = (NONE,)) -> list[Phrase]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path.name} cannot be read: {error}") from error
    phrases: list[Phrase] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{path.name}: line {number}"
        fields = line.split("\t")
        if len(fields) != 3 or not all(fields):
            raise VocabularyError(f"{where} needs label, language and phrase, apart by tabs.")
        label, language, text = fields
        command = besides[1:] and label.startswith(COMMAND) and label[1:].isalpha()
        if label not in besides and not command and (label[-1] not in "+-" or label[:-1] not in vocabulary):
            raise VocabularyError(
                f"{where} has the label {label!r}: neither {' nor '.join(besides)} nor an axis with + or -."
            )
        if (earlier := seen.setdefault((language, text), number)) != number:
            raise VocabularyError(f"{where} repeats “{text}” from line {earlier}.")
        if not {"{", "|", "}"}.isdisjoint(CHOICE.sub("", text)):
            raise VocabularyError(f"{where} has a brace or a bar that no {{a|b}} belongs to.")
        if not all(spell_out(text)):
            raise VocabularyError(f"{where} has a pattern that may stand for nothing at all.")
        phrases.append(Phrase(label, language, text))
    if not phrases:
        raise VocabularyError(f"{path.name} holds no phrases.")
    return phrases


def lexicon_phrases(lexicon: Lexicon) -> list[Phrase]:
    """What the lexicon itself teaches: its words for one axis, and its adjectives beside its parts."""
    adjectives: dict[str, str] = {}
    found: list[Phrase] = []
    for entry in lexicon.entries:
        if entry.kind == "adjective":
            adjectives.setdefault(entry.name, entry.words[0])
        if entry.kind in ("adjective", "thing", "person", "action"):
            found += (Phrase(label, lexicon.code, word) for label in _labels(entry) for word in entry.words)
    for part, row in lexicon.combine.items():
        for quality, effects in row.items():
            if quality in adjectives and part != "person" and len(effects) == 1 and effects[0].weight:
                text = f"{adjectives[quality]} {part.replace('_', ' ')}"
                found.append(Phrase(label_of(effects[0]), lexicon.code, text))
    return found


def _labels(entry: Entry) -> Iterable[str]:
    return [label_of(entry.effects[0])] if len(entry.effects) == 1 and entry.effects[0].weight else []


def label_of(effect: Effect) -> str:
    """An effect as a label: its axis with its pole."""
    return effect.axis + ("+" if effect.sign > 0 else "-")


def effect_of(label: str) -> Effect:
    """The effect that a label names."""
    return Effect(label[:-1], 1 if label[-1] == "+" else -1)


def is_change(label: str) -> bool:
    """Whether the label names an axis with its pole, rather than talk or a command."""
    return label[-1] in "+-"


def without_repeats(phrases: Sequence[Phrase]) -> list[Phrase]:
    """The phrases, the first label of each text only."""
    first: dict[tuple[str, str], Phrase] = {}
    for phrase in phrases:
        first.setdefault((phrase.language, phrase.text), phrase)
    return list(first.values())
