"""What a name or attribute refers to: through imports, aliases and re-exports, to its definition or its value."""

from __future__ import annotations

import ast
import builtins
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import Binding, Bound, FunctionNode, Scope

# Longer chains of aliases are nobody's intention; circles end here, too.
_DEPTH = 12


class Where(NamedTuple):
    """The place from which a name is looked up.

    Args:
        given: what a call hands to the parameters of the function that is looked at.
    """

    module: Module
    scope: Scope
    given: Mapping[tuple[Scope, str], tuple[ast.expr, Where]] | None = None


@dataclass(frozen=True, slots=True)
class Referent:
    """What a name stands for.

    Args:
        dotted: its full name; for things outside the project all that is known of it.
        where: where it is defined, None outside the project.
        node: the module, class or function that it is, None for a variable.
        binding: what gave a variable its value, None when several statements do.
    """

    dotted: str
    where: Where | None = None
    node: ast.AST | None = None
    binding: Binding | None = None

    @property
    def is_external(self) -> bool:
        return self.where is None

    @property
    def is_module_level(self) -> bool:
        """Whether it lives as long as the process: an import, or what a module's or class's body binds."""
        return self.where is None or not isinstance(self.where.scope.node, (FunctionNode, ast.Lambda))

    @property
    def function(self) -> Function | None:
        """The function that it is, if it is one of the project."""
        if self.where is None or not isinstance(self.node, FunctionNode):
            return None
        return self.where.module.function(self.node)


