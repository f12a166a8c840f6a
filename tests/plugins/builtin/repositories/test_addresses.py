from __future__ import annotations

import pytest
from pilothouse.core.golib.url import parse
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.repositories.addresses import (
    check_scheme,
    index_address,
    resolve_registered,
    resolve_unregistered,
)
from pilothouse.plugins.builtin.repositories.errors import UnusableRepositoryError


@pytest.mark.parametrize(
    ("repository", "index"),
    [
        ("http://h", "http://h/index.yaml"),
        ("http://h/", "http://h/index.yaml"),
        ("http://h/a//b/", "http://h/a/b/index.yaml"),
        ("http://h/a/../b", "http://h/b/index.yaml"),
        ("http://h/a?token=x&y", "http://h/a/index.yaml?token=x&y"),
        ("http://u:p@h:80/a", "http://u:p@h:80/a/index.yaml"),
        ("https://h/api/g%2Fp/helm", "https://h/api/g%2Fp/helm/index.yaml"),
        ("http://h/a b", "http://h/a%20b/index.yaml"),
        ("box://charts", "box://charts/index.yaml"),
    ],
)
def test_the_index_is_below_the_repository(repository: str, index: str) -> None:
    assert index_address(repository) == index


@pytest.mark.parametrize(
    ("repository", "chart", "address"),
    [
        ("http://h/sub", "a.tgz", "http://h/sub/a.tgz"),
        ("http://h/sub/", "a.tgz", "http://h/sub/a.tgz"),
        ("http://h/sub", "/a.tgz", "http://h/a.tgz"),
        ("http://h/sub", "../a.tgz", "http://h/a.tgz"),
        ("http://h/sub?t=1&a=x y", "a.tgz?own=1", "http://h/sub/a.tgz?a=x+y&t=1"),
        ("http://u:p@h/sub", "a.tgz", "http://u:p@h/sub/a.tgz"),
        ("http://h/sub?t=1", "https://o/a.tgz?q", "https://o/a.tgz?q"),
        ("http://h/sub", "//o/a.tgz", "http://o/a.tgz"),
        ("https://h/g%2Fp/", "charts/a.tgz", "https://h/g%2Fp/charts/a.tgz"),
    ],
)
def test_charts_of_registered_repositories_are_relative_to_them(repository: str, chart: str, address: str) -> None:
    assert str(resolve_registered(repository, parse(chart))) == address


@pytest.mark.parametrize(
    ("repository", "chart", "address"),
    [
        ("http://h/sub?t=1", "a.tgz?own=1", "http://h/sub/a.tgz?t=1"),
        ("http://h/sub?t=1", "http://h/a.tgz?own=1", "http://h/a.tgz?t=1"),
        ("http://h/sub?t=1", "http://o/a.tgz?own=1", "http://o/a.tgz?own=1"),
        ("http://h/sub", "http://h/a.tgz?own=1", "http://h/a.tgz"),
    ],
)
def test_charts_of_unregistered_repositories_take_their_query(repository: str, chart: str, address: str) -> None:
    assert str(resolve_unregistered(repository, chart)) == address


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nonsense", "Could not find protocol handler for: "),
        ("ftp://h/x", "Could not find protocol handler for: ftp"),
        ("http://bad host/", "invalid chart URL format: http://bad host/"),
    ],
)
def test_what_nobody_fetches_is_said_in_helms_words(address: str, message: str) -> None:
    with pytest.raises(UnusableRepositoryError) as caught:
        check_scheme(address, make_kernel())
    assert caught.value.message == message
