"""Rate limits: a bucket a route and place, one over everything, and the door that closes on abuse.

Source: https://discord.com/developers/docs/topics/rate-limits
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import deque
from dataclasses import dataclass

from bot.mock_gateway.settings import Settings

INVALID_WINDOW = 600.0  # seconds
MAX_BUCKETS = 10_000

STRICT = {  # requests, seconds; Discord does not publish its buckets: these are the ones clients observe
    ("POST", "/channels/{channel}/messages"): (5, 5.0),
    ("PATCH", "/channels/{channel}/messages/{message}"): (5, 5.0),
    ("DELETE", "/channels/{channel}/messages/{message}"): (5, 1.0),
    ("POST", "/channels/{channel}/typing"): (5, 5.0),
    ("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me"): (1, 0.3),
    ("POST", "/webhooks/{application}/{token}"): (5, 5.0),
    ("PATCH", "/webhooks/{application}/{token}/messages/{message}"): (5, 5.0),
}


@dataclass(slots=True)
class Bucket:
    """A fixed window: so many requests until it resets."""

    name: str
    limit: int
    window: float
    resets_at: float = 0.0
    used: int = 0

    def take(self, moment: float) -> bool:
        if moment >= self.resets_at:
            self.resets_at, self.used = moment + self.window, 0
        if self.used >= self.limit:
            return False
        self.used += 1
        return True

    def headers(self, moment: float) -> dict[str, str]:
        reset_after = max(0.0, self.resets_at - moment)
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "X-RateLimit-Reset": f"{time.time() + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": self.name,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass, and the headers that say so."""

    headers: dict[str, str]
    retry_after: float | None = None  # seconds; set when the request is refused
    everywhere: bool = False


class RateLimits:
    """Counts requests as Discord would; times are the machine's monotonic clock."""

    def __init__(self, settings: Settings) -> None:
        self._strict = settings.strict_rate_limits
        self._overall = Bucket("global", settings.requests_a_second, 1.0)
        self._buckets: dict[tuple[str, str, str], Bucket] = {}
        self._invalid: deque[float] = deque(maxlen=settings.invalid_requests)

    def judge(self, method: str, route: str, place: str, *, counts_overall: bool) -> Verdict:
        """`route` is the path with its parameters named; `place` the channel, guild or webhook in it."""
        moment = time.monotonic()
        if counts_overall and not self._overall.take(moment):
            wait = self._overall.resets_at - moment
            return Verdict({"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}, wait, True)
        bucket = self._bucket(method, route, place)
        passed = bucket.take(moment)
        headers = bucket.headers(moment)
        if passed:
            return Verdict(headers)
        wait = math.ceil((bucket.resets_at - moment) * 1000) / 1000
        return Verdict(headers | {"X-RateLimit-Scope": "user"}, wait)

    def count_invalid(self) -> None:
        """A 401, 403 or 429 was answered."""
        self._invalid.append(time.monotonic())

    @property
    def banned(self) -> bool:
        """Whether so many requests were invalid lately that Discord's door would be shut."""
        full = len(self._invalid) == self._invalid.maxlen
        return full and time.monotonic() - self._invalid[0] < INVALID_WINDOW

    def _bucket(self, method: str, route: str, place: str) -> Bucket:
        key = (method, route, place)
        if key not in self._buckets:
            if len(self._buckets) >= MAX_BUCKETS:
                self._buckets.clear()
            ordinary = (self._overall.limit, 1.0)
            limit, window = STRICT.get((method, route), ordinary) if self._strict else ordinary
            name = hashlib.sha256(f"{method} {route}".encode()).hexdigest()[:32]
            self._buckets[key] = Bucket(name, limit, window)
        return self._buckets[key]
