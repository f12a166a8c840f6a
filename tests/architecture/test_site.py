"""The documentation site is built without a warning, and what is wrong with a page is one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from architecture.source_tree import ROOT

pytest.importorskip("mkdocs", reason="make site installs what builds the site")

TITLE = "# Home\n"


def build(config: Path, site: Path) -> tuple[int, str]:
    """Build a site; the exit code and what was said."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config), "-d", str(site)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    return done.returncode, done.stdout + done.stderr


def small_site(folder: Path, page: str, navigation: str) -> tuple[int, str]:
    """Build a site of one page with the settings of ours."""
    (folder / "docs" / "stylesheets").mkdir(parents=True)
    (folder / "docs" / "stylesheets" / "site.css").write_text("")
    (folder / "docs" / "README.md").write_text(TITLE + page)
    config = folder / "mkdocs.yml"
    config.write_text(
        f"INHERIT: {ROOT}/mkdocs.yml\ndocs_dir: docs\nsite_dir: site\nhooks: ['{ROOT}/docs/site_pages.py']\n"
        f"nav: [{navigation}]\n"
    )
    return build(config, folder / "site")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site."""
    folder = tmp_path_factory.mktemp("site")
    code, said = build(ROOT / "mkdocs.yml", folder)
    assert (code, "WARNING" in said) == (0, False), said
    return folder


def test_the_site_has_every_page(site: Path) -> None:
    pages = [path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")]
    renamed = [path.with_name("index.html") if path.stem == "README" else path for path in pages]
    assert [str(path) for path in [*renamed, Path("CHANGELOG.html")] if not (site / path).exists()] == []


def test_pages_of_the_repository_s_root_are_linked_to(site: Path) -> None:
    home = (site / "index.html").read_text(encoding="utf-8")
    assert re.search(r'href="CONTRIBUTING\.html"[^>]*>contributing<', home)
    assert 'href="docs/' not in (site / "CONTRIBUTING.html").read_text(encoding="utf-8")


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    loading = re.compile(r"(?:@import|url\()\s*['\"]?(?:https?:)?//[^)'\"]*|<(?:script|img)[^>]*src=\"?(?:https?:)?//")
    found = {
        str(path.relative_to(site)): loading.findall(path.read_text(encoding="utf-8"))
        for path in [*site.rglob("*.html"), *site.rglob("*.css")]
    }
    assert {path: places for path, places in found.items() if places} == {}


@pytest.mark.parametrize(
    ("page", "navigation", "complaint"),
    [
        ("[a](missing.md)", "README.md, C*", "missing.md"),
        ("[a](#missing)", "README.md, C*", "#missing"),
        ("a", "C*", "README.md"),
        ("a", "README.md, missing.md, C*", "missing.md"),
        ('<script src="https://example.com/a.js"></script>', "README.md, C*", "loads something from another host"),
        ("[a](/absolute.md)", "README.md, C*", "/absolute.md"),
    ],
)
def test_what_is_wrong_with_a_page_fails_the_build(page: str, navigation: str, complaint: str, tmp_path: Path) -> None:
    code, said = small_site(tmp_path, page, navigation.replace("C*", "CHANGELOG.md, CONTRIBUTING.md"))
    assert (code, complaint in said) == (1, True), said


def test_a_page_without_faults_is_built(tmp_path: Path) -> None:
    page = "## A/B\n[a](#ab) [b](../README.md) [c](../CHANGELOG.md) [d](../core)"
    code, said = small_site(tmp_path, page, "README.md, CHANGELOG.md, CONTRIBUTING.md")
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert (code, 'href="#ab"' in home, 'href="CHANGELOG.html"' in home, "[d]" in home) == (0, True, True, False), said
