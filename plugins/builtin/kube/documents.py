"""Taking a stream of YAML or JSON documents apart as the decoder of apimachinery does.

Rules: apimachinery pkg/util/yaml/decoder.go (YAMLOrJSONDecoder, YAMLReader), util/json (numbers). A stream that begins
with a brace is one of JSON values, any other is split at lines of three dashes and blanks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEPARATOR = "---"
_LARGEST, _SMALLEST = 2**63 - 1, -(2**63)


def documents(text: str) -> Iterator[Any]:
    """The values of the documents in order, as JSON sees them; those that are empty or null are left out.

    Numbers are int where an int64 has room, else float. Raises KubeError (``error parsing : …``) when it comes to a
    document that cannot be read; there is nothing after it.
    """
    stream = _json_values(text) if text.lstrip().startswith("{") else _yaml_values(text)
    for value in stream:
        if value is not None:
            yield value


def _yaml_values(text: str) -> Iterator[Any]:
    from ....core.golib.yaml import YamlError, to_json_value

    for document in split(text):
        try:
            value = _with_json_numbers(to_json_value(document))
        except YamlError as error:
            raise _parse_error(f"error converting YAML to JSON: {error}") from None
        except _NoJsonError as error:
            raise _parse_error(f"error converting YAML to JSON: {error}") from None
        yield value


def split(text: str) -> Iterator[str]:
    """The texts between separators. A separator with nothing before it belongs to what follows; line ends become LF."""
    lines: list[str] = []
    for line in text.split("\n"):
        line = line.removesuffix("\r")
        if lines and line.startswith(_SEPARATOR) and not line[len(_SEPARATOR) :].rstrip():
            yield "\n".join(lines) + "\n"
            lines = []
        else:
            lines.append(line)
    if lines:
        yield "\n".join(lines) + "\n"


def _json_values(text: str) -> Iterator[Any]:
    import json

    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    at = 0
    while True:
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n"))
        if at == len(text):
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise _json_error(text, at) from None
        yield _with_json_numbers(value)


def _json_error(text: str, at: int) -> KubeError:
    """What Go says about the JSON value that begins at `at`."""
    from ....core.golib.json import JsonError, decode

    try:
        decode(text[at:])
    except JsonError as error:
        return _parse_error(f"json: line {text.count(chr(10), 0, at)}: {error}")
    return _parse_error("unexpected EOF")


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)


class _NoJsonError(Exception):
    """A number that JSON does not have."""


def _with_json_numbers(value: Any) -> Any:
    """The same value with numbers as they are after having been JSON text; changed in place.

    Integral floats become int, as Go writes them without a point; integers beyond int64 become float.
    """
    kind = value.__class__
    if kind is dict:
        for key, member in value.items():
            if member.__class__ not in _LEAVES:
                value[key] = _with_json_numbers(member)
        return value
    if kind is list:
        for index, member in enumerate(value):
            if member.__class__ not in _LEAVES:
                value[index] = _with_json_numbers(member)
        return value
    if kind is float:
        if value - value != 0:
            raise _NoJsonError(f"json: unsupported value: {'NaN' if value != value else '+Inf' if value > 0 else '-Inf'}")
        return int(value) if value.is_integer() and _SMALLEST <= value < 2.0**63 else value
    if isinstance(value, int) and kind is not bool:
        number = int(value)
        return number if _SMALLEST <= number <= _LARGEST else float(number)
    return value


_LEAVES = frozenset((str, bool, type(None)))


def _parse_error(text: str) -> KubeError:
    return KubeError(f"error parsing : {text}")
