from __future__ import annotations

from collections.abc import Callable

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import Fetched, FetchOptions
from stand_ins.http_server import Answer, HttpServer

Refusal = Callable[..., RepositoryError]

DATE = "Wed, 01 Jan 2020 00:00:00 GMT"


def conditions(server: HttpServer) -> list[dict[str, str]]:
    names = ("if-none-match", "if-modified-since")
    return [{name: request.headers[name] for name in names if name in request.headers} for request in server.take()]


@pytest.mark.parametrize(
    ("etag", "modified", "validators"),
    [
        ('"one"', DATE, f'"one"\n{DATE}'),
        ('W/"one"', None, 'W/"one"\n'),
        (None, DATE, f"\n{DATE}"),
    ],
)
def test_what_has_not_changed_is_not_sent_again(
    kernel: Kernel, server: HttpServer, etag: str | None, modified: str | None, validators: str
) -> None:
    url = f"{server.url}/a"
    server.put("/a", b"content", etag=etag, modified=modified)
    assert kernel.fetch_changes(url, FetchOptions()) == Fetched(b"content", validators)
    again = kernel.fetch_changes(url, FetchOptions(validators=validators))
    assert again == Fetched(b"", validators, unchanged=True)
    server.put("/a", b"other", etag='"two"', modified="Thu, 02 Jan 2020 00:00:00 GMT")
    changed = kernel.fetch_changes(url, FetchOptions(validators=validators))
    assert changed == Fetched(b"other", '"two"\nThu, 02 Jan 2020 00:00:00 GMT')


def test_a_server_that_says_nothing_is_asked_for_nothing(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", b"content", etag=None, modified=None)
    assert kernel.fetch_changes(f"{server.url}/a", FetchOptions()) == Fetched(b"content", "")
    assert conditions(server) == [{}]


@pytest.mark.parametrize("validators", ['"a\r\nX: y"\n', "nonsense\n\x00", '"' + "x" * 5000 + '"\n', "\n\xe9", "\n"])
def test_validators_of_somebody_else_are_left_out(kernel: Kernel, server: HttpServer, validators: str) -> None:
    server.put("/a", b"content")
    assert kernel.fetch_changes(f"{server.url}/a", FetchOptions(validators=validators)).content == b"content"
    assert conditions(server) == [{}]


def test_a_plain_fetch_has_no_conditions(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", b"content", etag='"one"')
    assert kernel.fetch(f"{server.url}/a", FetchOptions(validators='"one"\n')) == b"content"
    assert conditions(server) == [{}]


def test_an_answer_that_nothing_has_changed_keeps_what_it_does_not_repeat(kernel: Kernel, server: HttpServer) -> None:
    server.answer("/a", Answer(status=304))
    fetched = kernel.fetch_changes(f"{server.url}/a", FetchOptions(validators='"one"\n'))
    assert fetched == Fetched(b"", '"one"\n', unchanged=True)


def test_content_stays_packed_as_it_came(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", b"\x1f\x8bpacked", headers={"Content-Encoding": "gzip"})
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == b"\x1f\x8bpacked"
    assert "accept-encoding" not in server.asked[0].headers
