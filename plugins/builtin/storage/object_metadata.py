"""What the metadata of a live object tells about the record in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....core.model.stored_record import RecordMetadata
from .label_selector import IN_PARTS, OWNER

WHOLE_OWNER = "RECORD_OWNER"
"""The label of a record in parts that has the OWNER which the record would have as a whole."""

_SECOND = 1_000_000_000


def is_in_parts(live: Mapping[str, Any]) -> bool:
    """Whether an object is only the head of a record in parts."""
    return (live["metadata"].get("labels") or {}).get(OWNER) == IN_PARTS


def record_metadata(live: Mapping[str, Any]) -> RecordMetadata:
    """The metadata of the record in an object: who wrote it last and when is what the server noted of its fields."""
    metadata = live["metadata"]
    labels = dict(metadata.get("labels") or {})
    if labels.get(OWNER) == IN_PARTS:
        del labels[OWNER]
        owner = labels.pop(WHOLE_OWNER, None)
        if owner is not None:
            labels[OWNER] = owner
    writer, written = _last_writer(metadata)
    return RecordMetadata(
        key=metadata["name"],
        labels=tuple(sorted(labels.items())),
        version=metadata.get("resourceVersion", ""),
        uid=metadata.get("uid", ""),
        writer=writer,
        written=written,
    )


def _last_writer(metadata: Mapping[str, Any]) -> tuple[str, int | None]:
    """The newest entry of managedFields; without any, nobody, at the time when the object was created."""
    writer, newest = "", ""
    for entry in metadata.get("managedFields") or ():
        time = entry.get("time") or ""
        if time >= newest:
            writer, newest = entry.get("manager") or "", time
    return writer, nanoseconds(newest or metadata.get("creationTimestamp") or "")


def nanoseconds(text: str) -> int | None:
    """A time as the API server writes it (``2006-01-02T15:04:05Z``) in nanoseconds since 1970; None for any other."""
    from calendar import timegm

    try:
        year, month, day = int(text[0:4]), int(text[5:7]), int(text[8:10])
        hour, minute, second = int(text[11:13]), int(text[14:16]), int(text[17:19])
        return timegm((year, month, day, hour, minute, second, 0, 0, 0)) * _SECOND
    except ValueError:
        return None
