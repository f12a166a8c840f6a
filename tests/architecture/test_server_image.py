"""The image of the server, without a container runtime: its steps are run in a folder, and what they leave is started.

Files of the system (apt's packages) are left out; whatever the steps install comes from this environment, not from an
index.
"""

from __future__ import annotations

import http.client
import importlib.metadata
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from architecture.source_tree import ROOT
from pilothouse.core import testkit
from pilothouse.core.hapi.calls import CALLS
from pilothouse.core.model.tiller_serving import TillerOptions
from pilothouse.plugins.builtin.commands.tiller import tiller_options
from pilothouse.plugins.builtin.tiller_server.exposure import listen_address
from transports.certificates import Authority

KUBECONFIG = """\
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
users: [{name: u, user: {}}]
current-context: c
"""
PLACES = ("/opt/pilothouse", "/source", "/wheels", "/tiller")
"""Paths of the image that its steps make or read."""


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Containerfile in order, with their arguments."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", "")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines()) if word]


def setting(wanted: str) -> list[str]:
    """The arguments of all instructions of a kind in the stage that is left in the end."""
    last = max(index for index, (word, _) in enumerate(instructions()) if word == "FROM")
    return [rest for word, rest in instructions()[last:] if word == wanted]


class Image:
    """What the steps leave, in a folder that stands for the image's root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = {
            "PATH": f"{root / 'python'}:{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_COMPILE": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        program = root / "python" / "python"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        program.chmod(0o755)

    def placed(self, text: str) -> str:
        """A text with the paths of the image where they are here."""
        return re.sub(
            rf"(?<![\w./-])({'|'.join(map(re.escape, PLACES))})\b", lambda found: f"{self.root}{found[1]}", text
        )

    def build(self) -> None:
        for word, rest in instructions():
            if word == "COPY" and "--from" not in rest:
                assert rest == ". /source"
                copy_sources(self.root / "source")
            elif word == "RUN" and not rest.startswith("apt-get"):
                self.run_step(self.placed(rest))

    def run_step(self, command: str) -> None:
        """Run a step; a fresh environment sees the libraries of this one, behind its own."""
        if command.startswith("python -m venv"):
            creation, _, command = command.partition("&&")
            self.shell(creation)
            (site,) = (self.root / "opt/pilothouse/lib").glob("python*/site-packages")
            folders = (sysconfig.get_path(name) for name in ("purelib", "platlib"))
            (site / "dependencies.pth").write_text("".join(f"{folder}\n" for folder in folders))
        self.shell(command)

    def shell(self, command: str) -> None:
        done = subprocess.run(
            ["/bin/sh", "-euc", command],
            env=self.environment,
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def variables(self, **more: str) -> dict[str, str]:
        """The environment of a container, with a home that cannot be written to and a cluster that nobody asks."""
        own = dict(word.split("=", 1) for line in setting("ENV") for word in line.split())
        cluster = self.root / "kubeconfig"
        cluster.write_text(KUBECONFIG)
        return {"PATH": "/usr/bin:/bin", **own, "HOME": "/proc/nowhere", "KUBECONFIG": str(cluster), **more}

    def tiller(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.root / "tiller"), *words]
        return subprocess.run(
            command, env=self.variables(**variables), capture_output=True, text=True, timeout=60, check=False
        )

    @contextmanager
    def serving(self, *words: str, **variables: str) -> Iterator[Served]:
        """A container that runs, with ports that the system chose."""
        command = [str(self.root / "tiller"), "--probe-listen", "127.0.0.1:0", "-storage=memory", *words]
        process = subprocess.Popen(command, env=self.variables(**variables), stderr=subprocess.PIPE, text=True)
        try:
            yield Served(process)
        finally:
            process.kill()
            process.communicate()


class Served:
    """A server that has said where it listens."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        self.process = process
        self.log = ""
        for line in process.stderr:
            self.log += line
            if "Max history" in line:
                break

    def address(self, what: str) -> str:
        """Where it listens for gRPC, or for probes."""
        found = re.search(rf"^\[main\] .* {what} listening on (.*)$", self.log, re.MULTILINE)
        assert found is not None, self.log
        return found[1]

    def status(self, path: str) -> int:
        """The status of a probe, asked until the server answers."""
        with closing(http.client.HTTPConnection(self.address("Probes"), timeout=30)) as connection:
            connection.request("GET", path)
            return connection.getresponse().status

    def version(self, credentials: grpc.ChannelCredentials | None = None, *, wait: bool = True) -> str:
        """The version that the server says it has; `wait` for it to answer."""
        place = f"127.0.0.1:{self.address('GRPC').rpartition(':')[2]}"
        call = CALLS["GetVersion"]
        channel = grpc.secure_channel(place, credentials) if credentials else grpc.insecure_channel(place)
        with channel:
            answer = channel.unary_unary(call.path)(call.encode_request(None), timeout=30, wait_for_ready=wait)
        return str(call.decode_response(answer).sem_ver)


