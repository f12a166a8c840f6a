"""How a release record stands in a bucket.

The record of a key is one object: a line of JSON (labels, and who wrote it when), then the body. Each write has a
random number in that line, so that its ETag, which may be no more than a sum of the content, names one write for ever.

A listing tells keys and ETags, but no labels. So beside the object of a record an empty one is kept, its *label card*,
whose key tells what the line says: ``KEY~ETAG~LINE``. It speaks for the record as long as the record has that ETag, and
is passed over afterwards: whoever stops between the two writes, or comes in between, leaves a record whose line has to
be read, and nothing wrong.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from ....core.model.stored_record import RecordMetadata, StoredRecord

HEAD = 4096
"""Bytes of an object in which its line ends, but for very long labels."""

_SEPARATOR = "~"
_MAX_KEY = 1000
"""Bytes of an object's key; S3 takes 1024."""

_FIELDS = ("labels", "uid", "writer", "written")


def object_name(key: str) -> str:
    """The last part of the key of a record's object: letters, digits and ``-_.``, the rest with escapes."""
    return quote(key, safe="").replace(_SEPARATOR, "%7E")


def record_key(name: str) -> str:
    """The key of the record whose object has that name."""
    return unquote(name, errors="surrogateescape")


def content(body: str, metadata: RecordMetadata, nonce: str) -> bytes:
    """The object of a record."""
    line = json.dumps({**_line(metadata), "nonce": nonce}, sort_keys=True)
    return f"{line}\n{body}".encode("utf-8", "surrogateescape")


def read(key: str, data: bytes, etag: str) -> StoredRecord:
    """The record in an object. What is none of ours is a damaged record of the release that its key names."""
    line, _, body = data.partition(b"\n")
    metadata = _metadata(key, _decoded(line), etag)
    if metadata is None:
        return StoredRecord(_foreign(key, etag), data.decode("utf-8", "surrogateescape"))
    return StoredRecord(metadata, body.decode("utf-8", "surrogateescape"))


def nonce_of(data: bytes) -> str:
    """The random number of the write that an object is from; empty for what is none of ours."""
    document = _decoded(data.partition(b"\n")[0])
    return str(document.get("nonce", "")) if isinstance(document, dict) else ""


def card_name(metadata: RecordMetadata) -> str:
    """The name of a record's label card; empty where it would be too long."""
    line = json.dumps(list(_line(metadata).values()), separators=(",", ":"))
    text = urlsafe_b64encode(line.encode()).rstrip(b"=").decode()
    name = _SEPARATOR.join((object_name(metadata.key), _mark(metadata.version), text))
    return name if len(name) <= _MAX_KEY else ""


def read_card(name: str) -> tuple[str, str, str]:
    """The object's name, its ETag's mark and the line of a label card's name."""
    first, mark, line = (*name.split(_SEPARATOR), "", "")[:3]
    return first, mark, line


def is_card_of(mark: str, etag: str) -> bool:
    """Whether a label card speaks for a record with this ETag."""
    return mark == _mark(etag)


def card_metadata(key: str, line: str, etag: str) -> RecordMetadata | None:
    """What the line of a label card says; None for a line that is none of ours."""
    try:
        values = json.loads(urlsafe_b64decode(line + "=" * (-len(line) % 4)))
    except ValueError:
        return None
    return _metadata(key, dict(zip(_FIELDS, values, strict=False)) if isinstance(values, list) else None, etag)


def _mark(etag: str) -> str:
    return object_name(etag.strip('"'))


def _line(metadata: RecordMetadata) -> dict[str, Any]:
    return {
        "labels": dict(metadata.labels),
        "uid": metadata.uid,
        "writer": metadata.writer,
        "written": metadata.written,
    }


def _decoded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _metadata(key: str, document: Any, etag: str) -> RecordMetadata | None:
    """The metadata that a line tells, None where it does not look as we write it."""
    if not isinstance(document, dict):
        return None
    labels, uid, writer, written = (document.get(field) for field in _FIELDS)
    if not isinstance(labels, dict) or not all(isinstance(value, str) for value in labels.values()):
        return None
    if not isinstance(uid, str) or not isinstance(writer, str) or not isinstance(written, int):
        return None
    return RecordMetadata(key, sorted_labels(labels), etag, uid, writer, written)


def sorted_labels(labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Labels as metadata has them."""
    return tuple(sorted(labels.items()))


def _foreign(key: str, etag: str) -> RecordMetadata:
    name, _, revision = key.rpartition(".v")
    labels = {"NAME": name, "OWNER": "TILLER", "STATUS": "UNKNOWN", "VERSION": revision}
    return RecordMetadata(key, sorted_labels(labels), etag, f"{key} {etag}")
