from __future__ import annotations

from typing import Any

from fake_release_service import FakeReleaseService, messages
from pilothouse.core.errors import ReleaseError
from pilothouse.core.model import release_requests as requests


def test_messages_are_printed_as_they_come(helm: Any) -> None:
    service = FakeReleaseService(
        run_tests=messages(
            requests.TestMessage("RUNNING: a", "RUNNING"), requests.TestMessage("PASSED: a", "SUCCESS")
        )
    )
    assert helm("test", "s", service=service) == (0, "RUNNING: a\nPASSED: a\n", "")
    assert service.asked == [("run_tests", requests.TestRequest("s", 300, False, False, 20, False))]


def test_failures_are_counted(helm: Any) -> None:
    failed = requests.TestMessage("ERROR: at 100%", "FAILURE")
    service = FakeReleaseService(run_tests=messages(failed, requests.TestMessage("PASSED: b", "SUCCESS"), failed))
    assert helm("test", "s", service=service) == (
        1,
        "ERROR: at 100%!(NOVERB)\nPASSED: b\nERROR: at 100%!(NOVERB)\n",
        "Error: 2 test(s) failed\n",
    )


def test_an_error_in_the_middle_ends_it(helm: Any) -> None:
    service = FakeReleaseService(
        run_tests=messages(requests.TestMessage("FAILED: a", "FAILURE"), ReleaseError("k-first is not a pod"))
    )
    assert helm("test", "s", service=service) == (1, "FAILED: a\n", "Error: k-first is not a pod\n")


def test_flags_say_how_tests_are_run(helm: Any) -> None:
    service = FakeReleaseService(run_tests=messages())
    words = "--timeout 9 --cleanup --parallel --max 3 --logs".split()
    assert helm("test", "s", *words, service=service) == (0, "", "")
    assert service.asked == [("run_tests", requests.TestRequest("s", 9, True, True, 3, True))]


def test_one_release_has_to_be_named(helm: Any) -> None:
    for words in ((), ("a", "b")):
        assert helm("test", *words) == (1, "", "Error: This command needs 1 argument: release name\n")
