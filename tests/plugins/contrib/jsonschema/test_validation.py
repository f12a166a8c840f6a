from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.testkit import run
from stand_ins.schema_charts import ENVIRONMENT, Check, write_chart

SCHEMA = {
    "type": "object",
    "required": ["replicaCount"],
    "properties": {"replicas": {"type": "integer", "maximum": 10}},
}
VIOLATED = """\
Error: values don't meet the specifications of the schema(s) in the following chart(s):
app:
- (root): replicaCount is required
- replicas: Must be less than or equal to 10
  /
  /replicas: values.yaml:1
"""


def test_all_that_is_wrong_is_said_at_once_with_place_and_origin(check: Check) -> None:
    assert check(SCHEMA, "replicas: 11\n") == (1, "", VIOLATED)


def test_values_that_fit_render_as_without_a_schema(check: Check) -> None:
    assert check(SCHEMA, "replicaCount: 1\nreplicas: 3.0\n").stdout == (
        "---\n# Source: app/templates/a.yaml\nkind: ConfigMap\n\n"
    )


@pytest.mark.parametrize(
    ("words", "environment", "code"),
    [
        (["template"], {}, 0),
        (["template", "--validate-schema"], {}, 1),
        (["template", "--validate-schema=false"], {}, 0),
        (["-p", "jsonschema", "template"], {}, 1),
        (["-p", "jsonschema", "template", "--validate-schema=false"], {}, 0),
        (["-p", "no:jsonschema", "template"], {"PILOTHOUSE_VALIDATE_SCHEMA": "1"}, 0),
        (["template"], {"PILOTHOUSE_VALIDATE_SCHEMA": "1"}, 1),
        (["template"], {"PILOTHOUSE_VALIDATE_SCHEMA": "false"}, 0),
    ],
)
def test_it_is_off_until_asked_for(tmp_path: Path, words: list[str], environment: dict[str, str], code: int) -> None:
    chart = write_chart(tmp_path / "app", SCHEMA)
    assert run([*words, str(chart)], environment={**ENVIRONMENT, **environment}).code == code


def test_subcharts_are_checked_with_the_table_of_their_name_and_globals(tmp_path: Path) -> None:
    parent = write_chart(tmp_path / "app", None, "global: {zone: 1}\nsub: {a: y}\n")
    write_chart(parent / "charts" / "sub", {
        "required": ["global"],
        "properties": {"a": {"enum": ["x", 3]}, "global": {"properties": {"zone": {"type": "string"}}}},
    })  # fmt: skip
    outcome = run(["template", str(parent), "--validate-schema"], environment=ENVIRONMENT)
    assert outcome.stderr.splitlines() == [
        "Error: values don't meet the specifications of the schema(s) in the following chart(s):",
        "sub:",
        '- a: a must be one of the following: "x", 3',
        "- global.zone: Invalid type. Expected: string, given: integer",
        "  /sub/a: values.yaml:2",
        "  /sub/global/zone: values.yaml:1",
    ]


def test_the_origin_of_a_value_is_the_file_or_the_flag_without_what_the_flag_says(tmp_path: Path) -> None:
    chart = write_chart(tmp_path / "app", {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}})
    (tmp_path / "my.yaml").write_text("x: 1\na: 1\n")
    flags = ["-f", str(tmp_path / "my.yaml"), "--set", "b=123456"]
    outcome = run(["template", str(chart), "--validate-schema", *flags], environment=ENVIRONMENT)
    assert outcome.stderr.splitlines()[-2:] == [f"  /a: -f {tmp_path}/my.yaml:2", "  /b: --set"]


def test_lint_reports_it_as_an_error_of_the_templates(tmp_path: Path) -> None:
    outcome = run(["lint", str(write_chart(tmp_path / "app", SCHEMA)), "--validate-schema"], environment=ENVIRONMENT)
    assert [line for line in outcome.stdout.splitlines() if "ERROR" in line or line.startswith("-")] == [
        "[ERROR] templates/: values don't meet the specifications of the schema(s) in the following chart(s):",
        "- (root): replicaCount is required",
    ]


