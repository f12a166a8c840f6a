"""The distribution: every package is listed, the wheel holds the package and nothing else."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from architecture.source_tree import NOT_THE_PACKAGE, PACKAGE, ROOT, modules, package_folders


def settings() -> dict[str, object]:
    """The content of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_package_is_listed() -> None:
    tool = settings()["tool"]
    assert isinstance(tool, dict)
    found = [".".join((PACKAGE, *folder.relative_to(ROOT).parts)) for folder in package_folders()]
    assert tool["setuptools"]["packages"] == sorted(found)


def test_the_version_is_the_same_everywhere() -> None:
    import pilothouse

    project = settings()["project"]
    assert isinstance(project, dict)
    assert project["version"] == pilothouse.__version__
    assert f"## {pilothouse.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_wheel_holds_the_package_and_nothing_else(tmp_path: Path) -> None:
    if int(importlib.metadata.version("setuptools").partition(".")[0]) < 77:
        pytest.skip("setuptools 77 or newer builds the wheel")
    source = tmp_path / "source"
    unwanted = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "results")
    shutil.copytree(ROOT, source, ignore=unwanted)
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation",
         "--wheel-dir", str(tmp_path), str(source)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        content = {name for name in archive.namelist() if not name.partition("/")[0].endswith(".dist-info")}
    sources = {f"{PACKAGE}/{path.relative_to(ROOT)}" for path in modules().values()}
    protocol = {f"{PACKAGE}/{path.relative_to(ROOT)}" for path in (ROOT / "core").rglob("*.proto")}
    scaffolds = {f"{PACKAGE}/{path.relative_to(ROOT)}" for path in (ROOT / "plugins").rglob("scaffolds/**/*.txt")}
    folder = ROOT / "plugins" / "contrib" / "dashboard"
    pages = {
        f"{PACKAGE}/{path.relative_to(ROOT)}" for name in ("templates", "static") for path in (folder / name).iterdir()
    }
    assert protocol
    assert scaffolds
    assert pages
    assert content == sources | protocol | scaffolds | pages | {f"{PACKAGE}/py.typed"}
    assert not any(name.split("/")[1] in NOT_THE_PACKAGE for name in content)
