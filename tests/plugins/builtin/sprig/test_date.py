from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib import fmt, time, time_zone
from pilothouse.core.golib.types import Int32, Int64
from pilothouse.plugins.builtin.sprig.date import FUNCTIONS


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


MOMENT = time.Time(1577934245, 0, time_zone.UTC)


@pytest.mark.parametrize("value", [MOMENT, 1577934245, Int64(1577934245), Int32(1577934245)])
def test_a_date_is_a_time_or_unix_seconds(value: Any) -> None:
    assert [call("date", "2006-01-02T15:04:05Z07:00", value), call("htmlDate", value)] == [
        "2020-01-02T03:04:05Z",
        "2020-01-02",
    ]


@pytest.mark.parametrize("value", [None, "2020", 1577934245.0, True])
def test_anything_else_is_now(value: Any) -> None:
    year = time.now().format("2006")
    assert call("date", "2006", value) == year


@pytest.mark.parametrize(
    ("zone", "text"),
    [("Asia/Kolkata", "08:34 IST"), ("UTC", "03:04 UTC"), ("", "03:04 UTC"), ("Mars/Olympus", "03:04 UTC")],
)
def test_an_unknown_zone_is_utc(zone: str, text: str) -> None:
    assert [call(name, "15:04 MST", MOMENT, zone) for name in ("dateInZone", "date_in_zone")] == [text, text]


def test_html_date_in_zone_can_be_the_next_day() -> None:
    assert call("htmlDateInZone", 82800, "Asia/Tokyo") == "1970-01-02"


@pytest.mark.parametrize(
    ("change", "text"),
    [("-1h30m", "2020-01-02 01:34"), ("48h", "2020-01-04 03:04"), ("2 weeks", "2020-01-02 03:04")],
)
def test_date_modify_ignores_a_bad_duration(change: str, text: str) -> None:
    assert [call(name, change, MOMENT).format("2006-01-02 15:04") for name in ("dateModify", "date_modify")] == [
        text,
        text,
    ]


def test_to_date_gives_the_zero_time_for_a_bad_text() -> None:
    printed = [fmt.to_text(call("toDate", "2006-01-02", text)) for text in ("2017-12-31", "2017-02-30")]
    assert printed == ["2017-12-31 00:00:00 +0000 UTC", "0001-01-01 00:00:00 +0000 UTC"]


def test_unix_epoch_is_a_text() -> None:
    assert [call("unixEpoch", MOMENT), call("unixEpoch", time.zero())] == ["1577934245", "-62135596800"]


def test_ago_counts_whole_seconds() -> None:
    assert [call("ago", value) for value in ("2020", Int32(5), None)] == ["0s", "0s", "0s"]
    assert call("ago", call("dateModify", "-90m", call("now"))) == "1h30m0s"
    assert call("ago", time.zero()) == "2562047h47m16.854775807s"
