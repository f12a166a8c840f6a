"""Signing chart archives with a secret key of a key ring.

Which key: pkg/provenance/sign.go (NewFromKeyring, DecryptKey, ClearSign). The signature is made by Sequoia, which alone
handles secret keys; it refuses those that are too weak today.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core import shared_files
from ....core.errors import ProvenanceError
from ....core.golib.oserrors import path_error
from ....core.golib.path import base
from ....core.golib.strconv import quote
from .files import digest_file
from .message import make_message
from .openpgp_errors import StructuralError
from .rings import load_keyring

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.model.chart import Metadata
    from ....core.model.provenance import SigningOptions
    from .keyring import Entity

_MODE = 0o755
_LOCKED = "secret key material is encrypted"
_EXPORT = "a ring of secret keys is made with: gpg --export-secret-keys > secring.gpg"
_WEAK = (
    "keys that have expired, that are bound to their name by SHA-1 alone (as GnuPG made them before version 2.1),",
    "and RSA and DSA keys of 1024 bits sign nothing any more; what they signed can still be verified",
)


def sign_chart(path: str, options: SigningOptions, load_metadata: Callable[[str], Metadata]) -> str:
    """Write ``PATH.prov`` for the archive at `path`; its path. Raises ProvenanceError.

    `load_metadata` gives the metadata of the chart in an archive.
    """
    entity = choose_entity(_load_secret_keys(options.keyring), options.key)
    if entity is None:
        raise ProvenanceError(
            "private key not found",
            details=(f"no key in {options.keyring} has the name {quote(options.key)}",),
            hint="only keys by RSA and DSA count: Helm does not know Ed25519, GnuPG's usual keys",
        )
    if not entity.is_secret:
        raise ProvenanceError(
            "provided key is not a private key",
            details=(f"{options.keyring} has the public key of {entity.names()[0]} alone",),
            hint=_EXPORT,
        )
    signer = _unlock(entity, options.passphrase)
    if os.path.isdir(path):
        raise ProvenanceError("cannot sign a directory")
    message = make_message(load_metadata(path), base(path), f"sha256:{digest_file(path)}")
    provenance = f"{path}.prov"
    try:
        shared_files.replace(provenance, _clear_sign(signer, message), _MODE)
    except OSError as error:
        raise ProvenanceError(path_error("open", provenance, error)) from None
    return provenance


def _load_secret_keys(path: str) -> list[Entity]:
    """The keys of the ring to sign with. Where there is none, a keybox is no help: it has no secret keys."""
    try:
        return load_keyring(path)
    except ProvenanceError as error:
        if not os.path.exists(path):
            error.hint = f"{_EXPORT}, and named with --keyring"
        raise


def choose_entity(entities: list[Entity], name: str) -> Entity | None:
    """The key with an identity of exactly that name, else the one whose identity contains it.

    Raises ProvenanceError when several contain it.
    """
    found: list[Entity] = []
    for entity in entities:
        for identity in entity.names():
            if identity == name:
                return entity
            if name in identity:
                found.append(entity)
    if len(found) > 1:
        raise ProvenanceError(
            f"more than one key contain the id {quote(name)}",
            details=tuple(dict.fromkeys(identity for entity in found for identity in entity.names())),
        )
    return found[0] if found else None


def _unlock(entity: Entity, passphrase: Callable[[str], str]) -> Any:
    """Sequoia's handle of the signing key. Raises ProvenanceError: the key cannot sign, the passphrase is wrong."""
    from pysequoia import Tsk

    name = entity.names()[0]
    try:
        key = Tsk.from_bytes(entity.packets)
        return key.signer()
    except Exception as error:
        reason = str(error).partition("\n")[0]
        if _LOCKED not in reason:
            raise ProvenanceError(
                f"the key of {name} cannot sign",
                details=(reason, *_WEAK),
                hint=f"renew its own signature: gpg --quick-set-expire {entity.key.fingerprint.hex()} 2y",
            ) from None
    word = passphrase(name)
    try:
        return key.signer(word)
    except Exception:
        failure = StructuralError("private key checksum failure")
        failure.hint = f"that is not the passphrase of {name}"
        raise failure from None


def _clear_sign(signer: Any, message: str) -> bytes:
    """A text with its signature. It ends where Go's does: without a line end."""
    from pysequoia import SignatureMode, sign

    text = message.removesuffix("\n").encode("utf-8", "surrogateescape")
    signed: bytes = sign(signer, text, mode=SignatureMode.CLEAR)
    return signed.rstrip(b"\n")
