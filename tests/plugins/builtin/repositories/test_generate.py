from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.repository import IndexGeneration
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.repositories import generate, index_file
from pilothouse.plugins.builtin.repositories.generate import generate_index
from pilothouse.plugins.builtin.repositories.index_document import read_document
from stand_ins.chart_repository import chart_archive

NOW = "2020-02-02T00:00:00Z"


@pytest.fixture
def kernel() -> Kernel:
    return make_kernel()


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (generate, index_file):
        monkeypatch.setattr(module, "timestamp", lambda: NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def put(folder: Path, name: str, version: str, at: str = "") -> dict[str, Any]:
    """Put an archive into the folder; what its entry says but for its address."""
    content = chart_archive(name, version)
    file = folder / (at or f"{name}-{version}.tgz")
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return {"apiVersion": "v1", "name": name, "version": version, "created": NOW, "digest": digest}


def made(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return read_document((folder / "index.yaml").read_bytes()).entries


def test_archives_in_the_folder_and_one_level_below_are_listed(folder: Path, kernel: Kernel) -> None:
    old, new = put(folder, "alpha", "0.9.0"), put(folder, "alpha", "0.10.0")
    below, hidden = put(folder, "beta", "1.0.0", "sub/beta one.tgz"), put(folder, "gamma", "1.0.0", ".gamma.tgz")
    (folder / "sub" / "deep").mkdir()
    put(folder, "delta", "1.0.0", "sub/deep/delta.tgz")
    generate_index(IndexGeneration(str(folder), "http://x/c"), kernel)
    assert made(folder) == {
        "alpha": [
            {**new, "urls": ["http://x/c/alpha-0.10.0.tgz"]},
            {**old, "urls": ["http://x/c/alpha-0.9.0.tgz"]},
        ],
        "beta": [{**below, "urls": ["http://x/c/sub/beta%20one.tgz"]}],
        "gamma": [{**hidden, "urls": ["http://x/c/.gamma.tgz"]}],
    }


def test_without_a_url_addresses_are_relative(folder: Path, kernel: Kernel) -> None:
    put(folder, "alpha", "1.0.0")
    put(folder, "beta", "1.0.0", "sub/beta.tgz")
    generate_index(IndexGeneration(str(folder)), kernel)
    assert [entry["urls"] for [entry] in made(folder).values()] == [["alpha-1.0.0.tgz"], ["sub/beta.tgz"]]


def test_what_is_no_chart_is_left_out(folder: Path, kernel: Kernel) -> None:
    (folder / "text.tgz").write_text("text")
    (folder / "folder.tgz").mkdir()
    (folder / "link.tgz").symlink_to("nowhere")
    generate_index(IndexGeneration(str(folder)), kernel)
    assert (folder / "index.yaml").read_text() == f'apiVersion: v1\nentries: {{}}\ngenerated: "{NOW}"\n'


def test_a_version_that_is_there_twice_is_listed_twice(folder: Path, kernel: Kernel) -> None:
    put(folder, "alpha", "1.0.0")
    put(folder, "alpha", "1.0.0", "copy.tgz")
    generate_index(IndexGeneration(str(folder)), kernel)
    assert [entry["urls"] for entry in made(folder)["alpha"]] == [["alpha-1.0.0.tgz"], ["copy.tgz"]]


def test_merging_keeps_what_the_folder_has_not(folder: Path, kernel: Kernel) -> None:
    put(folder, "alpha", "1.0.0")
    (folder / "old.yaml").write_text(
        "apiVersion: v1\nentries:\n"
        "  alpha:\n"
        "  - {name: alpha, version: 1.0.0, urls: [old]}\n"
        "  - {name: alpha, version: v1, urls: [same]}\n"
        "  - {name: alpha, version: 9.0.0, urls: [new]}\n"
        "  - {name: alpha, version: text, urls: [text]}\n"
        "  zeta:\n"
        "  - {name: zeta, version: 0.1.0}\n"
    )
    generate_index(IndexGeneration(str(folder), merge=str(folder / "old.yaml")), kernel)
    assert {name: [entry.get("urls") for entry in entries] for name, entries in made(folder).items()} == {
        "alpha": [["new"], ["alpha-1.0.0.tgz"], ["text"]],
        "zeta": [None],
    }


def test_an_index_to_merge_with_that_is_not_there_is_made(folder: Path, kernel: Kernel) -> None:
    put(folder, "alpha", "1.0.0")
    generate_index(IndexGeneration(str(folder), merge=str(folder / "new.yaml")), kernel)
    assert (folder / "new.yaml").read_text() == f'apiVersion: v1\nentries: {{}}\ngenerated: "{NOW}"\n'
    assert list(made(folder)) == ["alpha"]


def test_an_index_that_cannot_be_merged_with_is_told_of(folder: Path, kernel: Kernel) -> None:
    (folder / "bad.yaml").write_text("a: [")
    for file, reason in (
        ("bad.yaml", "yaml: line 1: did not find expected node content"),
        ("", f"read {folder}: is a directory"),
    ):
        with pytest.raises(RepositoryError) as failure:
            generate_index(IndexGeneration(str(folder), merge=str(folder / file)), kernel)
        assert failure.value.message == f"Merge failed: {reason}"
    assert not (folder / "index.yaml").exists()


def test_a_folder_that_is_not_there_is_told_of_when_its_index_is_written(folder: Path, kernel: Kernel) -> None:
    with pytest.raises(RepositoryError) as failure:
        generate_index(IndexGeneration(str(folder / "none")), kernel)
    assert failure.value.message == f"open {folder}/none/index.yaml: no such file or directory"
