"""Addresses that anybody may write are read, or refused as what they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.errors import RepositoryError
from pilothouse.plugins.contrib.git import addresses

PIECES = st.sampled_from(
    [
        "git+https", "git+ssh", "git+file", "://", "//", "/", "host", "u:p@", "-o", "?ref=", "?tags=", "v1", "&", "..",
        "%2e", "%2f", "%0a", "[::1]", ":22", "*", "#", "charts", "web-1.0.0.tgz",
    ]
)  # fmt: skip


@given(st.sampled_from(addresses.SCHEMES), st.lists(PIECES | st.text(max_size=3), max_size=10))
def test_an_address_names_no_option_and_no_way_out_or_is_refused(scheme: str, parts: list[str]) -> None:
    try:
        address = addresses.parse(f"{scheme}://host/repo{''.join(parts)}")
    except RepositoryError:
        return
    assert not any(word.startswith("-") for word in (address.remote, address.ref, address.tags))
    assert ".." not in address.path.split("/")
    assert address.remote.startswith(("https://", "ssh://", "file:///"))
    whole = address.archive(address.path, "web-1.0.0.tgz", "0" * 40)
    again = addresses.parse(whole)
    assert (again.remote, again.path, again.username, again.password) == (
        address.remote, address.path, address.username, address.password,
    )  # fmt: skip
