"""Whether a kind is served by a server behind the API server, which might take no notice of ``dryRun``.

The API server hands requests for some groups on to other servers (APIService). One that does not know dry runs would
do what it is asked; those that do say so in the OpenAPI document.
Rule: k8s.io/cli-runtime/pkg/resource/query_param_verifier.go
"""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING, Any

from ....core.golib.patch_schema import schema_for
from ....core.model.kube_object import KubeRequest

if TYPE_CHECKING:
    from ....core.model.kube_object import ApiResource
    from ....core.protocols import KubeTransport

REASON = "its kind is served by a server that does not say that it has dry runs"

_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices"
_READING = 32.0
"""Seconds for reading the OpenAPI document, which has some megabytes."""


class OtherServers:
    """What is known of the servers behind the API server that a transport leads to; each is asked about once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._paths: dict[str, Any] | None = None

    def lack(self, resource: ApiResource, transport: KubeTransport) -> str:
        """Why no dry run of a kind is asked for, empty where it may be. Raises KubeError."""
        place = f"{resource.version}.{resource.group}"
        if not resource.group or schema_for(resource.api_version, resource.kind) is not None:
            return ""
        if place not in self._known:
            self._known[place] = "" if _is_local(place, transport) else self._by_document(resource, transport)
        return self._known[place]

    def _by_document(self, resource: ApiResource, transport: KubeTransport) -> str:
        if self._paths is None:
            document = _read("/openapi/v2", transport)[1]
            self._paths = _mapping(document.get("paths"))
        operations = _mapping(self._paths.get(resource.path("{namespace}", "{name}")))
        parameters = _mapping(operations.get("patch")).get("parameters")
        known = isinstance(parameters, list) and any(_is_dry_run(each) for each in parameters)
        return "" if known else REASON


def _is_local(place: str, transport: KubeTransport) -> bool:
    """Whether the API server itself is known to serve a group: it needs no other server, or nobody speaks of one."""
    status, service = _read(f"{_SERVICES}/{place}", transport)
    return status == 404 or (status == 200 and not _mapping(service.get("spec")).get("service"))


def _is_dry_run(parameter: Any) -> bool:
    named = _mapping(parameter)
    return named.get("name") == "dryRun" or str(named.get("$ref", "")).startswith("#/parameters/dryRun")


def _read(path: str, transport: KubeTransport) -> tuple[int, dict[str, Any]]:
    """The status and the document of an answer, an empty one where there is none. Raises KubeError."""
    response = transport.request(KubeRequest("GET", path, accept="application/json", timeout=_READING))
    try:
        document = loads(response.body) if response.status == 200 else None
    except (ValueError, RecursionError):
        document = None
    return response.status, _mapping(document)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
