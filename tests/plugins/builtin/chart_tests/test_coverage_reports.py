"""Reports of coverage: whole texts for a small chart, and what hostile charts may not do to them."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from pilothouse import __version__
from pilothouse.core.model.coverage import Coverage
from pilothouse.plugins.builtin.chart_tests.coverage import report_coverage
from pilothouse.plugins.builtin.chart_tests.coverage_style import STYLE
from pilothouse.plugins.builtin.chart_tests.coverage_words import missing_ranges, why_partial

SOURCE = """\
{{- if .Values.a }}
a: {{ range .Values.l }}{{ . }}{{ end }}

b: 1
{{- else if .Values.b }}
c: <b>&amp;</b>
{{- end }}
"""
HOSTILE = "</code><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\x1b[31m\u202e\udcff"
ATTRIBUTES = set("charset class content data-unit href http-equiv id lang name open scope title".split())


@pytest.fixture
def coverage() -> Coverage:
    found = Coverage()
    found.add(
        "web/templates/a.yaml",
        SOURCE,
        {1: 3, 2: 2, 4: 2, 5: 1, 6: 0},
        {(1, 1, "if"): 2, (2, 4, "body"): 0, (2, 4, "empty"): 2, (5, 1, "else if"): 0, (5, 1, "no else"): 1},
    )
    found.add("web/charts/one/templates/_h.tpl", "x\n", {1: 1}, {})
    found.add("web/charts/two/templates/_h.tpl", "x\n", {1: 0}, {})
    found.unmeasured["web/charts/j/templates/x.yaml.j2"] = "jinja2"
    return found


@pytest.fixture
def hostile() -> Coverage:
    found = Coverage()
    found.add(f"web/templates/{HOSTILE}\n.yaml", f"{{{{ if {HOSTILE} }}}}\n", {1: 1}, {(1, 1, "if"): 0})
    found.add("web/templates/a\x00b", "\x00\r\n\u2066", {1: 0}, {})
    found.unmeasured[HOSTILE] = HOSTILE
    return found


class Page(HTMLParser):
    """The elements and attributes of a page, its text, and whether everything is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def report(coverage: Coverage, format: str) -> str:
    text = report_coverage(coverage, format)
    assert text is not None
    return text


def test_the_table_has_a_row_for_every_file_and_the_total(coverage: Coverage) -> None:
    rule = "-" * 109
    assert report(coverage, "table") == (
        "Template                                      Lines  Missed  Branches  Missed  Partial   Cover"
        f"  Missing lines\n{rule}\n"
        "web/charts/one/templates/_h.tpl (and 1 more)      1       0         0       0        0  100.0%\n"
        f"web/templates/a.yaml                              5       1         5       2        2   70.0%  6\n{rule}\n"
        "TOTAL                                             6       1         5       2        2   72.7%\n"
        "not measured: web/charts/j/templates/x.yaml.j2 (engine jinja2)\n"
    )


def test_json_has_every_line_and_branch(coverage: Coverage) -> None:
    document = json.loads(report(coverage, "json"))
    files = document.pop("files")
    assert document == {
        "format": "pilothouse.coverage",
        "version": 1,
        "generator": f"pilothouse {__version__}",
        "totals": {
            "lines": 6, "missed_lines": 1, "branches": 5, "missed_branches": 2, "partial_lines": 2, "percent": 72.7,
        },
        "unmeasured": [{"name": "web/charts/j/templates/x.yaml.j2", "engine": "jinja2"}],
    }  # fmt: skip
    assert [(file["name"], file["copies"]) for file in files] == [
        ("web/charts/one/templates/_h.tpl", ["web/charts/two/templates/_h.tpl"]),
        ("web/templates/a.yaml", []),
    ]
    assert files[1]["lines"] == [
        {"line": line, "hits": hits} for line, hits in ((1, 3), (2, 2), (4, 2), (5, 1), (6, 0))
    ]
    assert files[1]["branches"][1] == {"line": 2, "column": 4, "arm": "body", "hits": 0}
    assert (files[1]["missed_lines"], files[1]["partial_lines"]) == ([6], [2, 5])


def test_the_page_shows_every_line_with_its_hits_and_says_in_words_what_never_happened(coverage: Coverage) -> None:
    text = report(coverage, "html")
    page = Page(text)
    lines = re.findall(r'<div class="line (\w+)" id="f2-(\d+)"><a[^>]*>\2</a><i>(.*?)</i><code>(.*?)</code>', text)
    assert lines == [
        ("hit", "1", "3×", "{{- if .Values.a }}"),
        ("part", "2", "2×", "a: {{ range .Values.l }}{{ . }}{{ end }}"),
        ("none", "3", "", ""),
        ("hit", "4", "2×", "b: 1"),
        ("part", "5", "1×", "{{- else if .Values.b }}"),
        ("miss", "6", "0×", "c: &lt;b&gt;&amp;amp;&lt;/b&gt;"),
        ("none", "7", "", "{{- end }}"),
    ]
    assert re.findall(r'<p class="why">(.*?)</p>', text) == [
        "{{ range .Values.l }} had nothing to go over, every time",
        "{{- else if .Values.b }} was never true",
    ]
    assert "72.7% 5 of 6 lines and 3 of 5 branches in 2 templates" in page.text
    assert "Counted together with its copies:" in page.text


