from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from pilothouse.core.errors import TemplateError
from pilothouse.core.golib import limits
from pilothouse.core.thread_stacks import highest_recursion_limit
from pilothouse.plugins.builtin.gotpl import engine as engine_module
from pilothouse.plugins.builtin.gotpl.engine import Engine, Renderable

Files = Callable[..., dict[str, str]]


def error_of(render_files: Files, files: dict[str, str], values: dict[str, Any] | None = None) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        render_files(files, values)
    return caught.value


def test_files_are_executed_deepest_first_and_backwards_by_name(render_files: Files) -> None:
    files = dict.fromkeys(
        ("d/templates/a.yaml", "d/templates/B.yaml", "d/templates/sub/c.yaml", "d/charts/k/templates/x.yaml"),
        "{{ .Template.Name }}",
    )
    names = ["d/charts/k/templates/x.yaml", "d/templates/sub/c.yaml", "d/templates/a.yaml", "d/templates/B.yaml"]
    assert list(render_files(files).items()) == [(name, name) for name in names]


def test_partials_are_parsed_and_not_executed(render_files: Files) -> None:
    files = {"d/templates/_h.tpl": '{{ define "h" }}H{{ end }}{{ fail "x" }}', "d/templates/a": '{{ include "h" . }}'}
    assert render_files(files) == {"d/templates/a": "H"}


def test_the_definition_that_is_parsed_last_wins_unless_it_is_empty(render_files: Files) -> None:
    files = {
        "d/charts/k/templates/x": '{{ define "t" }}deep{{ end }}{{ define "u" }}deep{{ end }}',
        "d/templates/a": '{{ define "t" }}a{{ end }}{{ define "u" }}  {{ end }}{{ include "t" . }} {{ include "u" . }}',
        "d/templates/b": '{{ define "t" }}b{{ end }}',
    }
    assert render_files(files)["d/templates/a"] == "a deep"


def test_a_file_can_be_included_by_its_full_name(render_files: Files) -> None:
    files = {"d/templates/_x.tpl": "[{{ . }}]", "d/templates/a": '{{ include "d/templates/_x.tpl" 1 }}'}
    assert render_files(files) == {"d/templates/a": "[1]"}


def test_templates_see_what_earlier_ones_have_set(render_files: Files) -> None:
    files = {"d/templates/b": '{{ set .Values "x" 1 }}', "d/templates/a": "{{ .Values.x }}"}
    assert render_files(files) == {"d/templates/b": "", "d/templates/a": "1"}


def test_no_value_is_removed_at_the_end_only(render_files: Files) -> None:
    text = '{{ define "t" }}{{ .none }}{{ end }}[{{ .none }}{{ include "t" . | upper }}{{ include "t" . }}]'
    assert render_files({"d/templates/a": text}) == {"d/templates/a": "[<NO VALUE>]"}


def test_parse_errors_name_the_file(render_files: Files) -> None:
    error = error_of(render_files, {"d/templates/a": "x\n{{ if }}"})
    assert error.message == 'parse error in "d/templates/a": template: d/templates/a:2: missing value for if'
    assert (error.file, error.line, error.source_line) == ("d/templates/a", 2, "{{ if }}")


def test_a_misspelt_function_is_answered_with_those_that_may_be_meant(render_files: Files) -> None:
    assert error_of(render_files, {"d/templates/a": "{{ uper .a }}"}).hint == "did you mean upper?"
    assert error_of(render_files, {"d/templates/a": "{{ xyzzy_plugh .a }}"}).hint == (
        "`pilothouse plugins explain register_template_functions` lists the functions, and whose they are"
    )
    assert error_of(render_files, {"d/templates/a": "{{ if }}"}).hint == ""


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("{{ upper .Values.none }}", ".Values.none"),
        ("{{ $v := .Values }}{{ upper $v.none }}", "$v.none"),
        ("{{ index .Values.none 0 }}", ".Values.none"),
        ("{{ index (dict) 0 }}", ""),
        ("{{ .Values.none | upper }}", ""),
    ],
)
def test_an_argument_that_is_nil_is_named_where_it_is_a_path(render_files: Files, text: str, missing: str) -> None:
    assert error_of(render_files, {"d/templates/a": text}).missing_path == missing


