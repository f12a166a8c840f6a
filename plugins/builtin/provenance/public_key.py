"""Public keys: reading them from their packets, and checking signatures with them.

Rules: RFC 4880 sections 5.5.2, 12.2, RFC 6637 section 9; golang.org/x/crypto/openpgp/packet (public_key.go).
"""

from __future__ import annotations

import hashlib
from typing import Any

from . import hashes
from .openpgp_errors import ArgumentError, OpenPgpError, SignatureError, StructuralError, UnsupportedError
from .packets import Body
from .signature import BINARY, DSA, ECDSA, RSA, RSA_SIGN_ONLY, TEXT, Signature

_RSA_ENCRYPT_ONLY, _ELGAMAL, _ECDH = 2, 16, 18
_RSA_KINDS = (RSA, _RSA_ENCRYPT_ONLY, RSA_SIGN_ONLY)
_NUMBERS = {DSA: 4, _ELGAMAL: 3}
_CURVES = {
    bytes.fromhex("2a8648ce3d030107"): "SECP256R1",
    bytes.fromhex("2b81040022"): "SECP384R1",
    bytes.fromhex("2b81040023"): "SECP521R1",
}


class PublicKey:
    """A public key: its algorithm and numbers, its fingerprint, and its bytes as they are hashed for signatures."""

    __slots__ = ("algorithm", "fingerprint", "hashed", "numbers")

    def __init__(self, algorithm: int, numbers: tuple[Any, ...], content: bytes) -> None:
        self.algorithm = algorithm
        self.numbers = numbers
        self.hashed = b"\x99" + (len(content) & 0xFFFF).to_bytes(2, "big") + content
        self.fingerprint = hashlib.sha1(self.hashed).digest()

    @property
    def identifier(self) -> bytes:
        """What signatures call the key: the last 8 bytes of its fingerprint."""
        return self.fingerprint[12:]

    @property
    def may_be_primary(self) -> bool:
        """Whether the algorithm signs."""
        return self.algorithm in (RSA, RSA_SIGN_ONLY, DSA, ECDSA)

    def check(self, signature: Signature, data: bytes) -> None:
        """Raise OpenPgpError unless the signature is this key's and fits the data (less what the signature adds)."""
        if self.algorithm in (_RSA_ENCRYPT_ONLY, _ELGAMAL):
            raise ArgumentError("public key cannot generate signatures")
        digest = hashes.digest(signature.hash, data + signature.suffix)
        if digest[:2] != signature.tag:
            raise SignatureError("hash tag doesn't match")
        if self.algorithm != signature.algorithm:
            raise ArgumentError("public key and signature use different algorithms")
        if self.algorithm == ECDSA and signature.version < 4:
            raise SignatureError("Unsupported public key algorithm used in signature")
        if not self._fits(signature, digest):
            name = {DSA: "DSA", ECDSA: "ECDSA"}.get(self.algorithm, "RSA")
            raise SignatureError(f"{name} verification failure")

    def check_document(self, signature: Signature, content: bytes) -> None:
        """Raise OpenPgpError unless the signature is this key's and is one of a document with that content."""
        self.check(signature, document_to_hash(signature, content))

    def _fits(self, signature: Signature, digest: bytes) -> bool:
        """Whether the numbers of the signature are right for a hash. Keys of forbidden sizes fit nothing."""
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa, utils

        hashed = utils.Prehashed(hashes.algorithm(signature.hash))
        try:
            if self.algorithm in _RSA_KINDS:
                modulus, exponent = self.numbers
                proof = signature.numbers[0].to_bytes((modulus.bit_length() + 7) // 8, "big")
                key = rsa.RSAPublicNumbers(exponent, modulus).public_key()
                key.verify(proof, digest, padding.PKCS1v15(), hashed)
                return True
            pair = utils.encode_dss_signature(*signature.numbers)
            if self.algorithm == DSA:
                p, q, g, y = self.numbers
                numbers: Any = dsa.DSAPublicNumbers(y, dsa.DSAParameterNumbers(p, q, g))
                numbers.public_key().verify(pair, digest, hashed)
            else:
                curve, point = self.numbers
                ec.EllipticCurvePublicKey.from_encoded_point(getattr(ec, curve)(), point).verify(
                    pair, digest, ec.ECDSA(hashed)
                )
        except (InvalidSignature, UnsupportedAlgorithm, ValueError, OverflowError):
            return False
        return True


def document_to_hash(signature: Signature, content: bytes) -> bytes:
    """The content of a document as a signature of its type hashes it. Raises UnsupportedError for other types."""
    if signature.type == BINARY:
        return content
    if signature.type == TEXT:
        return _with_canonical_ends(content)
    raise UnsupportedError(f"unsupported signature type: {signature.type}")


def _with_canonical_ends(content: bytes) -> bytes:
    """A text whose lines all end with CR and LF."""
    import re

    return re.sub(rb"\r[\s\S]?|\n", lambda end: b"\r\n" if end[0] == b"\n" else end[0], content)


def read_public_key(body: Body) -> PublicKey:
    """The key at the beginning of a packet. Raises UnsupportedError, OpenPgpError when it is cut short."""
    if body.number(1) != 4:
        raise UnsupportedError("public key version")
    body.take(4)
    algorithm = body.number(1)
    if algorithm in _RSA_KINDS:
        numbers: tuple[Any, ...] = _read_rsa(body)
    elif algorithm in _NUMBERS:
        numbers = tuple(int.from_bytes(body.multiprecision(), "big") for _ in range(_NUMBERS[algorithm]))
    elif algorithm in (ECDSA, _ECDH):
        numbers = _read_point(body, with_derivation=algorithm == _ECDH)
    else:
        raise UnsupportedError(f"public key type: {algorithm}")
    return PublicKey(algorithm, numbers, body.data[: body.position])


def check_old_key(body: Body) -> None:
    """Raise UnsupportedError for a key of a version before 4, unless it is one of RSA (which is not used either)."""
    if not 2 <= body.number(1) <= 3:
        raise UnsupportedError("public key version")
    body.take(6)
    algorithm = body.number(1)
    if algorithm not in _RSA_KINDS:
        raise UnsupportedError(f"public key type: {algorithm}")
    _read_rsa(body)


def _read_rsa(body: Body) -> tuple[int, int]:
    modulus, exponent = body.multiprecision(), body.multiprecision()
    if len(exponent) > 3:
        raise UnsupportedError("large public exponent")
    return int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big")


def _read_point(body: Body, *, with_derivation: bool) -> tuple[str, bytes]:
    """The curve and the point of a key on an elliptic curve, and past what an encryption key has besides."""
    size = body.number(1)
    if size > 8:
        raise UnsupportedError(f"invalid oid length: {size}")
    identifier = body.take(size)
    point = body.multiprecision()
    if with_derivation:
        size = body.number(1)
        if size < 3:
            raise UnsupportedError(f"Unsupported ECDH KDF length: {size}")
        reserved = body.take(size)[0]
        if reserved != 1:
            raise UnsupportedError(f"Unsupported KDF reserved field: {reserved}")
    curve = _CURVES.get(identifier)
    if curve is None:
        raise UnsupportedError(f"unsupported oid: {identifier.hex()}")
    if not _is_point(curve, point):
        raise UnsupportedError("failed to parse EC point")
    return curve, point


def _is_point(curve: str, point: bytes) -> bool:
    """Whether the bytes are a point on the curve, uncompressed."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if point[:1] != b"\x04":
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(getattr(ec, curve)(), point)
    except ValueError:
        return False
    return True


def check_certification(key: PublicKey, identity: bytes, signature: Signature) -> None:
    """Raise OpenPgpError unless the key itself signed that the identity is its own."""
    key.check(signature, key.hashed + b"\xb4" + len(identity).to_bytes(4, "big") + identity)


def check_revocation(key: PublicKey, signature: Signature) -> None:
    """Raise OpenPgpError unless the key itself signed that it is not to be used any more."""
    key.check(signature, key.hashed)


def check_binding(key: PublicKey, subkey: PublicKey, signature: Signature) -> None:
    """Raise OpenPgpError unless the key signed that the subkey is its own, and a signing subkey signed it too."""
    both = key.hashed + subkey.hashed
    key.check(signature, both)
    if signature.flags is None or not signature.may_sign:
        return
    if signature.embedded is None:
        raise StructuralError("signing subkey is missing cross-signature")
    try:
        subkey.check(signature.embedded, both)
    except OpenPgpError as error:
        raise StructuralError(f"error while verifying cross-signature: {error.message}") from None
