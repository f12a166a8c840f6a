from __future__ import annotations

import pytest
from pilothouse.core.errors import PluginError
from pilothouse.core.settings import Settings
from pilothouse.core.testkit import RecordingConsole
from pilothouse.plugins.builtin.command_plugins.discover import BrokenPlugin, find_plugins
from pilothouse.plugins.builtin.command_plugins.manifest import Manifest, Plugin
from stand_ins.plugin_world import PluginWorld


def find(path: str) -> tuple[list[Plugin | BrokenPlugin], str]:
    console = RecordingConsole()
    return find_plugins(Settings({"HELM_PLUGIN": path}), console), console.stderr


def test_plugins_come_in_the_order_of_the_path_list_and_of_their_folders(world: PluginWorld) -> None:
    one, two = world.folder / "one", world.folder / "two"
    for below, folder, name in ((one, "z", "a"), (one, ".hidden", "b"), (one, "B", "c"), (two, "a", "a")):
        world.write(folder, f"name: {name}\n", below=below)
    (one / "nothing").mkdir()
    (one / "file").write_text("")
    assert find(f"{one}:{two}:{world.folder}/none") == (
        [
            Plugin(Manifest("b"), f"{one}/.hidden"),
            Plugin(Manifest("c"), f"{one}/B"),
            Plugin(Manifest("a"), f"{one}/z"),
            Plugin(Manifest("a"), f"{two}/a"),
        ],
        "",
    )


def test_an_empty_path_list_has_no_plugins() -> None:
    assert find("") == ([], "")


def test_relative_and_empty_elements_are_below_the_working_folder(
    world: PluginWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.write("p", "name: p\n", below=world.folder / "here")
    monkeypatch.chdir(world.folder)
    assert find("here/") == ([Plugin(Manifest("p"), "here/p")], "")
    monkeypatch.chdir(world.folder / "here")
    assert find(":/none") == ([Plugin(Manifest("p"), "p")], "")


def test_of_two_plugins_of_one_name_in_a_folder_the_first_counts(world: PluginWorld) -> None:
    first = world.write("a", "name: p\n")
    world.write("b", "name: p\n")
    assert find(str(world.plugins)) == (
        [Plugin(Manifest("p"), str(first))],
        'A plugin named "p" already exists. Skipping.\n',
    )


def test_elements_are_patterns(world: PluginWorld) -> None:
    for folder in ("x1", "x2", "y"):
        world.write("p", f"name: {folder}\n", below=world.folder / folder)
    assert [plugin.folder for plugin in find(f"{world.folder}/x*")[0]] == [f"{world.folder}/x{n}/p" for n in (1, 2)]


def test_a_broken_pattern_is_an_error() -> None:
    with pytest.raises(PluginError, match="syntax error in pattern"):
        find("/[")


def test_a_broken_plugin_says_why_and_the_others_are_found(world: PluginWorld) -> None:
    bad = world.write("bad", "name: other\ncolour: red\n")
    good = world.write("good", "name: good\n")
    worse = world.write("worse", "a: [")
    dangling = world.plugins / "x.y"
    dangling.mkdir()
    (dangling / "plugin.yaml").symlink_to(dangling / "nowhere")
    assert find(str(world.plugins))[0] == [
        BrokenPlugin(
            "other",
            str(bad),
            f"{bad}/plugin.yaml: yaml: unmarshal errors:\n  line 2: field colour not found in type plugin.Metadata",
        ),
        Plugin(Manifest("good"), str(good)),
        BrokenPlugin("worse", str(worse), f"{worse}/plugin.yaml: yaml: line 1: did not find expected node content"),
        BrokenPlugin("", str(dangling), f"open {dangling}/plugin.yaml: no such file or directory"),
    ]
