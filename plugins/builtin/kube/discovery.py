"""Where kinds are served: the discovery documents of an API server, read as they are needed and kept.

One kind needs the document of its group and version only. What is kept is trusted for a while; a kind that is missing
in it is looked for on the server, so that one installed a moment ago is found. Rules of the mapping: client-go
restmapper/discovery.go, pkg/tiller/release_server.go (GetAllVersionSet).
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, UnknownKindError
from ....core.model.capabilities import KubeVersion
from ....core.model.kube_object import ApiResource, KubeRequest
from .answers import decoded, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .discovery_cache import DiscoveryCache
    from .retries import Sender

LIFETIME = 600
"""Seconds for which a document is trusted, on disk and in memory."""

_API_VERSION = re.compile(r"(?:[A-Za-z0-9][-A-Za-z0-9.]{0,250}/)?[A-Za-z0-9][-A-Za-z0-9]{0,60}").fullmatch
"""What may be a group and version; nothing else is asked for."""

_VERSION_DOCUMENT = "@version"
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

_BUILT_IN_GROUPS = frozenset(
    (
        *("", "apps", "autoscaling", "batch", "extensions", "policy"),
        *(
            f"{name}.k8s.io"
            for name in (
                *("admissionregistration", "apiextensions", "apiregistration", "auditregistration", "authentication"),
                *("authorization", "certificates", "coordination", "discovery", "events", "flowcontrol.apiserver"),
                *("internal.apiserver", "networking", "node", "rbac.authorization", "resource", "scheduling"),
                *("settings", "storage", "storagemigration"),
            )
        ),
    )
)
"""The groups that come with Kubernetes."""

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
        self._known: dict[str, tuple[list[Row], dict[str, Row]]] = {}

    def resource(self, api_version: str, kind: str) -> ApiResource:
        """Where a kind is served. Raises UnknownKindError, KubeStatusError, KubeConnectionError, KubeTimeoutError.

        Without an API version, as in client-go, a core kind is found, though nothing is served there.
        """
        served = api_version or "v1"
        row = None
        if _API_VERSION(served):
            row = self._by_kind(served, self._cache.read(served)).get(kind)
            if row is None:
                row = self._by_kind(served, self._read_group_version(served)).get(kind)
        if row is None:
            from ....core.golib.strconv import quote

            raise UnknownKindError(f"no matches for kind {quote(kind)} in version {quote(api_version)}")
        group, _, version = api_version.rpartition("/")
        return ApiResource(group, version, kind, row[0], row[2], tuple(row[3]))

    def _by_kind(self, api_version: str, rows: list[Row] | None) -> dict[str, Row]:
        """The resources of a group and version by kind; remembered as long as the document is the same."""
        if not rows:
            return {}
        known = self._known.get(api_version)
        if known is None or known[0] is not rows:
            known = self._known[api_version] = (rows, _kinds(rows))
        return known[1]

    def server_version(self) -> KubeVersion:
        """The version of the server. Raises as `resource`."""
        document = self._cache.read(_VERSION_DOCUMENT)
        if not isinstance(document, dict):
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

        What comes with Kubernetes changes with its version only and may be from the disk; all other groups are read
        anew, so that one installed a moment ago is in. Raises as `resource` when the lists of groups cannot be read.
        """
        names = self._group_versions()
        found = set(names)
        unread: list[str] = []
        for name in names:
            rows = self._cache.read(name) if _is_built_in(name) else None
            if rows is None:
                unread.append(name)
            else:
                found.update(_kind_names(name, rows))

        def read(name: str) -> None:
            try:
                rows = self._read_group_version(name, patient=False)
            except KubeError:
                return
            found.update(_kind_names(name, rows))

        self._in_parallel([partial(read, name) for name in unread])
        return frozenset(found)

    def versions_of(self, kinds: Sequence[str]) -> dict[str, list[str]]:
        """The API versions that have each of some kinds, sorted; none when the server does not say."""
        try:
            names = sorted(self.api_versions())
        except KubeError:
            names = []
        return {kind: [name.rpartition("/")[0] for name in names if name.endswith(f"/{kind}")] for kind in kinds}

    def _group_versions(self) -> list[str]:
        """All groups with all their versions; a server that hides one of the two lists offers what is in the other."""
        names = [name for name in _list(self._get("/api", hidden=True).get("versions")) if isinstance(name, str)]
        for group in _objects(self._get("/apis", hidden=True).get("groups")):
            for version in _objects(group.get("versions")):
                if isinstance(version.get("groupVersion"), str):
                    names.append(version["groupVersion"])
        return names

    def _read_group_version(self, api_version: str, *, patient: bool = True) -> list[Row]:
        """The resources of a group and version as the server has them now; none when it does not know it."""
        path = f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
        document = self._get(path, hidden=True, patient=patient and _is_built_in(api_version))
        rows: list[Row] = []
        for entry in _objects(document.get("resources")):
            if isinstance(entry.get("name"), str) and isinstance(entry.get("kind"), str):
                verbs = [verb for verb in _list(entry.get("verbs")) if isinstance(verb, str)]
                rows.append([entry["name"], entry["kind"], bool(entry.get("namespaced")), verbs])
        if rows:
            self._cache.write(api_version, rows)
        return rows

    def _get(self, path: str, *, hidden: bool = False, patient: bool = True) -> dict[str, Any]:
        """A document; with `hidden` an empty one when there is none, or none for this user."""
        response, _ = self._sender.send(KubeRequest("GET", path), patient=patient)
        if hidden and response.status in (403, 404):
            return {}
        if not 200 <= response.status <= 206:
            raise refused(response, "GET", None)
        return decoded(response, "GET", path)


def _is_built_in(api_version: str) -> bool:
    return api_version.rpartition("/")[0] in _BUILT_IN_GROUPS


def _kind_names(api_version: str, rows: list[Row]) -> list[str]:
    return [f"{api_version}/{row[1]}" for row in rows]


def _kinds(rows: list[Row]) -> dict[str, Row]:
    """The resources by kind; subresources have no kind of their own.

    As in client-go, a kind is also known in lower case, and there are lists of all kinds, which nothing serves.
    """
    kinds: dict[str, Row] = {}
    for row in rows:
        if "/" in row[0]:
            continue
        kind = row[1]
        kinds[kind.lower()] = kinds[kind] = row
        kinds[kind + "List"] = [f"{kind.lower()}lists", *row[1:]]
    if rows:
        kinds["List"] = ["lists", "List", False, []]
    return kinds


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in _list(value) if isinstance(entry, dict)]
