from __future__ import annotations

import pytest
from pilothouse.core.errors import KubeError
from pilothouse.plugins.builtin.kube.cluster_access import ClusterAccess
from pilothouse.plugins.builtin.kube.server_address import parse_server
from pilothouse.plugins.builtin.kube.transport import ThinTransport


@pytest.mark.parametrize(
    "text", ["https://user:hunter2@host:1/%zz", "user:hunter2@host:99999/x y", "user:hunter2@host/%zz", "u:hunter2@[x"]
)
def test_what_is_no_address_is_told_without_the_password_in_it(text: str) -> None:
    with pytest.raises(KubeError) as caught:
        parse_server(text, secure=True)
    assert "hunter2" not in f"{caught.value.message} {caught.value.details} {caught.value.hint}"


def test_a_password_in_an_address_is_in_no_name_that_the_server_is_given() -> None:
    access = ClusterAccess("https://user:hunter2@host:1/base/")
    assert ThinTransport(access).server == "https://host:1/base"
