from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.golib.merge_keys import PACKAGES, TYPES

GENERATOR = Path(__file__).resolve().parents[3] / "docs" / "generate_merge_keys.py"
META = "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
DOCUMENT: dict[str, Any] = {
    "definitions": {
        "io.k8s.api.apps.v1.Thing": {
            "x-kubernetes-group-version-kind": [{"group": "apps", "version": "v1", "kind": "Thing"}],
            "properties": {
                "kind": {"type": "string"},
                "metadata": {"$ref": META},
                **{f"field{number:02}": {"type": "array", "items": {"type": "string"}} for number in range(12)},
            },
        },
        "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": {
            "properties": {
                "finalizers": {
                    "type": "array",
                    "items": {"type": "string"},
                    "x-kubernetes-patch-strategy": "merge",
                }
            }
        },
    }
}


def test_the_generator_writes_the_module_that_stands_for_a_document() -> None:
    text = "".join(runpy.run_path(str(GENERATOR))["table"](DOCUMENT))
    assert max(map(len, text.splitlines())) <= 120
    module: dict[str, Any] = {}
    exec(text, module)
    fields = " ".join(f"field{number:02}=[]s" for number in range(12))
    assert module["PACKAGES"] == {"apps/v1": "apps.v1"}
    assert module["TYPES"] == {
        "apps.v1.Thing": f"{fields} kind=s metadata=meta.v1.ObjectMeta",
        "meta.v1.ObjectMeta": "finalizers=[]s~",
    }


@pytest.mark.parametrize("table", [PACKAGES, TYPES])
def test_the_table_is_sorted(table: dict[str, str]) -> None:
    assert list(table) == sorted(table)
    if table is TYPES:
        assert all(words.split() == sorted(words.split()) for words in table.values())
