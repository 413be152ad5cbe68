"""Opening the database: SQLite's pragmas, and migrations to the newest schema."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StoreError

MIGRATIONS = Path(__file__).with_name("migrations")
PRAGMAS = (
    "busy_timeout=15000",  # ms that a writer waits for another process, e.g. `facet say` beside `facet run`
    "journal_mode=WAL",
    "synchronous=FULL",  # what was committed survives a power cut too
    "foreign_keys=ON",
)


def sqlite_url(file: Path) -> str:
    """The URL of a database file."""
    return f"sqlite+aiosqlite:///{file}"


async def open_database(url: str) -> AsyncEngine:
    """An engine on a database brought to the newest schema; raises StoreError."""
    try:
        engine = create_async_engine(make_url(url))
    except (ArgumentError, ImportError, SQLAlchemyError) as error:
        raise StoreError(f"FACET_DATABASE_URL cannot be used: {error}") from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    try:
        if engine.dialect.name == "sqlite":
            await asyncio.to_thread(_try_to_connect, engine)
        async with engine.execution_options(writing=True).begin() as connection:
            await connection.run_sync(migrate)
    except (SQLAlchemyError, CommandError, sqlite3.Error, OSError) as error:
        await engine.dispose()
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StoreError(
            f"The store {engine.url.render_as_string()} cannot be opened ({reason}); "
            "check the file and its folder, or set FACET_DATA to another one."
        ) from error
    return engine


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to `revision`, inside the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _try_to_connect(engine: AsyncEngine) -> None:
    """Raise sqlite3.Error where there is nothing to open.

    aiosqlite, when it cannot connect, leaves its thread to finish by itself, with a traceback on stderr if
    the event loop is closed by then.
    """
    arguments, options = engine.dialect.create_connect_args(engine.url)
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect
    connect(*arguments, **options).close()


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        cursor = connection.cursor()
        try:
            for pragma in PRAGMAS:
                cursor.execute(f"PRAGMA {pragma}")
        except Exception:
            connection.close()  # the pool does not know it yet
            raise
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A writer takes its lock at once: one that read first could not wait for another, only fail.
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
