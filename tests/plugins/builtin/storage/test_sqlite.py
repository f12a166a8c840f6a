from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from pilothouse.core.errors import RecordConflictError, RecordExistsError, RecordNotFoundError, StorageError
from pilothouse.core.kernel import Kernel
from pilothouse.core.protocols import KubeClient, StorageDriver
from pilothouse.core.storage_contract import StorageContract, labels_of
from pilothouse.core.testkit import make_kernel


class Context:
    namespace = "kube-system"

    def __init__(self, **flags: str) -> None:
        self.kernel: Kernel = make_kernel(flags=flags)

    def connect(self) -> KubeClient:
        raise AssertionError("a database needs no cluster")


def connect(**flags: str) -> StorageDriver:
    context = Context(**flags)
    driver: StorageDriver = context.kernel.registered("helm_register_storage_drivers", "sql")(context)
    return driver


def url(path: Path) -> dict[str, str]:
    return {"sql-connection-string": f"sqlite:///{path}"}


class TestSqlite(StorageContract):
    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path) -> None:
        self.path = tmp_path / "records.db"

    def make_driver(self) -> StorageDriver:
        return connect(**url(self.path))


def test_the_file_is_in_the_home_directory_and_nobody_elses_to_read(tmp_path: Path) -> None:
    driver = connect(home=str(tmp_path / "home"))
    assert not (tmp_path / "home").exists()
    driver.create("web.v1", "body", labels_of("web"))
    path = tmp_path / "home" / "pilothouse" / "releases.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert connect(home=str(tmp_path / "home")).get("web.v1").body == "body"


@pytest.mark.parametrize("prefix", ["sqlite:///", "sqlite:"])
def test_a_url_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    monkeypatch.chdir(tmp_path)
    connect(**{"sql-connection-string": f"{prefix}records.db"}).create("web.v1", "body", labels_of("web"))
    assert connect(**url(tmp_path / "records.db")).get("web.v1").body == "body"


@pytest.mark.parametrize("text", ["sqlite:", "sqlite://", "sqlite:///"])
def test_a_url_without_a_file_is_refused(text: str) -> None:
    with pytest.raises(StorageError, match="^the sql store needs the path of a SQLite file$"):
        connect(**{"sql-connection-string": text})


def test_tables_and_rows_are_tillers(tmp_path: Path) -> None:
    driver = connect(**url(tmp_path / "records.db"))
    driver.create("web.v1", "one", labels_of("web", status="PENDING_INSTALL"))
    driver.update("web.v1", "two", labels_of("web"))
    with closing(sqlite3.connect(tmp_path / "records.db")) as database:
        rows = database.execute("SELECT key, body, name, version, status, owner FROM releases").fetchall()
        stamps = database.execute("SELECT created_at, modified_at FROM releases").fetchone()
        migrations = database.execute("SELECT id FROM gorp_migrations").fetchall()
    assert rows == [("web.v1", "two", "web", 1, "DEPLOYED", "TILLER")]
    assert 0 < stamps[0] <= stamps[1]
    assert migrations == [("init",)]
    labels = dict(driver.get("web.v1").metadata.labels)
    assert labels == {**labels_of("web"), "CREATED_AT": str(stamps[0]), "MODIFIED_AT": str(stamps[1])}


def test_rows_that_somebody_else_wrote_are_records_of_an_unknown_writer(tmp_path: Path) -> None:
    driver = connect(**url(tmp_path / "records.db"))
    assert driver.query({}) == []
    insert = "INSERT INTO releases VALUES ('web.v1', 'theirs', 'web', 1, 'DEPLOYED', 'TILLER', 1600000000, 0)"
    with closing(sqlite3.connect(tmp_path / "records.db", isolation_level=None)) as database:
        database.execute(insert)
        theirs = driver.get("web.v1").metadata
        assert (theirs.writer, theirs.written, theirs.uid) == ("", 1600000000_000000000, "web.v1@1600000000")
        ours = driver.update("web.v1", "ours", labels_of("web"), theirs.version)
        assert (ours.uid, ours.writer.endswith(f"/{os.getpid()}")) == (theirs.uid, True)
        database.execute("UPDATE releases SET body = 'theirs again', modified_at = 1700000000")
        again = driver.get("web.v1").metadata
        assert (again.writer, again.written, again.uid) == ("", 1700000000_000000000, theirs.uid)
        with pytest.raises(RecordConflictError, match='^release: "web.v1" has been modified$'):
            driver.update("web.v1", "x", labels_of("web"), ours.version)
        database.execute("DELETE FROM releases")
        database.execute(insert.replace("1600000000", "1650000000"))
        assert driver.get("web.v1").metadata.uid == "web.v1@1650000000"
        assert driver.query_metadata({"NAME": "web"})[0].writer == ""
        with pytest.raises(RecordExistsError):
            driver.create("web.v1", "x", labels_of("web"))
        database.execute("DELETE FROM releases")
        driver.create("web.v1", "anew", labels_of("web"))


def test_labels_are_columns(tmp_path: Path) -> None:
    driver = connect(**url(tmp_path / "records.db"))
    driver.create("web.v1", "body", {**labels_of("web"), "COLOUR": "red"})
    created = driver.get("web.v1").metadata.label("CREATED_AT")
    assert len(driver.query({"CREATED_AT": created, "MODIFIED_AT": "0"})) == 1
    assert driver.query({"VERSION": "one"}) == []
    assert driver.query_metadata({"VERSION": "one"}) == []
    for ask in (driver.query, driver.query_metadata):
        with pytest.raises(StorageError, match="^unknown label COLOUR$"):
            ask({"COLOUR": "red"})
    with pytest.raises(StorageError, match='^invalid label value: "": VERSION must be a number$'):
        driver.create("web.v2", "body", {"NAME": "web"})


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
    driver = connect(**url(tmp_path / "records.db"))
    driver.create("web.v1", "one", labels_of("web"))
    with closing(sqlite3.connect(tmp_path / "records.db", isolation_level=None)) as database:
        database.execute("DROP TABLE pilothouse_writers")
        with pytest.raises(StorageError, match="^SQLite: no such table: pilothouse_writers$"):
            driver.create("web.v2", "two", labels_of("web", 2))
    driver = connect(**url(tmp_path / "records.db"))
    assert [(each.metadata.key, each.body) for each in driver.query({"NAME": "web"})] == [("web.v1", "one")]
    with pytest.raises(StorageError, match="^SQLite: 'utf-8' codec"):
        driver.update("web.v1", "\udcff", labels_of("web"))
    assert driver.get("web.v1").body == "one"


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "records.db").write_text("no database, but a text that is long enough to be looked at" * 20)
    with pytest.raises(StorageError, match="^SQLite: file is not a database$"):
        connect(**url(tmp_path / "records.db")).query({})
    with pytest.raises(StorageError, match=f"^cannot open {tmp_path}: Is a directory$"):
        connect(**url(tmp_path)).query({})
    with pytest.raises(RecordNotFoundError):
        connect(**url(tmp_path / "new" / "records.db")).get("web.v1")
