from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from pilothouse.core import testkit
from pilothouse.core.errors import ChartError
from pilothouse.plugins.builtin.scaffold.scaffold import create_scaffold

FILES = {
    ".helmignore",
    "Chart.yaml",
    "templates/NOTES.txt",
    "templates/_helpers.tpl",
    "templates/deployment.yaml",
    "templates/ingress.yaml",
    "templates/service.yaml",
    "templates/serviceaccount.yaml",
    "templates/tests/test-connection.yaml",
    "values.yaml",
}


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def rendered(chart: Path, *words: str) -> dict[str, Any]:
    """What a chart renders, by the name of the file."""
    outcome = testkit.run(["template", str(chart), *words])
    assert outcome.code == 0, outcome.stderr
    found = {}
    for part in outcome.stdout.split("---\n# Source: ")[1:]:
        path, _, text = part.partition("\n")
        found[path.rpartition("/")[2]] = yaml.safe_load(text)
    return found


@pytest.fixture
def web(tmp_path: Path) -> Path:
    create_scaffold(str(tmp_path / "web"))
    return tmp_path / "web"


def labels(name: str = "web", release: str = "release-name") -> dict[str, str]:
    return {
        "app.kubernetes.io/name": name,
        "helm.sh/chart": "web-0.1.0",
        "app.kubernetes.io/instance": release,
        "app.kubernetes.io/version": "1.0",
        "app.kubernetes.io/managed-by": "Tiller",
    }


def test_a_new_chart_has_helms_files_and_folders(web: Path) -> None:
    assert files_below(web) == FILES
    assert (web / "charts").is_dir()
    assert (web / "Chart.yaml").read_text() == (
        'apiVersion: v1\nappVersion: "1.0"\ndescription: A Helm chart for Kubernetes\nname: web\nversion: 0.1.0\n'
    )


def test_values_have_helms_keys_and_defaults(web: Path) -> None:
    assert yaml.safe_load((web / "values.yaml").read_text()) == {
        "replicaCount": 1,
        "image": {"repository": "nginx", "tag": "stable", "pullPolicy": "IfNotPresent"},
        "imagePullSecrets": [],
        "nameOverride": "",
        "fullnameOverride": "",
        "serviceAccount": {"create": True, "name": ""},
        "podSecurityContext": {},
        "securityContext": {},
        "service": {"type": "ClusterIP", "port": 80},
        "ingress": {
            "enabled": False,
            "annotations": {},
            "hosts": [{"host": "chart-example.local", "paths": []}],
            "tls": [],
        },
        "resources": {},
        "nodeSelector": {},
        "tolerations": [],
        "affinity": {},
    }


def test_the_ignore_file_has_helms_patterns(web: Path) -> None:
    lines = (web / ".helmignore").read_text().splitlines()
    assert sorted(line for line in lines if line and line[0] != "#") == sorted(
        ".DS_Store .git/ .gitignore .bzr/ .bzrignore .hg/ .hgignore .svn/ *.swp *.bak *.tmp *~ .project .idea/ "
        "*.tmproj .vscode/".split()
    )


