from __future__ import annotations

import pytest
from pilothouse.core.errors import ProvenanceError
from pilothouse.core.model.chart import Metadata
from pilothouse.plugins.builtin.provenance.message import file_hashes, make_message


def refusal(message: bytes) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(ProvenanceError) as caught:
        file_hashes(message)
    return caught.value.message, caught.value.details


def test_a_message_has_the_metadata_and_the_hash_of_the_archive() -> None:
    metadata = Metadata("web", "0.1.0")
    metadata.description = "a: b"
    message = make_message(metadata, "web-0.1.0.tgz", "sha256:00")
    assert message == "description: 'a: b'\nname: web\nversion: 0.1.0\n\n...\nfiles:\n  web-0.1.0.tgz: sha256:00\n"
    assert file_hashes(message.encode()) == {"web-0.1.0.tgz": "sha256:00"}


@pytest.mark.parametrize(
    ("sums", "expected"),
    [
        (b"files:\n  a.tgz: x\n  b.tgz: w\nimages:\n  i: z\n", {"a.tgz": "x", "b.tgz": "w"}),
        (b"files: {}\n", {}),
        (b"files:\n", {}),
        (b"", {}),
        (b"other: 1\n", {}),
    ],
)
def test_hashes_are_read_by_name(sums: bytes, expected: dict[str, str]) -> None:
    assert file_hashes(b"name: web\n\n...\n" + sums) == expected


@pytest.mark.parametrize("message", [b"", b"name: web\n", b"name: web\n...", b"name: web\n---\nfiles: {}\n"])
def test_a_message_has_two_parts(message: bytes) -> None:
    assert refusal(message) == ("message block must have at least two parts", ())


@pytest.mark.parametrize(
    ("message", "key"),
    [
        (b"name: web\n\n...\nfiles:\n  a.tgz: x\n  a.tgz: y\n", "a.tgz"),
        (b"name: web\n\n...\nfiles:\n  a.tgz: x\nfiles:\n  a.tgz: y\n", "files"),
        (b"name: web\n\n...\nfiles:\n  a.tgz: x\nFiles:\n  a.tgz: y\n", "files"),
        (b"name: web\nname: api\n\n...\nfiles: {}\n", "name"),
        (b"name: web\nannotations: {a: 1, a: 2}\n\n...\nfiles: {}\n", "a"),
    ],
)
def test_a_message_that_says_something_twice_is_refused(message: bytes, key: str) -> None:
    text, details = refusal(message)
    assert text == "the signed message says the same thing twice"
    assert [line.lower() for line in details] == [f'it repeats the key "{key}"']


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (
            b"a: [\n\n...\nfiles: {}\n",
            "error converting YAML to JSON: yaml: line 1: did not find expected node content",
        ),
        (
            b"name: web\n\n...\nfiles: x\n",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field "
            "SumCollection.files of type map[string]string",
        ),
        (
            b"name: []\n\n...\nfiles: {}\n",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field "
            "Metadata.name of type string",
        ),
    ],
)
def test_a_message_that_cannot_be_read_is_refused_in_gos_words(message: bytes, text: str) -> None:
    assert refusal(message) == (text, ())
