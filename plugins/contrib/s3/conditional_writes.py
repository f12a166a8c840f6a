"""Whether a server keeps to the conditions of conditional writes: one that passes over them would lose releases.

The server is asked once in each process before something is written there: it must refuse to make an object that is
there already, and to replace one by the ETag of another. The object that this is tried on stays in the bucket.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from .bucket import ConditionError, S3Error

if TYPE_CHECKING:
    from .bucket import Bucket

_CONTENT = b"Pilothouse tries on this object whether the server keeps to If-None-Match and If-Match.\n"
_OTHER = '"00000000000000000000000000000000"'
_REFUSALS = frozenset((400, 405, 501))
"""How servers answer that do not know conditional writes and say so."""

_LOCK = Lock()
_known: set[str] = set()


def check(bucket: Bucket, prefix: str) -> None:
    """Raise S3Error unless the server honours If-None-Match and If-Match when objects are written below `prefix`."""
    place = f"{bucket.place} {prefix}"
    with _LOCK:
        if place in _known:
            return
        key = f"{prefix}.conditional-writes"
        if not _is_refused(bucket, key, new=True):
            _demand(_is_refused(bucket, key, new=True), "If-None-Match: *")
        _demand(_is_refused(bucket, key, expected=_OTHER), "If-Match")
        _known.add(place)


def _is_refused(bucket: Bucket, key: str, *, new: bool = False, expected: str = "") -> bool:
    try:
        bucket.put(key, _CONTENT, new=new, expected=expected, kind="text/plain")
    except ConditionError:
        return True
    except S3Error as error:
        if error.status in _REFUSALS:
            return False
        raise
    return False


def _demand(is_refused: bool, condition: str) -> None:
    if not is_refused:
        raise S3Error(
            f"this S3 server does not honour {condition} when objects are written: two writers at once would lose work",
            hint="Amazon S3 does; of other servers a newer version may",
        )
