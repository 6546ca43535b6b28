"""The authorization model that a suite wants in its stores."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_bulkhead.errors import ServerError

Model = Mapping[str, Any] | str | os.PathLike[str] | None
"""As OpenFGA's API takes it, or the path of a file of JSON that holds it."""


def read_model(model: Model) -> dict[str, Any] | None:
    """A model in the form that OpenFGA's API takes; None where there is none.

    Raises:
        ServerError: the file cannot be read, or holds no such model.
    """
    if model is None:
        return None
    found: Any
    if isinstance(model, Mapping):
        called = "The authorization model"
        found = dict(model)
    else:
        path = Path(model)
        called = f"The authorization model {path}"
        if path.suffix == ".fga":
            raise ServerError(
                f"{called} is written in OpenFGA's language, which its server does not read. Translate it: "
                f"`fga model transform --file {path.name} > {path.stem}.json`."
            )
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ServerError(f"{called} cannot be read: {error}.") from None
    if not isinstance(found, dict) or not {"schema_version", "type_definitions"} <= found.keys():
        raise ServerError(f"{called} lacks what OpenFGA's API wants: `schema_version` and `type_definitions`.")
    found.pop("id", None)
    return found
