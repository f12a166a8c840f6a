from __future__ import annotations

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.repository_addresses import check_reach, is_same_address, is_same_origin


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://x", "http://x/", True),
        ("http://x/a/", "http://x//a", True),
        ("http://x/a/../b", "http://x/b/", True),
        ("http://x/a", "http://x/A", False),
        ("http://x/a?b", "http://x/a", False),
        ("http://x", "https://x", False),
        ("%zz", "./%zz", True),
        ("%zz", "%yy", False),
        ("http://x", "%zz", False),
    ],
)
def test_addresses_are_compared_without_regard_to_the_form_of_paths(one: str, other: str, same: bool) -> None:
    assert is_same_address(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://x/a", "http://X/b?c", True),
        ("http://x/a", "http://x:80/a", True),
        ("https://x/a", "https://x:443", True),
        ("http://u:p@x/a", "http://x/b", True),
        ("http://x", "https://x", False),
        ("http://x", "http://x:8080", False),
        ("http://x", "http://x.evil.example", False),
        ("http://x", "http://x@evil/", False),
        ("box://charts", "box://other", False),
        ("http://x", "http://x:y", False),
        ("http://x", "%zz", False),
    ],
)
def test_credentials_are_for_one_scheme_host_and_port(one: str, other: str, same: bool) -> None:
    assert is_same_origin(one, other) is same


@pytest.mark.parametrize(
    ("repository", "address", "refused"),
    [
        ("https://x", "file:///etc/web-1.tgz", True),
        ("https://x", "git+file:///srv/repo//web/web-1.tgz", True),
        ("git+https://x/repo//charts", "git+file:///srv/repo//web/web-1.tgz", True),
        ("git+file:///srv/repo//charts", "git+file:///srv/repo//web/web-1.tgz", False),
        ("file:///srv", "file:///srv/web-1.tgz", False),
        ("https://x", "git+https://x/repo//web/web-1.tgz", True),
        ("git+https://x/repo//charts", "git+https://x/repo//web/web-1.tgz", False),
        ("https://x", "git+ssh://git@x/repo//web/web-1.tgz", True),
        ("git+ssh://git@x/repo//charts", "git+ssh://git@x/repo//web/web-1.tgz", False),
        ("https://x", "s3://bucket/web-1.tgz", True),
    ],
)
def test_an_index_of_another_machine_names_nothing_that_only_this_one_may_read(
    repository: str, address: str, refused: bool
) -> None:
    if not refused:
        check_reach(repository, address)
        return
    with pytest.raises(RepositoryError):
        check_reach(repository, address)
