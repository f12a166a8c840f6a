"""Values to YAML, JSON and TOML and back. Rule: pkg/chartutil/files.go.

Nothing here fails but for a text that is too long: what cannot be written is the empty text (TOML: the error's text),
what cannot be read is a map whose `Error` says why.
"""

from __future__ import annotations

from typing import Any

from ....core.golib import yaml
from ....core.golib.limits import check_text
from ....core.golib.nil import NilMap
from ....core.golib.types import GoError, GoFunction, go


def to_yaml(value: Any) -> str:
    """The value as YAML, with a line end."""
    try:
        text = yaml.dump(value)
    except GoError:
        return ""
    check_text(len(text))
    return text


def from_yaml(text: str) -> dict[str, Any]:
    """The map in the first document of a YAML text; empty for an empty document."""
    try:
        return yaml.load_map(text)
    except GoError as error:
        return {"Error": str(error)}


def to_json(value: Any) -> str:
    """The value as JSON on one line."""
    from ....core.golib import json

    try:
        text = json.encode(value)
    except GoError:
        return ""
    check_text(len(text))
    return text


def from_json(text: str) -> dict[str, Any]:
    """The map in a JSON text; nil for ``null``. A map with a number that is too large keeps its other members."""
    from ....core.golib import json

    try:
        found = json.decode_map(text)
    except json.JsonError as error:
        return {**(error.partial or {}), "Error": str(error)}
    return NilMap() if found is None else found


def to_toml(value: Any) -> str:
    """The map as TOML. Raises TomlPanic where the Go library panics."""
    from ....core.golib.toml import TomlError, TomlPanic, encode

    try:
        return encode(value)
    except TomlPanic:
        raise
    except TomlError as error:
        return str(error)


FUNCTIONS: dict[str, GoFunction] = {
    "fromJson": go(from_json, "string"),
    "fromYaml": go(from_yaml, "string"),
    "toJson": go(to_json, "any"),
    "toToml": go(to_toml, "any"),
    "toYaml": go(to_yaml, "any"),
}
