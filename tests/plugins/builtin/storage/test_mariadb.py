from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymysql
import pytest
from pilothouse.core.errors import RecordNotFoundError, StorageError
from pilothouse.core.kernel import Kernel
from pilothouse.core.protocols import KubeClient, StorageDriver
from pilothouse.core.storage_contract import StorageContract, labels_of
from pilothouse.core.testkit import make_kernel, run

PROGRAMS = ("mariadbd", "mariadb-install-db")
FOLDERS = (*os.get_exec_path(), "/usr/sbin")


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
    """A MariaDB server in a folder of its own. What it takes for granted is what the store must not rely on."""

    def __init__(self, programs: dict[str, str], folder: Path) -> None:
        self.programs = programs
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        data = self.folder / "data"
        common = ["--no-defaults", f"--datadir={data}", *(["--user=root"] if os.getuid() == 0 else [])]
        install = ["--auth-root-authentication-method=normal", "--skip-test-db"]
        first = "CREATE USER helm@'127.0.0.1' IDENTIFIED BY 'secret';\nGRANT ALL ON *.* TO helm@'127.0.0.1';\n"
        (self.folder / "first.sql").write_text(first)
        with open(self.folder / "log", "wb") as log:
            command = [self.programs["mariadb-install-db"], *common, *install]
            subprocess.run(command, stdout=log, stderr=log, check=True)
            options = [
                f"--port={self.port}",
                "--bind-address=127.0.0.1",
                f"--socket={self.folder}/socket",
                f"--pid-file={self.folder}/pid",
                f"--init-file={self.folder}/first.sql",
                "--character-set-server=latin1",
                "--sql-mode=",
                "--innodb-flush-log-at-trx-commit=0",
            ]
            self._process = subprocess.Popen([self.programs["mariadbd"], *common, *options], stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def database(self, name: str, scheme: str = "mysql+pymysql") -> str:
        self.sql(f"CREATE DATABASE {name}")
        return f"{scheme}://helm:secret@127.0.0.1:{self.port}/{name}"

    def sql(self, statement: str) -> tuple[Any, ...]:
        with pymysql.connect(host="127.0.0.1", port=self.port, user="helm", password="secret") as connection:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                rows = tuple(cursor.fetchall())
            connection.commit()
        return rows


def programs() -> dict[str, str]:
    """The paths of MariaDB's programs; skips the test where there are none, and fails it on CI."""
    found = {name: shutil.which(name, path=os.pathsep.join(FOLDERS)) for name in PROGRAMS}
    if all(found.values()):
        return {name: str(path) for name, path in found.items()}
    message = "MariaDB is not installed (package mariadb-server)"
    if os.environ.get("CI", "") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = programs()
    with tempfile.TemporaryDirectory(prefix="mariadb-") as folder:
        made = Server(found, Path(folder))
        try:
            made.start()
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="module")
def contract_database(server: Server) -> str:
    return server.database("contract")


class TestMariaDB(StorageContract):
    @pytest.fixture(autouse=True)
    def _database(self, contract_database: str) -> None:
        self.url = contract_database

    def make_driver(self) -> StorageDriver:
        return connect(self.url)


def test_of_several_processes_that_find_no_tables_one_makes_them(server: Server) -> None:
    url, crowd = server.database("empty"), StorageContract()

    def work(number: int) -> int:
        connect(url).create(f"web.v{number + 1}", "body", labels_of("web", number + 1))
        return 0

    assert crowd.in_processes(work) == [0] * crowd.writers
    assert len(connect(url).query({"NAME": "web"})) == crowd.writers


@pytest.mark.parametrize("scheme", ["mysql", "mariadb"])
def test_a_driver_that_is_installed_is_found(server: Server, scheme: str) -> None:
    driver = connect(server.database(f"by_{scheme}", scheme))
    driver.create("web.v1", "päckchen 🚢", labels_of("web"))
    assert driver.get("web.v1").body == "päckchen 🚢"


def test_keys_that_differ_in_case_are_of_different_records(server: Server) -> None:
    driver = connect(server.database("cases"))
    driver.create("web.v1", "small", labels_of("web"))
    driver.create("Web.v1", "large", labels_of("Web"))
    assert [driver.get(key).body for key in ("web.v1", "Web.v1")] == ["small", "large"]
    assert [record.body for record in driver.query({"NAME": "Web"})] == ["large"]
    with pytest.raises(RecordNotFoundError):
        driver.get("WEB.v1")


def test_what_does_not_fit_is_refused_in_the_words_of_the_server_whatever_that_is_set_to(server: Server) -> None:
    driver = connect(server.database("refusals"))
    with pytest.raises(StorageError) as caught:
        driver.create("x" * 68, "secret", labels_of("web"))
    assert caught.value.message == "SQL: Data too long for column 'key' at row 1"
    assert driver.query({}) == []


def test_a_server_that_is_away_is_told_without_the_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    driver = connect(f"mysql+pymysql://helm:secret@127.0.0.1:{port}/x")
    with pytest.raises(StorageError, match="^SQL: Can't connect to MySQL server on '127.0.0.1'") as caught:
        driver.query({})
    assert "secret" not in caught.value.message


def test_a_wrong_password_is_told_without_it(server: Server) -> None:
    url = server.database("locked").replace(":secret@", ":guessed@")
    with pytest.raises(StorageError, match="^SQL: Access denied for user 'helm'@") as caught:
        connect(url).query({})
    assert "guessed" not in caught.value.message


def test_a_release_lives_there_from_install_to_purge(server: Server, tmp_path: Path) -> None:
    chart = tmp_path / "web"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v1\nname: web\nversion: 1.0.0\n")
    (chart / "templates" / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    settings = {
        "HELM_HOME": str(tmp_path / "home"),
        "PILOTHOUSE_CLUSTER": "sandbox",
        "TILLER_STORAGE": "sql",
        "PILOTHOUSE_SQL_CONNECTION_STRING": server.database("flow"),
    }
    path = str(chart)
    for words in (["install", path, "--name", "web"], ["upgrade", "web", path], ["rollback", "web", "1"]):
        assert run(words, environment=settings).code == 0
    history = [line.split() for line in run(["history", "web"], environment=settings).stdout.splitlines()[1:]]
    assert [(line[0], line[6]) for line in history] == [("1", "SUPERSEDED"), ("2", "SUPERSEDED"), ("3", "DEPLOYED")]
    assert run(["delete", "web", "--purge"], environment=settings).code == 0
    assert connect(settings["PILOTHOUSE_SQL_CONNECTION_STRING"]).query({}) == []
