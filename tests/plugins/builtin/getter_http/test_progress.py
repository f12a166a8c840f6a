from __future__ import annotations

import io
import time

import pytest
from pilothouse.core.console import Console
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.getter_http import progress
from pilothouse.plugins.builtin.getter_http.progress import ProgressLine
from stand_ins.http_server import Answer, HttpServer


class Lines:
    """A kernel of which only the progress line is asked."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def progress(self, text: str) -> None:
        self.shown.append(text)


class Terminal(io.BytesIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_downloads_share_a_line_that_goes_with_the_last_of_them(clock: list[float]) -> None:
    line, kernel = ProgressLine(), Lines()
    one, two = object(), object()
    line.begin(one)
    line.report(kernel, one, "stable", 10, 100)  # type: ignore[arg-type]
    for size, label, of, which in ((500, "stable", 1_500_000, one), (2048, "other", None, two), (3 << 20, "o", 9, two)):
        line.begin(two)
        clock[0] += 0.3
        line.report(kernel, which, label, size, of)  # type: ignore[arg-type]
        line.report(kernel, which, label, size + 1, of)  # type: ignore[arg-type]
    line.end(kernel, one)  # type: ignore[arg-type]
    line.end(kernel, two)  # type: ignore[arg-type]
    assert kernel.shown == [
        "stable: 500 B of 1.4 MiB",
        "stable: 500 B of 1.4 MiB, other: 2 KiB",
        "stable: 500 B of 1.4 MiB, o: 3.0 MiB of 9 B",
        "",
    ]


def test_what_is_quick_shows_nothing(clock: list[float]) -> None:
    line, kernel = ProgressLine(), Lines()
    line.begin(line)
    line.report(kernel, line, "x", 5, 5)  # type: ignore[arg-type]
    line.end(kernel, line)  # type: ignore[arg-type]
    assert kernel.shown == []


@pytest.mark.parametrize(("label", "shown"), [("stable", "stable"), ("", "a.tgz"), ("\x1b[31mred", "\\x1b[31mred")])
def test_a_terminal_shows_how_far_it_is(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch, label: str, shown: str
) -> None:
    monkeypatch.setattr(progress, "_INTERVAL", 0)
    terminal = Terminal()
    kernel = make_kernel()
    kernel.console = Console(io.BytesIO(), terminal)
    server.answer("/a.tgz", Answer(bytes(300_000)))
    url = f"http://me:canary@{server.origin}/a.tgz?token=canary"
    kernel.fetch(url, FetchOptions(label=label, username="me", password="canary"))
    text = terminal.getvalue().decode()
    assert (f"{shown}: 293 KiB of 293 KiB" in text, text.endswith("\r\x1b[K"), "canary" in text) == (True, True, False)


def test_nothing_is_shown_where_nobody_looks(
    kernel: Kernel, server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_INTERVAL", 0)
    errors = io.BytesIO()
    kernel.console = Console(io.BytesIO(), errors)
    server.answer("/a.tgz", Answer(bytes(300_000)))
    kernel.fetch(f"{server.url}/a.tgz", FetchOptions())
    assert errors.getvalue() == b""
