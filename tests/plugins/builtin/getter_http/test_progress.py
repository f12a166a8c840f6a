from __future__ import annotations

import io
import time
from typing import cast

import pytest
from pilothouse.core.console import Console
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from pilothouse.core.protocols import KernelView
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.getter_http import progress
from pilothouse.plugins.builtin.getter_http.progress import Progress, ProgressLine
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
    view = cast("KernelView", kernel)
    with Progress(view, "stable", line) as one:
        one.arrived(10, 100)
        with Progress(view, "other", line) as two:
            for which, size, total in ((one, 500, 1_500_000), (two, 2048, None), (two, 3 << 20, 4 << 20)):
                clock[0] += 0.3
                which.arrived(size, total)
                which.arrived(size + 1, total)
    assert kernel.shown == [
        "stable: 500 B of 1.4 MiB",
        "stable: 500 B of 1.4 MiB, other: 2 KiB",
        "stable: 500 B of 1.4 MiB, other: 3.0 MiB of 4.0 MiB",
        "",
    ]


def test_what_is_quick_shows_nothing(clock: list[float]) -> None:
    kernel = Lines()
    with Progress(cast("KernelView", kernel), "x", ProgressLine()) as download:
        download.arrived(5, 5)
        download.waits(0.4)
    assert kernel.shown == []


def test_a_pause_that_one_would_wonder_about_is_shown_at_once(clock: list[float]) -> None:
    kernel = Lines()
    with Progress(cast("KernelView", kernel), "x", ProgressLine()) as download:
        download.waits(12)
    assert kernel.shown == ["x: trying again in 12 s", ""]


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
