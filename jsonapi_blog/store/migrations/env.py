"""How Alembic reaches the database: on the connection that it is handed, or by DATABASE_URL.

`jsonapi_blog.store.migrating` hands a connection over, inside of its transaction; for developers
`alembic -c setup.cfg` opens its own. Migrations are never written to a file (no offline mode).
"""

import os

from alembic import context
from sqlalchemy import Connection

from jsonapi_blog.store.engine import open_engine
from jsonapi_blog.store.migrating import comparable
from jsonapi_blog.store.models import Base


def run(connection: Connection) -> None:
    """Run what was asked for on this connection, all in one transaction."""
    context.configure(
        connection=connection, target_metadata=Base.metadata, include_object=comparable
    )
    with context.begin_transaction():
        context.run_migrations()


handed_over: Connection | None = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
elif "DATABASE_URL" not in os.environ:
    raise SystemExit("alembic needs DATABASE_URL, such as postgresql://user@host:5432/database.")
else:
    engine = open_engine(os.environ["DATABASE_URL"], size=1)
    with engine.connect() as own:
        run(own)
    engine.dispose()
