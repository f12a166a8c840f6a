"""Every type of assertion where it holds and where it fails, and the contrary of both."""

from __future__ import annotations

import json
from typing import Any

import pytest
from chart_test_files import Run, lines, outcomes
from pilothouse.plugins.builtin.chart_tests.assertions import ASSERTIONS

DEPLOYMENT, CONFIG, NOTES = "deployment.yaml", "config.yaml", "NOTES.txt"
IMAGE = "spec.template.spec.containers[0].image"
PORTS = "spec.template.spec.containers[0].ports"

HOLDS: list[tuple[str, str, dict[str, Any]]] = [
    (DEPLOYMENT, "equal", {"path": "spec.replicas", "value": 2}),
    (DEPLOYMENT, "equal", {"path": "metadata.labels", "value": {"tier": "front", "app.kubernetes.io/name": "web"}}),
    (DEPLOYMENT, "equal", {"path": "spec.strategy"}),
    (DEPLOYMENT, "equal", {"path": "spec.template.spec.containers[*].ports[0].port", "value": 80}),
    (DEPLOYMENT, "notEqual", {"path": "spec.replicas", "value": 3}),
    (DEPLOYMENT, "notEqual", {"path": "spec.replicas", "value": "2"}),
    (DEPLOYMENT, "notEqual", {"path": "spec.replicas", "value": 2.5}),
    (DEPLOYMENT, "notEqual", {"path": "spec.paused", "value": 0}),
    (DEPLOYMENT, "notEqual", {"path": "no.such", "value": 2}),
    (CONFIG + "#0", "equal", {"path": "data.secret", "value": "hello", "decodeBase64": True}),
    (CONFIG + "#0", "equal", {"path": "data.text", "value": "first\nsecond\n"}),
    (NOTES, "equalRaw", {"value": "Welcome to RELEASE-NAME.\nEnjoy.\n"}),
    (NOTES, "notEqualRaw", {"value": "Welcome"}),
    (DEPLOYMENT, "matchRegex", {"path": IMAGE, "pattern": "^nginx:[a-z]+$"}),
    (CONFIG + "#0", "matchRegex", {"path": "data.secret", "pattern": "^hell", "decodeBase64": True}),
    (DEPLOYMENT, "notMatchRegex", {"path": IMAGE, "pattern": ":latest$"}),
    (NOTES, "matchRegexRaw", {"pattern": "(?m)^Enjoy"}),
    (NOTES, "notMatchRegexRaw", {"pattern": "Sorry"}),
    (DEPLOYMENT, "contains", {"path": PORTS, "content": {"port": 81}}),
    (CONFIG + "#1", "contains", {"path": "data.list", "content": "a", "count": 2}),
    (DEPLOYMENT, "contains", {"path": "spec.template.spec.containers", "content": {"name": "log"}, "any": True}),
    (DEPLOYMENT, "notContains", {"path": PORTS, "content": {"port": 82}}),
    (DEPLOYMENT, "notContains", {"path": "no.such", "content": 1}),
    (CONFIG + "#1", "notContains", {"path": "data.list", "content": "a", "count": 1}),
    (DEPLOYMENT, "exists", {"path": "spec.strategy"}),
    (DEPLOYMENT, "notExists", {"path": "spec.selector"}),
    (DEPLOYMENT, "isNotNull", {"path": "spec.replicas"}),
    (DEPLOYMENT, "isNull", {"path": "spec.selector"}),
    (DEPLOYMENT, "isNullOrEmpty", {"path": "spec.strategy"}),
    (DEPLOYMENT, "isNullOrEmpty", {"path": "metadata.annotations"}),
    (CONFIG + "#1", "isEmpty", {"path": "data.empty"}),
    (DEPLOYMENT, "isEmpty", {"path": "spec.paused"}),
    (DEPLOYMENT, "isNotNullOrEmpty", {"path": "spec.replicas"}),
    (DEPLOYMENT, "isNotEmpty", {"path": "metadata.labels"}),
    (DEPLOYMENT, "isKind", {"of": "Deployment"}),
    (DEPLOYMENT, "isAPIVersion", {"of": "apps/v1"}),
    *[
        (DEPLOYMENT, "isType", {"path": path, "type": kind})
        for path, kind in (
            ("kind", "string"),
            ("spec.replicas", "int"),
            ("spec.ratio", "float64"),
            ("spec.paused", "bool"),
            ("spec", "map[string]interface {}"),
            (PORTS, "[]interface {}"),
            ("spec", "object"),
            (PORTS, "list"),
            ("spec.strategy", "null"),
        )
    ],
    (DEPLOYMENT, "isNotType", {"path": "spec.replicas", "type": "string"}),
    (DEPLOYMENT, "isSubset", {"path": "metadata.labels", "content": {"tier": "front"}}),
    (DEPLOYMENT, "isNotSubset", {"path": "metadata.labels", "content": {"tier": "back"}}),
    (CONFIG, "hasDocuments", {"count": 2}),
    (CONFIG + "#0", "hasDocuments", {"count": 2}),
    (CONFIG + "#0", "hasDocuments", {"count": 1, "filterAware": True}),
    (CONFIG, "containsDocument", {"kind": "ConfigMap", "apiVersion": "v1"}),
    (CONFIG, "containsDocument", {"kind": "ConfigMap", "name": "two", "namespace": "other", "any": True}),
    (DEPLOYMENT, "lengthEqual", {"path": PORTS, "count": 2}),
    (DEPLOYMENT, "lengthEqual", {"path": "spec.strategy", "count": 0}),
    (DEPLOYMENT, "lengthEqual", {"paths": [PORTS, "spec.template.spec.containers"]}),
    (DEPLOYMENT, "lengthEqual", {"paths": [PORTS, "metadata.labels"], "count": 2}),
    (DEPLOYMENT, "notLengthEqual", {"path": PORTS, "count": 3}),
    (DEPLOYMENT, "notLengthEqual", {"paths": [PORTS, "spec.template.spec.containers[1].ports"]}),
    (DEPLOYMENT, "hasUniqueItems", {"path": PORTS}),
    (DEPLOYMENT, "greaterOrEqual", {"path": "spec.replicas", "value": 2}),
    (DEPLOYMENT, "notGreaterOrEqual", {"path": "spec.replicas", "value": 3}),
    (DEPLOYMENT, "lessOrEqual", {"path": "spec.ratio", "value": 0.5}),
    (DEPLOYMENT, "lessOrEqual", {"path": "kind", "value": "E"}),
    (DEPLOYMENT, "notLessOrEqual", {"path": "spec.replicas", "value": 1}),
    (DEPLOYMENT, "matchSnapshot", {"matchRegex": {"pattern": "nginx"}, "notMatchRegex": {"pattern": "apache"}}),
    (NOTES, "matchSnapshotRaw", {}),
    (DEPLOYMENT, "notFailedTemplate", {}),
]

