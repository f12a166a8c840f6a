"""Arguments of the wrong type are refused before anything is done with them, whoever does not check types."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ..core.errors import UsageError
from ..core.model.chart import Chart

_Class = TypeVar("_Class", bound=type)
_PATH = (str, os.PathLike)

_KINDS: dict[str, tuple[tuple[type[Any], ...], str]] = {
    "str": ((str,), "a text"),
    "bool": ((bool,), "True or False"),
    "int": ((int,), "a whole number"),
    "Texts": ((*_PATH, Sequence), "a text, or a list of texts"),
    "Values | None": ((Mapping, type(None)), "a table"),
    "str | None": ((str, type(None)), "a text"),
    "str | os.PathLike[str]": (_PATH, "a text or a path"),
    "str | os.PathLike[str] | Chart": ((*_PATH, Chart), "a text, a path or a chart"),
}
"""What a parameter takes, by how its type is written, and how that is said. Others are looked at where they are
used."""


def checks_arguments(cls: _Class) -> _Class:
    """Let every public method of a class look at its arguments first: UsageError for one that does not fit."""
    for name, member in list(vars(cls).items()):
        if inspect.isfunction(member) and not name.startswith("_"):
            checked = _checked(member)
            if checked is not member:
                setattr(cls, name, checked)
    return cls


def _checked(method: Callable[..., Any]) -> Callable[..., Any]:
    kinds = {name: _KINDS[kind] for name, kind in method.__annotations__.items() if name != "return" and kind in _KINDS}
    if not kinds:
        return method
    signature = inspect.signature(method)
    several = {name for name, one in signature.parameters.items() if one.kind is one.VAR_POSITIONAL}

    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        for name, given in signature.bind(*args, **kwargs).arguments.items():
            if name in kinds:
                for value in given if name in several else (given,):
                    _check(name, value, *kinds[name])
        return method(*args, **kwargs)

    return call


def _check(name: str, value: Any, types: tuple[type[Any], ...], words: str) -> None:
    fits = isinstance(value, types) and not (isinstance(value, bool) and bool not in types)
    if fits and not isinstance(value, str | os.PathLike) and Sequence in types:
        fits = all(isinstance(one, _PATH) for one in value)
    if not fits:
        raise UsageError(f"{name} takes {words}, not {type(value).__name__}")
