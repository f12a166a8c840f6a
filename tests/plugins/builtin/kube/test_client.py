"""Reading objects and collections, and what a client is made from."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from pilothouse.core import testkit
from pilothouse.core.errors import KubeConnectionError, KubeError, KubeStatusError, SettingError
from pilothouse.core.model.kube_object import ApiResource, KubeObject
from pilothouse.plugins.builtin.kube import paging
from pilothouse.plugins.builtin.kube.client import connect
from pilothouse.plugins.builtin.kube.parallel import WORKERS, in_parallel
from stand_ins.scripted_transport import ScriptedTransport, answer, failure, make_client

PODS = ApiResource("", "v1", "Pod", "pods", True)
TABLES = (
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"
)


@pytest.fixture
def transport() -> ScriptedTransport:
    return ScriptedTransport()


def test_a_live_object_is_read(transport: ScriptedTransport) -> None:
    pod = {"kind": "Pod", "metadata": {"name": "p"}}
    transport.on("GET", "/api/v1/namespaces/n/pods/p", answer(pod))
    assert make_client(transport).get(KubeObject(PODS, "n", "p")) == pod
    assert (transport.requests[0].accept, transport.requests[0].timeout) == ("", 32)


def test_a_missing_object_is_not_found(transport: ScriptedTransport) -> None:
    transport.on("GET", "/api/v1/namespaces/n/pods/p", failure(404, "NotFound", 'pods "p" not found'))
    with pytest.raises(KubeStatusError) as caught:
        make_client(transport).get(KubeObject(PODS, "n", "p"))
    assert (caught.value.message, caught.value.code) == ('pods "p" not found', 404)


def test_tables_are_asked_for_as_tiller_does(transport: ScriptedTransport) -> None:
    transport.on("GET", "/api/v1/namespaces/n/pods/p", answer({"kind": "Table"}))
    transport.on("GET", "/api/v1/namespaces/n/pods", answer({"kind": "Table", "rows": [{"cells": ["p"]}]}))
    client = make_client(transport)
    assert client.get_table(KubeObject(PODS, "n", "p")) == {"kind": "Table"}
    assert client.list_table(PODS, "n", labels="a=b")["rows"] == [{"cells": ["p"]}]
    assert [request.accept for request in transport.requests] == [TABLES, TABLES]
    assert transport.requests[1].query == (("labelSelector", "a=b"), ("limit", "500"))


def test_a_table_in_pages_is_one_table(transport: ScriptedTransport) -> None:
    first = {
        "kind": "Table",
        "metadata": {"continue": "t"},
        "columnDefinitions": [1],
        "rows": [{"cells": [1]}, {"cells": [2]}],
    }
    transport.on("GET", "/api/v1/pods", answer(first), answer({"kind": "Table", "rows": [{"cells": [3]}]}))
    table = make_client(transport).list_table(PODS)
    assert (table["columnDefinitions"], table["rows"]) == ([1], [{"cells": [1]}, {"cells": [2]}, {"cells": [3]}])


def test_a_plain_list_in_the_place_of_a_table_stays_one(transport: ScriptedTransport) -> None:
    pages = [
        {"kind": "PodList", "metadata": {"continue": "t"}, "items": [{"a": 1}, 5]},
        {"kind": "PodList", "items": [{"a": 2}]},
    ]
    transport.on("GET", "/api/v1/pods", *map(answer, pages))
    assert make_client(transport).list_table(PODS) == {
        "kind": "PodList",
        "metadata": {"continue": "t"},
        "items": [{"a": 1}, {"a": 2}],
    }


def test_collections_are_read_in_pages_and_objects_say_what_they_are(transport: ScriptedTransport) -> None:
    pages = [
        {"metadata": {"continue": "one"}, "items": [{"metadata": {"name": "a"}}]},
        {"metadata": {"continue": "two"}, "items": [{"kind": "Odd", "metadata": {"name": "b"}}]},
        {"metadata": {"continue": ""}, "items": None},
    ]
    transport.on("GET", "/api/v1/namespaces/n/pods", *map(answer, pages))
    assert make_client(transport).list_objects(PODS, "n", labels="a=b", fields="metadata.name=c") == [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}},
        {"apiVersion": "v1", "kind": "Odd", "metadata": {"name": "b"}},
    ]
    selectors = (("fieldSelector", "metadata.name=c"), ("labelSelector", "a=b"), ("limit", "500"))
    assert [request.query for request in transport.requests] == [
        selectors, (*selectors, ("continue", "one")), (*selectors, ("continue", "two")),
    ]  # fmt: skip


def test_a_page_that_is_followed_by_itself_is_an_error(transport: ScriptedTransport) -> None:
    page = {"metadata": {"continue": "one"}, "items": []}
    transport.on("GET", "/api/v1/pods", *map(answer, [page, page]))
    with pytest.raises(KubeConnectionError, match="the same page of a list"):
        make_client(transport).list_objects(PODS)


def test_a_page_that_came_too_late_means_reading_all_at_once(transport: ScriptedTransport) -> None:
    expired = failure(410, "Expired", "The provided continue parameter is too old")
    whole = answer({"items": [{"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}]})
    transport.on("GET", "/api/v1/pods", answer({"metadata": {"continue": "t"}, "items": [{}]}), expired, whole)
    assert [it["metadata"]["name"] for it in make_client(transport).list_objects(PODS)] == ["a", "b"]
    assert transport.requests[-1].query == ()


def test_what_is_gone_through_comes_in_pages_that_are_no_larger_than_need_be(
    transport: ScriptedTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE_BYTES", 4000)

    def page(token: str, *sizes: int) -> dict[str, Any]:
        items = [{"metadata": {"name": f"p{number}"}, "x": "x" * size} for number, size in enumerate(sizes)]
        return {"metadata": {"continue": token}, "items": items}

    pages = [page("a", *[10] * 40), page("b", 9000), page("c", 1), page("d"), page("", 1)]
    transport.on("GET", "/api/v1/pods", *map(answer, pages))
    assert len(list(make_client(transport).each_object(PODS))) == 43
    limits = [dict(request.query)["limit"] for request in transport.requests]
    assert limits[0] == "100"
    assert 60 < int(limits[1]) < 100
    assert limits[2] == "1"
    assert 10 < int(limits[3]) < 100
    assert limits[4] == limits[3]


def test_another_trouble_with_a_page_is_raised(transport: ScriptedTransport) -> None:
    forbidden = failure(403, "Forbidden", "no")
    transport.on("GET", "/api/v1/pods", answer({"metadata": {"continue": "t"}, "items": [{}]}), forbidden)
    with pytest.raises(KubeStatusError, match="^no$"):
        make_client(transport).list_objects(PODS)


def test_an_empty_collection_is_empty(transport: ScriptedTransport) -> None:
    transport.on("GET", "/api/v1/pods", answer({"items": None}))
    assert make_client(transport).list_objects(PODS) == []


def test_metadata_alone_is_read_where_a_server_can_give_it(transport: ScriptedTransport) -> None:
    items = [{"metadata": {"name": "a"}, "data": {"left": "out"}}]
    transport.on("GET", "/api/v1/namespaces/n/pods", answer({"items": items}))
    assert make_client(transport).list_metadata(PODS, "n", labels="a=b") == [{"metadata": {"name": "a"}}]
    assert transport.requests[0].accept == (
        "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,"
        "application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io,application/json"
    )


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {},
        {"name": 5},
        {"name": ["p"]},
        {"name": "p", "labels": ["a"]},
        {"name": "p", "labels": {"STATUS": {}}},
        {"name": "p", "managedFields": 1},
        {"name": "p", "managedFields": ["x"]},
        {"name": "p", "managedFields": [{"time": []}]},
        {"name": "p", "ownerReferences": [None]},
        {"name": "p", "resourceVersion": 7},
    ],
)
def test_objects_that_cannot_be_understood_are_no_answer_and_never_left_out(
    metadata: object, transport: ScriptedTransport
) -> None:
    client = make_client(transport)
    transport.on("GET", "/api/v1/namespaces/n/pods/p", answer({"kind": "Pod", "metadata": metadata}))
    with pytest.raises(KubeConnectionError, match="the answer of the server to GET /api/v1/namespaces/n/pods/p has no"):
        client.get(KubeObject(PODS, "n", "p"))
    good = {"metadata": {"name": "a", "labels": None, "managedFields": None}}
    for number in range(2):
        transport.on("GET", "/api/v1/namespaces/n/pods", answer({"items": [good, {"metadata": metadata}]}))
        with pytest.raises(KubeConnectionError, match="the answer of the server to GET /api/v1/namespaces/n/pods has"):
            (client.list_objects, client.list_metadata)[number](PODS, "n")


def test_logs_are_text(transport: ScriptedTransport) -> None:
    log = answer("")
    log.body = b"one\n\xff\n"
    transport.on("GET", "/api/v1/namespaces/n/pods/p/log", log)
    assert make_client(transport).pod_logs("n", "p") == "one\n\udcff\n"


def test_logs_that_cannot_be_had_are_refused(transport: ScriptedTransport) -> None:
    with pytest.raises(KubeStatusError, match=r"^the server could not find the requested resource \(get pods p\)$"):
        make_client(transport).pod_logs("n", "p")
    with pytest.raises(KubeError, match="invalid resource name"):
        make_client(transport).pod_logs("n", "p/../q")


def test_manifests_are_built_with_what_the_server_serves(transport: ScriptedTransport) -> None:
    (found,) = make_client(transport).build("apiVersion: v1\nkind: Pod\nmetadata: {name: p}", "n")
    assert found.path == "/api/v1/namespaces/n/pods/p"


def test_settings_bound_requests_and_repetitions(transport: ScriptedTransport) -> None:
    transport.on("GET", "/version", answer({}))
    kernel = testkit.make_kernel(
        environment={"PILOTHOUSE_REQUEST_TIMEOUT": "5", "PILOTHOUSE_RETRY_DEADLINE": "0", "PILOTHOUSE_NO_CACHE": "1"}
    )
    connect(transport, kernel).server_version()
    assert transport.requests[0].timeout == 5
    transport.on("GET", "/version", answer("", 503), answer({}))
    with pytest.raises(KubeStatusError):
        connect(transport, kernel).server_version()


@pytest.mark.parametrize("text", ["soon", "-1", "nan", "inf", ""])
def test_seconds_have_to_be_a_number(transport: ScriptedTransport, text: str) -> None:
    with pytest.raises(SettingError) as caught:
        connect(transport, testkit.make_kernel(environment={"PILOTHOUSE_REQUEST_TIMEOUT": text}))
    assert caught.value.message == f"setting request-timeout is no number of seconds: {text!r}"


# --- side by side ---


def test_one_piece_of_work_needs_no_thread() -> None:
    found: list[threading.Thread] = []
    in_parallel([lambda: found.append(threading.current_thread())])
    assert found == [threading.current_thread()]
    in_parallel([])


def test_pieces_of_work_are_done_at_the_same_time() -> None:
    barrier = threading.Barrier(4, timeout=10)

    def meet() -> None:
        barrier.wait()

    in_parallel([meet] * 4)


def test_no_more_threads_than_connections() -> None:
    busy = [0, 0]
    lock = threading.Lock()

    def work() -> None:
        with lock:
            busy[0] += 1
            busy[1] = max(busy)
        time.sleep(0.001)
        with lock:
            busy[0] -= 1

    in_parallel([work] * 50)
    assert busy[0] == 0
    assert busy[1] <= WORKERS


def test_all_is_done_and_the_first_failure_in_order_is_raised() -> None:
    done: list[int] = []

    def piece(number: int) -> Callable[[], None]:
        def work() -> None:
            done.append(number)
            if number in (3, 5):
                time.sleep(0.01 if number == 3 else 0)
                raise KubeError(str(number))

        return work

    with pytest.raises(KubeError, match="^3$"):
        in_parallel([piece(number) for number in range(20)])
    assert sorted(done) == list(range(20))
