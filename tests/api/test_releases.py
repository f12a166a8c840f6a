"""Releases: the facade's results are what the command line makes of the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pilothouse
import pytest
from pilothouse.core import testkit

Connect = Callable[..., pilothouse.Session]
Call = Callable[[pilothouse.Session, Path], object]

OPERATIONS: list[tuple[str, Call]] = [
    ("install CHART --name demo", lambda helm, chart: helm.install(chart, "demo")),
    (
        "install CHART --name set --set replicas=2,phase=x --description why --no-hooks --namespace default",
        lambda helm, chart: helm.install(
            chart, "set", set="replicas=2,phase=x", description="why", no_hooks=True, namespace="default"
        ),
    ),
    ("install CHART --name dry --dry-run", lambda helm, chart: helm.install(chart, "dry", dry_run=True)),
    ("install CHART --name demo", lambda helm, chart: helm.install(chart, "demo")),
    ("install CHART --name Not_A_Name", lambda helm, chart: helm.install(chart, "Not_A_Name")),
    ("install CHART/none --name x", lambda helm, chart: helm.install(chart / "none", "x")),
    (
        "install CHART --name bad --set phase={a} --atomic",
        lambda helm, chart: helm.install(chart, "bad", set="phase={a}", atomic=True),
    ),
    (
        "install CHART --name-template from-{{\"template\"}}",
        lambda helm, chart: helm.install(chart, name_template='from-{{"template"}}'),
    ),
    ("upgrade demo CHART --set replicas=5", lambda helm, chart: helm.upgrade("demo", chart, set="replicas=5")),
    (
        "upgrade demo CHART --set phase=p --reuse-values",
        lambda helm, chart: helm.upgrade("demo", chart, values={"phase": "p"}, reuse_values=True),
    ),
    ("upgrade demo CHART", lambda helm, chart: helm.upgrade("demo", helm.load(chart))),
    ("upgrade demo CHART --reset-values", lambda helm, chart: helm.upgrade("demo", chart, reset_values=True)),
    ("upgrade none CHART", lambda helm, chart: helm.upgrade("none", chart)),
    (
        "upgrade fresh CHART --install --set replicas=9",
        lambda helm, chart: helm.upgrade("fresh", chart, install=True, values={"replicas": 9}),
    ),
    (
        "upgrade demo CHART --set phase={a} --atomic",
        lambda helm, chart: helm.upgrade("demo", chart, set="phase={a}", atomic=True),
    ),
    ("upgrade demo CHART --set a", lambda helm, chart: helm.upgrade("demo", chart, set="a")),
    ("rollback demo 1", lambda helm, chart: helm.rollback("demo", 1)),
    ("rollback demo 77", lambda helm, chart: helm.rollback("demo", 77)),
    ("status none", lambda helm, chart: helm.status("none")),
    ("get none", lambda helm, chart: helm.get("none")),
    ("history none", lambda helm, chart: helm.history("none")),
    ("list [", lambda helm, chart: helm.list("[")),
    ("test demo", lambda helm, chart: helm.test("demo")),
    ("delete fresh --purge", lambda helm, chart: helm.delete("fresh", purge=True)),
    ("delete set --dry-run", lambda helm, chart: helm.delete("set", dry_run=True)),
    ("delete set", lambda helm, chart: helm.delete("set")),
    ("delete none", lambda helm, chart: helm.delete("none")),
    ("install CHART --name set --replace", lambda helm, chart: helm.install(chart, "set", replace=True)),
]


def records(helm: pilothouse.Session) -> list[tuple[Any, ...]]:
    """All that is recorded, but for times."""
    found = []
    for newest in helm.list(all=True):
        for summary in helm.history(newest.name):
            release = helm.get(summary.name, revision=summary.revision)
            hooks = [(hook.name, hook.kind, hook.events, hook.weight, hook.manifest) for hook in release.hooks]
            found.append(
                (
                    release.name,
                    release.revision,
                    release.namespace,
                    release.status,
                    release.description,
                    release.record.values_text,
                    release.manifest,
                    release.notes,
                    release.chart.metadata.version,
                    release.extras,
                    hooks,
                )
            )
    return found


def test_operations_leave_what_the_command_line_leaves(connect: Connect, chart: Path, tmp_path: Path) -> None:
    mine, others = connect(home=tmp_path / "mine"), connect(home=tmp_path / "others")
    for words, call in OPERATIONS:
        arguments = [word.replace("CHART", str(chart)) for word in words.split()]
        printed = testkit.run(
            arguments,
            environment={
                "HOME": str(tmp_path),
                "HELM_HOME": str(tmp_path / "others"),
                "PILOTHOUSE_CLUSTER": "sandbox",
                "PILOTHOUSE_HINTS": "never",
            },
        )
        error = ""
        try:
            call(mine, chart)
        except pilothouse.PilothouseError as caught:
            error = f"Error: {caught.message}\n"
        assert re.sub(r"pid \d+", "", error) == re.sub(r"pid \d+", "", printed.stderr), words
        assert (printed.code == 0) == (not error), words
        assert records(mine) == records(others), words


def test_a_release_tells_about_itself(helm: pilothouse.Session, chart: Path) -> None:
    release = helm.install(chart, "demo", values={"replicas": 2, "extra": [1.5, None, True]})
    assert repr(release) == "<Release demo revision 1: DEPLOYED>"
    assert release.notes == "2 of demo"
    assert release.values() == {"replicas": 2, "extra": [1.5, None, True]}
    assert release.values(computed=True) == {"replicas": 2, "phase": "Running", "extra": [1.5, None, True]}
    assert release.objects()["ConfigMap", "demo-web"]["data"]["replicas"] == "2"
    assert [(hook.name, hook.events, hook.weight) for hook in release.hooks] == [("demo-first", ("pre-install",), 3)]
    assert release.first_deployed is not None
    assert release.first_deployed == release.last_deployed
    assert release.first_deployed.tzinfo is not None
    status = helm.status("demo")
    assert (status.name, status.namespace, status.status, status.tests) == ("demo", "default", "DEPLOYED", {})
    assert "demo-web" in status.resources


def test_lists_go_over_all_pages(helm: pilothouse.Session, chart: Path) -> None:
    loaded = helm.load(chart)
    for name in ("c", "a", "b"):
        helm.install(loaded, name, no_hooks=True)
    helm.upgrade("a", loaded)
    helm.delete("b")
    assert [(one.name, one.revision) for one in helm.list()] == [("a", 2), ("c", 1)]
    assert [one.name for one in helm.list(all=True, reverse=True)] == ["c", "b", "a"]
    assert [one.name for one in helm.list("^[bc]$", statuses=["DELETED"])] == ["b"]
    with pytest.raises(pilothouse.errors.UsageError, match="not by 'size'"):
        helm.list(sort="size")


def test_what_is_for_finding_a_chart_does_not_go_with_a_loaded_one(helm: pilothouse.Session, chart: Path) -> None:
    loaded = helm.load(chart)
    with pytest.raises(pilothouse.errors.UsageError, match="this one is loaded already"):
        helm.install(loaded, version="1.0.0")
    with pytest.raises(pilothouse.errors.UsageError, match="dep_up takes the folder of a chart"):
        helm.install(loaded, dep_up=True)


def test_failed_tests_are_an_error_unless_they_are_asked_about(
    helm: pilothouse.Session, chart: Path
) -> None:
    (chart / "templates" / "test.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: check\n  annotations:\n    helm.sh/hook: test-success\n"
        "    pilothouse.dev/phase: Failed\n    sandbox.pilothouse/phase: Failed\n    test.pilothouse/phase: Failed\n"
        "spec:\n  restartPolicy: Never\n  containers: [{name: c, image: c}]\n"
    )
    helm.install(chart, "demo")
    result = helm.test("demo", check=False, timeout=5)
    assert result.lines[0] == "RUNNING: check"
    if result.failures:
        with pytest.raises(pilothouse.errors.ReleaseError, match=r"1 test\(s\) failed"):
            helm.test("demo", cleanup=True, timeout=5)
