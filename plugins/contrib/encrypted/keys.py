"""The keys of encrypted records: 32 random bytes each, in base64, a line each; the first one writes, all read.

A key is known by its id, which is made from it: so nobody names keys, and a wrong key is never taken for the right one.
"""

from __future__ import annotations

import hashlib
import os
import stat
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from ....core.errors import StorageError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote

if TYPE_CHECKING:
    from ....core.protocols import KernelView

KEY_SIZE = 32
_MAX_FILE = 64 * 1024
_COMMENT = "#"
_MAKE_ONE = "`pilothouse encryption new-key FILE` makes one, PILOTHOUSE_ENCRYPTION_KEY_FILE=FILE names it"


class Key:
    """A key, and the id by which records name it."""

    __slots__ = ("id", "secret")

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self.id = hashlib.sha256(b"pilothouse key id\0" + secret).hexdigest()[:16]

    def __repr__(self) -> str:
        return f"Key({self.id})"


class Keys:
    """The keys of one user, at least one."""

    def __init__(self, keys: list[Key]) -> None:
        self.newest = keys[0]
        self._by_id = {key.id: key for key in keys}

    def __len__(self) -> int:
        return len(self._by_id)

    def find(self, key_id: str, record: str) -> Key:
        """The key of that id. Raises StorageError, which names the record that needs it."""
        found = self._by_id.get(key_id)
        if found is None:
            raise StorageError(
                f"the record {record} is encrypted with the key {key_id}, which is not here",
                details=(f"keys that are here: {', '.join(self._by_id)}",),
                hint="the file of PILOTHOUSE_ENCRYPTION_KEY_FILE may have several keys, a line each; add that one",
            )
        return found


def load_keys(kernel: KernelView) -> Keys:
    """The keys that the settings name; nothing that is printed shows them. Raises StorageError."""
    path, text = kernel.setting("encryption-key-file"), kernel.setting("encryption-keys")
    if path and text:
        raise StorageError(
            "keys of the store encrypted are in a file and in the environment",
            hint="unset PILOTHOUSE_ENCRYPTION_KEYS or PILOTHOUSE_ENCRYPTION_KEY_FILE",
        )
    if not path and not text:
        raise StorageError("the store encrypted has no key", hint=_MAKE_ONE)
    source = path or "PILOTHOUSE_ENCRYPTION_KEYS"
    lines = read_lines(path) if path else text.split()
    keys = []
    for number, line in enumerate(lines, 1):
        word = line.partition(_COMMENT)[0].strip()
        if word:
            kernel.conceal(word)
            keys.append(_key(word, source, number))
    if not keys:
        raise StorageError(f"{source} has no key", hint=_MAKE_ONE)
    return Keys(keys)


def new_line() -> tuple[str, Key]:
    """A key that nobody else has, as a line for a file and as a key."""
    key = Key(os.urandom(KEY_SIZE))
    return b64encode(key.secret).decode(), key


def read_lines(path: str) -> list[str]:
    """The lines of a file of keys. Raises StorageError for one that cannot be read, or that others can read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise StorageError(f"{path} is not a regular file")
            _check_privacy(path, status)
            content = stream.read(_MAX_FILE + 1)
    except OSError as error:
        raise StorageError(path_error("open", path, error), hint=_MAKE_ONE) from None
    if len(content) > _MAX_FILE:
        raise StorageError(f"{path} is no file of keys: it is larger than {_MAX_FILE} bytes")
    return content.decode("utf-8", "replace").splitlines()


def _check_privacy(path: str, status: os.stat_result) -> None:
    if not hasattr(os, "getuid"):
        return
    if status.st_uid not in (os.getuid(), 0):
        raise StorageError(f"the keys in {quote(path)} belong to another user")
    if status.st_mode & 0o077:
        raise StorageError(
            f"the keys in {quote(path)} are open to other users (mode {stat.S_IMODE(status.st_mode):04o})",
            hint=f"chmod 600 {path}; a Secret is mounted with defaultMode: 0400",
        )


def _key(word: str, source: str, number: int) -> Key:
    try:
        secret = b64decode(word.encode(), validate=True)
    except ValueError:
        secret = b""
    if len(secret) != KEY_SIZE:
        raise StorageError(
            f"{source}: number {number} is no key", details=(f"{KEY_SIZE} bytes in base64 are one",), hint=_MAKE_ONE
        )
    return Key(secret)
