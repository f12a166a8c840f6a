from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.model.repository import RepositoryEntry
from pilothouse.plugins.builtin.repositories.repository_file import (
    OutOfDateError,
    RepositoryFile,
    is_read_by_others,
    load_repository_file,
    locked_file,
)

TEXT = """apiVersion: v1
generated: "2020-01-01T00:00:00.5+02:00"
repositories:
- caFile: ca
  cache: a-index.yaml
  certFile: cert
  keyFile: key
  name: a
  password: "yes"
  url: http://a
  username: me
- caFile: ""
  cache: ""
  certFile: ""
  keyFile: ""
  name: b
  password: ""
  url: http://b
  username: ""
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "repositories.yaml"


def complaint(path: Path, text: str) -> str:
    path.write_text(text)
    with pytest.raises(RepositoryError) as caught:
        load_repository_file(str(path))
    return caught.value.message


def test_a_file_is_written_as_it_was_read(path: Path) -> None:
    path.write_text(TEXT)
    file = load_repository_file(str(path))
    assert file.entries == [
        RepositoryEntry("a", "http://a", "a-index.yaml", "me", "yes", "cert", "key", "ca"),
        RepositoryEntry("b", "http://b"),
    ]
    file.write(str(path))
    assert path.read_text() == TEXT


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_a_file_keeps_its_mode(path: Path, mode: int) -> None:
    path.write_text(TEXT)
    path.chmod(mode)
    RepositoryFile([RepositoryEntry("a", "http://a", username="me", password="yes")]).write(str(path))
    assert path.stat().st_mode & 0o777 == mode
    assert is_read_by_others(str(path)) is (mode != 0o600)


def test_an_entry_takes_the_place_of_the_first_of_its_name(path: Path) -> None:
    path.write_text("apiVersion: v1\nrepositories: [{name: a}, {name: b}, {name: a}]\n")
    file = load_repository_file(str(path))
    file.put(RepositoryEntry("a", "http://new"))
    file.put(RepositoryEntry("c", "http://c"))
    assert [(entry.name, entry.url) for entry in file.entries] == [
        ("a", "http://new"), ("b", ""), ("a", ""), ("c", "http://c"),
    ]  # fmt: skip
    assert (file.remove("a"), file.remove("zzz")) == (True, False)
    assert [entry.name for entry in file.entries] == ["b", "c"]


def test_unknown_fields_are_dropped_and_numbers_are_texts(path: Path) -> None:
    path.write_text("apiVersion: 1\nother: x\nrepositories:\n- {name: 5, url: true, extra: 1, NAME: null}\n")
    assert load_repository_file(str(path)).entries == [RepositoryEntry("5", "true")]


def test_a_missing_file_says_what_to_do(path: Path) -> None:
    with pytest.raises(RepositoryError) as caught:
        load_repository_file(str(path))
    assert caught.value.message == (
        f"Couldn't load repositories file ({path}).\n"
        "You might need to run `helm init` (or `helm init --client-only` if tiller is already installed)"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "error converting YAML to JSON: yaml: line 1: did not find expected node content"),
        (
            "repositories: nonsense",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field "
            "RepoFile.repositories of type []*repo.Entry",
        ),
        (
            "apiVersion: v1\nrepositories: [{name: [x]}]",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field "
            "Entry.repositories.name of type string",
        ),
        (
            "apiVersion: v1\ngenerated: soon",
            'error unmarshaling JSON: while decoding JSON: parsing time ""soon"" as ""2006-01-02T15:04:05Z07:00"": '
            'cannot parse "soon"" as "2006"',
        ),
        (
            "- a",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type "
            "repo.RepoFile",
        ),
        (
            "a: {b: c}",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go value of type string",
        ),
        (
            "apiVersion: v1\nrepositories: [null]",
            "a repository without anything about it is in the list of repositories",
        ),
        ("", "repository file is out of date"),
    ],
)
def test_broken_files_are_refused_in_gos_words(text: str, message: str, path: Path) -> None:
    assert complaint(path, text) == message


def test_the_old_form_is_recovered(path: Path) -> None:
    path.write_text("stable: http://s\nother: http://o\nnumber: 5\n")
    with pytest.raises(OutOfDateError) as caught:
        load_repository_file(str(path))
    assert caught.value.recovered.entries == [
        RepositoryEntry("number", "5", "number-index.yaml"),
        RepositoryEntry("other", "http://o", "other-index.yaml"),
        RepositoryEntry("stable", "http://s", "stable-index.yaml"),
    ]


def test_a_link_in_place_of_the_file_is_replaced_and_not_followed(path: Path) -> None:
    path.write_text(TEXT)
    file = load_repository_file(str(path))
    path.unlink()
    (path.parent / "elsewhere").write_text("mine")
    path.symlink_to("elsewhere")
    file.write(str(path))
    assert (path.parent / "elsewhere").read_text() == "mine"
    assert not path.is_symlink()


def test_the_lock_is_helms_and_stays_only_where_it_was_or_is_asked_for(path: Path) -> None:
    lock = path.with_suffix(".lock")
    with locked_file(str(path)):
        assert lock.stat().st_mode & 0o777 == 0o600
    assert not lock.exists()
    with locked_file(str(path), keep_lock=True):
        pass
    with locked_file(str(path)):
        pass
    assert lock.exists()
