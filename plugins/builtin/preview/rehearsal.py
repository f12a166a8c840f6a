"""The cluster in which writes are only rehearsed: reads see what the writes before would have left.

Nothing is waited for in it. What a controller would make of the objects (Pods of a new workload) is not there.
"""

from __future__ import annotations

import threading
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeTimeoutError, UnknownKindError
from .new_kinds import NewKinds
from .overlay import overlaid, selects
from .transport import RehearsalTransport
from .writes import RehearsedWrites, not_found, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ....core.model.capabilities import KubeVersion
    from ....core.model.kube_object import ApiResource, KubeObject
    from ....core.model.preview import ObjectPreview
    from ....core.protocols import KubeClient, KubeTransport

    Query = tuple[tuple[str, str], ...]


class RehearsedCluster:
    """A `core.rehearsal_protocol.Rehearsal` of any cluster. Safe for several threads."""

    def __init__(self, kube: KubeClient) -> None:
        self._kube = kube
        self._order = _Order()
        self._writes = RehearsedWrites(kube, self._order)
        self._new_kinds = NewKinds()
        self.transport: KubeTransport = RehearsalTransport(kube.transport, self._writes.twin)

    def objects(self) -> tuple[ObjectPreview, ...]:
        """See Rehearsal."""
        previews = [noted.preview() for noted in self._writes.all()]
        return tuple(preview for preview in previews if preview is not None)

    def expect_kinds(self, definitions: Sequence[Mapping[str, Any]]) -> None:
        """See Rehearsal."""
        self._new_kinds.add(definitions)

    def server_version(self) -> KubeVersion:
        """See KubeClient."""
        return self._kube.server_version()

    def api_versions(self) -> frozenset[str]:
        """See KubeClient."""
        return self._kube.api_versions()

    def resource(self, api_version: str, kind: str) -> ApiResource:
        """See KubeClient; kinds that are expected are known."""
        try:
            return self._kube.resource(api_version, kind)
        except UnknownKindError:
            found = self._new_kinds.find(api_version, kind)
            if found is None:
                raise
            self._writes.unserved.add((found.group, found.kind))
            return found

    def build(self, text: str, namespace: str) -> list[KubeObject]:
        """See KubeClient; objects of kinds that are expected are built too."""
        try:
            return self._kube.build(text, namespace)
        except UnknownKindError:
            if not self._new_kinds:
                raise
            return self._new_kinds.build(text, namespace, self._kube.build, self.resource)

    def get(self, target: KubeObject) -> dict[str, Any]:
        """See KubeClient."""
        now = self._writes.look(target).now
        if now is None:
            raise not_found(target)
        return settled(deepcopy(now))

    def get_table(self, target: KubeObject) -> dict[str, Any]:
        """See KubeClient; objects that were written are plain."""
        noted = self._writes.known(target)
        return self._kube.get_table(target) if noted is None or not noted.is_written else self.get(target)

    def list_objects(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> list[dict[str, Any]]:
        """See KubeClient."""
        if (resource.group, resource.kind) in self._writes.unserved:
            found = []
        else:
            found = self._kube.list_objects(resource, namespace, labels=labels, fields=fields)
        return overlaid(found, self._writes.all(), resource, namespace, selects(labels, fields))

    def each_object(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> Iterator[dict[str, Any]]:
        """See KubeClient."""
        yield from self.list_objects(resource, namespace, labels=labels, fields=fields)

    def list_metadata(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> list[dict[str, Any]]:
        """See KubeClient."""
        found = self._kube.list_metadata(resource, namespace, labels=labels, fields=fields)
        items = overlaid(found, self._writes.all(), resource, namespace, selects(labels, fields))
        return [{"metadata": item["metadata"]} for item in items]

    def list_table(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> dict[str, Any]:
        """See KubeClient; a plain list where objects of the kind were written."""
        if not any(noted.is_written and noted.target.resource == resource for noted in self._writes.all()):
            return self._kube.list_table(resource, namespace, labels=labels, fields=fields)
        items = self.list_objects(resource, namespace, labels=labels, fields=fields)
        return {"apiVersion": resource.api_version, "kind": f"{resource.kind}List", "metadata": {}, "items": items}

    def create(self, target: KubeObject) -> dict[str, Any]:
        """Rehearse a creation."""
        return self._writes.create(target)

    def replace(self, target: KubeObject) -> dict[str, Any]:
        """Rehearse a replacement."""
        return self._writes.replace(target)

    def patch(
        self, target: KubeObject, patch: dict[str, Any], content_type: str, *, query: Query = ()
    ) -> dict[str, Any]:
        """Rehearse a patch."""
        return self._writes.patch(target, patch, content_type, query)

    def delete(self, target: KubeObject, *, propagation: str = "Background", uid: str = "") -> None:
        """Rehearse a deletion; the object is gone at once."""
        self._writes.delete(target, propagation, uid)

    def watch(
        self, resource: ApiResource, namespace: str, *, fields: str = "", resource_version: str = "", timeout: float = 0
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """What was written so far, then KubeTimeoutError: nothing more is going to happen."""
        fits = selects("", fields)
        for noted in self._writes.all():
            if noted.is_written and noted.target.resource == resource and namespace in ("", noted.target.namespace):
                if noted.now is not None and fits(noted.now):
                    yield ("ADDED" if noted.live is None else "MODIFIED"), settled(deepcopy(noted.now))
                elif noted.now is None and noted.live is not None and fits(noted.live):
                    yield "DELETED", deepcopy(noted.live)
        raise KubeTimeoutError(f"nothing more happens to {resource.plural} in a rehearsal")

    def pod_logs(self, namespace: str, name: str) -> str:
        """See KubeClient."""
        return self._kube.pod_logs(namespace, name)

    def in_parallel(self, work: Sequence[Callable[[], None]]) -> None:
        """See KubeClient; objects are noted in the order of `work`, whichever piece is done first."""
        self._kube.in_parallel(self._order.placed(work))


class _Order:
    """Gives places in a sequence that is the same however threads run."""

    def __init__(self) -> None:
        self._own = threading.local()
        self._own.place = ()
        self._own.next = 0

    def __call__(self) -> tuple[int, ...]:
        place, number = getattr(self._own, "place", ()), getattr(self._own, "next", 0)
        self._own.place, self._own.next = place, number + 1
        return (*place, number)

    def placed(self, work: Sequence[Callable[[], None]]) -> list[Callable[[], None]]:
        """The pieces of work, each of which has a place of its own for what it notes."""
        start = self()

        def within(number: int, piece: Callable[[], None]) -> Callable[[], None]:
            def run() -> None:
                before = getattr(self._own, "place", ()), getattr(self._own, "next", 0)
                self._own.place, self._own.next = (*start, number), 0
                try:
                    piece()
                finally:
                    self._own.place, self._own.next = before

            return run

        return [within(number, piece) for number, piece in enumerate(work)]
