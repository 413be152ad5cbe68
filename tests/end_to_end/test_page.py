"""`facet demo` in a real browser, as a newcomer meets it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.mock_gateway import Visitor
from tests.waiting import PATIENCE, until

CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", *map(shutil.which, ("chromium", "google-chrome"))) if path), ""
)
# Without /dev/shm, which containers keep small, and without looking for a graphics card.
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
FIRST_ANSWER = 15.0  # s from the start of `facet demo`, on a machine with nothing else to do

pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists(),
    reason="no chromium at /usr/bin/chromium or on the path: the page is not tried",
)


async def say(page: Page, text: str) -> None:
    await page.fill("#composer-text", text)
    await page.press("#composer-text", "Enter")


async def portraits(page: Page, count: int) -> list[str]:
    """Alt texts of the portraits, once there are that many and all are drawn."""
    images = page.locator('img[alt^="Portrait of"]')
    await expect(images).to_have_count(count, timeout=1000 * PATIENCE)
    shown = "images => images.every(image => image.complete && image.naturalWidth === 512)"
    await until(lambda: images.evaluate_all(shown))
    return [str(alt) for alt in await images.evaluate_all("images => images.map(image => image.alt)")]


async def test_a_newcomer_starts_the_demo_and_gets_four_right_pictures(
    tmp_path: Path, plain_seed: int
) -> None:
    began, log = time.monotonic(), tmp_path / "log"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", "demo", "--no-browser", "--port", "0"),
        env={**os.environ, "FACET_DATA": str(tmp_path / "data")},
        stdout=asyncio.subprocess.PIPE,
        stderr=log.open("wb"),
    )
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
        url = next(word for word in line.split() if word.startswith("http://"))
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=ARGUMENTS, timeout=1000 * PATIENCE
            )
            page = await browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(1000 * PATIENCE)
            complaints: list[str] = []
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await page.goto(url)
            await page.wait_for_selector("body.ready")
            await say(page, "new portrait")
            await portraits(page, 1)
            print(f"first answer {time.monotonic() - began:.1f} s after the start (goal {FIRST_ANSWER:g} s)")
            async with Visitor(url, "wren") as newcomer:  # the page is hers: go on from a certain face

                async def begun() -> bool:  # Discord gives three seconds, and this machine may be busy
                    used = await newcomer.command("portraits", "portrait", seed=str(plain_seed))
                    return used["state"] != "failed"

                await until(begun)
            await portraits(page, 2)
            await say(page, "older, bearded, curly hair")
            alt = (await portraits(page, 3))[-1]
            assert "beard" in alt
            assert "curly" in alt
            await say(page, "a bit less beard, add glasses")
            assert "glasses" in (await portraits(page, 4))[-1]
            await say(page, "undo")
            assert (await portraits(page, 5))[-1] == alt
            await page.get_by_role("button", name="Redo").last.click()
            assert "glasses" in (await portraits(page, 6))[-1]
            assert complaints == []
            await browser.close()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        ended = await asyncio.wait_for(process.wait(), PATIENCE)
    assert ended == 0
    assert "Traceback" not in log.read_text()
