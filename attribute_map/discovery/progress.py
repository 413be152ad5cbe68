"""How learning tells where it is."""

from engine.progress import Progress, Report, silent

__all__ = ["Progress", "Report", "silent"]
