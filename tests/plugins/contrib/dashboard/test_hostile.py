"""Charts, records and clusters that want to be more than text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.plugins.contrib.dashboard.hiding import Hiding
from pilothouse.plugins.contrib.dashboard.live_objects import LiveObjects
from stand_ins.served_pages import Page, Served, served
from stand_ins.shown_releases import HOSTILE, Records, kernel_of, revision, service_of, settings

PATHS = ["", *(f"releases/hostile{path}" for path in ("", "?revision=1", "/manifests", "/values", "/objects"))]
PATHS += ["releases/hostile/drift", "releases/hostile/compare", "?q=" + "%3Cscript%3Ealert(1)%3C/script%3E"]
PATHS += ["releases/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "?sort=%3Cscript%3E", "?status=%22%3E%3Cscript%3E"]
PATHS += ["releases/hostile/manifests?kind=%22%3E%3Cscript%3E&secrets=%22%3E%3Cscript%3E"]


@pytest.mark.parametrize("path", PATHS)
def test_text_of_strangers_is_text(pages: Served, path: str) -> None:
    answer = pages.get(path)
    page = answer.page
    scripts = page.root.all("script")
    assert [one.attributes["src"].startswith("/static/script-") for one in scripts] == [True]
    assert all(one.text == "" for one in scripts)
    images = {one.attributes["src"].partition("-")[0] for one in page.root.all("img")}
    assert images <= {"/static/wheel"}
    assert not [one for one in page.root.walk() if any(name.startswith("on") for name in one.attributes)]
    assert "\u202e" not in answer.text


def test_hostile_names_stand_there_as_they_are(pages: Served) -> None:
    shown = HOSTILE.replace("\u202e", "\\u202e")
    page = pages.get("releases/hostile/manifests").page
    assert page.root.all("summary")[0].text == f"ConfigMap {shown}\n8 lines"
    assert pages.get("releases/hostile").page.root.all("pre")[0].text == f"{shown}\n(hidden)"


@pytest.mark.parametrize("name", ["a/b", "..", "a%00b", "%ff", "A" * 5000, "-", "%2e%2e%2f%2e%2e%2fetc"])
def test_odd_names_of_releases_are_names_that_there_are_not(pages: Served, name: str) -> None:
    answer = pages.get(f"releases/{name}")
    assert answer.status in {404, 502}
    assert "internal" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "query", ["page=x", "page=-1", "page=99999999999", "page=١", "sort=odd", "sort=--name", "sort=__class__"]
)
def test_odd_questions_are_refused_with_a_sentence(pages: Served, query: str) -> None:
    answer = pages.get(f"?{query.replace('١', '%D9%A1')}")
    assert answer.status == 400
    assert answer.page.lines[1] == "# That cannot be asked"


def test_long_requests_are_cut_off(pages: Served) -> None:
    assert [pages.get(f"?q={'x' * length}").status for length in (8000, 9000)] == [200, 414]


_SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["status", "metadata", "spec", "uid", "name", "containerStatuses", "state", "waiting",
                         "reason", "involvedObject", "count", "lastTimestamp", "selector", "matchLabels",
                         "containers", "restartCount", "phase", "creationTimestamp"]), inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


class _OddCluster:
    """A cluster that answers anything."""

    def __init__(self, live: Any, listed: list[Any]) -> None:
        self.live = live
        self.listed = listed

    def resource(self, api_version: str, kind: str) -> Any:
        from pilothouse.core.model.kube_object import ApiResource

        group, _, version = api_version.rpartition("/")
        return ApiResource(group, version, kind, kind.lower(), True)

    def get(self, target: Any) -> Any:
        return self.live

    def list_objects(self, *_: Any, **__: Any) -> list[Any]:
        return self.listed

    def each_object(self, *_: Any, **__: Any) -> Iterator[Any]:
        return iter(self.listed)

    def in_parallel(self, work: list[Any]) -> None:
        for one in work:
            one()


@given(st.dictionaries(st.sampled_from(["status", "metadata", "spec"]), _SHAPES), st.lists(_SHAPES, max_size=4))
def test_a_cluster_may_answer_anything(live: Any, listed: list[Any]) -> None:
    manifest = "\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: one}\n"
    manifest += "\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: two}\n"
    release = revision("any", manifest=manifest)
    kernel = kernel_of({})
    objects = LiveObjects(release, _OddCluster(live, listed), kernel)  # type: ignore[arg-type]
    objects.read()
    hiding = Hiding(release)
    assert [one["name"] for one in objects.rows(hiding)] == ["one", "two"]
    objects.events(hiding)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Records with all sorts of manifests and values."""
    environment = settings(tmp_path_factory.mktemp("odd"), TILLER_STORAGE="memory", TILLER_NAMESPACE="odd-records")
    records = Records(service_of(environment))
    deep = "a: " + "[" * 5000
    for name, manifest, values in (
        ("deep", f"\n---\n{deep}", deep),
        ("aliases", "\n---\na: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a]\n" for n in range(50)), ""),
        ("binary", "\n---\n\x00\x01\x02", "\x00"),
        ("scalars", "\n---\njust text\n---\n- 1\n- 2\n---\nkind: 5\nmetadata: 6\n", "- 1\n"),
        ("lists", "\n---\napiVersion: v1\nkind: List\nitems: [1, {kind: 3}, {metadata: {name: {a: b}}}]\n", "a"),
        ("nothing", "", ""),
    ):
        records.put(revision(name, 1, "SUPERSEDED"))
        records.put(revision(name, 2, manifest=manifest, values=values, days=-400))
    records.put(revision("times", days=200_000))
    with served(kernel_of(environment)) as found:
        yield found


@pytest.mark.parametrize("name", ["deep", "aliases", "binary", "scalars", "lists", "nothing", "times"])
@pytest.mark.parametrize("page", ["", "/manifests", "/values", "/objects", "/drift", "/compare"])
def test_records_of_any_content_have_pages(odd: Served, name: str, page: str) -> None:
    answer = odd.get(f"releases/{name}{page}")
    assert answer.status == 200, answer.page.lines
    assert "internal error" not in answer.text
    assert odd.get(f"api/releases/{name}{page}").status == 200


def test_pages_are_parsed_as_browsers_do() -> None:
    with pytest.raises(AssertionError):
        Page("<p><b>text</p>")


def test_the_folder_of_templates_has_no_page_that_skips_escaping() -> None:
    import pilothouse.plugins.contrib.dashboard.site as module

    folder = Path(module.__file__).parent / "templates"
    for path in sorted(folder.glob("*.html")):
        text = path.read_text()
        assert not any(word in text for word in ("|safe", "| safe", "autoescape", "<script>", "style=", "javascript:"))
