"""Names and passwords, and to whom they are sent: to the scheme, host and port they were given for, and to no other.

A redirect that leads elsewhere leaves them behind for good, also when it comes back (CVE-2021-32690,
CVE-2024-45336). Helm sends them on to any port and subdomain, and to whatever host an index names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.model.options import FetchOptions
    from .web_address import WebAddress


class Credentials:
    """The credentials of one fetch, on its way through redirects."""

    __slots__ = ("_authorization", "_origin", "has_left")

    def __init__(self, options: FetchOptions, address: WebAddress) -> None:
        self._origin = address.origin
        self._authorization = ""
        if options.username and options.password:
            self._authorization = basic_authorization(options.username, options.password)
        self.has_left = False
        """Whether a redirect has led to another server."""

    @property
    def given(self) -> bool:
        """Whether the caller gave a name and a password."""
        return bool(self._authorization)

    def go_to(self, address: WebAddress) -> str:
        """Take a hop: the Authorization header to send there, empty for none.

        What stands in a URL itself is for that URL.
        """
        self.has_left = self.has_left or address.origin != self._origin
        if self._authorization and not self.has_left:
            return self._authorization
        return user_authorization(address.user) if address.user is not None else ""


def basic_authorization(username: str, password: str) -> str:
    """The value of a header for basic authentication (RFC 7617, in UTF-8 as Go has it)."""
    from ....core.golib import base64

    return "Basic " + base64.encode(f"{username}:{password}".encode("utf-8", "surrogateescape"))


def user_authorization(user: str) -> str:
    """The same for the user part of a URL, still escaped."""
    from urllib.parse import unquote

    name, _, password = user.partition(":")
    return basic_authorization(*(unquote(part, errors="surrogateescape") for part in (name, password)))
