"""Registries that lie, go on for ever, or lead elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hostile_registry import ARCHIVE, PATH, digest, manifest, serve
from pilothouse.plugins.contrib.oci import exchange, registry
from stand_ins.http_server import Answer, Authority, HttpServer, Request

if TYPE_CHECKING:
    from conftest import MakeArchive, Run


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as running:
        yield running


def refusal(run: Run, *words: object) -> str:
    outcome = run(*words)
    assert outcome.code == 1, outcome
    assert outcome.stderr.startswith("Error: ")
    assert "failed in" not in outcome.stderr
    assert "Traceback" not in outcome.stderr
    return outcome.stderr.splitlines()[0].removeprefix("Error: ")


def test_the_honest_one_is_understood(run: Run, server: HttpServer, tmp_path: Path) -> None:
    chart = serve(server)
    assert run("fetch", chart, "-d", tmp_path).code == 0
    assert (tmp_path / "web-1.0.0.tgz").read_bytes() == ARCHIVE


def test_a_blob_with_another_digest_is_refused(run: Run, server: HttpServer, tmp_path: Path) -> None:
    forged = bytes(len(ARCHIVE))
    chart = serve(server, archive=forged)
    assert refusal(run, "fetch", chart, "-d", tmp_path) == (
        f"{server.origin}/charts/web@{digest(ARCHIVE)}: the registry sent something else, "
        f"with the digest {digest(forged)}"
    )
    assert not (tmp_path / "web-1.0.0.tgz").exists()


@pytest.mark.parametrize("size", [len(ARCHIVE) - 1, len(ARCHIVE) + 1])
def test_a_blob_of_another_size_is_refused(run: Run, server: HttpServer, size: int) -> None:
    chart = serve(server, manifest(size=size))
    assert "the registry sent something else" in refusal(run, "fetch", chart)


def test_a_manifest_with_another_digest_is_refused(run: Run, server: HttpServer) -> None:
    chart = serve(server)
    wanted = f"sha256:{'0' * 64}"
    server.put(f"{PATH}/manifests/{wanted}", manifest())
    assert refusal(run, "fetch", f"{chart}@{wanted}") == (
        f"{server.origin}/charts/web@{wanted}: the registry sent a manifest with another digest, {digest(manifest())}"
    )
    server.put(f"{PATH}/manifests/1.0.0", manifest(), headers={"Docker-Content-Digest": wanted})
    assert "a manifest with another digest" in refusal(run, "fetch", chart)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"[" * 100_000, "has no manifest that can be read"),
        (b"{}", "has no manifest that can be read"),
        (b"\xff", "has no manifest that can be read"),
        (b'{"manifests": []}', "is no chart, but an image for several platforms"),
        (manifest(size=-1), "has no manifest that can be read"),
        (manifest(size=1e400), "has no manifest that can be read"),
        (manifest(size=10**12), "is larger than 268435456 bytes"),
        (manifest(digest="md5:\x1b[2J"), 'has a digest that cannot be verified: "md5:\\\\x1b[2J"'),
        (manifest(digest="sha256:../../../x"), 'has a digest that cannot be verified: "sha256:../../../x"'),
        (manifest(mediaType="text/plain"), "has 0 archives of charts, one is expected"),
    ],
)
def test_manifests_that_are_none_of_charts_are_refused(
    run: Run, server: HttpServer, content: bytes, sentence: str
) -> None:
    assert refusal(run, "fetch", serve(server, content)).endswith(sentence)


def test_manifests_and_lists_of_any_length_are_not_read(run: Run, server: HttpServer) -> None:
    chart = serve(server)
    server.answer(f"{PATH}/manifests/1.0.0", Answer(endless=True))
    assert refusal(run, "fetch", chart).endswith("the answer is larger than 4194304 bytes")
    server.answer(f"{PATH}/tags/list", Answer(endless=True, chunked=True))
    assert refusal(run, "oci", "tags", chart).endswith("the answer is larger than 4194304 bytes")


def test_lists_without_end_end(run: Run, server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    chart = serve(server)
    page = json.dumps({"tags": ["1.0.0"]}).encode()
    following = {"Link": f'<{PATH}/tags/list?last=1.0.0>; rel="next"'}
    server.answer(f"{PATH}/tags/list", Answer(page, headers=following))
    assert refusal(run, "oci", "tags", chart) == f"{server.origin}{PATH}/tags/list has more than 200 pages"
    monkeypatch.setattr(registry, "MAX_ITEMS", 50)
    assert refusal(run, "oci", "tags", chart) == f"{server.origin}{PATH}/tags/list lists more than 50 tags"


def test_lists_do_not_go_on_elsewhere(run: Run, server: HttpServer) -> None:
    chart = serve(server)
    page = json.dumps({"tags": ["1.0.0"]}).encode()
    with HttpServer() as other:
        for target in (f"{other.url}{PATH}/tags/list", "/v2/charts/other/tags/list", "https:///x", "http://[::1"):
            server.answer(f"{PATH}/tags/list", Answer(page, headers={"Link": f'<{target}>; rel="next"'}))
            refusal(run, "oci", "tags", chart)
        assert other.asked == []


def test_tags_that_are_none_are_neither_shown_nor_asked_for(run: Run, server: HttpServer) -> None:
    chart = serve(server)
    tags = ["1.0.0", "\x1b[2J", "../../x", 7, None, {}, "1.0", "01.0.0", "a b", "latest", "x" * 129]
    server.put(f"{PATH}/tags/list", json.dumps({"tags": tags}).encode())
    assert run("oci", "tags", chart, "--all") == (0, "1.0.0\n01.0.0\n1.0\nlatest\n", "")


def test_names_in_a_catalogue_that_are_none_are_passed_over(run: Run, server: HttpServer) -> None:
    chart = serve(server)
    names = ["charts/web", "charts/../x", "charts/\x1b[2J", None, "other/web", "charts/"]
    server.put("/v2/_catalog", json.dumps({"repositories": names}).encode())
    assert run("repo", "add", "mine", chart.removesuffix("/web")).code == 0
    assert [line.split()[0] for line in run("search", "mine/").stdout.splitlines()[1:]] == ["mine/web"]


def test_a_registry_without_a_catalogue_is_a_repository_all_the_same(run: Run, server: HttpServer) -> None:
    chart = serve(server)
    added = run("repo", "add", "mine", chart.removesuffix("/web"))
    assert added == (
        0,
        '"mine" has been added to your repositories\n',
        f"{server.origin} does not tell which charts it has: `search` will not find them, their names will do\n",
    )
    assert "version: 1.0.0" in run("inspect", "chart", "mine/web").stdout


def test_redirects_of_blobs_are_followed_without_credentials(run: Run, server: HttpServer, tmp_path: Path) -> None:
    chart = serve(server)
    authority = Authority(tmp_path)
    with HttpServer(identity=authority.issue("127.0.0.1")) as store:
        store.put("/blob", ARCHIVE)
        tls = authority.issue("127.0.0.1")
        with HttpServer(identity=tls, credentials="ann:canary") as secure:
            serve(secure)
            secure.redirect(f"{PATH}/blobs/{digest(ARCHIVE)}", f"{store.url}/blob?signature=secret", 307)
            words = ("--username", "ann", "--password", "canary", "--ca-file", authority.certificate, "-d", tmp_path)
            outcome = run("fetch", f"oci://{secure.origin}/charts/web", *words)
            assert outcome.code == 0, outcome
        assert [request.authorization for request in store.asked] == [None]
        assert "canary" not in str(store.asked)
        server.redirect(f"{PATH}/blobs/{digest(ARCHIVE)}", f"{store.url}/gone?signature=secret", 307)
        outcome = run("fetch", chart, "--ca-file", authority.certificate)
        assert (outcome.code, "secret" in outcome.stderr) == (1, False)


def test_redirects_that_go_round_or_give_up_encryption_end(run: Run, server: HttpServer, tmp_path: Path) -> None:
    chart = serve(server)
    blob = f"{PATH}/blobs/{digest(ARCHIVE)}"
    server.redirect(blob, blob, 307)
    assert refusal(run, "fetch", chart) == f'"{server.url}{blob}": stopped after 5 redirects'
    with HttpServer() as other:
        server.redirect(blob, f"{other.url}/blob", 307)
        assert refusal(run, "fetch", chart).endswith("which is not encrypted")
        for target in (
            "file:///etc/passwd",
            "https://ann:word@127.0.0.1/x",
            "https://127.0.0.1:x/",
            "gopher://x/",
            "http://[::1",
        ):
            server.redirect(blob, target, 307)
            assert "word" not in refusal(run, "fetch", chart)
        assert other.asked == []


def test_a_slow_registry_is_not_waited_for_for_ever(
    run: Run, server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "MAX_SECONDS", 1)
    chart = serve(server)
    server.answer(f"{PATH}/tags/list", Answer(b"{}" * 1000, drip=0.1))
    assert "there was no whole answer within 1 seconds" in refusal(run, "oci", "tags", chart)


def test_errors_of_a_registry_are_shown_without_what_moves_a_terminal(run: Run, server: HttpServer) -> None:
    chart = serve(server)
    said = {"errors": [{"code": "DENIED", "message": "no\x1b[2J\u202e"}]}
    server.answer(f"{PATH}/tags/list", Answer(json.dumps(said).encode(), 403))
    assert run("oci", "tags", chart).stderr == (
        f"Error: {server.origin}{PATH}/tags/list cannot be read\n"
        "  the registry answers 403\n"
        "  DENIED: no\\x1b[2J\\u202e\n"
        f"hint: it wants credentials: `oci login {server.origin}` keeps others\n"
    )


def test_addresses_that_are_none_are_refused_before_anybody_is_asked(run: Run, server: HttpServer) -> None:
    for address in (
        "oci://",
        "oci:///web",
        f"oci://{server.origin}/Web",
        f"oci://{server.origin}/../x",
        f"oci://{server.origin}/web:a b",
        f"oci://{server.origin}/web:",
        f"oci://{server.origin}/web@sha256:12",
        f"oci://{server.origin}/web@md5:12",
        f"oci://{server.origin}/web?x=y",
        f"oci://{server.origin}/web#x",
        "oci://-x/web",
        "oci://127.0.0.1:99999/web",
        "oci://ann:canary@127.0.0.1/web",
        f"oci://{server.origin}/{'a/' * 2000}web",
    ):
        assert "canary" not in refusal(run, "inspect", "chart", address)
    assert server.asked == []


def test_what_a_registry_is_asked_names_nobody(run: Run, server: HttpServer) -> None:
    seen: list[Request] = []

    def look(request: Request) -> Answer:
        seen.append(request)
        return Answer(b'{"tags": []}')

    serve(server)
    server.answer(f"{PATH}/tags/list", look)
    run("oci", "tags", f"oci://{server.origin}/charts/web")
    assert [(request.authorization, "cookie" in request.headers) for request in seen] == [(None, False)]


def test_an_upload_elsewhere_is_by_https_and_without_credentials(
    run: Run, server: HttpServer, archive: MakeArchive, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    path, words = archive(), ("--username", "ann", "--password", "canary", "--ca-file", authority.certificate)
    with (
        HttpServer(identity=authority.issue("127.0.0.1"), credentials="ann:canary") as registry,
        HttpServer(identity=authority.issue("127.0.0.1")) as store,
    ):
        uploads = "/v2/charts/web/blobs/uploads/"
        store.answer("/upload", Answer(status=201))
        registry.answer(f"{PATH}/manifests/1.0.0", Answer(status=404), Answer(status=201))
        registry.answer(uploads, Answer(status=202, headers={"Location": f"{store.url}/upload?state=1"}))
        folder = f"oci://{registry.origin}/charts"
        assert run("oci", "push", path, folder, *words).code == 0
        assert [(request.method, request.authorization) for request in store.take()] == [("PUT", None)] * 2
        registry.answer(f"{PATH}/manifests/1.0.0", Answer(status=404))
        for target in (f"{server.url}/upload", "file:///tmp/x", "//", "http://[::1", "https://ann:word@127.0.0.1/x"):
            registry.answer(uploads, Answer(status=202, headers={"Location": target}))
            assert "word" not in refusal(run, "oci", "push", path, folder, *words)
        assert (server.asked, store.asked) == ([], [])


def test_what_is_there_and_no_chart_is_overwritten_by_force_alone(
    run: Run, server: HttpServer, archive: MakeArchive
) -> None:
    chart = serve(server, b'{"manifests": []}')
    said = refusal(run, "oci", "push", archive(), chart.removesuffix("/web"))
    assert said == f"{chart}:1.0.0 exists already, with another content"
    assert {request.method for request in server.asked} == {"GET"}
