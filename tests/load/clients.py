"""A client that works on releases of its own, and now and then on one that all share, with calls of every kind."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Any

import grpc
from load.ledger import Ledger
from load.served import Connection
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.release import DELETED, DEPLOYED, Release
from pilothouse.core.model.release_requests import (
    HistoryRequest,
    InstallRequest,
    ListRequest,
    RevisionRequest,
    RollbackRequest,
    TestRequest,
    UninstallRequest,
    UnlockRequest,
    UpdateRequest,
)

NAMESPACE = "load"
SHARED = ("load-shared-0", "load-shared-1", "load-shared-2", "load-shared-3")
OBJECT = b"""apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
  labels: {part-of: load}
data:
  word: {{ .Values.word | quote }}
"""
TEST = b"""apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-test
  annotations:
    helm.sh/hook: test-success
    test.pilothouse/phase: Succeeded
    test.pilothouse/delay: "0"
spec:
  restartPolicy: Never
  containers: [{name: test, image: busybox}]
"""
OVERTAKEN = ("is in progress", "already exists", "has no deployed releases")
"""What a client may be told that works on a release at the same time as others."""
BEING_STOPPED = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)


def chart() -> Chart:
    """One object and one test."""
    return Chart(
        Metadata("load", "0.1.0"),
        [File("templates/object.yaml", OBJECT), File("templates/test.yaml", TEST)],
        "word: none\n",
    )


class InterruptedCallError(Exception):
    """A call that the server was stopped in: whether it was done is not known."""


class Presence:
    """Whether the server is there. `back` is clear from when it is told to end until another one serves."""

    def __init__(self) -> None:
        self.back = threading.Event()
        self.back.set()
        self.ends = 0

    def leaves(self) -> None:
        """The server is about to be told to end."""
        self.back.clear()
        self.ends += 1

    def returns(self) -> None:
        """There is a server again."""
        self.back.set()


class Client:
    """One of many clients."""

    def __init__(self, number: int, address: str, ledger: Ledger, presence: Presence) -> None:
        self.number = number
        self._connection = Connection(address)
        self._ledger = ledger
        self._presence = presence
        self._chance = random.Random(number)
        self._words = 0
        self._lives = 0
        self.name = ""
        """The release that it works on now; empty for none."""
        self._revision = 0
        self._deleted = False

    def close(self) -> None:
        """Close its connection."""
        self._connection.close()

    def turn(self) -> None:
        """Make one call, and others if that one is interrupted."""
        if not self.name:
            self._lives += 1
            self.name = f"load-{self.number:02}-{self._lives}"
            self._attempt(self._install)
            return
        if self._deleted:
            self._attempt(self._chance.choice([self._purge, self._install_again, self._roll_back]))
            return
        chosen = self._chance.choices(
            [
                self._upgrade, self._roll_back, self._delete, self._purge, self._run_tests, self._upgrade_shared,
                self._list, self._show_history, self._show_status, self._show_content,
            ],
            [20, 8, 4, 4, 8, 6, 10, 12, 16, 12],
        )[0]  # fmt: skip
        self._attempt(chosen)

    def _attempt(self, operation: Callable[[], None]) -> None:
        try:
            operation()
        except InterruptedCallError:
            self._ledger.note_interruption()
            self._recover(operation == self._run_tests)
        except grpc.RpcError as error:
            self._ledger.complain(f"{self.name}: {operation.__name__}: {error.code()}: {error.details()}")
            self._recover(operation == self._run_tests)

    def _call(self, method: str, request: Any) -> Any:
        """The answer to a call. Raises InterruptedCallError when the server was stopped meanwhile, RpcError."""
        self._ledger.count_call()
        ends, was_there = self._presence.ends, self._presence.back.is_set()
        try:
            return self._connection.call(method, request)
        except grpc.RpcError as error:
            if was_there and self._presence.ends == ends and error.code() not in BEING_STOPPED:
                raise
            self._presence.back.wait()
            raise InterruptedCallError(str(error.details())) from error

    def _word(self, name: str) -> str:
        self._words += 1
        word = f"w{self.number:02}-{self._words}"
        self._ledger.attempt(name, word)
        return word

    def _expect(self, what: str, got: object, wanted: object) -> None:
        if got != wanted:
            self._ledger.complain(f"{self.name}: {what} is {got!r}, should be {wanted!r}")

    # --- what changes releases ---------------------------------------------------------------------------------------

    def _acknowledged(self, release: Release, word: str) -> None:
        self._expect("the description in the answer", release.info.description, word)
        self._ledger.acknowledge(release.name, release.revision, word)
        if release.name == self.name:
            self._expect("the revision in the answer", release.revision, self._revision + 1)
            self._revision, self._deleted = release.revision, False

    def _install(self) -> None:
        word = self._word(self.name)
        request = InstallRequest(
            chart(), f"word: {word}\n", self.name, NAMESPACE, description=word, reuse_name=self._deleted
        )
        self._acknowledged(self._call("InstallRelease", request), word)

    def _install_again(self) -> None:
        self._install()

    def _upgrade(self) -> None:
        self._upgrade_one(self.name)

    def _upgrade_one(self, name: str) -> None:
        word = self._word(name)
        request = UpdateRequest(name, chart(), f"word: {word}\n", description=word)
        self._acknowledged(self._call("UpdateRelease", request), word)

    def _upgrade_shared(self) -> None:
        name = self._chance.choice(SHARED)
        try:
            self._upgrade_one(name)
        except grpc.RpcError as error:
            if not any(text in str(error.details()) for text in OVERTAKEN):
                raise

    def _roll_back(self) -> None:
        word = self._word(self.name)
        request = RollbackRequest(self.name, self._chance.randint(1, self._revision), description=word)
        self._acknowledged(self._call("RollbackRelease", request), word)

    def _delete(self) -> None:
        word = self._word(self.name)
        result = self._call("UninstallRelease", UninstallRequest(self.name, description=word))
        self._expect("the status of what was deleted", result.release.info.status, DELETED)
        self._ledger.acknowledge(self.name, result.release.revision, word)
        self._deleted = True

    def _purge(self) -> None:
        self._call("UninstallRelease", UninstallRequest(self.name, purge=True))
        self._ledger.acknowledge_purge(self.name)
        self._forget()

    def _forget(self) -> None:
        self.name, self._revision, self._deleted = "", 0, False

    def _run_tests(self) -> None:
        messages = self._call("RunReleaseTest", TestRequest(self.name, timeout=60, cleanup=True))
        self._expect("the last line of a test", messages[-1].status if messages else "", "SUCCESS")
        self._ledger.acknowledge_test(self.name, self._revision)

    # --- what only asks ----------------------------------------------------------------------------------------------

    def _list(self) -> None:
        pages = self._call("ListReleases", ListRequest(filter="^load-", summary=self._chance.random() < 0.5))
        self._expect("whether a list has any releases", bool(pages and pages[0].records), True)

    def _show_history(self) -> None:
        page = self._call("GetHistory", HistoryRequest(self.name, 256, summary=self._chance.random() < 0.5))
        self._expect("the length of the history", len(page.records), self._revision)

    def _show_status(self) -> None:
        result = self._call("GetReleaseStatus", RevisionRequest(self.name))
        self._expect("the status", result.info.status, DEPLOYED)

    def _show_content(self) -> None:
        release = self._call("GetReleaseContent", RevisionRequest(self.name))
        self._expect("the newest revision", release.revision, self._revision)

    # --- after an interruption ---------------------------------------------------------------------------------------

    def _recover(self, tested: bool) -> None:
        """Bring the release to rest with what a user would do: unlock, the next upgrade, a purge where that cannot be.

        With `tested`, Pods of tests are cleaned up that an interrupted run has left.
        """
        while self.name:
            try:
                self._settle(tested)
                return
            except InterruptedCallError:
                continue
            except grpc.RpcError as error:
                self._ledger.complain(f"{self.name}: is stuck: {error.details()}")
                self._forget()

    def _settle(self, tested: bool) -> None:
        unlock(self._call, self._ledger, self.name)
        if tested:
            self._call("RunReleaseTest", TestRequest(self.name, timeout=60, cleanup=True))
        try:
            release = self._call("GetReleaseContent", RevisionRequest(self.name))
        except grpc.RpcError as error:
            if "not found" not in str(error.details()):
                raise
            self._forget()
            return
        self._revision = release.revision
        self._show_history()
        if release.info.status == DEPLOYED:
            self._deleted = False
            return
        try:
            self._upgrade()
        except grpc.RpcError as error:
            if "has no deployed releases" not in str(error.details()):
                raise
            self._purge()


def unlock(call: Callable[[str, Any], Any], ledger: Ledger, name: str) -> None:
    """Unlock a release; nothing to do where there is none."""
    try:
        result = call("UnlockRelease", UnlockRequest(name))
    except grpc.RpcError as error:
        if "not found" not in str(error.details()):
            raise
    else:
        if result.status or result.removed:
            ledger.note_interruption(cleared=True)