FAILS: list[tuple[str, str, dict[str, Any], list[str]]] = [
    (
        DEPLOYMENT,
        "equal",
        {"path": "spec.replicas", "value": 3},
        [
            "Path:\tspec.replicas",
            "Expected to equal:",
            "3",
            "Actual:",
            "2",
            "Diff:",
            "--- Expected",
            "+++ Actual",
            "@@ -1 +1 @@",
            "-3",
            "+2",
        ],
    ),
    (
        DEPLOYMENT,
        "equal",
        {"path": "spec.replicas", "value": "2"},
        [
            "Path:\tspec.replicas",
            "Expected to equal:",
            '"2"',
            "Actual:",
            "2",
            "Diff:",
            "--- Expected",
            "+++ Actual",
            "@@ -1 +1 @@",
            '-"2"',
            "+2",
        ],
    ),
    (DEPLOYMENT, "equal", {"path": "no.such", "value": 3}, ["Error:", "unknown path no.such"]),
    (
        DEPLOYMENT,
        "notEqual",
        {"path": "spec.template.spec.containers[*].ports[0].port", "value": 80},
        [
            "ValuesIndex:\t0",
            "Path:\tspec.template.spec.containers[*].ports[0].port",
            "Expected NOT to equal:",
            "80",
            "DocumentIndex:\t0",
            "ValuesIndex:\t1",
            "Path:\tspec.template.spec.containers[*].ports[0].port",
            "Expected NOT to equal:",
            "80",
        ],
    ),
    (
        DEPLOYMENT,
        "equal",
        {"path": "kind", "value": "x", "decodeBase64": True},
        ["Error:", "kind is not base64: Deployment"],
    ),
    (
        NOTES,
        "equalRaw",
        {"value": "Hi"},
        [
            "Expected to equal:",
            "Hi",
            "Actual:",
            "|",
            "Welcome to RELEASE-NAME.",
            "Enjoy.",
            "Diff:",
            "--- Expected",
            "+++ Actual",
            "@@ -1 +1,3 @@",
            "-Hi",
            "+|",
            "+  Welcome to RELEASE-NAME.",
            "+  Enjoy.",
        ],
    ),
    (
        NOTES,
        "notEqualRaw",
        {"value": "Welcome to RELEASE-NAME.\nEnjoy.\n"},
        ["Expected NOT to equal:", "|", "Welcome to RELEASE-NAME.", "Enjoy."],
    ),
    (
        DEPLOYMENT,
        "matchRegex",
        {"path": IMAGE, "pattern": "^apache"},
        [f"Path:\t{IMAGE}", "Expected to match:", "^apache", "Actual:", "nginx:stable"],
    ),
    (
        DEPLOYMENT,
        "matchRegex",
        {"path": "spec.replicas", "pattern": "2"},
        ["Error:", "expect 'spec.replicas' to be a string, got:", "2"],
    ),
    (
        DEPLOYMENT,
        "notMatchRegex",
        {"path": IMAGE, "pattern": "nginx"},
        [f"Path:\t{IMAGE}", "Expected NOT to match:", "nginx", "Actual:", "nginx:stable"],
    ),
    (
        NOTES,
        "matchRegexRaw",
        {"pattern": "Sorry"},
        ["Expected to match:", "Sorry", "Actual:", "Welcome to RELEASE-NAME.", "Enjoy."],
    ),
    (
        NOTES,
        "notMatchRegexRaw",
        {"pattern": "Enjoy"},
        ["Expected NOT to match:", "Enjoy", "Actual:", "Welcome to RELEASE-NAME.", "Enjoy."],
    ),
    (
        DEPLOYMENT,
        "contains",
        {"path": PORTS, "content": {"port": 82}},
        [f"Path:\t{PORTS}", "Expected to contain:", "- port: 82", "Actual:", "- port: 80", "- port: 81"],
    ),
    (
        CONFIG + "#1",
        "contains",
        {"path": "data.list", "content": "a", "count": 1},
        ["Error:", "expect count 1 in 'data.list' to be in array, got 2:", "- a", "- a", "- b"],
    ),
    (
        DEPLOYMENT,
        "contains",
        {"path": "metadata.labels", "content": 1},
        ["Error:", "expect 'metadata.labels' to be an array, got:", "app.kubernetes.io/name: web", "tier: front"],
    ),
    (
        DEPLOYMENT,
        "notContains",
        {"path": PORTS, "content": {"port": 81}},
        [f"Path:\t{PORTS}", "Expected NOT to contain:", "- port: 81", "Actual:", "- port: 80", "- port: 81"],
    ),
    (DEPLOYMENT, "exists", {"path": "spec.selector"}, ["Path:\tspec.selector expected to exist"]),
    (DEPLOYMENT, "notExists", {"path": "spec.strategy"}, ["Path:\tspec.strategy expected NOT to exist"]),
    (DEPLOYMENT, "isNotNull", {"path": "spec.selector"}, ["Path:\tspec.selector expected to exist"]),
    (DEPLOYMENT, "isNull", {"path": "spec.replicas"}, ["Path:\tspec.replicas expected NOT to exist"]),
    (
        DEPLOYMENT,
        "isNullOrEmpty",
        {"path": "spec.replicas"},
        ["Path:\tspec.replicas", "Expected to be null or empty, got:", "2"],
    ),
    (
        DEPLOYMENT,
        "isNotNullOrEmpty",
        {"path": "metadata.annotations"},
        ["Path:\tmetadata.annotations", "Expected NOT to be null or empty, got:", "{}"],
    ),
    (DEPLOYMENT, "isEmpty", {"path": "no.such"}, ["Error:", "unknown path no.such"]),
    (
        CONFIG + "#1",
        "isNotEmpty",
        {"path": "data.empty"},
        ["Path:\tdata.empty", "Expected NOT to be null or empty, got:", '""'],
    ),
    (DEPLOYMENT, "isKind", {"of": "Pod"}, ["Expected to be kind:", "Pod", "Actual:", "Deployment"]),
    (DEPLOYMENT, "isAPIVersion", {"of": "v1"}, ["Expected to be apiVersion:", "v1", "Actual:", "apps/v1"]),
    (
        DEPLOYMENT,
        "isType",
        {"path": "spec.strategy", "type": "string"},
        ["Path:\tspec.strategy", "Expected to be of type:", "string", "Actual:", "null"],
    ),
    (
        DEPLOYMENT,
        "isNotType",
        {"path": "spec.replicas", "type": "int"},
        ["Path:\tspec.replicas", "Expected NOT to be of type:", "int", "Actual:", "int"],
    ),
    (
        DEPLOYMENT,
        "isSubset",
        {"path": "metadata.labels", "content": {"tier": "back"}},
        [
            "Path:\tmetadata.labels",
            "Expected to contain:",
            "tier: back",
            "Actual:",
            "app.kubernetes.io/name: web",
            "tier: front",
        ],
    ),
    (
        DEPLOYMENT,
        "isNotSubset",
        {"path": "kind", "content": {"tier": "back"}},
        ["Error:", "expect 'kind' to be an object, got:", "Deployment"],
    ),
    (CONFIG, "hasDocuments", {"count": 1}, ["Expected documents count to be:", "1", "Actual:", "2"]),
    (
        CONFIG,
        "containsDocument",
        {"kind": "ConfigMap", "apiVersion": "v1", "name": "two", "namespace": "other"},
        ["Expected to contain document:", "Kind = ConfigMap, apiVersion = v1, Name = two, Namespace = other"],
    ),
    (
        CONFIG,
        "containsDocument",
        {"kind": "Secret", "any": True},
        ["Expected to contain document:", "Kind = Secret"],
    ),
    (
        DEPLOYMENT,
        "lengthEqual",
        {"path": PORTS, "count": 1},
        [f"Path:\t{PORTS}", "Expected to match count:", "1", "Actual:", "2"],
    ),
    (DEPLOYMENT, "lengthEqual", {"path": "kind", "count": 0}, ["Error:", "kind is not array"]),
    (
        DEPLOYMENT,
        "lengthEqual",
        {"paths": [PORTS, "metadata.annotations"]},
        ["Expected to have equal lengths:", f"{PORTS}: 2", "metadata.annotations: 0"],
    ),
    (
        DEPLOYMENT,
        "notLengthEqual",
        {"path": PORTS, "count": 2},
        [f"Path:\t{PORTS}", "Expected NOT to match count:", "2", "Actual:", "2"],
    ),
    (
        CONFIG + "#1",
        "hasUniqueItems",
        {"path": "data.list"},
        ["Path:\tdata.list", "Expected to have unique items, got twice:", "- a"],
    ),
    (
        DEPLOYMENT,
        "greaterOrEqual",
        {"path": "spec.replicas", "value": 3},
        ["Path:\tspec.replicas", "Expected to be greater than or equal to:", "3", "Actual:", "2"],
    ),
    (
        DEPLOYMENT,
        "greaterOrEqual",
        {"path": "spec.replicas", "value": "1"},
        ["Error:", "actual 'int' and expected 'string' types do not match"],
    ),
    (
        DEPLOYMENT,
        "notGreaterOrEqual",
        {"path": "spec.replicas", "value": 2},
        ["Path:\tspec.replicas", "Expected NOT to be greater than or equal to:", "2", "Actual:", "2"],
    ),
    (
        DEPLOYMENT,
        "lessOrEqual",
        {"path": "spec.replicas", "value": 1},
        ["Path:\tspec.replicas", "Expected to be less than or equal to:", "1", "Actual:", "2"],
    ),
    (
        DEPLOYMENT,
        "notLessOrEqual",
        {"path": "spec.ratio", "value": 0.75},
        ["Path:\tspec.ratio", "Expected NOT to be less than or equal to:", "0.75", "Actual:", "0.5"],
    ),
    (
        DEPLOYMENT,
        "matchSnapshot",
        {"matchRegex": {"pattern": "apache"}},
        ["Error:", "pattern 'apache' not found in snapshot"],
    ),
    (DEPLOYMENT, "matchSnapshot", {"path": "no.such"}, ["Error:", "unknown path no.such"]),
    (DEPLOYMENT, "failedTemplate", {}, ["Error:", "no template failed"]),
]