class Names:
    """Answers what names refer to, with the whole project behind it."""

    def __init__(self, index: ProjectIndex) -> None:
        self.index = index

    def dotted(self, expression: ast.expr, where: Where) -> str:
        """The full name of what an expression refers to, empty when that cannot be told.

        What is imported from the product is called as it is imported: its modules are not parsed for a name.
        """
        text = chain(expression)
        if not text:
            return ""
        product = self._product(text, where)
        if product:
            return product
        referent = self.refer(expression, where, text=text)
        return referent.dotted if referent else ""

    def refer(self, expression: ast.expr, where: Where, depth: int = 0, text: str = "") -> Referent | None:
        """What a name or attribute refers to; None for anything else and for what cannot be followed."""
        text = text or chain(expression)
        if not text or where.given is not None:
            return self._follow(expression, where, depth)
        known = self._known("refer", text.partition(".")[0], where)
        if text not in known:
            found = self._follow(expression, where, depth)
            if depth:
                return found  # it may have been cut short
            known[text] = found
        referent: Referent | None = known[text]
        return referent

    def _known(self, what: str, root: str, where: Where) -> dict[str, Any]:
        """What was worked out before for names that begin with this one, wherever it means the same."""
        found = where.scope.lookup(root)
        key = what, found[0] if found else where.module.scope
        memo = where.module.memo
        if key not in memo:
            memo[key] = {}
        known: dict[str, Any] = memo[key]
        return known

    def _follow(self, expression: ast.expr, where: Where, depth: int) -> Referent | None:
        if depth > _DEPTH:
            return None
        if isinstance(expression, ast.Name):
            return self._name(expression.id, where, depth)
        if isinstance(expression, ast.Attribute):
            own = self.class_around(expression.value, where)
            if own:
                return self._attribute_of_class(own, expression.attr, depth)
            base = self.refer(expression.value, where, depth + 1)
            return self.member(base, expression.attr, depth) if base else None
        return None

    def assigned(self, expression: ast.expr, where: Where) -> tuple[ast.expr, Where] | None:
        """What a variable is given, as a whole and by one statement alone, and the place from which that is read."""
        referent = self.refer(expression, where)
        binding = referent.binding if referent else None
        if referent is None or referent.where is None or binding is None or binding.kind is not Bound.VALUE:
            return None
        return None if binding.path or binding.value is None else (binding.value, referent.where)

    def member(self, base: Referent, name: str, depth: int = 0) -> Referent | None:
        """An attribute of what is already known."""
        if base.where is None:
            return Referent(f"{base.dotted}.{name}")
        if depth > _DEPTH:
            return None
        if isinstance(base.node, ast.Module):
            return self._in_module(base.where.module, name, depth)
        if isinstance(base.node, ast.ClassDef):
            return self._attribute_of_class(base, name, depth)
        return Referent(f"{base.dotted}.{name}", base.where)

    def imported(self, target: str, importer: Module, depth: int = 0) -> Referent | None:
        """What an import of a dotted name brings, relative ones with their dots."""
        found = self.index.find(target, importer)
        if found is None:
            return Referent(target.lstrip("."))
        module, rest = found
        shadowing = None if rest else self._shadowing(module, importer, depth)
        if shadowing:
            return shadowing
        referent: Referent | None = Referent(module.dotted, Where(module, module.scope), module.source.tree)
        for part in rest.split(".") if rest else ():
            referent = self.member(referent, part, depth + 1) if referent else None
        # What is made in a way that cannot be followed is at least known by its name.
        return referent or Referent(f"{module.dotted}.{rest}")

    def _shadowing(self, module: Module, importer: Module, depth: int) -> Referent | None:
        """What a package's own ``__init__.py`` imports by the name of the submodule that was found."""
        place = os.path.dirname(module.path) if module.is_package else module.path
        name = os.path.splitext(os.path.basename(place))[0]
        above = os.path.join(os.path.dirname(place), "__init__.py")
        if depth > _DEPTH or importer.path == above or not self.index.mentions(above, name.encode(), importer):
            return None
        package = self.index.module(above, importer)
        bindings = package.scope.bindings.get(name, []) if package else []
        if package is None or len(bindings) != 1 or bindings[0].kind is not Bound.IMPORT:
            return None
        found = self.imported(bindings[0].target, package, depth + 1)
        return found if found and found.node is not module.source.tree else None

    def product_name(self, expression: ast.expr, where: Where) -> str:
        """The name by which something is imported from project code that is no test code, empty for all else."""
        return self._product(chain(expression), where)

    def _product(self, text: str, where: Where) -> str:
        root, _, rest = text.partition(".")
        known = self._known("product", root, where)
        if root not in known:
            known[root] = self._imported_from_product(root, where)
        home: str = known[root]
        return f"{home}.{rest}" if home and rest else home

    def _imported_from_product(self, name: str, where: Where) -> str:
        found = where.scope.lookup(name) if name else None
        if found is None or found[1][0].kind is not Bound.IMPORT:
            return ""
        target = found[1][0].target
        path = self.index.path_of(target, where.module)
        return "" if path is None or is_test_path(path) else target.lstrip(".")

    def class_around(self, expression: ast.expr, where: Where) -> Referent | None:
        """The class that ``self`` or ``cls`` stands for in a method (or in a function inside one)."""
        if not isinstance(expression, ast.Name):
            return None
        found = where.scope.lookup(expression.id)
        if found is None or found[1][0].kind is not Bound.PARAMETER:
            return None
        scope = found[0]
        method = scope.node
        if not isinstance(method, FunctionNode) or not isinstance(scope.parent and scope.parent.node, ast.ClassDef):
            return None
        first = [*method.args.posonlyargs, *method.args.args][:1]
        if not first or first[0] is not found[1][0].node or scope.parent is None:
            return None
        return self._definition(Where(where.module, scope.parent), scope.parent.node)

    def bases(self, cls: Referent, depth: int = 0) -> list[Referent]:
        """The class and its base classes, nearest first; outside ones stand for themselves."""
        if cls.where is None or not isinstance(cls.node, ast.ClassDef) or depth > _DEPTH:
            return [cls]
        if depth or cls.where.given is not None:
            return self._bases(cls, cls.node, cls.where, depth)
        memo = cls.where.module.memo
        if ("bases", cls.node) not in memo:
            memo["bases", cls.node] = self._bases(cls, cls.node, cls.where, 0)
        known: list[Referent] = memo["bases", cls.node]
        return [cls, *known[1:]]

    def _bases(self, cls: Referent, node: ast.ClassDef, where: Where, depth: int) -> list[Referent]:
        found = [cls]
        outer = Where(where.module, where.scope.parent or where.module.scope)
        for base in node.bases:
            named = base.value if isinstance(base, ast.Subscript) else base
            referent = self.refer(named, outer, depth + 1)
            found.extend(self.bases(referent, depth + 1) if referent else [Referent("")])
        return found

    def metaclass_binds(self, cls: Referent, attribute: str) -> bool:
        """Whether an attribute of a class is one of its metaclass, as far as the project's source tells."""
        for one in self.bases(cls):
            if one.where is None or not isinstance(one.node, ast.ClassDef):
                continue
            outer = Where(one.where.module, one.where.scope.parent or one.where.module.scope)
            meta = (self.refer(named, outer) for named in _metaclasses(one.node))
            above = [base for found in meta if found for base in self.bases(found)]
            if any(base.where and attribute in base.where.scope.bindings for base in above):
                return True
        return False

    def class_values(self, cls: Referent, attribute: str) -> list[tuple[Where, Binding]]:
        """Every assignment to an attribute in the body and the methods of a class, or of the nearest base with one."""
        for one in self.bases(cls):
            if one.where is None or not isinstance(one.node, ast.ClassDef):
                continue
            values = _attributes(one.where.module, one.node).get(attribute)
            if values:
                return values
        return []

    def _attribute_of_class(self, cls: Referent, name: str, depth: int) -> Referent | None:
        values = self.class_values(cls, name)
        dotted = f"{cls.dotted}.{name}"
        if not values:
            return Referent(dotted, cls.where)
        if len(values) > 1:
            return Referent(dotted, values[0][0])
        where, binding = values[0]
        return self._bound([binding], where, dotted, depth)

    def _name(self, name: str, where: Where, depth: int) -> Referent | None:
        found = where.scope.lookup(name)
        if found is None:
            if hasattr(builtins, name):
                return Referent(f"builtins.{name}")
            return self._through_star(name, where.module, depth)
        scope, bindings = found
        qualname = where.module.qualname(scope.node)
        dotted = ".".join(filter(None, (where.module.dotted, qualname, name)))
        looped = any(binding.kind is Bound.LOOP for binding in bindings)
        if where.given and (scope, name) in where.given and not looped:
            argument, caller = where.given[scope, name]
            return self._bound([Binding(Bound.VALUE, argument, argument)], caller, dotted, depth)
        return self._bound(bindings, Where(where.module, scope, where.given), dotted, depth)

    def _in_module(self, module: Module, name: str, depth: int) -> Referent | None:
        bindings = module.scope.bindings.get(name)
        if bindings:
            return self._bound(bindings, Where(module, module.scope), f"{module.dotted}.{name}", depth)
        star = self._through_star(name, module, depth)
        if star or not module.is_package:
            return star
        found = self.index.find(f".{name}", module)
        if found and not found[1]:
            return Referent(found[0].dotted, Where(found[0], found[0].scope), found[0].source.tree)
        return None

    def _through_star(self, name: str, module: Module, depth: int) -> Referent | None:
        if depth > _DEPTH or "*" not in module.scope.bindings:
            return None
        for other in self.index.star_imports(module):
            found = self._in_module(other, name, depth + 1)
            if found:
                return found
        return None

    def _bound(self, bindings: list[Binding], where: Where, dotted: str, depth: int) -> Referent | None:
        binding = _decisive(bindings)
        if binding is None:
            return Referent(dotted, where)
        if binding.kind is Bound.IMPORT:
            return self.imported(binding.target, where.module, depth + 1)
        if binding.kind is Bound.DEFINITION:
            return self._definition(where, binding.node)
        skipping = _imported_or_skipped(binding)
        if skipping:
            return self.imported(skipping, where.module, depth + 1)
        if binding.kind is Bound.VALUE and not binding.path and isinstance(binding.value, (ast.Name, ast.Attribute)):
            alias = self.refer(binding.value, where, depth + 1)
            if alias:
                return alias
        return Referent(dotted, where, binding=binding)

    def _definition(self, where: Where, node: ast.AST) -> Referent:
        module = where.module
        if isinstance(node, ast.ClassDef):
            where = Where(module, module.scope_of(node))
        return Referent(f"{module.dotted}.{module.qualname(node)}", where, node)


