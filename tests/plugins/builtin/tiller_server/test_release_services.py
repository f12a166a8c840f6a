from __future__ import annotations

import threading
from typing import Any

import grpc
import pytest
from fake_release_service import VERSION, FakeReleaseService, make_release, make_status, messages
from pilothouse import __version__
from pilothouse.core.errors import KubeStatusError, ReleaseError, ReleaseNotFoundError, TemplateError, ValuesError
from pilothouse.core.hapi.calls import CALLS, RELEASE_SERVICE
from pilothouse.core.hapi.error_details import METADATA_KEY, restored_error
from pilothouse.core.hapi.releases import encode_release
from pilothouse.core.hapi.summary import decode_summary
from pilothouse.core.model.chart import Chart, Metadata
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
    TestMessage,
    TestRequest,
    UninstallRequest,
    UninstallResult,
    UnlockRequest,
    UnlockResult,
    UpdateRequest,
)
from tiller_world import CLIENT, SECONDS, Failure, MakeWorld

RECORD = encode_release(make_release("web"))
CHART = Chart(Metadata("tiny", "0.1.0"), values_text="")
SUMMARY = ReleaseSummary("web", 3, "DEPLOYED", 1_000_000_000, "tiny", "0.1.0", "1.0", "default", "Install complete")
MEBIBYTE = 1024 * 1024
LIMIT = 20 * MEBIBYTE

UNARY: list[tuple[str, Any, str, tuple[Any, ...], Any]] = [
    ("GetReleaseStatus", RevisionRequest("web", 2), "status", ("web", 2), make_status("web")),
    ("GetReleaseContent", RevisionRequest("web", 2), "content", ("web", 2), make_release("web")),
    ("UpdateRelease", UpdateRequest("web", CHART, wait=True), "update", (), make_release("web")),
    ("InstallRelease", InstallRequest(CHART, "a: 1\n", "web"), "install", (), make_release("web")),
    (
        "UninstallRelease",
        UninstallRequest("web", purge=True),
        "uninstall",
        (UninstallRequest("web", purge=True),),
        UninstallResult(make_release("web"), "kept"),
    ),
    ("RollbackRelease", RollbackRequest("web", 2), "rollback", (RollbackRequest("web", 2),), make_release("web")),
    (
        "UnlockRelease",
        UnlockRequest("web", force=True),
        "unlock",
        (UnlockRequest("web", force=True),),
        UnlockResult("web", 2, "PENDING_UPGRADE", actions=("done",)),
    ),
    ("RepairRelease", RepairRequest("web"), "repair", (RepairRequest("web"),), RepairResult((("web.v1", "odd"),))),
]


@pytest.mark.parametrize(("name", "request_", "method", "arguments", "answer"), UNARY, ids=[row[0] for row in UNARY])
def test_a_request_reaches_the_service_and_its_answer_the_client(
    make_world: MakeWorld, name: str, request_: Any, method: str, arguments: tuple[Any, ...], answer: Any
) -> None:
    world = make_world(FakeReleaseService(**{method: answer}))
    found = world.call(name, request_)
    call = CALLS[name]
    assert call.encode_response(found) == call.encode_response(answer)
    (asked, *given) = world.service.asked[-1]
    assert asked == method
    if arguments:
        assert tuple(given) == arguments
    else:
        assert [call.encode_request(one) for one in given] == [call.encode_request(request_)]


def test_the_version_is_the_services(make_world: MakeWorld) -> None:
    found = make_world().call("GetVersion")
    assert (found.sem_ver, found.git_commit, found.git_tree_state) == (
        VERSION.sem_ver, VERSION.git_commit, VERSION.git_tree_state,
    )  # fmt: skip


def test_every_answer_says_which_server_it_comes_from(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(content=ReleaseError("no"), list_records=lambda _: iter(())))
    calls = (("GetVersion", None), ("GetReleaseContent", RevisionRequest("a")), ("ListReleases", ListRequest()))
    for name, request in calls:
        answer = world.start(name, request)
        assert ("pilothouse-version", __version__) in answer.initial_metadata(), name


def test_a_list_comes_in_pages_as_the_service_makes_them(make_world: MakeWorld) -> None:
    pages = [RecordPage((RECORD, RECORD), "b", 3, 3), RecordPage((RECORD,), "b", 3, 3)]
    world = make_world(FakeReleaseService(list_records=lambda _: iter(pages)))
    request = ListRequest(limit=3, filter="^a", statuses=("DEPLOYED", "FAILED"))
    found = world.call("ListReleases", request)
    assert [(page.records, page.next, page.total) for page in found] == [
        ((RECORD, RECORD), "b", 3),
        ((RECORD,), "b", 3),
    ]
    assert world.service.asked[-1] == ("list_records", request)


