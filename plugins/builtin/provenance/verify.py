"""Whether a chart archive is what somebody in a key ring signed.

Rules: pkg/downloader/chart_downloader.go (VerifyChart), pkg/provenance/sign.go (Verify), golang.org/x/crypto/openpgp
(CheckDetachedSignature). As for Helm, a signature holds however old it and its key are; a revoked key signs nothing.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from ....core.errors import ProvenanceError
from ....core.golib.oserrors import path_error
from ....core.golib.path import base, extension
from ....core.golib.strconv import quote
from ....core.model.provenance import Verification
from . import clearsign, hashes
from .files import digest_file, read_limited
from .message import file_hashes
from .openpgp_errors import EndOfPackets, OpenPgpError, SignatureError, StructuralError, UnknownEntityError
from .packets import SIGNATURE, Packets
from .rings import load_keyring
from .signature import Signature, read_signature

if TYPE_CHECKING:
    from .keyring import Entity
    from .public_key import PublicKey

MAX_PROVENANCE_SIZE = 1024 * 1024
"""Bytes in a provenance file."""

_SHOWN_STRANGERS = 5


def verify_chart(path: str, keyring: str) -> Verification:
    """Check the archive at `path` against ``PATH.prov`` and the keys in the file `keyring`. Raises ProvenanceError."""
    if stat.S_ISDIR(_stat(path).st_mode):
        raise ProvenanceError("unpacked charts cannot be verified")
    if extension(path).lower() != ".tgz":
        raise ProvenanceError("chart must be a tgz file")
    provenance = f"{path}.prov"
    try:
        state = os.stat(provenance)
    except OSError as error:
        raise ProvenanceError(
            f"could not load provenance file {provenance}: {path_error('stat', provenance, error)}",
            hint="a chart that was signed comes with a file of its name and .prov",
        ) from None
    try:
        entities = load_keyring(keyring)
    except ProvenanceError as error:
        error.message = f"failed to load keyring: {error.message}"
        raise
    if stat.S_ISDIR(state.st_mode):
        raise ProvenanceError(f"{provenance} cannot be a directory")
    return _verify(path, _decode(provenance), entities)


def _stat(path: str) -> os.stat_result:
    try:
        return os.stat(path)
    except OSError as error:
        raise ProvenanceError(path_error("stat", path, error)) from None


def _decode(provenance: str) -> clearsign.SignedText:
    try:
        return clearsign.decode(read_limited(provenance, MAX_PROVENANCE_SIZE))
    except ProvenanceError as error:
        error.message = f"failed to decode signature: {error.message}"
        raise


def _verify(path: str, text: clearsign.SignedText, entities: list[Entity]) -> Verification:
    signer = check_signature(text, entities)
    sum = f"sha256:{digest_file(path)}"
    name = base(path)
    promised = file_hashes(text.text).get(name)
    if promised is None:
        raise ProvenanceError(f"provenance does not contain a SHA for a file named {quote(name)}")
    if promised != sum:
        raise ProvenanceError(
            f"sha256 sum does not match for {name}: {quote(promised)} != {quote(sum)}",
            details=(f"{path} is not the file that was signed",),
        )
    return Verification(signer.names(), signer.key.fingerprint.hex(), sum, name)


def check_signature(text: clearsign.SignedText, entities: list[Entity]) -> Entity:
    """The entity that signed a text, by the first of its signatures that names a key of the ring.

    Raises OpenPgpError when no key is named, and when that signature does not fit the text.
    """
    known: dict[bytes, list[tuple[Entity, PublicKey]]] = {}
    for entity in entities:
        for key in entity.signing_keys():
            known.setdefault(key.identifier, []).append((entity, key))
    packets = Packets(text.signatures, text.problem)
    strangers: list[bytes] = []
    while True:
        try:
            signature = _next_signature(packets)
        except UnknownEntityError as error:
            error.details = tuple(_describe(stranger, entities) for stranger in strangers[:_SHOWN_STRANGERS])
            raise
        if signature.issuer is None:
            raise StructuralError("signature doesn't have an issuer")
        if signature.issuer in known:
            return _signer(text, signature, known[signature.issuer])
        strangers.append(signature.issuer)


def _describe(identifier: bytes, entities: list[Entity]) -> str:
    """Why a key does not count."""
    name = identifier.hex().upper()
    for entity in entities:
        if identifier in (entity.key.identifier, *(subkey.key.identifier for subkey in entity.subkeys)):
            return f"the key {name} was revoked" if entity.is_revoked else f"the key {name} is not for signing"
    return f"the key {name} is not in the key ring"


def _next_signature(packets: Packets) -> Signature:
    """The next signature. Raises UnknownEntityError after the last one, OpenPgpError for anything else."""
    try:
        kind, body = packets.next()
    except EndOfPackets:
        raise UnknownEntityError from None
    if kind != SIGNATURE:
        raise StructuralError("non signature packet found")
    if not body.data:
        raise body.problem or UnknownEntityError()
    return read_signature(body)


def _signer(
    text: clearsign.SignedText, signature: Signature, keys: list[tuple[Entity, PublicKey]]
) -> Entity:
    """The first entity whose key made the signature. Raises the OpenPgpError of the last one when none did."""
    problem: OpenPgpError = UnknownEntityError()
    for entity, key in keys:
        try:
            key.check_document(signature, text.signed)
        except OpenPgpError as error:
            problem = error
            problem.details = (f"this is not what {entity.names()[0]} signed",)
            continue
        if text.hashes and hashes.name(signature.hash) not in text.hashes:
            raise SignatureError("the Hash header names another algorithm than the signature")
        return entity
    raise problem