def test_what_failed_in_a_text_for_tpl_is_told_apart_from_the_file(render_files: Files) -> None:
    error = error_of(render_files, {"d/templates/a": 'x\n{{ tpl "y\\n{{ .Values.a.b }}" . }}'})
    assert (error.line, error.source_line) == (2, "{{ .Values.a.b }}")
    assert [name for name, _ in error.include_stack] == ["tpl", "d/templates/a"]


def test_a_long_stack_begins_with_the_file_that_is_rendered(render_files: Files) -> None:
    text = '{{ define "loop" }}{{ include "loop" . }}{{ end }}{{ include "loop" . }}'
    stack = error_of(render_files, {"d/templates/a": text}).include_stack
    assert (stack[0], stack[1:]) == (("d/templates/a", ""), (("loop", "d/templates/a:1:23"),) * 20)


def test_an_error_tells_its_place_its_line_the_open_templates_and_what_was_nil(render_files: Files) -> None:
    files = {
        "d/templates/_h.tpl": '{{ define "h" }}\n  k: {{ .Values.a.b }}{{ end }}',
        "d/templates/a": '{{ define "t" }}{{ template "h" . }}{{ end }}x: {{ include "t" . }}',
    }
    error = error_of(render_files, files)
    assert error.message == (
        'render error in "d/templates/a": template: d/templates/a:1:51: executing "d/templates/a" at <include "t" .>: '
        'error calling include: template: d/templates/_h.tpl:2:15: executing "h" at <.Values.a.b>: '
        "nil pointer evaluating interface {}.b"
    )
    assert (error.file, error.line, error.column) == ("d/templates/_h.tpl", 2, 16)
    assert error.source_line == "  k: {{ .Values.a.b }}{{ end }}"
    assert error.include_stack == (
        ("d/templates/a", "d/templates/a:1:52"),
        ("t", "d/templates/a:1:29"),
        ("h", "d/templates/_h.tpl:2:16"),
    )
    assert error.missing_path == ".Values.a"


def test_columns_are_bytes_in_the_sentence_and_characters_for_the_reader(render_files: Files) -> None:
    error = error_of(render_files, {"a": "é{{ .x.y }}"})
    assert error.message.startswith('render error in "a": template: a:1:7: ')
    assert error.source_line[error.column - 1 :] == ".y }}"


def test_an_unknown_template_cannot_be_included(render_files: Files) -> None:
    error = error_of(render_files, {"d/templates/a": '{{ include "ghost" . }}'})
    assert error.message.endswith(': no template "ghost" associated with template "gotpl"')


def test_tpl_sees_all_files_but_the_one_it_is_called_from(render_files: Files) -> None:
    files = {
        "demo/templates/_h.tpl": '{{ define "h" }}H{{ end }}{{ define "own" }}theirs{{ end }}',
        "demo/templates/a": '{{ define "here" }}x{{ end }}{{ tpl .Values.text . }}',
    }
    text = '{{ define "own" }}mine{{ end }}{{ define "new" }}N{{ end }}{{ include "h" . }}{{ include "own" . }}'
    assert render_files(files, {"text": text + '{{ include "new" . }}{{ .none }}'})["demo/templates/a"] == "HtheirsN"
    error = error_of(render_files, files, {"text": '{{ include "here" . }}'})
    assert error.message.endswith(
        'render error in "demo/templates/a": template: demo/templates/a:1:3: executing "demo/templates/a" at '
        '<include "here" .>: error calling include: template: no template "here" associated with template "gotpl"'
    )


def test_a_text_without_actions_is_its_own_rendering(render_files: Files) -> None:
    assert render_files({"demo/templates/a": '{{ tpl "a <no value>b" . }}'}) == {"demo/templates/a": "a b"}


def test_tpl_reports_parse_errors_under_the_name_of_the_file(render_files: Files) -> None:
    error = error_of(render_files, {"demo/templates/a": '{{ tpl "{{ if }}" . }}'})
    assert error.message.endswith(
        'error calling tpl: parse error in "demo/templates/a": template: demo/templates/a:1: missing value for if'
    )


