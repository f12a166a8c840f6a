from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.testkit import run

MADE = Path(__file__).parent.parent / "provenance" / "made_by_gnupg"


def verify(*words: str, **variables: str) -> tuple[int, str, str]:
    environment = {"PILOTHOUSE_HINTS": "never", **variables}
    return tuple(run(("verify", *words), environment=environment))  # type: ignore[return-value]


@pytest.fixture
def archive(tmp_path: Path) -> str:
    path = tmp_path / "web-0.1.0.tgz"
    path.write_bytes(b"the archive")
    (tmp_path / "web-0.1.0.tgz.prov").write_bytes((MADE / "rsa-SHA256.prov").read_bytes())
    return str(path)


def test_nothing_is_printed_when_all_is_well(archive: str) -> None:
    assert verify(archive, "--keyring", str(MADE / "rsa.pub.gpg")) == (0, "", "")
    assert verify(archive, "more", "--debug", "--keyring", str(MADE / "rsa.pub.gpg")) == (0, "", "")


def test_a_signature_that_does_not_count_is_an_error(archive: str) -> None:
    assert verify(archive, "--keyring", str(MADE / "dsa.pub.gpg")) == (
        1, "", "Error: openpgp: signature made by unknown entity\n"
    )  # fmt: skip


def test_an_archive_has_to_be_named() -> None:
    assert verify() == (1, "", "Error: a path to a package file is required\n")


def test_without_the_flag_the_ring_of_gnupg_is_taken_and_an_empty_one_is_none(archive: str, tmp_path: Path) -> None:
    assert verify(archive, HOME=str(tmp_path)) == (
        1,
        "",
        f"Error: failed to load keyring: open {tmp_path}/.gnupg/pubring.gpg: no such file or directory\n",
    )
    assert verify(archive, "--keyring", "", HOME=str(tmp_path)) == (
        1, "", "Error: failed to load keyring: open : no such file or directory\n"
    )  # fmt: skip
    (tmp_path / ".gnupg").mkdir()
    (tmp_path / ".gnupg" / "pubring.gpg").write_bytes((MADE / "rsa.pub.gpg").read_bytes())
    assert verify(archive, HOME=str(tmp_path)) == (0, "", "")
