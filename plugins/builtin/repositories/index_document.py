"""The exact reader of indexes: any YAML that Helm takes, and Helm's words for what it refuses.

An index comes as what its entries say, field by field: a mapping from the names of charts to lists of versions, each a
mapping under the names that fields have in the file (those of Chart.yaml, and `urls`, `created`, `removed`, `digest`).
Rules: pkg/repo/index.go (loadIndex, loadUnversionedIndex), ghodss/yaml, encoding/json of Go 1.15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import RepositoryError
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.golib.unmarshal import (
    ANY,
    BOOL,
    STRICT_STRING,
    STRING,
    ListType,
    MapType,
    StringType,
    StructType,
    into_struct,
)
from ....core.golib.yaml_error import YamlError
from ....core.model.chart_metadata import METADATA, METADATA_FIELDS

if TYPE_CHECKING:
    from ....core.golib.unmarshal import Type
    from ....core.golib.yaml_parser import Document

Fields = dict[str, Any]
Entries = dict[str, list[Fields]]

MAX_INDEX_SIZE = 128 * 1024 * 1024
"""The largest index that is read (bytes)."""

MAX_VERSIONS = 500_000
"""The most versions, of all charts together, that an index may have."""


def _strict(kind: Type) -> Type:
    """The type of a field of Chart.yaml in an index, where numbers and booleans do not become texts."""
    if isinstance(kind, StringType):
        return STRICT_STRING
    if isinstance(kind, ListType):
        return ListType(_strict(kind.element), kind.name)
    if isinstance(kind, MapType):
        return MapType(_strict(kind.element))
    if isinstance(kind, StructType):
        return StructType(kind.name, {name: _strict(field) for name, field in kind.fields.items()})
    return kind


VERSION = StructType(
    "repo.ChartVersion",
    {
        **{name: _strict(field) for name, field in METADATA_FIELDS.items()},
        "urls": ListType(STRING),
        "created": ANY,
        "removed": BOOL,
        "digest": STRING,
    },
)
"""The type of a version. `created` is a time, which its text has to be."""

_INDEX = StructType(
    "repo.IndexFile",
    {
        "apiVersion": STRING,
        "generated": ANY,
        "entries": MapType(ListType(VERSION, "repo.ChartVersions")),
        "publicKeys": ListType(STRING),
    },
)
_UNVERSIONED = StructType(
    "repo.unversionedEntry", {"checksum": STRICT_STRING, "url": STRICT_STRING, "chartfile": _strict(METADATA)}
)
_LARGEST_EXACT = 32 * 1024 * 1024
"""The exact reader holds a tree of the whole document, many times its size."""

_UNMARSHALING = "error unmarshaling JSON: "
_DECODING = "while decoding JSON: "


class IndexDocument:
    """What an index says. Its apiVersion is empty in the format of old; `generated` is a text in RFC 3339, or empty."""

    __slots__ = ("api_version", "entries", "generated", "public_keys")

    def __init__(
        self, entries: Entries, *, api_version: str = "", generated: str = "", public_keys: list[str] | None = None
    ) -> None:
        self.entries = entries
        self.api_version = api_version
        self.generated = generated
        self.public_keys = public_keys or []


def read_document(content: bytes) -> IndexDocument:
    """The index in the bytes of an index.yaml. Raises GoError with Helm's sentence, RepositoryError past a limit."""
    if len(content) > _LARGEST_EXACT:
        raise RepositoryError(f"an index that is not written line by line may have {_LARGEST_EXACT} bytes at most")
    try:
        value = _value(content)
    except RecursionError:
        raise YamlError("yaml: exceeded max depth") from None
    _check_times(value)
    fields = into_struct(value, _INDEX)
    entries = {name: _checked(name, versions or []) for name, versions in fields.get("entries", {}).items()}
    if not fields.get("apiVersion"):
        try:
            return _unversioned(value)
        except GoError as error:
            raise OldFormatError(str(error)) from None
    count_versions(sum(map(len, entries.values())))
    return IndexDocument(
        entries,
        api_version=fields["apiVersion"],
        generated=fields.get("generated", ""),
        public_keys=fields.get("publicKeys"),
    )


def count_versions(count: int) -> None:
    """Raise RepositoryError for more versions than an index may have."""
    if count > MAX_VERSIONS:
        raise RepositoryError(f"the index has more than the maximum of {MAX_VERSIONS} versions")


