"""Clients of the `kubernetes` package in a rehearsal, for plugins that speak to the cluster by way of them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from .rehearsed import READS, check_path

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

DRY_RUN = "dryRun"


def rehearsed_client(client: ApiClient) -> ApiClient:
    """A copy of a client, over the same connections, that asks for a dry run with every request that is not a read."""
    twin: Any = copy.copy(client)
    rest = twin.rest_client = copy.copy(twin.rest_client)
    send = rest.request

    def request(method: str, url: str, query_params: Any = None, **rest_of_it: Any) -> Any:
        check_path(method, url)
        if method not in READS:
            pairs = list(query_params.items()) if isinstance(query_params, dict) else list(query_params or ())
            query_params = [pair for pair in pairs if pair[0] != DRY_RUN] + [(DRY_RUN, "All")]
            body = rest_of_it.get("body")
            if method == "DELETE" and isinstance(body, dict):
                rest_of_it["body"] = {**body, DRY_RUN: ["All"]}
        return send(method, url, query_params=query_params, **rest_of_it)

    rest.request = request
    ready: ApiClient = twin
    return ready
