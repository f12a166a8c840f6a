"""Whole commands that work with a Tiller: what they send, print and end with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import grpc
import pytest
from architecture.test_startup import loaded_modules
from grpc_tiller import VERSION, GrpcTiller, give, release
from pilothouse.core.hapi.releases import encode_release
from pilothouse.core.model.release_requests import (
    RecordPage,
    StatusResult,
    TestMessage,
    UninstallRequest,
    UninstallResult,
)
from pilothouse.core.testkit import Outcome, run

Helm = Callable[..., Outcome]
STATUS = StatusResult("web", "default", release().info, 1)


@pytest.fixture
def chart(tmp_path) -> Path:
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "Chart.yaml").write_text("name: tiny\nversion: 0.1.0\n")
    return folder


@pytest.fixture
def helm(tmp_path) -> Helm:
    def call(*words: str, **variables: str) -> Outcome:
        environment = {"HOME": str(tmp_path), "HELM_HOME": str(tmp_path), "PILOTHOUSE_HINTS": "never", **variables}
        return run(words, environment=environment, program="helm")

    return call


def fail(text: str, code: grpc.StatusCode = grpc.StatusCode.UNKNOWN):
    return lambda request, context: context.abort(code, text)


def names(server: GrpcTiller) -> list[str]:
    return [name for name, _, _ in server.seen]


def test_the_flag_and_the_variable_name_a_tiller(tiller, helm):
    page = RecordPage((encode_release(release()),), "", 1)
    server = tiller({"ListReleases": lambda request, context: iter([page])})
    table = helm("list", "--host", server.host)
    assert (table.code, table.stdout.split("\n")[1].split("\t")[0], table.stderr) == (0, "web ", "")
    assert helm("list", HELM_HOST=server.host) == table


def test_no_tiller_is_asked_on_request_unless_a_flag_names_one(tiller, helm):
    server = tiller({"ListReleases": lambda request, context: iter(())})
    here = {"PILOTHOUSE_CLUSTER": "sandbox", "HELM_HOST": server.host, "HELM_TLS_ENABLE": "1"}
    assert helm("list", "--tiller", "none", **here) == Outcome(0, "", "")
    assert server.seen == []
    assert helm("list", "--tiller", "none", "--host", server.host) == Outcome(0, "", "")
    assert len(server.seen) == 1


def test_debug_says_which_tiller_is_asked(tiller, helm):
    server = tiller({"ListReleases": lambda request, context: iter(())})
    outcome = helm("list", "--debug", "--host", server.host)
    assert outcome == Outcome(0, f'[debug] SERVER: "{server.host}"\n\n', "")


def test_files_for_tls_that_cannot_be_used_end_with_2_and_no_more_than_the_reason(helm, tmp_path):
    outcome = helm("list", "--debug", "--host", "127.0.0.1:1", "--tls-verify", "--tls-key", "", "--tls-hostname", "x")
    certificate, key = f"{tmp_path}/cert.pem", f"{tmp_path}/key.pem"
    assert outcome == Outcome(
        2,
        f'[debug] SERVER: "127.0.0.1:1"\n\n'
        f'[debug] Host="x", Key="{key}", Cert="{certificate}", CA="{tmp_path}/ca.pem"\n\n',
        f'could not read x509 key pair (cert: "{certificate}", key: "{key}"): '
        f"can't load key pair from cert {certificate} and key {key}: open {certificate}: no such file or directory\n",
    )


def test_version_prints_both(tiller, helm):
    outcome = helm("version", "--short", "--host", tiller({"GetVersion": give(VERSION)}).host)
    assert outcome == Outcome(0, "Client: v2.17.0+ga690bad\nServer: v2.17.0+ga690bad\n", "")


def test_a_tiller_without_a_version_is_too_old(tiller, helm):
    outcome = helm("version", "-s", "--host", tiller({}).host)
    assert outcome == Outcome(1, "", "Error: server is too old to know its version\n")


def test_version_says_with_debug_why_there_is_none(tiller, helm, monkeypatch):
    monkeypatch.setattr("pilothouse.plugins.builtin.commands.version._kubernetes", lambda kernel: "v1")
    host = tiller({"GetVersion": fail("no", grpc.StatusCode.UNAVAILABLE)}).host
    outcome = helm("version", "-s", "--debug", "--host", host)
    assert outcome.stdout == (
        f'[debug] SERVER: "{host}"\n\nKubernetes: v1\n[debug] rpc error: code = Unavailable desc = no\n'
    )
    assert outcome.stderr.startswith("Error: cannot connect to Tiller\n")


def test_texts_are_formats_without_operands_as_in_helm(tiller, helm):
    outcome = helm("history", "web", "--host", tiller({"GetHistory": fail("100%")}).host)
    assert outcome == Outcome(1, "", "Error: 100%!(NOVERB)\n")


def test_upgrade_installs_what_tiller_says_is_not_there(tiller, helm, chart):
    server = tiller(
        {
            "GetHistory": fail('release: "web" not found'),
            "InstallRelease": give(release()),
            "GetReleaseStatus": give(STATUS),
        }
    )
    outcome = helm("upgrade", "web", str(chart), "--install", "--namespace", "n", "--host", server.host)
    assert (outcome.code, outcome.stdout.split("\n")[:2], names(server)) == (
        0,
        ['Release "web" does not exist. Installing it now.', "NAME:   web"],
        ["GetHistory", "InstallRelease", "GetReleaseStatus"],
    )


def test_an_upgrade_that_fails_is_rolled_back(tiller, helm, chart):
    server = tiller(
        {
            "GetHistory": give(RecordPage((encode_release(release(revision=3)),))),
            "UpdateRelease": fail("timed out"),
            "RollbackRelease": give(release()),
        }
    )
    outcome = helm("upgrade", "web", str(chart), "--atomic", "--host", server.host)
    assert outcome == Outcome(
        1,
        "UPGRADE FAILED\nError: timed out\nROLLING BACKRollback was a success.\n",
        "Error: UPGRADE FAILED: timed out\n",
    )
    assert server.seen[-1][1].revision == 3


def test_an_installation_that_fails_is_purged(tiller, helm, chart):
    server = tiller({"InstallRelease": fail("timed out"), "UninstallRelease": give(UninstallResult(release()))})
    outcome = helm("install", str(chart), "--name", "web", "--namespace", "n", "--atomic", "--host", server.host)
    assert outcome == Outcome(
        1,
        "INSTALL FAILED\nPURGING CHART\nError: timed out\nSuccessfully purged a chart!\n",
        "Error: timed out\n",
    )
    assert server.seen[-1][1] == UninstallRequest("web", purge=True)


@pytest.mark.parametrize("command", ["install", "upgrade"])
def test_nothing_is_undone_where_nothing_was_sent(tiller, helm, chart, command):
    server = tiller(
        {"GetVersion": give(VERSION), "GetHistory": give(RecordPage((encode_release(release()),)))}
    )
    words = (str(chart), "--name", "web") if command == "install" else ("web", str(chart))
    flags = ("--namespace", "n", "--atomic", "--apply-strategy", "three-way", "--host", server.host)
    outcome = helm(command, *words, *flags)
    assert outcome.code == 1
    assert outcome.stderr.endswith('this Tiller cannot apply objects by the strategy "three-way"\n')
    assert names(server) == (["GetVersion"] if command == "install" else ["GetHistory"])


def test_tests_are_reported_as_they_end(tiller, helm):
    def tests(request, context):
        yield TestMessage("RUNNING: a", "RUNNING")
        yield TestMessage("FAILED: a, 100% of it", "FAILURE")

    outcome = helm("test", "web", "--host", tiller({"RunReleaseTest": tests}).host)
    assert (outcome.code, outcome.stdout.split("\n")[0], outcome.stderr) == (
        1,
        "RUNNING: a",
        "Error: 1 test(s) failed\n",
    )


def test_a_tiller_that_is_not_there_is_helms_sentence(helm):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    outcome = helm("list", "--host", f"127.0.0.1:{port}", "--tiller-connection-timeout", "1")
    assert outcome == Outcome(1, "", "Error: context deadline exceeded\n")


def test_a_command_for_a_tiller_loads_nothing_of_what_works_on_releases_here(tiller, tmp_path):
    host = tiller({"ListReleases": lambda request, context: iter(())}).host
    loaded = loaded_modules(["list", "--host", host], tmp_path)
    plugins = {name.split(".")[3] for name in loaded if name.startswith("pilothouse.plugins.builtin.")}
    assert plugins == {"client", "commands", "repositories", "tiller_client"}
    assert not loaded & {"ssl", "yaml", "grpc", "click", "pluggy", "kubernetes", "http.client", "urllib.request"}
