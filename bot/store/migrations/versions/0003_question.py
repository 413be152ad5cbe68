"""Sessions know what the bot asked last."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("question", sa.JSON))
    op.add_column("sessions", sa.Column("asked", sa.Integer))


def downgrade() -> None:
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_column("asked")
        sessions.drop_column("question")
