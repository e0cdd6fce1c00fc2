"""words that can be removed

Words of notices and reasons of strike-outs move behind salted commitments, like those
of queries. Rows that are there keep their words and have no commitment: their digests
cover the words themselves, so they verify as before and cannot be redacted.

Run only through ``edc.trail.migrate``: it takes the guards away, puts them back
and counts. Name every constraint; never ON DELETE CASCADE; write a tester with
data in tests/migrations/ for both directions.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from edc.trail.migrate import MigrationError

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("notice_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("salt", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("commitment", sa.Text(), nullable=True))
        batch_op.alter_column("text", existing_type=sa.TEXT(), nullable=True)

    with op.batch_alter_table("subject_strike", schema=None) as batch_op:
        batch_op.add_column(sa.Column("salt", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("commitment", sa.Text(), nullable=True))
        batch_op.alter_column("reason", existing_type=sa.TEXT(), nullable=True)


def downgrade() -> None:
    for table in ("notice_event", "subject_strike"):
        # without its commitment such a row could never be verified again
        if op.get_bind().exec_driver_sql(f"SELECT 1 FROM {table} WHERE commitment IS NOT NULL LIMIT 1").first():
            raise MigrationError(f"{table} has rows of revision 0003, which cannot be taken back to 0002")

    with op.batch_alter_table("subject_strike", schema=None) as batch_op:
        batch_op.alter_column("reason", existing_type=sa.TEXT(), nullable=False)
        batch_op.drop_column("commitment")
        batch_op.drop_column("salt")

    with op.batch_alter_table("notice_event", schema=None) as batch_op:
        batch_op.alter_column("text", existing_type=sa.TEXT(), nullable=False)
        batch_op.drop_column("commitment")
        batch_op.drop_column("salt")
