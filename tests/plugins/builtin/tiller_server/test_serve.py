from __future__ import annotations

import signal
import urllib.request
from pathlib import Path
from typing import Any

import grpc
import pytest
from pilothouse.core.hapi.summary import decode_summary
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.release_requests import (
    HistoryRequest,
    InstallRequest,
    ListRequest,
    RevisionRequest,
    RollbackRequest,
    TestRequest,
    UninstallRequest,
    UpdateRequest,
)
from tiller_process import tiller_process

CONFIG_MAP = b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  a: {{ .Values.a }}\n"
NEVER_READY = b"""apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .Release.Name }}
  annotations:
    test.pilothouse/phase: Pending
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
"""


def chart(*templates: bytes) -> Chart:
    files = [File(f"templates/{number}.yaml", data) for number, data in enumerate(templates)]
    return Chart(Metadata("tiny", "0.1.0"), templates=files, values_text="a: b\n")


def test_the_log_begins_as_tillers_does_and_a_signal_ends_the_server(tmp_path: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with tiller_process(tmp_path, "-history-max", "3", "-storage", "secret") as tiller:
            tiller.start()
            assert tiller.call("GetVersion").sem_ver == "v2.17.0"
            assert urllib.request.urlopen(f"http://{tiller.probes}/readiness").status == 200
            metrics = urllib.request.urlopen(f"http://{tiller.probes}/metrics").read().decode()
            assert 'grpc_code="OK",grpc_method="GetVersion"' in metrics
            assert tiller.stop(number) == 0
            assert tiller.log == [
                "[main] Starting Tiller v2.17.0 (tls=false)",
                "[main] GRPC listening on 127.0.0.1:PORT",
                "[main] Probes listening on 127.0.0.1:PORT",
                "[main] Storage driver is Secret",
                "[main] Max history per release is 3",
            ]


def test_without_probes_there_are_none(tmp_path: Path) -> None:
    with tiller_process(tmp_path, "-probe=false") as tiller:
        tiller.start()
        assert tiller.stop() == 0
        assert not any("Probes" in line for line in tiller.log)


def test_a_port_that_is_taken_is_not_shared(tmp_path: Path) -> None:
    with tiller_process(tmp_path) as first:
        first.start()
        for words, problem in (
            (("-listen", first.address), "Server died: listen tcp 127.0.0.1:PORT: bind: address already in use"),
            (("-probe-listen", first.probes),
             "Probes server died: listen tcp 127.0.0.1:PORT: bind: address already in use"),
        ):  # fmt: skip
            with tiller_process(tmp_path, *words) as second:
                assert second.wait() == 1
                assert second.log == [f"[main] {problem}"]
        assert first.call("GetVersion").sem_ver == "v2.17.0"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("-listen", ":0"), "refusing to listen on :0 without client certificates"),
        (("-listen", "nonsense"), "Server died: listen tcp: address nonsense: missing port in address"),
        (("-storage", "floppy"), 'unknown release store "floppy"'),
        (("--cluster", "moon"), 'Cannot initialize Kubernetes connection: unknown kind of cluster "moon"'),
        (("-tls", "-tls-cert", "/none", "-tls-key", "/none"), "Could not create server TLS configuration: "),
    ],
)
def test_what_cannot_be_served_ends_the_program_with_a_line(
    tmp_path: Path, words: tuple[str, ...], problem: str
) -> None:
    with tiller_process(tmp_path, *words) as tiller:
        assert tiller.wait() == 1
        (line,) = tiller.log
        assert line.startswith(f"[main] {problem}")


def test_nothing_is_served_while_a_plugin_is_broken_that_may_guard_it(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "guard.py").write_text("import not_installed\n\ndef helm_call_refusals(call):\n    return ['no']\n")
    with tiller_process(tmp_path, PILOTHOUSE_PLUGINS_DIR=str(folder)) as tiller:
        assert tiller.wait() == 1
        problem = "refusing to serve without a plugin that is to take part: plugin 'guard' ("
        assert tiller.log[-1].startswith(f"[main] {problem}")


