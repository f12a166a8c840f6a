"""Key rings: the keys in binary OpenPGP data, as GnuPG exports them and kept them before version 2.1.

A key counts when it carries a signature of its own over at least one of its identities. Keys that cannot be read are
passed over as long as there are others. Rules: golang.org/x/crypto/openpgp (keys.go).
"""

from __future__ import annotations

from typing import Any

from .openpgp_errors import EndOfPackets, OpenPgpError, StructuralError, UnsupportedError
from .packets import PRIVATE_KEY, PRIVATE_SUBKEY, PUBLIC_KEY, PUBLIC_SUBKEY, SIGNATURE, USER_ID, Body, Packets
from .public_key import (
    PublicKey,
    check_binding,
    check_certification,
    check_old_key,
    check_revocation,
    read_public_key,
)
from .signature import (
    GENERIC_CERTIFICATION,
    KEY_REVOCATION,
    POSITIVE_CERTIFICATION,
    SUBKEY_BINDING,
    SUBKEY_REVOCATION,
    Signature,
    read_signature,
)

_CIPHERS = {2: 8, 3: 8, 7: 16, 8: 16, 9: 16}
"""The block sizes of the ciphers that secret keys may be locked with."""


class SecretPart:
    """What is known of the secret half of a key without opening it."""

    __slots__ = ("is_locked",)

    def __init__(self, is_locked: bool) -> None:
        self.is_locked = is_locked


class Subkey:
    """A key that belongs to another, and the signature of that other one that says so."""

    __slots__ = ("binding", "key")

    def __init__(self, key: PublicKey, binding: Signature) -> None:
        self.key = key
        self.binding = binding


class Entity:
    """A key with its identities (each with the signature of its own that counts) and subkeys.

    `secret` is None for a public key. `packets` are its bytes as they stand in the ring.
    """

    __slots__ = ("identities", "is_revoked", "key", "packets", "secret", "subkeys")

    def __init__(self, key: PublicKey, secret: SecretPart | None) -> None:
        self.key = key
        self.secret = secret
        self.identities: dict[bytes, Signature] = {}
        self.subkeys: list[Subkey] = []
        self.is_revoked = False
        self.packets = b""

    def names(self) -> tuple[str, ...]:
        """The identities as texts."""
        return tuple(identity.decode("utf-8", "surrogateescape") for identity in self.identities)

    def signing_keys(self, identifier: bytes) -> list[PublicKey]:
        """The keys of that identifier that may sign and were not revoked."""
        if self.is_revoked:
            return []
        keys = []
        if self.key.identifier == identifier and self._own_signature().may_sign:
            keys.append(self.key)
        for subkey in self.subkeys:
            if subkey.key.identifier == identifier and not subkey.binding.is_revocation and subkey.binding.may_sign:
                keys.append(subkey.key)
        return keys

    def _own_signature(self) -> Signature:
        """The signature that says what the key is for: that of the primary identity, else of the first one."""
        signatures = list(self.identities.values())
        return next((signature for signature in signatures if signature.is_primary), signatures[0])


class _Element:
    """A packet that was read: a key, an identity, a signature, or something that does not matter here (kind 0).

    `start` is where it begins in the ring.
    """

    __slots__ = ("content", "kind", "secret", "start")

    def __init__(self, kind: int, content: Any, secret: SecretPart | None = None) -> None:
        self.kind = kind
        self.content = content
        self.secret = secret
        self.start = 0


class _Elements:
    """The packets of a ring, read one by one; one may be put back."""

    __slots__ = ("_held", "_is_over", "_packets")

    def __init__(self, data: bytes) -> None:
        self._packets = Packets(data)
        self._held: _Element | None = None
        self._is_over = False

    @property
    def position(self) -> int:
        """How far the ring has been read, in bytes."""
        return self._packets.position if self._held is None else self._held.start

    def next(self) -> _Element:
        """The next packet. Raises EndOfPackets, else OpenPgpError for one that cannot be read, which is then over."""
        if self._held is not None:
            element, self._held = self._held, None
            return element
        if self._is_over:
            raise EndOfPackets
        start = self._packets.position
        kind, body = self._packets.next()
        if kind in (SIGNATURE, PUBLIC_KEY, PUBLIC_SUBKEY) and not body.data:
            self._is_over = body.problem is None
            raise body.problem or EndOfPackets()
        element = _read(kind, body)
        element.start = start
        return element

    def hold(self, element: _Element) -> None:
        """Put back a packet, so that it is the next one again."""
        self._held = element


def _read(kind: int, body: Body) -> _Element:
    if kind == SIGNATURE:
        return _Element(kind, read_signature(body))
    if kind in (PUBLIC_KEY, PUBLIC_SUBKEY):
        if body.data[0] < 4:
            check_old_key(body)
            return _Element(0, None)
        return _Element(kind, read_public_key(body))
    if kind in (PRIVATE_KEY, PRIVATE_SUBKEY):
        key = read_public_key(body)
        public = PUBLIC_KEY if kind == PRIVATE_KEY else PUBLIC_SUBKEY
        return _Element(public, key, _read_secret(body))
    if kind == USER_ID:
        return _Element(kind, body.rest())
    return _Element(0, None)


