from __future__ import annotations

import pytest
from pilothouse.core.model.stored_record import RecordMetadata
from pilothouse.plugins.builtin.storage.object_metadata import nanoseconds, record_metadata

LIVE = {
    "metadata": {
        "name": "web.v1",
        "uid": "u",
        "resourceVersion": "7",
        "creationTimestamp": "2020-01-01T00:00:00Z",
        "labels": {"OWNER": "TILLER", "NAME": "web"},
        "managedFields": [
            {"manager": "pilothouse/me@here/1", "time": "2020-01-01T00:00:00Z"},
            {"manager": "pilothouse/you@there/2", "time": "2020-01-01T00:00:09Z"},
            {"manager": "kubectl", "time": "2020-01-01T00:00:08Z"},
        ],
    }
}
SECOND = 1_000_000_000
NEW_YEAR = 1_577_836_800 * SECOND


def test_the_last_writer_is_the_newest_entry_of_the_managed_fields() -> None:
    assert record_metadata(LIVE) == RecordMetadata(
        "web.v1", (("NAME", "web"), ("OWNER", "TILLER")), "7", "u", "pilothouse/you@there/2", NEW_YEAR + 9 * SECOND
    )


def test_without_managed_fields_the_writer_is_unknown() -> None:
    live = {"metadata": {key: value for key, value in LIVE["metadata"].items() if key != "managedFields"}}
    found = record_metadata(live)
    assert (found.writer, found.written) == ("", NEW_YEAR)


def test_an_object_with_hardly_anything_is_a_record_too() -> None:
    assert record_metadata({"metadata": {"name": "x"}}) == RecordMetadata("x")


def test_the_owner_of_a_record_in_parts_is_that_of_the_whole() -> None:
    labels = {"OWNER": "PILOTHOUSE", "RECORD_OWNER": "TILLER", "NAME": "web"}
    assert record_metadata({"metadata": {"name": "x", "labels": labels}}).labels == (
        ("NAME", "web"),
        ("OWNER", "TILLER"),
    )
    assert record_metadata({"metadata": {"name": "x", "labels": {"OWNER": "PILOTHOUSE"}}}).labels == ()


@pytest.mark.parametrize("text", ["", "yesterday", "2020"])
def test_what_is_no_time_is_unknown(text: str) -> None:
    assert nanoseconds(text) is None
