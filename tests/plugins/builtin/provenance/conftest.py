from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core.errors import ProvenanceError
from pilothouse.core.model.provenance import Verification
from pilothouse.core.testkit import make_kernel

MADE = Path(__file__).parent / "made_by_gnupg"
ARCHIVE = b"the archive"
NAME = "web-0.1.0.tgz"

Verify = Callable[..., Verification | str]


@pytest.fixture
def made() -> Path:
    """The folder of keys and signatures that GnuPG made."""
    return MADE


@pytest.fixture
def verify(tmp_path: Path) -> Verify:
    """Verifies the archive with a provenance file and the key rings of some names: what was found, or the error."""

    def call(
        provenance: bytes | None, *rings: str, ring: bytes | None = None, archive: bytes = ARCHIVE, name: str = NAME
    ) -> Verification | str:
        path = tmp_path / name
        path.write_bytes(archive)
        if provenance is not None:
            (tmp_path / f"{name}.prov").write_bytes(provenance)
        keyring = tmp_path / "keyring.gpg"
        keyring.write_bytes(ring if ring is not None else b"".join((MADE / one).read_bytes() for one in rings))
        try:
            found: Verification = make_kernel().first(
                "helm_verify_provenance", path=str(path), keyring=str(keyring)
            )
        except ProvenanceError as error:
            return error.message.replace(str(tmp_path), "TMP")
        return found

    return call


@pytest.fixture
def gpg(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Runs GnuPG with a home folder of its own; its output, or an error with its messages."""
    import os
    import subprocess

    if shutil.which("gpg") is None:
        if os.environ.get("CI"):
            pytest.fail("GnuPG is not installed")
        pytest.skip("GnuPG is not installed")
    home = tmp_path_factory.mktemp("gnupg")
    home.chmod(0o700)

    def call(*words: str | Path) -> str:
        done = subprocess.run(
            ["gpg", "--homedir", home, "--batch", "--quiet", "--status-fd", "1", *words],
            capture_output=True, encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call
