"""Scalars with an explicit tag, ``!!int "5"`` or ``!!binary aGk=``.

Rule: gopkg.in/yaml.v2 2.2.4, resolve.go and decode.go.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from typing import Any

from .yaml_error import YamlError
from .yaml_numbers import MAX_INT, is_timestamp
from .yaml_scalars import resolve_plain

PREFIX = "tag:yaml.org,2002:"
STR = PREFIX + "str"
BINARY = PREFIX + "binary"
MERGE = PREFIX + "merge"
_NULL = PREFIX + "null"
_TIMESTAMP = PREFIX + "timestamp"
_BOOL = PREFIX + "bool"
_INT = PREFIX + "int"
_FLOAT = PREFIX + "float"
_RESOLVED = frozenset((STR, _BOOL, _INT, _FLOAT, _NULL, _TIMESTAMP))
_TAGS = {type(None): _NULL, bool: _BOOL, int: _INT, float: _FLOAT, str: STR}

_BASE64 = re.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def resolve_tagged(tag: str, text: str) -> Any:
    """The value of a scalar with an explicit tag. Tags that go-yaml does not know leave the text as it is.

    Raises YamlError when the text does not fit the tag.
    """
    if tag == BINARY:
        return _binary(text)
    if tag == STR or tag not in _RESOLVED:
        return text
    value = resolve_plain(text)
    found = _TAGS[value.__class__]
    if found == tag:
        return value
    if tag == _FLOAT and found == _INT and value <= MAX_INT:
        return float(value)
    if tag == _TIMESTAMP and found == STR and is_timestamp(text):
        return text
    raise YamlError(f"yaml: cannot decode {_short(found)} `{text}` as a {_short(tag)}")


def _short(tag: str) -> str:
    """``!!str`` for ``tag:yaml.org,2002:str``."""
    return "!!" + tag.removeprefix(PREFIX)


def _binary(text: str) -> str:
    """The bytes of a ``!!binary`` scalar as text."""
    text = text.replace("\r", "").replace("\n", "")
    if not _BASE64.fullmatch(text):
        raise YamlError("yaml: !!binary value contains invalid base64 data")
    return a2b_base64(text).decode("utf-8", "surrogateescape")
