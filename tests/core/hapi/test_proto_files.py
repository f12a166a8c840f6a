"""The tables of the codec against the .proto files, and against Google's runtime that was fed with these."""

from __future__ import annotations

from typing import Any

import pytest
from foreign_hapi.messages import SORT_ORDERS
from foreign_hapi.models import INT32S, INT64S, TEXTS, UINT32S
from foreign_hapi.runtimes import PROTO, GoogleMessages, proto_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pilothouse.core.hapi import messages, services
from pilothouse.core.hapi.calls import CALLS, CARE_SERVICE, RELEASE_SERVICE
from pilothouse.core.hapi.releases import TEST_STATUSES
from pilothouse.core.hapi.wire import (
    BOOL,
    BYTES,
    INT32,
    INT64,
    MAP,
    MESSAGE,
    STRING,
    UINT32,
    UNKNOWN,
    Message,
    decode,
    encode,
)
from pilothouse.core.model.manifest import DELETE_POLICIES, HOOK_EVENTS
from pilothouse.core.model.release import STATUSES

WITHOUT_TABLE = {"hapi.chart.Value", "hapi.services.tiller.ListSort"}
"""What nobody fills, and what holds enumerations alone."""

UNREAD = {("hapi.chart.Config", 2)}
"""Fields that stay with the unknown ones."""

RECORDS = {("hapi.services.tiller.ListReleasesResponse", 4), ("hapi.services.tiller.GetHistoryResponse", 1)}
"""Releases that the codec hands on as bytes."""


_KINDS = {3: INT64, 5: INT32, 8: BOOL, 9: STRING, 11: MESSAGE, 12: BYTES, 13: UINT32, 14: INT32}
"""The kind of a field by its type in a descriptor; enumerations (14) are numbers."""


def tables() -> dict[str, list[Message]]:
    """All tables by the names of their messages."""
    found: dict[str, list[Message]] = {}
    open_ones = [each for module in (messages, services) for each in vars(module).values()]
    while open_ones:
        table = open_ones.pop()
        if isinstance(table, Message) and table not in found.setdefault(table.name, []):
            found[table.name].append(table)
            open_ones += [field.message for field in table.fields]
    return found


def whole_tables() -> list[Message]:
    """The tables that have all fields of their messages, of ours alone."""
    return [one for name, found in sorted(tables().items()) for one in found if not one.partial]


def go_name(name: str) -> str:
    """The name that protoc-gen-go gives to a field."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def described(descriptor: Any) -> dict[int, tuple[str, str, str, bool]]:
    """Go's name, kind, message and repetition of each field by its number."""
    found = {}
    for field in descriptor.fields:
        place = (descriptor.full_name, field.number)
        is_map = field.message_type is not None and field.message_type.GetOptions().map_entry
        inner = field.message_type.full_name if field.message_type is not None and not is_map else ""
        kind = MAP if is_map else _KINDS[field.type]
        if place in RECORDS:
            assert inner == "hapi.release.Release"
            kind, inner = BYTES, ""
        if place not in UNREAD:
            found[field.number] = (go_name(field.name), kind, inner, field.is_repeated and not is_map)
    return found


def tabled(table: Message) -> dict[int, tuple[str, str, str, bool]]:
    """The same of a table."""
    return {
        field.number: (field.go_name, field.kind, field.message.name if field.message else "", field.repeated)
        for field in table.fields
    }


def test_every_message_has_a_table(google_messages: GoogleMessages) -> None:
    ours = {name for name in tables() if not name.startswith("google.")}
    assert ours == google_messages.names() - WITHOUT_TABLE


@pytest.mark.parametrize("name", sorted(tables()))
def test_tables_are_what_the_proto_files_say(google_messages: GoogleMessages, name: str) -> None:
    fields = described(google_messages.descriptor(name))
    for table in tables()[name]:
        own = tabled(table)
        assert own == ({number: fields[number] for number in own} if table.partial else fields)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hapi.release.Status.Code", STATUSES),
        ("hapi.release.TestRun.Status", TEST_STATUSES),
        (
            "hapi.release.Hook.Event",
            ["RELEASE_" * word.startswith("test") + word.upper().replace("-", "_") for word in HOOK_EVENTS],
        ),
        (
            "hapi.release.Hook.DeletePolicy",
            [word.removeprefix("hook-").upper().replace("-", "_") for word in DELETE_POLICIES],
        ),
        ("hapi.services.tiller.ListSort.SortBy", ["UNKNOWN", *SORT_ORDERS[1:]]),
        ("hapi.services.tiller.ListSort.SortOrder", ["ASC", "DESC"]),
        ("hapi.chart.Metadata.Engine", ["UNKNOWN", "GOTPL"]),
    ],
)
def test_words_have_the_numbers_of_the_proto_files(google_messages: GoogleMessages, name: str, words: Any) -> None:
    values = google_messages.pool.FindEnumTypeByName(name).values
    assert {value.number: value.name for value in values} == dict(enumerate(words))


def test_calls_are_those_of_the_proto_files(google_messages: GoogleMessages) -> None:
    found = {
        method.name: (f"/{service}/{method.name}", service, method.server_streaming)
        for service in (RELEASE_SERVICE, CARE_SERVICE)
        for method in google_messages.service(service).methods
    }
    assert {name: (call.path, call.service, call.streams) for name, call in CALLS.items()} == found


