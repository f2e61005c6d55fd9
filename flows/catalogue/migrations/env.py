"""Run migrations on the connection, and in the transaction, of `flows.catalogue.revision`."""

from __future__ import annotations

from alembic import context

from flows.catalogue.revision import TABLE

context.configure(connection=context.config.attributes["connection"], version_table=TABLE)
context.run_migrations()
