"""The overrides of one app, for as long as whoever asked for them is at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from pytest_bulkhead.errors import OverrideError
from pytest_bulkhead.resources.overrides.usable import refusal
from pytest_bulkhead.resources.overrides.with_schemes import unmet_schemes

_NAME = "dependency_overrides"
_ABSENT = object()

Override = Callable[..., Any]


class ScopedOverrides(MutableMapping[Override, Override]):
    """A view of `app.dependency_overrides`: what is set or deleted here is undone at the end.

    Then all that was there is there again, in its order, and the very dictionary that the app had. What others have
    set meanwhile is theirs, and stays.
    """

    def __init__(self, app: Any, *, require_schemes: bool = False) -> None:
        """Remember what is there.

        Args:
            app: of FastAPI, or whatever else has such overrides.
            require_schemes: whether what rests on a security scheme can be overridden only where the scheme is.

        Raises:
            OverrideError: it has none.
        """
        found = getattr(app, _NAME, None)
        if not isinstance(found, dict):
            raise OverrideError(
                f"{type(app).__name__} has no {_NAME} that could be set: pass the FastAPI application itself. A router "
                "has none; a mounted application has its own."
            )
        self._app = app
        self._require_schemes = require_schemes
        self._dictionary = found
        self._before = dict(found)
        self._ours: dict[Override, Any] = {}

    def __getitem__(self, dependency: Override) -> Override:
        override: Override = self._now[dependency]
        return override

    def __setitem__(self, dependency: Override, override: Override) -> None:
        self._set({dependency: override})

    def __delitem__(self, dependency: Override) -> None:
        del self._now[dependency]
        self._ours[dependency] = _ABSENT

    def __iter__(self) -> Iterator[Override]:
        return iter(tuple(self._now))

    def __len__(self) -> int:
        return len(self._now)

    def update(self, *others: Any, **_: Any) -> None:
        """Set several at once: then a scheme may stand after what rests on it.

        Raises:
            OverrideError: one of them would not work; none is set then.
        """
        together: dict[Override, Override] = {}
        for other in others:
            together.update(other)
        self._set(together)

    def undo(self) -> None:
        """Put back what was there."""
        wanted = {**self._before, **{key: value for key, value in self._now.items() if self._is_others(key, value)}}
        _make_same(self._dictionary, wanted)
        if self._now is not self._dictionary:
            setattr(self._app, _NAME, self._dictionary)
        self._ours.clear()

    @property
    def _now(self) -> dict[Any, Any]:
        # Somebody may have given the app another dictionary meanwhile.
        found: dict[Any, Any] = getattr(self._app, _NAME)
        return found

    def _set(self, overrides: Mapping[Override, Override]) -> None:
        for dependency, override in overrides.items():
            if reason := refusal(dependency, override, self._app):
                raise OverrideError(reason)
        if self._require_schemes:
            present = {**self._now, **overrides}
            for dependency in overrides:
                if reason := unmet_schemes(dependency, present):
                    raise OverrideError(reason)
        for dependency, override in overrides.items():
            self._now[dependency] = override
            self._ours[dependency] = override

    def _is_others(self, key: Any, value: Any) -> bool:
        """Whether somebody else has set it since we looked."""
        return value is not self._ours.get(key, _ABSENT) and value is not self._before.get(key, _ABSENT)


def _make_same(dictionary: dict[Any, Any], wanted: dict[Any, Any]) -> None:
    """Give a dictionary these entries in this order; it is never empty meanwhile unless it has to be."""
    for key in [key for key in dictionary if key not in wanted]:
        del dictionary[key]
    dictionary.update(wanted)
    # A key that was deleted and is back stands last: so those that should follow it are put behind it.
    if list(dictionary) != list(wanted):
        for key, value in wanted.items():
            dictionary.pop(key, None)
            dictionary[key] = value
