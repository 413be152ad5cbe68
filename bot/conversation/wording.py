"""The one line that says what was done to a portrait, and what was not and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.conversation.description import enumeration
from bot.locales import Locale

if TYPE_CHECKING:
    from attribute_map import Parsed, Vocabulary
    from attribute_map.step import Moved, Refused, Step

MOST_MOVES = 8
MOST_PHRASES = 3
MOST_GUESSES = 3  # that a question names
LEAST_TOLD = 0.3  # σ; smaller offsets only make up for others
LEAST_SAID = 0.05  # σ; less would be written as 0.0
LONGEST_PHRASE = 40  # characters of a member's own words


class Wording:
    """Puts the outcome of an edit into words of one language."""

    def __init__(self, locale: Locale, vocabulary: Vocabulary) -> None:
        self.locale = locale
        self.vocabulary = vocabulary

    def line(self, step: Step | None, parsed: Parsed, denied: Sequence[str]) -> str:
        """Everything in one sentence; empty when there is nothing to say."""
        parts = [self._moves(step.moved)] if step is not None and step.moved else []
        if step is not None:
            parts += self._refusals(step.refused)
            parts += self._remarks(step)
        if denied:
            names = self._axes(denied)
            parts.append(self.locale.text("part.denied", count=len(denied), axes=names))
        if parsed.contradictions:
            parts.append(self.locale.text("part.contradiction", axes=self._axes(parsed.contradictions)))
        parts += self._unknown(parsed)
        return self.sentence(parts)

    def offsets(self, offsets: Mapping[str, float]) -> str:
        """What a portrait has been moved to, the farthest first: "older, beard, no mustache"."""
        told = [axis for axis in offsets if axis in self.vocabulary and abs(offsets[axis]) >= LEAST_TOLD]
        told.sort(key=lambda axis: -abs(offsets[axis]))
        return enumeration([self._pole(axis, offsets[axis]) for axis in told], self.locale)

    def _pole(self, axis: str, offset: float) -> str:
        entry = self.vocabulary[axis]
        names = self.locale.axis(entry)
        if offset > 0:
            return names.positive
        if entry.kind == "presence":
            return self.locale.text("part.without", title=names.title)
        return names.negative

    def sentence(self, parts: Sequence[str]) -> str:
        """Parts joined, with a capital in front and a full stop behind."""
        if not parts:
            return ""
        text = self.locale.text("part.semicolon").join(parts)
        text = text[0].upper() + text[1:]
        return text if text[-1] in "?!？！" else self.locale.text("part.stop", sentence=text)

    def _moves(self, moved: Sequence[Moved]) -> str:
        parts = [self._move(move) for move in moved[:MOST_MOVES]]
        if len(moved) > MOST_MOVES:
            parts.append(self.locale.text("part.others", count=len(moved) - MOST_MOVES))
        return self.locale.text("part.comma").join(parts)

    def _move(self, move: Moved) -> str:
        delta = move.after - move.before
        entry = self.vocabulary[move.axis]
        names = self.locale.axis(entry)
        unmoved = move.already or abs(delta) < LEAST_SAID
        if unmoved and move.clamped:
            return self.locale.text("part.limit", axes=names.title)
        if unmoved and move.change.direction < 0 and entry.kind == "presence":
            return self.locale.text("part.absent", title=names.title)
        if unmoved:
            pole = names.positive if move.change.direction > 0 else names.negative
            return self.locale.text("part.stays", pole=pole)
        key, pole = "part.more", names.positive
        if delta < 0:
            key, pole = ("part.less", names.positive) if entry.kind == "presence" else (key, names.negative)
        part = self.locale.text(key, pole=pole, amount=f"{abs(delta):.1f}")
        return self.locale.text("part.clamped", part=part) if move.clamped else part

    def _refusals(self, refused: Iterable[Refused]) -> list[str]:
        by_reason: dict[str, list[str]] = {}
        for refusal in refused:
            axes = by_reason.setdefault(refusal.reason, [])
            if refusal.axis not in axes:
                axes.append(refusal.axis)
        return [
            self.locale.text(f"part.{reason}", axes=self._axes(axes)) for reason, axes in by_reason.items()
        ]

    def _remarks(self, step: Step) -> list[str]:
        """What else was done for the wishes, and what was done and cannot be seen all the same."""
        behind: dict[str, list[str]] = {}
        for axis, hider in step.hidden:
            behind.setdefault(hider, []).append(axis)
        # That black hair is not blond any more goes without saying.
        groups = {self.vocabulary[move.axis].group for move in step.moved} - {None}
        gone = [axis for axis in step.yielded if self.vocabulary[axis].group not in groups]
        parts = [self.locale.text("part.yielded", axes=self._axes(gone))] if gone else []
        parts += [
            self.locale.text("part.hidden", axes=self._axes(axes), hider=self._axes([hider]))
            for hider, axes in behind.items()
        ]
        return parts + (
            [self.locale.text("part.unseen", axes=self._axes(step.unseen))] if step.unseen else []
        )

    def _unknown(self, parsed: Parsed) -> list[str]:
        if not parsed.unknown:
            return []
        quotes = [self.quote(phrase) for phrase in parsed.unknown[:MOST_PHRASES]]
        if (rest := len(parsed.unknown) - MOST_PHRASES) > 0:
            quotes.append(self.locale.text("part.others", count=rest))
        parts = [self.locale.text("part.unknown", phrases=enumeration(quotes, self.locale, last="part.or"))]
        if guesses := guessed(parsed):
            parts.append(self.locale.text("part.suggest", axes=self.choice(guesses)))
        return parts

    def choice(self, axes: Iterable[str]) -> str:
        """Things to choose from: "sideburns or a bald head"."""
        return enumeration([self._positive(axis) for axis in axes], self.locale, last="part.or")

    def options(self, changes: Iterable[Mapping[str, Any]]) -> str:
        """Changes, as JSON, to choose from: "longer hair or shorter hair"."""
        poles = [self._pole(wish["axis"], wish["direction"]) for wish in changes]
        return enumeration(poles, self.locale, last="part.or")

    def quote(self, text: str) -> str:
        """A member's own words, short and on one line, between quotation marks."""
        flat = " ".join(text.split())
        if len(flat) > LONGEST_PHRASE:
            flat = flat[: LONGEST_PHRASE - 1].rstrip() + "…"
        return self.locale.text("part.quote", text=flat)

    def _axes(self, axes: Iterable[str]) -> str:
        names = [
            self.locale.axis(self.vocabulary[axis]).title if axis in self.vocabulary else axis
            for axis in axes
        ]
        return enumeration(names, self.locale)

    def _positive(self, axis: str) -> str:
        return self.locale.axis(self.vocabulary[axis]).positive if axis in self.vocabulary else axis


def guessed(parsed: Parsed) -> list[str]:
    """The axes that a message's unknown words may mean, in the order in which they are asked about."""
    near = [parsed.suggestions.get(phrase, ())[:2] for phrase in parsed.unknown[:MOST_PHRASES]]
    return list(dict.fromkeys(suggestion.axis for some in near for suggestion in some))[:MOST_GUESSES]
