"""Typos and elongations mended: only towards words of the lexicon, and only from what is no word itself."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from threading import Lock

from rapidfuzz import process
from rapidfuzz.distance import OSA

from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.meanings import Meaning
from attribute_map.language.words.spelling import is_common_english
from attribute_map.language.words.tokens import Token

_RUN = re.compile(r"(.)\1+")
_LAUGH = re.compile(r"(..)\1{2,}")  # "hahahaha"
_LONG_RUN = re.compile(r"(.)\1{2,}")
_BEHIND_NOUNS = frozenset(("more", "less", "remove", "add", "keep"))
_LEADING = frozenset(("make", "give", "add", "remove", "no", "with", "more", "less", "too", "keep", "the"))
SHORTEST = 4  # letters; below that every typo is some other word
TWO_ERRORS_FROM = {"latin": 10, "cyrillic": 10}  # letters
LONGEST = 24  # letters
SHORTEST_SLIPPED = 5  # letters of an inflected form with one slip in it
MOST_READINGS = 3  # of a word that is none
MOST_MISHEARD = 2  # sounds of a word spelled by ear
MOST_SPELLINGS = 16  # of each number of sounds that are tried further


def unstretched(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Tokens with characters that stand more than twice in a row, as in 减减减, written twice.

    Only where words have no blanks between them, and no phrase is the run itself, as 哈哈哈 is.
    """
    if lexicon.joint:
        return list(tokens)
    kept: list[Token] = []
    for _, group in itertools.groupby(tokens, key=lambda token: (token.kind, token.text)):
        run = list(group)
        found = lexicon.match(run, 0) if len(run) > 2 and run[0].kind == "word" else None
        known = found is not None and found[1] > 2
        kept += run[:2] if len(run) > 2 and run[0].kind == "word" and not known else run
    return kept


