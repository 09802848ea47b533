"""How Alembic runs here: on the connection and within the transaction that motcua.register.schema gives it."""

from __future__ import annotations

from alembic import context

from models.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
