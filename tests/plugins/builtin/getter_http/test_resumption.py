from __future__ import annotations

from collections.abc import Callable

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import Fetched, FetchOptions
from stand_ins.http_server import Answer, HttpServer, Request

Refusal = Callable[..., RepositoryError]

CONTENT = bytes(range(256)) * 1000
SIZE = len(CONTENT)


def asked(server: HttpServer) -> list[tuple[str | None, str | None]]:
    return [(request.headers.get("range"), request.headers.get("if-range")) for request in server.asked]


def test_what_is_cut_goes_on_where_it_stopped(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", CONTENT, etag='"one"', cut_after=(1000, 2000))
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == CONTENT
    assert asked(server) == [(None, None), ("bytes=1000-", '"one"'), ("bytes=3000-", '"one"')]


@pytest.mark.parametrize("etag", [None, 'W/"one"', "one"])
def test_without_a_tag_that_vouches_for_each_byte_it_begins_anew(
    kernel: Kernel, server: HttpServer, etag: str | None
) -> None:
    server.put("/a", CONTENT, etag=etag, cut_after=1000)
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == CONTENT
    assert asked(server) == [(None, None), (None, None)]


def test_a_server_without_ranges_is_not_asked_for_any(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", CONTENT, ranges=False, headers={"Accept-Ranges": "none"}, cut_after=1000)
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == CONTENT
    assert asked(server) == [(None, None), (None, None)]


def test_a_server_that_gives_all_of_it_again_is_believed(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", CONTENT, etag='"one"', ranges=False, cut_after=1000)
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == CONTENT
    assert asked(server) == [(None, None), ("bytes=1000-", '"one"')]


def test_what_has_changed_in_between_is_fetched_as_a_whole(kernel: Kernel, server: HttpServer) -> None:
    def first(request: Request) -> Answer:
        server.put("/a", CONTENT[::-1], etag='"two"')
        return Answer(CONTENT, headers={"ETag": '"one"'}, cut_after=1000)

    server.answer("/redirected", first)
    server.answer("/a", first)

    def later(request: Request) -> Answer:
        headers = {"ETag": '"two"'}
        return Answer(CONTENT[::-1], headers=headers) if request.headers.get("if-range") == '"one"' else first(request)

    server.answer("/a", first, later)
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == CONTENT[::-1]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Range": f"bytes 999-{SIZE - 1}/{SIZE}"},
        {"Content-Range": f"bytes 1001-{SIZE - 1}/{SIZE}"},
        {"Content-Range": f"bytes 1000-{SIZE - 1}/{SIZE + 1}"},
        {"Content-Range": f"bytes 1000-{SIZE - 2}/{SIZE}"},
        {"Content-Range": f"bytes 1000-{SIZE - 1}/*"},
        {"Content-Range": f"bytes 1000-{SIZE - 1}/{SIZE}", "ETag": '"two"'},
        {"Content-Range": "bytes " + "9" * 5000 + "-1/1"},
    ],
)
def test_a_part_that_does_not_fit_is_not_put_together(
    kernel: Kernel, server: HttpServer, headers: dict[str, str]
) -> None:
    server.answer(
        "/a",
        Answer(CONTENT, headers={"ETag": '"one"'}, cut_after=1000),
        Answer(b"wrong" * 1000, status=206, headers=headers),
        Answer(CONTENT),
    )
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == CONTENT
    assert asked(server) == [(None, None), ("bytes=1000-", '"one"'), (None, None)]


def test_a_range_that_cannot_be_satisfied_is_given_up(kernel: Kernel, server: HttpServer) -> None:
    server.answer(
        "/a",
        Answer(CONTENT, headers={"ETag": '"one"'}, cut_after=1000),
        Answer(status=416),
        Answer(CONTENT),
    )
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == CONTENT
    assert asked(server) == [(None, None), ("bytes=1000-", '"one"'), (None, None)]


def test_parts_do_not_add_up_to_more_than_the_limit(server: HttpServer, refusal: Refusal) -> None:
    tag = {"ETag": '"one"'}
    server.answer(
        "/a",
        Answer(CONTENT, headers=tag, chunked=True, cut_after=1000),
        Answer(CONTENT, status=206, headers={**tag, "Content-Range": f"bytes 1000-{SIZE - 1}/{SIZE}"}),
    )
    url = f"{server.url}/a"
    assert refusal(url, max_size=1500).message == f"Failed to fetch {url} : the answer is larger than 1500 bytes"


def test_a_rest_that_is_shorter_than_announced_is_no_end(server: HttpServer, refusal: Refusal) -> None:
    tag = {"ETag": '"one"'}
    server.answer(
        "/a",
        Answer(CONTENT, headers=tag, cut_after=1000),
        Answer(b"x", status=206, headers={**tag, "Content-Range": f"bytes 1000-{SIZE - 1}/{SIZE}"}),
        Answer(status=404),
    )
    assert refusal(f"{server.url}/a").message == f"Failed to fetch {server.url}/a : 404 Not Found"
    assert asked(server) == [(None, None), ("bytes=1000-", '"one"'), ("bytes=1001-", '"one"')]


def test_what_is_asked_for_in_part_is_not_asked_for_on_condition(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", CONTENT, etag='"two"', cut_after=1000)
    fetched = kernel.fetch_changes(f"{server.url}/a", FetchOptions(validators='"one"\n'))
    assert fetched == Fetched(CONTENT, '"two"\nWed, 01 Jan 2020 00:00:00 GMT')
    conditions = [(request.headers.get("range"), request.headers.get("if-none-match")) for request in server.asked]
    assert conditions == [(None, '"one"'), ("bytes=1000-", None)]
