from __future__ import annotations

from pathlib import Path

import pytest
from security.attacks import chart, pilothouse

SELF = '{{ $d := dict }}{{ $_ := set $d "a" $d }}'
LAUGHS = "{{ $x := list 1 2 3 }}{{ range until 40 }}{{ $x = list $x $x $x }}{{ end }}"
NEST = '{{ $x := dict }}{{ range until 100000 }}{{ $x = dict "a" $x }}{{ end }}'
LIMITS = {"PILOTHOUSE_CPU_LIMIT": "1"}
LITTLE_MEMORY = {"PILOTHOUSE_MEMORY_LIMIT": "900"}


def render(folder: Path, text: str, environment: dict[str, str] | None = None) -> str:
    """The error of a template, which must be declared."""
    path = chart(folder / "c", {"templates/a.yaml": text})
    return pilothouse("template", str(path), environment=environment).error()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ range until 5000000 }}{{ range until 5000000 }}{{ end }}{{ end }}", "actions to execute"),
        ('{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}', "nested reference name"),
        ('{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}', "exceeded maximum template depth"),
        ('{{ $_ := set .Values "t" "{{ tpl .Values.t . }}" }}{{ tpl .Values.t . }}', "tpl is nested more than 200"),
        ("{{ until 1000000000 }}", "items are more than the limit"),
        ("{{ untilStep 0 10000000000 1 }}", "items are more than the limit"),
        ('{{ repeat 1000000000 "a" }}', "longer than the limit"),
        ('{{ repeat 9223372036854775807 "ab" }}', "causes overflow"),
        ('{{ indent 1000000000 "a" }}', "longer than the limit"),
        ('{{ indent 100000 (repeat 100000 "\\n") }}', "longer than the limit"),
        ('{{ $b := repeat 10000000 "a" }}{{ replace "a" $b $b }}', "longer than the limit"),
        ("{{ randAlpha 1000000000 }}", "longer than the limit"),
        ('{{ splitList "" (repeat 60000000 "a") }}', "items are more than the limit"),
        ('{{ join (repeat 1000000 "a") (until 1000000) }}', "longer than the limit"),
        ('{{ $b := "a" }}{{ range until 100 }}{{ $b = print $b $b }}{{ end }}', "longer than the limit"),
        ("{{ toJson (list (repeat 40000000 `a`) (repeat 40000000 `a`)) }}", "longer than the limit"),
        ("{{ $b := list 1 2 }}{{ range until 100 }}{{ $b = concat $b $b }}{{ end }}", "items are more than the limit"),
        ('{{ getHostByName "localhost" }}', "getHostByName"),
        ('{{ env "HOME" }}', 'function "env" not defined'),
        ('{{ expandenv "$HOME" }}', 'function "expandenv" not defined'),
        ("{{ " + "(" * 100_000 + "1" + ")" * 100_000 + " }}", ""),
        ("{{ if 1 }}" * 100_000 + "{{ end }}" * 100_000, ""),
        ('{{ "' * 100_000, ""),
    ],
    ids=lambda text: text[:24],
)
def test_what_is_counted_ends_at_its_limit(tmp_path: Path, text: str, reason: str) -> None:
    assert reason in render(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        '{{ range until 3000000 }}{{ $x := sha256sum (repeat 60000000 "a") }}{{ end }}',
        '{{ range until 3000000 }}{{ $x := genPrivateKey "dsa" }}{{ end }}',
        '{{ $b := repeat 1000000 "a" }}{{ regexReplaceAll "a*b|a" $b "x" }}',
        "".join(
            f'{{{{ define "t{level}" }}}}' + f'{{{{ include "t{level + 1}" . }}}}' * 2 + "{{ end }}"
            for level in range(60)
        )
        + '{{ define "t60" }}x{{ end }}{{ include "t0" . }}',
    ],
    ids=["digests", "keys", "regular expressions", "includes"],
)
def test_computing_without_end_is_stopped(tmp_path: Path, text: str) -> None:
    assert "more than 1 seconds of processor time (PILOTHOUSE_CPU_LIMIT) are needed" in render(tmp_path, text, LIMITS)


@pytest.mark.parametrize(
    "text",
    [
        '{{ $x := list }}{{ range until 1000 }}{{ $x = append $x (repeat 60000000 "a") }}{{ end }}',
        '{{ $b := repeat 60000000 "a" }}{{ $x := dict }}'
        "{{ range until 1000 }}{{ $_ := set $x (toString .) (upper $b) }}{{ end }}",
        "{{ $x := list }}{{ range until 1000 }}{{ $x = append $x (until 5000000) }}{{ end }}",
    ],
    ids=["texts", "copies", "lists"],
)
def test_hoarding_is_stopped(tmp_path: Path, text: str) -> None:
    assert "more than 900 MiB of memory (PILOTHOUSE_MEMORY_LIMIT) are needed" in render(tmp_path, text, LITTLE_MEMORY)


@pytest.mark.parametrize("expression", ["toYaml $x", "toJson $x", "$x", 'printf "%#v" $x', "quote $x", "$x.foo"])
def test_lists_that_contain_one_list_many_times_are_not_written_out(tmp_path: Path, expression: str) -> None:
    assert render(tmp_path, f"{LAUGHS}{{{{ {expression} }}}}", LIMITS)


@pytest.mark.parametrize(
    "expression",
    [
        "toYaml $d", "toJson $d", "toToml $d", "$d", 'printf "%#v" $d', "deepCopy $d", "deepEqual $d (deepCopy $d)",
        "merge $d $d", "uniq (list $d $d)", "eq $d $d", "has $d (list $d)", "quote $d", "default $d $d",
        "hasKey $d `a`",
    ],
)  # fmt: skip
@pytest.mark.parametrize("start", [SELF, NEST.replace("$x", "$d")], ids=["cycle", "depth"])
def test_cycles_and_depths_do_not_crash_the_process(tmp_path: Path, start: str, expression: str) -> None:
    path = chart(tmp_path / "c", {"templates/a.yaml": f"{start}{{{{ {expression} }}}}"})
    done = pilothouse("template", str(path), environment=LIMITS)
    assert done.code == 0 or done.error()


@pytest.mark.parametrize("path", ["../../../../etc/passwd", "/etc/passwd", "..", "../Chart.yaml"])
def test_templates_read_no_file_outside_the_chart(tmp_path: Path, path: str) -> None:
    folder = chart(tmp_path / "c", {"templates/a.yaml": f'[{{{{ .Files.Get "{path}" }}}}]'})
    assert pilothouse("template", str(folder)).stdout == "---\n# Source: c/templates/a.yaml\n[]\n"


def test_errors_that_a_chart_words_cannot_rewrite_the_terminal(tmp_path: Path) -> None:
    assert "\\x1b[2J\\u202e" in render(tmp_path, '{{ fail "\\x1b[2J\u202e" }}')
