"""Live news for whoever looks at the page: one queue a viewer, in order, bounded."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator

from bot.mock_gateway.models import Json

MAX_WAITING = 1_000  # news a viewer may lag behind before being asked to reload


class Viewer:
    """One open page: who it looks as, and the news it has not read yet."""

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        self._news: asyncio.Queue[Json | None] = asyncio.Queue(MAX_WAITING)

    def tell(self, news: Json | None) -> None:
        with contextlib.suppress(asyncio.QueueFull):
            self._news.put_nowait(news)
            return
        while not self._news.empty():  # too far behind: better to look anew
            self._news.get_nowait()
        self._news.put_nowait({"event": "reload"} if news is not None else None)

    async def next(self) -> Json | None:
        """The next piece of news; None when the feed ends."""
        return await self._news.get()


class Feed:
    """Everyone who is looking."""

    def __init__(self) -> None:
        self._viewers: set[Viewer] = set()

    @contextlib.contextmanager
    def watched_by(self, user_id: int) -> Iterator[Viewer]:
        viewer = Viewer(user_id)
        self._viewers.add(viewer)
        try:
            yield viewer
        finally:
            self._viewers.discard(viewer)

    def publish(self, news: Json, seen_by: Callable[[int], bool] = lambda user_id: True) -> None:
        for viewer in self._viewers:
            if seen_by(viewer.user_id):
                viewer.tell(news)

    def end(self) -> None:
        for viewer in self._viewers:
            viewer.tell(None)
