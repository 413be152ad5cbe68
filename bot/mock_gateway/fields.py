"""Reading single fields of a form: right type, right size, and an error at the right path if not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.mock_gateway.api_errors import FormErrors, Path
from bot.mock_gateway.models import Json


class Fields:
    """One JSON object of a form, read field by field; everything wrong lands in `errors`."""

    def __init__(self, value: object, errors: FormErrors, path: Path = ()) -> None:
        self.errors = errors
        self.path = path
        self.value: Json = {}
        if isinstance(value, dict):
            self.value = value
        else:
            self.wrong((), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")

    def __contains__(self, name: str) -> bool:
        return self.value.get(name) is not None

    def wrong(self, step: Path | str | int, code: str, message: str) -> None:
        steps = step if isinstance(step, tuple) else (step,)
        self.errors.add((*self.path, *steps), code, message)

    def required(self, name: str) -> bool:
        """Whether the field is there; its absence is an error."""
        if name not in self:
            self.wrong(name, "BASE_TYPE_REQUIRED", "This field is required")
            return False
        return True

    def text(self, name: str, low: int, high: int, *, required: bool = False) -> str | None:
        """A string of `low` to `high` characters."""
        if required and not self.required(name):
            return None
        value = self.value.get(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = self.value[name] = str(value)
        if not isinstance(value, str):
            self.wrong(name, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
            return None
        if not low <= len(value) <= high:
            self._length(name, len(value), low, high)
        return value

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int | None:
        """A whole number between `low` and `high`."""
        value = self.value.get(name)
        if value is None:
            return default
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,20}", value):
            value = self.value[name] = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.'[:200])
            return default
        if not low <= value <= high:
            self.wrong(name, "NUMBER_TYPE_RANGE", f"int value should be between {low} and {high}.")
        return value

    def number(self, name: str) -> None:
        """Any number, if it is there, of a size that floating point holds exactly."""
        value = self.value.get(name)
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 2**53:
            self.wrong(name, "NUMBER_TYPE_COERCE", "Not a number between -2^53 and 2^53.")

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.value.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
            return default
        return value

    def choice(self, name: str, allowed: Iterable[Any]) -> Any:
        """One of the allowed values, required."""
        if not self.required(name):
            return None
        value, options = self.value[name], list(allowed)
        if isinstance(value, bool) or value not in options:
            listed = ", ".join(str(option) for option in options)
            self.wrong(name, "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")
            return None
        self.value[name] = options[options.index(value)]
        return self.value[name]

    def items(self, name: str, low: int, high: int) -> list[Fields]:
        """A list of objects, each to be read in turn."""
        return [
            Fields(item, self.errors, (*self.path, name, number))
            for number, item in enumerate(self.values(name, low, high))
        ]

    def values(self, name: str, low: int, high: int) -> list[Any]:
        """A list of anything."""
        value = self.value.get(name)
        if value is None:
            value = []
        if not isinstance(value, list):
            self.wrong(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if not low <= len(value) <= high:
            self._length(name, len(value), low, high)
            return value[:high]
        return value

    def inside(self, name: str) -> Fields:
        return Fields(self.value.get(name), self.errors, (*self.path, name))

    def _length(self, name: str, length: int, low: int, high: int) -> None:
        if low > 0:
            self.wrong(name, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
        elif length > high:
            self.wrong(name, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")


def snowflake(value: object) -> int | None:
    """An id as it comes over the wire, a string of digits or a number."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 64:
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        return int(value)
    return None
