from __future__ import annotations

from typing import Any

import pytest
from architecture.source_tree import modules, run_time_imports
from foreign_hapi.facts import facts
from foreign_hapi.models import ANSWERS, INT32S, RELEASES, REQUESTS, TEXTS, TIMES, pages
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pilothouse.core.errors import DamagedRecordError, StorageError
from pilothouse.core.hapi.calls import CALLS, MAX_REQUEST_FIELDS
from pilothouse.core.hapi.charts import encode_chart
from pilothouse.core.hapi.releases import decode_release, encode_release
from pilothouse.core.hapi.summary import decode_summary, encode_summary
from pilothouse.core.hapi.wire import MAX_DEPTH, varint
from pilothouse.core.model.capabilities import TillerVersion
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.release import DEPLOYED, STATUSES, Release, ReleaseInfo
from pilothouse.core.model.release_requests import (
    HistoryRequest,
    InstallRequest,
    ListRequest,
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
    UnlockRequest,
    UnlockResult,
    UpdateRequest,
)

ANSWERS_AND_PAGES = ANSWERS | pages(RELEASES.map(encode_release))


def small_release() -> Release:
    return Release("web", "default", 1, Chart(Metadata("web", "1.0.0")), info=ReleaseInfo(DEPLOYED))


def field(number: int, data: bytes) -> bytes:
    """A field with a length."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def test_calls_have_the_paths_and_streams_of_tiller_and_two_are_ours() -> None:
    assert {name: (call.path, call.streams) for name, call in CALLS.items()} == {
        "ListReleases": ("/hapi.services.tiller.ReleaseService/ListReleases", True),
        "GetReleaseStatus": ("/hapi.services.tiller.ReleaseService/GetReleaseStatus", False),
        "GetReleaseContent": ("/hapi.services.tiller.ReleaseService/GetReleaseContent", False),
        "UpdateRelease": ("/hapi.services.tiller.ReleaseService/UpdateRelease", False),
        "InstallRelease": ("/hapi.services.tiller.ReleaseService/InstallRelease", False),
        "UninstallRelease": ("/hapi.services.tiller.ReleaseService/UninstallRelease", False),
        "GetVersion": ("/hapi.services.tiller.ReleaseService/GetVersion", False),
        "RollbackRelease": ("/hapi.services.tiller.ReleaseService/RollbackRelease", False),
        "GetHistory": ("/hapi.services.tiller.ReleaseService/GetHistory", False),
        "RunReleaseTest": ("/hapi.services.tiller.ReleaseService/RunReleaseTest", True),
        "UnlockRelease": ("/pilothouse.services.tiller.ReleaseCare/UnlockRelease", False),
        "RepairRelease": ("/pilothouse.services.tiller.ReleaseCare/RepairRelease", False),
    }


@pytest.mark.parametrize(
    ("name", "request_model"),
    [
        ("ListReleases", ListRequest()),
        ("GetReleaseStatus", RevisionRequest("")),
        ("GetReleaseContent", RevisionRequest("")),
        ("UpdateRelease", UpdateRequest("", None, timeout=0)),
        ("InstallRelease", InstallRequest(None, timeout=0)),
        ("UninstallRelease", UninstallRequest("", timeout=0)),
        ("GetVersion", None),
        ("RollbackRelease", RollbackRequest("", timeout=0)),
        ("GetHistory", HistoryRequest("")),
        ("RunReleaseTest", TestRequest("", timeout=0)),
        ("UnlockRelease", UnlockRequest("")),
        ("RepairRelease", RepairRequest("")),
    ],
)
def test_what_a_request_does_not_say_has_the_default_of_its_type_not_of_a_flag(name: str, request_model: Any) -> None:
    assert CALLS[name].decode_request(b"") == request_model


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("ListReleases", RecordPage()),
        ("GetReleaseStatus", StatusResult("", "", ReleaseInfo())),
        ("GetVersion", TillerVersion()),
        ("GetHistory", RecordPage()),
        ("RunReleaseTest", TestMessage("", "UNKNOWN")),
        ("UnlockRelease", UnlockResult("", 0, "")),
        ("RepairRelease", RepairResult()),
    ],
)
def test_an_empty_answer_is_one(name: str, answer: Any) -> None:
    assert facts(CALLS[name].decode_response(b"")) == facts(answer)


@pytest.mark.parametrize(
    "name", ["GetReleaseContent", "UpdateRelease", "InstallRelease", "UninstallRelease", "RollbackRelease"]
)
def test_an_answer_without_its_release_is_damaged(name: str) -> None:
    with pytest.raises(DamagedRecordError, match="^proto: no release in the answer$"):
        CALLS[name].decode_response(b"")


def test_our_own_fields_stand_behind_those_of_helm() -> None:
    strategy = b"\xc2\x3e\x07two-way"
    for name, plain in {
        "InstallRelease": InstallRequest(None),
        "UpdateRelease": UpdateRequest("web", None),
        "RollbackRelease": RollbackRequest("web"),
    }.items():
        call = CALLS[name]
        asked = call.encode_request(plain.replace(apply_strategy="two-way"))
        assert asked == call.encode_request(plain) + strategy
    assert CALLS["ListReleases"].encode_request(ListRequest(summary=True, names_only=True)) == bytes.fromhex(
        "c03e01c83e01"
    )
    assert CALLS["GetHistory"].encode_request(HistoryRequest("", summary=True)) == bytes.fromhex("c03e01")


def test_a_list_says_what_it_wants_in_numbers() -> None:
    request = ListRequest(3, "o", "CHART_NAME", True, "f", ("FAILED", "DEPLOYED"), "ns")
    data = bytes.fromhex("0803 12016f 1803 220166 2801 32020401 3a026e73")
    assert CALLS["ListReleases"].encode_request(request) == data
    assert CALLS["ListReleases"].decode_request(data) == request


def test_numbers_that_no_enumeration_has_are_texts_and_come_back() -> None:
    data = bytes.fromhex("1809 2807 320263 01")
    request = CALLS["ListReleases"].decode_request(data)
    assert request == ListRequest(sort_by="9", descending=False, statuses=("99", "DEPLOYED"))
    assert CALLS["ListReleases"].decode_request(CALLS["ListReleases"].encode_request(request)) == request
    assert CALLS["RunReleaseTest"].decode_response(bytes.fromhex("1009")) == TestMessage("", "9")


def test_values_are_a_message_even_when_they_are_empty_as_from_helm() -> None:
    assert CALLS["InstallRelease"].encode_request(InstallRequest(None, timeout=0)) == b"\x12\x00"
    assert CALLS["UpdateRelease"].encode_request(UpdateRequest("", None, timeout=0)) == b"\x1a\x00"


def test_a_count_tells_how_many_releases_a_page_has() -> None:
    data = CALLS["ListReleases"].encode_response(RecordPage((b"", b"\x0a\x01a"), "b", 9))
    assert data == bytes.fromhex("0802 120162 1809 2200 22030a0161")


def test_a_release_keeps_on_its_way_what_this_version_does_not_know() -> None:
    record = encode_release(small_release()) + b"\xf8\x01\x05"
    answer = CALLS["GetReleaseContent"].decode_response(field(1, record))
    assert answer.unknown == b"\xf8\x01\x05"
    assert CALLS["GetReleaseContent"].encode_response(answer) == field(1, record)


def test_unknown_fields_of_requests_and_answers_are_passed_over() -> None:
    for name, call in CALLS.items():
        assert facts(call.decode_request(b"\xf8\x7f\x05")) == facts(call.decode_request(b"")), name
    assert CALLS["GetVersion"].decode_response(b"\xf8\x7f\x05").sem_ver == ""


def test_a_text_that_is_not_utf_8_is_not_sent() -> None:
    with pytest.raises(
        StorageError, match=r'^proto: field "hapi\.services\.tiller\.TestReleaseResponse\.Msg" contains'
    ):
        CALLS["RunReleaseTest"].encode_response(TestMessage("\udcff", "RUNNING"))
    with pytest.raises(StorageError, match=r'^proto: field "hapi\.services\.tiller\.GetHistoryRequest\.Name" contains'):
        CALLS["GetHistory"].encode_request(HistoryRequest("\udcff"))


def test_a_chart_may_be_nested_as_deep_as_messages_and_no_deeper() -> None:
    def nested(depth: int) -> bytes:
        chart = Chart(Metadata())
        for _ in range(depth - 1):
            chart = Chart(Metadata(), dependencies=[chart])
        return field(1, encode_chart(chart))

    assert CALLS["InstallRelease"].decode_request(nested(MAX_DEPTH - 1)).chart is not None
    with pytest.raises(DamagedRecordError, match="^proto: messages are nested more than 100 deep$"):
        CALLS["InstallRelease"].decode_request(nested(MAX_DEPTH))


@pytest.mark.parametrize("name", CALLS)
def test_a_request_of_more_fields_than_a_chart_can_have_is_refused(name: str) -> None:
    with pytest.raises(DamagedRecordError, match=f"^proto: more than {MAX_REQUEST_FIELDS} fields$"):
        CALLS[name].decode_request(b"\xf8\x7f\x05" * (MAX_REQUEST_FIELDS + 1))


@pytest.mark.parametrize("name", CALLS)
def test_changed_bytes_are_a_request_and_an_answer_or_damaged(name: str) -> None:
    call = CALLS[name]

    @settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        for strategy, encode, decode in (
            (REQUESTS[name], call.encode_request, call.decode_request),
            (ANSWERS_AND_PAGES[name], call.encode_response, call.decode_response),
        ):
            changed = bytearray(encode(data.draw(strategy)) or b"\0")
            for _ in range(data.draw(st.integers(1, 3))):
                changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
            try:
                model = decode(bytes(changed))
            except DamagedRecordError:
                continue
            once = encode(model)
            assert encode(decode(once)) == once

    check()


SUMMARIES = st.builds(
    ReleaseSummary,
    TEXTS,
    INT32S,
    st.sampled_from(STATUSES),
    TIMES,
    chart_name=TEXTS,
    chart_version=TEXTS,
    app_version=TEXTS,
    namespace=TEXTS,
    description=TEXTS,
    damaged=TEXTS,
)


@settings(deadline=None)
@given(SUMMARIES)
def test_a_summary_goes_there_and_back(summary: ReleaseSummary) -> None:
    assert decode_summary(encode_summary(summary)) == summary


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(RELEASES)
def test_a_summary_of_a_whole_release_is_a_release_with_little_in_it(release: Release) -> None:
    summary = decode_summary(encode_release(release))
    twin = decode_release(encode_summary(summary))
    assert decode_summary(encode_release(twin)) == summary
    assert (twin.manifest, twin.hooks, twin.chart.templates, twin.values_text) == ("", [], [], "")


def test_what_is_wrong_with_a_record_travels_among_the_extras() -> None:
    data = encode_summary(ReleaseSummary("web", 3, "DEPLOYED", damaged="unexpected EOF"))
    assert decode_release(data).extras == {"damaged": "unexpected EOF"}


@pytest.mark.parametrize(("label", "status"), [("", "UNKNOWN"), ("SLEEPING", "UNKNOWN"), ("99", "99")])
def test_a_status_that_only_a_label_says_is_sent_as_far_as_there_is_a_number(label: str, status: str) -> None:
    assert decode_summary(encode_summary(ReleaseSummary("web", 3, label))).status == status


def test_whoever_only_reads_records_pays_nothing_for_calls() -> None:
    imports = {name: run_time_imports(name, path) for name, path in modules().items() if ".core.hapi." in name}
    users = {name for name, found in imports.items() if any(one.endswith((".services", ".calls")) for one in found)}
    assert users == {"pilothouse.core.hapi.calls"}
