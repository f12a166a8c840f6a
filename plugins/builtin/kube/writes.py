"""Creating, changing and deleting objects so that no failure on the way does anything twice.

A request that broke off may have been carried out. Replacing, merging and deleting again does no harm; creating again
would claim that somebody else's object is in the way, or that ours is somebody else's. So after an unclear end of a
creation the object is looked for: it is ours if its managedFields name this process and it is none that we created
before, or, on servers without managedFields, if it has all that was sent. The latter it needs too while another thread
of this process creates an object of the same name.
Rules: cli-runtime pkg/resource/helper.go, client-go rest/request.go.
"""

from __future__ import annotations

from _thread import allocate_lock
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeConnectionError, KubeError, KubeStatusError, KubeTimeoutError
from ....core.golib.json import encode
from ....core.model.kube_object import KubeRequest
from .answers import check_live, check_name, check_namespace, decoded, metadata_of, refused
from .retries import Patience

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.model.kube_object import KubeObject, KubeResponse
    from .retries import Sender

JSON = "application/json"
_JSON_PATCH = "application/json-patch+json"

Query = tuple[tuple[str, str], ...]


class _UnclearError(Exception):
    """A creation ended in `error`, carried out or not; `again` says whether it makes sense to try again."""

    def __init__(self, error: KubeError, *, again: bool) -> None:
        super().__init__(error.message)
        self.error = error
        self.again = again


_MOST_CREATED = 10_000
"""Of so many objects it is remembered that they were created here: those that an unclear end can be about are few."""


