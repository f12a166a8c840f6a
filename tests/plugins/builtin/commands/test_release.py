from __future__ import annotations

from typing import Any

from fake_release_service import MOMENT, FakeReleaseService
from pilothouse.core.errors import PendingReleaseError
from pilothouse.core.model.release_requests import RepairRequest, RepairResult, UnlockRequest, UnlockResult

STUCK = UnlockResult(
    "a",
    2,
    "PENDING_UPGRADE",
    "pilothouse on host h, process 7",
    MOMENT,
    ("ConfigMap/a", "Job/b"),
    ("ConfigMap/a",),
    ("Revision 2 is marked as failed.",),
)


def test_unlocking_says_what_was_stuck_and_what_was_done(helm: Any) -> None:
    service = FakeReleaseService(unlock=STUCK)
    assert helm("release", "unlock", "a", service=service) == (
        0,
        "RELEASE: a\nREVISION: 2\nSTATUS: PENDING_UPGRADE\nWRITTEN BY: pilothouse on host h, process 7\n"
        "SINCE: Mon Jan  2 15:04:05 2006\nFOUND:\n  ConfigMap/a\n  Job/b\nREMOVED:\n  ConfigMap/a\n"
        "Revision 2 is marked as failed.\n",
        "",
    )
    assert service.asked == [("unlock", UnlockRequest("a"))]


def test_unlocking_says_only_what_is_known(helm: Any) -> None:
    service = FakeReleaseService(unlock=UnlockResult("a", 1, "", actions=("Nothing is pending.",)))
    assert helm("release", "unlock", "a", "--dry-run", "--force", service=service) == (0, "Nothing is pending.\n", "")
    assert service.asked == [("unlock", UnlockRequest("a", True, True))]


def test_a_release_that_is_worked_on_is_left_alone(helm: Any) -> None:
    service = FakeReleaseService(unlock=PendingReleaseError("process 7 is still at work"))
    assert helm("release", "unlock", "a", service=service) == (1, "", "Error: process 7 is still at work\n")


def test_repairing_says_which_records_are_damaged_and_what_was_done(helm: Any) -> None:
    service = FakeReleaseService(repair=RepairResult((("a.v2", "unexpected EOF"),), ("a.v2 was put aside.",)))
    assert helm("release", "repair", "a", "--dry-run", service=service) == (
        0,
        "a.v2: unexpected EOF\na.v2 was put aside.\n",
        "",
    )
    assert service.asked == [("repair", RepairRequest("a", True))]


def test_one_release_has_to_be_named(helm: Any) -> None:
    for words in (("unlock",), ("repair",), ("unlock", "a", "b")):
        assert helm("release", *words) == (1, "", "Error: This command needs 1 argument: release name\n")
