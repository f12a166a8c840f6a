"""Which values the templates of a chart read, found out by following them without executing them.

Every branch is followed, templates are followed where they are included, with what they are given, and so are the
texts in default values that go through `tpl`. What cannot be known (an index that is computed) counts as any key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import TemplateError
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.golib.yaml import load_map
from ....core.model.value_use import ANY_KEY, ValueUse
from . import value_flow
from .engine import is_partial
from .errors import ParseError
from .parser import Actions, parse
from .value_places import Alternatives, At, Derived, Place, Root, Text, fields, keys_of, optional, places, union

if TYPE_CHECKING:
    from collections.abc import Container

    from ....core.model.chart import Chart
    from .nodes import Node

_MOST_STEPS = 500_000
_DEEPEST = 40

Keys = tuple[str, ...]

Guards = frozenset[tuple[Keys, Keys]]
"""Places (chart and path) that were found to be there where something is executed."""


def find_value_uses(chart: Chart, functions: Container[str]) -> list[ValueUse]:
    """Every place in the templates of `chart` and its subcharts that reads values, by file and position.

    `functions` are the names that templates may call. When following them takes too long, all values count as read.
    Raises TemplateError for a text that is no template.
    """
    templates = _Templates(chart, functions)
    walk = _Walk(templates)
    try:
        for name, root in templates.files.items():
            if not is_partial(name):
                walk.execute(name, (root,), frozenset())
    except (_TooLongError, RecursionError):
        return [ValueUse((), (), True, 0, "", 0, 0)]
    return walk.result()


class _TooLongError(Exception):
    """There is no end in sight."""


class _Body:
    """A template: its file, the text of that, and its nodes."""

    __slots__ = ("file", "node", "source")

    def __init__(self, file: str, source: str, node: Node) -> None:
        self.file = file
        self.source = source
        self.node = node


class _Templates:
    """All templates of a chart and its subcharts, and the texts that may be templates."""

    def __init__(self, chart: Chart, functions: Container[str]) -> None:
        self._actions = Actions(functions)
        self._texts: dict[str, dict[str, _Body] | None] = {}
        self.files: dict[str, Root] = {}
        self.bodies: dict[str, _Body] = {}
        self.sources: dict[str, str] = {}
        self._charts: dict[Keys, Chart] = {}
        self._top = chart.name
        self._collect(chart, (), chart.name)
        for name in sorted(self.sources, key=lambda name: (name.count("/"), name), reverse=True):
            for defined, body in self._parse(name, self.sources[name]).items():
                if defined not in self.bodies or body.node[2]:
                    self.bodies[defined] = body

    def _collect(self, chart: Chart, names: Keys, path: str) -> None:
        self._charts[names] = chart
        for template in chart.templates:
            name = f"{path}/{template.name}"
            self.files[name] = Root(names, f"{path}/templates")
            self.sources[name] = template.data.decode("utf-8", "surrogateescape")
        for dependency in chart.dependencies:
            self._collect(dependency, (*names, dependency.name), f"{path}/charts/{dependency.name}")

    def _parse(self, name: str, source: str) -> dict[str, _Body]:
        try:
            trees = parse(name, source, self._actions)
        except ParseError as error:
            message = f"parse error in {quote(name)}: {error}"
            raise TemplateError(message, file=error.file, line=error.line, source_line=error.source_line) from None
        return {tree[0]: _Body(name, source, tree[3]) for tree in trees if not tree[2] or tree[0] == name}

    def parse_text(self, text: str) -> dict[str, _Body]:
        """The templates in a text; none when it is no template. The text's own has the empty name."""
        if text not in self._texts:
            try:
                self._texts[text] = self._parse("", text)
            except TemplateError:
                self._texts[text] = None
        return self._texts[text] or {}

    def texts_at(self, place: Place) -> list[str]:
        """The texts in default values at a place and below it, where they have actions."""
        found: list[str] = []
        for depth in range(len(place.chart) + 1):
            holder = self._charts.get(place.chart[:depth])
            if holder is not None and "{{" in holder.values_text:
                try:
                    _add_texts(load_map(holder.values_text), (*place.chart[depth:], *place.path), found)
                except GoError:
                    continue
        return found

    def files_of(self, names: Keys) -> list[str]:
        """The texts of a chart's other files, where they have actions."""
        chart = self._charts[names]
        return [file.data.decode("utf-8", "surrogateescape") for file in chart.files if b"{{" in file.data]

    def inside(self, name: str) -> str:
        """The path of a template inside the chart."""
        return name.removeprefix(f"{self._top}/")


