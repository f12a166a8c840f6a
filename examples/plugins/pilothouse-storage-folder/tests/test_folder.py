"""The contract of every release store, and releases that are kept in this one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.storage_contract import StorageContract
from pilothouse_storage_folder.driver import Folder

OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {colour: '{{ .Values.colour }}'}\n"


class TestFolder(StorageContract):
    @pytest.fixture(autouse=True)
    def place(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "records"

    def make_driver(self) -> Folder:
        return Folder(self.folder)


def test_releases_are_kept_in_it(tmp_path: Path) -> None:
    chart = tmp_path / "web"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("name: web\nversion: 0.1.0\n")
    (chart / "values.yaml").write_text("colour: blue\n")
    (chart / "templates" / "web.yaml").write_text(OBJECT)
    settings = {
        "HELM_HOME": str(tmp_path / "home"),
        "PILOTHOUSE_CLUSTER": "sandbox",
        "RECORDS_FOLDER": str(tmp_path / "records"),
        "TILLER_STORAGE": "folder",
    }
    assert testkit.run(["install", str(chart), "--name", "shop"], environment=settings).code == 0
    assert testkit.run(["upgrade", "shop", str(chart), "--set", "colour=red"], environment=settings).code == 0
    records = sorted(path.name for path in (tmp_path / "records" / "kube-system").glob("*.json"))
    assert records == ["shop.v1.json", "shop.v2.json"]
    assert testkit.run(["list", "--short"], environment=settings) == (0, "shop\n", "")


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = {"TILLER_STORAGE": "folder", "RECORDS_FOLDER": str(tmp_path / "file")}
    outcome = testkit.run(["list"], environment=settings)
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (1, f"Error: {tmp_path}/file/kube-system: Not a directory")
