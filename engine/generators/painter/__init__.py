"""The portrait painter: the generator that everyone has without a download."""

from engine.generators.painter.painter import Painter

__all__ = ["Painter"]