class TypoMender:
    """Mends the words of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        commanding = {word for row in lexicon.commands.values() for phrase in row for word in phrase.split()}
        self.known = lexicon.root.words() | commanding
        self.by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(lexicon.own_words | commanding):
            self.by_length[len(word)].append(word)
        self._guard = Lock()
        self._meant = lru_cache(maxsize=4096)(self._mended)
        self._parted = lru_cache(maxsize=4096)(self._seam)

    def mend(self, token: Token) -> Token:
        """The token as it was probably meant; itself where that is not plain."""
        if token.kind != "word" or self.lexicon.script == "han" or self._recognised(token.text):
            return token
        word = self._meant(token.text)
        return token if word is None else replace(token, text=word)

    def _mended(self, word: str) -> str | None:
        bare = _LONG_RUN.sub(r"\1", word)  # "улыииибка" for "улыбка"
        found = self._unstretched(word) or self._mended_once(word)
        return found or (self._mended_once(bare) if bare != word else None)

    def _mended_once(self, word: str) -> str | None:
        return self._as_heard(word) or self._slipped(word) or self._search(word)

    def part(self, token: Token) -> list[Token]:
        """A word that is two written as one ("makeher", "blueeyes") as both; itself where it is not."""
        word = token.text
        spaced = (
            token.kind == "word" and self.lexicon.script != "han" and len(word) == token.end - token.start
        )
        if not spaced or len(word) < SHORTEST + 1 or self._recognised(word):
            return [token]
        at = self._parted(word)
        if at == 0:
            return [token]
        middle = token.start + at
        return [
            replace(token, text=word[:at], end=middle),
            replace(token, text=word[at:], start=middle),
        ]

    def _seam(self, word: str) -> int:
        """Where two words are joined, in letters; 0 where there are not two."""
        if (denied := self._denial(word)) or (self._is_word(word) and not self._is_only_a_name(word)):
            return denied
        return next((at for at in range(2, len(word) - 2) if self._joined(word[:at], word[at:])), 0)

    def _denial(self, word: str) -> int:
        """How many letters of a word deny an adjective that the rest of it is: "недлинные"; 0 for none."""
        prefix = next((prefix for prefix in self.lexicon.prefixed if word.startswith(prefix)), "")
        denied = self._meaning(word[len(prefix) :]) if prefix else None
        plain = denied is not None and denied.entry.kind == "adjective" and not denied.entry.style
        return len(prefix) if plain else 0

    def _joined(self, head: str, tail: str) -> bool:
        first, second = self._meaning(head), self._meaning(tail)
        if first is None or second is None:
            return False
        before, after = first.entry, second.entry
        if before.kind == "function":
            named = after.kind in ("thing", "part") or after.name in ("him", "the")
            named = named or (after.kind == "adjective" and before.name != "no")  # no "nomad"
            return before.name in _LEADING and named
        acts = after.kind == "function" and after.name in _BEHIND_NOUNS
        if before.kind in ("thing", "part") and acts and self.lexicon.inflection.knows_verbs:
            return True  # "носменьше", "очкиубери"
        if before.kind in ("thing", "part") and after.kind == "adjective":  # "волосыподлиннее", "усыгустые"
            return second.form == "comparative" or self.lexicon.inflection.agree(tail, head)
        shaded = before.shade and after.name in self.lexicon.colours  # "darkbrown"
        return before.kind == "adjective" and (after.kind == "part" or shaded)

    def _meaning(self, word: str) -> Meaning | None:
        """What a word means by itself, in whatever form; None where it is none of the language's own."""
        if self.lexicon.inflection.knows_verbs and not self._is_word(word):
            return None
        found = self.lexicon.match([Token(word, "word", 0, len(word))], 0)
        return None if found is None else found[0]

    def knows(self, word: str) -> bool:
        """Whether this is a word of the lexicon, as it stands."""
        return self._recognised(word)

    def makes_out(self, word: str) -> bool:
        """Whether this is a word of the lexicon, or one that was plainly meant for it."""
        return self._recognised(word) or self._meant(word) is not None

    def _recognised(self, word: str) -> bool:
        with self._guard:  # pymorphy3's caches are not promised to be thread-safe
            return any(key in self.known for key, _ in self.lexicon.inflection.readings(word))

    def _unstretched(self, word: str) -> str | None:
        """ "curlyyyy" to "curly", "beeeard" to "beard"; the fewest letters taken away win."""
        laugh = _LAUGH.sub(r"\1\1", word)
        if laugh != word and self._recognised(laugh):
            return laugh
        if not _LONG_RUN.search(word) and not (
            len(word) > 2 and (word[-1] == word[-2] or word[0] == word[1])
        ):
            return None
        runs = [match.span() for match in _RUN.finditer(word)][:4]
        choices = [(2, 1) if stop - start > 2 else (stop - start, 1) for start, stop in runs]
        for lengths in itertools.product(*choices):
            pieces, at = [], 0
            for (start, stop), length in zip(runs, lengths, strict=True):
                pieces += [word[at:start], word[start] * length]
                at = stop
            candidate = "".join([*pieces, word[at:]])
            if candidate != word and self._recognised(candidate):
                return candidate
        return None

    def _as_heard(self, word: str) -> str | None:
        """A word spelled by its sound: "памаложе" for "помоложе"; the fewest changes win."""
        if len(word) < SHORTEST - 1 or not self.lexicon.sounds or self._is_word(word):
            return None
        tried = {word}
        spellings = [word]
        for _ in range(MOST_MISHEARD):
            spellings = [new for old in spellings[:MOST_SPELLINGS] for new in self._respelled(old)]
            spellings = [spelling for spelling in dict.fromkeys(spellings) if spelling not in tried]
            tried.update(spellings)
            found = next((spelling for spelling in spellings if self._is_known_form(spelling)), None)
            if found is not None:
                return found
        return None

    def _respelled(self, word: str) -> Iterator[str]:
        """The word with one sound spelled rightly."""
        for wrong, right in self.lexicon.sounds:
            at = word.find(wrong)
            while at >= 0:
                yield word[:at] + right + word[at + len(wrong) :]
                at = word.find(wrong, at + 1)

    def _is_known_form(self, word: str) -> bool:
        """Whether this is a word of the lexicon in a form that its language has."""
        return self._is_word(word) and self._recognised(word)

    def _search(self, word: str) -> str | None:
        if not SHORTEST <= len(word) <= LONGEST or word in self.lexicon.not_typos or self._is_word(word):
            return None
        allowed = 2 if len(word) >= TWO_ERRORS_FROM.get(self.lexicon.script, LONGEST) else 1
        best: tuple[int, int, int, int, str] | None = None
        for spelling in self._spellings(word):
            for length in range(max(len(spelling) - allowed, SHORTEST), len(spelling) + allowed + 1):
                near = process.extract(
                    spelling,
                    self.by_length.get(length, ()),
                    scorer=OSA.distance,
                    score_cutoff=allowed,
                    limit=None,
                )
                for found, errors, _ in near:
                    ranks = (int(errors), int(found[0] != word[0]), int(self._is_of_talk(found)))
                    rank = (*ranks, int(not _lacks_letters(spelling, found)), found)
                    best = rank if best is None else min(best, rank)
        if best is None or (best[1] and len(word) < 6):
            return None  # people seldom miss a word's first letter
        return best[4]

    def _is_of_talk(self, word: str) -> bool:
        """Whether a word of the lexicon is of no portrait, so that another is likelier to be meant."""
        node = self.lexicon.root.following.get(word)
        meaning = node.meaning if node is not None else None
        return meaning is not None and meaning.entry.name in ("topic", "talk", "narrative")

    def _is_only_a_name(self, word: str) -> bool:
        """Whether a word is one of the language as somebody's name alone: "безусов" is Безусов too."""
        with self._guard:
            return self.lexicon.inflection.is_only_a_name(word)

    def _slipped(self, word: str) -> str | None:
        """A word in an inflected form with one slip in it: "кудряыве" for "кудрявые"."""
        keys = self.lexicon.inflection.keys
        if not keys or not SHORTEST_SLIPPED <= len(word) <= LONGEST or word in self.lexicon.not_typos:
            return None
        if self._is_word(word):
            return None
        return next((s for s in _slips(word, keys) if self._is_known_form(s)), None)

    def _spellings(self, word: str) -> list[str]:
        """The word, and what it would be led back to were it one: a typo in an inflected form."""
        with self._guard:
            readings = self.lexicon.inflection.readings(word)[:MOST_READINGS]
        return list(dict.fromkeys(key for key, _ in readings))

    def _is_word(self, word: str) -> bool:
        with self._guard:
            known = self.lexicon.inflection.is_word(word)
        return known or (self.lexicon.code == "en" and is_common_english(word))


def _slips(word: str, keys: Sequence[str]) -> Iterator[str]:
    """The word without one slip of the fingers, the likeliest first; `keys`: the rows of a keyboard.

    Letters are swapped, doubled, struck for the key beside, left out, or struck besides. People seldom miss
    the first one.
    """
    beside: dict[str, str] = {}
    for row in keys:
        for at, key in enumerate(row):
            beside[key] = row[max(at - 1, 0) : at] + row[at + 1 : at + 2]
    inner = range(1, len(word))
    swapped = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in inner if at + 1 < len(word))
    yield from (spelling for spelling in swapped if spelling != word)
    yield from (word[:at] + word[at + 1 :] for at in inner if word[at] == word[at - 1])
    yield from (word[:at] + key + word[at + 1 :] for at in inner for key in beside.get(word[at], ""))
    yield from (word[:at] + letter + word[at:] for at in range(1, len(word) + 1) for letter in "".join(keys))
    yield from (word[:at] + word[at + 1 :] for at in inner)


def _lacks_letters(typed: str, meant: str) -> bool:
    """Whether letters have only been left out, which is likelier than that others were struck."""
    letters = iter(meant)
    return all(letter in letters for letter in typed)
