"""Files as SOPS writes them for a recipient of age, made from the rules of its format."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256, sha512
from typing import Any

import pyrage
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MODIFIED = "2024-01-01T00:00:00Z"
Rule = Callable[[tuple[str, ...]], bool]


def new_identity() -> tuple[str, str]:
    """The text of an identity of age, and that of its recipient."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def encrypted(document: dict[str, Any], *recipients: str, is_encrypted: Rule | None = None, **metadata: Any) -> str:
    """A document encrypted, as JSON text, which is YAML too.

    `is_encrypted` says of the keys that lead to a value whether it is; `metadata` goes into the table ``sops``.
    """
    key = os.urandom(32)
    is_secret: Rule = is_encrypted or (lambda names: not any(name.endswith("_unencrypted") for name in names))
    hashed: list[bytes] = []
    only_encrypted = metadata.get("mac_only_encrypted") is True
    if only_encrypted:
        hashed.append(sha256(b"sops").digest())

    def sealed_tree(value: Any, names: tuple[str, ...]) -> Any:
        if isinstance(value, dict):
            return {name: sealed_tree(item, (*names, name)) for name, item in value.items()}
        if isinstance(value, list):
            return [sealed_tree(item, names) for item in value]
        if value is None:
            return None
        if is_secret(names) or not only_encrypted:
            hashed.append(_plain(value)[0])
        return _sealed(value, key, ":".join(names) + ":") if is_secret(names) else value

    tree = sealed_tree(document, ())
    mac = _sealed(sha512(b"".join(hashed)).hexdigest().upper(), key, MODIFIED)
    age = [{"recipient": one, "enc": _sealed_key(key, one)} for one in recipients]
    rules = {"unencrypted_suffix": "_unencrypted"} if is_encrypted is None else {}
    table = {"age": age, "lastmodified": MODIFIED, "mac": mac, **rules, **metadata}
    return json.dumps({**tree, "sops": table}, indent=2)


def _sealed_key(key: bytes, recipient: str) -> str:
    body = b64encode(pyrage.encrypt(key, [pyrage.x25519.Recipient.from_str(recipient)])).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join(["-----BEGIN AGE ENCRYPTED FILE-----", *lines, "-----END AGE ENCRYPTED FILE-----", ""])


def _plain(value: Any) -> tuple[bytes, str]:
    """A value as bytes, and the name of its type."""
    if isinstance(value, bool):
        return (b"True" if value else b"False"), "bool"
    if isinstance(value, int):
        return str(value).encode(), "int"
    if isinstance(value, float):
        return format(value, "f").rstrip("0").encode(), "float"
    return str(value).encode(), "str"


def _sealed(value: Any, key: bytes, additional: str) -> str:
    data, kind = _plain(value)
    if not data:
        return ""
    nonce = os.urandom(32)
    sealed = AESGCM(key).encrypt(nonce, data, additional.encode())
    parts = [b64encode(part).decode() for part in (sealed[:-16], nonce, sealed[-16:])]
    return f"ENC[AES256_GCM,data:{parts[0]},iv:{parts[1]},tag:{parts[2]},type:{kind}]"
