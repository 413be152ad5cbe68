"""Waiting for what will come, with patience for a machine that has much else to do."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

PATIENCE = 300.0  # s; nothing that works waits for its end


async def until(condition: Callable[[], Any], *, every: float = 0.01) -> Any:
    """Wait until a condition, which may be a coroutine function, holds, and return what it gave.

    Raises TimeoutError when it never does.
    """
    async with asyncio.timeout(PATIENCE):
        while True:
            found = condition()
            if inspect.isawaitable(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(every)
