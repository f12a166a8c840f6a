from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

DECODING = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal"


@pytest.mark.parametrize("text", ["", "{}", "null", "a: 1\na: 2\n", "a: null\n"])
def test_tables_are_values(lint: Any, text: str) -> None:
    assert lint({"values.yaml": text}) == []


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("a: b: c\n", "error converting YAML to JSON: yaml: mapping values are not allowed in this context"),
        ("- 1\n", f"{DECODING} array into Go value of type chartutil.Values"),
        ("text\n", f"{DECODING} string into Go value of type chartutil.Values"),
    ],
)
def test_what_is_no_table_is_an_error_and_templates_are_left_alone(lint: Any, text: str, cause: str) -> None:
    found = lint({"values.yaml": text, "templates/a.yaml": "{{ .Values.a.b }}"})
    assert found == [f"ERROR values.yaml: unable to parse YAML\n\t{cause}"]


def test_a_missing_file_is_worth_a_word(lint: Any) -> None:
    assert lint({"values.yaml": None}) == ["INFO values.yaml: file does not exist"]


def test_a_folder_is_no_file(lint: Any, tmp_path: Path) -> None:
    path = tmp_path / "charts" / "web" / "values.yaml"
    assert lint({"values.yaml": None, "values.yaml/x": ""}) == [
        f"ERROR values.yaml: unable to parse YAML\n\tread {path}: is a directory"
    ]


def test_a_link_out_of_the_chart_is_not_looked_at(lint: Any, write_chart: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary: [")
    folder = tmp_path / "charts" / "web"
    for name in ("values.yaml", "Chart.yaml"):
        write_chart()
        (folder / name).unlink()
        (folder / name).symlink_to(secret)
        found = lint({name: None})
        assert f"symbolic link {folder / name} leaves the chart: it resolves to {secret}" in found[0]
        assert "canary" not in "".join(found)
        (folder / name).unlink()
