from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core.errors import PluginError
from pilothouse.plugins.builtin.command_plugins.checkout_detection import checkout_of
from pilothouse.plugins.builtin.command_plugins.go_import import repository_in
from pilothouse.plugins.builtin.command_plugins.sources import cache_key, without_password
from stand_ins.http_server import HttpServer
from stand_ins.plugin_world import PluginWorld

MANIFEST = 'name: co\nversion: {version}\nhooks: {{install: "echo install hook", update: "echo update hook"}}\n'


def remote(world: PluginWorld) -> Path:
    """A repository with the tags v1.0.0, v1.1.0 and v2.0.0-rc.1 and a branch `feature`."""
    folder = world.repository("co", MANIFEST.format(version="1.0.0"))
    world.git(folder, "tag", "v1.0.0")
    for tag, version in (("v1.1.0", "1.1.0"), ("v2.0.0-rc.1", "2.0.0-rc.1")):
        (folder / "plugin.yaml").write_text(MANIFEST.format(version=version))
        world.commit(folder, tag)
        world.git(folder, "tag", tag)
    world.git(folder, "tag", "not-a-version")
    world.git(folder, "checkout", "-q", "-b", "feature", "v1.0.0")
    (folder / "plugin.yaml").write_text(MANIFEST.format(version="9.9.9"))
    world.commit(folder, "feature")
    world.git(folder, "checkout", "-q", "main")
    return folder


def version_installed(world: PluginWorld) -> str:
    return world.run("plugin", "list").stdout.splitlines()[1].split("\t")[1].strip()


# --- installing from git ---


@pytest.mark.parametrize(
    ("wanted", "installed"),
    [
        ("", "2.0.0-rc.1"),
        ("v1.0.0", "1.0.0"),
        ("1.0.0", "1.0.0"),
        ("^1.0", "1.1.0"),
        (">=1.0", "1.1.0"),
        (">1.1.0-0", "2.0.0-rc.1"),
        ("feature", "9.9.9"),
        ("HEAD~1", "1.1.0"),
    ],
)
def test_a_repository_is_cloned_at_a_reference_or_at_the_highest_tag_that_fits(
    world: PluginWorld, capfd: pytest.CaptureFixture[str], wanted: str, installed: str
) -> None:
    url = f"file://{remote(world)}"
    flags = [f"--version={wanted}"] if wanted else []
    assert world.run("plugin", "install", url, *flags) == (0, "Installed plugin: co\n", "")
    assert capfd.readouterr() == ("install hook\n", "")
    assert os.readlink(world.plugins / "co") == str(world.home / "cache" / "plugins" / cache_key(url))
    assert version_installed(world) == installed


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("3", 'requested version "3" does not exist for plugin "{url}"'),
        ("not a version", "improper constraint: not a version"),
        # What begins with a dash is no option for git.
        ("--output=owned", "improper constraint: --output=owned"),
        ("-x", "improper constraint: -x"),
    ],
)
def test_a_version_that_there_is_not_installs_nothing(world: PluginWorld, wanted: str, message: str) -> None:
    url = f"file://{remote(world)}"
    assert world.run("plugin", "install", url, f"--version={wanted}") == (
        1, "", f"Error: {message.replace('{url}', url)}\n",
    )  # fmt: skip
    assert list(world.plugins.iterdir()) == []


def test_debug_says_what_is_done(world: PluginWorld) -> None:
    url = f"file://{remote(world)}"
    cached = world.home / "cache" / "plugins" / cache_key(url)
    outcome = world.run("plugin", "install", url, "--version", "^1", "--debug", PATH="/usr/bin:/bin")
    assert outcome.stdout == (
        f"[debug] cloning {url} to {cached}\n"
        "[debug] found refs: [not-a-version v1.0.0 v1.1.0 v2.0.0-rc.1]\n"
        "[debug] setting to v1.1.0\n"
        '[debug] setting version to "^1"\n'
        f"[debug] symlinking {cached} to {world.plugins}/co\n"
        f"[debug] loading plugin from {world.plugins}/co\n"
        "[debug] running install hook: /usr/bin/sh -c echo install hook\n"
        "Installed plugin: co\n"
    )


