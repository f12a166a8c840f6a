"""Where kinds are served, from the server and from the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core import private_files
from pilothouse.core.errors import KubeConnectionError, KubeStatusError, UnknownKindError
from pilothouse.core.model.kube_object import ApiResource
from pilothouse.plugins.builtin.kube.discovery_cache import DiscoveryCache
from stand_ins.scripted_transport import CORE, ScriptedTransport, answer, failure, make_client

WIDGETS = {"resources": [{"name": "widgets", "kind": "Widget", "namespaced": True, "verbs": ["get"]}]}


@pytest.fixture
def transport() -> ScriptedTransport:
    return ScriptedTransport().on("GET", "/api/v1", answer(CORE))


@pytest.fixture
def folder(tmp_path: Path) -> str:
    tmp_path.chmod(0o700)
    return str(tmp_path)


def test_only_the_group_version_asked_for_is_read(transport: ScriptedTransport) -> None:
    transport.on("GET", "/apis/flow.example.test/v1", answer(WIDGETS))
    client = make_client(transport)
    assert client.resource("flow.example.test/v1", "Widget") == ApiResource(
        "flow.example.test", "v1", "Widget", "widgets", True, ("get",)
    )
    assert client.resource("v1", "Pod") == ApiResource("", "v1", "Pod", "pods", True, ("get", "watch"))
    assert transport.asked() == ["GET /apis/flow.example.test/v1", "GET /api/v1"]


def test_kinds_are_known_in_lower_case_and_as_lists_too(transport: ScriptedTransport) -> None:
    client = make_client(transport)
    assert client.resource("v1", "configmap").path("n", "x") == "/api/v1/namespaces/n/configmaps/x"
    assert client.resource("v1", "configmap").kind == "configmap"
    assert client.resource("v1", "PodList").plural == "podlists"
    assert client.resource("v1", "List") == ApiResource("", "v1", "List", "lists", False)


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [("v1", "Nope"), ("v2", "Pod"), ("apps/v1", "Pod"), ("../..", "Pod"), ("a b", "Pod"), ("v1\0", "Pod"), ("a/", "X")],
)
def test_what_is_not_served_is_unknown(transport: ScriptedTransport, api_version: str, kind: str) -> None:
    with pytest.raises(UnknownKindError) as caught:
        make_client(transport).resource(api_version, kind)
    shown = api_version.replace("\0", "\\x00")
    assert caught.value.message == f'no matches for kind "{kind}" in version "{shown}"'


def test_nothing_is_asked_that_is_no_api_version(transport: ScriptedTransport) -> None:
    with pytest.raises(UnknownKindError):
        make_client(transport).resource("a/../b", "Pod")
    assert transport.asked() == []


def test_a_core_kind_without_an_api_version_is_found_where_nothing_is_served(transport: ScriptedTransport) -> None:
    assert make_client(transport).resource("", "Pod") == ApiResource("", "", "Pod", "pods", True, ("get", "watch"))
    with pytest.raises(UnknownKindError, match='no matches for kind "Nope" in version ""'):
        make_client(transport).resource("", "Nope")


def test_a_kind_installed_a_moment_ago_is_found(transport: ScriptedTransport, folder: str) -> None:
    transport.on("GET", "/apis/flow.example.test/v1", answer("404 page not found", 404), answer(WIDGETS))
    client = make_client(transport, directory=folder)
    with pytest.raises(UnknownKindError):
        client.resource("flow.example.test/v1", "Widget")
    assert client.resource("flow.example.test/v1", "Widget").plural == "widgets"


def test_a_group_version_that_may_not_be_read_is_unknown(transport: ScriptedTransport) -> None:
    transport.on("GET", "/apis/apps/v1", failure(403, "Forbidden", "no"))
    with pytest.raises(UnknownKindError):
        make_client(transport).resource("apps/v1", "Deployment")


def test_a_refusal_is_raised(transport: ScriptedTransport) -> None:
    transport.on("GET", "/api/v1", failure(401, "Unauthorized", "Unauthorized"))
    with pytest.raises(KubeStatusError, match="^Unauthorized$"):
        make_client(transport).resource("v1", "Pod")


def test_documents_are_kept_on_disk_for_the_next_process(transport: ScriptedTransport, folder: str) -> None:
    make_client(transport, directory=folder).resource("v1", "Pod")
    again = make_client(transport, directory=folder)
    assert again.resource("v1", "Secret").plural == "secrets"
    assert transport.asked() == ["GET /api/v1"]


def test_a_kind_missing_on_disk_is_looked_for_once_more(transport: ScriptedTransport, folder: str) -> None:
    bigger = {"resources": [*CORE["resources"], {"name": "gadgets", "kind": "Gadget", "namespaced": True}]}
    transport.on("GET", "/api/v1", answer(CORE), answer(bigger))
    make_client(transport, directory=folder).resource("v1", "Pod")
    assert make_client(transport, directory=folder).resource("v1", "Gadget").plural == "gadgets"
    assert make_client(transport, directory=folder).resource("v1", "Gadget").plural == "gadgets"
    assert transport.asked() == ["GET /api/v1", "GET /api/v1"]


def test_what_is_missing_is_not_kept(transport: ScriptedTransport, folder: str) -> None:
    for _ in range(2):
        with pytest.raises(UnknownKindError):
            make_client(transport, directory=folder).resource("apps/v1", "Deployment")
    assert transport.asked() == ["GET /apis/apps/v1", "GET /apis/apps/v1"]


def test_without_a_folder_nothing_is_kept(transport: ScriptedTransport) -> None:
    for _ in range(2):
        make_client(transport).resource("v1", "Pod")
    assert transport.asked() == ["GET /api/v1", "GET /api/v1"]


def test_the_version_of_the_server_is_kept(transport: ScriptedTransport, folder: str) -> None:
    transport.on("GET", "/version", answer({"major": "1", "minor": "20", "gitVersion": "v1.20.2", "platform": "p"}))
    for _ in range(2):
        version = make_client(transport, directory=folder).server_version()
        assert (version.major, version.minor, version.git_version, version.platform) == ("1", "20", "v1.20.2", "p")
    assert transport.asked() == ["GET /version"]


def test_api_versions_have_all_groups_and_kinds_and_those_of_subresources(
    transport: ScriptedTransport, folder: str
) -> None:
    scale = {"resources": [{"name": "deployments/scale", "kind": "Scale", "namespaced": True}]}
    groups = [
        {"versions": [{"groupVersion": "apps/v1"}]},
        {"versions": [{"groupVersion": "broken.example.test/v1"}, {"groupVersion": "flow.example.test/v1"}]},
    ]
    transport.on("GET", "/api", answer({"versions": ["v1"]})).on("GET", "/apis", answer({"groups": groups}))
    transport.on("GET", "/apis/apps/v1", answer(scale)).on("GET", "/apis/flow.example.test/v1", answer(WIDGETS))
    transport.on("GET", "/apis/broken.example.test/v1", answer("service unavailable", 503))
    expected = {
        *("v1", "v1/ConfigMap", "v1/Namespace", "v1/Pod", "v1/Secret"),
        *("apps/v1", "apps/v1/Scale", "broken.example.test/v1", "flow.example.test/v1", "flow.example.test/v1/Widget"),
    }
    assert make_client(transport, directory=folder).api_versions() == expected
    with pytest.raises(UnknownKindError) as caught:
        make_client(transport, directory=folder).build("apiVersion: x/v1\nkind: Widget\nmetadata: {name: w}", "default")
    assert caught.value.details == ("Widget/w is of x/v1: the server has that kind in flow.example.test/v1",)
    transport.requests.clear()
    assert make_client(transport, directory=folder).api_versions() == expected
    assert sorted(transport.asked()) == [
        "GET /api", "GET /apis", "GET /apis/broken.example.test/v1", "GET /apis/flow.example.test/v1",
    ]  # fmt: skip


def test_a_server_that_hides_its_lists_of_groups_offers_nothing(transport: ScriptedTransport) -> None:
    transport.on("GET", "/api", failure(403, "Forbidden", "no"))
    assert make_client(transport).api_versions() == frozenset()


def test_an_answer_that_is_no_object_is_as_good_as_none(transport: ScriptedTransport) -> None:
    transport.on("GET", "/version", answer("<html>"))
    with pytest.raises(KubeConnectionError, match=r"^the answer of the server to GET /version is no object$"):
        make_client(transport).server_version()


def cache(folder: str, *marks: str, now: float = 1000, server: str = "https://a") -> DiscoveryCache:
    return DiscoveryCache(folder, server, 600, set(marks), lambda: now)


@pytest.mark.parametrize(("later", "found"), [(0, [1]), (599, [1]), (600, None), (-1, None)])
def test_a_file_is_trusted_for_a_while(folder: str, later: float, found: object) -> None:
    cache(folder).write("v1", [1])
    assert cache(folder, now=1000 + later).read("v1") == found


@pytest.mark.parametrize(
    ("written", "read", "found"),
    [((), (), [1]), (("a",), (), [1]), ((), ("b",), [1]), (("a", "b"), ("b", "c"), [1]), (("a",), ("b",), None)],
)
def test_a_file_of_another_cluster_on_the_same_address_is_not_trusted(
    folder: str, written: tuple[str, ...], read: tuple[str, ...], found: object
) -> None:
    cache(folder, *written).write("v1", [1])
    assert cache(folder, *read).read("v1") == found


def test_servers_do_not_share_files(folder: str) -> None:
    cache(folder).write("v1", [1])
    assert cache(folder, server="https://b").read("v1") is None
    assert cache(folder, server="https:/-a").read("v1") is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'["x", "y", "z", 1]', b"[" * 100_000, b"[0, 1000, [], 1]"])
def test_a_damaged_file_reads_as_none(folder: str, content: bytes) -> None:
    cache(folder).write("v1", [1])
    (path,) = Path(folder).rglob("*.json")
    assert private_files.write(str(path), content)
    assert cache(folder).read("v1") is None


def test_files_are_private(folder: str) -> None:
    cache(folder).write("apps/v1", [1])
    (path,) = Path(folder).rglob("*.json")
    assert path.name == "apps%2Fv1.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_clusters_are_told_apart_by_their_answers(transport: ScriptedTransport, folder: str) -> None:
    first = answer(CORE, x_kubernetes_pf_flowschema_uid="one")
    second = answer({"resources": WIDGETS["resources"]}, x_kubernetes_pf_flowschema_uid="two")
    transport.on("GET", "/api/v1", first, second)
    transport.on("GET", "/version", answer({}, x_kubernetes_pf_flowschema_uid="two"))
    make_client(transport, directory=folder).resource("v1", "Pod")
    client = make_client(transport, directory=folder)
    client.server_version()
    with pytest.raises(UnknownKindError):
        client.resource("v1", "Pod")


class Aging:
    """A cache without a folder whose time the test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.marks: set[str] = set()
        self.cache = DiscoveryCache("", "https://a", 600, self.marks, lambda: self.now)


