"""Rehearsing writes: what the server says of each in a dry run, or else what can be computed, noted by object.

The server knows nothing of the writes before, as none was kept. So a second write to an object is put to it as the
whole object that both would make.
"""

from __future__ import annotations

from _thread import RLock
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, KubeStatusError
from ....core.model.kube_object import KubeObject
from ....core.model.preview import CHANGE, CREATE, DELETE
from . import estimates
from .noted import Noted, key_of
from .other_servers import OtherServers
from .stand_in import create_beside

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.protocols import KubeClient
    from .noted import Key

    Query = tuple[tuple[str, str], ...]

APPLY = "application/apply-patch+yaml"
_NAMESPACES = ("", "Namespace", "")


class RehearsedWrites:
    """The writes of one rehearsal. `order` gives the place of an object among those that are touched.

    Safe for several threads, as long as each writes its own objects.
    """

    def __init__(self, kube: KubeClient, order: Callable[[], tuple[int, ...]]) -> None:
        self._kube = kube
        self._order = order
        self._lock = RLock()
        self._noted: dict[Key, Noted] = {}
        self._twin: KubeClient | None = None
        self._lack = ""
        self._is_connected = False
        self._others = OtherServers()
        self.unserved: set[tuple[str, str]] = set()
        """API group and kind of what the server does not know yet."""

    # --- what was noted ---

    def _asked(self, target: KubeObject) -> tuple[KubeClient | None, str]:
        """The client that is asked about an object, or None and why none is. Raises KubeError."""
        twin, lack = self.twin(), self._lack or self._lacks_place(target)
        if twin is not None and not lack:
            with self._lock:
                lack = self._others.lack(target.resource, twin.transport)
        return (None if lack else twin), lack

    def twin(self) -> KubeClient | None:
        """The client whose writes are dry runs; None where there is none. Raises KubeError."""
        with self._lock:
            if not self._is_connected:
                rehearsed = getattr(self._kube, "rehearsed", None)
                self._lack = (
                    estimates.lack_of_dry_runs(self._kube.server_version())
                    if rehearsed is not None
                    else estimates.NO_REHEARSALS
                )
                if rehearsed is not None and not self._lack:
                    self._twin = rehearsed()
                self._is_connected = True
            return self._twin

    def all(self) -> list[Noted]:
        """What was noted, in the order in which objects were first touched."""
        with self._lock:
            return sorted(self._noted.values(), key=lambda noted: noted.order)

    def known(self, target: KubeObject) -> Noted | None:
        """What was noted of an object so far."""
        with self._lock:
            return self._noted.get(key_of(target))

    def look(self, target: KubeObject) -> Noted:
        """What is known of an object, which is asked for when nothing is. Raises KubeError, but not for its absence."""
        noted = self.known(target)
        if noted is not None:
            return noted
        if self._lacks_place(target):
            return self._note(target, None)
        try:
            return self._note(target, self._kube.get(target))
        except KubeStatusError as error:
            if error.code != 404:
                raise
            return self._note(target, None)

    def _note(self, target: KubeObject, live: dict[str, Any] | None) -> Noted:
        with self._lock:
            noted = self._noted.get(key_of(target))
            if noted is None:
                noted = self._noted[key_of(target)] = Noted(target, deepcopy(live), self._order())
            return noted

    def _lacks_place(self, target: KubeObject) -> str:
        """Why there is nowhere yet where the object could be; empty where there is."""
        if (target.resource.group, target.kind) in self.unserved:
            return "its kind is not served yet: a chart hook brings the definition"
        if target.namespace:
            with self._lock:
                namespace = self._noted.get((*_NAMESPACES, target.namespace))
            if namespace is not None and namespace.live is None and namespace.now is not None:
                return f"the namespace {target.namespace} does not exist yet"
        return ""

    # --- writing ---

    def create(self, target: KubeObject) -> dict[str, Any]:
        """Rehearse a creation. Raises KubeError as the server refuses it."""
        return self._create(target, target, lambda twin, thing: twin.create(thing))

    def _create(
        self, target: KubeObject, sent: KubeObject, send: Callable[[KubeClient, KubeObject], dict[str, Any]]
    ) -> dict[str, Any]:
        """Rehearse what makes an object of the content of `sent` where there is none."""
        noted = self.known(target)
        if noted is not None and noted.now is not None:
            raise self._refused(noted, CREATE, already_exists(target))
        twin, lack = self._asked(target)
        made: dict[str, Any] | None = None
        try:
            if twin is not None:
                if noted is not None and noted.is_gone:
                    made, lack = create_beside(sent, lambda thing: send(twin, thing))
                else:
                    made = send(twin, sent)
        except KubeStatusError as error:
            lack = estimates.reason_for(error)
            if not lack:
                raise self._refused(self.look(target), CREATE, error) from None
        if made is None and noted is None and self.look(target).now is not None:
            raise self._refused(self.look(target), CREATE, already_exists(target))
        return self._written(noted or self._note(target, None), made or estimates.created(sent), lack)

    def replace(self, target: KubeObject) -> dict[str, Any]:
        """Rehearse a replacement. Raises KubeError as the server refuses it."""
        noted = self._present(target, CHANGE)
        assert noted.now is not None
        estimate = estimates.replaced(noted.now, target)
        if noted.is_written:
            return self._rewrite(noted, target, estimate)
        return self._change(noted, lambda twin: twin.replace(target), lambda: estimate)

    def patch(self, target: KubeObject, patch: Any, content_type: str, query: Query) -> dict[str, Any]:
        """Rehearse a patch; server-side apply creates what there is not. Raises KubeError as the server refuses it."""
        noted = self.look(target)
        if noted.now is None and content_type == APPLY:
            sent = KubeObject(target.resource, target.namespace, target.name, patch)
            return self._create(
                target, sent, lambda twin, thing: twin.patch(thing, thing.content, content_type, query=query)
            )
        noted = self._present(target, CHANGE)
        assert noted.now is not None
        now = noted.now
        if noted.is_written:
            return self._rewrite(noted, target, estimates.patched(now, target, patch, content_type))
        return self._change(
            noted,
            lambda twin: twin.patch(target, patch, content_type, query=query),
            lambda: estimates.patched(now, target, patch, content_type),
        )

    def delete(self, target: KubeObject, propagation: str, uid: str) -> None:
        """Rehearse a deletion. Raises KubeError as the server refuses it, code 404 where there is no such object."""
        noted = self.look(target)
        if noted.now is None:
            raise not_found(target)
        lack = ""
        if noted.live is not None and not noted.is_deleted:
            twin, lack = self._asked(target)
            if twin is not None:
                try:
                    twin.delete(target, propagation=propagation, uid=uid)
                except KubeStatusError as error:
                    lack = estimates.reason_for(error)
                    if not lack:
                        raise self._refused(noted, DELETE, error) from None
        noted.go(lack, restart=target.kind == "Pod" and (bool(uid) or _is_controlled(noted.now)))

    def _present(self, target: KubeObject, attempt: str) -> Noted:
        """What is known of an object that there is. Raises KubeStatusError when there is none."""
        noted = self.look(target)
        if noted.now is None:
            raise self._refused(noted, attempt, not_found(target))
        return noted

    def _change(
        self, noted: Noted, send: Callable[[KubeClient], dict[str, Any]], compute: Callable[[], dict[str, Any]]
    ) -> dict[str, Any]:
        """Rehearse the first write to an object that there is."""
        twin, lack = self._asked(noted.target)
        if twin is not None:
            try:
                return self._written(noted, send(twin), "")
            except KubeStatusError as error:
                lack = estimates.reason_for(error)
                if not lack:
                    raise self._refused(noted, CHANGE, error) from None
        return self._written(noted, compute(), lack)

    def _rewrite(self, noted: Noted, target: KubeObject, content: dict[str, Any]) -> dict[str, Any]:
        """Rehearse a further write, after which the object would be `content`."""
        whole = KubeObject(target.resource, target.namespace, target.name, estimates.without_server_fields(content))
        if noted.live is None or noted.is_deleted:
            before, noted.now = noted.now, None
            try:
                return self._create(target, whole, lambda twin, thing: twin.create(thing))
            except KubeError as error:
                noted.now = before
                noted.refuse(CHANGE, error.message)
                raise
        version = noted.live.get("metadata", {}).get("resourceVersion")
        if version:
            whole.content["metadata"]["resourceVersion"] = version
        return self._change(noted, lambda twin: twin.replace(whole), lambda: content)

    def _written(self, noted: Noted, now: dict[str, Any], lack: str) -> dict[str, Any]:
        with self._lock:
            noted.become(deepcopy(now), lack)
        return settled(now)

    def _refused(self, noted: Noted, attempted: str, error: KubeStatusError) -> KubeStatusError:
        with self._lock:
            noted.refuse(attempted, error.message)
        return error