def test_an_earlier_clone_is_brought_up_to_date_instead(world: PluginWorld) -> None:
    folder = remote(world)
    url = f"file://{folder}"
    world.run("plugin", "install", url)
    world.run("plugin", "remove", "co")
    (folder / "plugin.yaml").write_text(MANIFEST.format(version="3.0.0"))
    world.commit(folder, "three")
    outcome = world.run("plugin", "install", url, "--debug")
    assert outcome.stdout.splitlines()[0] == f"[debug] updating {url}"
    assert version_installed(world) == "3.0.0"


def test_submodules_come_along(world: PluginWorld) -> None:
    part = world.repository("part", "name: part\n")
    folder = world.repository("co", MANIFEST.format(version="1.0.0"))
    world.git(folder, "-c", "protocol.file.allow=always", "submodule", "add", "-q", f"file://{part}", "sub")
    world.commit(folder, "submodule")
    config = world.folder / "gitconfig"
    config.write_text("[protocol \"file\"]\n\tallow = always\n")
    assert world.run("plugin", "install", f"file://{folder}", GIT_CONFIG_GLOBAL=str(config)).code == 0
    assert (world.plugins / "co" / "sub" / "plugin.yaml").read_text() == "name: part\n"


def test_a_submodule_cannot_run_commands(world: PluginWorld) -> None:
    folder = world.repository("co", MANIFEST.format(version="1.0.0"))
    head = world.git(folder, "rev-parse", "HEAD").strip()
    owned = world.folder / "owned"
    (folder / ".gitmodules").write_text(f'[submodule "s"]\n\tpath = s\n\turl = ext::sh -c "touch {owned}"\n')
    world.git(folder, "add", ".gitmodules")
    world.git(folder, "update-index", "--add", "--cacheinfo", f"160000,{head},s")
    world.git(folder, "commit", "-q", "-m", "hostile")
    config = world.folder / "gitconfig"
    config.write_text('[protocol "ext"]\n\tallow = always\n')
    outcome = world.run("plugin", "install", f"file://{folder}", GIT_CONFIG_GLOBAL=str(config))
    assert outcome.stderr.startswith("Error: Unable to get repository: ")
    assert (owned.exists(), list(world.plugins.iterdir())) == (False, [])
    assert list((world.home / "cache" / "plugins").iterdir()) == []


def test_a_repository_without_a_manifest_installs_nothing(world: PluginWorld) -> None:
    folder = world.repository("co", MANIFEST.format(version="1.0.0"))
    world.git(folder, "mv", "plugin.yaml", "other.yaml")
    world.commit(folder, "none")
    assert world.run("plugin", "install", f"file://{folder}").stderr == "Error: plugin metadata (plugin.yaml) missing\n"
    assert list(world.plugins.iterdir()) == []


def test_a_clone_that_fails_leaves_nothing_and_shows_no_password(world: PluginWorld, server: HttpServer) -> None:
    url = server.url.replace("://", "://me:secret@") + "/co.git"
    outcome = world.run("plugin", "install", url, "--debug")
    cached = world.home / "cache" / "plugins" / cache_key(url)
    shown = url.replace("secret", "xxxxx")
    assert outcome.stdout == f"[debug] cloning {shown} to {cached}\n"
    assert outcome.stderr.startswith(f"Error: Unable to get repository: Cloning into '{cached}'...\n")
    assert outcome.stderr.endswith(": exit status 128\n")
    assert "secret" not in outcome.stderr
    assert list(cached.parent.iterdir()) == []


def test_a_cached_clone_of_another_remote_is_not_taken(world: PluginWorld) -> None:
    folder = remote(world)
    url = f"file://{folder}"
    world.run("plugin", "install", url)
    world.run("plugin", "remove", "co")
    cached = world.home / "cache" / "plugins" / cache_key(url)
    world.git(cached, "remote", "set-url", "origin", "https://example.com/other.git")
    assert world.run("plugin", "install", url).stderr == "Error: The Remote does not match the VCS endpoint\n"
    shutil.rmtree(cached / ".git")
    (cached / ".hg").mkdir()
    assert world.run("plugin", "install", url).stderr == "Error: Wrong VCS detected\n"


def test_the_repository_of_a_git_that_calls_us_is_left_alone(world: PluginWorld) -> None:
    own = world.repository("own", "name: own\n")
    url = f"file://{remote(world)}"
    outcome = world.run("plugin", "install", url, "--version", "v1.0.0", GIT_DIR=f"{own}/.git", GIT_WORK_TREE=str(own))
    assert outcome.code == 0
    assert version_installed(world) == "1.0.0"
    assert world.git(own, "log", "--format=%s") == "one\n"


