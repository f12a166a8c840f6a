from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import KubeConnectionError, KubeError
from pilothouse.plugins.builtin.object_tables.describe import describe_objects
from stand_ins.scripted_kube import ScriptedKube, not_found, refused

CONFIG_MAP_COLUMNS = ("Name", "Data", "Age")
DEPLOYMENT_COLUMNS = ("Name", "Ready", "Up-to-date", "Available", "Age", "*Containers")
POD_COLUMNS = ("Name", "Ready", "Status", "Restarts", "Age", "*Node")

DEPLOYMENT = {"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"selector": {"matchLabels": {"app": "web"}}}}


def table(columns: tuple[str, ...], *rows: tuple[Any, ...], held: dict[str, Any] | None = None) -> dict[str, Any]:
    """A table as a server sends it; a star marks columns that only a wide listing shows."""
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "columnDefinitions": [
            {"name": column.lstrip("*"), "type": "string", "priority": int(column.startswith("*"))}
            for column in columns
        ],
        "rows": [{"cells": list(cells), "object": held or {"metadata": {"name": cells[0]}}} for cells in rows],
    }


def manifest(*objects: str) -> str:
    """Documents for objects such as ``v1 ConfigMap a`` or ``apps/v1 Deployment b elsewhere``."""
    documents = []
    for text in objects:
        api_version, kind, name, *namespace = text.split()
        place = f", namespace: {namespace[0]}" if namespace else ""
        documents.append(f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: {name}{place}}}\n")
    return "---\n".join(documents)


def test_one_object_takes_one_request() -> None:
    call = "table /api/v1/namespaces/default/configmaps/a"
    kube = ScriptedKube({call: [table(CONFIG_MAP_COLUMNS, ("a", 2, "5s"))]})
    assert describe_objects(manifest("v1 ConfigMap a"), "default", kube) == (
        "==> v1/ConfigMap\nNAME   DATA   AGE\na      2      5s\n\n"
    )
    assert kube.calls == [call]


def test_objects_are_grouped_by_version_and_kind_and_sorted_by_name() -> None:
    kube = ScriptedKube(
        {
            "table /api/v1/namespaces/default/services/z": [table(("Name", "Type"), ("z", "ClusterIP"))],
            "table /api/v1/namespaces/default/configmaps/b": [table(CONFIG_MAP_COLUMNS, ("b", 0, "5s"))],
            "table /api/v1/namespaces/default/configmaps/a": [table(CONFIG_MAP_COLUMNS, ("a", 1, "5s"))],
        }
    )
    text = describe_objects(manifest("v1 Service z", "v1 ConfigMap b", "v1 ConfigMap a"), "default", kube)
    assert text == (
        "==> v1/ConfigMap\nNAME   DATA   AGE\na      1      5s\nb     0     5s\n\n"
        "==> v1/Service\nNAME   TYPE\nz      ClusterIP\n\n"
    )


def test_many_objects_are_read_side_by_side() -> None:
    names = list("abcdefghi")
    script = {
        f"table /api/v1/namespaces/default/configmaps/{name}": [table(CONFIG_MAP_COLUMNS, (name, 0, "5s"))]
        for name in names
    }
    kube = ScriptedKube(script)
    describe_objects(manifest(*(f"v1 ConfigMap {name}" for name in names)), "default", kube)
    assert kube.calls == ["9 in parallel", *script]


def test_pods_of_a_workload_are_found_by_the_selector_that_its_table_holds() -> None:
    row = ("web", "1/1", 1, 1, "5s", "main")
    script = {
        "table /apis/apps/v1/namespaces/default/deployments/web": [table(DEPLOYMENT_COLUMNS, row, held=DEPLOYMENT)],
        "tables /api/v1/namespaces/default/pods app=web": [
            table(POD_COLUMNS, ("web-1", "1/1", "Running", 0, "5s", "node"))
        ],
    }
    kube = ScriptedKube(script)
    assert describe_objects(manifest("apps/v1 Deployment web"), "default", kube) == (
        "==> v1/Deployment\nNAME   READY   UP-TO-DATE   AVAILABLE   AGE\nweb    1/1     1            1           5s\n\n"
        "==> v1/Pod(related)\nNAME    READY   STATUS    RESTARTS   AGE\nweb-1   1/1     Running   0          5s\n\n"
    )
    assert kube.calls == list(script)


def test_a_workload_whose_table_holds_metadata_alone_is_read_itself() -> None:
    script = {
        "table /apis/apps/v1/namespaces/default/deployments/web": [table(("Name",), ("web",))],
        "get /apis/apps/v1/namespaces/default/deployments/web": [DEPLOYMENT],
        "tables /api/v1/namespaces/default/pods app=web": [table(POD_COLUMNS)],
    }
    kube = ScriptedKube(script)
    assert describe_objects(manifest("apps/v1 Deployment web"), "default", kube) == (
        "==> v1/Deployment\nNAME\nweb\n\n==> v1/Pod(related)\n\n"
    )
    assert kube.calls == list(script)


