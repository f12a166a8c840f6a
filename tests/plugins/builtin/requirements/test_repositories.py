from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.errors import RequirementsError
from pilothouse.core.model.repository import RepositoryEntry
from pilothouse.core.model.requirements import Dependency
from pilothouse.plugins.builtin.requirements.repositories import (
    check_registered,
    map_repositories,
)

ENTRIES = [
    RepositoryEntry("one", "https://example.com/charts"),
    RepositoryEntry("two", "https://example.com/charts/"),
    RepositoryEntry("three", "s3://bucket/charts?region=x"),
]


def mapped(repository: str, path: str = "/nowhere") -> tuple[str, str]:
    """The address that a repository becomes, and the name of the entry that it means."""
    (wanted,) = map_repositories(path, [Dependency("a", "1", repository)], ENTRIES, lambda text: None)
    return wanted.dependency.repository, wanted.entry.name if wanted.entry else ""


@pytest.mark.parametrize(
    ("repository", "address", "name"),
    [
        ("", "", ""),
        ("@two", "https://example.com/charts/", "two"),
        ("alias:three", "s3://bucket/charts?region=x", "three"),
        ("https://example.com/charts", "https://example.com/charts", "one"),
        ("https://example.com//charts/", "https://example.com//charts/", "one"),
        ("https://example.com/other", "https://example.com/other", ""),
        ("s3://bucket/charts", "s3://bucket/charts", ""),
        ("/srv/charts", "/srv/charts", ""),
        ("//[", "//[", ""),
        ("alias:four", "alias:four", ""),
    ],
)
def test_what_a_repository_means(repository: str, address: str, name: str) -> None:
    assert mapped(repository) == (address, name)


def test_a_folder_is_what_it_says(tmp_path: Path) -> None:
    assert mapped(f"file://{tmp_path}") == (f"file://{tmp_path}", "")
    (tmp_path / "sub").mkdir()
    assert mapped("file://sub", str(tmp_path)) == ("file://sub", "")


def test_requirements_of_one_name_are_mapped_each_for_itself() -> None:
    dependencies = [Dependency("a", "1", "@one"), Dependency("a", "1", "@three"), Dependency("a", "1", "http://x")]
    wanted = map_repositories("/nowhere", dependencies, ENTRIES, lambda text: None)
    assert [item.entry.name if item.entry else "" for item in wanted] == ["one", "three", ""]


def test_what_is_required_stays_as_it_was_read() -> None:
    dependency = Dependency("a", "1", "@one")
    map_repositories("/nowhere", [dependency], ENTRIES, lambda text: None)
    assert dependency.repository == "@one"


@pytest.mark.parametrize("repository", ["@four", "/%zz", "nothing", "%zz://x", "//a\x01"])
def test_what_no_repository_is_known_for_is_an_error(repository: str) -> None:
    with pytest.raises(RequirementsError) as caught:
        mapped(repository)
    expected = f"no repository definition for {repository}. Please add them via 'helm repo add'"
    assert caught.value.message.partition("\n")[0] == expected


def test_a_password_is_not_in_the_error() -> None:
    with pytest.raises(RequirementsError) as caught:
        check_registered([Dependency("a", "1", "https://me:secret@example.com/x")], ENTRIES)
    assert caught.value.message == (
        "no repository definition for https://me:***@example.com/x. Please add the missing repos via 'helm repo add'"
    )


def test_repositories_of_a_lock_are_registered_folders_or_none() -> None:
    good = ["", "file://gone", "https://example.com/charts/", "s3://bucket/charts?region=x"]
    check_registered([Dependency("a", "1", repository) for repository in good], ENTRIES)
