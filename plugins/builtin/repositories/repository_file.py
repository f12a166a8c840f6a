"""repositories.yaml: which repositories are registered. Rules: pkg/repo/repo.go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib import time, time_layout
from ....core.golib.json import encode
from ....core.golib.oserrors import path_error
from ....core.golib.time_zone import UTC
from ....core.golib.types import GoError
from ....core.golib.unmarshal import ANY, STRING, ListType, StructType, into_struct
from ....core.golib.yaml import YamlError, dump, to_json_value
from ....core.model.repository import RepositoryEntry

if TYPE_CHECKING:
    from ....core.golib.time import Time

_FIELDS = {
    "name": "name",
    "cache": "cache",
    "url": "url",
    "username": "username",
    "password": "password",
    "certFile": "cert_file",
    "keyFile": "key_file",
    "caFile": "ca_file",
}
"""Fields of an entry, by their names in the file."""

_ENTRY = StructType("repo.Entry", dict.fromkeys(_FIELDS, STRING))
_FILE = StructType(
    "repo.RepoFile",
    {"apiVersion": STRING, "generated": ANY, "repositories": ListType(_ENTRY, "[]*repo.Entry")},
)
_API_VERSION = "v1"
_JSON_TIME = '"2006-01-02T15:04:05Z07:00"'
_DECODING = "error unmarshaling JSON: while decoding JSON: "


class OutOfDateError(RepositoryError):
    """The file is in the form of Helm before 2.0: a map from names to URLs. `recovered` is what it says."""

    def __init__(self, recovered: RepositoryFile) -> None:
        super().__init__("repository file is out of date", hint="`init --client-only` brings it into the form of today")
        self.recovered = recovered


class RepositoryFile:
    """The content of repositories.yaml: its entries in order, and when it was first made."""

    __slots__ = ("api_version", "entries", "generated")

    def __init__(
        self, entries: list[RepositoryEntry], *, api_version: str = _API_VERSION, generated: Time | None = None
    ) -> None:
        """`generated` is by default now."""
        self.entries = entries
        self.api_version = api_version
        self.generated = generated or time.now()

    def find(self, name: str) -> RepositoryEntry | None:
        """The first entry of that name."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def put(self, entry: RepositoryEntry) -> None:
        """Put an entry in the place of the first one of its name, else at the end."""
        for position, existing in enumerate(self.entries):
            if existing.name == entry.name:
                self.entries[position] = entry
                return
        self.entries.append(entry)

    def remove(self, name: str) -> bool:
        """Take all entries of a name out; whether there was one."""
        kept = [entry for entry in self.entries if entry.name != name]
        found = len(kept) < len(self.entries)
        self.entries = kept
        return found

    def write(self, path: str) -> None:
        """Put the file in place, whole: with Helm's mode when it is new, else with the mode that it has.

        Raises RepositoryError.
        """
        from ....core.shared_files import replace

        document = {
            "apiVersion": self.api_version,
            "generated": self.generated.go_json(),
            "repositories": [{key: getattr(entry, field) for key, field in _FIELDS.items()} for entry in self.entries],
        }
        try:
            replace(path, dump(document).encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise RepositoryError(path_error("open", path, error)) from None


def is_read_by_others(path: str) -> bool:
    """Whether the mode of a file lets others read it."""
    try:
        return bool(os.stat(path).st_mode & 0o044)
    except OSError:
        return False


def load_repository_file(path: str) -> RepositoryFile:
    """Read repositories.yaml.

    Raises RepositoryError with Helm's words for a file that is missing or broken, OutOfDateError for one in the old
    form.
    """
    try:
        with open(path, "rb") as stream:
            content = stream.read()
    except FileNotFoundError:
        raise RepositoryError(
            f"Couldn't load repositories file ({path}).\n"
            "You might need to run `helm init` (or `helm init --client-only` if tiller is already installed)"
        ) from None
    except OSError as error:
        raise RepositoryError(path_error("open", path, error)) from None
    try:
        return _parse(content)
    except GoError as error:
        raise RepositoryError(str(error), details=(f"in {path}",)) from None


def _parse(content: bytes) -> RepositoryFile:
    try:
        document = to_json_value(content)
    except YamlError as error:
        raise error.within("error converting YAML to JSON") from None
    fields = into_struct(document, _FILE)
    generated = _moment(fields.get("generated"))
    if not fields.get("apiVersion"):
        raise OutOfDateError(_recover(document))
    entries = []
    for item in fields.get("repositories") or ():
        if item is None:
            raise GoError("a repository without anything about it is in the list of repositories")
        entries.append(RepositoryEntry(**{"name": "", "url": "", **{_FIELDS[key]: item[key] for key in item}}))
    return RepositoryFile(entries, api_version=fields["apiVersion"], generated=generated)


def _moment(value: object) -> Time:
    """When the file was generated; the zero time when it does not say. Raises GoError for what is no time."""
    if value is None:
        return time.zero()
    try:
        return time.parse(_JSON_TIME, encode(value), UTC)
    except time_layout.ParseError as error:
        raise GoError(f"{_DECODING}{error}") from None


def _recover(document: object) -> RepositoryFile:
    """What a file in the old form says. Raises GoError when it is not in that form either."""
    from ....core.golib.json_decoder import json_kind
    from ....core.golib.yaml import scalar_text

    if document is None:
        document = {}
    if not isinstance(document, dict):
        raise GoError(
            f"{_DECODING}json: cannot unmarshal {json_kind(document)} into Go value of type map[string]string"
        )
    entries = []
    for name in sorted(document):
        address = document[name]
        if isinstance(address, (dict, list)):
            raise GoError(f"{_DECODING}json: cannot unmarshal {json_kind(address)} into Go value of type string")
        text = "" if address is None else address if isinstance(address, str) else scalar_text(address)
        entries.append(RepositoryEntry(name, text, cache=f"{name}-index.yaml"))
    return RepositoryFile(entries)


@contextmanager
def locked_file(path: str, *, keep_lock: bool = False) -> Iterator[None]:
    """Hold the lock of repositories.yaml, which Helm has too; Helm leaves the lock file of `repo add` alone behind.

    Raises RepositoryError when another process holds it for too long, or it cannot be made.
    """
    from ....core.shared_files import locked

    lock = path.removesuffix(".yaml") + ".lock"
    try:
        with locked(lock, keep=keep_lock):
            yield
    except TimeoutError:
        raise RepositoryError("context deadline exceeded", details=(f"another process holds {lock}",)) from None
    except OSError as error:
        raise RepositoryError(path_error("open", lock, error)) from None
