"""Taking a stream of YAML or JSON documents apart as the decoder of apimachinery does.

Rules: apimachinery pkg/util/yaml/decoder.go (YAMLOrJSONDecoder, YAMLReader), util/json (numbers). A stream that begins
with a brace is one of JSON values, any other is split at lines of three dashes and blanks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError
from ....core.golib.depth import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEPARATOR = "---"
_SPACE = re.compile(r"[ \t\r\n]*")
_LARGEST, _SMALLEST = 2**63 - 1, -(2**63)


class UnreadableError(KubeError):
    """A document cannot be read, nor can what comes after it."""


def documents(text: str) -> Iterator[tuple[Any, str]]:
    """The values of the documents in order, as JSON sees them, without those that are empty or null.

    With each comes its own text where that was JSON, else an empty text. Numbers are int where an int64 has room, else
    float. Raises UnreadableError (``error parsing : …``) when it comes to a document that cannot be read; nothing comes
    after it.
    """
    stream = _json_values(text) if text.lstrip().startswith("{") else _yaml_values(text)
    for value, own in stream:
        if value is not None:
            yield value, own


def _yaml_values(text: str) -> Iterator[tuple[Any, str]]:
    from ....core.golib.yaml import YamlError, to_json_value

    for document in split(text):
        try:
            value = _with_json_numbers(to_json_value(document))
        except (YamlError, _NoJsonError) as error:
            raise _parse_error(f"error converting YAML to JSON: {error}") from None
        except RecursionError:
            raise _parse_error(f"error converting YAML to JSON: yaml: exceeded max depth of {MAX_DEPTH}") from None
        yield value, ""


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


def _json_values(text: str) -> Iterator[tuple[Any, str]]:
    import json

    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    end = 0
    while True:
        start = _SPACE.match(text, end).end()  # type: ignore[union-attr]
        if start == len(text):
            return
        try:
            value, end = decoder.raw_decode(text, start)
            value = _with_json_numbers(value)
        except (ValueError, RecursionError) as error:
            raise _json_error(text, end, getattr(error, "pos", start)) from None
        except _NoJsonError:
            raise _parse_error(f"a number in the document at {start} is out of range") from None
        yield value, text[start:end]


def _json_error(text: str, at: int, wrong: int) -> UnreadableError:
    """What Go says about the JSON value after `at`, which is bad at `wrong`; with its odd way of counting lines."""
    from ....core.golib.json import JsonError, decode

    try:
        decode(text[at:])
    except JsonError as error:
        if str(error) == "unexpected end of JSON input":
            return _parse_error("unexpected EOF")
        rest = text[at:] if len(text) - at > wrong + 1 else text
        return _parse_error(f"json: line {rest.count(chr(10), 0, wrong + 1)}: {error}")
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
            raise _NoJsonError(f"json: unsupported value: {_odd_float(value)}")
        return int(value) if value.is_integer() and _SMALLEST <= value < 2.0**63 else value
    if isinstance(value, int) and kind is not bool:
        number = int(value)
        return number if _SMALLEST <= number <= _LARGEST else float(number)
    return value


def _odd_float(value: float) -> str:
    return "NaN" if value != value else "+Inf" if value > 0 else "-Inf"


_LEAVES = frozenset((str, bool, type(None)))


def _parse_error(text: str) -> UnreadableError:
    return UnreadableError(f"error parsing : {text}")
