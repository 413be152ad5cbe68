"""One REST call as a handler sees it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.mock_gateway.api_errors import (
    form_error,
    missing_access,
    missing_permissions,
    unknown_channel,
    unknown_message,
)
from bot.mock_gateway.attachments import Upload
from bot.mock_gateway.backstage import Backstage
from bot.mock_gateway.fields import snowflake
from bot.mock_gateway.models import Channel, Message
from bot.mock_gateway.permissions import Permission
from bot.mock_gateway.uploads import read_form, read_json
from bot.mock_gateway.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """A request together with the gateway it came to."""

    request: web.Request
    backstage: Backstage

    @property
    def world(self) -> World:
        return self.backstage.world

    @property
    def bot_id(self) -> int:
        return self.world.application.id

    def text(self, name: str) -> str:
        return self.request.match_info[name]

    def id(self, name: str) -> int:
        """A path parameter that must be a snowflake; raises ApiError 50035 otherwise."""
        return self._snowflake(name, self.request.match_info[name])

    def query_id(self, name: str) -> int | None:
        value = self.request.query.get(name)
        return None if value is None else self._snowflake(name, value)

    def query_whole(self, name: str, default: int, low: int, high: int) -> int:
        value = self.request.query.get(name, str(default))
        if not re.fullmatch(r"[0-9]{1,6}", value) or not low <= int(value) <= high:
            raise form_error((name,), "NUMBER_TYPE_RANGE", f"int value should be between {low} and {high}.")
        return int(value)

    async def json(self) -> object:
        return await read_json(self.request)

    async def form(self) -> tuple[object, dict[int, Upload]]:
        return await read_form(self.request)

    def channel(self, *needed: Permission) -> Channel:
        """The channel in the path, if the bot can see it and holds what is needed there.

        Raises ApiError: 10003, 50001 when it may not look, 50013 when it may look but not do this.
        """
        channel = self.world.channels.get(self.id("channel"))
        if channel is None:
            raise unknown_channel()
        held = self.world.permissions(self.bot_id, channel)
        if not held & Permission.VIEW_CHANNEL:
            raise missing_access()
        for permission in needed:
            if not held & permission:
                raise missing_permissions()
        return channel

    def message(self, *needed: Permission) -> Message:
        """The message in the path, of the channel in the path; ephemeral ones cannot be had this way."""
        channel = self.channel(*needed)
        message = self.world.messages.get(self.id("message"))
        if message is None or message.channel_id != channel.id or message.visible_to is not None:
            raise unknown_message()
        return message

    def _snowflake(self, name: str, value: str) -> int:
        identifier = snowflake(value)
        if identifier is None:
            raise form_error((name,), "NUMBER_TYPE_COERCE", f'Value "{value[:100]}" is not snowflake.')
        return identifier


Handler = Callable[[Call], Awaitable[Any]]
Routes = dict[tuple[str, str], Handler]  # (method, path with {parameters}) -> handler
