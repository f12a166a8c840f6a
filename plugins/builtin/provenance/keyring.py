"""Key rings: the keys in binary OpenPGP data, as GnuPG exports them and kept them before version 2.1.

A key counts when it carries a signature of its own over at least one of its identities. Keys that cannot be read are
passed over as long as there are others. Rules: golang.org/x/crypto/openpgp (keys.go). There, a subkey or a
certification by others of a kind that is not known spoils the key that has it, and a key of such a kind the one before
it; here they are passed over too, because rings of today are full of them.
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
    UnknownCertificationError,
    read_signature,
)

_KEYS = {
    PUBLIC_KEY: (PUBLIC_KEY, False),
    PUBLIC_SUBKEY: (PUBLIC_SUBKEY, False),
    PRIVATE_KEY: (PUBLIC_KEY, True),
    PRIVATE_SUBKEY: (PUBLIC_SUBKEY, True),
}
"""For each kind of packet with a key: the kind that has the public half alone, and whether there is more."""


class Subkey:
    """A key that belongs to another, and the signature of that other one that says so."""

    __slots__ = ("binding", "key")

    def __init__(self, key: PublicKey, binding: Signature) -> None:
        self.key = key
        self.binding = binding


class Entity:
    """A key with its identities (each with the signature of its own that counts) and subkeys.

    `is_secret` says whether the ring has the secret half too. `packets` are its bytes as they stand in the ring.
    """

    __slots__ = ("identities", "is_revoked", "is_secret", "key", "packets", "subkeys")

    def __init__(self, key: PublicKey, is_secret: bool) -> None:
        self.key = key
        self.is_secret = is_secret
        self.identities: dict[bytes, Signature] = {}
        self.subkeys: list[Subkey] = []
        self.is_revoked = False
        self.packets = b""

    def names(self) -> tuple[str, ...]:
        """The identities as texts."""
        return tuple(identity.decode("utf-8", "surrogateescape") for identity in self.identities)

    def signing_keys(self) -> list[PublicKey]:
        """The keys that may sign and were not revoked."""
        if self.is_revoked:
            return []
        keys = [self.key] if self._own_signature().may_sign else []
        keys.extend(
            subkey.key
            for subkey in self.subkeys
            if subkey.binding.may_sign and subkey.binding.type != SUBKEY_REVOCATION
        )
        return keys

    def _own_signature(self) -> Signature:
        """The signature that says what the key is for: that of the primary identity, else of the first one."""
        signatures = list(self.identities.values())
        return next((signature for signature in signatures if signature.is_primary), signatures[0])


class _Element:
    """A packet that was read: a key, an identity, a signature, or something that does not matter here (kind 0).

    `start` is where it begins in the ring. A key that cannot be read has the reason as its `content`.
    """

    __slots__ = ("content", "is_secret", "kind", "start")

    def __init__(self, kind: int, content: Any = None, is_secret: bool = False) -> None:
        self.kind = kind
        self.content = content
        self.is_secret = is_secret
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
        while not self._is_over:
            start = self._packets.position
            kind, body = self._packets.next()
            if kind in (SIGNATURE, PUBLIC_KEY, PUBLIC_SUBKEY) and not body.data:
                self._is_over = body.problem is None
                raise body.problem or EndOfPackets()
            try:
                element = _read(kind, body)
            except UnknownCertificationError:
                continue
            element.start = start
            return element
        raise EndOfPackets

    def hold(self, element: _Element) -> None:
        """Put back a packet, so that it is the next one again."""
        self._held = element


def _read(kind: int, body: Body) -> _Element:
    if kind == SIGNATURE:
        return _Element(kind, read_signature(body))
    if kind == USER_ID:
        return _Element(kind, body.rest())
    if kind not in _KEYS:
        return _Element(0)
    public, is_secret = _KEYS[kind]
    try:
        if not is_secret and body.data[0] < 4:
            check_old_key(body)
            return _Element(0)
        key = read_public_key(body)
    except UnsupportedError as error:
        return _Element(0) if public == PUBLIC_SUBKEY else _Element(public, error)
    if is_secret:
        body.rest()
    return _Element(public, key, is_secret)


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
        if element.kind == PUBLIC_KEY:
            elements.hold(element)
            return


def _read_entity(elements: _Elements, data: bytes) -> Entity:
    """The key that comes next, with what belongs to it. Raises EndOfPackets, OpenPgpError."""
    first = elements.next()
    if first.kind != PUBLIC_KEY:
        elements.hold(first)
        raise StructuralError("first packet was not a public/private key")
    if isinstance(first.content, UnsupportedError):
        raise first.content
    entity = Entity(first.content, first.is_secret)
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
