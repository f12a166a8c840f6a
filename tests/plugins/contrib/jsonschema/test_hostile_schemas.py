"""CVE-2022-23526, CVE-2025-32387, CVE-2025-55199: whatever a schema is, the end is a declared error, and soon."""

from __future__ import annotations

import json
from typing import Any

import pytest
from stand_ins.schema_charts import Check

DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
BEGIN = 'Error: the values.schema.json of chart "app" is no usable schema'


def _doubling() -> dict[str, Any]:
    twice = {f"x{n}": {"allOf": [{"$ref": f"#/definitions/x{n + 1}"}] * 2} for n in range(40)}
    return {"definitions": {**twice, "x40": {}}, "$ref": "#/definitions/x0"}


def _chain(length: int) -> dict[str, Any]:
    links: dict[str, Any] = {f"x{n}": {"$ref": f"#/definitions/x{n + 1}"} for n in range(length)}
    return {"definitions": {**links, f"x{length}": {}}, "$ref": "#/definitions/x0"}


ENDLESS: list[Any] = [
    {"$ref": "#"},
    {"properties": {"a": {"$ref": "#/properties/a"}}},
    {"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}, "$ref": "#/definitions/a"},
    {"$schema": DRAFT_2020, "$dynamicRef": "#"},
    {"$schema": DRAFT_2020, "$ref": "#", "unevaluatedProperties": False},
    {"$schema": "https://json-schema.org/draft/2019-09/schema", "$recursiveRef": "#"},
    {"definitions": {"a": {"not": {"$ref": "#/definitions/a"}}}, "$ref": "#/definitions/a"},
    _chain(500),
]


@pytest.mark.parametrize("schema", ENDLESS, ids=range(len(ENDLESS)))
def test_a_schema_that_refers_to_itself_is_an_error(check: Check, schema: Any) -> None:
    outcome = check(schema, "a: 1\n")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (
        1, f"{BEGIN}: references lead deeper than the maximum of 60"
    )  # fmt: skip


def test_references_that_multiply_are_counted(check: Check) -> None:
    assert check(_doubling()).stderr == f"{BEGIN}: more than the maximum of 20000 references are followed\n"


def test_items_that_are_looked_for_again_at_each_level_are_counted(check: Check) -> None:
    schema: dict[str, Any] = {"unevaluatedItems": True}
    for _ in range(40):
        schema = {"allOf": [schema], "unevaluatedItems": True}
    outcome = check({"$schema": DRAFT_2020, "properties": {"a": schema}}, "a: [1]\n")
    assert outcome.stderr == f"{BEGIN}: more than the maximum of 20000 references are followed\n"


def test_many_items_are_compared_at_once(check: Check) -> None:
    schema = {"additionalProperties": {"uniqueItems": True}}
    items = [{"x": [number, str(number), number % 2 == 0]} for number in range(20_000)]
    values = {"all": [*items, 1, True, "1", [1], [True], {}, []], "twice": [*items, items[7]]}
    lines = check(schema, json.dumps(values)).stderr.splitlines()
    assert [line for line in lines if line.startswith("- ")] == ["- twice: array items[7,20000] must be unique"]


def test_a_schema_that_describes_nested_values_by_itself_is_fine(check: Check) -> None:
    tree = {"definitions": {"t": {"type": "object", "additionalProperties": {"$ref": "#/definitions/t"}}}}
    assert check({**tree, "$ref": "#/definitions/t"}, "a: {b: {c: {d: {}}}}\n").code == 0


REMOTE = [
    "https://example.com/schema.json",
    "http://169.254.169.254/latest/meta-data",
    "file:///etc/passwd",
    "other.json#/a",
    "#/definitions/missing",
    "#missing",
]


@pytest.mark.parametrize("reference", REMOTE)
def test_what_is_not_in_the_schema_is_neither_fetched_nor_read(
    check: Check, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("something was opened")

    monkeypatch.setattr("socket.socket.connect", never)
    monkeypatch.setattr("urllib.request.urlopen", never)
    outcome = check({"properties": {"unused": {"$ref": reference}}})
    assert outcome.stderr == (
        f"{BEGIN}: it refers to {reference}, which is not in it\n"
        "hint: schemas are read from the chart alone, never from other files or the network\n"
    )


def test_references_within_the_schema_and_to_the_drafts_themselves_are_fine(check: Check) -> None:
    inside = {"$id": "https://example.com/root.json", "definitions": {"p": {"$id": "part.json", "type": "integer"}}}
    properties = {"a": {"$ref": "part.json"}, "b": {"$ref": "http://json-schema.org/draft-07/schema#"}}
    assert check({**inside, "properties": properties}, "a: 1\nb: {type: string}\n").code == 0


@pytest.mark.parametrize("draft", ["http://json-schema.org/draft-07/schema#", DRAFT_2020])
def test_patterns_take_linear_time_wherever_they_stand(check: Check, draft: str) -> None:
    bomb, text = "^(a+)+$", "a" * 500 + "X"
    outcome = check(
        {
            "$schema": draft,
            "properties": {"a": {"pattern": bomb}, "names": {"propertyNames": {"pattern": bomb}}},
            "allOf": [{"patternProperties": {bomb: {"minLength": 1}}}],
            # A part that names another draft stays under the same rules.
            "additionalProperties": {"$schema": "http://json-schema.org/draft-04/schema#", "pattern": bomb},
            "unevaluatedProperties": {"pattern": bomb},
        },
        f"a: {text}\n{text}: {text}\nnames: {{{text}: 1}}\n",
    )
    assert outcome.stderr.count(f"Does not match pattern '{bomb}'") == 2
    assert f'Property name of "{text}" does not match' in outcome.stderr


WRONG = [
    ('{"properties":', "unexpected end of JSON input"),
    ("", "unexpected end of JSON input"),
    ("[]", "a schema is an object, true or false"),
    ('{"type": "foo"}', " at /type: 'foo' is not valid under any of the given schemas"),
    ('{"properties": {"a/b": {"required": "c"}}}', " at /properties/a~1b/required: 'c' is not of type 'array'"),
    ('{"pattern": "("}', " at /pattern: error parsing regexp: missing closing ): `(`"),
    ('{"patternProperties": {"(?!a)": {}}}',
     " at /patternProperties/(?!a): error parsing regexp: invalid or unsupported Perl syntax: `(?!`"),
    ('{"$schema": "http://json-schema.org/draft-03/schema#"}',
     " at /$schema: the draft http://json-schema.org/draft-03/schema# is not known"),
    ('{"$schema": "http://json-schema.org/draft-04/schema#", "$ref": {}}', "AttributeError"),
    ('{"$schema": 3}', " at /$schema: a draft is named by a text"),
    ('{"not": ' * 190 + "{}" + "}" * 190, "it is nested deeper than the maximum of 100 levels"),
    ('{"not": ' * 5000 + "{}" + "}" * 5000, "exceeded max depth"),
    (json.dumps({"enum": ["x" * 2_000_000]}), "more than the maximum of 1048576"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), WRONG, ids=range(len(WRONG)))
def test_a_schema_that_is_wrong_is_an_error_with_the_chart_and_the_place(check: Check, text: str, problem: str) -> None:
    outcome = check(text)
    first = outcome.stderr.splitlines()[0]
    assert (outcome.code, first.startswith(BEGIN), problem in first) == (1, True, True)


def test_very_many_violations_are_cut(check: Check) -> None:
    values = "".join(f"k{n}: 1\n" for n in range(300))
    lines = check({"additionalProperties": {"type": "string"}}, values).stderr.splitlines()
    assert (sum(line.startswith("- ") for line in lines), lines[102]) == (101, "- and 200 more")
