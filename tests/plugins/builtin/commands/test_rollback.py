from __future__ import annotations

from typing import Any

import pytest
from fake_release_service import FakeReleaseService, make_release
from pilothouse.core.errors import KubeError
from pilothouse.core.model.release_requests import RollbackRequest


def test_a_rollback_says_that_it_was_a_success(helm: Any) -> None:
    service = FakeReleaseService(rollback=make_release())
    assert helm("rollback", "r", "0", service=service) == (0, "Rollback was a success.\n", "")
    assert service.asked == [("rollback", RollbackRequest("r", 0))]


def test_flags_say_how_it_is_done(helm: Any) -> None:
    service = FakeReleaseService(rollback=make_release())
    words = (
        "--dry-run --recreate-pods --force --no-hooks --wait --cleanup-on-fail --timeout 9 --description why "
        "--apply-strategy three-way"
    )
    assert helm("rollback", "r", "2", *words.split(), service=service).code == 0
    wanted = RollbackRequest("r", 2, True, True, True, True, 9, True, "why", True, "three-way")
    assert service.asked == [("rollback", wanted)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "This command needs 2 arguments: release name, revision number"),
        (("r",), "This command needs 2 arguments: release name, revision number"),
        (("r", "1", "2"), "This command needs 2 arguments: release name, revision number"),
        (("r", "x"), """invalid revision number '"x"': strconv.ParseInt: parsing "x": invalid syntax"""),
        (
            ("r", "2147483648"),
            """invalid revision number '"2147483648"': strconv.ParseInt: parsing "2147483648": value out of range""",
        ),
        (("r", "0x1"), """invalid revision number '"0x1"': strconv.ParseInt: parsing "0x1": invalid syntax"""),
    ],
)
def test_arguments_are_checked(helm: Any, words: tuple[str, ...], message: str) -> None:
    assert helm("rollback", *words) == (1, "", f"Error: {message}\n")


def test_a_failure_is_an_error(helm: Any) -> None:
    service = FakeReleaseService(rollback=KubeError("no good"))
    assert helm("rollback", "r", "1", service=service) == (1, "", "Error: no good\n")
