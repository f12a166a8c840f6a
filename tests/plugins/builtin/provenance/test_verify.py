"""Verification of what GnuPG signed. `made_by_gnupg/make.sh` shows which keys there are."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import ProvenanceError
from pilothouse.core.model.provenance import Verification
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.provenance.keyring import read_keyring

Verify = Any
SUM = "sha256:" + hashlib.sha256(b"the archive").hexdigest()
UNKNOWN = "openpgp: signature made by unknown entity"
NOT_FOUND = "failed to decode signature: signature block not found"


def read(made: Path, name: str) -> bytes:
    return (made / name).read_bytes()


def facts(found: Verification | str) -> tuple[Any, ...] | str:
    return found if isinstance(found, str) else (found.signed_by, found.file_hash, found.file_name)


def good(name: str) -> tuple[Any, ...]:
    return ((f"{name} <{name}@example.com>",), SUM, "web-0.1.0.tgz")


@pytest.mark.parametrize("hash", ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512"])
def test_every_hash_that_helm_takes_is_taken(verify: Verify, made: Path, hash: str) -> None:
    assert facts(verify(read(made, f"rsa-{hash}.prov"), "rsa.pub.gpg")) == good("rsa")


@pytest.mark.parametrize("name", ["rsa", "dsa", "ecdsa", "subkey", "old", "expired"])
def test_keys_of_every_kind_that_helm_takes_are_taken(verify: Verify, made: Path, name: str) -> None:
    assert facts(verify(read(made, f"{name}-SHA256.prov"), f"{name}.pub.gpg")) == good(name)
    assert facts(verify(read(made, f"{name}-SHA256.prov"), f"{name}.sec.gpg")) == good(name)


def test_the_key_is_found_among_others_and_named_by_its_fingerprint(verify: Verify, made: Path) -> None:
    found = verify(read(made, "rsa-SHA256.prov"), "edwards.pub.gpg", "dsa.pub.gpg", "rsa.pub.gpg", "old.pub.gpg")
    assert facts(found) == good("rsa")
    assert len(found.fingerprint) == 40
    assert verify(read(made, "rsa-SHA1.prov"), "rsa.pub.gpg") == found


def test_a_signature_by_a_key_that_is_not_in_the_ring_fails(verify: Verify, made: Path) -> None:
    assert verify(read(made, "rsa-SHA256.prov"), "dsa.pub.gpg", "locked.sec.gpg") == UNKNOWN
    assert verify(read(made, "rsa-SHA256.prov"), ring=b"") == UNKNOWN


def test_a_signature_by_a_revoked_key_fails(verify: Verify, made: Path) -> None:
    assert verify(read(made, "revoked-SHA256.prov"), "revoked.pub.gpg") == UNKNOWN


def test_a_key_whose_subkeys_sign_does_not_count_without_them(verify: Verify, made: Path) -> None:
    ring = read(made, "subkey.pub.gpg")
    primary = ring[: ring.rindex(b"\xb9\x01\x0d")]
    assert facts(verify(read(made, "subkey-SHA256.prov"), "subkey.pub.gpg")) == good("subkey")
    assert verify(read(made, "subkey-SHA256.prov"), ring=primary) == UNKNOWN


@pytest.mark.parametrize(
    ("provenance", "ring", "message"),
    [
        ("rsa-RIPEMD160.prov", "rsa.pub.gpg", "openpgp: unsupported feature: hash not available: 9"),
        ("edwards-SHA256.prov", "rsa.pub.gpg", "openpgp: unsupported feature: public key algorithm 22"),
        (
            "edwards-SHA256.prov",
            "edwards.pub.gpg",
            "failed to load keyring: openpgp: unsupported feature: public key type: 22",
        ),
    ],
)
def test_what_helm_does_not_know_is_refused_in_its_words(
    verify: Verify, made: Path, provenance: str, ring: str, message: str
) -> None:
    assert verify(read(made, provenance), ring) == message


def test_an_archive_without_a_provenance_file_fails(verify: Verify) -> None:
    assert verify(None, "rsa.pub.gpg") == (
        "could not load provenance file TMP/web-0.1.0.tgz.prov: stat TMP/web-0.1.0.tgz.prov: no such file or directory"
    )


@pytest.mark.parametrize("content", [b"", b"\n", b"garbage\n", b"\0" * 100, b"-----BEGIN PGP SIGNED MESSAGE-----"])
def test_a_provenance_file_without_a_signature_fails(verify: Verify, content: bytes) -> None:
    assert verify(content, "rsa.pub.gpg") == NOT_FOUND


def test_another_archive_than_the_signed_one_fails(verify: Verify, made: Path) -> None:
    other = "sha256:" + hashlib.sha256(b"an archive").hexdigest()
    assert verify(read(made, "rsa-SHA256.prov"), "rsa.pub.gpg", archive=b"an archive") == (
        f'sha256 sum does not match for web-0.1.0.tgz: "{SUM}" != "{other}"'
    )


def test_another_name_than_the_signed_one_fails(verify: Verify, made: Path) -> None:
    assert verify(read(made, "rsa-SHA256.prov"), "rsa.pub.gpg", name="api-0.1.0.tgz") == (
        'provenance does not contain a SHA for a file named "api-0.1.0.tgz"'
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"version: 0.1.0", b"version: 0.1.1"),
        (b"name: web", b"name:  web"),
        (b"\n...\n", b"\n\n...\n"),
        (b"files:", b"files: "[:-1] + b"#"),
        (b"keywords:\n- - a", b"keywords:\n- a"),
        (b"keywords:\n- - a\n", b""),
    ],
)
def test_a_changed_text_fails(verify: Verify, made: Path, old: bytes, new: bytes) -> None:
    provenance = read(made, "rsa-SHA256.prov")
    assert old in provenance
    assert verify(provenance.replace(old, new), "rsa.pub.gpg") == "openpgp: invalid signature: hash tag doesn't match"


def test_a_changed_signature_fails(verify: Verify, made: Path) -> None:
    lines = read(made, "rsa-SHA256.prov").split(b"\n")
    at = next(number for number, line in enumerate(lines) if line.startswith(b"-----BEGIN PGP SIGNATURE")) + 5
    lines[at] = lines[at][:10] + (b"A" if lines[at][10:11] != b"A" else b"B") + lines[at][11:]
    assert verify(b"\n".join(lines), "rsa.pub.gpg") == "openpgp: invalid signature: RSA verification failure"
    lines[at] = b"!" + lines[at][1:]
    assert str(verify(b"\n".join(lines), "rsa.pub.gpg")).startswith("illegal base64 data at input byte ")


@pytest.mark.parametrize("extra", [b"unsigned: text\n", b"-----BEGIN PGP SIGNED MESSAGE----\n"])
def test_text_before_or_after_what_was_signed_fails(verify: Verify, made: Path, extra: bytes) -> None:
    provenance = read(made, "rsa-SHA256.prov")
    assert verify(extra + provenance, "rsa.pub.gpg") == (
        "failed to decode signature: text before the signed message"
    )
    assert verify(provenance + extra, "rsa.pub.gpg") == "failed to decode signature: text after the signed message"


def test_a_second_signed_text_fails_wherever_it_stands(verify: Verify, made: Path) -> None:
    first, second = read(made, "rsa-SHA256.prov"), read(made, "dsa-SHA256.prov")
    for both in (first + second, second + first):
        assert verify(both, "rsa.pub.gpg", "dsa.pub.gpg") == (
            "failed to decode signature: text after the signed message"
        )


def test_empty_lines_around_the_signed_text_and_ends_of_other_systems_are_no_change(
    verify: Verify, made: Path
) -> None:
    provenance = read(made, "rsa-SHA256.prov")
    for same in (b"\n\n" + provenance + b"\n \n", provenance.replace(b"\n", b"\r\n"), provenance.rstrip(b"\n")):
        assert facts(verify(same, "rsa.pub.gpg")) == good("rsa")


def test_white_space_at_the_end_of_lines_is_no_change(verify: Verify, made: Path) -> None:
    provenance = read(made, "rsa-SHA256.prov").replace(b"version: 0.1.0\n", b"version: 0.1.0 \t\n")
    assert facts(verify(provenance, "rsa.pub.gpg")) == good("rsa")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (b"Hash: SHA512", "openpgp: invalid signature: the Hash header names another algorithm than the signature"),
        (b"Hash: MD5", "openpgp: invalid signature: the Hash header names another algorithm than the signature"),
        (b"Version: 1", NOT_FOUND),
        (b"Hash: SHA256\nComment: x", NOT_FOUND),
        (b"Hash: SHA256\x1b[2J", NOT_FOUND),
        (b"name: web", NOT_FOUND),
    ],
)
def test_a_changed_header_fails(verify: Verify, made: Path, header: bytes, message: str) -> None:
    provenance = read(made, "rsa-SHA256.prov").replace(b"Hash: SHA256", header)
    assert verify(provenance, "rsa.pub.gpg") == message


def test_a_header_may_name_several_algorithms(verify: Verify, made: Path) -> None:
    provenance = read(made, "rsa-SHA256.prov")
    for header in (b"Hash: SHA512, SHA256", b"Hash: SHA512\nHash: SHA256"):
        assert facts(verify(provenance.replace(b"Hash: SHA256", header), "rsa.pub.gpg")) == good("rsa")


def armored(*provenances: bytes) -> bytes:
    """The first provenance file with the signatures of all in one block."""
    import base64

    packets = b""
    for provenance in provenances:
        body = provenance.split(b"-----BEGIN PGP SIGNATURE-----\n\n")[1].split(b"\n-----END")[0]
        packets += base64.b64decode(b"".join(line for line in body.split(b"\n") if not line.startswith(b"=")))
    text = provenances[0].split(b"-----BEGIN PGP SIGNATURE-----")[0]
    block = b"\n".join(base64.b64encode(packets)[at : at + 64] for at in range(0, len(packets) * 4 // 3 + 4, 64))
    return (
        text + b"-----BEGIN PGP SIGNATURE-----\n\n" + block.rstrip(b"\n") + b"\n-----END PGP SIGNATURE-----\n"
    )


def test_of_several_signatures_the_first_by_a_known_key_decides(verify: Verify, made: Path) -> None:
    by_dsa, by_rsa = read(made, "dsa-SHA256.prov"), read(made, "rsa-SHA256.prov")
    both = armored(by_dsa, by_rsa)
    assert facts(verify(both, "rsa.pub.gpg")) == good("rsa")
    assert facts(verify(both, "rsa.pub.gpg", "dsa.pub.gpg")) == good("dsa")
    assert verify(both, "old.pub.gpg") == UNKNOWN
    changed = both.replace(b"version: 0.1.0", b"version: 0.1.1")
    assert verify(changed, "rsa.pub.gpg", "dsa.pub.gpg") == "openpgp: invalid signature: hash tag doesn't match"


def test_a_key_in_the_place_of_a_signature_fails(verify: Verify, made: Path) -> None:
    provenance = armored(read(made, "rsa-SHA256.prov"))
    import base64

    start, _, _ = provenance.partition(b"-----BEGIN PGP SIGNATURE-----")
    key = base64.encodebytes(read(made, "ecdsa.pub.gpg"))
    block = b"-----BEGIN PGP SIGNATURE-----\n\n" + key.replace(b"\n", b"")[:64] + b"\n-----END PGP SIGNATURE-----\n"
    assert verify(start + block, "rsa.pub.gpg") == "openpgp: invalid data: non signature packet found"


@pytest.mark.parametrize("path", ["chart", "chart.tgz"])
def test_a_folder_is_no_archive(tmp_path: Path, path: str) -> None:
    (tmp_path / path).mkdir()
    with pytest.raises(ProvenanceError, match="unpacked charts cannot be verified"):
        make_kernel().first("helm_verify_provenance", path=str(tmp_path / path), keyring="")


def test_only_archives_by_name_are_verified(verify: Verify, made: Path) -> None:
    assert verify(read(made, "rsa-SHA256.prov"), "rsa.pub.gpg", name="web-0.1.0.tar") == "chart must be a tgz file"


def test_a_file_that_never_ends_or_is_no_file_is_not_read(tmp_path: Path, verify: Verify, made: Path) -> None:
    provenance = tmp_path / "web-0.1.0.tgz.prov"
    os.mkfifo(provenance)
    assert verify(None, "rsa.pub.gpg") == (
        "failed to decode signature: TMP/web-0.1.0.tgz.prov is not a regular file"
    )
    provenance.unlink()
    assert verify(b"x" * 2_000_000, "rsa.pub.gpg") == (
        "failed to decode signature: TMP/web-0.1.0.tgz.prov is larger than 1048576 bytes"
    )
    provenance.unlink()
    provenance.mkdir()
    assert verify(None, "rsa.pub.gpg") == "TMP/web-0.1.0.tgz.prov cannot be a directory"


def explain(verify: Verify, provenance: bytes, ring: bytes, folder: Path) -> tuple[str, ...]:
    """The details of the error of verification."""
    verify(provenance, ring=ring)
    with pytest.raises(ProvenanceError) as caught:
        make_kernel().first(
            "helm_verify_provenance", path=str(folder / "web-0.1.0.tgz"), keyring=str(folder / "keyring.gpg")
        )
    return caught.value.details


def test_an_error_says_which_key_does_not_count_and_why(verify: Verify, made: Path, tmp_path: Path) -> None:
    signed, revoked = read(made, "rsa-SHA256.prov"), read(made, "revoked-SHA256.prov")
    found = [
        explain(verify, signed, read(made, "dsa.pub.gpg"), tmp_path),
        explain(verify, revoked, read(made, "revoked.pub.gpg"), tmp_path),
        explain(verify, signed.replace(b"name: web", b"name: api"), read(made, "rsa.pub.gpg"), tmp_path),
    ]
    identifiers = [read_keyring(read(made, f"{name}.pub.gpg"))[0].key.identifier for name in ("rsa", "revoked")]
    assert found == [
        (f"the key {identifiers[0].hex().upper()} is not in the key ring",),
        (f"the key {identifiers[1].hex().upper()} was revoked",),
        ("this is not what rsa <rsa@example.com> signed",),
    ]
