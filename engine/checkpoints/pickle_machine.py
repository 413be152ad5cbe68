"""Reads a pickle as data: a small pickle machine that can build values and nothing else.

Python's own unpickler calls whatever a file names, and even with `find_class` closed it can be made to
allocate, recurse or hash without end. This machine knows the opcodes of protocols 2 to 5 that data needs;
globals are looked up in a table of stand-ins, every length is checked against the bytes at hand, and work,
keys and text are bounded. Bytes are views into the file, never copies.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import CheckpointError

MAX_OPERATIONS = 1_000_000
ALLOWANCE = 100_000  # operations that any file may take; published ones take about half as many
BYTES_PER_OPERATION = 128  # beyond those: half of what one leaves in memory at most, an empty set
MAX_STRING = 4 << 20  # bytes; module sources are stored as text
MAX_STRINGS = 64 << 20  # bytes, all of them together
MAX_INTEGER = 32  # bytes
SHORT_BINARY = 4096  # bytes; Python 2 strings up to here are text (latin-1), longer ones are data

StandIn = Callable[..., Any]  # makes an inert value from what the file passes to a constructor


@dataclass(frozen=True)
class Global:
    """A named class or function of the file's author, represented by a stand-in of ours."""

    name: str
    make: StandIn


class Refused:
    """Stands where a refused global or its product would be, while a file is only looked over."""


class Mark:
    """The stack's mark."""


MARK = Mark()


def read_pickle(
    data: memoryview,
    allowed: Mapping[str, StandIn],
    *,
    persistent: Callable[[Any], Any] | None = None,  # makes a value from a persistent id
    refusals: list[str] | None = None,  # takes the names of refused globals instead of the first one raising
    allowance: int = ALLOWANCE,
) -> tuple[Any, int]:
    """The pickle's value and how many bytes it took; CheckpointError for anything that is not plain data."""
    machine = PickleMachine(data, allowed, persistent, refusals)
    machine.operations = min(allowance + len(data) // BYTES_PER_OPERATION, MAX_OPERATIONS)
    try:
        return machine.run(), machine.position
    except IndexError:
        raise CheckpointError(f"the pickle is damaged near byte {machine.position}") from None


class PickleMachine:
    def __init__(
        self,
        data: memoryview,
        allowed: Mapping[str, StandIn],
        persistent: Callable[[Any], Any] | None,
        refusals: list[str] | None,
    ) -> None:
        self.data = data
        self.position = 0
        self.allowed = allowed
        self.persistent = persistent
        self.refusals = refusals
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.text_left = MAX_STRINGS
        self.operations = ALLOWANCE

    def run(self) -> Any:
        for _ in range(self.operations):
            code = self.take(1)[0]
            if code == STOP:
                value = self.pop()
                if self.stack:
                    raise CheckpointError("the pickle leaves values over; it is damaged")
                return value
            operation = OPERATIONS.get(code)
            if operation is None:
                raise CheckpointError(
                    f"pickle opcode {bytes([code])!r} at byte {self.position - 1} is refused"
                )
            operation(self)
        raise CheckpointError(
            f"the pickle takes more than {self.operations:,} operations; no checkpoint does"
        )

    # Input

    def take(self, count: int) -> memoryview:
        end = self.position + count
        if end > len(self.data):
            raise CheckpointError(f"the pickle ends at byte {len(self.data)}, in the middle of a value")
        view = self.data[self.position : end]
        self.position = end
        return view

    def number(self, layout: str) -> Any:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))[0]

    def line(self) -> str:
        window = bytes(self.data[self.position : self.position + 256])
        text, newline, _ = window.partition(b"\n")
        if not newline:
            raise CheckpointError(f"the pickle has an overlong name at byte {self.position}")
        self.position += len(text) + 1
        return self.decoded(text, "utf-8")

    def decoded(self, raw: memoryview | bytes, encoding: str) -> str:
        self.text_left -= len(raw)
        if len(raw) > MAX_STRING or self.text_left < 0:
            raise CheckpointError(f"the pickle holds more text than a checkpoint has ({len(raw):,} bytes)")
        try:
            return str(raw, encoding, "surrogatepass" if encoding == "utf-8" else "strict")
        except UnicodeDecodeError:
            raise CheckpointError(f"the pickle holds damaged text near byte {self.position}") from None

    # Stack

    def push(self, value: Any) -> None:
        self.stack.append(value)

    def pop(self) -> Any:
        value = self.stack.pop()
        if value is MARK:
            raise CheckpointError(f"the pickle's stack is damaged near byte {self.position}")
        return value

    def top(self) -> Any:
        if self.stack[-1] is MARK:
            raise CheckpointError(f"the pickle's stack is damaged near byte {self.position}")
        return self.stack[-1]

    def pop_to_mark(self) -> list[Any]:
        for index in range(len(self.stack) - 1, -1, -1):
            if self.stack[index] is MARK:
                values = self.stack[index + 1 :]
                del self.stack[index:]
                return values
        raise CheckpointError(f"the pickle's stack has no mark near byte {self.position}")

    # Globals

    def look_up(self, module: Any, name: Any) -> Global:
        if not isinstance(module, str) or not isinstance(name, str):
            raise CheckpointError("the pickle names a global by something that is not text")
        full = f"{module}.{name}"
        if full in self.allowed:
            return Global(full, self.allowed[full])
        shown = shorten(full)
        if self.refusals is None:
            raise CheckpointError(
                f"it asks for the global {shown}, which no checkpoint needs; nothing was run"
            )
        if shown not in self.refusals and len(self.refusals) < 100:
            self.refusals.append(shown)
        return Global(full, lambda *_: Refused())

    def call(self, function: Any, arguments: Any) -> Any:
        if isinstance(function, Refused):
            return function
        if not isinstance(function, Global) or not isinstance(arguments, tuple):
            raise CheckpointError(f"the pickle calls something that is not callable at byte {self.position}")
        try:
            return function.make(*arguments)
        except TypeError:
            raise CheckpointError(f"{function.name} is given arguments that it does not take") from None

    def build(self, target: Any, state: Any) -> None:
        if isinstance(target, Refused) or type(target) is dict:
            return  # attributes of an ordered dict (`_metadata`) are of no use here
        take_state = getattr(type(target), "take_state", None)
        if take_state is None:
            raise CheckpointError(f"the pickle sets the state of a {type(target).__name__}")
        take_state(target, state)

    # Containers

    def set_items(self, target: Any, values: list[Any]) -> None:
        if isinstance(target, Refused):
            return
        if type(target) is not dict or len(values) % 2:
            raise CheckpointError(f"the pickle sets items of a {type(target).__name__}")
        for key, value in zip(values[::2], values[1::2], strict=True):
            target[plain_key(key)] = value

    def extend(self, target: Any, values: list[Any]) -> None:
        if isinstance(target, Refused):
            return
        if type(target) is not list:
            raise CheckpointError(f"the pickle appends to a {type(target).__name__}")
        target.extend(values)

    def add_to_set(self, target: Any, values: list[Any]) -> None:
        if type(target) is not set:
            raise CheckpointError(f"the pickle adds to a {type(target).__name__}")
        target.update(plain_key(value) for value in values)

    def recall(self, index: int) -> None:
        if index not in self.memo:
            raise CheckpointError(f"the pickle recalls memo {index}, which it never kept")
        self.push(self.memo[index])


