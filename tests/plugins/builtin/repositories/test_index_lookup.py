from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.plugins.builtin.repositories.index_lookup import PackedIndex, load, pack

ENTRIES: dict[str, list[dict[str, Any]]] = {
    "zeta": [{"name": "zeta", "version": "0.1.0", "urls": ["z.tgz"]}],
    "alpha": [
        {"name": "alpha", "version": "1.1.0-beta.1", "urls": ["b.tgz"]},
        {
            "name": "alpha",
            "version": "1.0.0",
            "appVersion": "7",
            "description": "A letter",
            "keywords": ["a", "b"],
            "maintainers": [{"name": "Ann", "email": "ann@example.com"}],
            "annotations": {"x": "y"},
            "deprecated": True,
            "urls": ["a.tgz", "c.tgz"],
            "created": "2020-01-01T00:00:00Z",
            "removed": True,
            "digest": "abc",
        },
        {"name": "alpha", "version": "v0.9", "urls": []},
        {"name": "alpha", "version": "text"},
    ],
    "empty": [],
    "alias": [{"name": "other", "version": "1.0.0"}],
}


@pytest.fixture(params=["packed", "loaded"])
def index(request: pytest.FixtureRequest) -> PackedIndex:
    packed = pack(ENTRIES.items())
    return packed if request.param == "packed" else load(packed.dump())


def test_names_are_sorted(index: PackedIndex) -> None:
    assert index.names() == ["alias", "alpha", "empty", "zeta"]


def test_a_version_has_all_that_the_index_says(index: PackedIndex) -> None:
    found = index.versions("alpha")[1]
    metadata = found.metadata
    assert (found.urls, found.created, found.removed, found.digest) == (
        ["a.tgz", "c.tgz"],
        "2020-01-01T00:00:00Z",
        True,
        "abc",
    )
    assert (metadata.name, metadata.version, metadata.app_version, metadata.description) == (
        "alpha",
        "1.0.0",
        "7",
        "A letter",
    )
    assert (metadata.keywords, metadata.annotations, metadata.deprecated) == (["a", "b"], {"x": "y"}, True)
    assert [(who.name, who.email, who.url) for who in metadata.maintainers] == [("Ann", "ann@example.com", "")]


def test_what_is_left_out_is_empty(index: PackedIndex) -> None:
    found = index.versions("alpha")[3]
    assert (found.urls, found.created, found.removed, found.digest) == ([], "", False, "")
    assert index.versions("empty") == index.versions("nosuch") == []


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ("", "1.0.0"),
        ("1.0.0", "1.0.0"),
        ("1.1.0-beta.1", "1.1.0-beta.1"),
        (">0.0.0-0", "1.1.0-beta.1"),
        ("<1.0.0", "v0.9"),
        ("0.9", "v0.9"),
    ],
)
def test_a_version_is_found_by_text_or_constraint(index: PackedIndex, version: str, found: str) -> None:
    assert index.find("alpha", version).metadata.version == found


@pytest.mark.parametrize(
    ("name", "version", "message"),
    [
        ("nosuch", "", "no chart name found"),
        ("empty", "", "no chart version found"),
        ("alpha", "7", "No chart version found for alpha-7"),
        ("alpha", "bad!", "improper constraint: bad!"),
        ("alpha", "text", "improper constraint: text"),
    ],
)
def test_what_is_not_found_is_said_in_helms_words(index: PackedIndex, name: str, version: str, message: str) -> None:
    with pytest.raises(RepositoryError) as failure:
        index.find(name, version)
    assert failure.value.message == message


def test_rows_say_what_a_search_needs(index: PackedIndex) -> None:
    rows = [
        (row.name, row.version, row.app_version, row.description, row.keywords, row.listed_as) for row in index.rows()
    ]
    assert rows == [
        ("other", "1.0.0", "", "", "", "alias"),
        ("alpha", "1.1.0-beta.1", "", "", "", ""),
        ("alpha", "1.0.0", "7", "A letter", "a b", ""),
        ("alpha", "v0.9", "", "", "", ""),
        ("alpha", "text", "", "", "", ""),
        ("zeta", "0.1.0", "", "", "", ""),
    ]


def test_what_is_the_same_in_all_versions_is_one_object() -> None:
    versions = [{"name": "a", "version": str(number), "description": "same"} for number in range(3)]
    rows = list(load(pack([("a", versions)]).dump()).rows())
    assert len({id(row.description) for row in rows}) == 1
