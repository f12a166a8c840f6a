"""The state of a sandbox as controllers and requests see it: objects by kind, a clock, and what follows from a change.

Every change notes what has to look at it: the controller of the object's kind, that of its owner, and the garbage
collector. That work is kept in the store with the time at which it is due and done before the next request, each piece
at its own time. So a sandbox that nobody asked for a while ends up as if it had run all the time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from . import moments
from .kinds import Kind, built_in, stored_kind
from .store import Object, Store

RECONCILE = "reconcile"
COLLECT = "collect"

MOST_STEPS = 5000
"""How much work is done before one request; the rest is done before the next ones."""

_RANDOM_LETTERS = "bcdfghjklmnpqrstvwxz2456789"
WITH_GENERATION = frozenset(
    (
        "apps/daemonsets",
        "apps/deployments",
        "apps/replicasets",
        "apps/statefulsets",
        "/replicationcontrollers",
        "networking.k8s.io/ingresses",
        "networking.k8s.io/networkpolicies",
        "policy/poddisruptionbudgets",
        "apiextensions.k8s.io/customresourcedefinitions",
        "admissionregistration.k8s.io/mutatingwebhookconfigurations",
        "admissionregistration.k8s.io/validatingwebhookconfigurations",
        "storage.k8s.io/volumeattachments",
    )
)
"""Collections whose objects count the changes of their specification."""


class Cluster:
    """The objects of a store at one moment (`now`). To be used inside a transaction of the store."""

    def __init__(self, store: Store, now: float) -> None:
        self.store = store
        self.now = now

    @property
    def timestamp(self) -> str:
        """The moment as objects carry it."""
        return moments.to_text(self.now)

    # --- kinds ---

    def kind(self, group: str, version: str, plural: str) -> Kind | None:
        """The kind behind a path, built in or custom."""
        found = built_in(group, version, plural)
        if found is not None or not group:
            return found
        from .crds import custom_kinds

        for kind in custom_kinds(self):
            if (kind.group, kind.version, kind.plural) == (group, version, plural):
                return kind
        return None

    def kind_of_store(self, store: str) -> Kind | None:
        """The kind whose objects a collection of the store holds, in the API version in which they are kept."""
        found = stored_kind(store)
        if found is not None:
            return found
        from .crds import custom_kinds

        for kind in custom_kinds(self, served_only=False):
            if kind.store == store and kind.api_version == kind.stored_version:
                return kind
        return None

    # --- objects ---

    def find(self, store: str, namespace: str, name: str) -> Object | None:
        """The object of a name, or None."""
        return self.store.find(store, namespace, name)

    def all(self, store: str, namespace: str = "") -> Iterator[Object]:
        """The objects of a collection; an empty namespace means all."""
        return iter(list(self.store.scan(store, namespace)))

    def controlled(self, owner: Object, store: str) -> list[Object]:
        """The objects of a collection whose controller is `owner`, oldest first."""
        uid = owner["metadata"]["uid"]
        found = (thing for place, thing in self.store.dependents(uid) if place == store)
        return [thing for thing in found if controller_uid(thing) == uid]

    def create(self, store: str, thing: Object) -> Object:
        """Add an object whose name is free: it gets its uid, version and time."""
        metadata = thing["metadata"]
        metadata.setdefault("uid", new_uid())
        metadata["creationTimestamp"] = self.timestamp
        if store in WITH_GENERATION or metadata.get("generation"):
            metadata["generation"] = 1
        self.store.insert(store, thing)
        self._notice(store, thing)
        return thing

    def update(self, store: str, thing: Object) -> Object:
        """Replace an object; one that is being deleted and has no finalizers any more goes."""
        metadata = thing["metadata"]
        if metadata.get("deletionTimestamp") and not metadata.get("finalizers") and not _held(store, thing):
            self.remove(store, thing)
            return thing
        self.store.replace(store, thing)
        self._notice(store, thing)
        return thing

    def remove(self, store: str, thing: Object) -> None:
        """Take an object away at once."""
        self.store.remove(store, thing)
        uid = thing["metadata"]["uid"]
        if self.store.dependents(uid):
            self.store.schedule(uid, COLLECT, self.now)
        self._notice_owners(thing)

    def later(self, thing: Object, seconds: float = 0.0) -> None:
        """Have an object's controller look at it (again) after a while."""
        self.store.schedule(thing["metadata"]["uid"], RECONCILE, self.now + seconds)

    def _notice(self, store: str, thing: Object) -> None:
        from .controllers import CONTROLLED

        if store in CONTROLLED or thing["metadata"].get("deletionTimestamp"):
            self.later(thing)
        self._notice_owners(thing)

    def _notice_owners(self, thing: Object) -> None:
        for reference in thing["metadata"].get("ownerReferences") or ():
            if isinstance(reference, dict) and reference.get("uid"):
                self.store.schedule(str(reference["uid"]), RECONCILE, self.now)


def advance(store: Store, now: float) -> None:
    """Do all work that is due by `now`, each piece at its own time. To be called outside of transactions."""
    due = store.next_due()
    if due is None or due > now:
        return
    from .controllers import do_work

    with store.writing():
        for _ in range(MOST_STEPS):
            found = store.take_due(now)
            if found is None:
                return
            uid, work, moment = found
            # An object that its controller cannot make sense of stays as it is, and does not keep others waiting.
            with store.attempt():
                do_work(Cluster(store, moment), uid, work)


def controller_uid(thing: Object) -> str:
    """The uid of the owner that controls an object; empty for none."""
    for reference in thing["metadata"].get("ownerReferences") or ():
        if isinstance(reference, dict) and reference.get("controller"):
            return str(reference.get("uid"))
    return ""


def owner_reference(owner: Object) -> dict[str, Any]:
    """What an object says of the controller that made it."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def new_uid() -> str:
    """A fresh random UUID."""
    digits = bytearray(os.urandom(16))
    digits[6] = digits[6] & 0x0F | 0x40
    digits[8] = digits[8] & 0x3F | 0x80
    text = digits.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def random_suffix(length: int = 5) -> str:
    """Random letters for a generated name, as the API server picks them."""
    return "".join(_RANDOM_LETTERS[byte % len(_RANDOM_LETTERS)] for byte in os.urandom(length))


def safe_text(number: int) -> str:
    """A number in the letters of generated names. Rule: k8s.io/apimachinery/pkg/util/rand.SafeEncodeString"""
    return "".join(_RANDOM_LETTERS[ord(digit) % len(_RANDOM_LETTERS)] for digit in str(number))


def _held(store: str, thing: Object) -> bool:
    """Whether a namespace still waits for its contents to go."""
    return store == "/namespaces" and bool((thing.get("spec") or {}).get("finalizers"))
