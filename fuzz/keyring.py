"""Fuzzes key rings: packets, keys, identities, signatures, and the text that their keys are tried on."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from mutation import run
from pilothouse.core.errors import PilothouseError
from pilothouse.plugins.builtin.provenance import clearsign
from pilothouse.plugins.builtin.provenance.keyring import read_keyring
from pilothouse.plugins.builtin.provenance.sign import choose_entity
from pilothouse.plugins.builtin.provenance.verify import check_signature

_MADE = Path(__file__).parent.parent / "tests" / "plugins" / "builtin" / "provenance" / "made_by_gnupg"
_EXAMPLES = [path.read_bytes() for path in sorted(_MADE.glob("*.gpg"))]
_TEXTS = [clearsign.decode(path.read_bytes()) for path in sorted(_MADE.glob("*-SHA256.prov"))]
_WORDS = (b"\x99", b"\xb4", b"\x88", b"\xb9", b"\xc6", b"\xe0", b"\xff", b"\x9b", b"\x04", b"\x13", b"\x12", b"\x20")


def target(data: bytes) -> None:
    """Read the data as a ring, choose a key of it, and let it check signatures."""
    with contextlib.suppress(PilothouseError):
        entities = read_keyring(data)
        for text in _TEXTS:
            with contextlib.suppress(PilothouseError):
                check_signature(text, entities)
        choose_entity(entities, "rsa")


if __name__ == "__main__":
    sys.exit(run(target, _EXAMPLES, _WORDS))