def test_without_a_folder_documents_are_kept_in_memory_for_as_long() -> None:
    aging = Aging()
    aging.marks.add("one cluster")
    aging.cache.write("v1", [1])
    aging.now += 599
    assert aging.cache.read("v1") == [1]
    aging.now += 1
    assert aging.cache.read("v1") is None
    aging.cache.write("v1", [2])
    aging.marks.clear()
    aging.marks.add("another")
    assert aging.cache.read("v1") is None


def test_a_process_that_goes_on_reads_a_kind_again_after_a_while(
    transport: ScriptedTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(transport)
    aging = Aging()
    monkeypatch.setattr(client._discovery, "_cache", aging.cache)
    transport.on("GET", "/apis/flow.example.test/v1", answer(WIDGETS))
    client.resource("flow.example.test/v1", "Widget")
    moved = {"resources": [{**WIDGETS["resources"][0], "name": "gadgets"}]}
    transport.on("GET", "/apis/flow.example.test/v1", answer(moved))
    aging.now += 599
    assert client.resource("flow.example.test/v1", "Widget").plural == "widgets"
    aging.now += 1
    assert client.resource("flow.example.test/v1", "Widget").plural == "gadgets"


def test_a_kind_that_was_installed_a_moment_ago_is_found_and_nothing_is_kept_of_what_is_not_served(
    transport: ScriptedTransport,
) -> None:
    client = make_client(transport)
    for number in range(5):
        with pytest.raises(UnknownKindError):
            client.resource(f"v{number}.example.test/v1", "Widget")
    assert client._discovery._known == {}
    transport.on("GET", "/apis/v1.example.test/v1", answer(WIDGETS))
    assert client.resource("v1.example.test/v1", "Widget").plural == "widgets"
    more = {"resources": [*WIDGETS["resources"], {**WIDGETS["resources"][0], "kind": "Other", "name": "others"}]}
    transport.on("GET", "/apis/v1.example.test/v1", answer(more))
    assert client.resource("v1.example.test/v1", "Other").plural == "others"
