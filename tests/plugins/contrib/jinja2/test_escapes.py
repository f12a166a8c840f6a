"""Ways out of Jinja's sandbox that are known, and what somebody would find who took one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pilothouse
import pytest
from jinja_charts import make_chart, make_kernel, render_chart
from pilothouse.core.errors import TemplateError

Render = Callable[..., str]

MARK = "uid="
GLOBALS = "['__globals__']['os']['popen']('id')['read']()"

PAYLOADS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__']['__mro__'][1]['__subclasses__']() }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ [''] | map(attribute='__class__') | list }}",
    "{{ [''] | map('attr', '__class__') | list }}",
    "{{ [''] | groupby('__class__') | list }}",
    "{{ [''] | sum(attribute='__class__') }}",
    "{{ ['x'] | selectattr('__class__') | list }}",
    "{{ [''] | sort(attribute='__class__.__mro__') }}",
    "{{ '{0.__class__}'.format(Values) }}",  # CVE-2016-10745
    "{{ '{0.__class__}'['format'](Values) }}",
    "{{ '{a.__class__}'.format_map({'a': Values}) }}",  # GHSA-462w-v97r-4m45
    "{{ ['{0.__class__}'] | map('format', Values) | list }}",
    "{% set f = '{0.__class__}'.format %}{{ f(Values) }}",  # CVE-2024-56326
    "{{ ('{0.__class__}'|attr('format'))(Values) }}",  # CVE-2025-27516
    "{{ '%(__class__)s' | format(**{'x': 1}) }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__.os.popen('id').read() }}",
    "{{ namespace.__init__" + GLOBALS + " }}",
    "{{ namespace().__init__" + GLOBALS + " }}",
    "{{ namespace()._Namespace__attrs.__class__ }}",
    "{{ range.__globals__ }}{{ range.__code__ }}",
    "{{ trunc.__globals__ }}{{ trunc.__closure__ }}{{ toYaml.__wrapped__ }}",
    "{{ include.__self__.environment }}{{ tpl.__func__.__globals__ }}",
    "{{ self._TemplateReference__context }}{{ self.__init__" + GLOBALS + " }}",
    "{{ self['_TemplateReference__context'] }}",
    "{% macro m() %}{% endmacro %}{{ m._environment }}{{ m._func.__globals__ }}{{ m.__class__ }}",
    "{% for x in [1] %}{{ loop._iterable }}{{ loop.__class__ }}{{ loop._recurse }}{% endfor %}",
    "{% block b %}{{ super.__class__ }}{% endblock %}",
    "{% import '_m.j2' as m %}{{ m._body_stream }}{{ m.__class__ }}{{ m.__dict__ }}{{ m['__name__'] }}",
    "{{ Values.nope.__class__.__mro__ }}",
    "{{ Values.nope._undefined_exception }}",
    "{{ x._fail_with_undefined_error.__globals__ }}",
    "{{ Values.items.__self__ }}{{ Values.get.__self__.__class__ }}",
    "{{ Values.update({'a': 1}) }}{{ Values.clear() }}",
    "{{ [1].append(2) }}{{ [1].__iadd__([2]) }}",
    "{{ Chart.go_methods }}{{ Chart.__class__ }}{{ Chart.__init__ }}{{ Release.Time.go_fields }}",
    "{{ Capabilities._capabilities }}{{ Capabilities.APIVersions.go_methods }}",
    "{{ Files.Get.__globals__ }}{{ Files.__class__ }}{{ Files.go_methods }}",
    "{{ context }}",
    "{{ environment }}",
    "{{ config.__class__.__init__.__globals__ }}",
    "{{ request.application.__globals__ }}",
    "{{ ().__class__.__base__ }}{{ (1).__class__ }}{{ true.__class__ }}{{ none.__class__ }}",
    "{{ (x for x in []).gi_frame }}",
    "{{ [1] | map('upper') | attr('gi_frame') }}",
    "{{ ([1] | map('upper')).gi_frame.f_builtins }}",
    "{{ tpl('{{ \"\".__class__.__mro__ }}') }}",
    "{{ dict.__class__ }}{{ dict.__base__ }}{{ dict.mro() }}",
    "{{ fromYaml('!!python/object/apply:os.system [\"id\"]') }}",
    "{% include '/proc/self/environ' %}",
    "{{ self.__init__.__globals__.__builtins__.__import__('os').popen('id').read() }}",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_known_way_out_of_the_sandbox_leads_nowhere(render: Render, payload: str) -> None:
    try:
        text = render(payload, {"a": 1.0}, templates={"_m.j2": "{% set a = 1 %}"})
    except TemplateError as error:
        text = error.message
    for trace in ("class '", "<class", "<function", "<built-in", "<module", "object at 0x", MARK, "PATH="):
        assert trace not in text


@pytest.mark.parametrize(
    "name", ["a'b.j2", 'a"; import os #.j2', "a\\.j2", "a\nimport os\n.j2", "{{ 1 }}.j2", "é\u2028.j2", "'''\"\"\".j2"]
)
def test_names_of_templates_are_no_code(name: str) -> None:  # CVE-2024-56201
    including = "{% include Values.name %}"
    chart = make_chart({name: "{% block b %}{{ Template.Name }}{% endblock %}", "z.j2": including})
    full = f"web/templates/{name}"
    assert render_chart(chart, {"name": name}, kernel=make_kernel()) == {
        full.removesuffix(".j2"): full,
        "web/templates/z": "web/templates/z.j2",
    }


@pytest.mark.parametrize("name", ["lipsum", "cycler", "joiner", "self.x", "caller", "_", "__builtins__", "open"])
def test_names_beyond_the_documented_ones_are_not_there(render: Render, name: str) -> None:
    assert render(f"{{{{ {name} is defined }}}}") == "false"


def test_values_are_not_changed_but_by_functions(render: Render) -> None:
    for text in ("{{ Values.pop('a') }}", "{{ Values.update({}) }}", "{{ Values.l.append(1) }}", "{{ [2].sort() }}"):
        with pytest.raises(TemplateError, match="is no function of a "):
            render(text, {"a": 1.0, "l": []})


REACH = """
import os
import sys
from pilothouse.core.entries import TemplateFunctionEntry
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_template_functions():
    return [TemplateFunctionEntry("reach", f"{__name__}:reach")]

