"""Objects that a plan guards: whether they are still as they were, and a cluster that changes them only then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.autoscaling import autoscaled
from ....core.errors import KubeError, KubeStatusError, UnknownKindError
from ....core.golib.json import JsonError
from ....core.model.kube_object import KubeObject
from ....core.plan_guards import how_it_moved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ....core.model.plan import PlanGuard
    from ....core.protocols import KubeClient

_NOT_FOUND = 404
_CONFLICT = 409
_ATTEMPTS = 5
"""How often a patch is sent whose object a controller writes to in the same moment."""


class Guards:
    """The guards of a plan on one cluster."""

    def __init__(self, kube: KubeClient, guards: Iterable[PlanGuard]) -> None:
        self._kube = kube
        self._guards = tuple(guards)
        self._autoscaled: dict[str, frozenset[tuple[str, str]]] = {}

    def moved(self) -> tuple[str, ...]:
        """A line for each object that is not as it was. Raises KubeError when the cluster cannot be asked."""
        found = [""] * len(self._guards)

        def look(number: int) -> Callable[[], None]:
            def work() -> None:
                guard = self._guards[number]
                try:
                    target = self._target(guard)
                    how = self.how_it_moved(guard, _live(self._kube, target))
                except UnknownKindError:
                    how = f"the cluster does not serve {guard.api_version} any more" if guard.uid else ""
                if how:
                    found[number] = f"{_place(guard)}: {how}"

            return work

        self._kube.in_parallel([look(number) for number in range(len(self._guards))])
        return tuple(line for line in found if line)

    def how_it_moved(self, guard: PlanGuard, live: dict[str, Any] | None) -> str:
        """What has become of an object, empty where it is as it was. Raises KubeError."""
        try:
            return how_it_moved(guard, live, lambda: self._is_autoscaled(guard))
        except JsonError as error:
            return f"it cannot be compared: {error}"

    def by_path(self) -> dict[str, PlanGuard]:
        """The guards by the paths of their objects on the API server, of kinds that are served. Raises KubeError."""
        found: dict[str, PlanGuard] = {}
        for guard in self._guards:
            try:
                found[self._target(guard).path] = guard
            except UnknownKindError:
                continue
        return found

    def _target(self, guard: PlanGuard) -> KubeObject:
        resource = self._kube.resource(guard.api_version, guard.kind)
        return KubeObject(resource, guard.namespace, guard.name)

    def _is_autoscaled(self, guard: PlanGuard) -> bool:
        if guard.namespace not in self._autoscaled:
            self._autoscaled[guard.namespace] = autoscaled(self._kube, guard.namespace)
        return (guard.kind, guard.name) in self._autoscaled[guard.namespace]


class GuardedKube:
    """A `KubeClient` in front of another one: what is guarded is written only while it is as the plan found it.

    A patch carries the version of the object that was looked at, so that nobody changes it in between. What this
    client has written once is no longer guarded.
    """

    def __init__(self, kube: KubeClient, guards: Guards) -> None:
        self._kube = kube
        self._checks = guards
        self._guards = guards.by_path()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kube, name)

    def create(self, target: KubeObject) -> dict[str, Any]:
        """See KubeClient; an object that the plan has found is not made anew."""
        guard = self._guards.get(target.path)
        if guard is not None and guard.uid:
            self._check(guard, target, _live(self._kube, target))
        live = self._kube.create(target)
        self._guards.pop(target.path, None)
        return live

    def replace(self, target: KubeObject) -> dict[str, Any]:
        """See KubeClient."""
        self._look(target)
        live = self._kube.replace(target)
        self._guards.pop(target.path, None)
        return live

    def patch(
        self, target: KubeObject, patch: dict[str, Any], content_type: str, *, query: tuple[tuple[str, str], ...] = ()
    ) -> dict[str, Any]:
        """See KubeClient."""
        for attempt in range(1, _ATTEMPTS + 1):
            live = self._look(target)
            sent = patch if live is None else _only_at(patch, live)
            try:
                after = self._kube.patch(target, sent, content_type, query=query)
                break
            except KubeStatusError as error:
                if live is None or error.code != _CONFLICT or attempt == _ATTEMPTS:
                    raise
        self._guards.pop(target.path, None)
        return after

    def delete(self, target: KubeObject, *, propagation: str = "Background", uid: str = "") -> None:
        """See KubeClient."""
        guard = self._guards.get(target.path)
        if guard is not None:
            live = _live(self._kube, target)
            if live is not None:
                self._check(guard, target, live)
            uid = uid or guard.uid
        self._kube.delete(target, propagation=propagation, uid=uid)
        self._guards.pop(target.path, None)

    def _look(self, target: KubeObject) -> dict[str, Any] | None:
        """The live object, None where it is not guarded or not there. Raises KubeError when it has moved."""
        guard = self._guards.get(target.path)
        if guard is None:
            return None
        live = _live(self._kube, target)
        self._check(guard, target, live)
        return live

    def _check(self, guard: PlanGuard, target: KubeObject, live: dict[str, Any] | None) -> None:
        how = self._checks.how_it_moved(guard, live)
        if how:
            raise KubeError(f"{target.kind} {target.name} is not as the plan found it: {how}")


def _live(kube: KubeClient, target: KubeObject) -> dict[str, Any] | None:
    try:
        return kube.get(target)
    except KubeStatusError as error:
        if error.code == _NOT_FOUND:
            return None
        raise


def _only_at(patch: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    """The patch with the version of the object that it is for."""
    metadata = live.get("metadata")
    version = metadata.get("resourceVersion") if isinstance(metadata, dict) else None
    changed = patch.get("metadata", {})
    if not version or not isinstance(changed, dict):
        return patch
    return {**patch, "metadata": {**changed, "resourceVersion": version}}


def _place(guard: PlanGuard) -> str:
    """``KIND NAME``, with the namespace where there is one."""
    return f"{guard.kind} {guard.name}" + (f" in {guard.namespace}" if guard.namespace else "")