def test_releases_are_checked_before_anything_is_written(tmp_path: Path) -> None:
    chart = str(write_chart(tmp_path / "app", {"properties": {"a": {"const": 1}}}))
    environment = {**ENVIRONMENT, "HELM_HOME": str(tmp_path / "home"), "PILOTHOUSE_CLUSTER": "sandbox"}
    install = ["install", chart, "-n", "r", "--validate-schema"]
    refused = run([*install, "--set", "a=2"], environment=environment)
    assert (refused.code, "- a: a does not match: 1" in refused.stderr) == (1, True)
    assert run(["list", "-a"], environment=environment).stdout == ""
    (tmp_path / "app" / "templates" / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n")
    assert run([*install, "--set", "a=1"], environment=environment).code == 0
    assert run(["upgrade", "r", chart, "--set", "a=3", "--validate-schema"], environment=environment).code == 1


def test_a_client_says_that_a_tiller_checks_for_itself(tmp_path: Path) -> None:
    environment = {**ENVIRONMENT, "PILOTHOUSE_VALIDATE_SCHEMA": "1"}
    outcome = run(["list", "--host", "127.0.0.1:1", "--tiller-connection-timeout", "1"], environment=environment)
    assert "values are checked where charts are rendered" in outcome.stderr


def test_without_the_library_the_error_is_the_line_of_pip(tmp_path: Path) -> None:
    chart = write_chart(tmp_path / "app", SCHEMA)
    code = (
        "import sys; sys.modules['jsonschema'] = None\n"
        "from pilothouse.core.testkit import run\n"
        f"outcome = run(['template', {str(chart)!r}, '--validate-schema'])\n"
        "sys.stdout.write(outcome.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert (lines[0], lines[-1]) == (
        "Error: checking values against a schema needs the Python package 'jsonschema'",
        "hint: pip install 'pilothouse[jsonschema]'",
    )


MESSAGES: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"a": {"type": ["string", "null"]}}, "a: 1", ["a: Invalid type. Expected: [string,null], given: integer"]),
    ({"a": {"type": "integer"}}, "a: 1.5", ["a: Invalid type. Expected: integer, given: number"]),
    ({"a": {"type": "integer"}}, "a: 3.0", []),
    ({"a": {"multipleOf": 0.1}}, "a: 0.3", []),
    ({"a": {"multipleOf": 2}}, "a: 3", ["a: Must be a multiple of 2"]),
    ({"a": {"minimum": 1, "exclusiveMaximum": 3}}, "a: 0", ["a: Must be greater than or equal to 1"]),
    ({"a": {"minimum": 1, "exclusiveMaximum": 3}}, "a: 3", ["a: Must be less than 3"]),
    ({"a": {"minLength": 2}}, "a: é", ["a: String length must be greater than or equal to 2"]),
    ({"a": {"maxLength": 2}}, "a: éééé", ["a: String length must be less than or equal to 2"]),
    ({"a": {"pattern": "^v"}}, "a: x", ["a: Does not match pattern '^v'"]),
    ({"a": {"format": "ipv4"}}, "a: 1.2.3", ["a: Does not match format 'ipv4'"]),
    ({"a": {"const": "x<"}}, "a: y", ['a: a does not match: "x<"']),
    ({"a": {"minItems": 2}}, "a: [1]", ["a: Array must have at least 2 items"]),
    ({"a": {"maxItems": 0}}, "a: [1]", ["a: Array must have at most 0 items"]),
    ({"a": {"uniqueItems": True}}, "a: [1, 2, 1]", ["a: array items[0,2] must be unique"]),
    ({"a": {"contains": {"const": 1}}}, "a: [2]", ["a: At least one of the items must match"]),
    ({"a": {"items": {"type": "string"}}}, "a: [x, 2]", ["a.1: Invalid type. Expected: string, given: integer"]),
    ({"a": {"minProperties": 1}}, "a: {}", ["a: Must have at least 1 properties"]),
    ({"a": {"maxProperties": 1}}, "a: {b: 1, c: 1}", ["a: Must have at most 1 properties"]),
    ({"a": {"required": ["c'd", "b"]}}, "a: {}", ["a: b is required", "a: c'd is required"]),
    ({"a": {"additionalProperties": False, "properties": {"b": {}}, "patternProperties": {"^x": {}}}},
     "a: {b: 1, xy: 1, c: 1}", ["a: Additional property c is not allowed"]),
    ({"a": {"additionalProperties": {"type": "string"}}}, "a: {b: 1}",
     ["a.b: Invalid type. Expected: string, given: integer"]),
    ({"a": {"patternProperties": {"^x": {"type": "string"}}}}, "a: {x1: 1}",
     ["a.x1: Invalid type. Expected: string, given: integer"]),
    ({"a": {"dependencies": {"b": ["c"]}}}, "a: {b: 1}", ["a: Has a dependency on c"]),
    ({"a": {"not": {"const": 1}}}, "a: 1", ["a: Must not validate the schema (not)"]),
    ({"a": {"anyOf": [{"type": "string"}, {"type": "object", "required": ["q"], "minProperties": 1}]}}, "a: {}",
     ["a: Invalid type. Expected: string, given: object", "a: Must validate at least one schema (anyOf)"]),
    ({"a": {"oneOf": [{"const": 1}, {"type": "integer"}]}}, "a: 1",
     ["a: Must validate one and only one schema (oneOf)"]),
    ({"a": False}, "a: 1", ["a: False always fails validation"]),
    ({"a": {"if": {"const": 1}, "then": False}}, "a: 1", ["a: False always fails validation"]),
    ({"a": {"type": "boolean"}}, "a: {b: 1}", ["a: Invalid type. Expected: boolean, given: object"]),
]  # fmt: skip


