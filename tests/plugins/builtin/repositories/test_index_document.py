from __future__ import annotations

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.golib.types import GoError
from pilothouse.plugins.builtin.repositories import index_document
from pilothouse.plugins.builtin.repositories.index_document import read_document

UNMARSHALING = "error unmarshaling JSON: while decoding JSON: "


def entry(fields: str) -> bytes:
    return f"apiVersion: v1\nentries:\n  x:\n  - {fields}\n".encode()


def complaint(content: str | bytes) -> str:
    with pytest.raises((GoError, RepositoryError)) as failure:
        read_document(content.encode() if isinstance(content, str) else content)
    return str(failure.value)


def test_every_field_of_an_index_is_read() -> None:
    document = read_document(
        b"{apiVersion: v1, generated: 2020-01-01T00:00:00Z, publicKeys: [k], serverInfo: {a: b}, entries: "
        b"{x: [{name: x, created: 2020-01-02T00:00:00+01:00, removed: true, digest: 5, urls: [1, a]}], z: null}}"
    )
    assert document.api_version == "v1"
    assert document.generated == "2020-01-01T00:00:00Z"
    assert document.public_keys == ["k"]
    assert document.entries == {
        "x": [
            {
                "name": "x",
                "created": "2020-01-02T00:00:00+01:00",
                "removed": True,
                "digest": "5",
                "urls": ["1", "a"],
            }
        ],
        "z": [],
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: [", "yaml: line 1: did not find expected node content"),
        ("text", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `text` into repo.IndexValidation"),
        ("[]", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into repo.IndexValidation"),
        (
            "colour: red\napiVersion: v1\napiVersion: v2",
            "yaml: unmarshal errors:\n  line 1: field colour not found in type repo.IndexValidation\n"
            "  line 3: field apiVersion already set in type repo.IndexValidation",
        ),
        (
            "apiVersion: [a]\nentries: 12345678901\npublicKeys: {}\nserverInfo: yes",
            "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into string\n"
            "  line 2: cannot unmarshal !!int `1234567...` into map[string]interface {}\n"
            "  line 3: cannot unmarshal !!map into []string\n"
            "  line 4: cannot unmarshal !!bool `yes` into map[string]interface {}",
        ),
        ("generated: now", 'parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"'),
        ("generated: {a: 1}", "yaml: unmarshal errors:\n  line 1: field a not found in type time.Time"),
        (entry("{name: x, name: y}"), 'yaml: unmarshal errors:\n  line 4: key "name" already set in map'),
        (entry("{name: x, a: {1: b, 1: c}}"), "yaml: unmarshal errors:\n  line 4: key 1 already set in map"),
        (
            entry("{name: x, a: &a {b: 1}, c: {<<: *a, b: 2}}"),
            'yaml: unmarshal errors:\n  line 4: key "b" already set in map',
        ),
        ("apiVersion: v1\nentries: {x: [], x: []}", 'yaml: unmarshal errors:\n  line 2: key "x" already set in map'),
        ("apiVersion: v1\nentries: *a", "yaml: unknown anchor 'a' referenced"),
        (entry("&a [*a]"), "yaml: anchor 'a' value contains itself"),
        (
            entry("{version: 1.10}"),
            UNMARSHALING
            + "json: cannot unmarshal number into Go struct field ChartVersion.entries.version of type string",
        ),
        (
            entry("text"),
            UNMARSHALING
            + "json: cannot unmarshal string into Go struct field IndexFile.entries of type repo.ChartVersion",
        ),
        (
            entry("{version: 1.10, created: soon}"),
            UNMARSHALING + 'parsing time ""soon"" as ""2006-01-02T15:04:05Z07:00"": cannot parse "soon"" as "2006"',
        ),
        (
            "apiVersion: v1\ngenerated: 2020-01-01",
            UNMARSHALING + 'parsing time ""2020-01-01"" as ""2006-01-02T15:04:05',
        ),
        (entry("{name: x, ? {a: b} : c}"), 'yaml: invalid map key: map[interface {}]interface {}{"a":"b"}'),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_go(content: str | bytes, message: str) -> None:
    assert complaint(content).startswith(message)


@pytest.mark.parametrize("fields", ["null", "~", "", "{name: x}\n  - null"])
def test_a_version_that_is_null_is_an_error(fields: str) -> None:
    assert complaint(entry(fields)) == 'the index has a version of chart "x" that is null'


@pytest.mark.parametrize("content", ["", "# nothing", "null", "{}", "---\n"])
def test_an_empty_document_is_an_error(content: str) -> None:
    assert complaint(content) == "no API version specified"


def test_an_index_without_entries_is_empty() -> None:
    for content in (b"apiVersion: v1\n", b"apiVersion: v1\nentries:\n", b"apiVersion: v1\nentries: {}\n"):
        assert read_document(content).entries == {}


def test_an_index_without_a_version_is_of_the_old_format() -> None:
    document = read_document(
        b"serverInfo: {url: u.tgz, checksum: '1', chartfile: {name: old, version: '1.0'}}\nentries:\n"
    )
    assert document.api_version == ""
    assert document.entries == {
        "old": [{"name": "old", "version": "1.0", "urls": ["u.tgz"], "digest": "1"}],
        "entries": [{"name": "entries", "version": "", "urls": [""], "digest": ""}],
    }


def test_an_index_of_the_old_format_has_objects_alone() -> None:
    assert complaint("generated: 2020-01-01T00:00:00Z") == (
        "json: cannot unmarshal string into Go value of type repo.unversionedEntry"
    )


def test_aliases_cannot_make_a_small_index_large() -> None:
    levels = "".join(f"    l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 9)}]\n" for level in range(1, 9))
    bomb = "apiVersion: v1\nentries:\n  x:\n  - name: x\n    l0: &l0 [a, a, a, a]\n" + levels
    assert complaint(bomb) == "yaml: document contains excessive aliasing"


def test_deep_nesting_is_a_declared_error() -> None:
    assert "exceeded max depth" in complaint(entry("{a: " + "[" * 5000 + "]" * 5000 + "}"))


def test_the_exact_reader_takes_no_index_that_it_could_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_document, "_LARGEST_EXACT", 10)
    assert complaint(entry("{}")) == "an index that is not written line by line may have 10 bytes at most"
