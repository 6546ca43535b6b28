"""The proof that what was made for one test is nobody else's: from inside, by the very URL that the test is given."""

from __future__ import annotations

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres.database import Database
from pytest_bulkhead.resources.postgres.session import Session


def prove_alone(database: Database, proved: set[str]) -> None:
    """Look whether the URL of a new database leads there and to nobody else.

    What a pooler or a proxy makes of names is the same for all of them: so one such proof will do for a server.

    Args:
        database: that was just made.
        proved: places for which this has been shown.

    Raises:
        ServerError: it leads elsewhere, or somebody else is there.
    """
    if database.address.place in proved:
        return
    with Session(database.address) as session:
        ((name, others),) = session.run(
            "SELECT current_database(), (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend')"
        )
        if name != database.name or others:
            raise ServerError(
                f"The URL of the database {database.name} leads to {name}, where {others} others are connected: "
                "whatever stands between (a pooler, a proxy) gives all tests the same database. Name the server itself "
                "in the URL."
            )
    proved.add(database.address.place)