def test_an_empty_list_is_no_message_at_all(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(list_records=lambda _: iter(()), list=ListResult()))
    assert world.call("ListReleases", ListRequest()) == []
    assert world.call("ListReleases", ListRequest(summary=True)) == []


def test_a_list_of_summaries_loads_no_records(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(list=ListResult((SUMMARY,), "x", 9)))
    (page,) = world.call("ListReleases", ListRequest(summary=True))
    assert ([decode_summary(record) for record in page.records], page.next, page.total) == ([SUMMARY], "x", 9)


def test_a_history_is_whole_revisions_or_summaries(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(history_records=(RECORD,), history=(SUMMARY,)))
    assert world.call("GetHistory", HistoryRequest("web", 5)).records == (RECORD,)
    (record,) = world.call("GetHistory", HistoryRequest("web", 7, summary=True)).records
    assert decode_summary(record) == SUMMARY
    assert world.service.asked[-2:] == [("history_records", "web", 5), ("history", "web", 7)]


def test_messages_of_tests_come_as_the_run_goes(make_world: MakeWorld) -> None:
    go_on = threading.Event()

    def run(_: TestRequest) -> Any:
        yield TestMessage("RUNNING: a", "RUNNING")
        assert go_on.wait(SECONDS)
        yield TestMessage("PASSED: a", "SUCCESS")

    world = make_world(FakeReleaseService(run_tests=run))
    answer = world.start("RunReleaseTest", TestRequest("web"))
    assert next(answer) == TestMessage("RUNNING: a", "RUNNING")
    go_on.set()
    assert list(answer) == [TestMessage("PASSED: a", "SUCCESS")]


def test_a_test_run_goes_to_its_end_when_the_client_has_gone(make_world: MakeWorld) -> None:
    gone, ended = threading.Event(), threading.Event()

    def run(_: TestRequest) -> Any:
        yield TestMessage("RUNNING: a", "RUNNING")
        assert gone.wait(SECONDS)
        for number in range(3):
            yield TestMessage(f"PASSED: {number}", "SUCCESS")
        ended.set()

    world = make_world(FakeReleaseService(run_tests=run))
    answer = world.start("RunReleaseTest", TestRequest("web"))
    next(answer)
    answer.cancel()
    gone.set()
    assert ended.wait(SECONDS)


def test_what_goes_wrong_in_a_test_run_that_nobody_watches_is_logged(make_world: MakeWorld) -> None:
    gone = threading.Event()

    def run(_: TestRequest) -> Any:
        yield TestMessage("RUNNING: a", "RUNNING")
        assert gone.wait(SECONDS)
        yield TestMessage("PASSED: a", "SUCCESS")
        raise ReleaseError("no room")

    world = make_world(FakeReleaseService(run_tests=run))
    answer = world.start("RunReleaseTest", TestRequest("web"))
    next(answer)
    answer.cancel()
    gone.set()
    world.server.drain(SECONDS)
    (line,) = (line for line in world.log if "RunReleaseTest" in line and "Waiting" not in line)
    assert 'RunReleaseTest "web" for 127.0.0.1:' in line
    assert line.split(": ", 1)[1].startswith("UNKNOWN: no room (")


def test_an_operation_goes_to_its_end_when_the_client_has_gone(make_world: MakeWorld) -> None:
    began, gone, ended = threading.Event(), threading.Event(), threading.Event()

    def install(_: InstallRequest) -> Any:
        began.set()
        assert gone.wait(SECONDS)
        ended.set()
        return make_release("web")

    world = make_world(FakeReleaseService(install=install))
    answer = world.start("InstallRelease", InstallRequest(CHART))
    assert began.wait(SECONDS)
    answer.cancel()
    gone.set()
    assert ended.wait(SECONDS)


def test_errors_have_code_and_text_of_tillers_and_ours_beside_them(make_world: MakeWorld) -> None:
    error = KubeStatusError("pods is forbidden", code=403, reason="Forbidden", details=("why",), hint="ask")
    world = make_world(FakeReleaseService(content=error))
    with pytest.raises(grpc.RpcError) as caught:
        world.call("GetReleaseContent", RevisionRequest("web"))
    failed: Any = caught.value
    assert (failed.code(), failed.details()) == (grpc.StatusCode.UNKNOWN, "pods is forbidden")
    found = restored_error(failed.details(), dict(failed.trailing_metadata())[METADATA_KEY])
    assert (type(found), vars(found)) == (KubeStatusError, vars(error))


