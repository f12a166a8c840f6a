"""Who is given the user's credentials, and where they are kept."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hostile_registry import PATH, challenge, serve, tokens
from pilothouse.plugins.contrib.oci import challenges
from pilothouse.plugins.contrib.oci.docker_config import Credentials, DockerConfig
from stand_ins.http_server import Answer, Authority, HttpServer, Reply, Request

if TYPE_CHECKING:
    from conftest import Run

BASIC = "Basic " + b64encode(b"ann:canary").decode()
GIVEN = ("--username", "ann", "--password", "canary")


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as running:
        yield running


def guarded(answer: bytes, token: str, realm: str) -> Reply:
    """What a registry answers to those with a token, and to others."""

    def reply(request: Request) -> Answer:
        return Answer(answer) if request.authorization == f"Bearer {token}" else challenge(realm)

    return reply


def test_a_token_is_fetched_from_the_realm_with_the_credentials(run: Run, server: HttpServer) -> None:
    chart = serve(server)
    server.answer(f"{PATH}/tags/list", guarded(b'{"tags": ["1.0.0"]}', "t0ken", f"{server.url}/token"))
    server.answer("/token", tokens("t0ken"))
    assert run("oci", "tags", chart, *GIVEN).stdout == "1.0.0\n"
    assert [(request.path.partition("?")[0], request.authorization) for request in server.take()][1:] == [
        ("/token", BASIC),
        (f"{PATH}/tags/list", "Bearer t0ken"),
    ]
    assert run("oci", "tags", chart).stdout == "1.0.0\n"
    asked = server.take()
    assert asked[1] == Request("/token?service=registry&scope=repository%3Acharts%2Fweb%3Apull", asked[1].headers)
    assert asked[1].authorization is None


def test_a_realm_elsewhere_gets_credentials_by_https_alone(run: Run, server: HttpServer, tmp_path: Path) -> None:
    chart = serve(server)
    for realm in ("http://realm.example.com/token", "ftp://realm.example.com/", "token", "http://ann@127.0.0.1/"):
        server.answer(f"{PATH}/tags/list", challenge(realm))
        assert run("oci", "tags", chart, *GIVEN).code == 1
    authority = Authority(tmp_path)
    with HttpServer(identity=authority.issue("127.0.0.1")) as realm_server:
        realm_server.answer("/token", tokens("t0ken"))
        with HttpServer(identity=authority.issue("127.0.0.1")) as registry:
            address = serve(registry)
            realm = f"{realm_server.url}/token"
            registry.answer(f"{PATH}/tags/list", guarded(b'{"tags": ["1.0.0"]}', "t0ken", realm))
            assert run("oci", "tags", address, *GIVEN, "--ca-file", authority.certificate).stdout == "1.0.0\n"
            assert [request.authorization for request in realm_server.take()] == [BASIC]
            realm_server.redirect("/token", f"{server.url}/steal")
            assert run("oci", "tags", address, *GIVEN, "--ca-file", authority.certificate).code == 1
    assert [request.path for request in server.asked if "steal" in request.path] == []


def test_credentials_do_not_travel_in_the_open(run: Run, server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from pilothouse.plugins.contrib.oci import authorization, registry

    chart = serve(server)
    monkeypatch.setattr(authorization, "is_loopback", lambda host: False)
    monkeypatch.setattr(registry, "is_loopback", lambda host: False)
    plain = {"PILOTHOUSE_OCI_PLAIN_HTTP": server.origin}
    assert run("oci", "tags", chart, *GIVEN, **plain).stdout == "1.0.0\n"
    server.credentials = "ann:canary"
    outcome = run("oci", "tags", chart, *GIVEN, **plain)
    assert outcome.stderr.startswith('Error: "127.0.0.1" asks for credentials without encryption\n')
    assert {request.authorization for request in server.asked} == {None}


@pytest.mark.parametrize("answer", [b"{}", b"[]", b'{"token": 5}', b'{"token": "a\\r\\nb"}', b'{"token": ""}', b"["])
def test_a_realm_without_a_token_is_told(run: Run, server: HttpServer, answer: bytes) -> None:
    chart = serve(server)
    server.answer(f"{PATH}/tags/list", challenge(f"{server.url}/token"))
    server.answer("/token", Answer(answer))
    outcome = run("oci", "tags", chart, *GIVEN)
    assert (outcome.code, outcome.stderr) == (1, f'Error: "{server.url}/token" answers without a token\n')


def test_a_registry_that_is_never_content_is_not_asked_for_ever(run: Run, server: HttpServer) -> None:
    chart = serve(server)
    server.answer(f"{PATH}/tags/list", challenge(f"{server.url}/token"))
    server.answer("/token", *[tokens(f"t{number}") for number in range(100)])
    outcome = run("oci", "tags", chart, *GIVEN)
    assert (outcome.code, len(server.asked) < 10, "canary" in outcome.stderr) == (1, True, False)


@pytest.mark.parametrize(
    ("header", "offers"),
    [
        ('Bearer realm="https://x/a,b",service="s"', {"bearer": {"realm": "https://x/a,b", "service": "s"}}),
        ('Basic realm="a \\"b\\"", Bearer realm=x', {"basic": {"realm": 'a "b"'}, "bearer": {"realm": "x"}}),
        ("Negotiate, Basic", {"negotiate": {}, "basic": {}}),
        ("", {}),
        ('Bearer realm="', {"bearer": {}}),
        ("Bearer \x00 realm=x", {"bearer": {}}),
        ("," * 100_000, {}),
    ],
)
def test_challenges_are_taken_apart(header: str, offers: dict[str, dict[str, str]]) -> None:
    assert challenges.parse(header) == offers


def config(folder: Path, document: object) -> DockerConfig:
    folder.mkdir(exist_ok=True)
    text = document if isinstance(document, str) else json.dumps(document)
    (folder / "config.json").write_text(text)
    return DockerConfig({"DOCKER_CONFIG": str(folder), "PATH": str(folder)})


def helper(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / f"docker-credential-{name}"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_credentials_are_those_of_docker_for_that_host_and_port(tmp_path: Path) -> None:
    auth = b64encode(b"ann:can:ary").decode()
    kept = config(
        tmp_path / "docker",
        {
            "auths": {
                "https://one.example.com/v2/": {"auth": auth},
                "two.example.com:5000": {"username": "bob", "password": "word"},
                "https://index.docker.io/v1/": {"identitytoken": "token"},
            }
        },
    )
    hosts = ("one.example.com", "one.example.com:5000", "two.example.com:5000", "docker.io", "example.com")
    assert [kept.find(host) for host in hosts] == [
        Credentials("ann", "can:ary"),
        Credentials(),
        Credentials("bob", "word"),
        Credentials(identity_token="token"),
        Credentials(),
    ]


def test_a_helper_is_asked_where_one_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "docker"
    helper(
        folder,
        "good",
        f"""read host; echo "$1 $host" >> {folder}/log; echo '{{"Username": "ann", "Secret": "word"}}'""",
    )
    helper(folder, "empty", "exit 1")
    kept = config(folder, {"credsStore": "empty", "credHelpers": {"one.example.com": "good"}})
    assert (kept.find("one.example.com"), kept.find("two.example.com")) == (Credentials("ann", "word"), Credentials())
    assert kept.keep("one.example.com", Credentials("ann", "word")) == "docker-credential-good"
    assert kept.forget("one.example.com")
    assert [line.split()[0] for line in (folder / "log").read_text().splitlines()] == ["get", "store", "get", "erase"]


@pytest.mark.parametrize("name", ["../x", "/bin/sh", "a b", "A", "x;y", 5, ["good"]])
def test_a_helper_has_the_name_of_one(tmp_path: Path, name: object) -> None:
    from pilothouse.core.errors import RepositoryError

    with pytest.raises(RepositoryError, match="is not the name of a credential helper"):
        config(tmp_path / "docker", {"credsStore": name}).find("one.example.com")


@pytest.mark.parametrize(
    "document", ["", "[]", "[" * 100_000, '{"auths": {"one": {"auth": "?"}}}', '{"credsStore": "none"}']
)
def test_a_damaged_configuration_is_an_error_that_shows_nothing(tmp_path: Path, document: str) -> None:
    from pilothouse.core.errors import RepositoryError

    with pytest.raises(RepositoryError) as caught:
        config(tmp_path / "docker", document).find("one")
    assert "?" not in caught.value.message


def test_what_else_is_in_the_file_stays_and_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    kept = config(tmp_path / "docker", {"psFormat": "x", "auths": {"other": {"auth": "eA=="}}})
    (tmp_path / "docker/config.json").chmod(0o600)
    assert kept.keep("one", Credentials("ann", "word")) == kept.path
    document = json.loads(Path(kept.path).read_text())
    assert document == {
        "psFormat": "x",
        "auths": {"other": {"auth": "eA=="}, "one": {"auth": b64encode(b"ann:word").decode()}},
    }
    assert [path.name for path in (tmp_path / "docker").iterdir()] == ["config.json"]
    assert kept.forget("one")
    assert not kept.forget("one")


def test_an_identity_token_is_exchanged(run: Run, tmp_path: Path, environment: dict[str, str]) -> None:
    from pilothouse.core.model.options import FetchOptions
    from pilothouse.core.testkit import make_kernel
    from pilothouse.plugins.contrib.oci.authorization import Authorization
    from pilothouse.plugins.contrib.oci.exchange import Answer as Got
    from pilothouse.plugins.contrib.oci.exchange import Exchange

    sent = []

    class Recorded(Exchange):
        def send(self, method: str, url: str, headers: object, *, limit: int, body: bytes | None = None) -> Got:
            sent.append((method, url, body))
            return Got(200, {}, b'{"access_token": "fresh"}', url)

    kernel = make_kernel()
    exchange = Recorded(FetchOptions(), {})
    origin = ("https", "one.example.com", 443)
    authorization = Authorization(exchange, origin, lambda: Credentials(identity_token="refresh"), kernel.conceal)
    offer = {"www-authenticate": 'Bearer realm="https://auth.example.com/t",service="s"'}
    assert authorization.answer(Got(401, offer, b"", ""), "repository:web:pull")
    assert (authorization.headers(), sent) == (
        {"Authorization": "Bearer fresh"},
        [
            (
                "POST",
                "https://auth.example.com/t",
                b"grant_type=refresh_token&refresh_token=refresh&service=s&scope=repository%3Aweb%3Apull"
                b"&client_id=pilothouse",
            )
        ],
    )
    assert kernel.concealed("refresh fresh") == "(hidden) (hidden)"
