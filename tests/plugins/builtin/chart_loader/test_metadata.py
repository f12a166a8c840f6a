from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import ChartError
from pilothouse.core.model.chart import Metadata
from pilothouse.plugins.builtin.chart_loader.metadata import read_metadata

FULL = b"""
apiVersion: v1
name: demo
version: 1.10
appVersion: 010
description: yes
home: https://x
icon: null
keywords: [a, 2]
sources: [https://y]
engine: gotpl
condition: c
tags: t
deprecated: on
tillerVersion: '>2'
kubeVersion: ^1.9
annotations: {a: 1.0, b: true}
maintainers:
- {name: n1, email: e, url: u}
- null
- Name: 7
unknown: [1, {}]
"""


def fields(metadata: Metadata) -> dict[str, Any]:
    values = {name: getattr(metadata, name) for name in Metadata.__slots__}
    values["maintainers"] = [(one.name, one.email, one.url) for one in metadata.maintainers]
    return values


def test_all_fields_are_read_with_scalars_as_text() -> None:
    assert fields(read_metadata(FULL)) == {
        "annotations": {"a": "1", "b": "true"},
        "api_version": "v1",
        "app_version": "8",
        "condition": "c",
        "deprecated": True,
        "description": "true",
        "engine": "gotpl",
        "home": "https://x",
        "icon": "",
        "keywords": ["a", "2"],
        "kube_version": "^1.9",
        "maintainers": [("n1", "e", "u"), ("7", "", "")],
        "name": "demo",
        "sources": ["https://y"],
        "tags": "t",
        "tiller_version": ">2",
        "version": "1.1",
    }


@pytest.mark.parametrize("content", [b"", b"null", b"# nothing\n", b"{}"])
def test_an_empty_file_has_no_fields(content: bytes) -> None:
    """CVE-2024-26147: missing content is no crash."""
    assert fields(read_metadata(content)) == fields(Metadata())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: [", "error converting YAML to JSON: yaml: line 1: did not find expected node content"),
        (
            b"maintainers: {a: b}",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field "
            "Metadata.maintainers of type []*chart.Maintainer",
        ),
        (
            b"maintainers: [{name: [x]}]",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field "
            "Maintainer.maintainers.name of type string",
        ),
        (
            b"- a",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type "
            "chart.Metadata",
        ),
        (
            b"deprecated: 'true'",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field "
            "Metadata.deprecated of type bool",
        ),
    ],
)
def test_what_does_not_fit_is_an_error_in_go_s_words(content: bytes, message: str) -> None:
    """CVE-2025-55198: a malformed Chart.yaml is no crash."""
    with pytest.raises(ChartError) as caught:
        read_metadata(content)
    assert str(caught.value) == message
