"""``reset``: remove Tiller from a cluster. Rules: cmd/helm/reset.go."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ....core.cluster_choice import connect_cluster
from ....core.command import BOOL, Flag, command
from ....core.errors import KubeError, PilothouseError, ReleaseError, UsageError
from ....core.golib.oserrors import path_error
from ....core.model.release_requests import ListRequest
from ....core.tiller_pods import tiller_pods
from ._connection import connect, service_target
from ._tiller import remove_tiller
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import KubeClient, ReleaseService

_NO_TILLER = "could not find tiller"


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
    kube, service = _reach(kernel, args, tls, force=force)
    if service is not None:
        _refuse_with_releases(service)
    try:
        removed = remove_tiller(kube, namespace)
    except PilothouseError as error:
        raise KubeError(
            f"error uninstalling Tiller: {error.message}", details=error.details, hint=error.hint
        ) from error
    if not removed:
        raise ReleaseError(
            _NO_TILLER,
            details=(f"there is none in the namespace {namespace}",),
            hint="--tiller-namespace names another namespace",
        )
    if remove_helm_home:
        _remove_home(kernel)
    kernel.console.line("Tiller (the Helm server-side component) has been uninstalled from your Kubernetes Cluster.")


def _reach(
    kernel: Kernel, args: tuple[str, ...], tls: Mapping[str, object], *, force: bool
) -> tuple[KubeClient, ReleaseService | None]:
    """The cluster and the service that knows its releases, which are looked at before the arguments are.

    With `force` a service that cannot be reached is none, but where there is no Tiller at all. Raises KubeError,
    ReleaseError, UsageError.
    """
    failure: PilothouseError | None = None
    kube: KubeClient | None = None
    service: ReleaseService | None = None
    try:
        kube = connect_cluster(kernel)
        target = service_target(kernel, tls)
        if not force and target.is_here:
            tiller_pods(kube, target.namespace)
        if not force or target.tunnel:
            service = connect(kernel, tls)
    except PilothouseError as error:
        if not force or error.message == _NO_TILLER:
            raise
        failure = error
    if args:
        raise UsageError("This command does not accept arguments")
    if kube is None:
        message = failure.message if failure is not None else ""
        raise KubeError(f"could not get kubernetes client: {message}") from failure
    return kube, None if force else service


def _refuse_with_releases(service: ReleaseService) -> None:
    """Raise ReleaseError when there are deployed releases, and what asking for them raises."""
    deployed = len(service.list(ListRequest(statuses=("DEPLOYED",))).releases)
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
