"""Values that a program gives, as the YAML document that counts as one more file of values."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ..core.errors import ValuesError
from ..core.golib.types import GoError
from ..core.golib.yaml import dump
from ..core.model.options import ValueSources

Values: TypeAlias = Mapping[str, Any]
"""Tables of texts, numbers, bools, None, lists and tables."""

Texts: TypeAlias = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""One name, or several."""

_DEEPEST = 100


def value_sources(values: Values | None, files: Texts, set: Texts, set_string: Texts, set_file: Texts) -> ValueSources:
    """Where values come from: files in their order, over them `values`, over these the assignments.

    Raises ValuesError for a value that YAML has no form for.
    """
    return ValueSources(
        files=texts(files),
        set=texts(set),
        set_string=texts(set_string),
        set_file=texts(set_file),
        document=_document(values) if values else "",
    )


def texts(given: Texts) -> tuple[str, ...]:
    """One name or several as a tuple."""
    if isinstance(given, str | os.PathLike):
        return (os.fspath(given),) if given else ()
    return tuple(os.fspath(one) for one in given)


def _document(values: Values) -> str:
    plain = _plain(values, "values", 0)
    try:
        return dump(plain)
    except GoError as error:
        raise ValuesError(str(error)) from None


def _plain(value: Any, path: str, depth: int) -> Any:
    """A value as the YAML writer takes it. Subclasses of plain types (enumerations, say) count as what they are."""
    if depth > _DEEPEST:
        raise ValuesError(f"{path}: values are nested too deeply, or within themselves")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise ValuesError(f"{path}: the key {key!r} is no text")
        return {str.__str__(key): _plain(item, f"{path}.{key}", depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(value)]
    raise ValuesError(f"{path}: a value of the type {type(value).__name__} has no form in YAML")