def suite(template: str, assertion: dict[str, Any]) -> str:
    """A suite with one assertion about a template, or about one document of it (``config.yaml#1``)."""
    name, _, index = template.partition("#")
    about = {"template": name, **({"documentIndex": int(index)} if index else {})}
    return json.dumps({"tests": [{"it": "works", "asserts": [{**about, **assertion}]}]})


def told(report: Any) -> list[str]:
    """What a failed assertion says, without its heading."""
    return [line for line in lines(report)[1:] if not line.startswith("Template:") and line != "DocumentIndex:\t0"]


def unplaced(text: list[str]) -> list[str]:
    return [line for line in text if line != "DocumentIndex:\t0"]


@pytest.mark.parametrize(("template", "name", "fields"), HOLDS)
def test_an_assertion_that_holds_passes_and_its_contrary_fails(
    template: str, name: str, fields: dict[str, Any], run: Run
) -> None:
    assert outcomes(run(suite(template, {name: fields}))) == ["passed"]
    assert outcomes(run(suite(template, {name: fields, "not": True}))) == ["failed"]


@pytest.mark.parametrize(("template", "name", "fields", "expected"), FAILS)
def test_an_assertion_that_does_not_hold_fails_and_says_why(
    template: str, name: str, fields: dict[str, Any], expected: list[str], run: Run
) -> None:
    report = run(suite(template, {name: fields}))
    assert (outcomes(report), lines(report)[0]) == (["failed"], f"- asserts[0] `{name}` fail")
    assert told(report) == unplaced(expected)


def test_every_type_is_shown_to_hold_and_to_fail() -> None:
    """Those about templates that fail, and snapshots as a whole, have tests of their own."""
    assert ASSERTIONS.keys() - {name for _, name, _ in HOLDS} == {"failedTemplate"}
    assert ASSERTIONS.keys() - {name for _, name, _, _ in FAILS} == {"notFailedTemplate", "matchSnapshotRaw"}
