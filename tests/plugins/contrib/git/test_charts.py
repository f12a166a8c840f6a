"""Charts in real Git repositories: referred to, registered, required, installed."""

from __future__ import annotations

import hashlib
import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from stand_ins.git_repository import GitRepository, chart_files
from stand_ins.git_server import GitServer
from stand_ins.http_server import Authority

if TYPE_CHECKING:
    from conftest import Run

CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data: {from: {{ .Chart.Version }}}
"""


def web(version: str) -> dict[str, str]:
    return chart_files("web", version, **{"templates/cm_yaml": CONFIG_MAP})


def test_a_folder_at_a_branch_a_tag_and_a_commit_is_a_chart(run: Run, repository: GitRepository) -> None:
    commit = repository.commit(web("1.0.0"))
    repository.commit(web("1.1.0"), tag="v1.1.0")
    repository.commit(web("1.2.0"))
    repository.git("branch", "old", commit)
    for query, version in (
        ("", "1.2.0"),
        ("?ref=main", "1.2.0"),
        ("?ref=old", "1.0.0"),
        ("?ref=v1.1.0", "1.1.0"),
        ("?ref=refs/tags/v1.1.0", "1.1.0"),
        ("?ref=refs/heads/old", "1.0.0"),
        (f"?ref={commit}", "1.0.0"),
    ):
        outcome = run("inspect", "chart", repository.address("charts/web", query))
        assert (outcome.code, f"version: {version}" in outcome.stdout) == (0, True), (query, outcome)


def test_a_chart_at_a_branch_is_unpacked_without_a_folder_of_the_query(
    run: Run, repository: GitRepository, tmp_path: Path
) -> None:
    repository.commit(web("1.0.0"))
    assert run("fetch", repository.address("charts/web", "?ref=main"), "--untar", "-d", tmp_path / "out").code == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["web", "web-1.0.0.tgz"]
    assert (tmp_path / "out" / "web" / "Chart.yaml").is_file()


def test_commands_that_take_charts_take_them_from_git(run: Run, repository: GitRepository, tmp_path: Path) -> None:
    repository.commit(web("1.0.0"))
    chart = repository.address("charts/web")
    assert run("fetch", chart, "-d", tmp_path).code == 0
    digests = [hashlib.sha256((tmp_path / "web-1.0.0.tgz").read_bytes()).hexdigest()]
    assert "data: {from: 1.0.0}" in run("template", chart).stdout
    in_sandbox = ("--cluster", "sandbox", "--kubeconfig", tmp_path / "none")
    assert run("install", chart, "--name", "one", *in_sandbox).code == 0
    repository.commit(web("1.1.0"))
    assert run("upgrade", "one", chart, *in_sandbox).code == 0
    assert "from: 1.1.0" in run("get", "manifest", "one", *in_sandbox).stdout
    assert run("fetch", repository.address("charts/web", "?ref=main~1"), "-d", tmp_path).code == 1
    first = repository.git("rev-parse", "HEAD~1")
    assert run("fetch", repository.address("charts/web", f"?ref={first}"), "-d", tmp_path, "--no-cache").code == 0
    digests.append(hashlib.sha256((tmp_path / "web-1.0.0.tgz").read_bytes()).hexdigest())
    assert digests[0] == digests[1]


def test_versions_are_checked_and_chosen_among_tags(run: Run, repository: GitRepository) -> None:
    for version in ("1.0.0", "1.1.0", "2.0.0", "2.1.0-rc.1"):
        repository.commit(web(version), tag=f"web-{version}")
    repository.commit({}, tag="other-9.0.0")
    chart = repository.address("charts/web", "?tags=web-*")
    for words, version in (((), "2.0.0"), (("--version", "^1"), "1.1.0"), (("--devel",), "2.1.0-rc.1")):
        assert f"version: {version}\n" in run("inspect", "chart", chart, *words).stdout
    refused = run("inspect", "chart", repository.address("charts/web"), "--version", "^3")
    assert (refused.code, "No chart version found for web-^3" in refused.stderr) == (1, True)


def test_a_folder_of_charts_is_a_repository(run: Run, repository: GitRepository, tmp_path: Path) -> None:
    repository.commit({**web("1.0.0"), **chart_files("db", "0.3.0"), "charts/README.md": "here they are\n"})
    assert run("repo", "add", "mine", repository.address("charts", "?ref=main")).code == 0
    rows = [line.split()[:2] for line in run("search", "mine/").stdout.splitlines()[1:]]
    assert rows == [["mine/db", "0.3.0"], ["mine/web", "1.0.0"]]
    repository.commit(web("1.1.0"))
    assert "version: 1.0.0" in run("inspect", "chart", "mine/web").stdout
    assert run("repo", "update").code == 0
    assert run("fetch", "mine/web", "-d", tmp_path).code == 0
    with tarfile.open(tmp_path / "web-1.1.0.tgz") as archive:
        assert sorted(archive.getnames()) == ["web/Chart.yaml", "web/templates/cm.yaml"]


def test_a_folder_of_charts_is_no_reference(run: Run, repository: GitRepository) -> None:
    repository.commit({**web("1.0.0"), **chart_files("db", "0.3.0")})
    assert run("inspect", "chart", repository.address("charts")).stderr == (
        f"Error: {repository.address('charts')} has several charts: db, web\nhint: name the folder of one\n"
    )
    assert run("inspect", "chart", repository.address("nothing")).stderr == (
        f"Error: {repository.address('nothing')} has no chart\nhint: the path after // is the folder of a chart\n"
    )


def test_a_git_repository_is_one_of_requirements(run: Run, repository: GitRepository, tmp_path: Path) -> None:
    for version in ("1.0.0", "1.1.0"):
        repository.commit(web(version), tag=version)
    parent = tmp_path / "parent"
    parent.mkdir()
    (parent / "Chart.yaml").write_text("name: parent\nversion: 0.1.0\n")
    requirement = {"name": "web", "version": "1.0.0", "repository": repository.address("charts", "?tags=*")}
    (parent / "requirements.yaml").write_text(json.dumps({"dependencies": [requirement]}))
    outcome = run("dependency", "update", parent)
    assert (outcome.code, [path.name for path in (parent / "charts").iterdir()]) == (0, ["web-1.0.0.tgz"]), outcome
    assert run("repo", "add", "mine", repository.address("charts", "?tags=*")).code == 0
    (parent / "requirements.yaml").write_text(json.dumps({"dependencies": [{**requirement, "version": "^1"}]}))
    assert run("dependency", "update", parent).code == 0
    assert [path.name for path in (parent / "charts").iterdir()] == ["web-1.1.0.tgz"]
    assert run("dependency", "build", parent).code == 0


def test_the_root_of_a_repository_may_be_a_chart(run: Run, repository: GitRepository) -> None:
    repository.commit({"Chart.yaml": "name: web\nversion: 1.0.0\n"})
    assert "version: 1.0.0" in run("inspect", "chart", repository.address("")).stdout


def test_what_was_fetched_is_not_fetched_again(run: Run, repository: GitRepository, tmp_path: Path) -> None:
    commit = repository.commit(web("1.0.0"))
    pinned = repository.address("charts/web", f"?ref={commit}")
    assert run("inspect", "chart", pinned).code == 0
    repository.folder.rename(tmp_path / "elsewhere")
    assert "version: 1.0.0" in run("inspect", "chart", pinned).stdout
    gone = run("inspect", "chart", pinned, "--no-cache")
    assert (gone.code, gone.stderr.startswith(f"Error: {pinned} cannot be read: ")) == (1, True), gone


def test_charts_in_git_have_no_signatures(run: Run, repository: GitRepository, tmp_path: Path) -> None:
    repository.commit(web("1.0.0"))
    refused = run("fetch", repository.address("charts/web"), "--verify", "-d", tmp_path)
    assert (refused.code, "has no signature" in refused.stderr) == (1, True)


def test_links_are_files_and_programs_stay_programs(run: Run, repository: GitRepository, tmp_path: Path) -> None:
    repository.commit(
        {**chart_files("web", "1.0.0"), "shared/values.yaml": "a: 1\n", "charts/web/run.sh": "#!/bin/sh\n"}
    )
    (repository.folder / "charts/web/values.yaml").symlink_to("../../shared/values.yaml")
    (repository.folder / "charts/web/run.sh").chmod(0o755)
    repository.commit({})
    assert run("fetch", repository.address("charts/web"), "-d", tmp_path).code == 0
    with tarfile.open(tmp_path / "web-1.0.0.tgz") as archive:
        values = archive.getmember("web/values.yaml")
        assert (values.isfile(), archive.extractfile(values).read()) == (True, b"a: 1\n")  # type: ignore[union-attr]


def test_a_repository_behind_https_gets_credentials_and_nobody_else_does(
    run: Run, repository: GitRepository, tmp_path: Path
) -> None:
    commit = repository.commit(web("1.0.0"))
    authority = Authority(tmp_path)
    with GitServer(tmp_path, authority.issue("127.0.0.1"), "ann:canary") as server:
        place = f"{server.origin}/repository/.git//charts"
        trusting = ("--ca-file", authority.certificate)
        untrusted = run("inspect", "chart", f"git+https://{place}/web")
        assert (untrusted.code, "certificate" in untrusted.stderr) == (1, True)
        refused = run("inspect", "chart", f"git+https://{place}/web", *trusting)
        assert (refused.code, refused.stderr.splitlines()[-1]) == (
            1,
            "hint: git's credential helpers, or --username and --password, let in",
        )
        given = ("--username", "ann", "--password", "canary")
        for words in ((f"git+https://{place}/web", *given), (f"git+https://ann:canary@{place}/web?ref={commit}",)):
            assert "version: 1.0.0" in run("inspect", "chart", *words, *trusting, "--no-cache").stdout
        assert run("repo", "add", "mine", f"git+https://{place}", *given, *trusting).code == 0
        assert run("fetch", "mine/web", "-d", tmp_path).code == 0
        assert run("repo", "add", "other", f"git+https://ann:canary@{place}", *trusting).code == 0
        assert run("fetch", "other/web", "-d", tmp_path).code == 0
        index = tmp_path / "home/repository/cache/other-index.yaml"
        assert index.stat().st_mode & 0o777 == 0o600


def test_a_credential_helper_of_the_user_lets_in(
    run: Run, repository: GitRepository, tmp_path: Path, environment: dict[str, str]
) -> None:
    repository.commit(web("1.0.0"))
    authority = Authority(tmp_path)
    Path(environment["HOME"], ".gitconfig").write_text(
        f'[credential]\n\thelper = "!echo username=ann; echo password=canary; :"\n'
        f"[http]\n\tsslCAInfo = {authority.certificate}\n"
    )
    with GitServer(tmp_path, authority.issue("127.0.0.1"), "ann:canary") as server:
        outcome = run("inspect", "chart", f"git+https://{server.origin}/repository/.git//charts/web")
    assert (outcome.code, "version: 1.0.0" in outcome.stdout) == (0, True), outcome


def test_credentials_do_not_go_where_a_server_redirects_to(
    run: Run, repository: GitRepository, tmp_path: Path
) -> None:
    repository.commit(web("1.0.0"))
    authority = Authority(tmp_path)
    identity = authority.issue("127.0.0.1")
    password = "canary $`'\"%s"
    with GitServer(tmp_path, identity) as other, GitServer(tmp_path, identity, f"ann:{password}") as server:
        address = f"git+https://{server.origin}/repository/.git//charts/web"
        words = ("inspect", "chart", address, "--ca-file", authority.certificate, "--username", "ann", "--password")
        assert run(*words, password, "--no-cache").code == 0
        server.redirect_to = f"https://{other.origin}"
        assert run(*words, password, "--no-cache").code == 0
        other.credentials = "ann:another"
        assert run(*words, password, "--no-cache").code == 1
        refused = run(*words, "canary\nhost=x")
    assert set(other.authorizations) == {None}
    assert refused.stderr == f"Error: {address}: the user name or the password has characters that git does not take\n"
