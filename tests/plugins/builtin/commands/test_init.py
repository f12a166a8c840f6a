from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from pilothouse.core.model.kube_object import ClusterTarget, KubeObject
from pilothouse.core.protocols import KubeClient
from pilothouse.core.testkit import Outcome, make_kernel, run

INSTALLED = "\nTiller (the Helm server-side component) has been installed into your Kubernetes Cluster.\n"
INSECURE = """
Please note: by default, Tiller is deployed with an insecure 'allow unauthenticated users' policy.
To prevent this, run `helm init` with the --tiller-tls-verify flag.
For more information on securing your installation see: https://v2.helm.sh/docs/securing_installation/
"""
ALREADY = """\
Warning: Tiller is already installed in the cluster.
(Use --client-only to suppress this message, or --upgrade to upgrade Tiller to the current version.)
"""
NEEDS_NONE = "Pilothouse needs no Tiller: `init --client-only` sets up all that it needs"


class Home:
    """Runs `init` and others with a home of its own, on the embedded cluster."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "home"
        self.environment = {"HOME": str(folder), "HELM_HOME": str(self.path), "PILOTHOUSE_CLUSTER": "sandbox"}

    def run(self, *words: str, **variables: str) -> Outcome:
        return run(words, environment={**self.environment, "PILOTHOUSE_HINTS": "never", **variables}, program="helm")

    def init(self, *words: str, **variables: str) -> Outcome:
        """Run `init` without repositories; what it says about the home is cut away."""
        outcome = self.run("init", "--skip-repos", *words, **variables)
        _, configured, rest = outcome.stdout.partition(f"$HELM_HOME has been configured at {self.path}.\n")
        assert configured, outcome
        return outcome._replace(stdout=rest)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_the_machine_alone_is_set_up_without_a_cluster(home: Home) -> None:
    outcome = home.run("init", "--client-only", "--skip-refresh", PILOTHOUSE_CLUSTER="none")
    folders = ["", "/repository", "/repository/cache", "/repository/local", "/plugins", "/starters", "/cache/archive"]
    lines = [f"Creating {home.path}{folder} " for folder in folders]
    assert outcome.code == 0, outcome.stderr
    assert outcome.stdout.splitlines() == [
        *lines,
        f"Creating {home.path}/repository/repositories.yaml ",
        "Adding stable repo with URL: https://charts.helm.sh/stable ",
        "Adding local repo with URL: http://127.0.0.1:8879/charts ",
        f"$HELM_HOME has been configured at {home.path}.",
        "Not installing Tiller due to 'client-only' flag having been set",
    ]
    assert home.run("init", "-c", "--skip-refresh").stdout.splitlines() == [
        f"$HELM_HOME has been configured at {home.path}.",
        "Not installing Tiller due to 'client-only' flag having been set",
    ]


def test_the_former_address_of_the_stable_repository_can_be_had(home: Home) -> None:
    outcome = home.run("init", "-c", "--skip-refresh", "--use-deprecated-stable-repository", "--stable-repo-url", "x:y")
    assert "Adding stable repo with URL: https://kubernetes-charts.storage.googleapis.com \n" in outcome.stdout


def test_a_home_that_cannot_be_set_up_is_an_error(home: Home) -> None:
    home.path.write_text("in the way")
    assert home.run("init", "-c") == (1, "", f"Error: error initializing: {home.path} must be a directory\n")


def test_the_objects_can_be_printed_and_nothing_else_is_done(home: Home) -> None:
    outcome = home.run("init", "--output", "yaml", "--tiller-namespace", "ops")
    assert outcome.code == 0, outcome.stderr
    assert outcome.stdout.startswith(
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  creationTimestamp: null\n"
    )
    assert outcome.stdout.endswith("status:\n  loadBalancer: {}\n\n...\n")
    from_yaml = list(yaml.safe_load_all(outcome.stdout))
    printed = home.run("init", "-o", "json", "--tiller-namespace", "ops").stdout
    decoder, at, from_json = json.JSONDecoder(), 0, []
    while at < len(printed):
        document, at = decoder.raw_decode(printed, at)
        at += 1
        from_json.append(document)
    assert from_json == from_yaml
    assert [document["metadata"]["namespace"] for document in from_json] == ["ops", "ops"]
    assert printed.startswith('{\n    "apiVersion": "apps/v1",\n')
    assert not home.path.exists()


@pytest.mark.parametrize("word", ["xml", "YAML", ""])
def test_an_output_format_that_there_is_not_is_refused_before_all_else(home: Home, word: str) -> None:
    message = f'invalid argument "{word}" for "-o, --output" flag: unknown output format "{word}"'
    assert home.run("init", "surplus", "-o", word) == (1, "", f"Error: {message}\n")


def test_arguments_are_refused(home: Home) -> None:
    assert home.run("init", "surplus") == (1, "", "Error: This command does not accept arguments\n")


def test_a_dry_run_changes_nothing_and_shows_the_objects_with_debug(home: Home) -> None:
    assert home.run("init", "--dry-run") == (0, "", "")
    assert home.run("init", "--dry-run", "--debug").stdout == home.run("init", "-o", "yaml").stdout
    assert not home.path.exists()


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("--tiller-tls", "key"),
        ("--tiller-tls --tiller-tls-key none --tiller-tls-cert c", "key"),
        ("--tiller-tls --tiller-tls-key k", "certificate"),
        ("--tiller-tls-verify --tiller-tls-key k --tiller-tls-cert c", "CA"),
    ],
)
def test_files_for_tls_have_to_be_there(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, missing: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "k").write_text("k")
    (tmp_path / "c").write_text("c")
    assert home.run("init", *words.split()) == (1, "", f"Error: missing required TLS {missing} file\n")
    assert not home.path.exists()


def test_a_tiller_is_installed_once(home: Home) -> None:
    assert home.init() == (0, INSTALLED + INSECURE, "")
    assert home.init() == (0, ALREADY, "")
    outcome = home.init("--debug")
    assert outcome.stdout == (
        '[debug] The error received while trying to init: deployments.apps "tiller-deploy" already exists\n' + ALREADY
    )


def test_who_reads_along_is_told_that_no_tiller_is_needed(home: Home) -> None:
    assert home.init(PILOTHOUSE_HINTS="always").stderr == f"hint: {NEEDS_NONE}\n"


def test_the_objects_of_a_tiller_are_in_the_cluster(home: Home, tmp_path: Path) -> None:
    for name in ("k", "c", "a"):
        (tmp_path / name).write_text(name)
    words = [
        "--tiller-tls-key",
        f"{tmp_path}/k",
        "--tiller-tls-cert",
        f"{tmp_path}/c",
        "--tls-ca-cert",
        f"{tmp_path}/a",
    ]
    outcome = home.init("--tiller-tls-verify", *words, "--service-account", "tiller", "--override", "spec.replicas=2")
    assert outcome == (0, INSTALLED, "")
    found = {kind: get(home, kind) for kind in OBJECTS}
    assert found["Secret"]["data"] == {"ca.crt": "YQ==", "tls.crt": "Yw==", "tls.key": "aw=="}
    assert found["Service"]["spec"]["ports"][0]["port"] == 44134
    assert found["Deployment"]["spec"]["replicas"] == 2
    assert found["Deployment"]["spec"]["template"]["spec"]["serviceAccountName"] == "tiller"


OBJECTS = {"Deployment": "tiller-deploy", "Service": "tiller-deploy", "Secret": "tiller-secret"}
VERSIONS = {"Deployment": "apps/v1", "Service": "v1", "Secret": "v1"}


def connect(home: Home) -> KubeClient:
    """The embedded cluster."""
    kube: KubeClient = make_kernel(environment=home.environment).first(
        "helm_connect_kube", target=ClusterTarget("sandbox")
    )
    return kube


def get(home: Home, kind: str) -> Any:
    """An object of the Tiller in the embedded cluster."""
    kube = connect(home)
    return kube.get(target(kube, kind))


def target(kube: KubeClient, kind: str) -> KubeObject:
    return KubeObject(kube.resource(VERSIONS[kind], kind), "kube-system", OBJECTS[kind])


def test_an_upgrade_changes_image_and_account(home: Home) -> None:
    home.init("--tiller-image", "ghcr.io/helm/tiller:v2.16.0", "--service-account", "old")
    outcome = home.init("--upgrade", "--service-account", "new", "--wait", "--tiller-connection-timeout", "20")
    assert outcome == (
        0,
        "\nTiller (the Helm server-side component) has been updated to ghcr.io/helm/tiller:v2.17.0 .\n",
        "",
    )
    spec = get(home, "Deployment")["spec"]["template"]["spec"]
    assert spec["containers"][0]["image"] == "ghcr.io/helm/tiller:v2.17.0"
    assert spec["serviceAccountName"] == "new"


@pytest.mark.parametrize(
    ("image", "goes"),
    [("r:v9.9.9", False), ("r:2.17.1", False), ("r:canary", True), ("untagged", True), ("r:v2.17.0", True)],
)
def test_a_newer_tiller_is_kept_unless_forced(home: Home, image: str, goes: bool) -> None:
    home.init("--tiller-image", image)
    outcome = home.init("--upgrade")
    message = (
        f"error when upgrading: current Tiller version {image} is newer than client version "
        "ghcr.io/helm/tiller:v2.17.0, use --force-upgrade to downgrade"
    )
    assert (outcome.code, outcome.stderr) == ((0, "") if goes else (1, f"Error: {message}\n"))
    assert home.init("--upgrade", "--force-upgrade").code == 0


def test_an_upgrade_makes_a_missing_service(home: Home) -> None:
    home.init()
    kube = connect(home)
    kube.delete(target(kube, "Service"))
    assert home.init("--upgrade").code == 0
    assert get(home, "Service")["spec"]["type"] == "ClusterIP"


def test_waiting_ends_when_a_pod_of_the_image_is_ready(home: Home) -> None:
    assert home.init("--wait", "--tiller-connection-timeout", "20") == (0, INSTALLED + INSECURE, "")


def test_waiting_ends_with_the_time(home: Home) -> None:
    home.init()
    outcome = home.init(
        "--wait", "--tiller-connection-timeout", "0", "--tiller-image", "other", PILOTHOUSE_HINTS="always"
    )
    assert (outcome.code, outcome.stdout) == (1, ALREADY)
    assert outcome.stderr.startswith("Error: tiller was not found. polling deadline exceeded\n")


def test_a_cluster_that_cannot_be_reached_is_an_error_that_says_that_none_is_needed(home: Home) -> None:
    outcome = home.init(PILOTHOUSE_CLUSTER="", PILOTHOUSE_HINTS="always")
    assert outcome.code == 1
    lines = outcome.stderr.splitlines()
    assert lines[0].startswith("Error: error installing: Post ")
    assert lines[1] == f"  {NEEDS_NONE}"


def test_a_context_that_there_is_not_is_an_error(home: Home) -> None:
    outcome = home.init("--kube-context", "nope", PILOTHOUSE_CLUSTER="")
    assert outcome == (
        1,
        "",
        'Error: could not get kubernetes client: could not get Kubernetes config for context "nope": '
        'context "nope" does not exist\n',
    )
