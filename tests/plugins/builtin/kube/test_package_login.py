"""Logging in at a real (small) identity provider of OpenID Connect, and which transport a kubeconfig gets."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes.client import VersionApi
from pilothouse.core import testkit
from pilothouse.core.errors import KubeError, SettingError
from pilothouse.core.model.kube_object import ClusterTarget, KubeRequest
from pilothouse.core.protocols import KubeTransport
from transports.certificates import Authority
from transports.contract import GET, Serve, authority, serve
from transports.servers import Line, Received

__all__ = ["authority", "serve"]

Connect = Callable[..., KubeTransport]


@pytest.fixture
def connect(tmp_path: Path) -> Connect:
    """Opens the transport for a server and a user, written to a kubeconfig."""

    def open_transport(
        server: str, user: dict[str, Any] | None = None, client: str = "", **cluster: Any
    ) -> KubeTransport:
        document = {
            "clusters": [{"name": "c", "cluster": {"server": server, **cluster}}],
            "users": [{"name": "u", "user": user or {}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
            "current-context": "x",
        }
        path = tmp_path / "kubeconfig"
        path.write_text(yaml.safe_dump(document))
        path.chmod(0o600)
        kernel = testkit.make_kernel(flags={"kube-client": client})
        transport: KubeTransport = kernel.first(
            "helm_connect_kube_transport", target=ClusterTarget(kubeconfig=str(path))
        )
        return transport

    return open_transport


def token(expires: float) -> str:
    """A token as identity providers make them, unsigned."""
    parts = ({"alg": "none"}, {"exp": int(expires), "n": "x"})
    packed = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*packed, "signature"])


def test_everyday_clusters_get_the_everyday_transport(connect: Connect) -> None:
    assert type(connect("https://c", {"token": "t"})).__name__ == "ThinTransport"
    assert type(connect("https://c", {"token": "t"}, "kubernetes")).__name__ == "PackageTransport"
    assert type(connect("https://c", **{"proxy-url": "https://proxy:1"})).__name__ == "PackageTransport"
    assert type(connect("https://c", {"auth-provider": {"name": "gcp"}})).__name__ == "PackageTransport"
    with pytest.raises(SettingError):
        connect("https://c", {}, "curl")


def test_an_unknown_provider_is_refused(connect: Connect) -> None:
    with pytest.raises(KubeError) as raised:
        connect("https://c", {"auth-provider": {"name": "azure"}}).request(GET)
    assert raised.value.message == 'Get "https://c/api/v1/pods": no Auth Provider found for name "azure"'


def test_a_proxy_spoken_to_with_tls_is_nothing_for_the_everyday_transport(connect: Connect) -> None:
    with pytest.raises(KubeError) as raised:
        connect("https://c", {}, "thin", **{"proxy-url": "https://u:secret@proxy:1"})
    assert "kube-client=kubernetes" in raised.value.message
    assert "secret" not in raised.value.message


def test_an_expired_token_of_an_identity_provider_is_renewed_and_kept(
    serve: Serve, connect: Connect, authority: Authority, tmp_path: Path
) -> None:
    fresh = token(time.time() + 3600)

    def provider(request: Received, line: Line) -> None:
        if request.method == "GET":
            line.answer({"token_endpoint": f"{idp.url}/token"})
        else:
            line.answer({"id_token": fresh, "refresh_token": "r2", "access_token": "a", "token_type": "Bearer"})

    idp = serve(provider, names=("127.0.0.1",))
    server = serve(names=("127.0.0.1",))
    settings = {
        "client-id": "me",
        "client-secret": "s",
        "id-token": token(time.time() - 3600),
        "refresh-token": "r1",
        "idp-issuer-url": idp.url,
        "idp-certificate-authority-data": base64.b64encode(authority.certificate).decode(),
    }
    data = base64.b64encode(authority.certificate).decode()
    user = {"auth-provider": {"name": "oidc", "config": settings}}
    transport = connect(server.url, user, **{"certificate-authority-data": data})
    assert [transport.request(GET).status for _ in range(2)] == [200, 200]
    transport.close()
    assert {request.header("Authorization") for request in server.requests} == {f"Bearer {fresh}"}
    assert [request.method for request in idp.requests] == ["GET", "POST"]
    kept = yaml.safe_load((tmp_path / "kubeconfig").read_text())["users"][0]["user"]["auth-provider"]["config"]
    assert (kept["id-token"], kept["refresh-token"], kept["client-secret"]) == (fresh, "r2", "s")
    assert (tmp_path / "kubeconfig").stat().st_mode & 0o777 == 0o600


def test_an_identity_provider_that_nobody_vouches_for_learns_nothing(serve: Serve, connect: Connect) -> None:
    idp = serve(names=("127.0.0.1",))
    settings = {
        "client-id": "me",
        "client-secret": "s3cret",
        "id-token": token(time.time() - 3600),
        "refresh-token": "s3cret",
        "idp-issuer-url": idp.url,
    }
    transport = connect("https://127.0.0.1:1", {"auth-provider": {"name": "oidc", "config": settings}})
    with pytest.raises(KubeError) as raised:
        transport.request(GET)
    assert "getting credentials: auth provider oidc" in raised.value.message
    assert "s3cret" not in raised.value.message
    assert idp.requests == []


@pytest.mark.parametrize("client", ["thin", "kubernetes"])
def test_plugins_get_a_client_of_the_package_for_the_same_cluster(serve: Serve, connect: Connect, client: str) -> None:
    version = {"major": "1", "minor": "20", "gitVersion": "v1.20.2"}
    version |= dict.fromkeys(("gitCommit", "gitTreeState", "buildDate", "goVersion", "compiler", "platform"), "x")
    server = serve(lambda request, line: line.answer(version), names=("127.0.0.1",))
    transport = connect(server.url, {"token": "t"}, client, **{"insecure-skip-tls-verify": True})
    assert VersionApi(transport.api_client()).get_code().git_version == "v1.20.2"  # type: ignore[attr-defined]
    assert server.requests[0].header("Authorization") == "Bearer t"
    transport.close()


def test_a_real_api_server_answers_both(control_plane: Any) -> None:
    from pilothouse.plugins.builtin.kube.choice import choose_cluster
    from pilothouse.plugins.builtin.kube.package_transport import PackageTransport
    from pilothouse.plugins.builtin.kube.transport import ThinTransport

    access = choose_cluster(ClusterTarget(kubeconfig=str(control_plane.kubeconfig)))
    answers = []
    for kind in (ThinTransport, PackageTransport):
        transport = kind(access)
        answers.append(transport.request(KubeRequest("GET", "/api/v1/namespaces/kube-system")).body)
        watch = KubeRequest("GET", "/api/v1/namespaces", query=(("watch", "true"), ("timeoutSeconds", "1")))
        stream = transport.stream(watch)
        assert b"ADDED" in next(stream.lines())
        stream.close()
        transport.close()
    assert answers[0] == answers[1]
