from __future__ import annotations

import gzip
import zlib
from binascii import a2b_base64, b2a_base64

import pytest
from foreign_hapi.facts import facts
from foreign_hapi.records_of_go import OF_GO, WITH_VALUES
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.errors import DamagedRecordError, RecordTooLargeError, StorageError
from pilothouse.core.hapi import record
from pilothouse.core.hapi.charts import decode_chart, encode_chart
from pilothouse.core.hapi.releases import decode_release, encode_release
from pilothouse.core.model.chart import Chart, File, Maintainer, Metadata
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.core.model.release import DEPLOYED, Release, ReleaseInfo, TestRun, TestSuite
from pilothouse.core.model.release_requests import ReleaseSummary


def message_of(text: str) -> bytes:
    return zlib.decompress(a2b_base64(text), 31)


def text_of(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode()


def small_release() -> Release:
    return Release("web", "default", 1, Chart(Metadata("web", "1.0.0")), info=ReleaseInfo(DEPLOYED))


@pytest.mark.parametrize("text", OF_GO, ids=["values", "no values", "empty values"])
def test_a_record_of_tiller_has_the_same_bytes_after_decoding_and_encoding(text: str) -> None:
    assert encode_release(decode_release(message_of(text))) == message_of(text)


def test_a_record_of_tiller_is_read() -> None:
    release = record.unpack(WITH_VALUES, "web.v3")
    assert (release.name, release.namespace, release.revision, release.key) == ("web", "default", 3, "web.v3")
    assert (release.values_text, release.manifest) == ("x: y", "\n---\n# Source: x\nä☸")
    info = release.info
    assert (info.status, info.description, info.notes, info.resources) == ("PENDING_ROLLBACK", "d", "n", "")
    assert (info.first_deployed, info.last_deployed, info.deleted) == (1600000000999999999, 0, None)
    suite = info.last_test_suite_run
    assert suite is not None
    assert (suite.started_at, suite.completed_at) == (5_000_000_000, None)
    assert [(run.name, run.status, run.info, run.started_at, run.completed_at) for run in suite.results] == [
        ("t", "SUCCESS", "i", None, -4_999_999_993),
        ("", "UNKNOWN", "", None, None),
    ]
    first, second = release.hooks
    assert (first.manifest.name, first.manifest.kind, first.manifest.source, first.manifest.content) == (
        "h",
        "Job",
        "p",
        "m",
    )
    assert first.events == ["pre-install", "crd-install", "test-success", "unknown"]
    assert first.delete_policies == ["hook-succeeded", "before-hook-creation"]
    assert (first.weight, first.delete_timeout, first.last_run) == (-5, 60, 9_000_000_000)
    assert (second.weight, second.delete_timeout, second.last_run, second.events) == (2147483647, -1, 0, [])
    chart = release.chart
    assert (chart.name, chart.metadata.version, chart.metadata.deprecated) == ("web", "1.2.3", True)
    assert chart.metadata.annotations == {"k": "v", "": "e", "z": ""}
    assert chart.metadata.keywords == ["a", "", "b"]
    assert [(each.name, each.email, each.url) for each in chart.metadata.maintainers] == [("x", "y", ""), ("", "", "")]
    assert [(file.name, file.data) for file in chart.templates] == [("templates/a", b"\0\xff"), ("b", b""), ("", b"")]
    assert [(file.name, file.data) for file in chart.files] == [("README", b"hi\xff")]
    assert [(sub.name, sub.values_text) for sub in chart.dependencies] == [("sub", ""), ("sub2", "a: 1")]


def test_a_summary_has_what_a_list_shows() -> None:
    assert record.unpack_summary(WITH_VALUES, "web.v3") == ReleaseSummary(
        "web", 3, "PENDING_ROLLBACK", 0, "web", "1.2.3", "", "default", "d"
    )


def test_everything_of_a_release_comes_back() -> None:
    metadata = Metadata("web", "1.0.0")
    metadata.app_version = "7"
    metadata.maintainers = [Maintainer("me", "me@example.com", "https://example.com")]
    metadata.sources = ["s"]
    chart = Chart(
        metadata, [File("templates/a.yaml", b"\xff")], "a: 1", [Chart(Metadata("sub"))], [File("LICENSE", b"")]
    )
    hook = ChartHook(
        Manifest("web/templates/h.yaml", "kind: Job", "Job", name="h"), ["test-failure"], -3, ["hook-failed"], 9
    )
    hook.last_run = 12
    release = Release(
        "web",
        "default",
        7,
        chart,
        info=ReleaseInfo(
            "DELETED",
            first_deployed=1,
            last_deployed=2_000_000_003,
            deleted=-1,
            description="d",
            notes="n",
            resources="r",
            last_test_suite_run=TestSuite(1, 2, [TestRun("t", "RUNNING", "i", 3, 4)]),
        ),
        values_text="b: 2",
        manifest="m",
        hooks=[hook],
        extras={"apply-strategy": "two-way"},
    )
    twin = record.unpack(record.pack(release), "web.v7")
    assert encode_release(twin) == encode_release(release)
    assert facts(twin) == facts(release)


def test_our_own_facts_stand_in_a_field_that_helm_carries_along() -> None:
    release = small_release()
    plain = encode_release(release)
    release.extras = {"apply-strategy": "three-way"}
    entry = b"\x0a\x0eapply-strategy\x12\x09three-way"
    assert encode_release(release) == plain + b"\xc2\x3e" + bytes([len(entry)]) + entry


UNKNOWN_FIELD = b"\xf8\x01\x05"


def test_unknown_fields_are_kept_where_helm_might_have_written_some() -> None:
    def field(number: int, data: bytes) -> bytes:
        return bytes([number << 3 | 2, len(data)]) + data

    status = field(1, b"\x08\x01" + UNKNOWN_FIELD)
    sub = field(3, field(1, b"") + field(4, UNKNOWN_FIELD) + UNKNOWN_FIELD)
    data = (
        field(1, b"web")
        + field(2, status + UNKNOWN_FIELD)
        + field(3, field(1, b"") + sub + UNKNOWN_FIELD)
        + field(4, field(1, b"a: 1") + UNKNOWN_FIELD)
        + field(6, UNKNOWN_FIELD)
        + b"\x38\x01"
        + UNKNOWN_FIELD
    )
    release = decode_release(data)
    assert encode_release(release) == data
    assert (release.unknown, release.values_text) == (UNKNOWN_FIELD, "a: 1")


def test_numbers_without_a_word_are_kept_as_digits() -> None:
    data = encode_release(small_release()) + b"\x12\x04\x0a\x02\x08\x63" + b"\x32\x03\x2a\x01\x4d"
    release = decode_release(data)
    assert (release.info.status, release.hooks[0].events) == ("99", ["77"])
    assert decode_release(encode_release(release)).hooks[0].events == ["77"]


def test_words_that_no_enumeration_has_are_refused() -> None:
    release = small_release()
    release.info.status = "SLEEPING"
    with pytest.raises(StorageError, match="^'SLEEPING' is none of UNKNOWN, DEPLOYED, "):
        encode_release(release)


@pytest.mark.parametrize("stamp", ["08ffffffffffffffff7f", "10ffffffffffffffffff01", "1080a8d6b907"])
def test_a_time_outside_of_what_a_timestamp_holds_is_damage(stamp: str) -> None:
    data = bytes.fromhex(stamp)
    inner = b"\x12" + bytes([len(data)]) + data
    with pytest.raises(DamagedRecordError, match="^timestamp: seconds:-?[0-9]+ nanos:-?[0-9]+ out of range$"):
        decode_release(b"\x12" + bytes([len(inner)]) + inner)


def test_a_chart_alone_goes_there_and_back() -> None:
    chart = Chart(Metadata("web", "1.0.0"), [File("templates/a", b"b")], "a: 1")
    assert facts(decode_chart(encode_chart(chart))) == facts(chart)


def test_a_text_has_the_same_bytes_every_time_and_no_time_of_writing_in_it() -> None:
    release = small_release()
    assert record.pack(release) == record.pack(release)
    assert a2b_base64(record.pack(release))[:8] == b"\x1f\x8b\x08\0\0\0\0\0"
    assert gzip.decompress(a2b_base64(record.pack(release))) == encode_release(release)


def test_records_without_compression_are_read() -> None:
    assert record.unpack(text_of(encode_release(small_release())), "web.v1").name == "web"


def test_line_ends_and_several_members_are_read_as_go_reads_them() -> None:
    data = encode_release(small_release())
    text = text_of(gzip.compress(data[:5]) + gzip.compress(data[5:]))
    assert record.unpack("\r\n".join([text[:10], text[10:], ""]), "web.v1").name == "web"


BOMB = gzip.compress(bytes(record.MAX_MESSAGE + 1), 9)
PACKED = gzip.compress(encode_release(small_release()))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("!!!", "illegal base64 data at input byte 0"),
        ("H4sI", "unexpected EOF"),
        ("☸", "illegal base64 data at input byte 0"),
        ("\udcff", "illegal base64 data at input byte 0"),
        ("", "no release in it"),
        (text_of(b"\0"), "proto: illegal tag 0 (wire type 0)"),
        (text_of(PACKED[:-1]), "unexpected EOF"),
        (text_of(PACKED + b"x"), "gzip: invalid header"),
        (text_of(PACKED[:-5] + b"\0\0\0\0\0"), "gzip: invalid checksum"),
        (text_of(PACKED[:10] + b"\xff" + PACKED[11:]), "flate: corrupt input"),
        (text_of(gzip.compress(b"")), "no release in it"),
        (text_of(BOMB), "more than 67108864 bytes when unpacked"),
        (text_of(gzip.compress(bytes(record.MAX_MESSAGE // 2)) * 2 + PACKED), "more than 67108864 bytes when unpacked"),
    ],
    ids=range(13),
)
def test_a_damaged_record_says_what_is_wrong_and_which_it_is(text: str, message: str) -> None:
    for read in (record.unpack, record.unpack_summary):
        with pytest.raises(DamagedRecordError) as caught:
            read(text, "web.v1")
        assert (caught.value.message, caught.value.key) == (message, "web.v1")
        assert caught.value.details == ('The record "web.v1" cannot be decoded.',)


def test_a_release_that_could_not_be_read_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "MAX_MESSAGE", 10)
    with pytest.raises(RecordTooLargeError, match=r'^release: "web\.v1" too large: 40 bytes, at most 10$'):
        record.pack(small_release())


def test_a_record_near_the_limit_of_stores_is_packed_as_well_as_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    release = small_release()
    release.manifest = "".join(f"- name: {number * number % 97}\n" for number in range(5_000))
    usual = record.pack(release)
    monkeypatch.setattr(record, "LARGE_RECORD", 1)
    assert len(record.pack(release)) <= len(usual)
    assert encode_release(record.unpack(record.pack(release), "")) == encode_release(release)


@given(st.data())
def test_every_change_of_a_record_is_read_or_damaged(data: st.DataObject) -> None:
    message = bytearray(message_of(WITH_VALUES))
    for _ in range(data.draw(st.integers(1, 3))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(message[: data.draw(st.integers(0, len(message)))])
    for each in (bytes(message), cut):
        text = text_of(gzip.compress(each, 1))
        try:
            release = record.unpack(text, "web.v3")
        except DamagedRecordError:
            continue
        encode_release(release)
        record.unpack_summary(text, "web.v3")


def test_every_cut_and_every_flipped_bit_of_a_text_is_read_or_damaged() -> None:
    for position in range(len(WITH_VALUES)):
        flipped = chr(ord(WITH_VALUES[position]) ^ 1)
        for text in (WITH_VALUES[:position], WITH_VALUES[:position] + flipped + WITH_VALUES[position + 1 :]):
            try:
                record.unpack(text, "web.v3")
            except DamagedRecordError:
                continue
            assert message_of(text) == message_of(WITH_VALUES)
