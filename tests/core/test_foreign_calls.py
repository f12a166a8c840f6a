from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core import foreign_calls, testkit
from pilothouse.core.errors import PilothouseError, PluginError
from pilothouse.core.foreign_calls import ForeignCall, Watch, find_culprit, who_was_at_work
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import ValueSources
from pilothouse.core.plugin_record import PluginRecord
from pilothouse.core.settings import Settings
from pilothouse.testing import write_chart

IMPORTS = "from pilothouse.core.errors import PilothouseError\nfrom pilothouse.hookspecs import hookimpl\n"
SOURCES = ValueSources()
FOREIGN = PluginRecord("acme", "acme_plugin", "distribution", distribution="acme-dist", version="1")
TITLE = "plugin 'acme' (acme-dist 1)"


def kernel_with(folder: Path, body: str, **environment: str) -> Kernel:
    return testkit.make_kernel(folder, {"acme": IMPORTS + body}, environment=environment)


def notices(kernel: Kernel, folder: Path) -> list[str]:
    assert isinstance(kernel.console, testkit.RecordingConsole)
    assert kernel.console.stdout == ""
    return kernel.console.stderr.replace(f"{folder}{os.sep}", "").splitlines()


def values(kernel: Kernel) -> object:
    return kernel.first("helm_read_values", sources=SOURCES)


# --- printing ---


PRINTS = "warning: plugin 'acme' (acme.py) prints to standard output, where only results belong; it says:"


def test_what_a_plugin_prints_goes_to_standard_error_and_the_plugin_is_named_once(tmp_path: Path) -> None:
    kernel = kernel_with(
        tmp_path,
        "import sys\nprint('importing')\n@hookimpl\ndef helm_read_values():\n"
        "    print('one', 'two')\n    sys.stdout.write('three')\n"
        "    sys.stdout.buffer.write(b'four\\x1b')\n    return {}\n",
    )
    values(kernel)
    values(kernel)
    printed = ["one two", "threefour\\x1b"]
    assert notices(kernel, tmp_path) == [PRINTS, "importing", PRINTS, *printed, *printed]


def test_a_wrapper_that_prints_is_told_from_what_it_surrounds(tmp_path: Path) -> None:
    kernel = kernel_with(
        tmp_path,
        "@hookimpl(wrapper=True)\ndef helm_read_values(kernel):\n"
        "    print('before')\n    values = yield\n    print('after')\n    return values\n",
    )
    assert values(kernel) == {}
    assert notices(kernel, tmp_path) == [PRINTS, "before", "after"]


