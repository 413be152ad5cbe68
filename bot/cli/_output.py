"""Results to stdout, everything else to stderr, mistakes as one line and an exit status."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn, ParamSpec, TypeVar

import typer

P = ParamSpec("P")
T = TypeVar("T")


def refuse(reason: object) -> NoReturn:
    """End with status 1 and one line on stderr."""
    line = " ".join(str(reason).split()) or "It did not work."
    typer.echo(f"facet: {line}", err=True)
    raise typer.Exit(1)


def print_json(document: object) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n")
    sys.stdout.flush()


def one_line_errors(command: Callable[P, T]) -> Callable[P, T]:
    """Errors made for people become one line and status 1, a closed pipe ends quietly."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        except Exception as error:
            if not _is_for_people(error):
                raise
            refuse(error)

    return guarded


def _is_for_people(error: BaseException) -> bool:
    """Whether its text was written to be shown; asked by name, so that nothing is imported for it."""
    names = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    return bool(
        names
        & {
            "bot.errors.BotError",
            "engine.errors.EngineError",
            "attribute_map.errors.AttributeMapError",
            "bot.mock_gateway.errors.GatewayError",
        }
    )


def table(*columns: str) -> Any:
    """A plain rich table; the first column, what rows are called by, is never shortened."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        made.add_column(column, no_wrap=place == 0)
    return made


def print_rich(*parts: object) -> None:
    """For people, on stdout."""
    from rich.console import Console

    Console().print(*parts)
