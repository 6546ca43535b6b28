"""A server on which each worker has a store of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from pytest_bulkhead.resources.openfga.connection import Connection
from pytest_bulkhead.resources.openfga.isolation import make_store, prove_alone
from pytest_bulkhead.resources.openfga.left_over import remove_left_over, stores_left_over
from pytest_bulkhead.resources.openfga.model import Model, read_model
from pytest_bulkhead.resources.openfga.naming import CLAIM, new_name
from pytest_bulkhead.resources.openfga.store import OpenfgaStore
from pytest_bulkhead.worker.claims import Claim, claim


class OpenfgaServer:
    """An OpenFGA, with the stores that this process has there.

    Args:
        connection: to it.
        is_ours: whether it was started for this run.
    """

    def __init__(self, connection: Connection, *, is_ours: bool = False) -> None:
        self.is_ours = is_ours
        self._connection = connection
        self._spare: dict[str, list[OpenfgaStore]] = {}
        self._is_proved = False
        # As long as we are there, nobody takes a store of ours for one of the dead.
        self._claims: list[Claim] = []
        connection.ask("GET", "/stores?page_size=1")

    @property
    def api_url(self) -> str:
        return self._connection.url

    @property
    def token(self) -> str | None:
        """The preshared key that it wants, if it wants one."""
        return self._connection.token

    @contextlib.contextmanager
    def store(self, model: Model = None) -> Iterator[OpenfgaStore]:
        """A store of its own without tuples, for as long as the `with` block lasts.

        This process keeps it when the block ends, wiped, and gives it again to the next one that wants the same model:
        then ids stay the same, and no model is loaded twice.

        Args:
            model: the authorization model, as OpenFGA's API takes it or as a file of JSON.

        Raises:
            ServerError: it cannot be made, or others can see it.
        """
        wanted = read_model(model)
        spare = self._spare.setdefault(repr(wanted), [])
        store = spare.pop() if spare else self._make(wanted)
        store.load_model()
        store.wipe()
        try:
            yield store
        finally:
            store.wipe()
            spare.append(store)

    def close(self) -> None:
        """Delete our stores, and those of workers that have died."""
        with contextlib.ExitStack() as left:
            for one in self._claims:
                left.callback(one.release)
            if not self.is_ours:
                left.callback(self._tidy)
            for spare in self._spare.values():
                while spare:
                    left.callback(spare.pop().remove)

    def _make(self, model: dict[str, object] | None) -> OpenfgaStore:
        store = make_store(self._connection, self._name(), model)
        if not self._is_proved:
            try:
                prove_alone(store, self._connection, self._name())
            except BaseException:
                store.remove()
                raise
            self._is_proved = True
        return store

    def _name(self) -> str:
        name = new_name()
        taken = claim(CLAIM, name)
        assert taken is not None
        self._claims.append(taken)
        return name

    def _tidy(self) -> None:
        for one in stores_left_over(self._connection):
            remove_left_over(self._connection, one)
