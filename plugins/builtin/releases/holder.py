"""Who wrote a record last, and whether that process may still be at work.

Of this process it is known what it is making (`at_work`); another process of this machine is looked for.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from ....core.model.release import PENDING
from .at_work import is_made_by_another

if TYPE_CHECKING:
    from ....core.model.stored_record import RecordMetadata

GRACE = 300
"""Seconds for which a writer of whom nothing is known may still be at work: the default timeout of an operation."""

_NANOSECONDS = 1_000_000_000


def holds_it(metadata: RecordMetadata) -> str:
    """A line that says who holds a revision: ``p.v2 is PENDING_UPGRADE: USER@HOST (process 12) holds it since …``.

    Of a revision that is done, or whose process is known to have ended, it says who wrote it last.
    """
    status = metadata.label("STATUS")
    if status not in PENDING or _has_ended(metadata):
        ended = ", a process that has ended," if status in PENDING else ""
        at = f" at {moment(metadata.written)}" if metadata.written is not None else ""
        return f"{metadata.key} is {status}: {writer(metadata)}{ended} wrote it{at}"
    since = f" since {moment(metadata.written)}" if metadata.written is not None else ""
    return f"{metadata.key} is {status}: {writer(metadata)} holds it{since}"


def way_out(metadata: RecordMetadata) -> str:
    """What somebody can do who meets a revision that another operation has begun."""
    name = metadata.label("NAME")
    unlock = f"`pilothouse release unlock {name}` explains and clears"
    if metadata.label("STATUS") not in PENDING:
        return f"that operation is done: `pilothouse history {name}` shows it; then the same command may be run again"
    if _has_ended(metadata):
        return f"{unlock} what it left"
    return f"wait for that operation; if it is gone, {unlock} what it left"


def writer(metadata: RecordMetadata) -> str:
    """Who wrote a record, for people."""
    found = _parts(metadata.writer)
    if found is None:
        return metadata.writer or "somebody unknown (a Tiller says nothing of itself)"
    user, host, process = found
    return f"{user}@{host} (process {process})"


def moment(nanoseconds: int | None) -> str:
    """A time for people, in UTC."""
    if nanoseconds is None:
        return "an unknown time"
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(nanoseconds // _NANOSECONDS))


def may_be_at_work(metadata: RecordMetadata) -> str:
    """Why the writer of a record may still be at work on it; empty when that can be ruled out.

    Of processes of other machines only the age of the record tells something.
    """
    found = _parts(metadata.writer)
    if found is not None and found[1] == host_name():
        if not _is_at_work(found[2], metadata.key):
            return ""
        if found[2] == os.getpid():
            return f"another call of this process ({found[2]}) is making {metadata.key}"
        return f"process {found[2]} of this machine is still running"
    if metadata.written is None:
        return ""
    age = max(0, time.time_ns() - metadata.written) // _NANOSECONDS
    return f"{writer(metadata)} wrote the record only {age} seconds ago" if age < GRACE else ""


def _has_ended(metadata: RecordMetadata) -> bool:
    """Whether the writer was a process of this machine that is no more, or does something else by now."""
    found = _parts(metadata.writer)
    return found is not None and found[1] == host_name() and not _is_at_work(found[2], metadata.key)


def host_name() -> str:
    """The name of this machine."""
    return os.uname().nodename


def _parts(text: str) -> tuple[str, str, int] | None:
    """User, host and process of a writer (``pilothouse/USER@HOST/PID``); None for any other."""
    program, _, rest = text.partition("/")
    account, _, process = rest.rpartition("/")
    user, mark, host = account.rpartition("@")
    if program != "pilothouse" or not mark or not (process.isascii() and process.isdecimal()):
        return None
    return user, host, int(process)


def _is_at_work(process: int, key: str) -> bool:
    """Whether a process of this machine may be making the revision of a key.

    This process had another life under the same number where it does not make it.
    """
    return is_made_by_another(key) if process == os.getpid() else _is_running(process)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return not _is_dead(process)


def _is_dead(process: int) -> bool:
    """Whether a process has ended and only its parent has not asked for it (a zombie); False where nobody can tell."""
    try:
        with open(f"/proc/{process}/stat", "rb") as stream:
            return stream.read().rpartition(b") ")[2][:1] in (b"Z", b"X")
    except OSError:
        return False
