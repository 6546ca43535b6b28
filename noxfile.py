"""The tests on each Python and pytest that we support: `nox`, or `nox -s "tests-3.12(pytest='8')"` for one of them."""

import nox

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True

PYTHONS = ["3.11", "3.12", "3.13"]
PYTESTS = {"7.4": ["pytest==7.4.*", "pytest-xdist==3.5.*"], "8": ["pytest==8.*"], "9": ["pytest==9.*"]}


@nox.session(python=PYTHONS)
@nox.parametrize("pytest", list(PYTESTS))
def tests(session, pytest):
    """Everything but the linters, which do not depend on the version."""
    session.install(*PYTESTS[pytest], "pytest-xdist", "pytest-randomly", "hypothesis", "jsonschema", "fastapi", "httpx")
    session.install("psycopg[binary]", "psycopg2-binary", "asyncpg", "sqlalchemy[asyncio]", "redis", "openfga-sdk")
    session.install("--no-deps", "--editable", ".")
    session.run("python", "-m", "pytest", "-n", "2", *session.posargs)
