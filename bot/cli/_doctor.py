"""`facet doctor`: what this machine has, what is missing, what will be used."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import typer

from bot.cli._output import print_rich, table
from bot.errors import BotError
from bot.settings import Settings, misspelled, prepare_data_folder, read_settings

State = Literal["ok", "note", "missing"]
Finding = tuple[str, State, str]

LIBRARIES = ("torch", "discord.py", "sentence-transformers", "SQLAlchemy", "Pillow")


def examine() -> dict[str, Any]:
    """All checks; `ok` is whether `facet demo` will work."""
    checks = [
        {"check": name, "state": state, "finding": finding} for name, state, finding in _all(read_settings())
    ]
    return {"ok": all(check["state"] != "missing" for check in checks), "checks": checks}


def show(findings: dict[str, Any]) -> None:
    """For people."""
    rows = table("", "check", "finding")
    marks = {"ok": "[green]✓[/]", "note": "[yellow]·[/]", "missing": "[red]✗[/]"}
    for check in findings["checks"]:
        rows.add_row(marks[check["state"]], check["check"], check["finding"])
    print_rich(rows)
    if findings["ok"]:
        typer.echo("facet demo will work here.")


def _all(settings: Settings) -> Iterator[Finding]:
    yield from _machine()
    yield _guarded("data folder", lambda: ("ok", str(prepare_data_folder(settings))))
    yield _guarded("device", lambda: _device(settings))
    yield _guarded("model and axes", lambda: _model(settings))
    yield _guarded("phrase model", lambda: _phrase_model(settings))
    yield _guarded("language", lambda: _language(settings))
    for line in misspelled():
        yield "settings", "note", line
    token = settings.discord_token.get_secret_value()
    yield (
        "Discord token",
        "ok" if token else "note",
        "set" if token else "not set; `facet run` needs FACET_DISCORD_TOKEN, `facet demo` does not",
    )


def _machine() -> Iterator[Finding]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    yield "machine", "ok", f"{platform.system()} {platform.machine()}, {cores} CPU cores"
    new_enough = sys.version_info >= (3, 11)
    yield "Python", "ok" if new_enough else "missing", platform.python_version()
    for library in LIBRARIES:
        try:
            yield library, "ok", version(library)
        except PackageNotFoundError:
            yield library, "missing", f"{library} is not installed; run `pip install -e .` again"


def _guarded(name: str, check: Callable[[], tuple[State, str]]) -> Finding:
    from attribute_map.errors import AttributeMapError
    from engine.errors import EngineError

    try:
        state, finding = check()
    except (BotError, EngineError, AttributeMapError) as error:
        return name, "missing", str(error)
    return name, state, finding


def _device(settings: Settings) -> tuple[State, str]:
    import torch

    from bot.app import chosen_device

    device = chosen_device(settings)
    named = torch.cuda.get_device_name() if device == "cuda" else f"{torch.get_num_threads()} threads"
    return "ok", f"{device} ({named})"


def _model(settings: Settings) -> tuple[State, str]:
    from bot.app import load_model

    generator, attribute_map = load_model(settings)
    return "ok", (
        f"{generator.name}, {generator.resolution} px, digest {generator.digest[:12]}, "
        f"{len(attribute_map.axes)} axes"
    )


def _phrase_model(settings: Settings) -> tuple[State, str]:
    from bot.app import load_language

    if settings.phrase_model == "none":
        return "note", "none; words that no lexicon has will not be known"
    if settings.phrase_model != "default" and not Path(settings.phrase_model).is_dir():
        return "note", f"{settings.phrase_model} is no folder; words that no lexicon has will not be known"
    load_language(settings)
    return "ok", settings.phrase_model


def _language(settings: Settings) -> tuple[State, str]:
    from bot.app import check_locale

    check_locale(settings)
    return "ok", settings.locale
