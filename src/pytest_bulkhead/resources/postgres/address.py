"""Where a database is and as whom it is used, and how each library wants that written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.urls import split_url

_SCHEMES = ("postgresql", "postgres")
_PORT = 5432


@dataclass(frozen=True, slots=True)
class Address:
    """A database of a server, and whatever a connection to it needs.

    Args:
        host: a name, an address, or the folder of a Unix socket.
        port: likewise for a socket, whose file is named for it.
        user: the role.
        password: empty where none is wanted.
        database: its name.
        query: further settings of the connection, as libpq calls them: `sslmode`, `options`.
    """

    host: str
    port: int
    user: str
    password: str
    database: str
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, url: str) -> Address:
        """Read a URL, `postgresql://user:password@host:port/database?sslmode=require`.

        Raises:
            ServerError: it is of another form.
        """
        parts = split_url(url, "the PostgreSQL server")
        if parts.scheme.partition("+")[0] not in _SCHEMES:
            raise ServerError(
                f"The URL of the PostgreSQL server begins with {parts.scheme!r}: write "
                "postgresql://user:password@host:port/database, with special characters percent-encoded."
            )
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        host = parts.hostname or query.pop("host", "localhost")
        user = unquote(parts.username or "") or query.pop("user", "postgres")
        password = unquote(parts.password or "") or query.pop("password", "")
        database = unquote(parts.path.lstrip("/")) or "postgres"
        port = query.pop("port", "") or str(parts.port or _PORT)
        if not port.isdecimal():
            raise ServerError(
                f"The URL of the PostgreSQL server at {host} names the port {port!r}, which is no number."
            )
        return cls(unquote(host), int(port), user, password, database, tuple(query.items()))

    def of(self, database: str) -> Address:
        """Another database of the server."""
        return replace(self, database=database)

    def within(self, schemas: tuple[str, ...]) -> Address:
        """The same database, where all names are looked for in these schemas and no other."""
        path = ",".join(schemas)
        others = tuple(item for item in self.query if item[0] != "options")
        given = dict(self.query).get("options", "")
        return replace(self, query=(*others, ("options", f"{given} -csearch_path={path}".lstrip())))

    @property
    def place(self) -> str:
        """The server and the role, for messages: without the password."""
        return f"{self.host}:{self.port} as {self.user}"

    @property
    def url(self) -> str:
        """For libpq and all that read its URLs: psql, psycopg, psycopg2, asyncpg."""
        return self._written("postgresql", self.query)

    def url_for(self, dialect: str) -> str:
        """For SQLAlchemy, with the dialect named: `postgresql+psycopg`, `postgresql+psycopg2`, `postgresql+asyncpg`."""
        if dialect.endswith("asyncpg") and self.query:
            # It hands what stands in the query to asyncpg as keywords, of which a URL again is the one that can hold
            # all others.
            return self._written(dialect, (("dsn", f"postgresql://?{_joined(self.query)}"),))
        return self._written(dialect, self.query)

    def _written(self, scheme: str, query: tuple[tuple[str, str], ...]) -> str:
        who = quote(self.user, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        where, rest = f"{self.host}:{self.port}", query
        if self.host.startswith("/"):
            where, rest = "", (("host", self.host), ("port", str(self.port)), *query)
        elif ":" in self.host:
            where = f"[{self.host}]:{self.port}"
        asked = f"?{_joined(rest)}" if rest else ""
        return f"{scheme}://{who}@{where}/{quote(self.database, safe='')}{asked}"


def _joined(query: tuple[tuple[str, str], ...]) -> str:
    return urlencode(query, quote_via=quote, safe="/")
