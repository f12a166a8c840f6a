"""Writing an index.yaml, and the entry of a packaged chart in it.

Rules: pkg/repo/index.go (IndexFile, Add, WriteFile), pkg/urlutil/urlutil.go (URLJoin), ghodss/yaml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core import shared_files
from ....core.errors import RepositoryError
from ....core.golib import path, time, time_zone, url, yaml
from ....core.golib.oserrors import reason
from ....core.golib.types import GoError
from ....core.golib.utf8 import encode
from ....core.model.chart_metadata import METADATA_FIELDS, metadata_document
from .index_strict import RFC3339

if TYPE_CHECKING:
    from ....core.model.chart import Metadata
    from .index_document import Fields, IndexDocument

API_VERSION = "v1"


def timestamp() -> str:
    """The time, as an index has it: RFC 3339 with nanoseconds, in the local zone."""
    return time.now().rfc3339("Time.MarshalJSON")


def added(metadata: Metadata, file: str, base: str, digest: str) -> Fields:
    """The entry of an archive: `file` is its name, `base` the address of its folder (empty: none is known)."""
    return {
        **metadata_document(metadata),
        "urls": [joined(base, file) if base else file],
        "created": timestamp(),
        "digest": digest,
    }


def joined(base: str, part: str) -> str:
    """A URL with a path added to its own; what is no URL is joined as a path is."""
    try:
        address = url.parse(base)
    except GoError:
        return _joined_paths(base, part)
    address.path = _joined_paths(address.path, part)
    return str(address)


def _joined_paths(*parts: str) -> str:
    """Go's path.Join."""
    kept = [part for part in parts if part]
    return path.clean("/".join(kept)) if kept else ""


def write_index(file: str, document: IndexDocument) -> None:
    """Write an index in place of what is at `file`. Raises RepositoryError with Go's words."""
    content: dict[str, Any] = {
        "apiVersion": document.api_version or API_VERSION,
        "entries": {name: list(map(_entry, versions)) for name, versions in document.entries.items()},
        "generated": _moment(document.generated),
    }
    if document.public_keys:
        content["publicKeys"] = document.public_keys
    try:
        shared_files.replace(file, encode(yaml.dump(content)))
    except OSError as error:
        raise RepositoryError(f"open {file}: {reason(error)}") from None


def _entry(fields: Fields) -> Fields:
    """The document of a version: what is empty is left out, but for where it is and when it was made."""
    entry = {field: fields[field] for field in METADATA_FIELDS if fields.get(field)}
    if "maintainers" in entry:
        entry["maintainers"] = [
            maintainer and {key: text for key, text in maintainer.items() if text}
            for maintainer in fields["maintainers"]
        ]
    entry["urls"] = fields.get("urls")
    entry["created"] = _moment(fields.get("created", ""))
    if fields.get("removed"):
        entry["removed"] = True
    if fields.get("digest"):
        entry["digest"] = fields["digest"]
    return entry


def _moment(text: str) -> str:
    """A time as Go writes it, from the text that it was read from; Go's zero time for none."""
    if text[-1:] == "Z" and "." not in text:
        return text
    moment = time.parse(RFC3339, text, time_zone.local()) if text else time.zero()
    return moment.rfc3339("Time.MarshalJSON")
