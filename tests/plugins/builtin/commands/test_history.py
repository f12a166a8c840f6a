from __future__ import annotations

from typing import Any

from fake_release_service import MOMENT, FakeReleaseService
from pilothouse.core.errors import ReleaseNotFoundError
from pilothouse.core.model.release_requests import ReleaseSummary

FIRST = ReleaseSummary("h", 1, "SUPERSEDED", MOMENT, "tiny", "0.1.0", "1.0", "default", "Install complete")
SECOND = ReleaseSummary("h", 2, "DEPLOYED", MOMENT, "", "", "", "default", 'Upgrade "h" failed: ' + "x" * 60)


def test_revisions_are_shown_the_oldest_first(helm: Any) -> None:
    service = FakeReleaseService(history=(SECOND, FIRST))
    assert helm("hist", "h", "ignored", service=service) == (
        0,
        "REVISION\tUPDATED                 \tSTATUS    \tCHART     \tAPP VERSION\t"
        "DESCRIPTION                                                 \n"
        "1       \tMon Jan  2 15:04:05 2006\tSUPERSEDED\ttiny-0.1.0\t1.0        \t"
        "Install complete                                            \n"
        "2       \tMon Jan  2 15:04:05 2006\tDEPLOYED  \tMISSING   \tMISSING    \t"
        'Upgrade "h" failed: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\n',
        "",
    )
    assert service.asked == [("history", "h", 256)]


def test_no_revisions_print_nothing(helm: Any) -> None:
    service = FakeReleaseService(history=())
    assert helm("history", "h", "--max", "0", "-o", "nosuch", service=service) == (0, "", "")
    assert service.asked == [("history", "h", 0)]


def test_revisions_are_printed_as_documents(helm: Any) -> None:
    service = FakeReleaseService(history=(FIRST,))
    assert helm("history", "h", "-o", "json", service=service).stdout == (
        '[{"revision":1,"updated":"Mon Jan  2 15:04:05 2006","status":"SUPERSEDED","chart":"tiny-0.1.0",'
        '"appVersion":"1.0","description":"Install complete"}]\n'
    )
    assert helm("history", "h", "-o", "yaml", service=service).stdout == (
        '- appVersion: "1.0"\n  chart: tiny-0.1.0\n  description: Install complete\n  revision: 1\n'
        "  status: SUPERSEDED\n  updated: Mon Jan  2 15:04:05 2006\n\n"
    )
    assert helm("history", "h", "-o", "", service=service) == (1, "", 'Error: unknown output format ""\n')


def test_a_damaged_revision_is_shown_as_such(helm: Any) -> None:
    damaged = ReleaseSummary("h", 2, "DEPLOYED", damaged="unexpected EOF")
    assert helm("history", "h", service=FakeReleaseService(history=(damaged, FIRST))) == (
        0,
        "REVISION\tUPDATED                 \tSTATUS    \tCHART     \tAPP VERSION\tDESCRIPTION     \n"
        "1       \tMon Jan  2 15:04:05 2006\tSUPERSEDED\ttiny-0.1.0\t1.0        \tInstall complete\n"
        "2       \t-                       \tDEPLOYED  \tDAMAGED   \t           \t                \n",
        "WARNING: the record of revision 2 of h cannot be decoded: unexpected EOF\n",
    )


def test_a_release_has_to_be_named(helm: Any) -> None:
    assert helm("history") == (1, "", "Error: release name is required\n")


def test_an_unknown_release_is_an_error(helm: Any) -> None:
    service = FakeReleaseService(history=ReleaseNotFoundError('release: "h" not found'))
    assert helm("history", "h", service=service) == (1, "", 'Error: release: "h" not found\n')


def test_what_helps_against_damage_is_said_to_who_reads_along(helm: Any) -> None:
    service = FakeReleaseService(history=(ReleaseSummary("h", 2, "DEPLOYED", damaged="unexpected EOF"),))
    assert helm("history", "h", service=service, PILOTHOUSE_HINTS="always").stderr == (
        "WARNING: the record of revision 2 of h cannot be decoded: unexpected EOF\n"
        "hint: `pilothouse release repair h` puts damaged records out of the way\n"
    )
