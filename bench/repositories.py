"""Repositories: a large index searched, fetched and updated from, a folder of charts indexed, single charts handled.

Go's figures are those that were recorded with Helm v2.17.0 (its two cores were another machine's, so only ratios
count): elapsed and processor time in milliseconds, peak memory in MiB. A helm that is given is run in turn with us.
"""

from __future__ import annotations

import functools
import hashlib
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from installation import Installation
from processes import Contender, alternate

CHARTS, VERSIONS = 300, 107
ARCHIVES = 353
GO: dict[str, tuple[float, float, float]] = {
    "search, cold": (6580, 7230, 486),
    "search, warm": (6580, 7230, 486),
    "search -l, warm": (6580, 7230, 486),
    "fetch, warm": (5120, 5510, 496),
    "repo update": (5650, 6160, 484),
    "repo index, 353 charts": (849, 703, 46),
    "lint": (123, 140, 32),
    "package": (137, 117, 32),
    "inspect": (99, 105, 31),
}
"""Elapsed ms, processor ms, MiB. Go keeps nothing, so cold and warm are the same to it."""

_WORDS = ("database", "cache", "proxy", "monitor", "server", "cluster", "operator", "queue", "storage", "metrics")


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder without telling of it."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def measure(installation: Installation, helm: str, packages: list[Path], rounds: int) -> dict[str, Any]:
    """What each command takes: ours, and the other helm's where there is one."""
    work = installation.home / "repositories"
    shutil.rmtree(work, ignore_errors=True)
    site = work / "site"
    site.mkdir(parents=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        return _Bench(installation, helm, work, server.server_address[1], packages).all(rounds)
    finally:
        server.shutdown()


class _Bench:
    """A repository with a large index, a home that knows it, and a folder of archives."""

    def __init__(self, installation: Installation, helm: str, work: Path, port: int, packages: list[Path]) -> None:
        self.installation = installation
        self.helm = helm
        self.work = work
        self.archives = work / "archives"
        self.archives.mkdir()
        for number in range(ARCHIVES if packages else 0):
            shutil.copy(packages[number % len(packages)], self.archives / f"{number}.tgz")
        self.chart = self._unpacked(packages)
        index = work / "site" / "index.yaml"
        write_large_index(index)
        if packages:
            shutil.copy(packages[0], work / "site" / "chart-005.tgz")
        self.homes = {name: work / f"home-{name}" for name in ("ours", "theirs")}
        for home in self.homes.values():
            cache = home / "repository" / "cache"
            cache.mkdir(parents=True)
            shutil.copy(index, cache / "big-index.yaml")
            (home / "repository" / "repositories.yaml").write_text(
                "apiVersion: v1\nrepositories:\n"
                f"- {{name: big, cache: big-index.yaml, url: 'http://127.0.0.1:{port}'}}\n",
                encoding="utf-8",
            )

    def _unpacked(self, packages: list[Path]) -> Path | None:
        """A chart of the usual size as a folder."""
        for package in packages:
            if package.name.startswith("nginx-ingress"):
                shutil.unpack_archive(package, self.work / "charts", "gztar")
                return self.work / "charts" / "nginx-ingress"
        return None

    def all(self, rounds: int) -> dict[str, Any]:
        """The medians of every command by contender."""
        cold = self.work / "cache"
        results = {
            "search, cold": self._run(["search"], rounds, cache=cold, fresh=True),
            "search, warm": self._run(["search"], rounds, cache=cold),
            "search -l, warm": self._run(["search", "-l"], rounds, cache=cold),
            "fetch, warm": self._run(["fetch", "big/chart-005", "-d", str(self.work)], rounds, cache=cold),
            "repo update": self._run(["repo", "update"], rounds, cache=cold, fresh=True),
        }
        if any(self.archives.iterdir()):
            results["repo index, 353 charts"] = self._run(["repo", "index", str(self.archives)], rounds)
        if self.chart is not None:
            results["lint"] = self._run(["lint", str(self.chart)], rounds)
            package = ["package", "--save=false", "-d", str(self.work), str(self.chart)]
            results["package"] = self._run(package, rounds)
            results["inspect"] = self._run(["inspect", str(self.chart)], rounds)
        return results

    def _run(
        self, words: list[str], rounds: int, *, cache: Path | None = None, fresh: bool = False
    ) -> dict[str, dict[str, float]]:
        """One command; with `fresh`, nothing is known of the index before each run."""

        def forget() -> None:
            for folder in ("indexes", "validators"):
                shutil.rmtree((cache or self.work) / folder, ignore_errors=True)

        environment = self.installation.environment(cache) | {"HELM_HOME": str(self.homes["ours"])}
        ours = [str(self.installation.script), *words]
        contenders = {"pilothouse": Contender(ours, environment, forget if fresh else lambda: None)}
        if self.helm:
            contenders["helm"] = Contender([self.helm, *words], environment | {"HELM_HOME": str(self.homes["theirs"])})
        return alternate(contenders, rounds)


def write_large_index(path: Path) -> None:
    """Write an index of about 20 MB, chart by chart: what this program holds counts for all that it runs."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write("apiVersion: v1\nentries:\n")
        for chart in range(CHARTS):
            stream.write(_entries(chart))
        stream.write('generated: "2020-02-01T00:00:00Z"\n')


def _entries(chart: int) -> str:
    """The versions of a chart."""
    name = f"chart-{chart:03d}"
    about = " ".join(_WORDS[(chart + word * 3) % len(_WORDS)] for word in range(12))
    lines = [f"  {name}:"]
    for number in range(VERSIONS, 0, -1):
        version = f"{number // 40}.{number % 40}.{number % 7}"
        digest = hashlib.sha256(f"{name}-{version}".encode()).hexdigest()
        lines += [
            "  - apiVersion: v1",
            f"    appVersion: {version}",
            f'    created: "2020-01-{1 + number % 28:02d}T10:11:12.{number:09d}Z"',
            f"    description: The chart {name} is about all of these things",
            f"      {about}",
            f"    digest: {digest}",
            f"    home: https://example.com/{name}",
            "    keywords:",
            *(f"    - {word}" for word in _WORDS[chart % 7 : chart % 7 + 3]),
            "    maintainers:",
            "    - email: ann@example.com",
            "      name: Ann Example",
            f"    name: {name}",
            "    sources:",
            f"    - https://github.com/example/{name}",
            "    urls:",
            f"    - {name}.tgz",
            f"    version: {version}",
        ]
    return "\n".join([*lines, ""])
