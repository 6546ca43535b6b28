"""How a server is started and stopped, in plain values that travel to the process that keeps it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a server's keeper has to do. In all texts `{port}` and `{folder}` stand for what the keeper gives it.

    Args:
        name: of the server, for messages: `PostgreSQL`.
        command: starts it in the foreground.
        steps: commands that prepare its folder, one after the other.
        files: written into its folder beforehand, by name.
        environment: besides what the keeper itself has.
        user: the name of the user that runs it, empty for the keeper's own.
        stop: the name of the signal that ends it quickly and cleanly.
        ready: shows that it serves, as `answers` wants it.
        ports: how many free ports it needs beyond `{port}`, as `{port1}`, `{port2}` and so on.
        address: what its users are told.
        patience: how many seconds it has to end, when it is told to, before it is killed.
        memory: how many bytes have to be free in memory for its folder to lie there; 0 for a folder on disk.
    """

    name: str
    command: tuple[str, ...]
    ready: str
    steps: tuple[tuple[str, ...], ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    user: str = ""
    stop: str = "SIGTERM"
    ports: int = 0
    address: dict[str, Any] = field(default_factory=dict)
    memory: int = 0
    patience: float = 10.0

    def to_text(self) -> str:
        """One line that `from_text` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Recipe:
        """Read what `to_text` wrote."""
        data = json.loads(text)
        data["command"] = tuple(data["command"])
        data["steps"] = tuple(map(tuple, data["steps"]))
        return cls(**data)

    def filled(self, values: dict[str, str]) -> Recipe:
        """The recipe with a value for each name that stands in braces; all other braces stay."""

        def fill(part: Any) -> Any:
            if isinstance(part, str):
                for name, value in values.items():
                    part = part.replace(f"{{{name}}}", value)
                return part
            if isinstance(part, dict):
                return {key: fill(value) for key, value in part.items()}
            if isinstance(part, (list, tuple)):
                return type(part)(map(fill, part))
            return part

        return Recipe(**{key: fill(value) for key, value in asdict(self).items()})
