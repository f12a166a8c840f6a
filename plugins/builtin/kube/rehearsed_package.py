"""Clients of the `kubernetes` package in a rehearsal, for plugins that speak to the cluster by way of them."""

from __future__ import annotations

import copy
import inspect
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from ....core.errors import KubeStatusError
from ....core.kube_paths import READS
from .rehearsed import check_path

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

DRY_RUN = "dryRun"


def rehearsed_client(client: ApiClient) -> ApiClient:
    """A copy of a client, over the same connections, that asks for a dry run with every request that is not a read.

    Until version 36 of the package a request has its parameters beside its address, since 37 in it.
    """
    twin: Any = copy.copy(client)
    rest = twin.rest_client = copy.copy(twin.rest_client)
    send = rest.request
    are_beside = "query_params" in inspect.signature(send).parameters

    def request(method: str, url: str, query_params: Any = None, **rest_of_it: Any) -> Any:
        address, _, query = url.partition("?")
        check_path(method, address.removeprefix(client.configuration.host))
        if method not in READS:
            pairs = list(query_params.items()) if isinstance(query_params, dict) else list(query_params or ())
            query_params = [pair for pair in pairs if pair[0] != DRY_RUN] + [(DRY_RUN, "All")]
            if not are_beside:
                url = f"{address}?{_rehearsed_query(query)}"
            body = rest_of_it.get("body")
            if method == "DELETE" and body is not None:
                rest_of_it["body"] = {**_options(body, url), DRY_RUN: ["All"]}
        if are_beside:
            rest_of_it["query_params"] = query_params
        return send(method, url, **rest_of_it)

    rest.request = request
    _check_before_calls(twin)
    ready: ApiClient = twin
    return ready


def _check_before_calls(twin: Any) -> None:
    """Check what a client is about to do before `kubernetes.stream` sends it past the client's connections."""
    if hasattr(twin, "param_serialize"):
        serialize = twin.param_serialize

        def param_serialize(method: str, resource_path: str, *arguments: Any, **rest_of_it: Any) -> Any:
            check_path(method, resource_path)
            return serialize(method, resource_path, *arguments, **rest_of_it)

        twin.param_serialize = param_serialize
        return
    call = twin.call_api

    def call_api(resource_path: str, method: str, *arguments: Any, **rest_of_it: Any) -> Any:
        check_path(method, resource_path)
        return call(resource_path, method, *arguments, **rest_of_it)

    twin.call_api = call_api


def _rehearsed_query(query: str) -> str:
    """The parameters of an address, with those of a dry run."""
    kept = [part for part in query.split("&") if part and unquote_plus(part.partition("=")[0]) != DRY_RUN]
    return "&".join([*kept, f"{DRY_RUN}=All"])


def _options(body: Any, url: str) -> dict[str, Any]:
    """The options of a deletion. Raises KubeStatusError for a body that the server would read and nobody here can."""
    if not isinstance(body, dict):
        raise KubeStatusError(f"no options of a deletion: DELETE {url}", code=400, reason="BadRequest")
    return body
