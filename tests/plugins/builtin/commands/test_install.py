from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from chart_folders import write_chart
from fake_release_service import MANIFEST, FakeReleaseService, make_release, make_status
from pilothouse.core.errors import KubeTimeoutError, ReleaseError
from pilothouse.core.model.release import Release, ReleaseInfo
from pilothouse.core.model.release_requests import InstallRequest, UninstallRequest, UninstallResult

STATUS = "LAST DEPLOYED: Mon Jan  2 15:04:05 2006\nNAMESPACE: default\nSTATUS: DEPLOYED\n\n"
DOCUMENT = (
    '{"name":"a","info":{"status":{"code":1},"first_deployed":{"seconds":1136214245,"nanos":7},'
    '"last_deployed":{"seconds":1136214245,"nanos":7},"Description":"Install complete"},"namespace":"default"}\n'
)
MISSING = "Error: found in requirements.yaml, but missing in charts/ directory: sub\n"


def installing(**answers: Any) -> FakeReleaseService:
    def install(request: InstallRequest) -> Release:
        return make_release(request.name or "generated", hooks=[], values_text=request.values_text)

    return FakeReleaseService(**{"install": install, "status": lambda name, revision: make_status(name), **answers})


def dry_run(description: str = "Dry run complete") -> FakeReleaseService:
    info = ReleaseInfo("PENDING_INSTALL", last_deployed=make_release().info.last_deployed, description=description)
    return installing(install=make_release("a", info=info, hooks=[], values_text="{}\n"))


@pytest.fixture
def chart(tmp_path: Path) -> str:
    return write_chart(tmp_path / "tiny")


def asked(service: FakeReleaseService) -> InstallRequest:
    """The request for the installation, without its chart."""
    name, request = service.asked[0]
    assert name == "install"
    found: InstallRequest = request.replace(chart=None)
    return found


def test_an_installation_prints_name_and_status(helm: Any, chart: str) -> None:
    service = installing()
    assert helm("install", chart, "--name", "a", service=service) == (0, f"NAME:   a\n{STATUS}", "")
    assert asked(service) == InstallRequest(None, "{}\n", "a", "default")
    sent = service.asked[0][1].chart
    assert (sent.name, [file.name for file in sent.templates]) == ("tiny", ["templates/cm.yaml"])
    assert service.asked[1:] == [("status", "a", 0)]


def test_the_service_makes_a_name_up_where_there_is_none(helm: Any, chart: str) -> None:
    service = installing()
    assert helm("install", chart, service=service) == (0, f"NAME:   generated\n{STATUS}", "")
    assert asked(service).name == ""


def test_the_state_is_printed_as_a_document(helm: Any, chart: str) -> None:
    assert helm("install", chart, "-n", "a", "-o", "json", service=installing()) == (0, DOCUMENT, "")
    assert helm("install", chart, "-n", "a", "-o", "x", service=installing()) == (
        1,
        "",
        "Error: unsupported format x\n",
    )


def test_flags_say_how_it_is_done(helm: Any, chart: str) -> None:
    service = installing()
    words = (
        "--name x --namespace ns --dry-run --no-hooks --no-crd-hook --replace --timeout 9 --wait --description why "
        "--render-subchart-notes --apply-strategy server-side --set a.b=1,c=1000000 --set-string d=2"
    )
    assert helm("install", chart, *words.split(), service=service).code == 0
    assert asked(service) == InstallRequest(
        None,
        'a:\n  b: 1\nc: 1000000\nd: "2"\n',
        "x",
        "ns",
        dry_run=True,
        disable_hooks=True,
        disable_crd_hook=True,
        reuse_name=True,
        timeout=9,
        wait=True,
        description="why",
        sub_notes=True,
        apply_strategy="server-side",
    )


def test_large_integers_are_sent_as_they_are_written(helm: Any, chart: str) -> None:
    service = installing()
    assert helm("install", chart, "--set", "big=9007199254740993", service=service).code == 0
    assert asked(service).values_text == "big: 9007199254740993\n"


