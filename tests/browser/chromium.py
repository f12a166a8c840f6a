"""Chromium without a window, driven through its DevTools protocol over a pair of pipes."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
LIMIT = 60.0
AS_THREE_AND_FOUR = """
import fcntl, os, sys
reader, writer = (fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3])
os.dup2(reader, 3)
os.dup2(writer, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Runs a program that expects two pipes as its descriptors 3 and 4."""


def program() -> str:
    """Where Chromium is. Skips the test where there is none, and fails it on CI."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        message = "no Chromium: apt-get install -y chromium"
        if os.environ.get("CI", "") == "true":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return found


class Chromium:
    """One running browser with one tab; `problems` is what the browser complained about."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[str] = []
        self._number = 0
        self._buffer = b""
        self._session = ""
        command_reader, self._writer = os.pipe()
        self._reader, answer_writer = os.pipe()
        start = [sys.executable, "-c", AS_THREE_AND_FOUR, str(command_reader), str(answer_writer)]
        self._process = subprocess.Popen(
            [*start, program(), *FLAGS, f"--user-data-dir={folder}", "about:blank"],
            pass_fds=(command_reader, answer_writer),
            env={**os.environ, "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(command_reader)
        os.close(answer_writer)

    def __enter__(self) -> Self:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._reader)
        os.close(self._writer)

    def call(self, method: str, **parameters: Any) -> Any:
        """Ask the browser for something and wait for its answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._writer, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer.get("result", {})

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        self.call("Page.navigate", url=url)
        self.wait(f"document.readyState === 'complete' && location.href === {json.dumps(url)}")

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression on the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until a JavaScript expression is true on the page."""
        end = time.monotonic() + LIMIT
        while not self.evaluate(expression):
            assert time.monotonic() < end, f"{expression} is not true"
            time.sleep(0.02)

    def type(self, selector: str, text: str) -> None:
        """Put a text into a field as a person does, in place of what is there."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).select()")
        self.evaluate(f"document.querySelector({json.dumps(selector)}).focus()")
        self.call("Input.insertText", text=text)

    def _receive(self) -> Any:
        """The next message of the browser; complaints among them are noted."""
        end = time.monotonic() + LIMIT
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._reader], [], [], max(end - time.monotonic(), 0))
            chunk = os.read(self._reader, 1 << 16) if ready else b""
            assert chunk, "the browser does not answer"
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\0")
        message = json.loads(line)
        details = message.get("params", {})
        if message.get("method") == "Log.entryAdded":
            self.problems.append(details["entry"]["text"])
        elif message.get("method") == "Runtime.exceptionThrown":
            self.problems.append(details["exceptionDetails"]["text"])
        elif message.get("method") == "Page.javascriptDialogOpening":
            self.problems.append(f"dialog: {details['message']}")
            self.call("Page.handleJavaScriptDialog", accept=False)
        return message
