"""The security schemes of FastAPI, and which of them refuse a request by themselves."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Names, Where

_HOME = "fastapi.security."
_SCHEMES = frozenset({
    "HTTPBearer", "HTTPBasic", "HTTPDigest", "APIKeyHeader", "APIKeyQuery", "APIKeyCookie", "OAuth2",
    "OAuth2PasswordBearer", "OAuth2AuthorizationCodeBearer", "OpenIdConnect", "SecurityBase",
})  # fmt: skip


def is_scheme(call: ast.Call, where: Where, names: Names) -> bool:
    """Whether a call makes a security scheme, of FastAPI or of a class that the project derives from one."""
    referent = names.refer(call.func, where)
    if referent is None:
        return False
    classes = names.bases(referent) if isinstance(referent.node, ast.ClassDef) else [referent]
    return any(_is_of_fastapi(one.dotted) for one in classes)


def refuses(call: ast.Call, where: Where, names: Names) -> bool:
    """Whether the scheme that a call makes surely refuses a request without credentials.

    One of the project's own may do anything instead.
    """
    referent = names.refer(call.func, where)
    if referent is None or not _is_of_fastapi(referent.dotted):
        return False
    given = next((one.value for one in call.keywords if one.arg in ("auto_error", None)), None)
    return given is None or (isinstance(given, ast.Constant) and given.value is True)


def _is_of_fastapi(dotted: str) -> bool:
    return dotted.startswith(_HOME) and dotted.rpartition(".")[2] in _SCHEMES
