"""The text under which Helm 3 keeps a revision: base64 of gzip of JSON, and the object around it.

The object is a Secret of type ``helm.sh/release.v1``, in which the text is base64 once more as all data of Secrets
is, or a ConfigMap. Rules: pkg/storage/driver/{util,secrets,cfgmaps}.go of Helm 3.

Whatever is read here may come from anybody who can write Secrets: a record that unpacks to more than `MAX_DOCUMENT`
bytes, nests deeper than `MAX_DEPTH` or is no JSON ends in DamagedRecordError.
"""

from __future__ import annotations

import json
import re
import zlib
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from typing import Any

from ....core.errors import DamagedRecordError, RecordTooLargeError
from ....core.golib import json as go_json

SECRET_TYPE = "helm.sh/release.v1"  # noqa: S105 - the type of an object
OWNER = "helm"
KEY_PREFIX = "sh.helm.release.v1."

MAX_OBJECT = 1024 * 1024
"""Bytes that Kubernetes takes as the data of a Secret or a ConfigMap."""

MAX_DOCUMENT = 32 * 1024 * 1024
"""Bytes of the JSON of one revision."""

MAX_DEPTH = 200
"""Levels of nesting in the JSON of one revision."""

MAX_BRACKETS = 1_000_000
"""Opening brackets in the JSON of one revision."""

_MAGIC = b"\x1f\x8b\x08"
_GZIP = 16 + zlib.MAX_WBITS
_BRACKETS = re.compile(r'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+"?)++|[\[\]{}]', re.DOTALL)
"""Brackets, and in one piece what is between them: texts, in which they mean nothing, too."""


def object_name(name: str, revision: int) -> str:
    """The name of the Secret or ConfigMap with a revision."""
    return f"{KEY_PREFIX}{name}.v{revision}"


def pack(document: dict[str, Any], key: str) -> str:
    """The text of a revision. The same document always has the same text.

    Raises RecordTooLargeError for one that no Secret holds, DamagedRecordError for values that JSON does not have.
    """
    try:
        text = go_json.encode(document)
    except go_json.JsonError as error:
        raise DamagedRecordError(str(error), key=key) from None
    packer = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, _GZIP)
    data = packer.compress(text.encode("utf-8", "replace")) + packer.flush()
    body = b2a_base64(data, newline=False).decode("ascii")
    if len(body) > MAX_OBJECT:
        raise RecordTooLargeError(
            f"the Helm 3 record of {key} takes {len(body)} bytes, Kubernetes holds {MAX_OBJECT} in one object",
            hint="leave large files out of the chart (.helmignore) and upgrade, then export the newest revision alone: "
            "--max-revisions 1",
        )
    return body


def unpack(body: str, key: str) -> dict[str, Any]:
    """The document in the text that Helm 3 has under `key`. Raises DamagedRecordError, which has the key."""
    try:
        return _document(_unzipped(_decoded(body)))
    except DamagedRecordError as error:
        raise DamagedRecordError(
            f"the Helm 3 record {key} cannot be read: {error.message}",
            key=key,
            hint="`helm history` of Helm 3 leaves such records out; --max-revisions takes only the newest ones",
        ) from None


def _decoded(body: str) -> bytes:
    try:
        return a2b_base64(body.encode("ascii", "replace"))
    except (Base64Error, ValueError):
        raise DamagedRecordError("it is no base64") from None


def _unzipped(data: bytes) -> bytes:
    """The unpacked data; what does not look like gzip is taken as it is, as Helm does."""
    if data[:3] != _MAGIC:
        if len(data) > MAX_DOCUMENT:
            raise _too_long()
        return data
    unpacker = zlib.decompressobj(_GZIP)
    try:
        document = unpacker.decompress(data, MAX_DOCUMENT + 1)
    except zlib.error:
        raise DamagedRecordError("it is damaged gzip") from None
    if len(document) > MAX_DOCUMENT:
        raise _too_long()
    if not unpacker.eof:
        raise DamagedRecordError("it is cut off")
    return document


def _document(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode("utf-8", "replace")
        _check_depth(text)
        document = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        reason = "it nests too deeply" if isinstance(error, RecursionError) else "it is no JSON"
        raise DamagedRecordError(reason) from None
    if not isinstance(document, dict):
        raise DamagedRecordError("it is no JSON object")
    return document


def _check_depth(text: str) -> None:
    """Refuse deep nesting and endless lists of lists before anything is built."""
    brackets = text.count("[") + text.count("{")
    if brackets > MAX_BRACKETS:
        raise DamagedRecordError(f"it has more than {MAX_BRACKETS} lists and objects")
    if brackets <= MAX_DEPTH:
        return
    depth = 0
    for found in _BRACKETS.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise DamagedRecordError(f"it nests deeper than {MAX_DEPTH} levels")
        elif found[0] in "]}":
            depth -= 1


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def _finite(digits: str) -> float:
    number = float(digits)
    if number - number != 0:
        raise ValueError(digits)
    return number


def _too_long() -> DamagedRecordError:
    return DamagedRecordError(f"it has more than {MAX_DOCUMENT} bytes when unpacked")
