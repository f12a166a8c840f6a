"""Charts in a real registry: stored, listed, fetched, installed, required."""

from __future__ import annotations

import hashlib
import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from stand_ins.chart_repository import chart_archive
from stand_ins.http_server import Authority
from stand_ins.registry import PASSWORD, USER, RegistryServer

if TYPE_CHECKING:
    from conftest import MakeArchive, Run

CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data: {from: {{ .Chart.Version }}}
"""


def push(run: Run, address: str, *paths: Path) -> None:
    for path in paths:
        outcome = run("oci", "push", path, address)
        assert outcome.code == 0, outcome


def test_what_is_pushed_is_what_helm_3_pushes(run: Run, registry: RegistryServer, archive: MakeArchive) -> None:
    path = archive("web", "1.2.3+b4")
    Path(f"{path}.prov").write_bytes(b"signed")
    outcome = run("oci", "push", path, registry.address("helm3"))
    status, headers, content = registry.request(
        "GET", "/v2/helm3/web/manifests/1.2.3_b4", Accept="application/vnd.oci.image.manifest.v1+json"
    )
    manifest = json.loads(content)
    digest = headers["docker-content-digest"]
    assert (status, outcome) == (200, (0, f"Pushed: {registry.host}/helm3/web:1.2.3_b4\nDigest: {digest}\n", ""))
    assert manifest["config"]["mediaType"] == "application/vnd.cncf.helm.config.v1+json"
    assert [(layer["mediaType"], layer["digest"]) for layer in manifest["layers"]] == [
        (
            "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
            f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
        ),
        ("application/vnd.cncf.helm.chart.provenance.v1.prov", f"sha256:{hashlib.sha256(b'signed').hexdigest()}"),
    ]
    _, _, config = registry.request("GET", f"/v2/helm3/web/blobs/{manifest['config']['digest']}")
    assert json.loads(config) == {"apiVersion": "v1", "name": "web", "version": "1.2.3+b4"}


def upload(registry: RegistryServer, path: str, content: bytes) -> dict[str, object]:
    """Store a blob as any client does; its digest and size."""
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    _, headers, _ = registry.request("POST", f"/v2/{path}/blobs/uploads/")
    place = headers["location"].partition(registry.host)[2]
    assert registry.request("PUT", f"{place}&digest={digest}", content)[0] == 201
    return {"digest": digest, "size": len(content)}


@pytest.mark.parametrize("kind", ["application/vnd.cncf.helm.chart.content.v1.tar+gzip", "application/tar+gzip"])
def test_what_helm_3_pushes_is_read(
    run: Run, registry: RegistryServer, archive: MakeArchive, tmp_path: Path, kind: str
) -> None:
    path, content = f"helm3/{len(kind)}", archive("web", "1.2.3+b4").read_bytes()
    config = upload(registry, path, b'{"name":"web","version":"1.2.3+b4","apiVersion":"v1","type":"application"}')
    manifest = {
        "schemaVersion": 2,
        "config": {"mediaType": "application/vnd.cncf.helm.config.v1+json", **config},
        "layers": [
            {"mediaType": "application/vnd.cncf.helm.chart.provenance.v1.prov", **upload(registry, path, b"signed")},
            {"mediaType": kind, **upload(registry, path, content)},
        ],
        "annotations": {"org.opencontainers.image.created": "2024-01-01T00:00:00Z"},
    }
    manifest_kind = "application/vnd.oci.image.manifest.v1+json"
    sent = json.dumps(manifest).encode()
    assert registry.request("PUT", f"/v2/{path}/manifests/1.2.3_b4", sent, Content_Type=manifest_kind)[0] == 201
    (tmp_path / "out").mkdir()
    outcome = run("oci", "pull", registry.address(path), "--version", "1.2.3+b4", "--prov", "-d", tmp_path / "out")
    assert (outcome.code, {one.read_bytes() for one in (tmp_path / "out").iterdir()}) == (0, {content, b"signed"})
    assert "version: 1.2.3+b4" in run("inspect", "chart", registry.address(path)).stdout


def test_a_version_that_was_published_stays_as_it_is(run: Run, registry: RegistryServer, archive: MakeArchive) -> None:
    push(run, registry.address("stays"), archive())
    assert run("oci", "push", archive(), registry.address("stays")).code == 0
    other = archive(values_yaml="a: 1\n")
    refused = run("oci", "push", other, registry.address("stays"))
    assert (refused.code, refused.stderr) == (
        1,
        f"Error: {registry.address('stays/web:1.0.0')} exists already, with another content\n"
        "hint: a version that was published stays as it is: push a new one, or overwrite it with --force\n",
    )
    assert run("oci", "push", other, registry.address("stays"), "--force").code == 0
    Path(f"{other}.prov").write_bytes(b"signed")
    assert run("oci", "push", other, registry.address("stays")).code == 1


def test_tags_are_versions_newest_first(run: Run, registry: RegistryServer, archive: MakeArchive) -> None:
    versions = ("1.9.0", "1.10.0", "2.0.0-rc.1", "1.10.0+b1")
    push(run, registry.address("tags"), *(archive("web", version) for version in versions))
    _, _, content = registry.request(
        "GET", "/v2/tags/web/manifests/1.9.0", Accept="application/vnd.oci.image.manifest.v1+json"
    )
    kind = "application/vnd.oci.image.manifest.v1+json"
    assert registry.request("PUT", "/v2/tags/web/manifests/latest", content, Content_Type=kind)[0] == 201
    listed = run("oci", "tags", registry.address("tags/web"))
    assert listed == (0, "2.0.0-rc.1\n1.10.0\n1.10.0+b1\n1.9.0\n", "")
    assert run("oci", "tags", registry.address("tags/web"), "--all").stdout.endswith("1.9.0\nlatest\n")
    missing = run("oci", "tags", registry.address("tags/none"))
    assert (missing.code, missing.stderr) == (1, f"Error: {registry.host}/tags/none does not exist\n")


def test_a_chart_is_pulled_by_version_constraint_tag_and_digest(
    run: Run, registry: RegistryServer, archive: MakeArchive, tmp_path: Path
) -> None:
    paths = [archive("web", version) for version in ("1.0.0", "1.1.0", "2.0.0-rc.1")]
    push(run, registry.address("pull"), *paths)
    chart = registry.address("pull/web")
    for words, version in (
        ((chart,), "1.1.0"),
        ((chart, "--version", "~1.0"), "1.0.0"),
        ((chart, "--devel"), "2.0.0-rc.1"),
        ((f"{chart}:1.0.0",), "1.0.0"),
    ):
        folder = tmp_path / "-".join(words[1:] or words).replace("/", "_")
        folder.mkdir()
        outcome = run("oci", "pull", *words, "-d", folder)
        digest = outcome.stdout.rpartition("Digest: ")[2].strip()
        assert outcome.stdout == f"Pulled: {registry.host}/pull/web:{version}\nDigest: {digest}\n", outcome
        assert (folder / f"web-{version}.tgz").read_bytes() == (tmp_path / f"web-{version}.tgz").read_bytes()
    again = run("oci", "pull", f"{chart}@{digest}", "-d", tmp_path / "unpacked", "--untar")
    assert again.stdout == f"Pulled: {registry.host}/pull/web\nDigest: {digest}\n"
    assert "version: 1.0.0" in (tmp_path / "unpacked/web/Chart.yaml").read_text()


def test_what_does_not_fit_is_told_with_what_there_is(run: Run, registry: RegistryServer, archive: MakeArchive) -> None:
    push(run, registry.address("misfit"), archive("web", "1.0.0-rc.1"))
    chart = registry.address("misfit/web")
    assert run("oci", "pull", chart).stderr == (
        f"Error: {chart}: No chart version found for web-\n"
        "hint: versions of web: 1.0.0-rc.1; --devel takes pre-releases\n"
    )
    assert run("oci", "pull", f"{chart}:3.0.0").stderr == f"Error: {registry.host}/misfit/web:3.0.0 does not exist\n"
    assert "leave out --version" in run("oci", "pull", f"{chart}@sha256:{'0' * 64}", "--version", "1").stderr


def test_signatures_come_along_and_are_verified(
    run: Run, registry: RegistryServer, archive: MakeArchive, tmp_path: Path
) -> None:
    path = archive()
    Path(f"{path}.prov").write_bytes(b"signed")
    push(run, registry.address("signed"), path)
    (tmp_path / "out").mkdir()
    chart = registry.address("signed/web")
    assert run("oci", "pull", chart, "--prov", "-d", tmp_path / "out").code == 0
    assert (tmp_path / "out/web-1.0.0.tgz.prov").read_bytes() == b"signed"
    (tmp_path / "ring").write_bytes(b"")
    assert run("fetch", chart, "--verify", "--keyring", tmp_path / "ring", "-d", tmp_path / "out").code == 1
    push(run, registry.address("unsigned"), archive("bare"))
    refused = run("fetch", registry.address("unsigned/bare"), "--verify", "-d", tmp_path / "out")
    assert (refused.code, "has no signature" in refused.stderr) == (1, True)


def test_commands_that_take_charts_take_them_from_a_registry(
    run: Run, registry: RegistryServer, archive: MakeArchive, tmp_path: Path
) -> None:
    push(run, registry.address("use"), archive("web", "1.0.0", **{"templates/cm_yaml": CONFIG_MAP}))
    chart = registry.address("use/web")
    assert run("fetch", chart, "--version", "^1", "-d", tmp_path / "home").code == 0
    assert (tmp_path / "home/web-1.0.0.tgz").exists()
    assert "version: 1.0.0" in run("inspect", "chart", chart).stdout
    assert "data: {from: 1.0.0}" in run("template", chart).stdout
    assert "version: 1.0.0" in run("inspect", "chart", "web", "--repo", registry.address("use")).stdout
    run_in_sandbox = ("--cluster", "sandbox", "--kubeconfig", tmp_path / "none")
    installed = run("install", f"{chart}:1.0.0", "--name", "one", *run_in_sandbox)
    assert installed.code == 0, installed
    push(run, registry.address("use"), archive("web", "1.1.0", **{"templates/cm_yaml": CONFIG_MAP}))
    assert run("upgrade", "one", chart, *run_in_sandbox).code == 0
    assert "from: 1.1.0" in run("get", "manifest", "one", *run_in_sandbox).stdout


def test_a_registry_is_a_repository_of_requirements(
    run: Run, registry: RegistryServer, archive: MakeArchive, tmp_path: Path
) -> None:
    push(run, registry.address("parts"), archive("db", "1.0.0"), archive("db", "1.2.0"), archive("db", "2.0.0"))
    parent = tmp_path / "parent"
    parent.mkdir()
    (parent / "Chart.yaml").write_text("name: parent\nversion: 0.1.0\n")
    requirement = {"name": "db", "version": "1.2.0", "repository": registry.address("parts")}
    for version in ("1.2.0", "^1"):
        (parent / "requirements.yaml").write_text(json.dumps({"dependencies": [{**requirement, "version": version}]}))
        outcome = run("dependency", "update", parent)
        assert (outcome.code, [path.name for path in (parent / "charts").iterdir()]) == (0, ["db-1.2.0.tgz"]), outcome
    assert run("repo", "add", "parts", registry.address("parts")).code == 0
    (parent / "requirements.lock").unlink()
    assert run("dependency", "update", parent).code == 0
    assert "version: 1.2.0" in (parent / "requirements.lock").read_text()
    (parent / "charts/db-1.2.0.tgz").unlink()
    assert run("dependency", "build", parent).code == 0
    assert (parent / "charts/db-1.2.0.tgz").read_bytes() == chart_archive("db", "1.2.0")


def test_a_registry_is_registered_and_searched(
    run: Run, registry: RegistryServer, archive: MakeArchive, tmp_path: Path
) -> None:
    push(run, registry.address("listed"), archive("web", "1.0.0"), archive("web", "1.1.0"), archive("db", "0.1.0"))
    push(run, registry.address("listed/team"), archive("job", "0.2.0"))
    added = run("repo", "add", "mine", registry.address("listed"))
    assert added == (0, '"mine" has been added to your repositories\n', "")
    rows = [line.split()[:2] for line in run("search", "mine/", "--versions").stdout.splitlines()[1:]]
    assert rows == [["mine/db", "0.1.0"], ["mine/team/job", "0.2.0"], ["mine/web", "1.1.0"], ["mine/web", "1.0.0"]]
    assert "version: 1.1.0" in run("inspect", "chart", "mine/web").stdout
    assert run("fetch", "mine/team/job", "-d", tmp_path).code == 0
    push(run, registry.address("listed"), archive("web", "1.2.0"))
    assert "version: 1.1.0" in run("inspect", "chart", "mine/web").stdout
    assert run("repo", "update").code == 0
    assert "version: 1.2.0" in run("inspect", "chart", "mine/web").stdout


def test_who_logs_in_is_let_in_until_he_logs_out(
    run: Run, locked_registry: RegistryServer, archive: MakeArchive, tmp_path: Path
) -> None:
    host, chart = locked_registry.host, locked_registry.address("in/web")
    refused = run("oci", "push", archive(), locked_registry.address("in"))
    assert (refused.code, f"`oci login {host}` keeps others" in refused.stderr) == (1, True), refused
    wrong = run("oci", "login", host, "-u", USER, "--password", "wrong word")
    assert (wrong.code, "wrong word" in wrong.stderr) == (1, False)
    assert not (tmp_path / "user/.docker").exists()
    assert run("oci", "login", host, "-u", USER, "--password", PASSWORD).stdout == "Login Succeeded\n"
    path = tmp_path / "user/.docker/config.json"
    assert (list(json.loads(path.read_text())["auths"]), path.stat().st_mode & 0o777) == ([host], 0o600)
    assert run("oci", "push", archive(), locked_registry.address("in")).code == 0
    assert run("oci", "tags", chart).stdout == "1.0.0\n"
    assert run("oci", "logout", host).stdout == f"Removing login credentials for {host}\n"
    assert run("oci", "tags", chart).code == 1
    assert run("oci", "tags", chart, "--username", USER, "--password", PASSWORD).stdout == "1.0.0\n"
    added = run("repo", "add", "in", locked_registry.address("in"), "--username", USER, "--password", PASSWORD)
    assert added.code == 0, added
    assert "version: 1.0.0" in run("inspect", "chart", "in/web").stdout


def test_a_registry_with_an_authority_of_its_own_is_trusted_when_that_is_given(
    run: Run, archive: MakeArchive, tmp_path: Path
) -> None:
    (tmp_path / "tls").mkdir()
    authority = Authority(tmp_path / "tls")
    with RegistryServer(tmp_path / "tls", identity=authority.issue("127.0.0.1")) as registry:
        untrusted = run("oci", "push", archive(), registry.address("tls"))
        assert (untrusted.code, "certificate signed by unknown authority" in untrusted.stderr) == (1, True), untrusted
        trusting = ("--ca-file", authority.certificate)
        assert run("oci", "push", archive(), registry.address("tls"), *trusting).code == 0
        assert run("fetch", registry.address("tls/web"), "-d", tmp_path / "tls", *trusting).code == 0
        assert (tmp_path / "tls/web-1.0.0.tgz").exists()
        assert run("repo", "add", "tls", registry.address("tls"), *trusting).code == 0
        assert "version: 1.0.0" in run("inspect", "chart", "tls/web").stdout


def test_an_image_is_no_chart(run: Run, registry: RegistryServer, archive: MakeArchive) -> None:
    push(run, registry.address("mixed"), archive())
    kind = "application/vnd.oci.image.manifest.v1+json"
    _, _, content = registry.request("GET", "/v2/mixed/web/manifests/1.0.0", Accept=kind)
    image = content.replace(b"vnd.cncf.helm.config.v1+json", b"vnd.oci.image.config.v1+json")
    assert registry.request("PUT", "/v2/mixed/web/manifests/2.0.0", image, Content_Type=kind)[0] == 201
    assert run("fetch", registry.address("mixed/web:2.0.0")).stderr == (
        f"Error: {registry.address('mixed/web:2.0.0')} is no chart\n"
        '  it is of the type "application/vnd.oci.image.config.v1+json"\n'
    )
    assert run("repo", "add", "mixed", registry.address("mixed")).code == 0
    assert "No results found" in run("search", "mixed/").stdout


def test_a_chart_that_no_registry_can_name_is_refused(
    run: Run, registry: RegistryServer, archive: MakeArchive, tmp_path: Path
) -> None:
    assert "is not a name that registries take" in run("oci", "push", archive("Web"), registry.address("x")).stderr
    assert "cannot be a tag" in run("oci", "push", archive("web", "1.2"), registry.address("x")).stderr
    assert "name the folder" in run("oci", "push", archive(), registry.address("x/web:1.0.0")).stderr
    with tarfile.open(tmp_path / "bad.tgz", "w:gz"):
        pass
    assert run("oci", "push", tmp_path / "bad.tgz", registry.address("x")).code == 1
