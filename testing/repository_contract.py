"""The tests that every kind of chart repository passes, by the commands that users have for repositories.

A plugin's own tests inherit them and say how archives get into a repository::

    class TestMine(RepositoryContract):
        def publish(self, folder, archives):
            for archive in archives:
                shutil.copy(archive, folder)
            return f"mine://{folder}"
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..core.errors import PilothouseError, RepositoryError
from ..core.model.repository import RepositoryEntry
from ..core.protocols import RepositoryIndex
from .charts import package_chart, write_chart
from .homes import TemporaryHome

_VERSIONS = ("1.0.0", "1.10.0", "1.2.0", "2.0.0-beta.1")


class RepositoryContract:
    """Inherit, and define `publish`."""

    plugins_folder = ""
    """The folder of a one-file plugin; nothing for an installed one."""

    user = ""
    """With `password`: what the repository asks for; empty for nothing."""

    password = ""

    def publish(self, folder: str, archives: Sequence[str]) -> str:
        """Make a repository of some archives, for which `folder` may be used, and return its URL."""
        raise NotImplementedError  # abstract

    def missing(self, folder: str) -> str:
        """The URL of a repository that is not there."""
        return f"{self.publish(folder, ())}/not-there"

    def environment(self) -> dict[str, str]:
        """The variables of every run."""
        return {}

    # --- tests ---

    def test_charts_and_their_versions_are_found_newest_first(self) -> None:
        """By the order of semantic versions, not of letters."""
        with self.repository() as (home, _):
            index = self.index(home)
            assert list(index.names()) == ["db", "web"]
            assert [one.metadata.version for one in index.versions("web")] == [
                "2.0.0-beta.1", "1.10.0", "1.2.0", "1.0.0",
            ]  # fmt: skip
            assert list(index.versions("nothing")) == []
            rows = [(row.name, row.version) for row in index.rows()]
            assert rows == [("db", "0.3.0"), *(("web", one.metadata.version) for one in index.versions("web"))]

    def test_a_version_is_chosen_as_helm_does(self) -> None:
        """None: the newest release; a constraint: the newest that satisfies it; or exactly that one."""
        with self.repository() as (home, _):
            index = self.index(home)
            for wanted, expected in (
                ("", "1.10.0"), ("^1.0", "1.10.0"), ("~1.2", "1.2.0"), ("1.0.0", "1.0.0"),
                ("2.0.0-beta.1", "2.0.0-beta.1"), (">0.0.0-0", "2.0.0-beta.1"),
            ):  # fmt: skip
                assert (wanted, index.find("web", wanted).metadata.version) == (wanted, expected)
            for name, wanted, sentence in (
                ("nothing", "", "no chart name found"),
                ("web", "3.0.0", "No chart version found for web-3.0.0"),
            ):
                failure = _failure(index, name, wanted)
                assert (type(failure), failure.message) == (RepositoryError, sentence)

    def test_the_commands_find_and_fetch_its_charts(self) -> None:
        """``repo add``, ``search``, ``fetch`` and ``template``."""
        with self.repository() as (home, url), tempfile.TemporaryDirectory() as folder:
            assert url in home.run("repo", "list").stdout
            found = home.run("search", "mine/web")
            assert found.code == 0, found.stderr
            assert "mine/web" in found.stdout
            assert "1.10.0" in found.stdout
            fetched = home.run("fetch", "mine/web", "--version", "^1.0", "--destination", folder, "--untar")
            assert fetched.code == 0, fetched.stderr
            assert "web" in os.listdir(folder)
            rendered = home.run("template", os.path.join(folder, "web"))
            assert rendered.stdout == "---\n# Source: web/templates/a.yaml\nversion: 1.10.0\n\n"

    def test_an_archive_is_fetched_as_it_was_published(self) -> None:
        """To the byte."""
        with self.repository() as (home, _), tempfile.TemporaryDirectory() as folder:
            fetched = home.run("fetch", "mine/db", "--destination", folder)
            assert fetched.code == 0, fetched.stderr
            with open(os.path.join(folder, "db-0.3.0.tgz"), "rb") as one, open(self.archives["db"], "rb") as other:
                assert one.read() == other.read()

    def test_the_same_is_there_after_an_update(self) -> None:
        """``repo update`` fetches what the index is."""
        with self.repository() as (home, _):
            updated = home.run("repo", "update")
            assert updated.code == 0, updated.stderr
            assert '"mine" chart repository' in updated.stdout
            assert list(self.index(home).names()) == ["db", "web"]

    def test_a_repository_that_is_not_there_is_not_registered(self) -> None:
        """An error without a traceback, and nothing left behind."""
        with self.home() as home, tempfile.TemporaryDirectory() as folder:
            url = self.missing(folder)
            added = home.run("repo", "add", "mine", url, *self._credentials())
            assert (added.code, added.stdout) == (1, "")
            assert added.stderr.startswith("Error: ")
            assert "Traceback" not in added.stderr
            assert " failed in " not in added.stderr, "a RepositoryError is expected, not another exception"
            assert home.kernel().first("helm_open_repositories").entries() == []

    # --- tools ---

    archives: dict[str, str]
    """The newest archive of each chart, while a repository is there."""

    def home(self) -> TemporaryHome:
        """A home that has the plugin."""
        return TemporaryHome(environment=self.environment(), plugins=self.plugins_folder)

    @contextmanager
    def repository(self) -> Iterator[tuple[TemporaryHome, str]]:
        """A home in which a repository with the chart ``web`` in four versions and ``db`` is registered as ``mine``."""
        with self.home() as home, tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as work:
            versions = [("web", version) for version in _VERSIONS] + [("db", "0.3.0")]
            archives = [
                package_chart(
                    write_chart(
                        os.path.join(work, version), name, version=version,
                        templates={"a.yaml": "version: {{ .Chart.Version }}\n"},
                    ),
                    work,
                )
                for name, version in versions
            ]  # fmt: skip
            self.archives = {name: archive for (name, _), archive in zip(versions, archives, strict=True)}
            url = self.publish(folder, archives)
            added = home.run("repo", "add", "mine", url, *self._credentials())
            assert added.code == 0, added.stderr
            yield home, url

    def index(self, home: TemporaryHome) -> RepositoryIndex:
        """The index of the registered repository."""
        service = home.kernel().first("helm_open_repositories")
        entries: Sequence[RepositoryEntry] = service.entries()
        index: RepositoryIndex = service.index(entries[0])
        return index

    def _credentials(self) -> tuple[str, ...]:
        return ("--username", self.user, "--password", self.password) if self.user else ()


def _failure(index: RepositoryIndex, name: str, version: str) -> PilothouseError:
    try:
        index.find(name, version)
    except PilothouseError as error:
        return error
    raise AssertionError("no error")
