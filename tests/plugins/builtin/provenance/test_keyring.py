from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.plugins.builtin.provenance.keyring import read_keyring
from pilothouse.plugins.builtin.provenance.openpgp_errors import OpenPgpError
from pilothouse.plugins.builtin.provenance.packets import Packets


def read(data: bytes) -> list[str] | str:
    try:
        return [name for entity in read_keyring(data) for name in entity.names()]
    except OpenPgpError as error:
        return error.message


def split(data: bytes) -> list[bytes]:
    """The packets of a ring, each with its head."""
    packets, parts = Packets(data), []
    while packets.position < len(data):
        start = packets.position
        packets.next()
        parts.append(data[start : packets.position])
    return parts


@pytest.fixture
def ring(made: Path) -> Callable[..., bytes]:
    return lambda *names: b"".join((made / f"{name}.gpg").read_bytes() for name in names)


Ring = Callable[..., bytes]
RSA, DSA = "rsa <rsa@example.com>", "dsa <dsa@example.com>"


def test_a_ring_has_keys_in_order(ring: Ring) -> None:
    assert read(ring("rsa.pub", "dsa.sec", "ecdsa.pub")) == [RSA, DSA, "ecdsa <ecdsa@example.com>"]
    assert read(b"") == []


def test_the_bytes_of_a_key_are_those_of_the_ring(ring: Ring) -> None:
    entities = read_keyring(ring("rsa.pub", "subkey.sec", "dsa.pub"))
    assert [entity.packets for entity in entities] == [ring("rsa.pub"), ring("subkey.sec"), ring("dsa.pub")]


def test_secret_keys_are_told_from_public_ones(ring: Ring) -> None:
    entities = read_keyring(ring("rsa.pub", "rsa.sec", "locked.sec"))
    assert [entity.is_secret for entity in entities] == [False, True, True]


def test_a_key_that_cannot_be_read_is_passed_over_when_there_are_others(ring: Ring) -> None:
    assert read(ring("edwards.pub", "rsa.pub")) == [RSA]
    assert read(ring("rsa.pub", "edwards.pub")) == [RSA]
    assert read(ring("edwards.pub")) == "openpgp: unsupported feature: public key type: 22"


def test_subkeys_and_certifications_of_unknown_kinds_are_passed_over(ring: Ring) -> None:
    key, identity, signature = split(ring("rsa.pub"))
    certification = split(ring("edwards.pub"))[2]
    subkey = b"\xb9\x00\x06\x04\0\0\0\0\x16"
    assert read(key + identity + certification + signature + subkey + certification + ring("dsa.pub")) == [RSA, DSA]


def test_other_signatures_of_unknown_kinds_spoil_the_key(ring: Ring) -> None:
    """One of them could take the key back."""
    key, identity, signature = split(ring("rsa.pub"))
    revocation = b"\x88\x06\x04\x20\x16\x0a\0\0"
    assert read(key + revocation + identity + signature) == "openpgp: unsupported feature: public key algorithm 22"


def test_a_key_without_an_identity_that_it_signed_itself_is_none(ring: Ring) -> None:
    key, identity, signature = split(ring("rsa.pub"))
    _, other_identity, other_signature = split(ring("dsa.pub"))
    none = "openpgp: invalid data: entity without any identities"
    assert read(key) == none
    assert read(key + identity) == none
    assert read(key + identity + other_signature) == none
    assert read(key + signature) == none
    assert read(key + other_identity + signature) == (
        "openpgp: invalid data: user ID self-signature invalid: openpgp: invalid signature: hash tag doesn't match"
    )
    assert read(key + other_identity + identity + signature) == [RSA]


def test_a_stolen_subkey_is_refused(ring: Ring) -> None:
    _, _, _, subkey, binding = split(ring("subkey.pub"))
    assert read(ring("rsa.pub") + subkey + binding) == (
        "openpgp: invalid data: subkey signature invalid: openpgp: invalid signature: hash tag doesn't match"
    )
    assert read(ring("rsa.pub") + subkey) == "openpgp: invalid data: subkey packet not followed by signature"


def test_a_revocation_by_somebody_else_spoils_the_key(ring: Ring) -> None:
    key, *rest = split(ring("rsa.pub"))
    _, revocation, *_ = split(ring("revoked.pub"))
    assert read(key + revocation + b"".join(rest)) == (
        "openpgp: invalid data: revocation signature signed by alternate key"
    )
    assert [entity.is_revoked for entity in read_keyring(ring("revoked.pub", "rsa.pub"))] == [True, False]
    assert [entity.signing_keys() for entity in read_keyring(ring("revoked.pub"))] == [[]]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "openpgp: invalid data: tag byte does not have MSB set"),
        (b"\x99\x01", "unexpected EOF"),
        (b"\x99\x00\x06\x05\0\0\0\0\x01", "openpgp: unsupported feature: public key version"),
        (b"\x99\x00\x06\x04\0\0\0\0\x63", "openpgp: unsupported feature: public key type: 99"),
        (b"\x99\x00\x08\x03\0\0\0\0\0\0\x11", "openpgp: unsupported feature: public key type: 17"),
        (b"\xb4\x01x", "openpgp: invalid data: first packet was not a public/private key"),
    ],
)
def test_what_is_no_ring_is_refused_in_gos_words(data: bytes, message: str) -> None:
    assert read(data) == message


def test_packets_of_other_kinds_are_passed_over(ring: Ring) -> None:
    key, identity, signature = split(ring("rsa.pub"))
    trust = b"\xb0\x02\x06\x00"
    assert read(trust[:0] + key + trust + identity + signature + trust) == [RSA]
    assert read(key + b"\x88\x00" + identity + signature) == "openpgp: invalid data: entity without any identities"
