"""Patterns with choices, by which one line of the lexicons or of phrases.tsv stands for many phrases."""

from __future__ import annotations

import itertools
import re

CHOICE = re.compile(r"\{([^{}]*)\}")  # "{undo|revert} it"


def spell_out(pattern: str) -> list[str]:
    """The phrases that a pattern stands for: "{a|b} c" for "a c" and "b c"; without a choice, itself."""
    parts = CHOICE.split(pattern)  # every second one is a choice
    if len(parts) == 1:
        return [pattern]
    choices = [part.split("|") if number % 2 else [part] for number, part in enumerate(parts)]
    return [" ".join("".join(chosen).split()) for chosen in itertools.product(*choices)]