def test_without_the_program_the_error_says_so(world: PluginWorld) -> None:
    folder = remote(world)
    assert world.run("plugin", "install", f"file://{folder}", PATH="/none").stderr == "Error: git is not installed\n"
    assert world.run("plugin", "install", "https://example.com/a.bzr", PATH="/none").stderr == (
        "Error: bzr is not installed\n"
    )


# --- updating ---


def test_an_update_takes_the_newest_commit_of_the_branch(world: PluginWorld, capfd: pytest.CaptureFixture[str]) -> None:
    folder = remote(world)
    url = f"file://{folder}"
    world.run("plugin", "install", url)
    (folder / "plugin.yaml").write_text(MANIFEST.format(version="3.0.0"))
    world.commit(folder, "three")
    (world.plugins / "co" / "downloaded").write_text("by the install script")
    capfd.readouterr()
    assert world.run("plugin", "update", "co", "--debug", PATH="/usr/bin:/bin") == (
        0,
        f"[debug] loading installed plugins from {world.plugins}\n"
        f"[debug] updating {url}\n"
        f"[debug] loading plugin from {world.plugins}/co\n"
        "[debug] running update hook: /usr/bin/sh -c echo update hook\n"
        "Updated plugin: co\n",
        "",
    )
    assert capfd.readouterr().out == "update hook\n"
    assert version_installed(world) == "3.0.0"
    assert not (world.plugins / "co" / "downloaded").exists()


def test_a_checkout_of_a_tag_stays_at_its_tag(world: PluginWorld) -> None:
    world.run("plugin", "install", f"file://{remote(world)}", "--version", "v1.0.0")
    assert world.run("plugin", "update", "co").stdout == "Updated plugin: co\n"
    assert version_installed(world) == "1.0.0"


def test_changes_are_not_overwritten(world: PluginWorld) -> None:
    world.run("plugin", "install", f"file://{remote(world)}")
    (world.plugins / "co" / "plugin.yaml").write_text("name: co\nversion: 5.0.0\n")
    assert world.run("plugin", "update", "co").stderr == (
        "Error: Failed to update plugin co, got error (plugin repo was modified)\n"
    )
    assert version_installed(world) == "5.0.0"


def test_what_fails_is_told_in_the_end(world: PluginWorld) -> None:
    folder = remote(world)
    world.run("plugin", "install", f"file://{folder}")
    world.write("copied", "name: copied\n")
    assert world.run("plugin", "update", "none", "copied", "co") == (
        1,
        "Updated plugin: co\n",
        "Error: Plugin: none not found\n"
        "Failed to update plugin copied, got error (cannot get information about plugin source)\n",
    )
    shutil.rmtree(folder)
    assert world.run("plugin", "update", "co").stderr == (
        "Error: Failed to update plugin co, got error (Unable to update repository: exit status 128)\n"
    )
    assert world.run("plugin", "update").stderr == "Error: please provide plugin name to update\n"


def test_a_checkout_under_another_name_than_its_remotes_is_not_found(world: PluginWorld) -> None:
    clone = world.folder / "mine"
    world.git(world.folder, "clone", "-q", f"file://{remote(world)}", str(clone))
    world.run("plugin", "install", str(clone))
    assert world.run("plugin", "update", "co").stderr == (
        "Error: Failed to update plugin co, got error (plugin does not exist)\n"
    )


def test_a_checkout_that_comes_from_nowhere_cannot_be_updated(world: PluginWorld) -> None:
    world.run("plugin", "install", str(remote(world)))
    assert world.run("plugin", "update", "co").stderr == (
        "Error: Failed to update plugin co, got error (Unable to retrieve local repo information: exit status 1)\n"
    )


def test_a_plugin_that_an_update_breaks_is_an_error(world: PluginWorld) -> None:
    folder = remote(world)
    world.run("plugin", "install", f"file://{folder}")
    (folder / "plugin.yaml").write_text("name: co\ncolour: red\n")
    world.commit(folder, "broken")
    assert world.run("plugin", "update", "co").stderr == (
        "Error: Failed to update plugin co, got error (yaml: unmarshal errors:\n"
        "  line 2: field colour not found in type plugin.Metadata)\n"
    )