def settled(content: dict[str, Any]) -> dict[str, Any]:
    """An object as it will be once its controller has seen it: nobody has to wait for that in a rehearsal."""
    status, generation = content.get("status"), content.get("metadata", {}).get("generation")
    if generation is None or not isinstance(status, dict) or status.get("observedGeneration") in (None, generation):
        return content
    return {**content, "status": {**status, "observedGeneration": generation}}


def not_found(target: KubeObject) -> KubeStatusError:
    """What servers say of an object that there is not."""
    return KubeStatusError(f"{_named(target)} not found", code=404, reason="NotFound")


def already_exists(target: KubeObject) -> KubeStatusError:
    """What servers say to who creates an object that there is."""
    return KubeStatusError(f"{_named(target)} already exists", code=409, reason="AlreadyExists")


def _named(target: KubeObject) -> str:
    from ....core.golib.strconv import quote

    group = f".{target.resource.group}" if target.resource.group else ""
    return f"{target.resource.plural}{group} {quote(target.name)}"


def _is_controlled(content: dict[str, Any]) -> bool:
    """Whether a controller makes a new object when this one goes."""
    owners = content.get("metadata", {}).get("ownerReferences")
    return isinstance(owners, list) and any(isinstance(owner, dict) and owner.get("controller") for owner in owners)
