"""Reference pages made of signatures and docstrings: the Python API, the kit for tests, the protocols."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

from pilothouse.core.record import Record

PROTOCOLS = ("core.protocols", "core.client_protocol", "core.rehearsal_protocol")
"""The modules of interfaces that plugins stand behind."""


class _AsWritten:
    """An annotation that is shown as the source has it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _as_written(annotation: Any) -> Any:
    return _AsWritten(annotation) if isinstance(annotation, str) else annotation


def signature(one: Callable[..., Any]) -> str:
    """The parameters and the result of a callable as they are written in its source."""
    try:
        found = inspect.signature(one)
    except (TypeError, ValueError):
        return "(...)"
    own = [each for each in found.parameters.values() if each.name != "self"]
    parameters = [each.replace(annotation=_as_written(each.annotation)) for each in own]
    return str(found.replace(parameters=parameters, return_annotation=_as_written(found.return_annotation)))


def members(one: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that a class or one of its own bases defines, in the order of the source."""
    seen: set[str] = set()
    for base in (one,) if _is_protocol(one) else one.__mro__:
        if not base.__module__.startswith("pilothouse"):
            continue
        for name, member in vars(base).items():
            documented = inspect.isfunction(member) or isinstance(member, property | classmethod | staticmethod)
            if documented and not name.startswith("_") and name not in seen:
                seen.add(name)
                yield name, member


def described(name: str, one: Any, paragraphs: Callable[[str | None], str]) -> Iterator[str]:
    """A class with its members, or a function."""
    yield f"\n## {name}\n"
    if inspect.isclass(one):
        if not _is_protocol(one) and not issubclass(one, Exception):
            yield from _block(_made_by(one))
        yield paragraphs(inspect.getdoc(one) if one.__doc__ else "")
        found = dict(members(one))
        for member_name, member in found.items():
            if member_name.startswith("test_"):
                continue
            function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
            yield f"\n### {name}.{member_name}\n"
            if not isinstance(member, property):
                yield from _block(f"{member_name}{signature(function)}")
            yield paragraphs(inspect.getdoc(function))
        tests = [name for name in found if name.startswith("test_")]
        if tests:
            yield f"\n### {name}: its tests\n"
            yield from (f"- {_sentence(test)}: {paragraphs(inspect.getdoc(found[test]))}" for test in tests)
    elif callable(one):
        yield from _block(f"{name}{signature(one)}")
        yield paragraphs(inspect.getdoc(one))


def _sentence(test: str) -> str:
    """The name of a test as words."""
    return test.removeprefix("test_").replace("_", " ")


def _block(text: str) -> Iterator[str]:
    if text:
        yield f"```python\n{_folded(text)}\n```\n"


def _folded(text: str) -> str:
    """A signature with one parameter a line where it is long."""
    if len(text) <= 100:
        return text
    opening, depth, parts, start = text.index("("), 0, [], 0
    for place, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 1 and (letter == "," or place == opening):
            parts.append(text[start : place + 1].strip())
            start = place + 1
        elif depth == 0 and place > opening:
            last = text[start:place].strip()
            return "\n".join([parts[0], *(f"    {part}" for part in parts[1:]), f"    {last},", text[place:]])
    return text


def _is_protocol(one: type) -> bool:
    return bool(getattr(one, "_is_protocol", False))


def python_page(paragraphs: Callable[[str | None], str]) -> Iterator[str]:
    """What ``import pilothouse`` offers, errors left out."""
    package, api = importlib.import_module("pilothouse"), importlib.import_module("pilothouse.api")
    yield "# Python API\n"
    yield (
        "What `import pilothouse` offers. [The guide](../python-api.md) shows how it is used; "
        "[errors](errors.md) have a page of their own.\n"
    )
    names = {*package.__all__, *api.__all__} - {"__version__", "errors", "PilothouseError"}
    for name in sorted(names, key=lambda name: (not name[0].islower(), name)):
        yield from described(name, getattr(package if name in package.__all__ else api, name), paragraphs)


def testing_page(paragraphs: Callable[[str | None], str]) -> Iterator[str]:
    """What ``pilothouse.testing`` offers to authors of plugins and charts."""
    module = importlib.import_module("pilothouse.testing")
    yield "# Testing kit\n"
    yield paragraphs(module.__doc__)
    for name in module.__all__:
        yield from described(name, getattr(module, name), paragraphs)


def model_page(paragraphs: Callable[[str | None], str]) -> Iterator[str]:
    """What extension points hand over: the classes of ``pilothouse.core.model``, by module."""
    package = importlib.import_module("pilothouse.core.model")
    yield "# Models\n"
    yield paragraphs(package.__doc__)
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        classes = [one for one in vars(module).values() if inspect.isclass(one) and one.__module__ == module.__name__]
        yield f"\n## pilothouse.core.model.{found.name}\n"
        yield paragraphs(module.__doc__)
        for one in classes:
            if one.__name__.startswith("_"):
                continue
            yield f"\n### {one.__name__}\n"
            yield from _block(_made_by(one))
            yield paragraphs(inspect.getdoc(one) if one.__doc__ else "")


def _made_by(one: type) -> str:
    """How an instance is made: the fields of a record, or the parameters of a class."""
    if issubclass(one, Record):
        fields: dict[str, str] = {}
        for base in reversed(one.__mro__):
            fields.update(vars(base).get("__annotations__", {}))
        given = [
            f"{name}: {kind}" + (f" = {getattr(one, name)!r}" if hasattr(one, name) else "")
            for name, kind in fields.items()
            if name in one.fields
        ]
        return f"{one.__name__}({', '.join(given)})"
    return f"{one.__name__}{signature(one).removesuffix(' -> None')}" if "__init__" in vars(one) else ""


def protocol_page(paragraphs: Callable[[str | None], str]) -> Iterator[str]:
    """The interfaces that plugins implement and get."""
    yield "# Protocols\n"
    yield "The interfaces that answers of extension points stand behind, and those that implementers get.\n"
    for path in PROTOCOLS:
        module = importlib.import_module(f"pilothouse.{path}")
        for name, one in vars(module).items():
            if inspect.isclass(one) and one.__module__ == module.__name__:
                yield from described(name, one, paragraphs)