def read_versions(content: bytes) -> Entries:
    """The entries in a text that holds some of the pairs of `entries`. Raises GoError, RepositoryError."""
    value = {"entries": _value(content, entries_only=True)}
    _check_times(value)
    fields = into_struct(value, _INDEX)
    return {name: _checked(name, versions or []) for name, versions in fields.get("entries", {}).items()}


def read_mapping(content: bytes) -> dict[str, Any]:
    """The mapping in a text that holds some of the fields of a version. Raises GoError."""
    value = _value(content, entries_only=True)
    return value if isinstance(value, dict) else {}


def _value(content: bytes, *, entries_only: bool = False) -> Any:
    """The document as JSON sees it, strictly checked."""
    from ....core.golib.yaml_decoder import decode
    from .index_strict import check_entries, check_strictly

    document = _parse(content)
    if document is None:
        return None
    failure = None
    try:
        value = decode(document, False)
    except YamlError as error:
        if str(error).startswith("yaml: "):
            raise
        failure = error.within("error converting YAML to JSON")
    (check_entries if entries_only else check_strictly)(document)
    if failure is not None:
        raise failure
    return value


def _parse(content: bytes) -> Document | None:
    """The tree of the first document, None when there is none."""
    from ....core.golib import yaml_events
    from ....core.golib.yaml_input import Input
    from ....core.golib.yaml_parser import parse

    text: str | bytes = content
    if content[:1] not in (b"\xff", b"\xfe"):
        text = content.decode("utf-8", "surrogateescape")
        if len(text) >= _LONG:
            document = yaml_events.parse(text)
            if document is not None:
                return document
    return parse(Input(text))


_LONG = 100_000
"""From about this length on, libyaml saves more time than it takes to import PyYAML."""


def _checked(name: str, versions: list[Fields | None]) -> list[Fields]:
    """The versions of a chart. Raises RepositoryError for one that is null (CVE-2022-23525)."""
    if None in versions:
        raise RepositoryError(f"the index has a version of chart {quote(name)} that is null")
    return [fields for fields in versions if fields is not None]


def _check_times(value: Any) -> None:
    """Raise GoError for the first time that is none: Go stops there, whatever else does not fit."""
    entries = _get(value, "entries")
    for name in sorted(entries) if isinstance(entries, dict) else ():
        for version in entries[name] if isinstance(entries[name], list) else ():
            check_time(_get(version, "created"))
    check_time(_get(value, "generated"))


def _get(value: Any, field: str) -> Any:
    """What an object has under the name of a field, which may be spelt otherwise; None when it has nothing."""
    if not isinstance(value, dict):
        return None
    if field in value:
        return value[field]
    return next((value[key] for key in sorted(value) if VERSION.field(key) == field or key.lower() == field), None)


def check_time(value: object) -> None:
    """Raise GoError when a value is no time in RFC 3339, unless there is none."""
    if value is None:
        return
    from ....core.golib import time, time_zone
    from ....core.golib.json import encode

    try:
        time.parse(f'"{_RFC3339}"', encode(value), time_zone.UTC)
    except GoError as error:
        raise GoError(_UNMARSHALING + _DECODING + str(error)) from None


_RFC3339 = "2006-01-02T15:04:05Z07:00"


class OldFormatError(GoError):
    """An index without apiVersion cannot be read in the old format either."""


def _unversioned(value: Any) -> IndexDocument:
    """The index in a document without apiVersion: a mapping from files to where they are and what they hold."""
    if not value:
        raise GoError("no API version specified")
    entries: Entries = {}
    for file in sorted(value):
        try:
            item = into_struct(value[file] if value[file] is not None else {}, _UNVERSIONED)
        except GoError as error:
            raise GoError(str(error).removeprefix(_UNMARSHALING + _DECODING)) from None
        chart: Fields = item.get("chartfile") or {}
        if not chart.get("name"):
            parts = file.split("-")
            chart = {"name": parts[0], "version": parts[1].removesuffix(".tgz") if len(parts) > 1 else ""}
        fields = {**chart, "urls": [item.get("url", "")], "digest": item.get("checksum", "")}
        entries.setdefault(chart["name"], []).append(fields)
    return IndexDocument(entries)
