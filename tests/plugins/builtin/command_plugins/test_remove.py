from __future__ import annotations

import pytest
from stand_ins.plugin_world import PluginWorld

MANIFEST = 'name: p\nversion: 1.0.0\nhooks: {delete: "echo gone from $HELM_PLUGIN_DIR; ls $HELM_PLUGIN_DIR; exit 0"}\n'


def test_the_link_goes_and_then_the_delete_script_runs(world: PluginWorld, capfd: pytest.CaptureFixture[str]) -> None:
    folder = world.write("p", MANIFEST, below=world.folder / "work")
    (world.plugins / "p").symlink_to(folder)
    assert world.run("plugin", "remove", "p", "--debug", PATH="/usr/bin:/bin") == (
        0,
        f"[debug] loading installed plugins from {world.plugins}\n"
        "[debug] running delete hook: /usr/bin/sh -c echo gone from $HELM_PLUGIN_DIR; ls $HELM_PLUGIN_DIR; exit 0\n"
        "Removed plugin: p\n",
        "",
    )
    printed = capfd.readouterr()
    assert printed.out == f"gone from {world.plugins}/p\n"
    assert "No such file" in printed.err
    assert (list(world.plugins.iterdir()), (folder / "plugin.yaml").exists()) == ([], True)


def test_what_fails_is_told_in_the_end(world: PluginWorld, capfd: pytest.CaptureFixture[str]) -> None:
    folder = world.write("link", "name: link\nhooks: {delete: exit 3}\n", below=world.folder / "work")
    (world.plugins / "link").symlink_to(folder)
    other = world.write("other", "name: other\n", below=world.folder / "work")
    (world.plugins / "other").symlink_to(other)
    world.write("copied", "name: copied\n")
    assert world.run("plugin", "remove", "none", "copied", "link", "other") == (
        1,
        "Removed plugin: other\n",
        "Error: Plugin: none not found\n"
        f"Failed to remove plugin copied, got error (remove {world.plugins}/copied: directory not empty)\n"
        'Failed to remove plugin link, got error (plugin delete hook for "link" exited with error)\n',
    )
    assert [path.name for path in world.plugins.iterdir()] == ["copied"]


def test_a_broken_plugin_can_be_removed(world: PluginWorld) -> None:
    folder = world.write("bad", "a: [", below=world.folder / "work")
    (world.plugins / "bad").symlink_to(folder)
    assert world.run("plugin", "remove", "bad") == (0, "Removed plugin: bad\n", "")
    assert list(world.plugins.iterdir()) == []


def test_a_name_is_needed(world: PluginWorld) -> None:
    assert world.run("plugin", "remove").stderr == "Error: please provide plugin name to remove\n"


def test_the_sentence_is_a_format_as_in_helm(world: PluginWorld) -> None:
    assert world.run("plugin", "remove", "50%d").stderr == "Error: Plugin: 50%!d(MISSING) not found\n"