def reach(how: str, path: str):
    scope = {"os": os, "sys": sys, "path": path}
    exec(how, scope)
    return scope.get("found", "reached")
"""

ATTEMPTS = {
    "open(path).read()": "open",
    "open(path, 'rb').read()": "open",
    "open(path + '.py', 'w')": "open",
    "os.open(path, os.O_RDONLY)": "open",
    "open(0)": "open",
    "open(os.__file__, 'a')": "open",
    "open(os.path.dirname(os.__file__) + '/../../../etc/../' + path)": "open",
    "os.listdir('/')": "os.listdir",
    "os.scandir('/etc')": "os.scandir",
    "os.remove(path)": "os.remove",
    "os.rename(path, path + 'x')": "os.rename",
    "os.mkdir(path + 'd')": "os.mkdir",
    "os.chmod(path, 0o777)": "os.chmod",
    "os.symlink(path, path + 'l')": "os.symlink",
    "os.system('id')": "os.system",
    "os.popen('id')": "open",
    "os.fork()": "os.fork",
    "os.execv('/bin/sh', ['sh'])": "os.exec",
    "os.posix_spawn('/bin/sh', ['sh'], {})": "os.posix_spawn",
    "os.kill(os.getppid(), 9)": "os.kill",
    "import subprocess; subprocess.run(['id'])": "subprocess.Popen",
    "import _posixsubprocess; _posixsubprocess.fork_exec()": "starting a process",
    "sys.modules.pop('_posixsubprocess'); import _posixsubprocess": "import _posixsubprocess",
    "import socket; socket.socket()": "socket.__new__",
    "import socket; socket.getaddrinfo('localhost', 80)": "socket.getaddrinfo",
    "import urllib.request; urllib.request.urlopen('file:///etc/passwd')": "",
    "import ctypes": "import ctypes",
    "import _ctypes": "import _ctypes",
    "import pickle; pickle.loads(b'cos\\nsystem\\n(S\"id\"\\ntR.')": "pickle.find_class",
    "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))": "resource.setrlimit",
    "import mmap; mmap.mmap(-1, 10)": "mmap.__new__",
    "import gc; gc.get_objects()": "gc.get_objects",
    "sys.settrace(print)": "sys.settrace",
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_whoever_is_out_of_the_sandbox_reaches_nothing(tmp_path: Path, attempt: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    kernel = make_kernel(tmp_path / "plugins", {"reach": REACH})
    chart = make_chart({"a.j2": "{{ reach(Values.how, Values.path) }}"})
    with pytest.raises(TemplateError) as caught:
        render_chart(chart, {"how": attempt, "path": str(secret)}, kernel=kernel)
    assert f"error calling reach: RefusedError: {ATTEMPTS[attempt]}" in caught.value.message or (
        not ATTEMPTS[attempt] and "error calling reach" in caught.value.message
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plugins", "secret"]
    assert secret.read_text() == "the secret"


def test_the_process_knows_nothing_of_its_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    kernel = make_kernel(tmp_path, {"reach": REACH})
    chart = make_chart({"a.j2": "{{ reach(Values.how, '') }}"})
    how = (
        "def is_open(n):\n"
        "    try:\n"
        "        os.fstat(n)\n"
        "    except OSError:\n"
        "        return False\n"
        "    return True\n"
        "found = [sorted(os.environ), os.getcwd(), [n for n in range(3, 64) if is_open(n)]]"
    )
    environment, folder, files = json.loads(render_chart(chart, {"how": how}, kernel=kernel)["web/templates/a"])
    assert environment in (["TZ"], ["LC_CTYPE", "TZ"])
    assert folder == "/"
    assert len(files) == 1  # the way back to whoever asked


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have the audit hook alone")
def test_what_linux_refuses_stays_refused_when_the_audit_hook_is_disarmed() -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pilothouse.plugins.contrib.jinja2 import confinement as c\n"
        "c.refuse_everything_else([])\n"
        "try:\n"
        "    open('/etc/passwd')\n"
        "except c.RefusedError as error:\n"
        "    print(error)\n"
        "c._Hook.check = c._Hook._may_open = c._Hook._may_list = lambda *_: True\n"
        "c._HARMLESS = type('All', (), {'__contains__': lambda *_: True})()\n"
        "import os, socket\n"
        "for attempt in (\n"
        "    lambda: open('/etc/passwd'), lambda: open('/made', 'w'), lambda: os.listdir('/'),\n"
        "    socket.socket, os.fork, lambda: os.execv('/bin/sh', ['sh']), lambda: os.kill(os.getppid(), 0),\n"
        "):\n"
        "    try:\n"
        "        attempt()\n"
        "    except PermissionError as error:\n"
        "        print(error.strerror)\n"
    )
    root = os.path.dirname(os.path.dirname(os.path.abspath(str(pilothouse.__file__))))
    done = subprocess.run([sys.executable, "-c", script, root], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    refused = [*["Permission denied"] * 3, *["Operation not permitted"] * 4]
    assert done.stdout.splitlines() == ["open /etc/passwd", *refused]
