"""Other web sites, and hostile requests, are kept out."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.mock_gateway import MockGateway, Visitor
from bot.mock_gateway.seed import GENERAL_ID
from tests.mock_gateway.conftest import rest

POST = {"content": "sent by another site", "user": "juniper"}


async def status(gateway: MockGateway, method: str, path: str, **params: Any) -> int:
    url = gateway.url.rstrip("/") + path
    async with aiohttp.ClientSession() as http, http.request(method, url, **params) as response:
        return response.status


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Host": ""},
    ],
)
async def test_a_request_that_another_site_caused_is_refused(
    gateway: MockGateway, wren: Visitor, headers: dict[str, str]
) -> None:
    path = "/_mock/channels/general/messages"
    assert await status(gateway, "POST", path, json=POST, headers=headers) in (400, 403)
    assert await wren.messages("general") == []


async def test_the_page_itself_and_plain_programs_are_let_in(gateway: MockGateway) -> None:
    own = {"Origin": gateway.url.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    path = "/_mock/channels/general/messages"
    assert await status(gateway, "POST", path, json=POST, headers=own) == 200
    assert await status(gateway, "POST", path, json=POST) == 200
    assert await status(gateway, "GET", "/", headers={"Sec-Fetch-Site": "cross-site"}) == 200
    local = {"Host": f"localhost:{gateway.port}"}
    assert await status(gateway, "GET", "/", headers=local) == 200


@pytest.mark.parametrize("path", ["/gw", "/_mock/feed?user=wren"])
async def test_web_sockets_of_other_sites_are_refused(gateway: MockGateway, path: str) -> None:
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await http.ws_connect(gateway.url.rstrip("/") + path, origin="https://evil.example")
        assert caught.value.status == 403


async def test_an_uploaded_page_cannot_run_here(gateway: MockGateway, wren: Visitor) -> None:
    sent = await wren.say("general", files={"../evil.html": b"<script>alert(1)</script>"})
    attachment = sent["attachments"][0]
    assert attachment["filename"] == "evil.html"
    async with aiohttp.ClientSession() as http, http.get(attachment["url"]) as response:
        assert response.headers["Content-Disposition"] == "attachment"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_files_outside_the_page_folder_cannot_be_had(gateway: MockGateway) -> None:
    for path in ("/page/../server.py", "/page/%2e%2e/server.py", "/page//etc/passwd", "/page/"):
        assert await status(gateway, "GET", path) in (403, 404)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"text"', b"null", b"\xff\xfe", b'{"content": {"a": 1}}', b"[" * 100_000],
)
async def test_a_body_that_is_no_form_is_refused_and_nothing_breaks(
    gateway: MockGateway, wren: Visitor, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    async with rest(gateway) as http:
        url = f"channels/{GENERAL_ID}/messages"
        async with http.post(url, data=body, headers=headers) as response:
            assert response.status == 400
            assert (await response.json())["code"] in (50006, 50035, 50109)
        async with http.put(f"channels/{GENERAL_ID}/messages/notanid", data=body) as response:
            assert response.status == 501
    assert await status(gateway, "POST", "/_mock/channels/general/messages", data=body) in (400, 404)
    assert await wren.messages("general") == []


async def test_a_request_of_more_than_25_mebibytes_is_cut_short(gateway: MockGateway) -> None:
    form = aiohttp.FormData(quote_fields=False)
    for number in range(3):
        form.add_field(f"files[{number}]", b"x" * (9 * 1024 * 1024), filename="x.bin")
    async with rest(gateway) as http, http.post(f"channels/{GENERAL_ID}/messages", data=form) as response:
        assert (response.status, (await response.json())["code"]) == (413, 40005)
