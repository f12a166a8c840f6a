from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from chart_folders import write_chart
from fake_release_service import MANIFEST, MOMENT, FakeReleaseService, make_release, make_status
from pilothouse.core.errors import (
    KubeConnectionError,
    KubeError,
    PendingReleaseError,
    ReleaseNotFoundError,
    StorageError,
)
from pilothouse.core.model.release import Release
from pilothouse.core.model.release_requests import (
    InstallRequest,
    ReleaseSummary,
    RollbackRequest,
    UninstallRequest,
    UninstallResult,
    UpdateRequest,
)

STATUS = "LAST DEPLOYED: Mon Jan  2 15:04:05 2006\nNAMESPACE: default\nSTATUS: DEPLOYED\n\n"
NEWEST = ReleaseSummary("a", 4, "DEPLOYED", MOMENT, "tiny", "0.1.0", "", "default", "Upgrade complete")
NOT_FOUND = ReleaseNotFoundError('release: "a" not found')


def upgrading(**answers: Any) -> FakeReleaseService:
    def update(request: UpdateRequest) -> Release:
        return make_release(request.name, revision=5, hooks=[], values_text=request.values_text)

    return FakeReleaseService(
        **{"history": (NEWEST,), "update": update, "status": lambda name, revision: make_status(name), **answers}
    )


@pytest.fixture
def chart(tmp_path: Path) -> str:
    return write_chart(tmp_path / "tiny")


def request_of(service: FakeReleaseService, name: str) -> Any:
    """What was asked under a name, without the chart."""
    return next(arguments[0].replace(chart=None) for asked, *arguments in service.asked if asked == name)


def test_an_upgrade_prints_the_status(helm: Any, chart: str) -> None:
    service = upgrading()
    assert helm("upgrade", "a", chart, service=service) == (
        0,
        f'Release "a" has been upgraded.\n{STATUS}',
        "",
    )
    assert [name for name, *_ in service.asked] == ["history", "update", "status"]
    assert service.asked[0] == ("history", "a", 1)
    assert request_of(service, "update") == UpdateRequest("a", None, "{}\n")


def test_flags_say_how_it_is_done(helm: Any, chart: str) -> None:
    service = upgrading()
    words = (
        "--dry-run --recreate-pods --force --no-hooks --reset-values --reuse-values --timeout 9 --wait "
        "--description why --render-subchart-notes --cleanup-on-fail --apply-strategy two-way --set a=1"
    )
    assert helm("upgrade", "a", chart, *words.split(), service=service).code == 0
    assert request_of(service, "update") == UpdateRequest(
        "a",
        None,
        "a: 1\n",
        dry_run=True,
        disable_hooks=True,
        recreate=True,
        force=True,
        reset_values=True,
        reuse_values=True,
        timeout=9,
        wait=True,
        description="why",
        sub_notes=True,
        cleanup_on_fail=True,
        apply_strategy="two-way",
    )


def test_the_old_name_of_no_hooks_is_known(helm: Any, chart: str) -> None:
    service = upgrading()
    outcome = helm("upgrade", "a", chart, "--disable-hooks", service=service)
    assert (outcome.code, outcome.stderr) == (0, "Flag --disable-hooks has been deprecated, Use --no-hooks instead\n")
    assert request_of(service, "update").disable_hooks
    assert "--disable-hooks" not in helm("upgrade", "--help").stdout


def test_debug_shows_the_release_before_it_is_said_to_be_upgraded(helm: Any, chart: str) -> None:
    assert helm("upgrade", "a", chart, "--debug", service=upgrading()).stdout == (
        '[debug] SERVER: "in this process"\n\nREVISION: 5\nRELEASED: Mon Jan  2 15:04:05 2006\nCHART: tiny-0.1.0\n'
        "USER-SUPPLIED VALUES:\n{}\n\nCOMPUTED VALUES:\nmessage: hello\n\nHOOKS:\n"
        f'MANIFEST:\n{MANIFEST}\nRelease "a" has been upgraded.\n{STATUS}'
    )


def test_the_state_is_printed_as_a_document(helm: Any, chart: str) -> None:
    assert helm("upgrade", "a", chart, "-o", "yaml", service=upgrading()).stdout == (
        "info:\n  Description: Install complete\n  first_deployed:\n    nanos: 7\n    seconds: 1136214245\n"
        "  last_deployed:\n    nanos: 7\n    seconds: 1136214245\n  status:\n    code: 1\nname: a\n"
        "namespace: default\n\n"
    )


def test_a_failure_is_told_on_both_outputs(helm: Any, chart: str) -> None:
    error = PendingReleaseError("another operation is in progress", details=("since noon",), hint="unlock it")
    assert helm("upgrade", "a", chart, service=upgrading(update=error), PILOTHOUSE_HINTS="always") == (
        1,
        "UPGRADE FAILED\nError: another operation is in progress\n",
        "Error: UPGRADE FAILED: another operation is in progress\n  since noon\nhint: unlock it\n",
    )


def test_an_atomic_upgrade_that_fails_is_rolled_back(helm: Any, chart: str) -> None:
    service = upgrading(update=KubeError("timed out"), rollback=make_release())
    words = "--atomic --force --recreate-pods --no-hooks --cleanup-on-fail --timeout 5 --apply-strategy three-way"
    assert helm("upgrade", "a", chart, *words.split(), service=service) == (
        1,
        "UPGRADE FAILED\nError: timed out\nROLLING BACKRollback was a success.\n",
        "Error: UPGRADE FAILED: timed out\n",
    )
    assert request_of(service, "update").wait
    wanted = RollbackRequest("a", 4, False, True, True, True, 5, True, "", True, "three-way")
    assert service.asked[-1] == ("rollback", wanted)


