"""Watching a collection: what was there, and then what happens, as it happens.

There is no server that could tell: the stream looks at the file again and again, and lets the controllers work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeTimeoutError
from . import documents
from .api import JSON, Answer, Api, Call
from .cluster import Cluster, advance
from .conversions import from_stored
from .reads import accepted_form, matcher, partial
from .status import PathNotFound, Refusal, bad_request, go_quote
from .store import Object

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeRequest
    from ....core.protocols import KubeStream

_LOOK_EVERY = 0.05
_LONGEST = 1800.0


def watch(api: Api, request: KubeRequest, sleep: Callable[[float], None]) -> KubeStream:
    """The stream that answers a watch, or the refusal of one."""
    from .transport import AnswerStream

    try:
        advance(api.store, api.clock())
        with api.store.reading():
            call = api.understand(Cluster(api.store, api.clock()), request)
            if call.name:
                call.query["fieldSelector"] = f"metadata.name={call.name}"
            matcher(call)
            since = _start(api, call)
    except Refusal as refusal:
        return AnswerStream(Answer(refusal.code, documents.to_bytes(refusal.document())))
    except PathNotFound:
        return AnswerStream(Answer(404, b"404 page not found\n"))
    return WatchStream(api, call, since, request.timeout, sleep)


class WatchStream:
    """The events of a collection since a version; -1 begins with what is there."""

    status = 200

    def __init__(self, api: Api, call: Call, since: int, timeout: float, sleep: Callable[[float], None]) -> None:
        self.headers: Mapping[str, str] = {"content-type": JSON}
        self._api = api
        self._call = call
        self._since = since
        self._sleep = sleep
        self._selects = matcher(call)
        self._known: set[str] = set()
        self._is_open = True
        self._deadline = time.monotonic() + timeout if timeout else 0.0

    def lines(self) -> Iterator[bytes]:
        """Events as lines of JSON. Raises KubeTimeoutError when the request's timeout is over."""
        seconds = self._call.query.get("timeoutSeconds", "")
        end = self._api.clock() + (float(seconds) if seconds.isdigit() else _LONGEST)
        while self._is_open:
            try:
                events = self._next()
            except Refusal as refusal:
                yield documents.to_bytes({"type": "ERROR", "object": refusal.document()})
                return
            for kind, thing in events:
                yield documents.to_bytes({"type": kind, "object": self._shown(thing)})
            if self._api.clock() >= end:
                return
            if self._deadline and time.monotonic() >= self._deadline:
                raise KubeTimeoutError("net/http: request canceled (Client.Timeout exceeded while reading body)")
            self._sleep(_LOOK_EVERY)

    def read(self) -> bytes:
        """A watch has no rest."""
        return b""

    def close(self) -> None:
        """Give the stream up."""
        self._is_open = False

    def _next(self) -> list[tuple[str, Object]]:
        """What happened since the last look."""
        store, call = self._api.store, self._call
        advance(store, self._api.clock())
        with store.reading():
            if self._since < 0:
                self._since = store.version()
                present = [thing for thing in store.scan(call.kind.store, call.namespace) if self._selects(thing)]
                self._known = {thing["metadata"]["uid"] for thing in present}
                return [("ADDED", thing) for thing in present]
            if self._since < store.oldest_event():
                text = f"too old resource version: {self._since} ({store.oldest_event()})"
                raise Refusal(410, "Expired", text)
            events = store.events(call.kind.store, call.namespace, self._since)
        found = []
        for version, kind, thing in events:
            self._since = version
            event = self._selected(kind, thing)
            if event:
                found.append((event, thing))
        return found

    def _selected(self, kind: str, thing: Object) -> str:
        """The type of an event as one sees it who looks at the selected objects only; empty for none."""
        uid = thing["metadata"]["uid"]
        was_known, matches = uid in self._known, self._selects(thing)
        if kind == "DELETED" or not matches:
            self._known.discard(uid)
            return "DELETED" if was_known or (kind == "DELETED" and matches) else ""
        self._known.add(uid)
        return kind if was_known or kind == "ADDED" else "MODIFIED"

    def _shown(self, thing: Object) -> Any:
        shown = from_stored(thing, self._call.kind)
        form = accepted_form(self._call.accept)
        return partial(shown) if form.startswith("Partial") else shown


def _start(api: Api, call: Call) -> int:
    """The version after which a watch begins: -1 for what is there now."""
    text = call.query.get("resourceVersion", "")
    if text in ("", "0"):
        return -1
    if not text.isdigit():
        raise bad_request(f"strconv.ParseUint: parsing {go_quote(text)}: invalid syntax")
    return int(text)
