"""Every contract of the author's kit, passed by a built-in plugin."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from pilothouse.core.protocols import StorageDriver
from pilothouse.testing import (
    CommandContract,
    FunctionsContract,
    GetterContract,
    LintRuleContract,
    ReadinessContract,
    RepositoryContract,
    RepositoryServer,
    StorageContract,
    StorageWorld,
    index_charts,
    write_chart,
)


class TestSqlStore(StorageContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.path = tmp_path / "records.db"

    def make_driver(self) -> StorageDriver:
        return StorageWorld(flags={"sql-connection-string": f"sqlite:///{self.path}"}).driver("sql")


class TestFileGetter(GetterContract):
    scheme = "file"
    hostile = ("file:///dev/zero", "file:///", "file://elsewhere.example/x", "file:///a%00b")

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def publish(self, name: str, content: bytes) -> str:
        (self.folder / name).write_bytes(content)
        return f"file://{self.folder}/{name}"


class TestHttpGetter(GetterContract):
    scheme = "http"
    hostile = ("http://127.0.0.1:1/x", "http://", "http://a b/")

    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        with RepositoryServer() as self.server:
            yield

    def publish(self, name: str, content: bytes) -> str:
        Path(self.server.folder, name).write_bytes(content)
        return f"{self.server.url}/{name}"


class TestHttpRepository(RepositoryContract):
    user = "me"
    password = "canary"

    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        with RepositoryServer(user=self.user, password=self.password) as self.server:
            yield

    def publish(self, folder: str, archives: Sequence[str]) -> str:
        for archive in archives:
            self.server.add_archive(archive)
        return self.server.url


class TestFileRepository(RepositoryContract):
    def publish(self, folder: str, archives: Sequence[str]) -> str:
        for archive in archives:
            shutil.copy(archive, folder)
        index_charts(folder)
        return f"file://{folder}"


class TestSprig(FunctionsContract):
    functions = ("upper", "trunc", "dict", "now")
    cases = (
        ('{{ upper "ä b" }}', "Ä B"),
        ('{{ trunc 2 "abc" }}', "ab"),
        ("{{ index (dict 1 2 3 4) .Values.key }}", "4"),
        ("{{ if now }}{{ .Values.list }}{{ end }}", "[1 2]"),
    )
    wrong = ("{{ upper 3 }}", "{{ upper }}", '{{ trunc "a" "b" }}')
    values = {"key": "3", "list": [1.0, 2.0]}


class TestInspectChart(CommandContract):
    command = "inspect chart"
    failing = ((), ("no-such-chart",), ("--version",))

    def good(self, folder: str) -> Iterable[tuple[Sequence[str], str]]:
        return [((write_chart(folder, "web"),), "apiVersion: v1\nname: web\nversion: 0.1.0\n\n")]


class TestPodReadiness(ReadinessContract):
    rule = "v1/Pod"
    ready = ({"status": {"conditions": [{"type": "Ready", "status": "True"}]}},)
    unready = ({}, {"status": {"conditions": [{"type": "Ready", "status": "False"}]}})


class TestChartRule(LintRuleContract):
    rule = "chart"
    fine = ({"icon": "https://example.com/web.png"},)
    faulty = (({}, "icon is recommended"), ({"version": "one"}, "version"))


def test_a_contract_that_is_broken_says_what_was_there_and_what_was_expected(tmp_path: Path) -> None:
    class Forgetful(TestFileGetter):
        def publish(self, name: str, content: bytes) -> str:
            return TestFileGetter.publish(self, name, content[:3])

    broken = Forgetful()
    broken.folder = tmp_path
    with pytest.raises(AssertionError, match=r"assert b'\\x00\\x01\\x02' == "):
        broken.test_what_is_there_is_fetched_to_the_byte()


def test_an_abstract_contract_asks_for_what_it_needs() -> None:
    with pytest.raises(NotImplementedError):
        GetterContract().publish("a", b"")
    with pytest.raises(NotImplementedError):
        RepositoryContract().publish(os.curdir, ())
