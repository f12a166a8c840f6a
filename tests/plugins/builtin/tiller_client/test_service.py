from __future__ import annotations

import itertools

import grpc
import pytest
from grpc_tiller import MOMENT, VERSION, big_chart, give, release
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.errors import (
    KubeStatusError,
    PilothouseError,
    ReleaseError,
    ReleaseNotFoundError,
    TemplateError,
    TillerError,
    UnsentRequestError,
)
from pilothouse.core.hapi.calls import CALLS
from pilothouse.core.hapi.error_details import METADATA_KEY, error_details
from pilothouse.core.hapi.releases import encode_release
from pilothouse.core.model.capabilities import TillerVersion
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.release import DEPLOYED, FAILED
from pilothouse.core.model.release_requests import (
    HistoryRequest,
    InstallRequest,
    ListRequest,
    ListResult,
    RecordPage,
    ReleaseSummary,
    RepairRequest,
    RepairResult,
    RevisionRequest,
    RollbackRequest,
    StatusResult,
    TestMessage,
    TestRequest,
    UninstallRequest,
    UninstallResult,
    UnlockRequest,
    UnlockResult,
    UpdateRequest,
)

OURS = (("pilothouse-version", "1"),)
MIB = 1024 * 1024


def summary(name: str = "web", revision: int = 1, status: str = DEPLOYED) -> ReleaseSummary:
    return ReleaseSummary(name, revision, status, MOMENT, "tiny", "0.1.0", "1.0", "default", "Install complete")


def vars_of(version: TillerVersion) -> tuple[str, ...]:
    return version.sem_ver, version.git_commit, version.git_tree_state


def fail(text, code=grpc.StatusCode.UNKNOWN, error=None):
    def behaviour(request, context):
        if error is not None:
            context.set_trailing_metadata(((METADATA_KEY, error_details(error)),))
        context.abort(code, text)

    return behaviour


def test_every_call_sends_its_request_and_returns_its_answer(tiller, client):
    status = StatusResult("web", "default", release().info, 0)
    server = tiller(
        {
            "GetVersion": give(VERSION),
            "InstallRelease": give(release()),
            "UpdateRelease": give(release(revision=2)),
            "RollbackRelease": give(release(revision=3)),
            "UninstallRelease": give(UninstallResult(release(), "kept")),
            "GetReleaseStatus": give(status),
            "GetReleaseContent": give(release()),
            "UnlockRelease": give(UnlockResult("web", 1, "PENDING_INSTALL", since=MOMENT, found=("Pod/a",))),
            "RepairRelease": give(RepairResult((("web.v1", "bad"),), ("moved",))),
        }
    )
    service = client(server.host)
    install = InstallRequest(Chart(Metadata("tiny", "0.1.0")), "a: 1\n", "web", "default", timeout=7)
    update = UpdateRequest("web", Chart(Metadata("tiny", "0.1.0")), "a: 1\n", timeout=7)
    rollback, uninstall = RollbackRequest("web", 1), UninstallRequest("web", purge=True)
    answers = [
        vars_of(service.version()),
        encode_release(service.install(install)),
        encode_release(service.update(update)),
        encode_release(service.rollback(rollback)),
        service.uninstall(uninstall).info,
        service.status("web", 4).name,
        encode_release(service.content("web", 5)),
        service.unlock(UnlockRequest("web", dry_run=True)),
        service.repair(RepairRequest("web")),
    ]
    assert answers == [
        vars_of(VERSION),
        encode_release(release()),
        encode_release(release(revision=2)),
        encode_release(release(revision=3)),
        "kept",
        "web",
        encode_release(release()),
        UnlockResult("web", 1, "PENDING_INSTALL", since=MOMENT, found=("Pod/a",)),
        RepairResult((("web.v1", "bad"),), ("moved",)),
    ]
    requests = [request for _, request, _ in server.seen]
    assert [requests[index] for index in (0, 3, 4, 5, 6, 7, 8)] == [
        None,
        rollback,
        uninstall,
        RevisionRequest("web", 4),
        RevisionRequest("web", 5),
        UnlockRequest("web", dry_run=True),
        RepairRequest("web"),
    ]
    assert [(one.name, one.values_text, one.timeout) for one in requests[1:3]] == [("web", "a: 1\n", 7)] * 2


def test_every_call_says_which_client_it_is_from(tiller, client):
    server = tiller({"GetVersion": give(VERSION)})
    client(server.host).version()
    metadata = server.seen[0][2]
    assert metadata["x-helm-api-client"] == "v2.17.0"
    assert metadata["user-agent"].startswith("pilothouse")


