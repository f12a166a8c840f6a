from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.getter_http import download
from stand_ins.http_server import Authority, HttpServer

Refusal = Callable[..., RepositoryError]


@pytest.fixture(autouse=True)
def without_proxies_and_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(download, "_FIRST_PAUSE", 0)


@pytest.fixture
def kernel() -> Kernel:
    return make_kernel()


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as running:
        yield running


@pytest.fixture
def other() -> Iterator[HttpServer]:
    with HttpServer() as running:
        yield running


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def refusal(kernel: Kernel) -> Refusal:
    """The error that a fetch ends in."""

    def refused(url: str, **options: Any) -> RepositoryError:
        named = {name: str(value) if isinstance(value, Path) else value for name, value in options.items()}
        with pytest.raises(RepositoryError) as caught:
            kernel.fetch_changes(url, FetchOptions(**named))
        return caught.value

    return refused
