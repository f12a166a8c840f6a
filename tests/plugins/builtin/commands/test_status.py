from __future__ import annotations

from typing import Any

from fake_release_service import MOMENT, FakeReleaseService, make_status
from pilothouse.core.errors import ReleaseNotFoundError
from pilothouse.core.model.release import TestRun, TestSuite
from pilothouse.core.model.release_requests import StatusResult

RESOURCES = (
    "==> v1/ConfigMap\nNAME      DATA   AGE\ns-suite   0      0s\n\n"
    "==> v1/Pod(related)\nNAME  READY\np     0/1\n\n"
)
SUITE = TestSuite(
    MOMENT,
    MOMENT,
    [TestRun("s-first", "SUCCESS", "", MOMENT, MOMENT), TestRun("s-b", "FAILURE", "x" * 51, MOMENT, None)],
)


def show(helm: Any, result: StatusResult, *words: str) -> Any:
    return helm("status", "s", *words, service=FakeReleaseService(status=result))


def test_a_status_is_a_text(helm: Any) -> None:
    assert show(helm, make_status("s", resources=RESOURCES, notes="be well\n")) == (
        0,
        "LAST DEPLOYED: Mon Jan  2 15:04:05 2006\nNAMESPACE: default\nSTATUS: DEPLOYED\n\n"
        "RESOURCES:\n==> v1/ConfigMap\nNAME     DATA  AGE\ns-suite  0     0s\n\n"
        "==> v1/Pod(related)\nNAME  READY\np     0/1\n\n\n"
        "NOTES:\nbe well\n\n",
        "",
    )


def test_what_there_is_not_is_left_out(helm: Any) -> None:
    assert show(helm, make_status("s", last_deployed=None, status="DELETED")).stdout == (
        "NAMESPACE: default\nSTATUS: DELETED\n\n"
    )


def test_the_last_test_run_is_a_table(helm: Any) -> None:
    assert show(helm, make_status("s", last_test_suite_run=SUITE)).stdout == (
        "LAST DEPLOYED: Mon Jan  2 15:04:05 2006\nNAMESPACE: default\nSTATUS: DEPLOYED\n\n"
        "TEST SUITE:\nLast Started: Mon Jan  2 15:04:05 2006\nLast Completed: Mon Jan  2 15:04:05 2006\n\n"
        f"TEST   \tSTATUS    \tINFO{' ' * 46}\tSTARTED                 \tCOMPLETED               \n"
        f"s-first\tSUCCESS   \t{' ' * 50}\tMon Jan  2 15:04:05 2006\tMon Jan  2 15:04:05 2006\n"
        f"s-b    \tFAILURE   \t{'x' * 47}...\tMon Jan  2 15:04:05 2006\t-                       \n"
    )


def test_a_status_is_printed_as_a_document_without_what_is_empty(helm: Any) -> None:
    result = make_status("s", resources="==> x\n", notes="n", last_test_suite_run=SUITE, deleted=1_000_000_000)
    assert show(helm, result, "-o", "json").stdout == (
        '{"name":"s","info":{"status":{"code":1,"resources":"==\\u003e x\\n","notes":"n","last_test_suite_run":'
        '{"started_at":{"seconds":1136214245,"nanos":7},"completed_at":{"seconds":1136214245,"nanos":7},"results":['
        '{"name":"s-first","status":1,"started_at":{"seconds":1136214245,"nanos":7},'
        '"completed_at":{"seconds":1136214245,"nanos":7}},'
        f'{{"name":"s-b","status":2,"info":"{"x" * 51}","started_at":{{"seconds":1136214245,"nanos":7}}}}]}}}},'
        '"first_deployed":{"seconds":1136214245,"nanos":7},"last_deployed":{"seconds":1136214245,"nanos":7},'
        '"deleted":{"seconds":1},"Description":"Install complete"},"namespace":"default"}\n'
    )
    assert show(helm, make_status("s", first_deployed=None), "-o", "yaml").stdout == (
        "info:\n  Description: Install complete\n  last_deployed:\n    nanos: 7\n    seconds: 1136214245\n"
        "  status:\n    code: 1\nname: s\nnamespace: default\n\n"
    )


def test_an_unknown_format_is_an_error(helm: Any) -> None:
    assert show(helm, make_status("s"), "-o", "nosuch") == (1, "", "Error: unsupported format nosuch\n")
    assert show(helm, make_status("s"), "-o", "") == (1, "", "Error: unsupported format \n")


def test_a_revision_is_asked_for(helm: Any) -> None:
    service = FakeReleaseService(status=ReleaseNotFoundError("getting release 's' (v9): release: \"s.v9\" not found"))
    assert helm("status", "s", "--revision", "9", service=service) == (
        1,
        "",
        "Error: getting release 's' (v9): release: \"s.v9\" not found\n",
    )
    assert service.asked == [("status", "s", 9)]


def test_a_release_has_to_be_named(helm: Any) -> None:
    assert helm("status") == (1, "", "Error: release name is required\n")
