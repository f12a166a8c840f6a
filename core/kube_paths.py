"""What paths on an API server lead to: whether a request goes on to a Pod, a Service or a node."""

from __future__ import annotations

from urllib.parse import unquote

READS = frozenset(("GET", "HEAD", "OPTIONS"))
"""The methods that change nothing."""

_CONNECTING = frozenset(("exec", "attach", "portforward"))
_PROXY = "proxy"


def goes_on(method: str, path: str) -> bool:
    """Whether a request is handed on to what runs in the cluster, where no dry run keeps it from changing something.

    Reading through a proxy does not count. Names do not matter: an object may be called ``exec``. A path that is none
    of the API's counts by the words in it. Rule: k8s.io/apiserver/pkg/endpoints/request/requestinfo.go.
    """
    parts = [part for part in unquote(path.partition("?")[0]).split("/") if part]
    start = {"api": 2, "apis": 3}.get(parts[0] if parts else "", 0)
    if not start:
        return bool(_CONNECTING.intersection(parts)) or (_PROXY in parts and method not in READS)
    parts = parts[start:]
    if parts and parts[0] == _PROXY:
        return method not in READS
    if parts and parts[0] == "watch":
        parts = parts[1:]
    if len(parts) > 2 and parts[0] == "namespaces" and parts[2] not in ("status", "finalize"):
        parts = parts[2:]
    subresource = parts[2] if len(parts) > 2 else ""
    return subresource in _CONNECTING or (subresource == _PROXY and method not in READS)
