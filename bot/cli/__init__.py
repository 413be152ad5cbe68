"""`facet`, the command line. Imports nothing heavy until a command needs it."""

import os

# Read once, when torch is first imported. OpenMP threads that spin for long starve whatever else wants the
# cores (a 512 px portrait took 1-2 s beside another busy process), and threads that sleep at once lose as
# much on an idle machine. A short spin, then sleep, is near the best of both.
os.environ.setdefault("GOMP_SPINCOUNT", "30000")

from bot.cli._main import app, main

__all__ = ["app", "main"]
