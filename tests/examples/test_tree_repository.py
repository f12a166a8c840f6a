"""A repository of a third party's kind: no index file, no archives, versions looked up when they are asked for."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.testkit import Outcome

PLUGINS = Path(__file__).resolve().parents[2] / "examples" / "plugins"


class Site:
    """A home directory, and a folder of charts that is registered as the repository `mine`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"HELM_HOME": str(folder / "home"), "HOME": str(folder), "PATH": "/usr/bin:/bin"}
        for version in ("1.0.0", "1.1.0", "1.10.0", "2.0.0-beta.1"):
            chart = folder / "charts" / "web" / version
            (chart / "templates").mkdir(parents=True)
            (chart / "Chart.yaml").write_text(f"name: web\nversion: {version}\ndescription: a site\napiVersion: v1\n")
            (chart / "templates" / "config.yaml").write_text("kind: ConfigMap\nversion: {{ .Chart.Version }}\n")

    def run(self, *words: object) -> Outcome:
        return testkit.run(
            ["--plugins-dir", str(PLUGINS), *map(str, words)], environment=self.environment, program="helm"
        )


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    assert site.run("init", "--client-only", "--skip-refresh", "--skip-repos").code == 0
    added = site.run("repo", "add", "mine", f"tree://{tmp_path}/charts")
    assert added == (0, '"mine" has been added to your repositories\n', "")
    return site


def test_nothing_is_kept_of_it_and_an_update_succeeds(site: Site) -> None:
    assert list((site.folder / "home" / "repository" / "cache").glob("mine*")) == []
    outcome = site.run("repo", "update")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert '...Successfully got an update from the "mine" chart repository' in outcome.stdout


def test_a_search_finds_its_charts(site: Site) -> None:
    lines = site.run("search", "mine/", "--versions").stdout.splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [
        ["mine/web", "1.10.0"], ["mine/web", "1.1.0"], ["mine/web", "1.0.0"],
    ]  # fmt: skip


def test_references_resolve_with_constraints(site: Site) -> None:
    outcome = site.run("fetch", "mine/web", "--version", "~1.1.0", "--destination", site.folder)
    assert outcome == (0, "", "")
    with tarfile.open(site.folder / "web-1.1.0.tgz") as archive:
        assert archive.getnames() == ["web/Chart.yaml", "web/templates/config.yaml"]
    shown = site.run("inspect", "chart", "mine/web", "--devel")
    assert (shown.code, "version: 2.0.0-beta.1" in shown.stdout) == (0, True)
    missing = site.run("inspect", "chart", "mine/web", "--version", "3.0.0")
    assert missing.stderr.splitlines()[0] == (
        'Error: failed to download "mine/web" (hint: running `helm repo update` may help)'
    )


def test_requirements_are_met_from_it(site: Site) -> None:
    parent = site.folder / "parent"
    parent.mkdir()
    (parent / "Chart.yaml").write_text("name: parent\nversion: 0.1.0\napiVersion: v1\n")
    (parent / "requirements.yaml").write_text(
        "dependencies:\n- name: web\n  version: ^1.0.0\n  repository: '@mine'\n"
    )
    assert site.run("dependency", "update", parent).code == 0
    assert [path.name for path in (parent / "charts").iterdir()] == ["web-1.10.0.tgz"]
    assert site.run("template", parent).stdout == (
        "---\n# Source: parent/charts/web/templates/config.yaml\nkind: ConfigMap\nversion: 1.10.0\n\n"
    )


def test_what_is_no_version_does_not_matter(site: Site) -> None:
    tree = next(site.folder.rglob("1.10.0")).parent
    (tree / "README.md").write_text("about web")
    (tree / "2.0.0").mkdir()
    (tree / "templates").mkdir()
    lines = site.run("search", "mine/").stdout.splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [["mine/web", "1.10.0"]]
