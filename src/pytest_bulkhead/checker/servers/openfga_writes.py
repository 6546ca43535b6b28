"""What is written to an OpenFGA store: tuples, models, assertions, and their deletion."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.servers.connection import Backend
from pytest_bulkhead.checker.servers.written import Write, Written
from pytest_bulkhead.checker.suite.callers import places

WRITES = frozenset({
    "write", "write_tuples", "delete_tuples", "write_authorization_model", "write_assertions", "delete_store",
})  # fmt: skip
# Who makes a store while the tests run turns the client to that.
_OWN_STORES = ("create_store(", "set_store_id(")


class OpenFgaWrites(Written):
    """Finds what is written through clients of OpenFGA."""

    def writes(self) -> Iterator[Write]:
        """Every statement of the file that writes to a store which it does not make itself."""
        if any(text in self.module.source.text for text in _OWN_STORES):
            return
        for node in self.module.nodes:
            if (
                not isinstance(node, ast.Call)
                or not isinstance(node.func, ast.Attribute)
                or node.func.attr not in WRITES
            ):
                continue
            if self.stand_ins.is_expected_to_fail(node, self.module):
                continue
            for where in places(node, self.module, self.knowledge):
                for one in self.connections.behind(node.func.value, where):
                    if one.backend is Backend.OPENFGA:
                        yield Write(node, self.module, one)
