"""Watching a collection for as long as the caller likes, whatever happens to single connections.

A stream that ends or breaks is taken up again at the version of the last event. When the server no longer knows that
version (410), the collection is read anew and what changed meanwhile is told as events. Rules: Kubernetes API concepts
(efficient detection of changes, bookmarks), client-go tools/watch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeConnectionError, KubeTimeoutError
from ....core.model.kube_object import KubeRequest, KubeResponse
from .answers import decoded, metadata_of, refused
from .paging import entries
from .retries import Patience

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.kube_object import ApiResource
    from ....core.protocols import KubeStream
    from .retries import Sender

    Event = tuple[str, dict[str, Any]]

SPELL = 240
"""Seconds after which the server is asked to end a stream, so that a connection that died unseen is left at last."""

_GRACE = 15
"""Seconds that the end of a stream may be late."""

_HASTE = 1.0
"""A stream that ended without events sooner than this (seconds) is not taken up again at once."""

TIMED_OUT = "timed out waiting for the condition"


def watch_collection(
    sender: Sender, resource: ApiResource, namespace: str, fields: str, resource_version: str, timeout: float
) -> Iterator[Event]:
    """Events with their objects, from a version on (empty: existing objects first, as ADDED). See `KubeClient.watch`.

    Raises KubeTimeoutError (``timed out waiting for the condition``) after `timeout` seconds.
    """
    return _Watch(sender, resource, namespace, fields, resource_version, timeout).events()


class _ExpiredError(Exception):
    """The server no longer knows what happened since the version that it was asked for."""


class _Watch:
    __slots__ = ("_end", "_fields", "_known", "_path", "_resource", "_sender", "_version")

    def __init__(
        self, sender: Sender, resource: ApiResource, namespace: str, fields: str, version: str, timeout: float
    ) -> None:
        self._sender = sender
        self._resource = resource
        self._path = resource.path(namespace)
        self._fields = (("fieldSelector", fields),) if fields else ()
        self._version = version
        self._end = sender.clock.now() + timeout if timeout > 0 else 0.0
        self._known: dict[tuple[str, str], dict[str, Any]] = {}

    def events(self) -> Iterator[Event]:
        """See `watch_collection`."""
        patience = Patience(self._sender.clock, self._sender.deadline)
        while True:
            began = self._sender.clock.now()
            seen = False
            try:
                stream = self._open()
                try:
                    for kind, content in self._read(stream):
                        seen = True
                        self._note(kind, content)
                        yield kind, content
                finally:
                    stream.close()
            except _ExpiredError:
                yield from self._relist()
                seen = True
            except KubeTimeoutError:
                self._left()
            except KubeConnectionError as error:
                if not seen and not patience.wait(error.message, limit=self._left()):
                    raise
            if seen:
                patience.over()
                patience = Patience(self._sender.clock, self._sender.deadline)
            elif self._sender.clock.now() - began < _HASTE:
                self._sender.clock.sleep(min(_HASTE, self._left()))

    def _left(self) -> float:
        """The seconds left for one stream. Raises KubeTimeoutError when the caller's time is over."""
        if not self._end:
            return SPELL + _GRACE
        left = self._end - self._sender.clock.now()
        if left <= 0:
            raise KubeTimeoutError(TIMED_OUT)
        return min(left, SPELL + _GRACE)

    def _open(self) -> KubeStream:
        """The stream of what comes after the last version. Raises _ExpiredError."""
        left = self._left()
        query = [*self._fields, ("allowWatchBookmarks", "true"), ("watch", "true"), ("timeoutSeconds", str(SPELL))]
        if self._version:
            query.append(("resourceVersion", self._version))
        stream = self._sender.open(KubeRequest("GET", self._path, tuple(query), timeout=left), left)
        if stream.status == 200:
            return stream
        try:
            answer = KubeResponse(stream.status, dict(stream.headers), stream.read())
        finally:
            stream.close()
        if stream.status == 410 and self._version:
            raise _ExpiredError
        raise refused(answer, "GET", self._resource)

    def _read(self, stream: KubeStream) -> Iterator[Event]:
        """The events of one stream. Raises _ExpiredError, KubeConnectionError, KubeTimeoutError."""
        import json

        for line in stream.lines():
            if not line.strip():
                continue
            try:
                event = json.loads(line)
                kind, content = event["type"], event["object"]
                metadata_of(content)
            except (ValueError, KeyError, TypeError, RecursionError):
                raise KubeConnectionError(f"the server sent an event of {self._path} that cannot be read") from None
            if kind == "ERROR" and content.get("code") == 410:
                raise _ExpiredError
            yield kind, content

    def _note(self, kind: str, content: dict[str, Any]) -> None:
        """Remember how far the events went and which objects there are."""
        if kind == "ERROR":
            return
        metadata = metadata_of(content)
        version = metadata.get("resourceVersion")
        if isinstance(version, str) and version:
            self._version = version
        if kind == "DELETED":
            self._known.pop(_key(metadata), None)
        elif kind != "BOOKMARK":
            self._known[_key(metadata)] = content

    def _relist(self) -> Iterator[Event]:
        """What changed since the last event, found by reading the collection."""
        request = KubeRequest("GET", self._path, self._fields, timeout=self._left())
        response, _ = self._sender.send(request)
        if response.status != 200:
            raise refused(response, "GET", self._resource)
        whole = decoded(response, "GET", self._path)
        before, self._known = self._known, {}
        changes: list[Event] = []
        for item in entries(whole):
            item.setdefault("apiVersion", self._resource.api_version)
            item.setdefault("kind", self._resource.kind)
            key = _key(metadata_of(item))
            changes.append(("MODIFIED" if before.pop(key, None) else "ADDED", item))
            self._known[key] = item
        self._version = str(metadata_of(whole).get("resourceVersion") or "")
        yield from [("DELETED", content) for content in before.values()]
        yield from changes


def _key(metadata: dict[str, Any]) -> tuple[str, str]:
    return str(metadata.get("namespace", "")), str(metadata.get("name", ""))
