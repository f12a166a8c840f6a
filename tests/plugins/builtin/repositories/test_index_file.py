from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.model.chart import Maintainer, Metadata
from pilothouse.plugins.builtin.repositories import index_file
from pilothouse.plugins.builtin.repositories.index_document import IndexDocument, read_document
from pilothouse.plugins.builtin.repositories.index_file import added, joined, write_index


@pytest.mark.parametrize(
    ("base", "part", "url"),
    [
        ("http://example.com", "a.tgz", "http://example.com/a.tgz"),
        ("http://example.com/charts/", "a.tgz", "http://example.com/charts/a.tgz"),
        ("http://example.com/a//b/../c?q=1#f", "x.tgz", "http://example.com/a/c/x.tgz?q=1#f"),
        ("http://example.com/a%2Fb", "x y.tgz", "http://example.com/a/b/x%20y.tgz"),
        ("sub", "a.tgz", "sub/a.tgz"),
        ("", "a.tgz", "a.tgz"),
        ("http://example.com/c", "", "http://example.com/c"),
        ("", "", ""),
        ("%zz", "a.tgz", "%zz/a.tgz"),
    ],
)
def test_urls_are_joined_as_paths_are(base: str, part: str, url: str) -> None:
    assert joined(base, part) == url


def test_an_index_is_written_as_go_writes_it(tmp_path: Path) -> None:
    entries = {
        "b": [{"name": "b", "version": "1.0.0"}],
        "a": [
            {
                "name": "a",
                "version": "1.0",
                "description": "",
                "keywords": ["k"],
                "maintainers": [{"name": "Ann", "email": ""}, None],
                "deprecated": False,
                "urls": ["u"],
                "created": "2020-01-02T03:04:05.600+00:00",
                "removed": True,
                "digest": "d",
            },
            {"name": "a", "version": "2", "urls": [], "created": "2020-01-02T03:04:05+02:00"},
        ],
    }
    document = IndexDocument(entries, api_version="v1", generated="2020-01-01T00:00:00Z", public_keys=["k"])
    write_index(str(tmp_path / "index.yaml"), document)
    assert (tmp_path / "index.yaml").read_text() == (
        "apiVersion: v1\n"
        "entries:\n"
        "  a:\n"
        '  - created: "2020-01-02T03:04:05.6Z"\n'
        "    digest: d\n"
        "    keywords:\n"
        "    - k\n"
        "    maintainers:\n"
        "    - name: Ann\n"
        "    - null\n"
        "    name: a\n"
        "    removed: true\n"
        "    urls:\n"
        "    - u\n"
        '    version: "1.0"\n'
        '  - created: "2020-01-02T03:04:05+02:00"\n'
        "    name: a\n"
        "    urls: []\n"
        '    version: "2"\n'
        "  b:\n"
        '  - created: "0001-01-01T00:00:00Z"\n'
        "    name: b\n"
        "    urls: null\n"
        "    version: 1.0.0\n"
        'generated: "2020-01-01T00:00:00Z"\n'
        "publicKeys:\n"
        "- k\n"
    )


def test_an_entry_has_what_the_chart_says_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_file, "timestamp", lambda: "now")
    metadata = Metadata("alpha", "1.0.0")
    metadata.maintainers = [Maintainer("Ann")]
    expected = {"name": "alpha", "version": "1.0.0", "maintainers": [{"name": "Ann"}], "created": "now", "digest": "d"}
    assert added(metadata, "alpha.tgz", "http://x/c", "d") == {**expected, "urls": ["http://x/c/alpha.tgz"]}
    assert added(metadata, "alpha.tgz", "", "d") == {**expected, "urls": ["alpha.tgz"]}


def test_what_is_written_is_no_way_out_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    file = tmp_path / "index.yaml"
    file.symlink_to(outside)
    write_index(str(file), IndexDocument({}))
    assert outside.read_text() == "mine"
    assert read_document(file.read_bytes()).entries == {}
    assert os.listdir(tmp_path) in (["outside", "index.yaml"], ["index.yaml", "outside"])


def test_a_folder_that_is_not_there_is_told_in_gos_words(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError) as failure:
        write_index(str(tmp_path / "none" / "index.yaml"), IndexDocument({}))
    assert failure.value.message == f"open {tmp_path}/none/index.yaml: no such file or directory"
