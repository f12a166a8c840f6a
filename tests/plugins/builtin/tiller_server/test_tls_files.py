from __future__ import annotations

import datetime as dt
import hashlib
import os
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes as PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pilothouse.core.errors import SettingError
from pilothouse.core.model.tiller_serving import ClientIdentity, TillerOptions
from pilothouse.plugins.builtin.tiller_server.tls_files import client_identity, server_credentials
from transports.certificates import Authority, Issued


class Greeter(grpc.GenericRpcHandler):
    """Answers every call with the common name of the client's certificate."""

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        def greet(request: bytes, context: grpc.ServicerContext) -> bytes:
            certificates = context.auth_context().get("x509_pem_cert", [b""])
            return client_identity(certificates[0]).common_name.encode()

        return grpc.unary_unary_rpc_method_handler(greet)


class Site:
    """A folder with the files of a server, and the server that uses them."""

    def __init__(self, folder: Path, authority: Authority, *names: str) -> None:
        self.folder = folder
        self.authority = authority
        self.port = 0
        self.write(authority.issue(*(names or ("localhost", "127.0.0.1"))), authority.certificate)

    def write(self, pair: Issued, authorities: bytes) -> None:
        for name, content in (("tls.crt", pair.certificate), ("tls.key", pair.key), ("ca.crt", authorities)):
            self.replace(name, content)

    def replace(self, name: str, content: bytes) -> None:
        """Put another file in the place of one, as the mount of a Secret does."""
        (self.folder / "new").write_bytes(content)
        os.replace(self.folder / "new", self.folder / name)

    def options(self, *, verify: bool = True) -> TillerOptions:
        path = {name: str(self.folder / name) for name in ("tls.key", "tls.crt", "ca.crt")}
        return TillerOptions(
            tls=not verify,
            tls_verify=verify,
            tls_key=path["tls.key"],
            tls_cert=path["tls.crt"],
            tls_ca_cert=path["ca.crt"],
        )

    @contextmanager
    def serving(self, *, verify: bool = True) -> Iterator[Site]:
        server = grpc.server(ThreadPoolExecutor(2))
        server.add_generic_rpc_handlers((Greeter(),))
        credentials = server_credentials(self.options(verify=verify))
        self.port = server.add_secure_port("127.0.0.1:0", credentials)
        server.start()
        try:
            yield self
        finally:
            server.stop(None).wait()

    def greeting(self, client: Issued | None = None, trusted: bytes = b"", host: str = "127.0.0.1") -> str:
        """What a client is told; the name of the code where it is not let in."""
        credentials = grpc.ssl_channel_credentials(
            trusted or self.authority.certificate, client and client.key, client and client.certificate
        )
        # Connections are not shared between channels, whatever options they have.
        options = (("grpc.use_local_subchannel_pool", 1),)
        with grpc.secure_channel(f"{host}:{self.port}", credentials, options) as channel:
            try:
                return str(channel.unary_unary("/any.Service/Greet")(b"", timeout=10).decode())
            except grpc.RpcError as error:
                return str(error.code().name)

    def handshake(self, **limits: ssl.TLSVersion) -> tuple[str | None, str | None]:
        """The version of TLS and the protocol that a client of OpenSSL agrees on with the server."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.set_alpn_protocols(["http/1.1", "h2"])
        for name, version in limits.items():
            setattr(context, name, version)
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=10) as plain,
            context.wrap_socket(plain) as secure,
        ):
            return secure.version(), secure.selected_alpn_protocol()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, Authority("ours"))


def test_a_server_in_the_clear_has_no_credentials(tmp_path: Path) -> None:
    assert server_credentials(TillerOptions(tls_cert=str(tmp_path / "none"))) is None


def test_a_client_with_a_certificate_of_the_authority_is_let_in_and_known(site: Site) -> None:
    with site.serving():
        assert site.greeting(site.authority.issue("anna", client=True)) == "anna"


def test_a_client_without_a_certificate_is_not_let_in(site: Site) -> None:
    with site.serving():
        assert site.greeting() == "UNAVAILABLE"


def test_a_client_with_a_certificate_of_another_authority_is_not_let_in(site: Site) -> None:
    with site.serving():
        assert site.greeting(Authority("theirs").issue("anna", client=True)) == "UNAVAILABLE"
        assert site.greeting(Authority("ours").issue("anna", client=True)) == "UNAVAILABLE"


def test_a_client_whose_certificate_has_expired_is_not_let_in(site: Site) -> None:
    with site.serving():
        assert site.greeting(site.authority.issue("anna", client=True, days=-1)) == "UNAVAILABLE"


def test_a_client_with_the_certificate_of_a_server_is_not_let_in(site: Site) -> None:
    with site.serving():
        assert site.greeting(site.authority.issue("anna")) == "UNAVAILABLE"


def test_a_client_does_not_trust_a_server_of_another_authority_name_or_time(site: Site) -> None:
    anna = site.authority.issue("anna", client=True)
    with site.serving():
        assert site.greeting(anna, Authority("theirs").certificate) == "UNAVAILABLE"
    site.write(site.authority.issue("tiller.example.com"), site.authority.certificate)
    with site.serving():
        assert site.greeting(anna) == "UNAVAILABLE"
    site.write(site.authority.issue("127.0.0.1", days=-1), site.authority.certificate)
    with site.serving():
        assert site.greeting(anna) == "UNAVAILABLE"


def test_with_tls_alone_everybody_is_let_in_and_nobody_is_known(site: Site) -> None:
    (site.folder / "ca.crt").unlink()
    with site.serving(verify=False):
        assert site.greeting() == ""
        assert site.greeting(site.authority.issue("anna", client=True)) == ""


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_tls_is_1_2_or_newer_and_speaks_http_2(site: Site) -> None:
    with site.serving(verify=False):
        old = {"minimum_version": ssl.TLSVersion.TLSv1, "maximum_version": ssl.TLSVersion.TLSv1_1}
        with pytest.raises(OSError, match="EOF|UNSUPPORTED_PROTOCOL|VERSION|reset"):
            site.handshake(**old)
        assert site.handshake(maximum_version=ssl.TLSVersion.TLSv1_2) == ("TLSv1.2", "h2")
        assert site.handshake() == ("TLSv1.3", "h2")


def test_an_authority_between_is_trusted_with_its_chain_or_by_itself(site: Site) -> None:
    between = Authority("between", site.authority)
    anna = between.issue("anna", client=True)
    chained = Issued.__new__(Issued)
    chained.certificate, chained.key = anna.certificate + between.certificate, anna.key
    with site.serving():
        assert site.greeting(chained) == "anna"
        assert site.greeting(anna) == "UNAVAILABLE"
    site.replace("ca.crt", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + between.certificate)
    with site.serving():
        assert site.greeting(anna) == "anna"
        assert site.greeting(site.authority.issue("berta", client=True)) == "UNAVAILABLE"


def test_files_that_are_replaced_are_used_for_new_connections(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    old, new = site.authority, Authority("new")
    with site.serving():
        assert site.greeting(old.issue("anna", client=True)) == "anna"
        site.write(new.issue("127.0.0.1"), new.certificate)
        assert site.greeting(new.issue("berta", client=True), new.certificate) == "berta"
        assert site.greeting(old.issue("anna", client=True), new.certificate) == "UNAVAILABLE"
    assert caplog.messages == []


def test_files_that_are_being_replaced_leave_what_was_before_with_one_warning(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    anna, new = site.authority.issue("anna", client=True), site.authority.issue("127.0.0.1")
    with site.serving():
        site.replace("tls.crt", new.certificate)
        assert [site.greeting(anna), site.greeting(anna)] == ["anna", "anna"]
        site.replace("tls.key", new.key)
        assert site.greeting(anna) == "anna"
        (site.folder / "ca.crt").unlink()
        assert site.greeting(anna) == "anna"
    begin = "the TLS files have changed and cannot be used, what was in them before stays: "
    assert [warning.removeprefix(begin).rpartition(": ")[2] for warning in caplog.messages] == [
        "private key does not match public key",
        str(site.folder / "ca.crt"),
    ]


def message(**paths: str) -> str:
    """The error for a server with these files."""
    with pytest.raises(SettingError) as caught:
        server_credentials(TillerOptions(tls_verify=True, **paths))
    return caught.value.message


def test_a_server_without_a_usable_key_pair_is_refused_in_helms_words(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.folder)
    Path("other.key").write_bytes(site.authority.issue("x").key)
    Path("text").write_text("text\n")
    pair = 'could not read x509 key pair (cert: "{0}", key: "{1}"): can\'t load key pair from cert {0} and key {1}: {2}'
    for certificate, key, reason in (
        ("none.crt", "tls.key", "open none.crt: no such file or directory"),
        ("tls.crt", "none.key", "open none.key: no such file or directory"),
        ("", "", "open : no such file or directory"),
        ("tls.crt", "other.key", "tls: private key does not match public key"),
        ("tls.crt", "text", "tls: failed to find any PEM data in key input"),
        ("text", "tls.key", "tls: failed to find any PEM data in certificate input"),
    ):
        assert message(tls_cert=certificate, tls_key=key) == pair.format(certificate, key, reason)


def self_signed(folder: Path, key: PrivateKeyTypes) -> TillerOptions:
    """The options of a server whose certificate this key has signed, for 127.0.0.1."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "self")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - dt.timedelta(1), now + dt.timedelta(1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
    bare = isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    pem = builder.sign(key, None if bare else hashes.SHA256()).public_bytes(Encoding.PEM)
    (folder / "self.crt").write_bytes(pem)
    (folder / "self.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return TillerOptions(tls=True, tls_cert=str(folder / "self.crt"), tls_key=str(folder / "self.key"))


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048),
        ed25519.Ed25519PrivateKey.generate(),
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP521R1()),
    ],
    ids=["RSA", "Ed25519", "P-384", "P-521"],
)
def test_keys_that_are_in_use_are_served(key: PrivateKeyTypes, tmp_path: Path) -> None:
    server = grpc.server(ThreadPoolExecutor(1))
    port = server.add_secure_port("127.0.0.1:0", server_credentials(self_signed(tmp_path, key)))
    server.start()
    try:
        context = ssl.create_default_context(cadata=(tmp_path / "self.crt").read_text())
        context.set_alpn_protocols(["h2"])
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
        ):
            assert secure.selected_alpn_protocol() == "h2"
    finally:
        server.stop(None).wait()