def _workloads(*pods: dict[str, Any]) -> str:
    """What is said about workloads a, b … whose Pods are in these tables."""
    script: dict[str, list[Any]] = {}
    for name, pod_table in zip("abc", pods, strict=False):
        held = {"spec": {"selector": {"matchLabels": {"app": name}}}}
        script[f"table /apis/apps/v1/namespaces/default/replicasets/{name}"] = [table(("Name",), (name,), held=held)]
        script[f"tables /api/v1/namespaces/default/pods app={name}"] = [pod_table]
    names = [f"apps/v1 ReplicaSet {name}" for name, _ in zip("abc", pods, strict=False)]
    text = describe_objects(manifest(*names), "default", ScriptedKube(script))
    return text.partition("==> v1/Pod(related)\n")[2].partition("==> v1/ReplicaSet")[0]


def test_pods_of_several_workloads_are_sorted_by_the_first_of_each() -> None:
    assert _workloads(table(("Name",), ("y-1",), ("y-2",)), table(("Name",), ("x-9",))) == "NAME\nx-9\ny-1\ny-2\n\n"


def test_where_a_workload_has_no_pods_they_stay_in_the_order_of_the_manifest() -> None:
    tables = (table(("Name",), ("y-1",)), table(("Name",)), table(("Name",), ("x-9",)))
    assert _workloads(*tables) == "NAME\ny-1\nx-9\n\n"


def test_pods_that_may_not_be_listed_are_left_out() -> None:
    kube = ScriptedKube(
        {
            "table /apis/apps/v1/namespaces/default/deployments/web": [table(("Name",), ("web",), held=DEPLOYMENT)],
            "tables /api/v1/namespaces/default/pods app=web": [refused(403, "Forbidden")],
        }
    )
    assert describe_objects(manifest("apps/v1 Deployment web"), "default", kube) == "==> v1/Deployment\nNAME\nweb\n\n"


def test_what_is_missing_is_listed_twice_after_all_others() -> None:
    kube = ScriptedKube(
        {
            "table /api/v1/namespaces/default/configmaps/a": [table(CONFIG_MAP_COLUMNS, ("a", 0, "5s"))],
            "table /api/v1/namespaces/default/services/s": [refused(403, "Forbidden")],
        }
    )
    text = describe_objects(manifest("v1 Service s", "v1 ConfigMap a", "apps/v1 Deployment d"), "default", kube)
    assert text == (
        "==> v1/ConfigMap\nNAME   DATA   AGE\na      0      5s\n\n"
        "==> MISSING\nKIND\t\tNAME\n"
        "/v1, Resource=services\t\ts\napps/v1, Resource=deployments\t\td\n"
        "/v1, Resource=services\t\ts\napps/v1, Resource=deployments\t\td\n"
    )


def test_a_workload_that_vanishes_between_two_reads_is_shown_and_missing_once() -> None:
    kube = ScriptedKube({"table /apis/apps/v1/namespaces/default/deployments/web": [table(("Name",), ("web",))]})
    assert describe_objects(manifest("apps/v1 Deployment web"), "default", kube) == (
        "==> v1/Deployment\nNAME\nweb\n\n==> MISSING\nKIND\t\tNAME\napps/v1, Resource=deployments\t\tweb\n"
    )


def test_equal_names_of_two_namespaces_stay_in_order() -> None:
    kube = ScriptedKube(
        {
            "table /api/v1/namespaces/two/configmaps/a": [table(CONFIG_MAP_COLUMNS, ("a", 2, "5s"))],
            "table /api/v1/namespaces/one/configmaps/a": [table(CONFIG_MAP_COLUMNS, ("a", 1, "5s"))],
        }
    )
    text = describe_objects(manifest("v1 ConfigMap a two", "v1 ConfigMap a one"), "default", kube)
    assert text == "==> v1/ConfigMap\nNAME   DATA   AGE\na      2      5s\na     1     5s\n\n"


def test_a_manifest_without_objects_is_an_error() -> None:
    with pytest.raises(KubeError, match="^no objects visited$"):
        describe_objects("# nothing\n", "default", ScriptedKube())


@pytest.mark.parametrize("call", ["table /apis/apps/v1/namespaces/default/deployments/web", "get /x"])
def test_a_cluster_out_of_reach_is_an_error_and_no_missing_object(call: str) -> None:
    script = {
        "table /apis/apps/v1/namespaces/default/deployments/web": [table(("Name",), ("web",))],
        "get /apis/apps/v1/namespaces/default/deployments/web": [KubeConnectionError("connection refused")],
        call: [KubeConnectionError("connection refused")],
    }
    with pytest.raises(KubeConnectionError, match="connection refused"):
        describe_objects(manifest("apps/v1 Deployment web"), "default", ScriptedKube(script))


def test_a_job_without_a_selector_of_its_own_is_asked_for_it() -> None:
    script = {
        "table /apis/batch/v1/namespaces/default/jobs/j": [table(("Name",), ("j",))],
        "get /apis/batch/v1/namespaces/default/jobs/j": [
            {"spec": {"selector": {"matchLabels": {"controller-uid": "7"}}}}
        ],
        "tables /api/v1/namespaces/default/pods controller-uid=7": [not_found()],
    }
    kube = ScriptedKube(script)
    assert describe_objects(manifest("batch/v1 Job j"), "default", kube) == "==> v1/Job\nNAME\nj\n\n"
    assert kube.calls == list(script)
