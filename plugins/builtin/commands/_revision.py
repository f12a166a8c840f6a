"""Numbers of revisions as arguments. Rule: cmd/helm/rollback.go."""

from __future__ import annotations

from ....core.errors import UsageError
from ....core.golib.strconv import NumError, parse_int, quote


def read_revision(text: str) -> int:
    """The number of a revision. Raises UsageError."""
    try:
        return parse_int(text, 10, 32)
    except NumError as error:
        raise UsageError(f"invalid revision number '{quote(text)}': {error}") from None
