from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.getter_file import getter


@pytest.fixture
def kernel() -> Kernel:
    return make_kernel()


def refusal(kernel: Kernel, url: str, options: FetchOptions | None = None) -> str:
    with pytest.raises(RepositoryError) as caught:
        kernel.fetch(url, options or FetchOptions())
    return caught.value.message


@pytest.mark.parametrize("name", ["index.yaml", "a b", "a%2Fb", "ü", "a?b#c", "\udcff"])
def test_a_file_is_read(kernel: Kernel, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"content")
    escaped = "".join(f"%{byte:02x}" if byte > 127 or chr(byte) in " %?#" else chr(byte) for byte in os.fsencode(name))
    for prefix in ("file://", "file://localhost", "FILE://LocalHost", "file://"):
        assert kernel.fetch(f"{prefix}{tmp_path}/{escaped}", FetchOptions()) == b"content"


def test_links_are_followed(kernel: Kernel, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    (tmp_path / "link").symlink_to("a")
    assert kernel.fetch(f"file://{tmp_path}/link", FetchOptions()) == b"content"


def test_what_has_not_changed_is_not_read_again(kernel: Kernel, tmp_path: Path) -> None:
    file, url = tmp_path / "a", f"file://{tmp_path}/a"
    file.write_bytes(b"one")
    first = kernel.fetch_changes(url, FetchOptions())
    again = kernel.fetch_changes(url, FetchOptions(validators=first.validators))
    assert (again.unchanged, again.content, again.validators) == (True, b"", first.validators)
    (tmp_path / "new").write_bytes(b"two")
    (tmp_path / "new").replace(file)
    assert kernel.fetch_changes(url, FetchOptions(validators=first.validators)).content == b"two"


def test_what_is_not_there_is_an_error(kernel: Kernel, tmp_path: Path) -> None:
    url = f"file://{tmp_path}/none"
    assert refusal(kernel, url) == f'Get "{url}": open {tmp_path}/none: no such file or directory'


@pytest.mark.parametrize("kind", ["directory", "pipe", "device"])
def test_what_is_no_regular_file_is_an_error(kernel: Kernel, tmp_path: Path, kind: str) -> None:
    path = "/dev/zero" if kind == "device" else str(tmp_path / kind)
    if kind == "directory":
        os.mkdir(path)
    elif kind == "pipe":
        os.mkfifo(path)
    assert refusal(kernel, f"file://{path}") == f'Get "file://{path}": {path} is not a regular file'


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("file://other.example/x", 'Get "file://other.example/x": a file on another machine cannot be read'),
        ("file://me:canary@localhost/x", 'Get "file://me:***@localhost/x": a file on another machine cannot be read'),
        ("file://", 'Get "file://": no absolute path'),
        ("file://localhost", 'Get "file://localhost": no absolute path'),
        ("file:///a%00b", 'Get "file:///a%00b": no absolute path'),
        ("file:///a%zz", 'parse "file:///a%zz": invalid URL escape "%zz"'),
        ("file:///a\nb", 'parse "file:///a\\nb": net/url: invalid control character in URL'),
    ],
)
def test_what_names_no_file_of_this_machine_is_an_error(kernel: Kernel, url: str, message: str) -> None:
    assert refusal(kernel, url) == message


@pytest.mark.parametrize(("limit", "size"), [(10, 11), (10, 1_000_000)])
def test_a_file_that_is_too_large_is_an_error(kernel: Kernel, tmp_path: Path, limit: int, size: int) -> None:
    (tmp_path / "a").write_bytes(bytes(size))
    url = f"file://{tmp_path}/a"
    assert kernel.fetch(url, FetchOptions(max_size=size))
    expected = f"Failed to fetch {url} : the file is larger than {limit} bytes"
    assert refusal(kernel, url, FetchOptions(max_size=limit)) == expected


def test_no_file_may_be_larger_than_the_getter_takes(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getter, "MAX_SIZE", 5)
    (tmp_path / "a").write_bytes(bytes(6))
    expected = f"Failed to fetch file://{tmp_path}/a : the file is larger than 5 bytes"
    assert refusal(kernel, f"file://{tmp_path}/a", FetchOptions(max_size=100)) == expected
