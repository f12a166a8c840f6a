from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core import testkit
from pilothouse.core.errors import RepositoryError
from pilothouse.core.model.chart import Metadata
from pilothouse.core.model.repository import ChartVersion
from pilothouse.plugins.builtin.chart_server.cards import chart_card
from pilothouse.plugins.builtin.chart_server.index_page import IndexPage

VOID = frozenset(("br", "img", "input", "link", "meta"))


class Page(HTMLParser):
    """The structure of a page: links, pictures, texts by class; raises when tags do not match."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.pictures: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.tags: set[str] = set()
        self.feed(markup)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        assert not any(name.startswith("on") or name == "style" for name in given)
        self.tags.add(tag)
        if tag == "a":
            self.links.append((given["href"], ""))
        if tag == "img":
            self.pictures.append(given["src"])
        if tag not in VOID:
            self.open.append((tag, given.get("class") or tag))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not data.strip() or not self.open:
            return
        tag, name = self.open[-1]
        self.texts.setdefault(name, []).append(data)
        if tag == "a":
            self.links[-1] = (self.links[-1][0], data)


def page(folder: Path, wanted: str = "", url: str = "http://127.0.0.1:8879") -> Page:
    return Page(IndexPage(str(folder), url, testkit.make_kernel()).content(wanted).decode())


def test_every_version_is_linked_by_its_name(charts: Path) -> None:
    assert page(charts).links == [
        ("https://example.com/web", "home page"),
        ("web-1.10.0+build.1.tgz", "web-1.10.0+build.1"),
        ("web-2.0.0-beta.tgz", "web-2.0.0-beta"),
        ("web-1.9.0.tgz", "web-1.9.0"),
        ("https://elsewhere.example.com/zebra-2.0.0-rc.1.tgz", "zebra-2.0.0-rc.1"),
        ("index.yaml", "index.yaml"),
    ]


def test_charts_are_described_in_order_of_their_names(charts: Path) -> None:
    found = page(charts)
    assert found.texts["h2"] == ["old", "web", "zebra"]
    assert found.texts["version"] == ["0.1.0", "1.10.0+build.1", "2.0.0-rc.1"]
    assert found.texts["description"] == ["Serves pages"]
    assert found.texts["deprecated"] == ["deprecated"]
    assert found.pictures[1:] == ["https://example.com/web.png"]
    assert found.texts["count"] == [" charts"]
    assert found.texts["summary"] == ["2 other versions"]


def test_commands_name_the_repository_and_pre_releases(charts: Path) -> None:
    assert page(charts, url="http://charts.example.com/x").texts["code"] == [
        "helm repo add charts http://charts.example.com/x",
        "helm install charts/old",
        "helm install charts/web",
        "helm install charts/zebra --version 2.0.0-rc.1",
    ]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("web", ["web"]),
        ("PAGES http", ["web"]),
        ("2.0.0", ["zebra"]),
        ("nothing at all", []),
        ("  ", ["old", "web", "zebra"]),
    ],
)
def test_a_search_works_without_javascript(charts: Path, wanted: str, names: list[str]) -> None:
    assert page(charts, wanted).texts.get("h2", []) == names


def test_the_words_of_a_search_are_shown_escaped(charts: Path) -> None:
    markup = IndexPage(str(charts), "http://x", testkit.make_kernel()).content('"><script>alert(1)</script>').decode()
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in markup
    assert markup.count("<script>") == 1


def test_the_policy_allows_the_pages_own_style_and_script_alone(charts: Path) -> None:
    import base64
    import hashlib

    markup = IndexPage(str(charts), "http://x", testkit.make_kernel()).content().decode()
    for tag in ("style", "script"):
        parts = re.findall(f"<{tag}>(.*?)</{tag}>", markup, re.DOTALL)
        assert len(parts) == 1
        digest = base64.b64encode(hashlib.sha256(parts[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in IndexPage.policy
    assert IndexPage.policy.startswith("default-src 'none'; ")
    assert "unsafe" not in IndexPage.policy


def test_the_page_follows_the_index(charts: Path) -> None:
    one = IndexPage(str(charts), "http://x", testkit.make_kernel())
    assert Page(one.content().decode()).texts["h2"] == ["old", "web", "zebra"]
    (charts / "index.yaml").write_text("apiVersion: v1\nentries: {}\n")
    assert "There are no charts in this repository yet." in one.content().decode()
    (charts / "index.yaml").unlink()
    with pytest.raises(RepositoryError) as caught:
        one.content()
    assert caught.value.message == f"open {charts}/index.yaml: no such file or directory"


def test_an_index_that_is_none_is_an_error(charts: Path) -> None:
    (charts / "index.yaml").write_text("entries: [")
    with pytest.raises(RepositoryError):
        page(charts)


HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[2J\u202e&amp;"


def test_hostile_charts_stay_text() -> None:
    metadata = Metadata(HOSTILE, f"1.0.0-{HOSTILE}")
    metadata.description = metadata.app_version = HOSTILE
    metadata.keywords = [HOSTILE] * 100
    metadata.icon = metadata.home = "javascript:alert(3)"
    version = ChartVersion(metadata, ["javascript:alert(4)"], created=HOSTILE)
    linked = ChartVersion(metadata, [f"http://example.com/{HOSTILE.replace(chr(27), '').replace(chr(0x202E), '')}"])
    card = chart_card(HOSTILE, [version, linked, ChartVersion(metadata, [])])
    found = Page(card.markup)
    assert found.tags <= {"li", "ul", "div", "span", "h2", "p", "a", "code", "details", "summary", "time"}
    assert found.pictures == []
    assert [address.partition("/%22")[0] for address, _ in found.links] == ["http://example.com"]
    assert found.texts["description"] == [HOSTILE.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")]
    assert len(found.texts["span"]) == 9


def test_a_chart_without_versions_is_named() -> None:
    assert Page(chart_card("empty", []).markup).texts["h2"] == ["empty"]


def test_the_page_is_read_once_for_many_requests(charts: Path) -> None:
    one = IndexPage(str(charts), "http://x", testkit.make_kernel())
    first = one.content()
    content = (charts / "index.yaml").read_text()
    kept = os.stat(charts / "index.yaml")
    with open(charts / "index.yaml", "r+") as stream:  # the same size, in the same file
        stream.write(content.replace("Serves pages", "Other things"))
    os.utime(charts / "index.yaml", ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert one.content() == first
