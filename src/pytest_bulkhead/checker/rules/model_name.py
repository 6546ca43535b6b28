"""BH506: a model's name without the prefix that the settings say its provider demands."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from pytest_bulkhead.checker.cases import model_name as cases
from pytest_bulkhead.checker.fixing import safe
from pytest_bulkhead.checker.fixing.replacing import replaced
from pytest_bulkhead.checker.fixing.spans import text_of
from pytest_bulkhead.checker.rule import CheckedFile, Rule, on
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.findings import Finding, Fix, What
from pytest_bulkhead.hazards.catalogue.model_name import HAZARD

_MODELS = ("model", "model_name")
_Pair = tuple[str, ast.expr]


class ModelName(Rule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    tokens = ("provider",)
    needed_setting = "model_prefixes"
    bad = cases.BAD
    good = cases.GOOD
    fixed = cases.FIXED

    @on(ast.Call)
    def in_call(self, node: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        yield from _mismatches([(one.arg, one.value) for one in node.keywords if one.arg], file)

    @on(ast.Dict)
    def in_dict(self, node: ast.Dict, file: CheckedFile) -> Iterator[Finding]:
        pairs = zip(node.keys, node.values, strict=True)
        named = [(key.value, value) for key, value in pairs if isinstance(key, ast.Constant)]
        yield from _mismatches([(key.lower(), value) for key, value in named if isinstance(key, str)], file)

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def on_object(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        for pairs in _assigned(file.module.function(node)).values():
            yield from _mismatches(pairs, file)


RULE = ModelName()


def _assigned(function: Function) -> dict[str, list[_Pair]]:
    """The attributes that a function sets, by the text of the object."""
    found: dict[str, list[_Pair]] = {}
    for node in function.scope.own:
        if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Attribute):
            found.setdefault(ast.unparse(target.value), []).append((target.attr, node.value))
    return found


def _mismatches(pairs: Iterable[_Pair], file: CheckedFile) -> Iterator[Finding]:
    known = dict(pairs)
    for key, value in known.items():
        provider = str(value.value) if isinstance(value, ast.Constant) and key.endswith("provider") else ""
        prefix = file.model_prefixes.get(provider)
        if prefix is None:
            continue
        kind = key.removesuffix("provider")
        for name in dict.fromkeys((*_MODELS, *(kind + one for one in _MODELS))):
            model = known.get(name)
            text = model.value if isinstance(model, ast.Constant) else None
            if model is None or not isinstance(text, str) or not text or text.startswith(prefix):
                continue
            message = f"the model {text!r} of {provider} lacks the prefix `{prefix}`, so another provider is called"
            yield file.finding(HAZARD, model, message, What("model", text), fix=_prefixed(model, prefix, file.module))


def _prefixed(model: ast.expr, prefix: str, module: Module) -> Fix | None:
    written = text_of(model, module)
    quote = written[:1]
    if quote not in "\"'" or written.count(quote) != 2 or not written.endswith(quote):
        return None
    return safe(replaced(model, f"{quote}{prefix}{written[1:]}", module))
