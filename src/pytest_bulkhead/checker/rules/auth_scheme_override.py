"""BH303: overridden auth whose security scheme still guards a route."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from pytest_bulkhead.checker.cases import auth_scheme_override as cases
from pytest_bulkhead.checker.cases.auth_scheme_override_fixed import FIXED
from pytest_bulkhead.checker.fastapi.overriding import Override
from pytest_bulkhead.checker.fastapi.refusals import Refusal, Refusals
from pytest_bulkhead.checker.fastapi.scheme_overrides import beside
from pytest_bulkhead.checker.fixing import unsafe
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.states.overrides import ATTRIBUTE
from pytest_bulkhead.findings import Evidence, Finding, What
from pytest_bulkhead.hazards.catalogue.auth_scheme_override import HAZARD


class AuthSchemeOverride(Rule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    tokens = (ATTRIBUTE,)
    bad = cases.BAD
    good = cases.GOOD
    strict_bad = cases.STRICT_BAD
    fixed = FIXED

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def in_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        function = file.module.function(node)
        refusals = Refusals(file.knowledge, file.test_files_with)
        for override in refusals.in_force.overriding.by(function):
            if refusals.in_force.overriding.is_neutral(override) or override.is_the_helper_s_own:
                continue
            schemes = refusals.schemes(override)
            if schemes:
                yield from _judge(override, schemes, function, refusals, file)


RULE = AuthSchemeOverride()


def _judge(
    override: Override, schemes: frozenset[str], function: Function, refusals: Refusals, file: CheckedFile
) -> Iterator[Finding]:
    refusal = refusals.first(override, function, schemes)
    others = refusals.in_force.during(function)
    left = sorted(schemes - others.keys()) if others is not None else []
    if refusal:
        found = _refused(override, refusal, refusals, file)
        left = [one for one in left if refusals.dependencies.known[one].refuses]
    elif left and file.strict:
        found = _left_real(override, left, refusals, file)
    else:
        return
    # What is asked of the scheme besides may want its credentials.
    yield replace(found, fix=unsafe(beside(override, left, function, file)))


def _refused(override: Override, refusal: Refusal, refusals: Refusals, file: CheckedFile) -> Finding:
    name, scheme = _name(override, refusals), refusal.scheme
    route = refusal.route
    message = (
        f"`{_last(name)}` is overridden, but the route `{route.name}` still reaches {_called(scheme.name)}, "
        "which refuses each request without credentials"
    )
    evidence = (
        evidence_at(refusal.request.call, refusal.module, "this request is refused"),
        Evidence(route.shown, route.line, "the route that answers it"),
        Evidence(scheme.shown, scheme.line, "the security scheme"),
    )
    return file.finding(HAZARD, override.node, message, What("override", name), evidence=evidence)


def _left_real(override: Override, left: list[str], refusals: Refusals, file: CheckedFile) -> Finding:
    name = _name(override, refusals)
    known = refusals.dependencies.known
    message = f"`{_last(name)}` is overridden without {_called(known[left[0]].name)}, on which it rests"
    evidence = tuple(Evidence(known[one].shown, known[one].line, "the security scheme") for one in left)
    return file.finding(HAZARD, override.node, message, What("override", name), evidence=evidence)


def _name(override: Override, refusals: Refusals) -> str:
    dependencies = refusals.dependencies
    key = dependencies.named(override.key, override.where) if override.key is not None else ""
    return dependencies.known[key].name if key else ""


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _called(scheme: str) -> str:
    """The scheme, for people: by its name, or as one that is made where it is used."""
    return "a security scheme" if ":" in scheme else f"the security scheme `{_last(scheme)}`"
