"""The list of everything a client asked for that this server does not have."""

from __future__ import annotations

import logging
from collections import Counter

from bot.mock_gateway.models import Json

log = logging.getLogger(__name__)


class UnknownLog:
    """Remembers unknown requests and says each loudly, so that a gap is filled instead of guessed around."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str]] = Counter()

    def note(self, method: str, path: str) -> None:
        if len(self._seen) < 1000:
            self._seen[method, path[:300]] += 1
        log.error("not modelled: %s %s", method, path[:300])

    def listed(self) -> list[Json]:
        return [
            {"method": method, "path": path, "times": times} for (method, path), times in self._seen.items()
        ]
