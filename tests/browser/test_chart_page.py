"""The page of ``serve`` in a real browser: from the command line that starts it to what a person does there."""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.chromium import Chromium
from browser.contrast import CONTRASTS
from cluster.control_plane import free_ports, wait_until

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg"
    "gg=="
)
HOSTILE = "</p><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> \" ' & "
CHARTS: list[dict[str, Any]] = [
    {"name": "database", "version": "1.2.0", "description": "Keeps rows", "keywords": ["sql"], "icon": PIXEL},
    {"name": "database", "version": "1.1.0", "description": "Keeps rows"},
    {"name": "broken", "version": "0.1.0", "description": "Has no picture", "icon": "http://127.0.0.1:9/none.png"},
    {
        "name": "hostile",
        "version": "1.0.0",
        "description": HOSTILE + "x" * 300,
        "home": "javascript:document.title='owned'",
        "icon": "javascript:document.title='owned'",
        "keywords": [HOSTILE, "y" * 200],
        "appVersion": HOSTILE,
    },
    *({"name": f"web-{number}", "version": f"{number}.0.0", "description": "Serves pages"} for number in range(20)),
]
VISIBLE = "[...document.querySelectorAll('.chart')].filter((one) => one.offsetParent).length"


def write_archive(folder: Path, metadata: dict[str, Any]) -> None:
    """Write an archive that is a chart with these metadata."""
    content = json.dumps({"apiVersion": "v1", **metadata}).encode()
    with tarfile.open(folder / f"{metadata['name']}-{metadata['version']}.tgz", "w:gz") as archive:
        member = tarfile.TarInfo(f"{metadata['name']}/Chart.yaml")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address at which ``serve`` serves the charts above."""
    folder = tmp_path_factory.mktemp("charts")
    for metadata in CHARTS:
        write_archive(folder, metadata)
    address = f"127.0.0.1:{free_ports(1)[0]}"
    program = [sys.executable, "-m", "pilothouse", "serve", "--repo-path", str(folder), "--address", address]
    process = subprocess.Popen(program, cwd="/", stdout=subprocess.PIPE)
    try:
        wait_until(lambda: urllib.request.urlopen(f"http://{address}/").status == 200, "a page")
        yield f"http://{address}/"
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
    assert (process.returncode, out.decode()) == (
        -signal.SIGTERM,
        f"Regenerating index. This may take a moment.\nNow serving you on {address}\n",
    )


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.fixture
def page(browser: Chromium, url: str) -> Iterator[Chromium]:
    """The page as a visitor finds it; in the end the browser must not have complained about it."""
    browser.problems.clear()
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
    browser.call("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
    browser.open(url)
    yield browser
    assert [problem for problem in browser.problems if "ERR_" not in problem] == []


def screenshot(page: Chromium, name: str) -> bytes:
    """A picture of the page, kept in the folder that PILOTHOUSE_SCREENSHOTS names, if it names one."""
    content = base64.b64decode(page.call("Page.captureScreenshot", captureBeyondViewport=True)["data"])
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder, name).write_bytes(content)
    return content


def test_charts_are_shown_with_name_version_description_and_install_line(page: Chromium) -> None:
    assert page.evaluate("document.title") == "Helm Repository"
    assert page.evaluate(VISIBLE) == 23
    card = "document.querySelectorAll('.chart')[1]"
    lines = page.evaluate(f"{card}.innerText").split("\n")
    assert [line.strip() for line in lines if line.strip()] == [
        "D",
        "database",
        "1.2.0",
        "Keeps rows",
        "sql",
        "helm install charts/database",
        "database-1.2.0",
        page.evaluate(f"{card}.querySelector('time').textContent"),
        "1 other version",
    ]
    assert page.evaluate(f"{card}.querySelector('.icon img').naturalWidth") == 1
    screenshot(page, "desktop.png")


def test_typing_narrows_the_charts_down(page: Chromium) -> None:
    page.type("#q", "PAGES web-1")
    page.wait(f"{VISIBLE} === 11")
    assert page.evaluate("document.getElementById('count').textContent") == "11 of 23"
    page.type("#q", "no such chart")
    page.wait(f"{VISIBLE} === 0")
    assert page.evaluate("document.getElementById('none').offsetParent !== null")
    page.type("#q", "")
    page.wait(f"{VISIBLE} === 23")
    assert page.evaluate("document.getElementById('count').textContent") == "23"


def test_a_search_can_be_linked_and_needs_no_javascript(page: Chromium, url: str) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open(f"{url}?q=rows")
    assert page.evaluate("[...document.querySelectorAll('h2')].map((one) => one.textContent)") == ["database"]
    assert page.evaluate("document.getElementById('q').value") == "rows"


def test_older_versions_unfold_and_lead_to_their_archives(page: Chromium, url: str) -> None:
    page.evaluate("document.querySelector('summary').click()")
    link = "document.querySelector('details[open] a')"
    assert page.evaluate(f"{link}.textContent") == "database-1.1.0"
    assert page.evaluate(f"{link}.href") == f"{url}database-1.1.0.tgz"
    with urllib.request.urlopen(f"{url}database-1.1.0.tgz") as answer:
        assert answer.read(3) == b"\x1f\x8b\x08"


def test_hostile_charts_do_nothing_but_look_odd(page: Chromium) -> None:
    card = "[...document.querySelectorAll('.chart')].find((one) => one.querySelector('h2').textContent === 'hostile')"
    assert page.evaluate(f"{card}.querySelector('.description').textContent").startswith(HOSTILE)
    assert page.evaluate(f"[...{card}.querySelectorAll('script, img, [onerror], a[href^=javascript]')].length") == 0
    assert page.evaluate("document.title") == "Helm Repository"


def test_a_picture_that_does_not_come_leaves_the_letter(page: Chromium) -> None:
    card = "[...document.querySelectorAll('.chart')].find((one) => one.querySelector('h2').textContent === 'broken')"
    page.wait(f"!{card}.querySelector('.icon img')")
    assert page.evaluate(f"{card}.querySelector('.icon').textContent") == "B"


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 2560])
def test_nothing_is_cut_off_at_any_width(page: Chromium, width: int) -> None:
    mobile = width < 500
    page.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=mobile)
    page.wait(f"innerWidth === {width}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    wide = "(one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1"
    assert page.evaluate(f"[...document.querySelectorAll('.chart *')].filter({wide}).map((one) => one.className)") == []
    screenshot(page, f"width-{width}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_can_be_read_in_light_and_dark(page: Chromium, scheme: str) -> None:
    page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    page.wait(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
    weak = page.evaluate(CONTRASTS)
    assert weak == []
    screenshot(page, f"{scheme}.png")



def test_the_search_can_be_reached_by_keyboard_and_is_named(page: Chromium) -> None:
    page.call("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Search charts"
