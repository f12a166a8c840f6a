"""The release page in a real browser: every page at three widths, in light and dark, on a sandbox and on a cluster."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.chromium import Chromium
from browser.contrast import CONTRASTS
from cluster.control_plane import ControlPlane
from pilothouse.core.kube_namespace import ensure_namespace
from stand_ins.served_pages import Served, fetch, served, started
from stand_ins.shown_releases import LONG, drift_away, install_shop, kernel_of, service_of, write_world

PAGES = {
    "list": "",
    "found": "?q=shop&status=deleted",
    "overview": "releases/shop",
    "manifests": "releases/shop/manifests",
    "values": "releases/shop/values",
    "objects": "releases/shop/objects",
    "drift": "releases/shop/drift",
    "compare": "releases/shop/compare",
    "waiting": "releases/reports/objects",
    "damaged": "releases/search",
    "failed": "releases/billing",
    "long": f"releases/{LONG}",
    "hostile": "releases/hostile",
    "hostile-manifests": "releases/hostile/manifests",
    "hostile-compare": "releases/hostile/compare",
    "parts": "releases/parts/manifests",
    "bulk": "releases/bulk/compare",
}
COLOURFUL = ("list", "overview", "manifests", "objects", "drift", "compare", "waiting", "damaged")
WIDE = """
[...document.querySelectorAll("main *")].filter((one) => {
  const style = getComputedStyle(one);
  return one.clientWidth && one.scrollWidth > one.clientWidth + 1 && style.display !== "inline"
    && !["auto", "scroll"].includes(style.overflowX) && !one.closest(".unseen, thead");
}).map((one) => `${one.tagName}.${one.className}`)
"""
"""The elements from which something sticks out."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that shows all sorts of releases on a sandbox."""
    with served(kernel_of(write_world(tmp_path_factory.mktemp("world")))) as found:
        yield found


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.fixture
def browser(running: Chromium, pages: Served) -> Iterator[Chromium]:
    """The browser with the list open, entered by the printed address; in the end it must not have complained."""
    running.problems.clear()
    resize(running, 1440)
    running.call("Emulation.setScriptExecutionDisabled", value=False)
    enter(running, pages.access.url)
    yield running
    assert running.problems == []


def enter(browser: Chromium, url: str) -> None:
    """Open the printed address, and wait for the page that it leads to."""
    browser.call("Page.navigate", url=url)
    browser.wait(f"location.href === {json.dumps(url.partition('?')[0])} && document.readyState === 'complete'")


def open_page(browser: Chromium, pages: Served, path: str) -> None:
    """Open a page below the base."""
    browser.open(f"http://127.0.0.1:{pages.port}{pages.access.base}/{path}")


def resize(browser: Chromium, width: int) -> None:
    """Make the window so wide."""
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500)