# --- which repository a URL is of ---


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://github.com/technosophos/helm-template", "git"),
        ("https://github.com/a/b/tree/main", "git"),
        ("git@github.com:a/b", "git"),
        ("https://bitbucket.org/a/b", "git"),
        ("https://launchpad.net/project/trunk", "bzr"),
        ("https://git.launchpad.net/project", "git"),
        ("https://go.googlesource.com/net", "git"),
        ("https://example.com/a.git", "git"),
        ("https://example.com/a.hg", "hg"),
        ("https://example.com/a.svn", "svn"),
        ("https://example.com/a.bzr", "bzr"),
        ("git://example.com/a", "git"),
        ("git+ssh://example.com/a", "git"),
        ("bzr+ssh://example.com/a", "bzr"),
        ("svn+ssh://example.com/a", "svn"),
        ("ssh://hg@example.com/a", "hg"),
        ("ssh://git@example.com/a", "git"),
    ],
)
def test_a_url_tells_its_program(world: PluginWorld, text: str, kind: str) -> None:
    programs = world.folder / "bin"
    programs.mkdir()
    for name in ("git", "svn", "hg", "bzr"):
        (programs / name).write_text("")
        (programs / name).chmod(0o755)
    checkout = checkout_of(world.kernel(PATH=str(programs)), text, str(world.folder / "none"))
    assert (checkout.kind, checkout.remote) == (kind, text)


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/only-owner",
        "ssh://-oProxyCommand=touch/a.git",
        "ssh://-x@host/a.git",
        "ftp://example.com/a",
        "a/b.git",
        "file:///none/a.git",
        "https://127.0.0.1:1/a",
    ],
)
def test_a_url_that_tells_no_program_is_an_error(world: PluginWorld, text: str) -> None:
    with pytest.raises(PluginError, match="^Cannot detect VCS$"):
        checkout_of(world.kernel(), text, str(world.folder / "none"))


def test_a_page_may_say_where_the_repository_is(world: PluginWorld, server: HttpServer) -> None:
    address = server.url.removeprefix("http://")
    page = '<html><head><meta name="go-import" content="{} {} {}"></head></html>'
    server.put("/plug", page.format(f"{address}/plug", "git", "https://example.com/real").encode())
    assert checkout_of(world.kernel(), f"{server.url}/plug", "/none").remote == "https://example.com/real"
    for prefix, kind, url in (
        (f"{address}/other", "git", "https://example.com/real"),
        (f"{address}/plug", "cvs", "https://example.com/real"),
        (f"{address}/plug", "git", f"file://{world.folder}"),
        (f"{address}/plug", "git", "ext::sh"),
        (f"{address}/plug", "git", "ssh://-oProxyCommand=x/a"),
        (f"{address}/plug", "git", "--upload-pack=x"),
    ):
        server.put("/plug", page.format(prefix, kind, url).encode())
        with pytest.raises(PluginError, match="^Cannot detect VCS$"):
            checkout_of(world.kernel(), f"{server.url}/plug", "/none")


def test_a_go_import_counts_in_the_head_alone() -> None:
    meta = '<META name="go-import" content="h/a git https://h/r">'
    assert repository_in(f"<head>{meta}</head>", "h/a/b") == ("git", "https://h/r")
    assert repository_in(f"<head></head>{meta}", "h/a") is None
    assert repository_in(f"<body>{meta}", "h/a") is None
    assert repository_in('<meta name="go-import" content="h/a git">', "h/a") is None
    for odd in ("<", "<![", "<!--", "</", "<a b='"):
        assert repository_in(odd * 1000, "h/a") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://github.com/foo/bar", "https-github.com-foo-bar"),
        ("git@github.com:foo/bar", "git-github.com-foo-bar"),
        ("ssh://git@github.com:22/foo/bar", "ssh-git-github.com-22-foo-bar"),
        ("https://me:secret@h/x", "https-me-h-x"),
        ("file:///foo/bar", "file--foo-bar"),
        ("/foo/bar", "-foo-bar"),
        ("https://h/a%2e%2e/..", "https-h-a..-.."),
    ],
)
def test_the_folder_in_the_cache_is_made_of_the_url(text: str, expected: str) -> None:
    assert cache_key(text) == expected


@pytest.mark.parametrize("text", ["..", ".", "%2e%2e", "https://h/%00", "https://h/%1b[2J", "https://h/a%5cb"])
def test_a_url_that_makes_no_name_of_a_folder_is_refused(text: str) -> None:
    with pytest.raises(PluginError, match="^Cannot detect VCS$"):
        cache_key(text)