def test_one_connection_carries_all_calls(tiller, client):
    peers: list[str] = []

    def version(request, context):
        peers.append(context.peer())
        return VERSION

    service = client(tiller({"GetVersion": version}).host)
    assert [service.version().git_commit for _ in range(3)] == [VERSION.git_commit] * 3
    assert len(set(peers)) == 1


def test_a_list_is_put_together_from_all_messages_and_what_follows_is_told_by_the_first(tiller, client):
    pages = [
        RecordPage((encode_release(release("a")), encode_release(release("b"))), "next", 9),
        RecordPage((encode_release(release("c", 2, FAILED)),), "", 0),
    ]
    server = tiller({"ListReleases": lambda request, context: iter(pages)})
    request = ListRequest(limit=3, statuses=("DEPLOYED", "FAILED"), names_only=True)
    assert client(server.host).list(request) == ListResult(
        (summary("a"), summary("b"), summary("c", 2, FAILED)), "next", 9
    )
    assert server.seen[0][1] == request.replace(summary=True)


def test_a_list_without_end_is_given_up(tiller, client):
    page = RecordPage(tuple(encode_release(release()) for _ in range(600)))
    service = client(tiller({"ListReleases": lambda request, context: itertools.repeat(page)}).host)
    with pytest.raises(TillerError) as caught:
        service.list(ListRequest(limit=700))
    assert caught.value.message == "Tiller lists more releases than were asked for"


def test_no_message_at_all_is_an_empty_list(tiller, client):
    service = client(tiller({"ListReleases": lambda request, context: iter(())}).host)
    assert service.list(ListRequest()) == ListResult()


def test_a_history_is_asked_for_in_short_form_and_any_form_is_read(tiller, client):
    page = RecordPage((encode_release(release(revision=2)), encode_release(release())))
    server = tiller({"GetHistory": give(page)})
    assert client(server.host).history("web", 256) == (summary(revision=2), summary())
    assert server.seen[0][1] == HistoryRequest("web", 256, summary=True)


def test_whole_records_are_handed_on_as_they_came(tiller, client):
    page = RecordPage((encode_release(release()), b"\x0a\x01a"), "n", 5)
    server = tiller({"GetHistory": give(page), "ListReleases": lambda request, context: iter([page, page])})
    service = client(server.host)
    assert service.history_records("web", 3) == page.records
    assert list(service.list_records(ListRequest(limit=4))) == [page, page]
    assert [request for _, request, _ in server.seen] == [HistoryRequest("web", 3), ListRequest(limit=4)]


def test_messages_of_a_test_run_come_as_they_are_sent(tiller, client):
    import threading

    seen = threading.Event()

    def run(request, context):
        yield TestMessage("RUNNING: a", "RUNNING")
        assert seen.wait(20)
        yield TestMessage("PASSED: a", "SUCCESS")

    messages = client(tiller({"RunReleaseTest": run}).host).run_tests(TestRequest("web"))
    assert next(messages) == TestMessage("RUNNING: a", "RUNNING")
    seen.set()
    assert list(messages) == [TestMessage("PASSED: a", "SUCCESS")]


def test_a_test_run_that_nobody_reads_to_its_end_does_not_stand_in_the_way(tiller, client):
    def run(request, context):
        yield TestMessage("RUNNING: a", "RUNNING")
        yield TestMessage("PASSED: a", "SUCCESS")

    service = client(tiller({"RunReleaseTest": run, "GetVersion": give(VERSION)}).host)
    messages = service.run_tests(TestRequest("web"))
    assert next(messages).text == "RUNNING: a"
    assert vars_of(service.version()) == vars_of(VERSION)
    messages.close()
    assert vars_of(service.version()) == vars_of(VERSION)


TEXTS = [
    'release: "x" not found',
    "100% é\n\tnext line\r\x00 ~ \x7f%zz%4",
    "",
    'a release named x already exists.\nRun: helm ls --all x; to check the status of the release',
]


@pytest.mark.parametrize("text", TEXTS)
def test_errors_of_a_tiller_of_helm_are_their_text(tiller, client, text):
    service = client(tiller({"GetHistory": fail(text)}).host)
    with pytest.raises(TillerError) as caught:
        service.history("x", 1)
    error = caught.value
    assert (error.message, error.code, error.details, error.hint) == (text, "Unknown", (), "")


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (grpc.StatusCode.UNAVAILABLE, "Unavailable"),
        (grpc.StatusCode.PERMISSION_DENIED, "PermissionDenied"),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "DeadlineExceeded"),
        (grpc.StatusCode.CANCELLED, "Canceled"),
        (grpc.StatusCode.UNAUTHENTICATED, "Unauthenticated"),
    ],
)
def test_every_status_has_the_name_that_go_gives_it(tiller, client, code, word):
    service = client(tiller({"GetVersion": fail("text", code)}).host)
    with pytest.raises(TillerError, match="text") as caught:
        service.version()
    assert caught.value.code == word


