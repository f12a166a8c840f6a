"""Requests of the API: which path means what, and who answers.

Rules: k8s.io/apiserver/pkg/endpoints of 1.20.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import discovery, documents
from .cluster import Cluster, advance
from .kinds import Kind
from .status import PathNotFound, Refusal, bad_request, method_not_allowed, no_such_resource, not_found
from .store import MISUNDERSTANDINGS, Store

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeRequest

JSON = "application/json"
TEXT = "text/plain"
NO_LOG = "The sandbox runs no containers: this Pod has never written anything.\n"

_VERBS = {"GET": "get", "POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}


class Answer:
    """The status, type and body of an answer."""

    __slots__ = ("body", "content_type", "status")

    def __init__(self, status: int, body: bytes, content_type: str = JSON) -> None:
        self.status = status
        self.body = body
        self.content_type = content_type


class Call:
    """A request that was understood: what it is about, what it asks, in which form the answer shall be."""

    __slots__ = (
        "accept",
        "body",
        "content_type",
        "is_trial",
        "kind",
        "manager",
        "method",
        "name",
        "namespace",
        "query",
        "sub",
    )

    def __init__(self, kind: Kind, namespace: str, name: str, sub: str, request: KubeRequest) -> None:
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.sub = sub
        self.method = request.method
        self.query = dict(request.query)
        self.body = request.body
        self.content_type = request.content_type
        self.accept = request.accept
        self.manager = self.query.get("fieldManager") or "pilothouse"
        self.is_trial = False
        """Whether nothing shall be kept (``dryRun``)."""


class Undo(Exception):
    """Ends a trial's transaction; carries its answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class Api:
    """An API server over a store. `clock` gives the time in seconds since 1970."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self.store = store
        self.clock = clock

    def answer(self, request: KubeRequest) -> Answer:
        """The answer to a request, of any status. Watches are answered by `watch`."""
        try:
            documents.check_size(request.body)
            advance(self.store, self.clock())
            return self._answer(request)
        except Refusal as refusal:
            return Answer(refusal.code, documents.to_bytes(refusal.document()))
        except PathNotFound:
            return Answer(404, b"404 page not found\n", TEXT)
        except MISUNDERSTANDINGS as error:
            unread = bad_request(f"the object provided cannot be handled: {type(error).__name__}")
            return Answer(unread.code, documents.to_bytes(unread.document()))

    def understand(self, cluster: Cluster, request: KubeRequest) -> Call:
        """What a request is about. Raises Refusal or PathNotFound."""
        group, version, rest = _split(request.path)
        namespace = ""
        if rest[0] == "namespaces" and len(rest) > 2 and (len(rest) > 3 or rest[2] not in ("status", "finalize")):
            namespace, rest = rest[1], rest[2:]
        kind = cluster.kind(group, version, rest[0])
        if kind is None:
            if not discovery.has_group(cluster, group):
                raise PathNotFound
            raise no_such_resource()
        if len(rest) > 3 or bool(namespace) > kind.namespaced:
            raise no_such_resource()
        name, sub = (*rest[1:], "", "")[:2]
        if sub and sub not in kind.subresources:
            raise no_such_resource()
        if kind.namespaced and not namespace and (name or request.method not in ("GET", "DELETE")):
            raise no_such_resource() if name else method_not_allowed()
        return Call(kind, namespace, name, sub, request)

    def _answer(self, request: KubeRequest) -> Answer:
        if request.method == "GET":
            with self.store.reading():
                cluster = Cluster(self.store, self.clock())
                found = discovery.document(cluster, request.path)
                if found is not None:
                    return found if isinstance(found, Answer) else Answer(200, documents.to_bytes(found))
                return self._read(cluster, self.understand(cluster, request))
        try:
            with self.store.writing():
                cluster = Cluster(self.store, self.clock())
                call = self.understand(cluster, request)
                answer = self._write(cluster, call)
                if call.is_trial:
                    raise Undo(answer)
                return answer
        except Undo as undo:
            return undo.answer

    def _read(self, cluster: Cluster, call: Call) -> Answer:
        from . import reads

        if call.name and call.sub == "log":
            if cluster.find(call.kind.store, call.namespace, call.name) is None:
                raise not_found(call.kind, call.name)
            return Answer(200, NO_LOG.encode(), TEXT)
        if "get" not in call.kind.verbs or call.sub == "eviction":
            raise method_not_allowed()
        if call.name:
            return Answer(200, documents.to_bytes(reads.one(cluster, call)))
        return Answer(200, documents.to_bytes(reads.many(cluster, call)))

    def _write(self, cluster: Cluster, call: Call) -> Answer:
        from . import deletion, patches, writes
        from .dry_runs import is_dry_run

        verb = _VERBS.get(call.method, "")
        if not call.name and verb == "delete":
            verb = "deletecollection"
        misplaced = verb not in call.kind.verbs or bool(call.name) == (verb in ("create", "deletecollection"))
        if misplaced and (call.sub, verb) != ("eviction", "create"):
            raise method_not_allowed()
        call.is_trial = is_dry_run(call)
        handlers: dict[str, Callable[[Cluster, Call], tuple[int, Any]]] = {
            "create": deletion.evict if call.sub else writes.create,
            "update": writes.update,
            "patch": patches.patch,
            "delete": deletion.delete,
            "deletecollection": deletion.delete_collection,
        }
        status, document = handlers[verb](cluster, call)
        return Answer(status, documents.to_bytes(document))


def _split(path: str) -> tuple[str, str, list[str]]:
    """Group, version and what follows them in a path. Raises PathNotFound."""
    parts = [_unescaped(part) for part in path.strip("/").split("/")]
    if parts[0] == "api" and len(parts) > 2 and parts[1] == "v1":
        return "", "v1", parts[2:]
    if parts[0] == "apis" and len(parts) > 3:
        return parts[1], parts[2], parts[3:]
    raise PathNotFound


def _unescaped(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)
