"""Tiller in a cluster: installing, upgrading, waiting for it, removing it.

Pilothouse itself needs none. Rules: cmd/helm/init.go, cmd/helm/installer/{install,uninstall}.go,
pkg/helm/client.go (PingTiller).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ....core.cluster_choice import connect_cluster
from ....core.debug_lines import debug
from ....core.errors import KubeError, KubeStatusError, KubeTimeoutError, PilothouseError, ReleaseError, TillerError
from ....core.golib.types import GoError
from ....core.model.kube_object import ApiResource, KubeObject
from ....core.model.service_target import ServiceTarget
from ....core.tiller_pods import image_of, is_ready, tiller_pods

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.service_target import TillerTls
    from ....core.model.tiller_installation import TillerInstallation
    from ....core.protocols import KubeClient

Document = dict[str, Any]

_NEEDS_NONE = "Pilothouse needs no Tiller: `init --client-only` sets up all that it needs"
_RESOURCES = {
    "Service": ApiResource("", "v1", "Service", "services", namespaced=True),
    "Deployment": ApiResource("apps", "v1", "Deployment", "deployments", namespaced=True),
    "Secret": ApiResource("", "v1", "Secret", "secrets", namespaced=True),
}
"""Where the kinds in question are served: Helm's client knows that without asking the server."""
_OBJECTS = {"Service": "tiller-deploy", "Deployment": "tiller-deploy", "Secret": "tiller-secret"}
"""What belongs to a Tiller, in the order in which it is removed."""
_PAUSE = 0.5
_NOT_IMPLEMENTED = 501


def install_tiller(
    kernel: Kernel,
    installation: TillerInstallation,
    *,
    upgrade: bool,
    force: bool,
    wait: bool,
    tls: TillerTls | None = None,
) -> None:
    """Create the objects of a Tiller, or bring one that is there up to date, and say what was done.

    With `wait` that ends when Tiller answers, spoken to with `tls`. Raises KubeError, ReleaseError and UsageError with
    Helm's sentences.
    """
    try:
        kube = connect_cluster(kernel)
    except PilothouseError as error:
        raise _within(error, "could not get kubernetes client") from error
    documents: list[Document] = kernel.first("helm_build_tiller_manifests", installation=installation)
    tiller = Tiller(kernel, kube, installation, documents, tls)
    try:
        tiller.create()
    except KubeStatusError as error:
        if error.reason != "AlreadyExists":
            raise _within(error, "error installing") from error
        if not upgrade:
            debug(kernel, f"The error received while trying to init: {error.message}")
            kernel.console.line(
                "Warning: Tiller is already installed in the cluster.\n"
                "(Use --client-only to suppress this message, or --upgrade to upgrade Tiller to the current version.)"
            )
        else:
            try:
                tiller.upgrade(force=force)
            except PilothouseError as failure:
                raise _within(failure, "error when upgrading") from failure
            if wait:
                tiller.wait()
            kernel.console.line(f"\nTiller (the Helm server-side component) has been updated to {tiller.image} .")
    except PilothouseError as error:
        raise _within(error, "error installing") from error
    else:
        kernel.console.line(
            "\nTiller (the Helm server-side component) has been installed into your Kubernetes Cluster."
        )
        if not installation.tls_verify:
            kernel.console.line(
                "\nPlease note: by default, Tiller is deployed with an insecure 'allow unauthenticated users' policy.\n"
                "To prevent this, run `helm init` with the --tiller-tls-verify flag.\n"
                "For more information on securing your installation see: "
                "https://v2.helm.sh/docs/securing_installation/"
            )
    if wait:
        tiller.wait()
    if kernel.console.explains:
        kernel.console.notice(f"hint: {_NEEDS_NONE}")


def _within(error: PilothouseError, place: str) -> PilothouseError:
    """An error with Helm's words in front, and with the news that no Tiller is needed."""
    return KubeError(f"{place}: {error.message}", details=(*error.details, _NEEDS_NONE), hint=error.hint)


