"""Random and half-right requests to every route: always an answer, never an internal error."""

from __future__ import annotations

import json
import random
from typing import Any

import aiohttp
import pytest

from bot.mock_gateway import MockGateway, Settings, Visitor
from bot.mock_gateway.people.app import ROUTES as PEOPLE_ROUTES
from bot.mock_gateway.rest import interactions
from bot.mock_gateway.rest.app import AUTHORIZED
from bot.mock_gateway.seed import BOT_ID, GENERAL_ID, GUILD_ID, MEMBER_ID
from bot.mock_gateway.visitor import RefusedError

WORDS = [
    "content", "embeds", "components", "type", "style", "label", "custom_id", "options", "name", "value",
    "description", "attachments", "id", "flags", "allowed_mentions", "parse", "message_reference",
    "message_id", "nonce", "enforce_nonce", "data", "title", "url", "fields", "choices", "messages",
    "recipient_id", "command", "target", "focused", "values", "user", "accessory", "component", "items",
    "media", "min_values", "max_values", "footer", "text", "image", "op", "status", "path", "allow", "deny",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, 1, 2, 3, 4, 5, 7, 9, 10, 17, 18, -1, 2**63, 1e308, "", "x", "1", "x" * 3000, "😀",
    "attachment://x.png", "https://example.org", "\x00", str(GENERAL_ID), str(MEMBER_ID), "wren", "general",
]  # fmt: skip


def random_json(dice: random.Random, depth: int = 0) -> Any:
    roll = dice.random()
    if depth > 4 or roll < 0.4:
        return dice.choice(VALUES)
    if roll < 0.65:
        return [random_json(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {dice.choice(WORDS): random_json(dice, depth + 1) for _ in range(dice.randrange(6))}


def filled(path: str, dice: random.Random) -> str:
    """The path with its parameters filled in, mostly with things that exist."""
    real = {
        "channel": GENERAL_ID, "guild": GUILD_ID, "application": BOT_ID, "user": MEMBER_ID, "emoji": "👍",
        "token": "tok", "message": "@original", "interaction": 1, "command": 1,
    }  # fmt: skip
    for name, value in real.items():
        wrong = dice.choice(["0", "x", "99999999999999999999", "-1", "ü", "%00"])
        path = path.replace("{" + name + "}", str(value) if dice.random() < 0.8 else wrong)
    return path


@pytest.mark.parametrize("seed", range(3))
async def test_no_request_makes_the_server_stumble(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    dice = random.Random(seed)
    settings = Settings(requests_a_second=10**6, acknowledge_seconds=0.01, invalid_requests=10**6)
    rest_routes = [*AUTHORIZED, *interactions.ROUTES]
    async with MockGateway(settings=settings) as gateway, aiohttp.ClientSession() as http:
        base = gateway.url.rstrip("/")
        targets = [(m, base + "/api/v10" + filled(p, dice)) for m, p in rest_routes * 5]
        targets += [(m, base + "/_mock" + filled(p, dice)) for m, p in PEOPLE_ROUTES if p != "/faults"] * 5
        dice.shuffle(targets)
        for method, url in targets:
            body = random_json(dice)
            if isinstance(body, dict) and dice.random() < 0.7:
                body["user"] = "wren"
            headers = {"Authorization": f"Bot {gateway.token}", "Content-Type": "application/json"}
            data = json.dumps(body) if method != "GET" else None
            async with http.request(method, url, data=data, headers=headers) as response:
                assert response.status < 500 or response.status == 501, (method, url, body)
        async with Visitor(gateway.url, "wren") as wren:
            assert (await wren.say("general", "still standing"))["content"] == "still standing"
            await wren.messages("general")
    assert [record for record in caplog.records if record.exc_info] == []


GOOD_MESSAGE: dict[str, Any] = {
    "content": "hello <@1> **there**",
    "flags": 0,
    "nonce": "1",
    "allowed_mentions": {"parse": [], "users": ["1"], "replied_user": False},
    "embeds": [{"title": "t", "fields": [{"name": "n", "value": "v"}], "image": {"url": "attachment://a"}}],
    "components": [
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "l", "custom_id": "c"}]},
        {"type": 1, "components": [{"type": 3, "custom_id": "s", "options": [{"label": "l", "value": "v"}]}]},
    ],
}
GOOD_LAYOUT: dict[str, Any] = {
    "flags": 1 << 15,
    "components": [
        {
            "type": 17,
            "accent_color": 1,
            "components": [
                {
                    "type": 9,
                    "components": [{"type": 10, "content": "t"}],
                    "accessory": {"type": 11, "media": {"url": "https://example.org/a.png"}},
                },
                {"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}}]},
                {"type": 14, "spacing": 1},
            ],
        }
    ],
}
GOOD_COMMANDS: list[Any] = [
    {
        "name": "a",
        "description": "d",
        "default_member_permissions": "8",
        "contexts": [0, 1],
        "options": [
            {
                "type": 1,
                "name": "sub",
                "description": "d",
                "options": [
                    {"type": 3, "name": "o", "description": "d", "choices": [{"name": "n", "value": "v"}]},
                    {"type": 4, "name": "p", "description": "d", "min_value": 1, "max_value": 2},
                ],
            }
        ],
    },
    {"name": "Menu", "type": 3},
]


def mutated(value: Any, dice: random.Random) -> Any:
    """The same thing with one part of it replaced, dropped or doubled."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        key = dice.choice(list(value))
        changed = {k: v for k, v in value.items() if k != key}
        return changed if dice.random() < 0.1 else {**changed, key: mutated(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.85:
        at = dice.randrange(len(value))
        twice = [value[at]] * dice.randrange(1, 3)
        return [*value[:at], mutated(value[at], dice), *twice[1:], *value[at + 1 :]]
    return random_json(dice)


FORMS = [GOOD_MESSAGE, GOOD_LAYOUT, GOOD_COMMANDS]


@pytest.mark.parametrize("good", FORMS, ids=["message", "layout", "sync"])
async def test_a_nearly_right_form_is_taken_or_refused_and_can_then_be_used(
    good: Any, caplog: pytest.LogCaptureFixture
) -> None:
    dice = random.Random(7)
    settings = Settings(requests_a_second=10**6, acknowledge_seconds=0.01)
    syncing = isinstance(good, list)
    path = f"/applications/{BOT_ID}/commands" if syncing else f"/channels/{GENERAL_ID}/messages"
    method = "PUT" if syncing else "POST"
    answers = set()
    async with (
        MockGateway(settings=settings) as gateway,
        aiohttp.ClientSession(headers={"Authorization": f"Bot {gateway.token}"}) as http,
        Visitor(gateway.url, "wren") as wren,
    ):
        for turn in range(250):
            body = mutated(good, dice) if turn else good
            async with http.request(method, gateway.api_base + path, json=body) as response:
                answers.add(response.status)
                assert response.status in (200, 400, 501), (response.status, body)
            if turn % 25 == 0:
                await wren.messages("general")
                await wren.get("/scene")
                for command in await wren.get("/channels/general/commands"):
                    await _use(wren, command)
    assert answers >= {200, 400}
    assert [record for record in caplog.records if record.exc_info] == []


async def _use(wren: Visitor, command: dict[str, Any]) -> None:
    """Try a command blindly; being refused is fine."""
    for body in ({"command": command["id"]}, {"command": f"{command['name']} sub", "options": {"p": 1}}):
        status = 200
        try:
            await wren.post("/channels/general/commands", body)
        except RefusedError as refused:
            status = refused.status
        assert status < 500
