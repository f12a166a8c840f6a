"""Which values the templates of a chart read, found out by walking through them without rendering.

Followed are names that stand for values (``set``, ``for``, ``with``), tests and defaults around them, and chains of
keys. Macros, imports and includes are looked at where they are written, with the values of their own chart; what is
given to a macro counts as read as a whole there.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from ....core.errors import TemplateError
from ....core.model.value_use import ANY_KEY, ValueUse
from .environment import ChartEnvironment
from .names import SUFFIX
from .request import ENGINE

if TYPE_CHECKING:
    from ....core.model.chart import Chart

Keys = tuple[str, ...]
Names = dict[str, Keys]
"""Variables that stand for values, by name: their paths."""

_DEFAULTS = frozenset(("d", "default", "required", "coalesce", "empty"))
_TABLE_METHODS = frozenset(("items", "keys", "values", "get", "copy"))
_TESTS = frozenset(("defined", "undefined", "none", "mapping", "sequence", "string", "number", "boolean"))


def find_value_uses(chart: Chart) -> list[ValueUse]:
    """Every place in the templates of `chart` and its subcharts that reads values. Raises TemplateError.

    When a template is nested too deeply to be walked through, all values count as read.
    """
    environment = ChartEnvironment({})
    uses: list[ValueUse] = []
    try:
        for owner, path, file, text in _templates(chart, (), chart.name):
            tree = _parse(environment, posixpath.normpath(f"{path}/{file}"), text)
            inside = posixpath.join(*[f"charts/{name}" for name in owner], file)
            walk = _Walk(owner, inside, text.split("\n"))
            walk.visit(tree, {"Values": ()}, frozenset(), is_optional=False)
            uses += walk.uses
    except RecursionError:
        return [ValueUse((), (), True, 0, "", 0, 0)]
    return list(dict.fromkeys(uses))


def _templates(chart: Chart, owner: Keys, path: str) -> Iterator[tuple[Keys, str, str, str]]:
    for template in chart.templates:
        if chart.metadata.engine == ENGINE and template.name.endswith(SUFFIX):
            yield owner, path, template.name, template.data.decode("utf-8", "surrogateescape")
    for dependency in chart.dependencies:
        yield from _templates(dependency, (*owner, dependency.name), f"{path}/charts/{dependency.name}")


def _parse(environment: ChartEnvironment, name: str, text: str) -> nodes.Template:
    try:
        return environment.parse(text, name, name)
    except TemplateSyntaxError as error:
        lines = text.split("\n")
        raise TemplateError(
            f'parse error in "{name}": template: {name}:{error.lineno}: {error.message}',
            file=name,
            line=error.lineno,
            source_line=lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else "",
        ) from None


class _Walk:
    """One walk through a template. `owner` are the names of the subcharts on the way to its chart."""

    def __init__(self, owner: Keys, file: str, lines: list[str]) -> None:
        self.uses: list[ValueUse] = []
        self._owner = owner
        self._file = file
        self._lines = lines

    def visit(self, node: nodes.Node, names: Names, guards: frozenset[Keys], *, is_optional: bool) -> None:
        """Note what a node and all below it read. `guards` are paths that are known to be there."""
        handler = getattr(self, f"_visit_{type(node).__name__}", None)
        if handler is not None:
            handler(node, names, guards, is_optional)
        elif (path := self.path_of(node, names, guards)) is not None:
            self._note(node, path, guards, is_optional=is_optional, is_whole=True)
        else:
            self._visit_all(node.iter_child_nodes(), names, guards, is_optional)

    def _visit_all(
        self, children: Iterable[nodes.Node], names: Names, guards: frozenset[Keys], is_optional: bool = False
    ) -> None:
        for child in children:
            self.visit(child, names, guards, is_optional=is_optional)

    # --- statements ---

    def _visit_Template(self, node: nodes.Template, names: Names, guards: frozenset[Keys], _: bool) -> None:  # noqa: N802
        self._visit_all(node.body, names, guards)

    def _visit_Assign(self, node: nodes.Assign, names: Names, guards: frozenset[Keys], _: bool) -> None:  # noqa: N802
        path = self.path_of(node.node, names, guards)
        if path is None or not isinstance(node.target, nodes.Name):
            self._forget(node.target, names)
            self.visit(node.node, names, guards, is_optional=False)
        else:
            self._note(node.node, path, guards, is_optional=True, is_whole=False)
            names[node.target.name] = path

    def _visit_For(self, node: nodes.For, names: Names, guards: frozenset[Keys], _: bool) -> None:  # noqa: N802
        inner = dict(names)
        self._forget(node.target, inner)
        path = self._iterated(node.iter, names, guards)
        if path is None:
            self.visit(node.iter, names, guards, is_optional=True)
        else:
            self._note(node.iter, path, guards, is_optional=True, is_whole=False)
            target = node.target.items[-1] if isinstance(node.target, nodes.Tuple) else node.target
            if isinstance(target, nodes.Name):
                inner[target.name] = (*path, ANY_KEY)
            guards = guards | {path}
        self._visit_all([node.test] if node.test is not None else [], inner, guards, is_optional=True)
        self._visit_all(node.body, inner, guards)
        self._visit_all(node.else_, dict(names), guards)

    def _visit_If(self, node: nodes.If, names: Names, guards: frozenset[Keys], _: bool) -> None:  # noqa: N802
        self._test(node.test, names, guards)
        self._visit_all(node.body, names, guards | self._guards_of(node.test, names))
        self._visit_all(node.elif_, names, guards)
        self._visit_all(node.else_, names, guards)

    def _visit_With(self, node: nodes.With, names: Names, guards: frozenset[Keys], _: bool) -> None:  # noqa: N802
        inner = dict(names)
        for target, value in zip(node.targets, node.values, strict=True):
            path = self.path_of(value, names, guards)
            if path is None or not isinstance(target, nodes.Name):
                self._forget(target, inner)
                self.visit(value, names, guards, is_optional=False)
            else:
                self._note(value, path, guards, is_optional=True, is_whole=False)
                inner[target.name] = path
        self._visit_all(node.body, inner, guards)

    def _visit_Macro(self, node: nodes.Macro, names: Names, guards: frozenset[Keys], _: bool) -> None:  # noqa: N802
        inner = dict(names)
        self._visit_all(node.defaults, names, guards)
        for argument in node.args:
            self._forget(argument, inner)
        self._visit_all(node.body, inner, guards)

    # --- expressions ---

    def _visit_CondExpr(self, node: nodes.CondExpr, names: Names, guards: frozenset[Keys], is_optional: bool) -> None:  # noqa: N802
        self._test(node.test, names, guards)
        self.visit(node.expr1, names, guards | self._guards_of(node.test, names), is_optional=is_optional)
        if node.expr2 is not None:
            self.visit(node.expr2, names, guards, is_optional=is_optional)

    def _visit_And(self, node: nodes.And, names: Names, guards: frozenset[Keys], is_optional: bool) -> None:  # noqa: N802
        self._test(node.left, names, guards)
        self.visit(node.right, names, guards | self._guards_of(node.left, names), is_optional=is_optional)

    def _visit_Or(self, node: nodes.Or, names: Names, guards: frozenset[Keys], is_optional: bool) -> None:  # noqa: N802
        self.visit(node.left, names, guards, is_optional=True)
        self.visit(node.right, names, guards, is_optional=is_optional)

    def _visit_Not(self, node: nodes.Not, names: Names, guards: frozenset[Keys], _: bool) -> None:  # noqa: N802
        self._test(node.node, names, guards)

    def _visit_Test(self, node: nodes.Test, names: Names, guards: frozenset[Keys], is_optional: bool) -> None:  # noqa: N802
        if node.name in _TESTS:
            self._test(node.node, names, guards)
        else:
            self.visit(node.node, names, guards, is_optional=is_optional)
        self._visit_all(node.args, names, guards)

    def _visit_Filter(self, node: nodes.Filter, names: Names, guards: frozenset[Keys], is_optional: bool) -> None:  # noqa: N802
        if node.node is not None:
            self.visit(node.node, names, guards, is_optional=is_optional or node.name in _DEFAULTS)
        self._visit_all(node.args, names, guards)
        self._visit_all([pair.value for pair in node.kwargs], names, guards)

    def _visit_Call(self, node: nodes.Call, names: Names, guards: frozenset[Keys], is_optional: bool) -> None:  # noqa: N802
        called = node.node
        path = self.path_of(node, names, guards)
        if path is None and isinstance(called, nodes.Getattr) and called.attr in _TABLE_METHODS:
            path = self.path_of(called.node, names, guards)
        if path is not None:
            is_get = isinstance(called, nodes.Getattr) and called.attr == "get"
            self._note(node, path, guards, is_optional=is_optional or is_get, is_whole=True)
        elif not isinstance(called, nodes.Name):
            self.visit(called, names, guards, is_optional=is_optional)
        optional = isinstance(called, nodes.Name) and called.name in _DEFAULTS
        self._visit_all(node.args, names, guards, is_optional=optional)
        self._visit_all([pair.value for pair in node.kwargs], names, guards)

    # --- what expressions stand for ---

    def _test(self, node: nodes.Node, names: Names, guards: frozenset[Keys]) -> None:
        """A value is only asked whether it is there or true."""
        if isinstance(node, nodes.And):
            self._test(node.left, names, guards)
            self._test(node.right, names, guards | self._guards_of(node.left, names))
            return
        path = self.path_of(node, names, guards)
        if path is None:
            self.visit(node, names, guards, is_optional=True)
        else:
            self._note(node, path, guards, is_optional=True, is_whole=False)

    def path_of(self, node: nodes.Node, names: Names, guards: frozenset[Keys]) -> Keys | None:
        """The path of the value that an expression is; None when it is none. Keys that are computed are read too."""
        if isinstance(node, nodes.Name):
            return names.get(node.name)
        if isinstance(node, nodes.Getattr):
            path = self.path_of(node.node, names, guards)
            return None if path is None else (*path, node.attr)
        if isinstance(node, nodes.Getitem):
            path = self.path_of(node.node, names, guards)
            if path is None:
                return None
            if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                return (*path, node.arg.value)
            self._visit_all([node.arg], names, guards)
            return (*path, ANY_KEY)
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and node.node.attr == "get":
            path = self.path_of(node.node.node, names, guards)
            key = node.args[0] if node.args else None
            if path is not None and isinstance(key, nodes.Const) and isinstance(key.value, str):
                return (*path, key.value)
        return None

    def _iterated(self, node: nodes.Node, names: Names, guards: frozenset[Keys]) -> Keys | None:
        """The path whose items a loop goes over."""
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and node.node.attr in _TABLE_METHODS:
            path = self.path_of(node.node.node, names, guards)
            if path is not None and not node.args:
                return path
        return self.path_of(node, names, guards)

    def _guards_of(self, test: nodes.Node, names: Names) -> frozenset[Keys]:
        """The paths that are there where a test holds."""
        if isinstance(test, nodes.And):
            return self._guards_of(test.left, names) | self._guards_of(test.right, names)
        if isinstance(test, nodes.Test) and test.name == "defined":
            test = test.node
        path = _Walk(self._owner, self._file, self._lines).path_of(test, names, frozenset())
        return frozenset() if path is None else frozenset((path,))

    def _forget(self, target: nodes.Node, names: Names) -> None:
        """Names that are given something else stand for no values any more."""
        for name in (target, *target.find_all(nodes.Name)):
            if isinstance(name, nodes.Name):
                names.pop(name.name, None)

    def _note(self, node: Any, path: Keys, guards: frozenset[Keys], *, is_optional: bool, is_whole: bool) -> None:
        needed = max(len(path) - 1, 0) if is_optional else len(path)
        for guard in guards:
            if path[: len(guard)] == guard:
                needed = min(needed, len(guard) - 1)
        line = self._lines[node.lineno - 1] if 0 < node.lineno <= len(self._lines) else ""
        written = ".".join(("Values", *path))
        column = line.find(written) + 1 if line.count(written) == 1 else 0
        self.uses.append(ValueUse(self._owner, path, is_whole, max(needed, 0), self._file, node.lineno, column))
