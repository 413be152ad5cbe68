"""Where the linear step misses: wishes checked against what the extractor sees on the rendered portrait.

A step aims at readings that its map expects. Once the portrait is drawn, the extractor's reading of it says
how far each wish really went; what is missing becomes a nudge of that axis' target, and the step is solved
again. Two corrections are the most: a wish that the generator cannot draw stays undone, and is not chased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from attribute_map.axes import AttributeMap
from attribute_map.step import PLAIN, Moved, Step

MOST_CORRECTIONS = 2
CLOSE = 0.5  # σ by which the reading of a degree may miss its aim
ROUGHLY = 0.6  # of a relative change that may be missing, or too much
FARTHEST = 1.5  # positions that one correction may move a target
CLEARLY = 0.5  # of the way from half-there to plainly there: so much of a wished thing is to be seen
GONE = 0.4  # of the way from absent to half-there: so little of an unwished thing may be left

Readings = Mapping[str, float]  # by axis, σ


@dataclass
class Corrector:
    """One step on its way: fed with what was seen of each attempt, it says what to try next.

    `before` are the readings of the portrait before the step, where they are known; without them a relative
    change of a degree cannot be judged and is let be.
    """

    attribute_map: AttributeMap
    before: Readings | None = None
    nudges: dict[str, float] = field(default_factory=dict)  # of the targets so far, positions
    best: Step | None = None
    seen: Readings = field(default_factory=dict)  # of the best attempt
    attempts: int = 0
    _least: float = float("inf")

    def judge(self, step: Step, seen: Readings) -> bool:
        """Take note of an attempt; True where another one, with the new `nudges`, should be made."""
        missed = self.missed(step, seen)
        total = sum(abs(miss) for miss in missed.values())
        if total < self._least:
            self._least, self.best, self.seen = total, step, seen
        self.attempts += 1
        if not missed or self.attempts > MOST_CORRECTIONS:
            return False
        if self.best is not step and self.attempts > 1:
            return False  # it went the wrong way: the earlier attempt stands
        for axis, miss in missed.items():
            self.nudges[axis] = self.nudges.get(axis, 0.0) + self._nudge(axis, seen[axis], miss)
        return True

    def missed(self, step: Step, seen: Readings) -> dict[str, float]:
        """By how much (σ, signed) each wish has missed; what is near enough or hidden is left out."""
        found: dict[str, float] = {}
        for move in step.moved:
            if move.axis in seen and self._judged(move) and self._hider(move.axis, seen) is None:
                miss = self._miss(move, seen[move.axis])
                if miss:
                    found[move.axis] = miss
        return found

    @property
    def outcome(self) -> Step:
        """The best attempt, with what its picture tells: wishes that are hidden, or not to be seen."""
        assert self.best is not None, "nothing was judged yet"
        step, seen, hidden, unseen = self.best, self.seen, [], []
        for move in step.moved:
            marks = self.attribute_map[move.axis].thresholds
            if marks is not None and move.change.direction < 0:
                continue
            if (hider := self._hider(move.axis, seen)) is not None:
                hidden.append((move.axis, hider))
            elif marks is not None and move.axis in seen and not move.already:
                halfway = (marks.absent + marks.visible) / 2
                if seen[move.axis] < halfway <= move.after:
                    unseen.append(move.axis)
        return replace(step, hidden=tuple(hidden), unseen=tuple(unseen))

    def _judged(self, move: Moved) -> bool:
        if move.clamped or move.already:
            return False
        degree = self.attribute_map[move.axis].thresholds is None
        known = self.before is not None and move.axis in self.before
        return not degree or move.change.kind == "absolute" or known

    def _miss(self, move: Moved, seen: float) -> float:
        marks = self.attribute_map[move.axis].thresholds
        if marks is None:
            close = CLOSE
            if move.change.kind == "absolute":
                miss = move.after - seen
            else:
                assert self.before is not None
                wished = move.after - move.before
                miss = wished - (seen - self.before[move.axis])
                close = max(CLOSE, ROUGHLY * abs(wished))  # "older" has no exact amount
            return miss if abs(miss) > close else 0.0
        if move.change.direction > 0:
            clearly = CLEARLY if move.change.amount >= PLAIN else 0.0
            return max(marks.visible + clearly * (marks.present - marks.visible) - seen, 0.0)
        if move.after > (marks.absent + marks.visible) / 2:
            return 0.0  # less of it was wished, and less it is
        return min(marks.absent + GONE * (marks.visible - marks.absent) - seen, 0.0)

    def _hider(self, axis: str, seen: Readings) -> str | None:
        """What in the picture hides the attribute, so that its reading is a guess."""
        axes = self.attribute_map
        return next(
            (hider for hider in axes.hiders[axis] if hider in seen and axes[hider].shows(seen[hider]) > 0),
            None,
        )

    def _nudge(self, axis: str, seen: float, miss: float) -> float:
        curve = self.attribute_map.curves[self.attribute_map.index(axis)]
        further = float(curve.position(seen + miss)) - float(curve.position(seen))
        return min(max(further, -FARTHEST), FARTHEST)
