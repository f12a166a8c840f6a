"""Where kinds are served: the discovery documents of an API server, read as they are needed and kept on disk.

One kind needs the document of its group and version only. What is kept is trusted for a while; a kind that is missing
in it is looked for on the server, so that one installed a moment ago is found. Rules of the mapping: client-go
restmapper/discovery.go, pkg/tiller/release_server.go (GetAllVersionSet).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, UnknownKindError
from ....core.model.capabilities import KubeVersion
from ....core.model.kube_object import ApiResource, KubeRequest
from .status_errors import status_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .discovery_cache import DiscoveryCache
    from .retries import Sender

LIFETIME = 600
"""Seconds for which a document on disk is trusted."""

_API_VERSION = re.compile(r"(?:[A-Za-z0-9][-A-Za-z0-9.]{0,250}/)?[A-Za-z0-9][-A-Za-z0-9]{0,60}").fullmatch
"""What may be a group and version; nothing else is asked for."""

_VERSION_DOCUMENT, _ALL_DOCUMENT = "@version", "@api-versions"
_VERSION_FIELDS = {
    "major": "major",
    "minor": "minor",
    "gitVersion": "git_version",
    "gitCommit": "git_commit",
    "gitTreeState": "git_tree_state",
    "buildDate": "build_date",
    "goVersion": "go_version",
    "compiler": "compiler",
    "platform": "platform",
}

Row = list[Any]
"""What is kept of one resource: its name in paths (``pods``, ``pods/log``), kind, whether namespaced, verbs."""


class Discovery:
    """What one API server serves. Safe for several threads."""

    def __init__(
        self,
        sender: Sender,
        cache: DiscoveryCache,
        in_parallel: Callable[[Sequence[Callable[[], None]]], None],
    ) -> None:
        self._sender = sender
        self._cache = cache
        self._in_parallel = in_parallel
        self._known: dict[str, dict[str, Row]] = {}

    def resource(self, api_version: str, kind: str) -> ApiResource:
        """Where a kind is served. Raises UnknownKindError, KubeStatusError, KubeConnectionError, KubeTimeoutError."""
        kinds = self._known.get(api_version)
        if not _API_VERSION(api_version):
            raise _unknown(api_version, kind)
        if kinds is None:
            rows = self._cache.read(api_version)
            if rows is not None:
                kinds = self._known[api_version] = _kinds(rows)
        row = kinds.get(kind) if kinds is not None else None
        if row is None:
            rows = self._read_group_version(api_version)
            kinds = self._known[api_version] = _kinds(rows)
            row = kinds.get(kind)
            if row is None:
                raise _unknown(api_version, kind)
        group, _, version = api_version.rpartition("/")
        return ApiResource(group, version, kind, row[0], row[2], tuple(row[3]))

    def server_version(self) -> KubeVersion:
        """The version of the server. Raises as `resource`."""
        document = self._cache.read(_VERSION_DOCUMENT)
        if document is None:
            document = self._get("/version")
            self._cache.write(_VERSION_DOCUMENT, document)
        version = KubeVersion()
        for name, attribute in _VERSION_FIELDS.items():
            value = document.get(name)
            if isinstance(value, str):
                setattr(version, attribute, value)
        return version

    def api_versions(self) -> frozenset[str]:
        """Every ``group/version`` and ``group/version/Kind``, those of subresources too; groups that fail are left out.

        Raises as `resource` when the lists of groups cannot be read.
        """
        kept = self._cache.read(_ALL_DOCUMENT)
        if kept is not None:
            return frozenset(kept)
        group_versions = self._group_versions()
        found = set(group_versions)
        complete = True

        def add(group_version: str) -> None:
            nonlocal complete
            try:
                rows = self._read_group_version(group_version, patient=False)
            except KubeError:
                complete = False
                return
            found.update([f"{group_version}/{row[1]}" for row in rows])

        self._in_parallel([lambda name=name: add(name) for name in group_versions])  # type: ignore[misc]
        if complete:
            self._cache.write(_ALL_DOCUMENT, sorted(found))
        return frozenset(found)

    def _group_versions(self) -> list[str]:
        """All groups with all their versions."""
        names = [name for name in _list(self._get("/api").get("versions")) if isinstance(name, str)]
        for group in _list(self._get("/apis").get("groups")):
            for version in _list(group.get("versions")):
                if isinstance(version.get("groupVersion"), str):
                    names.append(version["groupVersion"])
        return names

    def _read_group_version(self, api_version: str, *, patient: bool = True) -> list[Row]:
        """The resources of a group and version as the server has them now; none when it does not know it."""
        path = f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
        document = self._get(path, missing={}, patient=patient)
        rows: list[Row] = []
        for entry in _list(document.get("resources")):
            if isinstance(entry, dict) and isinstance(entry.get("name"), str) and isinstance(entry.get("kind"), str):
                verbs = [verb for verb in _list(entry.get("verbs")) if isinstance(verb, str)]
                rows.append([entry["name"], entry["kind"], bool(entry.get("namespaced")), verbs])
        if rows:
            self._cache.write(api_version, rows)
        return rows

    def _get(self, path: str, missing: dict[str, Any] | None = None, *, patient: bool = True) -> dict[str, Any]:
        """A document; `missing`, where given, when there is none."""
        import json

        response, _ = self._sender.send(KubeRequest("GET", path), patient=patient)
        if response.status == 404 and missing is not None:
            return missing
        if not 200 <= response.status <= 206:
            raise status_error(response.status, response.headers, response.body, method="GET")
        try:
            document = json.loads(response.body)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise KubeError(f"the server answered {path} with something that is no object")
        return document


def _unknown(api_version: str, kind: str) -> UnknownKindError:
    from ....core.golib.strconv import quote

    return UnknownKindError(f"no matches for kind {quote(kind)} in version {quote(api_version)}")


def _kinds(rows: list[Row]) -> dict[str, Row]:
    """The resources by kind; subresources have no kind of their own.

    As in client-go, a kind is also known in lower case, and lists of it count as the kind.
    """
    kinds: dict[str, Row] = {}
    for row in rows:
        if "/" in row[0]:
            continue
        kind = row[1]
        for name in (kind, kind.lower(), kind + "List"):
            kinds[name] = row
    if rows:
        kinds["List"] = ["lists", "List", False, []]
    return kinds


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
