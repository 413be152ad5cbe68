"""The tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Id = String(64)  # a snowflake, or a name where no Discord is involved


class Base(DeclarativeBase):
    """Names for all constraints, so that migrations can speak of them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PortraitRow(Base):
    """One portrait that was posted."""

    __tablename__ = "portraits"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    recipe: Mapped[str] = mapped_column(Text)  # canonical JSON
    parent: Mapped[str | None] = mapped_column(ForeignKey("portraits.id", ondelete="SET NULL"))
    wishes: Mapped[list[Any]] = mapped_column(JSON)  # the changes that led here from its parent
    author: Mapped[str] = mapped_column(Id, index=True)
    guild: Mapped[str | None] = mapped_column(Id)
    place: Mapped[str] = mapped_column(Id)
    created: Mapped[int]  # s since 1970


class SessionRow(Base):
    """What one member is editing in one place."""

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("member", "place"), CheckConstraint("cursor >= 0", name="cursor"))

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(Id)
    place: Mapped[str] = mapped_column(Id, index=True)
    guild: Mapped[str | None] = mapped_column(Id)
    history: Mapped[list[Any]] = mapped_column(JSON)  # portrait ids, oldest first
    cursor: Mapped[int]  # place of the current portrait in the history
    updated: Mapped[int]
    question: Mapped[list[Any] | None] = mapped_column(JSON)  # the changes that the last answer asked about
    asked: Mapped[int | None]  # when, s since 1970
    lately: Mapped[list[Any] | None] = mapped_column(JSON)  # the changes that were wished last
    locks: Mapped[list[Any] | None] = mapped_column(JSON)  # axes that are to stay as they are


class RequestRow(Base):
    """The outbox: every request that was answered or is being answered, by the id Discord gave it.

    `received` is a click not thought about yet, `claimed` has its answer drafted but not known to be posted,
    `done` is posted and in the session, `dropped` was given up and changed nothing.
    """

    __tablename__ = "requests"
    __table_args__ = (
        CheckConstraint("state in ('received', 'claimed', 'done', 'dropped')", name="state"),
        Index("ix_requests_state", "state"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    member: Mapped[str] = mapped_column(Id, index=True)
    place: Mapped[str] = mapped_column(Id)
    direct: Mapped[bool] = mapped_column(server_default=false())  # made in no guild
    state: Mapped[str] = mapped_column(String(8))
    request: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # kept until it is answered
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # kept until it is posted
    portrait: Mapped[str | None] = mapped_column(ForeignKey("portraits.id", ondelete="SET NULL"))
    message: Mapped[str | None] = mapped_column(Id, index=True)  # the answer as posted
    created: Mapped[int]


class AttributeRuleRow(Base):
    """What a guild allows on one axis."""

    __tablename__ = "attribute_rules"

    guild: Mapped[str] = mapped_column(Id, primary_key=True)
    axis: Mapped[str] = mapped_column(Id, primary_key=True)
    allowed: Mapped[bool]
    limit: Mapped[float | None] = mapped_column(Float)  # σ, most that an offset may be in either direction


class PortraitChannelRow(Base):
    """A channel where messages edit portraits without addressing the bot."""

    __tablename__ = "portrait_channels"

    channel: Mapped[str] = mapped_column(Id, primary_key=True)
    guild: Mapped[str] = mapped_column(Id, index=True)


class FactRow(Base):
    """Single facts about this store, such as when it was made."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