def test_a_rollback_that_fails_is_the_error(helm: Any, chart: str) -> None:
    service = upgrading(update=KubeError("timed out"), rollback=KubeError("no way back"))
    assert helm("upgrade", "a", chart, "--atomic", service=service) == (
        1,
        "UPGRADE FAILED\nError: timed out\nROLLING BACK",
        "Error: no way back\n",
    )


def test_without_an_earlier_revision_nothing_is_rolled_back(helm: Any, chart: str) -> None:
    service = upgrading(history=NOT_FOUND, update=ReleaseNotFoundError('"a" has no deployed releases'))
    assert helm("upgrade", "a", chart, "--atomic", service=service) == (
        1,
        'UPGRADE FAILED\nError: "a" has no deployed releases\n',
        'Error: UPGRADE FAILED: "a" has no deployed releases\n',
    )


def test_a_release_that_does_not_exist_is_installed_on_request(helm: Any, chart: str) -> None:
    service = upgrading(history=NOT_FOUND, install=make_release())
    words = (
        "--install --namespace ns --no-hooks --timeout 9 --wait --description why --set a=1 --render-subchart-notes "
        "--apply-strategy three-way"
    )
    assert helm("upgrade", "a", chart, *words.split(), service=service) == (
        0,
        f'Release "a" does not exist. Installing it now.\nNAME:   a\n{STATUS}',
        "",
    )
    assert request_of(service, "install") == InstallRequest(
        None,
        "a: 1\n",
        "a",
        "ns",
        disable_hooks=True,
        timeout=9,
        wait=True,
        description="why",
        apply_strategy="three-way",
    )


def test_an_atomic_installation_is_purged_when_it_fails(helm: Any, chart: str) -> None:
    service = upgrading(
        history=NOT_FOUND, install=KubeError("release a failed: no"), uninstall=UninstallResult(make_release())
    )
    assert helm("upgrade", "-i", "a", chart, "--atomic", service=service) == (
        1,
        'Release "a" does not exist. Installing it now.\nINSTALL FAILED\nPURGING CHART\n'
        "Error: release a failed: no\nSuccessfully purged a chart!\n",
        "Error: release a failed: no\n",
    )
    assert service.asked[-1] == ("uninstall", UninstallRequest("a", False, True, 300))


def test_another_namespace_is_warned_of(helm: Any, chart: str) -> None:
    assert helm("upgrade", "-i", "a", chart, "--namespace", "other", service=upgrading()) == (
        0,
        "WARNING: Namespace \"other\" doesn't match with previous. Release will be deployed to default\n"
        f'Release "a" has been upgraded.\n{STATUS}',
        "",
    )
    assert helm("upgrade", "a", chart, "--namespace", "other", service=upgrading()).stdout.startswith("Release")


def test_other_errors_of_the_history_are_passed_over(helm: Any, chart: str) -> None:
    service = upgrading(history=StorageError("odd"))
    assert helm("upgrade", "-i", "a", chart, service=service).code == 0


def test_a_cluster_that_does_not_answer_ends_it(helm: Any, chart: str) -> None:
    service = upgrading(history=KubeConnectionError("Get http://x/%20: refused"))
    assert helm("upgrade", "-i", "a", chart, service=service) == (1, "", "Error: Get http://x/%20: refused\n")


def test_requirements_that_cannot_be_applied_fail_the_upgrade(helm: Any, tmp_path: Path) -> None:
    chart = write_chart(
        tmp_path / "main",
        requirements_yaml="dependencies: [{name: sub, version: 1.x, alias: a b}]\n",
        charts__sub__Chart_yaml="apiVersion: v1\nname: sub\nversion: 1.2.0\n",
    )
    assert helm("upgrade", "a", chart, service=upgrading()) == (
        1,
        'UPGRADE FAILED\nError: illegal alias name in "sub"\n',
        'Error: UPGRADE FAILED: illegal alias name in "sub"\n',
    )


def test_missing_subcharts_are_an_error(helm: Any, tmp_path: Path) -> None:
    chart = write_chart(tmp_path / "main", requirements_yaml="dependencies: [{name: sub, version: 1.x}]\n")
    assert helm("upgrade", "a", chart, service=upgrading()) == (
        1,
        "",
        "Error: found in requirements.yaml, but missing in charts/ directory: sub\n",
    )


def test_a_deprecated_chart_is_named(helm: Any, tmp_path: Path) -> None:
    chart = write_chart(tmp_path / "old", Chart_yaml="apiVersion: v1\nname: tiny\nversion: 1.0.0\ndeprecated: true\n")
    assert helm("upgrade", "a", chart, service=upgrading()).stderr == "WARNING: This chart is deprecated\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "This command needs 2 arguments: release name, chart path"),
        (("a",), "This command needs 2 arguments: release name, chart path"),
        (("a", "b", "c"), "This command needs 2 arguments: release name, chart path"),
        (("a", "nosuch"), 'failed to download "nosuch" (hint: running `helm repo update` may help)'),
    ],
)
def test_arguments_are_checked(helm: Any, words: tuple[str, ...], message: str) -> None:
    service = upgrading()
    assert helm("upgrade", *words, service=service) == (1, "", f"Error: {message}\n")
    assert service.asked == []