def test_releases_live_in_a_cluster(tmp_path: Path) -> None:
    with tiller_process(tmp_path) as tiller:
        tiller.start()
        made = tiller.call("InstallRelease", InstallRequest(chart(CONFIG_MAP), "", "web", "default"))
        assert (made.name, made.revision, made.info.status) == ("web", 1, "DEPLOYED")
        upgrade = UpdateRequest("web", chart(CONFIG_MAP), "a: c\n", description="second")
        assert tiller.call("UpdateRelease", upgrade).info.description == "second"
        assert tiller.call("RollbackRelease", RollbackRequest("web", 1)).revision == 3
        (page,) = tiller.call("ListReleases", ListRequest())
        assert [decode_summary(record).revision for record in page.records] == [3]
        history = tiller.call("GetHistory", HistoryRequest("web", 10))
        assert [decode_summary(record).status for record in history.records] == ["DEPLOYED", "SUPERSEDED", "SUPERSEDED"]
        assert "==> v1/ConfigMap" in tiller.call("GetReleaseStatus", RevisionRequest("web")).info.resources
        assert [message.text for message in tiller.call("RunReleaseTest", TestRequest("web"))] == ["No Tests Found"]
        assert tiller.call("UninstallRelease", UninstallRequest("web", purge=True)).release.info.status == "DELETED"
        assert tiller.call("ListReleases", ListRequest()) == []
    # A second server finds what the first one has left, killed as it was.
    with tiller_process(tmp_path) as tiller:
        tiller.start()
        with pytest.raises(grpc.RpcError) as caught:
            tiller.call("GetReleaseContent", RevisionRequest("web"))
        failed: Any = caught.value
        assert (failed.code(), failed.details()) == (grpc.StatusCode.UNKNOWN, 'release: "web" not found')


def test_an_operation_that_outlasts_the_drain_is_recorded_as_failed(tmp_path: Path) -> None:
    with tiller_process(tmp_path, "-drain-timeout", "0") as tiller:
        tiller.start()
        with grpc.insecure_channel(tiller.address) as channel:
            request = InstallRequest(chart(NEVER_READY), "", "web", "default", wait=True)
            running = tiller.start_call(channel, "InstallRelease", request)
            _wait_until_recorded(tiller, running)
            assert tiller.stop() == 0
            assert running.code() is grpc.StatusCode.UNKNOWN
        assert '[main] Breaking off InstallRelease "web"' in tiller.log
    with tiller_process(tmp_path) as tiller:
        tiller.start()
        assert tiller.call("GetReleaseContent", RevisionRequest("web")).info.status == "FAILED"


def _wait_until_recorded(tiller: Any, running: Any) -> None:
    while not tiller.call("ListReleases", ListRequest(statuses=("PENDING_INSTALL",))):
        assert not running.done(), running.details()


def test_a_second_signal_ends_the_server_at_once(tmp_path: Path) -> None:
    with tiller_process(tmp_path) as tiller:
        tiller.start()
        with grpc.insecure_channel(tiller.address) as channel:
            request = InstallRequest(chart(NEVER_READY), "", "web", "default", wait=True)
            _wait_until_recorded(tiller, tiller.start_call(channel, "InstallRelease", request))
            tiller.process.send_signal(signal.SIGTERM)
            tiller.wait_for("Waiting up to 25 s")
            assert tiller.stop() == -signal.SIGTERM


@pytest.mark.parametrize("package", ["grpc", "prometheus_client"])
def test_without_its_packages_the_program_says_what_to_install(tmp_path: Path, package: str) -> None:
    modules = tmp_path / "modules" / package
    modules.mkdir(parents=True)
    (modules / "__init__.py").write_text(f"raise ModuleNotFoundError('no', name={package!r})\n")
    variables = {"PYTHONPATH": str(modules.parent), "PILOTHOUSE_HINTS": "always"}
    with tiller_process(tmp_path, **variables) as tiller:
        assert tiller.wait() == 1
        assert tiller.log == [
            f"[main] serving releases needs the package {package}",
            "[main] hint: pip install 'pilothouse[tiller]'",
        ]


def test_a_database_is_opened_before_anything_is_served(tmp_path: Path) -> None:
    database = tmp_path / "releases.db"
    words = ("-storage", "sql", "-sql-connection-string", f"sqlite:///{database}")
    with tiller_process(tmp_path, *words) as tiller:
        tiller.start()
        assert "[main] Storage driver is SQL" in tiller.log
        assert tiller.call("InstallRelease", InstallRequest(chart(CONFIG_MAP), "", "web", "default")).name == "web"
        assert tiller.stop() == 0
    database.write_text("no database at all, whatever it says\n" * 100)
    with tiller_process(tmp_path, *words) as tiller:
        assert tiller.wait() == 1
        (line,) = tiller.log
        assert line.startswith("[main] Cannot initialize SQL storage driver: ")