def plain_key(key: Any) -> Any:
    """A dict key or set member whose hash is cheap and cannot be made to collide on purpose."""
    if type(key) is str or key is None or (type(key) is int and abs(key) < 1 << 32):
        return key
    if isinstance(key, Refused):
        return None
    raise CheckpointError(f"the pickle uses a {type(key).__name__} as a key")


def shorten(name: str) -> str:
    """A name from a file, fit to be shown in one line."""
    printable = "".join(c if c.isprintable() else "?" for c in name[:120])
    return printable + ("…" if len(name) > 120 else "")


# Opcodes, as the standard library's pickletools documents them.

STOP = ord(".")


def _frame(m: PickleMachine) -> None:
    length = m.number("<Q")
    if length > len(m.data) - m.position:
        raise CheckpointError("the pickle has a frame that is longer than the file")


def _protocol(m: PickleMachine) -> None:
    version = m.number("<B")
    if not 2 <= version <= 5:
        raise CheckpointError(f"pickle protocol {version} is refused; checkpoints use 2 to 5")


def _binary_string(m: PickleMachine, layout: str) -> None:
    """A Python 2 string: text when short; array data, left as bytes, when long."""
    length = m.number(layout)
    if length < 0:
        raise CheckpointError("the pickle has a string of negative length")
    raw = m.take(length)
    m.push(m.decoded(raw, "latin-1") if length <= SHORT_BINARY else raw)


def _long(m: PickleMachine, layout: str) -> None:
    length = m.number(layout)
    if not 0 <= length <= MAX_INTEGER:
        raise CheckpointError(f"the pickle has an integer of {length:,} bytes")
    m.push(int.from_bytes(m.take(length), "little", signed=True))


def _tuple(m: PickleMachine, count: int) -> None:
    values = [m.pop() for _ in range(count)]
    m.push(tuple(reversed(values)))


