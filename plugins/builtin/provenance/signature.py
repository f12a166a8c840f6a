"""Signature packets.

Rules: RFC 4880 section 5.2; golang.org/x/crypto/openpgp/packet (signature.go, signature_v3.go). When a signature or
a key expires is not looked at, as Helm does not.
"""

from __future__ import annotations

from .hashes import check_number
from .openpgp_errors import OpenPgpError, StructuralError, UnsupportedError
from .packets import Body

RSA, RSA_SIGN_ONLY, DSA, ECDSA = 1, 3, 17, 19
"""Algorithms that sign."""

BINARY, TEXT, GENERIC_CERTIFICATION, POSITIVE_CERTIFICATION = 0x00, 0x01, 0x10, 0x13
SUBKEY_BINDING, PRIMARY_KEY_BINDING, KEY_REVOCATION, SUBKEY_REVOCATION = 0x18, 0x19, 0x20, 0x28
"""What a signature says, by its type."""

_CREATION_TIME, _ISSUER, _PRIMARY_USER_ID, _KEY_FLAGS = 2, 16, 25, 27
_REVOCATION_REASON, _EMBEDDED_SIGNATURE = 29, 32
_SIZES = {
    3: (4, "expiration subpacket with bad length"),
    9: (4, "key expiration subpacket with bad length"),
    _PRIMARY_USER_ID: (1, "primary user id subpacket with bad length"),
}
_CERTIFICATIONS = range(0x10, 0x14)
_IGNORED = frozenset((3, 9, 11, 21, 22, 30))
_SIGNING_FLAG = 0x02


class UnknownCertificationError(UnsupportedError):
    """Somebody says that a key belongs to an identity, in a way that is not known."""

    def __init__(self, reason: UnsupportedError) -> None:
        super().__init__("")
        self.message = reason.message


class Signature:
    """A signature: what it says, by whom, and the numbers that prove it.

    `issuer` is the identifier of the key that made it, None when it does not say. `suffix` is hashed after what is
    signed, `tag` is the beginning of the hash. `flags` are the uses of the key that it is about, None when it does
    not say; `embedded` is the signature that a subkey made of the key it belongs to.
    """

    __slots__ = (
        "algorithm",
        "created",
        "embedded",
        "flags",
        "hash",
        "is_primary",
        "issuer",
        "numbers",
        "suffix",
        "tag",
        "type",
        "version",
    )

    def __init__(self, version: int) -> None:
        self.version = version
        self.type = BINARY
        self.algorithm = 0
        self.hash = 0
        self.created: int | None = None
        self.issuer: bytes | None = None
        self.suffix = b""
        self.tag = b""
        self.flags: int | None = None
        self.is_primary = False
        self.embedded: Signature | None = None
        self.numbers: tuple[int, ...] = ()

    @property
    def may_sign(self) -> bool:
        """Whether the key that the signature is about may sign: it says so, or says nothing about uses."""
        return self.flags is None or bool(self.flags & _SIGNING_FLAG)


def read_signature(body: Body) -> Signature:
    """The signature in a packet. Raises StructuralError, UnsupportedError, OpenPgpError when it is cut short."""
    version = body.number(1)
    if version < 4:
        return _read_version_3(version, body)
    return _read_version_4(version, body, nested=False)


def _read_version_4(version: int, body: Body, *, nested: bool) -> Signature:
    if version != 4:
        raise UnsupportedError(f"signature packet version {version}")
    signature = Signature(version)
    head = body.take(5)
    signature.type, signature.algorithm, signature.hash = head[0], head[1], head[2]
    try:
        _check_algorithm(signature.algorithm, (RSA, RSA_SIGN_ONLY, DSA, ECDSA))
        check_number(signature.hash)
    except UnsupportedError as error:
        if signature.type in _CERTIFICATIONS:
            raise UnknownCertificationError(error) from None
        raise
    hashed = body.take(int.from_bytes(head[3:], "big"))
    signature.suffix = b"\x04" + head + hashed + b"\x04\xff" + (6 + len(hashed)).to_bytes(4, "big")
    _read_subpackets(signature, hashed, is_hashed=True, nested=nested)
    _read_subpackets(signature, body.take(body.number(2)), is_hashed=False, nested=nested)
    _read_proof(signature, body)
    return signature


