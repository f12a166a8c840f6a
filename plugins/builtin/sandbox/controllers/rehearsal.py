"""What annotations say about how a Pod, a claim or a Service fares: for tests and demonstrations.

- ``test.pilothouse/phase``: the phase that a Pod gets (``Running``, ``Succeeded``, ``Failed``; ``Pending`` for none),
  or ``Pending`` on a claim that is never bound
- ``test.pilothouse/ready``: anything but ``true`` keeps a running Pod from being ready
- ``test.pilothouse/delay``: seconds until any of that happens
- ``test.pilothouse/lb-ip``: the address of a load balancer; ``none`` (a word of the sandbox alone) for never one
"""

from __future__ import annotations

import math

from ..cluster import Cluster
from ..store import Object

PHASE = "test.pilothouse/phase"
READY = "test.pilothouse/ready"
DELAY = "test.pilothouse/delay"
LOAD_BALANCER_IP = "test.pilothouse/lb-ip"

DEFAULT_DELAY = 0.3
_LONGEST_DELAY = 366 * 86400.0


def annotation(thing: Object, name: str) -> str:
    """An annotation's text; empty where there is none."""
    annotations = thing["metadata"].get("annotations")
    value = annotations.get(name) if isinstance(annotations, dict) else None
    return value if isinstance(value, str) else ""


def delay(thing: Object) -> float:
    """How many seconds an object takes until it changes."""
    try:
        seconds = float(annotation(thing, DELAY) or DEFAULT_DELAY)
    except ValueError:
        return DEFAULT_DELAY
    return min(max(seconds, 0.0), _LONGEST_DELAY) if math.isfinite(seconds) else DEFAULT_DELAY


def must_wait(cluster: Cluster, thing: Object) -> bool:
    """Whether an object's delay is not over yet; it is looked at again when it is."""
    started = cluster.store.first_seen(thing["metadata"]["uid"], cluster.now)
    left = started + delay(thing) - cluster.now
    if left <= 0:
        return False
    cluster.later(thing, left)
    return True
