"""Failures on order: the next calls to some route go wrong in the way a test asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.mock_gateway.api_errors import FormErrors
from bot.mock_gateway.fields import Fields
from bot.mock_gateway.models import Json


@dataclass(slots=True)
class Fault:
    """One kind of failure for the next `times` matching calls."""

    status: int  # 0 cuts the connection without an answer
    times: int
    method: str | None
    path: re.Pattern[str]
    retry_after: float  # seconds, told with a 429
    delay: float  # seconds before anything happens
    carried_out: bool  # the request takes effect, only its answer is lost


class Faults:
    """The failures still to come."""

    def __init__(self) -> None:
        self._pending: list[Fault] = []

    def add(self, order: object) -> Fault:
        """Raises ApiError 50035 for an order that cannot be read."""
        errors = FormErrors()
        form = Fields(order, errors)
        status = form.whole("status", 0, 599, default=500)
        times = form.whole("times", 1, 10_000, default=1)
        method, path = form.text("method", 3, 7), form.text("path", 1, 300) or ""
        try:
            pattern = re.compile(path)
        except re.error as reason:
            form.wrong("path", "PATTERN", str(reason))
            pattern = re.compile("")
        retry_after, delay = _seconds(form, "retry_after", 1.0), _seconds(form, "delay", 0.0)
        carried_out = form.flag("carried_out")
        errors.raise_any()
        fault = Fault(
            status=500 if status is None else status,
            times=times or 1,
            method=method.upper() if method else None,
            path=pattern,
            retry_after=retry_after,
            delay=delay,
            carried_out=carried_out,
        )
        self._pending.append(fault)
        return fault

    def clear(self) -> None:
        self._pending.clear()

    def next_for(self, method: str, path: str) -> Fault | None:
        """The failure this call is to meet, counted down."""
        for fault in self._pending:
            if fault.method in (None, method) and fault.path.search(path):
                fault.times -= 1
                if fault.times == 0:
                    self._pending.remove(fault)
                return fault
        return None

    def listed(self) -> list[Json]:
        return [
            {"status": f.status, "times": f.times, "method": f.method, "path": f.path.pattern}
            for f in self._pending
        ]


def _seconds(form: Fields, name: str, default: float) -> float:
    value = form.value.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 600:
        form.wrong(name, "NUMBER_TYPE_RANGE", "A number of seconds between 0 and 600.")
        return default
    return float(value)
