"""Waits until the API server serves what a crd-install hook defines.

Rule: pkg/kube/client.go pollCRDUntilEstablished
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core import interruption
from ....core.errors import KubeError, KubeStatusError, KubeTimeoutError
from ....core.golib import wait
from .conversion import check_convertible

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KubeClient

INTERVAL = 1
"""Seconds between two looks at the definition; the first comes at once."""

EARLY = 0.125
"""Seconds between two looks in the first second, within which servers establish nearly all definitions."""

_HINT = "the definition was created; --no-crd-hook installs the chart without waiting for it"


def wait_until_established(objects: list[KubeObject], timeout: int, kube: KubeClient) -> None:
    """Look at each definition until it is established, for `timeout` seconds (0: no limit).

    Helm looks every second; here that begins after the first one, which has more looks. As in Helm only
    ``apiextensions.k8s.io/v1beta1`` can be waited for, and nothing that has a namespace but does not say which. Raises
    ReleaseError for another version, KubeError for a naming conflict or a definition that cannot be read,
    KubeTimeoutError.
    """
    for target in objects:
        look = _look(target, kube)
        pause = interruption.sleep
        if wait.poll(EARLY, INTERVAL, look, immediate=True, pause=pause):
            continue
        if timeout == INTERVAL or not wait.poll(INTERVAL, max(timeout - INTERVAL, 0), look, pause=pause):
            raise KubeTimeoutError(wait.TIMED_OUT)


def _look(target: KubeObject, kube: KubeClient) -> Callable[[], bool]:
    return lambda: _is_established(target, kube)


def _is_established(target: KubeObject, kube: KubeClient) -> bool:
    if target.resource.namespaced and not target.namespace:
        raise KubeError("unable to get CRD: an empty namespace may not be set when a resource name is provided")
    try:
        live = kube.get(target)
    except KubeStatusError as error:
        raise KubeError(f"unable to get CRD: {error.message}") from error
    check_convertible(
        target.resource, "apiextensions.k8s.io/v1beta1", prefix="unable to convert to CRD type: ", hint=_HINT
    )
    for condition in (live.get("status") or {}).get("conditions") or ():
        kind, status = condition.get("type"), condition.get("status")
        if kind == "Established" and status == "True":
            return True
        if kind == "NamesAccepted" and status == "False":
            message = str(condition.get("message") or "")
            raise KubeError(
                f"naming conflict detected for CRD {target.name}", details=(message,) if message else ()
            )
    return False
