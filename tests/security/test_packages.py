"""What is written when charts are packed, and what passes as signed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pysequoia import CipherSuite, Profile, Tsk
from security.attacks import pilothouse, tree

MADE = Path(__file__).parent.parent / "plugins" / "builtin" / "provenance" / "made_by_gnupg"


def chart(folder: Path, text: str) -> str:
    folder.mkdir(parents=True)
    (folder / "Chart.yaml").write_text(text)
    return str(folder)


def signed(folder: Path, provenance: bytes | None) -> str:
    """An archive with a provenance file, or none."""
    (folder / "web-0.1.0.tgz").write_bytes(b"the archive")
    if provenance is not None:
        (folder / "web-0.1.0.tgz.prov").write_bytes(provenance)
    return str(folder / "web-0.1.0.tgz")


def verify(archive: str) -> str:
    """The error of verification; fails when there is none."""
    return pilothouse("verify", archive, "--keyring", str(MADE / "rsa.pub.gpg")).error()


@pytest.mark.parametrize("version", ["1.0.0/../../../x", "/x", "..\\\\..\\\\x", "1.0.0\\u202e", "1.0.0\\x1b[2J"])
def test_a_version_does_not_choose_where_a_package_goes(tmp_path: Path, version: str) -> None:
    path = chart(tmp_path / "charts" / "web", f'name: web\nversion: "{version}"\n')
    (tmp_path / "charts" / "out").mkdir()
    done = pilothouse("package", path, "--save=false", "-d", str(tmp_path / "charts" / "out"))
    assert "cannot be part of a file name" in done.error() or "control characters" in done.error()
    assert tree(tmp_path) == ["charts", "charts/out", "charts/web", "charts/web/Chart.yaml"]


@pytest.mark.parametrize("name", ["..", ".", "../web", "a/web", "/tmp/web", "a\\\\web"])
def test_a_name_does_not_choose_where_a_package_goes(tmp_path: Path, name: str) -> None:
    path = chart(tmp_path / "web", f'name: "{name}"\nversion: 1.0.0\n')
    (tmp_path / "out").mkdir()
    pilothouse("package", path, "--save=false", "-d", str(tmp_path / "out")).error()
    assert tree(tmp_path) == ["out", "web", "web/Chart.yaml"]


def test_a_package_and_its_signature_are_not_written_through_links(tmp_path: Path) -> None:
    path = chart(tmp_path / "web", "name: web\nversion: 0.1.0\n")
    precious = tmp_path / "precious"
    precious.write_text("keep")
    for name in ("web-0.1.0.tgz", "web-0.1.0.tgz.prov"):
        (tmp_path / name).symlink_to(precious)
    sign = ("--sign", "--key", "rsa", "--keyring", str(MADE / "rsa.sec.gpg"))
    assert pilothouse("package", path, "--save=false", "-d", str(tmp_path), *sign).code == 0
    assert precious.read_text() == "keep"
    assert [path.name for path in tmp_path.iterdir() if path.is_symlink()] == []


def test_what_is_not_signed_is_not_verified(tmp_path: Path) -> None:
    """Absence and emptiness are failures (CVE-2026-35205)."""
    archive = signed(tmp_path, None)
    missing = f"{archive}.prov: no such file or directory"
    assert verify(archive) == f"could not load provenance file {archive}.prov: stat {missing}"
    signed(tmp_path, b"")
    assert verify(archive) == "failed to decode signature: signature block not found"
    located = pilothouse("inspect", "chart", archive, "--verify", "--keyring", str(MADE / "rsa.pub.gpg"))
    assert located.error() == "failed to decode signature: signature block not found"


def test_another_plugin_cannot_pass_what_fails(tmp_path: Path) -> None:
    """A verifier that breaks down is a refusal, never a pass."""
    archive = signed(tmp_path, (MADE / "rsa-SHA256.prov").read_bytes())
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "broken.py").write_text(
        "from pilothouse.hookspecs import hookimpl\n\n@hookimpl\ndef helm_verify_provenance():\n    return 1 / 0\n"
    )
    done = pilothouse(
        "verify", archive, "--keyring", str(MADE / "rsa.pub.gpg"),
        environment={"PILOTHOUSE_PLUGINS_DIR": str(plugins)},
    )  # fmt: skip
    assert done.code == 1
    assert "ZeroDivisionError" in done.stderr


@pytest.mark.parametrize(
    "provenance",
    [
        b"-----BEGIN PGP SIGNED MESSAGE-----\n\n" + b"- " * 500_000,
        b"-----BEGIN PGP SIGNED MESSAGE-----\n" + b"Hash: SHA512\n" * 70_000,
        b"-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n-----BEGIN PGP SIGNATURE-----\n\n"
        + (b"iAYEABECAAYF" * 5 + b"AAAA\n") * 15_000
        + b"-----END PGP SIGNATURE-----\n",
        b"\n" * 1_000_000,
        b"-" * 2_000_000,
    ],
)
def test_a_hostile_provenance_file_ends_in_an_error_soon(tmp_path: Path, provenance: bytes) -> None:
    assert verify(signed(tmp_path, provenance))


def test_a_hostile_key_ring_ends_in_an_error_soon(tmp_path: Path) -> None:
    archive = signed(tmp_path, (MADE / "rsa-SHA256.prov").read_bytes())
    ring = tmp_path / "ring.gpg"
    key = (MADE / "dsa.pub.gpg").read_bytes()
    for content in (os.urandom(1_000_000), key * 1_000, b"\x99\xff\xff" * 300_000, b"\xe0" * 1_000_000):
        ring.write_bytes(content)
        assert pilothouse("verify", archive, "--keyring", str(ring)).error()


def test_a_passphrase_is_in_no_output(tmp_path: Path) -> None:
    path = chart(tmp_path / "web", "name: web\nversion: 0.1.0\n")
    done = pilothouse(
        "package", path, "--save=false", "-d", str(tmp_path), "--debug", "--sign", "--key", "locked",
        "--keyring", str(MADE / "locked.sec.gpg"),
        environment={"HELM_KEY_PASSPHRASE": "canary-4711", "PILOTHOUSE_TRACE_PLUGINS": "true"},
    )  # fmt: skip
    assert done.code == 1
    assert "private key checksum failure" in done.stderr
    assert "canary" not in done.stdout + done.stderr


def test_names_in_a_key_ring_do_not_reach_a_terminal_as_they_are(tmp_path: Path) -> None:
    """Identities come from whoever made the key (CVE-2021-21303)."""
    key = Tsk.generate(user_id="evil\x1b[2J\u202e", cipher_suite=CipherSuite.P256, profile=Profile.RFC4880)
    (tmp_path / "secret.gpg").write_bytes(bytes(key))
    (tmp_path / "public.gpg").write_bytes(bytes(key.extract_certificate()))
    path = chart(tmp_path / "web", "name: web\nversion: 0.1.0\n")
    sign = ("--sign", "--key", "evil", "--keyring", str(tmp_path / "secret.gpg"))
    assert pilothouse("package", path, "--save=false", "-d", str(tmp_path), *sign).code == 0
    provenance = tmp_path / "web-0.1.0.tgz.prov"
    provenance.write_text(provenance.read_text().replace("name: web", "name: api"))
    done = pilothouse("verify", str(tmp_path / "web-0.1.0.tgz"), "--keyring", str(tmp_path / "public.gpg"))
    assert done.error() == "openpgp: invalid signature: hash tag doesn't match"
    assert "this is not what evil\\x1b[2J\\u202e signed" in done.stderr
