"""Kubernetes objects in tests of charts: looked into by path, compared in part."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..core.text import decoded, printable

_STEP = re.compile(r"""\.?([^.\[\]"']+)|\[\s*(?:"([^"]*)"|'([^']*)'|([^\]]*?))\s*\]""")
_MOST_NAMED = 20
_MISSING: Any = object()


class _Absent:
    """See ABSENT."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()
"""In `partial`: the field may not be there."""


class NoSuchObjectError(AssertionError, LookupError):
    """An object that a test asks for is not there, or there are several."""


class NoSuchFieldError(AssertionError, KeyError):
    """A path leads nowhere. `str` says how far it led, and what there is."""

    def __str__(self) -> str:
        return str(self.args[0])


class ChartObject(dict[str, Any]):
    """An object as a plain table, whose fields can also be asked for by path::

        deployment["spec.replicas"]
        deployment["spec.template.spec.containers[web].image"]
        deployment["metadata.labels[app.kubernetes.io/name]"]

    In brackets stands the index of an element, the ``name`` of one, or a key with dots. A key of the object itself
    comes before a path. `source` is the template it comes from; empty for a live object.
    """

    def __init__(self, content: Mapping[str, Any], source: str = "") -> None:
        super().__init__(content)
        self.source = source

    def __repr__(self) -> str:
        return _printed(f"<{self.title}>")

    @property
    def title(self) -> str:
        """``Deployment/web``."""
        return f"{self.kind}/{self.name}"

    @property
    def kind(self) -> str:
        """The object's kind."""
        return str(dict.get(self, "kind", ""))

    @property
    def name(self) -> str:
        """The object's name."""
        return str(self._metadata("name", ""))

    @property
    def namespace(self) -> str:
        """The namespace that the object names; empty where it names none."""
        return str(self._metadata("namespace", ""))

    @property
    def annotations(self) -> dict[str, str]:
        """The annotations; empty where there are none."""
        return self._metadata("annotations", None) or {}

    @property
    def labels(self) -> dict[str, str]:
        """The labels; empty where there are none."""
        return self._metadata("labels", None) or {}

    def __getitem__(self, path: str) -> Any:
        """The value at a path. Raises NoSuchFieldError, a KeyError that says what there is."""
        __tracebackhide__ = True
        if dict.__contains__(self, path):
            return dict.__getitem__(self, path)
        value, failure = _follow(dict(self), path)
        if failure:
            raise NoSuchFieldError(_printed(f"{self.title} has no {path}: {failure}"))
        return value

    def __contains__(self, path: object) -> bool:
        """Whether a path leads somewhere."""
        return dict.__contains__(self, path) or (isinstance(path, str) and not _follow(dict(self), path)[1])

    def get(self, path: str, default: Any = None) -> Any:
        """The value at a path, or `default`."""
        try:
            return self[path]
        except NoSuchFieldError:
            return default

    def _metadata(self, field: str, default: Any) -> Any:
        metadata = dict.get(self, "metadata")
        return metadata.get(field, default) if isinstance(metadata, dict) else default


def _follow(value: Any, path: str) -> tuple[Any, str]:
    """The value at a path; else what is wrong with it."""
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            return None, f"{path[position:]!r} is no part of a path"
        key = next(group for group in match.groups() if group is not None)
        before = path[: match.start()] or "the object"
        found = _child(value, key, in_brackets=match[1] is None)
        if found is _MISSING:
            return None, f"{before} {_what_there_is(value)}"
        value, position = found, match.end()
    return value, ""


def _child(value: Any, key: str, *, in_brackets: bool) -> Any:
    if isinstance(value, dict):
        return value.get(key, _MISSING)
    if isinstance(value, list) and in_brackets:
        if re.fullmatch("-?[0-9]{1,9}", key):
            index = int(key)
            return value[index] if -len(value) <= index < len(value) else _MISSING
        return _named(value, key)
    return _MISSING


def _named(value: list[Any], name: str) -> Any:
    """The element of that name."""
    return next((one for one in value if isinstance(one, dict) and one.get("name") == name), _MISSING)


def _what_there_is(value: Any) -> str:
    if isinstance(value, dict):
        return f"has {_listed(map(str, value))}"
    if isinstance(value, list):
        names = [str(one["name"]) for one in value if isinstance(one, dict) and "name" in one]
        count = "one element" if len(value) == 1 else f"{len(value)} elements"
        return f"has {count}" + (f": {_listed(names)}" if names else "")
    return f"is {_shown(value)}"


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return ", ".join(found[:_MOST_NAMED]) + more or "nothing"


def find_object(
    objects: Iterable[ChartObject], kind: str, name: str | None, namespace: str | None, where: str
) -> ChartObject:
    """The one object of a kind, name and namespace (None: any). Raises NoSuchObjectError, which lists what there is."""
    __tracebackhide__ = True
    known = list(objects)
    found = [
        one
        for one in known
        if one.kind == kind and name in (None, one.name) and namespace in (None, one.namespace)
    ]
    if len(found) == 1:
        return found[0]
    wanted = kind if name is None else f"{kind}/{name}"
    if namespace is not None:
        wanted += f" in the namespace {namespace}"
    if found:
        places = _listed(map(_placed, found))
        raise NoSuchObjectError(_printed(f"{where} has {len(found)} times {wanted}: {places}"))
    same = [one for one in known if one.kind == kind]
    there_is = f"of that kind: {_listed(map(_placed, same))}" if same else f"there is: {_listed(map(_placed, known))}"
    raise NoSuchObjectError(_printed(f"{where} has no {wanted}; {there_is}"))


def _printed(message: str) -> str:
    """A message without what a chart could do to a terminal with it."""
    return printable(decoded(message))


def _placed(one: ChartObject) -> str:
    return f"{one.title} ({one.namespace})" if one.namespace else one.title


class Partial:
    """A table that other tables are equal to when they have all of it; made by `partial`."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, expected: Any) -> None:
        self.expected = expected

    def __repr__(self) -> str:
        return f"partial({self.expected!r})"

    def __eq__(self, other: object) -> bool:
        return not any(True for _ in self.differences(other))

    def differences(self, other: object) -> Iterator[str]:
        """What is otherwise, a line for each field."""
        return map(_printed, _differences("", other, self.expected))


def partial(expected: Any = None, /, **fields: Any) -> Partial:
    """What an object is equal to when it has at least these fields with these values::

        assert deployment == partial(spec={"replicas": 2, "paused": ABSENT})

    Tables are compared in part, lists by their elements: those with a ``name`` (all of the expected ones) by name, in
    any order and among others, all others one by one. Values may be anything that knows how to compare itself.
    """
    if expected is None or fields:
        expected = {**(expected or {}), **fields}
    return Partial(expected)


def _differences(path: str, got: Any, expected: Any) -> Iterator[str]:
    if isinstance(expected, Partial):
        expected = expected.expected
    if expected is ABSENT:
        if got is not _MISSING:
            yield f"{path or 'it'}: is {_shown(got)}, should not be there"
    elif got is _MISSING:
        yield f"{path or 'it'}: is not there, should be {_shown(expected)}"
    elif isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            yield from _differences(_below(path, key), dict.get(got, key, _MISSING), value)
    elif isinstance(expected, list) and isinstance(got, list):
        yield from _list_differences(path, got, expected)
    elif got != expected or {type(got), type(expected)} == {bool, int}:
        yield f"{path or 'it'}: is {_shown(got)}, should be {_shown(expected)}"


def _list_differences(path: str, got: list[Any], expected: list[Any]) -> Iterator[str]:
    if expected and all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in expected):
        for one in expected:
            yield from _differences(f"{path}[{one['name']}]", _named(got, one["name"]), one)
        return
    if len(got) != len(expected):
        yield f"{path or 'it'}: has {len(got)} elements, should have {len(expected)}: {_shown(got)}"
        return
    for index, (one, other) in enumerate(zip(got, expected, strict=True)):
        yield from _differences(f"{path}[{index}]", one, other)


def _below(path: str, key: Any) -> str:
    if re.fullmatch(r"[\w-]+", str(key)):
        return f"{path}.{key}" if path else str(key)
    return f"{path}[{key}]"


def _shown(value: Any) -> str:
    """A value as YAML has it, on one line."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return repr(value)
