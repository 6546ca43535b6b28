"""The proof that what was made for one test is nobody else's: from inside, by the very URLs that tests are given."""

from __future__ import annotations

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.database import Database
from pytest_bulkhead.resources.postgres.session import Session

_MARKER = "bulkhead_marker"
_SEEN = f"SELECT count(*) FROM pg_catalog.pg_class WHERE relname = '{_MARKER}'"  # noqa: S608 - ours
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)


def prove_alone(database: Database, neighbour: Address) -> None:
    """Put a marker into a new database by its URL, and look for it by that of a neighbour.

    Args:
        database: that was just made.
        neighbour: another database of the server, in which nothing is changed.

    Raises:
        ServerError: it can be seen there, or the URL leads elsewhere, or somebody else is there.
    """
    with Session(database.address) as session:
        ((name,),) = session.run("SELECT current_database()")
        if name != database.name:
            raise _not_alone(database, f"leads to the database {name}")
        if session.run(_OTHERS)[0][0]:
            raise _not_alone(database, "leads to a database in which somebody else is at work")
        if session.run(_SEEN)[0][0]:
            raise _not_alone(database, "leads to a database that holds another one's marker")
        session.run("CREATE TABLE {:name} ()", _MARKER)
        try:
            with Session(neighbour) as other:
                if other.run(_SEEN)[0][0]:
                    raise _not_alone(database, f"leads where that of {neighbour.database} leads")
        finally:
            session.run("DROP TABLE {:name}", _MARKER)


def prove_bound(address: Address, schema: str) -> None:
    """See that all names are looked for in a schema, and made there, by its URL.

    Raises:
        ServerError: they are not.
    """
    with Session(address) as session:
        ((database, path),) = session.run("SELECT current_database(), array_to_string(current_schemas(false), ' ')")
    if (database, path) != (address.database, schema):
        raise ServerError(
            f"The URL of the schema {schema} leads to {path or 'no schema'} in the database {database}: what stands "
            "between (a pooler, a proxy) drops the connection's `options`, so tests would meet in `public`. Name the "
            "server itself in the URL, or take postgres_database."
        )


def _not_alone(database: Database, what: str) -> ServerError:
    return ServerError(
        f"The URL of the database {database.name} at {database.address.place} {what}, so tests would meet there. What "
        "stands between (a pooler, a proxy) has to lead each name to a database of its own: name the server itself in "
        "the URL."
    )