def test_template_calls_nest_as_deep_as_in_go(render_files: Files) -> None:
    text = '{{ define "loop" }}{{ if . }}{{ template "loop" . }}{{ end }}{{ end }}{{ template "loop" . }}'
    threading.stack_size(0)
    before, threads = sys.getrecursionlimit(), threading.enumerate()
    error = error_of(render_files, {"F": text})
    assert error.message == (
        'render error in "F": template: F:1:41: executing "loop" at <{{template "loop" .}}>: '
        "exceeded maximum template depth (100000)"
    )
    assert len(error.include_stack) < 100
    usual = max(before, 5000)
    assert sys.getrecursionlimit() in (usual, highest_recursion_limit(usual))
    assert threading.stack_size() == 0
    assert set(threading.enumerate()) <= set(threads)


def test_a_name_is_included_inside_itself_a_thousand_times(render_files: Files) -> None:
    counted = '{{ define "down" }}{{ if . }}{{ include "down" (add1 .) }}{{ end }}{{ end }}{{ include "down" 1 }}'
    error = error_of(render_files, {"F": counted})
    one_level = 'template: F:1:32: executing "down" at <include "down" (add1 .)>: error calling include: '
    place = f'template: F:1:{counted.rindex("include")}: executing "F" at <include "down" 1>'
    assert error.message == (
        f'render error in "F": {place}: error calling include: '
        + one_level * 1001
        + "rendering template has a nested reference name: down: unable to execute template"
    )


def test_deep_includes_succeed(render_files: Files) -> None:
    rest = '{{ define "rest" }}{{ if . }}({{ include "rest" (index . 0) }}){{ end }}{{ end }}'
    nested: list[Any] = []
    for _ in range(900):
        nested = [nested]
    assert render_files({"F": rest + '{{ include "rest" .Values.l }}'}, {"l": nested}) == {"F": "(" * 900 + ")" * 900}


def test_endless_tpl_is_a_declared_error(render_files: Files) -> None:
    error = error_of(render_files, {"F": "{{ tpl .Values.x . }}"}, {"x": "{{ tpl .Values.x . }}"})
    assert error.message.endswith("tpl is nested more than 200 times")


def test_endless_work_is_a_declared_error(render_files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "MAX_STEPS", 10_000)
    many = "{{ range until 100 }}{{ range until 100 }}{{ range until 100 }}{{ end }}{{ end }}{{ end }}"
    assert error_of(render_files, {"F": many}).message == 'render error in "F": more than 10000 actions to execute'
    once = '{{ define "tA" }}{{ template "tB" }}{{ template "tB" }}{{ end }}'
    double = "".join(once.replace("A", str(number)).replace("B", str(number + 1)) for number in range(40))
    text = double + '{{ define "t40" }}x{{ end }}{{ template "t0" }}'
    assert "more than 10000 actions to execute" in error_of(render_files, {"F": text}).message


def test_endless_output_is_a_declared_error(render_files: Files) -> None:
    text = '{{ $x := repeat 10000000 "x" }}{{ range until 100 }}{{ $x }}{{ end }}'
    message = f'render error in "F": text of 1000000000 characters is longer than the limit of {limits.MAX_TEXT}'
    assert error_of(render_files, {"F": text}).message == message


def test_an_engine_can_render_again_with_other_data(make_engine: Callable[..., Engine]) -> None:
    engine = make_engine()
    text = '{{ define "t" }}{{ .Values.x }}{{ end }}{{ include "t" . }}'
    texts = [engine.render({"a": Renderable(text, {"Values": {"x": value}}, "")}) for value in (1, 2)]
    assert texts == [{"a": "1"}, {"a": "2"}]


def test_the_names_of_functions_are_asked_for_without_looking_them_up() -> None:
    class Lazy(dict[str, Any]):
        def __getitem__(self, name: str) -> Any:
            raise AssertionError(name)

        get = __getitem__

    root: dict[str, Any] = {}
    text = "{{ if .x }}{{ known 1 }}{{ end }}a"
    assert Engine(Lazy(known=None), {}).render({"a": Renderable(text, root, "")}) == {"a": "a"}