def _imported_or_skipped(binding: Binding) -> str:
    """The module that ``pytest.importorskip`` hands out."""
    match binding.value:
        case ast.Call(func=ast.Attribute(attr="importorskip"), args=[ast.Constant(value=str() as name), *_]):
            return "" if binding.path else name
    return ""


def chain(expression: ast.expr) -> str:
    """The text of a chain of names and attributes, empty for anything else."""
    if isinstance(expression, ast.Name):
        return expression.id
    if isinstance(expression, ast.Attribute):
        base = chain(expression.value)
        return f"{base}.{expression.attr}" if base else ""
    return ""


def _decisive(bindings: list[Binding]) -> Binding | None:
    """The binding that counts when a name has several; None when that depends on what runs."""
    # What a comprehension binds is seen by nobody outside it.
    bindings = [binding for binding in bindings if binding.kind is not Bound.COMPREHENSION] or bindings
    if len(bindings) == 1:
        return bindings[0]
    imports = [binding for binding in bindings if binding.kind is Bound.IMPORT]
    others = [binding for binding in bindings if binding.kind is not Bound.IMPORT]
    # `try: import x` with a stand-in for its absence means x.
    if imports and all(isinstance(other.value, ast.Constant) for other in others):
        return imports[0]
    if all(binding.kind is Bound.DEFINITION for binding in bindings):
        return bindings[-1]
    return None


def _attributes(module: Module, cls: ast.ClassDef) -> dict[str, list[tuple[Where, Binding]]]:
    """Every assignment to an attribute in the body and the methods of a class, by the attribute's name."""
    if ("attributes", cls) not in module.memo:
        body = module.scope_of(cls)
        found = {name: [(Where(module, body), one) for one in bindings] for name, bindings in body.bindings.items()}
        for method in module.methods(cls).values():
            for name, binding in _assigned_in_method(method, cls.name):
                found.setdefault(name, []).append((Where(module, method.scope), binding))
        module.memo["attributes", cls] = found
    attributes: dict[str, list[tuple[Where, Binding]]] = module.memo["attributes", cls]
    return attributes


def _assigned_in_method(method: Function, cls: str) -> Iterator[tuple[str, Binding]]:
    own = (*method.parameters[:1], cls)
    for node in method.scope.own:
        if not isinstance(node, (ast.Assign, ast.AnnAssign)):
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in own:
                yield target.attr, Binding(Bound.VALUE, node, node.value)


def _metaclasses(cls: ast.ClassDef) -> Iterator[ast.expr]:
    """What a class names as its metaclass, be it in the way of Python 2 and 3 at once."""
    yield from (word.value for word in cls.keywords if word.arg == "metaclass")
    for one in (*cls.decorator_list, *cls.bases):
        if (
            isinstance(one, ast.Call)
            and one.args
            and ast.unparse(one.func).endswith(("add_metaclass", "with_metaclass"))
        ):
            yield one.args[0]