class Writer:
    """Writes objects in the name of `manager`. `get` reads a live object. Safe for several threads."""

    __slots__ = ("_created", "_creating", "_get", "_lock", "_sender", "manager")

    def __init__(self, sender: Sender, manager: str, get: Callable[[KubeObject], dict[str, Any]]) -> None:
        self._sender = sender
        self._get = get
        self._lock = allocate_lock()
        self._created: dict[str, None] = {}
        self._creating: dict[str, int] = {}
        self.manager = manager

    def create(self, target: KubeObject) -> dict[str, Any]:
        """Create an object; a resourceVersion in it is left out. Raises as KubeClient says."""
        content = unversioned(target.content)
        check_namespace(target.namespace)
        with self._lock:
            self._creating[target.path] = self._creating.get(target.path, 0) + 1
        try:
            live = self._create(target, content)
            self._remember(live)
        finally:
            with self._lock:
                self._creating[target.path] -= 1
                if not self._creating[target.path]:
                    del self._creating[target.path]
        return live

    def _create(self, target: KubeObject, content: dict[str, Any]) -> dict[str, Any]:
        """Create an object, and find out what became of attempts that ended unclear."""
        request = KubeRequest("POST", target.collection, self.managed(()), body_of(content), JSON)
        patience = Patience(self._sender.clock, self._sender.deadline)
        unclear = False
        while True:
            try:
                live = self._post(request, target)
                break
            except _UnclearError as trouble:
                unclear, again, error = True, trouble.again, trouble.error
            except KubeStatusError as refusal:
                if not unclear or refusal.code != 409:
                    raise
                again, error = False, refusal
            found = self._find(target, error)
            if found is not None:
                if not self._is_ours(found, target, content):
                    raise _taken(target)
                live = found
                break
            wait = error.retry_after if isinstance(error, KubeStatusError) else 0
            if not again or not patience.wait(error.message, wait):
                raise error
        patience.over()
        return live

    def _post(self, request: KubeRequest, target: KubeObject) -> dict[str, Any]:
        """One attempt to create. Raises _UnclearError when it may have succeeded or not, else as KubeClient says."""
        try:
            response, _ = self._sender.send(request, repeatable=False)
            if 200 <= response.status < 300:
                live = decoded(response, "POST", target.collection)
                return check_live(live, f"POST {target.collection}", named=False)
        except (KubeConnectionError, KubeTimeoutError) as failure:
            if isinstance(failure, KubeConnectionError) and not failure.may_have_arrived:
                raise
            raise _UnclearError(failure, again=True) from None
        error = refused(response, "POST", target.resource)
        if response.status < 500 or (response.status == 503 and error.retry_after):
            raise error
        raise _UnclearError(error, again=response.status != 500 or error.retry_after > 0)

    def replace(self, target: KubeObject) -> dict[str, Any]:
        """Put an object. A conflict with an earlier attempt of our own is none."""
        check_name(target)
        request = KubeRequest("PUT", target.path, self.managed(()), body_of(target.content), JSON)
        response, unsure = self._sender.send(request)
        if unsure and response.status == 409:
            live = self._get(target)
            if _contains(live, unversioned(target.content)):
                return live
        return self._result(response, target, "PUT")

    def patch(self, target: KubeObject, patch: dict[str, Any], content_type: str, query: Query) -> dict[str, Any]:
        """Send a patch; a list of JSON patch operations is never sent twice."""
        check_name(target)
        request = KubeRequest("PATCH", target.path, self.managed(query), encode(patch).encode(), content_type)
        response, _ = self._sender.send(request, repeatable=content_type != _JSON_PATCH)
        return self._result(response, target, "PATCH")

    def delete(self, target: KubeObject, propagation: str, uid: str) -> None:
        """Delete an object; that it is gone after an attempt that broke off is a success."""
        check_name(target)
        options: dict[str, Any] = {"kind": "DeleteOptions", "apiVersion": "v1"}
        if uid:
            options["preconditions"] = {"uid": uid}
        if propagation:
            options["propagationPolicy"] = propagation
        body = encode(options).encode()
        response, unsure = self._sender.send(KubeRequest("DELETE", target.path, (), body, JSON))
        if unsure and (response.status == 404 or (uid and response.status == 409)):
            return
        if not 200 <= response.status < 300:
            raise refused(response, "DELETE", target.resource, target.name)

    def _result(self, response: KubeResponse, target: KubeObject, method: str) -> dict[str, Any]:
        if not 200 <= response.status < 300:
            raise refused(response, method, target.resource, target.name)
        return check_live(decoded(response, method, target.path), f"{method} {target.path}", named=False)

    def managed(self, query: Query) -> Query:
        """The parameters of a write, its manager among them."""
        if any(name == "fieldManager" for name, _ in query):
            return query
        return (*query, ("fieldManager", self.manager))

    def _find(self, target: KubeObject, failure: KubeError) -> dict[str, Any] | None:
        """The live object after a creation that ended unclear, None when there is none."""
        if not target.name:
            raise failure
        try:
            return self._get(target)
        except KubeStatusError as error:
            if error.code == 404:
                return None
            raise failure from error
        except KubeError as error:
            raise failure from error

    def _is_ours(self, live: dict[str, Any], target: KubeObject, sent: dict[str, Any]) -> bool:
        """Whether a live object is what the calling thread has tried to create, as far as anybody can tell."""
        metadata = metadata_of(live)
        if metadata.get("uid") in self._created:
            return False
        if self._creating.get(target.path, 0) > 1 and not _contains(live, sent):
            return False
        entries = metadata.get("managedFields")
        if isinstance(entries, list) and entries:
            return any(isinstance(entry, dict) and entry.get("manager") == self.manager for entry in entries)
        return _contains(live, sent)

    def _remember(self, live: dict[str, Any]) -> None:
        uid = metadata_of(live).get("uid")
        if isinstance(uid, str):
            with self._lock:
                self._created[uid] = None
                if len(self._created) > _MOST_CREATED:
                    del self._created[next(iter(self._created))]


def body_of(content: dict[str, Any]) -> bytes:
    """An object as Go's encoder writes it, with a line end."""
    return encode(content).encode() + b"\n"


def _taken(target: KubeObject) -> KubeStatusError:
    from ....core.golib.strconv import quote

    group = f".{target.resource.group}" if target.resource.group else ""
    message = f"{target.resource.plural}{group} {quote(target.name)} already exists"
    return KubeStatusError(message, code=409, reason="AlreadyExists")


def unversioned(content: dict[str, Any]) -> dict[str, Any]:
    """An object without resourceVersion; itself where it has none."""
    metadata = content.get("metadata")
    if not isinstance(metadata, dict) or "resourceVersion" not in metadata:
        return content
    return {**content, "metadata": {key: value for key, value in metadata.items() if key != "resourceVersion"}}


def _contains(live: Any, sent: Any) -> bool:
    """Whether a live value has all that was sent; null and what servers drop when empty count as sent nothing."""
    if isinstance(sent, dict):
        if not sent:
            return live is None or isinstance(live, dict)
        return isinstance(live, dict) and all(_contains(live.get(key), value) for key, value in sent.items())
    if isinstance(sent, list):
        if not sent:
            return live is None or live == []
        return isinstance(live, list) and len(live) == len(sent) and all(map(_contains, live, sent))
    return sent is None or bool(live == sent)