def _read_secret(body: Body) -> SecretPart:
    """What the secret half of a key says about itself (RFC 4880 section 5.5.3)."""
    usage = body.number(1)
    if usage not in (0, 254, 255):
        raise UnsupportedError("deprecated s2k function in private key")
    if usage:
        cipher = body.number(1)
        method = body.number(1)
        body.number(1)
        if method not in (0, 1, 3):
            raise UnsupportedError("S2K function")
        body.take({0: 0, 1: 8, 3: 9}[method])
        if cipher not in _CIPHERS:
            raise UnsupportedError(f"unsupported cipher in private key: {cipher}")
        body.take(_CIPHERS[cipher])
    body.rest()
    return SecretPart(is_locked=usage != 0)


def read_keyring(data: bytes) -> list[Entity]:
    """The keys of a ring; none for no data.

    Raises OpenPgpError when the data is no sequence of packets, or when none of its keys can be used.
    """
    elements = _Elements(data)
    entities: list[Entity] = []
    problem: OpenPgpError | None = None
    while True:
        try:
            entities.append(_read_entity(elements, data))
            continue
        except EndOfPackets:
            break
        except (UnsupportedError, StructuralError) as error:
            problem = error
        try:
            _skip_to_key(elements)
        except EndOfPackets:
            break
    if not entities and problem is not None:
        raise problem
    return entities


def _skip_to_key(elements: _Elements) -> None:
    """Leave the ring before the next key. Raises EndOfPackets, StructuralError, OpenPgpError."""
    while True:
        try:
            element = elements.next()
        except UnsupportedError:
            continue
        if element.kind == PUBLIC_KEY and element.secret is None:
            elements.hold(element)
            return


def _read_entity(elements: _Elements, data: bytes) -> Entity:
    """The key that comes next, with what belongs to it. Raises EndOfPackets, OpenPgpError."""
    first = elements.next()
    if first.kind != PUBLIC_KEY:
        elements.hold(first)
        raise StructuralError("first packet was not a public/private key")
    entity = Entity(first.content, first.secret)
    if not entity.key.may_be_primary:
        raise StructuralError("primary key cannot be used for signatures")
    revocations: list[Signature] = []
    while (element := _next_of_key(elements)) is not None:
        if element.kind == USER_ID:
            _add_identity(entity, element.content, elements)
        elif element.kind == PUBLIC_SUBKEY:
            _add_subkey(entity, element.content, elements)
        elif element.kind == SIGNATURE and element.content.type == KEY_REVOCATION:
            revocations.append(element.content)
    if not entity.identities:
        raise StructuralError("entity without any identities")
    for revocation in revocations:
        _revoke(entity, revocation)
    entity.packets = data[first.start : elements.position]
    return entity


def _next_of_key(elements: _Elements) -> _Element | None:
    """The next packet, or None where the key ends. Raises OpenPgpError."""
    try:
        element = elements.next()
    except EndOfPackets:
        return None
    if element.kind == PUBLIC_KEY:
        elements.hold(element)
        return None
    return element


def _next_signature(elements: _Elements) -> Signature | None:
    """The next packet if it is a signature (of version 4), else None. Raises OpenPgpError."""
    try:
        element = elements.next()
    except EndOfPackets:
        return None
    if element.kind == SIGNATURE:
        signature: Signature = element.content
        if signature.version == 4:
            return signature
    elements.hold(element)
    return None


def _revoke(entity: Entity, revocation: Signature) -> None:
    try:
        check_revocation(entity.key, revocation)
    except OpenPgpError:
        raise StructuralError("revocation signature signed by alternate key") from None
    entity.is_revoked = True


def _add_identity(entity: Entity, identity: bytes, elements: _Elements) -> None:
    """Take in an identity with its signatures; it counts when the key signed it itself."""
    while (signature := _next_signature(elements)) is not None:
        if signature.type not in (POSITIVE_CERTIFICATION, GENERIC_CERTIFICATION):
            continue
        if signature.issuer != entity.key.identifier:
            continue
        try:
            check_certification(entity.key, identity, signature)
        except OpenPgpError as error:
            raise StructuralError(f"user ID self-signature invalid: {error.message}") from None
        entity.identities[identity] = signature


def _add_subkey(entity: Entity, key: PublicKey, elements: _Elements) -> None:
    """Take in a subkey with the newest of the signatures that bind it, or the one that revokes it."""
    binding: Signature | None = None
    try:
        while (signature := _next_signature(elements)) is not None:
            if signature.type not in (SUBKEY_BINDING, SUBKEY_REVOCATION):
                raise StructuralError("subkey signature with wrong type")
            check_binding(entity.key, key, signature)
            if signature.type == SUBKEY_REVOCATION or _is_newer(signature, binding):
                binding = signature
    except OpenPgpError as error:
        raise StructuralError(f"subkey signature invalid: {error.message}") from None
    if binding is None:
        raise StructuralError("subkey packet not followed by signature")
    entity.subkeys.append(Subkey(key, binding))


def _is_newer(signature: Signature, binding: Signature | None) -> bool:
    if binding is None:
        return True
    if binding.type == SUBKEY_REVOCATION:
        return False
    return (signature.created or 0) > (binding.created or 0)
