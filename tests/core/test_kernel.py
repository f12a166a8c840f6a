from __future__ import annotations

import sys
from pathlib import Path

import pytest
from distributions import engine
from pilothouse import __version__, hookspecs
from pilothouse.core import testkit
from pilothouse.core.default_plugins import CONTRIB
from pilothouse.core.errors import PilothouseError, PluginError
from pilothouse.core.kernel import Kernel, _in_calling_order
from pilothouse.core.testkit import RecordingConsole

HEAD = "from pilothouse.hookspecs import hookimpl\n"
BUILTIN = {"commands": "plugins.builtin.commands.plugin", "output": "plugins.builtin.output.plugin"}
SECRET = HEAD + "@hookimpl\ndef helm_read_values(sources):\n    return {'password': 's3cr3t'}\n"


def make(
    folder: Path, *, environment: dict[str, str] | None = None, flags: dict[str, str] | None = None, **plugins: str
) -> Kernel:
    return testkit.make_kernel(folder / "plugins", plugins, environment=environment, flags=flags, builtin=BUILTIN)


def printed(kernel: Kernel) -> str:
    assert isinstance(kernel.console, RecordingConsole)
    return kernel.console.stderr.replace(kernel.setting("plugins-dir") + "/", "")


def active(kernel: Kernel) -> list[str]:
    return [plugin.name for plugin in kernel.active()]


# --- switches ---


@pytest.mark.parametrize(
    ("environment", "flags", "expected"),
    [
        ({}, {}, ["commands", "output", "a", "b"]),
        ({"PILOTHOUSE_PLUGINS": ""}, {}, ["commands", "output", "a", "b"]),
        ({"PILOTHOUSE_PLUGINS": "no:a, no:output"}, {}, ["commands", "b"]),
        ({"PILOTHOUSE_PLUGINS": "no:a"}, {"plugins": "a"}, ["commands", "output", "a", "b"]),
        ({"PILOTHOUSE_PLUGINS": "a"}, {"plugins": "no:a"}, ["commands", "output", "b"]),
        ({}, {"plugins": "no:a,a"}, ["commands", "output", "a", "b"]),
        ({}, {"plugins": "no:unheard-of"}, ["commands", "output", "a", "b"]),
        ({"PILOTHOUSE_NO_PLUGINS": "1"}, {}, ["commands", "output"]),
        ({}, {"no-plugins": "true"}, ["commands", "output"]),
        ({}, {"no-plugins": "true", "plugins": "b"}, ["commands", "output", "b"]),
    ],
)
def test_switches_choose_the_plugins_the_command_line_last(
    tmp_path: Path, environment: dict[str, str], flags: dict[str, str], expected: list[str]
) -> None:
    assert active(make(tmp_path, environment=environment, flags=flags, a=engine("a"), b=engine("b"))) == expected


def test_every_plugin_that_takes_no_part_has_a_reason(tmp_path: Path) -> None:
    kernel = make(tmp_path, flags={"no-plugins": "true", "plugins": "no:output"}, a=engine("a"))
    off = dict.fromkeys(CONTRIB, "off until something it provides is asked for")
    assert kernel.disabled == {"output": "left out by no:output", "a": "left out by --no-plugins"} | off


def test_a_plugin_that_is_left_out_is_never_imported(tmp_path: Path) -> None:
    kernel = make(tmp_path, flags={"plugins": "no:bomb"}, bomb="import os\nos._exit(3)\n")
    assert active(kernel) == ["commands", "output"]


@pytest.mark.parametrize(
    ("plugins", "message"),
    [
        ("unheard-of", "there is no plugin called 'unheard-of'"),
        ("bad", "plugin 'bad' (bad.py) is broken: ZeroDivisionError: division by zero"),
        ("no:commands", "plugin 'commands' cannot be left out: nothing works without it"),
    ],
)
def test_switches_that_cannot_be_followed_are_errors(tmp_path: Path, plugins: str, message: str) -> None:
    with pytest.raises(PluginError) as caught:
        make(tmp_path, flags={"plugins": plugins}, bad="1 / 0")
    assert caught.value.message.replace(f"{tmp_path}/plugins/", "") == message


def test_two_plugins_of_one_name_are_an_error_unless_left_out(tmp_path: Path) -> None:
    with pytest.raises(PluginError) as caught:
        make(tmp_path, output=engine("a"))
    assert caught.value.message == (
        f"two plugins are called 'output': one of pilothouse, one of {tmp_path}/plugins/output.py"
    )
    assert active(make(tmp_path, flags={"plugins": "no:output"}, output=engine("a"))) == ["commands"]


# --- plugins that fail ---


def test_a_broken_plugin_warns_and_the_run_goes_on(tmp_path: Path) -> None:
    kernel = make(tmp_path, bad="1 / 0", good=SECRET)
    assert kernel.first("helm_read_values", sources=None) == {"password": "s3cr3t"}
    assert printed(kernel) == "warning: plugin 'bad' (bad.py) is broken: ZeroDivisionError: division by zero\n"


def test_a_question_that_nobody_answers_says_who_might_have(tmp_path: Path) -> None:
    with pytest.raises(PluginError) as caught:
        make(tmp_path, bad="1 / 0").first("helm_read_values", sources=None)
    assert caught.value.message == "no plugin answers helm_read_values"
    assert caught.value.details == (
        f"plugin 'bad' ({tmp_path}/plugins/bad.py) is broken: ZeroDivisionError: division by zero",
    )


