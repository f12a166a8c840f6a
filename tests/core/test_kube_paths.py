"""What a path on an API server leads to."""

from __future__ import annotations

import pytest
from pilothouse.core.kube_paths import goes_on

ONWARD = [
    ("GET", "/api/v1/namespaces/n/pods/p/exec"),
    ("GET", "/api/v1/namespaces/n/pods/p/exec?command=rm"),
    ("GET", "/api/v1/namespaces/n/pods/p/%65xec"),
    ("GET", "/api/v1/namespaces/n%2Fpods/p/exec/"),
    ("GET", "//api/v1//namespaces/n/pods/p/exec"),
    ("POST", "/api/v1/namespaces/n/pods/p/attach"),
    ("POST", "/api/v1/namespaces/exec/pods/proxy/portforward/"),
    ("POST", "/api/v1/namespaces/n/services/s/proxy/buy"),
    ("PUT", "/api/v1/namespaces/n/pods/p/prox%79"),
    ("DELETE", "/api/v1/nodes/n/proxy/run"),
    ("POST", "/api/v1/proxy/namespaces/n/services/s"),
    ("POST", "/k8s/clusters/c/api/v1/namespaces/n/pods/p/exec"),
    ("POST", "/k8s/clusters/c/api/v1/nodes/n/proxy/run"),
]

STAYING = [
    ("GET", "/api/v1/namespaces/n/services/s/proxy/shelf"),
    ("GET", "/api/v1/proxy/nodes/n"),
    ("PATCH", "/api/v1/namespaces/n/configmaps/exec"),
    ("DELETE", "/api/v1/namespaces/n/services/proxy"),
    ("DELETE", "/apis/apps/v1/namespaces/proxy/deployments/attach/status"),
    ("POST", "/api/v1/namespaces/proxy/pods"),
    ("PATCH", "/api/v1/namespaces/exec"),
    ("PUT", "/api/v1/namespaces/exec/status"),
    ("PUT", "/api/v1/namespaces/proxy/finalize"),
    ("PATCH", "/apis/example.org/v1/proxies/proxy"),
    ("GET", "/api/v1/watch/namespaces/n/pods/exec"),
    ("GET", "/version"),
    ("GET", "/"),
    ("GET", ""),
]


@pytest.mark.parametrize(("method", "path"), ONWARD)
def test_what_runs_in_the_cluster_is_told_from_the_api(method: str, path: str) -> None:
    assert goes_on(method, path)


@pytest.mark.parametrize(("method", "path"), STAYING)
def test_names_of_objects_mean_nothing(method: str, path: str) -> None:
    assert not goes_on(method, path)