@pytest.mark.parametrize(
    "key",
    [ed448.Ed448PrivateKey.generate(), ec.generate_private_key(ec.SECP256K1())],
    ids=["Ed448", "secp256k1"],
)
def test_keys_that_cannot_be_served_are_refused_before_anything_listens(key: PrivateKeyTypes, tmp_path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        server_credentials(self_signed(tmp_path, key))
    assert caught.value.message.endswith(": tls: unknown public key algorithm")
    assert caught.value.details == (
        "keys that can be served: RSA, Ed25519, ECDSA on the curves P-256, P-384 and P-521",
    )


def test_a_server_without_usable_authorities_is_refused_in_helms_words(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.folder)
    assert message(tls_ca_cert="none.crt") == "can't read CA file: none.crt"
    assert message(tls_ca_cert="tls.key") == "failed to append certificates from file: tls.key"
    assert message(tls_ca_cert="") == "can't read CA file: "


def test_a_certificate_names_whom_it_was_issued_to() -> None:
    names = ("anna", "anna.example.com", "spiffe://example.com/anna", "anna@example.com", "10.0.0.1")
    pem = Authority("ours").issue(*names, client=True, organizations=("admins", "web")).certificate
    assert client_identity(pem) == ClientIdentity(
        common_name="anna",
        organizations=("admins", "web"),
        subject="CN=anna,O=web,O=admins",
        dns_names=("anna", "anna.example.com"),
        uris=("spiffe://example.com/anna",),
        emails=("anna@example.com",),
        fingerprint=hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem.decode())).hexdigest(),
    )


@pytest.mark.parametrize("pem", [b"", b"text", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_names_nobody(pem: bytes) -> None:
    assert client_identity(pem) == ClientIdentity()


def test_a_certificate_whose_names_cannot_be_read_has_a_fingerprint() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "anna")])
    began = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    garbled = x509.UnrecognizedExtension(x509.ExtensionOID.SUBJECT_ALTERNATIVE_NAME, b"no names")
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), 1, began, began + dt.timedelta(1))
    certificate = builder.add_extension(garbled, critical=False).sign(key, hashes.SHA256())
    identity = client_identity(certificate.public_bytes(Encoding.PEM))
    assert identity == ClientIdentity(fingerprint=certificate.fingerprint(hashes.SHA256()).hex())
