"""`facet phrases`: the words that the bot has learned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli._output import one_line_errors, print_json, print_rich, table

if TYPE_CHECKING:
    from attribute_map.language.learned.message_head import MessageReport
    from attribute_map.language.learned.phrase_head import LearningReport

app = typer.Typer(no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]


@app.callback()
def phrases() -> None:
    """The labelled phrases and messages that teach the bot what no lexicon lists."""


@app.command()
@one_line_errors
def learn(
    model: Annotated[
        str,
        typer.Option(help="A sentence-transformers model by name or folder; the shipped one unless given."),
    ] = "default",
    phrases: Annotated[
        Path | None, typer.Option(help="The phrase file; the shipped one unless given.")
    ] = None,
    messages: Annotated[
        Path | None, typer.Option(help="The file of whole messages; the shipped one unless given.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for the two heads; in place unless given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Train both heads anew, of phrases and of whole messages, and report what they find and confuse."""
    from attribute_map.language.learned.embedding import SentenceEncoder
    from attribute_map.language.learned.learning import LEARNED_AT_ONCE, learn_phrases, learn_second_reading
    from attribute_map.language.learned.message_head import MESSAGE_HEAD_FILE
    from attribute_map.language.learned.phrase_head import HEAD_FILE
    from attribute_map.language.learned.phrases import MESSAGES_FILE, PHRASES_FILE
    from bot.cli._progress import stages

    folder = out or HEAD_FILE.parent
    phrases_file, messages_file = phrases or PHRASES_FILE, messages or MESSAGES_FILE
    folder.mkdir(parents=True, exist_ok=True)
    encoder = SentenceEncoder(model, remembered=LEARNED_AT_ONCE)
    with stages() as progress:
        report = learn_phrases(
            phrases_file=phrases_file,
            messages_file=messages_file,
            head_file=folder / HEAD_FILE.name,
            model=model,
            encoder=encoder,
            progress=progress,
        )
    with stages() as progress:
        reports = learn_second_reading(
            messages_file=messages_file,
            head_file=folder / MESSAGE_HEAD_FILE.name,
            model=model,
            encoder=encoder,
            progress=progress,
        )
    if as_json:
        print_json(
            {
                "folder": str(folder),
                **figures(report),
                "messages": {each.language: {"messages": each.messages, **shares(each)} for each in reports},
            }
        )
    else:
        show(report)
        show_messages(reports)
        typer.echo(
            f"The heads are in {folder}; a bot that is running takes them up when it is started again."
        )


def figures(report: LearningReport) -> dict[str, Any]:
    """The report on phrases as JSON."""
    return {
        "phrases": report.phrases,
        **shares(report),
        "confusions": [
            {"is": true, "taken_for": taken, "times": times} for true, taken, times in report.confusions
        ],
    }


def shares(report: LearningReport | MessageReport) -> dict[str, float]:
    """What every report tells, as JSON."""
    return {
        "found": round(report.found, 4),
        "misplaced": round(report.misplaced, 4),
        "false_alarms": round(report.false_alarms, 4),
        "threshold": report.threshold,
    }


def show_messages(reports: Sequence[MessageReport]) -> None:
    """For people: what the second reading makes of messages held out."""
    rows = table("whole messages", "held out", "found", "mistaken", "talk taken for a wish")
    for report in reports:
        told = (report.found, report.misplaced, report.false_alarms)
        rows.add_row(report.language, str(report.messages), *(f"{share:.1%}" for share in told))
    print_rich(rows)


def show(report: LearningReport) -> None:
    """For people: the figures on phrases held out, and the commonest confusions."""
    typer.echo(f"Of {report.phrases} phrases held out, judged by a head that was trained without them:")
    typer.echo(f"  {report.found:.1%} of the attribute phrases were found,")
    typer.echo(f"  {report.misplaced:.1%} were taken for another attribute, the others for unknown;")
    typer.echo(f"  {report.false_alarms:.1%} of the phrases that mean none were taken for one.")
    if report.confusions:
        rows = table("phrases of", "taken for", "times")
        for true, taken, times in report.confusions:
            rows.add_row(true, taken, str(times))
        print_rich(rows)
