"""Sessions know what was wished last, and which axes are to stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("lately", sa.JSON))
    op.add_column("sessions", sa.Column("locks", sa.JSON))


def downgrade() -> None:
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_column("locks")
        sessions.drop_column("lately")
