"""What tests of plugins run in: homes, clusters, repositories, charts, and things that go wrong on purpose."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from pilothouse.core.errors import RecordNotFoundError, RepositoryError, StorageError
from pilothouse.core.model.options import FetchOptions
from pilothouse.testing import (
    Fault,
    Faults,
    RepositoryServer,
    SandboxCluster,
    StorageWorld,
    TemporaryHome,
    make_kernel,
    package_chart,
    write_chart,
)

SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}}
spec: {ports: [{port: {{ .Values.port }}}]}
"""


def test_a_home_is_laid_out_and_gone_afterwards() -> None:
    with TemporaryHome() as home:
        assert home.run("home") == (0, f"{home.path}\n", "")
        assert home.kernel().first("helm_open_repositories").entries() == []
        assert sorted(os.listdir(home.path)) == ["cache", "plugins", "repository", "starters"]
    assert not os.path.exists(home.path)


def test_a_folder_that_was_given_stays(tmp_path: Path) -> None:
    with TemporaryHome(tmp_path / "home", environment={"TILLER_NAMESPACE": "mine"}) as home:
        assert home.kernel().setting("tiller-namespace") == "mine"
    assert (tmp_path / "home" / "repository" / "repositories.yaml").exists()


def test_each_cluster_is_an_empty_one(tmp_path: Path) -> None:
    chart = write_chart(tmp_path, "web", templates={"service.yaml": SERVICE}, values={"port": 80})
    with SandboxCluster() as one, SandboxCluster() as other:
        assert one.run("install", chart, "--name", "demo", "--set", "port=81", "--wait").code == 0
        (service,) = [found for found in one.objects("v1", "Service") if found["metadata"]["name"] == "demo"]
        assert service["spec"]["ports"][0]["port"] == 81
        assert one.run("list", "-q").stdout == "demo\n"
        assert other.run("list", "-q").stdout == ""


def test_charts_have_values_files_subcharts_and_further_metadata(tmp_path: Path) -> None:
    path = write_chart(
        tmp_path, "web", version="1.2.3", templates={"deep/a.yaml": "{{ .Files.Get \"x\" }}: {{ .Values.a }}"},
        values="a: 1 # kept\n", files={"x": b"bytes"}, description="A chart", keywords=["one"],
    )  # fmt: skip
    write_chart(f"{path}/charts", "child", templates={"b.yaml": "b: {{ .Values.c }}"}, values={"c": "d"})
    assert Path(path, "Chart.yaml").read_text() == (
        "apiVersion: v1\ndescription: A chart\nkeywords:\n- one\nname: web\nversion: 1.2.3\n"
    )
    assert Path(path, "values.yaml").read_text() == "a: 1 # kept\n"
    with TemporaryHome() as home:
        assert home.run("template", path).stdout == (
            "---\n# Source: web/charts/child/templates/b.yaml\nb: d\n"
            "---\n# Source: web/templates/deep/a.yaml\nbytes: 1\n"
        )
        archive = package_chart(path, tmp_path / "packed")
        assert archive == f"{tmp_path}/packed/web-1.2.3.tgz"
        assert home.run("template", archive).stdout == home.run("template", path).stdout


def test_a_repository_server_serves_what_it_is_told() -> None:
    with RepositoryServer() as server, TemporaryHome() as home:
        server.add_chart("web", "1.0.0", templates={"a.yaml": "a: 1"})
        assert home.run("repo", "add", "mine", server.url).code == 0
        assert server.requests == ["/index.yaml"]
        server.answers["/index.yaml"] = (503, b"")
        assert "503" in home.run("repo", "update").stdout
        server.answers["/index.yaml"] = b"["
        assert home.run("repo", "add", "other", server.url).code == 1


def test_a_repository_server_may_ask_for_a_password() -> None:
    with RepositoryServer(user="me", password="canary") as server, TemporaryHome() as home:
        assert home.run("repo", "add", "mine", server.url).code == 1
        assert home.run("repo", "add", "mine", server.url, "--username", "me", "--password", "canary").code == 0


def test_the_nth_call_of_a_method_fails_before_its_effect() -> None:
    faults = Faults(Fault(StorageError("the disk is full"), method="create", call=2))
    driver = faults.around(StorageWorld().driver("memory"))
    driver.create("a.v1", "body", {})
    with pytest.raises(StorageError, match="the disk is full"):
        driver.create("b.v1", "body", {})
    with pytest.raises(RecordNotFoundError):
        driver.get("b.v1")
    driver.create("b.v1", "body", {})
    assert faults.calls == ["create", "create", "get", "create"]
    assert driver.name == "Memory"


def test_a_call_fails_after_its_effect_when_only_the_answer_is_lost() -> None:
    driver = Faults(Fault(StorageError("lost"), after=True)).around(StorageWorld().driver("memory"))
    with pytest.raises(StorageError, match="lost"):
        driver.create("lost.v1", "body", {})
    assert driver.get("lost.v1").body == "body"


def test_functions_fail_from_some_call_on(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("text")
    kernel = make_kernel()
    faults = Faults(Fault(RepositoryError("gone"), call=2, times=0))
    fetch = faults.around(kernel.fetch)
    assert fetch(f"file://{tmp_path}/a", FetchOptions()) == b"text"
    for _ in range(3):
        with pytest.raises(RepositoryError, match="gone"):
            fetch(f"file://{tmp_path}/a", FetchOptions())


def test_a_call_may_just_be_slow() -> None:
    began = time.monotonic()
    assert Faults(Fault(delay=0.05)).around(len)("abc") == 3
    assert time.monotonic() - began >= 0.05


def test_requests_to_a_cluster_fail_as_connections_do() -> None:
    from pilothouse.core.errors import KubeConnectionError
    from pilothouse.core.model.kube_object import KubeRequest

    with SandboxCluster() as cluster:
        faults = Faults(Fault(KubeConnectionError("reset by peer"), method="request"))
        transport = faults.around(cluster.client.transport)
        with pytest.raises(KubeConnectionError):
            transport.request(KubeRequest("GET", "/version"))
        assert transport.request(KubeRequest("GET", "/version")).status == 200
