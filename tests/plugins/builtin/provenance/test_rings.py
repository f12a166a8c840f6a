from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core.errors import ProvenanceError
from pilothouse.plugins.builtin.provenance.rings import load_keyring


def names(path: Path) -> list[str]:
    return [name for entity in load_keyring(str(path)) for name in entity.names()]


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(ProvenanceError) as caught:
        load_keyring(str(path))
    return caught.value.message, caught.value.hint


def test_a_ring_is_read_from_a_file(made: Path) -> None:
    assert names(made / "rsa.pub.gpg") == ["rsa <rsa@example.com>"]


def test_a_ring_that_is_missing_points_to_the_keybox_beside_it(tmp_path: Path) -> None:
    ring = tmp_path / "pubring.gpg"
    message = f"open {ring}: no such file or directory"
    assert refusal(ring) == (message, "")
    (tmp_path / "pubring.kbx").write_bytes(b"")
    assert refusal(ring) == (
        message, f"GnuPG keeps public keys in a keybox now: --keyring {tmp_path}/pubring.kbx"
    )  # fmt: skip


def test_armored_keys_are_refused_with_what_helps(tmp_path: Path) -> None:
    ring = tmp_path / "keys.asc"
    ring.write_text("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n")
    assert refusal(ring) == (
        "openpgp: invalid data: tag byte does not have MSB set",
        f"the keys are armored, `gpg --dearmor {ring}` makes a key ring of them",
    )


def test_a_ring_of_keys_that_helm_does_not_know_says_which_it_knows(tmp_path: Path) -> None:
    ring = tmp_path / "keys.gpg"
    key = b"\x04" + bytes(4) + b"\x16"
    ring.write_bytes(b"\x98" + bytes([len(key)]) + key)
    assert refusal(ring) == (
        "openpgp: unsupported feature: public key type: 22",
        "Helm does not know Ed25519, GnuPG's usual keys: gpg --quick-generate-key NAME rsa3072 sign",
    )


def test_a_folder_is_no_ring(tmp_path: Path) -> None:
    assert refusal(tmp_path) == (f"read {tmp_path}: is a directory", "")


def test_a_keybox_is_read_through_gnupg(tmp_path: Path, made: Path, gpg: Callable[..., str]) -> None:
    box = tmp_path / "pubring.kbx"
    for name in ("rsa", "dsa"):
        gpg("--no-default-keyring", "--keyring", box, "--import", made / f"{name}.pub.gpg")
    assert box.read_bytes()[8:12] == b"KBXf"
    assert names(box) == ["rsa <rsa@example.com>", "dsa <dsa@example.com>"]
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.endswith("~")) == ["pubring.kbx"]


def test_a_keybox_without_gnupg_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = tmp_path / "pubring.kbx"
    box.write_bytes(b"\0\0\0\x20\x01\x01\0\0KBXf" + bytes(20))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(box) == (
        f"{box} is a keybox, which needs gpg to be read",
        "install GnuPG, or export the keys where it is: gpg --export > keyring.gpg",
    )


def test_an_empty_keybox_is_a_failure(tmp_path: Path, gpg: Callable[..., str]) -> None:
    box = tmp_path / "pubring.kbx"
    box.write_bytes(b"\0\0\0\x20\x01\x01\0\0KBXf" + bytes(20))
    gpg("--version")
    assert refusal(box)[0] == f"gpg finds no keys in {box}"