@pytest.mark.parametrize(
    "error",
    [
        ReleaseNotFoundError('release: "x" not found', details=("one", "two"), hint="look"),
        KubeStatusError("nope", code=409, reason="Conflict"),
        TemplateError("bad", file="a.yaml", line=3, column=4, include_stack=(("a", "a:1:2"),)),
    ],
)
def test_errors_of_a_tiller_of_ours_have_their_class_and_what_belongs_to_it(tiller, client, error):
    service = client(tiller({"GetReleaseContent": fail(error.message, error=error)}, metadata=OURS).host)
    with pytest.raises(PilothouseError) as caught:
        service.content("x")
    assert (type(caught.value), vars(caught.value)) == (type(error), vars(error))


def test_an_error_after_messages_is_met_after_them(tiller, client):
    def run(request, context):
        yield TestMessage("RUNNING: a", "RUNNING")
        context.abort(grpc.StatusCode.UNKNOWN, "broken")

    messages = client(tiller({"RunReleaseTest": run}).host).run_tests(TestRequest("web"))
    assert next(messages).text == "RUNNING: a"
    with pytest.raises(TillerError, match="broken"):
        next(messages)


def test_a_message_that_is_none_of_the_protocol_is_an_error(tiller, client):
    calls = {
        "GetVersion": give(b"\x0a\xff"),
        "GetHistory": give(CALLS["GetHistory"].encode_response(RecordPage((b"\xff",)))),
    }
    service = client(tiller(calls).host)
    for ask in (service.version, lambda: service.history("x", 1)):
        with pytest.raises(TillerError, match="^grpc: failed to unmarshal the received message ") as caught:
            ask()
        assert caught.value.code == "Internal"


@pytest.mark.parametrize("strategy", ["", "two-way"])
def test_what_every_tiller_does_needs_no_tiller_of_ours(tiller, client, strategy):
    server = tiller({"InstallRelease": give(release())})
    client(server.host).install(InstallRequest(Chart(Metadata("a", "1.0.0")), apply_strategy=strategy))
    assert [name for name, _, _ in server.seen] == ["InstallRelease"]


def test_a_strategy_is_not_asked_of_a_tiller_that_would_pass_over_it(tiller, client):
    server = tiller({"GetVersion": give(VERSION)})
    service = client(server.host)
    chart = Chart(Metadata("a", "1.0.0"))
    requests = [
        (service.install, InstallRequest(chart, apply_strategy="three-way")),
        (service.update, UpdateRequest("web", chart, apply_strategy="server-side")),
        (service.rollback, RollbackRequest("web", apply_strategy="three-way")),
    ]
    for ask, request in requests:
        with pytest.raises(UnsentRequestError, match=f'by the strategy "{request.apply_strategy}"$'):
            ask(request)
    assert [name for name, _, _ in server.seen] == ["GetVersion"]


def test_a_strategy_goes_to_a_tiller_of_ours(tiller, client):
    server = tiller({"GetVersion": give(VERSION), "RollbackRelease": give(release())}, metadata=OURS)
    service = client(server.host)
    for _ in range(2):
        service.rollback(RollbackRequest("web", apply_strategy="three-way"))
    assert [(name, getattr(request, "apply_strategy", "")) for name, request, _ in server.seen] == [
        ("GetVersion", ""),
        ("RollbackRelease", "three-way"),
        ("RollbackRelease", "three-way"),
    ]


def test_a_tiller_of_helm_is_not_able_to_unlock_and_to_repair(tiller, client):
    service = client(tiller({"GetVersion": give(VERSION)}).host)
    with pytest.raises(ReleaseError, match="^this Tiller cannot unlock releases$"):
        service.unlock(UnlockRequest("web"))
    with pytest.raises(ReleaseError, match="^this Tiller cannot repair records$"):
        service.repair(RepairRequest("web"))


def test_other_errors_of_unlocking_stay_as_they_are(tiller, client):
    service = client(tiller({"UnlockRelease": fail("somebody works on it")}, metadata=OURS).host)
    with pytest.raises(TillerError, match="^somebody works on it$"):
        service.unlock(UnlockRequest("web"))


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (b"\x08\x01", None),
        (b"\x08\x02", "tiller is not serving requests at this time, Please try again later"),
        (b"", "tiller healthcheck returned an unknown status"),
        (b"\x08\x07", "tiller healthcheck returned an unknown status"),
        (b"\x08", "grpc: failed to unmarshal the received message unexpected EOF"),
    ],
)
def test_a_ping_says_whether_tiller_serves(tiller, client, answer, text):
    server = tiller({"Check": give(answer)})
    service = client(server.host)
    if text is None:
        service.ping()
    else:
        with pytest.raises(TillerError) as caught:
            service.ping()
        assert caught.value.message == text
    assert server.seen[0][1] == b"\x0a\x06Tiller"


