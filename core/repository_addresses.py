"""Comparing addresses of repositories and charts: whether two name the same, and whether credentials fit both."""

from __future__ import annotations

from .errors import RepositoryError
from .golib import url
from .golib.path import clean
from .golib.strconv import quote
from .golib.types import GoError

_PORTS = {"http": "80", "https": "443"}
_REACH = {
    "file": "a repository on another machine does not name files of this one",
    "ssh": "a repository elsewhere does not name what is read by ssh: keys of this machine would let in",
    "git": "a repository elsewhere does not name Git repositories: git finds credentials of this machine for them",
    "s3": "a repository elsewhere does not name objects of S3: credentials of this machine would read them",
}
"""Schemes of which only repositories of the same name addresses, and why."""


def is_same_address(first: str, second: str) -> bool:
    """Whether two addresses are the same but for the form of their paths. Rule: pkg/urlutil/urlutil.go (Equal)."""
    try:
        addresses = [url.parse(first)]
    except GoError:
        return clean(first) == clean(second)
    try:
        addresses.append(url.parse(second))
    except GoError:
        return False
    for address in addresses:
        address.path = clean(address.path or "/")
    return str(addresses[0]) == str(addresses[1])


def is_same_origin(first: str, second: str) -> bool:
    """Whether two URLs have the same scheme, host and port: what credentials are for (CVE-2021-32690)."""
    try:
        return _origin(first) == _origin(second)
    except GoError:
        return False


def check_reach(repository: str, address: str) -> None:
    """Raise RepositoryError where the index of a repository names what only its own kind may name.

    That is a file of this machine, for an index of another one; a scheme may say so with a plus (``git+file``). And
    what is read with credentials that this machine has anyway: by ssh, by git, and from S3. Raises GoError for what is
    no URL.
    """
    scheme = url.parse(address).scheme
    own = url.parse(repository).scheme.split("+")
    reach = next((_REACH[part] for part in reversed(scheme.split("+")) if part in _REACH and part not in own), "")
    if reach:
        raise RepositoryError(f"Get {quote(address)}: unsupported protocol scheme {quote(scheme)}", details=(reach,))


def _origin(address: str) -> tuple[str, str, str]:
    parsed = url.parse(address)
    return parsed.scheme, parsed.hostname().lower(), parsed.port() or _PORTS.get(parsed.scheme, "")
