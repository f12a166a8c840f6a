"""What a request carries to say who asks: tokens, passwords, and the user acted for.

Rules: client-go transport (HTTPWrappersForConfig, token_source.go): a token file is read anew when it changes.
"""

from __future__ import annotations

import os
from _thread import allocate_lock
from typing import TYPE_CHECKING

from ....core.errors import KubeError
from ....core.golib import base64
from ....core.golib.oserrors import path_error

if TYPE_CHECKING:
    from .cluster_access import ClusterAccess


class Credentials:
    """The headers of a cluster's user. Safe for several threads."""

    __slots__ = ("_access", "_file_state", "_file_token", "_lock")

    def __init__(self, access: ClusterAccess) -> None:
        self._access = access
        self._lock = allocate_lock()
        self._file_state: tuple[int, ...] = ()
        self._file_token = ""

    def headers(self) -> list[tuple[str, str]]:
        """The headers that authenticate. Raises KubeError when there are none to be had."""
        access = self._access
        headers = []
        token = self._token()
        if token:
            headers.append(("Authorization", f"Bearer {token}"))
        elif access.username or access.password:
            pair = f"{access.username}:{access.password}".encode()
            headers.append(("Authorization", f"Basic {base64.encode(pair)}"))
        if access.impersonate:
            headers.append(("Impersonate-User", access.impersonate))
            headers += [("Impersonate-Group", group) for group in access.groups]
            headers += [(f"Impersonate-Extra-{_header_key(name)}", value) for name, value in access.extra]
        return headers

    def refresh(self) -> bool:
        """After an answer 401: whether other credentials than before can be had now."""
        if not self._access.token_file:
            return False
        before = self._file_token
        with self._lock:
            self._file_state = ()
        return self._token() != before

    def _token(self) -> str:
        """The token to use now. A token file goes before a token."""
        path = self._access.token_file
        if not path:
            return self._access.token
        try:
            state = os.stat(path)
            identity = (state.st_mtime_ns, state.st_ino, state.st_size)
            with self._lock:
                if identity != self._file_state:
                    with open(path, encoding="utf-8") as stream:
                        token = stream.read(1 << 20).strip()
                    if not token:
                        raise KubeError(f'read empty token from file "{path}"')
                    self._file_state, self._file_token = identity, token
                return self._file_token
        except UnicodeDecodeError:
            raise KubeError(f'failed to read token file "{path}": not UTF-8') from None
        except OSError as error:
            if self._file_token:
                return self._file_token
            raise KubeError(f'failed to read token file "{path}": {path_error("open", path, error)}') from None


def _header_key(name: str) -> str:
    """A key of extra fields as it may stand in a header's name. Rule: client-go transport.headerKeyEscape."""
    allowed = "!#$&'*+-.^_`|~"
    return "".join(
        [
            character if character.isascii() and (character.isalnum() or character in allowed) else _percent(character)
            for character in name
        ]
    )


def _percent(character: str) -> str:
    return "".join([f"%{byte:02X}" for byte in character.encode("utf-8", "surrogateescape")])