class Tiller:
    """The Tiller of one namespace, as its `documents` say: first the Deployment, then the others."""

    def __init__(
        self,
        kernel: Kernel,
        kube: KubeClient,
        installation: TillerInstallation,
        documents: list[Document],
        tls: TillerTls | None,
    ) -> None:
        self._kernel = kernel
        self._kube = kube
        self._installation = installation
        self._documents = documents
        self._tls = tls

    @property
    def _container(self) -> Document:
        container: Document = self._documents[0]["spec"]["template"]["spec"]["containers"][0]
        return container

    @property
    def image(self) -> str:
        """The image that is installed."""
        return str(self._container.get("image", ""))

    def create(self) -> None:
        """Create the objects one after the other. Raises KubeError."""
        for document in self._documents:
            self._kube.create(self._object(document))

    def upgrade(self, *, force: bool) -> None:
        """Give the Deployment that is there this image; create the Service where that is missing.

        Raises KubeError, ReleaseError for a Tiller that is newer unless that is forced.
        """
        deployment, service = map(self._object, self._documents[:2])
        live = self._kube.get(deployment)
        pod = live["spec"]["template"]["spec"]
        container = pod["containers"][0]
        current = container.get("image", "")
        if _is_newer(current, self.image) and not force:
            raise ReleaseError(
                f"current Tiller version {current} is newer than client version {self.image}, "
                "use --force-upgrade to downgrade"
            )
        container["image"] = self.image
        container["imagePullPolicy"] = self._container.get("imagePullPolicy", "IfNotPresent")
        pod["serviceAccountName"] = self._installation.service_account
        self._kube.replace(KubeObject(deployment.resource, deployment.namespace, deployment.name, live))
        try:
            self._kube.get(service)
        except KubeStatusError as error:
            if error.code != 404:
                raise
            self._kube.create(service)

    def wait(self) -> None:
        """Wait until a Pod of this image is ready and Tiller says that it serves.

        Raises KubeTimeoutError after the time that a setting gives, ReleaseError (``could not ping Tiller: …``), and
        what opening the tunnel raises.
        """
        timeout = int(self._kernel.setting("tiller-connection-timeout"))
        self._wait_for_pod(time.monotonic() + timeout)
        self._ping(timeout)

    def _wait_for_pod(self, deadline: float) -> None:
        while True:
            try:
                pods = tiller_pods(self._kube, self._installation.namespace)
            except KubeError:
                pods = []
            if any(is_ready(pod) and image_of(pod) == self.image for pod in pods):
                break
            if time.monotonic() + _PAUSE > deadline:
                self._kernel.progress("")
                states = [f"Pod {pod['metadata']['name']} of {image_of(pod)} is not ready" for pod in pods]
                raise KubeTimeoutError(
                    "tiller was not found. polling deadline exceeded",
                    details=tuple(states) or ("there is no Pod of it",),
                )
            self._kernel.progress(f"waiting for Tiller {self.image} to be ready")
            time.sleep(_PAUSE)
        self._kernel.progress("")

    def _ping(self, timeout: int) -> None:
        """Ask Tiller whether it serves: through the tunnel, unless an address says where it is."""
        host = self._kernel.setting("host")
        target = ServiceTarget(host, not host, self._installation.namespace, self._tls, timeout)
        try:
            service = self._kernel.first_or_none("helm_connect_release_service", target=target)
        except KubeStatusError as error:
            if error.code == _NOT_IMPLEMENTED:
                return  # into the Pods of this cluster leads no way: that one is ready is all that can be known
            raise
        if service is None:
            return
        try:
            # Helm's protocol has a question for this; whoever else reaches a Tiller can ask for its version.
            getattr(service, "ping", service.version)()
        except PilothouseError as error:
            code = error.code if isinstance(error, TillerError) else ""
            text = f"rpc error: code = {code} desc = {error.message}" if code else error.message
            raise ReleaseError(f"could not ping Tiller: {text}", details=error.details, hint=error.hint) from error

    def _object(self, document: Document) -> KubeObject:
        resource = _RESOURCES[document["kind"]]
        return KubeObject(resource, self._installation.namespace, document["metadata"]["name"], document)


def _is_newer(image: str, than: str) -> bool:
    """Whether an image has a newer version than another; one without a readable version is not. Rule: semverCompare."""
    from ....core.golib.semver import parse

    try:
        one, other = (parse(name.split(":")[1]) for name in (image, than))
    except (GoError, IndexError):
        return False
    return one.compare(other) > 0


def remove_tiller(kube: KubeClient, namespace: str) -> int:
    """Delete the objects of a Tiller and return how many there were. Raises KubeError."""
    removed = 0
    for kind, name in _OBJECTS.items():
        target = KubeObject(_RESOURCES[kind], namespace, name)
        try:
            kube.delete(target)
            removed += 1
        except KubeStatusError as error:
            if error.code != 404:
                raise
    return removed
