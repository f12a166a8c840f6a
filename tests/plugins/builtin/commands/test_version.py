from __future__ import annotations

from typing import Any

import pytest
from fake_release_service import VERSION, FakeReleaseService
from pilothouse.core.errors import KubeError

LONG = (
    '&version.Version{SemVer:"v2.17.0", GitCommit:"a690bad98af45b015bd3da1a41f6218b1a451dbe", GitTreeState:"clean"}'
)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("", f"Client: {LONG}\nServer: {LONG}\n"),
        ("-c -s", f"Client: {LONG}\nServer: {LONG}\n"),
        ("--server", f"Server: {LONG}\n"),
        ("--short", "Client: v2.17.0+ga690bad\nServer: v2.17.0+ga690bad\n"),
        ("-s --template {{.Server.SemVer}}", "v2.17.0"),
        ("--template {{.Client.SemVer}}/{{.Server.GitTreeState}}", "v2.17.0/clean"),
    ],
)
def test_versions_of_client_and_server_are_printed(helm: Any, words: str, text: str) -> None:
    assert helm("version", *words.split(), service=FakeReleaseService(version=VERSION)) == (0, text, "")


def test_the_service_is_not_asked_for_the_client_alone(helm: Any) -> None:
    service = FakeReleaseService()
    assert helm("version", "--client", service=service) == (0, f"Client: {LONG}\n", "")
    assert service.asked == []


def test_a_service_that_does_not_answer_is_an_error(helm: Any) -> None:
    service = FakeReleaseService(version=KubeError("connection refused"))
    assert helm("version", service=service, PILOTHOUSE_HINTS="always") == (
        1,
        f"Client: {LONG}\n",
        "Error: cannot connect to Tiller\n  connection refused\nhint: --client prints the client's version alone\n",
    )