def copy_sources(target: Path) -> None:
    """What the build sees of the repository: all that .dockerignore lets through."""
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert (rules[0], rules[-1]) == ("*", "**/__pycache__")
    for rule in rules[1:-1]:
        source = ROOT / rule.removeprefix("!")
        if source.is_dir():
            shutil.copytree(source, target / source.name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.mkdir(exist_ok=True)
            shutil.copy(source, target / source.name)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    if int(importlib.metadata.version("setuptools").partition(".")[0]) < 77:
        pytest.skip("setuptools 77 or newer builds the wheel")
    one = Image(tmp_path_factory.mktemp("image"))
    one.build()
    return one


def deployment(*words: str) -> dict[str, Any]:
    """The container of the Deployment that ``init`` makes."""
    done = testkit.run(["init", "--output", "json", *words])
    text = next(text for text in done.stdout.split("\n}\n") if '"Deployment"' in text)
    (container,) = json.loads(text + "}")["spec"]["template"]["spec"]["containers"]
    assert isinstance(container, dict)
    return container


def test_the_image_runs_tiller_as_nobody_on_helms_ports() -> None:
    assert [rest for word, rest in instructions() if word == "FROM"] == [
        "docker.io/library/python:3.11-slim-bookworm AS build",
        "docker.io/library/python:3.11-slim-bookworm",
    ]
    assert (setting("USER"), setting("ENTRYPOINT"), setting("EXPOSE")) == (["65534"], ['["/tiller"]'], ["44134 44135"])
    assert setting("ENV") == ["HOME=/tmp PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2"]


def test_the_image_s_program_is_tiller(image: Image) -> None:
    done = image.tiller("-version")
    assert (done.returncode, done.stdout, done.stderr) == (0, "v2.17.0\n", "")


def test_a_container_serves_and_is_ready_and_ends_when_it_is_told_to(image: Image) -> None:
    with image.serving("--listen", "127.0.0.1:0") as served:
        assert served.version() == "v2.17.0"
        assert [served.status(path) for path in ("/liveness", "/readiness", "/metrics")] == [200, 200, 200]
        served.process.send_signal(signal.SIGTERM)
        served.process.communicate(timeout=60)
        assert served.process.returncode == 0


def test_a_container_with_a_mounted_secret_serves_clients_with_certificates(image: Image, tmp_path: Path) -> None:
    authority = Authority("ours")
    pair, anna = authority.issue("127.0.0.1"), authority.issue("anna", client=True)
    for name, content in (("tls.crt", pair.certificate), ("tls.key", pair.key), ("ca.crt", authority.certificate)):
        (tmp_path / name).write_bytes(content)
    variables = {"TILLER_TLS_VERIFY": "1", "TILLER_TLS_ENABLE": "1", "TILLER_TLS_CERTS": str(tmp_path)}
    with image.serving("--listen", ":0", **variables) as served:
        assert served.address("GRPC").startswith(":")
        credentials = grpc.ssl_channel_credentials(authority.certificate, anna.key, anna.certificate)
        assert served.version(credentials) == "v2.17.0"
        with pytest.raises(grpc.RpcError):
            served.version(grpc.ssl_channel_credentials(authority.certificate), wait=False)


def test_a_container_in_the_clear_does_not_listen_beyond_itself(image: Image) -> None:
    done = image.tiller("--listen", ":0", "--storage", "memory")
    assert (done.returncode, "refusing to listen on :0 without client certificates" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ((), "127.0.0.1:44134"),
        (("--tiller-tls", "--tiller-tls-cert", "c", "--tiller-tls-key", "k"), "127.0.0.1:44134"),
        (
            ("--tiller-tls-verify", "--tiller-tls-cert", "c", "--tiller-tls-key", "k", "--tls-ca-cert", "ca"),
            ":44134",
        ),
    ],
)
def test_a_deployment_of_init_fits_the_image(
    words: tuple[str, ...], address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("c", "k", "ca"):
        Path(name).write_text(name)
    container = deployment(*words)
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    probes = [container[name]["httpGet"] for name in ("livenessProbe", "readinessProbe")]
    variables = {entry["name"]: entry.get("value", "") for entry in container["env"]}
    options = tiller_options({}, variables)
    assert ports == {"tiller": 44134, "http": 44135}
    assert setting("EXPOSE") == [" ".join(str(port) for port in ports.values())]
    assert probes == [{"path": "/liveness", "port": 44135}, {"path": "/readiness", "port": 44135}]
    assert (options.probe_listen, listen_address(options, variables)) == (":44135", address)
    assert "command" not in container
    if words:
        assert container["volumeMounts"][0]["mountPath"] == "/etc/certs"
        assert options == TillerOptions(
            tls=True,
            tls_verify=address == ":44134",
            tls_key="/etc/certs/tls.key",
            tls_cert="/etc/certs/tls.crt",
            tls_ca_cert="/etc/certs/ca.crt",
        )
