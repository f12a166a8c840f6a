"""Records that are too large for one object, spread over several of them.

The head has the name that the whole record would have, so that taking the key is one creation still and the key is
taken for old readers too. It says in its data how many parts there are and of which generation; its label OWNER is
``PILOTHOUSE`` (what OWNER is otherwise stands in RECORD_OWNER). Parts are called ``KEY.GENERATION.NUMBER`` and have
the label PART_OF with the key. So Helm and Tiller, which list OWNER=TILLER, neither see heads nor parts; who asks
them for such a revision by its number is told ``illegal base64 data at input byte 0``: ``release`` of a head is a text
that cannot be decoded, since a Tiller that finds none at all crashes.

All parts are written before the head that names them, each generation under names of its own, and old parts are
removed after that: a process that dies at any point leaves the record as it was or as it was to be, and at worst parts
that no head names. Those are removed by the next write in parts of the same key, once they are an hour old: they
might be those of somebody who is just writing. Replacing a head always names the version that was read before, since
two writers who know nothing of each other would remove each other's parts otherwise.

A part that is missing (somebody removed it) makes a damaged record: its text says so and cannot be decoded.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, KubeStatusError
from .label_selector import IN_PARTS, OWNER
from .object_metadata import WHOLE_OWNER, is_in_parts, nanoseconds

if TYPE_CHECKING:
    from .kube_records import KubeRecords

PART_SIZE = 1_000_000
"""Characters in one part."""

HEAD_TEXT = "! in parts: needs Pilothouse to read"
"""What old readers find in a head."""

PART_OF = "PART_OF"

_ABANDONED = 3600 * 1_000_000_000
_ATTEMPTS = 5
_CONFLICT = 409
_NOT_FOUND = 404


class RecordParts:
    """Spreads records of one store. Raises the errors of KubeClient; `KubeRecords` turns them into a store's."""

    def __init__(self, records: KubeRecords) -> None:
        self._records = records

    def create(self, key: str, body: str, labels: Mapping[str, str]) -> dict[str, Any]:
        """Write parts, then take the key; the head as the server made it."""
        generation = self._write(key, body)
        try:
            head = self._records.client.create(self._head(key, body, generation, labels))
        except KubeStatusError:
            self._remove(_names(key, generation, _count(body)))
            raise
        self._sweep(key, generation)
        return head

    def update(self, head: dict[str, Any], body: str, labels: Mapping[str, str], expected: str) -> dict[str, Any]:
        """Replace the record whose object is `head`, in parts or whole, by one in parts or whole.

        Without `expected` the newest version is replaced, whatever it is by then.
        """
        key = head["metadata"]["name"]
        for attempt in range(1, _ATTEMPTS + 1):
            generation = self._write(key, body) if len(body) > PART_SIZE else ""
            version = expected or head["metadata"]["resourceVersion"]
            if generation:
                wanted = self._head(key, body, generation, labels, version)
            else:
                wanted = self._records.whole(key, body, labels, version)
            try:
                live = self._records.client.replace(wanted)
            except KubeStatusError as error:
                if generation:
                    self._remove(_names(key, generation, _count(body)))
                if expected or error.code != _CONFLICT or attempt == _ATTEMPTS:
                    raise
                head = self._records.client.get(self._records.target(key))
                continue
            self.delete(head)
            self._sweep(key, generation)
            return live
        raise AssertionError("unreachable")

    def read(self, head: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """A head and the text in its parts; a newer head if the record was replaced meanwhile."""
        for _ in range(_ATTEMPTS):
            texts = []
            missing = ""
            for name in self._part_names(head):
                try:
                    texts.append(self._records.text(self._records.client.get(self._records.target(name)), "part"))
                except KubeStatusError as error:
                    if error.code != _NOT_FOUND:
                        raise
                    missing = name
                    break
            if not missing:
                return head, "".join(texts) or HEAD_TEXT
            newer = self._newer(head)
            if newer is None:
                return head, f"! part {missing} is missing"
            if not is_in_parts(newer):
                return newer, self._records.text(newer, "release")
            head = newer
        return head, f"! part {missing} is missing"

    def delete(self, head: dict[str, Any]) -> None:
        """Remove the parts that a head names, when it is gone. What cannot be removed stays, to be swept later."""
        if is_in_parts(head):
            self._remove(self._part_names(head))

    def _newer(self, head: dict[str, Any]) -> dict[str, Any] | None:
        """The object of a record if it is another one by now."""
        try:
            live = self._records.client.get(self._records.target(head["metadata"]["name"]))
        except KubeStatusError as error:
            if error.code == _NOT_FOUND:
                return None
            raise
        return live if live["metadata"]["resourceVersion"] != head["metadata"]["resourceVersion"] else None

    def _write(self, key: str, body: str) -> str:
        """Write the parts of a new generation and return its name."""
        generation = os.urandom(5).hex()
        client = self._records.client
        for number, name in enumerate(_names(key, generation, _count(body))):
            text = body[number * PART_SIZE : (number + 1) * PART_SIZE]
            client.create(self._records.holding(name, {"part": text}, {PART_OF: key}))
        return generation

    def _head(self, key: str, body: str, generation: str, labels: Mapping[str, str], expected: str = "") -> Any:
        marked = dict(labels)
        owner = marked.get(OWNER)
        if owner is not None:
            marked[WHOLE_OWNER] = owner
        marked[OWNER] = IN_PARTS
        data = {"release": HEAD_TEXT, "generation": generation, "parts": str(_count(body))}
        return self._records.holding(key, data, marked, expected)

    def _part_names(self, head: dict[str, Any]) -> list[str]:
        count = self._records.text(head, "parts")
        generation = self._records.text(head, "generation")
        if not (generation and count.isascii() and count.isdecimal() and len(count) < 6):
            return []
        return _names(head["metadata"]["name"], generation, int(count))

    def _sweep(self, key: str, generation: str) -> None:
        """Remove parts of a key that somebody left behind who died while writing."""
        records = self._records
        try:
            found = records.client.list_metadata(
                records.resource, records.target(key).namespace, labels=f"{PART_OF}={key}"
            )
        except KubeError:
            return
        now = time.time_ns()
        self._remove(
            [
                part["metadata"]["name"]
                for part in found
                if not part["metadata"]["name"].startswith(f"{key}.{generation}.")
                and now - (nanoseconds(part["metadata"].get("creationTimestamp", "")) or now) > _ABANDONED
            ]
        )

    def _remove(self, names: list[str]) -> None:
        for name in names:
            try:
                self._records.client.delete(self._records.target(name), propagation="")
            except KubeError:
                continue


def _count(body: str) -> int:
    return -(-len(body) // PART_SIZE)


def _names(key: str, generation: str, count: int) -> list[str]:
    return [f"{key}.{generation}.{number}" for number in range(1, count + 1)]
