"""Repositories and addresses that are after the machine on which they are read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pilothouse.core.errors import PilothouseError, RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.contrib.git import addresses, chart_folders, program
from pilothouse.plugins.contrib.git.program import Git
from stand_ins.git_repository import GitRepository, chart_files
from stand_ins.http_server import HttpServer

if TYPE_CHECKING:
    from conftest import Run

FAKE_GIT = """#!/bin/sh
for word in "$@"; do printf '%s\\n' "$word"; done > "$FAKE_LOG.words"
env > "$FAKE_LOG.environment"
echo "fatal: no: canary Y2FuYXJ5" >&2
exit 128
"""


def refusal(run: Run, *words: object) -> str:
    outcome = run(*words)
    assert outcome.code == 1, outcome
    assert outcome.stderr.startswith("Error: ")
    return outcome.stderr


@pytest.mark.parametrize(
    "address",
    [
        "git+https://example.com/repo//charts?ref=--upload-pack=touch%20x",
        "git+https://example.com/repo//charts?ref=-x",
        "git+https://example.com/repo//charts?ref=a..b",
        "git+https://example.com/repo//charts?ref=a@{1}",
        "git+https://example.com/repo//charts?ref=a%20b",
        "git+https://example.com/repo//charts?ref=a%0ab",
        "git+https://example.com/repo//charts?ref=",
        "git+https://example.com/repo//charts?ref=a&ref=b",
        "git+https://example.com/repo//charts?ref=a&tags=b",
        "git+https://example.com/repo//charts?tags=--sort",
        "git+https://example.com/repo//charts?other=a",
        "git+https://example.com/repo//../charts",
        "git+https://example.com/repo//a/%2e%2e/charts",
        "git+https://example.com/repo//charts#x",
        "git+https://-oProxyCommand=x/repo//charts",
        "git+ssh://-oProxyCommand=x/repo//charts",
        "git+ssh://-x@example.com/repo//charts",
        "git+ssh://ann:canary@example.com/repo//charts",
        "git+https:///repo//charts",
        "git+https://example.com//charts",
        "git+https://example.com:x/repo//charts",
        "git+file://host/srv/repo//charts",
        "git+https://example.com/repo//charts\n",
        f"git+https://example.com/repo//{'a/' * 4000}",
    ],
)
def test_addresses_that_could_mean_something_else_are_refused(address: str) -> None:
    with pytest.raises(RepositoryError) as caught:
        addresses.parse(address)
    assert "canary" not in caught.value.message


def test_addresses_are_taken_apart_and_put_together() -> None:
    parsed = addresses.parse("git+https://ann:w%40rd@example.com:8443/org/repo.git//charts/web?ref=v1.0")
    assert (parsed.remote, parsed.path, parsed.ref, parsed.username, parsed.password) == (
        "https://example.com:8443/org/repo.git", "charts/web", "v1.0", "ann", "w@rd",
    )  # fmt: skip
    assert str(parsed) == "git+https://example.com:8443/org/repo.git//charts/web?ref=v1.0"
    archive = parsed.archive("charts/web", "web-1.0.0.tgz", "0" * 40)
    again = addresses.parse(archive)
    assert (again.path, again.file, again.commit, again.password) == ("charts/web", "web-1.0.0.tgz", "0" * 40, "w@rd")
    assert addresses.parse("git+ssh://git@example.com/repo//").remote == "ssh://git@example.com/repo"
    assert [addresses.is_address(text) for text in ("git+https://x/repo", "git+https://x/repo//", "https://x/r//")] == [
        False, True, False,
    ]  # fmt: skip


def test_plain_http_and_other_ways_are_not_known(run: Run) -> None:
    for scheme in ("git+http", "git+ext", "git+git", "git"):
        outcome = run("fetch", f"{scheme}://example.com/repo//charts/web")
        assert (outcome.code, f'scheme "{scheme}" not supported' in outcome.stderr) == (1, True), outcome


def test_what_git_is_given_lets_a_repository_run_nothing(tmp_path: Path) -> None:
    kernel, git = fake_git(tmp_path, "git+https://ann:canary@example.com/repo//charts")
    with pytest.raises(RepositoryError) as caught:
        git.run("ls-remote", "--", "https://example.com/repo")
    assert caught.value.message == "git+https://example.com/repo//charts cannot be read: no: (hidden) (hidden)"
    words = (tmp_path / "log.words").read_text().splitlines()
    settings = {words[place + 1] for place, word in enumerate(words) if word == "-c"}
    assert {"core.hooksPath=/dev/null", "submodule.recurse=false", "core.attributesFile=/dev/null"} < settings
    assert not any("canary" in word for word in words)
    environment = dict(
        line.split("=", 1) for line in (tmp_path / "log.environment").read_text().splitlines() if "=" in line
    )
    assert {name: value for name, value in environment.items() if name.startswith("GIT_")} == {
        "GIT_ALLOW_PROTOCOL": "https:ssh",
        "GIT_ASKPASS": "/ask",
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_KEY_1": "credential.https://example.com/.helper",
        "GIT_CONFIG_KEY_2": "credential.https://example.com/.helper",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_VALUE_0": "ann",
        "GIT_CONFIG_VALUE_1": "",
        "GIT_CONFIG_VALUE_2": environment["GIT_CONFIG_VALUE_2"],
        "GIT_TERMINAL_PROMPT": "0",
    }
    assert kernel.concealed("YW5uOmNhbmFyeQ== canary") == "(hidden) (hidden)"


def fake_git(folder: Path, address: str, script: str = FAKE_GIT) -> tuple[Kernel, Git]:
    """A program in the place of git, which notes what it is given."""
    path = folder / "bin/git"
    path.parent.mkdir()
    path.write_text(script)
    path.chmod(0o755)
    environment = {
        "PATH": f"{path.parent}:/usr/bin:/bin", "FAKE_LOG": str(folder / "log"), "GIT_DIR": "/elsewhere",
        "GIT_EXEC_PATH": "/evil", "GIT_TRACE": "/log", "GIT_ASKPASS": "/ask", "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "ann", "GIT_TEMPLATE_DIR": "/evil",
        "GIT_ALLOW_PROTOCOL": "ext",
    }  # fmt: skip
    kernel = make_kernel(environment=environment)
    return kernel, Git(addresses.parse(address), FetchOptions(), str(folder), kernel)


def test_a_git_that_does_not_end_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "SECONDS", 0.5)
    _, git = fake_git(tmp_path, "git+file:///srv/repo//", "#!/bin/sh\nsleep 1000 & echo $! > $FAKE_LOG.child; wait\n")
    with pytest.raises(RepositoryError, match=r"git took longer than 0\.5 seconds"):
        git.run("ls-remote")
    child = int((tmp_path / "log.child").read_text())
    stat = Path(f"/proc/{child}/stat")
    assert not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_git_that_does_not_stop_talking_is_ended(tmp_path: Path) -> None:
    _, git = fake_git(tmp_path, "git+file:///srv/repo//", "#!/bin/sh\nexec yes\n")
    with pytest.raises(RepositoryError, match="git says more than 1000 bytes"):
        git.run("ls-remote", limit=1000)


def test_a_pack_of_any_size_is_not_written(
    run: Run, repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = os.urandom(200_000).hex()
    repository.commit({**chart_files("web", "1.0.0"), "charts/web/noise": noise})
    monkeypatch.setattr(program, "MAX_FILE", 64 * 1024)
    assert "cannot be read" in refusal(run, "inspect", "chart", repository.address("charts/web"))


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../../etc/passwd", "templates", "other", "nothing", "../.."])
def test_links_lead_to_files_of_the_repository_or_nowhere(run: Run, repository: GitRepository, target: str) -> None:
    repository.commit({**chart_files("web", "1.0.0"), "charts/web/templates/x.yaml": "a: 1\n"})
    (repository.folder / "charts/web/other").symlink_to("Chart.yaml")
    (repository.folder / "charts/web/values.yaml").symlink_to(target)
    repository.commit({})
    said = refusal(run, "fetch", repository.address("charts/web"))
    assert f'the link "charts/web/values.yaml" leads to "{target}", which is no file of the repository' in said


def test_a_chart_yaml_that_is_a_link_is_no_chart(run: Run, repository: GitRepository) -> None:
    repository.commit({"real/Chart.yaml": "name: web\nversion: 1.0.0\n"})
    (repository.folder / "fake").mkdir()
    (repository.folder / "fake/Chart.yaml").symlink_to("/etc/passwd")
    repository.commit({})
    assert "has no chart" in refusal(run, "inspect", "chart", repository.address("fake"))


def test_submodules_are_not_followed(run: Run, repository: GitRepository, tmp_path: Path) -> None:
    other = GitRepository(tmp_path / "other")
    other.commit({"secret": "x"})
    repository.commit(chart_files("web", "1.0.0"))
    repository.git("submodule", "add", "--quiet", f"file://{other.folder}", "charts/web/other")
    repository.commit({})
    assert '"charts/web/other" is a submodule' in refusal(run, "fetch", repository.address("charts/web"))


def test_hooks_filters_and_attributes_of_a_repository_do_nothing(
    run: Run, repository: GitRepository, tmp_path: Path, environment: dict[str, str]
) -> None:
    mark = tmp_path / "ran"
    Path(environment["HOME"], ".gitconfig").write_text(f'[filter "x"]\n\tsmudge = touch {mark}\n')
    repository.commit(
        {
            **chart_files("web", "1.0.0", values_yaml="id: $Format:%H$\n"),
            ".gitattributes": "* filter=x\nvalues.yaml export-subst\nChart.yaml export-ignore\n",
        }
    )
    for name in ("post-checkout", "reference-transaction", "post-upload-pack"):
        hook = repository.folder / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
        hook.chmod(0o755)
    assert "id: $Format:%H$" in run("inspect", "values", repository.address("charts/web")).stdout
    assert not mark.exists()


def test_names_in_a_tree_that_are_none_are_refused(run: Run, repository: GitRepository) -> None:
    repository.commit(chart_files("web", "1.0.0"))
    blob = repository.git("hash-object", "-w", "--stdin", input="x")
    chart = repository.git("rev-parse", "HEAD:charts/web/Chart.yaml")
    for name, sentence in (
        ("..", 'the archive has a name that leads out of it: ".."'),
        ("a\x1b[2J", "illegally named"),
    ):
        lines = (f"100644 blob {chart}\tChart.yaml", f"100644 blob {blob}\t{name}")
        tree = repository.git("mktree", "-z", input="".join(f"{line}\0" for line in lines))
        repository.git("update-ref", "refs/heads/bad", repository.git("commit-tree", tree, "-m", "x"))
        assert sentence in refusal(run, "fetch", repository.address("", "?ref=bad"))


def test_folders_that_are_too_large_are_no_charts(
    run: Run, repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({**chart_files("web", "1.0.0"), "charts/web/large": "x" * 2000})
    monkeypatch.setattr(chart_folders, "MAX_BYTES", 1000)
    assert "has more than 1000 bytes" in refusal(run, "fetch", repository.address("charts/web"))
    monkeypatch.setattr(chart_folders, "MAX_FILES", 1)
    assert "has more than 1 files" in refusal(run, "fetch", repository.address("charts/web"))


@pytest.mark.parametrize(
    "metadata", ["name: ../x\nversion: 1.0.0\n", "name: web\nversion: ../1\n", "name: .ssh\nversion: 1.0.0\n", "[", ""]
)
def test_charts_whose_names_are_none_are_left_out(run: Run, repository: GitRepository, metadata: str) -> None:
    repository.commit({**chart_files("web", "1.0.0"), "charts/bad/Chart.yaml": metadata})
    added = run("repo", "add", "mine", repository.address("charts"))
    assert (added.code, "the chart in charts/bad is left out" in added.stderr) == (0, True), added
    assert [line.split()[0] for line in run("search", "mine/").stdout.splitlines()[1:]] == ["mine/web"]


def test_a_password_is_not_printed(run: Run) -> None:
    with HttpServer() as server:
        place = server.origin
        address = f"git+https://ann:canary@{place}/repo//charts"
        for words in (("inspect", "chart", f"{address}/web"), ("repo", "add", "mine", address), ("fetch", address)):
            assert "canary" not in refusal(run, *words)


def test_a_cache_of_somebody_else_is_not_used(run: Run, repository: GitRepository, environment: dict[str, str]) -> None:
    repository.commit(chart_files("web", "1.0.0"))
    folder = Path(environment["PILOTHOUSE_CACHE_DIR"], "git")
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert run("inspect", "chart", repository.address("charts/web")).code == 0
    assert list(folder.iterdir()) == []


def test_an_index_of_another_machine_names_no_repositories_of_this_one(run: Run, repository: GitRepository) -> None:
    commit = repository.commit(chart_files("web", "1.0.0"))
    local = repository.address("charts/web/web-1.0.0.tgz", f"?ref={commit}")
    with HttpServer() as server:
        server.put(
            "/index.yaml",
            f"apiVersion: v1\nentries: {{web: [{{name: web, version: 1.0.0, urls: ['{local}']}}]}}".encode(),
        )
        said = refusal(run, "-p", "git", "fetch", "web", "--repo", server.url)
    assert "a repository on another machine does not name files of this one" in said


def test_addresses_of_another_form_are_left_to_command_plugins(tmp_path: Path) -> None:
    kernel = make_kernel(
        tmp_path,
        {
            "other": """
            from pilothouse.hookspecs import hookimpl

            @hookimpl
            def helm_find_getter(scheme):
                return (lambda url, options, kernel: url.encode()) if scheme == "git+https" else None
            """
        },
    )
    assert kernel.fetch("git+https://x/repo@charts?ref=1", FetchOptions()) == b"git+https://x/repo@charts?ref=1"
    with pytest.raises(PilothouseError):
        kernel.fetch("git+ssh://x/repo@charts?ref=1", FetchOptions())