@pytest.mark.parametrize(("properties", "values", "lines"), MESSAGES, ids=[str(one[0]) for one in MESSAGES])
def test_violations_have_the_words_of_helm_3(
    check: Check, properties: dict[str, Any], values: str, lines: list[str]
) -> None:
    outcome = check({"properties": properties}, values + "\n")
    said = [line.removeprefix("- ") for line in outcome.stderr.splitlines() if line.startswith("- ")]
    assert (outcome.code, said) == (1 if lines else 0, lines)


DRAFTS = [
    ("http://json-schema.org/draft-04/schema#", {"maximum": 3, "exclusiveMaximum": True}, "3", "Must be less than 3"),
    ("http://json-schema.org/draft-04/schema#", {"type": "integer"}, "3.0", ""),
    ("http://json-schema.org/draft-06/schema#", {"exclusiveMinimum": 3}, "3", "Must be greater than 3"),
    ("https://json-schema.org/draft-07/schema", {"if": {"const": 3}, "then": {"type": "string"}}, "3",
     "Invalid type. Expected: string, given: integer"),
    ("https://json-schema.org/draft/2019-09/schema", {"unevaluatedProperties": False, "allOf": [
        {"properties": {"b": {}}}, {"patternProperties": {"^x": {}}}, {"if": True, "then": {"required": ["b"]}}]},
     "{b: 1, x: 1, c: 1}", "Additional property c is not allowed"),
    ("https://json-schema.org/draft/2020-12/schema", {"$ref": "#/$defs/t", "$defs": {"t": {}}}, "3", ""),
    ("https://json-schema.org/draft/2020-12/schema", {"prefixItems": [{"type": "string"}]}, "[3]",
     "Invalid type. Expected: string, given: integer"),
    ("https://json-schema.org/draft/2020-12/schema", {"unevaluatedProperties": {"type": "string"}, "anyOf": [
        {"required": ["b"], "properties": {"b": {}}}, {"required": ["c"], "properties": {"c": {}}}]},
     "{b: 1, c: 1, d: 1}", "Invalid type. Expected: string, given: integer"),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "subschema", "value", "said"), DRAFTS)
def test_drafts_4_to_2020_12_are_known(check: Check, draft: str, subschema: Any, value: str, said: str) -> None:
    definitions = subschema.pop("$defs", {}) if isinstance(subschema, dict) else {}
    outcome = check({"$schema": draft, "$defs": definitions, "properties": {"a": subschema}}, f"a: {value}\n")
    assert (outcome.code, said in outcome.stderr) == (1 if said else 0, True)
    subschema["$defs"] = definitions


FORMATS = [
    ("date", "2024-02-29", "2023-02-29"),
    ("time", "10:00:00Z", "10:00"),
    ("date-time", "2024-01-01T00:00:00Z", "2024-13-01T00:00:00Z"),
    ("hostname", "a-b.example", "a_b"),
    ("email", "a@b", "a b"),
    ("ipv6", "::1", "1.2.3.4"),
    ("uri", "https://a/b", "/b"),
    ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"),
    ("regex", "^a+$", "(?=a)"),
    ("json-pointer", "/a~1b", "a"),
]


@pytest.mark.parametrize(("name", "good", "bad"), FORMATS)
def test_formats_are_checked(check: Check, name: str, good: str, bad: str) -> None:
    schema = {"properties": {"good": {"format": name}, "bad": {"format": name}}}
    outcome = check(schema, f"good: '{good}'\nbad: '{bad}'\n")
    said = [line for line in outcome.stderr.splitlines() if line.startswith("- ")]
    assert said == [f"- bad: Does not match format '{name}'"]
