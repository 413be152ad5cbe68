"""“Did you mean …?” by spelling: the listed words that look most like an unknown one."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from attribute_map.changes import Suggestion
from attribute_map.language.words.lexicon import Lexicon
from attribute_map.language.words.meanings import Entry

# Least likeness, in percent, worth a suggestion: a Chinese word is short, and half of it is much.
LIKE_ENOUGH = {"latin": 75.0, "cyrillic": 66.0, "han": 50.0}
MOST = 3  # suggestions
SHORTEST = {"latin": 4, "cyrillic": 4, "han": 2}  # letters of a word that is compared
SHARE = 0.9  # of a spelling's likeness is what it says of the meaning, at best


class NearestWords:
    """The words of one lexicon by their spelling."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.joint, self.script = lexicon.joint, lexicon.script
        self.axes: dict[str, str] = {}
        for entry in lexicon.entries:
            axis = _axis_of(entry, lexicon)
            if axis is not None:
                for word in entry.words:
                    if len(word) >= SHORTEST[self.script] and " " not in word:
                        self.axes.setdefault(word, axis)
        self.words = list(self.axes)

    def suggestions(self, phrase: str) -> tuple[Suggestion, ...]:
        """Axes that some word of the phrase may have meant, the likeliest first."""
        likeness: dict[str, float] = {}
        words = phrase.split() if self.joint else [phrase]
        for word in words[:4]:
            if len(word) < SHORTEST[self.script]:
                continue
            near = process.extract(
                word[:24], self.words, scorer=fuzz.ratio, limit=MOST, score_cutoff=LIKE_ENOUGH[self.script]
            )
            for found, score, _ in near:
                axis = self.axes[found]
                likeness[axis] = max(likeness.get(axis, 0.0), SHARE * score / 100.0)
        ranked = sorted(likeness.items(), key=lambda item: -item[1])[:MOST]
        return tuple(Suggestion(axis, round(score, 3)) for axis, score in ranked)


def _axis_of(entry: Entry, lexicon: Lexicon) -> str | None:
    if entry.kind in ("adjective", "thing", "trait") and len(entry.effects) == 1:
        return entry.effects[0].axis
    if entry.kind == "part":
        row = lexicon.combine.get(entry.name, {})
        effects = row.get("more") or next(iter(row.values()), ())
        return effects[0].axis if effects else None
    return None
