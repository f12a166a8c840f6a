"""Writing objects: what is sent, and what happens when it is unclear whether it arrived."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from pilothouse.core.errors import KubeConnectionError, KubeError, KubeStatusError
from pilothouse.core.model.kube_object import ApiResource, KubeObject, KubeRequest, KubeResponse
from pilothouse.plugins.builtin.kube import writes
from stand_ins.scripted_transport import MANAGER, ScriptedClock, ScriptedTransport, answer, failure, make_client

CONFIG_MAPS = ApiResource("", "v1", "ConfigMap", "configmaps", True)
MAPS = "/api/v1/namespaces/default/configmaps"
ONE = f"{MAPS}/x"
CONTENT = {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "x"}, "data": {"b": "<1>", "a": "ä"}}
RESET = KubeConnectionError("connection reset by peer")
NEVER_SENT = KubeConnectionError("connection refused", may_have_arrived=False)
MISSING = failure(404, "NotFound", 'configmaps "x" not found')
TAKEN = failure(409, "AlreadyExists", 'configmaps "x" already exists')
OURS = {**CONTENT, "metadata": {"name": "x", "uid": "1", "managedFields": [{"manager": MANAGER}]}}
THEIRS = {**CONTENT, "metadata": {"name": "x", "uid": "2", "managedFields": [{"manager": "kubectl"}]}}
BARE = {**CONTENT, "metadata": {"name": "x", "uid": "3"}, "more": "of the server"}


@pytest.fixture
def transport() -> ScriptedTransport:
    return ScriptedTransport().on("GET", "/version", answer({}))


def target(content: dict[str, Any] | None = None, name: str = "x") -> KubeObject:
    return KubeObject(CONFIG_MAPS, "default", name, CONTENT if content is None else content)


def create(transport: ScriptedTransport, name: str = "x", clock: ScriptedClock | None = None) -> dict[str, Any]:
    client = make_client(transport, clock)
    client.server_version()
    transport.requests.clear()
    return client.create(target(name=name))


def test_a_creation_is_sent_as_go_writes_it(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, answer(OURS, 201))
    assert create(transport) == OURS
    (request,) = transport.requests
    assert request.body == (
        '{"apiVersion":"v1","data":{"a":"ä","b":"\\u003c1\\u003e"},"kind":"ConfigMap","metadata":{"name":"x"}}\n'.encode()
    )
    assert (request.content_type, request.query) == ("application/json", (("fieldManager", MANAGER),))


def test_a_resource_version_is_not_created(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, answer(OURS, 201))
    content = {"metadata": {"name": "x", "resourceVersion": "5"}}
    make_client(transport).create(target(content))
    assert transport.requests[-1].body == b'{"metadata":{"name":"x"}}\n'
    assert content == {"metadata": {"name": "x", "resourceVersion": "5"}}


def test_a_refused_creation_is_told_in_the_words_of_the_server(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, TAKEN)
    with pytest.raises(KubeStatusError) as caught:
        create(transport)
    assert (caught.value.message, caught.value.code, caught.value.reason) == (
        'configmaps "x" already exists', 409, "AlreadyExists",
    )  # fmt: skip
    assert transport.asked() == [f"POST {MAPS}"]


UNCLEAR = [
    RESET,
    answer('{"cut', 201),
    answer("", 502),
    answer("", 503),
    failure(504, "Timeout", "request did not complete"),
]


@pytest.mark.parametrize("trouble", UNCLEAR)
@pytest.mark.parametrize("live", [OURS, BARE])
def test_a_creation_that_broke_off_but_was_done_is_found(
    transport: ScriptedTransport, trouble: Any, live: dict[str, Any]
) -> None:
    transport.on("POST", MAPS, trouble).on("GET", ONE, answer(live))
    assert create(transport) == live
    assert transport.asked() == [f"POST {MAPS}", f"GET {ONE}"]


@pytest.mark.parametrize("trouble", UNCLEAR)
def test_a_creation_that_broke_off_and_was_not_done_is_done_again(transport: ScriptedTransport, trouble: Any) -> None:
    transport.on("POST", MAPS, trouble, answer(OURS, 201)).on("GET", ONE, MISSING)
    assert create(transport) == OURS
    assert transport.asked() == [f"POST {MAPS}", f"GET {ONE}", f"POST {MAPS}"]


@pytest.mark.parametrize("live", [THEIRS, {**BARE, "data": {"a": "other"}}])
def test_somebody_else_s_object_is_not_taken_for_ours(transport: ScriptedTransport, live: dict[str, Any]) -> None:
    transport.on("POST", MAPS, RESET).on("GET", ONE, answer(live))
    with pytest.raises(KubeStatusError) as caught:
        create(transport)
    assert (caught.value.message, caught.value.code, caught.value.reason) == (
        'configmaps "x" already exists', 409, "AlreadyExists",
    )  # fmt: skip


def test_an_object_that_was_late_is_found_when_it_is_in_the_way(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, RESET, TAKEN).on("GET", ONE, MISSING, answer(OURS))
    assert create(transport) == OURS


def test_what_we_created_before_is_not_created_again(transport: ScriptedTransport) -> None:
    client = make_client(transport)
    transport.on("POST", MAPS, answer(OURS, 201), RESET).on("GET", ONE, answer(OURS))
    client.create(target())
    with pytest.raises(KubeStatusError, match='^configmaps "x" already exists$'):
        client.create(target())


def test_an_internal_error_is_no_reason_to_create_again(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, failure(500, "InternalError", "failed calling webhook")).on("GET", ONE, MISSING)
    with pytest.raises(KubeStatusError, match="^failed calling webhook$"):
        create(transport)
    assert transport.asked() == [f"POST {MAPS}", f"GET {ONE}"]


def test_a_store_that_was_slow_is_asked_again(transport: ScriptedTransport) -> None:
    slow = failure(500, "ServerTimeout", "The create operation could not be completed at this time", retry_after="2")
    clock = ScriptedClock()
    transport.on("POST", MAPS, slow, answer(OURS, 201)).on("GET", ONE, MISSING)
    assert create(transport, clock=clock) == OURS
    assert clock.pauses == [2]
    transport.on("POST", MAPS, slow).on("GET", ONE, answer(OURS))
    assert create(transport) == OURS


def test_an_object_that_the_server_names_is_never_created_again(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, RESET)
    with pytest.raises(KubeConnectionError):
        create(transport, name="")
    assert transport.asked() == [f"POST {MAPS}"]


def test_the_first_trouble_is_told_when_looking_fails_too(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, RESET).on("GET", ONE, failure(403, "Forbidden", "no"))
    with pytest.raises(KubeConnectionError, match="connection reset by peer"):
        create(transport)


def test_creating_ends_at_the_deadline(transport: ScriptedTransport) -> None:
    clock = ScriptedClock()
    transport.on("POST", MAPS, RESET).on("GET", ONE, MISSING)
    with pytest.raises(KubeConnectionError, match="connection reset by peer"):
        create(transport, clock=clock)
    assert sum(clock.pauses) <= 30
    assert len(transport.asked("POST")) == len(transport.asked("GET")) > 5


def test_a_creation_that_never_left_is_sent_again_without_looking(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, NEVER_SENT, answer("", 429), answer(OURS, 201))
    assert create(transport) == OURS
    assert transport.asked() == [f"POST {MAPS}"] * 3


def test_a_busy_server_is_not_asked_whether_it_created(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, failure(503, "ServiceUnavailable", "starting", retry_after="60"))
    with pytest.raises(KubeStatusError, match="^starting$"):
        create(transport)
    assert transport.asked() == [f"POST {MAPS}"]


def test_a_replacement_is_the_object_as_it_is(transport: ScriptedTransport) -> None:
    content = {"metadata": {"name": "x", "resourceVersion": "5"}}
    transport.on("PUT", ONE, answer(OURS))
    assert make_client(transport).replace(target(content)) == OURS
    (request,) = transport.requests
    assert (request.body, request.query) == (
        b'{"metadata":{"name":"x","resourceVersion":"5"}}\n', (("fieldManager", MANAGER),),
    )  # fmt: skip


def test_a_conflict_with_our_own_replacement_is_none(transport: ScriptedTransport) -> None:
    conflict = failure(409, "Conflict", "the object has been modified")
    live = {**CONTENT, "metadata": {"name": "x", "resourceVersion": "6"}}
    sent = {**CONTENT, "metadata": {"name": "x", "resourceVersion": "5"}}
    transport.on("PUT", ONE, answer("", 504), conflict).on("GET", ONE, answer(live))
    assert make_client(transport).replace(target(sent)) == live


@pytest.mark.parametrize("first", [[], [answer("", 504)]])
def test_a_conflict_with_somebody_else_is_one(transport: ScriptedTransport, first: list[Any]) -> None:
    conflict = failure(409, "Conflict", "the object has been modified")
    transport.on("PUT", ONE, *first, conflict).on("GET", ONE, answer({**CONTENT, "data": {}}))
    with pytest.raises(KubeStatusError) as caught:
        make_client(transport).replace(target())
    assert (caught.value.message, caught.value.reason) == ("the object has been modified", "Conflict")


def test_a_patch_is_sent_without_a_line_end(transport: ScriptedTransport) -> None:
    transport.on("PATCH", ONE, RESET, answer(OURS))
    patch, kind = {"data": {"a": None}}, "application/strategic-merge-patch+json"
    client = make_client(transport)
    assert client.patch(target(), patch, kind, query=(("force", "true"),)) == OURS
    request = transport.requests[-1]
    assert (request.body, request.content_type, request.query) == (
        b'{"data":{"a":null}}', kind, (("force", "true"), ("fieldManager", MANAGER)),
    )  # fmt: skip


def test_the_caller_may_sign_a_patch(transport: ScriptedTransport) -> None:
    transport.on("PATCH", ONE, answer(OURS))
    make_client(transport).patch(target(), {}, "application/apply-patch+yaml", query=(("fieldManager", "me"),))
    assert transport.requests[-1].query == (("fieldManager", "me"),)


def test_operations_of_a_json_patch_are_never_repeated(transport: ScriptedTransport) -> None:
    transport.on("PATCH", ONE, RESET, answer(OURS))
    with pytest.raises(KubeConnectionError):
        make_client(transport).patch(target(), {}, "application/json-patch+json")


def test_a_refused_patch_names_what_it_was_for(transport: ScriptedTransport) -> None:
    transport.on("PATCH", ONE, answer("nonsense", 415))
    with pytest.raises(KubeStatusError, match=r"^nonsense \(patch configmaps x\)$"):
        make_client(transport).patch(target(), {}, "text/plain")


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ({}, b'{"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Background"}'),
        ({"propagation": ""}, b'{"apiVersion":"v1","kind":"DeleteOptions"}'),
        (
            {"propagation": "", "uid": "7"},
            b'{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"7"}}',
        ),
    ],
)
def test_a_deletion_says_how(transport: ScriptedTransport, arguments: dict[str, str], body: bytes) -> None:
    transport.on("DELETE", ONE, answer({"kind": "Status", "status": "Success"}))
    make_client(transport).delete(target(), **arguments)
    (request,) = transport.requests
    assert (request.body, request.content_type, request.query) == (body, "application/json", ())


def test_a_deletion_of_what_is_not_there_is_refused(transport: ScriptedTransport) -> None:
    transport.on("DELETE", ONE, MISSING)
    with pytest.raises(KubeStatusError, match='^configmaps "x" not found$'):
        make_client(transport).delete(target())


def test_what_is_gone_after_a_deletion_that_broke_off_is_deleted(transport: ScriptedTransport) -> None:
    transport.on("DELETE", ONE, answer("", 504), MISSING)
    make_client(transport).delete(target())
    transport.on("DELETE", ONE, answer("", 504), failure(409, "Conflict", "Precondition failed: UID"))
    make_client(transport).delete(target(), uid="1")
    assert len(transport.asked()) == 4


def test_what_was_replaced_meanwhile_is_not_deleted_by_uid(transport: ScriptedTransport) -> None:
    transport.on("DELETE", ONE, failure(409, "Conflict", "Precondition failed: UID"))
    with pytest.raises(KubeStatusError, match="Precondition failed"):
        make_client(transport).delete(target(), uid="1")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "resource name may not be empty"),
        ("..", "invalid resource name \"..\": [may not be '..']"),
        ("a/b%", "invalid resource name \"a/b%\": [may not contain '/' may not contain '%']"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(transport: ScriptedTransport, name: str, message: str) -> None:
    client = make_client(transport)
    astray = target(name=name)
    for act in (
        lambda: client.get(astray),
        lambda: client.get_table(astray),
        lambda: client.replace(astray),
        lambda: client.patch(astray, {}, "application/merge-patch+json"),
        lambda: client.delete(astray),
    ):
        with pytest.raises(KubeError) as caught:
            act()
        assert caught.value.message == message
    assert transport.requests == []


def test_namespaces_that_lead_elsewhere_are_refused(transport: ScriptedTransport) -> None:
    client = make_client(transport)
    astray = KubeObject(CONFIG_MAPS, "a/b", "x")
    for act in (
        lambda: client.get(astray),
        lambda: client.list_objects(CONFIG_MAPS, "a/b"),
        lambda: client.create(astray),
        lambda: client.watch(CONFIG_MAPS, "a/b"),
        lambda: client.pod_logs("a/b", "x"),
    ):
        with pytest.raises(KubeError) as caught:
            act()
        assert caught.value.message == "invalid namespace \"a/b\": [may not contain '/']"
    assert transport.requests == []


def test_an_answer_cut_short_is_no_answer(transport: ScriptedTransport) -> None:
    transport.on("PUT", ONE, answer('{"a":'))
    with pytest.raises(KubeConnectionError, match=f"^the answer of the server to PUT {ONE} is no object$"):
        make_client(transport).replace(target())


class Contended(ScriptedTransport):
    """A server to which two threads post an object of one name: what A sends never arrives, B's answer comes late."""

    def __init__(self) -> None:
        super().__init__()
        self.created = threading.Event()
        self.told = threading.Event()

    def request(self, request: KubeRequest) -> KubeResponse:
        if request.method == "GET":
            return answer({**OURS, "data": {"by": "B"}}) if request.path == ONE else answer({})
        if b'"A"' in request.body:
            self.created.wait(10)
            raise RESET
        self.created.set()
        self.told.wait(10)
        return answer({**OURS, "data": {"by": "B"}}, 201)


def test_what_another_thread_has_created_is_not_taken_for_ours() -> None:
    transport = Contended()
    client = make_client(transport)
    client.server_version()
    other = threading.Thread(target=lambda: client.create(target({**CONTENT, "data": {"by": "B"}})))
    other.start()
    try:
        with pytest.raises(KubeStatusError, match="already exists"):
            client.create(target({**CONTENT, "data": {"by": "A"}}))
    finally:
        transport.told.set()
        other.join()
    with pytest.raises(KubeStatusError, match="already exists"):
        client.create(target({**CONTENT, "data": {"by": "A"}}))


def test_what_was_created_long_ago_is_forgotten(transport: ScriptedTransport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writes, "_MOST_CREATED", 3)
    client = make_client(transport)
    for number in range(9):
        live = {**OURS, "metadata": {**OURS["metadata"], "uid": str(number)}}  # type: ignore[dict-item]
        transport.on("POST", MAPS, answer(live, 201))
        client.create(target())
    assert list(client._writer._created) == ["6", "7", "8"]
    assert client._writer._creating == {}
