"""Discord's time-ordered ids.

A snowflake is 64 bits: milliseconds since Discord's epoch in the upper 42, a counter in the lower 22.
Source: https://discord.com/developers/docs/reference#snowflakes
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000


def snowflake_at(milliseconds: int, counter: int = 0) -> int:
    """The id whose time is `milliseconds` since the Unix epoch."""
    return ((milliseconds - DISCORD_EPOCH_MS) << 22) | counter


def created_at(snowflake: int) -> datetime:
    return datetime.fromtimestamp(((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000, tz=UTC)


class SnowflakeMaker:
    """Makes ids that only ever grow, even when the machine's clock steps back."""

    def __init__(self, newest: int = 0) -> None:
        self._newest = newest

    def saw(self, snowflake: int) -> None:
        """Never hand out an id at or below one that is already in use."""
        self._newest = max(self._newest, snowflake)

    def next(self) -> int:
        now = snowflake_at(time.time_ns() // 1_000_000)
        self._newest = max(now, self._newest + 1)
        return self._newest
