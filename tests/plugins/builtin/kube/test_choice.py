"""Which cluster a kubeconfig chooses, and what is said about kubeconfigs that are of no use."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from pilothouse.core.errors import KubeError
from pilothouse.core.model.kube_object import ClusterTarget
from pilothouse.plugins.builtin.kube import in_cluster
from pilothouse.plugins.builtin.kube.choice import SANDBOX_HINT, choose_cluster, default_namespace


def config(**sections: Any) -> dict[str, Any]:
    """A kubeconfig with one cluster, user and context, sections replaced."""
    document: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "c", "cluster": {"server": "https://c:6443"}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u", "namespace": "team"}}],
        "current-context": "x",
    }
    return {**document, **sections}


def with_cluster(**fields: Any) -> dict[str, Any]:
    return config(clusters=[{"name": "c", "cluster": {"server": "https://c:6443", **fields}}])


def with_user(**fields: Any) -> dict[str, Any]:
    return config(users=[{"name": "u", "user": fields}])


def write(path: Path, document: object) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document if isinstance(document, str) else yaml.safe_dump(document))
    return str(path)


def refusal(path: str, context: str = "") -> str:
    """The error for a kubeconfig, without what stands before each."""
    with pytest.raises(KubeError) as raised:
        choose_cluster(ClusterTarget(kubeconfig=path, context=context))
    prefix = f'could not get Kubernetes config for context "{context}": '
    assert raised.value.message.startswith(prefix)
    return raised.value.message.removeprefix(prefix)


def test_the_current_context_says_which_cluster_user_and_namespace(tmp_path: Path) -> None:
    target = ClusterTarget(kubeconfig=write(tmp_path / "k", config()))
    access = choose_cluster(target)
    assert (access.server, access.token, access.cluster_name, access.user_name, access.context_name) == (
        "https://c:6443", "t", "c", "u", "x",
    )  # fmt: skip
    assert default_namespace(target) == "team"


def test_another_context_may_be_named(tmp_path: Path) -> None:
    contexts = [{"name": "x", "context": {}}, {"name": "z", "context": {"cluster": "c"}}]
    access = choose_cluster(ClusterTarget(kubeconfig=write(tmp_path / "k", config(contexts=contexts)), context="z"))
    assert (access.server, access.token) == ("https://c:6443", "")


def test_of_several_files_the_first_that_says_something_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write(tmp_path / "a", {"contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}]})
    second = write(tmp_path / "b", with_user(token="second"))
    third = write(tmp_path / "c", {**with_user(token="third"), "current-context": "other"})
    monkeypatch.setenv("KUBECONFIG", os.pathsep.join([first, str(tmp_path / "missing"), "", second, third]))
    access = choose_cluster(ClusterTarget())
    assert (access.context_name, access.token) == ("x", "second")
    assert default_namespace(ClusterTarget()) == "default"


def test_the_file_in_the_home_folder_is_the_last_resort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(tmp_path / ".kube" / "config", config())
    assert choose_cluster(ClusterTarget()).server == "https://c:6443"


def test_paths_are_relative_to_their_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "deep" / "ca.pem", "authority")
    write(tmp_path / "deep" / "cert.pem", "certificate")
    write(tmp_path / "key.pem", "key")
    document = with_cluster(**{"certificate-authority": "ca.pem"})
    document["users"] = [
        {"name": "u", "user": {"client-certificate": "cert.pem", "client-key": "../key.pem", "tokenFile": "token"}}
    ]
    monkeypatch.setenv("KUBECONFIG", write(tmp_path / "deep" / "k", document))
    access = choose_cluster(ClusterTarget())
    assert (access.authority, access.certificate, access.key) == (b"authority", b"certificate", b"key")
    assert access.token_file == str(tmp_path / "deep" / "token")


def test_the_program_of_a_plugin_is_relative_to_its_file_when_it_is_a_path(tmp_path: Path) -> None:
    def command(text: str) -> str:
        plugin = {"command": text, "apiVersion": "client.authentication.k8s.io/v1"}
        access = choose_cluster(ClusterTarget(kubeconfig=write(tmp_path / "k", with_user(exec=plugin))))
        assert access.exec_plugin is not None
        return str(access.exec_plugin["command"])

    assert command("./login") == f"{tmp_path}/login"
    assert command("login") == "login"
    assert command("/bin/login") == "/bin/login"


def test_data_in_the_file_is_decoded(tmp_path: Path) -> None:
    encoded = base64.b64encode(b"authority").decode()
    document = with_cluster(**{"certificate-authority-data": encoded, "tls-server-name": "name"})
    access = choose_cluster(ClusterTarget(kubeconfig=write(tmp_path / "k", document)))
    assert (access.authority, access.server_name) == (b"authority", "name")


def test_without_a_kubeconfig_the_default_server_is_tried_and_the_sandbox_suggested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    access = choose_cluster(ClusterTarget())
    assert (access.server, access.hint) == ("http://localhost:8080", SANDBOX_HINT)
    assert "--cluster sandbox" in SANDBOX_HINT
    monkeypatch.setenv("KUBERNETES_MASTER", "http://other:1")
    assert choose_cluster(ClusterTarget()).server == "http://other:1"
    assert default_namespace(ClusterTarget()) == "default"


def test_a_context_with_an_unknown_cluster_is_explained(tmp_path: Path) -> None:
    path = write(tmp_path / "k", config(clusters=[]))
    access = choose_cluster(ClusterTarget(kubeconfig=path))
    assert access.hint == f'context "x" has cluster "c", which is not in {path}'
    assert (access.server, access.token) == ("http://localhost:8080", "")


def test_inside_a_pod_its_service_account_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(in_cluster, "_FOLDER", str(tmp_path))
    for name, content in (("token", "t"), ("ca.crt", "authority"), ("namespace", "mine\n")):
        (tmp_path / name).write_text(content)
    assert choose_cluster(ClusterTarget()).server == "http://localhost:8080"
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "fd00::1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    access = choose_cluster(ClusterTarget())
    assert (access.server, access.authority) == ("https://[fd00::1]:443", b"authority")
    assert access.token_file == f"{tmp_path}/token"
    assert default_namespace(ClusterTarget()) == "mine"
    monkeypatch.setenv("POD_NAMESPACE", "pod")
    assert default_namespace(ClusterTarget()) == "pod"
    path = write(tmp_path / "k", config())
    assert choose_cluster(ClusterTarget(kubeconfig=path)).server == "https://c:6443"
    assert default_namespace(ClusterTarget(kubeconfig=path)) == "team"


def test_a_missing_file_that_was_named_is_an_error_for_clusters_and_nothing_for_rendering(tmp_path: Path) -> None:
    path = f"{tmp_path}/nothing"
    assert refusal(path) == f"stat {path}: no such file or directory"
    assert default_namespace(ClusterTarget(kubeconfig=path)) == "default"


def test_unknown_contexts_are_named_with_those_that_there_are(tmp_path: Path) -> None:
    path = write(tmp_path / "k", config())
    with pytest.raises(KubeError) as raised:
        choose_cluster(ClusterTarget(kubeconfig=path, context="nope"))
    assert raised.value.message == ('could not get Kubernetes config for context "nope": context "nope" does not exist')
    assert raised.value.details == (f"contexts in {path}: x",)
    assert refusal(write(tmp_path / "k", config(**{"current-context": "gone"}))) == (
        "invalid configuration: context was not found for specified context: gone"
    )


def test_text_that_is_no_yaml_is_named_with_its_file(tmp_path: Path) -> None:
    path = write(tmp_path / "bad.yaml", "not: [a kubeconfig\n")
    assert refusal(path) == (f"error loading config file \"{path}\": yaml: line 1: did not find expected ',' or ']'")


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "5",
        "kind: Pod",
        "apiVersion: v2",
        "clusters: 5",
        "clusters: [5]",
        "users: [{name: [a], user: {}}]",
        "users: [{name: a, user: 5}]",
        "contexts: {a: b}",
        "current-context: [a]",
        "\x00\xff",
        "&a [*a, *a]",
        "[" * 20_000,
        "a: &a [x]\nb: [*a" + ", *a" * 3_000 + "]",
    ],
)
def test_documents_that_are_no_kubeconfig_are_refused(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "k", text)
    if "b: [" in text:
        assert choose_cluster(ClusterTarget(kubeconfig=path)).server == "http://localhost:8080"
        return
    assert refusal(path).startswith(f'error loading config file "{path}": ')
    assert default_namespace(ClusterTarget(kubeconfig=path)) == "default"


def test_folders_and_files_that_may_not_be_read_are_refused(tmp_path: Path) -> None:
    assert refusal(str(tmp_path)) == f'error loading config file "{tmp_path}": read {tmp_path}: is a directory'


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (with_cluster(server=5), 'server of cluster "c" is no text'),
        (with_cluster(server=""), 'no server found for cluster "c"'),
        (with_cluster(**{"insecure-skip-tls-verify": "yes"}), "neither true nor false"),
        (with_cluster(**{"certificate-authority-data": "!"}), "illegal base64 data at input byte 0"),
        (
            with_cluster(**{"certificate-authority-data": "YQ==", "certificate-authority": "/dev/null"}),
            "certificate-authority-data and certificate-authority are both specified for c. "
            "certificate-authority-data will override.",
        ),
        (
            with_cluster(**{"certificate-authority": "/nothing"}),
            "unable to read certificate-authority /nothing for c due to open /nothing: no such file or directory",
        ),
        (
            with_user(token="t", username="u"),
            "more than one authentication method found for u; found [token basicAuth], only one is allowed",
        ),
        (
            with_user(**{"client-certificate-data": "YQ=="}),
            "client-key-data or client-key must be specified for u to use the clientCert authentication method.",
        ),
        (
            with_user(**{"client-certificate": "/nothing", "client-key": "/no"}),
            "[unable to read client-cert /nothing for u due to open /nothing: no such file or directory, "
            "unable to read client-key /no for u due to open /no: no such file or directory]",
        ),
        (with_user(exec={}), "command must be specified for u to use exec authentication plugin"),
        (with_user(exec=[]), 'exec of user "u" is no mapping'),
        (with_user(exec={"command": ["x"]}), 'command of exec of user "u" is no text'),
        (with_user(exec={"command": "x", "args": "y"}), 'args of exec of user "u" is no list of texts'),
        (
            with_user(exec={"command": "x", "apiVersion": "v1", "env": [{"value": "z"}]}),
            "env variable name must be specified for u to use exec authentication plugin",
        ),
        (with_user(exec={"command": "x", "apiVersion": "v1", "env": {"a": "b"}}), "is no list of mappings"),
        (
            with_user(exec={"command": "x", "apiVersion": "v1"}, **{"auth-provider": {"name": "gcp"}}),
            "authProvider cannot be provided in combination with an exec plugin for u",
        ),
        (with_user(**{"as-groups": ["a"]}), "requesting groups or user-extra for u without impersonating a user"),
        (with_user(**{"as": "x", "as-groups": "a"}), 'as-groups of user "u" is no list of texts'),
        (with_user(**{"as": "x", "as-user-extra": {"k": "v"}}), 'as-user-extra of user "u" is no list of texts'),
    ],
)
def test_entries_that_cannot_be_used_are_refused(tmp_path: Path, document: dict[str, Any], reason: str) -> None:
    path = write(tmp_path / "k", document)
    message = refusal(path)
    assert message.startswith("invalid configuration: ")
    assert reason in message
    assert default_namespace(ClusterTarget(kubeconfig=path)) == "default"


def test_an_authority_and_no_verification_at_once_are_refused(tmp_path: Path) -> None:
    document = with_cluster(**{"certificate-authority-data": "YQ==", "insecure-skip-tls-verify": True})
    with pytest.raises(KubeError) as raised:
        choose_cluster(ClusterTarget(kubeconfig=write(tmp_path / "k", document)))
    assert raised.value.message == (
        "could not get Kubernetes client: specifying a root certificates file with the insecure flag is not allowed"
    )


def test_no_secret_is_in_an_error(tmp_path: Path) -> None:
    secret = "aGVsbG8gc2VjcmV0!"
    for document in (
        with_user(token=["s3cret", secret]),
        with_user(**{"client-key-data": secret, "client-certificate-data": "YQ=="}),
        with_user(token="s3cret", password="s3cret"),
    ):
        message = refusal(write(tmp_path / "k", document))
        assert "s3cret" not in message
        assert secret not in message