def test_results_reach_standard_output_and_prints_of_hooks_do_not(tmp_path: Path) -> None:
    testkit.write_plugins(
        tmp_path / "plugins",
        {
            "acme": IMPORTS + "import click\nfrom pilothouse.core.entries import CommandEntry\nprint('imported')\n"
            "@hookimpl\ndef helm_register_commands():\n    return [CommandEntry('greet', 'x', 'acme:greet')]\n"
            "@hookimpl\ndef helm_read_values(kernel):\n    print('hook')\n    return {}\n"
            "@click.command()\n@click.pass_context\ndef greet(ctx):\n    kernel = ctx.find_root().obj.kernel\n"
            "    print('before')\n    kernel.first('helm_read_values', sources=None)\n    click.echo('after')\n"
            "    kernel.console.line('result')\n"
        },
    )
    done = subprocess.run(
        [sys.executable, "-m", "pilothouse", "--no-cache", "--plugins-dir", str(tmp_path / "plugins"), "greet"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "before\nafter\nresult\n")
    assert [line for line in done.stderr.splitlines() if not line.startswith("warning: ")] == ["imported", "hook"]


def test_where_nobody_foreign_is_called_standard_output_stays_as_it_is(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pilothouse.core import quick\nbefore = sys.stdout\n"
        "code = quick.run(['--no-plugins', 'home'], program='pilothouse')\n"
        "print(code, sys.stdout is before)"
    )
    environment = {**os.environ, "PILOTHOUSE_CACHE_DIR": str(tmp_path), "HELM_HOME": "/h"}
    words = [sys.executable, "-c", script]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "/h\n0 True\n"


def test_a_template_function_that_prints_or_fails_is_named_with_its_plugin(tmp_path: Path) -> None:
    testkit.write_plugins(
        tmp_path / "plugins",
        {
            "acme": IMPORTS + "import sys\nfrom pilothouse.core.entries import TemplateFunctionEntry\n"
            "@hookimpl\ndef helm_register_template_functions():\n"
            "    return [TemplateFunctionEntry(name, f'acme:{name}') for name in ('say', 'leave', 'divide')]\n"
            "def say(text: str) -> str:\n    print(text)\n    return 'said'\n"
            "def leave() -> str:\n    sys.exit(3)\ndef divide() -> int:\n    return 1 // 0\n"
        },
    )
    outcomes = {}
    for name, call in (("say", 'say "x"'), ("leave", "leave"), ("divide", "divide")):
        chart = write_chart(tmp_path / name, "web", templates={"a.yaml": f"a: {{{{ {call} }}}}\n"})
        outcome = testkit.run(["--plugins-dir", str(tmp_path / "plugins"), "template", str(chart)])
        stderr = outcome.stderr.replace(f"{tmp_path / 'plugins'}{os.sep}", "")
        outcomes[name] = (outcome.stdout, stderr.splitlines()[0].partition("error calling")[2], stderr)
    assert outcomes["say"][0] == "---\n# Source: web/templates/a.yaml\na: said\n\n"
    assert outcomes["say"][2].splitlines() == [PRINTS, "x"]
    assert outcomes["leave"][:2] == ("", " leave: SystemExit: 3 (plugin 'acme', acme.py)")
    assert outcomes["divide"][1].startswith(" divide: ZeroDivisionError: ")
    assert outcomes["divide"][1].endswith(" (plugin 'acme', acme.py)")


# --- taking long ---


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that `foreign_calls` sees; plugins move it on by ``clock``."""
    now = [1000.0]
    monkeypatch.setattr(foreign_calls.time, "monotonic", lambda: now[0])
    return now


def watch(environment: dict[str, str]) -> tuple[Watch, testkit.RecordingConsole]:
    console = testkit.RecordingConsole()
    return Watch(Settings(environment), console), console


@pytest.mark.parametrize(
    ("environment", "took", "is_named"),
    [
        ({}, 9.0, False),
        ({}, 12.4, True),
        ({"PILOTHOUSE_PLUGIN_PATIENCE": "3"}, 4.0, True),
        ({"PILOTHOUSE_PLUGIN_PATIENCE": "0"}, 4000.0, False),
        ({"PILOTHOUSE_PLUGIN_PATIENCE": "soon"}, 12.0, True),
    ],
)
def test_a_slow_plugin_is_named_afterwards(
    clock: list[float], environment: dict[str, str], took: float, is_named: bool
) -> None:
    told, console = watch(environment)
    for _ in range(2):
        with ForeignCall(FOREIGN, "helm_load_chart", told):
            clock[0] += took
    warning = f"warning: {TITLE} took {took:.0f} seconds (helm_load_chart)\n"
    assert console.stderr == (warning if is_named else "")


def test_time_that_another_foreign_plugin_takes_is_that_plugins(clock: list[float]) -> None:
    told, console = watch({})
    with ForeignCall(FOREIGN, "helm_load_chart", told):
        clock[0] += 5
        with ForeignCall(FOREIGN.replace(name="other"), "helm_read_values", told):
            clock[0] += 11
        clock[0] += 4
    assert console.stderr == "warning: plugin 'other' (acme-dist 1) took 11 seconds (helm_read_values)\n"


def test_waiting_for_a_cluster_is_nobodys_slowness(clock: list[float]) -> None:
    told, console = watch({})
    with ForeignCall(FOREIGN, "helm_wait_until_ready", told):
        clock[0] += 300
    assert console.stderr == ""


def test_a_wrapper_is_not_slow_because_of_what_it_surrounds(tmp_path: Path, clock: list[float]) -> None:
    plugins = {
        "inner": IMPORTS + "@hookimpl\ndef helm_read_values(kernel):\n    kernel.clock[0] += 30\n    return {}\n",
        "outer": IMPORTS + "@hookimpl(wrapper=True)\ndef helm_read_values(kernel):\n    kernel.clock[0] += 6\n"
        "    values = yield\n    kernel.clock[0] += 6\n    return values\n",
    }
    kernel = testkit.make_kernel(tmp_path, plugins)
    kernel.clock = clock  # type: ignore[attr-defined]
    values(kernel)
    assert notices(kernel, tmp_path) == ["warning: plugin 'inner' (inner.py) took 30 seconds (helm_read_values)"]


def test_a_slow_import_is_named(tmp_path: Path, clock: list[float]) -> None:
    body = "from pilothouse.core.foreign_calls import time\ntime.monotonic.__closure__[0].cell_contents[0] += 20\n"
    kernel = kernel_with(tmp_path, body + "@hookimpl\ndef helm_read_values():\n    return {}\n")
    assert notices(kernel, tmp_path) == ["warning: plugin 'acme' (acme.py) took 20 seconds (acme was imported)"]


# --- interrupts ---


def test_an_interrupt_says_which_plugin_was_at_work(tmp_path: Path) -> None:
    testkit.write_plugins(
        tmp_path, {"acme": IMPORTS + "@hookimpl\ndef helm_read_values():\n    raise KeyboardInterrupt\n"}
    )
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "Chart.yaml").write_text("name: web\nversion: 0.1.0\n")
    done = testkit.run(["--plugins-dir", str(tmp_path), "template", str(tmp_path / "web")])
    assert done == (130, "", f"plugin 'acme' ({tmp_path / 'acme.py'}) was at work (helm_read_values)\n")


def test_an_interrupt_of_our_own_work_names_nobody() -> None:
    assert who_was_at_work(KeyboardInterrupt()) == ""


# --- what an import changes ---


def test_what_an_import_changes_of_the_process_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELM_HOME", "/before")
    monkeypatch.setenv("KUBECONFIG", "/x")
    body = (
        "import os\nos.environ['HELM_HOME'] = '/after'\nos.environ['OTHER'] = '1'\n"
        "del os.environ['KUBECONFIG']\nos.chdir('/')\n"
    )
    monkeypatch.setenv("OTHER", "0")
    kernel = kernel_with(tmp_path / "plugins", body + "@hookimpl\ndef helm_read_values():\n    return {}\n")
    assert notices(kernel, tmp_path / "plugins") == [
        "warning: plugin 'acme' (acme.py) changed the working directory, $HELM_HOME, $KUBECONFIG when acme was imported"
    ]


# --- whose failure it is ---


def test_an_undeclared_exception_is_put_down_to_the_plugin_whose_code_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "plugins").mkdir()
    testkit.write_plugins(
        tmp_path / "plugins",
        {
            "acme": IMPORTS + "class Service:\n    def status(self, name, revision=0):\n        return {}['x']\n"
            "@hookimpl\ndef helm_connect_release_service():\n    return Service()\n"
        },
    )
    words = ["--plugins-dir", str(tmp_path / "plugins")]
    hint = "hint: -p no:acme leaves the plugin out; --debug shows where it happened\n"
    where = tmp_path / "plugins" / "acme.py"
    raised = testkit.run([*words, "status", "one"])
    assert raised == (1, "", f"Error: plugin 'acme' ({where}) failed: KeyError: 'x'\n{hint}")
    lacking = testkit.run([*words, "get", "manifest", "one"])
    assert lacking == (
        1,
        "",
        f"Error: plugin 'acme' ({where}) failed: AttributeError: 'Service' object has no attribute 'content'\n{hint}",
    )
    assert "Traceback" in testkit.run([*words, "status", "one", "--debug"]).stderr


def test_modules_beside_that_of_a_plugin_are_the_plugins_and_others_are_not() -> None:
    def failing(module: str) -> BaseException:
        scope = {"__name__": module}
        exec("def fail():\n    raise ValueError", scope)
        try:
            scope["fail"]()  # type: ignore[operator]
        except ValueError as error:
            return error
        raise AssertionError

    plugin = FOREIGN.replace(module="acme.plugin")
    builtin = PluginRecord("b", "pilothouse.b", "builtin")
    found = [
        find_culprit(failing(name), (plugin, builtin)) for name in ("acme.driver.sql", "acme", "acmes", "pilothouse.b")
    ]
    assert found == [plugin, plugin, None, None]


# --- what escapes ---


@pytest.mark.parametrize(
    ("raised", "cause"),
    [
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise MemoryError", "MemoryError: "),
        ("raise PilothouseError(7)", "PilothouseError: (its text cannot be had: TypeError)"),
        ("raise PilothouseError('x', details=7)", "PilothouseError: x"),
        ("raise PilothouseError('x', hint=None)", "PilothouseError: x"),
        (
            "raise type('Half', (PilothouseError,), {'__init__': lambda self: None})",
            "Half: (its text cannot be had: AttributeError)",
        ),
        ("f = lambda: f(); f()", "RecursionError: maximum recursion depth exceeded"),
        ("raise type('Odd', (BaseException,), {})('x')", "Odd: x"),
        (
            "raise type('Mute', (Exception,), {'__str__': lambda self: 1 / 0})",
            "Mute: (its text cannot be had: ZeroDivisionError)",
        ),
    ],
)
def test_whatever_escapes_from_a_plugin_is_its_failure(tmp_path: Path, raised: str, cause: str) -> None:
    kernel = kernel_with(tmp_path, f"@hookimpl\ndef helm_read_values():\n    {raised}\n")
    with pytest.raises(PluginError) as caught:
        values(kernel)
    assert caught.value.message == f"plugin 'acme' ({tmp_path / 'acme.py'}) failed in helm_read_values: {cause}"


@pytest.mark.parametrize("raised", ["raise SystemExit(3)", "raise type('Odd', (BaseException,), {})('x')", "1 / 0"])
@pytest.mark.parametrize("place", ["at import", "in records"])
def test_a_plugin_that_cannot_be_examined_is_broken_and_the_others_go_on(
    tmp_path: Path, raised: str, place: str
) -> None:
    body = f"{raised}\n" if place == "at import" else f"@hookimpl\ndef helm_register_getters():\n    {raised}\n"
    kernel = kernel_with(tmp_path, body)
    assert values(kernel) == {}
    assert notices(kernel, tmp_path)[0].startswith("warning: plugin 'acme' (acme.py) is broken: ")


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ("[1]", "answered helm_error_hints with an iterable that holds int, str is expected"),
        ("'text'", "answered helm_error_hints with str, an iterable is expected"),
        ("(1 / 0 for _ in 'x')", "failed in helm_error_hints: ZeroDivisionError: division by zero"),
    ],
)
def test_hints_that_are_no_texts_do_not_hide_the_error(tmp_path: Path, answer: str, complaint: str) -> None:
    kernel = kernel_with(tmp_path, f"@hookimpl\ndef helm_error_hints():\n    return {answer}\n")
    assert kernel.hints(PilothouseError("x")) == [f"plugin 'acme' ({tmp_path / 'acme.py'}) {complaint}"]


def test_a_wrapper_that_yields_twice_or_never_is_named(tmp_path: Path) -> None:
    twice = kernel_with(tmp_path / "a", "@hookimpl(wrapper=True)\ndef helm_read_values():\n    yield\n    yield\n")
    with pytest.raises(PilothouseError, match="acme.*RuntimeError: a wrapper has to yield once"):
        values(twice)
    never = kernel_with(
        tmp_path / "b", "@hookimpl(wrapper=True)\ndef helm_read_values():\n    if 0:\n        yield\n    return {}\n"
    )
    with pytest.raises(PilothouseError, match="acme.*RuntimeError: a wrapper has to yield"):
        values(never)


def test_an_error_that_a_wrapper_lets_pass_stays_as_it_was(tmp_path: Path) -> None:
    plugins = {
        "inner": IMPORTS + "@hookimpl\ndef helm_read_values():\n    1 / 0\n",
        "outer": IMPORTS + "@hookimpl(wrapper=True)\ndef helm_read_values():\n    return (yield)\n",
    }
    with pytest.raises(PluginError) as caught:
        values(testkit.make_kernel(tmp_path, plugins))
    assert caught.value.plugin == "inner"


# --- arguments ---


@pytest.mark.parametrize(
    ("marker", "last"), [("@hookimpl", "return None"), ("@hookimpl(wrapper=True)", "return (yield)")]
)
def test_a_plugin_that_changes_the_values_that_it_is_given_changes_its_own(
    tmp_path: Path, marker: str, last: str
) -> None:
    kernel = kernel_with(
        tmp_path,
        f"{marker}\ndef helm_coalesce_values(overrides):\n"
        f"    overrides['a']['b'].append(9)\n    overrides['new'] = 1\n    {last}\n",
    )
    chart = a_chart()
    overrides = {"a": {"b": [1]}}
    kernel.first("helm_coalesce_values", chart=chart, overrides=overrides)
    assert overrides == {"a": {"b": [1]}}


def a_chart() -> object:
    from pilothouse.core.model.chart import Chart, Metadata

    return Chart(Metadata("web", "0.1.0"))


# --- imports ---


def test_idle_plugins_are_not_imported_once_the_index_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    testkit.write_plugins(
        folder,
        {
            f"idle{number}": IMPORTS
            + f"with open({str(tmp_path / 'imports')!r}, 'a') as file:\n    file.write('x')\n"
            + "from pilothouse.core.entries import EngineEntry, GetterEntry\n"
            + f"@hookimpl\ndef helm_register_getters():\n    return [GetterEntry('scheme{number}', 'nowhere:x')]\n"
            + f"@hookimpl\ndef helm_register_engines():\n    return [EngineEntry('engine{number}', 'x')]\n"
            + "@hookimpl\ndef helm_connect_kube(target):\n    return None\n"
            for number in range(20)
        },
    )
    for file in (*folder.iterdir(), folder):
        os.utime(file, (1_600_000_000, 1_600_000_000))
    (tmp_path / "web" / "templates").mkdir(parents=True)
    (tmp_path / "web" / "Chart.yaml").write_text("name: web\nversion: 0.1.0\n")
    (tmp_path / "web" / "templates" / "a.yaml").write_text("a: {{ .Values.b }}\n")
    environment = {"PILOTHOUSE_CACHE_DIR": str(tmp_path / "cache"), "HELM_HOME": str(tmp_path / "helm")}
    words = ["--plugins-dir", str(folder)]
    testkit.run([*words, "home"], environment=environment)
    imported = (tmp_path / "imports").read_text()
    assert imported == "x" * 20
    for command in (["home"], ["--help"], ["plugins", "list"], ["template", str(tmp_path / "web"), "--set", "b=c"]):
        assert testkit.run([*words, *command], environment=environment).code == 0
    assert (tmp_path / "imports").read_text() == imported


def test_a_trace_says_what_importing_a_plugin_takes(tmp_path: Path) -> None:
    kernel = kernel_with(
        tmp_path,
        "import sys, types\nsys.modules['a_heavy_module'] = types.ModuleType('a_heavy_module')\n"
        "@hookimpl\ndef helm_read_values():\n    return {}\n",
        PILOTHOUSE_TRACE_PLUGINS="1",
    )
    for name in ("a_heavy_module", "pilothouse_plugin_file_acme"):
        del sys.modules[name]
    values(kernel)
    assert notices(kernel, tmp_path)[0].startswith("[plugins] acme imported: 2 modules in ")
