"""BH202: databases and schemas with one name for all workers."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH202",
    slug="postgres",
    title="database written by all workers",
    family=Family.SHARED,
    why="""\
Workers that write to one database see each other's rows and create the same tables at the same time: counts are off,
unique keys collide, `CREATE TABLE` fails in whichever worker comes second, and locks make tests wait for one another. A
schema for each worker helps only if the tables are really made in it: a search path that ends in `public` finds the
shared ones there, and nothing looks wrong until two workers write.""",
    bad="""\
import psycopg
import pytest

@pytest.fixture(scope="session")
def database():
    with psycopg.connect("postgresql://localhost/shop_test", autocommit=True) as connection:
        connection.execute("CREATE TABLE orders (id serial PRIMARY KEY, total numeric)")
        yield connection
        connection.execute("DROP TABLE orders")
""",
    good="""\
import psycopg
import pytest
from psycopg import sql
from pytest_bulkhead.worker import get_worker_postgres_schema

@pytest.fixture(scope="session")
def database():
    schema = get_worker_postgres_schema()
    own = f"-c search_path={schema}"
    with psycopg.connect("postgresql://localhost/shop_test", options=own, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        connection.execute("CREATE TABLE orders (id serial PRIMARY KEY, total numeric)")
        yield connection
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
""",
    remedy="Take the name from `get_worker_postgres_schema()`, or from `scoped_name` for a whole database, and bind it "
    "in the connection settings, so that no path leads to the shared tables.",
    promised=frozenset({Layer.STATIC, Layer.RUNTIME, Layer.UTILITY, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