def screenshot(browser: Chromium, name: str) -> None:
    """Keep a picture of the page in the folder that SCREENSHOTS names, if it names one."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        content = browser.call("Page.captureScreenshot", captureBeyondViewport=False)["data"]
        Path(folder, name).write_bytes(base64.b64decode(content))


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_nothing_sticks_out_at_any_width(browser: Chromium, pages: Served, width: int) -> None:
    resize(browser, width)
    found = {}
    for name, path in PAGES.items():
        open_page(browser, pages, path)
        found[name] = browser.evaluate(WIDE)
        assert browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        assert browser.evaluate("document.title").endswith(" · Pilothouse")
        screenshot(browser, f"dashboard-{name}-{width}.png")
    assert {name: wide for name, wide in found.items() if wide} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_can_be_read_in_light_and_dark(browser: Chromium, pages: Served, scheme: str) -> None:
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    found = {}
    for name in COLOURFUL:
        open_page(browser, pages, PAGES[name])
        found[name] = browser.evaluate(CONTRASTS)
        screenshot(browser, f"dashboard-{name}-{scheme}.png")
    browser.call("Emulation.setEmulatedMedia", features=[])
    assert {name: weak for name, weak in found.items() if weak} == {}


def test_a_visitor_finds_a_release_and_what_changed_in_it(browser: Chromium, pages: Served) -> None:
    browser.type("input[type=search]", "sho")
    browser.evaluate("document.querySelector('form.search button').click()")
    browser.wait("location.search.includes('q=sho') && document.readyState === 'complete'")
    names = "[...document.querySelectorAll('tbody th a')].map((one) => one.textContent)"
    assert browser.evaluate(names) == ["old-shop", "shop"]
    for selector, place in (
        ("tbody tr:last-child th a", "/releases/shop"),
        (".timeline li:first-child .links a:last-child", "/releases/shop/compare?from=4&to=5"),
    ):
        browser.evaluate(f"document.querySelector('{selector}').click()")
        there = f"(location.pathname + location.search).endsWith({json.dumps(place)})"
        browser.wait(f"{there} && document.readyState === 'complete'")
    marks = "[...document.querySelectorAll('mark')].map((one) => one.textContent)"
    assert browser.evaluate(marks)[:4] == ["before", "after", "4", "evening"]


def test_everything_is_reached_without_javascript(browser: Chromium, pages: Served) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    open_page(browser, pages, "releases/shop/manifests")
    assert browser.evaluate("document.querySelectorAll('details[open]').length") == 5
    assert browser.evaluate("document.querySelector('.folding').offsetParent") is None


def test_all_objects_unfold_and_fold(browser: Chromium, pages: Served) -> None:
    open_page(browser, pages, "releases/parts/manifests#object-7")
    opened = "document.querySelectorAll('details[open]').length"
    assert browser.evaluate(opened) == 1
    for action, count in (("open", 300), ("close", 0)):
        browser.evaluate(f"document.querySelector('[data-fold={action}]').click()")
        assert browser.evaluate(opened) == count


def test_the_keyboard_leads_through_the_page(browser: Chromium, pages: Served) -> None:
    def press(key: str, code: int, text: str = "") -> str:
        for kind in ("keyDown", "keyUp"):
            browser.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, text=text)
        focused = "document.activeElement"
        return str(browser.evaluate(f"{focused}.className || {focused}.name || {focused}.tagName"))

    browser.evaluate("document.activeElement.blur()")
    assert press("Tab", 9) == "skip"
    assert browser.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    assert press("Tab", 9) == "brand"
    assert browser.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert press("Tab", 9) == "q"
    browser.evaluate("document.activeElement.blur()")
    assert press("/", 191, "/") == "q"
    assert browser.evaluate("document.activeElement.value") == ""


def test_another_page_in_the_browser_learns_and_opens_nothing(browser: Chromium, pages: Served) -> None:
    address = f"http://localhost:{pages.port}{pages.access.base}/"
    open_page(browser, pages, "")
    assert browser.evaluate("document.cookie") == ""
    browser.open("about:blank")
    seen = browser.call(
        "Runtime.evaluate",
        expression=f"fetch({json.dumps(address)}, {{credentials: 'include'}}).then(() => 'read', () => 'refused')",
        awaitPromise=True,
        returnByValue=True,
    )
    assert seen["result"]["value"] == "refused"
    assert any("CORS" in problem or "403" in problem for problem in browser.problems)
    browser.problems.clear()


def test_releases_of_a_real_cluster_are_shown(
    control_plane: ControlPlane, running: Chromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    namespace = "dashboard"
    monkeypatch.setenv("KUBECONFIG", str(control_plane.kubeconfig))
    environment = {
        "HELM_HOME": str(tmp_path),
        "HOME": str(tmp_path),
        "TILLER_NAMESPACE": namespace,
    }
    service = service_of(environment)
    kube = service._connections.connect()
    ensure_namespace(kube, namespace)
    install_shop(service, namespace)
    drift_away(kube, namespace)
    kube.transport.close()
    running.problems.clear()
    resize(running, 1440)
    with started({**environment, "KUBECONFIG": str(control_plane.kubeconfig)}) as (_, url):
        enter(running, url)
        base, _, token = url.partition("?token=")
        assert running.evaluate("document.querySelectorAll('tbody tr').length") == 1
        for name in ("overview", "manifests", "values", "objects", "drift", "compare"):
            running.open(base + PAGES[name])
            assert running.evaluate("document.querySelectorAll('.notice.bad .headline').length") == (name == "drift")
            assert running.evaluate(WIDE) == []
            screenshot(running, f"dashboard-real-{name}.png")
        key = {"Authorization": f"Bearer {token}"}
        data = json.loads(fetch(f"{base}api/releases/shop/objects", key)[1])
        drifted = json.loads(fetch(f"{base}api/releases/shop/drift", key)[1])["objects"]["objects"]
    assert running.problems == []
    states = {one["kind"]: one["state"] for one in data["objects"]}
    assert {**states, "Deployment": ""} == {
        "Secret": "present",
        "ConfigMap": "present",
        "Service": "ready",
        "Deployment": "",
    }
    assert any(
        event["object"].startswith("ReplicaSet/") or "Deployment/" in event["object"] for event in data["events"]
    )
    assert {one["kind"] for one in drifted} == {"ConfigMap", "Service", "Deployment"}
