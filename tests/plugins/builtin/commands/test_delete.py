from __future__ import annotations

from typing import Any

from fake_release_service import FakeReleaseService, make_release
from pilothouse.core.errors import ReleaseNotFoundError
from pilothouse.core.model.release_requests import UninstallRequest, UninstallResult

KEPT = "These resources were kept due to the resource policy:\n[ConfigMap] a"


def test_releases_are_deleted_one_after_the_other(helm: Any) -> None:
    service = FakeReleaseService(
        uninstall=lambda request: UninstallResult(make_release(), KEPT if request.name == "b" else "")
    )
    assert helm("del", "a", "b", service=service) == (
        0,
        f'release "a" deleted\n{KEPT}\nrelease "b" deleted\n',
        "",
    )
    assert service.asked == [("uninstall", UninstallRequest("a")), ("uninstall", UninstallRequest("b"))]


def test_the_first_error_ends_it(helm: Any) -> None:
    def uninstall(request: UninstallRequest) -> UninstallResult:
        if request.name == "b":
            raise ReleaseNotFoundError('release: "b" not found')
        return UninstallResult(make_release())

    assert helm("delete", "a", "b", "c", service=FakeReleaseService(uninstall=uninstall)) == (
        1,
        'release "a" deleted\n',
        'Error: release: "b" not found\n',
    )


def test_a_dry_run_only_sees_that_the_release_exists(helm: Any) -> None:
    service = FakeReleaseService(content=make_release())
    assert helm("delete", "a", "--dry-run", "--purge", service=service) == (0, 'release "a" deleted\n', "")
    assert service.asked == [("content", "a", 0)]


def test_flags_say_how_it_is_done(helm: Any) -> None:
    service = FakeReleaseService(uninstall=UninstallResult(make_release()))
    words = ("--purge", "--no-hooks", "--timeout", "7", "--description", "why")
    assert helm("delete", "a", *words, service=service).code == 0
    assert service.asked == [("uninstall", UninstallRequest("a", True, True, 7, "why"))]


def test_a_release_has_to_be_named(helm: Any) -> None:
    assert helm("delete") == (1, "", "Error: command 'delete' requires a release name\n")


def test_other_words_for_it_are_understood_far_enough_to_name_it(helm: Any) -> None:
    for word in ("rm", "Remove"):
        assert helm(word, "a") == (
            1,
            "",
            f'Error: unknown command "{word}" for "helm"\n\nDid you mean this?\n\tdelete\n\n'
            "Run 'helm --help' for usage.\n",
        )
