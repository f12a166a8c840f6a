"""What requests carry to say who asks: tokens, passwords, certificates, and the user acted for.

Rules: client-go transport (HTTPWrappersForConfig, token_source.go): a token file goes before a token and is read anew
when it changes; a plugin is asked only where there is neither token nor password.
"""

from __future__ import annotations

import os
from _thread import allocate_lock
from typing import TYPE_CHECKING, Protocol

from ....core.errors import KubeError
from ....core.golib import base64
from ....core.golib.oserrors import path_error

if TYPE_CHECKING:
    from .cluster_access import ClusterAccess

_MAX_TOKEN = 1 << 20


class Identity:
    """Who asks: headers, and a client certificate with its key (PEM) where a plugin gave one."""

    __slots__ = ("certificate", "headers", "key")

    def __init__(self, headers: list[tuple[str, str]], certificate: bytes = b"", key: bytes = b"") -> None:
        self.headers = headers
        self.certificate = certificate
        self.key = key


class CredentialSource(Protocol):
    """Where credentials come from that change while the process runs."""

    def read(self, *, force: bool) -> tuple[str, bytes, bytes, bool]:
        """A token, a certificate and its key, and whether they are others than last time; `force` asks anew.

        Raises KubeError.
        """
        ...


class Credentials:
    """The identity of a cluster's user as it is now. Safe for several threads."""

    __slots__ = ("_access", "_identity", "_lock", "_source")

    def __init__(self, access: ClusterAccess, *, secure: bool) -> None:
        """Where TLS does not make it `secure`, no secret is sent. Rule: clientcmd (DirectClientConfig)."""
        self._access = access
        self._lock = allocate_lock()
        self._identity: Identity | None = None if secure else Identity(_impersonation(access))
        self._source = _source(access) if secure else None

    def current(self) -> Identity:
        """The identity to use for the next request. May ask a plugin. Raises KubeError when there is none."""
        if self._source is None and self._identity is not None:
            return self._identity
        with self._lock:
            return self._update(force=False)

    def impersonation(self) -> list[tuple[str, str]]:
        """The headers about the user acted for; they are no secret."""
        return _impersonation(self._access)

    def renewed(self, refused: Identity) -> Identity:
        """After an answer 401 to an identity: another one where there is one, else the same. Raises KubeError."""
        if self._source is None:
            return refused
        with self._lock:
            # Another thread may have been here with the same refusal.
            return self._update(force=self._identity is refused)

    def _update(self, *, force: bool) -> Identity:
        if self._source is None:
            token, certificate, key, changed = self._access.token, b"", b"", False
        else:
            token, certificate, key, changed = self._source.read(force=force)
        if self._identity is None or changed:
            self._identity = Identity(_headers(self._access, token), certificate, key)
        return self._identity


def _source(access: ClusterAccess) -> CredentialSource | None:
    if access.token_file:
        return TokenFile(access.token_file, access.token)
    if access.exec_plugin is not None and not (access.token or access.username or access.password):
        from .exec_plugin import ExecPlugin

        return ExecPlugin(access)
    return None


def _headers(access: ClusterAccess, token: str) -> list[tuple[str, str]]:
    headers = []
    if token:
        headers.append(("Authorization", f"Bearer {token}"))
    elif access.username or access.password:
        pair = f"{access.username}:{access.password}".encode("utf-8", "surrogateescape")
        headers.append(("Authorization", f"Basic {base64.encode(pair)}"))
    return headers + _impersonation(access)


def _impersonation(access: ClusterAccess) -> list[tuple[str, str]]:
    if not access.impersonate:
        return []
    headers = [("Impersonate-User", access.impersonate)]
    headers += [("Impersonate-Group", group) for group in access.groups]
    headers += [(f"Impersonate-Extra-{_header_key(name)}", value) for name, value in access.extra]
    return headers


class TokenFile:
    """A token in a file that somebody else renews. Without the file, the token last read or the fixed one counts."""

    __slots__ = ("_fixed", "_path", "_state", "_token")

    def __init__(self, path: str, fixed: str) -> None:
        self._path = path
        self._fixed = fixed
        self._state: tuple[int, ...] = ()
        self._token = ""

    def read(self, *, force: bool) -> tuple[str, bytes, bytes, bool]:
        """As CredentialSource says."""
        before = self._token
        try:
            state = os.stat(self._path)
            identity = (state.st_mtime_ns, state.st_ino, state.st_size)
            if force or identity != self._state:
                with open(self._path, encoding="utf-8") as stream:
                    self._token = stream.read(_MAX_TOKEN).strip() or self._nothing("it is empty")
                self._state = identity
        except OSError as error:
            self._token = self._nothing(path_error("open", self._path, error))
        except UnicodeDecodeError:
            self._token = self._nothing("it is no text")
        return self._token, b"", b"", self._token != before

    def _nothing(self, reason: str) -> str:
        """The token to use when the file has none. Raises KubeError without any."""
        token = self._token or self._fixed
        if not token:
            raise KubeError(f'failed to read token file "{self._path}": {reason}')
        return token


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
