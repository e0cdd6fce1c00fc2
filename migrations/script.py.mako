"""${message}

Run only through ``edc.trail.migrate``: it takes the guards away, puts them back
and counts. Name every constraint; never ON DELETE CASCADE; write a tester with
data in tests/migrations/ for both directions.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