def test_errors_of_streams_have_them_too(make_world: MakeWorld) -> None:
    def list_records(_: ListRequest) -> Any:
        return messages(ReleaseNotFoundError('offset "x" not found'))

    world = make_world(FakeReleaseService(list_records=list_records))
    with pytest.raises(grpc.RpcError) as caught:
        world.call("ListReleases", ListRequest(offset="x"))
    failed: Any = caught.value
    assert (failed.code(), failed.details()) == (grpc.StatusCode.UNKNOWN, 'offset "x" not found')
    details = dict(failed.trailing_metadata())[METADATA_KEY]
    assert type(restored_error(failed.details(), details)) is ReleaseNotFoundError


@pytest.mark.parametrize("text", ["", "100% \t of\r\n it\n", "caf\u00e9 \u2603", "x" * 300_000 + "\n" * 1000])
def test_whatever_text_an_error_has_arrives(make_world: MakeWorld, text: str) -> None:
    world = make_world(FakeReleaseService(content=TemplateError(text, file="a.yaml", line=3)))
    assert world.failure("GetReleaseContent", RevisionRequest("a")) == Failure(grpc.StatusCode.UNKNOWN, text)


def test_bytes_of_an_error_that_are_no_text_do_not_hide_it(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(content=ReleaseError("bad \udcff \ud800 name")))
    failed = world.failure("GetReleaseContent", RevisionRequest("a"))
    assert failed.code is grpc.StatusCode.UNKNOWN
    assert failed.text.startswith("bad ")


@pytest.mark.parametrize("size", [6_000, 7_000])
def test_a_client_with_usual_limits_reads_a_long_error(make_world: MakeWorld, size: int) -> None:
    error = ReleaseError("x" * size, details=("y" * 3000,), hint="z" * 900)
    world = make_world(FakeReleaseService(content=error))
    call = CALLS["GetReleaseContent"]
    with grpc.insecure_channel(world.server.address) as channel:
        stub = channel.unary_unary(call.path, call.encode_request, call.decode_response)
        with pytest.raises(grpc.RpcError) as caught:
            stub(RevisionRequest("web"), metadata=CLIENT, timeout=SECONDS)
    failed: Any = caught.value
    assert (failed.code(), failed.details()) == (grpc.StatusCode.UNKNOWN, "x" * size)


def test_what_nobody_expected_is_logged_and_the_server_lives_on(make_world: MakeWorld) -> None:
    def content(*_: Any) -> Any:
        raise KeyError("secret")

    world = make_world(FakeReleaseService(content=content, status=make_status()))
    failed = world.failure("GetReleaseContent", RevisionRequest("web"))
    assert failed == Failure(grpc.StatusCode.INTERNAL, "internal error: KeyError; the log of Tiller says more")
    assert '[tiller] GetReleaseContent "web" failed:' in world.log
    assert world.log[-1] == "  KeyError: 'secret'"
    assert world.call("GetReleaseStatus", RevisionRequest("web")).name == "a"


def test_an_exception_that_ends_programs_does_not_end_this_one(make_world: MakeWorld) -> None:
    def content(*_: Any) -> Any:
        raise SystemExit(3)

    world = make_world(FakeReleaseService(content=content))
    failed = world.failure("GetReleaseContent", RevisionRequest("web"))
    assert failed == Failure(grpc.StatusCode.INTERNAL, "internal error: SystemExit; the log of Tiller says more")
    assert world.call("GetVersion").sem_ver == "v2.17.0"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\x0a\x05ab", "unexpected EOF"),
        (b"\x08\x01", "proto: bad wiretype for field hapi.services.tiller.InstallReleaseRequest.Chart"),
        (b"\x0a\x00\xff", "unexpected EOF"),
    ],
)
def test_a_request_that_is_none_is_refused(make_world: MakeWorld, data: bytes, problem: str) -> None:
    world = make_world()
    with pytest.raises(grpc.RpcError) as caught:
        world.raw(f"/{RELEASE_SERVICE}/InstallRelease", data)
    failed: Any = caught.value
    assert failed.code() is grpc.StatusCode.INTERNAL
    assert failed.details().startswith(f"grpc: error unmarshalling request: {problem}")
    assert world.service.asked == [("version",)]


def test_an_unknown_method_is_refused(make_world: MakeWorld) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        make_world().raw(f"/{RELEASE_SERVICE}/DropAll")
    failed: Any = caught.value
    assert failed.code() is grpc.StatusCode.UNIMPLEMENTED


def test_a_request_of_more_than_twenty_mebibytes_is_refused_unread(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(install=make_release("web")))
    overhead = len(CALLS["InstallRelease"].encode_request(InstallRequest(CHART, "x" * LIMIT, "web"))) - LIMIT
    failed = world.failure("InstallRelease", InstallRequest(CHART, "x" * (LIMIT - overhead + 1), "web"))
    assert failed.code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert f"eceived message larger than max ({LIMIT + 1} vs. {LIMIT})" in failed.text
    assert world.service.asked == [("version",)]
    assert world.call("InstallRelease", InstallRequest(CHART, "x" * (LIMIT - overhead), "web")).name == "web"