def _global(m: PickleMachine) -> None:
    module, name = m.line(), m.line()
    m.push(m.look_up(module, name))


def _stack_global(m: PickleMachine) -> None:
    name, module = m.pop(), m.pop()
    m.push(m.look_up(module, name))


def _call(m: PickleMachine) -> None:
    arguments, function = m.pop(), m.pop()
    m.push(m.call(function, arguments))


def _build(m: PickleMachine) -> None:
    state = m.pop()
    m.build(m.top(), state)


def _set_item(m: PickleMachine) -> None:
    value, key = m.pop(), m.pop()
    m.set_items(m.top(), [key, value])


def _append(m: PickleMachine) -> None:
    value = m.pop()
    m.extend(m.top(), [value])


def _set_items(m: PickleMachine) -> None:
    values = m.pop_to_mark()
    m.set_items(m.top(), values)


def _appends(m: PickleMachine) -> None:
    values = m.pop_to_mark()
    m.extend(m.top(), values)


def _add_items(m: PickleMachine) -> None:
    values = m.pop_to_mark()
    m.add_to_set(m.top(), values)


def _frozen_set(m: PickleMachine) -> None:
    m.push(frozenset(plain_key(value) for value in m.pop_to_mark()))


def _persistent(m: PickleMachine) -> None:
    identity = m.pop()
    if m.persistent is None:
        raise CheckpointError("the pickle refers to data outside itself")
    m.push(m.persistent(identity))


def _keep(m: PickleMachine, index: int) -> None:
    m.memo[index] = m.top()


OPERATIONS: dict[int, Callable[[PickleMachine], None]] = {
    ord("\x80"): _protocol,
    ord("\x95"): _frame,
    ord("("): lambda m: m.push(MARK),
    ord("0"): lambda m: (m.stack.pop(), None)[1],
    ord("1"): lambda m: (m.pop_to_mark(), None)[1],
    ord("2"): lambda m: m.push(m.top()),
    ord("N"): lambda m: m.push(None),
    ord("\x88"): lambda m: m.push(True),
    ord("\x89"): lambda m: m.push(False),
    ord("K"): lambda m: m.push(m.number("<B")),
    ord("M"): lambda m: m.push(m.number("<H")),
    ord("J"): lambda m: m.push(m.number("<i")),
    ord("\x8a"): lambda m: _long(m, "<B"),
    ord("\x8b"): lambda m: _long(m, "<i"),
    ord("G"): lambda m: m.push(m.number(">d")),
    ord("U"): lambda m: _binary_string(m, "<B"),
    ord("T"): lambda m: _binary_string(m, "<i"),
    ord("C"): lambda m: m.push(m.take(m.number("<B"))),
    ord("B"): lambda m: m.push(m.take(m.number("<I"))),
    ord("\x8e"): lambda m: m.push(m.take(m.number("<Q"))),
    ord("\x96"): lambda m: m.push(m.take(m.number("<Q"))),
    ord("\x8c"): lambda m: m.push(m.decoded(m.take(m.number("<B")), "utf-8")),
    ord("X"): lambda m: m.push(m.decoded(m.take(m.number("<I")), "utf-8")),
    ord("\x8d"): lambda m: m.push(m.decoded(m.take(m.number("<Q")), "utf-8")),
    ord("]"): lambda m: m.push([]),
    ord("}"): lambda m: m.push({}),
    ord(")"): lambda m: m.push(()),
    ord("\x8f"): lambda m: m.push(set()),
    ord("\x85"): lambda m: _tuple(m, 1),
    ord("\x86"): lambda m: _tuple(m, 2),
    ord("\x87"): lambda m: _tuple(m, 3),
    ord("t"): lambda m: m.push(tuple(m.pop_to_mark())),
    ord("l"): lambda m: m.push(m.pop_to_mark()),
    ord("a"): _append,
    ord("e"): _appends,
    ord("s"): _set_item,
    ord("u"): _set_items,
    ord("\x90"): _add_items,
    ord("\x91"): _frozen_set,
    ord("q"): lambda m: _keep(m, m.number("<B")),
    ord("r"): lambda m: _keep(m, m.number("<I")),
    ord("\x94"): lambda m: _keep(m, len(m.memo)),
    ord("h"): lambda m: m.recall(m.number("<B")),
    ord("j"): lambda m: m.recall(m.number("<I")),
    ord("c"): _global,
    ord("\x93"): _stack_global,
    ord("R"): _call,
    ord("\x81"): _call,
    ord("b"): _build,
    ord("Q"): _persistent,
}
