"""Who may see the pages: whoever has the address that was printed.

Every user of this machine reaches a loopback port, and so does every page in the browser of the user. So all pages are
below a path that nobody can guess and want a token as well: in the printed address, which hands out a cookie, or as a
bearer token. Browsers send cookies to all ports of a host; that this one is bound to the path keeps it from whoever
else serves something on this machine.
"""

from __future__ import annotations

import hmac
import re
import secrets
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Self

from ....core.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COOKIE = "pilothouse-dashboard"

_LOCAL_NAMES = frozenset(("localhost", "localhost."))
_HOST = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<name>[^:\[\]/@]+))(?::[0-9]{1,5})?", re.ASCII)


class Access(Record):
    """The secrets of one start: the path `base`, the `token` of the printed address `url`, the `cookie` got for it.

    `names` are those by which the server may be called beside numbers.
    """

    names: frozenset[str]
    base: str
    token: str
    cookie: str
    url: str

    @classmethod
    def made(cls, host: str, port: int) -> Self:
        """New secrets for a server on a host and port."""
        base = f"/{secrets.token_urlsafe(9)}"
        token = secrets.token_urlsafe(24)
        host = host.lower()
        names = {*_LOCAL_NAMES, host}
        place = f"[{host}]" if ":" in host else host
        if _is_number(host) and ip_address(host).is_unspecified:
            place = socket.gethostname().lower()
            names.add(place)
        return cls(
            frozenset(names), base, token, secrets.token_urlsafe(24), f"http://{place}:{port}{base}/?token={token}"
        )

    def knows_host(self, headers: Iterable[str]) -> bool:
        """Whether a request's Host headers are one that names this server by a number, or by its own name.

        Any other name may be one that somebody else has pointed at this address (DNS rebinding).
        """
        given = list(headers)
        found = _HOST.fullmatch(given[0]) if len(given) == 1 else None
        if found is None:
            return False
        name = (found["six"] or found["name"]).lower()
        return name in self.names or _is_number(name)

    def opens(self, token: str) -> bool:
        """Whether that is the token."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def admits(self, cookies: Mapping[str, str], authorization: str) -> bool:
        """Whether a request's cookies or its Authorization header say that it may see pages."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() == "bearer":
            return self.opens(token.strip())
        cookie = cookies.get(COOKIE, "")
        return hmac.compare_digest(cookie.encode("utf-8", "replace"), self.cookie.encode())

    @property
    def set_cookie(self) -> str:
        """The header that hands out the cookie."""
        return f"{COOKIE}={self.cookie}; Path={self.base}/; HttpOnly; SameSite=Strict"


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
