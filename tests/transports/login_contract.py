"""What every transport has to keep about credentials that change: token files and plugins (real scripts)."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pilothouse.core.errors import KubeError
from pilothouse.core.protocols import KubeTransport
from pilothouse.plugins.builtin.kube import exec_plugin
from transports.certificates import Authority
from transports.contract import GET, POST, Serve, fine
from transports.servers import Line, Received

V1 = "client.authentication.k8s.io/v1"


def plugin(folder: Path, *lines: str, version: str = V1, **fields: Any) -> dict[str, Any]:
    """The exec entry of a kubeconfig for a script that logs its runs in ``runs`` beside it."""
    script = folder / "login"
    script.write_text("\n".join(["#!/bin/sh", f'echo "$@" >> {folder}/runs', *lines]) + "\n")
    script.chmod(0o755)
    return {"command": str(script), "apiVersion": version, **fields}


def credential(version: str = V1, **status: str) -> str:
    """What a plugin prints."""
    return json.dumps({"kind": "ExecCredential", "apiVersion": version, "status": status})


def runs(folder: Path) -> list[str]:
    """The arguments of each run of the script."""
    return (folder / "runs").read_text().splitlines()


class LoginContract:
    """The rules. `open` makes the transport under test."""

    if TYPE_CHECKING:
        open: Callable[..., KubeTransport]

    @pytest.mark.parametrize("version", ["v1alpha1", "v1beta1", "v1"])
    def test_a_plugin_gives_a_token_once_for_all_requests(self, serve: Serve, tmp_path: Path, version: str) -> None:
        server = serve(names=("127.0.0.1",))
        version = f"client.authentication.k8s.io/{version}"
        entry = plugin(tmp_path, f"echo '{credential(version, token='abc')}'", version=version, args=["get", "token"])
        transport = self.open(server.url, insecure=True, exec_plugin=entry)
        for _ in range(3):
            transport.request(GET)
        assert {request.header("Authorization") for request in server.requests} == {"Bearer abc"}
        assert runs(tmp_path) == ["get token"]

    def test_a_plugin_is_asked_again_when_its_token_has_expired(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(names=("127.0.0.1",))
        old = credential(token="abc", expirationTimestamp="2020-01-01T00:00:00Z")
        transport = self.open(server.url, insecure=True, exec_plugin=plugin(tmp_path, f"echo '{old}'"))
        transport.request(GET)
        transport.request(GET)
        assert len(runs(tmp_path)) >= 2

    def test_a_token_that_lasts_is_kept(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(names=("127.0.0.1",))
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
        good = credential(token="abc", expirationTimestamp=moment)
        transport = self.open(server.url, insecure=True, exec_plugin=plugin(tmp_path, f"echo '{good}'"))
        transport.request(GET)
        transport.request(GET)
        assert len(runs(tmp_path)) == 1

    def test_a_refused_token_is_renewed_once(self, serve: Serve, tmp_path: Path) -> None:
        def script(request: Received, line: Line) -> None:
            line.answer({}, 200 if request.header("Authorization") == "Bearer t2" else 401)

        server = serve(script, names=("127.0.0.1",))
        entry = plugin(tmp_path, f"n=$(wc -l < {tmp_path}/runs)", f"echo '{credential(token='tN')}' | sed s/tN/t$n/")
        assert self.open(server.url, insecure=True, exec_plugin=entry).request(POST).status == 200
        assert [request.header("Authorization") for request in server.requests] == ["Bearer t1", "Bearer t2"]

    def test_a_token_that_is_refused_again_is_an_answer_401(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(lambda request, line: line.answer({}, 401), names=("127.0.0.1",))
        entry = plugin(tmp_path, f"n=$(wc -l < {tmp_path}/runs)", f"echo '{credential(token='tN')}' | sed s/tN/t$n/")
        assert self.open(server.url, insecure=True, exec_plugin=entry).request(GET).status == 401
        assert len(server.requests) == 2

    def test_a_plugin_that_has_no_other_token_is_believed(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(lambda request, line: line.answer({}, 401), names=("127.0.0.1",))
        entry = plugin(tmp_path, f"echo '{credential(token='abc')}'")
        assert self.open(server.url, insecure=True, exec_plugin=entry).request(GET).status == 401
        assert len(server.requests) == 1

    def test_a_token_file_that_was_renewed_after_a_refusal_is_read_again(self, serve: Serve, tmp_path: Path) -> None:
        file = tmp_path / "token"
        file.write_text("old")
        moment = os.stat(file).st_mtime_ns

        def script(request: Received, line: Line) -> None:
            file.write_text("new")
            # As on a file system that knows no better: only reading tells.
            os.utime(file, ns=(moment, moment))
            line.answer({}, 200 if request.header("Authorization") == "Bearer new" else 401)

        server = serve(script, names=("127.0.0.1",))
        assert self.open(server.url, insecure=True, token_file=str(file)).request(GET).status == 200

    def test_a_plugin_may_give_a_certificate(self, serve: Serve, tmp_path: Path, authority: Authority) -> None:
        server = serve(fine, names=("127.0.0.1",), clients=authority.certificate)
        client = authority.issue("someone", client=True)
        output = credential(clientCertificateData=client.certificate.decode(), clientKeyData=client.key.decode())
        (tmp_path / "output").write_text(output)
        entry = plugin(tmp_path, f"cat {tmp_path}/output")
        transport = self.open(server.url, authority=authority.certificate, exec_plugin=entry)
        assert transport.request(GET).status == 200

    def test_a_plugin_learns_what_it_is_asked_for(self, serve: Serve, tmp_path: Path, authority: Authority) -> None:
        server = serve(names=("127.0.0.1",))
        entry = plugin(
            tmp_path,
            f'printf %s "$KUBERNETES_EXEC_INFO" > {tmp_path}/info',
            f'printf %s "$MORE" > {tmp_path}/more',
            f"echo '{credential(token='abc')}'",
            env=[{"name": "MORE", "value": "a b"}],
            provideClusterInfo=True,
            interactiveMode="Never",
        )
        extension = {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "x"}}
        self.open(
            server.url,
            authority=authority.certificate,
            server_name="127.0.0.1",
            exec_plugin=entry,
            cluster_extensions=[extension],
        ).request(GET)
        info = json.loads((tmp_path / "info").read_text())
        data = info["spec"]["cluster"].pop("certificate-authority-data")
        assert info == {
            "kind": "ExecCredential",
            "apiVersion": V1,
            "spec": {
                "interactive": False,
                "cluster": {"server": server.url, "tls-server-name": "127.0.0.1", "config": {"audience": "x"}},
            },
        }
        assert len(data) > 100
        assert (tmp_path / "more").read_text() == "a b"

    @pytest.mark.parametrize(
        ("lines", "reason"),
        [
            (["echo s3cret", "exit 3"], "exec: exit status 3"),
            (["echo s3cret"], "decoding stdout: it is no JSON"),
            (["""echo '{"kind": "Pod", "token": "s3cret"}'"""], "decoding stdout: it is no ExecCredential"),
            ([f"echo '{credential(V1 + 'beta1', token='s3cret')}'"], "exec plugin is configured to use API version"),
            ([f"echo '{credential()}'"], "exec plugin didn't return a token or cert/key pair"),
            (
                [f"echo '{credential(clientKeyData='s3cret')}'"],
                "exec plugin returned only certificate or key, not both",
            ),
            (
                [f"echo '{credential(token='s3cret', expirationTimestamp='soon')}'"],
                "decoding stdout: expirationTimestamp is no time of RFC 3339",
            ),
            (["yes s3cret"], f"exec: the output is larger than {exec_plugin.MAX_OUTPUT} bytes"),
            (["printf %0300000d 0 | tr 0 '['"], "decoding stdout: it is no JSON"),
        ],
    )
    def test_a_plugin_that_fails_is_said_without_its_output(
        self, serve: Serve, tmp_path: Path, lines: list[str], reason: str, capfd: pytest.CaptureFixture[str]
    ) -> None:
        server = serve(names=("127.0.0.1",))
        with pytest.raises(KubeError) as raised:
            self.open(server.url, insecure=True, exec_plugin=plugin(tmp_path, *lines), user_name="me").request(GET)
        assert raised.value.message.startswith(f'Get "{server.url}/api/v1/pods": getting credentials: {reason}')
        assert raised.value.details == (f"credential plugin {tmp_path}/login of user: me",)
        said = repr((raised.value.message, raised.value.details, raised.value.hint, *capfd.readouterr()))
        assert "s3cret" not in said
        assert server.requests == []

    def test_a_plugin_that_hangs_is_ended_with_all_its_children(
        self, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(exec_plugin, "SECONDS", 0.3)
        entry = plugin(tmp_path, f"sleep 600 & echo $! > {tmp_path}/child", "wait")
        with pytest.raises(KubeError) as raised:
            self.open(serve(names=("127.0.0.1",)).url, insecure=True, exec_plugin=entry).request(GET)
        assert raised.value.message.endswith("getting credentials: exec: no answer within 0.3 seconds")
        child = int((tmp_path / "child").read_text())
        deadline = time.monotonic() + 5
        while Path(f"/proc/{child}/stat").exists() and time.monotonic() < deadline:
            if Path(f"/proc/{child}/stat").read_text().split(")")[1].split()[0] == "Z":
                break
            time.sleep(0.02)
        else:
            assert not Path(f"/proc/{child}").exists()

    def test_a_plugin_that_is_not_installed_shows_how_to_install_it(self, serve: Serve) -> None:
        entry = {"command": "no-such-login", "apiVersion": V1, "installHint": "apt install no-such-login"}
        with pytest.raises(KubeError) as raised:
            self.open(serve(names=("127.0.0.1",)).url, insecure=True, exec_plugin=entry).request(GET)
        assert raised.value.message.endswith(
            '/pods": getting credentials: exec: exec: "no-such-login": executable file not found in $PATH'
        )
        assert raised.value.hint == "apt install no-such-login"

    def test_a_plugin_of_an_unknown_version_is_refused(self) -> None:
        entry = {"command": "x", "apiVersion": "client.authentication.k8s.io/v9"}
        with pytest.raises(KubeError) as raised:
            self.open("https://127.0.0.1:1", exec_plugin=entry).request(GET)
        assert raised.value.message == 'exec plugin: invalid apiVersion "client.authentication.k8s.io/v9"'
        assert not hasattr(raised.value, "may_have_arrived")

    def test_a_plugin_that_must_talk_with_the_user_needs_a_terminal(self, serve: Serve, tmp_path: Path) -> None:
        entry = plugin(tmp_path, "exit 1", interactiveMode="Always")
        with pytest.raises(KubeError) as raised:
            self.open(serve(names=("127.0.0.1",)).url, insecure=True, exec_plugin=entry).request(GET)
        assert "standard input is not a terminal" in raised.value.message