def test_passwords_are_taken_out_of_texts() -> None:
    assert without_password("a https://u:p@h/x b ssh://:p@h http://h:1/a@b") == (
        "a https://u:xxxxx@h/x b ssh://:xxxxx@h http://h:1/a@b"
    )


# --- the other programs, by stand-ins that write down how they are called ---

RECORDER = """#!/bin/sh
echo "$(basename "$0") $*" >> "$RECORD"
case "$1" in
  checkout|branch|clone)
    for last; do :; done; mkdir -p "$last/.$(basename "$0")"; echo "name: co" > "$last/plugin.yaml";;
  info) echo "URL: https://example.com/co.svn"; echo "  parent branch: https://example.com/co.bzr";;
  paths) echo "default = https://example.com/co.hg";;
  tags) echo "v1.0.0  1"; echo "v1.2.0  2";;
  log) [ "$3" = known ] && printf -- '---\\nr1\\n---\\n' || exit 1;;
  revno) [ "$3" = known ] || exit 1;;
esac
"""


@pytest.fixture
def recorded(world: PluginWorld) -> Path:
    programs = world.folder / "bin"
    programs.mkdir()
    for name in ("svn", "hg", "bzr"):
        (programs / name).write_text(RECORDER)
        (programs / name).chmod(0o755)
    world.environment["PATH"] = f"{programs}:{world.environment['PATH']}"
    record = world.folder / "record"
    world.environment["RECORD"] = str(record)
    return record


@pytest.mark.parametrize(
    ("kind", "version", "calls"),
    [
        ("svn", "", ["checkout -- {url} {new}"]),
        ("svn", "known", ["checkout -- {url} {new}", "log -r known", "update -r known"]),
        ("hg", "", ["clone -- {url} {new}"]),
        ("hg", "known", ["clone -- {url} {new}", "log -r known", "pull", "update -- known"]),
        ("hg", "~1.0", ["clone -- {url} {new}", "log -r ~1.0", "tags", "pull", "update -- v1.0.0"]),
        ("bzr", "^1", ["branch -- {url} {new}", "revno -r ^1", "tags", "update -r v1.2.0"]),
    ],
)
def test_other_programs_are_called_with_their_own_words(
    world: PluginWorld, recorded: Path, kind: str, version: str, calls: list[str]
) -> None:
    url = f"https://example.com/co.{kind}"
    flags = [f"--version={version}"] if version else []
    assert world.run("plugin", "install", url, *flags) == (0, "Installed plugin: co\n", "")
    lines = recorded.read_text().splitlines()
    new = lines[0].split()[-1]
    assert lines == [f"{kind} {call.replace('{url}', url).replace('{new}', new)}" for call in calls]


@pytest.mark.parametrize(
    ("kind", "calls"),
    [
        ("svn", ["info", "diff", "update"]),
        ("hg", ["paths", "diff", "pull", "update"]),
        ("bzr", ["info", "diff", "pull", "update"]),
    ],
)
def test_other_programs_update(world: PluginWorld, recorded: Path, kind: str, calls: list[str]) -> None:
    world.run("plugin", "install", f"https://example.com/co.{kind}")
    recorded.unlink()
    assert world.run("plugin", "update", "co") == (0, "Updated plugin: co\n", "")
    assert recorded.read_text().splitlines() == [f"{kind} {call}" for call in calls]


def test_svn_has_no_tags_to_choose_from(world: PluginWorld, recorded: Path) -> None:
    assert world.run("plugin", "install", "https://example.com/co.svn", "--version", "^1").stderr == (
        'Error: requested version "^1" does not exist for plugin "https://example.com/co.svn"\n'
    )


def test_a_plugin_can_be_installed_by_several_processes_at_once(world: PluginWorld) -> None:
    url = f"file://{remote(world)}"
    command = [sys.executable, "-m", "pilothouse", "plugin", "install", url]
    running = [
        subprocess.Popen(command, env=world.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    errors = [process.communicate()[1] for process in running]
    assert min(process.returncode for process in running) == 0
    outcomes = zip(running, errors, strict=True)
    assert [error for process, error in outcomes if process.returncode and not error.startswith("Error: ")] == []
    assert version_installed(world) == "2.0.0-rc.1"