def test_an_implementation_of_no_extension_point_is_an_error_that_guesses(tmp_path: Path) -> None:
    kernel = make(tmp_path, typo=HEAD + "@hookimpl\ndef helm_read_value(sources): ...\n")
    with pytest.raises(PluginError) as caught:
        kernel.first("helm_load_chart", path="x", options=None)
    assert caught.value.message == (
        f"plugin 'typo' ({tmp_path}/plugins/typo.py) implements helm_read_value, which is no extension point"
    )
    assert caught.value.hint == (
        f"did its author mean helm_read_values? a newer Pilothouse than {__version__} may have it: "
        "`pip install --upgrade pilothouse`; -p no:typo leaves the plugin out"
    )


# --- asking ---


def test_nothing_is_imported_to_look_at_records(tmp_path: Path) -> None:
    cache = {"PILOTHOUSE_CACHE_DIR": str(tmp_path / "cache")}
    make(tmp_path, environment=cache, a=engine("kernel-a"))
    kernel = make(tmp_path, environment=cache, a=engine("kernel-a"))
    assert kernel.find("helm_register_engines", "kernel-a") is not None
    assert kernel._manager is None


def test_a_contrib_plugin_is_switched_on_by_what_it_provides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("pilothouse.core.discovery.PACKAGE", "contrib_alias")
    (tmp_path / "contrib_alias").mkdir()
    (tmp_path / "contrib_alias" / "mustache.py").write_text(engine("mustache"))
    contrib = {"mustache": ("mustache", (("engine", "mustache"),))}
    kernel = testkit.make_kernel(builtin={}, contrib=contrib)
    assert active(kernel) == []
    assert kernel.disabled == {"mustache": "off until something it provides is asked for"}
    assert kernel.find("helm_register_engines", "other") is None
    assert active(kernel) == []
    found = kernel.find("helm_register_engines", "mustache")
    assert found is not None
    assert (found.plugin.name, active(kernel)) == ("mustache", ["mustache"])
    assert active(testkit.make_kernel(builtin={}, contrib=contrib, flags={"plugins": "mustache"})) == ["mustache"]
    off = testkit.make_kernel(builtin={}, contrib=contrib, flags={"plugins": "no:mustache"})
    assert off.find("helm_register_engines", "mustache") is None


def test_calls_are_traced_without_contents(tmp_path: Path) -> None:
    wrapper = HEAD + "@hookimpl(wrapper=True)\ndef helm_read_values(sources):\n    return (yield)\n"
    kernel = make(tmp_path, environment={"PILOTHOUSE_TRACE_PLUGINS": "1"}, a=SECRET, b=wrapper)
    kernel.first("helm_read_values", sources="token=s3cr3t")
    assert printed(kernel) == (
        "[plugins] helm_read_values wrapped by b(sources=str[12])\n"
        "[plugins] helm_read_values -> a(sources=str[12])\n"
        "[plugins] helm_read_values <- a: dict[1]\n"
        "[plugins] helm_read_values <- b: dict[1]\n"
    )


def test_two_kernels_know_nothing_of_one_another(tmp_path: Path) -> None:
    one, other = make(tmp_path / "1", a=engine("a")), make(tmp_path / "2", b=engine("b"))
    assert (list(one.registry("helm_register_engines")), list(other.registry("helm_register_engines"))) == (
        ["a"],
        ["b"],
    )
    assert one.manager is not other.manager


def test_collecting_puts_the_items_of_all_answers_in_one_list(tmp_path: Path) -> None:
    advice = HEAD + "@hookimpl\ndef helm_error_hints(error):\n    yield error.message\n    yield '{}'\n"
    kernel = make(tmp_path, a=advice.format("a"), b=advice.format("b"))
    assert kernel.collect("helm_error_hints", error=PilothouseError("x")) == ["x", "b", "x", "a"]


def test_deferred_work_is_done_once_in_order(tmp_path: Path) -> None:
    kernel, done = make(tmp_path), []
    kernel.defer(lambda: done.append(1))
    kernel.defer(lambda: done.append(2))
    assert done == []
    kernel.finish()
    kernel.finish()
    assert done == [1, 2]


def test_a_kernel_that_goes_on_keeps_for_its_end_what_is_left_for_it(tmp_path: Path) -> None:
    kernel, done = make(tmp_path), []
    kernel.at_end(lambda: done.append("closed"))
    kernel.defer(lambda: done.append("saved"))
    kernel.catch_up()
    assert done == ["saved"]
    kernel.finish()
    kernel.finish()
    assert done == ["saved", "closed"]


def test_there_is_no_kernel_before_one_is_made() -> None:
    module = sys.modules["pilothouse.core.kernel"]
    assert [name for name, value in vars(module).items() if isinstance(value, Kernel)] == []


def test_built_in_plugins_are_asked_in_the_order_in_which_pluggy_would_ask_them() -> None:
    kernel = testkit.make_kernel()
    several = 0
    for hook, point in hookspecs.POINTS.items():
        implementers = kernel._implementers(hook)
        if point.kind != "first" or any(own.wrapper for _, own in implementers):
            continue
        several += len(implementers) > 1
        by_pluggy = [one.plugin_name for one in reversed(getattr(kernel.manager.hook, hook).get_hookimpls())]
        assert [plugin.name for plugin, _ in _in_calling_order(implementers)] == by_pluggy
    assert several
