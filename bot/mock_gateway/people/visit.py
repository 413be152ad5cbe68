"""One call from a person, through the page or from a test: who they are and where."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.mock_gateway.api_errors import ApiError, unknown_channel, unknown_message, unknown_user
from bot.mock_gateway.attachments import Upload
from bot.mock_gateway.backstage import Backstage
from bot.mock_gateway.fields import snowflake
from bot.mock_gateway.models import Channel, Json, Message, User
from bot.mock_gateway.permissions import Permission
from bot.mock_gateway.uploads import read_form
from bot.mock_gateway.visibility import visible_to
from bot.mock_gateway.world import World


def refused(text: str, status: int = 400) -> ApiError:
    """What a person did cannot be done; the text tells them so."""
    return ApiError(status, 0, text)


@dataclass(slots=True)
class Visit:
    """A call with its body read; `body` is {} where there was none."""

    request: web.Request
    backstage: Backstage
    body: Json
    files: dict[int, Upload]

    @classmethod
    async def of(cls, request: web.Request, backstage: Backstage) -> Visit:
        body: object = {}
        files: dict[int, Upload] = {}
        if request.can_read_body:
            body, files = await read_form(request)
        if not isinstance(body, dict):
            raise refused("the body must be a JSON object")
        return cls(request, backstage, body, files)

    @property
    def world(self) -> World:
        return self.backstage.world

    @property
    def user(self) -> User:
        """Who acts: `user` in the body or the query, an id or a username."""
        return self.person(self.body.get("user") or self.request.query.get("user"))

    def person(self, named: object) -> User:
        for user in self.world.users.values():
            if user.id == snowflake(named) or (user.username == named and not user.bot):
                if user.bot:
                    raise refused("nobody can act as the bot", 403)
                return user
        raise unknown_user()

    def channel(self, *needed: Permission) -> Channel:
        """The channel in the path: an id, a name such as `general`, or `dm` for the person's own."""
        named = self.request.match_info["channel"]
        user = self.user
        if named == "dm":
            return self.world.dm_with(user.id)
        identifier = snowflake(named)
        for channel in self.world.channels.values():
            if channel.id == identifier or (channel.name == named and not channel.is_dm):
                held = self.world.permissions(user.id, channel)
                if not held & Permission.VIEW_CHANNEL:
                    break
                if any(not held & permission for permission in needed):
                    raise refused("you do not have permission to do this here", 403)
                return channel
        raise unknown_channel()

    def message(self) -> Message:
        """The message in the path, if this person sees it."""
        message = self.any_message()
        if not visible_to(self.world, message, self.user.id):
            raise unknown_message()
        return message

    def any_message(self) -> Message:
        message = self.world.messages.get(snowflake(self.request.match_info["message"]) or 0)
        if message is None:
            raise unknown_message()
        return message


PeopleHandler = Callable[[Visit], Awaitable[Any]]
PeopleRoutes = dict[tuple[str, str], PeopleHandler]
