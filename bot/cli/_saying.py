"""`facet say`: one message through the conversation, without Discord."""

from __future__ import annotations

import asyncio
import contextlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.conversation.request import Outcome, Reply, Request
from bot.errors import DeliveryError, SettingsError
from bot.settings import Settings, read_settings

MEMBER = "terminal"
LONGEST_NAME = 48
FORMATS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}


@dataclass(frozen=True, slots=True)
class Said:
    """What came of it."""

    document: dict[str, Any]
    done: bool


def say_once(text: str, *, session: str, seed: int | None, out: Path | None) -> Said:
    """Say a message in a named session; raises one-line errors."""
    settings = read_settings(**_format_of(out))
    if not 0 < len(session) <= LONGEST_NAME or not session.isprintable():
        raise SettingsError(f"A session's name has 1 to {LONGEST_NAME} printable characters.")
    request = Request(
        id=f"say-{uuid.uuid4().hex}", member=MEMBER, place=f"terminal:{session}", text=text, seed=seed
    )
    return asyncio.run(_say(settings, request, session, out))


def _format_of(out: Path | None) -> dict[str, str]:
    """As a setting, the format that a file's name asks for; raises SettingsError for one we cannot write."""
    if out is None or not out.suffix:
        return {}
    if (suffix := out.suffix.lower()) not in FORMATS:
        raise SettingsError(f"{out.name} cannot be written: --out takes a name in {', '.join(FORMATS)}.")
    return {"picture_format": FORMATS[suffix]}


async def _say(settings: Settings, request: Request, session: str, out: Path | None) -> Said:
    from bot.app import open_facet

    written: list[Path] = []

    async def deliver(reply: Reply) -> str | None:
        if reply.picture is not None:
            path = out or _default_file(settings, session, reply.picture.filename_suffix)
            await asyncio.to_thread(_write, path, reply.picture.data)
            written.append(path)
        return None

    async with open_facet(settings) as facet:
        for pending in await facet.store.unfinished():
            if pending.request.member == MEMBER and pending.request.place == request.place:
                await facet.store.abandon(pending.request.id)  # its picture was not seen by anybody
        outcome = await facet.conversation.handle(request, deliver)
    return Said(_document(outcome, session, written), outcome.done)


def _document(outcome: Outcome, session: str, written: list[Path]) -> dict[str, Any]:
    from engine.recipe import Recipe

    reply, parsed = outcome.reply, outcome.parsed
    draft = reply.draft if reply is not None else None
    recipe = next((p.recipe for p in draft.portraits if p.id == draft.shows), None) if draft else None
    understood = parsed.as_json() if parsed is not None else {"changes": [], "command": None, "unknown": []}
    return {
        "ok": outcome.done,
        "session": session,
        "reply": reply.line if reply is not None else "",
        "picture": str(written[0].resolve()) if written else None,
        "alt": draft.alt if draft is not None else "",
        "portrait": draft.shows if draft is not None else None,
        "recipe": Recipe.from_json(recipe).id if recipe is not None else None,
        **understood,
        "milliseconds": dict(outcome.milliseconds),
    }


def _default_file(settings: Settings, session: str, suffix: str) -> Path:
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in session)
    return settings.data_folder / "said" / f"{safe}{suffix}"


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise DeliveryError(f"{path} cannot be written ({error.strerror}); choose another --out.") from error
