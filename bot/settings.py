"""Settings from the environment and `.env`; `.env.example` explains every one of them."""

from __future__ import annotations

import contextlib
import difflib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "FACET_"


def default_data_folder() -> Path:
    """Where this platform keeps what programs remember for a person (XDG base directories)."""
    home = os.environ.get("XDG_DATA_HOME", "")
    return (Path(home) if home.startswith("/") else Path.home() / ".local" / "share") / "facet"


class Settings(BaseSettings):
    """Everything an operator can set. Environment variables bear the prefix FACET_ and win over `.env`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    discord_token: SecretStr = SecretStr("")
    discord_api: str = ""
    discord_gateway: str = ""
    data: Path | None = None
    database_url: str = ""
    model: str = "painter"
    device: Literal["auto", "cpu", "cuda"] = "auto"
    phrase_model: str = "default"
    resolution: Annotated[int, Field(ge=64, le=2048)] | None = None
    picture_format: Literal["png", "jpeg", "webp"] = "png"
    psi: Annotated[float, Field(ge=-1.5, le=1.5)] = 1.0
    locale: str = "en"
    history: Annotated[int, Field(ge=2, le=1000)] = 100
    max_batch: Annotated[int, Field(ge=1, le=64)] = 8
    max_waiting: Annotated[int, Field(ge=1, le=100_000)] = 256
    render_threads: Annotated[int, Field(ge=1, le=256)] | None = None
    feature_cache: Annotated[int, Field(ge=0, le=65536)] = 256
    latent_sessions: Annotated[int, Field(ge=1, le=1_000_000)] = 1024
    catch_up_minutes: Annotated[int, Field(ge=0, le=1440)] = 10
    sync_commands: bool = True
    demo_port: Annotated[int, Field(ge=0, le=65535)] = 8765
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "console", "json"] = "auto"

    @property
    def data_folder(self) -> Path:
        """The folder for the store, installed models and packs."""
        return (self.data or default_data_folder()).expanduser()


def read_settings(**overrides: object) -> Settings:
    """The settings of this process; raises SettingsError that names the first wrong one."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"][:1]).upper()
        raise SettingsError(f"{name} is set wrongly: {first['msg']}. See .env.example.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f".env cannot be read: {error}") from error


def misspelled() -> Iterator[str]:
    """One line for each variable, of the environment or `.env`, that looks like a setting and is none."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = {name.upper() for name in (*os.environ, *dotenv_values(".env"))}
    for name in sorted(given - known):
        if name.startswith(PREFIX):
            meant = next(iter(difflib.get_close_matches(name, sorted(known), 1)), None)
            advice = f"did you mean {meant}?" if meant else "see .env.example."
            yield f"{name} is no setting of Facet; {advice}"


def prepare_data_folder(settings: Settings) -> Path:
    """Create the data folder and prove that it can be written to; raises SettingsError."""
    folder = settings.data_folder
    probe = folder / f".writable-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"more than nothing, for which a full disk has room")
        probe.unlink()
    except OSError as error:
        with contextlib.suppress(OSError):
            probe.unlink()
        reason = error.strerror or type(error).__name__
        raise SettingsError(
            f"The data folder {folder} cannot be written to ({reason}); set FACET_DATA to one that can."
        ) from error
    return folder
