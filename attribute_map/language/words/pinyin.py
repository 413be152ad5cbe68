"""Chinese typed in letters, as it sounds: "jia yanjing" for 加眼镜."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.meanings import Node
from attribute_map.language.words.tokens import Token, script_of

LONGEST = 24  # syllables of a message, and letters of a word
LONGEST_SYLLABLE = 6  # letters: zhuang
LONGEST_PHRASE = 6  # characters
MOST_CHOICES = 2  # phrases of one sound
MOST_READINGS = 16  # of a message
LEAST_SYLLABLES = 2  # "men" and "long" are no Chinese
_END = ""  # of a phrase, in a tree of characters


class Pinyin:
    """Spells messages in the characters that they sound like, by the phrases of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.syllables: Mapping[str, str] = lexicon.inflection.syllables
        orders = (phrase for row in (*lexicon.commands.values(), *lexicon.answers.values()) for phrase in row)
        self._orders = _tree(orders) if self.syllables else Node()

    def readings(self, tokens: Sequence[Token], spared: Collection[str]) -> list[list[Token]]:
        """The message in characters, the likeliest reading first; none where it is no Chinese in letters.

        Every word in letters but the `spared` ones has to be made of syllables and these of words; one
        syllable alone is none.
        """
        choices: list[list[list[Token]]] = []  # of each run of tokens
        sounded = 0
        for syllabic, run in itertools.groupby(tokens, lambda token: _in_letters(token, spared)):
            if not syllabic:
                choices.append([[*run]])
                continue
            words = [self._parted(token) for token in run]
            syllables = [*itertools.chain(*words)]
            spelled = self._spelled(syllables) if all(words) and len(syllables) <= LONGEST else iter(())
            choices.append([*itertools.islice(spelled, MOST_READINGS)])
            sounded += len(syllables)
        if sounded < LEAST_SYLLABLES:
            return []
        readings = itertools.islice(itertools.product(*choices), MOST_READINGS)
        return [[*itertools.chain(*reading)] for reading in readings]

    def is_syllables(self, word: str) -> bool:
        """Whether a word is made of syllables."""
        return next(self._ends(word, 0), None) is not None

    def _parted(self, token: Token) -> list[Token]:
        """The syllables of a word; none where it is not made of syllables alone."""
        ends = next(self._ends(token.text, 0), None) or []
        return [
            replace(token, text=token.text[start:end], start=token.start + start, end=token.start + end)
            for start, end in itertools.pairwise([0, *ends])
        ]

    def _ends(self, word: str, start: int) -> Iterator[list[int]]:
        """Where the syllables of a word end, those with the longest first ones first."""
        if len(word) > LONGEST:
            return
        if start == len(word):
            yield []
        for end in range(min(len(word), start + LONGEST_SYLLABLE), start, -1):
            if word[start:end] in self.syllables:
                yield from ([end, *later] for later in self._ends(word, end))

    def _spelled(self, syllables: Sequence[Token]) -> Iterator[list[Token]]:
        """The syllables as phrases, the longest phrases first."""
        leading: list[list[str]] = [
            [] for _ in syllables
        ]  # phrases from each syllable on that lead to the end
        for start in reversed(range(len(syllables))):
            leading[start] = [
                phrase
                for phrase in self._phrases(syllables, start)
                if (end := start + len(phrase)) == len(syllables) or leading[end]
            ]
        for characters in _rows(leading, 0):
            yield [
                replace(syllable, text=character)
                for syllable, character in zip(syllables, characters, strict=True)
            ]

    def _phrases(self, syllables: Sequence[Token], start: int) -> list[str]:
        """The phrases that sound so from `start` on, the longest first, a few of each length."""
        phrases: list[str] = []
        reached = [("", node) for node in (self.lexicon.root, self._orders)]
        for syllable in syllables[start : start + LONGEST_PHRASE]:
            reached = [
                (said + character, node.following[character])
                for character in self.syllables[syllable.text]
                for said, node in reached
                if character in node.following
            ]
            ended = [said for said, node in reached if node.meaning is not None or _END in node.following]
            phrases[:0] = [*dict.fromkeys(ended)][:MOST_CHOICES]
        return phrases


def _in_letters(token: Token, spared: Collection[str]) -> bool:
    return token.kind == "word" and script_of(token.text) == "latin" and token.text not in spared


def _rows(phrases: Sequence[Sequence[str]], start: int) -> Iterator[str]:
    """The rows of phrases that lead from `start` to the end."""
    if start == len(phrases):
        yield ""
        return
    for phrase in phrases[start]:
        yield from (phrase + later for later in _rows(phrases, start + len(phrase)))


def _tree(phrases: Iterable[str]) -> Node:
    """The characters of phrases, with an end behind the last of each."""
    root = Node()
    for phrase in phrases:
        node = root
        for character in phrase:
            node = node.following.setdefault(character, Node())
        node.following[_END] = Node()
    return root
