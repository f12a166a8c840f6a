from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import ChartError, PilothouseError, ProvenanceError, UsageError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.options import PackageOptions
from pilothouse.core.model.provenance import SigningOptions
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.provenance.keyring import read_keyring
from pilothouse.plugins.builtin.provenance.sign import choose_entity


@pytest.fixture
def kernel() -> Kernel:
    return make_kernel()


@pytest.fixture
def archive(tmp_path: Path, kernel: Kernel) -> Path:
    """A chart archive whose metadata has lists and a long text."""
    metadata = Metadata("web", "0.1.0")
    metadata.keywords = ["a", "b"]
    metadata.description = "Ü " + "word " * 40
    path = kernel.first(
        "helm_package_chart", chart=Chart(metadata), options=PackageOptions(str(tmp_path), reproducible=True)
    )
    return Path(path)


def refuse_to_say(_name: str) -> str:
    raise AssertionError("no passphrase is needed")


def sign(
    kernel: Kernel, archive: Path, ring: Path, key: str, passphrase: Callable[[str], str] = refuse_to_say
) -> Path:
    options = SigningOptions(key, str(ring), passphrase)
    return Path(kernel.first("helm_sign_chart", path=str(archive), options=options))


def verify(kernel: Kernel, archive: Path, ring: Path) -> Any:
    return kernel.first("helm_verify_provenance", path=str(archive), keyring=str(ring))


@pytest.mark.parametrize("name", ["rsa", "dsa", "ecdsa", "subkey"])
def test_what_is_signed_is_verified(kernel: Kernel, archive: Path, made: Path, name: str) -> None:
    provenance = sign(kernel, archive, made / f"{name}.sec.gpg", f"{name}@example.com")
    assert provenance == archive.with_name("web-0.1.0.tgz.prov")
    found = verify(kernel, archive, made / f"{name}.pub.gpg")
    assert (found.signed_by, found.file_name) == ((f"{name} <{name}@example.com>",), "web-0.1.0.tgz")


def test_a_provenance_file_has_helms_form(kernel: Kernel, archive: Path, made: Path) -> None:
    provenance = sign(kernel, archive, made / "rsa.sec.gpg", "rsa")
    sum = verify(kernel, archive, made / "rsa.pub.gpg").file_hash
    before, _, after = provenance.read_text(encoding="utf-8").partition("-----BEGIN PGP SIGNATURE-----\n\n")
    lines = (before.splitlines(), after.splitlines()[-1], provenance.stat().st_mode & 0o700)
    assert lines == (
        [
            "-----BEGIN PGP SIGNED MESSAGE-----",
            "Hash: SHA512",
            "",
            "description: 'Ü word word word word word word word word word word word word word word",
            "  word word word word word word word word word word word word word word word word",
            "  word word word word word word word word word word '",
            "keywords:",
            "- - a",
            "- - b",
            "name: web",
            "version: 0.1.0",
            "",
            "...",
            "files:",
            f"  web-0.1.0.tgz: {sum}",
        ],
        "-----END PGP SIGNATURE-----",
        0o700,
    )
    assert not after.endswith("\n")


def test_gnupg_verifies_what_is_signed(
    kernel: Kernel, archive: Path, made: Path, gpg: Callable[..., str]
) -> None:
    for name in ("rsa", "dsa", "ecdsa", "subkey"):
        gpg("--import", made / f"{name}.pub.gpg")
        provenance = sign(kernel, archive, made / f"{name}.sec.gpg", name)
        assert f"GOODSIG {identifier(made / f'{name}.pub.gpg', name)}" in gpg("--verify", provenance)


def identifier(ring: Path, name: str) -> str:
    """The identifier of the key that signs, as GnuPG prints it."""
    (entity,) = read_keyring(ring.read_bytes())
    key = entity.subkeys[0].key if name == "subkey" else entity.key
    return key.identifier.hex().upper()


def test_a_locked_key_is_opened_with_the_passphrase_of_its_owner(kernel: Kernel, archive: Path, made: Path) -> None:
    asked: list[str] = []

    def tell(name: str) -> str:
        asked.append(name)
        return "correct horse"

    sign(kernel, archive, made / "locked.sec.gpg", "locked", tell)
    assert asked == ["locked <locked@example.com>"]
    assert verify(kernel, archive, made / "locked.pub.gpg").signed_by == ("locked <locked@example.com>",)


@pytest.mark.parametrize("word", ["", "wrong", "correct horse "])
def test_a_wrong_passphrase_opens_nothing(kernel: Kernel, archive: Path, made: Path, word: str) -> None:
    with pytest.raises(ProvenanceError) as caught:
        sign(kernel, archive, made / "locked.sec.gpg", "locked", lambda _: word)
    assert caught.value.message == "openpgp: invalid data: private key checksum failure"
    assert caught.value.hint == "that is not the passphrase of locked <locked@example.com>"
    assert word.strip() not in " ".join(caught.value.details) or not word.strip()
    assert not archive.with_name("web-0.1.0.tgz.prov").exists()


