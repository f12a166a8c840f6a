"""Fuzzes requirements.yaml and requirements.lock: reading, digests, mapping repositories, resolving, writing a lock."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from typing import Any

from mutation import run
from pilothouse.core.errors import PilothouseError
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.repository import ChartVersion, RepositoryEntry
from pilothouse.core.model.requirements import Dependency
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.requirements.archives import archives_of
from pilothouse.plugins.builtin.requirements.lock import digest, lock_text, read_lock
from pilothouse.plugins.builtin.requirements.parse import load_requirements
from pilothouse.plugins.builtin.requirements.repositories import OpenedIndexes, check_registered, map_repositories
from pilothouse.plugins.builtin.requirements.resolve import resolve

_KERNEL = make_kernel()
_EXAMPLES = (
    b"dependencies:\n- name: a\n  version: ~1.2\n  repository: https://x/y\n  condition: a.b\n  tags: [t]\n",
    b"dependencies:\n- {name: a, version: '>=1, <2 || 3.x', repository: '@main', alias: b, import-values: [d]}\n",
    b"dependencies: [{name: b, repository: 'alias:main', enabled: true, import-values: [{child: c, parent: p}]}]\n",
    b"dependencies: [{name: c, version: 1.0.0}, {name: d, version: 1 - 2, repository: 'file://../d'}]\n",
    b"dependencies:\n- {name: a, version: 1.0.0}\ndigest: sha256:0\ngenerated: '2020-01-01T00:00:00.5+01:00'\n",
)
_WORDS = (
    *(b"null", b"[]", b"{}", b"@", b"alias:", b"file://", b"//", b"%zz", b"http://u:p@h:1/%2F?q#f", b"\\x00"),
    *(b"dependencies:", b"- name: ", b"version: ", b"repository: ", b"generated: ", b"&a", b"*a", b"<<: ", b"[" * 99),
)
_VERSIONS = ("2.0.0-rc.1", "v1.2", "1.0.0+b", "", "no")


class _Service:
    """One registered repository, whose index has a chart `a`."""

    def entries(self) -> Sequence[RepositoryEntry]:
        return [RepositoryEntry("main", "https://x/y")]

    def index(self, entry: RepositoryEntry) -> Any:
        return self

    def names(self) -> list[str]:
        return ["a"]

    def versions(self, name: str) -> list[ChartVersion]:
        return [ChartVersion(Metadata("a", version), ["a.tgz"]) for version in _VERSIONS] if name == "a" else []


def _resolve(dependencies: list[Dependency]) -> list[Dependency]:
    service: Any = _Service()
    with contextlib.suppress(PilothouseError):
        check_registered(dependencies, service.entries())
    wanted = map_repositories("/nonexistent", dependencies, service.entries(), lambda text: None)
    return resolve("/nonexistent", wanted, OpenedIndexes(service))


def target(data: bytes) -> None:
    """Read the data as requirements and as their lock, and go as far as can be gone without a network."""
    chart = Chart(Metadata("c", "1.0.0"), files=[File("requirements.yaml", data), File("requirements.lock", data)])
    with contextlib.suppress(PilothouseError):
        read_lock(chart)
    with contextlib.suppress(PilothouseError):
        _KERNEL.first("helm_process_requirements", chart=chart, overrides={})
    with contextlib.suppress(PilothouseError):
        requirements = load_requirements(chart)
        if requirements is None:
            return
        sum = digest(requirements)
        for dependency in requirements.dependencies:
            archives_of(dependency.name, "/")
        found = _resolve(requirements.dependencies)
        text = lock_text(found, sum).encode("utf-8", "surrogateescape")
        lock = read_lock(Chart(Metadata("c", "1.0.0"), files=[File("requirements.lock", text)]))
        assert lock is not None
        assert lock.digest == sum
        written = [(one.name, one.version, one.repository) for one in lock.dependencies]
        assert written == [(one.name, one.version, one.repository) for one in found]


if __name__ == "__main__":
    sys.exit(run(target, _EXAMPLES, _WORDS))
