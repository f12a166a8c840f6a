"""Key rings as files: those of old GnuPG, exported keys, and, through gpg, the keybox of new GnuPG."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import ProvenanceError
from .files import read_limited

if TYPE_CHECKING:
    from .keyring import Entity

MAX_RING_SIZE = 256 * 1024 * 1024
"""Bytes in a key ring."""

_KEYBOX_MAGIC = b"KBXf"
_ED25519 = "public key type: 22"
_SECONDS = 60


def load_keyring(path: str) -> list[Entity]:
    """The keys in a file, those of a keybox included. Raises ProvenanceError with Go's words."""
    from .keyring import read_keyring

    data = _read(path)
    if data[8:12] == _KEYBOX_MAGIC:
        data = _export_keybox(path)
    try:
        return read_keyring(data)
    except ProvenanceError as error:
        if data.startswith(b"-----BEGIN PGP"):
            error.hint = f"the keys are armored, `gpg --dearmor {path}` makes a key ring of them"
        elif error.message.endswith(_ED25519):
            error.hint = "Helm does not know Ed25519, GnuPG's usual keys: gpg --quick-generate-key NAME rsa3072 sign"
        raise


def _read(path: str) -> bytes:
    try:
        return read_limited(path, MAX_RING_SIZE, is_stream=True)
    except ProvenanceError as error:
        keybox = f"{path.removesuffix('.gpg')}.kbx"
        if not os.path.exists(path) and os.path.exists(keybox):
            error.hint = f"GnuPG keeps public keys in a keybox now: --keyring {keybox}"
        raise


def _export_keybox(path: str) -> bytes:
    """The public keys of a keybox, by GnuPG's own program, which is given nothing else of the user's."""
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory(prefix="pilothouse-") as home:
        command = ("gpg", "--homedir", home, "--batch", "--no-options", "--no-default-keyring", "--lock-never")
        try:
            done = subprocess.run(  # noqa: S603 - the program is GnuPG's, and the path stands behind its option
                [*command, "--keyring", os.path.abspath(path), "--export"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except FileNotFoundError:
            raise ProvenanceError(
                f"{path} is a keybox, which needs gpg to be read",
                hint="install GnuPG, or export the keys where it is: gpg --export > keyring.gpg",
            ) from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ProvenanceError(f"gpg cannot read {path}", details=(str(error),)) from None
    if done.returncode or not done.stdout:
        lines = tuple(done.stderr.decode("utf-8", "replace").splitlines())
        raise ProvenanceError(f"gpg finds no keys in {path}", details=lines)
    return done.stdout
