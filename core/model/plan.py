"""A saved plan: what an upgrade (or an install) would do, and what has to hold so that it still does just that."""

from __future__ import annotations

from ..record import Record
from .preview import ObjectPreview
from .release import Release


class PlanGuard(Record):
    """An object as it was when the plan was made: `resource_version` and `uid` are empty where there was none.

    `content` is a fingerprint of what people write in it (see `core.plan_guards`), without the number of replicas,
    which is in `replicas` (-1 where there is none): an autoscaler may set that.
    """

    api_version: str
    kind: str
    namespace: str
    name: str
    uid: str = ""
    resource_version: str = ""
    content: str = ""
    replicas: int = -1


class Plan(Record):
    """What is to be done, wholly rendered.

    `planned` is the revision as it would be recorded, its chart hooks included; it is applied as it is, nothing is
    rendered again. `current` is the number of the deployed revision (0 for an install), `newest` that of the newest one
    of any state (0: none); `current_record` and `newest_record` are fingerprints of these (empty where there is none).
    `server` is the address of the cluster, `cluster` the uid of its namespace ``kube-system`` (empty where that may not
    be read). The flags from `timeout` on are those of the command that made the plan. `created` is in nanoseconds
    since 1970.
    """

    planned: Release
    current: int
    newest: int
    current_record: str = ""
    newest_record: str = ""
    server: str = ""
    cluster: str = ""
    created: int = 0
    guards: tuple[PlanGuard, ...] = ()
    objects: tuple[ObjectPreview, ...] = ()
    timeout: int = 300
    wait: bool = False
    atomic: bool = False
    disable_hooks: bool = False
    force: bool = False
    recreate: bool = False
    cleanup_on_fail: bool = False
    description: str = ""
    apply_strategy: str = ""
