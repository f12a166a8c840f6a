from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from pilothouse.plugins.builtin.getter_http.pools import Pools
from pilothouse.plugins.builtin.getter_http.tls_material import TLSMaterial
from pilothouse.plugins.builtin.getter_http.web_address import parse
from stand_ins.http_server import Answer, Authority, HttpServer, Request


def test_a_connection_serves_one_request_after_another(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", bytes(100_000))
    server.redirect("/b", "/a")
    server.answer("/c", Answer(bytes(100), chunked=True))
    for path in ("/a", "/b", "/c", "/a"):
        assert kernel.fetch(server.url + path, FetchOptions())
    assert (server.connections, len(server.asked)) == (1, 5)


def test_an_answer_that_announces_another_is_passed_over(kernel: Kernel, server: HttpServer) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    server.answer("/a", Answer(raw=early * 5 + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood"))
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == b"good"


def test_a_connection_that_changes_its_protocol_is_not_used_again(kernel: Kernel, server: HttpServer) -> None:
    evil = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    server.answer("/switched", Answer(raw=b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + evil))
    server.put("/a", b"good")
    with pytest.raises(RepositoryError, match="101 Switching Protocols"):
        kernel.fetch(f"{server.url}/switched", FetchOptions())
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == b"good"
    assert server.connections == 2


def test_a_connection_that_the_server_has_closed_is_replaced(kernel: Kernel, server: HttpServer) -> None:
    server.answer("/a", Answer(b"one", headers={"Connection": "close"}))
    server.answer("/b", Answer(b"two"))
    for path, content in (("/a", b"one"), ("/b", b"two"), ("/a", b"one")):
        assert kernel.fetch(server.url + path, FetchOptions()) == content


def test_a_client_certificate_does_not_lend_its_connection(kernel: Kernel, authority: Authority) -> None:
    own = authority.issue("client")
    trusting = FetchOptions(ca_file=str(authority.certificate))
    with HttpServer(identity=authority.issue("127.0.0.1"), client_authority=authority, optional_client=True) as server:
        server.put("/a", b"x")
        with_certificate = trusting.replace(cert_file=str(own.certificate), key_file=str(own.key))
        for options in (with_certificate, trusting, with_certificate, trusting):
            kernel.fetch(f"{server.url}/a", options)
        assert server.clients == ["client", ""]


def test_files_that_change_under_their_names_are_read_again(
    kernel: Kernel, authority: Authority, tmp_path: Path
) -> None:
    first, second = authority.issue("first"), authority.issue("second")
    mine = FetchOptions(
        ca_file=str(authority.certificate), cert_file=str(tmp_path / "cert"), key_file=str(tmp_path / "key")
    )
    with HttpServer(identity=authority.issue("127.0.0.1"), client_authority=authority) as server:
        server.put("/a", b"x")
        for identity in (first, second):
            for name, file in (("cert", identity.certificate), ("key", identity.key)):
                (tmp_path / f"new-{name}").write_bytes(file.read_bytes())
                (tmp_path / f"new-{name}").replace(tmp_path / name)
            kernel.fetch(f"{server.url}/a", mine)
        assert server.clients == ["first", "second"]


def test_many_fetches_at_once_each_get_their_own(kernel: Kernel, server: HttpServer) -> None:
    for number in range(8):
        server.answer(f"/{number}", lambda request: Answer(request.path.encode() * 20_000))
    got: dict[int, bytes] = {}

    def fetch(number: int) -> None:
        got[number] = kernel.fetch(f"{server.url}/{number}", FetchOptions())

    for _ in range(3):
        threads = [threading.Thread(target=fetch, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert got == {number: f"/{number}".encode() * 20_000 for number in range(8)}
    assert server.connections <= 16


def test_only_some_pools_are_kept() -> None:
    pools = Pools()
    materials = [TLSMaterial((bytes([number]),)) for number in range(40)]
    found = [pools.pool(parse("http://h/"), material, None) for material in materials]
    assert pools.pool(parse("http://h/x"), materials[-1], None) is found[-1]
    assert pools.pool(parse("http://h/x"), materials[0], None) is not found[0]


def test_what_is_asked_says_who_asks_and_nothing_else(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", b"x")
    kernel.fetch(f"{server.url}/a", FetchOptions(label="x"))
    assert server.asked == [Request("/a", {"host": server.origin, "user-agent": "Helm/2.17.0"})]
