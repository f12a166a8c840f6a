"""YAML as Helm reads and writes it: go-yaml v2 (2.2.4) behind ghodss/yaml, that is by way of JSON.

Reading: only the first document counts; keys are strings; the last of equal keys wins; merge keys and anchors work;
``y``, ``off`` and the like are booleans; dates are strings. Writing: natural key order, lists not indented under their
key, folding at 80 columns. Values that JSON does not have are errors both ways. Go forgets the order of keys; here it
is that of the document.

The modules behind this one: `yaml_blocks` and `yaml_flow` read everyday text; `yaml_input`, `yaml_cursor`,
`yaml_scanner` and `yaml_parser` read everything, exactly; `yaml_events` has libyaml read for them where that is sooner
done; `yaml_decoder` makes values of what these two read; `yaml_emitter` and `yaml_styles` write. They are imported when
they are needed.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from . import yaml_blocks
from .depth import MAX_DEPTH
from .yaml_error import YamlError
from .yaml_keys import sort_keys
from .yaml_scalars import scalar_text

if TYPE_CHECKING:
    from .yaml_parser import Document

__all__ = ["YamlError", "dump", "load", "load_map", "scalar_text", "sort_keys", "to_json_text", "to_json_value"]

_LONG = 100_000
"""From about this length on, libyaml saves more time than it takes to import PyYAML."""


def to_json_value(text: str | bytes, *, odd_floats: bool = False) -> Any:
    """The first document as JSON sees it, integers as int (ghodss YAMLToJSON, before it is text).

    Raises YamlError, for infinities and NaN too unless `odd_floats`.
    """
    return _read(text, False, odd_floats)


def to_json_text(text: str | bytes) -> str:
    """The first document as JSON text, keys sorted (ghodss YAMLToJSON). Raises YamlError."""
    from .json import encode

    return encode(_read(text, False))


def load(text: str | bytes) -> Any:
    """The first document, every number a float (ghodss Unmarshal into an interface{}). Raises YamlError."""
    try:
        return _read(text, True)
    except YamlError as error:
        raise error.within("error converting YAML to JSON") from None


def load_map(text: str | bytes, into: str = "map[string]interface {}") -> dict[str, Any]:
    """The first document, which must be a mapping or nothing (ghodss Unmarshal into a map of the Go type `into`).

    Raises YamlError.
    """
    value = load(text)
    if value is None:
        return {}
    if value.__class__ is not dict:
        from .json_decoder import json_kind

        raise YamlError(
            "error unmarshaling JSON: while decoding JSON: "
            f"json: cannot unmarshal {json_kind(value)} into Go value of type {into}"
        )
    return value


def _read(text: str | bytes, floats: bool, odd_floats: bool = False) -> Any:
    """The first document: by the fast reader when it can, else from its tree."""
    if isinstance(text, bytes) and text[:1] not in (b"\xff", b"\xfe"):
        text = text.decode("utf-8", "surrogateescape")
    if isinstance(text, str):
        value = yaml_blocks.read(text, floats)
        if value is not yaml_blocks.NOT_PLAIN:
            return value
    return _read_tree(text, floats, odd_floats)


def _read_tree(text: str | bytes, floats: bool, odd_floats: bool = False) -> Any:
    from .yaml_decoder import decode

    document = _parse(text)
    try:
        return None if document is None else decode(document, floats, odd_floats)
    except RecursionError:
        raise YamlError(f"yaml: exceeded max depth of {MAX_DEPTH}") from None


def _parse(text: str | bytes) -> Document | None:
    """The tree of the first document: by libyaml where it can and is worth its import, else by the exact reader."""
    if isinstance(text, str) and (len(text) >= _LONG or "yaml._yaml" in sys.modules):
        from . import yaml_events

        document = yaml_events.parse(text)
        if document is not None:
            return document
    from .yaml_input import Input
    from .yaml_parser import parse

    return parse(Input(text))


def dump(value: Any) -> str:
    """`value` as YAML (ghodss Marshal). Raises YamlError for what JSON or YAML cannot hold."""
    from .yaml_emitter import NotCarried, emit

    try:
        return emit(value)
    except (NotCarried, RecursionError):
        return _dump_by_json(value)


def _dump_by_json(value: Any) -> str:
    """Write JSON, read it as YAML and write that: what Go always does."""
    from .json import JsonError, encode
    from .yaml_emitter import emit

    try:
        text = encode(value)
    except JsonError as error:
        raise YamlError(f"error marshaling into JSON: {error}") from None
    try:
        return emit(_read_tree(text, False), carried=True)
    except YamlError as error:
        raise error.within("error converting JSON to YAML") from None