def test_files_are_where_their_packages_say() -> None:
    assert proto_files()
    for name in proto_files():
        text = (PROTO / name).read_text(encoding="utf-8")
        package = text.partition("\npackage ")[2].partition(";")[0]
        assert package.split(".")[:2] == name.split("/")[:2]
        assert 'syntax = "proto3";' in text


def values_of(table: Message, depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    """Any decoded message of a table; what has the default value of its type is absent."""
    plain = {
        STRING: TEXTS.filter(bool),
        BYTES: st.binary(min_size=1, max_size=6),
        BOOL: st.just(True),
        INT32: INT32S.filter(bool),
        INT64: INT64S.filter(bool),
        UINT32: UINT32S.filter(bool),
        MAP: st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=3),
    }
    items = {STRING: TEXTS, BYTES: st.binary(max_size=6), INT32: INT32S}
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for field in table.fields:
        if (table.name, field.number) in RECORDS:
            fields[field.name] = st.lists(
                st.builds(encode, values_of(messages.RELEASE, depth + 1), st.just(messages.RELEASE)),
                min_size=1, max_size=2,
            )  # fmt: skip
        elif field.message is None:
            item = items.get(field.kind, plain[field.kind])
            fields[field.name] = st.lists(item, min_size=1, max_size=3) if field.repeated else plain[field.kind]
        elif depth < 4:
            inner = values_of(field.message, depth + 1)
            fields[field.name] = st.lists(inner, min_size=1, max_size=2) if field.repeated else inner
    return st.fixed_dictionaries({}, optional=fields)


def filled(google: GoogleMessages, table: Message, values: dict[str, Any]) -> Any:
    """The message of Google's runtime with these values."""
    message = google.message(table.name)()
    names = {field.number: field.name for field in google.descriptor(table.name).fields}
    for field in table.fields:
        if field.name not in values:
            continue
        value, name = values[field.name], names[field.number]
        target = getattr(message, name)
        if (table.name, field.number) in RECORDS:
            target.extend(google.message("hapi.release.Release").FromString(record) for record in value)
        elif field.kind == MAP:
            target.update(value)
        elif field.message is None and field.repeated:
            target.extend(value)
        elif field.message is None:
            setattr(message, name, value)
        elif field.repeated:
            target.extend(filled(google, field.message, item) for item in value)
        else:
            target.SetInParent()
            target.CopyFrom(filled(google, field.message, value))
    return message


def opened(values: dict[str, Any], table: Message) -> dict[str, Any]:
    """The same with the releases in it decoded: the order of a map in them is nobody's business."""
    names = {field.name for field in table.fields if (table.name, field.number) in RECORDS}
    return {
        name: [decode(record, messages.RELEASE) for record in value] if name in names else value
        for name, value in values.items()
    }


@pytest.mark.parametrize("table", whole_tables(), ids=lambda table: table.name)
def test_what_another_runtime_writes_is_read_and_written_to_the_same_bytes(
    google_messages: GoogleMessages, table: Message
) -> None:
    @settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
    @given(values_of(table))
    def check(values: dict[str, Any]) -> None:
        data = filled(google_messages, table, values).SerializeToString(deterministic=True)
        assert opened(decode(data, table), table) == opened(values, table)
        assert encode(decode(data, table), table) == data

    check()


@pytest.mark.parametrize("table", whole_tables(), ids=lambda table: table.name)
def test_what_is_written_is_read_by_another_runtime(google_messages: GoogleMessages, table: Message) -> None:
    @settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
    @given(values_of(table))
    def check(values: dict[str, Any]) -> None:
        read = google_messages.message(table.name).FromString(encode(values, table))
        assert read == filled(google_messages, table, values)

    check()


def test_values_that_nobody_fills_are_carried_along(google_messages: GoogleMessages) -> None:
    config = google_messages.message("hapi.chart.Config")(raw="a: 1")
    config.values["a"].value = "1"
    data = config.SerializeToString(deterministic=True)
    assert set(decode(data, messages.CONFIG)) == {"raw", UNKNOWN}
    assert encode(decode(data, messages.CONFIG), messages.CONFIG) == data


def test_our_own_fields_in_messages_of_helm_are_these() -> None:
    ours = {
        (name, field.number)
        for name, found in tables().items()
        for table in found
        for field in table.fields
        if name.startswith("hapi.") and field.number >= services.OURS
    }
    assert ours == {
        ("hapi.release.Release", 1000),
        ("hapi.services.tiller.GetHistoryRequest", 1000),
        ("hapi.services.tiller.GetReleaseStatusResponse", 1000),
        ("hapi.services.tiller.GetReleaseStatusResponse", 1001),
        ("hapi.services.tiller.InstallReleaseRequest", 1000),
        ("hapi.services.tiller.InstallReleaseRequest", 1001),
        ("hapi.services.tiller.ListReleasesRequest", 1000),
        ("hapi.services.tiller.ListReleasesRequest", 1001),
        ("hapi.services.tiller.RollbackReleaseRequest", 1000),
        ("hapi.services.tiller.UpdateReleaseRequest", 1000),
        ("hapi.services.tiller.UpdateReleaseRequest", 1001),
    }
