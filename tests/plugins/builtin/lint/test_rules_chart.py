from __future__ import annotations

import os
from typing import Any

import pytest
from pilothouse.core.testkit import make_kernel

LOWER_CASE = "name should be lower case letters and numbers. Words may be separated with dashes"
UNREADABLE = "Chart.yaml: unable to parse YAML\n\t"
STRUCT = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal"


def chart_file(lint: Any, more: str, name: str = "web") -> list[str]:
    """What is found in a Chart.yaml that has a name, an icon and `more`, less what is the same without it."""
    return [line for line in lint({"Chart.yaml": more}, name) if " templates/: " not in line]


FULL = "apiVersion: v1\nname: web\nversion: 0.1.0\nicon: https://example.com/i.png\n"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("", []),
        ("version: 1.2", []),
        ("version: v1.2.3", []),
        ("version: 0.0.0-alpha", []),
        ("version: waps", ["ERROR Chart.yaml: version 'waps' is not a valid SemVer"]),
        ("version: 0.0.0-0", ["ERROR Chart.yaml: version 0.0.0-0 is less than or equal to 0.0.0-0"]),
        ("version: ''", ["ERROR Chart.yaml: version is required"]),
        ("apiVersion: ''", ["ERROR Chart.yaml: apiVersion is required"]),
        ("apiVersion: v2", ["ERROR Chart.yaml: apiVersion 'v2' is not valid. The value must be \"v1\""]),
        ("name: other", ["ERROR Chart.yaml: directory name (web) and chart name (other) must be the same"]),
        (
            "name: ''",
            [
                "ERROR Chart.yaml: name is required",
                "ERROR Chart.yaml: directory name (web) and chart name () must be the same",
            ],
        ),
        (
            "name: we.b",
            [
                f"WARNING Chart.yaml: {LOWER_CASE}",
                "ERROR Chart.yaml: directory name (web) and chart name (we.b) must be the same",
            ],
        ),
        ("engine: gotpl", []),
        ("engine: Gotpl", ["ERROR Chart.yaml: engine 'Gotpl' not valid. Valid options are [gotpl]"]),
        ("maintainers: [{email: a@b.c}, {name: x, email: no}]", ["ERROR Chart.yaml: each maintainer requires a name"]),
        ("maintainers: [null]", ["ERROR Chart.yaml: each maintainer requires a name"]),
        (
            "maintainers: [{name: x, email: a@b.c, url: b.example}, {name: z, email: none, url: no url}, {}]",
            ["ERROR Chart.yaml: invalid email 'none' for maintainer 'z'"],
        ),
        ("maintainers: [{name: x, url: no url}]", ["ERROR Chart.yaml: invalid url 'no url' for maintainer 'x'"]),
        ("sources: ['https://a', b, c]", ["ERROR Chart.yaml: invalid source URL 'b'"]),
        ("sources: ['']", ["ERROR Chart.yaml: invalid source URL ''"]),
        ("icon: ''", ["INFO Chart.yaml: icon is recommended"]),
        ("icon: icon.png", ["ERROR Chart.yaml: invalid icon URL 'icon.png'"]),
        (
            "- a",
            [f"ERROR {UNREADABLE}error converting YAML to JSON: yaml: line 4: did not find expected key"],
        ),
        ("sources: a", [f"ERROR {UNREADABLE}{STRUCT} string into Go struct field Metadata.sources of type []string"]),
    ],
)
def test_fields_of_chart_yaml(lint: Any, change: str, found: list[str]) -> None:
    assert chart_file(lint, f"{FULL}{change}\n") == found


def test_all_problems_come_in_the_order_of_helm(lint: Any) -> None:
    assert chart_file(lint, "{}") == [
        "ERROR Chart.yaml: name is required",
        "ERROR Chart.yaml: directory name (web) and chart name () must be the same",
        "ERROR Chart.yaml: apiVersion is required",
        "ERROR Chart.yaml: version is required",
        "INFO Chart.yaml: icon is recommended",
    ]


def test_a_chart_file_that_is_a_folder(lint: Any, tmp_path: Any) -> None:
    path = tmp_path / "charts" / "web" / "Chart.yaml"
    assert lint({"Chart.yaml": None, "Chart.yaml/x": "", "templates/a.yaml": None}) == [
        "ERROR Chart.yaml: should be a file, not a directory",
        f"ERROR Chart.yaml: unable to parse YAML\n\tread {path}: is a directory",
        "WARNING templates/: directory not found",
    ]


def test_a_pipe_is_not_waited_for(lint: Any, tmp_path: Any) -> None:
    path = tmp_path / "charts" / "web" / "Chart.yaml"
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    text = f"cannot load irregular file {path} as it has file mode type bits set"
    assert lint({"Chart.yaml": None, "templates/a.yaml": None})[0] == f"ERROR {UNREADABLE}{text}"


def test_engines_of_plugins_are_valid(lint: Any, tmp_path: Any) -> None:
    source = """
        from pilothouse.core.entries import EngineEntry
        from pilothouse.hookspecs import hookimpl

        @hookimpl
        def helm_register_engines():
            return [EngineEntry("upper", "prints templates in capitals")]

        @hookimpl
        def helm_render_chart(chart):
            return {"web/templates/a.yaml": "A: B"} if chart.metadata.engine == "upper" else None
    """
    kernel = make_kernel(tmp_path / "plugins", {"upper": source})
    assert lint({"Chart.yaml": FULL + "engine: upper\n"}, kernel=kernel) == []
    assert lint({"Chart.yaml": FULL + "engine: lower\n"}, kernel=kernel) == [
        "ERROR Chart.yaml: engine 'lower' not valid. Valid options are [gotpl upper]"
    ]


def test_an_engine_that_is_off_until_asked_for_is_valid_with_the_extensions_of_its_templates(lint: Any) -> None:
    assert lint({"Chart.yaml": FULL + "engine: jinja2\n", "templates/b.yaml.j2": "a: 1\n"}) == []


def test_what_such_an_engine_renders_has_to_be_yaml(lint: Any) -> None:
    broken = {"Chart.yaml": FULL + "engine: jinja2\n", "templates/b.yaml.j2": "{{ 'a: [' }}\n"}
    assert lint(broken) == [
        "ERROR templates/b.yaml: unable to parse YAML\n\terror converting YAML to JSON: yaml: line 1: did not find "
        "expected node content"
    ]
