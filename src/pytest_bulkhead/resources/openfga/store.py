"""What a test gets of OpenFGA."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.openfga.connection import Connection

_AT_ONCE = 50
_MOST_ROUNDS = 1000


class Tuple(NamedTuple):
    """That a user has a relation to an object, each in the form `type:id`; a user may also be `type:id#relation`."""

    user: str
    relation: str
    object: str


Tuples = tuple[str, str, str] | Mapping[str, Any]


class OpenfgaStore:
    """A store without tuples when a test begins, and nobody else's.

    Args:
        connection: to its server.
        name: which bears our mark.
        store_id: which the server gave it.
        model: that is loaded, as OpenFGA's API takes it; None for none.
    """

    def __init__(self, connection: Connection, name: str, store_id: str, model: Mapping[str, Any] | None) -> None:
        self.name = name
        self.store_id = store_id
        self.model_id = ""
        """Of the authorization model; empty where none was asked for."""
        self._connection = connection
        self._model = model
        self.load_model()

    @property
    def api_url(self) -> str:
        return self._connection.url

    @property
    def token(self) -> str | None:
        """The preshared key that the server wants, if it wants one."""
        return self._connection.token

    def write(self, *tuples: Tuples) -> None:
        """Write tuples: `("user:anne", "reader", "document:1")`, or as OpenFGA's API takes them.

        Raises:
            ServerError: the server refuses, for instance since the model knows no such relation.
        """
        for some in _batches(tuples):
            self._ask("POST", "/write", {"writes": {"tuple_keys": [_key(one) for one in some]}, **self._by_model})

    def delete(self, *tuples: Tuples) -> None:
        """Delete tuples.

        Raises:
            ServerError: the server refuses, for instance since there is no such tuple.
        """
        for some in _batches(tuples):
            keys = [{name: _key(one)[name] for name in Tuple._fields} for one in some]
            self._ask("POST", "/write", {"deletes": {"tuple_keys": keys}, **self._by_model})

    def read(self, user: str = "", relation: str = "", object: str = "") -> list[Tuple]:  # noqa: A002
        """The tuples that are there: all of them, or those that match.

        Args:
            user: which.
            relation: likewise.
            object: which; OpenFGA wants at least its type (`document:`) where one of the others is given.
        """
        wanted = {name: value for name, value in zip(Tuple._fields, (user, relation, object), strict=True) if value}
        body: dict[str, Any] = {"tuple_key": wanted} if wanted else {}
        found: list[Tuple] = []
        while True:
            page = self._ask("POST", "/read", body)
            found += [Tuple(*(one["key"][name] for name in Tuple._fields)) for one in page.get("tuples", ())]
            if not page.get("continuation_token"):
                return found
            body["continuation_token"] = page["continuation_token"]

    def check(
        self,
        user: str,
        relation: str,
        object: str,  # noqa: A002
        *,
        contextual: Sequence[Tuples] = (),
        context: Mapping[str, Any] | None = None,
    ) -> bool:
        """Whether a user has a relation to an object, by the tuples and the model.

        Args:
            user: who.
            relation: which.
            object: to what.
            contextual: tuples that hold for this question alone.
            context: values for the model's conditions.
        """
        body: dict[str, Any] = {"tuple_key": Tuple(user, relation, object)._asdict(), **self._by_model}
        if contextual:
            body["contextual_tuples"] = {"tuple_keys": [_key(one) for one in contextual]}
        if context is not None:
            body["context"] = dict(context)
        return bool(self._ask("POST", "/check", body).get("allowed"))

    def load_model(self) -> None:
        """Have the model that was asked for as the latest one, which is in force for whoever names none."""
        if self._model is None:
            return
        latest = self._ask("GET", "/authorization-models?page_size=1").get("authorization_models", ())
        if not latest or latest[0]["id"] != self.model_id:
            self.model_id = self._ask("POST", "/authorization-models", self._model)["authorization_model_id"]

    def wipe(self) -> None:
        """Delete all tuples.

        Raises:
            ServerError: the server refuses, or somebody else goes on writing.
        """
        for _ in range(_MOST_ROUNDS):
            found = self._ask("POST", "/read", {"page_size": _AT_ONCE}).get("tuples", ())
            if not found:
                return
            keys = [{name: one["key"][name] for name in Tuple._fields} for one in found]
            self._ask("POST", "/write", {"deletes": {"tuple_keys": keys}})
        raise ServerError(f"OpenFGA at {self.api_url}: the store {self.name} is written to while it is wiped.")

    def remove(self) -> None:
        """Delete the store itself."""
        self._ask("DELETE", "")

    def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        return self._connection.ask(method, f"/stores/{self.store_id}{path}", body)

    @property
    def _by_model(self) -> dict[str, str]:
        return {"authorization_model_id": self.model_id} if self.model_id else {}


def _key(one: Tuples) -> dict[str, Any]:
    return dict(one) if isinstance(one, Mapping) else Tuple(*one)._asdict()


def _batches(tuples: Sequence[Tuples]) -> Iterator[Sequence[Tuples]]:
    for start in range(0, len(tuples), _AT_ONCE):
        yield tuples[start : start + _AT_ONCE]
