from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import RequirementsError
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.requirements import Dependency, Requirements
from pilothouse.plugins.builtin.requirements.parse import load_requirements, parse_requirements


def fields(requirements: Requirements) -> list[dict[str, Any]]:
    return [
        {name: getattr(dependency, name) for name in Dependency.__slots__} for dependency in requirements.dependencies
    ]


def test_every_field_is_read_as_helm_reads_it() -> None:
    content = b"""
Dependencies:
- Name: a
  version: 1
  repository: https://x
  condition: a.on,b.on
  tags: [t, 2]
  enabled: true
  import-values: [data, {child: c, parent: 5}]
  alias: other
- {}
"""
    assert fields(parse_requirements(content)) == [
        {
            "alias": "other",
            "condition": "a.on,b.on",
            "enabled": True,
            "import_values": ["data", {"child": "c", "parent": 5.0}],
            "name": "a",
            "repository": "https://x",
            "tags": ["t", "2"],
            "version": "1",
        },
        {name: getattr(Dependency(), name) for name in Dependency.__slots__},
    ]


@pytest.mark.parametrize(
    "content", [b"dependencies: null\n", b"\xef\xbb\xbfdependencies: []\r\n", b"x: 1", b"# nothing"]
)
def test_a_file_without_dependencies_requires_nothing(content: bytes) -> None:
    assert fields(parse_requirements(content)) == []


def test_an_absent_or_empty_file_is_no_requirements() -> None:
    assert load_requirements(Chart(Metadata("c"))) is None
    assert load_requirements(Chart(Metadata("c"), files=[File("requirements.yaml", b"")])) is None
    files = [File("requirements.yaml", b"[]"), File("x", b""), File("requirements.yaml", b"dependencies: [{name: a}]")]
    loaded = load_requirements(Chart(Metadata("c"), files=files))
    assert loaded is not None
    assert [dependency.name for dependency in loaded.dependencies] == ["a"]


PREFIX = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"- a", PREFIX + "array into Go value of type chartutil.Requirements"),
        (
            b"dependencies: a",
            PREFIX + "string into Go struct field Requirements.dependencies of type []*chartutil.Dependency",
        ),
        (
            b"dependencies: [1]",
            PREFIX + "number into Go struct field Requirements.dependencies of type chartutil.Dependency",
        ),
        (
            b"dependencies: [{tags: t}]",
            PREFIX + "string into Go struct field Dependency.dependencies.tags of type []string",
        ),
        (b"a: [", "error converting YAML to JSON: yaml: line 1: did not find expected node content"),
        (b"dependencies: [null]", "dependencies must not contain null"),
        (b"dependencies: [{name: ../../x}]", 'illegal dependency name "../../x"'),
        (b"dependencies: [{name: 'a\\b'}]", 'illegal dependency name "a\\\\b"'),
        (b'dependencies: [{name: "a\\eb"}]', 'illegal dependency name "a\\x1bb"'),
    ],
)
def test_what_is_wrong_is_said_in_go_s_words(content: bytes, message: str) -> None:
    """CVE-2022-23525 (null entries), CVE-2024-25620 and CVE-2021-21303 (names)."""
    with pytest.raises(RequirementsError) as caught:
        parse_requirements(content)
    assert str(caught.value) == message
