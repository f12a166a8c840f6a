"""Bodies of requests and answers: JSON (or YAML) in, JSON out, within limits.

Messages: k8s.io/apimachinery/pkg/runtime/serializer/json and k8s.io/apiserver of 1.20.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ....core.golib.depth import MAX_DEPTH
from .kinds import Kind
from .status import Refusal, bad_request, unsupported_media_type
from .store import Object

MOST_BYTES = 3 * 1024 * 1024
"""The longest body of a request."""

_MOST_STORED = 1_572_864
_BODY_TYPES = "application/json, application/yaml, application/vnd.kubernetes.protobuf"
_SURROGATE = re.compile("[\ud800-\udfff]")


def check_size(body: bytes) -> None:
    """Raise Refusal for a body that is too large."""
    if len(body) > MOST_BYTES:
        text = f"Request entity too large: limit is {MOST_BYTES}"
        raise Refusal(413, "RequestEntityTooLarge", text)


def check_stored_size(thing: Object) -> None:
    """Raise Refusal for an object that etcd would not take."""
    if len(to_bytes(thing)) > _MOST_STORED:
        raise Refusal(500, "", "etcdserver: request is too large")


def read_object(body: bytes, content_type: str, kind: Kind) -> Object:
    """The object that a request sends. Raises Refusal."""
    media_type = content_type.partition(";")[0].strip()
    if media_type not in ("", "application/json", "application/yaml"):
        raise unsupported_media_type(_BODY_TYPES)
    value = read_value(body, media_type, f"the object provided is unrecognized (must be of type {kind.kind}): ")
    if not isinstance(value, dict):
        raise bad_request(
            f"the object provided is unrecognized (must be of type {kind.kind}): "
            f"couldn't get version/kind; json parse error: json: cannot unmarshal {_go_name(value)} into Go value"
        )
    return value


def read_value(body: bytes, media_type: str, lead: str) -> Any:
    """The plain value of a body. Raises Refusal, whose message begins with `lead`, when it cannot be read."""
    shown = body[:100].decode("utf-8", "replace") or "<empty>"
    try:
        if media_type in ("application/yaml", "application/apply-patch+yaml") and not body.lstrip().startswith(b"{"):
            from ....core.golib import yaml

            value = yaml.to_json_value(body)
        else:
            value = json.loads(body.decode("utf-8", "replace"), parse_constant=_no_constant)
    except RecursionError:
        raise bad_request(f"{lead}exceeded max depth") from None
    except ValueError as error:
        text = "unexpected end of JSON input" if _is_cut(body, error) else "invalid character"
        raise bad_request(f"{lead}couldn't get version/kind; json parse error: {text} ({shown})") from None
    except Exception as error:
        raise bad_request(f"{lead}{error}") from None
    if _depth_exceeds(value, MAX_DEPTH):
        raise bad_request(f"{lead}exceeded max depth")
    return value


def to_bytes(value: Any) -> bytes:
    """JSON in UTF-8; what is no character becomes the one that stands for such, as in Go."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def _is_cut(body: bytes, error: ValueError) -> bool:
    return isinstance(error, json.JSONDecodeError) and error.pos >= len(body.decode("utf-8", "replace").rstrip())


def _go_name(value: Any) -> str:
    names = {list: "array", str: "string", int: "number", float: "number", bool: "bool"}
    return names.get(type(value), "null")


def _depth_exceeds(value: Any, limit: int) -> bool:
    """Whether a value nests too deeply, found out level by level."""
    level = [value]
    for _ in range(limit):
        level = [inner for outer in level for inner in _inner(outer)]
        if not level:
            return False
    return True


def _inner(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [inner for inner in value.values() if isinstance(inner, dict | list)]
    return [inner for inner in value if isinstance(inner, dict | list)] if isinstance(value, list) else []