def test_the_page_needs_nothing_but_itself(coverage: Coverage) -> None:
    page = Page(report(coverage, "html"))
    assert {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "object", "base", "form"} == set()
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in page.elements)
    assert "url(" not in STYLE
    policies = [attributes["content"] for tag, attributes in page.elements if "http-equiv" in attributes]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]
    places = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert all(attributes["href"][1:] in places for _, attributes in page.elements if "href" in attributes)  # type: ignore[index]


def test_what_charts_have_in_names_and_sources_stays_text(hostile: Coverage) -> None:
    text = report(hostile, "html")
    page = Page(text)
    text.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e\u2066]", text)
    assert {tag for tag, _ in page.elements} & {"script", "img"} == set()
    assert {name for _, attributes in page.elements for name in attributes} <= ATTRIBUTES
    assert "<script>alert(1)</script>" in page.text
    table = report(hostile, "table")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", table)
    assert len(table.splitlines()) == 7
    assert json.loads(report(hostile, "json"))["files"][0]["name"] == f"web/templates/{HOSTILE}\n.yaml"


def test_a_line_with_carriage_return_is_shown_without() -> None:
    coverage = Coverage()
    coverage.add("a", "x: 1\r\ny: 2\r\n", {1: 1, 2: 1}, {})
    assert re.findall("<code>(.*?)</code>", report(coverage, "html")) == ["x: 1", "y: 2"]


@pytest.mark.parametrize(
    ("hits", "shown"), [(0, "0×"), (999, "999×"), (1999, "1k×"), (1_000_000, "1M×"), (7_000_000_000, "7G×")]
)
def test_large_numbers_are_short_on_the_page(hits: int, shown: str) -> None:
    coverage = Coverage()
    coverage.add("a", "x: 1\n", {1: hits}, {})
    assert re.findall(r"<i[^>]*>(.*?)</i>", report(coverage, "html")) == [shown]


def test_nothing_at_all_is_a_report_too() -> None:
    assert "TOTAL" in report(Coverage(), "table")
    assert "in 0 templates" in Page(report(Coverage(), "html")).text
    assert json.loads(report(Coverage(), "json"))["files"] == []


def test_other_formats_are_left_to_others(coverage: Coverage) -> None:
    assert report_coverage(coverage, "lcov") is None


def ranges(statements: dict[int, int]) -> list[str]:
    coverage = Coverage()
    coverage.add("a", "", statements, {})
    return missing_ranges(coverage.files()[0])


def test_missing_lines_are_joined_over_lines_that_are_none() -> None:
    assert ranges({1: 0, 3: 0, 4: 1, 5: 0, 6: 1, 9: 0, 12: 0}) == ["1-3", "5", "9-12"]
    assert ranges({1: 1}) == []


@pytest.mark.parametrize(
    ("action", "arm", "sentence"),
    [
        ("{{ if .a }}", "if", "{{ if .a }} was never true"),
        ("{{- if .a -}}", "else", "{{- if .a -}} was never false"),
        ("{{ if .a }}", "no else", "{{ if .a }} was never false"),
        ("{{ else if .a }}", "else if", "{{ else if .a }} was never true"),
        ("{{ with .a }}", "body", "{{ with .a }} was empty, every time"),
        ("{{ with .a }}", "else", "{{ with .a }} was never empty"),
        ("{{ with .a }}", "empty", "{{ with .a }} was never empty"),
        ("{{- range .a }}", "body", "{{- range .a }} had nothing to go over, every time"),
        ("{{- range .a }}", "empty", "{{- range .a }} had something to go over, every time"),
        ("{{ if " + "x" * 99 + " }}", "if", "{{ if " + "x" * 52 + " … was never true"),
    ],
)
def test_what_never_happened_is_said_of_the_action(action: str, arm: str, sentence: str) -> None:
    coverage = Coverage()
    coverage.add("a", f"  {action}", {1: 1}, {(1, 3, arm): 0})
    (one,) = coverage.files()
    assert why_partial(one, [(1, 3, arm)]) == [sentence]


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("number", [0, 1], ids=["light", "dark"])
def test_colours_are_far_enough_apart(number: int) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", STYLE.split("@media")[number]))
    grounds = ("ground", "sheet", "hit-ground", "part-ground", "miss-ground")
    pairs = [(text, ground) for text in ("text", "soft") for ground in grounds]
    pairs += [("link", "ground"), ("part", "part-ground"), ("miss", "miss-ground")]
    pairs += [(grade, ground) for grade in ("hit", "part", "miss") for ground in ("ground", "sheet")]
    for text, ground in pairs:
        light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)