def test_defaults_render_helms_objects(web: Path) -> None:
    selector = {"app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "release-name"}
    probe = {"httpGet": {"path": "/", "port": "http"}}
    metadata = {"name": "release-name-web", "labels": labels()}
    assert rendered(web) == {
        "serviceaccount.yaml": {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata},
        "service.yaml": {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata,
            "spec": {
                "type": "ClusterIP",
                "ports": [{"port": 80, "targetPort": "http", "protocol": "TCP", "name": "http"}],
                "selector": selector,
            },
        },
        "test-connection.yaml": {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": "release-name-web-test-connection",
                "labels": labels(),
                "annotations": {"helm.sh/hook": "test-success"},
            },
            "spec": {
                "containers": [
                    {"name": "wget", "image": "busybox", "command": ["wget"], "args": ["release-name-web:80"]}
                ],
                "restartPolicy": "Never",
            },
        },
        "deployment.yaml": {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata,
            "spec": {
                "replicas": 1,
                "selector": {"matchLabels": selector},
                "template": {
                    "metadata": {"labels": selector},
                    "spec": {
                        "serviceAccountName": "release-name-web",
                        "securityContext": {},
                        "containers": [
                            {
                                "name": "web",
                                "securityContext": {},
                                "image": "nginx:stable",
                                "imagePullPolicy": "IfNotPresent",
                                "ports": [{"name": "http", "containerPort": 80, "protocol": "TCP"}],
                                "livenessProbe": probe,
                                "readinessProbe": probe,
                                "resources": {},
                            }
                        ],
                    },
                },
            },
        },
        "ingress.yaml": None,
    }


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("", "release-name-web"),
        ("--name web", "web"),
        ("--name my-web-1", "my-web-1"),
        ("--set nameOverride=shop", "release-name-shop"),
        ("--set nameOverride=release", "release-name"),
        ("--set fullnameOverride=whole", "whole"),
        (f"--set fullnameOverride={'x' * 62}-y", "x" * 62),
        (f"--name {'n' * 53} --set nameOverride={'m' * 70}", "n" * 53 + "-" + "m" * 9),
    ],
)
def test_names_are_made_as_helm_makes_them(web: Path, words: str, name: str) -> None:
    objects = rendered(web, *words.split())
    assert objects["service.yaml"]["metadata"]["name"] == name
    assert objects["test-connection.yaml"]["spec"]["containers"][0]["args"] == [f"{name}:80"]


@pytest.mark.parametrize(
    ("words", "account", "is_made"),
    [
        ("", "release-name-web", True),
        ("--set serviceAccount.name=sa", "sa", True),
        ("--set serviceAccount.create=false", "default", False),
        ("--set serviceAccount.create=false,serviceAccount.name=sa", "sa", False),
    ],
)
def test_pods_run_under_the_account_of_the_values(web: Path, words: str, account: str, is_made: bool) -> None:
    objects = rendered(web, *words.split())
    assert objects["deployment.yaml"]["spec"]["template"]["spec"]["serviceAccountName"] == account
    assert (objects["serviceaccount.yaml"] is not None) is is_made


def test_settings_of_pods_are_taken_over(web: Path) -> None:
    pod = rendered(
        web,
        "--set",
        "imagePullSecrets[0].name=pull,podSecurityContext.fsGroup=2,securityContext.runAsUser=1,resources.limits.cpu=1,"
        "nodeSelector.a=b,tolerations[0].key=k,affinity.nodeAffinity.x=y,image.repository=r/x:1,image.pullPolicy=Always",
        "--set-string",
        "image.tag=1.10",
    )["deployment.yaml"]["spec"]["template"]["spec"]
    container = pod.pop("containers")[0]
    assert pod == {
        "imagePullSecrets": [{"name": "pull"}],
        "serviceAccountName": "release-name-web",
        "securityContext": {"fsGroup": 2},
        "nodeSelector": {"a": "b"},
        "affinity": {"nodeAffinity": {"x": "y"}},
        "tolerations": [{"key": "k"}],
    }
    assert container["image"] == "r/x:1:1.10"
    assert container["imagePullPolicy"] == "Always"
    assert container["securityContext"] == {"runAsUser": 1}
    assert container["resources"] == {"limits": {"cpu": 1}}


