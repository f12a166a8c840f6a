from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import RecordConflictError, RecordExistsError, StorageError
from pilothouse.core.kernel import Kernel
from pilothouse.core.protocols import KubeClient, StorageDriver
from pilothouse.core.storage_contract import StorageContract, labels_of
from pilothouse.core.testkit import make_kernel

PROGRAMS = ("initdb", "pg_ctl", "psql")


class Context:
    namespace = "kube-system"

    def __init__(self, connection_string: str) -> None:
        self.kernel: Kernel = make_kernel(flags={"sql-connection-string": connection_string})

    def connect(self) -> KubeClient:
        raise AssertionError("a database needs no cluster")


CONNECTED: list[Any] = []


@pytest.fixture(autouse=True)
def _disconnect() -> Iterator[None]:
    """Close the connections that stay open for the next call, as the end of a process does."""
    yield
    while CONNECTED:
        CONNECTED.pop()._database._engine.dispose()


def connect(connection_string: str) -> StorageDriver:
    context = Context(connection_string)
    driver: StorageDriver = context.kernel.registered("helm_register_storage_drivers", "sql")(context)
    CONNECTED.append(driver)
    return driver


class Server:
    """A PostgreSQL server in a folder of its own. It does not run as root, so another user owns it then."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.folder = folder
        self.user = "postgres" if os.getuid() == 0 else None
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
        if self.user:
            shutil.chown(folder, self.user)

    def run(self, program: str, *arguments: str) -> str:
        return subprocess.run(
            [self.programs / program, *arguments],
            user=self.user,
            cwd=self.folder,
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ).stdout

    def start(self) -> None:
        self.run("initdb", "-D", "data", "-U", "helm", "-A", "trust", "-N")
        options = f"-p {self.port} -k {self.folder} -F -c listen_addresses=127.0.0.1"
        self.run("pg_ctl", "-D", "data", "-w", "-o", options, "-l", "log", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def database(self, name: str) -> str:
        self.sql("postgres", f"CREATE DATABASE {name}")
        return f"postgresql://helm:secret@127.0.0.1:{self.port}/{name}"

    def sql(self, database: str, statement: str) -> str:
        options = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "helm", "-d", database, "-A", "-t")
        return self.run("psql", *options, "-v", "ON_ERROR_STOP=1", "-c", statement).strip()


def programs() -> Path:
    """The folder of PostgreSQL's programs; skips the test where there are none, and fails it on CI."""
    folders = [Path(folder) for folder in os.get_exec_path()]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if all((folder / program).exists() for program in PROGRAMS):
            return folder
    message = "PostgreSQL is not installed (package postgresql)"
    if os.environ.get("CI", "") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = programs()
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        made = Server(found, Path(folder))
        made.start()
        yield made
        made.stop()


@pytest.fixture(scope="module")
def contract_database(server: Server) -> str:
    return server.database("contract")


class TestPostgres(StorageContract):
    @pytest.fixture(autouse=True)
    def _database(self, contract_database: str) -> None:
        self.url = contract_database

    def make_driver(self) -> StorageDriver:
        return connect(self.url)


TABLES = """
SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default
FROM information_schema.columns WHERE table_name IN ('releases', 'gorp_migrations')
ORDER BY table_name, ordinal_position
"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE tablename = 'releases' ORDER BY indexname"
TILLERS = """
CREATE TABLE gorp_migrations ("id" text not null primary key, "applied_at" timestamp with time zone);
INSERT INTO gorp_migrations VALUES ('init', now());
CREATE TABLE releases (
    key VARCHAR(67) PRIMARY KEY, body TEXT NOT NULL, name VARCHAR(64) NOT NULL, version INTEGER NOT NULL,
    status TEXT NOT NULL, owner TEXT NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX ON releases (key); CREATE INDEX ON releases (version); CREATE INDEX ON releases (status);
CREATE INDEX ON releases (owner); CREATE INDEX ON releases (created_at); CREATE INDEX ON releases (modified_at);
"""


def test_tables_are_those_that_tiller_makes(server: Server) -> None:
    ours, theirs = server.database("ours"), server.database("theirs")
    assert connect(ours).query({}) == []
    server.sql("theirs", TILLERS)
    for question in (TABLES, INDEXES, "SELECT id FROM gorp_migrations"):
        assert server.sql("ours", question) == server.sql("theirs", question)
    driver = connect(theirs)
    driver.create("web.v1", "body", labels_of("web"))
    assert connect(theirs).get("web.v1").body == "body"


def test_rows_of_tiller_are_records_and_its_changes_are_noticed(server: Server) -> None:
    server.database("tiller")
    server.sql("tiller", TILLERS)
    server.sql("tiller", "INSERT INTO releases VALUES ('web.v1', 'theirs', 'web', 1, 'DEPLOYED', 'TILLER', 1600000000)")
    driver = connect(f"postgres://127.0.0.1:{server.port}/tiller?user=helm&password=secret&sslmode=disable")
    found = driver.get("web.v1")
    assert (found.body, found.metadata.writer, found.metadata.written) == ("theirs", "", 1600000000_000000000)
    server.sql("tiller", "UPDATE releases SET body = 'changed' WHERE key = 'web.v1'")
    with pytest.raises(RecordConflictError):
        driver.update("web.v1", "ours", labels_of("web"), found.metadata.version)
    driver.update("web.v1", "ours", labels_of("web"), driver.get("web.v1").metadata.version)
    row = "SELECT key, body, name, version, status, owner FROM releases"
    assert server.sql("tiller", row) == "web.v1|ours|web|1|DEPLOYED|TILLER"
    with pytest.raises(RecordExistsError):
        driver.create("web.v1", "x", labels_of("web"))


def test_a_connection_string_may_be_in_words(server: Server) -> None:
    server.database("words")
    words = f"host=127.0.0.1 port={server.port} user=helm password=secret dbname=words sslmode=disable"
    connect(words).create("web.v1", "body", labels_of("web"))
    assert server.sql("words", "SELECT count(*) FROM releases") == "1"


def test_what_the_server_refuses_is_told_in_its_words_and_without_the_body(server: Server) -> None:
    driver = connect(server.database("refusals"))
    for key, body, message in (
        ("x" * 68, "secret", "value too long for type character varying(67)"),
        ("web.v1", "secret\0", 'invalid byte sequence for encoding "UTF8": 0x00'),
        ("web.v1", "secret\udcff", "surrogates not allowed"),
    ):
        with pytest.raises(StorageError) as caught:
            driver.create(key, body, labels_of("web"))
        assert caught.value.message == f"SQL: {message}"
    assert driver.query({}) == []


def test_a_server_that_is_away_is_told_without_the_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    driver = connect(f"postgresql+pg8000://helm:secret@127.0.0.1:{port}/x")
    with pytest.raises(StorageError, match="^SQL: Can't create a connection to host 127.0.0.1") as caught:
        driver.query({})
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "unheard://helm:secret@host/x",
        "postgresql+unheard://helm:secret@host/x",
        "://helm:secret",
        "mysql+unheard://:secret@h",
        "mssql+pyodbc://helm:secret@host/x",
        "sqlite+pysqlite:////secret",
        "postgresql://helm:se@cret:secret@host/x",
        "postgresql://[helm:secret",
    ],
)
def test_a_connection_string_that_is_none_is_told_without_the_password(text: str) -> None:
    with pytest.raises(StorageError, match="^unusable sql-connection-string: ") as caught:
        connect(text)
    assert "secret" not in caught.value.message
