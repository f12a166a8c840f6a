"""What each page says, as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from stand_ins.served_pages import Page, Served, served
from stand_ins.shown_releases import LONG, Records, kernel_of, revision, service_of, settings

HEAD = ["Releases", "# shop", "deployed", "Revision", "5", "Chart", "shop 3.0.0", "App version", "1.3", "Namespace"]
HEAD += ["shops", "Updated", "AGO"]
TABS = ["Overview", "Manifests", "Values", "Live objects", "Drift", "Compare"]
EVERY_PAGE = [
    "",
    "?q=shop&status=deployed&sort=-updated",
    *(f"releases/{name}{page}" for name in ("shop", "hostile") for page in ("", "/manifests", "/values", "/objects")),
    *(f"releases/{name}/{page}" for name in ("shop", "hostile") for page in ("drift", "compare")),
    "releases/shop?revision=3",
    "releases/search",
    "releases/parts/manifests",
    "releases/bulk/compare",
    f"releases/{LONG}",
    "releases/none",
]


def body(page: Page) -> list[str]:
    """The lines of a page of the shop below what stands above all of them."""
    assert page.lines[: len(HEAD) + len(TABS)] == HEAD + TABS
    return page.lines[len(HEAD) + len(TABS) :]


def rows(page: Page) -> list[str]:
    """The lines of a page that are rows of a table."""
    return [line for line in page.lines if " | " in line]


def test_the_list_has_every_release_with_what_matters(pages: Served) -> None:
    page = pages.get("").page
    assert page.lines[:2] == ["# Releases", "25 releases"]
    found = rows(page)
    assert found[0] == "Name↑ | Status | Revision | Chart | App version | Updated | Namespace"
    assert len(found) == 26
    assert [line for line in found if line.startswith(("billing", "reports", "search", "shop", "old", "redis "))] == [
        "billing | failed | 2 | billing 1.1.0 | – | AGO | default",
        "old-shop | deleted | 1 | shop 1.0.0 | – | AGO | default",
        "redis | deployed | 1 | redis 14.8.8 | 6.2.5 | AGO | databases",
        "reports | pending upgrade | 2 | reports 1.0.1 | – | AGO | default",
        "search | damaged | 2 | proto: can't skip unknown wire type 6 | – | – | –",
        "shop | deployed | 5 | shop 3.0.0 | 1.3 | AGO | shops",
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=REDIS", ["redis", "redis-staging"]),
        ("?q=redis+databases-staging", ["redis-staging"]),
        ("?q=redis&namespace=databases", ["redis"]),
        ("?status=failed", ["billing"]),
        ("?status=DAMAGED", ["search"]),
        ("?q=shop", ["old-shop", "shop"]),
        ("?q=shop&sort=-updated", ["shop", "old-shop"]),
        ("?q=shop&sort=-name", ["shop", "old-shop"]),
        ("?q=shop&sort=revision", ["old-shop", "shop"]),
        ("?q=no+such+thing", []),
        ("?q=.%2A", []),
    ],
)
def test_releases_are_found_narrowed_down_and_sorted(pages: Served, query: str, names: list[str]) -> None:
    data = pages.get(f"api/releases{query}").data
    assert [one["name"] for one in data["releases"]] == names
    assert [line.partition(" | ")[0] for line in rows(pages.get(query).page)[1:]] == names


def test_the_header_of_a_column_sorts_by_it_and_then_the_other_way_round(pages: Served) -> None:
    def header(query: str) -> tuple[str, str]:
        (cell,) = [one for one in pages.get(query).page.root.all("th") if one.text.startswith("Chart")]
        return cell.attributes["aria-sort"], cell.all("a")[0].attributes["href"].removeprefix(pages.access.base)

    assert header("?q=shop") == ("none", "/?q=shop&sort=chart")
    assert header("?q=shop&sort=chart") == ("ascending", "/?q=shop&sort=-chart")
    assert header("?q=shop&sort=-chart") == ("descending", "/?q=shop&sort=chart")


def test_the_overview_tells_the_history_newest_first(pages: Served) -> None:
    lines = body(pages.get("releases/shop").page)
    failed = 'Upgrade "shop" failed: failed to create resource: Service "Not_A_Name" is invalid: [metadata.name: '
    assert lines[10].startswith(failed)
    del lines[10]
    assert lines == [
        "## History",
        *("Revision 5 deployed AGO", "Upgrade complete", "shop 3.0.0 app 1.3 TIME"),
        "Manifests of revision 5 Values of revision 5 What changed in revision 5",
        *("Revision 4 superseded AGO", "Rollback to 2", "shop 2.3.1 app 1.2 TIME"),
        "Manifests of revision 4 Values of revision 4 What changed in revision 4",
        *("Revision 3 superseded AGO", "shop 2.4.0 app 1.2 TIME"),
        "Manifests of revision 3 Values of revision 3 What changed in revision 3",
        *("Revision 2 superseded AGO", "Upgrade complete", "shop 2.3.1 app 1.2 TIME"),
        "Manifests of revision 2 Values of revision 2 What changed in revision 2",
        *("Revision 1 superseded AGO", "Install complete", "shop 2.3.1 app 1.2 TIME"),
        "Manifests of revision 1 Values of revision 1",
        "## About",
        *("Chart", "A shop with a database behind it", "First deployed", "TIME"),
        "## Notes",
        *("  The shop is at http://shop.example.com", "  ", "  The password of its database is (hidden)"),
        "## On the command line",
        *("pilothouse status shop", "pilothouse history shop"),
    ]


def test_an_older_revision_says_that_it_is_one_and_how_to_go_back_to_it(pages: Served) -> None:
    lines = pages.get("releases/shop?revision=2").page.lines
    assert lines[4:6] == ["2 of 5", "Chart"]
    assert "This is revision 2; the newest is 5. Go to the newest" in lines
    assert lines[-1] == "pilothouse rollback shop 2"
    links = pages.get("releases/shop?revision=2").page.links
    assert f"{pages.access.base}/releases/shop/values?revision=2" in links


def test_manifests_are_shown_by_object_with_their_templates(pages: Served) -> None:
    lines = body(pages.get("releases/shop/manifests").page)
    assert lines[:11] == [
        "What Secrets hold is hidden.",
        *("All", "4", "ConfigMap", "1", "Deployment", "1", "Secret", "1", "Service", "1"),
    ]
    assert lines[11:23] == [
        *("## Objects", "Unfold all", "Fold all"),
        *("Secret shop-database7 lines", "shop/templates/secret.yaml"),
        *("  apiVersion: v1", "  data:", "    password: (hidden)", "  kind: Secret", "  metadata:"),
        *("    name: shop-database", "  type: Opaque"),
    ]
    assert lines[lines.index("## Chart hooks") :] == [
        "## Chart hooks",
        "ConfigMap shop-migration pre-upgrade10 lines",
        "shop/templates/migration.yaml",
        "Weight -5 · deleted: before-hook-creation · last run AGO",
        *("  apiVersion: v1", "  kind: ConfigMap", "  metadata:", "    name: shop-migration", "    annotations:"),
        *('      "helm.sh/hook": pre-upgrade', '      "helm.sh/hook-weight": "-5"'),
        *('      "helm.sh/hook-delete-policy": before-hook-creation', "  data:", '    steps: "12"'),
    ]


def test_manifests_can_be_narrowed_down_to_a_kind(pages: Served) -> None:
    summaries = pages.get("releases/shop/manifests?kind=Service").page.root.all("summary")
    assert [one.text for one in summaries] == ["Service shop9 lines"]


def test_values_are_shown_as_given_and_as_computed(pages: Served) -> None:
    data = pages.get("api/releases/shop/values").data
    given = (
        'allowed:\n- shop.example.com\n- shop.example.com\ndatabase:\n  password: (hidden)\nimage:\n  tag: "1.4"\n'
        "replicas: 3\nworkers: 8\n"
    )
    assert data["given"] == given
    assert data["computed"] == (
        "allowed:\n- shop.example.com\n- shop.example.com\ndatabase:\n  existingSecretName: shop-database\n"
        "  host: database\n  password: (hidden)\ngreeting: Good morning\nimage:\n"
        '  repository: registry.example.com/shop/web\n  tag: "1.4"\nreplicas: 3\nworkers: 8\n'
    )
    shown = [one.text for one in pages.get("releases/shop/values").page.root.all("pre")]
    assert shown == [data["given"], data["computed"]]


def test_live_objects_have_states_and_pods(pages: Served) -> None:
    lines = body(pages.get("releases/shop/objects").page)
    (deployment,) = [line for line in lines if line.startswith("Deployment")]
    assert deployment.startswith("Deployment shop Pod shop-")
    assert deployment.endswith(" Running · 1/1 ready | ready | shops | AGO")
    lines.remove(deployment)
    assert lines == [
        *("## Objects", "present 2 ready 2", "Object | State | Namespace | Created"),
        "Secret shop-database | present | shops | AGO",
        "ConfigMap shop-settings | present | shops | AGO",
        "Service shop | ready | shops | AGO",
        "“Present” stands for objects of kinds that need not become ready.",
        *("## Events", "None that the cluster still has."),
    ]


def test_objects_that_are_missing_or_of_no_known_kind_come_first(pages: Served) -> None:
    data = pages.get("api/releases/reports/objects").data
    assert [(one["kind"], one["state"], one["why"]) for one in data["objects"]] == [
        ("ConfigMap", "missing", ""),
        ("Report", "unknown", 'no matches for kind "Report" in version "example.com/v1"'),
        ("Service", "ready", ""),
    ]


def test_drift_is_shown_by_field_and_by_line(pages: Served) -> None:
    data = pages.get("api/releases/shop/drift").data
    found: list[Any] = [
        (one["kind"], one["name"], one["action"], [(each["path"], each["cause"]) for each in one["changes"]])
        for one in data["objects"]["objects"]
    ]
    assert data["deployed"] == 5
    assert found == [
        ("ConfigMap", "shop-settings", "change", [('data["shop.conf"]', "drift")]),
        ("Service", "shop", "change", []),
        ("Deployment", "shop", "change", [("spec.replicas", "drift")]),
    ]
    lines = body(pages.get("releases/shop/drift").page)
    assert "spec.replicas | 1 | 3 | drift" in lines
    assert 'data["shop.conf"] | (1 line) | (4 lines) | drift' in lines
    assert "11 |  | − | replicas: 1" in lines
    assert " | 11 | + | replicas: 3" in lines
    assert "This would not succeed" in lines


def test_two_revisions_are_compared_in_all_that_they_consist_of(pages: Served) -> None:
    page = pages.get("releases/shop/compare").page
    lines = body(page)
    start = lines.index("Swap")
    assert lines[start + 1 : lines.index("## Objects")] == [
        "Secrets are hidden; that they differ is shown.",
        "## Revisions",
        " | Revision 4 | Revision 5",
        "Chart | shop 2.3.1 | shop 3.0.0",
        "App version | 1.2 | 1.3",
        "Status | superseded | deployed",
        "Description | Rollback to 2 | Upgrade complete",
        "Updated | TIME | TIME",
        *("## Given values", "+8", "−2"),
        " | 1 | + | allowed:",
        " | 2 | + | - shop.example.com",
        " | 3 | + | - shop.example.com",
        "1 | 4 |  | database:",
        "2 |  | − | password: (hidden)",
        "3 |  | − | greeting: Good evening",
        " | 5 | + | password: (hidden, another one)",
        " | 6 | + | image:",
        ' | 7 | + | tag: "1.4"',
        " | 8 | + | replicas: 3",
        " | 9 | + | workers: 8",
    ]
    assert [one.text for one in page.root.all("summary")] == [
        "Secret shop-database change+1 −1",
        "ConfigMap shop-settings change+2 −2",
        "Deployment shop change+3 −3",
    ]
    assert [one.text for one in page.root.all("mark")][:4] == ["before", "after", "4", "evening"]
    assert lines[-1] == "2 objects are the same."


def test_any_two_revisions_can_be_chosen(pages: Served) -> None:
    data = pages.get("api/releases/shop/compare?from=1&to=2").data
    assert (data["first"], data["second"]) == (1, 2)
    assert [(one["kind"], one["added"], one["removed"]) for one in data["objects"]["objects"]] == [("ConfigMap", 1, 1)]
    swapped = pages.get("api/releases/shop/compare?from=2&to=1").data
    assert [row["kind"] for row in swapped["values"]["rows"]] == ["same", "same", "gone"]
    assert "Choose two different revisions." in pages.get("releases/shop/compare?from=2&to=2").page.lines
    assert "There is only one revision." in pages.get("releases/redis/compare").page.lines


def test_large_releases_are_shown_as_far_as_one_can_look(pages: Served) -> None:
    assert len(pages.get("releases/parts/manifests").page.root.all("details")) == 300
    compared = pages.get("api/releases/parts/compare").data["objects"]
    assert (len(compared["objects"]), compared["unchanged"]) == (300, 0)
    bulk = pages.get("api/releases/bulk/compare").data["objects"]["objects"]
    assert [(one["action"], len(one["rows"]) + one["left_out"]) for one in bulk] == [("create", 5008), ("delete", 4008)]
    assert "further lines are left out." in pages.get("releases/bulk/compare").text


def test_a_damaged_revision_leaves_the_rest_of_the_history_to_be_seen(pages: Served) -> None:
    assert pages.get("releases/search").page.lines == [
        *("Releases", "# search", "damaged", "Revision", "2", *TABS, "## History"),
        *("Revision 2 damaged", "proto: can't skip unknown wire type 6"),
        *("Revision 1 superseded AGO", "Install complete", "search 1.0.0 TIME"),
        "Manifests of revision 1 Values of revision 1",
        "This revision cannot be read",
        "proto: can't skip unknown wire type 6",
        'The record "search.v2" cannot be decoded.',
        "`pilothouse release repair NAME` puts damaged records out of the way.",
        *("## On the command line", "pilothouse status search", "pilothouse history search"),
    ]
    assert pages.get("releases/search?revision=1").status == 200
    assert pages.get("releases/search/values").status == 502


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_page_is_sound(pages: Served, path: str) -> None:
    page = pages.get(path).page
    everything = list(page.root.walk())
    ids = [one.attributes["id"] for one in everything if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    assert [one.text for one in page.root.all("h1")] != []
    assert len(page.root.all("h1")) == len(page.root.all("main")) == 1
    assert page.root.all("html")[0].attributes["lang"] == "en"
    for one in everything:
        for name in ("aria-labelledby", "for"):
            assert one.attributes.get(name, ids[0] if ids else "") in ids or name not in one.attributes
        assert "style" not in one.attributes
        assert not any(name.startswith("on") for name in one.attributes)
    for label in page.root.all("label"):
        assert label.all("input") + label.all("select")
    own = pages.access.base + "/"
    assert [link for link in page.links if not link.startswith((own, "#", "?"))] == []


def test_links_of_all_pages_lead_somewhere(pages: Served) -> None:
    base = pages.access.base + "/"
    seen: set[str] = set()
    for path in ("", "releases/shop", "releases/shop/manifests", "releases/shop/compare", "releases/search"):
        links = pages.get(path).page.links
        seen |= {link.removeprefix(base) for link in links if link.startswith(base)}
    wanted = sorted(path for path in seen if "shop" in path or "search" in path or not path.startswith("releases/"))
    assert len(wanted) > 40
    odd = {path: pages.get(path).status for path in wanted if "releases/search/" not in path and "search?" not in path}
    assert {path for path, status in odd.items() if status != 200} == set()


def test_a_long_list_comes_in_pages(tmp_path: Path) -> None:
    environment = settings(tmp_path, TILLER_STORAGE="memory", TILLER_NAMESPACE="long-list")
    records = Records(service_of(environment))
    for number in range(120):
        records.put(revision(f"release-{number:04}", days=number))
    with served(kernel_of(environment)) as many:
        first = many.get("api/releases").data
        last = many.get("api/releases?page=3").data
        beyond = many.get("api/releases?page=99").data
        page = many.get("?page=2&q=release").page
    names = [one["name"] for one in first["releases"]]
    assert names == [f"release-{number:04}" for number in range(50)]
    assert (first["total"], first["matching"], first["pages"]) == (120, 120, 3)
    assert [one["name"] for one in last["releases"]] == [f"release-{number:04}" for number in range(100, 120)]
    assert beyond["releases"] == last["releases"]
    assert page.lines[-3:] == ["← Previous", "Page 2 of 3", "Next →"]