@pytest.mark.parametrize(
    ("version", "group"), [("1.13", "extensions"), ("1.14", "networking.k8s.io"), ("1.20", "networking.k8s.io")]
)
def test_an_ingress_leads_hosts_and_paths_to_the_service(web: Path, version: str, group: str) -> None:
    values = (
        "ingress.enabled=true,ingress.annotations.a=b,ingress.hosts[0].host=h,ingress.hosts[0].paths={/a,/b},"
        "ingress.tls[0].secretName=s,ingress.tls[0].hosts={h},service.port=8080"
    )
    backend = {"serviceName": "release-name-web", "servicePort": 8080}
    assert rendered(web, "--set", values, "--kube-version", version)["ingress.yaml"] == {
        "apiVersion": f"{group}/v1beta1",
        "kind": "Ingress",
        "metadata": {"name": "release-name-web", "labels": labels(), "annotations": {"a": "b"}},
        "spec": {
            "tls": [{"hosts": ["h"], "secretName": "s"}],
            "rules": [
                {
                    "host": "h",
                    "http": {"paths": [{"path": "/a", "backend": backend}, {"path": "/b", "backend": backend}]},
                }
            ],
        },
    }


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("service.type=NodePort", "get service release-name-web"),
        ("service.type=LoadBalancer,service.port=81", "http://$address:81"),
        ("service.type=ClusterIP", "kubectl --namespace default port-forward service/release-name-web 8080:80"),
        ("ingress.enabled=true,ingress.hosts[0].host=h,ingress.hosts[0].paths={/a}", "  http://h/a\n"),
        (
            "ingress.enabled=true,ingress.hosts[0].host=h,ingress.hosts[0].paths={/a},ingress.tls[0].secretName=s",
            "  https://h/a\n",
        ),
    ],
)
def test_notes_say_where_the_application_answers(web: Path, values: str, expected: str) -> None:
    outcome = testkit.run(["template", str(web), "--notes", "-x", "templates/NOTES.txt", "--set", values])
    assert outcome.code == 0, outcome.stderr
    assert expected in outcome.stdout


@pytest.mark.parametrize(
    "name", ["My_Chart.2", "with space", "ümlaut", "-x", 'quo"te', "back\\slash", "new\nline", "{{x}}"]
)
def test_any_name_makes_a_chart_that_renders(tmp_path: Path, name: str) -> None:
    create_scaffold(str(tmp_path / name))
    assert yaml.safe_load((tmp_path / name / "Chart.yaml").read_text())["name"] == name
    chart = tmp_path / "chart"
    (tmp_path / name).rename(chart)
    (chart / "Chart.yaml").write_text("apiVersion: v1\nname: chart\nversion: 0.1.0\n")
    assert testkit.run(["template", str(chart)]).code == 0


def test_what_is_there_already_is_kept(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "templates").mkdir(parents=True)
    kept = {"Chart.yaml": "name: mine\n", "values.yaml": "keep: me\n", "templates/deployment.yaml": "", "extra": "x"}
    for name, text in kept.items():
        (mine / name).write_text(text)
    (mine / ".helmignore").symlink_to(tmp_path / "nowhere")
    create_scaffold(str(mine))
    assert files_below(mine) == (FILES - {".helmignore"}) | {"extra"}
    assert {name: (mine / name).read_text() for name in kept} == kept
    assert os.readlink(mine / ".helmignore") == str(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("file", "file {0}/file already exists and is not a directory"),
        ("file/x", "no such directory {0}/file"),
        ("a/b/c", "stat {0}/a/b: no such file or directory"),
        ("./dot/", "stat {0}/dot: no such file or directory"),
    ],
)
def test_a_chart_needs_a_folder_to_go_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ChartError) as caught:
        create_scaffold(path)
    assert caught.value.message == message.format(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["file"]


@pytest.mark.parametrize("path", ["", "."])
def test_the_folder_itself_becomes_a_chart_called_dot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(tmp_path)
    create_scaffold(path)
    assert files_below(tmp_path) == FILES
    assert yaml.safe_load((tmp_path / "Chart.yaml").read_text())["name"] == "."


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "templates").write_text("in the way")
    with pytest.raises(ChartError, match="^mkdir .*/web/templates: "):
        create_scaffold(str(tmp_path / "web"))