def _read_version_3(version: int, body: Body) -> Signature:
    if version < 2:
        raise UnsupportedError(f"signature packet version {version}")
    length = body.number(1)
    if length != 5:
        raise UnsupportedError(f"invalid hashed material length {length}")
    signature = Signature(version)
    signature.suffix = body.take(5)
    signature.type, signature.created = signature.suffix[0], int.from_bytes(signature.suffix[1:], "big")
    signature.issuer = body.take(8)
    signature.algorithm, signature.hash = body.take(2)
    _check_algorithm(signature.algorithm, (RSA, RSA_SIGN_ONLY, DSA))
    check_number(signature.hash)
    _read_proof(signature, body)
    return signature


def _check_algorithm(algorithm: int, known: tuple[int, ...]) -> None:
    if algorithm not in known:
        raise UnsupportedError(f"public key algorithm {algorithm}")


def _read_proof(signature: Signature, body: Body) -> None:
    """The beginning of the hash, and the one or two numbers of the algorithm."""
    signature.tag = body.take(2)
    count = 1 if signature.algorithm in (RSA, RSA_SIGN_ONLY) else 2
    signature.numbers = tuple(int.from_bytes(body.multiprecision(), "big") for _ in range(count))


def _read_subpackets(signature: Signature, data: bytes, *, is_hashed: bool, nested: bool) -> None:
    area = Body(data)
    try:
        while area.position < len(data):
            content = area.take(_subpacket_length(area))
            if not content:
                raise StructuralError("zero length signature subpacket")
            _read_subpacket(signature, content[0], content[1:], is_hashed=is_hashed, nested=nested)
    except (StructuralError, UnsupportedError):
        raise
    except OpenPgpError:
        raise StructuralError("signature subpacket truncated") from None
    if signature.created is None:
        raise StructuralError("no creation time in signature")


def _subpacket_length(area: Body) -> int:
    first = area.number(1)
    if first < 192:
        return first
    return ((first - 192) << 8) + area.number(1) + 192 if first < 255 else area.number(4)


def _read_subpacket(signature: Signature, mark: int, content: bytes, *, is_hashed: bool, nested: bool) -> None:
    """Take in one subpacket; what says something about keys counts only where it is signed itself."""
    kind = mark & 0x7F
    if kind == _CREATION_TIME:
        if not is_hashed:
            raise StructuralError("signature creation time in non-hashed area")
        if len(content) != 4:
            raise StructuralError("signature creation time not four bytes")
        signature.created = int.from_bytes(content, "big")
    elif kind == _ISSUER:
        if len(content) != 8:
            raise StructuralError("issuer subpacket with bad length")
        signature.issuer = content
    elif kind == _EMBEDDED_SIGNATURE:
        _embed(signature, content, nested=nested)
    elif kind in _IGNORED or kind in (_PRIMARY_USER_ID, _KEY_FLAGS, _REVOCATION_REASON):
        if is_hashed:
            _read_statement(signature, kind, content)
    elif mark & 0x80:
        raise UnsupportedError(f"unknown critical signature subpacket type {kind}")


def _read_statement(signature: Signature, kind: int, content: bytes) -> None:
    """What a self-signature says about its key."""
    if kind in _SIZES and len(content) != _SIZES[kind][0]:
        raise StructuralError(_SIZES[kind][1])
    if kind == _PRIMARY_USER_ID:
        signature.is_primary = content != b"\0"
    elif kind == _KEY_FLAGS:
        if not content:
            raise StructuralError("empty key flags subpacket")
        signature.flags = content[0] | (signature.flags or 0)
    elif kind == _REVOCATION_REASON and not content:
        raise StructuralError("empty revocation reason subpacket")


def _embed(signature: Signature, content: bytes, *, nested: bool) -> None:
    if signature.embedded is not None or nested:
        raise StructuralError("Cannot have multiple embedded signatures")
    body = Body(content)
    try:
        embedded = _read_version_4(body.number(1), body, nested=True)
    except (StructuralError, UnsupportedError):
        raise
    except OpenPgpError as error:
        raise StructuralError(error.message) from None
    if embedded.type != PRIMARY_KEY_BINDING:
        raise StructuralError(f"cross-signature has unexpected type {embedded.type}")
    signature.embedded = embedded
