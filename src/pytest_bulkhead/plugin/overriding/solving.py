"""Sees FastAPI solve the dependencies of a request, with all that routers, mounts and versions make of them."""

from __future__ import annotations

import functools
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from pytest_bulkhead.plugin.overriding.answered import Answered, Fault, route_of
from pytest_bulkhead.plugin.overriding.copies import replaced_nothing
from pytest_bulkhead.plugin.overriding.coroutines import handed_out, is_unawaited
from pytest_bulkhead.plugin.overriding.parameters import misread
from pytest_bulkhead.plugin.overriding.schemes import refused

_MODULE = "fastapi.routing"
_NAME = "solve_dependencies"

Note = Callable[[Any, Fault, Answered], None]
"""Takes the app, what is wrong with one of its overrides, and the request that showed it."""


class Solving:
    """Stands before the function that FastAPI's routes call for each request. Without overrides it does nothing.

    Asked of what is really answered, a route that no test uses says nothing, and neither does a scheme that is given
    its credentials.
    """

    def __init__(self, note: Note) -> None:
        """Stand nowhere yet.

        Args:
            note: is called at any time, from any thread.
        """
        self._note = note
        self._functions: tuple[Any, Any] | None = None
        self._stopped = False
        self._looked: set[tuple[int, ...]] = set()
        self._failed: Exception | None = None

    def follow(self) -> None:
        """Begin, where FastAPI has been imported."""
        original = getattr(sys.modules.get(_MODULE), _NAME, None)
        if not callable(original) or self._functions is not None:
            return

        @functools.wraps(original)
        async def solve(*arguments: Any, **options: Any) -> Any:
            __tracebackhide__ = True
            app = options.get("dependency_overrides_provider")
            overrides = getattr(app, "dependency_overrides", None)
            if self._stopped or not overrides or not isinstance(overrides, dict):
                return await original(*arguments, **options)
            return await self._look_on(app, dict(overrides), original, options)

        self._functions = (original, solve)
        setattr(sys.modules[_MODULE], _NAME, solve)

    def stop(self) -> None:
        """Leave FastAPI as it was."""
        self._stopped = True
        module = sys.modules.get(_MODULE)
        if self._functions is not None and getattr(module, _NAME, None) is self._functions[1]:
            setattr(module, _NAME, self._functions[0])

    def look_back(self) -> None:
        """A while is over, and nobody waits for an answer.

        Raises:
            Exception: a question could not be answered.
        """
        # What was looked at may from now on give its place in memory to something else.
        self._looked.clear()
        if self._failed is not None:
            raise self._failed

    async def _look_on(
        self, app: Any, overrides: dict[Any, Any], original: Callable[..., Awaitable[Any]], options: dict[str, Any]
    ) -> Any:
        __tracebackhide__ = True
        try:
            result = await original(**options)
        except Exception as error:
            self._look(app, overrides, options, error=error)
            raise
        self._look(app, overrides, options, result=result)
        return result

    def _look(self, app: Any, overrides: dict[Any, Any], options: dict[str, Any], **came: Any) -> None:
        try:
            dependant, request = options["dependant"], options["request"]
            answered = Answered(dependant, overrides, route_of(request, dependant), **came)
            for question in (refused, misread):
                for fault in question(answered):
                    self._note(app, fault, answered)
            looked = (id(dependant), *map(id, overrides))
            if looked not in self._looked:
                self._looked.add(looked)
                for fault in replaced_nothing(answered):
                    self._note(app, fault, answered)
            stack = options.get("async_exit_stack") or request.scope.get("fastapi_inner_astack")
            for fault, coroutine in handed_out(answered) if stack is not None else ():
                stack.callback(self._settle, app, fault, answered, coroutine)
        except Exception as error:  # must not reach the request; is told when the sensor is asked
            self._failed = error

    def _settle(self, app: Any, fault: Fault, answered: Answered, coroutine: Any) -> None:
        """The request has been answered."""
        if is_unawaited(coroutine):
            self._note(app, fault, answered)
