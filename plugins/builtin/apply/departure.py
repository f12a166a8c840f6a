"""Waiting for an object that was deleted to be gone, so that another one may have its name.

Finalizers keep claims of volumes for a moment, and Pods end in their own time. Helm creates the new object at once and
leaves it to chance whether the server answers "object is being deleted".
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ....core import interruption
from ....core.errors import KubeError

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KernelView, KubeClient

LONGEST = 30.0
"""Seconds after which the new object is tried all the same."""
PAUSE = 0.05


def await_departure(target: KubeObject, live: Mapping[str, Any], kube: KubeClient, kernel: KernelView) -> None:
    """Wait until the object that was `live` is no longer there, or is another one.

    Returns all the same after `LONGEST`, and when the server cannot be asked: creating the new object says what is
    wrong then.
    """
    uid = live.get("metadata", {}).get("uid")
    end = time.monotonic() + LONGEST
    try:
        while kube.get(target).get("metadata", {}).get("uid") == uid and time.monotonic() < end:
            kernel.progress(f"waiting for the deletion of {target.kind} {target.name}")
            interruption.sleep(PAUSE)
    except KubeError:
        pass
    finally:
        kernel.progress("")