def test_the_strategy_may_be_a_setting(helm: Any, chart: str) -> None:
    service = installing()
    assert helm("install", chart, service=service, PILOTHOUSE_APPLY_STRATEGY="three-way").code == 0
    assert asked(service).apply_strategy == "three-way"


def test_a_name_template_makes_the_name(helm: Any, chart: str) -> None:
    service = installing()
    assert helm("install", chart, "--name-template", '{{ upper "x" | lower }}y', service=service) == (
        0,
        f"FINAL NAME: xy\nNAME:   xy\n{STATUS}",
        "",
    )


def test_a_name_has_to_be_a_dns_name(helm: Any, chart: str) -> None:
    outcome = helm("install", chart, "--name", "Upper")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("Error: release name Upper is invalid: a DNS-1123 subdomain must consist of")


def test_the_namespace_of_the_context_is_the_default(helm: Any, chart: str, tmp_path: Path) -> None:
    (tmp_path / "config").write_text(
        "current-context: c\ncontexts:\n- name: c\n  context: {cluster: x, namespace: team}\nclusters: []\n"
    )
    service = installing()
    assert helm("install", chart, "--kubeconfig", str(tmp_path / "config"), service=service).code == 0
    assert asked(service).namespace == "team"


def test_a_dry_run_prints_the_name_alone(helm: Any, chart: str) -> None:
    service = dry_run()
    assert helm("install", chart, "--name", "a", "--dry-run", service=service) == (0, "NAME:   a\n", "")
    assert len(service.asked) == 1


def test_what_a_dry_run_shows_of_manifests_that_cannot_be_read_has_no_secrets_either(helm: Any, chart: str) -> None:
    error = ReleaseError("YAML parse error on b.yaml\n\n---\n# Source: a.yaml\nkind: Secret\ndata: {a: eA==}\n")
    result = helm("install", chart, "--dry-run", "--hide-secrets", service=installing(install=error))
    assert result.stderr == (
        "Error: YAML parse error on b.yaml\n\n---\n# Source: a.yaml\ndata:\n  a: (hidden)\nkind: Secret\n\n"
    )


def test_a_dry_run_with_another_description_warns(helm: Any, chart: str) -> None:
    assert helm("install", chart, "--dry-run", service=dry_run("validated")).stdout == (
        "NAME:   a\nWARNING: validated\n"
    )


def test_debug_shows_the_whole_release(helm: Any, chart: str) -> None:
    assert helm("install", chart, "--dry-run", "--debug", "--devel", service=dry_run()).stdout == (
        '[debug] SERVER: "in this process"\n\n[debug] Original chart version: ""\n[debug] setting version to >0.0.0-0\n'
        f"[debug] CHART PATH: {chart}\n\nNAME:   a\nREVISION: 1\nRELEASED: Mon Jan  2 15:04:05 2006\n"
        "CHART: tiny-0.1.0\nUSER-SUPPLIED VALUES:\n{}\n\nCOMPUTED VALUES:\nmessage: hello\n\nHOOKS:\n"
        f"MANIFEST:\n{MANIFEST}\n"
    )


def test_debug_hides_secrets_on_request(helm: Any, chart: str) -> None:
    service = installing(install=make_release(manifest="kind: Secret\ndata: {a: c2VjcmV0}\n"))
    outcome = helm("install", chart, "--debug", "--hide-secrets", service=service)
    assert "c2VjcmV0" not in outcome.stdout
    assert "MANIFEST:\ndata:\n  a: (hidden)\nkind: Secret\n" in outcome.stdout


def test_a_failure_is_an_error(helm: Any, chart: str) -> None:
    service = installing(install=ReleaseError("a release named a already exists.\nRun: x", hint="another name"))
    assert helm("install", chart, "--name", "a", service=service, PILOTHOUSE_HINTS="always") == (
        1,
        "",
        "Error: a release named a already exists.\nRun: x\nhint: another name\n",
    )


