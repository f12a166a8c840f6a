from __future__ import annotations

import os
from pathlib import Path

import pytest
from stand_ins.plugin_world import PluginWorld

HOOKED = """\
name: hooked
version: 1.0.0
hooks:
  install: "echo $HELM_PLUGIN_NAME in $HELM_PLUGIN_DIR of $HELM_HOME; cat"
"""


def write(world: PluginWorld, name: str, manifest: str) -> Path:
    return world.write(name, manifest, below=world.folder / "work")


def test_a_folder_is_linked_under_its_name(world: PluginWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(world, "here", "name: there\nversion: 1.0.0\n")
    monkeypatch.chdir(folder.parent)
    assert world.run("plugin", "install", "./here/", "--version", "5") == (0, "Installed plugin: there\n", "")
    assert os.readlink(world.plugins / "here") == str(folder)


def test_debug_says_what_is_done(world: PluginWorld, capfd: pytest.CaptureFixture[str]) -> None:
    folder = write(world, "hooked", HOOKED)
    outcome = world.run("plugin", "install", str(folder), "--debug", PATH="/usr/bin:/bin")
    assert outcome == (
        0,
        f"[debug] symlinking {folder} to {world.plugins}/hooked\n"
        f"[debug] loading plugin from {world.plugins}/hooked\n"
        "[debug] running install hook: /usr/bin/sh -c "
        "echo $HELM_PLUGIN_NAME in $HELM_PLUGIN_DIR of $HELM_HOME; cat\n"
        "Installed plugin: hooked\n",
        "",
    )
    # The script has no standard input, and knows the plugin by its link.
    assert capfd.readouterr().out == f"hooked in {world.plugins}/hooked of {world.home}\n"


def test_a_plugin_whose_script_fails_stays_installed(world: PluginWorld, capfd: pytest.CaptureFixture[str]) -> None:
    folder = write(world, "badhook", 'name: badhook\nhooks: {install: "echo to stderr >&2; exit 3"}\n')
    assert world.run("plugin", "install", str(folder), PILOTHOUSE_HINTS="always") == (
        1,
        "",
        'Error: plugin install hook for "badhook" exited with error\n'
        "  exit code 3 of: sh -c echo to stderr >&2; exit 3\n"
        "hint: the plugin stays installed; `plugin remove badhook` takes it away\n",
    )
    assert capfd.readouterr().err == "to stderr\n"
    assert (world.plugins / "badhook").is_symlink()


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("a: [", "yaml: line 1: did not find expected node content"),
        ("name: x\ncolour: red\n", "yaml: unmarshal errors:\n  line 2: field colour not found in type plugin.Metadata"),
        # The second script would run although the first one is what a reader sees (CVE-2020-15187).
        (
            "name: x\nhooks:\n  install: true\n  install: touch $HELM_HOME/owned\n",
            'yaml: unmarshal errors:\n  line 4: key "install" already set in map',
        ),
        # CVE-2020-15186, CVE-2026-35204
        ("name: ../x\n", 'plugin name "../x" has other characters than letters, digits, _ and -'),
        ("name: x\nversion: ../../x\n", 'version "../../x" of plugin "x" is no version'),
    ],
)
def test_a_plugin_that_cannot_be_read_is_not_installed(world: PluginWorld, manifest: str, message: str) -> None:
    folder = write(world, "x", manifest)
    assert world.run("plugin", "install", str(folder)) == (1, "", f"Error: {message}\n")
    assert list(world.plugins.iterdir()) == []
    assert not (world.home / "owned").exists()


def test_what_helps_with_sources_of_this_machine_is_said(world: PluginWorld) -> None:
    (world.folder / "afile").write_text("")
    (world.folder / "bare.git").mkdir()
    for source, hint in (
        (f"{world.folder}/afile", "from this machine only folders are installed: unpack it first"),
        (f"file://{world.folder}/bare.git", "clone a bare one first"),
    ):
        assert hint in world.run("plugin", "install", source, PILOTHOUSE_HINTS="always").stderr


def test_sources_that_are_none_are_errors(world: PluginWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(world.folder)
    (world.folder / "afile").write_text("")
    (world.folder / "empty").mkdir()
    for source in ("afile", "empty"):
        assert world.run("plugin", "install", source).stderr == "Error: plugin metadata (plugin.yaml) missing\n"
    for source in ("nosuch", "", "ext::sh -c touch% owned", "--upload-pack=touch owned", "..%2f..", "file:///none"):
        assert world.run("plugin", "install", "--", source) == (1, "", "Error: Cannot detect VCS\n")
    assert world.run("plugin", "install", "http://me:secret@h:x/a").stderr == (
        'Error: parse "http://me:xxxxx@h:x/a": invalid port ":x" after host\n'
    )
    assert sorted(os.listdir(world.folder)) == ["afile", "empty", "home"]


def test_what_is_in_the_way_is_an_error(world: PluginWorld) -> None:
    folder = write(world, "p", "name: p\n")
    (world.plugins / "p").symlink_to(world.folder / "gone")
    assert world.run("plugin", "install", str(folder)).stderr == (
        f"Error: symlink {folder} {world.plugins}/p: file exists\n"
    )
    (world.plugins / "p").unlink()
    (world.plugins / "p").mkdir()
    assert world.run("plugin", "install", str(folder)).stderr == "Error: plugin already exists\n"
    elsewhere = world.run("plugin", "install", str(folder), HELM_HOME=str(world.folder / "none"))
    assert elsewhere.stderr == 'Error: plugin home "$HELM_HOME/plugins" does not exist\n'


def test_arguments_are_counted(world: PluginWorld) -> None:
    for words in ((), ("a", "b")):
        assert world.run("plugin", "install", *words).stderr == "Error: This command needs 1 argument: plugin\n"


def test_a_plugin_with_the_name_of_a_built_in_command_is_told_where_somebody_reads_along(world: PluginWorld) -> None:
    folder = write(world, "mine", "name: home\n")
    assert world.run("plugin", "install", str(folder), PILOTHOUSE_HINTS="always") == (
        0,
        "Installed plugin: home\n",
        f"warning: plugin home ({world.plugins}/mine) cannot be called: a built-in command has its name\n",
    )
