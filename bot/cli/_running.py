"""`facet demo` and `facet run`: the bot in the foreground."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import webbrowser

import typer

from bot.settings import read_settings


def run_on_discord() -> None:
    """Until it is stopped; raises one-line errors."""
    settings = read_settings()
    from bot.serving import serve_discord

    asyncio.run(serve_discord(settings))


def run_demo(port: int | None, *, browser: bool, model: str | None) -> None:
    """Until it is stopped; raises one-line errors."""
    settings = read_settings(**({"model": model} if model is not None else {}))
    from bot.serving import serve_demo

    def announce(url: str) -> None:
        typer.echo(f"Facet is at {url} (Ctrl-C ends it)")
        if browser and _has_display():
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    asyncio.run(serve_demo(settings, settings.demo_port if port is None else port, announce))


def _has_display() -> bool:
    """Whether a browser would get a window; without one it might take over the terminal instead."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
