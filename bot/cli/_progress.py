"""Progress of long jobs on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from engine.progress import Progress as Sign


@contextmanager
def bars() -> Iterator[Callable[[Sign], None]]:
    """A bar for each stage, on a terminal; a line for each stage elsewhere."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        stages: dict[str, TaskID] = {}

        def show(sign: Sign) -> None:
            if sign.stage not in stages:
                stages[sign.stage] = progress.add_task(sign.stage, total=sign.total, note="")
                if not console.is_terminal:
                    console.print(f"{sign.stage} …", highlight=False)
            progress.update(stages[sign.stage], completed=sign.done, total=sign.total, note=sign.note)

        yield show


@contextmanager
def stages() -> Iterator[Callable[[str, float], None]]:
    """One bar that says what is being done and how far all of it is (0 to 1); a line each elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<24}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=1.0)
        told: set[str] = set()

        def show(what: str, share: float) -> None:
            if not console.is_terminal and what not in told:
                told.add(what)
                console.print(f"{what} …", highlight=False)
            progress.update(task, description=what, completed=share)

        yield show
