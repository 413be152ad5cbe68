"""Portraits, sessions, the outbox, guild rules and portrait channels."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "portraits",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("recipe", sa.Text, nullable=False),
        sa.Column("parent", sa.String(32)),
        sa.Column("wishes", sa.JSON, nullable=False),
        sa.Column("author", ID, nullable=False),
        sa.Column("guild", ID),
        sa.Column("place", ID, nullable=False),
        sa.Column("created", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["portraits.id"], "fk_portraits_parent", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_portraits"),
    )
    op.create_index("ix_portraits_author", "portraits", ["author"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("member", ID, nullable=False),
        sa.Column("place", ID, nullable=False),
        sa.Column("guild", ID),
        sa.Column("history", sa.JSON, nullable=False),
        sa.Column("cursor", sa.Integer, nullable=False),
        sa.Column("updated", sa.Integer, nullable=False),
        sa.CheckConstraint("cursor >= 0", name="ck_sessions_cursor"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("member", "place", name="uq_sessions_member"),
    )
    op.create_index("ix_sessions_place", "sessions", ["place"])
    op.create_table(
        "requests",
        sa.Column("id", ID, nullable=False),
        sa.Column("member", ID, nullable=False),
        sa.Column("place", ID, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("request", sa.JSON),
        sa.Column("draft", sa.JSON),
        sa.Column("portrait", sa.String(32)),
        sa.Column("message", ID),
        sa.Column("created", sa.Integer, nullable=False),
        sa.CheckConstraint("state in ('received', 'claimed', 'done', 'dropped')", name="ck_requests_state"),
        sa.ForeignKeyConstraint(["portrait"], ["portraits.id"], "fk_requests_portrait", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
    )
    op.create_index("ix_requests_member", "requests", ["member"])
    op.create_index("ix_requests_message", "requests", ["message"])
    op.create_index("ix_requests_state", "requests", ["state"])
    op.create_table(
        "attribute_rules",
        sa.Column("guild", ID, nullable=False),
        sa.Column("axis", ID, nullable=False),
        sa.Column("allowed", sa.Boolean, nullable=False),
        sa.Column("limit", sa.Float),
        sa.PrimaryKeyConstraint("guild", "axis", name="pk_attribute_rules"),
    )
    op.create_table(
        "portrait_channels",
        sa.Column("channel", ID, nullable=False),
        sa.Column("guild", ID, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_portrait_channels"),
    )
    op.create_index("ix_portrait_channels_guild", "portrait_channels", ["guild"])
    op.create_table(
        "facts",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )


def downgrade() -> None:
    for table in ("facts", "portrait_channels", "attribute_rules", "requests", "sessions", "portraits"):
        op.drop_table(table)