def _add_texts(value: Any, path: Keys, found: list[str]) -> None:
    """Add the texts with actions at `path` and below to `found`."""
    if isinstance(value, str):
        if "{{" in value and not path:
            found.append(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not path or path[0] in (key, ANY_KEY):
                _add_texts(item, path[1:], found)
    elif isinstance(value, list):
        for item in value:
            _add_texts(item, path[1:], found)


class _Frame:
    """What is in scope while a template is followed. `fixed` is the place that stands for all others, where set."""

    __slots__ = ("base", "body", "dot", "fixed", "guards", "root", "scopes")

    def __init__(self, body: _Body, dot: Alternatives, guards: Guards, fixed: At | None) -> None:
        self.body = body
        self.dot = dot
        self.root = dot
        self.guards = guards
        self.scopes: list[dict[str, Alternatives]] = [{"$": dot}]
        self.base = 0
        self.fixed = fixed

    def at(self, position: int) -> At:
        """The place of a node of the current action."""
        return self.fixed or (self.body.file, self.base + position)

    def variable(self, name: str) -> Alternatives:
        """What a variable stands for."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return ()

    def assign(self, name: str, value: Alternatives) -> None:
        """Give a variable one more value: which one it has depends on what is executed."""
        for scope in reversed(self.scopes):
            if name in scope:
                scope[name] = union(scope[name], value)
                return


class _Walk:
    """Follows templates and collects what they read. It is the `Reader` of the functions that they call."""

    def __init__(self, templates: _Templates) -> None:
        self._templates = templates
        self._steps = 0
        self._depth = 0
        self._frame: _Frame
        self._position = 0
        self._known: dict[object, Guards] = {}
        self._tested: list[Place] | None = None
        self._written: set[tuple[Keys, Keys]] = set()
        self._uses: dict[tuple[At, Keys, Keys], tuple[bool, int]] = {}

    def result(self) -> list[ValueUse]:
        """What was read."""
        found = []
        for (at, chart, path), (whole, needed) in self._uses.items():
            file, offset = at
            source = self._templates.sources[file]
            line = source.count("\n", 0, offset) + 1
            column = offset - source.rfind("\n", 0, offset)
            needed = _needed(chart, path, needed, self._written)
            found.append(ValueUse(chart, path, whole, needed, self._templates.inside(file), line, column))
        found.sort(key=lambda use: (use.file, use.line, use.column, use.chart, use.path))
        return found

    # What functions do (value_flow.Reader)

    @property
    def is_testing(self) -> bool:
        """Whether a condition is followed."""
        return self._tested is not None

    def read(self, alternatives: Alternatives, *, whole: bool) -> None:
        """Note that values are read here."""
        frame = self._frame
        for place in places(alternatives):
            at = frame.fixed or place.at or frame.at(self._position)
            key = (at, place.chart, place.path)
            length = len(place.path) - place.is_optional
            needed = _needed(place.chart, place.path, length, frame.guards)
            before = self._uses.get(key, (False, 0))
            self._uses[key] = (whole or before[0], max(needed, before[1]))
            if self._tested is not None:
                self._tested.append(place)
        for alternative in alternatives:
            if whole and isinstance(alternative, Root):
                self.read((Place(alternative.chart, ()),), whole=True)

    def write(self, place: Place) -> None:
        """Note that the template itself sets a value."""
        self._written.add((place.chart, place.path))

    def include(self, names: Alternatives, dot: Alternatives) -> None:
        """Follow a template; all of them, when its name is not known."""
        known = [one.value for one in names if isinstance(one, Text)]
        for name in known or list(self._templates.bodies):
            self.execute(name, dot, self._frame.guards)
        if not known:
            self.read(names, whole=True)

    def render_text(self, text: Alternatives, dot: Alternatives) -> None:
        """Follow the texts that a value may have; those of all files, when it is not known where the text is from."""
        texts: list[str] = []
        for one in text:
            if isinstance(one, Text):
                texts.append(one.value)
            elif isinstance(one, Place | Derived):
                texts += self._templates.texts_at(one if isinstance(one, Place) else one.place)
        if not text:
            for one in dot:
                if isinstance(one, Root):
                    texts += self._templates.files_of(one.chart)
        at = self._frame.at(self._position)
        for source in texts:
            for body in self._templates.parse_text(source).values():
                self._follow(body, dot, self._frame.guards, at, ("text", source))

    # Templates

    def execute(self, name: str, dot: Alternatives, guards: Guards) -> None:
        """Follow the template of that name with these alternatives for dot."""
        body = self._templates.bodies.get(name)
        if body is not None:
            self._follow(body, dot, guards, None, name)

    def _follow(self, body: _Body, dot: Alternatives, guards: Guards, fixed: At | None, what: object) -> None:
        key = (what, keys_of(dot), fixed)
        known = self._known.get(key)
        if known is not None and known <= guards:
            return
        self._known[key] = guards if known is None else known & guards
        if self._depth >= _DEEPEST:
            raise _TooLongError
        outer = (getattr(self, "_frame", None), self._position, self._tested)
        self._depth += 1
        self._tested = None
        self._frame = _Frame(body, dot, self._known[key], fixed)
        self._list(body.node)
        self._depth -= 1
        if outer[0] is not None:
            self._frame, self._position, self._tested = outer[0], outer[1], outer[2]

    def _list(self, node: Node) -> None:
        frame = self._frame
        for offset, child in zip(node[1], node[2], strict=True):
            kind = child[0]
            if kind == "TextNode":
                continue
            self._steps += 1
            if self._steps > _MOST_STEPS:
                raise _TooLongError
            frame.base = offset
            if kind == "ActionNode":
                self._action(child[1])
            elif kind == "TemplateNode":
                self._position = child[1]
                self.execute(child[2], self._pipe(child[3]) if child[3] is not None else (), frame.guards)
            else:
                self._branch(child)

    def _action(self, pipe: Node) -> None:
        value = self._pipe(pipe)
        if not pipe[3]:
            self.read(value, whole=True)

    def _branch(self, node: Node) -> None:
        """``if``, ``range`` and ``with``: what was tested is there in both branches, which is more than is true."""
        kind, pipe, body, otherwise = node
        frame = self._frame
        outer = (frame.guards, frame.dot)
        frame.scopes.append({})
        tested, value = self._condition(pipe, declares=kind != "RangeNode")
        frame.guards = outer[0].union([(place.chart, place.path) for place in tested])
        if kind == "RangeNode":
            self._enter_range(pipe, value)
        elif kind == "WithNode":
            frame.dot = value
        self._list(body)
        frame.dot = outer[1]
        if otherwise is not None:
            self._list(otherwise)
        frame.scopes.pop()
        frame.guards = outer[0]

    def _condition(self, pipe: Node, *, declares: bool) -> tuple[list[Place], Alternatives]:
        """The places that a condition tests, and what it stands for."""
        before, self._tested = self._tested, []
        value = self._pipe(pipe, declares=declares)
        self.read(optional(value), whole=False)
        tested, self._tested = self._tested, before
        return tested, value

    def _enter_range(self, pipe: Node, value: Alternatives) -> None:
        """Dot and the variables of a range: some item, and its key, of which nothing is known."""
        frame = self._frame
        item = fields(value, (ANY_KEY,))
        self.read(optional(item), whole=False)
        names = [declaration[2][0] for declaration in pipe[3]]
        for name in names[:-1]:
            frame.scopes[-1][name] = ()
        for name in names[-1:]:
            frame.scopes[-1][name] = item
        frame.dot = item

    # Expressions

    def _pipe(self, pipe: Node, *, declares: bool = True) -> Alternatives:
        value: Alternatives | None = None
        for command in pipe[4]:
            value = self._command(command, value)
        result = value or ()
        if declares:
            for declaration in pipe[3]:
                name = declaration[2][0]
                if pipe[2]:
                    self._frame.assign(name, result)
                else:
                    self._frame.scopes[-1][name] = result
        return result

    def _command(self, command: Node, final: Alternatives | None) -> Alternatives:
        first, *rest = command[2]
        if first[0] == "IdentifierNode":
            arguments = self._choices(rest) if first[2] == "ternary" else [self._operand(operand) for operand in rest]
            if final is not None:
                arguments.append(final)
            self._position = first[1]
            return value_flow.call(self, first[2], arguments)
        value = self._operand(first)
        if not rest and final is None:
            return value
        for argument in [*map(self._operand, rest), final or ()]:
            self.read(argument, whole=True)
        self.read(value, whole=True)
        return ()

    def _choices(self, operands: list[Node]) -> list[Alternatives]:
        """The arguments of `ternary`: what its last one tests is there for the others, as in a branch."""
        frame = self._frame
        outer, before = frame.guards, self._tested
        self._tested = []
        conditions = [self._operand(operand) for operand in operands[2:]]
        for condition in conditions:
            self.read(optional(condition), whole=False)
        frame.guards = outer.union([(place.chart, place.path) for place in self._tested])
        self._tested = before
        choices = [self._operand(operand) for operand in operands[:2]]
        frame.guards = outer
        return [*choices, *conditions]

    def _operand(self, node: Node) -> Alternatives:
        """What an operand stands for. Go puts a row of fields where its second one is; here it is where it begins."""
        frame = self._frame
        kind = node[0]
        if kind == "FieldNode":
            names = node[2]
            return self._placed(fields(frame.dot, names), node[1] - (len(names[0]) + 1 if len(names) > 1 else 0))
        if kind == "VariableNode":
            name, *below = node[2]
            value = frame.variable(name)
            return self._placed(fields(value, tuple(below)), node[1] - len(name)) if below else value
        if kind == "ChainNode":
            return self._placed(fields(self._operand(node[2]), node[3]), node[1])
        if kind == "PipeNode":
            return self._pipe(node)
        if kind == "IdentifierNode":
            self._position = node[1]
            return value_flow.call(self, node[2], [])
        if kind == "DotNode":
            return frame.dot
        return (Text(node[3]),) if kind == "StringNode" else ()

    def _placed(self, alternatives: Alternatives, position: int) -> Alternatives:
        """The same alternatives, spelt here."""
        at = self._frame.at(position)
        return tuple(
            [Place(one.chart, one.path, one.is_optional, at) if isinstance(one, Place) else one for one in alternatives]
        )


def _needed(chart: Keys, path: Keys, length: int, guards: Container[tuple[Keys, Keys]]) -> int:
    """How many of the first `length` keys of a path have to be there, when what `guards` names is known to be."""
    for count in range(1, length + 1):
        if (chart, path[:count]) in guards:
            return count - 1
    return length
