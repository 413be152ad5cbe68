"""A person in a test: says things, presses buttons, and sees what the page would show them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from types import TracebackType
from typing import Any

import aiohttp

from bot.mock_gateway.models import Json

POLL_SECONDS = 0.02
WITHIN_SECONDS = 60.0  # of patience, for the sake of busy machines


class RefusedError(Exception):
    """The gateway would not let the person do that; `status` and `body` are its answer."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"{status}: {body.get('message')}")
        self.status = status
        self.body = body


class Visitor:
    """Speaks the `/_mock` API over HTTP as one person.

    `user` is a username or id; channels are ids, names such as "general", or "dm". Use it with
    `async with Visitor(gateway.url, "wren") as wren`.
    """

    def __init__(self, url: str, user: str | int) -> None:
        self.user = str(user)
        self._base = url.rstrip("/") + "/_mock"
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Visitor:
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    async def say(
        self,
        channel: str | int,
        content: str = "",
        *,
        reply_to: str | int | None = None,
        ping: bool = True,
        files: Mapping[str, bytes] | None = None,
    ) -> Json:
        """Send a message; `files` maps names to bytes. Returns the message."""
        body: Json = {"content": content, "ping": ping}
        if reply_to is not None:
            body["reply_to"] = str(reply_to)
        return await self.post(f"/channels/{channel}/messages", body, files)

    async def edit(self, message: str | int, content: str) -> Json:
        return await self._call("PATCH", f"/messages/{message}", {"content": content})

    async def delete(self, message: str | int) -> None:
        await self._call("DELETE", f"/messages/{message}", {})

    async def command(
        self,
        channel: str | int,
        command: str,
        /,
        *,
        files: Mapping[str, bytes] | None = None,
        **options: Any,
    ) -> Json:
        """Use a slash command, `"name"` or `"name sub"`. Returns how it was answered (see README).

        A file option's value is the file's place in `files`, from 0.
        """
        body: Json = {"command": command, "options": options}
        return await self.post(f"/channels/{channel}/commands", body, files)

    async def menu(self, channel: str | int, command: str, target: str | int) -> Json:
        """Use a context menu command on a message or a user."""
        body: Json = {"command": command, "target": str(target)}
        return await self.post(f"/channels/{channel}/commands", body)

    async def autocomplete(
        self, channel: str | int, command: str, focused: str, /, **options: Any
    ) -> list[Json]:
        """The choices the bot offers for the option being typed."""
        body: Json = {"command": command, "focused": focused, "options": options}
        outcome = await self.post(f"/channels/{channel}/autocomplete", body)
        return outcome["choices"] or []

    async def press(
        self, message: str | int, custom_id: str, values: Sequence[str | int] | None = None
    ) -> Json:
        """Press a button, or choose `values` in a select."""
        body: Json = {"custom_id": custom_id}
        if values is not None:
            body["values"] = [str(value) for value in values]
        return await self.post(f"/messages/{message}/components", body)

    async def submit(
        self,
        interaction_id: str | int,
        values: Mapping[str, Any],
        files: Mapping[str, bytes] | None = None,
    ) -> Json:
        """Send in the modal that an interaction was answered with."""
        body: Json = {"values": dict(values)}
        return await self.post(f"/interactions/{interaction_id}/modal", body, files)

    async def messages(self, channel: str | int, limit: int = 50) -> list[Json]:
        """What this person sees there, oldest first, ephemeral messages included."""
        return await self.get(f"/channels/{channel}/messages?limit={limit}")

    async def bot_online(self, within: float = WITHIN_SECONDS) -> None:
        """Wait until the bot is logged in, and so hears what is said. TimeoutError after `within` seconds."""
        deadline = time.monotonic() + within
        while not (await self.get("/scene"))["online"]:
            if time.monotonic() > deadline:
                raise TimeoutError("the bot has not logged in")
            await asyncio.sleep(POLL_SECONDS)

    async def wait_for(
        self, channel: str | int, matching: Callable[[Json], object], within: float = WITHIN_SECONDS
    ) -> Json:
        """The newest message that matches, as soon as there is one. TimeoutError after `within` seconds."""
        deadline = time.monotonic() + within
        while True:
            seen = await self.messages(channel)
            for message in reversed(seen):
                if matching(message):
                    return message
            if time.monotonic() > deadline:
                last = [m["content"] or [a["filename"] for a in m["attachments"]] for m in seen[-5:]]
                raise TimeoutError(f"no such message in {channel}; the last ones are {last}")
            await asyncio.sleep(POLL_SECONDS)

    async def reply_to(self, message: Json, within: float = WITHIN_SECONDS) -> Json:
        """The next message by a bot after this one in its channel, once it is no longer "thinking"."""

        def answers(seen: Json) -> bool:
            later = int(seen["id"]) > int(message["id"])
            return later and bool(seen["author"]["bot"]) and not seen["flags"] & 128

        return await self.wait_for(message["channel_id"], answers, within)

    async def picture(self, message: Json, number: int = 0) -> bytes:
        """The bytes of an attachment."""
        assert self._http is not None
        async with self._http.get(message["attachments"][number]["url"]) as response:
            response.raise_for_status()
            return await response.read()

    async def get(self, path: str) -> Any:
        return await self._call("GET", path, None)

    async def post(
        self, path: str, body: Json | None = None, files: Mapping[str, bytes] | None = None
    ) -> Any:
        return await self._call("POST", path, body or {}, files)

    async def patch(self, path: str, body: Json | None = None) -> Any:
        return await self._call("PATCH", path, body or {})

    async def put(self, path: str, body: Json | None = None) -> Any:
        return await self._call("PUT", path, body or {})

    async def _call(
        self, method: str, path: str, body: Json | None, files: Mapping[str, bytes] | None = None
    ) -> Any:
        assert self._http is not None, "use the visitor in `async with`"
        url = self._base + path
        if body is None:
            params: Json = {"params": {"user": self.user}}
        elif files:
            params = {"data": _form({**body, "user": self.user}, files)}
        else:
            params = {"json": {**body, "user": self.user}}
        async with self._http.request(method, url, **params) as response:
            text = await response.text()
            answer = json.loads(text) if text else None
            if response.status >= 400:
                raise RefusedError(response.status, answer if isinstance(answer, dict) else {"message": text})
            return answer


def _form(body: Json, files: Mapping[str, bytes]) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(body), content_type="application/json")
    for number, (name, data) in enumerate(files.items()):
        form.add_field(f"files[{number}]", data, filename=PurePath(name).name)
    return form
