"""Recorded releases on the wire: what another Protocol Buffers runtime writes of them is read, has every recorded
field, and is written to the same bytes, as a record and inside of requests and answers."""

from __future__ import annotations

import importlib.util
import zlib
from binascii import a2b_base64
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from foreign_hapi.recordings import Recorded, in_recorded_form, recorded_steps
from foreign_hapi.records_of_go import OF_GO
from foreign_hapi.runtimes import BetterprotoMessages, require_compilers
from parity.conformance import Replay, first_difference, folder, show
from pilothouse.core.hapi import record
from pilothouse.core.hapi.calls import CALLS
from pilothouse.core.hapi.releases import decode_release, encode_release
from pilothouse.core.hapi.wire import varint
from pilothouse.core.model.release import Release
from pilothouse.core.model.release_requests import RecordPage

FLOWS = folder() / "flows"
ANSWERS_WITH_A_RELEASE = ("GetReleaseContent", "InstallRelease", "RollbackRelease", "UninstallRelease", "UpdateRelease")


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> BetterprotoMessages:
    """The messages of another runtime."""
    require_compilers()
    return BetterprotoMessages(tmp_path_factory.mktemp("betterproto"))


def recorders_codec() -> ModuleType:
    """What the recordings were made with: yet another reader of records."""
    spec = importlib.util.spec_from_file_location("recorders_codec", FLOWS / "records.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_recorded_releases_are_read_and_written_to_the_same_bytes(
    messages: BetterprotoMessages, replay: Replay, require_suite: Callable[[str], None]
) -> None:
    require_suite("flows")
    recorded = Recorded(messages, FLOWS / "charts")
    steps = list(recorded_steps(FLOWS))
    tally = replay("recorded bytes", "recorded-bytes", sum(len(releases) for _, releases in steps))
    for step, releases in steps:
        written = [recorded.release(release) for release in releases]
        for release, message in zip(releases, written, strict=True):
            problems = (*of_a_record(release, message), *in_answers(messages, message), *in_requests(messages, message))
            tally.record(f"{step}/{release['name']}.v{release['version']}", "; ".join(problems))
        for problem in in_pages(messages, written):
            tally.record(f"{step}/pages", problem)
    assert steps
    assert tally.complaints() == []


def of_a_record(recorded: dict[str, Any], message: Any) -> Iterator[str]:
    """What is wrong about a release by itself."""
    data = bytes(message)
    release = decode_release(data)
    form = in_recorded_form(release)
    for name in sorted(recorded.keys() | form.keys()):
        if form.get(name) != recorded.get(name):
            yield f"{name}: {show(form.get(name))} for {show(recorded.get(name))}"
    yield from unequal("the release", encode_release(release), data)
    if release.name:  # what stands in the place of a damaged record is none that we would write
        yield from unequal("the record", encode_release(record.unpack(record.pack(release), release.key)), data)
    if type(message).parse(encode_release(release)) != message:
        yield "the other runtime reads something else"


def in_answers(messages: BetterprotoMessages, message: Any) -> Iterator[str]:
    """What is wrong about a release inside of answers."""
    for name in ANSWERS_WITH_A_RELEASE:
        fields = {"info": "kept: a"} if name == "UninstallRelease" else {}
        data = bytes(messages("hapi.services.tiller", f"{name}Response")(release=message, **fields))
        answer = CALLS[name].decode_response(data)
        release = answer if isinstance(answer, Release) else answer.release
        yield from unequal(f"{name}: the release", encode_release(release), bytes(message))
        yield from unequal(f"{name}: the answer", CALLS[name].encode_response(answer), data)
    status = messages("hapi.services.tiller", "GetReleaseStatusResponse")(
        name=message.name, info=message.info, namespace=message.namespace
    )
    call = CALLS["GetReleaseStatus"]
    yield from unequal("the status", call.encode_response(call.decode_response(bytes(status))), bytes(status))


def in_requests(messages: BetterprotoMessages, message: Any) -> Iterator[str]:
    """What is wrong about a chart and values inside of requests."""
    for name in ("InstallRelease", "UpdateRelease"):
        request = messages("hapi.services.tiller", f"{name}Request")(
            name=message.name, chart=message.chart, values=message.config, timeout=300, wait=True
        )
        data = bytes(request)
        yield from unequal(name, CALLS[name].encode_request(CALLS[name].decode_request(data)), data)


def in_pages(messages: BetterprotoMessages, written: list[Any]) -> Iterator[str]:
    """What is wrong about releases inside of lists and histories."""
    for name, fields in (
        ("ListReleases", {"count": len(written), "next": "z", "total": 1_000}),
        ("GetHistory", {}),
    ):
        data = bytes(messages("hapi.services.tiller", f"{name}Response")(releases=written, **fields))
        page = CALLS[name].decode_response(data)
        if list(page.records) != [bytes(message) for message in written]:
            yield f"{name}: other records"
        yield from unequal(name, CALLS[name].encode_response(page), data)


def unequal(what: str, got: bytes, want: bytes) -> Iterator[str]:
    """Where two messages part."""
    if got != want:
        yield f"{what}: {first_difference(got.decode('latin-1'), want.decode('latin-1'))}"


def test_records_of_ours_are_read_by_those_who_made_the_recordings(
    messages: BetterprotoMessages, require_suite: Callable[[str], None]
) -> None:
    require_suite("flows")
    codec = recorders_codec()
    recorded = Recorded(messages, FLOWS / "charts")
    for step, releases in recorded_steps(FLOWS):
        for release in releases:
            text = record.pack(decode_release(bytes(recorded.release(release))))
            assert codec.release_summary(codec.decode_release(text)) == release, step


@pytest.mark.parametrize("text", OF_GO, ids=["values", "no values", "empty values"])
def test_records_that_tiller_wrote_have_the_same_bytes_inside_of_answers(text: str) -> None:
    data = zlib.decompress(a2b_base64(text), 31)
    for name in (*ANSWERS_WITH_A_RELEASE, "GetHistory"):
        answer = b"\x0a" + varint(len(data)) + data
        assert CALLS[name].encode_response(CALLS[name].decode_response(answer)) == answer
    assert CALLS["ListReleases"].encode_response(RecordPage((data,))) == b"\x08\x01\x22" + varint(len(data)) + data
