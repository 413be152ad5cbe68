"""`facet parse`: text to changes."""

from __future__ import annotations

import gc
import sys
from typing import IO, TYPE_CHECKING

import typer

from bot.cli._output import print_json, print_rich, table
from bot.settings import read_settings

if TYPE_CHECKING:
    from attribute_map import Parsed
    from attribute_map.language import Parser


def load() -> Parser:
    """The parser of the settings."""
    from attribute_map.language import load_parser

    model = read_settings().phrase_model
    parser = load_parser(phrase_model=None if model == "none" else model)
    gc.freeze()  # the lexicons stay: no stream of messages waits for a look through them for garbage
    return parser


def parse_lines(lines: IO[bytes], parser: Parser) -> None:
    """One JSON object a line, as soon as each line is there."""
    for line in lines:
        print_json(parser.parse(line.decode("utf-8", "replace").rstrip("\r\n")).as_json())


def explain(parsed: Parsed) -> None:
    """For people: which words became what, by which rule, and how sure that is."""
    if parsed.changes:
        rows = table("words", "axis", "change", "found by", "confidence")
        for change in parsed.changes:
            amount = f"{change.direction * change.amount:+.1f} σ"
            kind = amount if change.kind == "relative" else f"to {amount}"
            rows.add_row(change.phrase, change.axis, kind, change.reason, f"{change.confidence:.2f}")
        print_rich(rows)
    for label, words in (
        ("command", [parsed.command] if parsed.command else []),
        ("as an answer", [parsed.answer] if parsed.answer else []),
        ("kept", parsed.keep),
        ("both ways at once", parsed.contradictions),
        ("unknown", parsed.unknown),
    ):
        if words:
            typer.echo(f"{label}: {', '.join(words)}")
    for phrase, suggestions in parsed.suggestions.items():
        near = ", ".join(f"{suggestion.axis} ({suggestion.score:.2f})" for suggestion in suggestions)
        if near:
            typer.echo(f"{phrase} is nearest to: {near}")
    if not (parsed.changes or parsed.command or parsed.answer or parsed.unknown or parsed.contradictions):
        typer.echo("no wish", file=sys.stdout)
