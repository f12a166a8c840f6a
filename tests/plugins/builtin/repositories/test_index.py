from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.testkit import RecordingConsole, make_kernel
from pilothouse.plugins.builtin.repositories import index as index_module
from pilothouse.plugins.builtin.repositories.index import load_index, parse_index, read_content, read_index_document

CONTENT = b"""apiVersion: v1
entries:
  alpha:
  - name: alpha
    urls:
    - https://example.com/alpha-0.1.0.tgz
    version: 0.1.0
  - name: alpha
    urls:
    - https://example.com/alpha-1.0.0.tgz
    version: 1.0.0
generated: "2020-01-01T00:00:00Z"
"""
FLOW = b"{apiVersion: v1, entries: {alpha: [{name: alpha, version: 0.1.0}, {name: alpha, version: 1.0.0}]}}"
OLD = b"serverInfo: {url: alpha.tgz}\n"
WARNING = "WARNING: Deprecated index file format. Try 'helm repo update'\n"


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    return make_kernel(environment={"PILOTHOUSE_CACHE_DIR": str(tmp_path / "cache")})


def printed(kernel: Kernel) -> str:
    assert isinstance(kernel.console, RecordingConsole)
    return kernel.console.stderr


@pytest.mark.parametrize("content", [CONTENT, FLOW])
def test_versions_of_an_index_come_newest_first(content: bytes, kernel: Kernel) -> None:
    index = parse_index(content, "index.yaml", kernel)
    assert [version.metadata.version for version in index.versions("alpha")] == ["1.0.0", "0.1.0"]


def test_an_index_that_was_read_once_is_taken_from_the_cache(
    tmp_path: Path, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "index.yaml"
    file.write_bytes(CONTENT)
    parse_index(CONTENT, str(file), kernel)
    kernel.finish()

    def refuse(*arguments: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(index_module, "_read", refuse)
    for index in (load_index(str(file), kernel), parse_index(CONTENT, "", kernel)):
        assert index.find("alpha", "").urls == ["https://example.com/alpha-1.0.0.tgz"]


def test_an_index_that_has_changed_is_read_again(tmp_path: Path, kernel: Kernel) -> None:
    file = tmp_path / "index.yaml"
    for version in ("1.0.0", "2.0.0"):
        file.write_bytes(CONTENT.replace(b"1.0.0", version.encode()))
        assert load_index(str(file), kernel).find("alpha", "").metadata.version == version
        kernel.finish()


def test_without_caches_nothing_is_kept(tmp_path: Path) -> None:
    kernel = make_kernel(environment={"PILOTHOUSE_CACHE_DIR": str(tmp_path / "cache")}, flags={"no-cache": "true"})
    file = tmp_path / "index.yaml"
    file.write_bytes(CONTENT)
    assert load_index(str(file), kernel).names() == ["alpha"]
    kernel.finish()
    assert list(tmp_path.iterdir()) == [file]


def test_a_version_that_is_there_twice_does_not_replace_the_first(kernel: Kernel) -> None:
    doubled = CONTENT.replace(b"version: 0.1.0", b"version: 1.0.0").replace(b"0.1.0.tgz", b"first.tgz")
    index = parse_index(doubled, "index.yaml", kernel)
    assert [version.urls for version in index.versions("alpha")] == [["https://example.com/alpha-first.tgz"]]
    assert printed(kernel).endswith(
        ' index.yaml has version "1.0.0" of chart "alpha" more than once, the first one counts\n'
    )


def test_of_many_versions_that_are_there_twice_only_some_are_named(kernel: Kernel) -> None:
    versions = "".join(f"  - {{name: x, version: 1.0.0, urls: ['{number}']}}\n" for number in range(9))
    parse_index(f"apiVersion: v1\nentries:\n  x:\n{versions}".encode(), "http://ann:secret@x/index.yaml", kernel)
    lines = printed(kernel).splitlines()
    assert len(lines) == 6
    assert lines[5].endswith(" http://ann:***@x/index.yaml has 3 more versions that are there more than once")
    assert "secret" not in printed(kernel)


def test_a_key_that_is_there_twice_is_refused(kernel: Kernel) -> None:
    with pytest.raises(RepositoryError) as failure:
        parse_index(CONTENT.replace(b"    version: 1", b"    version: 6.6.6\n    version: 1"), "index.yaml", kernel)
    assert failure.value.message == 'yaml: unmarshal errors:\n  line 12: key "version" already set in map'
    assert failure.value.details[0] == "--> index.yaml:12"


def test_the_old_format_is_warned_of_each_time(tmp_path: Path, kernel: Kernel) -> None:
    file = tmp_path / "index.yaml"
    file.write_bytes(OLD)
    for times in (1, 2):
        assert load_index(str(file), kernel).names() == ["serverInfo"]
        kernel.finish()
        assert printed(kernel) == WARNING * times


def test_a_file_that_cannot_be_read_is_told_in_gos_words(tmp_path: Path, kernel: Kernel) -> None:
    with pytest.raises(RepositoryError) as failure:
        load_index(str(tmp_path / "none.yaml"), kernel)
    assert failure.value.message == f"open {tmp_path}/none.yaml: no such file or directory"
    with pytest.raises(RepositoryError) as failure:
        load_index(str(tmp_path), kernel)
    assert failure.value.message == f"read {tmp_path}: is a directory"


def test_an_index_may_be_so_large_and_no_larger(
    tmp_path: Path, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "MAX_INDEX_SIZE", len(CONTENT) - 1)
    file = tmp_path / "index.yaml"
    file.write_bytes(CONTENT)
    message = f"the index is larger than the maximum size {len(CONTENT) - 1} bytes"
    for read in (
        lambda: parse_index(CONTENT, "", kernel),
        lambda: load_index(str(file), kernel),
        lambda: read_content(str(file)),
        lambda: read_index_document(CONTENT, "", kernel),
    ):
        with pytest.raises(RepositoryError) as failure:
            read()
        assert failure.value.message == message


@pytest.mark.parametrize("content", [CONTENT, FLOW])
def test_the_document_of_an_index_has_the_versions_in_their_own_order(content: bytes, kernel: Kernel) -> None:
    document = read_index_document(content, "index.yaml", kernel)
    assert [fields["version"] for fields in document.entries["alpha"]] == ["0.1.0", "1.0.0"]
    assert document.api_version == "v1"
    assert document.generated == ("2020-01-01T00:00:00Z" if content is CONTENT else "")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "no API version specified"), (b"publicKeys: [a]\n", "json: cannot unmarshal array into Go value of type")],
)
def test_what_is_not_of_the_old_format_either_was_taken_for_it(content: bytes, message: str, kernel: Kernel) -> None:
    with pytest.raises(RepositoryError, match=message):
        parse_index(content, "index.yaml", kernel)
    assert printed(kernel) == WARNING