def test_an_answer_of_more_than_twenty_mebibytes_is_a_clear_error(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(content=make_release("web", manifest="x" * LIMIT)))
    failed = world.failure("GetReleaseContent", RevisionRequest("web"))
    size = len(CALLS["GetReleaseContent"].encode_response(make_release("web", manifest="x" * LIMIT)))
    assert failed == Failure(
        grpc.StatusCode.RESOURCE_EXHAUSTED, f"grpc: trying to send message larger than max ({size} vs. {LIMIT})"
    )
    pages = [RecordPage((b"x" * LIMIT,), "", 1)]
    world.service.answers["list_records"] = lambda _: iter(pages)
    assert world.failure("ListReleases", ListRequest()).code is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_answers_up_to_twenty_mebibytes_pass_page_by_page(make_world: MakeWorld) -> None:
    record = b"x" * (LIMIT - 100)
    pages = [RecordPage((record,), "", 3)] * 3
    world = make_world(FakeReleaseService(list_records=lambda _: iter(pages)))
    assert [len(page.records[0]) for page in world.call("ListReleases", ListRequest())] == [len(record)] * 3


def test_requests_that_are_packed_are_refused_before_they_are_unpacked(make_world: MakeWorld) -> None:
    world = make_world()
    request = InstallRequest(CHART, "x" * (100 * MEBIBYTE), "web")
    failed = world.failure("InstallRelease", request, compression=grpc.Compression.Gzip)
    assert failed == Failure(grpc.StatusCode.UNIMPLEMENTED, "Compression algorithm 'gzip' is disabled.")


def test_changes_are_logged_with_who_made_them_and_reads_are_not(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(rollback=make_release("web"), content=make_release("web")))
    world.call("GetReleaseContent", RevisionRequest("web"))
    world.call("RollbackRelease", RollbackRequest("we\x1bb"))
    (line,) = world.log
    head, tail = line.rsplit(": ", 1)
    assert head.startswith('[tiller] RollbackRelease "we\\x1bb" for 127.0.0.1:')
    assert tail.startswith("OK (")


def test_no_text_of_strangers_passes_for_a_line_of_the_log(make_world: MakeWorld) -> None:
    forged = "[main] 2026/11/23 06:00:00 forged"

    def content(*_: Any) -> Any:
        raise KeyError(forged, "\\n")

    def rollback(*_: Any) -> Any:
        raise ReleaseError(f"odd\n{forged}")

    def uninstall(*_: Any) -> Any:
        world.kernel.warn(f"odd\n{forged}")
        raise ValueError(f"odd\n{forged}\r{forged}")

    world = make_world(FakeReleaseService(content=content, rollback=rollback, uninstall=uninstall))
    world.failure("GetReleaseContent", RevisionRequest(f"web\n{forged}"))
    world.failure("RollbackRelease", RollbackRequest("web"))
    world.failure("UninstallRelease", UninstallRequest("web"))
    assert [line for line in world.log if line.startswith("[main]")] == []
    assert any(line.strip().startswith("[main]") for line in world.log)


def test_no_values_and_no_endless_texts_stand_in_the_log(make_world: MakeWorld) -> None:
    def install(request: InstallRequest) -> Any:
        assert request.chart is not None
        if request.chart.values_text:
            raise ValuesError(f"Error: Reading chart 'tiny' default values ({request.chart.values_text}): no YAML")
        raise ReleaseError("x" * 100_000)

    world = make_world(FakeReleaseService(install=install))
    secret = Chart(Metadata("tiny", "0.1.0"), values_text="password: hunter2 {")
    assert "hunter2" in world.failure("InstallRelease", InstallRequest(secret, "token: s3cret", "a")).text
    assert len(world.failure("InstallRelease", InstallRequest(CHART, "token: s3cret", "b")).text) > 10_000
    first, second = (line for line in world.log if "InstallRelease" in line)
    assert ": UNKNOWN: Error: Reading chart 'tiny' default values (0." in first
    assert len(second) < 1200
    assert "hunter2" not in first + second
    assert "s3cret" not in first + second


def test_many_operations_that_wait_starve_nobody(make_world: MakeWorld) -> None:
    began, go_on = threading.Semaphore(0), threading.Event()

    def install(_: InstallRequest) -> Any:
        began.release()
        assert go_on.wait(SECONDS)
        return make_release("web")

    world = make_world(FakeReleaseService(install=install, list_records=lambda _: iter(())))
    running = [world.start("InstallRelease", InstallRequest(CHART, name=f"r{number}")) for number in range(200)]
    for _ in running:
        assert began.acquire(timeout=SECONDS)
    assert world.call("ListReleases", ListRequest()) == []
    go_on.set()
    assert [answer.result().name for answer in running] == ["web"] * 200
