"""The page of template coverage in a real browser: at three widths, by light and by dark, with hostile charts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.chromium import Chromium
from pilothouse.core.model.coverage import Coverage
from pilothouse.plugins.builtin.chart_tests.coverage_html import coverage_html

HOSTILE = "</code></script><script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\">"
LONG = "web/charts/" + "a-subchart-with-a-long-name/charts/" * 4 + "templates/deployment.yaml"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    coverage = Coverage()
    source = "{{ if .Values.x }}\n" + f"a: {'x' * 400}\n" + "b: " + "word " * 80 + "\n{{ end }}\n"
    coverage.add(LONG, source, {1: 1000000, 2: 0, 3: 12}, {(1, 1, "if"): 2, (1, 1, "no else"): 0})
    coverage.add("web/templates/done.yaml", "a: 1\n", {1: 1}, {})
    coverage.add(f"web/templates/{HOSTILE}", f"{{{{ if {HOSTILE} }}}}\n{HOSTILE}\n", {1: 1, 2: 0}, {(1, 1, "if"): 0})
    coverage.unmeasured[HOSTILE] = HOSTILE
    path = tmp_path_factory.mktemp("page") / "coverage.html"
    path.write_text(coverage_html(coverage), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 820, 1400])
def test_the_page_fits_every_width(browser: Chromium, page: str, width: int, scheme: str) -> None:
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500)
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.open(page)
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
    inside = "e => e.getBoundingClientRect().right <= innerWidth"
    assert browser.evaluate(f"[...document.querySelectorAll('*')].every({inside})")
    ground = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}[scheme]


def test_what_charts_have_written_is_shown_and_not_run(browser: Chromium, page: str) -> None:
    browser.open(page)
    assert browser.evaluate("document.title") == "Template coverage"
    assert browser.evaluate("document.querySelectorAll('script, img').length") == 0
    assert HOSTILE in browser.evaluate("document.querySelector('#f2-2 code, #f3-2 code').textContent")
    assert browser.problems == []


def test_files_with_gaps_are_open_and_links_lead_to_them(browser: Chromium, page: str) -> None:
    browser.open(page)
    states = browser.evaluate("[...document.querySelectorAll('details')].map(e => e.open)")
    assert sorted(states) == [False, True, True]
    browser.evaluate("document.querySelector('.index a').click()")
    browser.wait("location.hash === '#f1'")
    assert browser.evaluate("document.querySelector(':target').tagName") == "DETAILS"
    assert browser.evaluate("document.querySelector('.why').textContent") == "{{ if .Values.x }} was never false"
