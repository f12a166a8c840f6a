"""Fuzzes provenance files: the frame of the signed text, the armor, the signature packets, and what was signed."""

from __future__ import annotations

import base64
import contextlib
import sys
from pathlib import Path

from mutation import run
from pilothouse.core.errors import PilothouseError
from pilothouse.plugins.builtin.provenance import clearsign
from pilothouse.plugins.builtin.provenance.keyring import read_keyring
from pilothouse.plugins.builtin.provenance.message import file_hashes
from pilothouse.plugins.builtin.provenance.verify import check_signature

_MADE = Path(__file__).parent.parent / "tests" / "plugins" / "builtin" / "provenance" / "made_by_gnupg"
_RING = read_keyring(b"".join((_MADE / f"{name}.pub.gpg").read_bytes() for name in ("rsa", "dsa", "ecdsa", "subkey")))
_TEXT = b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nname: web\n"
_BEGIN, _END = b"-----BEGIN PGP SIGNATURE-----\n", b"-----END PGP SIGNATURE-----\n"


def _packets(provenance: bytes) -> bytes:
    return clearsign.decode(provenance).signatures


_FILES = [(_MADE / f"{name}-SHA256.prov").read_bytes() for name in ("rsa", "dsa", "ecdsa", "subkey", "edwards")]
_EXAMPLES = [*_FILES, *(_packets(file) for file in _FILES), b"name: web\n\n...\nfiles:\n  web-0.1.0.tgz: sha256:00\n"]
_WORDS = (
    *(_BEGIN, _END, b"- ", b"\r\n", b"\n\n", b"\n...\n", b"Hash: ", b"=", b"files: ", b"&a *a", b"{", b"\xff"),
    *(b"\x10", b"\x20", b"\x1b", b"\x03", b"\xc2", b"\xe8", b"\x88", b"\x13\x0a"),
)


def _check(data: bytes) -> None:
    with contextlib.suppress(PilothouseError):
        check_signature(clearsign.decode(data), _RING)


def target(data: bytes) -> None:
    """Take the data for a whole file, for the signatures in one, and for what was signed."""
    _check(data)
    _check(_TEXT + _BEGIN + b"\n" + base64.encodebytes(data) + _END)
    with contextlib.suppress(PilothouseError):
        file_hashes(data)


if __name__ == "__main__":
    sys.exit(run(target, _EXAMPLES, _WORDS))
