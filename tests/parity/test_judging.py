"""What is our own in prose and code is judged by what scripts rely on, and nothing else passes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from parity.judging import Judge
from parity.sandboxes import load_sandbox
from parity.scaffolds import Scaffolds

CHART = {
    "Chart.yaml": "apiVersion: v1\nname: web\nversion: 0.1.0\n",
    "values.yaml": "# Helm's words\nname: a\n",
    ".helmignore": "# Helm's words\n*.tmp\n",
    "templates/_helpers.tpl": '{{ define "web.name" }}{{ .Values.name }}{{ end }}',
    "templates/config.yaml": 'kind: ConfigMap # Helm\'s\nmetadata:\n  name: {{ include "web.name" . }}\n',
}


def step(changes: dict[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    texts = {**CHART, **(changes or {})}
    created = [
        {"path": f"{{{{CWD}}}}/web/{path}", "type": "file", "mode": "0644", "text": text, "size": len(text)}
        for path, text in texts.items()
    ]
    return {"argv": ["create", "web"], "exit": 0, "stdout": "Creating web\n", "files": {"created": created}, **fields}


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    return Judge(load_sandbox(), tmp_path)


def test_a_scaffold_of_other_words_that_renders_the_same_agrees(judge: Judge) -> None:
    ours = step({
        "values.yaml": "# our words\nname: a\n",
        "templates/config.yaml": '# ours\nmetadata: { name: {{ include "web.name" . | quote }} }\nkind: ConfigMap\n',
    })
    assert judge.differences(step(), ours) == []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"values.yaml": "name: b\n"}, "has other values"),
        ({"Chart.yaml": "apiVersion: v1\nname: web\nversion: 0.2.0\n"}, "Chart.yaml is"),
        ({".helmignore": "*.bak\n"}, "has other patterns"),
        ({"templates/more.yaml": ""}, "created: want"),
        ({"templates/config.yaml": "kind: Secret\n"}, "instead of"),
        ({"templates/config.yaml": "{{ fail `no` }}"}, "renders with 1 instead of 0"),
        ({"templates/_helpers.tpl": '{{ define "name" }}{{ end }}'}, "defines ['name'] instead of ['web.name']"),
    ],
)
def test_a_scaffold_that_is_another_chart_differs(judge: Judge, changes: dict[str, str], complaint: str) -> None:
    assert complaint in judge.differences(step(), step(changes))[0]


def test_later_steps_may_show_the_texts_of_a_scaffold(tmp_path: Path) -> None:
    scaffolds = Scaffolds(tmp_path)
    want, got = "---\n# Source: a\nkind: A # Helm's\n", "---\n# Source: a\nkind: A\n"
    assert not scaffolds.explains("stdout", want, got)
    scaffolds.differences(step(), step())
    assert scaffolds.explains("stdout", want, got)
    assert not scaffolds.explains("stdout", want, "---\n# Source: b\nkind: A\n")
    assert not scaffolds.explains("stdout", want, "---\n# Source: a\nkind: B\n")
    assert not scaffolds.explains("exit", 0, 1)


def page(body: str) -> dict[str, Any]:
    return {"status": 200, "headers": {"content-type": "text/html; charset=utf-8"}, "body": body}


@pytest.mark.parametrize(
    ("body", "complaints"),
    [
        ("<main><h2>alpha</h2><a href='/a.tgz'>0.1</a><a href='/more'>more</a></main>", []),
        ("<main><h2>alpha</h2></main>", ["no link to /a.tgz"]),
        ("<a href='/a.tgz'>0.1</a>", ["alpha is not named"]),
    ],
)
def test_a_page_has_the_recorded_links_and_names(judge: Judge, body: str, complaints: list[str]) -> None:
    recorded = page("<ul><li>alpha<ul><li><a href='/a.tgz'>a-0.1</a></li></ul></li></ul>")
    assert judge.differences({"http": "x", "response": recorded}, {"response": page(body)}) == complaints


def test_a_help_text_lists_the_flags_and_commands_of_the_recorded_one(judge: Judge) -> None:
    want = "Words\n\nAvailable Commands:\n  add  Add\n\nFlags:\n  -x, --ex string   words (default \"a\")\n"
    ours = "Other\n\nAvailable Commands:\n  add  it\n  also  also\n\nFlags:\n  -x, --ex string   no (default \"a\")\n"
    recorded = {"argv": ["repo", "--help"], "exit": 0, "stdout": want}
    assert judge.differences(recorded, {"exit": 0, "stdout": ours}) == []
    lacking = ours.replace("  add  it\n", "").replace('"a"', '"b"')
    flag, commands = judge.differences(recorded, {"exit": 0, "stdout": lacking})
    assert flag.startswith("flag --ex")
    assert commands == "commands that are not listed: add"


def test_where_helm_crashed_a_clear_error_is_wanted(judge: Judge) -> None:
    crash = {"argv": ["home"], "exit": 2, "stderr": "panic: x\n{{GO_STACK}}\n"}
    assert judge.differences(crash, {"exit": 1, "stderr": "Error: bad plugin\n"}) == []
    for exit_code, stderr in ((0, ""), (1, "Traceback"), (2, "Error: x")):
        assert judge.differences(crash, {"exit": exit_code, "stderr": stderr})
