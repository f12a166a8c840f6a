"""From what a template raised to the error that the user sees: Helm's sentence, the place, who included it, advice.

Jinja knows lines, no columns: a column is given where the line has the culprit in it only once.
"""

from __future__ import annotations

import difflib
import re
import traceback
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from jinja2.nodes import Getattr, Getitem, Name

from ....core.errors import PilothouseError
from ....core.golib.types import GoError
from .confinement import RefusedError
from .environment import ROOTS, ChartEnvironment, TextTemplate
from .undefined import MissingPathError, UnknownNameError

if TYPE_CHECKING:
    from types import TracebackType

TOO_DEEP = "templates are nested too deeply"
_DEEPEST_STACK = 20
_NO_FUNCTION = "`pilothouse plugins explain register_template_functions` lists the functions, and whose they are"
_UNKNOWN_FILTER = re.compile(r"No (filter|test) named '(.*?)'")


class _Place:
    """A line of a template, or of a text that was given to `tpl` in it."""

    __slots__ = ("is_text", "line", "name", "source")

    def __init__(self, name: str, line: int, source: str, *, is_text: bool) -> None:
        self.name = name
        self.line = line
        self.source = source
        self.is_text = is_text

    def __str__(self) -> str:
        return f"{self.name}:{self.line}"


def describe(error: BaseException, name: str, environment: ChartEnvironment) -> dict[str, Any]:
    """The fields of a TemplateError for what rendering the file `name` raised, as plain data."""
    places = _places(error.__traceback__, environment)
    kind = "render"
    innermost = _innermost(error)
    if isinstance(innermost, TemplateSyntaxError):
        kind = "parse"
        file = innermost.name or name
        known = environment.sources.get(file, "")
        text = innermost.source if isinstance(innermost.source, str) else known
        places.append(_Place(file, innermost.lineno, text, is_text=text != known))
    if isinstance(error, RecursionError):
        del places[_DEEPEST_STACK:]
    cause = _cause(error)
    last = places[-1] if places else _Place(name, 0, "", is_text=False)
    where = f"{last}: " if last.line else ""
    line = _line(last)
    culprit, missing_path = _culprit(innermost, line, last, environment)
    return {
        "message": f'{kind} error in "{name}": template: {where}{cause}',
        "file": last.name,
        "line": last.line,
        "column": _column(line, culprit),
        "source_line": line,
        "include_stack": _stack(places),
        "missing_path": missing_path,
        "hint": _hint(innermost, environment),
    }


def _innermost(error: BaseException) -> BaseException:
    """The error that a function's failure comes from, where that was a template's."""
    while isinstance(error, GoError) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    return error


def _cause(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return TOO_DEEP
    if isinstance(error, RefusedError):
        return f"{error} is not allowed to templates"
    if isinstance(error, (GoError, PilothouseError)):
        return str(error)
    if type(error).__module__.startswith("jinja2") or isinstance(error, (UnknownNameError, MissingPathError)):
        return getattr(error, "message", None) or str(error)
    return f"{type(error).__name__}: {error}"


def _places(trace: TracebackType | None, environment: ChartEnvironment) -> list[_Place]:
    """The lines of templates that were being executed, from the outermost inwards."""
    places: list[_Place] = []
    for frame, number in traceback.walk_tb(trace):
        template = frame.f_globals.get("__jinja_template__")
        if template is None:
            continue
        is_text = isinstance(template, TextTemplate)
        text = template.text if is_text else environment.sources.get(template.name, "")
        place = _Place(str(template.name), template.get_corresponding_lineno(number), text, is_text=is_text)
        if not places or str(places[-1]) != str(place):
            places.append(place)
    return places


def _stack(places: list[_Place]) -> list[list[str]]:
    """What `core.errors.TemplateError` has as include_stack; without the outermost when it would be long."""
    stack = []
    for index, place in enumerate(places):
        follows_text = index + 1 < len(places) and places[index + 1].is_text and not place.is_text
        stack.append(["tpl" if follows_text else place.name, str(place)])
    return stack[-_DEEPEST_STACK:]


def _line(place: _Place) -> str:
    lines = place.source.split("\n")
    return lines[place.line - 1] if 0 < place.line <= len(lines) else ""


def _column(line: str, culprit: str) -> int:
    """Where in a line the culprit is, from 1; 0 when it is not there or more than once."""
    found = [match.start() for match in re.finditer(rf"(?<![\w.]){re.escape(culprit)}(?!\w)", line)] if culprit else []
    return found[0] + 1 if len(found) == 1 else 0


def _culprit(error: BaseException, line: str, place: _Place, environment: ChartEnvironment) -> tuple[str, str]:
    """The expression in a line that is to blame, and the path of values that was nothing, where that can be told."""
    if isinstance(error, UnknownNameError):
        return error.name, ""
    if isinstance(error, TemplateSyntaxError):
        unknown = _UNKNOWN_FILTER.search(error.message or "")
        return (unknown[2] if unknown else ""), ""
    if isinstance(error, MissingPathError):
        try:
            tree = environment.parse(place.source)
        except Exception:  # it was one a moment ago
            return "", ""
        paths = {
            _path(node)
            for node in tree.find_all((Getattr, Getitem))
            if node.lineno == place.line and _key(node) == error.key
        } - {""}
        if len(paths) == 1:
            path = paths.pop()
            parent = path.rpartition(".")[0]
            return path, f".{parent}" if parent.startswith("Values") else parent
    return "", ""


def _key(node: Any) -> str:
    """The key that an expression asks for, where it is written there."""
    return node.attr if isinstance(node, Getattr) else str(getattr(node.arg, "value", ""))


def _path(node: Any) -> str:
    """An expression of names and keys as it is written with dots; empty when it is more than that."""
    if isinstance(node, Name):
        return str(node.name)
    if not isinstance(node, (Getattr, Getitem)):
        return ""
    before, key = _path(node.node), _key(node)
    return f"{before}.{key}" if before and key else ""


def _hint(error: BaseException, environment: ChartEnvironment) -> str:
    if isinstance(error, UnknownNameError):
        return _similar(error.name, {*environment.globals, *ROOTS}, "function")
    if isinstance(error, TemplateNotFound):
        return _similar(str(error.name), environment.sources, "template")
    message = getattr(error, "message", None) or ""
    if isinstance(error, TemplateSyntaxError) and message == "unexpected '.'":
        return "names have no dot before them here: Values.a, not .Values.a"
    unknown = _UNKNOWN_FILTER.search(message)
    if unknown:
        names: Mapping[str, Any] = environment.filters if unknown[1] == "filter" else environment.tests
        return _similar(unknown[2], names, unknown[1])
    return ""


def _similar(name: str, known: Iterable[str], what: str) -> str:
    close = difflib.get_close_matches(name, sorted(known))
    if close:
        return f"did you mean {', '.join(close)}?"
    if what == "template":
        return "names count from the folder of the template, its chart's templates, its chart, or charts above it"
    return _NO_FUNCTION if what != "test" else ""
