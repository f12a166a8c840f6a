"""The data key of a SOPS file, sealed for recipients of age, opened with the identities that SOPS itself would use."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from ....core.errors import ValuesError
from ....core.extras import require
from .lookup import read_file

_BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----"
_END = "-----END AGE ENCRYPTED FILE-----"
_KEY_BYTES = 32


def data_key(metadata: dict[str, Any], environment: Mapping[str, str], reasons: list[str]) -> bytes | None:
    """The data key; None when no identity opens it, for which `reasons` then says why.

    Raises ValuesError for identities that cannot be read, MissingExtraError without the library.
    """
    sealed = [entry.get("enc") for entry in metadata.get("age") or () if isinstance(entry, dict)]
    if not sealed:
        reasons.append("it is encrypted for no recipient of age")
        return None
    pyrage = require("pyrage", "secrets", "a file encrypted for age")
    identities = []
    for source, line in _lines(environment):
        try:
            identities.append(pyrage.x25519.Identity.from_str(line))
        except pyrage.IdentityError:
            # The line is not repeated: a key with one wrong letter is still nearly the key.
            raise ValuesError(f"{source} holds a line that is no identity of age") from None
    if not identities:
        reasons.append("there is no identity of age: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE and the usual keys.txt have none")
        return None
    for text in sealed:
        try:
            key: bytes = pyrage.decrypt(_unarmored(str(text)), identities)
        except (pyrage.DecryptError, ValueError):
            continue
        if len(key) == _KEY_BYTES:
            return key
    reasons.append(f"none of {len(identities)} identities of age opens its key")
    return None


def _unarmored(text: str) -> bytes:
    """What an armored text of age holds. Raises ValueError."""
    from base64 import b64decode

    body = text.strip().removeprefix(_BEGIN).removesuffix(_END)
    return b64decode("".join(body.split()), validate=True)


def _lines(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The identities, each with where it is from."""
    sources = [("SOPS_AGE_KEY", environment.get("SOPS_AGE_KEY", ""))]
    named = environment.get("SOPS_AGE_KEY_FILE", "")
    if named:
        sources.append((named, _file_text(named)))
    usual = _usual_file(environment)
    if usual and os.path.isfile(usual):
        sources.append((usual, _file_text(usual)))
    for source, text in sources:
        for line in text.splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                yield source, line.strip()


def _file_text(path: str) -> str:
    return read_file(path).decode("utf-8", "replace")


def _usual_file(environment: Mapping[str, str]) -> str:
    """Where SOPS looks for identities when nothing says where they are; empty without a home."""
    folder = environment.get("XDG_CONFIG_HOME", "")
    home = environment.get("HOME", "")
    if not folder and home:
        folder = os.path.join(home, *(("Library", "Application Support") if sys.platform == "darwin" else (".config",)))
    return os.path.join(folder, "sops", "age", "keys.txt") if folder else ""