def test_a_ping_of_a_server_without_health_is_an_error(tiller, client):
    with pytest.raises(TillerError) as caught:
        client(tiller({}).host).ping()
    assert caught.value.code == "Unimplemented"


def test_requests_and_answers_of_almost_20_mib_go_through(tiller, client):
    def install(request, context):
        answer = release()
        answer.chart = request.chart
        return answer

    service = client(tiller({"InstallRelease": install}).host)
    for _ in range(2):
        answer = service.install(InstallRequest(big_chart(20 * MIB - 1000)))
        assert [len(file.data) for file in answer.chart.files] == [20 * MIB - 1000]


def test_a_request_that_tiller_would_not_take_is_not_sent(tiller, client):
    server = tiller({"InstallRelease": give(release())})
    with pytest.raises(UnsentRequestError) as caught:
        client(server.host).install(InstallRequest(big_chart(20 * MIB)))
    assert caught.value.message == f"grpc: received message larger than max ({20 * MIB + 43} vs. {20 * MIB})"
    assert caught.value.hint
    assert server.seen == []


def test_an_answer_of_more_than_20_mib_is_an_error_and_the_next_call_works(tiller, client):
    answer = release()
    answer.chart = big_chart(20 * MIB)
    service = client(tiller({"GetReleaseContent": give(answer), "GetVersion": give(VERSION)}).host)
    with pytest.raises(TillerError, match=r"^grpc: received message larger than max \(\d+ vs. 20971520\)$") as caught:
        service.content("web")
    assert caught.value.code == "ResourceExhausted"
    assert vars_of(service.version()) == vars_of(VERSION)


def test_many_large_messages_of_a_stream_go_through(tiller, client):
    record = encode_release(release()) + b"\xfa\x3f" + b"\x80\x80\x80\x02" + b"x" * (4 * MIB)
    pages = [RecordPage((record,) * 4)] * 5
    service = client(tiller({"ListReleases": lambda request, context: iter(pages)}).host)
    assert service.list(ListRequest()).releases == (summary(),) * 20


def test_an_answer_is_read_also_when_tiller_gives_it_before_it_has_the_request(tiller, client):
    server = tiller({"InstallRelease": give(release())}, options=(("grpc.max_receive_message_length", 1000),))
    with pytest.raises(TillerError) as caught:
        client(server.host).install(InstallRequest(big_chart(10 * MIB)))
    assert (caught.value.code, "larger than max" in caught.value.message) == ("ResourceExhausted", True)


def test_a_tiller_that_drains_ends_what_it_has_begun_and_the_next_call_dials_again(tiller, client):
    import threading

    begun, go_on = threading.Event(), threading.Event()

    def content(request, context):
        begun.set()
        assert go_on.wait(20)
        return release()

    server = tiller({"GetReleaseContent": content, "GetVersion": give(VERSION)})
    service = client(server.host, timeout=20)
    stopped = []

    def drain() -> None:
        assert begun.wait(20)
        stopped.append(server.stop(20))
        go_on.set()

    thread = threading.Thread(target=drain)
    thread.start()
    assert encode_release(service.content("web")) == encode_release(release())
    thread.join()
    stopped[0].wait()
    tiller({"GetVersion": give(VERSION)}, address=server.host, options=(("grpc.so_reuseport", 0),))
    assert vars_of(service.version()) == vars_of(VERSION)


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_every_text_that_can_be_sent_arrives(text):
    from pilothouse.plugins.builtin.tiller_client.statuses import percent_decoded

    sent = "".join(
        chr(byte) if 0x20 <= byte <= 0x7E and byte != 0x25 else f"%{byte:02X}"
        for byte in text.encode("utf-8", "surrogateescape")
    )
    assert percent_decoded(sent.encode()) == text


def test_what_the_api_server_refuses_to_tiller_is_told_as_tillers_rights(tiller, client):
    text = 'configmaps is forbidden: User "system:serviceaccount:kube-system:tiller" cannot list resource "configmaps"'
    with pytest.raises(TillerError) as caught:
        client(tiller({"GetVersion": fail(text)}).host).version()
    assert (caught.value.message, caught.value.hint) == (
        text,
        "these are the rights of Tiller, not yours: whoever runs it grants them",
    )
