"""Where the programs of a control plane are: KUBEBUILDER_ASSETS, else unpacked from the data beside the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAMS = ("etcd", "kube-apiserver", "kube-controller-manager")
VARIABLE = "KUBEBUILDER_ASSETS"


def assets() -> Path:
    """The folder with the programs of a control plane; unpacked when first asked for.

    Skips the test where there are none, and fails it on CI.
    """
    given = os.environ.get(VARIABLE, "")
    folder = Path(given) if given else REPOSITORY / ".build" / "kubernetes"
    unpack = REPOSITORY.parent / "shared" / "kubernetes" / "unpack"
    if not given and unpack.is_file() and not _missing(folder, PROGRAMS[1:]):
        _link_tools(folder)
    elif not given and unpack.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["bash", str(unpack), str(folder)], check=True, capture_output=True)
    if missing := _missing(folder, PROGRAMS):
        message = f"{', '.join(missing)} missing in {folder}: set {VARIABLE}, and install etcd-server"
        if os.environ.get("CI", "") == "true":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return folder


def _missing(folder: Path, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if not (folder / name).exists()]


def _link_tools(folder: Path) -> None:
    """Link the machine's own etcd and kubectl, which may have been installed since the folder was made."""
    for name in ("etcd", "kubectl"):
        found = shutil.which(name)
        if found and not (folder / name).exists():
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to(found)
