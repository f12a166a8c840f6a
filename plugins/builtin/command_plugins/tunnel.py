"""The address of Tiller for plugins that ask for a tunnel (``useTunnel``).

Rules: setupConnection in cmd/helm/helm.go, pkg/helm/portforwarder/portforwarder.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import KubeStatusError, PluginError
from ....core.golib.strconv import quote
from ....core.model.kube_object import ClusterTarget

if TYPE_CHECKING:
    from typing import Any

    from ....core.kernel import Kernel

_LABELS = "app=helm,name=tiller"


def open_tunnel(kernel: Kernel, name: str) -> str:
    """The address at which the plugin `name` reaches Tiller: that of ``--host`` or HELM_HOST.

    Without one, Tiller is looked for in the cluster, in Helm's words when there is none. Raises KubeError when the
    cluster cannot be asked, PluginError when there is no Tiller, or none to which a connection can be made.
    """
    host = kernel.setting("host")
    if not host:
        pod = _ready_pod(kernel)
        raise PluginError(
            f"plugin {quote(name)} needs a tunnel to Tiller, and none can be opened",
            plugin=name,
            details=(f"Tiller runs in Pod {pod} of namespace {kernel.setting('tiller-namespace')}",),
            hint=f"`kubectl -n {kernel.setting('tiller-namespace')} port-forward {pod} 44134` in another terminal, "
            "and --host 127.0.0.1:44134 here",
        )
    if kernel.settings.enabled("debug"):
        kernel.console.line(f"[debug] SERVER: {quote(host)}\n")
    return host


def _ready_pod(kernel: Kernel) -> str:
    """The name of the first Tiller Pod that is ready."""
    namespace = kernel.setting("tiller-namespace")
    target = ClusterTarget(kernel.setting("cluster"), kernel.setting("kube-context"), kernel.setting("kubeconfig"))
    pods = _pods(kernel.first("helm_connect_kube", target=target), namespace)
    if not pods:
        raise PluginError(
            "could not find tiller",
            details=(f"no Pod in namespace {namespace} has the labels {_LABELS}",),
            hint="without a Tiller, plugins that speak to one cannot work; --host names one elsewhere",
        )
    for pod in pods:
        conditions = pod.get("status", {}).get("conditions") or ()
        if any(one.get("type") == "Ready" and one.get("status") == "True" for one in conditions):
            name: str = pod["metadata"]["name"]
            return name
    raise PluginError("could not find a ready tiller pod")


def _pods(kube: Any, namespace: str) -> list[dict[str, Any]]:
    """The Pods of Tiller, asked for as Helm asks: without discovery before."""
    import json

    from ....core.model.kube_object import KubeRequest

    path = f"/api/v1/namespaces/{namespace}/pods"
    response = kube.transport.request(KubeRequest("GET", path, query=(("labelSelector", _LABELS),), timeout=32))
    try:
        document = json.loads(response.body)
    except ValueError:
        document = {}
    document = document if isinstance(document, dict) else {}
    if response.status != 200:
        message = document.get("message") or f"the server answered with status {response.status}"
        raise KubeStatusError(str(message), code=response.status)
    return list(document.get("items") or ())