def test_whoever_has_no_passphrase_says_so_himself(kernel: Kernel, archive: Path, made: Path) -> None:
    def fail(_name: str) -> str:
        raise UsageError("nobody is there")

    with pytest.raises(UsageError, match="nobody is there"):
        sign(kernel, archive, made / "locked.sec.gpg", "locked", fail)


@pytest.mark.parametrize("name", ["old", "expired"])
def test_a_key_that_is_too_weak_today_signs_nothing_more(
    kernel: Kernel, archive: Path, made: Path, name: str
) -> None:
    with pytest.raises(ProvenanceError) as caught:
        sign(kernel, archive, made / f"{name}.sec.gpg", name)
    assert caught.value.message == f"the key of {name} <{name}@example.com> cannot sign"
    assert caught.value.hint.startswith("renew its own signature: gpg --quick-set-expire ")
    assert "\n" not in "".join(caught.value.details)


@pytest.mark.parametrize(
    ("ring", "key", "message"),
    [
        ("rsa.sec.gpg", "Nobody", "private key not found"),
        ("rsa.sec.gpg", "RSA", "private key not found"),
        ("rsa.pub.gpg", "rsa", "provided key is not a private key"),
        ("none", "rsa", "open {}/none: no such file or directory"),
    ],
)
def test_a_key_that_is_not_there_is_an_error(
    kernel: Kernel, archive: Path, made: Path, ring: str, key: str, message: str
) -> None:
    with pytest.raises(ProvenanceError) as caught:
        sign(kernel, archive, made / ring, key)
    assert caught.value.message == message.format(made)


def test_who_has_no_ring_of_secret_keys_is_told_how_to_make_one(kernel: Kernel, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "pubring.kbx").write_bytes(b"")
    with pytest.raises(ProvenanceError) as caught:
        sign(kernel, archive, tmp_path / "pubring.gpg", "RSA")
    assert caught.value.message == f"open {tmp_path}/pubring.gpg: no such file or directory"
    assert "gpg --export-secret-keys > secring.gpg" in caught.value.hint


def test_of_several_keys_the_one_of_exactly_that_name_signs(made: Path) -> None:
    ring = b"".join((made / f"{name}.pub.gpg").read_bytes() for name in ("rsa", "dsa", "ecdsa"))
    entities = read_keyring(ring)
    assert choose_entity(entities, "rsa") is entities[0]
    assert choose_entity(entities, "ecdsa") is entities[2]
    assert choose_entity(entities, "dsa <dsa@example.com>") is entities[1]
    with pytest.raises(ProvenanceError) as caught:
        choose_entity(entities, "dsa")
    assert (caught.value.message, caught.value.details) == (
        'more than one key contain the id "dsa"',
        ("dsa <dsa@example.com>", "ecdsa <ecdsa@example.com>"),
    )


def test_what_is_no_chart_archive_is_not_signed(kernel: Kernel, tmp_path: Path, made: Path) -> None:
    path = tmp_path / "web-0.1.0.tgz"
    path.write_bytes(b"nothing")
    with pytest.raises(ChartError):
        sign(kernel, path, made / "rsa.sec.gpg", "rsa")
    path.unlink()
    path.mkdir()
    with pytest.raises(ProvenanceError, match="cannot sign a directory"):
        sign(kernel, path, made / "rsa.sec.gpg", "rsa")
    assert [file.name for file in tmp_path.iterdir()] == ["web-0.1.0.tgz"]


def test_a_link_in_the_place_of_the_signature_is_replaced(kernel: Kernel, archive: Path, made: Path) -> None:
    precious = archive.with_name("precious")
    precious.write_text("keep")
    archive.with_name("web-0.1.0.tgz.prov").symlink_to(precious)
    provenance = sign(kernel, archive, made / "rsa.sec.gpg", "rsa")
    assert (precious.read_text(), provenance.is_symlink()) == ("keep", False)


def test_signatures_are_of_the_bytes_that_are_there_when_it_is_signed(
    kernel: Kernel, archive: Path, made: Path
) -> None:
    sign(kernel, archive, made / "rsa.sec.gpg", "rsa")
    copy = archive.parent / "copy" / archive.name
    copy.parent.mkdir()
    shutil.copy(archive, copy)
    shutil.copy(f"{archive}.prov", f"{copy}.prov")
    assert verify(kernel, copy, made / "rsa.pub.gpg") == verify(kernel, archive, made / "rsa.pub.gpg")
    copy.write_bytes(copy.read_bytes() + b"\0")
    with pytest.raises(PilothouseError, match="sha256 sum does not match"):
        verify(kernel, copy, made / "rsa.pub.gpg")
