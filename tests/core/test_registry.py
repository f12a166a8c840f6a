from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.entries import CommandEntry, GetterEntry
from pilothouse.core.errors import PluginError
from pilothouse.core.plugin_record import PluginRecord
from pilothouse.core.registry import Provided, Registry, load_target

HOOK = "helm_register_getters"


def plugin(name: str, *entries: tuple[Any, ...], hook: str = HOOK) -> PluginRecord:
    return PluginRecord(
        name, name, "distribution", distribution=f"dist-{name}", version="1.0",
        entries=tuple((hook, tuple(entry)) for entry in entries),
    )  # fmt: skip


def winners(*plugins: PluginRecord, hook: str = HOOK) -> dict[str, str]:
    return {found.entry.name: found.plugin.name for found in Registry(hook, plugins).winners()}


def refuse(name: str, *plugins: PluginRecord) -> PluginError:
    with pytest.raises(PluginError) as caught:
        Registry(HOOK, plugins).find(name)
    return caught.value


def test_records_of_other_extension_points_are_passed_over() -> None:
    commands = plugin("b", CommandEntry("s3", "help", "b:s3"), hook="helm_register_commands")
    assert winners(plugin("a", GetterEntry("s3", "a:fetch")), commands) == {"s3": "a"}


def test_a_registry_knows_names_and_how_many() -> None:
    registry = Registry(HOOK, [plugin("a", GetterEntry("s3", "a:f"), GetterEntry("gs", "a:f"))])
    assert (list(registry), len(registry), "gs" in registry, "ftp" in registry) == (["s3", "gs"], 2, True, False)
    assert registry.find("ftp") is None


def test_a_clash_names_both_distributions_and_how_to_choose() -> None:
    error = refuse("s3", plugin("a", GetterEntry("s3", "a:f")), plugin("b", GetterEntry("s3", "b:f")))
    assert error.message == "getters: 's3' is provided by 'a' (dist-a 1.0) and 'b' (dist-b 1.0)"
    assert error.hint == (
        "-p no:b leaves out the last of them; replaces='a' in its record would put it in the place of the first"
    )
    assert (error.plugin, error.distribution, error.hook) == ("b", "dist-b", HOOK)


def test_a_clash_leaves_the_other_names_alone() -> None:
    first = plugin("a", GetterEntry("s3", "a:f"), GetterEntry("gs", "a:f"))
    assert winners(first, plugin("b", GetterEntry("s3", "b:f"))) == {"gs": "a"}


def test_a_replacement_wins_wherever_it_was_registered() -> None:
    old, new = plugin("a", GetterEntry("s3", "a:f")), plugin("b", GetterEntry("s3", "b:f", replaces="a"))
    assert winners(old, new) == winners(new, old) == {"s3": "b"}


def test_two_replacements_of_one_record_clash() -> None:
    old = plugin("a", GetterEntry("s3", "a:f"))
    rivals = [plugin(name, GetterEntry("s3", f"{name}:f", replaces="a")) for name in "bc"]
    assert "'b' (dist-b 1.0) and 'c' (dist-c 1.0)" in refuse("s3", old, *rivals).message


def test_plugins_that_replace_one_another_clash() -> None:
    one, other = plugin("a", GetterEntry("s3", "a:f", "b")), plugin("b", GetterEntry("s3", "b:f", "a"))
    assert "'a' (dist-a 1.0) and 'b' (dist-b 1.0)" in refuse("s3", one, other).message


def test_replacing_a_plugin_that_is_not_there_is_harmless() -> None:
    assert winners(plugin("b", GetterEntry("s3", "b:f", replaces="a"))) == {"s3": "b"}


def test_a_replacement_of_a_replacement_wins() -> None:
    chain = [
        plugin("a", GetterEntry("s3", "a:f")),
        plugin("b", GetterEntry("s3", "b:f", replaces="a")),
        plugin("c", GetterEntry("s3", "c:f", replaces="b")),
    ]
    assert winners(*chain) == {"s3": "c"}


def test_commands_of_different_groups_may_share_a_name() -> None:
    hook = "helm_register_commands"
    entries = [CommandEntry("list", "top", "a:t"), CommandEntry("list", "repos", "a:r", parent="repo")]
    registry = Registry(hook, [plugin("a", *entries, hook=hook)])
    assert [registry.find(name).entry.help for name in ("list", "repo list")] == ["top", "repos"]  # type: ignore[union-attr]
    assert registry.find_entry(entries[1]) is registry.find("repo list")


@pytest.mark.parametrize(
    ("target", "cause"),
    [
        ("no.such.module:x", "ModuleNotFoundError: No module named 'no'"),
        ("os:nothing", "AttributeError: module 'os' has no attribute 'nothing'"),
        ("os", "AttributeError: module 'os' has no attribute ''"),
        ("os.path:join.nothing", "AttributeError: 'function' object has no attribute 'nothing'"),
    ],
)
def test_a_target_that_cannot_be_loaded_names_the_plugin(target: str, cause: str) -> None:
    with pytest.raises(PluginError) as caught:
        load_target(Provided(GetterEntry("s3", target), plugin("a")))
    assert caught.value.message == (
        f"plugin 'a' (dist-a 1.0) names {target!r} for 's3', which cannot be loaded: {cause}"
    )


def test_a_target_may_be_an_attribute_of_an_attribute() -> None:
    import os.path

    assert load_target(Provided(GetterEntry("s3", "os:path.join"), plugin("a"))) is os.path.join
