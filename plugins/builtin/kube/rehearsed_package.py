"""Clients of the `kubernetes` package in a rehearsal, for plugins that speak to the cluster by way of them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeStatusError
from ....core.kube_paths import READS
from .rehearsed import check_path

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

DRY_RUN = "dryRun"


def rehearsed_client(client: ApiClient) -> ApiClient:
    """A copy of a client, over the same connections, that asks for a dry run with every request that is not a read."""
    twin: Any = copy.copy(client)
    rest = twin.rest_client = copy.copy(twin.rest_client)
    send, call = rest.request, twin.call_api

    def request(method: str, url: str, query_params: Any = None, **rest_of_it: Any) -> Any:
        check_path(method, url.removeprefix(client.configuration.host))
        if method not in READS:
            pairs = list(query_params.items()) if isinstance(query_params, dict) else list(query_params or ())
            query_params = [pair for pair in pairs if pair[0] != DRY_RUN] + [(DRY_RUN, "All")]
            body = rest_of_it.get("body")
            if method == "DELETE" and body is not None:
                rest_of_it["body"] = {**_options(body, url), DRY_RUN: ["All"]}
        return send(method, url, query_params=query_params, **rest_of_it)

    def call_api(resource_path: str, method: str, *arguments: Any, **rest_of_it: Any) -> Any:
        # `kubernetes.stream` sends nothing by way of the client's connections.
        check_path(method, resource_path)
        return call(resource_path, method, *arguments, **rest_of_it)

    rest.request = request
    twin.call_api = call_api
    ready: ApiClient = twin
    return ready


def _options(body: Any, url: str) -> dict[str, Any]:
    """The options of a deletion. Raises KubeStatusError for a body that the server would read and nobody here can."""
    if not isinstance(body, dict):
        raise KubeStatusError(f"no options of a deletion: DELETE {url}", code=400, reason="BadRequest")
    return body
