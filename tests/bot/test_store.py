"""The store: what is claimed, committed and erased, and that migrations lead to the models."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from bot.conversation.request import Draft, NewPortrait, Request
from bot.errors import StoreError
from bot.store import AttributeRule, Store, sqlite_url
from bot.store.database import migrate, open_database
from bot.store.models import Base

REQUEST = Request(id="100", member="ada", place="c1", guild="g1", text="older")
DRAFT = Draft(
    line="Older +1.0.",
    locale="en",
    alt="Portrait of an older face. Generated.",
    shows="p1",
    portraits=(NewPortrait("p0", "{}"), NewPortrait("p1", "{}", parent="p0", wishes=({"axis": "age"},))),
    history=("p0", "p1"),
    cursor=1,
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await Store.open(sqlite_url(tmp_path / "facet.db")) as store:
        yield store


async def test_a_claimed_request_changes_no_session_until_it_is_committed(store: Store) -> None:
    assert await store.claim(REQUEST, DRAFT)
    assert (await store.session("ada", "c1")).current is None
    await store.commit(REQUEST, DRAFT, "900")
    session = await store.session("ada", "c1")
    assert (session.history, session.current) == (("p0", "p1"), "p1")
    assert await store.portrait_posted_as("900") == "p1"
    portrait = await store.portrait("p1")
    assert portrait is not None
    assert (portrait.parent, portrait.author, portrait.wishes) == ("p0", "ada", ({"axis": "age"},))


async def test_of_many_that_claim_one_request_at_once_exactly_one_gets_it(store: Store) -> None:
    claims = await asyncio.gather(*(store.claim(REQUEST, DRAFT) for _ in range(8)))
    assert sorted(claims) == [False] * 7 + [True]


async def test_a_claim_survives_a_restart_with_all_that_is_needed_to_finish_it(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "facet.db")
    async with await Store.open(url) as store:
        await store.claim(REQUEST, DRAFT)
        await store.receive(replace(REQUEST, id="99", action="undo", message=False))
    async with await Store.open(url) as store:
        received, claimed = await store.unfinished()
        assert (received.request.action, received.draft) == ("undo", None)
        assert (claimed.request, claimed.draft) == (REQUEST, DRAFT)
        assert await store.claim(received.request, DRAFT)
        assert not await store.claim(claimed.request, DRAFT)
        await store.abandon(claimed.request.id)
        assert [entry.request.id for entry in await store.unfinished()] == ["99"]
        assert await store.knows("100")


async def test_erasing_a_member_keeps_what_others_made_from_their_portraits(store: Store) -> None:
    await store.claim(REQUEST, DRAFT)
    await store.commit(REQUEST, DRAFT, "900")
    fork = Request(id="101", member="bea", place="c1", guild="g1", text="bald")
    forked = Draft(
        line="Bald.", locale="en", shows="p2", portraits=(NewPortrait("p2", "{}", "p1"),), history=("p2",)
    )
    await store.claim(fork, forked)
    await store.commit(fork, forked, "901")
    assert len((await store.export("ada"))["portraits"]) == 2
    assert await store.erase("ada") == 2
    nothing = await store.export("ada")
    assert nothing == {"member": "ada", "portraits": [], "sessions": [], "requests": []}
    kept = await store.portrait("p2")
    assert kept is not None
    assert kept.parent is None
    assert (await store.session("bea", "c1")).current == "p2"


async def test_old_finished_requests_are_forgotten_and_unfinished_ones_and_portraits_are_not(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.store.PRUNED_AT_ONCE", 3)
    await store.claim(REQUEST, DRAFT)
    await store.commit(REQUEST, DRAFT, "900")
    for number in range(7):
        await store.receive(replace(REQUEST, id=f"x{number}"))
        await store.abandon(f"x{number}")
    waiting = replace(REQUEST, id="103", action="undo", message=False)
    await store.receive(waiting)
    assert await store.prune(int(time.time()) - 60) == 0
    assert await store.prune(int(time.time()) + 60) == 8
    assert not await store.knows(REQUEST.id)
    assert [pending.request for pending in await store.unfinished()] == [waiting]
    assert (await store.session("ada", "c1")).current == "p1"
    assert await store.portrait("p1") is not None


async def test_direct_messages_are_remembered_with_and_without_a_portrait(store: Store) -> None:
    assert await store.direct_places() == []
    await store.receive(REQUEST)  # in a guild
    words = replace(REQUEST, id="101", place="dm1", guild=None)
    await store.claim(words, Draft(line="Hello.", locale="en"))
    await store.commit(words, Draft(line="Hello.", locale="en"), "901")
    shown = replace(REQUEST, id="102", place="dm2", guild=None)
    await store.claim(shown, DRAFT)
    await store.commit(shown, DRAFT, "902")
    assert set(await store.direct_places()) == {"dm1", "dm2"}
    await store.prune(int(time.time()) + 60)
    assert await store.direct_places() == ["dm2"]


async def test_rules_and_channels_are_kept_per_guild(store: Store) -> None:
    await store.set_attribute_rule("g1", AttributeRule("beard", allowed=False))
    await store.set_attribute_rule("g1", AttributeRule("age", limit=1.5))
    await store.set_attribute_rule("g1", AttributeRule("beard"))
    assert await store.attribute_rules("g1") == [AttributeRule("age", limit=1.5)]
    assert await store.attribute_rules("g2") == []
    await store.set_portrait_channel("c9", "g1", on=True)
    assert await store.portrait_channels() == {"c9": "g1"}
    await store.set_portrait_channel("c9", "g1", on=False)
    assert await store.portrait_channels() == {}


def test_migrations_from_nothing_lead_to_exactly_the_models_and_back(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'facet.db'}")
    with engine.begin() as connection:
        migrate(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert inspect(connection).get_table_names()


async def test_a_store_of_a_newer_facet_and_one_that_is_no_database_are_refused_in_one_line(
    tmp_path: Path,
) -> None:
    newer = tmp_path / "newer.db"
    engine = await open_database(sqlite_url(newer))
    async with engine.begin() as connection:
        await connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    await engine.dispose()
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database at all" * 100)
    for file in (newer, broken, tmp_path, tmp_path / "missing" / "facet.db"):
        with pytest.raises(StoreError) as caught:
            await Store.open(sqlite_url(file))
        assert "\n" not in str(caught.value)