def test_an_atomic_installation_that_fails_is_purged(helm: Any, chart: str) -> None:
    service = installing(
        install=KubeTimeoutError("release a failed: timed out"), uninstall=UninstallResult(make_release(), "kept")
    )
    words = ("--name", "a", "--atomic", "--no-hooks", "--timeout", "5")
    assert helm("install", chart, *words, service=service) == (
        1,
        "INSTALL FAILED\nPURGING CHART\nError: release a failed: timed out\nkept\nSuccessfully purged a chart!\n",
        "Error: release a failed: timed out\n",
    )
    assert asked(service).wait
    assert service.asked[1:] == [("uninstall", UninstallRequest("a", True, True, 5))]


def test_a_purge_that_fails_is_the_error(helm: Any, chart: str) -> None:
    service = installing(install=ReleaseError("no"), uninstall=ReleaseError("no release provided"))
    assert helm("install", chart, "--atomic", service=service) == (
        1,
        "INSTALL FAILED\nPURGING CHART\nError: no\n",
        "Error: no release provided\n",
    )


def test_a_deprecated_chart_is_named(helm: Any, tmp_path: Path) -> None:
    chart = write_chart(tmp_path / "old", Chart_yaml="apiVersion: v1\nname: tiny\nversion: 1.0.0\ndeprecated: true\n")
    assert helm("install", chart, "--name", "a", service=installing()) == (
        0,
        f"NAME:   a\n{STATUS}",
        "WARNING: This chart is deprecated\n",
    )


def test_missing_subcharts_are_an_error(helm: Any, tmp_path: Path) -> None:
    chart = write_chart(tmp_path / "main", requirements_yaml="dependencies: [{name: sub, version: 1.x}]\n")
    service = installing()
    assert helm("install", chart, "--name", "a", service=service) == (1, "", MISSING)
    assert service.asked == []


def test_missing_subcharts_are_fetched_on_request(helm: Any, tmp_path: Path) -> None:
    write_chart(tmp_path / "sub", Chart_yaml="apiVersion: v1\nname: sub\nversion: 1.2.0\n")
    requirements = "dependencies: [{name: sub, version: 1.x, repository: 'file://../sub', alias: other}]\n"
    chart = write_chart(tmp_path / "main", requirements_yaml=requirements)
    home = tmp_path / ".helm" / "repository"
    home.mkdir(parents=True)
    (home / "repositories.yaml").write_text("apiVersion: v1\nrepositories: []\n")
    service = installing()
    assert helm("install", chart, "--name", "a", "--dep-up", service=service) == (
        0,
        f"Saving 1 charts\nDeleting outdated charts\nNAME:   a\n{STATUS}",
        "",
    )
    assert [subchart.name for subchart in service.asked[0][1].chart.dependencies] == ["other"]
    assert (tmp_path / "main" / "charts" / "sub-1.2.0.tgz").is_file()


def test_disabled_subcharts_are_not_sent(helm: Any, tmp_path: Path) -> None:
    chart = write_chart(
        tmp_path / "main",
        requirements_yaml="dependencies: [{name: sub, version: 1.x, condition: sub.on}]\n",
        charts__sub__Chart_yaml="apiVersion: v1\nname: sub\nversion: 1.2.0\n",
    )
    service = installing()
    assert helm("install", chart, "--set", "sub.on=false", service=service).code == 0
    assert service.asked[0][1].chart.dependencies == []


def test_a_chart_in_the_home_of_repositories_is_found(helm: Any, tmp_path: Path) -> None:
    write_chart(tmp_path / ".helm" / "repository" / "local-chart")
    assert helm("install", "local-chart", "--name", "a", service=installing()).code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "This command needs 1 argument: chart name"),
        (("a", "b"), "This command needs 1 argument: chart name"),
        (("nosuch/chart",), 'failed to download "nosuch/chart" (hint: running `helm repo update` may help)'),
        (("./nosuch",), 'path "./nosuch" not found'),
        (("CHART", "--set", "a"), 'failed parsing --set data: key "a" has no value'),
        (("CHART", "--verify"), "cannot verify a directory"),
    ],
)
def test_what_cannot_be_used_is_an_error(helm: Any, chart: str, words: tuple[str, ...], message: str) -> None:
    service = installing()
    given = [chart if word == "CHART" else word for word in words]
    assert helm("install", *given, service=service) == (1, "", f"Error: {message}\n")
    assert service.asked == []
