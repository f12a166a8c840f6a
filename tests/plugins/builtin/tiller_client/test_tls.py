"""TLS towards a Tiller, with real certificates: what is let in, and what each refusal says."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import grpc
import pytest
from grpc_tiller import VERSION, give
from pilothouse.core.errors import TillerError, TillerTlsError
from pilothouse.core.model.service_target import TillerTls
from raw_server import RawServer
from transports.certificates import Authority, Issued

_OTHER_USE = "certificate specifies an incompatible key usage"


class Files:
    """Certificates of an authority as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.authority = Authority("Tiller CA")
        self.ca = self.write("ca.pem", self.authority.certificate)
        self.user = self.pair("user", self.authority.issue("user", client=True))

    def write(self, name: str, content: bytes) -> str:
        path = self._folder / name
        path.write_bytes(content)
        return str(path)

    def pair(self, name: str, issued: Issued) -> tuple[str, str]:
        return self.write(f"{name}.crt", issued.certificate), self.write(f"{name}.key", issued.key)

    def tls(self, pair: tuple[str, str] | None = None, **changes: object) -> TillerTls:
        certificate, key = pair or self.user
        return TillerTls(verify=True, ca_file=self.ca, cert_file=certificate, key_file=key).replace(**changes)


@pytest.fixture
def files(tmp_path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def secured(tiller, files) -> Callable[..., str]:
    """Starts a Tiller with a certificate, which wants one of its clients unless told otherwise."""

    def start(issued: Issued | None = None, *, mutual: bool = True) -> str:
        issued = issued or files.authority.issue("127.0.0.1", "localhost", "tiller-server")
        credentials = grpc.ssl_server_credentials(
            [(issued.key, issued.certificate)],
            files.authority.certificate if mutual else None,
            require_client_auth=mutual,
        )
        return str(tiller({"GetVersion": give(VERSION)}, credentials=credentials).host)

    return start


def refusal(service) -> TillerError:
    with pytest.raises(TillerError) as caught:
        service.version()
    return caught.value


def test_both_sides_show_their_certificates(secured, client, files):
    assert client(secured(), tls=files.tls()).version().sem_ver == "v2.17.0"


def test_a_server_is_known_by_another_name_than_its_address(secured, client, files):
    host = secured(files.authority.issue("tiller-server"))
    assert client(host, tls=files.tls(hostname="tiller-server")).version().sem_ver == "v2.17.0"


def test_without_verification_any_server_is_believed(secured, client, files):
    host = secured(Authority("other").issue("elsewhere", days=-1), mutual=False)
    tls = files.tls(verify=False, ca_file="/nowhere")
    assert client(host, tls=tls).version().sem_ver == "v2.17.0"


def test_an_authority_that_is_no_root_is_trusted_as_in_go(secured, client, files):
    issued = files.authority.issue("127.0.0.1")
    tls = files.tls(ca_file=files.write("leaf.pem", issued.certificate))
    assert client(secured(issued), tls=tls).version().sem_ver == "v2.17.0"


def test_another_authority_is_refused(secured, client, files):
    error = refusal(client(secured(Authority("other").issue("127.0.0.1")), tls=files.tls()))
    assert (error.message, error.code) == ("x509: certificate signed by unknown authority", "Unavailable")
    assert "--tls-ca-cert" in error.hint


def test_an_expired_certificate_is_refused(secured, client, files):
    error = refusal(client(secured(files.authority.issue("127.0.0.1", days=-1)), tls=files.tls()))
    assert error.message.startswith("x509: certificate has expired or is not yet valid: current time ")
    assert " is after " in error.message


def test_another_name_is_refused(secured, client, files):
    host = secured(files.authority.issue("tiller-server"))
    error = refusal(client(host, tls=files.tls()))
    assert error.message == (
        "x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs"
    )
    error = refusal(client(host, tls=files.tls(hostname="other")))
    assert error.message == "x509: certificate is valid for tiller-server, not other"
    assert "--tls-hostname" in error.hint


def test_a_server_without_tls_is_told_of_at_once(tiller, client, files):
    host = tiller({"GetVersion": give(VERSION)}).host
    error = refusal(client(host, tls=files.tls()))
    assert error.message == "tls: first record does not look like a TLS handshake"
    assert "serves no TLS" in error.hint


def test_a_client_without_tls_is_told_what_the_server_may_want(secured, client):
    host = secured()
    error = refusal(client(host))
    assert (error.message, error.details) == ("context deadline exceeded", (f"Tiller at {host} serves TLS",))
    assert "--tls" in error.hint


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("case", ["of another authority", "expired", "for a server"])
def test_a_client_certificate_that_is_not_accepted_is_told_of(client, files, cleanup, tmp_path, version, case):
    issued = {
        "of another authority": Authority("other").issue("user", client=True),
        "expired": files.authority.issue("user", client=True, days=-1),
        "for a server": files.authority.issue("user"),
    }[case]
    server = files.pair("server", files.authority.issue("127.0.0.1"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*server)
    context.load_verify_locations(files.ca)
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["h2"])
    listener = cleanup.enter_context(socket.create_server(("127.0.0.1", 0)))

    def serve() -> None:
        sock, _ = listener.accept()
        with contextlib.suppress(OSError), sock, context.wrap_socket(sock, server_side=True) as secure:
            secure.recv(1)

    thread = threading.Thread(target=serve)
    thread.start()
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    error = refusal(client(host, tls=files.tls(files.pair("bad", issued))))
    thread.join()
    assert error.message in {
        "of another authority": ("remote error: tls: unknown certificate authority",),
        "expired": ("remote error: tls: expired certificate",),
        "for a server": ("remote error: tls: unsupported certificate", "remote error: tls: bad certificate"),
    }[case]
    assert "--tls-cert" in error.hint
    own = [line for line in error.details if line.startswith("the client certificate ")]
    assert len(own) == (0 if case == "of another authority" else 1)


@pytest.mark.parametrize("case", ["expired", "for a server"])
def test_a_client_is_told_what_is_wrong_with_its_own_certificate_when_tiller_says_nothing(
    secured, client, files, case
):
    days, is_client = {"expired": (-1, True), "for a server": (1, False)}[case]
    pair = files.pair("bad", files.authority.issue("user", client=is_client, days=days))
    error = refusal(client(secured(), tls=files.tls(pair)))
    words = {"expired": "certificate has expired or is not yet valid: current time ", "for a server": _OTHER_USE}[case]
    assert [line.startswith(f"the client certificate {pair[0]}: x509: {words}") for line in error.details][-1]
    assert "--tls-cert" in error.hint


def test_a_tiller_on_grpcio_that_refuses_a_client_certificate_is_told_of(secured, client, files):
    pair = files.pair("bad", Authority("other").issue("user", client=True))
    error = refusal(client(secured(), tls=files.tls(pair)))
    assert error.message.startswith(("remote error: tls: ", "connection closed before server preface received"))
    assert "--tls-cert" in error.hint


def test_a_server_that_hangs_up_in_the_handshake_is_dialled_until_the_time_is_up(client, files, raw):
    server: RawServer = raw(lambda peer: peer.hang_up())
    error = refusal(client(server.host, tls=files.tls(), timeout=1))
    assert (error.message, server.connections > 1) == ("context deadline exceeded", True)
    assert len(error.details) >= 2


def test_the_least_version_of_tls_is_1_2(client, files):
    from pilothouse.plugins.builtin.tiller_client.tls_material import client_context

    assert client_context(files.tls()).minimum_version == ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"cert_file": "{folder}/none.crt"},
            'could not read x509 key pair (cert: "{folder}/none.crt", key: "{folder}/user.key"): '
            "can't load key pair from cert {folder}/none.crt and key {folder}/user.key: "
            "open {folder}/none.crt: no such file or directory",
        ),
        (
            {"key_file": "{folder}"},
            'could not read x509 key pair (cert: "{folder}/user.crt", key: "{folder}"): '
            "can't load key pair from cert {folder}/user.crt and key {folder}: read {folder}: is a directory",
        ),
        (
            {"cert_file": "{folder}/user.key"},
            'could not read x509 key pair (cert: "{folder}/user.key", key: "{folder}/user.key"): '
            "can't load key pair from cert {folder}/user.key and key {folder}/user.key: "
            "tls: failed to find certificate PEM data in certificate input, but did find a private key; "
            "PEM inputs may have been switched",
        ),
        (
            {"key_file": "{folder}/other.key"},
            'could not read x509 key pair (cert: "{folder}/user.crt", key: "{folder}/other.key"): '
            "can't load key pair from cert {folder}/user.crt and key {folder}/other.key: "
            "tls: private key does not match public key",
        ),
        ({"ca_file": "{folder}/none.pem"}, "can't read CA file: {folder}/none.pem"),
        ({"ca_file": "{folder}/user.key"}, "failed to append certificates from file: {folder}/user.key"),
    ],
)
def test_files_that_cannot_be_used_end_as_in_helm_before_anything_is_dialled(client, files, tmp_path, changes, message):
    files.pair("other", files.authority.issue("other"))
    changes = {name: value.format(folder=tmp_path) for name, value in changes.items()}
    with pytest.raises(TillerTlsError) as caught:
        client("127.0.0.1:1", tls=files.tls(**changes))
    assert (caught.value.message, caught.value.exit_code, caught.value.prefix) == (
        message.format(folder=tmp_path),
        2,
        "",
    )
    assert "$HELM_HOME" in caught.value.hint
