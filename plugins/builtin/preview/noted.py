"""What a rehearsal has noted of one object: how it is, how it would be, and what would have been done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.model.preview import CHANGE, CREATE, DELETE, NONE, RECREATE, RESTART, ObjectPreview

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject

    Key = tuple[str, str, str, str]


def key_of(target: KubeObject) -> Key:
    """What makes two objects of a cluster the same, whatever version of the API they are spoken of in."""
    return target.resource.group, target.kind, target.namespace, target.name


class Noted:
    """One object that was looked at or written.

    `live` is what the cluster has, `now` what it would have by now; None where there is no such object. `attempted` is
    what was tried last and refused, for the reason `error`.
    """

    __slots__ = (
        "attempted",
        "error",
        "estimated",
        "is_deleted",
        "is_restart",
        "is_written",
        "live",
        "now",
        "order",
        "target",
    )

    def __init__(self, target: KubeObject, live: dict[str, Any] | None, order: tuple[int, ...]) -> None:
        self.target = target
        self.live = live
        self.now = live
        self.order = order
        self.estimated = ""
        self.error = ""
        self.attempted = ""
        self.is_deleted = False
        self.is_restart = False
        self.is_written = False

    @property
    def is_gone(self) -> bool:
        """Whether the cluster has the object, and would not have it by now, or only another one of its name."""
        return self.live is not None and self.is_deleted

    def become(self, now: dict[str, Any], estimated: str) -> None:
        """Note what a write has made of the object; what an estimate is based on is one too."""
        based_on = self.estimated if self.now is not None else ""
        self.now = now
        self.is_written = True
        self.estimated = estimated or based_on
        self.error = self.attempted = ""

    def go(self, estimated: str, *, restart: bool) -> None:
        """Note that the object was deleted."""
        self.now = None
        self.is_written = self.is_deleted = True
        self.is_restart = restart
        self.estimated = estimated
        self.error = self.attempted = ""

    def refuse(self, attempted: str, error: str) -> None:
        """Note that the server would refuse a write."""
        self.attempted = attempted
        self.error = error

    def preview(self) -> ObjectPreview | None:
        """What would happen to the object; None for one that was only looked for in vain."""
        action = self._action()
        if action == NONE and self.live is None and not self.error:
            return None
        resource = self.target.resource
        return ObjectPreview(
            action,
            resource.api_version,
            resource.kind,
            self.target.namespace,
            self.target.name,
            self.live,
            self.now,
            self.estimated,
            self.error,
        )

    def _action(self) -> str:
        if self.error:
            return RECREATE if self.attempted == CREATE and self.is_gone else self.attempted
        if self.live is None:
            return NONE if self.now is None else CREATE
        if self.now is None:
            return RESTART if self.is_restart else DELETE
        if self.is_deleted:
            return RECREATE
        return CHANGE if _differs(self.live, self.now) else NONE


def _differs(live: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether a write would leave more behind than a note of who wrote."""
    return _without_notes(live) != _without_notes(now)


def _without_notes(content: dict[str, Any]) -> dict[str, Any]:
    metadata = content.get("metadata")
    if not isinstance(metadata, dict):
        return content
    kept = {key: value for key, value in metadata.items() if key not in ("managedFields", "resourceVersion")}
    return {**content, "metadata": kept}
