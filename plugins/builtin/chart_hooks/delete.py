"""Deletes the objects of a chart hook. Rule: pkg/kube/client.go DeleteWithTimeout"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import KubeStatusError, KubeTimeoutError

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KubeClient

INTERVAL = 2
"""Seconds between two looks at what is being deleted; the first comes at once."""


def delete_objects(objects: list[KubeObject], timeout: int, kube: KubeClient) -> None:
    """Delete objects in the background, none of which has to exist, and wait `timeout` seconds until they are gone.

    A timeout of 0 or less means not to wait. Raises KubeStatusError, and KubeTimeoutError naming what is still there.
    """
    left = [target for target in objects if _delete(target, kube)]
    if timeout <= 0 or not left:
        return
    from ....core import interruption
    from ....core.golib import wait

    def all_gone() -> bool:
        left[:] = [target for target in left if _exists(target, kube)]
        return not left

    if not wait.poll(INTERVAL, timeout, all_gone, immediate=True, pause=interruption.sleep):
        raise KubeTimeoutError(
            wait.TIMED_OUT,
            details=tuple(f"{target.kind}/{target.name} was deleted and is still there" for target in left),
        )


def _delete(target: KubeObject, kube: KubeClient) -> bool:
    """Whether there was something to delete."""
    try:
        kube.delete(target)
    except KubeStatusError as error:
        if error.code != 404:
            raise
        return False
    return True


def _exists(target: KubeObject, kube: KubeClient) -> bool:
    try:
        kube.get(target)
    except KubeStatusError as error:
        if error.code != 404:
            raise
        return False
    return True
