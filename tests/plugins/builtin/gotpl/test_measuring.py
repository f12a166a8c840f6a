"""Coverage against templates whose lines and branches are counted by hand.

The numbers at the left of the templates are those of their lines; `NOT` marks what no test reaches.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from pilothouse.core.errors import TemplateError
from pilothouse.core.model.coverage import Coverage, CoverageFigures
from pilothouse.plugins.builtin.gotpl.engine import Engine, Renderable
from pilothouse.testing import write_chart

MAIN = "demo/templates/main.yaml"
HELPERS = "demo/templates/_helpers.tpl"

Measure = Callable[..., Coverage]


@pytest.fixture
def measure(make_engine: Callable[..., Engine]) -> Measure:
    """Renders files (or one text) once for each table of values; gives what was reached. Failing is passed over."""

    def measure_files(files: dict[str, str] | str, *values: dict[str, Any], fails: bool = False) -> Coverage:
        coverage = Coverage()
        named = {MAIN: files} if isinstance(files, str) else files
        for table in values or ({},):
            root = {"Values": table}
            templates = {name: Renderable(dedent(text), root, "demo/templates") for name, text in named.items()}
            engine = make_engine(coverage=coverage)
            if fails:
                with pytest.raises(TemplateError):
                    engine.render(templates)
            else:
                engine.render(templates)
        return coverage

    return measure_files


def of(coverage: Coverage, name: str = MAIN) -> tuple[dict[int, int], dict[tuple[int, int, str], int]]:
    (found,) = [template for template in coverage.templates.values() if template.name == name]
    return dict(sorted(found.statements.items())), dict(sorted(found.branches.items()))


def test_lines_of_text_count_unless_they_are_white_space(measure: Measure) -> None:
    # 1 text, 2 white space, 3 text after blanks, 4 a YAML comment, which is text to a template: 3 lines.
    assert of(measure("a: 1\n \t\n  b: 2\n# c\n")) == ({1: 1, 3: 1, 4: 1}, {})


def test_every_action_counts_for_the_line_on_which_it_begins(measure: Measure) -> None:
    text = """\
        {{ .Values.a }}
        {{- $x := 1 }}
        b: {{ $x }} {{ $x }}
        {{ `one
        two` }}
        {{ "plain" }}
        """
    # 1 an action; 2 a declaration; 3 text and two actions, executed once each; 4 an action that goes on in 5, which
    # is no line of its own; 6 an action that the compiler makes text of.
    assert of(measure(text)) == ({1: 1, 2: 1, 3: 1, 4: 1, 6: 1}, {})


def test_comments_define_else_and_end_are_no_lines(measure: Measure) -> None:
    text = """\
        {{/* one */}}
        {{- /* two
               three */ -}}
        {{ define "d" }}
        d
        {{ end }}
        {{ if .Values.x }}
        {{/* nothing */}}
        {{ else }}
        x
        {{ end }}
        """
    # Executed can be 5 (never: nobody includes it), 7 and 10. The body of the if has no line, and is a branch.
    assert of(measure(text)) == ({5: 0, 7: 1, 10: 1}, {(7, 1, "if"): 0, (7, 1, "else"): 1})


def test_nested_if_else_if_and_else(measure: Measure) -> None:
    text = """\
        {{- if .Values.a }}
        a: {{ .Values.a }}
          {{- if eq .Values.a 2 }}
        two
          {{- end }}
        {{- else if .Values.b }}
        b: 1
        {{- else if .Values.c }}
        c: 1
        {{- else }}
        none
          {{ if .Values.d }}d{{ else }}e{{ end }}
        {{- end }}
        """
    # Lines: 1 if, 2 text, 3 if, 4 text, 6 else if, 7 text, 8 else if, 9 text, 11 text, 12 if with two texts: 10.
    # Branches: of 1 its body (what follows is the branches of 6 and 8); of 3 body and missing else; of 6 its body; of 8
    # body and else; of 12 body and else: 1 + 2 + 1 + 2 + 2 = 8.
    coverage = measure(text, {"a": 1}, {"a": 1}, {"c": 1})
    assert of(coverage) == (
        {1: 3, 2: 2, 3: 2, 4: 0, 6: 1, 7: 0, 8: 1, 9: 1, 11: 0, 12: 0},
        {
            (1, 1, "if"): 2,
            (3, 3, "if"): 0,
            (3, 3, "no else"): 2,
            (6, 1, "else if"): 0,
            (8, 1, "else if"): 1,
            (8, 1, "else"): 0,
            (12, 3, "if"): 0,
            (12, 3, "else"): 0,
        },
    )
    # Missed lines 4, 7, 11, 12. Branches not taken: 3 if, 6 else if, 8 else, 12 both: 5. Reached lines with a branch
    # that was not taken: 3, 6, 8. 18 in all, 9 of them reached: 50 per cent.
    assert coverage.figures == CoverageFigures(10, 4, 8, 5, 3)
    assert coverage.figures.percent == 50.0


def test_else_with_an_if_of_its_own_is_the_same_chain(measure: Measure) -> None:
    # {{ else }}{{ if }} without text between has the tree of {{ else if }}: only the name of the branch tells.
    text = "{{ if .Values.a }}a{{ else }}{{ if .Values.b }}b{{ end }}{{ end }}"
    assert of(measure(text, {"b": 1})) == ({1: 1}, {(1, 1, "if"): 0, (1, 30, "if"): 1, (1, 30, "no else"): 0})


def test_with_and_its_else(measure: Measure) -> None:
    text = """\
        {{ with .Values.a }}
        {{ . }}
        {{ end }}
        {{ with .Values.b }}
        b
        {{ else }}
        c
        {{ end }}
        """
    assert of(measure(text, {"a": 1}, {"a": 2, "b": 1}, {"b": 1})) == (
        {1: 3, 2: 2, 4: 3, 5: 2, 7: 1},
        {(1, 1, "body"): 2, (1, 1, "empty"): 1, (4, 1, "body"): 2, (4, 1, "else"): 1},
    )


def test_range_over_nothing_something_and_else(measure: Measure) -> None:
    text = """\
        {{ range .Values.a }}
        - {{ . }}
        {{ end }}
        {{- range $k, $v := .Values.b }}
        {{ $k }}: {{ $v }}
        {{- else }}
        {}
        {{- end }}
        """
    # The range itself is executed once a rendering, its body once an element.
    assert of(measure(text, {"a": [1, 2, 3]}, {"b": {"x": 1}})) == (
        {1: 2, 2: 3, 4: 2, 5: 1, 7: 1},
        {(1, 1, "body"): 3, (1, 1, "empty"): 1, (4, 1, "body"): 1, (4, 1, "else"): 1},
    )


def test_definitions_count_where_they_are_however_they_are_reached(measure: Measure) -> None:
    helpers = """\
        {{- define "one" -}}
        one{{ if .deep }} deep{{ end }}
        {{- end -}}
        {{- define "two" -}}
        {{ include "one" . }}
        {{- end -}}
        {{- define "three" -}}
        three
        {{- end -}}
        {{- define "never" -}}
        {{ range .x }}
        - x
        {{ end }}
        {{- end -}}
        """
    main = """\
        {{ include "two" (dict "deep" 1) }}
        {{ template "one" dict }}
        {{ tpl .Values.text . }}
        {{ if false }}{{ template "three" . }}{{ end }}
        """
    coverage = measure({HELPERS: helpers, MAIN: main}, {"text": '{{ include "three" . }}{{ if .x }}x{{ end }}'})
    # "one" runs by "two" and by template, "three" by the text that tpl is given, which is no line of the chart itself.
    # What "never" has is there and not reached: 11 range, 12 text; two branches.
    assert of(coverage, HELPERS) == (
        {2: 2, 5: 1, 8: 1, 11: 0, 12: 0},
        {(2, 4, "if"): 1, (2, 4, "no else"): 1, (11, 1, "body"): 0, (11, 1, "empty"): 0},
    )
    assert of(coverage) == ({1: 1, 2: 1, 3: 1, 4: 1}, {(4, 1, "if"): 0, (4, 1, "no else"): 1})
    assert [name for name, _ in coverage.templates] == [MAIN, HELPERS]


def test_a_block_counts_as_a_definition_that_is_executed_at_once(measure: Measure) -> None:
    assert of(measure('{{ block "b" . }}\nx\n{{ end }}')) == ({1: 1, 2: 1}, {})


def test_and_and_or_are_no_branches(measure: Measure) -> None:
    assert of(measure("{{ and .Values.a (or .Values.b .Values.c) }}")) == ({1: 1}, {})


def test_trimmed_white_space_changes_neither_lines_nor_columns(measure: Measure) -> None:
    plain = "a\n\n{{ if .Values.x }}\n\nb\n\n  {{ end }}\n"
    trimmed = "a\n\n{{- if .Values.x -}}\n\nb\n\n  {{- end -}}\n"
    expected = ({1: 1, 3: 1, 5: 0}, {(3, 1, "if"): 0, (3, 1, "no else"): 1})
    assert of(measure(plain)) == of(measure(trimmed)) == expected


def test_what_fails_has_been_reached_and_what_follows_has_not(measure: Measure) -> None:
    text = """\
        one
        {{ if .Values.x }}
        two
        {{ fail "no" }}
        three
        {{ end }}
        four
        """
    # Line 5 stands behind the failing action, 7 behind the if. Line 4 counts: it was tried.
    assert of(measure(text, {"x": 1}, fails=True)) == (
        {1: 1, 2: 1, 3: 1, 4: 1, 5: 0, 7: 0},
        {(2, 1, "if"): 1, (2, 1, "no else"): 0},
    )


def test_a_failing_condition_takes_no_branch(measure: Measure) -> None:
    text = """\
        {{ if .Values.x }}
        a
        {{ else if fail "no" }}
        b
        {{ else if .Values.y }}
        c
        {{ end }}
        """
    assert of(measure(text, fails=True)) == (
        {1: 1, 2: 0, 3: 1, 4: 0, 5: 0, 6: 0},
        {(1, 1, "if"): 0, (3, 1, "else if"): 0, (5, 1, "else if"): 0, (5, 1, "no else"): 0},
    )


def test_a_failure_leaves_the_other_files_at_nothing(measure: Measure) -> None:
    # Files are executed backwards by name: b fails before a has its turn.
    files = {"demo/templates/a": "a\n", "demo/templates/b": '{{ fail "b" }}'}
    coverage = measure(files, fails=True)
    assert of(coverage, "demo/templates/a") == ({1: 0}, {})
    assert of(coverage, "demo/templates/b") == ({1: 1}, {})


def test_a_definition_that_another_one_replaces_is_not_reached(measure: Measure) -> None:
    files = {
        "demo/templates/a": '{{ define "t" }}a{{ end }}\n{{ include "t" . }}',
        "demo/templates/b": '{{ define "t" }}b{{ end }}',
    }
    coverage = measure(files)
    assert of(coverage, "demo/templates/a") == ({1: 1, 2: 1}, {})
    assert of(coverage, "demo/templates/b") == ({1: 0}, {})


def test_a_template_that_includes_itself_counts_every_round(measure: Measure) -> None:
    text = """\
        {{ define "count" }}
        {{ if . }}{{ include "count" list }}{{ end }}
        {{ end }}
        {{ include "count" 1 }}
        """
    assert of(measure(text)) == ({2: 2, 4: 1}, {(2, 1, "if"): 1, (2, 1, "no else"): 1})


def test_blocks_may_nest_as_deep_as_they_may_without_measuring(measure: Measure) -> None:
    deep = 900
    coverage = measure("{{ if 1 }}" * deep + "x" + "{{ end }}" * deep)
    assert coverage.figures == CoverageFigures(1, 0, 2 * deep, deep, 1)


def test_long_chains_are_counted(measure: Measure) -> None:
    links = 900
    text = "{{ if .Values.x }}a\n" + "{{ else if .Values.x }}a\n" * links + "{{ end }}"
    assert measure(text).figures == CoverageFigures(links + 1, 0, links + 2, links + 1, links + 1)


def test_what_is_not_measured_does_not_even_import_what_measures(tmp_path: Path) -> None:
    chart = write_chart(tmp_path, "web", templates={"a.yaml": "a: {{ if .Values.x }}1{{ end }}\n"})
    script = (
        "import sys; from pilothouse.core.testkit import run; print(run(['template', sys.argv[1]]).code, "
        "*[name for name in sys.modules if name.endswith(('.measuring', '.coverage'))])"
    )
    done = subprocess.run([sys.executable, "-c", script, chart], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"
