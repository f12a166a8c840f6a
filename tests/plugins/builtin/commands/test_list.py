from __future__ import annotations

from typing import Any

import pytest
from fake_release_service import MOMENT, FakeReleaseService
from pilothouse.core.errors import ReleaseError
from pilothouse.core.model.release_requests import ListRequest, ListResult, ReleaseSummary

ALPHA = ReleaseSummary("alpha", 2, "DEPLOYED", MOMENT, "tiny", "0.1.0", "1.0", "default")
BRAVO = ReleaseSummary("bravo-with-a-long-name", 1, "FAILED", None, "zebra", "1.0.0", "", "team-a")
OLD_ALPHA = ReleaseSummary("alpha", 1, "SUPERSEDED", MOMENT, "tiny", "0.1.0", "1.0", "default")


def listing(*releases: ReleaseSummary, next: str = "") -> FakeReleaseService:
    return FakeReleaseService(list=ListResult(releases, next, len(releases)))


def test_releases_are_shown_in_a_table(helm: Any) -> None:
    assert helm("list", service=listing(ALPHA, BRAVO)) == (
        0,
        "NAME                  \tREVISION\tUPDATED                 \tSTATUS  \tCHART      \tAPP VERSION\tNAMESPACE\n"
        "alpha                 \t2       \tMon Jan  2 15:04:05 2006\tDEPLOYED\ttiny-0.1.0 \t1.0        \tdefault  \n"
        "bravo-with-a-long-name\t1       \t-                       \tFAILED  \tzebra-1.0.0\t           \tteam-a   \n",
        "",
    )


def test_a_page_that_is_not_the_last_names_the_next(helm: Any) -> None:
    assert helm("ls", "--col-width", "8", service=listing(ALPHA, next="bravo")) == (
        0,
        "\tnext: bravo\n"
        "NAME \tREVISION\tUPDATED \tSTATUS  \tCHART   \tAPP V...\tNAMES...\n"
        "alpha\t2       \tMon J...\tDEPLOYED\ttiny-...\t1.0     \tdefault \n",
        "",
    )


def test_names_alone_are_printed_one_a_line(helm: Any) -> None:
    assert helm("list", "-q", service=listing(ALPHA, BRAVO)) == (0, "alpha\nbravo-with-a-long-name\n", "")


def test_nothing_is_printed_when_there_are_no_releases(helm: Any) -> None:
    for words in (["list"], ["list", "--output", "json"], ["list", "--output", "nosuch"], ["list", "-q"]):
        assert helm(*words, service=listing()) == (0, "", "")


def test_of_several_revisions_of_a_release_the_highest_is_shown(helm: Any) -> None:
    assert helm("list", "-q", service=listing(OLD_ALPHA, ALPHA)) == (0, "alpha\n", "")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            ["--output", "json"],
            '{"Next":"n","Releases":[{"Name":"alpha","Revision":2,"Updated":"Mon Jan  2 15:04:05 2006",'
            '"Status":"DEPLOYED","Chart":"tiny-0.1.0","AppVersion":"1.0","Namespace":"default"}]}\n',
        ),
        (
            ["--output", "yaml"],
            'Next: "n"\nReleases:\n- AppVersion: "1.0"\n  Chart: tiny-0.1.0\n  Name: alpha\n  Namespace: default\n'
            "  Revision: 2\n  Status: DEPLOYED\n  Updated: Mon Jan  2 15:04:05 2006\n\n",
        ),
        (["--output", "json", "--short"], '["alpha"]\n'),
        (["--output", "yaml", "-q"], "- alpha\n\n"),
    ],
)
def test_releases_are_printed_as_documents(helm: Any, words: list[str], text: str) -> None:
    assert helm("list", *words, service=listing(ALPHA, next="n")) == (0, text, "")


def test_an_unknown_format_is_an_error(helm: Any) -> None:
    assert helm("list", "--output", "x", service=listing(ALPHA)) == (1, "", 'Error: Unknown output format "x"\n')


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], ListRequest(256, sort_by="NAME", statuses=("DEPLOYED", "FAILED"))),
        (["a", "b"], ListRequest(256, sort_by="NAME", filter="a b", statuses=("DEPLOYED", "FAILED"))),
        (
            ["-a", "-d", "-r", "-m", "0", "-o", "x"],
            ListRequest(
                0,
                offset="x",
                sort_by="LAST_RELEASED",
                descending=True,
                statuses=(
                    "UNKNOWN",
                    "DEPLOYED",
                    "DELETED",
                    "FAILED",
                    "DELETING",
                    "PENDING_INSTALL",
                    "PENDING_UPGRADE",
                    "PENDING_ROLLBACK",
                ),
            ),
        ),
        (
            ["-c", "-d", "--pending", "--deleted", "--namespace", "n", "-q"],
            ListRequest(
                256,
                sort_by="CHART_NAME",
                statuses=("DELETED", "PENDING_INSTALL", "PENDING_UPGRADE", "PENDING_ROLLBACK"),
                namespace="n",
                names_only=True,
            ),
        ),
        (
            ["--deployed", "--deleting", "--failed"],
            ListRequest(256, sort_by="NAME", statuses=("DEPLOYED", "DELETING", "FAILED")),
        ),
    ],
    ids=str,
)
def test_flags_say_what_is_asked_for(helm: Any, words: list[str], wanted: ListRequest) -> None:
    service = listing()
    assert helm("list", *words, service=service).code == 0
    assert service.asked == [("list", wanted)]


def test_a_damaged_record_is_shown_as_such(helm: Any) -> None:
    damaged = ReleaseSummary("c", 3, "DEPLOYED", damaged="illegal base64 data")
    assert helm("list", service=listing(ALPHA, damaged)) == (
        0,
        "NAME \tREVISION\tUPDATED                 \tSTATUS  \tCHART     \tAPP VERSION\tNAMESPACE\n"
        "alpha\t2       \tMon Jan  2 15:04:05 2006\tDEPLOYED\ttiny-0.1.0\t1.0        \tdefault  \n"
        "c    \t3       \t-                       \tDEPLOYED\tDAMAGED   \t           \t         \n",
        "WARNING: the record of revision 3 of c cannot be decoded: illegal base64 data\n",
    )


def test_errors_of_the_service_are_taken_for_formats_as_helm_does(helm: Any) -> None:
    service = FakeReleaseService(list=ReleaseError("at 50% of %s"))
    assert helm("list", service=service) == (1, "", "Error: at 50%!o(MISSING)f %!s(MISSING)\n")


def test_a_tiller_that_nobody_reaches_is_an_error(helm: Any) -> None:
    without = {"PILOTHOUSE_PLUGINS": "no:tiller_client", "PILOTHOUSE_HINTS": "always"}
    assert helm("list", "--host", "tiller:44134", **without) == (
        1,
        "",
        "Error: cannot connect to Tiller\n  no installed plugin reaches a Tiller at tiller:44134\n"
        "hint: without --host, HELM_HOST and --tiller, releases are worked on here, without a Tiller\n",
    )


def test_who_takes_the_short_flag_of_the_offset_for_that_of_the_output_is_told(helm: Any) -> None:
    service = FakeReleaseService(list=ReleaseError('offset "json" not found'))
    assert helm("list", "-o", "json", service=service, PILOTHOUSE_HINTS="always") == (
        1,
        "",
        'Error: offset "json" not found\nhint: -o is --offset here: `--output json` prints a document\n',
    )
