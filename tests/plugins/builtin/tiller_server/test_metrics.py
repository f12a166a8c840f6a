from __future__ import annotations

import threading

import grpc
import pytest
from pilothouse.core.hapi.calls import CALLS, RELEASE_SERVICE
from pilothouse.plugins.builtin.tiller_server.metrics import CallMetrics, code_label
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families

STATUS = {"grpc_type": "unary", "grpc_service": RELEASE_SERVICE, "grpc_method": "GetReleaseStatus"}
LIST = {"grpc_type": "server_stream", "grpc_service": RELEASE_SERVICE, "grpc_method": "ListReleases"}


def value(metrics: CallMetrics, name: str, labels: dict[str, str]) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_calls_and_messages_are_counted() -> None:
    metrics = CallMetrics()
    call = (RELEASE_SERVICE, "ListReleases", "server_stream")
    for _ in range(2):
        metrics.started(*call)
        metrics.message_received(*call)
    for _ in range(5):
        metrics.message_sent(*call)
    metrics.handled(*call, grpc.StatusCode.PERMISSION_DENIED)
    assert {
        name: value(metrics, name, labels)
        for name, labels in {
            "grpc_server_started_total": LIST,
            "grpc_server_msg_received_total": LIST,
            "grpc_server_msg_sent_total": LIST,
            "grpc_server_handled_total": {**LIST, "grpc_code": "PermissionDenied"},
            "pilothouse_calls_running": {},
        }.items()
    } == {
        "grpc_server_started_total": 2,
        "grpc_server_msg_received_total": 2,
        "grpc_server_msg_sent_total": 5,
        "grpc_server_handled_total": 1,
        "pilothouse_calls_running": 1,
    }


def test_every_call_of_ours_is_there_before_anybody_makes_it() -> None:
    metrics = CallMetrics()
    for call in CALLS.values():
        kind = "server_stream" if call.streams else "unary"
        labels = {"grpc_type": kind, "grpc_service": call.service, "grpc_method": call.name}
        for name in ("started", "msg_received", "msg_sent"):
            assert value(metrics, f"grpc_server_{name}_total", labels) == 0
        for code in grpc.StatusCode:
            assert value(metrics, "grpc_server_handled_total", {**labels, "grpc_code": code_label(code)}) == 0
    assert value(metrics, "grpc_server_started_total", STATUS) == 0
    assert value(metrics, "grpc_server_started_total", LIST) == 0


def test_a_method_that_is_registered_again_keeps_its_counts() -> None:
    metrics = CallMetrics()
    metrics.started("my.Service", "Do", "bidi_stream")
    metrics.register("my.Service", "Do", "bidi_stream")
    labels = {"grpc_type": "bidi_stream", "grpc_service": "my.Service", "grpc_method": "Do"}
    assert value(metrics, "grpc_server_started_total", labels) == 1
    assert value(metrics, "grpc_server_msg_sent_total", labels) == 0


@pytest.mark.parametrize(
    ("code", "label"),
    [
        (grpc.StatusCode.OK, "OK"),
        (grpc.StatusCode.UNKNOWN, "Unknown"),
        (grpc.StatusCode.CANCELLED, "Canceled"),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "DeadlineExceeded"),
        (grpc.StatusCode.DATA_LOSS, "DataLoss"),
    ],
)
def test_codes_are_spelt_as_in_go(code: grpc.StatusCode, label: str) -> None:
    assert code_label(code) == label


def test_what_is_scraped_has_the_names_that_dashboards_know_and_nothing_about_releases() -> None:
    text = generate_latest(CallMetrics().registry).decode()
    families = {family.name: family.type for family in text_string_to_metric_families(text)}
    assert {name: kind for name, kind in families.items() if not name.startswith(("process_", "python_"))} == {
        "grpc_server_started": "counter",
        "grpc_server_handled": "counter",
        "grpc_server_msg_received": "counter",
        "grpc_server_msg_sent": "counter",
        "pilothouse_calls_running": "gauge",
    }
    assert {"process_resident_memory_bytes", "process_cpu_seconds", "process_open_fds"} <= families.keys()
    assert "_created" not in text


def test_no_call_is_lost_between_threads() -> None:
    metrics = CallMetrics()

    def work() -> None:
        for _ in range(500):
            metrics.started(RELEASE_SERVICE, "GetReleaseStatus", "unary")
            metrics.handled(RELEASE_SERVICE, "GetReleaseStatus", "unary", grpc.StatusCode.OK)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value(metrics, "grpc_server_started_total", STATUS) == 4000
    assert value(metrics, "grpc_server_handled_total", {**STATUS, "grpc_code": "OK"}) == 4000
    assert value(metrics, "pilothouse_calls_running", {}) == 0
