"""Which clients may speak to which servers. Rules: pkg/version/compatible.go, pkg/tiller/server.go."""

from __future__ import annotations

from functools import lru_cache

from ....core.golib.semver import Constraints, SemverError, parse

_UNRELEASED = "unreleased"
_LONGEST = 256
"""Characters of a version; the longest real ones have some thirty."""


@lru_cache(maxsize=64)
def is_compatible(client: str, server: str) -> bool:
    """Whether a client of one version may speak to a server of another. A client without a version may not."""
    if client.endswith(_UNRELEASED) or server.endswith(_UNRELEASED):
        return True
    if len(client) > _LONGEST:
        return False
    try:
        theirs, ours = parse(client), parse(server)
        wanted = str(theirs) if theirs.pre or ours.pre else f"^{theirs.major}.{theirs.minor}.x"
        return Constraints(wanted).check(ours)
    except SemverError:
        return False
