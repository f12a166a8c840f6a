"""``reset``: remove Tiller from a cluster. Rules: cmd/helm/reset.go."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ....core.command import BOOL, Flag, command
from ....core.errors import KubeError, PilothouseError, ReleaseError, UsageError
from ....core.golib.oserrors import path_error
from ....core.model.release_requests import ListRequest
from ._connection import ask, connect
from ._tiller import connect_cluster, remove_tiller, tiller_pods
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import KubeClient


@command(
    "reset",
    Flag("--force", "-f", kind=BOOL, help="remove Tiller although there are releases; these stay"),
    Flag("--remove-helm-home", kind=BOOL, help="delete $HELM_HOME too"),
    *TLS_FLAGS,
)
def reset(kernel: Kernel, args: tuple[str, ...], *, force: bool, remove_helm_home: bool, **tls: object) -> None:
    """Remove Tiller from a cluster: its Deployment, Service and Secret. Releases and their records stay.

    Pilothouse goes on working with them: it needs no Tiller.
    """
    namespace = kernel.setting("tiller-namespace")
    kube = _cluster(kernel, args, namespace, force=force)
    _refuse_with_releases(kernel, tls, force=force)
    try:
        removed = remove_tiller(kube, namespace)
    except PilothouseError as error:
        raise KubeError(
            f"error uninstalling Tiller: {error.message}", details=error.details, hint=error.hint
        ) from error
    if not removed:
        raise ReleaseError(
            "could not find tiller",
            details=(f"there is none in the namespace {namespace}",),
            hint="--tiller-namespace names another namespace",
        )
    if remove_helm_home:
        _remove_home(kernel)
    kernel.console.line("Tiller (the Helm server-side component) has been uninstalled from your Kubernetes Cluster.")


def _cluster(kernel: Kernel, args: tuple[str, ...], namespace: str, *, force: bool) -> KubeClient:
    """The cluster, which is looked at before the arguments are. Raises KubeError, UsageError."""
    failure: PilothouseError | None = None
    kube: KubeClient | None = None
    try:
        kube = connect_cluster(kernel)
        if not force:
            tiller_pods(kube, namespace)
    except PilothouseError as error:
        if not force:
            raise
        failure = error
    if args:
        raise UsageError("This command does not accept arguments")
    if kube is None:
        message = failure.message if failure is not None else ""
        raise KubeError(f"could not get kubernetes client: {message}") from failure
    return kube


def _refuse_with_releases(kernel: Kernel, tls: Mapping[str, object], *, force: bool) -> None:
    """Raise ReleaseError when there are deployed releases, and what asking for them raises; unless forced."""
    if force:
        return
    service = connect(kernel, tls)
    deployed = len(ask(service.list, ListRequest(statuses=("DEPLOYED",))).releases)
    if deployed:
        raise ReleaseError(
            f"there are still {deployed} deployed releases "
            "(Tip: use --force to remove Tiller. Releases will not be deleted.)"
        )


def _remove_home(kernel: Kernel) -> None:
    """Delete Helm's home, or the link that is in its place. Raises UsageError."""
    home = kernel.settings.home()
    if not os.path.exists(home):
        return
    kernel.console.line(f"Deleting {home} ")
    user = kernel.settings.environment.get("HOME", "")
    if os.path.realpath(home) in ("/", os.path.realpath(user or "/")):
        raise UsageError(f"Could not remove {home}: it is more than Helm's")
    try:
        if os.path.islink(home):
            os.unlink(home)
        else:
            import shutil

            shutil.rmtree(home)
    except OSError as error:
        path = os.fsdecode(error.filename or home)
        raise UsageError(f"Could not remove {home}: {path_error('unlinkat', path, error)}") from error
