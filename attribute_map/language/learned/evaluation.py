"""How often messages are understood exactly: labelled files in, figures out.

A file has one message a line: `split <tab> message <tab> expected`. Expected is `-` for nothing at all, or
words apart by blanks: `beard-a` (axis, sign, r relative or a absolute; without r or a, either), `!undo` (a
command), `=glasses` (an axis to keep), `=@hair` (all axes of a region or group of the vocabulary), `?`
(something unknown, or to choose from). `\\n` in a message is a line end.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from attribute_map.changes import Parsed
from attribute_map.errors import VocabularyError
from attribute_map.language.parser import Parser
from attribute_map.vocabulary import default_vocabulary


@dataclass(frozen=True)
class Case:
    """One labelled message."""

    split: str
    message: str
    expected: frozenset[str]

    @property
    def is_chatter(self) -> bool:
        """Whether it asks for nothing."""
        return not self.expected


@dataclass(frozen=True)
class Miss:
    """A message that was not understood exactly."""

    case: Case
    got: frozenset[str]


@dataclass(frozen=True)
class Figures:
    """How one set of cases went."""

    cases: int
    misses: tuple[Miss, ...]
    false_alarms: int  # chatter that was taken for an edit
    chatter: int
    milliseconds: float  # a message, mean

    @property
    def exact(self) -> float:
        """Share of messages with all wishes, right signs and kinds, and nothing else."""
        return 1.0 - len(self.misses) / max(self.cases, 1)

    @property
    def false_alarm_rate(self) -> float:
        """Share of the chatter that was taken for an edit."""
        return self.false_alarms / max(self.chatter, 1)


def read_cases(path: Path) -> list[Case]:
    """Read a file of labelled messages; raises VocabularyError that names the line at fault."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 3:
            raise VocabularyError(f"{path.name}: line {number} has {len(fields)} columns instead of 3.")
        split, message, expected = fields
        wanted = frozenset() if expected == "-" else frozenset(_unfolded(expected.split()))
        cases.append(Case(split, message.replace("\\n", "\n"), wanted))
    return cases


def _unfolded(labels: Iterable[str]) -> Iterable[str]:
    """The labels, `=@hair` as one label for each axis of that region or group."""
    for label in labels:
        if label.startswith("=@"):
            entries = default_vocabulary()
            yield from (f"={e.id}" for e in entries if label[2:] in (e.region, e.group))
        else:
            yield label


def evaluate(parser: Parser, cases: Iterable[Case]) -> Figures:
    """Parse every message and compare."""
    misses: list[Miss] = []
    count = chatter = alarms = 0
    began = time.perf_counter()
    for case in cases:
        parsed = parser.parse(case.message)
        got = labels(parsed)
        count += 1
        chatter += case.is_chatter
        alarms += case.is_chatter and bool(parsed.changes)
        if not agrees(case.expected, got):
            misses.append(Miss(case, got))
    elapsed = time.perf_counter() - began
    return Figures(count, tuple(misses), alarms, chatter, 1000.0 * elapsed / max(count, 1))


def labels(parsed: Parsed) -> frozenset[str]:
    """What was understood, in the words of a labelled file."""
    found = {f"{c.axis}{'+' if c.direction > 0 else '-'}{c.kind[0]}" for c in parsed.changes}
    found |= {f"={axis}" for axis in parsed.keep}
    if parsed.command is not None:
        found.add(f"!{parsed.command}")
    if parsed.unknown or parsed.alternatives:
        found.add("?")
    return frozenset(found)


def agrees(expected: frozenset[str], got: frozenset[str]) -> bool:
    """Whether both say the same; an expectation without r or a leaves the kind open."""
    loose = {label for label in expected if label[-1] in "+-"}
    matched = {label for label in got if label[:-1] in loose}
    return expected - loose == got - matched and {label[:-1] for label in matched} == loose


def by_split(cases: Sequence[Case], split: str) -> list[Case]:
    """The cases of one split."""
    return [case for case in cases if case.split == split]
